"""Carries plans out: at once in one transaction where nobody would wait for it, else as a run that survives any crash.

A run does one operation after the other, each of which may be done twice. Everything that takes long (back-fills, indexes, checks
of foreign keys) happens beside the writers; nothing that writers wait for waits longer than 200 ms itself. The flip is
one transaction that takes the lock of all writers alone, catches up what changed meanwhile, and makes the new definitions the
metadata.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from psycopg import errors, sql
from psycopg.types.json import Jsonb

from luopan.kernel.fields.base import Context
from luopan.kernel.metadata import ddl
from luopan.kernel.metadata.changes import FieldPurged, ObjectPurged
from luopan.kernel.metadata.conversion import (
    convert_batch,
    convert_links,
    convert_records,
    workspace_context,
)
from luopan.kernel.metadata.ddl import (
    AddForeignKey,
    Backfill,
    CreateIndex,
    CreateTable,
    DropIndex,
    Flip,
    Operation,
)
from luopan.kernel.metadata.definitions import ChangeSet, decode_change_set
from luopan.kernel.metadata.execution import (
    LOCK_TIMEOUT,
    conversion_of,
    execute,
    explained,
    persistently,
    statements,
    undo,
)
from luopan.kernel.metadata.model import Definition, Snapshot, build_object
from luopan.kernel.metadata.plan import Plan, make_plan
from luopan.kernel.metadata.store import (
    APPLY_LOCK,
    FLIP_LOCK,
    Catalogue,
    StaleMetadata,
    check_version,
    load_snapshot,
    oldest_version_in_use,
    write_version,
)
from luopan.kernel.metadata.system import SYSTEM_FIELDS
from luopan.kit.actor import Actor
from luopan.kit.database import Session
from luopan.kit.errors import Conflict, Invalid, LuopanError, NotFound, Problem, Stale, Unavailable
from luopan.kit.ids import new_id

log = structlog.get_logger()

RUN_LOCK = 7_310_103
"""Held by the connection that carries a run out."""
RUN_CHANNEL = "luopan_schema_runs"
APPLY_WAIT = "5s"
ATTEMPTS = 30
RUN_ATTEMPTS = 600
BATCH = 2_000
"""Records converted in one transaction, whose writers wait for it: well under 200 ms."""
CATCH_UP_BATCH = 500
CATCH_UP_ROUNDS = 20

_CHANGED_SINCE = """
select distinct e.record_id::text from luopan.changes c join luopan.events e on e.change_id = c.id
where c.epoch = (select epoch from luopan.workspace) and c.xid >= $1::text::xid8 and e.object_id = $2
"""


@dataclass(frozen=True)
class Applied:
    """What came of a change-set: the new `version`, or the id of the `run` that will lead to it."""

    version: int | None
    run: str | None
    plan: Plan


@dataclass(frozen=True)
class Run:
    """A run as it stands: `step` of `steps` operations done; `progress` counts rows of the one at work."""

    id: str
    status: str
    step: int
    steps: int
    operation: str | None
    progress: Mapping[str, Any]
    problem: Mapping[str, Any] | None
    version: int | None
    note: str


async def plan(catalogue: Catalogue, actor: Actor, change_set: Any, *, app: str | None = None) -> Plan:
    """What `apply` would do with a change-set in JSON. `Invalid` with places where it can't be carried out."""
    decoded = decode_change_set(change_set, actor.locale)
    await catalogue.reload()
    async with catalogue.database.transaction() as session:
        return await _checked_plan(session, catalogue, decoded, app)


