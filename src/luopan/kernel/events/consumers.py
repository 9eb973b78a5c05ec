"""Those who follow the log: each from its own cursor, at least once, in order, skipping nothing.

A batch and the cursor behind it are one transaction. A batch that fails is tried again, later and later; after some tries its
changes are handed over one by one, and the one that still fails is put aside as a dead letter that an administrator sees and
can send again. While one process follows for a consumer, the others wait.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import structlog

from luopan.kernel.events import log as event_log
from luopan.kernel.events.log import Cursor, LoggedEvent
from luopan.kit.clock import Clock
from luopan.kit.database import Database, Session
from luopan.kit.errors import LuopanError, NotFound, Unavailable
from luopan.kit.ids import new_id
from luopan.kit.notify import Hub, rung

log = structlog.get_logger()

BATCH = 5_000
ATTEMPTS = 5
HEARTBEAT_SECONDS = 1.0
HELD_BACK_SECONDS = 0.05
GATHER_SECONDS = 0.05
"""After each look, so that many small writes become few batches."""

Handler = Callable[[Session, Sequence[LoggedEvent]], Awaitable[None]]
Objects = Callable[[Session], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Consumer:
    """`handle` must be idempotent: after a crash it may see a batch again.

    `objects`: only events of these objects (permanent ids), asked for at each batch. `where`: only those for which this holds, in
    SQL over `c`, the change, and `e`, the event. `from_start`: reads the whole log when it is new. Without `values`, events come
    without `before` and `after`.
    """

    name: str
    handle: Handler
    objects: Objects | None = None
    where: str | None = None
    from_start: bool = True
    values: bool = True


class Follower:
    """Runs one consumer in this process, for as long as `run` is not cancelled."""

    def __init__(self, database: Database, hub: Hub, clock: Clock, consumer: Consumer) -> None:
        self._database = database
        self._clock = clock
        self._consumer = consumer
        self._woken = asyncio.Event()
        hub.on(event_log.CHANNEL, self._woken.set)

    async def run(self) -> None:
        """Follows the log; wakes at once when something is written, and once a second by itself."""
        while True:
            self._woken.clear()
            pause = HEARTBEAT_SECONDS
            try:
                pause = await self._drain()
            except Unavailable as error:
                log.warning("consumer_waits_for_database", consumer=self._consumer.name, error=str(error))
            await asyncio.sleep(GATHER_SECONDS)
            await rung(self._woken, pause)

    async def _drain(self) -> float:
        """Handles all that is settled; gives the seconds until the next look."""
        while True:
            moved = await self.step()
            if moved is None:
                return HEARTBEAT_SECONDS
            if not moved:
                async with self._database.session() as session:
                    cursor = await read_cursor(session, self._consumer.name)
                    held_back = cursor is not None and await event_log.is_held_back(session, cursor)
                return HELD_BACK_SECONDS if held_back else HEARTBEAT_SECONDS

    async def step(self) -> bool | None:
        """Handles one batch in one transaction; says whether there was anything behind the cursor.

        None where another process is at it, or the next try is not due yet.
        """
        name = self._consumer.name
        try:
            async with self._database.transaction() as session:
                claimed = await self._claim(session)
                if claimed is None:
                    return None
                cursor, attempts = claimed
                page = await event_log.read_after(
                    session,
                    cursor,
                    BATCH,
                    objects=None if self._consumer.objects is None else await self._consumer.objects(session),
                    where=self._consumer.where,
                    values=self._consumer.values,
                )
                if attempts >= ATTEMPTS:
                    await self._one_by_one(session, page.events)
                elif page.events:
                    await self._consumer.handle(session, page.events)
                await self._move(session, page.cursor)
                return page.cursor != cursor
        except Unavailable:
            raise
        except Exception as error:
            problem = _problem(error)
            log.error("consumer_failed", consumer=name, error=problem, exc_info=not isinstance(error, LuopanError))
            async with self._database.transaction() as session:
                await session.execute(
                    "update luopan.consumers set attempts = attempts + 1, problem = $2,"
                    " retry_at = $3 + least(attempts, 6) * interval '1 second' where name = $1",
                    name,
                    problem,
                    self._clock(),
                )
            return None

    async def _claim(self, session: Session) -> tuple[Cursor, int] | None:
        """This consumer's row, locked; None where another process holds it or its next try is not due."""
        name = self._consumer.name
        row = await session.fetch_one(
            "select epoch, xid::text, seq, attempts, coalesce(retry_at > $2, false) from luopan.consumers"
            " where name = $1 for update skip locked",
            name,
            self._clock(),
        )
        if row is not None:
            return None if row[4] else (Cursor(row[0], int(row[1]), row[2]), row[3])
        await register(session, self._consumer)
        return None

    async def _one_by_one(self, session: Session, events: Sequence[LoggedEvent]) -> None:
        for change_id, group in groupby(events, key=lambda item: item.change_id):
            try:
                async with session.savepoint():
                    await self._consumer.handle(session, list(group))
            except Exception as error:
                log.error("dead_letter", consumer=self._consumer.name, change=change_id, error=_problem(error))
                await session.execute(
                    "insert into luopan.dead_letters (id, consumer, change_id, problem, at)"
                    " values ($1::uuid, $2, $3::uuid, $4, $5)",
                    new_id(),
                    self._consumer.name,
                    change_id,
                    _problem(error),
                    self._clock(),
                )

    async def _move(self, session: Session, cursor: Cursor) -> None:
        await session.execute(
            "update luopan.consumers set epoch = $2, xid = $3::text::xid8, seq = $4, caught_up_at = $5,"
            " attempts = 0, retry_at = null, problem = null where name = $1",
            self._consumer.name,
            cursor.epoch,
            str(cursor.xid),
            cursor.seq,
            self._clock(),
        )


