"""Money in several currencies: compared, sorted and summed by its worth on its day, and never by a guess.

Each test has a currency of its own, since rates belong to the whole workspace.
"""

import time
from collections.abc import Callable
from typing import Any

from tests.http.api import Api, places

PATIENCE_SECONDS = 15.0


def machine(api: Api, lot: str, number: int, amount: Any, currency: str, day: str | None = "2024-03-01") -> Any:
    price = {"amount": amount, "currency": currency}
    return api.create("machine", serial=f"{lot}-{number}", lot=lot, hours=number, price=price, bought_on=day)


def eventually(found: Callable[[], Any], expected: Any) -> None:
    """Waits until the worker has done its part."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (now := found()) != expected:
        assert time.monotonic() < deadline, f"{now} is still not {expected}"
        time.sleep(0.02)


def total(api: Api, lot: str) -> Any:
    where = {"field": "lot", "op": "eq", "value": lot}
    response = api.client.post(
        "/api/records/machine/aggregate",
        json={"where": where, "measures": [{"fn": "sum", "field": "price", "as": "sum"}]},
    )
    return response.json()["rows"][0]["sum"] if response.status_code == 200 else response.json()["code"]


def hours(api: Api, lot: str, condition: Any = None, **rest: Any) -> list[int]:
    mine = {"field": "lot", "op": "eq", "value": lot}
    where = mine if condition is None else {"and": [mine, condition]}
    return [one["hours"] for one in api.all("machine", where=where, **rest)]


def test_amounts_compare_sort_and_add_up_by_their_worth(api: Api, lot: str) -> None:
    api.bulk(
        "rate",
        "create",
        [
            {"currency": "USD", "date": "2024-01-01", "rate": "7"},
            {"currency": "USD", "date": "2024-06-01", "rate": "8"},
        ],
        atomic=True,
    )
    machine(api, lot, 0, 70, "CNY")
    machine(api, lot, 1, 10, "USD")
    machine(api, lot, 2, "10.5", "USD")
    machine(api, lot, 3, 10, "USD", "2024-06-01")
    machine(api, lot, 4, 71, "CNY")
    by_worth = [{"field": "price"}, {"field": "hours"}]
    assert hours(api, lot, sort=by_worth) == [0, 1, 4, 2, 3]
    assert hours(api, lot, sort=[{"field": "price", "dir": "desc"}, {"field": "hours"}], limit=2) == [3, 2, 4, 0, 1]
    assert sorted(hours(api, lot, {"field": "price", "op": "eq", "value": 70})) == [0, 1]
    assert sorted(hours(api, lot, {"field": "price", "op": "eq", "value": {"amount": "70.0", "currency": "CNY"}})) == [
        0,
        1,
    ]
    assert sorted(hours(api, lot, {"field": "price", "op": "gt", "value": 71})) == [2, 3]
    assert sorted(hours(api, lot, {"field": "price.currency", "op": "eq", "value": "USD"})) == [1, 2, 3]
    assert sorted(hours(api, lot, {"field": "price.number", "op": "eq", "value": 10})) == [1, 3]
    assert total(api, lot) == "364.5"
    where = {"field": "lot", "op": "eq", "value": lot}
    measures = [{"fn": fn, "field": "price"} for fn in ("min", "max", "avg", "count")]
    [row] = api.aggregate("machine", where=where, measures=measures)
    assert {name: float(value) for name, value in row.items()} == {
        "min_price": 70,
        "max_price": 80,
        "avg_price": 72.9,
        "count_price": 5,
    }
    rows = api.aggregate(
        "machine", where=where, group_by=["price.currency"], measures=[{"fn": "sum", "field": "price.number"}]
    )
    assert {row["price.currency"]: float(row["sum_price.number"]) for row in rows} == {"CNY": 141, "USD": 30.5}
    assert {one["hours"]: one["price"] for one in api.all("machine", where=where)}[2] == {
        "amount": "10.5",
        "currency": "USD",
    }
    document = api.refused(
        "POST",
        "/api/records/machine/query",
        422,
        {"where": {"field": "price", "op": "gt", "value": {"amount": 1, "currency": "USD"}}},
    )
    assert places(document) == {(None, "where.price", "money_operand_currency")}


def test_without_a_rate_nothing_is_guessed_and_a_rate_mends_it(api: Api, lot: str) -> None:
    created = machine(api, lot, 1, 10, "CHF")
    assert [one["code"] for one in created["warnings"]] == ["money_no_rate"]
    machine(api, lot, 2, 5, "CNY")
    assert total(api, lot) == "rate_missing"
    assert hours(api, lot, {"field": "price", "op": "gt", "value": 0}) == [2]
    assert hours(api, lot, {"field": "price", "op": "not_empty"}, sort=[{"field": "price", "dir": "desc"}]) == [2, 1]
    rate = api.create("rate", currency="CHF", date="2024-03-01", rate="8.25")
    eventually(lambda: total(api, lot), "87.5")
    api.patch("rate", rate["id"], rate="8")
    eventually(lambda: total(api, lot), "85")
    assert api.read("machine", created["id"])["version"] == 1, "a worth is derived, not an edit"
    api.patch("rate", rate["id"], date="2024-03-02")
    eventually(lambda: total(api, lot), "rate_missing")
    machine(api, lot, 3, 1, "CHF", "2024-03-02")
    assert hours(api, lot, {"field": "price", "op": "eq", "value": 8}) == [3]


def test_a_deleted_rate_no_longer_counts(api: Api, lot: str) -> None:
    old = api.create("rate", currency="SEK", date="2020-01-01", rate="0.5")
    new = api.create("rate", currency="SEK", date="2024-01-01", rate="0.7")
    machine(api, lot, 1, 10, "SEK")
    assert total(api, lot) == "7"
    api.delete("rate", new["id"])
    eventually(lambda: total(api, lot), "5")
    api.delete("rate", old["id"])
    eventually(lambda: total(api, lot), "rate_missing")
    assert api.client.post(f"/api/records/rate/{new['id']}/restore").status_code == 200
    eventually(lambda: total(api, lot), "7")


def test_a_rate_moved_to_another_currency_leaves_the_old_one(api: Api, lot: str) -> None:
    rate = api.create("rate", currency="NOK", date="2024-01-01", rate="2")
    machine(api, lot, 1, 10, "NOK")
    assert total(api, lot) == "20"
    api.patch("rate", rate["id"], currency="DKK")
    eventually(lambda: total(api, lot), "rate_missing")


def test_a_new_day_of_the_record_takes_the_rate_of_that_day(api: Api, lot: str) -> None:
    rates = [{"currency": "GBP", "date": f"2024-0{month}-01", "rate": str(month)} for month in (1, 2, 3)]
    api.bulk("rate", "create", rates, atomic=True)
    created = machine(api, lot, 1, 10, "GBP", "2024-01-31")
    assert total(api, lot) == "10"
    api.patch("machine", created["id"], bought_on="2024-02-01")
    assert total(api, lot) == "20"
    api.patch("machine", created["id"], bought_on=None)
    assert total(api, lot) == "30"
    api.patch("machine", created["id"], price=None)
    assert total(api, lot) is None


def test_one_rate_a_day_and_currency(api: Api) -> None:
    api.create("rate", currency="HKD", date="2024-01-01", rate="0.9")
    document = api.refused("POST", "/api/records/rate", 422, {"currency": "HKD", "date": "2024-01-01", "rate": "1"})
    assert places(document) == {(None, "currency", "not_unique")}
    answer = api.bulk(
        "rate", "upsert", [{"currency": "HKD", "date": "2024-01-01", "rate": "0.91"}], key=["currency", "date"]
    )
    assert answer["updated"] == 1
