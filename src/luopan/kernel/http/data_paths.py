"""The endpoints that carry files: what goes in, what goes out, and what hangs on records."""

from typing import Any

from luopan.kernel.http.operations import (
    ANY_OBJECT,
    JSON,
    UUID,
    Schema,
    files,
    nullable,
    operation,
    ref,
    text,
    with_path,
)


def data_paths() -> dict[str, Any]:
    """Paths to operations."""
    return {**_import_paths(), **_export_paths(), **_file_paths()}


def _import_paths() -> dict[str, Any]:
    mapping: Schema = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}
    names: Schema = {"type": "array", "items": {"type": "string"}}
    options: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "mode": {"enum": ["create", "update", "upsert", None]},
            "key": {"anyOf": [{"type": "string"}, names]},
            "create": {"anyOf": [{"type": "boolean"}, names]},
            "empty": {"enum": ["keep", "clear"]},
            "dry_run": {"type": "boolean"},
            "draft": {"type": "boolean"},
            "file": ANY_OBJECT,
        },
    }
    form: Schema = {
        "type": "object",
        "required": ["file", "object"],
        "properties": {
            "file": {"type": "string", "contentMediaType": "application/octet-stream"},
            "object": {"type": "string", "examples": ["account"]},
            "mapping": mapping,
            "options": options,
        },
    }
    begin = operation("begin_import", "Import a file", "imports", ANY_OBJECT, status="202")
    as_json = {name: {"contentType": JSON} for name in ("mapping", "options")}
    content = {"multipart/form-data": {"schema": form, "encoding": as_json}}
    begin["requestBody"] = {"required": True, "content": content}
    listing = operation("read_imports", "The newest imports", "imports", ANY_OBJECT)
    listing["parameters"] = [{"name": "object", "in": "query", "schema": {"type": "string"}}]
    rejected = files("read_rejected", "The rows that were refused", "imports", "csv", "xlsx") | with_path("id", UUID)
    rejected["parameters"].append({"name": "format", "in": "query", "schema": {"enum": ["xlsx", "csv"]}})
    body: Schema = {"type": "object", "properties": {"mapping": nullable(mapping), "options": nullable(options)}}

    def call(name: str, summary: str, *, status: str = "200", body: Schema | None = None) -> Schema:
        return operation(name, summary, "imports", ANY_OBJECT, body, status) | with_path("id", UUID)

    run = call("run_import", "Run a draft, or what a dry run has tried; or go on", status="202", body=body)
    run["requestBody"]["required"] = False
    undo = call("undo_import", "Take a whole import back")
    undo["responses"]["202"] = {"description": "It is under way.", "content": {JSON: {"schema": ANY_OBJECT}}}
    stream = text("stream_import", "How far an import is, live", "text/event-stream") | with_path("id", UUID)
    stream["tags"] = ["imports"]
    return {
        "/api/imports": {"get": listing, "post": begin},
        "/api/imports/{id}": {"get": call("read_import", "An import")},
        "/api/imports/{id}/run": {"post": run},
        "/api/imports/{id}/pause": {"post": call("pause_import", "Pause an import")},
        "/api/imports/{id}/cancel": {"post": call("cancel_import", "End an import where it is")},
        "/api/imports/{id}/undo": {"post": undo},
        "/api/imports/{id}/rejected": {"get": rejected},
        "/api/imports/{id}/stream": {"get": stream},
    }


def _export_paths() -> dict[str, Any]:
    sort: Schema = {
        "type": "object",
        "required": ["field"],
        "properties": {"field": {"type": "string"}, "dir": {"enum": ["asc", "desc"]}},
    }
    body: Schema = {
        "type": "object",
        "required": ["object"],
        "additionalProperties": False,
        "properties": {
            "object": {"type": "string", "examples": ["account"]},
            "where": nullable(ref("Condition")),
            "select": {"type": ["array", "null"], "items": {"type": "string"}, "maxItems": 400},
            "sort": {"type": ["array", "null"], "items": sort, "maxItems": 4},
            "format": {"enum": ["csv", "xlsx", "parquet"]},
            "locale": {"enum": ["zh-CN", "zh-TW", "en"]},
            "headers": {"enum": ["labels", "names"]},
            "encoding": {"enum": ["utf-8-sig", "utf-8", "gb18030"], "description": "For CSV."},
        },
    }
    template = files("read_import_template", "An empty file to fill in and import", "imports", "csv", "xlsx")
    template["parameters"] = [
        {"name": "object", "in": "query", "required": True, "schema": {"type": "string"}},
        {"name": "format", "in": "query", "schema": {"enum": ["xlsx", "csv"]}},
    ]
    return {
        "/api/exports": {
            "post": files("export_records", "Records as a file", "exports", "csv", "xlsx", "parquet", body=body)
        },
        "/api/imports/template": {"get": template},
    }


def _file_paths() -> dict[str, Any]:
    form: Schema = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
    }
    known: Schema = {
        "type": "object",
        "required": ["id", "name", "type", "size"],
        "properties": {
            "id": UUID,
            "name": {"type": "string"},
            "type": {"type": "string"},
            "size": {"type": "integer"},
            "width": {"type": "integer"},
            "height": {"type": "integer"},
        },
    }
    upload = operation("upload_file", "Upload a file", "files", known, status="201")
    upload["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    inline = {"name": "inline", "in": "query", "schema": {"enum": ["1"]}}
    size = {"name": "size", "in": "query", "schema": {"enum": ["64", "256", "1024"]}}
    return {
        "/api/files": {"post": upload},
        "/api/files/{id}": {"get": _content("download_file", "Download a file", "*/*", inline)},
        "/api/files/{id}/preview": {"get": _content("preview_file", "A picture in small", "image/webp", size)},
    }


def _content(name: str, summary: str, media_type: str, query: Schema) -> Schema:
    """A call that answers with a content, or with what the client has of it already."""
    call = operation(name, summary, "files", None) | with_path("id", UUID)
    call["parameters"] = [*call["parameters"], query]
    call["responses"]["200"] = {"description": "The content.", "content": {media_type: {}}}
    call["responses"] |= {
        "206": {"description": "A piece of it (`Range`).", "content": {media_type: {}}},
        "304": {"description": "The client has it (`If-None-Match`)."},
        "416": {"description": "It ends before (`Range`)."},
    }
    return call
