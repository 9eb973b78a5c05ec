"""Ten thousand records through one call, each row answered for itself."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.http.api import Api, fresh, places


def row_codes(answer: dict[str, Any]) -> dict[int, set[tuple[str | None, str]]]:
    """(field, code) of the problems of each failed row."""
    return {
        one["row"]: {(error.get("field"), error["code"]) for error in one["errors"]}
        for one in answer["results"]
        if one["status"] == "failed"
    }


def serials(api: Api, lot: str) -> list[str]:
    where = {"field": "lot", "op": "eq", "value": lot}
    return sorted(one["serial"] for one in api.all("machine", where=where, select=["serial"]))


def test_ten_thousand_rows_create_update_and_do_nothing(api: Api, lot: str) -> None:
    rows = [{"serial": f"{lot}-{n:05}", "lot": lot, "hours": n, "name": f"机器 {n}"} for n in range(10_000)]
    created = api.bulk("machine", "upsert", rows, key="serial")
    assert created["created"] == 10_000
    assert {one["version"] for one in created["results"]} == {1}
    again = api.bulk("machine", "upsert", rows, key="serial", atomic=True)
    assert (again["unchanged"], again["change"]) == (10_000, None), "an identical upsert writes no event"
    assert [one["id"] for one in again["results"]] == [one["id"] for one in created["results"]]
    rows[7]["hours"] = None
    rows[9_999]["hours"] = 3
    third = api.bulk("machine", "upsert", rows, key="serial")
    assert (third["updated"], third["unchanged"]) == (2, 9_998)
    assert third["results"][7]["version"] == third["results"][9_999]["version"] == 2
    history = api.history("machine", created["results"][7]["id"])
    assert [(event["version"], event["action"]) for event in history] == [(2, "updated"), (1, "created")]
    assert history[0]["changes"] == {"hours": {"before": 7, "after": None}}
    assert history[1]["change"] == created["change"]
    assert history[0]["change"] == third["change"]
    where = {"field": "lot", "op": "eq", "value": lot}
    assert api.query("machine", where=where, count="exact", limit=1)["count"] == 10_000
    gone = api.bulk("machine", "delete", [one["id"] for one in created["results"]])
    assert gone["deleted"] == 10_000
    assert api.query("machine", where=where, count="exact", limit=1)["count"] == 0
    one_more = [{"serial": "x"}] * 10_001
    api.refused("POST", "/api/records/machine/bulk", 413, {"mode": "create", "records": one_more})


def test_good_rows_go_in_and_bad_ones_say_why(api: Api, lot: str) -> None:
    api.create("machine", serial=f"{lot}-old", lot=lot)
    rows: list[Any] = [
        {"serial": f"{lot}-a", "lot": lot},
        {"lot": lot},
        {"serial": f"{lot}-a", "lot": lot},
        {"serial": f"{lot}-old", "lot": lot},
        {"serial": f"{lot}-b", "lot": lot, "hours": "many", "colour": 1},
        "not an object",
        {"serial": f"{lot}-c", "lot": lot},
    ]
    answer = api.bulk("machine", "create", rows)
    assert (answer["created"], answer["failed"]) == (2, 5)
    assert row_codes(answer) == {
        1: {("serial", "required")},
        2: {("serial", "duplicate_in_batch")},
        3: {("serial", "not_unique")},
        4: {("hours", "not_a_number"), ("colour", "field_unknown")},
        5: {(None, "row_not_an_object")},
    }
    assert serials(api, lot) == [f"{lot}-a", f"{lot}-c", f"{lot}-old"]


def test_an_atomic_batch_goes_in_whole_or_not_at_all(api: Api, lot: str) -> None:
    rows = [{"serial": f"{lot}-{n}", "lot": lot} for n in range(300)]
    bad = [*rows[:-1], {"serial": f"{lot}-0", "lot": lot}]
    document = api.refused("POST", "/api/records/machine/bulk", 422, {"mode": "create", "records": bad, "atomic": True})
    assert places(document) == {(299, "serial", "duplicate_in_batch")}
    assert serials(api, lot) == []
    assert api.bulk("machine", "create", rows, atomic=True)["created"] == 300
    assert len(serials(api, lot)) == 300
    some = [{"serial": f"{lot}-1", "hours": 1}, {"serial": "nobody", "hours": 1}]
    document = api.refused(
        "POST", "/api/records/machine/bulk", 422, {"mode": "update", "key": "serial", "records": some, "atomic": True}
    )
    assert places(document) == {(1, "serial", "record_not_found")}
    assert api.all("machine", where={"field": "serial", "op": "eq", "value": f"{lot}-1"})[0]["hours"] is None


def test_updates_name_records_by_id_or_by_key(api: Api, lot: str) -> None:
    ids = [api.create("machine", serial=f"{lot}-{n}", lot=lot, name=f"n{n}")["id"] for n in range(3)]
    answer = api.bulk("machine", "update", [{"id": ids[0], "hours": 1}, {"hours": 2}, {"id": ids[0], "hours": 3}])
    assert [one["status"] for one in answer["results"]] == ["updated", "failed", "failed"]
    assert row_codes(answer) == {1: {("id", "id_missing")}, 2: {("id", "duplicate_in_batch")}}
    by_two = [{"lot": lot, "name": "n1", "hours": 11}, {"lot": lot, "name": "n9", "hours": 9}, {"lot": lot, "hours": 9}]
    answer = api.bulk("machine", "update", by_two, key=["lot", "name"])
    assert [one["status"] for one in answer["results"]] == ["updated", "failed", "failed"]
    assert row_codes(answer) == {1: {("lot", "record_not_found")}, 2: {("name", "key_missing")}}
    api.patch("machine", ids[2], name="n1")
    answer = api.bulk("machine", "upsert", [{"lot": lot, "name": "n1", "hours": 5}], key=["lot", "name"])
    assert row_codes(answer) == {0: {("lot", "key_ambiguous")}}
    assert [api.read("machine", one)["hours"] for one in ids] == [1, 11, None]
    stale = api.bulk(
        "machine", "update", [{"id": ids[1], "version": 1, "hours": 0}, {"id": ids[0], "version": 2, "hours": 0}]
    )
    assert [one["status"] for one in stale["results"]] == ["failed", "updated"]
    assert row_codes(stale) == {0: {("version", "stale")}}


def test_deleting_in_bulk_by_key(api: Api, lot: str) -> None:
    api.bulk("machine", "create", [{"serial": f"{lot}-{n}", "lot": lot} for n in range(4)])
    rows = [{"serial": f"{lot}-0"}, {"serial": f"{lot}-1"}, {"serial": f"{lot}-0"}, {"serial": "nobody"}]
    answer = api.bulk("machine", "delete", rows, key="serial")
    assert [one["status"] for one in answer["results"]] == ["deleted", "deleted", "failed", "failed"]
    assert row_codes(answer) == {2: {("id", "duplicate_in_batch")}, 3: {("serial", "record_not_found")}}
    document = api.refused(
        "POST",
        "/api/records/machine/bulk",
        422,
        {"mode": "delete", "key": "serial", "atomic": True, "records": [{"serial": f"{lot}-2"}, {"serial": "nobody"}]},
    )
    assert places(document) == {(1, "serial", "record_not_found")}
    assert serials(api, lot) == [f"{lot}-2", f"{lot}-3"]


def test_references_are_found_by_unique_values_in_any_order(api: Api, lot: str) -> None:
    """Children before parents, grandparents last, one that points at itself, and parents that exist already."""
    old = api.create("part", name="old", code=f"{lot}-old")
    rows: list[dict[str, Any]] = [
        {"name": "leaf", "code": f"{lot}-3", "inside": {"code": f"{lot}-2"}},
        {"name": "twig", "code": f"{lot}-2", "inside": {"code": f"{lot}-1"}},
        {"name": "root", "code": f"{lot}-1", "inside": {"code": f"{lot}-old"}},
        {"name": "self", "code": f"{lot}-0", "inside": {"code": f"{lot}-0"}},
    ]
    answer = api.bulk("part", "upsert", rows, key="code", atomic=True)
    leaf, twig, root, itself = (one["id"] for one in answer["results"])
    inside = {one: api.read("part", one)["inside"]["id"] for one in (leaf, twig, root, itself)}
    assert inside == {leaf: twig, twig: root, root: old["id"], itself: itself}
    again = api.bulk("part", "upsert", rows, key="code", atomic=True)
    assert (again["unchanged"], again["change"]) == (4, None)


def test_references_that_can_not_be_found_are_refused_at_their_field(api: Api, lot: str) -> None:
    for serial in ("1", "2"):
        api.create("machine", serial=f"{lot}-{serial}", lot=lot, name=f"{lot} twin")
    unknown = "0198c0de-0000-7000-8000-000000000000"
    rows: list[dict[str, Any]] = [
        {"name": "a", "machine": {"serial": "nobody"}},
        {"name": "b", "machine": {"name": f"{lot} twin"}},
        {"name": "c", "machine": unknown},
        {"name": "d", "machine": {"nofield": "x"}},
        {"name": "e", "machine": {"serial": "x", "name": "y"}},
        {"name": "f", "machine": {}},
        {"name": "g", "machine": {"serial": f"{lot}-1"}},
        {"name": "h", "machine": ["x"]},
        {"name": "i", "machine": {"serial": {"a": 1}}},
    ]
    answer = api.bulk("part", "create", rows)
    codes = row_codes(answer)
    assert all({field for field, _ in problems} == {"machine"} for problems in codes.values())
    assert {row: code for row, problems in codes.items() for _, code in problems} | {8: "", 7: ""} == {
        0: "reference_not_found",
        1: "reference_ambiguous",
        2: "reference_gone",
        3: "field_unknown",
        4: "reference_lookup",
        5: "reference_lookup",
        7: "",
        8: "",
    }
    assert answer["results"][6]["status"] == "created"


def test_a_child_whose_parent_fails_fails_with_it(api: Api, lot: str) -> None:
    """The parent of the same batch is refused, so the child points at nothing: an answer for each row, not an error."""
    api.create("part", name="taken", code=f"{lot}-taken")
    rows: list[dict[str, Any]] = [
        {"name": "good", "code": f"{lot}-good"},
        {"name": "parent", "code": f"{lot}-parent", "quantity": "many"},
        {"name": "child", "code": f"{lot}-child", "inside": {"code": f"{lot}-parent"}},
        {"name": "grandchild", "code": f"{lot}-grandchild", "inside": {"code": f"{lot}-child"}},
    ]
    answer = api.bulk("part", "create", rows)
    assert [one["status"] for one in answer["results"]] == ["created", "failed", "failed", "failed"]
    assert {field for row in (2, 3) for field, _ in row_codes(answer)[row]} == {"inside"}


def test_a_child_whose_parent_loses_a_unique_value_fails_with_it(api: Api, lot: str) -> None:
    """The parent is found to be refused only after references were resolved (its code belongs to a record already)."""
    api.create("part", name="taken", code=f"{lot}-taken")
    rows: list[dict[str, Any]] = [
        {"name": "parent", "code": f"{lot}-taken", "id": "0198c0de-0000-7000-8000-00000000a001"},
        {"name": "child", "code": f"{lot}-child", "inside": "0198c0de-0000-7000-8000-00000000a001"},
        {"name": "other", "code": f"{lot}-other"},
    ]
    answer = api.bulk("part", "create", rows)
    assert [one["status"] for one in answer["results"]] == ["failed", "failed", "created"]
    assert row_codes(answer)[1] == {("inside", "reference_gone")}


def test_nobody_becomes_their_own_ancestor(api: Api, lot: str) -> None:
    rows = [
        {"name": f"m{n}", "code": f"{lot}-{n}", "parent": {"code": f"{lot}-{n - 1}"} if n else None} for n in range(4)
    ]
    ids = [one["id"] for one in api.bulk("maker", "create", rows)["results"]]
    document = api.refused("PATCH", f"/api/records/maker/{ids[0]}", 422, {"parent": ids[3]})
    assert places(document) == {(None, "parent", "tree_cycle")}
    api.refused("PATCH", f"/api/records/maker/{ids[0]}", 422, {"parent": ids[0]})
    swap = [{"id": ids[1], "parent": ids[3]}, {"id": ids[0], "parent": None}]
    assert [one["status"] for one in api.bulk("maker", "update", swap)["results"]] == ["failed", "unchanged"]
    circle = [
        {"name": "c", "code": f"{lot}-{n}", "parent": {"code": f"{lot}-{(n + 1) % 3 + 10}"}} for n in range(10, 13)
    ]
    assert api.bulk("maker", "create", circle)["failed"] == 3
    turn = [{"id": ids[0], "parent": ids[3]}, {"id": ids[1], "parent": None}]
    assert api.bulk("maker", "update", turn, atomic=True)["updated"] == 2


def test_two_clients_upsert_the_same_keys_at_once(api: Api, lot: str) -> None:
    rows = [{"serial": f"{lot}-{n:03}", "lot": lot, "hours": n} for n in range(400)]

    def load(order: int) -> dict[str, Any]:
        return api.bulk("machine", "upsert", rows[::order], key="serial")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(load, (1, -1, 1, -1)))
    assert sum(answer["created"] for answer in answers) == 400
    assert sum(answer["failed"] for answer in answers) == 0
    assert serials(api, lot) == [row["serial"] for row in rows]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "records"),
        ({"records": {}}, "records"),
        ({"records": [], "mode": "merge"}, "mode"),
        ({"records": [], "mode": None}, "mode"),
        ({"records": [], "key": 7}, "key"),
        ({"records": [], "key": {"a": 1}}, "key"),
        ({"records": [], "key": ["serial", 7]}, "key"),
        ({"records": [], "key": "nofield"}, "key"),
        ({"records": [{"serial": "x"}], "key": "suppliers", "mode": "upsert"}, "key"),
        ({"records": [], "atomic": "yes"}, "atomic"),
        ({"records": [], "colour": 1}, "colour"),
    ],
)
def test_a_bulk_call_that_means_nothing_is_refused_with_its_place(api: Api, body: dict[str, Any], place: str) -> None:
    document = api.refused("POST", "/api/records/machine/bulk", 422, body)
    assert place in {one.get("field") for one in document["errors"]}


def test_an_empty_batch_is_nothing(api: Api) -> None:
    for mode in ("create", "update", "upsert", "delete"):
        answer = api.bulk("machine", mode, [])
        assert (answer["results"], answer["change"]) == ([], None)


def test_new_records_may_bring_their_own_id_once(api: Api, lot: str) -> None:
    identity = f"0198c0de-0000-7000-8000-{int(fresh('')):012x}"
    assert api.create("machine", id=identity, serial=f"{lot}-1")["id"] == identity
    document = api.refused("POST", "/api/records/machine", 422, {"id": identity, "serial": f"{lot}-2"})
    assert places(document) == {(None, "id", "id_taken")}
    answer = api.bulk(
        "machine", "upsert", [{"id": identity, "hours": 4}, {"id": identity[:-1] + "f", "serial": f"{lot}-3"}]
    )
    assert [one["status"] for one in answer["results"]] == ["updated", "created"], answer
