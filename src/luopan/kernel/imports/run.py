"""An import under way: its rows in chunks, each one transaction, two at a time.

Which rows are done is written down in the transaction that does them, so whoever takes the work up again after a crash (or a
pause) does none twice. The file itself is the stage: reading it again costs less than a copy of it in the database, and its
rows are always the same. Rows that refer to a record which a later row brings wait, and have another turn at the end.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import structlog

from luopan.kernel.events.consumers import read_cursor
from luopan.kernel.files.blobs import Blobs
from luopan.kernel.imports import store
from luopan.kernel.imports.chunk import Became, Wish, write_rows
from luopan.kernel.imports.definitions import CHANNEL, Import, kept_problem
from luopan.kernel.imports.mapping import check_mapping
from luopan.kernel.imports.reading import SheetRow, open_rows
from luopan.kernel.imports.rehearsal import Rehearsal
from luopan.kernel.imports.rows import Prepared, Preparing
from luopan.kernel.records.batch import MAX_ROWS
from luopan.kernel.records.door import Records
from luopan.kernel.records.tables import table_name
from luopan.kernel.records.writing import Writing
from luopan.kernel.search import index
from luopan.kit.database import Session
from luopan.kit.errors import Forbidden, LuopanError, Problem, Unauthenticated, Unavailable

log = structlog.get_logger()

JOB = "import"
ROWS_A_CHUNK = 4_000
AT_ONCE = 2
"""While one chunk is in PostgreSQL, another is in Python."""
SECOND_TURN = 1 << 60
"""Where the chunks of rows that had to wait begin: no file has as many rows."""
LOCK = "import:{}"
LOOK_SECONDS, PATIENCE_LOOKS = 0.1, 100
"""An index that has not moved for so many looks has nobody who works at it."""


class _Done(Exception):
    """Somebody else has done these rows, or they are not wanted any more."""


class _Renewed(Exception):
    """The metadata is another than what the rows were prepared for."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Rows that are done together. `first` tells which; `second_turn`: they have waited."""

    first: int
    rows: Sequence[Prepared]
    second_turn: bool = False

    def halves(self) -> "tuple[_Chunk, _Chunk]":
        middle = len(self.rows) // 2
        later = self.first + middle if self.second_turn else self.rows[middle].number
        return (
            _Chunk(self.first, self.rows[:middle], self.second_turn),
            _Chunk(later, self.rows[middle:], self.second_turn),
        )


async def carry_out(records: Records, blobs: Blobs, identity: str) -> None:
    """Does what is left of an import. Nothing is left where it was paused or cancelled, or is done."""
    async with alone(records, identity):
        async with records.database.transaction() as session:
            if not await store.move(session, identity, "running", when=("queued", "running")):
                return
            await session.execute(
                "update luopan.imports set started_at = coalesce(started_at, $2) where id = $1::uuid",
                identity,
                records.clock(),
            )
            one = await store.read(session, identity)
        problem = await told(_carry_out(records, blobs, one))
        async with records.database.session() as session:
            await store.end(session, one, records.clock(), "failed" if problem else "done", problem)
    records.hub.ring(CHANNEL)


async def _carry_out(records: Records, blobs: Blobs, one: Import) -> None:
    async with blobs.local(one.sha256) as path:
        while True:
            if one.dry_run:  # what one knows of other chunks is in the memory of whoever began it
                async with records.database.transaction() as session:
                    await store.forget_rows(session, one.id)
            try:
                run = Run(records, one)
                await run.rows(path)
                await run.those_that_waited()
                break
            except _Renewed:  # fields may have other names now
                await records.reload()
    if await run.wanted():
        await _until_found(records, one.id)


async def told(work: Awaitable[None]) -> dict[str, Any] | None:
    """Does a work; gives what it has failed with, to be kept. Where the database is away the job is taken up again."""
    try:
        await work
    except Unavailable:
        raise
    except LuopanError as error:
        return kept_problem(Problem(error.code, params=error.params), None)
    except Exception:
        log.exception("import_failed")
        return kept_problem(Problem("internal"), None)
    return None


