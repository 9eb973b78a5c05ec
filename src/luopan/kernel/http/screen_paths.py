"""The endpoints about what people look at: views, screens of the workspace, the compass."""

from typing import Any

from luopan.kernel.http.operations import ANY_OBJECT, UUID, Schema, nullable, operation, ref, with_path

_TEXT: Schema = {"type": "string"}
_LABELS: Schema = {"type": "object", "additionalProperties": _TEXT}


def screen_paths() -> dict[str, Any]:
    """Paths to operations."""
    return {**_view_paths(), **_workspace_paths()}


def _view_paths() -> dict[str, Any]:
    changeable: dict[str, Schema] = {
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "kind": {"enum": ["list", "kanban", "calendar", "funnel"]},
        "content": ANY_OBJECT,
        "shared": {"type": "boolean"},
        "position": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
    }
    new: Schema = {
        "type": "object",
        "required": ["object", "name", "kind"],
        "additionalProperties": False,
        "properties": {"object": _TEXT, **changeable},
    }
    changed: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {**changeable, "version": {"type": "integer"}},
    }
    view: Schema = {
        "type": "object",
        "required": ["id", "version"],
        "properties": {
            **changeable,
            "id": UUID,
            "object": _TEXT,
            "mine": {"type": "boolean"},
            "owner": ANY_OBJECT,
            "version": {"type": "integer"},
        },
    }
    views: Schema = {"type": "object", "properties": {"views": {"type": "array", "items": view}}}
    listing = operation("read_views", "One's own views, and those that colleagues share", "screens", views)
    listing["parameters"] = [{"name": "object", "in": "query", "schema": _TEXT}]
    change = operation("change_view", "Change a view", "screens", view, changed)
    delete = operation("delete_view", "Delete a view", "screens", None, status="204")
    return {
        "/api/views": {"get": listing, "post": operation("create_view", "Keep a view", "screens", view, new, "201")},
        "/api/views/{id}": {"patch": change | with_path("id", UUID), "delete": delete | with_path("id", UUID)},
    }


def _workspace_paths() -> dict[str, Any]:
    name = with_path("name", {"enum": ["navigation", "compass", "home"]})
    screen: Schema = {
        "type": "object",
        "required": ["content", "version", "changed_at", "changed_by"],
        "properties": {
            "content": nullable(ANY_OBJECT),
            "version": {"type": "integer"},
            "changed_at": nullable({"type": "string", "format": "date-time"}),
            "changed_by": nullable(ANY_OBJECT),
        },
    }
    body: Schema = {
        "type": "object",
        "required": ["version"],
        "additionalProperties": False,
        "properties": {"content": nullable(ANY_OBJECT), "version": {"type": "integer", "minimum": 0}},
    }
    count = nullable({"type": "integer"})
    stage: Schema = {
        "type": "object",
        "required": ["name", "where", "customers", "worth", "entered", "left", "entered_where"],
        "properties": {
            "name": _TEXT,
            "label": _LABELS,
            "where": ref("Condition"),
            "customers": {"type": "integer"},
            "worth": nullable({"type": "object", "properties": {"amount": _TEXT, "currency": nullable(_TEXT)}}),
            "entered": count,
            "left": count,
            "entered_where": nullable(ref("Condition")),
        },
    }
    compass: Schema = {
        "type": "object",
        "required": ["object", "currency", "stages"],
        "properties": {"object": nullable(_TEXT), "currency": _TEXT, "stages": {"type": "array", "items": stage}},
    }
    return {
        "/api/screens/{name}": {
            "get": operation("read_screen", "A screen of the workspace", "screens", screen) | name,
            "put": operation("write_screen", "Say a screen of the workspace anew", "screens", screen, body) | name,
        },
        "/api/compass": {"get": operation("read_compass", "The compass with its numbers", "screens", compass)},
    }
