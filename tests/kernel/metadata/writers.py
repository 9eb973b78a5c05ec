"""A stand-in for the write door: holds the version, writes a row and its event in one transaction. And who measures its waits."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any

import psycopg

from luopan.kernel.events.log import Change, Event
from luopan.kernel.metadata.model import Object
from luopan.kernel.metadata.store import Catalogue, StaleMetadata, hold_version
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Session
from luopan.kit.ids import new_id


async def fill(session: Session, count: int) -> None:
    """Records of `thing` whose `size` reads as a number, but for each hundredth."""
    await session.execute(
        "insert into records.thing (id, size, size__key) select gen_random_uuid(), v, v from (select case when g % 100 = 0"
        " then 'about ' || g else g::text end v from generate_series(1, $1) g) t",
        count,
    )


async def put(session: Session, item: Object, identity: str, size: str) -> None:
    """Writes one record as a text or as a number, as the version at hand has it."""
    field = item.field("size")
    values: tuple[Any, ...] = (size, size) if field.type.name == "text" else (int(size) if size.isdigit() else None,)
    names = ", ".join(f'"{name}"' for name in field.columns)
    slots = ", ".join(f"${n + 2}" for n in range(len(values)))
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in field.columns)
    await session.execute(
        f'insert into records."{item.table}" (id, {names}) values ($1, {slots}) on conflict (id) do update set {sets}',
        identity,
        *values,
    )
    change = Change(SYSTEM, datetime.now(UTC), "test")
    await change.append(session, [Event(item.id, identity, 1, "updated", None, {"size": size})])


async def write_until(catalogue: Catalogue, done: asyncio.Event, seed: int, pause: float = 0.002) -> dict[str, str]:
    """Creates and changes records until told to stop; gives what each should say now."""
    random, written = Random(seed), dict[str, str]()
    async with catalogue.database.session() as session:
        known = [
            row[0] for row in await session.fetch("select id::text from records.thing order by random() limit 300")
        ]
    while not done.is_set():
        identity = random.choice([new_id(), *random.sample(known, 2)])
        size = random.choice([str(random.randrange(10**6)), "nearly 7"])
        while True:
            try:
                async with catalogue.database.transaction() as session:
                    await hold_version(session, catalogue.current)
                    await put(session, catalogue.current.object("thing"), identity, size)
                break
            except StaleMetadata:
                await catalogue.reload()
        written[identity] = size
        await asyncio.sleep(pause)
    return written


class Waits:
    """The longest time, in seconds, that any write has waited for a lock."""

    longest = 0.0


_LONGEST = """
select coalesce(max(extract(epoch from clock_timestamp() - l.waitstart)), 0)::float from pg_locks l
join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()
and (a.query like 'insert into records%' or a.query like '%hold_version%')
"""


@contextmanager
def watched(url: str) -> Iterator[Waits]:
    """Looks every few milliseconds at who waits, as PostgreSQL itself measures it: a busy machine is no lock."""
    waits, stop = Waits(), threading.Event()

    def look() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not stop.is_set():
                row = connection.execute(_LONGEST).fetchone()
                waits.longest = max(waits.longest, row[0] if row else 0.0)
                time.sleep(0.003)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield waits
    finally:
        stop.set()
        thread.join()