async def _until_found(records: Records, identity: str) -> None:
    """Waits until the new records can be searched for, as long as somebody is at it."""
    reached, patience = None, PATIENCE_LOOKS
    while patience:
        async with records.database.session() as session:
            last = await session.fetch_value(_LAST_CHANGE, identity)
            if last is None or await index.caught_up(session, last):
                return
            cursor = await read_cursor(session, index.NAME)
        patience = PATIENCE_LOOKS if cursor != reached else patience - 1
        reached = cursor
        await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def alone(records: Records, identity: str) -> AsyncGenerator[None]:
    """Only one process works at an import: the others wait. A process that dies lets go."""
    connection = await records.database.dedicated()
    async with connection:
        await connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (LOCK.format(identity),))
        yield


async def side_by_side(works: AsyncIterable[Callable[[], Awaitable[object]]], at_once: int) -> None:
    """Does works in their order, some of them at a time, and has the next one ready; the first that fails ends them all."""
    free = asyncio.Semaphore(at_once)

    async def do(work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        finally:
            free.release()

    try:
        async with asyncio.TaskGroup() as group:
            async for work in works:
                await free.acquire()
                group.create_task(do(work))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


class Run:
    """The work on one import in this process."""

    def __init__(self, records: Records, one: Import) -> None:
        self._records = records
        self._import = one
        self._actor = one.actor
        snapshot = records.catalogue.current
        self._version = snapshot.version
        self._item = snapshot.all_objects[one.object_id]
        self._recognised = one.recognised
        columns = self._recognised.columns
        rights = records.rights(self._actor)
        rights.require("import", self._item)
        self._context = records.context(self._actor)
        targets = check_mapping(self._item, one.mapping, columns, rights, self._recognised.sample, self._context)
        self._preparing = Preparing(
            self._item, targets, columns, one.options.keys, snapshot, self._context, clear=one.options.empty == "clear"
        )
        references = {name for name, field in self._item.fields.items() if field.reference is not None}
        wished = one.options.create
        creatable = references if wished is True else references.intersection(wished or ())
        self._wish = Wish(self._item, one.options, frozenset(creatable))
        self._rehearsal = Rehearsal(self._item, targets, self._context) if one.dry_run else None

    async def rows(self, path: Path) -> None:
        """All rows of the file that are not done yet."""
        async with self._records.database.session() as session:
            chunks = self._chunks(path, await store.covered(session, self._import.id))

        async def works() -> AsyncIterator[Callable[[], Awaitable[object]]]:
            count = 0
            while await self.wanted():
                chunk = await asyncio.to_thread(next, chunks, None)
                if chunk is None:
                    return
                yield partial(self._write, chunk, self._wish)
                count += 1
                if count & (count - 1) == 0 and self._rehearsal is None:
                    yield self._count_anew

        await side_by_side(works(), AT_ONCE)

    async def _count_anew(self) -> None:
        """Whenever the table may have doubled: lists beside us are planned by what was last counted."""
        async with self._records.database.session() as session:
            # Beside a build of an index one would have to wait for its end.
            await session.execute(f"analyze (skip_locked) {table_name(self._item)}")

    async def those_that_waited(self) -> None:
        """Rows that refer to what other rows have brought meanwhile, as long as some go in; then those whose own object is to be
        created for them; what nothing has brought is refused in the end."""
        stages = [
            self._wish,
            replace(self._wish, creates_own=True),
            replace(self._wish, creates_own=True, may_wait=False),
        ]
        stage = 0
        while stage < len(stages) and await self.wanted():
            stage = 0 if await self._turn(stages[stage]) and stage < len(stages) - 1 else stage + 1

    async def _turn(self, wish: Wish) -> bool:
        """Another try for all that wait; says whether one went in, or nothing is left."""
        after, went_in = -1, False
        async with self._records.database.session() as session:
            first = max([SECOND_TURN, *(last + 1 for _, last in await store.covered(session, self._import.id))])
        while True:
            async with self._records.database.session() as session:
                faults = await store.faults(session, self._import.id, after, MAX_ROWS, waiting=True)
            if not faults:
                return went_in
            rows = [self._preparing.prepare(SheetRow(one.number, list(one.cells))) for one in faults]
            went_in |= await self._write(_Chunk(first, rows, second_turn=True), wish)
            first, after = first + len(rows), faults[-1].number

    def _chunks(self, path: Path, covered: Sequence[tuple[int, int]]) -> Iterator[_Chunk]:
        """What is left of the file. Rows that are done are read as well: later ones may be doubles of them."""
        done = iter([*covered, (SECOND_TURN, SECOND_TURN)])
        first, last = next(done)
        rows: list[Prepared] = []
        for row in open_rows(path, self._recognised):
            while row.number > last:
                first, last = next(done)
            prepared = self._preparing.prepare(row)
            if row.number < first:
                rows.append(prepared)
            if rows and (len(rows) == ROWS_A_CHUNK or row.number >= first):
                yield _Chunk(rows[0].number, rows)
                rows = []
        if rows:
            yield _Chunk(rows[0].number, rows)

    async def wanted(self) -> bool:
        """Whether nobody has paused or cancelled it."""
        async with self._records.database.session() as session:
            status, attempt = await store.state_of(session, self._import.id)
        return status == "running" and attempt == self._import.attempt

    async def _write(self, chunk: _Chunk, wish: Wish) -> bool:
        """Does some rows; says whether one went in. What can't be done together is done in halves, down to the row at fault."""
        try:
            became = await self._records.write(
                self._actor, "import", partial(self._work, chunk, wish), cause={"import": self._import.id}
            )
        except _Done:
            return True
        except (Unavailable, Unauthenticated, Forbidden, _Renewed):
            raise
        except Exception as error:
            if len(chunk.rows) == 1:
                await self._give_up(chunk, error)
                return False
            one, other = chunk.halves()
            return await self._write(one, wish) | await self._write(other, wish)
        self._records.hub.ring(CHANNEL)
        return bool(became.accepted)

    async def _work(self, chunk: _Chunk, wish: Wish, writing: Writing) -> Became:
        if writing.snapshot.version != self._version:
            raise _Renewed
        await self._claim(writing.session, chunk)
        if self._rehearsal is None:
            became = await write_rows(writing, wish, chunk.rows)
        else:
            became = await self._rehearsal.write(writing, wish, chunk.rows)
        await self._note(writing, chunk, became)
        return became

    async def _claim(self, session: Session, chunk: _Chunk) -> None:
        if not await store.is_current(session, self._import.id, self._import.attempt):
            raise _Done
        last = chunk.first + len(chunk.rows) - 1 if chunk.second_turn else chunk.rows[-1].number
        if not await session.execute(
            "insert into luopan.import_chunks (import_id, first, last) values ($1::uuid, $2, $3) on conflict do nothing",
            self._import.id,
            chunk.first,
            last,
        ):
            raise _Done
        if chunk.second_turn:
            await session.execute(
                "delete from luopan.import_faults where import_id = $1::uuid and waiting and number = any($2)",
                self._import.id,
                [row.number for row in chunk.rows],
            )

    async def _note(self, writing: Writing, chunk: _Chunk, became: Became) -> None:
        fault = self._preparing.fault
        await store.note_faults(
            writing.session,
            self._import.id,
            [
                *(fault(row, problems) for row, problems in became.refused),
                *(fault(row, problems, waiting=True) for row, problems in became.waiting),
            ],
        )
        await writing.session.execute(
            _NOTE_CHUNK,
            self._import.id,
            chunk.first,
            writing.change.id if writing.change.events else None,
            0 if chunk.second_turn else len(chunk.rows),
            became.written["created"],
            became.written["updated"],
            became.written["unchanged"],
            len(became.refused),
            orjson.dumps({name: len(values) for name, values in became.related.items() if values}).decode(),
        )

    async def _give_up(self, chunk: _Chunk, error: Exception) -> None:
        """A row that breaks what it is written with."""
        if not isinstance(error, LuopanError):
            log.error("import_row_failed", import_id=self._import.id, row=chunk.first, exc_info=error)
        problems = list(error.errors) if isinstance(error, LuopanError) else []
        if not problems:
            known = isinstance(error, LuopanError)
            problems = [Problem(error.code, params=error.params) if known else Problem("internal")]

        async def work(writing: Writing) -> None:
            await self._claim(writing.session, chunk)
            await self._note(writing, chunk, Became(refused=[(chunk.rows[0], problems)]))

        await self._records.write(self._actor, "import", work)


_LAST_CHANGE = """
select c.id::text from luopan.import_chunks i join luopan.changes c on c.id = i.change_id
where i.import_id = $1::uuid order by c.epoch desc, c.xid desc limit 1
"""

_NOTE_CHUNK = """
update luopan.import_chunks set change_id = $3::uuid, rows = $4, created = $5, updated = $6, unchanged = $7, rejected = $8,
    related = $9::jsonb
where import_id = $1::uuid and first = $2
"""
