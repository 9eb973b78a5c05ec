"""The funnel over a field with stages: how far records have come, how many went on, and how long they stayed.

Two statements under the actor's rights give what Python then only adds up: the records by the way they have gone, and the
visits of each stage by their length.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnClause,
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    column,
    func,
    literal_column,
    select,
    table,
    true,
)
from sqlalchemy import cast as sql_cast

from luopan.kernel.fields.types.decimal import decimal_text
from luopan.kernel.fields.types.select import OPEN, Option
from luopan.kernel.metadata.binding import BoundPath, Tree
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.query.reach import reached
from luopan.kernel.query.requests import FunnelRequest
from luopan.kernel.query.sources import Source, Statement, compared, condition_sql
from luopan.kernel.query.statements import KEPT_STATEMENTS, Compiled, Measure, compiled, worth_missing

WON = frozenset(("won", "done"))
"""Categories of options. Whatever is neither open nor won is lost."""
MINUTE, HOUR, DAY = 60, 3_600, 86_400
_JOURNEY_COLUMNS: tuple[ColumnClause[Any], ...] = (
    *(column(name) for name in ("object_id", "field_id", "record_id")),
    column("stages", ARRAY(Text)),
    column("seconds", ARRAY(BigInteger)),
)
_JOURNEYS = table("journeys", *_JOURNEY_COLUMNS, schema="luopan")


@lru_cache(KEPT_STATEMENTS)
def paths_statement(snapshot: Snapshot, item: Object, by: Field, value: BoundPath | None, tree: Tree) -> Compiled:
    """Rows of (stage now, stages that were, records, how many of them have a known time, worth, whether a worth is missing)."""
    source = Statement(snapshot).source(item)
    worth: ColumnElement[Any] = literal_column("null")
    measures: tuple[Measure, ...] = ()
    if value is not None:
        measures = (Measure("worth", "sum", value),)
        worth = sql_cast(func.sum(compared(source, value)), Text)
    condition = condition_sql(source, tree)
    missing = worth_missing(source, measures)
    journeys, clause = _with_journeys(source, by, outer=True)
    now = source.column(by.column)
    timed = func.count().filter(func.array_remove(journeys.c.seconds, None) != literal_column("'{}'::bigint[]"))
    return compiled(
        select(now, journeys.c.stages, func.count(), timed, worth, missing)
        .select_from(clause)
        .where(source.alive(), condition, reached(source, snapshot.opening(item)))
        .group_by(now, journeys.c.stages)
    )


@lru_cache(KEPT_STATEMENTS)
def visits_statement(snapshot: Snapshot, item: Object, by: Field, tree: Tree) -> Compiled:
    """Rows of (stage, length of the visit in seconds, visits): to the minute from an hour on, to the hour from a day on."""
    source = Statement(snapshot).source(item)
    condition = condition_sql(source, tree)
    journeys, clause = _with_journeys(source, by, outer=False)
    visit = func.unnest(journeys.c.stages, journeys.c.seconds).table_valued("stage", "seconds").render_derived("visit")
    seconds = visit.c.seconds
    length = case(
        (seconds < literal_column(str(HOUR)), seconds),
        (seconds < literal_column(str(DAY)), seconds - seconds % literal_column(str(MINUTE))),
        else_=seconds - seconds % literal_column(str(HOUR)),
    )
    return compiled(
        select(visit.c.stage, length, func.count())
        .select_from(clause.join(visit, true()))
        .where(source.alive(), condition, reached(source, snapshot.opening(item)), seconds.is_not(None))
        .group_by(visit.c.stage, length)
    )


def _with_journeys(source: Source, by: Field, *, outer: bool) -> tuple[FromClause, FromClause]:
    """The journeys, and the table with its joins and them."""
    journeys = _JOURNEYS.alias(source.statement.alias())
    tied = and_(
        journeys.c.record_id == source.column("id"),
        journeys.c.object_id == literal_column(f"'{source.item.id}'"),
        journeys.c.field_id == literal_column(f"'{by.id}'"),
    )
    return journeys, source.from_clause().join(journeys, tied, isouter=outer)


@dataclass(slots=True)
class _Heap:
    """Records that are in a stage now."""

    now: int = 0
    worth: Decimal = Decimal(0)

    def add(self, count: int, worth: str | None) -> None:
        self.now += count
        self.worth += Decimal(worth or 0)


def funnel(
    request: FunnelRequest,
    paths: Sequence[tuple[str | None, Sequence[str | None] | None, int, int, str | None, bool]],
    visits: Iterable[tuple[str, int, int]],
    currency: str,
) -> dict[str, Any]:
    """The answer, of the rows of both statements. A record that is or was in a stage has come through those before it."""
    options: Mapping[str, Option] = request.by.settings.by_key
    stages = [one for one in options.values() if one.category == OPEN]
    places = {one.value: place for place, one in enumerate(stages)}
    places |= {one.value: len(stages) for one in options.values() if one.category in WON}
    heaps: dict[str, _Heap] = defaultdict(_Heap)
    came_to = [0] * (len(stages) + 1)
    timed = 0
    for now, stages_before, count, with_time, worth, _ in paths:
        been = {one for one in (now, *(stages_before or ())) if one in options}
        if not been:
            continue
        furthest = max((places[one] for one in been if one in places), default=0)
        for place in range(furthest + 1):
            came_to[place] += count
        timed += with_time
        heaps[now or ""].add(count, worth)
    medians = _medians(visits)
    won = [one.value for one in options.values() if one.category in WON]
    lost = [one.value for one in options.values() if one.category not in WON and one.category != OPEN]

    def shown(heap: _Heap) -> dict[str, Any]:
        amount = (
            None
            if request.value is None
            else {"amount": decimal_text(heap.worth), "currency": _unit(request, currency)}
        )
        return {"now": heap.now, "worth": amount}

    def together(values: Iterable[str]) -> dict[str, Any]:
        sum_ = _Heap()
        for one in values:
            sum_.add(heaps[one].now, str(heaps[one].worth))
        return shown(sum_)

    return {
        "stages": [
            {
                "value": one.value,
                "label": one.label,
                "reached": came_to[place],
                **shown(heaps[one.value]),
                "conversion": _rate(came_to, place) if place + 1 < len(stages) or won else None,
                "median_seconds": medians.get(one.value),
            }
            for place, one in enumerate(stages)
            if not one.retired or heaps[one.value].now
        ],
        "won": {"reached": came_to[-1], **together(won)},
        "lost": together(lost),
        "records": sum(heap.now for heap in heaps.values()),
        "timed": timed,
    }


def _rate(came_to: Sequence[int], place: int) -> float | None:
    """How many of those who came to a stage came to the next."""
    return round(came_to[place + 1] / came_to[place], 4) if came_to[place] else None


def _unit(request: FunnelRequest, currency: str) -> str | None:
    """What the sum of a value is in: only money has a currency."""
    return currency if request.value is not None and "currency" in request.value.type.parts else None


def _medians(visits: Iterable[tuple[str, int, int]]) -> dict[str, int]:
    lengths: dict[str, Counter[int]] = defaultdict(Counter)
    for stage, seconds, count in visits:
        lengths[stage][seconds] += count
    return {stage: _median(counts) for stage, counts in lengths.items()}


def _median(counts: Counter[int]) -> int:
    """The length that half of the visits did not exceed."""
    lengths = sorted(counts)
    reached_so_far = accumulate(counts[one] for one in lengths)
    return next(one for one, so_far in zip(lengths, reached_so_far, strict=True) if 2 * so_far >= counts.total())
