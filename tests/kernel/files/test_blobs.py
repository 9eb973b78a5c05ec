"""The store of contents: once each, whole or not at all, wherever they lie."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from luopan.kernel.files.blobs import Blobs
from luopan.kernel.files.store import Store
from luopan.kit.clock import system_clock
from luopan.kit.database import Database
from luopan.kit.errors import NotFound, TooLarge
from luopan.kit.ids import new_id
from luopan.kit.process import SetupError

CONTENT = b"luopan" * 500_000


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store(tmp_path.as_uri() if request.param == "folder" else f"memory://{new_id()}")


@pytest.fixture
async def blobs(store: Store, database_url: str) -> AsyncIterator[Blobs]:
    async with Database(database_url) as database:
        yield Blobs(store, database, system_clock)


async def pieces(content: bytes = CONTENT, size: int = 70_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def read(blobs: Blobs, sha256: str, *place: int) -> bytes:
    return b"".join([piece async for piece in await blobs.open(sha256, *place)])


async def test_a_content_comes_back_as_it_was_put(blobs: Blobs):
    blob = await blobs.put(pieces(), len(CONTENT))
    assert (blob.sha256, blob.size) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    assert await read(blobs, blob.sha256) == CONTENT
    assert await read(blobs, blob.sha256, 6, 1_500_000) == CONTENT[6:1_500_006]
    async with blobs.local(blob.sha256) as path:
        assert path.read_bytes() == CONTENT


async def test_the_same_content_lies_there_once_even_when_it_comes_twice_at_once(blobs: Blobs):
    one, other = await asyncio.gather(blobs.put(pieces(), len(CONTENT)), blobs.put(pieces(), len(CONTENT)))
    assert one == other
    assert [key.rpartition("/")[2] for key in blobs.store.list_keys()] == [one.sha256]


async def test_what_is_too_large_or_breaks_off_leaves_nothing(blobs: Blobs):
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield bytes(1000)

    with pytest.raises(TooLarge) as refused:
        await blobs.put(endless(), 10_000, field="file")
    assert (refused.value.errors[0].code, refused.value.errors[0].field, taken) == ("file_too_large", "file", 11)

    async def broken() -> AsyncIterator[bytes]:
        yield CONTENT
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.put(broken(), len(CONTENT))
    assert blobs.store.list_keys() == blobs.store.list_keys("incoming") == []


async def test_what_was_made_from_a_content_goes_with_it(blobs: Blobs):
    blob = await blobs.put(pieces(), len(CONTENT))
    await blobs.put_derived(blob.sha256, "64.webp", b"small")
    assert await blobs.derived(blob.sha256, "64.webp") == b"small"
    await blobs.remove(blob.sha256)
    await blobs.remove(blob.sha256)
    assert await blobs.derived(blob.sha256, "64.webp") is None
    with pytest.raises(NotFound):
        await blobs.open(blob.sha256)
    with pytest.raises(NotFound):
        async with blobs.local(blob.sha256):
            raise AssertionError


def test_an_address_that_nobody_knows_is_said_so():
    with pytest.raises(SetupError, match="LUOPAN_FILES_URL"):
        Store("nowhere://here")
