"""Changes of big tables while everybody goes on working."""

import asyncio
import time
from typing import Any

import pytest
from psycopg import errors

from luopan.kernel.metadata import runner
from luopan.kernel.metadata.store import Catalogue
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Database
from luopan.kit.errors import Conflict
from tests.kernel.metadata.physical import check
from tests.kernel.metadata.writers import fill, watched, write_until

THING: dict[str, Any] = {
    "name": "thing",
    "fields": [{"name": "size", "type": "text"}, {"name": "other", "type": "reference", "to": "thing"}],
}
TO_INTEGER: dict[str, Any] = {
    "objects": [{"name": "thing", "fields": [{"name": "size", "type": "integer", "indexed": True}]}]
}


LONGEST_WAIT = 0.2  # seconds


async def define(catalogue: Catalogue, records: int) -> None:
    await runner.apply(catalogue, SYSTEM, {"objects": [THING]})
    async with catalogue.database.transaction() as session:
        await fill(session, records)


async def test_a_type_change_beside_writers(catalogue: Catalogue, database: Database) -> None:
    await define(catalogue, 30_000)
    writers = [Catalogue(database) for _ in range(3)]
    for writer in writers:
        await writer.reload()
    done = asyncio.Event()
    with watched(database.url) as waits:
        writing = [asyncio.create_task(write_until(writer, done, seed)) for seed, writer in enumerate(writers)]
        applied = await runner.apply(catalogue, SYSTEM, TO_INTEGER)
        assert applied.version is None
        with pytest.raises(Conflict) as caught:
            await runner.apply(catalogue, SYSTEM, {"objects": [{"name": "more"}]})
        assert caught.value.params["run"] == applied.run
        run = await runner.resume(catalogue, applied.run or "")
        assert (run.status, run.step, run.problem) == ("done", run.steps, None)
        await asyncio.sleep(0.2)
        done.set()
        written = await asyncio.gather(*writing)
    assert waits.longest < LONGEST_WAIT
    await catalogue.reload()
    async with database.session() as session:
        await check(session, catalogue.current)
        rows = await session.fetch("select id::text, size, size_2 from records.thing")
    for identity, size, number in rows:  # several writers may have written the same record: one of them was the last
        said = [values[identity] for values in written if identity in values] or [size]
        assert number in [int(one) if one.isdigit() else None for one in said]
    assert len({identity for values in written for identity in values}) > 50


async def test_a_long_report_keeps_no_writer_waiting(catalogue: Catalogue, database: Database) -> None:
    """A reader holds the table for a second; the ALTER that waits for it must not hold up those behind it."""
    await define(catalogue, 10)
    done = asyncio.Event()
    writer = Catalogue(database)
    await writer.reload()
    with watched(database.url) as waits:
        writing = asyncio.create_task(write_until(writer, done, 1))
        async with database.transaction() as session:
            await session.fetch("select count(*) from records.thing")
            change = {"objects": [{"name": "thing", "fields": [{"name": "extra", "type": "text"}]}]}
            applying = asyncio.create_task(runner.apply(catalogue, SYSTEM, change))
            await asyncio.sleep(1)
            assert not applying.done()
        assert (await applying).version == 3
        done.set()
        await writing
    assert 0 < waits.longest < LONGEST_WAIT


async def test_a_run_that_fails_leaves_nothing(catalogue: Catalogue, database: Database) -> None:
    await define(catalogue, 3_000)
    before = catalogue.current
    fields = [
        {"name": "size", "unique": True},
        {"name": "more", "type": "text"},
        {"name": "to", "type": "references", "to": "user"},
    ]
    applied = await runner.apply(catalogue, SYSTEM, {"objects": [{"name": "thing", "fields": fields}]})
    async with database.transaction() as session:
        await session.execute(
            "insert into records.thing (id, size) select gen_random_uuid(), '7' from generate_series(1, 2)"
        )
    run = await runner.resume(catalogue, applied.run or "")
    assert run.status == "failed"
    problem = runner.problem_of(run)
    assert problem is not None
    assert problem.code == "values_not_unique"
    await catalogue.reload()
    assert catalogue.current is before
    async with database.session() as session:
        await check(session, before)
    assert (await runner.apply(catalogue, SYSTEM, {"objects": [{"name": "fine"}]})).version == 3


async def test_a_run_can_be_cancelled(catalogue: Catalogue, database: Database) -> None:
    await define(catalogue, 3_000)
    applied = await runner.apply(catalogue, SYSTEM, TO_INTEGER)
    async with database.transaction() as session:
        await runner.cancel(session, applied.run or "")
    run = await runner.resume(catalogue, applied.run or "")
    assert (run.status, run.problem and run.problem["code"]) == ("failed", "run_cancelled")
    async with database.session() as session:
        await check(session, catalogue.current)


async def test_what_a_killed_index_build_left_is_built_anew(catalogue: Catalogue, database: Database) -> None:
    await define(catalogue, 3_000)
    applied = await runner.apply(
        catalogue, SYSTEM, {"objects": [{"name": "thing", "fields": [{"name": "size", "indexed": True}]}]}
    )
    async with await database.dedicated() as alone:
        with pytest.raises(errors.UniqueViolation):
            await alone.execute("create unique index concurrently thing__size on records.thing (length(size))")
    run = await runner.resume(catalogue, applied.run or "")
    assert run.status == "done"
    await catalogue.reload()
    async with database.session() as session:
        await check(session, catalogue.current)


async def test_a_restored_reference_drops_what_is_gone(catalogue: Catalogue, database: Database) -> None:
    await define(catalogue, 2_500)
    async with database.transaction() as session:
        await session.execute("update records.thing set other = (select min(id::text)::uuid from records.thing)")
    await runner.apply(catalogue, SYSTEM, {"remove": ["thing.other"]})
    async with database.transaction() as session:
        await session.execute("delete from records.thing where id = (select min(id::text)::uuid from records.thing)")
    start = time.perf_counter()
    applied = await runner.apply(catalogue, SYSTEM, {"restore": ["thing.other"]})
    assert time.perf_counter() - start < 1
    run = await runner.resume(catalogue, applied.run or "")
    assert run.status == "done"
    await catalogue.reload()
    async with database.session() as session:
        assert await session.fetch_value("select count(other) from records.thing") == 0
        await check(session, catalogue.current)
