"""The read door: lists, single records, aggregates, history. PostgreSQL builds the JSON; here it is only put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson
from psycopg import DataError

from luopan.kernel.fields.base import Context, Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.metadata.binding import Bound
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import MASKED, READ, Shown
from luopan.kernel.query import requests
from luopan.kernel.query.requests import Cursor, ListRequest
from luopan.kernel.query.statements import (
    EVERY_RECORD,
    AggregateShape,
    Compiled,
    CountShape,
    ListShape,
    Measure,
    OneShape,
    aggregate_statement,
    count_statement,
    list_statement,
    one_statement,
)
from luopan.kernel.records.reach import levels, reached
from luopan.kernel.records.values import unlogged
from luopan.kit.actor import Actor
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, Malformed, NotFound, Problem

HISTORY_PAGE = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reads of one request share."""

    session: Session
    actor: Actor
    rights: Rights
    context: Context

    @property
    def snapshot(self) -> Snapshot:
        """The metadata, as far as the actor may see it."""
        return self.rights.view

    def item(self, name: str) -> Object:
        """The object of that name, as the actor sees it; `Forbidden` where they may read none of its records."""
        return self.rights.item(name)

    def parameters(self, statement: Compiled, bound: Bound = EVERY_RECORD, **others: Any) -> list[Any]:
        return statement.parameters(bound, self.rights.values(self.context), **others)

    async def reached(self, item: Object, ids: Sequence[str]) -> set[str]:
        """Those of these records that the actor may see."""
        return await reached(self.session, self.rights, self.context, "read", item, ids)


async def read_one(reading: Reading, object_name: str, identity: str, *, any_state: bool = False) -> str:
    """One record as JSON text; `NotFound` where there is none (or, unless `any_state`, it is in the recycle bin)."""
    item = reading.item(object_name)
    shape = OneShape(item, requests.selection(None, item, reading.snapshot), any_state)
    statement = one_statement(reading.snapshot, shape)
    found = await reading.session.fetch_value(statement.sql, *reading.parameters(statement, id=identity))
    if found is None:
        raise NotFound("record_not_found", object=object_name, id=identity)
    return found


async def read_list(reading: Reading, object_name: str, json: Any) -> str:
    """A page of records as JSON text: `{"records","next_cursor","count"}`."""
    item = reading.item(object_name)
    request = requests.list_request(json, item, reading.snapshot, reading.context)
    rows, cursor = await _page(reading, request)
    count = await _count(reading, request)
    tail = orjson.dumps({"next_cursor": cursor, "count": count}).decode()
    return f'{{"records":[{",".join(rows)}],{tail[1:]}'


async def _page(reading: Reading, request: ListRequest) -> tuple[list[str], str | None]:
    """The rows of one page, and the cursor of the next. Where the records with a sort value run out, the empty ones follow."""
    phases = ("all",) if request.sort[0].never_empty else ("set", "empty")
    start = request.cursor
    texts: list[str] = []
    reached: Cursor | None = None
    for phase in phases[phases.index(start.phase) if start and start.phase in phases else 0 :]:
        cursor = start if start is not None and start.phase == phase else None
        missing = request.limit + 1 - len(texts)
        for body, *values, identity in await _rows(reading, request, phase, cursor, missing):
            if len(texts) == request.limit:
                return texts, reached.encode() if reached else None
            texts.append(body)
            reached = Cursor(phase, tuple(values), identity, request.mark)
    return texts, None


async def _rows(
    reading: Reading, request: ListRequest, phase: Any, cursor: Cursor | None, limit: int
) -> list[tuple[Any, ...]]:
    after = None if cursor is None else tuple(value is None for value in cursor.values)
    shape = ListShape(request.item, request.bound.tree, request.selected, request.sort, phase, after, request.deleted)
    statement = list_statement(reading.snapshot, shape)
    values: dict[str, Any] = {"limit": limit}
    if cursor is not None:
        values |= {f"after{index}": value for index, value in enumerate(cursor.values)} | {"after_id": cursor.id}
    try:
        return await reading.session.fetch(statement.sql, *reading.parameters(statement, request.bound, **values))
    except DataError:  # everything else has been read by its field's type
        if cursor is None:
            raise
        raise Invalid("invalid_query", errors=[Problem("query_cursor", field="cursor")]) from None


async def _count(reading: Reading, request: ListRequest) -> int | None:
    if request.count == "none":
        return None
    statement = count_statement(reading.snapshot, CountShape(request.item, request.bound.tree, request.deleted))
    parameters = reading.parameters(statement, request.bound)
    if request.count == "exact":
        return await reading.session.fetch_value(statement.sql, *parameters)
    return await _estimate(reading.session, statement, parameters)


async def _estimate(session: Session, statement: Compiled, parameters: list[Any]) -> int:
    """What the planner expects the count to run over: close on big tables, free of charge."""
    plan: Any = await session.fetch_value(f"explain (format json) {statement.sql}", *parameters)
    node: Mapping[str, Any] = plan[0]["Plan"]
    while "Aggregate" in node["Node Type"] or "Gather" in node["Node Type"]:
        node = next(one for one in node["Plans"] if one["Parent Relationship"] == "Outer")
    return round(node["Plan Rows"])


