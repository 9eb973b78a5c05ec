"""A LISTEN/NOTIFY hub: one connection a process, any number of listeners.

A notification only wakes; the truth is always in a table, and every listener also looks by itself now and then (a heartbeat),
so a lost notification costs a second, never a change.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

import psycopg
import structlog
from psycopg import AsyncConnection, sql

from luopan.kit.database import Database, Row
from luopan.kit.errors import Unavailable

log = structlog.get_logger()

Listener: TypeAlias = Callable[[], Awaitable[None] | None]

RECONNECT_SECONDS = 0.5
GATHER_SECONDS = 0.01


async def rung(bell: asyncio.Event, most: float) -> None:
    """Waits until a bell has rung, or for so many seconds.

    Before Python 3.12, `asyncio.wait_for` loses a cancellation that comes as the bell rings: whoever waits again and again with
    it may never end.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(most):
            await bell.wait()


class Hub:
    """Use as `async with Hub(database, channels) as hub`; listeners may come at any time."""

    def __init__(self, database: Database, channels: Sequence[str]) -> None:
        self._database = database
        self._listeners: dict[str, list[Listener]] = {channel: [] for channel in channels}
        self._rung: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def on(self, channel: str, listener: Listener) -> None:
        """Calls `listener` at every notification on one of our channels, and after every reconnection (some may be missed)."""
        self._listeners[channel].append(listener)

    @asynccontextmanager
    async def listening(self, channel: str) -> AsyncGenerator[Callable[[float], Awaitable[None]]]:
        """For the block, something to wait with: until the channel has rung since the last time, or for so many seconds."""
        bell = asyncio.Event()

        async def wait(most: float) -> None:
            await rung(bell, most)
            bell.clear()

        self._listeners[channel].append(bell.set)
        try:
            yield wait
        finally:
            self._listeners[channel].remove(bell.set)

    def ring(self, channel: str) -> None:
        """Wakes all listeners of `channel`, in every process, soon: many rings within 10 ms become one notification."""
        if channel not in self._rung:
            self._rung.add(channel)
            self._spawn(self._notify(channel))

    async def __aenter__(self) -> "Hub":
        self._spawn(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _notify(self, channel: str) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        self._rung.discard(channel)
        with contextlib.suppress(Unavailable):  # the listeners' heartbeat covers it
            async with self._database.session() as session:
                await session.execute("select pg_notify($1, '')", channel)

    async def _listen(self) -> None:
        while True:
            try:
                async with await self._database.dedicated() as connection:
                    await self._follow(connection)
            except (Unavailable, psycopg.Error) as error:
                log.warning("listening_interrupted", error=str(error))
            except Exception:  # a listener's own defect must not make the process deaf
                log.exception("listening_interrupted")
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _follow(self, connection: AsyncConnection[Row]) -> None:
        for channel in self._listeners:
            await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
            await self._wake(channel)
        async for notification in connection.notifies():
            await self._wake(notification.channel)

    async def _wake(self, channel: str) -> None:
        for listener in tuple(self._listeners[channel]):
            outcome = listener()
            if outcome is not None:
                await outcome
