"""Somebody leaves: everything of theirs goes to somebody else, in one act, with a report.

A job does it, in chunks that are each a transaction of its own; killed in the middle, it goes on where it stood.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luopan.kernel.metadata.model import Object
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Batch
from luopan.kernel.records.door import Records
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import Actor
from luopan.kit.database import Session
from luopan.kit.errors import Conflict, LuopanError, NotFound
from luopan.kit.ids import new_id

JOB = "hand_over"
CHUNK = 2_000

Defer = Callable[[Session, str], Awaitable[None]]
"""Asks for the job of a hand-over, in the transaction that begins it."""


@dataclass(frozen=True, slots=True)
class HandOver:
    id: str
    user: str
    to: str
    deactivate: bool
    status: str
    report: dict[str, Any]
    problem: str | None
    created_by: str | None
    created_at: datetime


async def begin(writing: Writing, user: str, to: str, *, deactivate: bool, defer: Defer) -> str:
    """Notes that everything of `user` is to become that of `to`; gives the hand-over's id."""
    people = writing.organisation.people
    if user not in people:
        raise NotFound("user_not_found")
    if to not in people or not people[to].active or to == user:
        raise Conflict("hand_over_to")
    identity = new_id()
    await writing.session.execute(
        "insert into luopan.hand_overs (id, user_id, to_user, deactivate, created_at, created_by)"
        " values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::uuid)",
        identity,
        user,
        to,
        deactivate,
        writing.now,
        writing.actor.id,
    )
    await defer(writing.session, identity)
    return identity


async def read(session: Session, identity: str) -> HandOver:
    """How far it is; `NotFound` where there is none."""
    row = await session.fetch_one(_READ, identity)
    if row is None:
        raise NotFound("hand_over_unknown")
    return HandOver(*row)


async def newest(session: Session) -> list[HandOver]:
    """The last hundred of them."""
    return [HandOver(*row) for row in await session.fetch(f"{_HAND_OVERS} order by created_at desc, id desc limit 100")]


async def carry_out(records: Records, identity: str) -> None:
    """Does what is left of a hand-over."""
    async with records.database.session() as session:
        it = await read(session, identity)
    if it.status == "done":
        return
    actor = Actor(it.created_by, "", is_system=it.created_by is None)
    try:
        for item in records.catalogue.current.objects.values():
            if not item.system:
                await _give_records(records, actor, it, item)
        await records.write(actor, "hand_over", lambda writing: _give_the_rest(writing, it), cause={"hand_over": it.id})
    except LuopanError as error:
        async with records.database.session() as session:
            await session.execute(
                "update luopan.hand_overs set status = 'failed', problem = $2 where id = $1::uuid", identity, str(error)
            )


async def _give_records(records: Records, actor: Actor, it: HandOver, item: Object) -> None:
    """All records of one object, chunk by chunk in the order of their ids; those that can't change are counted, and stay."""
    after = "00000000-0000-0000-0000-000000000000"

    async def chunk(writing: Writing) -> str | None:
        rows = await writing.session.fetch(
            f"select id::text from {tables.table_name(item)} where owner = $1::uuid and deleted_at is null and id > $2::uuid"
            f" order by id limit {CHUNK}",
            it.user,
            after,
        )
        if not rows:
            return None
        given = [{"id": one, "owner": it.to} for (one,) in rows]
        outcome = await write(writing, Batch(item.name, "update", given, atomic=False))
        await _report(writing.session, it, "records", item.name, outcome.count("updated"))
        await _report(writing.session, it, "failed", item.name, outcome.count("failed"))
        return rows[-1][0]

    while True:
        last = await records.write(actor, "hand_over", chunk, cause={"hand_over": it.id})
        if last is None:
            return
        after = last


async def _give_the_rest(writing: Writing, it: HandOver) -> None:
    """What is not a record of theirs: the people and departments they lead, teams, territories, shares; then their sign-in."""
    for name, field in (("user", "manager"), ("department", "manager")):
        led = await writing.session.fetch(
            f'select id::text from records."{name}" where {field} = $1::uuid and deleted_at is null and id <> $2::uuid',
            it.user,
            it.to,
        )
        if led:
            rows = [{"id": one, field: it.to} for (one,) in led]
            outcome = await write(writing, Batch(name, "update", rows, atomic=False))
            await _report(writing.session, it, "led", name, outcome.count("updated"))
            await _report(writing.session, it, "failed", name, outcome.count("failed"))
    for name in ("team", "territory"):
        held = await writing.session.fetch(_MEMBERSHIPS.format(name=name), it.user)
        if held:
            rows = [{"id": one, "members": sorted({*members, it.to} - {it.user})} for one, members in held]
            outcome = await write(writing, Batch(name, "update", rows, atomic=False))
            await _report(writing.session, it, "memberships", name, outcome.count("updated"))
    shares = await writing.session.execute(_SHARES, it.user, it.to)
    await writing.session.execute("delete from luopan.shares where grantee = $1::uuid", it.user)
    await _report(writing.session, it, "shares", "all", shares)
    if it.deactivate:
        await write(writing, Batch("user", "update", [{"id": it.user, "active": False}]))
    await writing.session.execute(
        "update luopan.hand_overs set status = 'done', done_at = $2, problem = null where id = $1::uuid",
        it.id,
        writing.now,
    )


async def _report(session: Session, it: HandOver, part: str, name: str, count: int) -> None:
    if count:
        await session.execute(_REPORT, it.id, part, name, count)


_HAND_OVERS = """
select id::text, user_id::text, to_user::text, deactivate, status, report, problem, created_by::text, created_at
from luopan.hand_overs
"""
_READ = f"{_HAND_OVERS} where id = $1::uuid"

_REPORT = """
update luopan.hand_overs set status = 'running', report = jsonb_set(
    report || jsonb_build_object($2::text, coalesce(report -> $2, '{}')), array[$2, $3]::text[],
    to_jsonb(coalesce((report -> $2 ->> $3)::bigint, 0) + $4)
) where id = $1::uuid
"""

_MEMBERSHIPS = """
select l.source::text, array_agg(m.target::text) from records.{name}__members l
join records.{name} t on t.id = l.source and t.deleted_at is null
join records.{name}__members m on m.source = l.source
where l.target = $1::uuid group by l.source
"""

_SHARES = """
insert into luopan.shares (id, object_id, record_id, grantee_object, grantee, access, role, until, created_at, created_by)
select gen_random_uuid(), object_id, record_id, grantee_object, $2::uuid, access, role, until, now(), created_by
from luopan.shares where grantee = $1::uuid
on conflict (object_id, record_id, grantee) do nothing
"""
