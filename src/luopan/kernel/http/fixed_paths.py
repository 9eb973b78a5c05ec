"""The endpoints that are there whatever the metadata says."""

from typing import Any

from luopan.kernel.http.data_paths import data_paths
from luopan.kernel.http.operations import (
    ANY_OBJECT,
    JSON,
    UUID,
    Schema,
    nullable,
    open_to_all,
    operation,
    ref,
    text,
    texts,
    with_path,
)
from luopan.kernel.http.screen_paths import screen_paths
from luopan.kernel.http.talk_paths import talk_paths

_TEXT: Schema = {"type": "string"}


def fixed_paths() -> dict[str, Any]:
    """Paths to operations."""
    return {
        **_sign_in_paths(),
        **_account_paths(),
        **_rights_paths(),
        **data_paths(),
        **_metadata_paths(),
        **_search_paths(),
        **talk_paths(),
        **screen_paths(),
        **_system_paths(),
    }


def _sign_in_paths() -> dict[str, Any]:
    def call(name: str, summary: str, body: Schema | None = None, status: str = "200") -> Schema:
        return operation(name, summary, "sign-in", None if status == "204" else ANY_OBJECT, body, status)

    login = texts("email", "password", optional=("code",))
    accepted = texts("token", "password", optional=("code",))
    totp_off = texts("password", "code")
    preferences: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"preferences": ANY_OBJECT},
    }
    return {
        "/api/auth/login": {"post": open_to_all(call("sign_in", "Sign in", login))},
        "/api/auth/logout": {"post": call("sign_out", "Sign out", status="204")},
        "/api/auth/accept": {"post": open_to_all(call("accept", "Take an invitation or a reset", accepted))},
        "/api/auth/forgot": {"post": open_to_all(call("forgot", "Have a link sent", texts("email"), "202"))},
        "/api/auth/password": {
            "post": call("change_password", "Change one's password", texts("current", "new"), "204")
        },
        "/api/auth/sessions": {"get": call("own_sessions", "One's own sessions")},
        "/api/auth/sessions/{id}": {
            "delete": call("end_session", "End one of them", status="204") | with_path("id", UUID)
        },
        "/api/auth/sessions/end-others": {"post": call("end_other_sessions", "End all but this one")},
        "/api/auth/totp": {
            "post": call("begin_totp", "A secret for an authenticator app"),
            "delete": call("turn_totp_off", "Turn the second factor off", totp_off, "204"),
        },
        "/api/auth/totp/confirm": {"post": call("confirm_totp", "Turn the second factor on", texts("code"))},
        "/api/me": {
            "get": call("who_am_i", "Who am I?"),
            "patch": call("change_preferences", "Change what one prefers", preferences),
        },
        "/api/keys": {
            "get": call("own_keys", "One's own API keys"),
            "post": call("create_key", "Make an API key", _key(), "201"),
        },
        "/api/keys/{id}": {"delete": call("revoke_key", "Revoke an API key", status="204") | with_path("id", UUID)},
        "/api/view-as": {
            "post": call("begin_view", "See Luopan as somebody else, read-only", texts("user"), "204"),
            "delete": call("end_view", "See it as oneself again", status="204"),
        },
    }


def _account_paths() -> dict[str, Any]:
    """What administrators do about the sign-in of others."""

    def call(name: str, summary: str, status: str = "200") -> Schema:
        answer = None if status == "204" else ANY_OBJECT
        return operation(name, summary, "users", answer, status=status) | with_path("id", UUID)

    lines = operation("read_audit", "The audit", "users", ANY_OBJECT)
    lines["parameters"] = [
        {"name": name, "in": "query", "schema": schema}
        for name, schema in (
            ("kind", {"type": "string"}),
            ("actor", UUID),
            ("before", UUID),
            ("limit", {"type": "integer", "minimum": 1, "maximum": 1000}),
        )
    ]
    return {
        "/api/audit": {"get": lines},
        "/api/users/{id}/invite": {"post": call("invite", "A link for the first password", "201")},
        "/api/users/{id}/keys": {"get": call("keys_of_user", "Somebody's API keys")},
        "/api/users/{id}/reset-link": {"post": call("make_reset_link", "A link for a new password", "201")},
        "/api/users/{id}/sessions": {
            "get": call("sessions_of_user", "Somebody's sessions"),
            "delete": call("end_sessions_of_user", "End somebody's sessions"),
        },
        "/api/users/{id}/totp": {"delete": call("reset_totp", "Take somebody's second factor away", "204")},
    }


