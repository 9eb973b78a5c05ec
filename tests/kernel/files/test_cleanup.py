"""What nobody needs goes, in its time; what somebody needs stays, whoever races with whom."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from luopan.kernel.files.cleanup import KEEP_LOCK, Cleanup, Namers
from luopan.kernel.files.uploads import Upload, take_in
from luopan.kernel.records import attachments
from luopan.kernel.records.batch import Batch
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.clock import system_clock
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, NotFound
from tests.kernel.conftest import ADMIN, Doors

ALBUM: dict[str, Any] = {
    "name": "album",
    "title": "name",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "papers", "type": "files"},
        {"name": "cover", "type": "image"},
        {"name": "text", "type": "rich_text"},
    ],
}


@dataclass
class Days:
    """A clock that is set forward by days."""

    days: float = 0

    def __call__(self) -> Any:
        return system_clock() + timedelta(days=self.days)


@pytest.fixture
async def album(doors: Doors) -> None:
    await doors.define(ALBUM)


def cleanup(doors: Doors, clock: Days, namers: Namers = ()) -> Cleanup:
    kernel = doors.process.kernel
    return Cleanup(kernel.database, kernel.catalogue, kernel.blobs, clock, namers)


async def upload(doors: Doors, content: bytes = b"text", name: str = "a.txt") -> str:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    kernel = doors.process.kernel
    file = await take_in(Upload(name, None, chunks(), 1000), ADMIN, kernel.blobs, kernel.database, kernel.clock)
    return file.id


async def state(doors: Doors) -> tuple[set[str], int]:
    """Ids of the files that are there, and how many contents."""
    async with doors.process.kernel.database.session() as session:
        rows = await session.fetch("select id::text, sha256 from luopan.file")
        named = await session.fetch_value("select count(*) from luopan.blob")
    contents = doors.process.kernel.blobs.store.list_keys()
    assert {sha for _, sha in rows} <= {key.rpartition("/")[2] for key in contents}
    assert named == len(contents)
    return {identity for identity, _ in rows}, len(contents)


@pytest.mark.usefixtures("album")
async def test_a_file_goes_when_no_record_and_no_undo_needs_it(doors: Doors):
    loose, held, twin = await upload(doors), await upload(doors, b"held"), await upload(doors)
    (record,) = await doors.create("album", {"papers": [held, twin]})
    clock = Days()
    clean = cleanup(doors, clock)
    await clean.run()
    assert await state(doors) == ({loose, held, twin}, 2)
    clock.days = 1.1
    await clean.run()
    assert await state(doors) == ({held, twin}, 2)

    changed = await doors.write("album", "update", [{"id": record, "papers": [twin]}])
    await clean.run()
    clock.days = 20
    await clean.run()
    assert await state(doors) == ({held, twin}, 2)
    await doors.undo(changed.change_id)
    clock.days = 60
    await clean.run()
    assert await state(doors) == ({held, twin}, 2)

    await doors.write("album", "delete", [record])
    clock.days = 120
    await clean.run()
    assert await state(doors) == ({held, twin}, 2)
    await doors.write("album", "restore", [record])
    changed = await doors.write("album", "update", [{"id": record, "papers": None}])
    await clean.run()
    clock.days = 151
    await clean.run()
    await clean.run()
    assert await state(doors) == (set(), 0)
    undone = await doors.undo(changed.change_id)
    assert [one.code for one in undone.conflicts] == ["file_gone", "file_gone"]


@pytest.mark.usefixtures("album")
async def test_whatever_still_speaks_of_a_file_keeps_it(doors: Doors):
    written, removed, cover = await upload(doors, b"1"), await upload(doors, b"2"), await upload(doors, b"GIF89a")
    await doors.create("album", {"text": f'<p><img src="/api/files/{written}"></p>', "papers": [removed]})
    await doors.define(remove=["album.papers"])
    await cleanup(doors, Days(100)).run()
    assert await state(doors) == ({written, removed}, 2)
    with pytest.raises(Invalid):
        await doors.create("album", {"cover": cover})


async def test_a_content_stays_while_anybody_names_it(doors: Doors):
    kernel = doors.process.kernel

    async def chunks() -> AsyncIterator[bytes]:
        yield b"source"

    blob = await kernel.blobs.put(chunks(), 100)
    async with kernel.database.session() as session:
        await session.execute("create table luopan.source (sha256 text)")
        await session.execute("insert into luopan.source values ($1)", blob.sha256)
    await cleanup(doors, Days(2), [("luopan.source", "sha256")]).run()
    assert await state(doors) == (set(), 1)
    async with kernel.database.transaction() as session:
        await session.execute(f"select pg_advisory_xact_lock_shared({KEEP_LOCK})")
        await cleanup(doors, Days(2)).run()
    assert await state(doors) == (set(), 1)
    await cleanup(doors, Days(2)).run()
    assert await state(doors) == (set(), 0)
    with pytest.raises(NotFound):
        await kernel.blobs.open(blob.sha256)


@pytest.mark.usefixtures("album")
async def test_a_file_that_is_being_attached_is_not_taken(doors: Doors, monkeypatch: pytest.MonkeyPatch):
    identity = await upload(doors)
    clean, holding, go = cleanup(doors, Days(2)), asyncio.Event(), asyncio.Event()
    hold = attachments.table.hold

    async def hold_and_wait(*arguments: Any) -> Any:
        found = await hold(*arguments)
        holding.set()
        await go.wait()
        return found

    monkeypatch.setattr(attachments.table, "hold", hold_and_wait)
    attaching = asyncio.create_task(doors.create("album", {"papers": [identity]}))
    await holding.wait()
    await clean.run()
    go.set()
    (record,) = await attaching
    await clean.run()
    assert (await doors.one("album", record))["papers"][0]["id"] == identity
    assert await state(doors) == ({identity}, 1)


@pytest.mark.usefixtures("album")
async def test_a_file_that_is_being_taken_is_not_attached(doors: Doors):
    identity = await upload(doors)
    database = doors.process.kernel.database

    async def work(writing: Writing) -> Any:
        return await write(writing, Batch("album", "create", [{"papers": [identity]}], (), True))

    async with database.transaction() as session:
        await session.execute("delete from luopan.file where id = $1::uuid", identity)
        attaching = asyncio.create_task(doors.process.kernel.records.write(ADMIN, "create", work))
        await somebody_waits(session)
    with pytest.raises(Invalid) as refused:
        await attaching
    assert [one.code for one in refused.value.errors] == ["file_gone"]


async def test_a_content_that_comes_again_while_it_is_taken_away_is_there(doors: Doors):
    blobs, database = doors.process.kernel.blobs, doors.process.kernel.database

    async def chunks() -> AsyncIterator[bytes]:
        yield b"again"

    blob = await blobs.put(chunks(), 100)
    async with database.transaction() as session:
        await session.execute("delete from luopan.blob where sha256 = $1", blob.sha256)
        await blobs.remove(blob.sha256)
        again = asyncio.create_task(blobs.put(chunks(), 100))
        await somebody_waits(session)
    await again
    assert b"".join([piece async for piece in await blobs.open(blob.sha256)]) == b"again"


async def test_what_a_crash_left_behind_goes(doors: Doors):
    store = doors.process.kernel.blobs.store
    async with doors.process.kernel.database.session() as session:
        await session.execute("insert into luopan.blob values ($1, 1, now())", "0" * 64)  # named, and never placed
    assert store._folder is not None
    (store._folder / "incoming").mkdir(parents=True)
    (store._folder / "incoming" / "half").write_bytes(b"half")
    await cleanup(doors, Days(0.5)).run()
    assert store.list_keys("incoming") == ["incoming/half"]
    await cleanup(doors, Days(2)).run()
    assert store.list_keys("incoming") == []
    assert await state(doors) == (set(), 0)


async def somebody_waits(session: Session) -> None:
    while not await session.fetch_value("select exists (select from pg_locks where not granted)"):
        pass
