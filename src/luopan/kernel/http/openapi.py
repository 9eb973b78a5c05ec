"""The OpenAPI document: the fixed endpoints, and for every object of the moment its own paths and schemas."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from luopan.kernel.http.edge import kernel, rights_of
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.metadata.system import WRITABLE_SYSTEM_FIELDS
from luopan.kit.errors import Unauthenticated

router = APIRouter()

Schema = dict[str, Any]

READER = Path(__file__).with_name("reader.html")
READER_SCRIPT = READER.with_suffix(".js")

UUID: Schema = {"type": "string", "format": "uuid"}
ANY_OBJECT: Schema = {"type": "object"}
JSON = "application/json"
PROBLEM_STATUSES = {
    "400": "The request can't be read.",
    "401": "Nobody is signed in.",
    "403": "The actor may not do this.",
    "404": "It does not exist, or the actor may not know that it does.",
    "409": "It is in use, or somebody else is at it.",
    "412": "The record has moved on.",
    "413": "More than one call may carry.",
    "415": "The body is not JSON.",
    "422": "Something in it is wrong; `errors` says what and where.",
    "429": "Too many tries; `Retry-After` says when to go on.",
    "503": "The database does not answer now.",
}


@router.get("/openapi.json", include_in_schema=False)
async def openapi_document(request: Request) -> Response:
    """The document for the metadata of this moment, as far as the actor may see it."""
    catalogue = kernel(request).catalogue
    await catalogue.reload()
    try:
        _, rights = await rights_of(request)
    except Unauthenticated:  # the fixed endpoints are no secret; what a company keeps in its records is
        return Response(_document(Snapshot(catalogue.current.version, ())), media_type=JSON)
    return Response(_document(rights.view), media_type=JSON)


@router.get("/docs", include_in_schema=False)
async def documentation() -> Response:
    """A plain reader of the document: no code from elsewhere is loaded."""
    return HTMLResponse(READER.read_text(encoding="utf-8"))


@router.get("/docs/reader.js", include_in_schema=False)
async def documentation_script() -> Response:
    """Its script, as a file of its own: the pages' policy allows none inside them."""
    return Response(READER_SCRIPT.read_text(encoding="utf-8"), media_type="text/javascript")


