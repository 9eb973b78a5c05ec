"""Groups and measures: what PostgreSQL computes is what Python computes over the same records."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.http.api import Api, fresh

ZONE = ZoneInfo("Asia/Shanghai")
Record = dict[str, Any]


@pytest.fixture(scope="module")
def heap(api: Api) -> tuple[str, list[Record]]:
    """A lot, and its 300 machines as Python sees them."""
    dice, lot = random.Random(11), fresh("H")
    makers = [{"name": f"maker {n}", "code": f"{lot}-{n}"} for n in range(5)]
    api.bulk("maker", "create", makers, atomic=True)

    def maybe(value: Any) -> Any:
        return None if dice.random() < 0.25 else value

    start = datetime(2023, 12, 30, 15, 59, 59, tzinfo=UTC)
    machines = [
        {
            "serial": f"{lot}-{n:03}",
            "lot": lot,
            "status": maybe(dice.choice(["in_use", "idle", "scrapped"])),
            "hours": maybe(dice.randrange(50)),
            "weight": maybe(str(Decimal(dice.randrange(-500, 500)) / 100)),
            "bought_on": maybe((date(2023, 12, 25) + timedelta(dice.randrange(120))).isoformat()),
            "seen_at": maybe((start + timedelta(hours=dice.randrange(0, 96), seconds=dice.randrange(2))).isoformat()),
            "active": maybe(dice.random() < 0.5),
            "maker": maybe({"code": f"{lot}-{dice.randrange(5)}"}),
        }
        for n in range(300)
    ]
    api.bulk("machine", "create", machines, atomic=True)
    return lot, api.all("machine", where={"field": "lot", "op": "eq", "value": lot})


def cut(day: date, grain: str) -> date:
    """The first day of the period."""
    match grain:
        case "day":
            return day
        case "week":
            return day - timedelta(day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case _:
            return day.replace(month=1, day=1)


def day_of(value: str | None) -> date | None:
    """A date, or the day of a moment in the workspace's zone."""
    if value is None:
        return None
    return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value).astimezone(ZONE).date()


def group_key(record: Record, field: str, grain: str | None) -> Any:
    value = record[field]
    if field == "maker":
        return value and value["id"]
    if grain is None:
        return value
    day = day_of(value)
    return None if day is None else cut(day, grain).isoformat()


def measured(fn: str, field: str | None, records: Sequence[Record]) -> Any:
    if field is None:
        return len(records)
    values = [record[field] for record in records if record[field] is not None]
    if fn == "count":
        return len(values)
    numbers = [Decimal(value) for value in values] if field in ("hours", "weight") else values
    if fn == "count_distinct":
        return len(set(numbers))
    if not numbers:
        return None
    if fn == "avg":
        return (sum(numbers, Decimal()) / len(numbers)).quantize(Decimal("1e-6"), ROUND_HALF_UP)
    return {"sum": sum, "min": min, "max": max}[fn](numbers)


def normal(fn: str, field: str | None, value: Any) -> Any:
    """A measure as it came, made comparable."""
    if value is None or field is None or fn.startswith("count") or field not in ("hours", "weight"):
        return value
    return Decimal(value)


