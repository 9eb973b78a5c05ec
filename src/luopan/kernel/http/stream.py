"""Live changes as server-sent events: ids and versions only; who wants values reads them under their own rights."""

import time
from collections.abc import AsyncIterator

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from luopan.kernel.events.log import Cursor, LoggedEvent
from luopan.kernel.http.edge import actor_of, kernel
from luopan.kernel.metadata.store import Catalogue
from luopan.kernel.permissions.rights import require
from luopan.kit.errors import Invalid, LuopanError, Problem

router = APIRouter(prefix="/api")

CHECK_SECONDS = 15
"""How long a stream may outlive the session that opened it."""


@router.get("/stream")
async def stream_changes(request: Request) -> StreamingResponse:
    """Changes from now on, or behind `Last-Event-ID`."""
    actor = await actor_of(request)
    require(actor, "read")
    last = request.headers.get("last-event-id") or request.query_params.get("after")
    try:
        after = Cursor.parse(last) if last else None
    except ValueError:
        raise Invalid("invalid_query", errors=[Problem("query_cursor", "last-event-id")]) from None
    return StreamingResponse(
        _lines(request, after),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _lines(request: Request, after: Cursor | None) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n"
    checked = time.monotonic()
    async for event in kernel(request).tail.follow(after):
        if time.monotonic() - checked > CHECK_SECONDS:
            checked = time.monotonic()
            try:
                require(await actor_of(request), "read")
            except LuopanError:  # signed out, or no longer allowed
                return
        line = b": alive\n\n" if event is None else _line(event, kernel(request).catalogue)
        if line is not None:
            yield line


def _line(logged: LoggedEvent, catalogue: Catalogue) -> bytes | None:
    item = catalogue.current.all_objects.get(logged.event.object_id)
    if item is None:
        return None
    data = {
        "object": item.name,
        "id": logged.event.record_id,
        "version": logged.event.version,
        "action": logged.event.action,
        "change": logged.change_id,
        "actor": logged.actor,
        "at": logged.at.isoformat(),
    }
    return b"id: %s\ndata: %s\n\n" % (str(logged.cursor).encode(), orjson.dumps(data))
