"""The funnel over a field with stages: how far records have come, how many went on, and how long they stayed.

Two statements under the actor's rights: the records by the way they have gone, which Python only adds up, and the median of
the time in each stage.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnClause,
    ColumnElement,
    FromClause,
    Integer,
    Text,
    and_,
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
ENOUGH = 10_000
"""The median of so many records, chosen at random, is that of all to within one or two per cent."""
_JOURNEY_COLUMNS: tuple[ColumnClause[Any], ...] = (
    *(column(name) for name in ("object_id", "field_id", "record_id", "way", "timed")),
    column("seconds", ARRAY(Integer)),
)
_JOURNEYS = table("journeys", *_JOURNEY_COLUMNS, schema="luopan")


@lru_cache(KEPT_STATEMENTS)
def paths_statement(snapshot: Snapshot, item: Object, by: Field, value: BoundPath | None, tree: Tree) -> Compiled:
    """Rows of (stage now, the way here, records, how many of them have a known time, worth, whether a worth is missing)."""
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
    timed = func.count().filter(journeys.c.timed)
    return compiled(
        select(now, journeys.c.way, func.count(), timed, worth, missing)
        .select_from(clause)
        .where(source.alive(), condition, reached(source, snapshot.opening(item)))
        .group_by(now, journeys.c.way)
    )


@lru_cache(KEPT_STATEMENTS)
def medians_statement(snapshot: Snapshot, item: Object, by: Field, tree: Tree, one_in: int) -> Compiled:
    """Rows of (stage, the seconds that half of the visits did not exceed): of one record in so many, always the same."""
    source = Statement(snapshot).source(item)
    condition = condition_sql(source, tree)
    journeys, clause = _with_journeys(source, by, outer=False)
    stages = func.string_to_array(journeys.c.way, literal_column("e'\\n'"))
    visit = func.unnest(stages, journeys.c.seconds).table_valued("stage", "seconds").render_derived("visit")
    where = [source.alive(), condition, reached(source, snapshot.opening(item)), visit.c.seconds.is_not(None)]
    if one_in > 1:
        where.append(func.uuid_hash(journeys.c.record_id) % literal_column(str(one_in)) == literal_column("0"))
    median = func.percentile_disc(literal_column("0.5")).within_group(visit.c.seconds)
    return compiled(
        select(visit.c.stage, median).select_from(clause.join(visit, true())).where(*where).group_by(visit.c.stage)
    )


def sampled(timed: int) -> int:
    """Of how many records with known times one is enough for a median: a power of two, so that statements stay few."""
    return 1 << max(0, (timed // ENOUGH).bit_length() - 1)


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
    paths: Sequence[tuple[str | None, str | None, int, int, str | None, bool]],
    medians: Mapping[str, int],
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
    for now, way, count, with_time, worth, _ in paths:
        been = {one for one in (now, *(way or "").split("\n")) if one in options}
        if not been:
            continue
        furthest = max((places[one] for one in been if one in places), default=0)
        for place in range(furthest + 1):
            came_to[place] += count
        timed += with_time
        heaps[now or ""].add(count, worth)
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
        "sampled": sampled(timed) > 1,
    }


def _rate(came_to: Sequence[int], place: int) -> float | None:
    """How many of those who came to a stage came to the next."""
    return round(came_to[place + 1] / came_to[place], 4) if came_to[place] else None


def _unit(request: FunnelRequest, currency: str) -> str | None:
    """What the sum of a value is in: only money has a currency."""
    return currency if request.value is not None and "currency" in request.value.type.parts else None
