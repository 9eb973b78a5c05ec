"""What nobody needs goes: files that no record holds, then contents that no file, and nobody else, names.

A file goes a day after it came if no record ever held it, a month after the last let go of it otherwise: an undo finds it until
then. The row goes first, the content after it; a crash between the two leaves a content for the next time, never a file without
one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from luopan.kernel.fields.types.files import FileType
from luopan.kernel.fields.types.rich_text import RichTextType
from luopan.kernel.files.blobs import Blobs
from luopan.kernel.metadata.model import SCHEMA, Snapshot
from luopan.kernel.metadata.store import Catalogue, hold_version
from luopan.kit.clock import Clock
from luopan.kit.database import Database, Session

KEEP_LOCK = 7_310_401
"""Held shared while somebody copies contents (a backup): nothing is taken away meanwhile."""
UNTOUCHED = timedelta(days=1)
UNDONE = timedelta(days=30)
A_BATCH = 1_000

Namers = Sequence[tuple[str, str]]
"""Tables and columns that name contents by their SHA-256, besides `luopan.file`."""


class Cleanup:
    """Cleans up; as often as one likes, in as many processes as one likes."""

    def __init__(self, database: Database, catalogue: Catalogue, blobs: Blobs, clock: Clock, namers: Namers) -> None:
        self._database = database
        self._catalogue = catalogue
        self._blobs = blobs
        self._clock = clock
        self._namers = namers

    async def run(self) -> None:
        """`StaleMetadata` where this process does not know the newest metadata yet: nothing is lost by trying again."""
        now = self._clock()
        await self._remove_files(now)
        await self._remove_blobs(now - UNTOUCHED)
        await asyncio.to_thread(self._blobs.store.forget_incoming, now - UNTOUCHED)

    async def _remove_files(self, now: datetime) -> None:
        last: str | None = "00000000-0000-0000-0000-000000000000"
        while last is not None:
            async with self._database.transaction() as session:
                snapshot = self._catalogue.current
                await hold_version(session, snapshot)
                last = await _look_through(session, snapshot, last, now)

    async def _remove_blobs(self, before: datetime) -> None:
        """One at a time: the content goes while its row is locked, so that whoever brings it again waits, and stores it anew."""
        named = [f"exists (select from {table} n where n.{column} = b.sha256)" for table, column in self._namers]
        named.append("exists (select from luopan.file n where n.sha256 = b.sha256)")
        statement = _UNNAMED.format(named=" or ".join(named))
        last: str | None = ""
        while last is not None:
            async with self._database.transaction() as session:
                if not await session.fetch_value(f"select pg_try_advisory_xact_lock({KEEP_LOCK})"):
                    return
                last = await session.fetch_value(statement, last, before)
                if last is not None:
                    await session.execute("delete from luopan.blob where sha256 = $1", last)
                    await self._blobs.remove(last)


async def _look_through(session: Session, snapshot: Snapshot, last: str, now: datetime) -> str | None:
    """Looks at the next files behind `last`: notes which are free, removes those that were long enough. Gives the last one."""
    rows = await session.fetch(_NEXT, last, A_BATCH)
    ids = [identity for (identity,) in rows]
    if not ids:
        return None
    held = await _held(session, snapshot, ids)
    free = [one for one in ids if one not in held]
    await session.execute("update luopan.file set free_since = null where id = any($1::uuid[])", list(held))
    await session.execute(
        "update luopan.file set free_since = $2 where id = any($1::uuid[]) and free_since is null", free, now
    )
    await session.execute(_REMOVE, free, now - UNTOUCHED, now - UNDONE)
    return ids[-1]


async def _held(session: Session, snapshot: Snapshot, ids: list[str]) -> set[str]:
    """Those of these files, which are locked, that a record holds: in the recycle bin or not, in removed fields too."""
    found: set[str] = set()
    for statement in _holding(snapshot):
        missing = [one for one in ids if one not in found]
        if missing:
            found.update(identity for (identity,) in await session.fetch(statement, missing))
    return found


def _holding(snapshot: Snapshot) -> list[str]:
    """A statement for each field that holds files, or pictures within text."""
    found: list[str] = []
    for item in snapshot.all_objects.values():
        for field in item.by_id.values():
            place: Mapping[str, str] = {"table": f'{SCHEMA}."{item.table}"', "column": f'"{field.column}"'}
            if isinstance(field.type, FileType):
                found.append((_IN_A_LIST if field.type.many else _ALONE).format(**place))
            elif isinstance(field.type, RichTextType):
                found.append(_IN_A_TEXT.format(**place))
    return found


_NEXT = "select id::text from luopan.file where id > $1::uuid order by id limit $2 for update skip locked"
"""Whoever attaches a file holds its row: what is being attached just now is not looked at. Each statement after this one sees
what was committed before."""

_ALONE = "select h::text from unnest($1::uuid[]) h where exists (select from {table} t where t.{column} = h)"
_IN_A_LIST = (
    "select h::text from unnest($1::uuid[]) h where exists (select from {table} t where t.{column} @> array[h])"
)
_IN_A_TEXT = """
select distinct m[1] from {table} t, regexp_matches(t.{column}, '/api/files/([0-9a-f-]{{36}})', 'g') m
where t.{column} like '%/api/files/%' and m[1] = any($1::text[])
"""

_REMOVE = """
delete from luopan.file where id = any($1::uuid[])
and free_since <= case when attached_at is null then $2::timestamptz else $3::timestamptz end
"""

_UNNAMED = """
select b.sha256 from luopan.blob b where b.sha256 > $1 and b.put_at < $2 and not ({named})
order by b.sha256 limit 1 for update skip locked
"""
