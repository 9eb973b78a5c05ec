"""Autonumbers: drawn for a whole batch at once, as late as possible.

Without a period they come from a sequence: quick, gaps allowed. With a period (or `gapless`) they come from a counter row that
stays locked until the commit.
"""

from collections.abc import Sequence
from typing import Any

from luopan.kernel.fields.base import Context
from luopan.kernel.fields.types.autonumber import AutonumberType
from luopan.kernel.metadata.ddl import sequence_name
from luopan.kernel.metadata.model import SCHEMA, Field, Object
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Row
from luopan.kit.database import Session


async def draw(session: Session, item: Object, rows: Sequence[Row], context: Context) -> None:
    """Gives the new rows their numbers."""
    for field in item.own_fields:
        if isinstance(field.type, AutonumberType):
            waiting = [row for row in rows if row.record.get(field.name) is None]
            if waiting:
                await _draw_field(session, item, field, field.type, waiting, context)


async def _draw_field(
    session: Session, item: Object, field: Field, kind: AutonumberType, rows: Sequence[Row], context: Context
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
        last = await session.fetch_value(
            "insert into luopan.counters (object_id, field_id, period, value) values ($1, $2, $3, $4::bigint + $5 - 1)"
            " on conflict (object_id, field_id, period) do update set value = luopan.counters.value + $5 returning value",
            item.id,
            field.id,
            period or "",
            settings.start,
            len(rows),
        )
        numbers = list(range(last - len(rows) + 1, last + 1))
    for row, number in zip(rows, numbers, strict=True):
        row.record[field.name] = row.changed[field.name] = kind.render(settings, number, day)
