"""What happened to a record, and taking it back: one event, a whole bulk call, an undo."""

from typing import Any

from tests.http.api import Api, check_problem, places


def undo_event(api: Api, name: str, identity: str, event: str) -> dict[str, Any]:
    response = api.client.post(f"/api/records/{name}/{identity}/undo", json={"event": event})
    assert response.status_code == 200, response.text
    return response.json()


def undo_change(api: Api, change: str) -> dict[str, Any]:
    response = api.client.post(f"/api/changes/{change}/undo")
    assert response.status_code == 200, response.text
    return response.json()


def test_history_says_who_changed_what(api: Api, lot: str) -> None:
    machine = api.create("machine", serial=lot, hours=1)
    api.patch("machine", machine["id"], hours=2, name="lathe")
    api.patch("machine", machine["id"], hours=2)
    api.delete("machine", machine["id"])
    api.client.post(f"/api/records/machine/{machine['id']}/restore")
    events = api.history("machine", machine["id"])
    assert [(event["version"], event["action"], event["kind"]) for event in events] == [
        (4, "restored", "restore"),
        (3, "deleted", "delete"),
        (2, "updated", "update"),
        (1, "created", "create"),
    ]
    assert events[2]["changes"] == {"hours": {"before": 1, "after": 2}, "name": {"before": None, "after": "lathe"}}
    assert events[3]["changes"]["serial"] == {"before": None, "after": lot}
    assert {event["actor"]["title"] for event in events} == {"Admin"}
    assert [event["at"] for event in events] == sorted((event["at"] for event in events), reverse=True)


def test_history_comes_in_pages(api: Api, lot: str) -> None:
    identity = api.create("machine", serial=lot, hours=0)["id"]
    for hours in range(1, 6):
        api.patch("machine", identity, hours=hours)
    path, seen, cursor = f"/api/records/machine/{identity}/history", list[int](), ""
    while cursor is not None:
        page = api.client.get(path, params={"limit": 2, "cursor": cursor}).json()
        seen += [event["version"] for event in page["events"]]
        cursor = page["next_cursor"]
    assert seen == [6, 5, 4, 3, 2, 1]
    for wrong in (
        {"limit": "0"},
        {"limit": "x"},
        {"limit": "1001"},
        {"cursor": "-1"},
        {"cursor": "9" * 30},
        {"limit": "１"},
    ):
        check_problem(api.client.get(path, params=wrong), 400)


def test_one_edit_is_taken_back_and_later_ones_stay(api: Api, lot: str) -> None:
    identity = api.create("machine", serial=lot, hours=1, name="a", tags=["x"])["id"]
    api.patch("machine", identity, hours=2, tags=["x", "y"])
    api.patch("machine", identity, name="b")
    edit = api.history("machine", identity)[1]
    back = undo_event(api, "machine", identity, edit["id"])
    assert (back["hours"], back["name"], back["tags"], back["version"]) == (1, "b", ["x"], 4)
    newest = api.history("machine", identity)[0]
    assert (newest["kind"], newest["undoes"]) == ("undo", edit["change"])
    again = undo_event(api, "machine", identity, newest["id"])
    assert (again["hours"], again["tags"]) == (2, ["x", "y"]), "an undo can be undone"


def test_a_field_that_was_written_since_is_a_conflict(api: Api, lot: str) -> None:
    identity = api.create("machine", serial=lot, hours=1, name="a")["id"]
    api.patch("machine", identity, hours=2, name="b")
    api.patch("machine", identity, hours=3)
    edit = api.history("machine", identity)[1]
    answer = api.client.post(f"/api/records/machine/{identity}/undo", json={"event": edit["id"]})
    assert answer.status_code == 200
    assert [(one["field"], one["code"]) for one in answer.json()["conflicts"]] == [
        (f"machine.{identity}.hours", "undo_changed_since")
    ]
    now = api.read("machine", identity)
    assert (now["hours"], now["name"]) == (3, "a"), "what can go back goes back"
    document = api.refused("POST", f"/api/records/machine/{identity}/undo", 409, {"event": edit["id"]})
    assert {code for _, _, code in places(document)} == {"undo_changed_since"}, "nothing is left that could go back"