def _rights_paths() -> dict[str, Any]:
    listed: Schema = {"type": "array", "items": ANY_OBJECT}
    preview: Schema = {"type": "object", "properties": {"roles": listed, "users": listed}}
    rule: Schema = {
        "type": "object",
        "required": ["object", "with"],
        "properties": {
            "name": {"type": "string"},
            "object": {"type": "string"},
            "where": nullable(ref("Condition")),
            "with": ANY_OBJECT,
            "access": {"enum": ["read", "write"]},
        },
    }
    handed: Schema = {
        "type": "object",
        "required": ["to"],
        "properties": {"to": UUID, "deactivate": {"type": "boolean"}},
    }

    def call(name: str, summary: str, body: Schema | None = None, status: str = "200") -> Schema:
        return operation(name, summary, "rights", None if status == "204" else ANY_OBJECT, body, status)

    return {
        "/api/users/{id}/rights": {"get": call("rights_of_user", "What somebody may do") | with_path("id", UUID)},
        "/api/users/{id}/hand-over": {
            "post": call("hand_over", "Give everything of somebody to another", handed, "202") | with_path("id", UUID)
        },
        "/api/hand-overs": {"get": call("list_hand_overs", "The newest hand-overs")},
        "/api/hand-overs/{id}": {"get": call("read_hand_over", "How far a hand-over is") | with_path("id", UUID)},
        "/api/rights/preview": {"post": call("preview_rights", "What a change of roles would do", preview)},
        "/api/sharing-rules": {
            "get": call("read_sharing_rules", "All sharing rules"),
            "post": call("open_by_rule", "Open records by a condition", rule, "201"),
        },
        "/api/sharing-rules/{id}": {
            "delete": call("end_sharing_rule", "End a sharing rule", status="204") | with_path("id", UUID)
        },
    }


def _key() -> Schema:
    may_be_null: dict[str, Schema] = {
        "scopes": {"type": "array", "items": {"type": "string"}},
        "expires_at": {"type": "string", "format": "date-time"},
        "user": UUID,
    }
    properties = {"name": {"type": "string"}} | {name: nullable(schema) for name, schema in may_be_null.items()}
    return {"type": "object", "required": ["name"], "properties": properties}


