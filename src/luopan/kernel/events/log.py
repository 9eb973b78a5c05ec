"""The event log: one change header a transaction (who, why, when), and its events (what, before, after).

Events speak permanent ids: `object_id`, and field ids as keys of `before` and `after`; values are canonical. The order of the log
is (epoch, transaction id, seq), read only below the oldest transaction still running, so a reader skips nothing while
transactions commit out of order; a restore raises the epoch. The order within one record is its version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from luopan.kit.actor import Actor
from luopan.kit.database import Session
from luopan.kit.ids import first_id_at, new_id

CHANNEL = "luopan_events"
COMMENTED = "commented"
MONTHS_AHEAD = 2
CHANGES_A_PAGE = 101
"""A change may be ten thousand events: a page that looked at more of them could take longer than a statement may."""
PARTITION_LOCK = 7_310_201

Values = Mapping[str, Any]


class Event(msgspec.Struct, frozen=True):
    """One record's part in a change. `action`: created, updated, deleted, restored, derived; commented, which leaves the record
    and its version as they are. `at`: when it was, where that is not the moment of the change."""

    object_id: str
    record_id: str
    version: int
    action: str
    before: Values | None = None
    after: Values | None = None
    at: str | None = None


class Cursor(msgspec.Struct, frozen=True):
    """A place in the log; reading goes on behind it."""

    epoch: int
    xid: int
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.xid}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Reads `str(cursor)`; ValueError otherwise."""
        epoch, xid, seq = (int(part) for part in text.split("."))
        if not (0 <= epoch < 2**31 and 0 <= xid < 2**63 and -1 <= seq < 2**31):
            raise ValueError(text)
        return cls(epoch, xid, seq)


START = Cursor(0, 0, -1)
END_OF_CHANGE = 2**31 - 1
"""The `seq` of a cursor that stands behind all events of a change."""


class LoggedEvent(msgspec.Struct, frozen=True):
    """An event as readers of the log get it, with the header of its change."""

    cursor: Cursor
    change_id: str
    at: datetime
    actor: str | None
    kind: str
    cause: Mapping[str, Any]
    event: Event


@dataclass(slots=True)
class Change:
    """The header of one transaction's change. Open one at the edge, hand it to every write; it is stored with the first event."""

    actor: Actor
    at: datetime
    kind: str
    cause: Mapping[str, Any] = field(default_factory=dict[str, Any])
    undoes: str | None = None
    id: str = field(default_factory=new_id)
    events: int = 0
    objects: set[str] = field(default_factory=set[str])
    """Permanent ids of the objects whose records it has touched."""

    async def append(self, session: Session, events: Iterable[Event]) -> None:
        """Writes events behind those that this change already has."""
        events = tuple(events)
        rows = [
            {
                "seq": self.events + index,
                "object_id": event.object_id,
                "record_id": event.record_id,
                "version": event.version,
                "action": event.action,
                "before": event.before,
                "after": event.after,
                "at": event.at,
            }
            for index, event in enumerate(events)
        ]
        if not rows:
            return
        text = orjson.dumps(rows).decode()
        if self.events == 0:
            await session.execute(
                _INSERT_WITH_HEADER,
                self.id,
                self.at,
                self.actor.id,
                self.kind,
                orjson.dumps(self.cause).decode(),
                self.undoes,
                text,
            )
        else:
            await session.execute(_INSERT, self.id, text)
        self.events += len(rows)
        self.objects.update(event.object_id for event in events if event.action != COMMENTED)


@dataclass(frozen=True, slots=True)
class Page:
    """Events in the order of the log, and the cursor behind everything that was looked at."""

    events: list[LoggedEvent]
    cursor: Cursor


async def read_after(
    session: Session,
    cursor: Cursor,
    limit: int,
    *,
    objects: Sequence[str] | None = None,
    where: str | None = None,
    values: bool = True,
) -> Page:
    """The next events behind `cursor`, as far as the log is settled: at most `limit`, and of the next hundred changes.

    `objects`: only events of these (permanent ids). `where`: only those for which this holds, in SQL over `c`, the change, and
    `e`, the event. Without `values`, `before` and `after` stay in the database.
    """
    rows = await session.fetch(
        _PAGE.format(values="e.before, e.after" if values else "null, null", where=where or "true"),
        cursor.epoch,
        str(cursor.xid),
        cursor.seq,
        limit,
        None if objects is None else list(objects),
    )
    events = [_logged(row) for row in rows if row[2] is not None]
    if not rows:
        return Page([], cursor)
    if len(rows) == limit and rows[-1][2] is not None:
        return Page(events, events[-1].cursor)
    return Page(events, Cursor(rows[-1][0], int(rows[-1][1]), END_OF_CHANGE))


async def read_change(session: Session, change_id: str, *, where: str | None = None) -> list[LoggedEvent]:
    """All events of one change, in order; `where` as in `read_after`."""
    statement = _CHANGE.format(values="e.before, e.after", where=where or "true")
    return [_logged(row) for row in await session.fetch(statement, change_id)]