async def apply(
    catalogue: Catalogue, actor: Actor, change_set: Any, *, app: str | None = None, base: int | None = None
) -> Applied:
    """Plans and carries out a change-set; what would take long is stored as a run, to be started with `resume`.

    `Invalid` where the plan is refused, `Conflict` ("schema_run_active", with the run's id) while a run is under way,
    `Conflict` ("busy") where locks could not be had in time, `Stale` where the metadata is not of version `base` any more.
    """
    decoded = decode_change_set(change_set, actor.locale)

    async def once() -> Applied:
        await catalogue.reload()
        async with catalogue.database.transaction() as session:
            await _lock_apply(session)
            await check_version(session, catalogue.current.version)
            if base not in (None, catalogue.current.version):
                raise Stale("metadata_moved")
            made = await _checked_plan(session, catalogue, decoded, app)
            if not made.proposal.definitions:
                return Applied(catalogue.current.version, None, made)
            await _check_purges(session, made)
            if made.instant:
                await _apply_now(session, made, actor, decoded)
                for one in catalogue.dependents:
                    await one.rename(session, made.proposal.before, made.proposal.after)
                return Applied(made.proposal.after.version, None, made)
            return Applied(None, await _store_run(session, made, actor, decoded), made)

    applied = await persistently(once, ATTEMPTS)
    await catalogue.reload()
    return applied


async def _checked_plan(session: Session, catalogue: Catalogue, change_set: ChangeSet, app: str | None) -> Plan:
    """A plan that also those can live with who speak of the metadata by name."""
    made = await make_plan(session, catalogue.current, change_set, app=app)
    if made.proposal.definitions:
        before, after = made.proposal.before, made.proposal.after
        problems = [problem for one in catalogue.dependents for problem in await one.problems(session, before, after)]
        if problems:
            raise Invalid("change_set_invalid", errors=problems)
    return made


async def resume(catalogue: Catalogue, run_id: str) -> Run:
    """Carries a stored run on from where it stands, to its end. Safe to call for any run, from any process, at any time."""
    database = catalogue.database
    async with await database.dedicated() as connection:
        alone = Session(connection)
        await alone.execute("set client_connection_check_interval = '2s'")
        await _take_run_lock(alone)
        stored = await alone.fetch_one(
            "update luopan.schema_runs set status = 'running', updated_at = now()"
            " where id = $1 and status in ('queued', 'running') returning plan, step, progress, actor::text, note, change_set",
            run_id,
        )
        if stored is not None:
            await _Worker(catalogue, alone, run_id, *stored).work()
        return await read_run(alone, run_id)


async def resume_all(catalogue: Catalogue) -> list[Run]:
    """Carries on what a process that is no more has left; for the start of a worker."""
    async with catalogue.database.session() as session:
        waiting = await session.fetch("select id::text from luopan.schema_runs where status in ('queued', 'running')")
    return [await resume(catalogue, run_id) for (run_id,) in waiting]


async def read_run(session: Session, run_id: str) -> Run:
    """A run by id; `NotFound` otherwise."""
    row = await session.fetch_one(
        "select id::text, status, step, plan -> 'operations', progress, problem, version, note"
        " from luopan.schema_runs where id = $1",
        run_id,
    )
    if row is None:
        raise NotFound("run_unknown")
    identity, status, step, operations, progress, problem, version, note = row
    at_work = operations[step]["type"] if step < len(operations) else None
    return Run(identity, status, step, len(operations), at_work, progress, problem, version, note)


async def cancel(session: Session, run_id: str) -> None:
    """Asks a run to stop; it takes back what it has done, unless the new version is in force already."""
    found = await session.execute(
        "update luopan.schema_runs set progress = progress || '{\"cancel\": true}' where id = $1 and status in"
        " ('queued', 'running')",
        run_id,
    )
    if not found:
        raise NotFound("run_unknown")


async def _lock_apply(session: Session) -> None:
    """One change of the metadata at a time, and none beside a run."""
    await session.execute("select set_config('lock_timeout', $1, true)", APPLY_WAIT)
    await session.execute(f"select pg_advisory_xact_lock({APPLY_LOCK})")
    active = await session.fetch_value("select id::text from luopan.schema_runs where status in ('queued', 'running')")
    if active is not None:
        raise Conflict("schema_run_active", run=active)


async def _check_purges(session: Session, made: Plan) -> None:
    """Nothing is dropped while a process may still work with a version that has it."""
    before = made.proposal.before
    purged = [change.item.id for change in made.proposal.changes if isinstance(change, ObjectPurged | FieldPurged)]
    if purged:
        oldest = await oldest_version_in_use(session)
        if oldest is not None and oldest < max(before.all_objects[key].version for key in purged):
            raise Conflict("processes_behind")


