"""Imports over HTTP: a file comes, its columns are mapped, it is tried out, run, paused, cancelled and taken back."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import IO, Any, Literal, cast

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from luopan.kernel.files.names import clean_name
from luopan.kernel.http.bodies import id_in_path
from luopan.kernel.http.edge import actor_of, json_answer, json_body, kernel, object_body, rights_of
from luopan.kernel.http.exports import attachment
from luopan.kernel.http.forms import parts
from luopan.kernel.http.operations import FILE_TYPES
from luopan.kernel.imports.definitions import CHANNEL, UNDER_WAY, Options, read_options
from luopan.kit.errors import Forbidden, Invalid, LuopanError, Malformed, Problem, TooLarge

router = APIRouter(prefix="/api")

MAX_FILE = 2 << 30
MAX_TEXT = 256 * 1024
"""The mapping of a thousand columns, with room."""
UNDO_SECONDS = 10
"""A small undo is waited for; one that takes longer is answered as under way."""
HEARTBEAT_SECONDS = 1.0
PIECE = 1 << 18
RUN_KEYS = {"mapping", "options"}


@router.post("/imports")
async def begin_import(request: Request) -> Response:
    """Takes the parts `file`, `object`, `mapping` and `options` of a form, in any order."""
    actor, rights = await rights_of(request)
    if not any(rights.may("import", item) for item in rights.view.objects.values()):
        raise Forbidden("import_forbidden")
    texts: dict[str, str] = {}
    name, blob = "", None
    async for part in parts(request, MAX_FILE):
        if part.name == "file" and part.filename is not None:
            name = clean_name(part.filename)
            blob = await kernel(request).blobs.put(part.chunks, MAX_FILE)
        elif part.name in ("object", "mapping", "options"):
            texts[part.name] = await _text(part.name, part.chunks)
    missing = [one for one, there in (("file", blob), ("object", texts.get("object"))) if not there]
    if missing or blob is None:
        raise Invalid("invalid_import", errors=[Problem("required", one) for one in missing])
    mapping, options = _mapping(_json(texts, "mapping")), read_options(_json(texts, "options"))
    desk = kernel(request).desk
    one = await desk.take(actor, texts["object"], name, blob, mapping, options)
    return json_answer(await desk.show(actor, one.id), 202, {"location": f"/api/imports/{one.id}"})


@router.get("/imports")
async def read_imports(request: Request) -> Response:
    """The newest imports of the actor; for administrators those of everybody."""
    actor = await actor_of(request)
    name = request.query_params.get("object") or None
    return json_answer({"imports": await kernel(request).desk.newest(actor, name)})


@router.get("/imports/{import_id}")
async def read_import(request: Request, import_id: str) -> Response:
    actor = await actor_of(request)
    return json_answer(await kernel(request).desk.show(actor, _identity(import_id)))


@router.post("/imports/{import_id}/run")
async def run_import(request: Request, import_id: str) -> Response:
    """Runs a draft, or for real what a dry run has tried; goes on with one that was paused or has failed."""
    actor = await actor_of(request)
    body = object_body(_without_nul("body", await json_body(request, MAX_TEXT)) or {})
    unknown = [
        Problem("condition_key", name[:60], params={"known": "mapping, options"}) for name in body.keys() - RUN_KEYS
    ]
    if unknown:
        raise Invalid("invalid_import", errors=unknown)
    mapping = _mapping(body["mapping"]) if body.get("mapping") is not None else None
    options: Options | None = read_options(body["options"]) if body.get("options") is not None else None
    desk, identity = kernel(request).desk, _identity(import_id)
    await desk.run(actor, identity, mapping, options)
    return json_answer(await desk.show(actor, identity), 202)


@router.post("/imports/{import_id}/pause")
async def pause_import(request: Request, import_id: str) -> Response:
    return await _stopped(request, import_id, "paused")


@router.post("/imports/{import_id}/cancel")
async def cancel_import(request: Request, import_id: str) -> Response:
    """Ends an import where it is; what has gone in stays, until it is undone."""
    return await _stopped(request, import_id, "cancelled")


async def _stopped(request: Request, import_id: str, become: Literal["paused", "cancelled"]) -> Response:
    actor = await actor_of(request)
    desk, identity = kernel(request).desk, _identity(import_id)
    await desk.stop(actor, identity, become)
    return json_answer(await desk.show(actor, identity))


@router.post("/imports/{import_id}/undo")
async def undo_import(request: Request, import_id: str) -> Response:
    """Takes a whole import back. 200 where that is done within some seconds, else 202."""
    actor = await actor_of(request)
    desk, identity = kernel(request).desk, _identity(import_id)
    await desk.undo(actor, identity)
    try:
        async with asyncio.timeout(UNDO_SECONDS), kernel(request).hub.listening(CHANNEL) as rung:
            while (await desk.progress(actor, identity))["status"] == "undoing":
                await rung(HEARTBEAT_SECONDS)
    except TimeoutError:
        return json_answer(await desk.show(actor, identity), 202)
    return json_answer(await desk.show(actor, identity))


@router.get("/imports/{import_id}/stream")
async def stream_import(request: Request, import_id: str) -> StreamingResponse:
    """How far it is, again whenever it has moved on, as server-sent events; the last one tells all, when it has ended."""
    actor = await actor_of(request)
    desk, identity = kernel(request).desk, _identity(import_id)
    await desk.read(actor, identity)

    async def lines() -> AsyncIterator[bytes]:
        with suppress(LuopanError):  # signed out, or no longer allowed
            async with kernel(request).hub.listening(CHANNEL) as rung:
                while (told := await desk.progress(await actor_of(request), identity))["status"] in UNDER_WAY:
                    yield b"data: %s\n\n" % orjson.dumps(told, default=str)
                    await rung(HEARTBEAT_SECONDS)
            yield b"data: %s\n\n" % orjson.dumps(await desk.show(await actor_of(request), identity), default=str)

    return StreamingResponse(lines(), media_type="text/event-stream", headers={"cache-control": "no-store"})


@router.get("/imports/{import_id}/rejected")
async def read_rejected(request: Request, import_id: str) -> Response:
    """The rows that have not gone in, each reason at its cell: `?format=xlsx` (or csv)."""
    actor = await actor_of(request)
    form = request.query_params.get("format", "xlsx")
    if form not in ("csv", "xlsx"):
        raise Malformed("import_format", errors=[Problem("import_format", "format")])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent, or forgotten
    name = await kernel(request).desk.write_refused(actor, _identity(import_id), file, form)
    size = await asyncio.to_thread(file.seek, 0, os.SEEK_END)
    headers = {"content-disposition": attachment(name, f"rejected.{form}"), "content-length": str(size)}
    return StreamingResponse(_pieces(file), media_type=FILE_TYPES[form], headers=headers)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        await asyncio.to_thread(file.seek, 0)
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def _identity(text: str) -> str:
    return id_in_path(text, "import_unknown")


async def _text(name: str, chunks: AsyncIterator[bytes]) -> str:
    text = b""
    async for chunk in chunks:
        text += chunk
        if len(text) > MAX_TEXT:
            raise TooLarge("body_too_large", most=MAX_TEXT)
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise Malformed("not_json", errors=[Problem("value_not_unicode", name)]) from None


def _json(texts: dict[str, str], name: str) -> Any:
    if not texts.get(name, "").strip():
        return None
    try:
        return _without_nul(name, orjson.loads(texts[name]))
    except orjson.JSONDecodeError as error:
        raise Malformed("not_json", errors=[Problem("not_json", name, params={"reason": error.msg})]) from None


def _without_nul(name: str, json: Any) -> Any:
    """`Invalid` for U+0000, which the database keeps in no text."""
    if b"\\u0000" in orjson.dumps(json):
        raise Invalid("invalid_import", errors=[Problem("value_nul", name)])
    return json


def _mapping(json: Any) -> dict[str, str | None] | None:
    """`{column: field}`; a column without a field is left out."""
    if json is None:
        return None
    if not isinstance(json, dict):
        raise Invalid("invalid_import", errors=[Problem("body_not_an_object", "mapping")])
    mapping = cast(dict[str, Any], json)
    wrong = [name for name, target in mapping.items() if target is not None and not isinstance(target, str)]
    if wrong:
        raise Invalid("invalid_import", errors=[Problem("value_not_text", f"mapping.{name[:60]}") for name in wrong])
    return mapping