GROUPS = [
    ("status", None),
    ("active", None),
    ("maker", None),
    ("hours", None),
    *((field, grain) for field in ("bought_on", "seen_at") for grain in ("day", "week", "month", "quarter", "year")),
]
MEASURES = [
    ("count", None),
    ("count", "hours"),
    ("count_distinct", "status"),
    *((fn, field) for fn in ("sum", "avg", "min", "max", "count_distinct") for field in ("hours", "weight")),
    ("min", "bought_on"),
    ("max", "bought_on"),
]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    groups=st.lists(st.sampled_from(GROUPS), max_size=2, unique_by=lambda one: one[0]),
    measures=st.lists(st.sampled_from(MEASURES), min_size=1, max_size=4, unique=True),
    status=st.sampled_from([None, "idle"]),
)
def test_aggregates_are_what_python_computes(
    api: Api,
    heap: tuple[str, list[Record]],
    groups: list[tuple[str, str | None]],
    measures: list[tuple[str, str | None]],
    status: str | None,
) -> None:
    lot, records = heap
    where: Any = {"field": "lot", "op": "eq", "value": lot}
    if status is not None:
        where = {"and": [where, {"field": "status", "op": "eq", "value": status}]}
        records = [record for record in records if record["status"] == status]
    rows = api.aggregate(
        "machine",
        where=where,
        group_by=[{"field": field, "grain": grain} if grain else {"field": field} for field, grain in groups],
        measures=[{"fn": fn, "field": field} if field else {"fn": fn} for fn, field in measures],
    )
    expected: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    if not groups:
        expected[()] = []
    for record in records:
        expected[tuple(group_key(record, field, grain) for field, grain in groups)].append(record)
    found: dict[tuple[Any, ...], Record] = {}
    for row in rows:
        key = tuple(row[field] and row[field]["id"] if field == "maker" else row[field] for field, _ in groups)
        assert key not in found
        found[key] = row
    assert found.keys() == expected.keys()
    for key, members in expected.items():
        for fn, field in measures:
            name = f"{fn}_{field}" if field else fn
            wanted = measured(fn, field, members)
            assert normal(fn, field, found[key][name]) == wanted, (key, name)


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a is not None and a < b,
    "lte": lambda a, b: a is not None and a <= b,
    "gt": lambda a, b: a is not None and a > b,
    "gte": lambda a, b: a is not None and a >= b,
}


