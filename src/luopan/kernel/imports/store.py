"""Imports in their tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import orjson

from luopan.kernel.imports.definitions import UNDOABLE, Counts, Fault, Import, Options, Status
from luopan.kernel.imports.reading import Recognised
from luopan.kit.database import Session
from luopan.kit.errors import NotFound

MOST_LISTED = 200


async def insert(session: Session, one: Import) -> None:
    await session.execute(
        _INSERT,
        one.id,
        one.object_id,
        one.file_name,
        one.sha256,
        one.size,
        _json(msgspec.to_builtins(one.recognised)),
        one.expected_rows,
        _json(one.mapping),
        _json(msgspec.to_builtins(one.options)),
        one.status,
        one.dry_run,
        one.created_at,
        one.created_by,
        None if one.scopes is None else list(one.scopes),
        one.locale,
    )


async def read(session: Session, identity: str) -> Import:
    """`NotFound` where there is none."""
    row = await session.fetch_one(f"{_SELECT} where id = $1::uuid", identity)
    if row is None:
        raise NotFound("import_unknown")
    return _import(row)


async def state_of(session: Session, identity: str) -> tuple[Status, int]:
    """Status and attempt."""
    row = await session.fetch_one("select status, attempt from luopan.imports where id = $1::uuid", identity)
    assert row is not None
    return row[0], row[1]


async def newest(session: Session, user: str | None, object_id: str | None) -> list[Import]:
    """The newest ones: of a user (None: of everybody), into an object (None: into any)."""
    rows = await session.fetch(
        f"{_SELECT} where ($1::uuid is null or created_by = $1) and ($2::text is null or object_id = $2)"
        f" order by created_at desc limit {MOST_LISTED}",
        user,
        object_id,
    )
    return [_import(row) for row in rows]


async def move(session: Session, identity: str, become: Status, *, when: Sequence[Status]) -> bool:
    """Changes the status, where it is one of `when`; says whether it was."""
    return bool(
        await session.execute(
            "update luopan.imports set status = $2 where id = $1::uuid and status = any($3)",
            identity,
            become,
            list(when),
        )
    )


async def begin_again(session: Session, one: Import, scopes: Sequence[str] | None) -> bool:
    """Queues another run, where nothing has happened to it meanwhile; an earlier one that still works does no more rows."""
    return bool(await session.execute(_BEGIN_AGAIN, one.id, one.status, one.attempt, scopes))


async def forget_rows(session: Session, identity: str) -> None:
    """Forgets what has been found of the rows."""
    await session.execute("delete from luopan.import_chunks where import_id = $1::uuid", identity)
    await session.execute("delete from luopan.import_faults where import_id = $1::uuid", identity)


async def wish(session: Session, identity: str, mapping: Mapping[str, Any], options: Options) -> None:
    """What is wished is now this."""
    await session.execute(
        "update luopan.imports set mapping = $2::json, options = $3::jsonb, dry_run = $4, problem = null,"
        " started_at = null, done_at = null where id = $1::uuid",
        identity,
        _json(mapping),
        _json(msgspec.to_builtins(options)),
        options.dry_run,
    )


async def is_current(session: Session, identity: str, attempt: int) -> bool:
    """Whether a run is still the one that is wanted; until the end of the transaction nobody can change that."""
    return bool(
        await session.fetch_value(
            "select attempt = $2 from luopan.imports where id = $1::uuid for share", identity, attempt
        )
    )


async def begin_undo(session: Session, identity: str) -> bool:
    """Everything is to be taken back; what was left the last time is tried again."""
    if not await move(session, identity, "undoing", when=UNDOABLE):
        return False
    await session.execute("delete from luopan.import_conflicts where import_id = $1::uuid", identity)
    await session.execute(
        "update luopan.import_chunks set taken_back = false, related_taken_back = false where import_id = $1::uuid",
        identity,
    )
    return True


async def counts(session: Session, identity: str) -> Counts:
    return (await counts_of(session, [identity]))[identity]


async def counts_of(session: Session, ids: Sequence[str]) -> dict[str, Counts]:
    """What became of the rows of these imports."""
    rows = await session.fetch(_COUNTS, list(ids))
    return {identity: Counts(*found, related=related) for identity, *found, related in rows}


async def covered(session: Session, identity: str) -> list[tuple[int, int]]:
    """The first and last rows of what is done, in order."""
    rows = await session.fetch(
        "select first, last from luopan.import_chunks where import_id = $1::uuid order by first", identity
    )
    return [(first, last) for first, last in rows]


async def faults(session: Session, identity: str, after: int, limit: int, *, waiting: bool = False) -> list[Fault]:
    """Rows that have not gone in, in the order of the file, behind a row."""
    rows = await session.fetch(
        "select number, cells, problems, waiting from luopan.import_faults where import_id = $1::uuid and number > $2"
        " and waiting = $4 order by number limit $3",
        identity,
        after,
        limit,
        waiting,
    )
    return [Fault(*row) for row in rows]


async def conflicts(session: Session, identity: str, limit: int) -> tuple[int, list[Mapping[str, Any]]]:
    """How many things an undo has left as they are, and the first of them."""
    rows = await session.fetch(
        "select problem, count(*) over () from luopan.import_conflicts where import_id = $1::uuid limit $2",
        identity,
        limit,
    )
    return (rows[0][1] if rows else 0), [row[0] for row in rows]


async def note_faults(session: Session, identity: str, found: Sequence[Fault]) -> None:
    if found:
        rows = [
            {"number": one.number, "cells": one.cells, "problems": one.problems, "waiting": one.waiting}
            for one in found
        ]
        await session.execute(_NOTE_FAULTS, identity, _json(rows))


async def end(
    session: Session, one: Import, now: datetime, become: Status, problem: Mapping[str, Any] | None = None
) -> bool:
    """Ends a run, or an undo, where it is still the one that is wanted."""
    return bool(
        await session.execute(
            "update luopan.imports set status = $3, done_at = $4, problem = $5::jsonb"
            " where id = $1::uuid and status = $6 and attempt = $2",
            one.id,
            one.attempt,
            become,
            now,
            None if problem is None else _json(problem),
            one.status,
        )
    )


def _import(row: Sequence[Any]) -> Import:
    values = list(row)
    values[5], values[8] = msgspec.convert(values[5], Recognised), msgspec.convert(values[8], Options)
    return Import(*values)


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()


_INSERT = """
insert into luopan.imports (
    id, object_id, file_name, sha256, size, recognised, expected_rows, mapping, options, status, dry_run, created_at, created_by,
    scopes, locale
) values ($1::uuid, $2, $3, $4, $5, $6::jsonb, $7, $8::json, $9::jsonb, $10, $11, $12, $13::uuid, $14::text[], $15)
"""

_SELECT = """
select id::text, object_id, file_name, sha256, size, recognised, expected_rows, mapping, options, status, attempt, dry_run,
    problem, created_at, created_by::text, scopes, locale, started_at, done_at
