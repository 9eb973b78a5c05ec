"""Comments and notifications in the OpenAPI document."""

from typing import Any

from luopan.kernel.http.operations import UUID, Schema, nullable, operation, with_path

_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_CARD: Schema = {"type": "object", "required": ["id"], "properties": {"id": UUID, "title": nullable(_TEXT)}}
CURSOR: Schema = {"name": "cursor", "in": "query", "schema": UUID}


def talk_paths() -> dict[str, Any]:
    """Paths to operations."""
    edit = operation("edit_comment", "Say it in other words", "comments", comment_schema(), comment_body())
    delete = operation("delete_comment", "Take a comment away", "comments", None, status="204")
    page = operation("read_notifications", "What one has been told", "notifications", _notifications())
    page["parameters"] = [{"name": "unread", "in": "query", "schema": {"enum": ["0", "1"]}}, CURSOR]
    which: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"ids": {"type": "array", "maxItems": 1_000, "items": UUID}, "all": {"type": "boolean"}},
    }
    unread: Schema = {"type": "object", "required": ["unread"], "properties": {"unread": {"type": "integer"}}}
    read = operation("mark_notifications_as_read", "Mark as read", "notifications", unread, which)
    return {
        "/api/notifications": {"get": page},
        "/api/notifications/read": {"post": read},
        "/api/comments/{id}": {"patch": edit | with_path("id", UUID), "delete": delete | with_path("id", UUID)},
    }


def comment_body() -> Schema:
    """What one says."""
    mentions: Schema = {"type": "array", "maxItems": 50, "items": UUID}
    return {
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {
            "text": {
                "type": "string",
                "minLength": 1,
                "maxLength": 10_000,
                "description": "Plain text; somebody is mentioned as @[Name](user-id).",
            },
            "mentions": nullable(mentions),
        },
    }


def comment_schema() -> Schema:
    """A comment as it is read."""
    properties: Schema = {
        "id": UUID,
        "text": _TEXT,
        "mentions": {"type": "array", "items": _CARD},
        "author": _CARD,
        "at": _MOMENT,
        "edited_at": nullable(_MOMENT),
        "can_change": {"type": "boolean"},
        "can_delete": {"type": "boolean"},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def comments_schema() -> Schema:
    """A page of comments, newest first."""
    return {
        "type": "object",
        "required": ["comments", "next_cursor"],
        "properties": {"comments": {"type": "array", "items": comment_schema()}, "next_cursor": nullable(UUID)},
    }


def _notifications() -> Schema:
    properties: Schema = {
        "id": UUID,
        "kind": {"enum": ["mentioned", "commented", "assigned", "import_done", "import_failed"]},
        "object": _TEXT,
        "record": nullable(_CARD),
        "actor": nullable(_CARD),
        "text": nullable(_TEXT),
        "count": {"type": "integer"},
        "comment": nullable(UUID),
        "import": nullable(UUID),
        "at": _MOMENT,
        "read": {"type": "boolean"},
    }
    one: Schema = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "type": "object",
        "required": ["notifications", "unread", "next_cursor"],
        "properties": {
            "notifications": {"type": "array", "items": one},
            "unread": {"type": "integer"},
            "next_cursor": nullable(UUID),
        },
    }
