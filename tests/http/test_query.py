"""Lists: every page of every sort, conditions over paths, selections, counts, and cursors that must not be bent."""

import base64
import random
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.http.api import Api, check_problem, fresh, places

SORTABLE = (
    "serial",
    "name",
    "status",
    "hours",
    "weight",
    "price",
    "bought_on",
    "seen_at",
    "active",
    "created_at",
    "version",
    "id",
    "maker.name",
    "maker.founded",
    "maker.kind",
    "maker.parent.name",
    "backup.hours",
    "price.currency",
    "price.number",
    "owner.name",
)
NAMES = [
    "华为",
    "中兴",
    "阿里",
    "Huawei",
    "huawei",
    "ＨＵＡＷＥＩ",
    "",
    None,
    "é",
    "ß",
    "z",
    "_",
    "%",
    "10",
    "9",
    "重庆",
    "长安",
]


@pytest.fixture(scope="module")
def fleet(api: Api) -> str:
    """A lot of 150 machines with many equal and many empty values."""
    dice, lot = random.Random(7), fresh("F")

    def maybe(value: Any) -> Any:
        return None if dice.random() < 0.3 else value

    makers = [
        {
            "name": f"{dice.choice(NAMES) or 'x'} {n}",
            "code": f"{lot}-{n}",
            "founded": maybe(f"20{dice.randrange(10, 14)}-01-01"),
            "kind": maybe(dice.choice(["plant", "lab", "shop"])),
            "parent": maybe({"code": f"{lot}-{dice.randrange(n)}"}) if n else None,
        }
        for n in range(12)
    ]
    api.bulk("maker", "create", makers, atomic=True)
    machines = [
        {
            "serial": f"{lot}-{n:03}",
            "lot": lot,
            "name": maybe(dice.choice(NAMES)),
            "status": maybe(dice.choice(["in_use", "idle", "scrapped"])),
            "hours": maybe(dice.randrange(5)),
            "weight": maybe(dice.choice(["-1.5", "0", "2", "10", "2.000000000001"])),
            "price": maybe({"amount": dice.randrange(4), "currency": dice.choice(["CNY", "CNY", "XPF"])}),
            "bought_on": maybe((date(2024, 1, 1) + timedelta(dice.randrange(4))).isoformat()),
            "seen_at": maybe(f"2024-01-01T00:00:0{dice.randrange(3)}.{dice.choice(['0', '5', '123456'])}Z"),
            "active": maybe(dice.random() < 0.5),
            "tags": maybe(dice.sample(["a", "b", "热"], 2)),
            "maker": maybe({"code": f"{lot}-{dice.randrange(12)}"}),
            "backup": maybe({"serial": f"{lot}-{dice.randrange(150):03}"}),
        }
        for n in range(150)
    ]
    api.bulk("machine", "create", machines, atomic=True)
    return lot