async def read_for_undo(session: Session, change_id: str) -> list[LoggedEvent]:
    """The same without what an undo does not look at: comments, and values of what was created, which goes as a whole."""
    rows = await session.fetch(_CHANGE.format(values=_OF_UPDATES, where="true"), change_id)
    return [one for one in map(_logged, rows) if one.event.action != COMMENTED]


async def end_of_log(session: Session) -> Cursor:
    """The cursor behind everything that is settled now."""
    row = await session.fetch_one(
        "select w.epoch, (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1) from luopan.workspace w"
    )
    assert row is not None
    return Cursor(row[0], row[1], END_OF_CHANGE)


async def is_held_back(session: Session, cursor: Cursor) -> bool:
    """Whether changes behind `cursor` are committed but not settled: an older transaction still runs."""
    return bool(
        await session.fetch_value(
            "select exists (select 1 from luopan.changes c where (c.epoch, c.xid) > ($1::int, $2::text::xid8))",
            cursor.epoch,
            str(cursor.xid),
        )
    )


async def ensure_partitions(session: Session, now: datetime) -> None:
    """Makes the month's partitions of the log, and two months ahead; takes along what had to go to the default partitions."""
    await session.execute(f"select pg_advisory_xact_lock({PARTITION_LOCK})")
    month = now.year * 12 + now.month - 1
    for index in range(month, month + MONTHS_AHEAD + 1):
        first, following = _first_of(index), _first_of(index + 1)
        bounds = (str(first_id_at(first)), str(first_id_at(following)))
        for table, key in (("changes", "id"), ("events", "change_id")):
            if await session.fetch_value("select to_regclass($1)", f"luopan.{table}_{first:%Y_%m}") is None:
                await _make_partition(session, table, key, f"{table}_{first:%Y_%m}", bounds)


async def _make_partition(session: Session, table: str, key: str, name: str, bounds: tuple[str, str]) -> None:
    """Filled first, then attached: PostgreSQL refuses a partition for rows that the default partition holds."""
    await session.execute(f"create table luopan.{name} (like luopan.{table} including all)")
    await session.execute(
        f"with moved as (delete from luopan.{table}_default where {key} >= $1::uuid and {key} < $2::uuid returning *)"
        f" insert into luopan.{name} select * from moved",
        *bounds,
    )
    await session.execute(
        f"alter table luopan.{table} attach partition luopan.{name} for values from ('{bounds[0]}') to ('{bounds[1]}')"
    )


def _first_of(month: int) -> datetime:
    """The first moment of a month, counted from the year 0."""
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _logged(row: tuple[Any, ...]) -> LoggedEvent:
    epoch, xid, seq, change_id, at, actor, kind, cause, object_id, record_id, version, action, before, after = row
    return LoggedEvent(
        Cursor(epoch, int(xid), seq),
        change_id,
        at,
        actor,
        kind,
        cause,
        Event(object_id, record_id, version, action, before, after),
    )


_SETTLED = "(c.xid < pg_snapshot_xmin(pg_current_snapshot()) or c.epoch < (select epoch from luopan.workspace))"

_COLUMNS = "c.epoch, c.xid::text, e.seq, c.id::text, coalesce(e.at, c.at), c.actor::text, c.kind, c.cause"

_PAGE = f"""
with headers as (
    select c.* from luopan.changes c
    where {_SETTLED} and (c.epoch, c.xid) >= ($1::int, $2::text::xid8) order by c.epoch, c.xid limit {CHANGES_A_PAGE}
)
select {_COLUMNS}, e.object_id, e.record_id::text, e.version, e.action, {{values}}
from headers c left join lateral (
    select * from luopan.events e
    where e.change_id = c.id
    and e.seq > case when (c.epoch, c.xid) = ($1::int, $2::text::xid8) then $3::int else -1 end
    and ($5::text[] is null or e.object_id = any($5)) and ({{where}}) order by e.seq limit $4
) e on true
order by c.epoch, c.xid, e.seq limit $4
"""
"""Headers first, then their events: the planner can't know how few changes are behind the cursor."""

_OF_UPDATES = "case when e.action = 'updated' then e.before end, case when e.action = 'updated' then e.after end"

_CHANGE = f"""
select {_COLUMNS}, e.object_id, e.record_id::text, e.version, e.action, {{values}}
from luopan.changes c join luopan.events e on e.change_id = c.id where c.id = $1::uuid and ({{where}}) order by e.seq
"""

_EVENTS = """
insert into luopan.events (change_id, seq, object_id, record_id, version, action, before, after, at)
select $1::uuid, e.seq, e.object_id, e.record_id, e.version, e.action, e.before, e.after, e.at
from json_to_recordset({rows}::json) as e
    (seq int, object_id text, record_id uuid, version bigint, action text, before json, after json,
     at timestamptz)
"""

_INSERT = _EVENTS.format(rows="$2")

_INSERT_WITH_HEADER = """
with header as (
    insert into luopan.changes (id, epoch, at, actor, kind, cause, undoes)
    select $1::uuid, w.epoch, $2::timestamptz, $3::uuid, $4, $5::jsonb, $6::uuid from luopan.workspace w
)
""" + _EVENTS.format(rows="$7")
