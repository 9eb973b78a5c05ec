"""The doors of the kernel over a fresh database, without HTTP."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from luopan.kernel.events.log import read_for_undo
from luopan.kernel.metadata import runner
from luopan.kernel.records import bin as recycle_bin
from luopan.kernel.records import read
from luopan.kernel.records.batch import Batch, Mode, Outcome
from luopan.kernel.records.undo import Undone, undo
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import Actor
from luopan.kit.settings import load_settings
from luopan.main.wiring import Process, open_process
from tests.conftest import temporary_home

ADMIN = Actor(None, "Test", is_system=True)


@dataclass(frozen=True)
class Doors:
    """Short ways through the doors, as an administrator."""

    process: Process

    async def define(self, *objects: Mapping[str, Any], **rest: Any) -> runner.Applied:
        change_set = {"objects": list(objects), **rest}
        return await runner.apply(self.process.kernel.catalogue, ADMIN, change_set)

    async def write(
        self, name: str, mode: Mode, rows: Sequence[Any], *key: str, atomic: bool = True, actor: Actor = ADMIN
    ) -> Outcome:
        step = {"delete": recycle_bin.delete, "restore": recycle_bin.restore}.get(mode, write)

        async def work(writing: Writing) -> Outcome:
            return await step(writing, Batch(name, mode, rows, key, atomic))

        return await self.process.kernel.records.write(actor, mode, work)

    async def create(self, name: str, *rows: Mapping[str, Any]) -> list[str]:
        """Creates records; gives their ids."""
        return [row.id or "" for row in (await self.write(name, "create", rows)).rows]

    async def one(self, name: str, identity: str) -> dict[str, Any]:
        text = await self.process.kernel.records.read(ADMIN, lambda reading: read.read_one(reading, name, identity))
        return orjson.loads(text)

    async def query(self, name: str, **body: Any) -> dict[str, Any]:
        text = await self.process.kernel.records.read(ADMIN, lambda reading: read.read_list(reading, name, body))
        return orjson.loads(text)

    async def aggregate(self, name: str, **body: Any) -> list[dict[str, Any]]:
        text = await self.process.kernel.records.read(ADMIN, lambda reading: read.read_aggregate(reading, name, body))
        return orjson.loads(text)["rows"]

    async def history(self, name: str, identity: str) -> list[dict[str, Any]]:
        found = await self.process.kernel.records.read(
            ADMIN, lambda reading: read.read_history(reading, name, identity)
        )
        return found["events"]

    async def undo(self, change_id: str | None) -> Undone:
        assert change_id is not None

        async def work(writing: Writing) -> Undone:
            return await undo(writing, await read_for_undo(writing.session, change_id))

        return await self.process.kernel.records.write(ADMIN, "undo", work, undoes=change_id)


@asynccontextmanager
async def open_doors(url: str) -> AsyncIterator[Doors]:
    with temporary_home() as home:
        async with open_process(load_settings(home=home, database_url=url), "test") as process:
            yield Doors(process)


@pytest.fixture
async def doors(database_url: str) -> AsyncIterator[Doors]:
    async with open_doors(database_url) as opened:
        yield opened