async def register(session: Session, consumer: Consumer) -> None:
    """Gives a new consumer its cursor."""
    cursor = event_log.START if consumer.from_start else await event_log.end_of_log(session)
    await session.execute(
        "insert into luopan.consumers (name, epoch, xid, seq) values ($1, $2, $3::text::xid8, $4) on conflict do nothing",
        consumer.name,
        cursor.epoch,
        str(cursor.xid),
        cursor.seq,
    )


async def read_cursor(session: Session, name: str) -> Cursor | None:
    """Where a consumer stands; None where it is not known."""
    row = await session.fetch_one("select epoch, xid::text, seq from luopan.consumers where name = $1", name)
    return None if row is None else Cursor(row[0], int(row[1]), row[2])


async def rewind(session: Session, name: str, cursor: Cursor = event_log.START) -> None:
    """Sends a consumer back: it sees everything behind `cursor` again."""
    moved = await session.execute(
        "update luopan.consumers set epoch = $2, xid = $3::text::xid8, seq = $4, attempts = 0, retry_at = null where name = $1",
        name,
        cursor.epoch,
        str(cursor.xid),
        cursor.seq,
    )
    if not moved:
        raise NotFound("consumer_unknown", name=name)


async def resend(session: Session, consumers: Sequence[Consumer], dead_letter_id: str, clock: Clock) -> None:
    """Hands a dead letter's change over again, and settles it where that works; `NotFound` where nothing waits under this id."""
    row = await session.fetch_one(
        "select consumer, change_id::text from luopan.dead_letters where id = $1::uuid and settled_at is null for update",
        dead_letter_id,
    )
    consumer = next((one for one in consumers if row is not None and one.name == row[0]), None)
    if row is None or consumer is None:
        raise NotFound("dead_letter_unknown", id=dead_letter_id)
    objects = None if consumer.objects is None else await consumer.objects(session)
    events = await event_log.read_change(session, row[1], where=consumer.where)
    await consumer.handle(session, [one for one in events if objects is None or one.event.object_id in objects])
    await session.execute("update luopan.dead_letters set settled_at = $2 where id = $1::uuid", dead_letter_id, clock())


def _problem(error: Exception) -> str:
    return str(error) if isinstance(error, LuopanError) else f"{type(error).__name__}: {error}"[:2_000]
