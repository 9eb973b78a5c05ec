"""kill -9 in the middle of schema changes: whoever comes next finishes them, and neither data nor metadata is ever half."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from luopan.kernel.metadata import runner
from luopan.kernel.metadata.store import Catalogue, install_system_objects
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Database
from luopan.migrations.migrate import upgrade
from tests.kernel.metadata.physical import check
from tests.kernel.metadata.writers import fill, write_until

SOURCE = Path(runner.__file__).parents[3]
RECORDS = 25_000
KILLS = 6
RESUME = """
import asyncio, sys
from luopan.kernel.metadata.runner import resume_all
from luopan.kernel.metadata.store import Catalogue
from luopan.kit.database import Database

async def main():
    async with Database(sys.argv[1], max_connections=3) as database:
        print("ready", flush=True)
        await resume_all(Catalogue(database))

asyncio.run(main())
"""
APPLY = """
import asyncio, sys
from itertools import count
from luopan.kernel.metadata import runner
from luopan.kernel.metadata.store import Catalogue
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Database

async def main():
    async with Database(sys.argv[1], max_connections=3) as database:
        catalogue = Catalogue(database)
        print("ready", flush=True)
        for n in count():
            fields = [
                {"name": "name", "type": "text", "unique": n % 2 == 0},
                {"name": f"extra{n % 7}", "type": ("text", "integer")[n % 2]},
                {"name": "many", "type": "references", "to": "user"},
            ]
            await runner.apply(catalogue, SYSTEM, {"objects": [{"name": f"{sys.argv[2]}{n % 3}", "fields": fields}]})

asyncio.run(main())
"""
CHANGE: dict[str, Any] = {
    "objects": [
        {"name": "thing", "fields": [
            {"name": "size", "type": "integer", "indexed": True},
            {"name": "other", "type": "reference", "to": "thing"},
            {"name": "keeper", "type": "reference", "to": "keeper"},
            {"name": "number", "type": "autonumber"},
            {"name": "friends", "type": "references", "to": "thing"},
            {"name": "tags", "type": "tags"},
        ]},
        {"name": "keeper", "fields": [{"name": "name", "type": "text"}, {"name": "things", "type": "references", "to": "thing"}]},
    ],
    "remove": ["thing.code"],
}  # fmt: skip


@pytest.fixture
def url(empty_database_url: str) -> str:
    upgrade(empty_database_url)
    return empty_database_url


def start(script: str, url: str, *arguments: str) -> "subprocess.Popen[str]":
    """A process of its own that has connected and begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, url, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(SOURCE)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


async def define(database: Database) -> Catalogue:
    async with database.transaction() as session:
        await install_system_objects(session)
    catalogue = Catalogue(database)
    fields = [{"name": "size", "type": "text"}, {"name": "code", "type": "text", "unique": True}]
    await runner.apply(catalogue, SYSTEM, {"objects": [{"name": "thing", "fields": fields}]})
    return catalogue


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_run_survives_being_killed_again_and_again(url: str, seed: int) -> None:
    random = Random(seed)
    async with Database(url) as database:
        catalogue = await define(database)
        async with database.transaction() as session:
            await fill(session, RECORDS)
        writer, done = Catalogue(database), asyncio.Event()
        await writer.reload()
        writing = asyncio.create_task(write_until(writer, done, seed, pause=0.01))
        applied = await runner.apply(catalogue, SYSTEM, CHANGE)
        assert applied.run is not None
        kills = 0
        waits = sorted(random.uniform(0.0, 0.6) for _ in range(KILLS))  # a quick machine is done within the longest
        while await asyncio.to_thread(_run_until_killed, url, waits[kills] if kills < KILLS else 60):
            kills += 1
            await catalogue.reload()
            assert catalogue.current.version in (2, 3)
        done.set()
        written = await writing
        await catalogue.reload()
        async with database.session() as session:
            run = await runner.read_run(session, applied.run)
            assert (run.status, run.problem, run.version) == ("done", None, 3)
            await check(session, catalogue.current)
            rows = await session.fetch("select id::text, size, size_2 from records.thing")
            assert await session.fetch_value("select count(*) from luopan.metadata_versions") == 3
        assert kills > 0
        assert len(rows) >= RECORDS
        for identity, size, number in rows:
            said = written.get(identity, size)
            assert number == (int(said) if said.isdigit() else None)


def _run_until_killed(url: str, seconds: float) -> bool:
    """Lets a process carry the run on for so long; True where it had to be killed."""
    process = start(RESUME, url)
    try:
        assert process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


@pytest.mark.slow
async def test_changes_at_once_are_whole_or_not_there(url: str) -> None:
    """Two processes change the metadata without pause, and are killed: the next one goes on as if nothing had been."""
    random = Random(7)
    async with Database(url) as database:
        catalogue = await define(database)
        versions = {catalogue.current.version}
        for _ in range(5):
            processes = [await asyncio.to_thread(start, APPLY, url, name) for name in ("left", "right")]
            await asyncio.sleep(random.uniform(0.1, 0.6))
            for process in processes:
                process.send_signal(signal.SIGKILL)
                process.wait()
            fields = [{"name": "size", "label": f"Size {random.random()}"}]
            await runner.apply(catalogue, SYSTEM, {"objects": [{"name": "thing", "fields": fields}]})
            versions.add(catalogue.current.version)
            async with database.session() as session:
                await check(session, catalogue.current)
                count, last = (await session.fetch("select count(*), max(version) from luopan.metadata_versions"))[0]
                assert count == last == catalogue.current.version
        assert len(versions) == 6
        assert max(versions) > 20
