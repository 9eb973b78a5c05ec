"""Autonumbers: drawn for a whole batch at once, as late as possible.

Without a period they come from a sequence; with one from a counter, reserved outside of the writing transaction, so that nobody
waits for anybody's commit. Both leave gaps. `gapless` numbers come from a counter row that stays locked until the commit.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection

from luopan.kernel.fields.base import Context
from luopan.kernel.fields.types.autonumber import AutonumberType
from luopan.kernel.metadata.ddl import sequence_name
from luopan.kernel.metadata.model import SCHEMA, Field, Object
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Row
from luopan.kit.database import Database, Session
from luopan.kit.database import Row as DatabaseRow

_RESERVE = """
insert into luopan.counters (object_id, field_id, period, value) values ($1, $2, $3, $4::bigint + $5 - 1)
on conflict (object_id, field_id, period) do update set value = luopan.counters.value + $5 returning value
"""


class Counters:
    """Reserves numbers on a connection of its own, one process after the other, each for microseconds.

    Its commits do not wait for the disk: a record's commit comes later in the log, and takes the reservation along.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._alone = asyncio.Lock()
        self._connection: AsyncConnection[DatabaseRow] | None = None

    async def reserve(self, item: Object, field: Field, period: str, count: int) -> int:
        """The last of `count` numbers that nobody else gets."""
        async with self._alone:
            try:
                return await self._reserve(item, field, period, count)
            except psycopg.OperationalError:
                await self.close()
                return await self._reserve(item, field, period, count)

    async def close(self) -> None:
        """Lets the connection go."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _reserve(self, item: Object, field: Field, period: str, count: int) -> int:
        if self._connection is None:
            self._connection = await self._database.dedicated()
            await self._connection.execute("set synchronous_commit = off")
        return await reserve(Session(self._connection), item, field, period, count)


async def reserve(session: Session, item: Object, field: Field, period: str, count: int) -> int:
    """Moves a counter on, in the session's transaction; gives the last of the `count` numbers."""
    return await session.fetch_value(_RESERVE, item.id, field.id, period, field.settings.start, count)


def has_gapless(item: Object) -> bool:
    """Whether every number that is drawn for this object must be used."""
    return any(isinstance(one.type, AutonumberType) and one.settings.gapless for one in item.own_fields)


async def draw(session: Session, counters: Counters, item: Object, rows: Sequence[Row], context: Context) -> None:
    """Gives the new rows their numbers."""
    for field in item.own_fields:
        if isinstance(field.type, AutonumberType):
            waiting = [row for row in rows if row.record.get(field.name) is None]
            if waiting:
                await _draw_field(session, counters, item, field, field.type, waiting, context)


async def _draw_field(
    session: Session,
    counters: Counters,
    item: Object,
    field: Field,
    kind: AutonumberType,
    rows: Sequence[Row],
    context: Context,
) -> None:
    settings: Any = field.settings
    day = context.now.astimezone(context.zone).date()
    period = kind.period(settings, day)
    if period is None and not settings.gapless:
        drawn = await session.fetch(
            "select nextval($1::regclass) from generate_series(1, $2)",
            f"{SCHEMA}.{tables.quoted(sequence_name(item, field))}",
            len(rows),
        )
        numbers = sorted(number for (number,) in drawn)
    else:
        if settings.gapless:
            last = await reserve(session, item, field, period or "", len(rows))
        else:
            last = await counters.reserve(item, field, period or "", len(rows))
        numbers = list(range(last - len(rows) + 1, last + 1))
    for row, number in zip(rows, numbers, strict=True):
        row.record[field.name] = row.changed[field.name] = kind.render(settings, number, day)
