"""The numbers of the compass: who stands where, what they are worth, who has moved in a week. All under the reader's rights.

Counts and sums go through the door of aggregates. Who has moved is told by the event log, where the stages are values of one
field; of other conditions nobody knows how they were a week ago, and nothing is told.
"""

import time
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias, cast

import orjson

from luopan.kernel.fields.types.decimal import decimal_text, parse_decimal
from luopan.kernel.fields.types.select import SelectSettings
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import Shown
from luopan.kernel.records.read import Reading, read_aggregate
from luopan.kernel.records.tables import table_name
from luopan.kernel.screens.compass import Content, through
from luopan.kernel.screens.workspace import read_screen
from luopan.kit.errors import Invalid
from luopan.kit.ids import first_id_at

DAYS = 7
MOST_MOVED = 50_000
"""Where more have moved within a week, how many is not told."""
MOST_LISTED = 500
SLOW_SECONDS = 0.5
KEPT_TIMES = 20
"""What took longer than `SLOW_SECONDS` is told again for so many times as long: reckoning takes a twentieth of the time."""
MOST_KEPT = 256

Rows: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Parting:
    """Stages that are values of one field: each record stands at one of them, or at none."""

    field: Field
    stages: Mapping[str, str]
    """Names of stages, by value."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How many have entered and left each stage; `moved`: the ids of those who entered it without being new."""

    since: str
    entered: Counter[str] = field(default_factory=Counter[str])
    left: Counter[str] = field(default_factory=Counter[str])
    moved: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


@dataclass(frozen=True, slots=True)
class Kept:
    """Numbers of a compass, and what they hold for."""

    rights: Rights
    content: Content | None
    until: float
    answer: dict[str, Any]


class Standing:
    """Reckons the compass for whoever looks at it; over millions of records not at every look."""

    def __init__(self) -> None:
        self._kept = OrderedDict[str | None, Kept]()

    async def read(self, reading: Reading) -> dict[str, Any]:
        """The compass with its numbers, as far as the reader may see them, and when they were reckoned (`at`)."""
        content = (await read_screen(reading.session, "compass", reading.rights)).content
        began = time.monotonic()
        kept = self._kept.get(reading.actor.id)
        if kept is not None and kept.rights is reading.rights and kept.content == content and began < kept.until:
            return kept.answer
        answer = {**await _reckon(reading, content), "at": reading.context.now.isoformat()}
        took = time.monotonic() - began
        if took > SLOW_SECONDS:
            self._kept[reading.actor.id] = Kept(reading.rights, content, began + took * KEPT_TIMES, answer)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return answer


async def _reckon(reading: Reading, content: Content | None) -> dict[str, Any]:
    currency = reading.context.currency
    if content is None:
        return {"object": None, "currency": currency, "stages": []}
    item, stages = reading.item(content["object"]), cast(list[dict[str, Any]], content["stages"])
    parting = _parting(stages, item)
    customers = await _customers(reading, item, stages, parting)
    worth = await _worth(reading, content, parting)
    movement = None if parting is None else await _movement(reading, item, parting)
    return {
        "object": item.name,
        "currency": currency,
        "stages": [
            {
                **stage,
                "customers": customers[stage["name"]],
                "worth": None if worth is None else worth[stage["name"]],
                "entered": None if movement is None else movement.entered[stage["name"]],
                "left": None if movement is None else movement.left[stage["name"]],
                "entered_where": None if movement is None else _entered_where(stage, movement),
            }
            for stage in stages
        ],
    }


def _parting(stages: Sequence[Mapping[str, Any]], item: Object) -> Parting | None:
    """The one field that all stages speak of, where each is a different value (or several) of it."""
    names = {stage["where"].get("field") for stage in stages}
    name = names.pop() if len(names) == 1 else None
    found = item.fields.get(name) if isinstance(name, str) else None
    if found is None or isinstance(found.type, Shown) or not isinstance(found.settings, SelectSettings):
        return None
    values: dict[str, str] = {}
    for stage in stages:
        operator, operand = stage["where"].get("op"), stage["where"].get("value")
        if operator not in ("eq", "in") or found.type.name != "select":
            return None
        for value in cast(list[Any], operand) if isinstance(operand, list) else [operand]:
            option = found.settings.find(value) if isinstance(value, str) else None
            if option is None or option.value in values:
                return None
            values[option.value] = stage["name"]
    return Parting(found, values)


async def _customers(
    reading: Reading, item: Object, stages: Sequence[Mapping[str, Any]], parting: Parting | None
) -> Mapping[str, int]:
    measures = [{"fn": "count", "as": "count"}]
    if parting is None:
        return {
            stage["name"]: (await _rows(reading, item.name, {"where": stage["where"], "measures": measures}))[0][
                "count"
            ]
            for stage in stages
        }
    return await _counted(reading, item, parting, {})


