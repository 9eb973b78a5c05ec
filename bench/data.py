"""The records to measure with: accounts and opportunities of the demo generator, owned by fifty users in ten departments."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from bench.harness import console
from bench.server import Platform
from luopan.kernel.records.batch import MAX_ROWS
from luopan.kit.ids import new_ids
from luopan.kit.settings import Settings
from luopan.main.demo import Batch, generate_only
from luopan.main.demo.generator import BLOCK
from luopan.main.demo.load import load_batch
from luopan.main.wiring import Process, with_process

SEED = 1
TODAY = date(2026, 6, 30)
"""Fixed, so that every run measures the same records."""
DEPARTMENTS, USERS = 10, 50
AT_A_TIME = 3
"""Batches on their way at once: while one is with PostgreSQL, another is read."""

Record = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How many records of each object."""

    account: int
    opportunity: int


def make_people() -> tuple[list[Record], list[Record], list[tuple[str, str | None]]]:
    """Departments, users, and (user, department) for each user."""
    departments = [{"id": one, "name": f"部门 {n + 1}"} for n, one in enumerate(new_ids(DEPARTMENTS))]
    users: list[Record] = []
    for n, one in enumerate(new_ids(USERS)):
        department = departments[n % DEPARTMENTS]["id"]
        users.append(
            {"id": one, "name": f"员工 {n + 1}", "email": f"user{n + 1}@bench.local", "department": department}
        )
    return departments, users, [(user["id"], user["department"]) for user in users]


def is_filled(connection: psycopg.Connection, size: Size) -> bool:
    """Whether the records are there. Leaves an interrupted load as it is: `fill` begins anew only in an empty home."""
    have = [
        connection.execute(f"select count(*) from records.{name} where deleted_at is null").fetchone()
        for name in ("account", "opportunity")
    ]
    return [one[0] for one in have if one] == [size.account, size.opportunity]


def is_empty(connection: psycopg.Connection) -> bool:
    row = connection.execute("select not exists (select from records.account)").fetchone()
    return row is not None and row[0]


def ensure_filled(platform: Platform, size: Size) -> dict[str, float]:
    """Loads the records unless an earlier run did; rows a second by object, of what was loaded now."""
    with platform.connect() as connection:
        if is_filled(connection, size):
            return {}
        if not is_empty(connection):
            raise SystemExit(f"{platform.home} holds a load that was cut short: remove it, and run again.")
        rates = fill(platform.settings(), size)
        connection.execute("vacuum (analyze)")
        return rates


def fill(settings: Settings, size: Size) -> dict[str, float]:
    """Loads everything through the write door, events and all; rows a second by object."""
    departments, users, owners = make_people()
    rates: dict[str, float] = {}

    def batches(name: str) -> Iterator[Batch]:
        made = generate_only(
            (name,),
            accounts=size.account,
            opportunities=size.opportunity,
            seed=SEED,
            today=TODAY,
            owners=owners,
            linked=True,
        )
        return full_batches(made)

    async def work(process: Process) -> None:
        await load_batch(process, "department", departments)
        await load_batch(process, "user", users)
        await load_batch(process, "rate", list(_rates()))
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            for name, total in (("account", size.account), ("opportunity", size.opportunity)):
                task = progress.add_task(name, total=total)
                started = time.perf_counter()
                await _load(process, batches(name), lambda count, task=task: progress.advance(task, count))
                rates[name] = total / (time.perf_counter() - started)

    asyncio.run(with_process(settings, work))
    return rates


def full_batches(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The same records in fuller batches. Those that belong together (a parent and its subsidiaries) stay together."""
    waiting: list[Record] = []
    name = ""
    for batch in batches:
        name = batch.object
        begins = "parent" not in batch.records[0]
        if waiting and begins and len(waiting) + max(len(batch.records), BLOCK) > MAX_ROWS:
            yield Batch(name, waiting)
            waiting = []
        waiting = waiting + batch.records
    if waiting:
        yield Batch(name, waiting)


async def _load(process: Process, batches: Iterator[Batch], tell: Callable[[int], None]) -> None:
    async def lane() -> None:
        while batch := await asyncio.to_thread(next, shared, None):
            await load_batch(process, batch.object, batch.records)
            tell(len(batch.records))

    shared = _Locked(batches)
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_A_TIME):
            group.create_task(lane())


class _Locked:
    """An iterator that several threads may ask."""

    def __init__(self, inner: Iterator[Batch]) -> None:
        from threading import Lock

        self._inner = inner
        self._lock = Lock()

    def __iter__(self) -> "_Locked":
        return self

    def __next__(self) -> Batch:
        with self._lock:
            return next(self._inner)


def _rates() -> Iterator[Record]:
    """One rate a currency, from long ago: what generated amounts are worth."""
    from luopan.main.demo.catalog import YUAN

    for currency, yuan in YUAN.items():
        if currency != "CNY":
            yield {"currency": currency, "date": "2000-01-01", "rate": str(yuan)}