from luopan.imports
"""

_BEGIN_AGAIN = """
update luopan.imports set status = 'queued', attempt = attempt + 1, scopes = $4::text[]
where id = $1::uuid and status = $2 and attempt = $3
"""

_COUNTS = """
with asked as (select unnest($1::uuid[]) as id), sums as (
    select import_id, sum(rows) as rows, sum(created) as created, sum(updated) as updated, sum(unchanged) as unchanged,
        sum(rejected) as rejected, sum(undone) as undone
    from luopan.import_chunks where import_id = any($1::uuid[]) group by import_id
), related as (
    select import_id, jsonb_object_agg(key, n) as related from (
        select import_id, key, sum(value::bigint) as n from luopan.import_chunks, jsonb_each_text(related)
        where import_id = any($1::uuid[]) group by import_id, key
    ) r group by import_id
), waiting as (
    select import_id, count(*) as waiting from luopan.import_faults
    where import_id = any($1::uuid[]) and waiting group by import_id
)
select asked.id::text, coalesce(rows, 0)::bigint, coalesce(created, 0)::bigint, coalesce(updated, 0)::bigint,
    coalesce(unchanged, 0)::bigint, coalesce(rejected, 0)::bigint, coalesce(waiting, 0), coalesce(undone, 0)::bigint,
    coalesce(related, '{}')
from asked left join sums on sums.import_id = asked.id left join related on related.import_id = asked.id
left join waiting on waiting.import_id = asked.id
"""

_NOTE_FAULTS = """
insert into luopan.import_faults (import_id, number, cells, problems, waiting)
select $1::uuid, r.number, array(select json_array_elements_text(r.cells)), r.problems, r.waiting
from json_to_recordset($2::json) as r (number bigint, cells json, problems jsonb, waiting boolean)
on conflict (import_id, number) do update set problems = excluded.problems, waiting = excluded.waiting
"""