@lru_cache(32)
def _document(snapshot: Snapshot) -> bytes:
    paths: dict[str, Any] = dict(_fixed_paths())
    schemas: dict[str, Any] = {
        "Problem": _problem(),
        "Condition": {"type": "object", "description": "See docs/conditions.md."},
    }
    for item in snapshot.objects.values():
        schemas[item.name] = _read_schema(item)
        schemas[f"{item.name}.write"] = _write_schema(item)
        paths |= _object_paths(item)
    return orjson.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Luopan", "version": f"metadata {snapshot.version}"},
            "security": [{"bearer": []}],
            "paths": paths,
            "components": {
                "schemas": schemas,
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def _object_paths(item: Object) -> dict[str, Any]:
    base, one = f"/api/records/{item.name}", f"/api/records/{item.name}/{{id}}"
    record, write = _ref(item.name), _ref(f"{item.name}.write")
    identity = {"name": "id", "in": "path", "required": True, "schema": UUID}

    def at_one(operation: Schema) -> Schema:
        return operation | {"parameters": [identity, *operation.get("parameters", [])]}

    def call(name: str, summary: str, answer: Schema | None, body: Schema | None = None, status: str = "200") -> Schema:
        return _operation(f"{name}_{item.name}", f"{summary} {_label(item)}", item.name, answer, body, status)

    return {
        base: {"post": call("create", "Create", record, write, "201")},
        one: {
            "get": at_one(call("read", "Read", record)),
            "patch": at_one(
                call("update", "Change", record, _partial(item))
                | {
                    "parameters": [
                        {
                            "name": "If-Match",
                            "in": "header",
                            "schema": {"type": "string", "pattern": '^"?[0-9]{1,9}"?$'},
                        }
                    ]
                }
            ),
            "delete": at_one(call("delete", "Delete", None, status="204")),
        },
        f"{one}/restore": {"post": at_one(call("restore", "Restore", record))},
        f"{one}/history": {"get": at_one(call("history_of", "History of", {"type": "object"}))},
        f"{one}/undo": {
            "post": at_one(
                call(
                    "undo",
                    "Undo one event of",
                    record,
                    {"type": "object", "required": ["event"], "properties": {"event": {"type": "string"}}},
                )
            )
        },
        f"{base}/query": {"post": call("query", "Query", _page_schema(item), _query_schema(item))},
        f"{base}/aggregate": {"post": call("aggregate", "Aggregate", _rows_schema(), _aggregate_schema())},
        f"{base}/bulk": {"post": call("bulk", "Write many", _bulk_answer(), _bulk_schema(item))},
    }


def _operation(
    identity: str, summary: str, tag: str, answer: Schema | None, body: Schema | None = None, status: str = "200"
) -> Schema:
    success: Schema = {"description": "Done."}
    if answer is not None:
        success["content"] = {JSON: {"schema": answer}}
    operation: Schema = {
        "operationId": identity,
        "summary": summary,
        "tags": [tag],
        "responses": {status: success} | {code: _problem_response(text) for code, text in PROBLEM_STATUSES.items()},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": body}}}
    return operation


def _fixed_paths() -> dict[str, Any]:
    return {**_sign_in_paths(), **_account_paths(), **_metadata_paths(), **_system_paths()}


def _sign_in_paths() -> dict[str, Any]:
    def call(name: str, summary: str, body: Schema | None = None, status: str = "200") -> Schema:
        return _operation(name, summary, "sign-in", None if status == "204" else ANY_OBJECT, body, status)

    login = _texts("email", "password", optional=("code",))
    accepted = _texts("token", "password", optional=("code",))
    totp_off = _texts("password", "code")
    return {
        "/api/auth/login": {"post": _open_to_all(call("sign_in", "Sign in", login))},
        "/api/auth/logout": {"post": call("sign_out", "Sign out", status="204")},
        "/api/auth/accept": {"post": _open_to_all(call("accept", "Take an invitation or a reset", accepted))},
        "/api/auth/forgot": {"post": _open_to_all(call("forgot", "Have a link sent", _texts("email"), "202"))},
        "/api/auth/password": {
            "post": call("change_password", "Change one's password", _texts("current", "new"), "204")
        },
        "/api/auth/sessions": {"get": call("own_sessions", "One's own sessions")},
        "/api/auth/sessions/{id}": {"delete": call("end_session", "End one of them", status="204") | _with("id", UUID)},
        "/api/auth/sessions/end-others": {"post": call("end_other_sessions", "End all but this one")},
        "/api/auth/totp": {
            "post": call("begin_totp", "A secret for an authenticator app"),
            "delete": call("turn_totp_off", "Turn the second factor off", totp_off, "204"),
        },
        "/api/auth/totp/confirm": {"post": call("confirm_totp", "Turn the second factor on", _texts("code"))},
        "/api/me": {"get": call("who_am_i", "Who am I?")},
        "/api/keys": {
            "get": call("own_keys", "One's own API keys"),
            "post": call("create_key", "Make an API key", _key(), "201"),
        },
        "/api/keys/{id}": {"delete": call("revoke_key", "Revoke an API key", status="204") | _with("id", UUID)},
    }


def _account_paths() -> dict[str, Any]:
    """What administrators do about the sign-in of others."""

    def call(name: str, summary: str, status: str = "200") -> Schema:
        answer = None if status == "204" else ANY_OBJECT
        return _operation(name, summary, "users", answer, status=status) | _with("id", UUID)

    lines = _operation("read_audit", "The audit", "users", ANY_OBJECT)
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


def _texts(*names: str, optional: Sequence[str] = ()) -> Schema:
    """A body of texts; `optional` are those that may be left out."""
    properties = {name: {"type": "string"} for name in (*names, *optional)}
    return {"type": "object", "required": list(names), "properties": properties}


def _key() -> Schema:
    nullable = {
        "scopes": {"type": "array", "items": {"type": "string"}},
        "expires_at": {"type": "string", "format": "date-time"},
        "user": UUID,
    }
    properties = {"name": {"type": "string"}} | {name: _nullable(schema) for name, schema in nullable.items()}
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
        return _operation(name, summary, "metadata", ANY_OBJECT, body)

    applied = call("apply_change_set", "Apply a change-set", change_set)
    applied["responses"]["202"] = {"description": "A run has begun.", "content": {JSON: {"schema": ANY_OBJECT}}}
    cancel = _operation("cancel_run", "Stop a run", "metadata", None, status="204")
    return {
        "/api/meta": {"get": call("read_metadata", "All metadata")},
        "/api/meta/objects/{object}": {"get": call("read_object", "One object") | _with("object", {"type": "string"})},
        "/api/meta/plan": {"post": call("plan_change_set", "Plan a change-set", change_set)},
        "/api/meta/apply": {"post": applied},
        "/api/meta/versions": {"get": call("read_versions", "Versions")},
        "/api/meta/revert": {"post": call("plan_revert", "The change-set back to a version", version)},
        "/api/meta/runs/{id}": {"get": call("read_run", "A run") | _with("id", UUID)},
        "/api/meta/runs/{id}/cancel": {"post": cancel | _with("id", UUID)},
    }


def _system_paths() -> dict[str, Any]:
    cursor: Schema = {"type": "object", "properties": {"cursor": {"type": "string"}}}
    rewind = _operation("rewind_consumer", "Send a follower back", "system", None, cursor, "204")
    resend = _operation("resend_dead_letter", "Hand a dead letter over again", "system", None, status="204")
    undo = _operation("undo_change", "Undo a whole change", "changes", ANY_OBJECT)
    return {
        "/api/changes/{id}/undo": {"post": undo | _with("id", UUID)},
        "/api/stream": {"get": _text("stream", "Changes, live, as server-sent events", "text/event-stream")},
        "/api/system/consumers": {
            "get": _operation("read_consumers", "Followers of the event log", "system", ANY_OBJECT)
        },
        "/api/system/consumers/{name}/rewind": {"post": rewind | _with("name", {"type": "string"})},
        "/api/system/dead-letters/{id}/resend": {"post": resend | _with("id", UUID)},
        "/healthz": {"get": _open_to_all(_operation("health", "The process lives", "system", ANY_OBJECT))},
        "/readyz": {"get": _open_to_all(_operation("readiness", "It is ready for work", "system", ANY_OBJECT))},
        "/metrics": {"get": _open_to_all(_text("metrics", "Prometheus' metrics", "text/plain"))},
    }


def _with(name: str, schema: Schema) -> Schema:
    """The part of the path that an operation needs."""
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": schema}]}


def _open_to_all(operation: Schema) -> Schema:
    return operation | {"security": list[Any]()}


def _text(identity: str, summary: str, media_type: str) -> Schema:
    """A call that answers with text."""
    operation = _operation(identity, summary, "system", None)
    operation["responses"]["200"] = {"description": "Text.", "content": {media_type: {"schema": {"type": "string"}}}}
    return operation


def _read_schema(item: Object) -> Schema:
    """A record as it is read."""
    properties = {
        field.name: _nullable(_as_read(field)) for field in item.fields.values() if field.name != "deleted_at"
    }
    properties |= {"id": UUID, "version": {"type": "integer"}}
    return {"type": "object", "title": _label(item), "required": ["id", "version"], "properties": properties}


def _as_read(field: Field) -> Schema:
    card: Schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": UUID, "title": {"type": ["string", "null"]}},
    }
    if field.reference is not None:
        return {"type": "array", "items": card} if field.reference.many else card
    return field.type.json_schema(field.settings)


def _write_schema(item: Object) -> Schema:
    """A record as it is written when it is created."""
    schema = _partial(item)
    required = _required(item)
    return schema | ({"required": required} if required else {})


def _partial(item: Object) -> Schema:
    """What a change may carry."""
    properties: Schema = {}
    for field in item.fields.values():
        if field.type.writable and (not field.system or field.name in WRITABLE_SYSTEM_FIELDS):
            schema = field.type.json_schema(field.settings)
            described = {"title": field.label["en"]} if "en" in field.label else {}
            properties[field.name] = _nullable(schema) | described
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _required(item: Object) -> list[str]:
    return [
        field.name
        for field in item.own_fields
        if field.required is True and field.default is None and field.type.writable
    ]


def _page_schema(item: Object) -> Schema:
    records = {"type": "array", "items": {"type": "object", "required": ["id", "version"]}}
    properties = {
        "records": records,
        "next_cursor": {"type": ["string", "null"]},
        "count": {"type": ["integer", "null"]},
    }
    return {"type": "object", "required": ["records", "next_cursor"], "properties": properties, "title": _label(item)}


def _query_schema(item: Object) -> Schema:
    sortable = [field.name for field in item.fields.values() if field.type.sortable]
    sort = {
        "type": "object",
        "required": ["field"],
        "additionalProperties": False,
        "properties": {"field": {"type": "string", "examples": sortable[:3]}, "dir": {"enum": ["asc", "desc"]}},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "where": _nullable(_ref("Condition")),
            "select": {"type": ["array", "null"], "items": {"type": "string"}},
            "sort": {"type": ["array", "null"], "items": sort, "maxItems": 4},
            "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
            "cursor": {"type": ["string", "null"]},
            "count": {"enum": ["none", "estimate", "exact"]},
            "deleted": {"type": "boolean"},
        },
    }


