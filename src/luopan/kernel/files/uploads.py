"""Taking a file in: its content is looked at before it is stored, and what is refused leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from luopan.kernel.files import images, kinds, table
from luopan.kernel.files.blobs import Blobs
from luopan.kernel.files.names import clean_name
from luopan.kernel.files.table import File
from luopan.kit.actor import Actor
from luopan.kit.clock import Clock
from luopan.kit.database import Database
from luopan.kit.ids import new_id


@dataclass(frozen=True)
class Upload:
    """A file as it comes. `declared`: what its sender calls its type. `allowed`: risky types that are taken all the same."""

    name: str
    declared: str | None
    chunks: AsyncIterator[bytes]
    most: int
    allowed: frozenset[str] = frozenset()


async def take_in(upload: Upload, actor: Actor, blobs: Blobs, database: Database, clock: Clock) -> File:
    """Stores an uploaded file. `TooLarge`, or `Invalid` saying what is wrong with it."""
    name, found = clean_name(upload.name), _Found()

    async def look(path: Path) -> None:
        found.type = await asyncio.to_thread(kinds.kind_of, path, name, upload.declared, upload.allowed)
        found.measures = await asyncio.to_thread(images.measure, path, found.type)

    blob = await blobs.put(upload.chunks, upload.most, look=look)
    width, height = found.measures or (None, None)
    file = File(new_id(), blob.sha256, name, found.type, blob.size, width, height, actor.id)
    async with database.session() as session:
        await table.insert(session, file, clock())
    return file


@dataclass
class _Found:
    type: str = kinds.UNKNOWN
    measures: tuple[int, int] | None = None