async def _apply_now(session: Session, made: Plan, actor: Actor, change_set: ChangeSet) -> None:
    """Everything in the session's transaction: new tables first, then, holding off all writers, what touches old ones."""
    await session.execute(
        "select set_config('statement_timeout', '0', true), set_config('lock_timeout', $1, true)", LOCK_TIMEOUT
    )
    todo = [one for one in made.operations if not isinstance(one, Flip)]
    try:
        for one in todo:
            if isinstance(one, CreateTable):
                await execute(session, ddl.create_table_sql(one))
        await session.execute(f"select pg_advisory_xact_lock({FLIP_LOCK})")
        for one in todo:
            if isinstance(one, Backfill):
                await _backfill_at_once(session, made, one)
            elif not isinstance(one, CreateTable):
                await execute(session, await statements(session, one))
        proposal = made.proposal
        await write_version(
            session, proposal.after.version, actor.id, change_set.note, change_set.json, proposal.definitions.values()
        )
    except (errors.IntegrityError, errors.DependentObjectsStillExist) as error:
        raise explained(error) from error


async def _backfill_at_once(session: Session, made: Plan, one: Backfill) -> None:
    conversion = conversion_of(made.proposal.before, made.proposal.after, one)
    if conversion.many:
        await convert_links(session, conversion)
        return
    context = await workspace_context(session)
    after, more = None, True
    while more:
        after, _ = await convert_batch(session, conversion, context, after, BATCH)
        more = after is not None


async def _store_run(session: Session, made: Plan, actor: Actor, change_set: ChangeSet) -> str:
    run_id = new_id()
    stored = {
        "base": made.proposal.before.version,
        "definitions": list(made.proposal.definitions.values()),
        "operations": ddl.encode_operations(made.operations),
        "steps": [step.document(actor.locale) for step in made.steps],
    }
    await session.execute(
        "insert into luopan.schema_runs (id, actor, note, change_set, plan) values ($1, $2, $3, $4, $5)",
        run_id,
        actor.id,
        change_set.note,
        Jsonb(change_set.json),
        Jsonb(stored),
    )
    return run_id


async def _take_run_lock(session: Session) -> None:
    """Waits until no other process carries a run out. Asks again and again: a waiting statement would hold an index build up."""
    while True:
        if await session.fetch_value(f"select pg_try_advisory_lock({RUN_LOCK})"):
            return
        await asyncio.sleep(0.2)


class _Cancelled(Exception):
    """Somebody asked the run to stop."""