def _metadata_paths() -> dict[str, Any]:
    names: Schema = {"type": "array", "items": {"type": "string"}}
    change_set: Schema = {
        "type": "object",
        "properties": {
            "objects": {"type": "array", "items": ANY_OBJECT},
            "remove": names,
            "restore": names,
            "purge": names,
            "note": {"type": "string"},
        },
    }
    version: Schema = {
        "type": "object",
        "required": ["version"],
        "properties": {"version": {"type": "integer", "minimum": 1}},
    }

    def call(name: str, summary: str, body: Schema | None = None) -> Schema:
        return operation(name, summary, "metadata", ANY_OBJECT, body)

    applied = call("apply_change_set", "Apply a change-set", change_set)
    applied["responses"]["202"] = {"description": "A run has begun.", "content": {JSON: {"schema": ANY_OBJECT}}}
    applied["parameters"] = [
        {
            "name": "If-Match",
            "in": "header",
            "schema": {"type": "string"},
            "description": "The version that was read: refused (412) where there is a newer one.",
        }
    ]
    everything = call("read_metadata", "All metadata")
    everything["parameters"] = [
        {
            "name": "defined",
            "in": "query",
            "schema": {"type": "boolean"},
            "description": "What one may configure with its screens, rules and unique sets as they are defined.",
        }
    ]
    exported = operation("export_metadata", "Metadata as the folder of an app", "metadata", None)
    exported["responses"]["200"] = {"description": "The folder.", "content": {"application/zip": {"schema": Schema()}}}
    exported["parameters"] = [
        {"name": "objects", "in": "query", "schema": _TEXT, "description": "Names of objects, between commas."},
        {"name": "name", "in": "query", "schema": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}},
    ]
    cancel = operation("cancel_run", "Stop a run", "metadata", None, status="204")
    return {
        "/api/meta": {"get": everything},
        "/api/meta/objects/{object}": {
            "get": call("read_object", "One object") | with_path("object", {"type": "string"})
        },
        "/api/meta/plan": {"post": call("plan_change_set", "Plan a change-set", change_set)},
        "/api/meta/apply": {"post": applied},
        "/api/meta/export": {"get": exported},
        "/api/meta/versions": {"get": call("read_versions", "Versions")},
        "/api/meta/revert": {"post": call("plan_revert", "The change-set back to a version", version)},
        "/api/meta/runs/{id}": {"get": call("read_run", "A run") | with_path("id", UUID)},
        "/api/meta/runs/{id}/cancel": {"post": cancel | with_path("id", UUID)},
    }


def _search_paths() -> dict[str, Any]:
    piece: Schema = {
        "type": "object",
        "required": ["text", "hit"],
        "properties": {"text": _TEXT, "hit": {"type": "boolean"}},
    }
    matched: Schema = {
        "type": "object",
        "required": ["field", "parts"],
        "properties": {"field": _TEXT, "parts": {"type": "array", "items": piece}},
    }
    result: Schema = {
        "type": "object",
        "required": ["object", "id", "title", "matched"],
        "properties": {
            "object": _TEXT,
            "id": UUID,
            "title": nullable(_TEXT),
            "matched": {"type": "array", "items": matched},
        },
    }
    answer: Schema = {
        "type": "object",
        "required": ["results"],
        "properties": {"results": {"type": "array", "items": result}, "corrected": _TEXT},
    }
    search = operation("search", "Search all records", "search", answer)
    search["parameters"] = [
        {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 200}},
        {"name": "objects", "in": "query", "schema": _TEXT, "description": "Names of objects, between commas."},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
    ]
    return {"/api/search": {"get": search}}


def _system_paths() -> dict[str, Any]:
    cursor: Schema = {"type": "object", "properties": {"cursor": {"type": "string"}}}
    rewind = operation("rewind_consumer", "Send a follower back", "system", None, cursor, "204")
    resend = operation("resend_dead_letter", "Hand a dead letter over again", "system", None, status="204")
    undo = operation("undo_change", "Undo a whole change", "changes", ANY_OBJECT)
    return {
        "/api/changes/{id}/undo": {"post": undo | with_path("id", UUID)},
        "/api/stream": {"get": text("stream", "Changes, live, as server-sent events", "text/event-stream")},
        "/api/system/consumers": {
            "get": operation("read_consumers", "Followers of the event log", "system", ANY_OBJECT)
        },
        "/api/system/consumers/{name}/rewind": {"post": rewind | with_path("name", {"type": "string"})},
        "/api/system/dead-letters/{id}/resend": {"post": resend | with_path("id", UUID)},
        "/healthz": {"get": open_to_all(operation("health", "The process lives", "system", ANY_OBJECT))},
        "/readyz": {"get": open_to_all(operation("readiness", "It is ready for work", "system", ANY_OBJECT))},
        "/metrics": {"get": open_to_all(text("metrics", "Prometheus' metrics", "text/plain"))},
    }
