"""Taking an import back: chunk by chunk, the last first; its updates, and in the end the records it created for others too."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial

import orjson

from luopan.kernel.events.log import LoggedEvent, read_for_undo
from luopan.kernel.imports import store
from luopan.kernel.imports.definitions import CHANNEL, Import, kept_problem
from luopan.kernel.imports.run import alone, side_by_side, told
from luopan.kernel.records.door import Records
from luopan.kernel.records.undo import undo
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import Actor
from luopan.kit.database import Row

JOB = "undo_import"
AT_ONCE = 2


async def take_back(records: Records, actor: Actor, identity: str) -> None:
    """Undoes what is left to undo; what has been changed since stays, and is noted as a conflict."""
    async with alone(records, identity):
        async with records.database.session() as session:
            one = await store.read(session, identity)
        if one.status != "undoing":
            return
        problem = await told(_take_back(records, actor, one))
        async with records.database.session() as session:
            await store.end(session, one, records.clock(), "undo_failed" if problem else "undone", problem)
    records.hub.ring(CHANNEL)


async def _take_back(records: Records, actor: Actor, one: Import) -> None:
    undoing = _Undoing(records, actor, one)
    # Rows of an object that refers to itself hold one another: those that came later have to go first.
    item = records.catalogue.current.all_objects[one.object_id]
    references = [field for field in item.own_fields if field.reference is not None]
    of_itself = any(item.name in one.reference.targets(one.settings) for one in references if one.reference is not None)
    for statement, work, at_once in (
        (_LEFT, undoing.chunk, 1 if of_itself else AT_ONCE),
        (_RELATED_LEFT, undoing.related, 1),
    ):
        async with records.database.session() as session:
            left = await session.fetch(statement, one.id)
        await side_by_side(_each(work, left), at_once)


async def _each(
    work: Callable[[int, str], Awaitable[None]], rows: Sequence[Row]
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    for first, change_id in rows:
        yield partial(work, first, change_id)


class _Undoing:
    """The undo of one import by somebody."""

    def __init__(self, records: Records, actor: Actor, one: Import) -> None:
        self._records = records
        self._actor = actor
        self._import = one

    async def chunk(self, first: int, change_id: str) -> None:
        """The records of the import's own object."""
        await self._take_back(_CLAIM, first, change_id, own=True)

    async def related(self, first: int, change_id: str) -> None:
        """The records that were created for those of a chunk, which by now are gone."""
        await self._take_back(_CLAIM_RELATED, first, change_id, own=False)

    async def _take_back(self, claim: str, first: int, change_id: str, *, own: bool) -> None:
        def mine(one: LoggedEvent) -> bool:
            return (one.event.object_id == self._import.object_id) is own

        async def work(writing: Writing) -> None:
            if not await writing.session.execute(claim, self._import.id, first):
                return
            events = [one for one in await read_for_undo(writing.session, change_id) if mine(one)]
            undone = await undo(writing, events)
            # What is gone already, whoever has deleted it, needs no undo.
            conflicts = [kept_problem(one, None) for one in undone.conflicts if one.code != "undo_record_gone"]
            conflicts_json = orjson.dumps(conflicts, default=str).decode()
            await writing.session.execute(_NOTE, self._import.id, first, undone.records, conflicts_json)

        cause = {"import": self._import.id}
        await self._records.write(self._actor, "undo", work, cause=cause, undoes=change_id)
        self._records.hub.ring(CHANNEL)


_LEFT = """
select first, change_id::text from luopan.import_chunks
where import_id = $1::uuid and change_id is not null and not taken_back order by first desc
"""

_RELATED_LEFT = """
select first, change_id::text from luopan.import_chunks
where import_id = $1::uuid and related <> '{}' and not related_taken_back order by first desc
"""

_CLAIM = """
update luopan.import_chunks set taken_back = true where import_id = $1::uuid and first = $2 and not taken_back
"""

_CLAIM_RELATED = """
update luopan.import_chunks set related_taken_back = true where import_id = $1::uuid and first = $2 and not related_taken_back
"""

_NOTE = """
with noted as (
    update luopan.import_chunks set undone = undone + $3 where import_id = $1::uuid and first = $2
)
insert into luopan.import_conflicts (import_id, first, problem)
select $1::uuid, $2, value from jsonb_array_elements($4::jsonb)
"""