async def read_aggregate(reading: Reading, object_name: str, json: Any) -> str:
    """Groups and measures as JSON text: `{"rows","currency"}`; money is summed in the workspace's currency."""
    item = reading.item(object_name)
    request = requests.aggregate_request(json, item, reading.snapshot, reading.context)
    shape = AggregateShape(item, request.bound.tree, request.groups, request.measures, request.having, request.sort)
    statement = aggregate_statement(reading.snapshot, shape, str(reading.context.zone))
    parameters = reading.parameters(statement, request.bound, **request.having_values, limit=request.limit)
    rows = await reading.session.fetch(statement.sql, *parameters)
    if any(missing for _, missing in rows):
        raise _rate_missing(request.measures)
    currency = orjson.dumps(reading.context.currency).decode()
    return f'{{"rows":[{",".join(body for body, _ in rows)}],"currency":{currency}}}'


def _rate_missing(measures: Sequence[Measure]) -> Invalid:
    """A sum, or the like, of amounts whose worth is not known."""
    places = [
        (index, ".".join((*(step.name for step in one.path.steps), one.path.field.name)))
        for index, one in enumerate(measures)
        if one.path is not None and not one.function.startswith("count") and one.path.type.parts
    ]
    problems = [Problem("rate_missing", f"measures[{index}]", params={"field": name}) for index, name in places]
    return Invalid("rate_missing", errors=problems, field=places[0][1])


async def read_history(
    reading: Reading, object_name: str, identity: str, *, before: str | None = None, limit: int = HISTORY_PAGE
) -> dict[str, Any]:
    """A record's changes, newest first: who, when, why, and for each field its value before and after.

    `before`: the cursor of an earlier page; `Malformed` where it is none.
    """
    place = _place(before)
    item = reading.item(object_name)
    exists = await reading.session.fetch_value(_EXISTS.format(table=f'records."{item.table}"'), identity)
    if not exists or not await reading.reached(item, [identity]):
        raise NotFound("record_not_found", object=object_name, id=identity)
    rows = await reading.session.fetch(_HISTORY, identity, item.id, *place, limit + 1)
    depending = [one.type.inner for one in item.fields.values() if isinstance(one.type, Shown)]
    found = await levels(reading.session, reading.rights, reading.context, item, depending, [identity])
    events = [_history_entry(reading.snapshot, item, found.get(identity, {}), row) for row in rows[:limit]]
    await _leave_out_hidden(reading, item, events)
    last = events[-1] if len(rows) > limit else None
    return {"events": events, "next_cursor": None if last is None else f"{last['version']}.{last['id']}"}


def _place(cursor: str | None) -> tuple[int | None, str | None, int | None]:
    """Version, change and number of the last event of a page."""
    if cursor is None:
        return None, None, None
    version, _, event = cursor.partition(".")
    change, _, seq = event.partition(".")
    try:
        if all(part.isascii() and part.isdigit() and len(part) <= 9 for part in (version, seq)):
            return int(version), parse_id(change), int(seq)
    except Rejected:
        pass
    raise Malformed("query_cursor", errors=[Problem("query_cursor", "cursor")])


async def _leave_out_hidden(reading: Reading, item: Object, events: Sequence[dict[str, Any]]) -> None:
    """Takes links to records that the actor may not see out of many-to-many fields."""
    for shown in item.own_fields:
        field = shown.type.inner if isinstance(shown.type, Shown) else shown
        if field.reference is None or not field.reference.many:
            continue
        changes = [event["changes"][field.name] for event in events if field.name in event["changes"]]
        target = reading.snapshot.objects.get(field.reference.targets(field.settings)[0])
        linked = {
            one
            for change in changes
            for ids in change.values()
            if isinstance(ids, list)
            for one in cast(list[str], ids)
        }
        seen = set[str]() if target is None else await reading.reached(target, list(linked))
        for change in changes:
            for key, ids in change.items():
                if isinstance(ids, list):
                    change[key] = [one for one in cast(list[str], ids) if one in seen]


def _history_entry(
    snapshot: Snapshot, item: Object, depending: Mapping[str, int], row: tuple[Any, ...]
) -> dict[str, Any]:
    change_id, seq, version, action, before, after, at, kind, cause, undoes, actor_id, actor_name = row
    old, new = (_shown(item, depending, unlogged(snapshot, item, values)) for values in (before, after))
    shown = [name for name in (old | new) if item.fields[name].history]
    return {
        "id": f"{change_id}.{seq}",
        "change": change_id,
        "version": version,
        "action": action,
        "at": at.isoformat(),
        "actor": None if actor_id is None else {"id": actor_id, "title": actor_name},
        "kind": kind,
        "cause": cause,
        "undoes": undoes,
        "changes": {name: {"before": old.get(name), "after": new.get(name)} for name in shown},
    }


def _shown(item: Object, depending: Mapping[str, int], values: Mapping[str, Any]) -> dict[str, Any]:
    """Logged values as the actor sees them; `depending` holds levels that depend on the record."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        kind = item.fields[name].type
        level = depending.get(name, kind.access.always) if isinstance(kind, Shown) else READ
        if level >= READ and isinstance(kind, Shown):
            kind = kind.inner.type
        if level >= READ:
            found[name] = value if value is None else kind.shown(value)
        elif level == MASKED:
            found[name] = None if value is None else kind.mask(value)
    return found


_EXISTS = "select exists (select 1 from {table} where id = $1::uuid)"

_HISTORY = """
select e.change_id::text, e.seq, e.version, e.action, e.before, e.after, coalesce(e.at, c.at), c.kind, c.cause, c.undoes::text,
       u.id::text, u.name
from luopan.events e
join luopan.changes c on c.id = e.change_id
left join records."user" u on u.id = c.actor
where e.record_id = $1::uuid and e.object_id = $2
  and ($3::bigint is null or (e.version <= $3 and (e.version, e.change_id, e.seq) < ($3, $4::uuid, $5::int)))
order by e.version desc, e.change_id desc, e.seq desc limit $6
"""
