"""Rights as people meet them: an organisation of their own, and what each of them gets to see and do."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.http.api import Api, check_problem, events_of_stream, fresh
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


def test_why_is_told_and_nothing_else(office: Office) -> None:
    role = office.role(grant("firm", "own", "read", "update"))
    me, api = office.person(office.east, role)
    own = api.client.post("/api/records/firm", json={"name": "x"})
    assert own.status_code == 403
    mine = office.admin.create("firm", name="Mine", owner=me)["id"]
    hidden = office.admin.create("firm", name="Very secret name")["id"]
    why = api.client.get(f"/api/records/firm/{mine}/why", headers={"accept-language": "zh-CN"}).json()
    assert (why["visible"], why["writable"], why["because"][0]["rule"]) == (True, True, "scope")
    assert "本人的记录" in why["because"][0]["message"]
    refused = api.client.get(f"/api/records/firm/{hidden}/why")
    unknown = api.client.get("/api/records/firm/01a207b9-91be-7c4f-a74a-7580f42a2870/why")
    assert refused.json() == unknown.json()
    assert refused.json()["because"][0]["rule"] == "out_of_scope"
    assert "secret" not in refused.text
    api.refused("GET", f"/api/records/firm/{hidden}/why?user={office.person(office.east)[0]}", 403)
    told = office.admin.client.get(f"/api/records/firm/{hidden}/why?user={me}").json()
    assert told["visible"] is False
    assert office.admin.client.get(f"/api/records/firm/{hidden}/why").json()["because"][0]["rule"] == "administrator"


def test_a_record_is_shared_for_a_while(office: Office) -> None:
    role = office.role(grant("firm", "own", "read", "update"))
    me, api = office.person(office.east, role)
    other, others = office.person(office.west, role)
    record = office.admin.create("firm", name="Shared", owner=me)["id"]
    shares = f"/api/records/firm/{record}/shares"
    others.refused("POST", shares, 404, {"with": {"user": other}})
    share = api.client.post(shares, json={"with": {"user": other}, "role": "Architect"}).json()["id"]
    why = others.client.get(f"/api/records/firm/{record}/why").json()
    assert (why["visible"], why["writable"], why["because"][0]["rule"]) == (True, False, "record_team")
    others.refused("PATCH", f"/api/records/firm/{record}", 403, {"size": 1})
    others.refused("POST", shares, 403, {"with": {"user": other}, "access": "write"})
    api.client.post(shares, json={"with": {"department": office.west}, "access": "write", "until": "2099-01-01"})
    assert others.patch("firm", record, size=2)["size"] == 2
    assert {one["access"] for one in api.client.get(shares).json()["shares"]} == {"read", "write"}
    assert api.client.delete(f"{shares}/{share}").status_code == 204
    assert others.is_there("firm", record)
    for body in (
        {},
        {"with": {"user": "x"}},
        {"with": {"user": record}},
        {"with": {"user": me}, "until": "2001-01-01"},
    ):
        api.refused("POST", shares, 422, body)
    kinds = {one["details"].get("access") for one in audit(office, "rights_changed") if one["record"] == record}
    assert kinds == {"read", "write", None}


def audit(office: Office, kind: str) -> list[dict[str, Any]]:
    return office.admin.client.get("/api/audit", params={"kind": kind, "limit": 100}).json()["audit"]


def test_records_are_transferred_with_their_children(office: Office) -> None:
    actions = ("read", "update", "transfer")
    role = office.role(grant("firm", "own", *actions), grant("offer", "own", *actions))
    me, api = office.person(office.east, role)
    other, _ = office.person(office.west, role)
    first, second = (office.admin.create("firm", name="Firm", owner=me)["id"] for _ in range(2))
    foreign = office.admin.create("firm", name="Foreign", owner=other)["id"]
    offers = [office.admin.create("offer", name="Offer", firm=first, owner=one)["id"] for one in (me, me, other)]
    body = {"ids": [first, second, foreign], "owner": {"email": "nobody@example.com"}, "children": ["offers"]}
    assert api.client.post("/api/records/firm/transfer", json=body).json()["transferred"] == {"firm": 0}
    answer = api.client.post("/api/records/firm/transfer", json=body | {"owner": other}).json()
    assert answer["transferred"] == {"firm": 2, "offer": 2}
    assert [one["code"] for one in answer["failed"]] == ["record_not_found"]
    assert {office.admin.read("offer", one)["owner"]["id"] for one in offers} == {other}
    assert names(api) == set()
    api.refused("POST", "/api/records/firm/transfer", 422, {"ids": [first], "owner": other, "children": ["nix"]})
    api.refused("POST", "/api/records/firm/transfer", 422, {"owner": other})


def test_a_leaver_is_handed_over(office: Office) -> None:
    role = office.role(grant("firm", "own", "read", "update"))
    leaver, api = office.person(office.east, role)
    heir, heirs = office.person(office.east, role)
    junior, _ = office.person(office.east, role, manager=leaver)
    team = office.admin.create("team", name=fresh("team "), members=[leaver])["id"]
    lot = fresh("leaver")
    office.admin.bulk("firm", "create", [{"name": f"{lot} {n}", "owner": leaver} for n in range(30)])
    begun = office.admin.client.post(f"/api/users/{leaver}/hand-over", json={"to": heir, "deactivate": True})
    assert begun.status_code == 202
    path = begun.headers["location"]
    done = wait_for(lambda: office.admin.client.get(path).json(), lambda it: it["status"] in ("done", "failed"))
    assert done["status"] == "done", done
    assert done["report"] == {"records": {"firm": 30}, "led": {"user": 1}, "memberships": {"team": 1}}
    assert len(names(heirs, where={"field": "name", "op": "starts_with", "value": lot})) == 30
    assert office.admin.read("user", junior)["manager"]["id"] == heir
    assert [one["id"] for one in office.admin.read("team", team)["members"]] == [heir]
    check_problem(api.client.get("/api/me"), 401)
    newest = office.admin.client.get("/api/hand-overs").json()["hand_overs"][0]
    assert newest.items() >= {"id": done["id"], "status": "done", "report": done["report"], "deactivate": True}.items()
    assert (newest["user"]["id"], newest["to"]["id"]) == (leaver, heir)
    check_problem(heirs.client.get("/api/hand-overs"), 403)
    office.admin.refused("POST", f"/api/users/{heir}/hand-over", 409, {"to": heir})


def wait_for(ask: Callable[[], Any], is_so: Callable[[Any], bool]) -> Any:
    for _ in range(300):
        answer = ask()
        if is_so(answer):
            return answer
        time.sleep(0.05)
    raise AssertionError(answer)


def test_a_change_of_roles_shows_what_it_would_do(office: Office) -> None:
    role = office.role(grant("firm", "own", "read", "update"))
    me, api = office.person(office.east, role)
    office.admin.create("firm", name="Mine", owner=me)
    body = {"roles": [{"id": role, "grants": [grant("firm", "all", "read", phone="masked")]}]}
    found = office.admin.client.post("/api/rights/preview", json=body).json()
    (effect,) = found["people"]
    assert effect["user"]["id"] == me
    assert {"object": "firm", "what": "read", "how": "all"} in effect["gained"]
    assert {"object": "firm", "what": "field phone", "how": "masked"} in effect["gained"]
    assert {"object": "firm", "what": "update", "how": "own"} in effect["lost"]
    assert effect["kept"] == [{"object": "firm", "what": "read", "how": "share"}]
    assert effect["records"]["firm"]["before"] == 1
    assert effect["records"]["firm"]["after"] == office.admin.query("firm", count="exact", limit=1)["count"]
    assert len(names(api)) == 1
    rights = api.client.get(f"/api/users/{me}/rights").json()["objects"]["firm"]
    assert rights["actions"]["update"][0] == "own"
    office.admin.refused("POST", "/api/rights/preview", 422, {"roles": [{"id": role, "grants": [{}]}]})
    api.refused("POST", "/api/rights/preview", 403, body)


def test_a_delegate_stands_in_until_the_end(office: Office) -> None:
    role = office.role(grant("firm", "own", "read", "update"))
    absent, absents = office.person(office.east, role)
    delegate, delegates = office.person(office.west, role)
    record = office.admin.create("firm", name="Absent's", owner=absent)["id"]
    period = {"absent": absent, "delegate": delegate, "starts_at": "2020-01-01", "ends_at": "2099-01-01"}
    delegates.refused("POST", "/api/records/delegation", 403, period)
    delegation = absents.create("delegation", **period)
    assert delegates.patch("firm", record, size=3)["size"] == 3
    assert delegates.client.get(f"/api/records/firm/{record}/why").json()["because"][0]["rule"] == "delegation"
    absents.patch("delegation", delegation["id"], ends_at="2020-02-01")
    assert not delegates.is_there("firm", record)
    absents.refused("PATCH", f"/api/records/delegation/{delegation['id']}", 422, {"ends_at": "2019-01-01"})


def test_the_stream_tells_only_of_what_is_seen(office: Office) -> None:
    me, api = office.person(office.east, office.role(grant("firm", "own", "read")))
    with events_of_stream(api.client) as lines:
        hidden = office.admin.create("firm", name="Hidden")["id"]
        mine = office.admin.create("firm", name="Mine", owner=me)["id"]
        told = next(line for line in lines if line.startswith("data: "))
    assert mine in told
    assert hidden not in told


def test_a_secret_is_revealed_by_right_and_written_down(office: Office) -> None:
    office.admin.apply(
        {"name": "firm", "fields": [{"name": "token", "type": "secret"}, {"name": "card", "type": "id_number"}]}
    )
    blind = office.person(office.east, office.role(grant("firm", "all", "read", "update")))[1]
    seer_id, seer = office.person(office.east, office.role(grant("firm", "all", "read", token="read", card="read")))
    record = office.admin.create("firm", name="Vault", token="open sesame", card="11010519491231002X")
    identity = record["id"]
    assert "sesame" not in str(record)
    assert blind.read("firm", identity)["card"] == "110***********002X"
    assert seer.read("firm", identity)["card"] == "11010519491231002X"
    path = f"/api/records/firm/{identity}/reveal"
    assert blind.refused("POST", path, 403, {"field": "token"})["code"] == "reveal_forbidden"
    assert seer.client.post(path, json={"field": "token"}).json() == {"value": "open sesame"}
    seer.refused("POST", path, 422, {"field": "name"})
    seen = [one for one in audit(office, "reveal") if one["record"] == identity]
    assert [(one["actor"], one["details"]["field"]) for one in seen] == [(seer_id, "token")]
    blind.patch("firm", identity, token="another")
    assert office.admin.client.post(path, json={"field": "token"}).json() == {"value": "another"}
    events = office.admin.history("firm", identity)
    assert "another" not in str(events)
    office.admin.client.post(f"/api/records/firm/{identity}/undo", json={"event": events[0]["id"]})
    assert office.admin.client.post(path, json={"field": "token"}).json() == {"value": "open sesame"}


def test_rules_follow_names_and_hold_what_they_need(office: Office) -> None:
    office.admin.apply(
        {
            "name": "thing",
            "label": {"en": "Thing"},
            "title": "name",
            "fields": [{"name": "name", "type": "text"}, {"name": "level", "type": "integer"}],
        }
    )
    me, api = office.person(office.east, office.role(grant("thing", "own", "read", name="masked")))
    office.admin.create("thing", name="Seven", level=7)
    where = {"field": "level", "op": "gte", "value": 7}
    rule = office.admin.client.post(
        "/api/sharing-rules", json={"object": "thing", "where": where, "with": {"user": me}}
    )
    assert rule.status_code == 201, rule.text
    assert len(api.all("thing")) == 1
    document = office.admin.refused("POST", "/api/meta/plan", 422, {"remove": ["thing.level"]})
    assert document["errors"][0]["code"] == "rights_speak_of_it"
    described = office.admin.client.get("/api/meta/objects/thing").json()
    fields = {one["name"]: one["id"] for one in described["fields"]}
    office.admin.apply(
        {
            "id": described["id"],
            "name": "item",
            "fields": [{"id": fields["level"], "name": "grade"}, {"id": fields["name"], "name": "called"}],
        }
    )
    (record,) = api.all("item")
    assert record["grade"] == 7
    assert record["called"] == "S**"
    assert office.admin.read("sharing_rule", rule.json()["id"])["where"] == where | {"field": "grade"}


def test_rights_do_not_lead_in_a_circle(office: Office) -> None:
    first, second = fresh("ring"), fresh("ring")

    def ring(name: str, to: str) -> dict[str, Any]:
        back = {"name": "next", "type": "reference", "to": to, "inherit": "read"}
        return {"name": name, "title": "name", "fields": [{"name": "name", "type": "text"}, back]}

    document = office.admin.refused(
        "POST", "/api/meta/plan", 422, {"objects": [ring(first, second), ring(second, first)]}
    )
    assert document["errors"][0]["code"] == "inherit_cycle"
    document = office.admin.refused("PATCH", f"/api/records/department/{office.head}", 422, {"parent": office.east})
    assert document["errors"][0]["code"] == "tree_cycle"


def test_talks_open_with_what_they_are_about(office: Office) -> None:
    firm, talk = fresh("about"), fresh("talk")
    office.admin.apply(
        {"name": firm, "title": "name", "fields": [{"name": "name", "type": "text"}]},
        {
            "name": talk,
            "title": "name",
            "fields": [
                {"name": "name", "type": "text"},
                {"name": "about", "type": "any_reference", "to": [firm, "user"], "inherit": "read"},
            ],
        },
    )
    me, api = office.person(office.east, office.role(grant(firm), grant(talk)))
    mine = office.admin.create(firm, name="Mine", owner=me)["id"]
    other = office.admin.create(firm, name="Other")["id"]
    office.admin.create(talk, name="seen", about={"object": firm, "id": mine})
    office.admin.create(talk, name="unseen", about={"object": firm, "id": other})
    office.admin.create(talk, name="about me", about={"object": "user", "id": me})
    assert names(api, talk) == {"seen"}
    assert api.aggregate(talk, measures=[{"fn": "count"}]) == [{"count": 1}]
