"""How records have gone through the stages of a field, kept beside the log for questions over all of them.

A journey is read anew from the log whenever its record has changed: which events come, and in which order, doesn't matter.
"""

from collections import defaultdict
from collections.abc import Sequence

from luopan.kernel.events.consumers import Consumer
from luopan.kernel.events.log import START, LoggedEvent
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.metadata.store import Catalogue, StaleMetadata, check_version
from luopan.kernel.query.requests import has_stages
from luopan.kit.database import Session
from luopan.kit.errors import Problem

NAME = "journeys"
WRITTEN = frozenset(("created", "updated"))


def journey_consumer(catalogue: Catalogue) -> Consumer:
    """Follows changes of fields with stages; a new one begins with the whole log."""

    async def handle(session: Session, events: Sequence[LoggedEvent]) -> None:
        touched: dict[str, dict[str, None]] = defaultdict(dict)
        for one in events:
            if one.event.action in WRITTEN:
                touched[one.event.object_id][one.event.record_id] = None
        snapshot = await _newest(catalogue, session)
        for object_id, ids in touched.items():
            item = snapshot.all_objects.get(object_id)
            for field_id in () if item is None else _stage_fields(item):
                await session.execute(_TELL, object_id, field_id, list(ids))

    async def objects(session: Session) -> list[str]:
        return sorted({object_id for object_id, _ in _all_stage_fields(await _newest(catalogue, session))})

    return Consumer(NAME, handle, objects, values=False)


class JourneysDependent:
    """A field whose options become stages has journeys from the beginning of the log on; one that is purged has none."""

    async def problems(self, session: Session, before: Snapshot, after: Snapshot) -> list[Problem]:
        return []

    async def rename(self, session: Session, before: Snapshot, after: Snapshot) -> None:
        old, new = _all_stage_fields(before), _all_stage_fields(after)
        known = {(item.id, one) for item in before.all_objects.values() for one in item.by_id}
        kept = {(item.id, one) for item in after.all_objects.values() for one in item.by_id}
        for object_id, field_id in sorted(old - kept):
            await session.execute(_FORGET, object_id, field_id)
        if (new - old) & known:
            await session.execute(_FROM_START, NAME, START.epoch, str(START.xid), START.seq)


def _all_stage_fields(snapshot: Snapshot) -> set[tuple[str, str]]:
    return {(item.id, one) for item in snapshot.all_objects.values() for one in _stage_fields(item)}


def _stage_fields(item: Object) -> list[str]:
    return [field_id for field_id, one in item.by_id.items() if has_stages(one)]


async def _newest(catalogue: Catalogue, session: Session) -> Snapshot:
    """The metadata as it is: the change that has sent us back to the beginning may not have been heard of yet."""
    try:
        await check_version(session, catalogue.current.version)
    except StaleMetadata:
        await catalogue.reload()
    return catalogue.current


_TELL = """
with visits as (
    select e.record_id, e.version, e.after ->> $2::text as stage, coalesce(e.at, c.at) as at,
           e.action = 'created' and c.kind = 'import' as began_elsewhere
    from luopan.events e join luopan.changes c on c.id = e.change_id
    where e.record_id = any($3::uuid[]) and e.object_id = $1 and e.action in ('created', 'updated')
      and e.after -> $2::text is not null
), timed as (
    select record_id, version, stage,
           case when not began_elsewhere and lead(at) over w is not null
                then least(greatest(extract(epoch from lead(at) over w - at), 0), 2147483647) end::int as seconds
    from visits window w as (partition by record_id order by version)
)
insert into luopan.journeys as j (object_id, field_id, record_id, way, seconds, timed)
select $1, $2, record_id, string_agg(coalesce(stage, ''), e'\\n' order by version), array_agg(seconds order by version),
       count(seconds) > 0
from timed group by record_id
on conflict (object_id, field_id, record_id) do update set way = excluded.way, seconds = excluded.seconds, timed = excluded.timed
where (j.way, j.seconds) is distinct from (excluded.way, excluded.seconds)
"""
"""The way: its stages, one a line. Not known is the time in a stage that was not left yet, or that a record was imported in."""

_FORGET = "delete from luopan.journeys where object_id = $1 and field_id = $2"

_FROM_START = "update luopan.consumers set epoch = $2, xid = $3::text::xid8, seq = $4 where name = $1"