class _Worker:
    """Carries one run out. `alone` is a connection of its own, not in a transaction, which holds the lock of runs."""

    def __init__(
        self,
        catalogue: Catalogue,
        alone: Session,
        run_id: str,
        stored: Mapping[str, Any],
        step: int,
        progress: dict[str, Any],
        actor: str | None,
        note: str,
        change_set: Mapping[str, Any],
    ) -> None:
        self.database = catalogue.database
        self.dependents = catalogue.dependents
        self.alone = alone
        self.run_id = run_id
        self.base: int = stored["base"]
        self.definitions: list[Definition] = stored["definitions"]
        self.operations = ddl.decode_operations(stored["operations"])
        self.flip_at = self.operations.index(Flip())
        self.step = step
        self.progress = progress
        self.actor = actor
        self.note = note
        self.change_set = change_set

    async def work(self) -> None:
        """To the end; or back to the beginning, where it can't be done. A lost connection leaves it to be resumed."""
        try:
            await self.read_metadata()
            while self.step < len(self.operations):
                await self.perform(self.operations[self.step])
                await self.save_step()
        except (errors.OperationalError, Unavailable) as error:
            if not isinstance(error, errors.LockNotAvailable):
                raise
            await self.give_up(Conflict("busy"))
        except _Cancelled:
            await self.give_up(Conflict("run_cancelled"))
        except (LuopanError, errors.Error) as error:
            await self.give_up(explained(error))

    async def read_metadata(self) -> None:
        self.before = await load_snapshot(self.alone, self.base)
        objects = dict(self.before.all_objects)
        for definition in self.definitions:
            objects[definition["id"]] = build_object(definition, self.base + 1, SYSTEM_FIELDS)
        self.after = Snapshot(self.base + 1, objects.values(), self.before.retired)
        self.context: Context = await workspace_context(self.alone)

    async def perform(self, one: Operation) -> None:
        match one:
            case CreateIndex(index):
                await self.create_index(index)
            case DropIndex(index):
                await self.alone.execute(ddl.drop_index_sql(index, concurrently=True).as_string())
            case AddForeignKey(foreign_key):
                await self.add_foreign_key(foreign_key)
            case Backfill():
                await self.backfill(one)
            case Flip():
                await self.flip()
            case _:
                await self.locked(one)

    async def locked(self, one: Operation) -> None:
        """A short statement that others wait for: it gives up after 150 ms, and tries again."""

        async def once() -> None:
            async with self.short_transaction() as session:
                await execute(session, await statements(session, one))

        await persistently(once, RUN_ATTEMPTS)

    @asynccontextmanager
    async def short_transaction(self) -> AsyncGenerator[Session]:
        async with self.database.transaction() as session:
            await session.execute("select set_config('lock_timeout', $1, true)", LOCK_TIMEOUT)
            yield session

    async def create_index(self, index: ddl.Index) -> None:
        """Beside the writers. What a killed build left behind is invalid, and dropped first."""
        name = sql.Identifier("records", index.name).as_string()
        valid = await self.alone.fetch_value("select indisvalid from pg_index where indexrelid = to_regclass($1)", name)
        if valid is False:
            await self.alone.execute(ddl.drop_index_sql(index, concurrently=True).as_string())
        if not valid:
            await self.alone.execute(ddl.create_index_sql(index, concurrently=True).as_string())

    async def add_foreign_key(self, foreign_key: ddl.ForeignKey) -> None:
        """Checked for new writes at once; then ids of records that are gone are cleared, and the old rows are checked."""
        table = ddl.table_sql(foreign_key.table).as_string()
        known = await self.alone.fetch_value(
            "select convalidated from pg_constraint where conrelid = to_regclass($1) and conname = $2",
            table,
            foreign_key.name,
        )

        async def once() -> None:
            async with self.short_transaction() as session:
                await execute(session, [ddl.add_foreign_key_sql(foreign_key)])

        if known is None:
            await persistently(once, RUN_ATTEMPTS)
        if not known:
            await self.alone.execute(ddl.clear_dangling_sql(foreign_key).as_string())
            await self.alone.execute(ddl.validate_foreign_key_sql(foreign_key).as_string())

    async def backfill(self, one: Backfill) -> None:
        """In batches by id, each its own transaction that notes how far it came."""
        conversion = conversion_of(self.before, self.after, one)
        await self.begin_backfill()
        if conversion.many:
            async with self.database.transaction() as session:
                await convert_links(session, conversion)
            return
        after: str | None = self.progress.get("after")
        done: int = self.progress.get("rows", 0)
        while True:
            async with self.database.transaction() as session:
                after, count = await convert_batch(session, conversion, self.context, after, BATCH)
                done += count
                await self.save(session, after=after, rows=done)
            if after is None:
                return

    async def begin_backfill(self) -> None:
        """Notes the moment since when changes must be caught up. A restored backup counts transactions anew: so does the run."""
        row = await self.alone.fetch_one(
            "select pg_snapshot_xmin(pg_current_snapshot())::text, epoch from luopan.workspace"
        )
        mark, epoch = row or ("0", 1)
        if self.progress.get("epoch") != epoch:
            await self.save(self.alone, mark=mark, epoch=epoch, after=None, rows=0)

    async def flip(self) -> None:
        """Catches up beside the writers until little is left; then alone."""
        backfills = [one for one in self.operations if isinstance(one, Backfill)]
        if backfills and await self.epoch_has_changed():
            self.step = self.operations.index(backfills[0]) - 1
            return
        for _ in range(CATCH_UP_ROUNDS if backfills else 0):
            if not await self.catch_up_once(backfills):
                break

        async def once() -> None:
            async with self.short_transaction() as session:
                await session.execute(f"select pg_advisory_xact_lock({FLIP_LOCK})")
                await check_version(session, self.base)
                for one in backfills:
                    await self.convert_again(session, one, await self.changed_since(session, one))
                await write_version(session, self.base + 1, self.actor, self.note, self.change_set, self.definitions)
                for one in self.dependents:
                    await one.rename(session, self.before, self.after)
                await session.execute(
                    "update luopan.schema_runs set step = $2, version = $3, updated_at = now() where id = $1",
                    self.run_id,
                    self.step + 1,
                    self.base + 1,
                )

        await _persistently_unless_stale(once)

    async def epoch_has_changed(self) -> bool:
        return await self.alone.fetch_value("select epoch from luopan.workspace") != self.progress.get("epoch")

    async def catch_up_once(self, backfills: list[Backfill]) -> bool:
        """Converts again what changed since the mark, and moves the mark; True where that was much."""
        mark = await self.alone.fetch_value("select pg_snapshot_xmin(pg_current_snapshot())::text")
        most = 0
        for one in backfills:
            ids = await self.changed_since(self.alone, one)
            most = max(most, len(ids))
            for start in range(0, len(ids), CATCH_UP_BATCH):
                async with self.database.transaction() as session:
                    await self.convert_again(session, one, ids[start : start + CATCH_UP_BATCH])
        await self.save(self.alone, mark=mark)
        return most > CATCH_UP_BATCH

    async def changed_since(self, session: Session, one: Backfill) -> list[str]:
        rows = await session.fetch(_CHANGED_SINCE, self.progress["mark"], one.object_id)
        return [record for (record,) in rows]

    async def convert_again(self, session: Session, one: Backfill, ids: list[str]) -> None:
        conversion = conversion_of(self.before, self.after, one)
        if not ids:
            return
        if conversion.many:
            await convert_links(session, conversion, ids)
        else:
            await convert_records(session, conversion, self.context, ids)

    async def save(self, session: Session, **progress: Any) -> None:
        """Notes progress, and learns whether somebody has asked to stop."""
        self.progress |= progress
        row = await session.fetch_one(
            "update luopan.schema_runs set progress = progress || $2, updated_at = now() where id = $1"
            " returning coalesce((progress ->> 'cancel')::boolean, false), pg_notify($3, '')",
            self.run_id,
            Jsonb(progress),
            RUN_CHANNEL,
        )
        if row is not None and row[0] and self.step < self.flip_at:
            raise _Cancelled()

    async def save_step(self) -> None:
        """The next operation begins; the last one ends the run."""
        self.step += 1
        done = self.step == len(self.operations)
        await self.alone.execute(
            "update luopan.schema_runs set step = $2, status = $3, updated_at = now() where id = $1",
            self.run_id,
            self.step,
            "done" if done else "running",
        )
        await self.save(self.alone, after=None, rows=0)

    async def give_up(self, error: LuopanError) -> None:
        """Takes back what was built, in reverse; past the flip there is no way back, and what is left is tried again later."""
        if self.step > self.flip_at:
            raise error
        log.warning("schema_run_failed", run=self.run_id, error=str(error))
        for one in reversed(self.operations[: self.step + 1]):
            for undone in undo(one):
                await self.perform(undone)
        await self.alone.execute(
            "update luopan.schema_runs set status = 'failed', problem = $2, updated_at = now() where id = $1",
            self.run_id,
            Jsonb({"code": error.code, "params": {key: str(value) for key, value in error.params.items()}}),
        )
        await self.alone.execute("select pg_notify($1, '')", RUN_CHANNEL)


async def _persistently_unless_stale(work: Callable[[], Awaitable[None]]) -> None:
    """Tries for locks again and again; but that the metadata has moved on will not change."""

    async def once() -> None:
        try:
            await work()
        except StaleMetadata:
            raise Conflict("metadata_moved_on") from None

    await persistently(once, RUN_ATTEMPTS)


def problem_of(run: Run) -> Problem | None:
    """Why a run failed, ready to be told in any language."""
    return None if run.problem is None else Problem(run.problem["code"], params=run.problem["params"])