def _aggregate_schema() -> Schema:
    group = {
        "type": "object",
        "required": ["field"],
        "properties": {"field": {"type": "string"}, "grain": {"type": "string"}},
    }
    measure = {
        "type": "object",
        "required": ["fn"],
        "properties": {
            "fn": {"enum": ["count", "count_distinct", "sum", "avg", "min", "max"]},
            "field": {"type": "string"},
            "as": {"type": "string"},
        },
    }
    return {
        "type": "object",
        "properties": {
            "where": _nullable(_ref("Condition")),
            "group_by": {"type": "array", "items": {"anyOf": [group, {"type": "string"}]}, "maxItems": 6},
            "measures": {"type": "array", "items": measure, "maxItems": 20},
            "having": {"type": ["object", "null"]},
            "sort": {"type": "array", "items": {"type": "object"}, "maxItems": 4},
            "limit": {"type": "integer", "minimum": 1, "maximum": 10000},
        },
    }


def _rows_schema() -> Schema:
    return {
        "type": "object",
        "required": ["rows"],
        "properties": {"rows": {"type": "array", "items": {"type": "object"}}},
    }


def _bulk_schema(item: Object) -> Schema:
    return {
        "type": "object",
        "required": ["mode", "records"],
        "additionalProperties": False,
        "properties": {
            "mode": {"enum": ["create", "update", "upsert", "delete"]},
            "key": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"}]},
            "records": {"type": "array", "maxItems": 10_000, "items": {"type": "object"}},
            "atomic": {"type": "boolean"},
        },
    }


def _bulk_answer() -> Schema:
    return {
        "type": "object",
        "required": ["results", "created", "updated", "unchanged", "failed"],
        "properties": {"results": {"type": "array", "items": {"type": "object", "required": ["row", "status"]}}},
    }


def _problem() -> Schema:
    entry = {
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "field": {"type": "string"},
            "row": {"type": "integer"},
            "line": {"type": "integer"},
            "code": {"type": "string"},
            "message": {"type": "string"},
        },
    }
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "errors": {"type": "array", "items": entry},
        },
    }


def _problem_response(text: str) -> Schema:
    return {"description": text, "content": {"application/problem+json": {"schema": _ref("Problem")}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _label(item: Object) -> str:
    return item.label.get("en") or item.name