async def _counted(reading: Reading, item: Object, parting: Parting, where: Mapping[str, Any]) -> Counter[str]:
    """How many records that fit stand at each stage."""
    body = {
        "where": where,
        "group_by": [{"field": parting.field.name, "as": "value"}],
        "measures": [{"fn": "count", "as": "count"}],
    }
    found = Counter[str]()
    for row in await _rows(reading, item.name, body):
        if row["value"] in parting.stages:
            found[parting.stages[row["value"]]] += row["count"]
    return found


async def _worth(reading: Reading, content: Content, parting: Parting | None) -> Mapping[str, Any] | None:
    """What those at each stage are worth; None where there is no saying: nobody has said how, or a rate is missing."""
    worth = content.get("worth")
    if worth is None:
        return None
    step, where = worth["through"], worth.get("where", {})
    measures = [{**worth["measure"], "as": "sum"}]
    sums: dict[str, Any] = {}
    try:
        if parting is not None:
            groups = [{"field": f"{step}.{parting.field.name}", "as": "value"}]
            body = {"where": where, "group_by": groups, "measures": measures}
            sums = _by_stage(await _rows(reading, worth["object"], body), parting)
        else:
            for stage in content["stages"]:
                within = {"and": [where, through(step, stage["where"])]}
                [row] = await _rows(reading, worth["object"], {"where": within, "measures": measures})
                sums[stage["name"]] = row["sum"]
    except Invalid as error:
        if error.code != "rate_missing":
            raise
        return None
    source = reading.item(worth["object"])
    measured = source.fields.get(worth["measure"]["field"])
    currency = reading.context.currency if measured is not None and measured.type.name == "money" else None
    return {
        stage["name"]: {"amount": sums.get(stage["name"]) or "0", "currency": currency} for stage in content["stages"]
    }


async def _movement(reading: Reading, item: Object, parting: Parting) -> Movement | None:
    """Who has come to another stage within the week; None where that can't be told."""
    if "created_at" not in item.fields:
        return None
    start = reading.context.now - timedelta(days=DAYS)
    rows = await reading.session.fetch(
        _MOVED.format(table=table_name(item)), str(first_id_at(start)), item.id, parting.field.id, start, MOST_MOVED + 1
    )
    if len(rows) > MOST_MOVED:
        return None
    seen = await reading.reached(item, [identity for identity, _, _ in rows])
    since = start.isoformat()
    newcomers = {"field": "created_at", "op": "gte", "value": since}
    movement = Movement(since, entered=await _counted(reading, item, parting, newcomers))
    for identity, old, new in rows:
        before, after = parting.stages.get(old), parting.stages.get(new)
        if identity not in seen or before == after:
            continue
        if before is not None:
            movement.left[before] += 1
        if after is not None:
            movement.entered[after] += 1
            movement.moved.setdefault(after, []).append(identity)
    return movement


def _entered_where(stage: Mapping[str, Any], movement: Movement) -> dict[str, Any] | None:
    """The condition of those who have entered a stage; None where nobody has, or they are too many to name."""
    moved = movement.moved.get(stage["name"], [])
    if not movement.entered[stage["name"]] or len(moved) > MOST_LISTED:
        return None
    newcomers = {"field": "created_at", "op": "gte", "value": movement.since}
    ways = [newcomers, {"field": "id", "op": "in", "value": moved}] if moved else [newcomers]
    return {"and": [stage["where"], {"or": ways}]}


def _by_stage(rows: Rows, parting: Parting) -> dict[str, Any]:
    """Sums by stage, where several values may make one."""
    sums: dict[str, Any] = {}
    for row in rows:
        stage = parting.stages.get(row["value"])
        if stage is not None and row["sum"] is not None:
            amount = parse_decimal(row["sum"])
            sums[stage] = amount if stage not in sums else sums[stage] + amount
    return {stage: decimal_text(amount) for stage, amount in sums.items()}


async def _rows(reading: Reading, name: str, body: Mapping[str, Any]) -> Rows:
    return orjson.loads(await read_aggregate(reading, name, body))["rows"]


_MOVED = """
select e.record_id::text,
       (array_agg(e.before ->> $3 order by e.version))[1],
       (array_agg(e.after ->> $3 order by e.version desc))[1]
from luopan.events e
join {table} r on r.id = e.record_id and r.deleted_at is null and r.created_at < $4
where e.change_id >= $1::uuid and e.object_id = $2 and e.action <> 'created' and (e.before -> $3) is not null
group by e.record_id
limit $5
"""
"""Of records that were there a week ago: a field's value before its first change since then, and after its last."""
