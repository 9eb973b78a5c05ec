"""The OpenAPI document: the fixed endpoints, and for every object of the moment its own paths and schemas."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from luopan.kernel.http.edge import kernel, rights_of
from luopan.kernel.http.fixed_paths import fixed_paths
from luopan.kernel.http.operations import JSON, UUID, Schema, nullable, operation, problem_schema, ref, texts
from luopan.kernel.http.talk_paths import CURSOR, comment_body, comment_schema, comments_schema
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.metadata.system import WRITABLE_SYSTEM_FIELDS
from luopan.kernel.permissions.shown import Shown
from luopan.kernel.query.requests import has_stages
from luopan.kit.errors import Unauthenticated

router = APIRouter()

READER = Path(__file__).with_name("reader.html")
READER_SCRIPT = READER.with_suffix(".js")


@router.get("/openapi.json", include_in_schema=False)
async def openapi_document(request: Request) -> Response:
    """The document for the metadata of this moment, as far as the actor may see it."""
    catalogue = kernel(request).catalogue
    await catalogue.reload()
    try:
        _, rights = await rights_of(request)
    except Unauthenticated:  # the fixed endpoints are no secret; what a company keeps in its records is
        return Response(_document(Snapshot(catalogue.current.version, ())), media_type=JSON)
    stewards = kernel(request).records.stewards
    extras = frozenset((object_id, key) for object_id, one in stewards.items() for key in one.extras)
    return Response(_document(rights.view, extras), media_type=JSON)


@router.get("/docs", include_in_schema=False)
async def documentation() -> Response:
    """A plain reader of the document: no code from elsewhere is loaded."""
    return HTMLResponse(READER.read_text(encoding="utf-8"))


@router.get("/docs/reader.js", include_in_schema=False)
async def documentation_script() -> Response:
    """Its script, as a file of its own: the pages' policy allows none inside them."""
    return Response(READER_SCRIPT.read_text(encoding="utf-8"), media_type="text/javascript")


def fixed_document() -> dict[str, Any]:
    """What every Luopan has, whatever its metadata: clients generate their types from it."""
    return orjson.loads(_document(Snapshot(0, ())))


@lru_cache(32)
def _document(snapshot: Snapshot, extras: frozenset[tuple[str, str]] = frozenset()) -> bytes:
    """`extras`: what may be written with a record and is no field of it, by (object id, key)."""
    paths: dict[str, Any] = dict(fixed_paths())
    schemas: dict[str, Any] = {
        "Problem": problem_schema(),
        "Condition": {
            "type": "object",
            "description": "See docs/conditions.md.",
            "properties": {"search": {"type": "string", "minLength": 1, "maxLength": 200}},
        },
    }
    for item in snapshot.objects.values():
        schemas[item.name] = _read_schema(item)
        written = schemas[f"{item.name}.write"] = _write_schema(item)
        for _, key in sorted(one for one in extras if one[0] == item.id):
            written["properties"][key] = {"type": "string", "writeOnly": True}
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
    record, write = ref(item.name), ref(f"{item.name}.write")
    identity = {"name": "id", "in": "path", "required": True, "schema": UUID}

    def at_one(operation: Schema) -> Schema:
        return operation | {"parameters": [identity, *operation.get("parameters", [])]}

    def call(name: str, summary: str, answer: Schema | None, body: Schema | None = None, status: str = "200") -> Schema:
        return operation(f"{name}_{item.name}", f"{summary} {_label(item)}", item.name, answer, body, status)

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
        f"{one}/why": {"get": at_one(call("why", "Why one sees, or does not see,", {"type": "object"}))},
        f"{one}/shares": {
            "get": at_one(call("shares_of", "Shares and team of", {"type": "object"})),
            "post": at_one(call("share", "Share", {"type": "object"}, _share_schema(), "201")),
        },
        f"{one}/shares/{{share}}": {
            "delete": at_one(
                call("unshare", "End a share of", None, status="204")
                | {"parameters": [{"name": "share", "in": "path", "required": True, "schema": UUID}]}
            )
        },
        f"{one}/comments": {
            "get": at_one(call("comments_on", "What is said about", comments_schema()) | {"parameters": [CURSOR]}),
            "post": at_one(call("comment_on", "Say something about", comment_schema(), comment_body(), "201")),
        },
        f"{one}/reveal": {"post": at_one(call("reveal", "Reveal a secret of", {"type": "object"}, texts("field")))},
        f"{base}/transfer": {
            "post": call("transfer", "Give to another owner:", {"type": "object"}, _transfer_schema())
        },
        f"{base}/query": {"post": call("query", "Query", _page_schema(item), _query_schema(item))},
        f"{base}/aggregate": {"post": call("aggregate", "Aggregate", _rows_schema(), _aggregate_schema())},
        f"{base}/funnel": {"post": call("funnel", "The funnel of", _funnel_answer(), _funnel_schema(item))},
        f"{base}/bulk": {"post": call("bulk", "Write many", _bulk_answer(), _bulk_schema(item))},
    }


