"""The live end of the log: one reader a process, any number of listeners."""

import asyncio
from collections.abc import AsyncIterator

import structlog

from luopan.kernel.events import log as event_log
from luopan.kernel.events.log import Cursor, LoggedEvent
from luopan.kit.database import Database
from luopan.kit.errors import Unavailable
from luopan.kit.notify import Hub, rung

log = structlog.get_logger()

PAGE = 1_000
QUEUE = 5_000
HEARTBEAT_SECONDS = 1.0
HELD_BACK_SECONDS = 0.05
QUIET_SECONDS = 15


class Tail:
    """Use as a background task (`run`); listeners come and go with `follow`."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._woken = asyncio.Event()
        self._queues: set[asyncio.Queue[LoggedEvent | None]] = set()
        self._cursor: Cursor | None = None
        hub.on(event_log.CHANNEL, self._woken.set)

    async def run(self) -> None:
        """Reads what is new, as soon as it is settled, and hands it to everyone who listens."""
        while True:
            self._woken.clear()
            try:
                pause = await self._read()
            except Unavailable as error:
                log.warning("tail_waits_for_database", error=str(error))
                pause = HEARTBEAT_SECONDS
            except Exception:  # or every live screen would stand still until the next start
                log.exception("tail_interrupted")
                pause = HEARTBEAT_SECONDS
            await rung(self._woken, pause)

    async def follow(self, after: Cursor | None) -> AsyncIterator[list[LoggedEvent]]:
        """Events behind `after` (None: from now on), then live ones, some at a time; none every so often while nothing happens.

        Ends when the listener is too slow: it comes back with the cursor that it has reached.
        """
        queue: asyncio.Queue[LoggedEvent | None] = asyncio.Queue(QUEUE)
        self._queues.add(queue)
        try:
            reached = after
            while reached is not None:
                async with self._database.session() as session:
                    page = await event_log.read_after(session, reached, PAGE, values=False)
                if page.events:
                    yield page.events
                if page.cursor == reached:
                    break
                reached = page.cursor
            while True:
                try:
                    async with asyncio.timeout(QUIET_SECONDS):
                        waiting = [await queue.get()]
                except TimeoutError:
                    yield []
                    continue
                while not queue.empty() and len(waiting) < PAGE:
                    waiting.append(queue.get_nowait())
                fresh = [one for one in waiting if one and (reached is None or _place(one.cursor) > _place(reached))]
                if fresh:
                    yield fresh
                if None in waiting:
                    return
        finally:
            self._queues.discard(queue)

    async def _read(self) -> float:
        async with self._database.session() as session:
            if self._cursor is None:
                self._cursor = await event_log.end_of_log(session)
            if not self._queues:
                end = await event_log.end_of_log(session)
                if not self._queues:  # nobody has come meanwhile
                    self._cursor = end
                    return HEARTBEAT_SECONDS
            while True:
                page = await event_log.read_after(session, self._cursor, PAGE, values=False)
                if page.cursor == self._cursor:
                    break
                self._cursor = page.cursor
                for queue in tuple(self._queues):
                    self._hand_over(queue, page.events)
            held_back = await event_log.is_held_back(session, self._cursor)
        return HELD_BACK_SECONDS if held_back else HEARTBEAT_SECONDS

    def _hand_over(self, queue: asyncio.Queue[LoggedEvent | None], page: list[LoggedEvent]) -> None:
        if queue.qsize() + len(page) >= QUEUE:
            self._queues.discard(queue)
            while not queue.empty():
                queue.get_nowait()
            queue.put_nowait(None)
        else:
            for event in page:
                queue.put_nowait(event)


def _place(cursor: Cursor) -> tuple[int, int, int]:
    return cursor.epoch, cursor.xid, cursor.seq
