"""Rings for those who listen: one reader a process, which looks for what the listening people have just been told."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import structlog

from luopan.kernel.notifications.telling import CHANNEL
from luopan.kit.clock import Clock
from luopan.kit.database import Database
from luopan.kit.ids import first_id_at
from luopan.kit.notify import Hub, rung

log = structlog.get_logger()

HEARTBEAT_SECONDS = 2.0
LOOK_BACK = timedelta(seconds=60)
"""An id is made before it is committed: what comes late is still found."""
QUEUE = 1_000


class Bell:
    """Use as a background task (`run`); listeners come and go with `listen`."""

    def __init__(self, database: Database, hub: Hub, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._woken = asyncio.Event()
        self._listeners: dict[str, dict[asyncio.Queue[str], str]] = defaultdict(dict)
        self._rung: set[str] = set()
        hub.on(CHANNEL, self._woken.set)

    async def run(self) -> None:
        """Looks whenever somebody has been told of something."""
        while True:
            self._woken.clear()
            try:
                if self._listeners:
                    await self._look(self._clock() - LOOK_BACK)
            except Exception as error:  # the next look finds what this one has missed
                log.warning("bell_interrupted", error=str(error))
            await rung(self._woken, HEARTBEAT_SECONDS)

    async def listen(self, user: str) -> AsyncIterator[list[str]]:
        """Ids of what a person is told from now on, some at a time. Who is too slow misses some: the inbox has them all."""
        queue: asyncio.Queue[str] = asyncio.Queue(QUEUE)
        self._listeners[user][queue] = str(first_id_at(self._clock()))
        try:
            while True:
                ids = [await queue.get()]
                while not queue.empty():
                    ids.append(queue.get_nowait())
                yield ids
        finally:
            del self._listeners[user][queue]
            if not self._listeners[user]:
                del self._listeners[user]

    async def _look(self, since: datetime) -> None:
        first = str(first_id_at(since))
        async with self._database.session() as session:
            rows = await session.fetch(
                "select id::text, user_id::text from luopan.notifications"
                " where user_id = any($1::uuid[]) and id >= $2::uuid order by id",
                list(self._listeners),
                first,
            )
        for identity, user in rows:
            for queue, begun in tuple(self._listeners.get(user, {}).items()):
                if identity not in self._rung and identity >= begun and not queue.full():
                    queue.put_nowait(identity)
        self._rung = {identity for identity, _ in rows}