@pytest.mark.parametrize("op", COMPARE)
def test_having_keeps_the_groups_it_says(api: Api, heap: tuple[str, list[Record]], op: str) -> None:
    lot, _ = heap
    body = {
        "where": {"field": "lot", "op": "eq", "value": lot},
        "group_by": [{"field": "seen_at", "grain": "day"}, "status"],
        "measures": [{"fn": "count", "as": "n"}, {"fn": "sum", "field": "weight", "as": "kg"}],
    }
    everything = api.aggregate("machine", **body)
    pivot = sorted(Decimal(row["kg"]) for row in everything if row["kg"] is not None)[len(everything) // 2]
    kept = api.aggregate("machine", **body, having={"field": "kg", "op": op, "value": str(pivot)})
    compare = COMPARE[op]
    assert kept == [row for row in everything if compare(row["kg"] and Decimal(row["kg"]), pivot)]
    assert kept
    both = {
        "or": [{"field": "n", "op": "gte", "value": 10}, {"and": [{"field": "kg", "op": op, "value": float(pivot)}]}]
    }
    kept = api.aggregate("machine", **body, having=both)
    assert kept == [row for row in everything if row["n"] >= 10 or compare(row["kg"] and Decimal(row["kg"]), pivot)]


def test_rows_come_sorted_named_and_limited(api: Api, heap: tuple[str, list[Record]]) -> None:
    lot, records = heap
    body = {"where": {"field": "lot", "op": "eq", "value": lot}, "group_by": [{"field": "maker", "as": "who"}]}
    rows = api.aggregate(
        "machine", **body, measures=[{"fn": "max", "field": "hours"}], sort=[{"field": "max_hours", "dir": "desc"}]
    )
    values = [row["max_hours"] for row in rows]
    assert values == sorted(values, reverse=True)
    assert {row["who"] and row["who"]["title"] for row in rows} == {None, *(f"maker {n}" for n in range(5))}
    assert len(api.aggregate("machine", **body, limit=2)) == 2
    assert sum(row["count"] for row in api.aggregate("machine", **body)) == len(records)


def test_a_day_is_a_day_of_the_workspace(api: Api, lot: str) -> None:
    """23:59:59 and 00:00 in Shanghai are 15:59:59 and 16:00 UTC: two days, two months, two years there."""
    rows = [
        {"serial": f"{lot}-{n}", "lot": lot, "seen_at": moment}
        for n, moment in enumerate(["2023-12-31T15:59:59.999999Z", "2023-12-31T16:00:00Z", "2024-01-01T15:59:59Z"])
    ]
    api.bulk("machine", "create", rows)
    where = {"field": "lot", "op": "eq", "value": lot}
    for grain, days in (
        ("day", {"2023-12-31": 1, "2024-01-01": 2}),
        ("week", {"2023-12-25": 1, "2024-01-01": 2}),
        ("month", {"2023-12-01": 1, "2024-01-01": 2}),
        ("year", {"2023-01-01": 1, "2024-01-01": 2}),
    ):
        rows = api.aggregate("machine", where=where, group_by=[{"field": "seen_at", "grain": grain}])
        assert {row["seen_at"]: row["count"] for row in rows} == days


def test_paths_can_be_grouped_and_measured(api: Api, lot: str) -> None:
    makers = [{"name": f"m{n}", "code": f"{lot}-{n}", "kind": kind} for n, kind in enumerate(["lab", "lab", "shop"])]
    api.bulk("maker", "create", makers)
    rows: list[Record] = [
        {"serial": f"{lot}-{n}", "lot": lot, "hours": n, "maker": {"code": f"{lot}-{n % 3}"}} for n in range(9)
    ]
    api.bulk("machine", "create", [*rows, {"serial": f"{lot}-x", "lot": lot, "hours": 100}])
    found = api.aggregate(
        "machine",
        where={"field": "lot", "op": "eq", "value": lot},
        group_by=["maker.kind"],
        measures=[{"fn": "sum", "field": "hours"}, {"fn": "count_distinct", "field": "maker"}],
    )
    assert {row["maker.kind"]: (row["sum_hours"], row["count_distinct_maker"]) for row in found} == {
        "lab": (0 + 1 + 3 + 4 + 6 + 7, 2),
        "shop": (2 + 5 + 8, 1),
        None: (100, 0),
    }


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"group_by": ["colour"]}, "group_by[0].field"),
        ({"group_by": ["tags"]}, "group_by[0].field"),
        ({"group_by": ["price"]}, "group_by[0].field"),
        ({"group_by": [{"field": "hours", "grain": "day"}]}, "group_by[0].grain"),
        ({"group_by": [{"field": "seen_at", "grain": "decade"}]}, "group_by[0].grain"),
        ({"group_by": [{"field": "status", "as": ""}]}, "group_by[0].as"),
        ({"group_by": ["status", "status"]}, "measures"),
        ({"group_by": ["status"] * 7}, "group_by"),
        ({"measures": [{"fn": "median", "field": "hours"}]}, "measures[0].fn"),
        ({"measures": [{"fn": "sum"}]}, "measures[0].field"),
        ({"measures": [{"fn": "sum", "field": "serial"}]}, "measures[0].fn"),
        ({"measures": [{"fn": "sum", "field": "parts.quantity"}]}, "measures[0].field"),
        ({"measures": [{"fn": "count", "as": "长" * 22}]}, "measures[0].as"),
        ({"having": {"field": "sum_hours", "op": "gt", "value": 1}}, "having.field"),
        ({"having": {"field": "count", "op": "like", "value": 1}}, "having.op"),
        ({"having": {"field": "count", "op": "gt", "value": "many"}}, "having.value"),
        ({"having": {"field": "count", "op": "gt", "value": None}}, "having.value"),
        ({"having": 7}, "having.field"),
        ({"sort": [{"field": "hours"}]}, "sort[0].field"),
        ({"sort": [{"field": ["count"]}]}, "sort[0].field"),
        ({"having": {"field": {}, "op": "gt", "value": 1}}, "having.field"),
        ({"having": {"field": "count", "op": [], "value": 1}}, "having.op"),
        ({"group_by": [{"field": "seen_at", "grain": []}]}, "group_by[0].grain"),
        ({"measures": [{"fn": {}, "field": "hours"}]}, "measures[0].fn"),
        ({"limit": 10_001}, "limit"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_a_question_that_means_nothing_is_refused_with_its_place(api: Api, body: Record, place: str) -> None:
    document = api.refused("POST", "/api/records/machine/aggregate", 422, body)
    assert {one["field"] for one in document["errors"]} == {place}