def _read_schema(item: Object) -> Schema:
    """A record as it is read."""
    properties = {field.name: nullable(_as_read(field)) for field in item.fields.values() if field.name != "deleted_at"}
    properties |= {"id": UUID, "version": {"type": "integer"}}
    return {"type": "object", "title": _label(item), "required": ["id", "version"], "properties": properties}


def _as_read(field: Field) -> Schema:
    card: Schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": UUID, "title": {"type": ["string", "null"]}},
    }
    if isinstance(field.type, Shown):
        return {"description": "Masked, or only to be read on some records."}
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
            properties[field.name] = nullable(schema) | described
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _required(item: Object) -> list[str]:
    return [
        field.name
        for field in item.own_fields
        if field.required is True and field.default is None and field.type.writable
    ]


def _share_schema() -> Schema:
    properties: Schema = {
        "with": {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": UUID},
        "access": {"enum": ["read", "write"]},
        "until": nullable({"type": "string", "format": "date-time"}),
        "role": nullable({"type": "string", "minLength": 1, "maxLength": 100}),
    }
    return {"type": "object", "required": ["with"], "additionalProperties": False, "properties": properties}


def _transfer_schema() -> Schema:
    properties: Schema = {
        "ids": {"type": "array", "maxItems": 10_000, "items": UUID},
        "where": ref("Condition"),
        "owner": UUID,
        "department": UUID,
        "children": {"type": "array", "items": {"type": "string"}},
    }
    return {"type": "object", "required": ["owner"], "additionalProperties": False, "properties": properties}


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
            "where": nullable(ref("Condition")),
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
            "where": nullable(ref("Condition")),
            "group_by": {"type": "array", "items": {"anyOf": [group, {"type": "string"}]}, "maxItems": 6},
            "measures": {"type": "array", "items": measure, "maxItems": 20},
            "having": {"type": ["object", "null"]},
            "sort": {"type": "array", "items": {"type": "object"}, "maxItems": 4},
            "limit": {"type": "integer", "minimum": 1, "maximum": 10000},
        },
    }


def _funnel_schema(item: Object) -> Schema:
    """What a funnel is asked with."""
    within: Schema = {
        "type": "object",
        "required": ["field"],
        "additionalProperties": False,
        "properties": {"field": {"type": "string"}, "from": {}, "to": {}},
    }
    return {
        "type": "object",
        "required": ["by"],
        "additionalProperties": False,
        "properties": {
            "by": {"type": "string", "examples": [one.name for one in item.fields.values() if has_stages(one)]},
            "value": nullable({"type": "string"}),
            "where": nullable(ref("Condition")),
            "within": nullable(within),
        },
    }


def _funnel_answer() -> Schema:
    counted: Schema = {"type": "object", "required": ["now", "worth"]}
    return {
        "type": "object",
        "required": ["stages", "won", "lost", "records", "timed"],
        "properties": {"stages": {"type": "array", "items": counted}, "won": counted, "lost": counted},
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


def _label(item: Object) -> str:
    return item.label.get("en") or item.name
