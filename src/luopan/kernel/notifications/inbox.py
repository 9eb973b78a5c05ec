"""What somebody has been told, newest first: as far as they may still read the records that it is about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luopan.kernel.notifications.telling import KEPT
from luopan.kernel.query.titles import titles_statement
from luopan.kernel.records.read import Reading
from luopan.kit.database import Session

PAGE, ROUNDS = 50, 10
MOST_COUNTED = 1_000

Titles = dict[tuple[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Notification:
    """One row, as it is kept."""

    id: str
    kind: str
    object_id: str
    record_id: str | None
    actor: str | None
    actor_name: str | None
    comment: str | None
    text: str | None
    count: int
    import_id: str | None
    at: datetime
    read: bool


async def read_page(reading: Reading, before: str | None, *, unread: bool) -> dict[str, Any]:
    """`{"notifications", "unread", "next_cursor"}`, behind the id `before`."""
    found, cursor = await _page(reading, before, unread=unread)
    return {"notifications": found, "unread": await count_unread(reading), "next_cursor": cursor}


async def _page(reading: Reading, before: str | None, *, unread: bool) -> tuple[list[dict[str, Any]], str | None]:
    """A page and the cursor behind it. It may stay short where most is about what may not be read any more."""
    found: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        rows = await _rows(reading, before=before, unread=unread)
        for shown, row in zip(await _shown(reading, rows), rows, strict=True):
            if len(found) == PAGE:
                return found, before
            before = row.id
            if shown is not None:
                found.append(shown)
        if len(rows) <= PAGE:
            return found, None
    return found, before


async def read_some(reading: Reading, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Those of the actor's notifications that have these ids, oldest first."""
    shown = await _shown(reading, await _rows(reading, ids=ids))
    return [one for one in reversed(shown) if one is not None]


async def mark_read(reading: Reading, ids: Sequence[str] | None) -> None:
    """Marks some of the actor's notifications, or (None) all, as read."""
    await reading.session.execute(
        "update luopan.notifications set read_at = $2 where user_id = $1::uuid and read_at is null"
        " and ($3::uuid[] is null or id = any($3::uuid[]))",
        reading.actor.id,
        reading.context.now,
        None if ids is None else list(ids),
    )


async def count_unread(reading: Reading) -> int:
    """How many the actor has not read, of the newest thousand."""
    rows = await reading.session.fetch(_UNREAD, reading.actor.id, MOST_COUNTED)
    titles = await _titles(reading, rows)
    return sum(1 for object_id, record_id in rows if _may_know(reading, titles, object_id, record_id))


async def forget(session: Session, now: datetime) -> None:
    """Forgets what is too old."""
    await session.execute("delete from luopan.notifications where at < $1", now - KEPT)


async def _rows(
    reading: Reading, *, before: str | None = None, unread: bool = False, ids: Sequence[str] | None = None
) -> list[Notification]:
    chosen = None if ids is None else list(ids)
    rows = await reading.session.fetch(_PAGE, reading.actor.id, before, unread, chosen, PAGE + 1)
    return [Notification(*row) for row in rows]


async def _shown(reading: Reading, rows: Sequence[Notification]) -> list[dict[str, Any] | None]:
    """Each as a client reads it; None where it may not be known any more."""
    titles = await _titles(reading, [(one.object_id, one.record_id) for one in rows])
    return [
        _as_read(reading, titles, one) if _may_know(reading, titles, one.object_id, one.record_id) else None
        for one in rows
    ]


def _as_read(reading: Reading, titles: Titles, one: Notification) -> dict[str, Any]:
    record = None
    if one.record_id is not None:
        record = {"id": one.record_id, "title": titles[one.object_id, one.record_id]}
    return {
        "id": one.id,
        "kind": one.kind,
        "object": reading.snapshot.all_objects[one.object_id].name,
        "record": record,
        "actor": None if one.actor is None else {"id": one.actor, "title": one.actor_name},
        "text": one.text,
        "count": one.count,
        "comment": one.comment,
        "import": one.import_id,
        "at": one.at.isoformat(),
        "read": one.read,
    }


def _may_know(reading: Reading, titles: Titles, object_id: str, record_id: str | None) -> bool:
    item = reading.snapshot.all_objects.get(object_id)
    there = item is not None and not item.removed
    return there and (record_id is None or (object_id, record_id) in titles)


async def _titles(reading: Reading, pairs: Iterable[tuple[str, str | None]]) -> Titles:
    """Titles of the records that are there to be read: one question an object."""
    by_object: dict[str, set[str]] = defaultdict(set)
    for object_id, record_id in pairs:
        if record_id is not None:
            by_object[object_id].add(record_id)
    found: Titles = {}
    for object_id, ids in by_object.items():
        item = reading.snapshot.all_objects.get(object_id)
        if item is None or item.removed:
            continue
        statement = titles_statement(reading.snapshot, item)
        rows = await reading.session.fetch(statement.sql, *reading.parameters(statement, ids=list(ids)))
        found |= {(object_id, identity): title for identity, title in rows}
    return found


_PAGE = """
select n.id::text, n.kind, n.object_id, n.record_id::text, n.actor::text, u.name, n.comment_id::text,
       coalesce(left(c.text, 300), n.content ->> 'text'), (n.content ->> 'count')::int, n.content ->> 'import',
       n.at, n.read_at is not null
from luopan.notifications n
left join records."user" u on u.id = n.actor
left join luopan.comments c on c.id = n.comment_id
where n.user_id = $1::uuid and ($2::uuid is null or n.id < $2::uuid) and (not $3::boolean or n.read_at is null)
  and ($4::uuid[] is null or n.id = any($4::uuid[]))
order by n.id desc limit $5
"""

_UNREAD = """
select object_id, record_id::text from luopan.notifications where user_id = $1::uuid and read_at is null order by id desc limit $2
"""
