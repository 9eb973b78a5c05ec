"""Rights as people meet them: an organisation of their own, and what each of them gets to see and do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.http.api import Api, check_problem, fresh
from tests.live import LiveServer

PASSWORD = "a long enough secret"
FIRM: dict[str, Any] = {
    "name": "firm",
    "label": {"en": "Firm"},
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True, "indexed": True},
        {"name": "code", "type": "text", "unique": True},
        {"name": "tier", "type": "select", "options": ["gold", "plain"]},
        {"name": "phone", "type": "phone"},
        {"name": "size", "type": "integer", "indexed": True},
        {"name": "partners", "type": "references", "to": "firm", "inverse": "partner_of"},
    ],
}
OFFER: dict[str, Any] = {
    "name": "offer",
    "label": {"en": "Offer"},
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True},
        {"name": "firm", "type": "reference", "to": "firm", "inverse": "offers", "inherit": "read"},
        {"name": "other", "type": "reference", "to": "firm"},
        {"name": "amount", "type": "integer"},
    ],
}


@dataclass
class Office:
    """Two departments below a head office, and short ways to people in them."""

    admin: Api
    url: str
    head: str
    east: str
    west: str

    def role(self, *grants: dict[str, Any]) -> str:
        return self.admin.create("role", name=fresh("role "), grants=list(grants))["id"]

    def person(self, department: str | None, *roles: str, **rest: Any) -> tuple[str, Api]:
        """A user with these roles, and the API as they use it."""
        mail = f"{fresh('person')}@office.example"
        identity = self.admin.create(
            "user", name=mail, email=mail, password=PASSWORD, department=department, roles=list(roles), **rest
        )["id"]
        client = httpx.Client(base_url=self.url, timeout=60)
        token = client.post("/api/auth/login", json={"email": mail, "password": PASSWORD}).json()["token"]
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {token}"
        return identity, Api(client)


@pytest.fixture(scope="module")
def office(server: LiveServer) -> Iterator[Office]:
    admin = Api(server.client)
    admin.apply(FIRM, OFFER)
    head = admin.create("department", name="Head")["id"]
    east = admin.create("department", name="East", parent=head)["id"]
    west = admin.create("department", name="West", parent=head)["id"]
    return Office(admin, server.url, head, east, west)


def grant(object_name: str, scope: str = "own", *actions: str, **fields: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"object": object_name, "actions": list(actions or ("read",)), "scope": scope}
    return given | ({"fields": fields} if fields else {})


def names(api: Api, object_name: str = "firm", **body: Any) -> set[str]:
    return {record["name"] for record in api.all(object_name, **body)}


def test_scopes_reach_as_far_as_they_say(office: Office) -> None:
    def worker(department: str, scope: str, **rest: Any) -> tuple[str, Api]:
        return office.person(department, office.role(grant("firm", scope)), **rest)

    boss_id, boss = worker(office.head, "reports")
    chief = worker(office.head, "subdepartments")[1]
    anne_id, anne = worker(office.east, "own", manager=boss_id)
    bert_id, bert = worker(office.east, "department")
    carl_id, carl = worker(office.west, "team")
    everything = worker(office.west, "all")[1]
    nobody = office.person(office.east)[1]
    office.admin.create("team", name=fresh("team "), members=[carl_id, anne_id])
    lot = fresh("scopes")
    for owner in (anne_id, bert_id, carl_id, None):
        office.admin.create("firm", name=f"{lot} {owner}", tier="gold", owner=owner)
    where = {"field": "name", "op": "starts_with", "value": lot}

    def reach(api: Api) -> set[str]:
        found = {name.removeprefix(f"{lot} ") for name in names(api, where=where)}
        assert api.query("firm", where=where, count="exact")["count"] == len(found)
        assert api.query("firm", where=where, sort=[{"field": "size", "dir": "desc"}, {"field": "name"}], limit=1)
        rows = api.aggregate("firm", where=where, measures=[{"fn": "count"}])
        assert rows == [{"count": len(found)}]
        return found

    assert reach(anne) == {anne_id}
    assert reach(bert) == {anne_id, bert_id}
    assert reach(carl) == {anne_id, carl_id}
    assert reach(boss) == {anne_id}
    assert reach(chief) == {anne_id, bert_id, carl_id}
    assert reach(everything) == {anne_id, bert_id, carl_id, "None"}
    nobody.refused("POST", "/api/records/firm/query", 403, {})


def test_a_hidden_record_is_not_there(office: Office) -> None:
    role = office.role(
        grant("firm", "own", "read", "create", "update"), grant("offer", "own", "read", "create", "update")
    )
    me, api = office.person(office.east, role)
    other, _ = office.person(office.west, role)
    hidden = office.admin.create("firm", name="Hidden", owner=other, code=fresh("H"))
    mine = office.admin.create("firm", name="Mine", owner=me, partners=[hidden["id"]])
    offer = office.admin.create("offer", name="Offer", owner=me, firm=hidden["id"], other=hidden["id"], amount=7)
    api.refused("GET", f"/api/records/firm/{hidden['id']}", 404)
    api.refused("GET", f"/api/records/firm/{hidden['id']}/history", 404)
    api.refused("PATCH", f"/api/records/firm/{hidden['id']}", 404, {"name": "x"})
    api.refused("DELETE", f"/api/records/firm/{hidden['id']}", 403)
    assert api.read("offer", offer["id"])["firm"] == {"id": hidden["id"], "title": None}
    assert api.read("firm", mine["id"])["partners"] == []
    assert names(api, "offer", where={"field": "firm.name", "op": "eq", "value": "Hidden"}) == set()
    assert names(api, "offer", where={"field": "firm.name", "op": "empty"}) == {"Offer"}
    assert names(api, where={"any": "partners"}) == set()
    refused = api.refused("POST", "/api/records/offer", 422, {"name": "x", "firm": hidden["id"]})
    assert refused["errors"][0]["code"] == "reference_gone"
    refused = api.refused("POST", "/api/records/offer", 422, {"name": "x", "firm": {"code": hidden["code"]}})
    assert refused["errors"][0]["code"] == "reference_not_found"
    api.patch("firm", mine["id"], partners=[])
    assert office.admin.read("firm", mine["id"])["partners"] == [{"id": hidden["id"], "title": "Hidden"}]


def test_fields_are_hidden_masked_or_read(office: Office) -> None:
    gold = {"field": "tier", "op": "eq", "value": "gold"}
    role = office.role(
        grant(
            "firm",
            "all",
            "read",
            "update",
            size="hidden",
            phone="masked",
            code={"level": "write", "where": gold, "otherwise": "masked"},
            tier="read",
        )
    )
    _, api = office.person(office.east, role)
    lot = fresh("fields")
    first = office.admin.create("firm", name=lot, size=5, phone="13800138000", tier="gold", code=fresh("C"))
    second = office.admin.create("firm", name=lot, size=6, phone="13800138001", tier="plain", code=fresh("C"))
    record = api.read("firm", first["id"])
    assert "size" not in record
    assert record["phone"] != first["phone"]
    assert record["code"] == first["code"]
    assert api.read("firm", second["id"])["code"] not in (second["code"], None)
    for query in (
        {"where": {"field": "size", "op": "gt", "value": 1}},
        {"where": {"field": "phone", "op": "eq", "value": "13800138000"}},
        {"where": {"field": "code", "op": "eq", "value": first["code"]}},
        {"sort": [{"field": "size"}]},
        {"sort": [{"field": "phone"}]},
        {"select": ["size"]},
    ):
        api.refused("POST", "/api/records/firm/query", 422, query)
    api.refused("POST", "/api/records/firm/aggregate", 422, {"measures": [{"fn": "sum", "field": "size"}]})
    api.refused("POST", "/api/records/firm/aggregate", 422, {"group_by": [{"field": "phone"}]})
    assert (
        api.refused("PATCH", f"/api/records/firm/{first['id']}", 422, {"size": 1})["errors"][0]["code"]
        == "field_unknown"
    )
    api.refused("PATCH", f"/api/records/firm/{first['id']}", 403, {"tier": "plain"})
    api.refused("PATCH", f"/api/records/firm/{second['id']}", 403, {"code": "X"})
    changed = api.patch("firm", first["id"], code=fresh("C"))
    assert changed["code"] != first["code"]
    events = api.history("firm", first["id"])
    assert all("size" not in event["changes"] for event in events)
    assert events[-1]["changes"]["phone"]["after"] != first["phone"]
    described = api.client.get("/api/meta/objects/firm").json()
    assert "size" not in {field["name"] for field in described["fields"]}
    assert '"size"' not in str(api.client.get("/openapi.json").json()["components"]["schemas"]["firm"]["properties"])


def test_an_edit_stays_within_reach(office: Office) -> None:
    role = office.role(grant("firm", "own", "create", "read", "update"))
    me, api = office.person(office.east, role)
    other, _ = office.person(office.east, role)
    record = api.create("firm", name="Mine")
    assert record["owner"]["id"] == me
    assert record["department"]["id"] == office.east
    api.refused("PATCH", f"/api/records/firm/{record['id']}", 403, {"owner": other})
    api.refused("POST", "/api/records/firm", 403, {"name": "x", "owner": other})
    answer = api.bulk("firm", "create", [{"name": "a"}, {"name": "b", "owner": other}, {"name": "c"}])
    assert [one["status"] for one in answer["results"]] == ["created", "failed", "created"]
    giver_role = office.role(grant("firm", "own", "create", "read", "update", "transfer"))
    _giver, api = office.person(office.west, giver_role)
    record = api.create("firm", name="Given")
    assert api.patch("firm", record["id"], owner=other) == {"id": record["id"], "version": 2}
    given = office.admin.read("firm", record["id"])
    assert (given["owner"]["id"], given["department"]["id"]) == (other, office.east)


def test_rules_territories_and_relations_open_records(office: Office) -> None:
    role = office.role(grant("firm", "own", "read", "update"), grant("offer"))
    me, api = office.person(office.east, role)
    lot = fresh("rules")
    firm = office.admin.create("firm", name=lot, tier="gold", size=3)
    office.admin.create("offer", name=f"{lot} offer", firm=firm["id"])
    where = {"field": "name", "op": "starts_with", "value": lot}
    assert names(api, where=where) == set()
    rule = office.admin.create(
        "sharing_rule",
        object="firm",
        where={"and": [where, {"field": "tier", "op": "eq", "value": "gold"}]},
        grantee={"object": "department", "id": office.head},
    )
    assert names(api, where=where) == {lot}
    assert names(api, "offer", where=where) == {f"{lot} offer"}
    assert names(api, "offer", where={"field": "firm.name", "op": "eq", "value": lot}) == {f"{lot} offer"}
    api.refused("PATCH", f"/api/records/firm/{firm['id']}", 403, {"size": 4})
    office.admin.patch("sharing_rule", rule["id"], access="write")
    assert api.patch("firm", firm["id"], size=4)["size"] == 4
    api.refused("PATCH", f"/api/records/firm/{firm['id']}", 403, {"tier": "plain"})
    office.admin.delete("sharing_rule", rule["id"])
    assert names(api, where=where) == set()
    upper = office.admin.create("territory", name=fresh("T"), members=[me])
    office.admin.create(
        "territory",
        name=fresh("T"),
        parent=upper["id"],
        rules=[{"object": "firm", "where": {"any": "offers", "where": where}}],
    )
    assert names(api, where=where) == {lot}


def test_there_is_always_an_administrator(office: Office) -> None:
    document = office.admin.refused("DELETE", "/api/records/role/00000000-0000-7000-8000-000000000001", 409)
    assert document["code"] == "last_administrator"
    document = office.admin.refused(
        "PATCH", "/api/records/role/00000000-0000-7000-8000-000000000001", 409, {"grants": []}
    )
    assert document["code"] == "last_administrator"


@pytest.mark.parametrize(
    ("grants", "place"),
    [
        ([{"object": "nothing", "actions": ["read"]}], "grants[0].object"),
        ([{"object": "firm", "actions": ["fly"]}], "grants[0].actions"),
        ([{"object": "firm", "actions": ["read"], "scope": "galaxy"}], "grants[0].scope"),
        ([{"object": "firm", "actions": ["read"], "fields": {"nix": "read"}}], "grants[0].fields.nix"),
        ([{"object": "firm", "actions": ["read"], "fields": {"name": "loud"}}], "grants[0].fields.name"),
        (
            [
                {
                    "object": "firm",
                    "actions": ["read"],
                    "fields": {"name": {"level": "read", "where": {"field": "x", "op": "eq", "value": 1}}},
                }
            ],
            "grants[0].fields.name.where.x",
        ),
        ({"object": "firm"}, "grants"),
    ],
)
def test_what_is_wrong_with_a_role_is_said_at_its_place(office: Office, grants: Any, place: str) -> None:
    document = office.admin.refused("POST", "/api/records/role", 422, {"name": fresh("role "), "grants": grants})
    assert place in {one["field"] for one in document["errors"]}


def test_people_without_rights_change_nothing_of_the_organisation(office: Office) -> None:
    role = office.role(
        grant("*", "all", "create", "read", "update", "delete"),
        grant("user", "all", "create", "read", "update", "delete"),
    )
    me, api = office.person(office.east, role)
    admin_role = "00000000-0000-7000-8000-000000000001"
    api.refused("PATCH", f"/api/records/user/{me}", 403, {"roles": [admin_role]})
    api.refused("PATCH", f"/api/records/user/{me}", 403, {"password": "another long secret"})
    api.refused("PATCH", f"/api/records/user/{me}", 403, {"email": "x@example.com"})
    api.refused("DELETE", f"/api/records/user/{me}", 403)
    api.refused("POST", "/api/records/role", 403, {"name": "x", "grants": []})
    api.refused("PATCH", f"/api/records/role/{admin_role}", 403, {"name": "x"})
    api.refused("GET", "/api/records/role/" + admin_role, 403)
    api.refused("POST", "/api/records/sharing_rule", 403, {"object": "firm"})
    assert check_problem(api.client.post("/api/meta/apply", json={"objects": []}), 403)
