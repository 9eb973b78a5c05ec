"""Contents by their SHA-256: written once, however often they come; read as a stream or as a local file.

A content is written down in `luopan.blob` before it is put into the store, and struck off while it is taken out, so that nothing
in the store is ever unknown, and nothing that somebody has just put is taken away (`cleanup`).
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from luopan.kernel.files.store import DERIVED, Store
from luopan.kit.clock import Clock
from luopan.kit.database import Database
from luopan.kit.errors import NotFound, Problem, TooLarge

CHUNK = 1 << 20
Look = Callable[[Path], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Blob:
    """A content that is stored: its SHA-256 as 64 hexadecimal digits, and its bytes."""

    sha256: str
    size: int


class Blobs:
    """The contents of a workspace."""

    def __init__(self, store: Store, database: Database, clock: Clock) -> None:
        self.store = store
        self._database = database
        self._clock = clock

    async def put(
        self, chunks: AsyncIterator[bytes], most: int, *, field: str = "file", look: Look | None = None
    ) -> Blob:
        """Stores a content as it comes. `TooLarge` as soon as there are more than `most` bytes, with `field` as the place.

        `look` may look at the whole content before it is stored, and raise. Whoever needs a content for longer than a day names
        it in a table that the cleanup asks.
        """
        with self.store.incoming() as file:
            blob = await _spool(chunks, file, most, field)
            if look is not None:
                await look(Path(file.name))
            await self.keep(blob)
            await asyncio.to_thread(self.store.place, file, _key(blob.sha256))
        return blob

    async def keep(self, blob: Blob) -> None:
        """Has the cleanup leave a content alone for a day from now."""
        async with self._database.session() as session:
            await session.execute(_KEEP, blob.sha256, blob.size, self._clock())

    async def open(self, sha256: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """A content, or `length` bytes of it from `start`, in pieces. `NotFound` where it is not there."""
        try:
            file = await asyncio.to_thread(self.store.open, _key(sha256))
        except FileNotFoundError:
            raise NotFound("file_lost") from None
        return _pieces(file, start, length)

    @asynccontextmanager
    async def local(self, sha256: str) -> AsyncGenerator[Path]:
        """A content as a local file to be read, for the block. `NotFound` where it is not there."""
        manager = self.store.local(_key(sha256))
        try:
            path = await asyncio.to_thread(manager.__enter__)
        except FileNotFoundError:
            raise NotFound("file_lost") from None
        try:
            yield path
        finally:
            await asyncio.to_thread(manager.__exit__, None, None, None)

    async def remove(self, sha256: str) -> None:
        """Takes a content out of the store, with what was made from it. Only for those who know that nobody names it."""
        await asyncio.to_thread(self._remove, sha256)

    async def derived(self, sha256: str, name: str) -> bytes | None:
        """What was made from a content under this name, if it was."""

        def read() -> bytes | None:
            try:
                with self.store.open(_derived_key(sha256, name)) as file:
                    return file.read()
            except FileNotFoundError:
                return None

        return await asyncio.to_thread(read)

    async def put_derived(self, sha256: str, name: str, content: bytes) -> None:
        """Keeps what was made from a content, for as long as the content is there."""

        def write() -> None:
            with self.store.incoming() as file:
                file.write(content)
                self.store.place(file, _derived_key(sha256, name))

        await asyncio.to_thread(write)

    def _remove(self, sha256: str) -> None:
        for key in self.store.list_keys(_derived_key(sha256, "")):
            self.store.remove(key)
        self.store.remove(_key(sha256))


async def _spool(chunks: AsyncIterator[bytes], file: IO[bytes], most: int, field: str) -> Blob:
    digest, size, waiting = hashlib.sha256(), 0, bytearray()

    def write() -> None:
        digest.update(waiting)
        file.write(waiting)
        waiting.clear()

    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLarge(
                "file_too_large", most=most, errors=[Problem("file_too_large", field, params={"most": most})]
            )
        waiting += chunk
        if len(waiting) >= CHUNK:
            await asyncio.to_thread(write)
    await asyncio.to_thread(write)
    file.flush()
    return Blob(digest.hexdigest(), size)


async def _pieces(file: IO[bytes], start: int, length: int | None) -> AsyncGenerator[bytes]:
    with file:
        await asyncio.to_thread(file.seek, start)
        while length is None or length > 0:
            piece = await asyncio.to_thread(file.read, CHUNK if length is None else min(CHUNK, length))
            if not piece:
                return
            length = None if length is None else length - len(piece)
            yield piece


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _derived_key(sha256: str, name: str) -> str:
    """In a folder of its own for each content."""
    return f"{DERIVED}/{_key(sha256)}/{name}".rstrip("/")


_KEEP = """
insert into luopan.blob (sha256, size, put_at) values ($1, $2, $3)
on conflict (sha256) do update set put_at = greatest(blob.put_at, excluded.put_at)
"""
