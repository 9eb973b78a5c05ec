"""Indexing what no event tells of: records older than the search, and objects whose searchable fields have changed.

Each object has a signature of what its entries are made of. Where it differs from the one they were made with, the records are
gone through by id, in sets, each its own transaction; whoever takes the work up again goes on where it was left.
"""

from luopan.kernel.events.consumers import register
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.records.door import Records
from luopan.kernel.records.tables import table_name
from luopan.kernel.search.fields import signature
from luopan.kernel.search.index import Indexer, lock
from luopan.kit.database import Session

JOB = "index_records"
BATCH = 2_000
FIRST = "00000000-0000-0000-0000-000000000000"


async def is_outdated(session: Session, snapshot: Snapshot) -> bool:
    """Whether an object is not, or not wholly, indexed as it should be."""
    return bool(await _outdated(session, snapshot))


async def bring_up_to_date(records: Records, indexer: Indexer) -> None:
    """Indexes all records of the objects that need it."""
    await records.reload()
    async with records.database.transaction() as session:
        await register(session, indexer.consumer())  # from here on it tells of all changes
    while True:
        async with records.database.session() as session:
            outdated = await _outdated(session, records.catalogue.current)
        if not outdated:
            return
        for object_id in outdated:
            while await _step(records, indexer, object_id):
                pass


async def _outdated(session: Session, snapshot: Snapshot) -> list[str]:
    rows = await session.fetch("select object_id, signature, reached is null from luopan.search_objects")
    known = {object_id: found if done else None for object_id, found, done in rows}
    ids = dict.fromkeys((*snapshot.all_objects, *known))
    return [one for one in ids if known.get(one, "") != _wanted(snapshot.all_objects.get(one))]


def _wanted(item: Object | None) -> str:
    """The signature that an object should have; none where it is gone, and its entries with it."""
    return "" if item is None or item.removed else signature(item)


async def _step(records: Records, indexer: Indexer, object_id: str) -> bool:
    """Indexes the next set of an object; says whether there may be more."""
    async with records.database.transaction() as session:
        await lock(session)
        snapshot = records.catalogue.current
        item = snapshot.all_objects.get(object_id)
        wanted = _wanted(item)
        row = await session.fetch_one(
            "select signature, reached::text from luopan.search_objects where object_id = $1", object_id
        )
        reached = row[1] if row is not None and row[0] == wanted else FIRST
        if reached is None:
            return False
        if item is None or item.removed:
            ids = await _take_out(session, object_id)
        else:
            ids = [one for (one,) in await session.fetch(_NEXT.format(table=table_name(item)), reached, BATCH)]
            if ids:
                await indexer.write(session, snapshot, item, ids)
        if not ids:
            await indexer.sort_in(session)
        await session.execute(_REACHED, object_id, wanted, max(ids) if ids else None)
        return bool(ids)


async def _take_out(session: Session, object_id: str) -> list[str]:
    return [one for (one,) in await session.fetch(_TAKE_OUT, object_id, BATCH)]


_NEXT = "select id::text from {table} where id > $1::uuid order by id limit $2"

_TAKE_OUT = """
delete from luopan.search_entries e using (
    select record_id from luopan.search_entries where object_id = $1 order by record_id limit $2
) x where e.object_id = $1 and e.record_id = x.record_id returning e.record_id::text
"""

_REACHED = """
insert into luopan.search_objects (object_id, signature, reached) values ($1, $2, $3::uuid)
on conflict (object_id) do update set signature = excluded.signature, reached = excluded.reached
"""
