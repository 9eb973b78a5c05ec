"""The recycle bin: who holds on to what, what goes along, and what stands in the way of coming back."""

from tests.http.api import Api, places


def test_what_others_need_stays(api: Api, lot: str) -> None:
    maker = api.create("maker", name="m", code=lot)["id"]
    machine = api.create("machine", serial=lot, maker=maker)["id"]
    document = api.refused("DELETE", f"/api/records/maker/{maker}", 409)
    assert {code for _, _, code in places(document)} == {"record_in_use"}
    answer = api.bulk("maker", "delete", [maker, api.create("maker", name="free")["id"]])
    assert [one["status"] for one in answer["results"]] == ["failed", "deleted"]
    assert api.is_there("maker", maker)
    api.delete("machine", machine)
    api.delete("maker", maker)


def test_holding_each_other_is_no_hold(api: Api, lot: str) -> None:
    """A parent and its child go together, in whichever order the batch names them."""
    for turn in (1, -1):
        parent = api.create("maker", name="p", code=f"{lot}-p{turn}")["id"]
        child = api.create("maker", name="c", code=f"{lot}-c{turn}", parent=parent)["id"]
        assert api.bulk("maker", "delete", [parent, child][::turn], atomic=True)["deleted"] == 2


def test_references_are_cleared_or_taken_along(api: Api, lot: str) -> None:
    machine = api.create("machine", serial=lot)["id"]
    backed = api.create("machine", serial=f"{lot}-b", backup=machine)["id"]
    part = api.create("part", name="p", machine=machine)["id"]
    inner = api.create("part", name="i", inside=part)["id"]
    api.delete("machine", machine)
    assert not any(api.is_there("part", one) for one in (part, inner))
    cleared = api.read("machine", backed)
    assert (cleared["backup"], cleared["version"]) == (None, 2)
    [newest, _] = api.history("machine", backed)
    assert newest["changes"] == {"backup": {"before": machine, "after": None}}
    assert newest["change"] == api.history("part", inner)[0]["change"] == api.history("machine", machine)[0]["change"]


def test_a_cascade_that_somebody_holds_stays_whole(api: Api, lot: str) -> None:
    holder = f"holder{lot.lower()}"
    api.apply(
        {"name": holder, "fields": [{"name": "part", "type": "reference", "to": "part", "on_delete": "restrict"}]}
    )
    machine = api.create("machine", serial=lot)["id"]
    part = api.create("part", name="p", machine=machine)["id"]
    held = api.create(holder, part=part)["id"]
    api.refused("DELETE", f"/api/records/machine/{machine}", 409)
    assert api.is_there("part", part)
    api.delete(holder, held)
    api.delete("machine", machine)
    assert not api.is_there("part", part)


def test_a_chain_of_itself_goes_once(api: Api, lot: str) -> None:
    """References in a circle, and to oneself, end the gathering."""
    rows = [{"name": f"{n}", "code": f"{lot}-{n}", "inside": {"code": f"{lot}-{(n + 1) % 3}"}} for n in range(3)]
    ids = [one["id"] for one in api.bulk("part", "create", rows)["results"]]
    itself = api.bulk("part", "create", [{"name": "s", "code": f"{lot}-s", "inside": {"code": f"{lot}-s"}}])["results"][
        0
    ]["id"]
    assert api.bulk("part", "delete", [ids[0], itself], atomic=True)["deleted"] == 2
    assert not any(api.is_there("part", one) for one in (*ids, itself))
    assert len(api.history("part", ids[1])) == 2


def test_the_value_of_a_deleted_record_is_free_and_blocks_its_return(api: Api, lot: str) -> None:
    old = api.create("machine", serial=lot, lot=lot)["id"]
    api.delete("machine", old)
    new = api.create("machine", serial=lot)["id"]
    document = api.refused("POST", f"/api/records/machine/{old}/restore", 409)
    assert {code for _, _, code in places(document)} == {"restore_not_unique"}
    api.patch("machine", new, serial=f"{lot}-moved")
    assert api.client.post(f"/api/records/machine/{old}/restore").status_code == 200


def test_nothing_points_into_the_bin(api: Api, lot: str) -> None:
    machine = api.create("machine", serial=lot)["id"]
    api.delete("machine", machine)
    for written in (machine, {"serial": lot}):
        document = api.refused("POST", "/api/records/part", 422, {"name": "p", "machine": written})
        assert {field for _, field, _ in places(document)} == {"machine"}
    suppliers = api.create("maker", name="gone", code=lot)["id"]
    holder = api.create("machine", serial=f"{lot}-h", suppliers=[suppliers])["id"]
    api.delete("maker", suppliers)
    assert api.read("machine", holder)["suppliers"] == []
    assert api.patch("machine", holder, hours=1)["suppliers"] == []
    assert api.client.post(f"/api/records/maker/{suppliers}/restore").status_code == 200
    assert [one["id"] for one in api.read("machine", holder)["suppliers"]] == [suppliers]


def test_a_restored_child_whose_parent_is_still_in_the_bin_says_so(api: Api, lot: str) -> None:
    machine = api.create("machine", serial=lot)["id"]
    part = api.create("part", name="p", machine=machine)["id"]
    api.delete("machine", machine)
    response = api.client.post(f"/api/records/part/{part}/restore")
    assert response.status_code in (200, 409), response.text
    if response.status_code == 200:
        assert api.read("part", part)["machine"] is None or api.is_there("machine", machine), "it points at nothing"