orders = st.lists(st.tuples(st.sampled_from(SORTABLE), st.sampled_from(["asc", "desc"])), max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(order=[("weight", "asc"), ("created_at", "desc")], limit=7, where=None)
@example(order=[("status", "desc"), ("id", "asc")], limit=13, where=None)
@example(order=[("price", "asc"), ("price.number", "desc"), ("price.currency", "asc")], limit=13, where="price")
@given(order=orders, limit=st.sampled_from([7, 13, 50, 149, 150]), where=st.sampled_from([None, "price", "maker"]))
def test_the_pages_of_any_sort_have_no_holes_and_no_doubles(
    api: Api, fleet: str, order: list[tuple[str, str]], limit: int, where: str | None
) -> None:
    condition: Any = {"field": "lot", "op": "eq", "value": fleet}
    if where is not None:
        condition = {"and": [condition, {"field": where, "op": "not_empty"}]}
    body = {
        "where": condition,
        "sort": [{"field": name, "dir": direction} for name, direction in order],
        "select": ["serial"],
    }
    whole = [one["id"] for one in api.query("machine", **body, limit=1_000)["records"]]
    pages = list(api.pages("machine", **body, limit=limit))
    assert [one["id"] for page in pages for one in page] == whole, order
    assert all(len(page) == limit for page in pages[:-1])
    assert len(set(whole)) == len(whole)
    count = api.query("machine", where=condition, count="exact", limit=1)["count"]
    assert len(whole) == count
    if where is None:
        assert count == 150


@pytest.mark.parametrize("name", ["hours", "bought_on", "weight", "seen_at", "active", "maker.founded", "backup.hours"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_empty_values_come_last_in_both_directions(api: Api, fleet: str, name: str, direction: str) -> None:
    where = {"field": "lot", "op": "eq", "value": fleet}
    records = api.all("machine", where=where, sort=[{"field": name, "dir": direction}], select=[name], limit=40)
    values = [one[name] for one in records]
    full = [float(value) if name == "weight" else value for value in values if value is not None]
    assert None not in values[: len(full)]
    assert full == sorted(full, reverse=direction == "desc")
    assert 0 < len(full) < 150


def test_texts_sort_by_pinyin_and_options_in_their_order(api: Api, lot: str) -> None:
    names = ["b", "A", "重庆", "长安", "阿里", "中兴", "ａｂ", "华为", "上海"]
    states = ["scrapped", "in_use", "idle"]
    rows = [{"serial": f"{lot}-{n}", "lot": lot, "name": name, "status": states[n % 3]} for n, name in enumerate(names)]
    api.bulk("machine", "create", rows)
    where = {"field": "lot", "op": "eq", "value": lot}
    by_name = [one["name"] for one in api.all("machine", where=where, sort=[{"field": "name"}])]
    assert by_name == ["A", "阿里", "ａｂ", "b", "长安", "重庆", "华为", "上海", "中兴"]
    by_status = [one["status"] for one in api.all("machine", where=where, sort=[{"field": "status"}])]
    assert by_status == ["in_use"] * 3 + ["idle"] * 3 + ["scrapped"] * 3


def test_without_a_sort_the_newest_come_first(api: Api, lot: str) -> None:
    ids = [api.create("machine", serial=f"{lot}-{n}", lot=lot)["id"] for n in range(3)]
    where = {"field": "lot", "op": "eq", "value": lot}
    assert [one["id"] for one in api.all("machine", where=where)] == ids[::-1]


def test_records_that_come_and_go_between_pages_shift_nothing(api: Api, lot: str) -> None:
    api.bulk("machine", "create", [{"serial": f"{lot}-{n}", "lot": lot, "hours": n} for n in range(0, 60, 2)])
    where, sort = {"field": "lot", "op": "eq", "value": lot}, [{"field": "hours"}]
    seen: list[int] = []
    for number, page in enumerate(api.pages("machine", where=where, sort=sort, limit=10)):
        seen += [one["hours"] for one in page]
        if number == 0:
            api.bulk("machine", "delete", [page[0]["id"], page[-1]["id"]])
            api.bulk("machine", "create", [{"serial": f"{lot}-new{n}", "lot": lot, "hours": n} for n in (1, 17, 31)])
    assert seen == sorted([*range(0, 60, 2), 31])


CONDITIONS: list[tuple[Any, Any]] = [
    ({"field": "hours", "op": "gte", "value": 3}, lambda one: one["hours"] is not None and one["hours"] >= 3),
    ({"not": {"field": "hours", "op": "gte", "value": 3}}, lambda one: one["hours"] is None or one["hours"] < 3),
    ({"field": "hours", "op": "ne", "value": 3}, lambda one: one["hours"] != 3),
    ({"field": "hours", "op": "between", "value": [1, 2]}, lambda one: one["hours"] in (1, 2)),
    ({"field": "status", "op": "in", "value": ["idle", "scrapped"]}, lambda one: one["status"] in ("idle", "scrapped")),
    ({"field": "status", "op": "not_in", "value": ["idle"]}, lambda one: one["status"] != "idle"),
    ({"field": "tags", "op": "has_any", "value": ["热"]}, lambda one: "热" in (one["tags"] or [])),
    ({"field": "active", "op": "eq", "value": False}, lambda one: one["active"] is False),
    ({"field": "maker", "op": "empty"}, lambda one: one["maker"] is None),
    ({"field": "maker.kind", "op": "eq", "value": "lab"}, lambda one: one["maker.kind"] == "lab"),
    ({"field": "maker.kind", "op": "ne", "value": "lab"}, lambda one: one["maker.kind"] != "lab"),
    ({"field": "backup.hours", "op": "gt", "value": {"path": "hours"}}, None),
    ({"any": "backs_up"}, None),
    ({"or": [{"field": "hours", "op": "eq", "value": 0}, {"field": "active", "op": "eq", "value": True}]}, None),
    ({"field": "owner", "op": "eq", "value": {"me": True}}, lambda one: True),
    ({"field": "created_at", "op": "gte", "value": {"now": "-1h"}}, lambda one: True),
]


@pytest.mark.parametrize(("condition", "meaning"), CONDITIONS, ids=str)
def test_a_condition_finds_what_it_says_and_its_negation_the_rest(
    api: Api, fleet: str, condition: Any, meaning: Any
) -> None:
    mine = {"field": "lot", "op": "eq", "value": fleet}
    select = ["hours", "status", "tags", "active", "maker", "maker.kind"]
    everything = {one["id"]: one for one in api.all("machine", where=mine, select=select)}
    found = {one["id"] for one in api.all("machine", where={"and": [mine, condition]})}
    rest = {one["id"] for one in api.all("machine", where={"and": [mine, {"not": condition}]})}
    assert found | rest == everything.keys()
    assert not found & rest
    if meaning is not None:
        assert found == {identity for identity, one in everything.items() if meaning(one)}
    else:
        assert 0 < len(found) < len(everything)


def test_related_records_are_counted(api: Api, lot: str) -> None:
    machines = [api.create("machine", serial=f"{lot}-{n}", lot=lot)["id"] for n in range(3)]
    parts = [{"name": f"p{n}", "machine": machines[n // 2], "quantity": n} for n in range(3)]
    made = api.bulk("part", "create", parts)["results"]
    mine = {"field": "lot", "op": "eq", "value": lot}

    def fitting(condition: Any) -> set[int]:
        found = {one["id"] for one in api.all("machine", where={"and": [mine, condition]})}
        return {n for n, identity in enumerate(machines) if identity in found}

    assert fitting({"count": "parts", "op": "gte", "value": 1}) == {0, 1}
    assert fitting({"count": "parts", "op": "eq", "value": 0}) == {2}
    assert fitting({"any": "parts", "where": {"field": "quantity", "op": "gt", "value": 0}}) == {0, 1}
    assert fitting({"none": "parts", "where": {"field": "quantity", "op": "gt", "value": 1}}) == {0, 2}
    api.delete("part", made[2]["id"])
    assert fitting({"any": "parts"}) == {0}
    assert fitting({"none": "parts"}) == {1, 2}


def test_a_selection_follows_paths(api: Api, lot: str) -> None:
    group = api.create("maker", name="group", code=f"{lot}-g")
    maker = api.create("maker", name="maker", code=f"{lot}-m", parent=group["id"])
    machine = api.create("machine", serial=lot, lot=lot, maker=maker["id"], price={"amount": 5, "currency": "CNY"})
    select = [
        "serial",
        "maker",
        "maker.name",
        "maker.parent",
        "maker.parent.code",
        "price.amount",
        "price.currency",
        "owner.email",
    ]
    select[5] = "price.number"
    [found] = api.all("machine", where={"field": "lot", "op": "eq", "value": lot}, select=select)
    assert found == {
        "id": machine["id"],
        "version": 1,
        "serial": lot,
        "maker": {"id": maker["id"], "title": "maker"},
        "maker.name": "maker",
        "maker.parent": {"id": group["id"], "title": "group"},
        "maker.parent.code": f"{lot}-g",
        "price.number": "5",
        "price.currency": "CNY",
        "owner.email": "admin@example.com",
    }
    assert api.all("machine", where={"field": "lot", "op": "eq", "value": lot}, select=[]) == [
        {"id": machine["id"], "version": 1}
    ]
    [whole] = api.all("machine", where={"field": "lot", "op": "eq", "value": lot})
    assert whole == api.read("machine", machine["id"])


def test_counts_are_exact_estimated_or_left_out(api: Api, fleet: str) -> None:
    where = {"field": "lot", "op": "eq", "value": fleet}
    assert api.query("machine", where=where, limit=1)["count"] is None
    assert api.query("machine", where=where, limit=1, count="none")["count"] is None
    assert api.query("machine", where=where, limit=1, count="exact")["count"] == 150
    estimate = api.query("machine", where=where, limit=1, count="estimate")["count"]
    assert isinstance(estimate, int)
    assert estimate >= 0


def cursor_of(api: Api, lot: str, **body: Any) -> str:
    page = api.query("machine", where={"field": "lot", "op": "eq", "value": lot}, limit=3, **body)
    assert page["next_cursor"]
    return page["next_cursor"]


def test_a_cursor_serves_only_the_list_that_gave_it(api: Api, fleet: str) -> None:
    cursor = cursor_of(api, fleet, sort=[{"field": "hours"}])
    for sort in (
        [{"field": "hours", "dir": "desc"}],
        [{"field": "weight"}],
        [{"field": "hours"}, {"field": "name"}],
        None,
    ):
        document = api.refused("POST", "/api/records/machine/query", 422, {"sort": sort, "cursor": cursor})
        assert places(document) == {(None, "cursor", "query_cursor")}
    api.refused("POST", "/api/records/maker/query", 422, {"cursor": cursor_of(api, fleet)})


def forged(cursor: str) -> list[Any]:
    """What a curious client may make of a cursor."""
    phase, values, identity, mark = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    parts: list[Any] = [
        [phase, values, "x" * 36, mark],
        [phase, values, "' or '1'='1' or '1'='1' or '1'='1' --"[:36], mark],
        [phase, ["no number"], identity, mark],
        [phase, ["1); drop table x"], identity, mark],
        [phase, ["9" * 400], identity, mark],
        [phase, ["\u0000"], identity, mark],
        [phase, [None], identity, mark],
        [phase, [7], identity, mark],
        [phase, [], identity, mark],
        [phase, values * 2, identity, mark],
        [phase, {"a": 1}, identity, mark],
        ["all", values, identity, mark],
        ["empty", [], identity, mark],
        ["empty", values, identity, mark],
        [{}, values, identity, mark],
        [phase, values, identity],
        {"a": 1, "b": 2, "c": 3, "d": 4},
        [phase, values, None, mark],
        [phase, values, identity, None],
    ]
    texts = [base64.urlsafe_b64encode(orjson.dumps(part)).decode().rstrip("=") for part in parts]
    return [*texts, cursor[:-3], cursor + "AAAA", "", "é", "a", "\u0000", 7, {}, [], True, "A" * 100_000]


@pytest.mark.parametrize("name", ["hours", "seen_at", "bought_on", "name", "status", "active", "weight", "maker"])
def test_a_forged_cursor_is_refused_or_harmless(api: Api, fleet: str, name: str) -> None:
    sort = [{"field": name}]
    for cursor in forged(cursor_of(api, fleet, sort=sort)):
        response = api.client.post("/api/records/machine/query", json={"sort": sort, "cursor": cursor})
        if response.status_code != 200:
            assert {one["field"] for one in check_problem(response, 422)["errors"]} == {"cursor"}, cursor


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"where": {"field": "colour", "op": "eq", "value": 1}}, "where.colour"),
        ({"where": {"field": "hours", "op": "like", "value": 1}}, "where.hours"),
        ({"where": {"field": "hours", "op": "eq", "value": "many"}}, "where.hours"),
        ({"where": {"field": "suppliers.name", "op": "eq", "value": "x"}}, "where.suppliers.name"),
        ({"where": {"field": "parts.name", "op": "eq", "value": "x"}}, "where.parts.name"),
        ({"where": {"and": [{}, {"or": [{"field": 1}]}]}}, "where.and[1].or[0].field"),
        ({"where": {"any": "wheels"}}, "where.wheels"),
        ({"where": []}, "where"),
        ({"where": {"field": "price", "op": "gt", "value": {"amount": 1, "currency": "USD"}}}, "where.price"),
        ({"select": ["serial", "colour"]}, "select[1]"),
        ({"select": "serial"}, "select"),
        ({"sort": [{"field": "serial"}, {"field": "tags"}]}, "sort[1].field"),
        ({"sort": [{"field": "serial", "dir": "up"}]}, "sort[0].dir"),
        ({"sort": [{"field": "serial", "by": "up"}]}, "sort[0].by"),
        ({"sort": [{"field": "serial"}] * 5}, "sort"),
        ({"limit": 0}, "limit"),
        ({"limit": 1_001}, "limit"),
        ({"limit": 1.5}, "limit"),
        ({"limit": "10"}, "limit"),
        ({"limit": True}, "limit"),
        ({"count": "all"}, "count"),
        ({"deleted": "yes"}, "deleted"),
        ({"page": 2}, "page"),
    ],
)
def test_a_question_that_means_nothing_is_refused_with_its_place(api: Api, body: dict[str, Any], place: str) -> None:
    document = api.refused("POST", "/api/records/machine/query", 422, body)
    assert {one["field"] for one in document["errors"]} == {place}
