"""Loads the demo company through the write door."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from luopan.kernel.records.batch import Batch
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Database
from luopan.kit.settings import Settings
from luopan.main.apps import install_apps
from luopan.main.demo import generator as demo
from luopan.main.wiring import Process, with_process

Progress = Callable[[str, int, int], None]


async def is_demo_loaded(settings: Settings) -> bool:
    async with Database(settings.url, max_connections=1) as database, database.session() as session:
        return bool(await session.fetch_value("select demo_loaded_at is not null from luopan.workspace"))


async def load_demo(settings: Settings, scale: float, seed: int, progress: Progress) -> None:
    """Loads the demo company through the write door, in batches; goes on behind what an earlier, interrupted load has left."""
    await install_apps(settings, ["core", "sales", "demo"])

    async def work(process: Process) -> None:
        counts = demo.counts(scale)
        loaded = dict.fromkeys(counts, 0)
        today = datetime.now(UTC).astimezone(process.kernel.records.workspace.zone).date()
        for batch in demo.generate(scale, seed, today):
            await load_batch(process, batch.object, batch.records)
            loaded[batch.object] = loaded.get(batch.object, 0) + len(batch.records)
            progress(batch.object, loaded[batch.object], counts.get(batch.object, loaded[batch.object]))
        async with process.kernel.database.transaction() as session:
            await session.execute("update luopan.workspace set demo_loaded_at = now()")
        await _analyze(process.kernel.database)

    await with_process(settings, work)


async def load_batch(process: Process, object_name: str, records: Sequence[dict[str, Any]]) -> None:
    """Writes one batch of generated records as the system; a record that is there already is left as it is."""

    async def work(writing: Writing) -> None:
        await write(writing, Batch(object_name, "create", records, atomic=False))

    await process.kernel.records.write(SYSTEM, "demo", work)


async def _analyze(database: Database) -> None:
    """Tells the planner about the new data at once; on millions of records this takes longer than a request may."""
    async with await database.dedicated() as connection:
        await connection.execute("analyze")
