"""Loads the demo company through the write door."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from luopan.kernel.records.batch import Batch
from luopan.kernel.records.decode import refused
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Database
from luopan.kit.errors import Invalid
from luopan.kit.settings import Settings
from luopan.main.apps import install_apps
from luopan.main.demo import generator as demo
from luopan.main.demo.colleagues import LOGINS, PASSWORD
from luopan.main.demo.talk import let_them_talk
from luopan.main.wiring import Process, with_process

Progress = Callable[[str, int, int], None]

ALREADY_THERE = frozenset(("id_taken", "not_unique", "stale"))
"""What an interrupted load has left behind says this of a record."""


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
            records = _with_passwords(batch.records) if batch.object == "user" else batch.records
            await load_batch(process, batch.object, records, batch.mode, batch.moments)
            if batch.mode == "create":
                loaded[batch.object] = loaded.get(batch.object, 0) + len(batch.records)
            progress(batch.object, loaded[batch.object], counts.get(batch.object, loaded[batch.object]))
        await let_them_talk(process, seed)
        async with process.kernel.database.transaction() as session:
            await session.execute("update luopan.workspace set demo_loaded_at = now()")
        await _analyze(process.kernel.database)

    await with_process(settings, work)


async def load_batch(
    process: Process,
    object_name: str,
    records: Sequence[dict[str, Any]],
    mode: Literal["create", "update"] = "create",
    moments: Sequence[str | None] = (),
) -> None:
    """Writes one batch of generated records as the system; what has been done already is left as it is."""
    if mode == "create":
        moments = [one.get("created_at") for one in records]

    async def work(writing: Writing) -> None:
        outcome = await write(writing, Batch(object_name, mode, records, atomic=False, moments=moments))
        problems = [one for one in refused(outcome.rows) if one.code not in ALREADY_THERE]
        if problems:
            raise Invalid("invalid_records", errors=problems)

    await process.kernel.records.write(SYSTEM, "demo", work)


def _with_passwords(users: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The few who can sign in at once get their password here, and nowhere else."""
    return [user | ({"password": PASSWORD} if user["email"] in LOGINS else {}) for user in users]


async def _analyze(database: Database) -> None:
    """Tells the planner about the new data at once; on millions of records this takes longer than a request may."""
    async with await database.dedicated() as connection:
        await connection.execute("analyze")
