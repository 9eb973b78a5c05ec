"""Fields of type `user` and `department`: references whose object goes without saying."""

from typing import Any

import pytest

from tests.http.api import Api, fresh, places

VISIT: dict[str, Any] = {
    "name": "visit",
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True},
        {"name": "lot", "type": "text"},
        {"name": "host", "type": "user", "inverse": "visits"},
        {"name": "guest_of", "type": "reference", "to": "user"},
        {"name": "team", "type": "department", "inverse": "visits", "on_delete": "clear"},
    ],
}


@pytest.fixture(scope="module")
def people(api: Api) -> dict[str, dict[str, Any]]:
    """Who the server knows: a colleague, two departments."""
    api.apply(VISIT)
    above = api.create("department", name="Sales")
    return {
        "mei": api.create("user", name="韩梅梅", email=f"{fresh('mei')}@example.com"),
        "above": above,
        "below": api.create("department", name="Sales, North", parent=above["id"]),
    }


def test_they_are_written_and_asked_as_references_are(api: Api, lot: str, people: dict[str, dict[str, Any]]) -> None:
    mei, above, below = people["mei"], people["above"], people["below"]
    first = api.create("visit", name="1", lot=lot, host={"email": mei["email"]}, team=below["id"])
    assert first["host"] == {"id": mei["id"], "title": "韩梅梅"}
    assert first["team"] == {"id": below["id"], "title": "Sales, North"}
    me = first["created_by"]["id"]
    second = api.create("visit", name="2", lot=lot, host=me, guest_of=me)

    def found(**condition: Any) -> list[str]:
        where = {"and": [{"field": "lot", "op": "eq", "value": lot}, condition]}
        return [one["name"] for one in api.all("visit", where=where, sort=[{"field": "name"}])]

    assert found(field="host", op="eq", value={"me": True}) == ["2"]
    assert found(field="host", op="ne", value={"me": True}) == ["1"]
    assert found(field="host.email", op="eq", value=mei["email"]) == ["1"]
    assert found(field="team.parent", op="in", value=[above["id"]]) == ["1"]
    assert found(field="host", op="eq", value={"path": "guest_of"}) == ["2"]
    by_host = api.aggregate("visit", where={"field": "lot", "op": "eq", "value": lot}, group_by=[{"field": "host"}])
    assert {row["host"]["title"] for row in by_host} == {"韩梅梅", second["host"]["title"]}
    visitors = api.all("user", where={"any": "visits", "where": {"field": "lot", "op": "eq", "value": lot}})
    assert {one["id"] for one in visitors} == {mei["id"], me}
    where = {"and": [{"field": "team", "op": "eq", "value": {"me": True}}]}
    document = api.refused("POST", "/api/records/visit/query", 422, {"where": where})
    assert [one["code"] for one in document["errors"]] == ["condition_me"]


def test_they_point_at_nothing_else(api: Api, people: dict[str, dict[str, Any]]) -> None:
    row = {"name": "x", "host": people["above"]["id"], "team": people["mei"]["id"]}
    document = api.refused("POST", "/api/records/visit", 422, row)
    assert places(document) == {(None, "host", "reference_gone"), (None, "team", "reference_gone")}
    field = {"name": "x", "type": "user", "to": "department"}
    change = {"objects": [{"name": "visit", "fields": [field]}]}
    document = api.refused("POST", "/api/meta/plan", 422, change)
    assert [one["field"] for one in document["errors"]] == ["objects[0].fields[0].to"]


def test_a_department_in_the_bin_clears_them(api: Api, lot: str) -> None:
    team = api.create("department", name=lot)
    visit = api.create("visit", name=lot, team=team["id"])
    api.delete("department", team["id"])
    assert api.read("visit", visit["id"])["team"] is None


def test_a_reference_to_users_becomes_a_user_field(api: Api, lot: str, people: dict[str, dict[str, Any]]) -> None:
    name = fresh("helper")
    api.apply({"name": "visit", "fields": [{"name": name, "type": "reference", "to": "user"}]})
    visit = api.create("visit", name=lot, **{name: people["mei"]["id"]})
    api.apply({"name": "visit", "fields": [{"name": name, "type": "user", "to": None}]})
    assert api.read("visit", visit["id"])[name]["title"] == "韩梅梅"
    fields = {one["name"]: one for one in api.client.get("/api/meta/objects/visit").json()["fields"]}
    assert fields[name]["type"] == "user"
