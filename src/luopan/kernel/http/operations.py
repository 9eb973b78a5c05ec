"""The words of OpenAPI that all our paths are made of."""

from collections.abc import Sequence
from typing import Any

Schema = dict[str, Any]

UUID: Schema = {"type": "string", "format": "uuid"}
ANY_OBJECT: Schema = {"type": "object"}
JSON = "application/json"
FILE_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
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


def operation(
    identity: str, summary: str, tag: str, answer: Schema | None, body: Schema | None = None, status: str = "200"
) -> Schema:
    success: Schema = {"description": "Done."}
    if answer is not None:
        success["content"] = {JSON: {"schema": answer}}
    call: Schema = {
        "operationId": identity,
        "summary": summary,
        "tags": [tag],
        "responses": {status: success} | {code: problem_response(text) for code, text in PROBLEM_STATUSES.items()},
    }
    if body is not None:
        call["requestBody"] = {"required": True, "content": {JSON: {"schema": body}}}
    return call


def texts(*names: str, optional: Sequence[str] = ()) -> Schema:
    """A body of texts; `optional` are those that may be left out."""
    properties = {name: {"type": "string"} for name in (*names, *optional)}
    return {"type": "object", "required": list(names), "properties": properties}


def with_path(name: str, schema: Schema) -> Schema:
    """The part of the path that an operation needs."""
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": schema}]}


def open_to_all(call: Schema) -> Schema:
    """A call that needs no sign-in."""
    return call | {"security": list[Any]()}


def text(identity: str, summary: str, media_type: str) -> Schema:
    """A call that answers with text."""
    call = operation(identity, summary, "system", None)
    call["responses"]["200"] = {"description": "Text.", "content": {media_type: {"schema": {"type": "string"}}}}
    return call


def files(identity: str, summary: str, tag: str, *formats: str, body: Schema | None = None) -> Schema:
    """A call that answers with a file."""
    call = operation(identity, summary, tag, None, body)
    content = {FILE_TYPES[one]: {"schema": Schema()} for one in formats}
    call["responses"]["200"] = {"description": "The file.", "content": content}
    return call


def problem_schema() -> Schema:
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


def problem_response(text: str) -> Schema:
    return {"description": text, "content": {"application/problem+json": {"schema": ref("Problem")}}}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
