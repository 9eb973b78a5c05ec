"""The index follows the event log: the records that a change has touched are read anew, in sets, and their entries written.

It doesn't matter which events come, nor in which order: an entry says what its record is when it is read. Whoever writes
entries holds one lock, so that nobody writes what another has read later.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Text, Uuid, bindparam, cast, select

from luopan.kernel.events.consumers import Consumer
from luopan.kernel.events.log import LoggedEvent
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.metadata.store import Catalogue
from luopan.kernel.query.sources import Statement
from luopan.kernel.query.statements import Compiled, compiled
from luopan.kernel.search import entries, tokens, words
from luopan.kernel.search.entries import Made, Source
from luopan.kernel.search.fields import searched
from luopan.kit.beside import Beside
from luopan.kit.database import Session

NAME = "search"
LOCK = 7_310_501
SMALL_BATCH = 500
AT_ONCE = 500
"""Records whose entries are made and written together."""
MANY = 1_000
"""Of more records the entries are made in a process beside this one."""
CLEAN_AFTER = 1_000
"""Entries wait in lists that every search reads through; after so many they are sorted in, once there is time."""
KEPT_STATEMENTS = 1_000


class Indexer:
    """Writes entries, in one process."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._unsorted = 0
        self._beside = Beside()
        self.words = words.Vocabulary()

    def consumer(self) -> Consumer:
        """Follows every change. It does not begin with the first: what was there before is indexed by `reindex`."""
        return Consumer(NAME, self._handle, from_start=False, values=False)

    async def _handle(self, session: Session, events: Sequence[LoggedEvent]) -> None:
        touched: dict[str, dict[str, None]] = defaultdict(dict)
        for one in events:
            touched[one.event.object_id][one.event.record_id] = None
        await lock(session)
        snapshot = self._catalogue.current
        for object_id, ids in touched.items():
            item = snapshot.all_objects.get(object_id)
            if item is not None and not item.removed:
                await self.write(session, snapshot, item, list(ids))
        if len(events) <= SMALL_BATCH and self._unsorted >= CLEAN_AFTER:
            await self.sort_in(session)

    async def write(self, session: Session, snapshot: Snapshot, item: Object, ids: Sequence[str]) -> None:
        """Makes the entries of these records say what the records are now; takes out those of records that are gone."""
        statement = _statement(snapshot, item)
        rows = await session.fetch(statement.sql, *statement.parameters(ids=ids))
        async for made in self._made(item, rows):
            self._unsorted += await session.execute(_UPSERT, item.id, made.rows)
            await self.words.learn(session, made.words)
        gone = set(ids).difference(row[0] for row in rows)
        if gone:
            await session.execute(_DELETE, item.id, list(gone))

    async def _made(self, item: Object, rows: Sequence[tuple[Any, ...]]) -> AsyncGenerator[Made]:
        """The entries of some records after the other: while PostgreSQL writes some, the next ones are made."""
        many = len(rows) > MANY
        making: list[asyncio.Task[Made]] = []
        for start in range(0, len(rows), AT_ONCE):
            sources = _sources(item, rows[start : start + AT_ONCE])
            making.append(asyncio.create_task(self._make(sources, beside=many)))
            if start:
                yield await making.pop(0)
        for last in making:
            yield await last

    async def _make(self, sources: Sequence[Source], *, beside: bool) -> Made:
        if beside:
            return await self._beside.run(entries.make_packed, entries.pack(sources))
        return await asyncio.to_thread(entries.make, sources)

    def close(self) -> None:
        """At the end of the process."""
        self._beside.end()

    async def sort_in(self, session: Session) -> None:
        """Makes searches quick again after many writes."""
        await session.execute(_SORT_IN)
        self._unsorted = 0


async def lock(session: Session) -> None:
    """Waits for others who write entries; until the end of the transaction."""
    await session.execute(f"select pg_advisory_xact_lock({LOCK})")


async def caught_up(session: Session, change_id: str) -> bool:
    """Whether what a change has written can be found."""
    return bool(await session.fetch_value(_CAUGHT_UP, change_id))


def ways(item: Object, *people: str | None) -> list[str]:
    """Tokens that say of which object a record is, and whose: its owner's and its department's."""
    return [tokens.OBJECT + item.id, *dict.fromkeys(way(one) for one in people if one is not None)]


def way(identity: str) -> str:
    """The token of the records of a user or a department; a few of them may share one."""
    return tokens.REACHED + identity[-12:]


def _sources(item: Object, rows: Sequence[tuple[Any, ...]]) -> list[Source]:
    fields = searched(item)
    return [
        Source(identity, ways(item, owner, department), *fields.texts(values))
        for identity, owner, department, *values in rows
    ]


@lru_cache(KEPT_STATEMENTS)
def _statement(snapshot: Snapshot, item: Object) -> Compiled:
    """The living ones of the records `ids`: id, owner, department, what operators look at of each field that is searched."""
    source = Statement(snapshot).source(item)
    columns = [cast(source.column(name), Text) for name in ("id", "owner", "department")]
    columns += [one.type.compared(source.columns(one)) for one in searched(item).all]
    wanted = source.column("id") == bindparam("ids", type_=ARRAY(Uuid(as_uuid=False))).any_()
    return compiled(select(*columns).where(wanted, source.alive()))


_UPSERT = """
insert into luopan.search_entries as e (object_id, record_id, lines, tokens)
select $1, x.id, x.lines, array_to_tsvector(string_to_array(x.tokens, ' '))
from json_to_recordset($2::json) as x (id uuid, lines text, tokens text)
on conflict (record_id, object_id) do update set lines = excluded.lines, tokens = excluded.tokens
where e.lines <> excluded.lines or e.tokens <> excluded.tokens
"""

_DELETE = "delete from luopan.search_entries where object_id = $1 and record_id = any($2::uuid[])"

_SORT_IN = """
select gin_clean_pending_list(i.indexrelid)
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
where a.amname = 'gin' and i.indrelid in (select inhrelid from pg_inherits where inhparent = 'luopan.search_entries'::regclass)
"""

_CAUGHT_UP = """
select exists (
    select 1 from luopan.consumers s, luopan.changes c
    where s.name = 'search' and c.id = $1::uuid
    and (s.epoch, s.xid, s.seq) >= (c.epoch, c.xid, (select coalesce(max(seq), -1) from luopan.events where change_id = c.id))
)
"""