def test_a_bulk_call_is_taken_back_as_a_whole(api: Api, lot: str) -> None:
    maker = api.create("maker", name="m", code=lot)["id"]
    old = [api.create("machine", serial=f"{lot}-{n}", lot=lot, hours=n)["id"] for n in range(3)]
    rows = [{"serial": f"{lot}-{n}", "lot": lot, "hours": 9, "suppliers": [maker], "price": 7} for n in range(6)]
    answer = api.bulk("machine", "upsert", rows, key="serial", atomic=True)
    assert (answer["updated"], answer["created"]) == (3, 3)
    api.patch("machine", old[1], hours=10)
    undone = undo_change(api, answer["change"])
    assert undone["records"] == 6
    assert [(one["code"], one["field"]) for one in undone["conflicts"]] == [
        ("undo_changed_since", f"machine.{old[1]}.hours")
    ]
    left = api.all("machine", where={"field": "lot", "op": "eq", "value": lot}, sort=[{"field": "serial"}])
    assert [(one["id"], one["hours"], one["suppliers"], one["price"]) for one in left] == [
        (old[0], 0, [], None),
        (old[1], 10, [], None),
        (old[2], 2, [], None),
    ]
    again = undo_change(api, undone["change"])
    assert (again["records"], again["conflicts"]) == (6, [])
    left = api.all("machine", where={"field": "lot", "op": "eq", "value": lot}, sort=[{"field": "serial"}])
    assert [one["hours"] for one in left] == [9, 10, 9, 9, 9, 9]
    assert all([one["id"] for one in record["suppliers"]] == [maker] for record in left)


def test_a_creation_is_taken_back_unless_somebody_worked_on_it(api: Api, lot: str) -> None:
    answer = api.bulk("machine", "create", [{"serial": f"{lot}-{n}", "lot": lot} for n in range(2)])
    one, other = (row["id"] for row in answer["results"])
    api.patch("machine", one, hours=1)
    undone = undo_change(api, answer["change"])
    assert undone["records"] == 1
    assert [(conflict["code"], conflict["field"]) for conflict in undone["conflicts"]] == [
        ("undo_changed_since", f"machine.{one}")
    ]
    assert api.is_there("machine", one)
    assert not api.is_there("machine", other)


def test_a_deletion_with_all_that_it_took_along_is_taken_back(api: Api, lot: str) -> None:
    machine = api.create("machine", serial=lot, lot=lot)["id"]
    backed = api.create("machine", serial=f"{lot}-b", backup=machine)["id"]
    parts = [api.create("part", name=f"p{n}", machine=machine)["id"] for n in range(2)]
    small = api.create("part", name="screw", inside=parts[0])["id"]
    api.delete("machine", machine)
    change = api.history("machine", machine)[0]["change"]
    assert api.read("machine", backed)["backup"] is None
    undone = undo_change(api, change)
    assert (undone["records"], undone["conflicts"]) == (5, [])
    assert api.read("machine", backed)["backup"]["id"] == machine
    assert api.read("part", small)["inside"]["id"] == parts[0]
    assert {api.read("part", part)["machine"]["id"] for part in parts} == {machine}


def test_what_can_not_be_undone_is_not_found(api: Api, lot: str) -> None:
    machine, other = (api.create("machine", serial=f"{lot}-{n}")["id"] for n in range(2))
    event = api.history("machine", machine)[0]
    unknown = "0198c0de-0000-7000-8000-000000000000"
    api.refused("POST", f"/api/records/machine/{other}/undo", 404, {"event": event["id"]})
    api.refused("POST", f"/api/records/maker/{machine}/undo", 404, {"event": event["id"]})
    api.refused("POST", f"/api/records/machine/{machine}/undo", 404, {"event": f"{event['change']}.99"})
    api.refused("POST", f"/api/records/machine/{machine}/undo", 404, {"event": f"{unknown}.0"})
    api.refused("POST", f"/api/changes/{unknown}/undo", 404)
    api.refused("POST", "/api/changes/x/undo", 404)
    for event_id in ("", "x", None, 7, f"{event['change']}", f"{event['change']}.x", f"{event['change']}.1e9", {}):
        api.refused("POST", f"/api/records/machine/{machine}/undo", 422, {"event": event_id})


def test_a_field_that_keeps_no_history_shows_none_but_can_be_undone(api: Api, lot: str) -> None:
    name = f"quiet{lot.lower()}"
    api.apply(
        {"name": name, "fields": [{"name": "a", "type": "text"}, {"name": "b", "type": "text", "history": False}]}
    )
    record = api.create(name, a="1", b="1")
    api.patch(name, record["id"], a="2", b="2")
    event = api.history(name, record["id"])[0]
    assert event["changes"] == {"a": {"before": "1", "after": "2"}}
    back = undo_event(api, name, record["id"], event["id"])
    assert (back["a"], back["b"]) == ("1", "1")
