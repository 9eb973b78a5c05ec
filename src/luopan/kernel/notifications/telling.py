"""Who is told of what: a follower of the log, once for each effect, and only of records that somebody may read.

Nobody is told of what they have done themselves, and of what the system does nobody is told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from luopan.kernel.events.consumers import Consumer
from luopan.kernel.events.log import COMMENTED, Cursor, LoggedEvent
from luopan.kernel.imports import store as imports
from luopan.kernel.records.door import Records
from luopan.kernel.records.reach import reached
from luopan.kernel.records.tables import table_name
from luopan.kit.actor import Actor
from luopan.kit.database import Session
from luopan.kit.errors import Unauthenticated
from luopan.kit.ids import new_ids

NAME = "notifications"
CHANNEL = "luopan_notifications"
"""Rung whenever somebody is told of something."""
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing that a person is told, once for its `effect`. `records`: those that it is about.

    `upto`: told anew of the same effect behind this place, it grows by these records (a bulk call comes in pieces).
    """

    user: str
    effect: str
    kind: str
    object_id: str
    records: Sequence[str]
    actor: str | None
    at: datetime
    comment: str | None = None
    content: Mapping[str, Any] | None = None
    upto: Cursor | None = None


class Teller:
    """Follows the log, in one process."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def consumer(self) -> Consumer:
        """Begins now: nobody is told of the past."""
        return Consumer(NAME, self._handle, where=_TELLING, from_start=False, values=False)

    async def _handle(self, session: Session, events: Sequence[LoggedEvent]) -> None:
        oldest = self._records.clock() - KEPT
        events = [one for one in events if one.at > oldest]
        if not events:
            return
        told = [*await self._of_comments(session, events), *await _of_owners(session, events)]
        told = await self._who_may_know(session, told)
        if told:
            await tell(session, told)
            session.after_commit(self._ring)

    async def import_ended(self, identity: str) -> None:
        """Tells whoever began an import that it has ended; of a dry run nobody is told."""
        async with self._records.database.transaction() as session:
            one = await imports.read(session, identity)
            if one.created_by is None or one.dry_run or one.status not in ("done", "failed"):
                return
            counts = await imports.counts(session, identity)
            content = {"import": identity, "text": one.file_name, "count": counts.created + counts.updated}
            at = one.done_at or self._records.clock()
            effect = f"import:{identity}:{one.attempt}"
            kind = f"import_{one.status}"
            await tell(session, [Telling(one.created_by, effect, kind, one.object_id, (), None, at, content=content)])
            session.after_commit(self._ring)

    def _ring(self) -> None:
        self._records.hub.ring(CHANNEL)

    async def _of_comments(self, session: Session, events: Sequence[LoggedEvent]) -> list[Telling]:
        """Those who are mentioned; and the owner, where something was said and not only put in other words."""
        said = {
            one.cause["comment"]: one
            for one in sorted(events, key=lambda one: one.kind == "comment")
            if one.event.action == COMMENTED and one.kind in ("comment", "comment_edit")
        }
        if not said:
            return []
        rows = await session.fetch(_COMMENTS, list(said))
        owners = await self._owners(session, [said[row[0]] for row in rows])
        told: list[Telling] = []
        for identity, mentions in rows:
            event = said[identity]
            kinds = dict.fromkeys(mentions, "mentioned")
            owner = owners.get((event.event.object_id, event.event.record_id))
            if owner is not None and event.kind == "comment":
                kinds.setdefault(owner, "commented")
            for user, kind in kinds.items():
                if user != event.actor:
                    told.append(
                        Telling(
                            user,
                            f"comment:{identity}",
                            kind,
                            event.event.object_id,
                            [event.event.record_id],
                            event.actor,
                            event.at,
                            identity,
                        )
                    )
        return told

    async def _owners(self, session: Session, events: Sequence[LoggedEvent]) -> dict[tuple[str, str], str | None]:
        by_object: dict[str, set[str]] = defaultdict(set)
        for one in events:
            by_object[one.event.object_id].add(one.event.record_id)
        found: dict[tuple[str, str], str | None] = {}
        for object_id, ids in by_object.items():
            item = self._records.catalogue.current.all_objects.get(object_id)
            if item is not None:
                rows = await session.fetch(
                    f"select id::text, owner::text from {table_name(item)} where id = any($1::uuid[])", list(ids)
                )
                found |= {(object_id, identity): owner for identity, owner in rows}
        return found

    async def _who_may_know(self, session: Session, told: Sequence[Telling]) -> list[Telling]:
        """The same, as far as these people may read the records, by the rights of this moment."""
        await self._records.permissions.reload_with(session)
        seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in told:
            seen[one.user, one.object_id].update(one.records)
        for (user, object_id), ids in seen.items():
            seen[user, object_id] = await self._seen(session, user, object_id, ids)
        found = [
            replace(one, records=[each for each in one.records if each in seen[one.user, one.object_id]])
            for one in told
        ]
        return [one for one in found if one.records]

    async def _seen(self, session: Session, user: str, object_id: str, ids: set[str]) -> set[str]:
        person, snapshot = Actor(user, ""), self._records.catalogue.current
        item = snapshot.all_objects.get(object_id)
        try:
            rights = self._records.permissions.of(person, snapshot)
        except Unauthenticated:  # gone, or no longer active
            return set()
        if item is None or item.removed:
            return set()
        return await reached(session, rights, self._records.context(person), "read", item, list(ids))


async def tell(session: Session, told: Sequence[Telling]) -> None:
    """Keeps what people are told; what they know already they are not told again."""
    rows = [
        {
            "id": identity,
            "user_id": one.user,
            "effect": one.effect,
            "kind": one.kind,
            "object_id": one.object_id,
            "record_id": one.records[0] if len(one.records) == 1 else None,
            "actor": one.actor,
            "comment_id": one.comment,
            "content": {"count": len(one.records), **(one.content or {})},
            "upto": None if one.upto is None else f"{one.upto.epoch:010}.{one.upto.xid:020}.{one.upto.seq:010}",
            "at": one.at,
        }
        for identity, one in zip(new_ids(len(told)), told, strict=True)
    ]
    await session.execute(_TELL, orjson.dumps(rows).decode())


async def _of_owners(session: Session, events: Sequence[LoggedEvent]) -> list[Telling]:
    """Whom others have made owners of records: one telling a change and object."""
    cursors = {(one.change_id, one.event.record_id): one for one in events if one.event.action != COMMENTED}
    if not cursors:
        return []
    changes, records = {change for change, _ in cursors}, {record for _, record in cursors}
    groups: dict[tuple[str, str, str], list[LoggedEvent]] = defaultdict(list)
    for change, record, owner in await session.fetch(_OWNERS, list(changes), list(records)):
        event = cursors.get((change, record))
        if event is not None:
            origin = event.cause.get("import") or event.cause.get("hand_over") or change
            groups[owner, origin, event.event.object_id].append(event)
    return [
        Telling(
            owner,
            f"assigned:{origin}:{object_id}",
            "assigned",
            object_id,
            list(dict.fromkeys(one.event.record_id for one in group)),
            group[-1].actor,
            group[-1].at,
            upto=group[-1].cursor,
        )
        for (owner, origin, object_id), group in groups.items()
    ]


_GIVEN = "(e.action in ('created', 'updated') and e.after ->> 'owner' <> c.actor::text)"
"""A record got another owner than whoever wrote it."""

_TELLING = f"c.actor is not null and (e.action = '{COMMENTED}' or {_GIVEN})"

_COMMENTS = """
select id::text, array(select unnest(mentions)::text) from luopan.comments where id = any($1::uuid[]) order by id for key share
"""
"""Locked: one that is deleted meanwhile takes along what was told of it."""

_OWNERS = f"""
select c.id::text, e.record_id::text, e.after ->> 'owner'
from luopan.changes c join luopan.events e on e.change_id = c.id
where c.id = any($1::uuid[]) and e.change_id = any($1::uuid[]) and e.record_id = any($2::uuid[])
  and {_GIVEN}
order by c.epoch, c.xid, e.seq
"""

_TELL = """
insert into luopan.notifications as n (id, user_id, effect, kind, object_id, record_id, actor, comment_id, content, at)
select x.id, x.user_id, x.effect, x.kind, x.object_id, x.record_id, x.actor, x.comment_id,
       x.content || jsonb_build_object('upto', x.upto), x.at
from jsonb_to_recordset($1::jsonb) as x (id uuid, user_id uuid, effect text, kind text, object_id text, record_id uuid,
    actor uuid, comment_id uuid, content jsonb, upto text, at timestamptz)
on conflict (user_id, effect) do update set record_id = null, read_at = null,
    content = n.content || jsonb_build_object(
        'count', (n.content ->> 'count')::int + (excluded.content ->> 'count')::int, 'upto', excluded.content -> 'upto')
where n.content ->> 'upto' < excluded.content ->> 'upto'
"""
