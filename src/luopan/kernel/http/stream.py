"""Live changes as server-sent events: ids and versions only; who wants values reads them under their own rights. And, as
events of the name `notification`, what one is told; of the name `metadata`, that there is other metadata than before."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import TypeVar

import orjson
import structlog
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from luopan.kernel.events.log import Cursor, LoggedEvent
from luopan.kernel.http.edge import actor_of, kernel
from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.notifications import inbox
from luopan.kernel.records.door import Records
from luopan.kernel.records.read import Reading
from luopan.kit.actor import Actor
from luopan.kit.errors import Invalid, LuopanError, Problem

router = APIRouter(prefix="/api")

log = structlog.get_logger()

Item = TypeVar("Item")

CHECK_SECONDS = 15
"""How long a stream may outlive the session that opened it."""


@router.get("/stream")
async def stream_changes(request: Request) -> StreamingResponse:
    """Changes from now on, or behind `Last-Event-ID`."""
    await actor_of(request)
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
    actor = await actor_of(request)
    assert actor.id is not None
    parts = kernel(request)
    view = parts.records.rights(actor).view
    async with aclosing(_merged(parts.tail.follow(after), parts.bell.listen(actor.id))) as happened:
        async for events in happened:
            try:
                if time.monotonic() - checked > CHECK_SECONDS:
                    checked = time.monotonic()
                    actor = await actor_of(request)
                rights = parts.records.rights(actor)
            except LuopanError:  # signed out, or no longer allowed
                return
            if rights.view is not view:
                view = rights.view
                yield _metadata(view)
            if not events:
                yield b": alive\n\n"
                continue
            ids = [one for one in events if isinstance(one, str)]
            if ids:
                for line in await _told(parts.records, actor, ids):
                    yield line
                continue
            changes = [one for one in events if isinstance(one, LoggedEvent)]
            seen = await _seen(parts.records, actor, changes)
            for event in changes:
                if (event.event.object_id, event.event.record_id) in seen:
                    yield _line(event, rights.full)


async def _merged(*sources: AsyncIterator[Sequence[Item]]) -> AsyncGenerator[Sequence[Item]]:
    """What several sources give, as it comes, until one of them ends."""
    queue: asyncio.Queue[Sequence[Item] | None] = asyncio.Queue(1)

    async def pump(source: AsyncIterator[Sequence[Item]]) -> None:
        try:
            async for one in source:
                await queue.put(one)
        except Exception:
            log.exception("stream_interrupted")
        await queue.put(None)

    tasks = [asyncio.create_task(pump(one)) for one in sources]
    try:
        while (one := await queue.get()) is not None:
            yield one
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _told(records: Records, actor: Actor, ids: Sequence[str]) -> list[bytes]:
    """The lines of what the actor has just been told; without an id, so that who comes back goes on in the log."""

    async def look(reading: Reading) -> list[bytes]:
        shown = await inbox.read_some(reading, ids)
        unread = {"unread": await inbox.count_unread(reading)} if shown else {}
        return [b"event: notification\ndata: %s\n\n" % orjson.dumps(one | unread) for one in shown]

    return await records.read(actor, look)


async def _seen(records: Records, actor: Actor, events: Sequence[LoggedEvent]) -> set[tuple[str, str]]:
    """(object id, record id) of the records that the actor may see: one question an object."""
    by_object: dict[str, set[str]] = defaultdict(set)
    for one in events:
        by_object[one.event.object_id].add(one.event.record_id)

    async def look(reading: Reading) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for object_id, ids in by_object.items():
            item = reading.snapshot.all_objects.get(object_id)
            if item is not None:
                found |= {(object_id, one) for one in await reading.reached(item, list(ids))}
        return found

    return await records.read(actor, look)


def _metadata(view: Snapshot) -> bytes:
    """Something has been published, or this person's rights have changed. It is of no object."""
    return b"event: metadata\ndata: %s\n\n" % orjson.dumps({"object": None, "version": view.version})


def _line(logged: LoggedEvent, snapshot: Snapshot) -> bytes:
    item = snapshot.all_objects[logged.event.object_id]
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
