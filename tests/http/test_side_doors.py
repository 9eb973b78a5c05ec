"""What somebody with limited rights must not learn or change by a side door."""

from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.http.api import Api, fresh
from tests.http.test_rights import Office, grant
from tests.live import LiveServer

ADMINISTRATORS = "00000000-0000-7000-8000-000000000001"
ABSENCE = {"starts_at": "2020-01-01", "ends_at": "2099-01-01"}
CARD = "11010519491231002X"
OPEN = {"field": "stage", "op": "eq", "value": "open"}
VAULT: dict[str, Any] = {
    "name": "vault",
    "label": {"en": "Vault"},
    "title": "name",
    "unique": [["covert", "code"]],
    "rules": [
        {
            "name": "word",
            "when": {"field": "covert", "op": "eq", "value": "forbidden word"},
            "message": {"en": "No."},
            "field": "covert",
        }
    ],
    "fields": [
        {"name": "name", "type": "text", "required": True},
        {"name": "code", "type": "text"},
        {"name": "covert", "type": "text"},
        {"name": "extra", "type": "text", "visible": {"field": "covert", "op": "eq", "value": "x"}},
        {"name": "stage", "type": "select", "options": ["open", "closed"]},
        {"name": "number", "type": "integer"},
        {"name": "masked", "type": "integer"},
        {"name": "discount", "type": "integer"},
        {"name": "card", "type": "id_number"},
        {"name": "fixed", "type": "id_number", "readonly": True},
        {"name": "peers", "type": "references", "to": "vault", "inverse": "peer_of"},
        {"name": "up", "type": "reference", "to": "vault"},
        {"name": "other", "type": "reference", "to": "vault"},
    ],
}
EVERYTHING_OWN = ("create", "read", "update", "delete", "transfer")
RIGHTS: dict[str, Any] = {
    "covert": "hidden",
    "masked": "masked",
    "other": "masked",
    "discount": {"level": "write", "where": OPEN, "otherwise": "hidden"},
}


@pytest.fixture(scope="module")
def office(server: LiveServer) -> Office:
    admin = Api(server.client)
    admin.apply(VAULT)
    head = admin.create("department", name="Head")["id"]
    east = admin.create("department", name="East", parent=head)["id"]
    west = admin.create("department", name="West", parent=head)["id"]
    return Office(admin, server.url, head, east, west)


@pytest.fixture(scope="module")
def rep(office: Office) -> tuple[str, Api]:
    """Somebody who sees their own vaults only, and of these not everything."""
    return office.person(office.east, office.role(grant("vault", "own", *EVERYTHING_OWN, **RIGHTS)))


def key_of(client: httpx.Client, url: str, *scopes: str) -> Api:
    """The API with a key of whoever is signed in."""
    made = client.post("/api/keys", json={"name": "k", **({"scopes": list(scopes)} if scopes else {})})
    assert made.status_code == 201, made.text
    return Api(httpx.Client(base_url=url, headers={"authorization": f"Bearer {made.json()['token']}"}, timeout=60))


def results(api: Api, mode: str, *records: Any, **rest: Any) -> list[str]:
    """The status of each row, or the code of its error."""
    answer = api.bulk("vault", mode, records, **rest)
    return [one["errors"][0]["code"] if one["status"] == "failed" else one["status"] for one in answer["results"]]


def test_a_hidden_record_is_as_good_as_none_whatever_version_is_asked_for(office: Office, rep: tuple[str, Api]) -> None:
    alive, gone = (office.admin.create("vault", name="Not theirs")["id"] for _ in range(2))
    office.admin.delete("vault", gone)
    ids = [alive, gone, str(uuid4())]
    for identity in ids:
        for method in ("PATCH", "DELETE"):
            path = f"/api/records/vault/{identity}"
            rep[1].refused(method, path, 404, {"code": "x"}, headers={"if-match": '"99"'})
    for mode in ("update", "delete"):
        rows = [{"id": one, "version": 99} for one in ids]
        assert results(rep[1], mode, *rows) == ["record_not_found"] * 3
    assert results(rep[1], "update", *({"id": one} for one in ids)) == ["record_not_found"] * 3


def test_a_key_is_looked_for_among_what_is_seen(office: Office, rep: tuple[str, Api]) -> None:
    me, api = rep
    name = fresh("Same ")
    for _ in range(3):
        office.admin.create("vault", name=name)
    row = {"name": name, "code": "k"}
    assert results(api, "update", row, key="name") == ["record_not_found"]
    assert results(api, "delete", row, key="name") == ["record_not_found"]
    office.admin.create("vault", name=name, owner=me)
    assert results(api, "update", row, key="name") == ["updated"]


def test_a_masked_number_is_no_key(office: Office, rep: tuple[str, Api]) -> None:
    me, api = rep
    office.admin.create("vault", name="Masked", card=CARD, owner=me)
    for mode in ("update", "upsert", "delete"):
        body = {"mode": mode, "key": "card", "records": [{"card": CARD, "name": "Masked"}]}
        api.refused("POST", "/api/records/vault/bulk", 422, body)


def test_a_hidden_value_can_not_be_guessed_by_writing_it(office: Office, rep: tuple[str, Api]) -> None:
    me, api = rep
    values = {"stage": "closed", "discount": 37, "fixed": CARD}
    path = f"/api/records/vault/{office.admin.create('vault', name='Guess', owner=me, **values)['id']}"
    for right, wrong in (({"discount": 37}, {"discount": 38}), ({"fixed": CARD}, {"fixed": "110105194912310038"})):
        first, second = (api.client.patch(path, json=one) for one in (right, wrong))
        assert first.status_code == second.status_code, (right, first.text, second.text)


def test_nothing_speaks_of_a_hidden_field(office: Office, rep: tuple[str, Api]) -> None:
    me, api = rep
    told = api.client.get("/api/meta/objects/vault").text
    assert "covert" not in told
    assert "forbidden word" not in told
    code = fresh("code")
    office.admin.create("vault", name="First", covert="same", code=code)
    mine = office.admin.create("vault", name="Second", covert="same", owner=me)["id"]
    refusal = api.client.patch(f"/api/records/vault/{mine}", json={"code": code})
    assert refusal.status_code == 422
    assert "covert" not in refusal.text


def test_nothing_is_compared_with_what_is_only_shown(office: Office, rep: tuple[str, Api]) -> None:
    for field, op, other in (("number", "gte", "masked"), ("up", "eq", "other"), ("number", "eq", "discount")):
        where = {"field": field, "op": op, "value": {"path": other}}
        rep[1].refused("POST", "/api/records/vault/query", 422, {"where": where})


def test_rules_keep_their_relations_whatever_else_is_changed(office: Office) -> None:
    where = {"any": "peers", "where": {"field": "name", "op": "eq", "value": "Sun"}}
    grantee = office.person(None, office.role(grant("vault", "own", peers="read")))[0]
    rule = office.admin.client.post(
        "/api/sharing-rules", json={"object": "vault", "where": where, "with": {"user": grantee}}
    ).json()["id"]
    fields = [{"name": "name", "type": "text"}]
    office.admin.apply({"name": fresh("unrelated"), "label": {"en": "U"}, "title": "name", "fields": fields})
    assert office.admin.read("sharing_rule", rule)["where"] == where


def test_a_scoped_key_does_not_write_the_organisation(office: Office, admin: httpx.Client) -> None:
    accomplice, _ = office.person(office.east)
    key = key_of(admin, office.url, "read", "create", "user:update")
    assert key.client.patch(f"/api/records/user/{accomplice}", json={"roles": [ADMINISTRATORS]}).status_code == 403
    user = {"name": "New", "email": f"{fresh('new')}@office.example", "roles": [ADMINISTRATORS]}
    assert key.client.post("/api/records/user", json=user).status_code == 403
    assert key.client.post("/api/records/role", json={"name": fresh("role ")}).status_code == 403
    me, mine = office.person(office.east, office.role(grant("vault", "own", "read", "create")))
    own = key_of(mine.client, office.url, "read", "create")
    own.refused("POST", "/api/records/delegation", 403, {"absent": me, "delegate": accomplice, **ABSENCE})


def test_a_role_from_the_bin_hides_what_it_hid(office: Office) -> None:
    name = fresh("pay")
    fields = [{"name": "name", "type": "text"}, {"name": "salary", "type": "integer"}]
    office.admin.apply({"name": name, "label": {"en": "Pay"}, "title": "name", "fields": fields})
    role = office.role(grant(name, "all", "read", salary="hidden"))
    _, api = office.person(office.east, role)
    record = office.admin.create(name, name="Pay", salary=4711)["id"]
    office.admin.delete("role", role)
    office.admin.apply({"name": name, "fields": [{"id": "salary", "name": "wage"}]})
    office.admin.client.post(f"/api/records/role/{role}/restore")
    assert "4711" not in api.client.get(f"/api/records/{name}/{record}").text


def test_a_refused_deletion_does_not_name_what_is_hidden(office: Office) -> None:
    boss, secret = fresh("boss"), fresh("secret")
    fields = [{"name": "name", "type": "text"}]
    held = {"name": "holder", "type": "reference", "to": boss, "on_delete": "restrict"}
    office.admin.apply({"name": boss, "label": {"en": "B"}, "title": "name", "fields": fields})
    office.admin.apply({"name": secret, "label": {"en": "S"}, "title": "name", "fields": [*fields, held]})
    me, api = office.person(office.east, office.role(grant(boss, "own", "read", "delete")))
    record = office.admin.create(boss, name="B", owner=me)["id"]
    office.admin.create(secret, name="S", holder=record)
    refusal = api.client.delete(f"/api/records/{boss}/{record}")
    assert refusal.status_code == 409
    assert secret not in refusal.text
    assert "holder" not in refusal.text


def test_history_leaves_hidden_links_out_of_fields_that_depend_on_the_record(office: Office) -> None:
    me, api = office.person(office.east, office.role(grant("vault", peers={"level": "read", "where": OPEN})))
    hidden = office.admin.create("vault", name="Hidden")["id"]
    mine = office.admin.create("vault", name="Mine", owner=me, stage="open", peers=[hidden])["id"]
    assert hidden not in str(api.history("vault", mine))


def test_wrong_types_are_refused_at_their_place(office: Office, rep: tuple[str, Api]) -> None:
    me, api = rep
    for children in ([[]], [{}], {"a": 1}):
        body = {"ids": [str(uuid4())], "owner": me, "children": children}
        api.refused("POST", "/api/records/vault/transfer", 422, body)
    roles = [{"id": "abc", "grants": [grant("vault")]}]
    for body in (
        {"users": [{"id": me, "department": "abc"}]},
        {"roles": roles, "users": [{"id": me, "roles": ["abc"]}]},
    ):
        office.admin.refused("POST", "/api/rights/preview", 422, body)


def test_a_sharing_rule_says_what_it_opens(office: Office, rep: tuple[str, Api]) -> None:
    for where in ({}, {"where": None}, {"where": []}):
        body = {"object": "vault", "with": {"user": rep[0]}, **where}
        office.admin.refused("POST", "/api/sharing-rules", 422, body)
    rules = [{"object": "vault", "where": []}]
    office.admin.refused("POST", "/api/records/territory", 422, {"name": "T", "rules": rules})


def test_the_scope_of_a_grant_on_users_bounds_their_other_fields(office: Office) -> None:
    boss, _ = office.person(office.west)
    api = office.person(office.east, office.role(grant("user", "own", "read")))[1]
    assert "created_at" not in api.read("user", boss)


def test_configuring_one_object_leaves_the_others_alone(office: Office) -> None:
    first, later = fresh("object"), fresh("renamed")
    fields = [{"name": "name", "type": "text"}, {"name": "private", "type": "text"}]
    office.admin.apply({"name": first, "label": {"en": "1"}, "title": "name", "fields": fields})
    office.admin.apply({"id": first, "name": later})
    office.admin.apply({"name": first, "label": {"en": "2"}, "title": "name", "fields": fields})
    api = office.person(office.east, office.role(grant(later, "own", "read", "configure")))[1]
    change = {"objects": [{"name": first, "fields": [{"name": "foreign", "type": "text"}]}]}
    api.refused("POST", "/api/meta/apply", 403, change)
    api.refused("POST", "/api/meta/plan", 403, {"remove": [f"{first}.private"]})
    api.refused("GET", "/api/meta/versions", 403)
    api.refused("POST", "/api/meta/revert", 403, {"version": 1})


def test_nobody_writes_the_absence_of_others(office: Office) -> None:
    chief, _ = office.person(office.west, office.role(grant("vault")))
    office.admin.create("vault", name="The chief's", owner=chief)
    roles = office.role(grant("delegation", "own", "create", "read"), grant("vault"))
    me, api = office.person(office.east, roles)
    api.refused("POST", "/api/records/delegation", 403, {"absent": chief, "delegate": me, **ABSENCE})
    assert api.all("vault") == []


def test_an_estimate_is_near(office: Office, server: LiveServer) -> None:
    me, api = office.person(office.east, office.role(grant("vault")))
    office.admin.bulk("vault", "create", [{"name": f"N {n}", "owner": me} for n in range(1_000)])
    with psycopg.connect(server.database_url, autocommit=True) as connection:
        connection.execute("analyze records.vault")
    assert 100 < api.query("vault", count="estimate", limit=1)["count"] < 10_000


def test_who_was_an_administrator_makes_no_others(office: Office, server: LiveServer) -> None:
    former, api = office.person(office.east, ADMINISTRATORS)
    accomplice, accomplices = office.person(office.east)

    def promote() -> None:
        api.client.patch(f"/api/records/user/{accomplice}", json={"roles": [ADMINISTRATORS]})

    with psycopg.connect(server.database_url) as connection:
        connection.execute('select from records."user" where id = %s for update', (accomplice,))
        waiting = Thread(target=promote)
        waiting.start()
        wait_for_a_lock(server.database_url)
        office.admin.patch("user", former, roles=[], active=False)
        connection.rollback()
        waiting.join()
    assert accomplices.client.get("/api/audit").status_code == 403


def wait_for_a_lock(database_url: str) -> None:
    """Until somebody waits for a row."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        for _ in range(2_000):
            if connection.execute("select from pg_locks where not granted limit 1").fetchone() is not None:
                return
    raise AssertionError("nobody waits")


def test_keeping_the_directory_widens_nobodys_own_reach(office: Office) -> None:
    chief, _ = office.person(office.head)
    office.admin.create("vault", name="The chief's", owner=chief)
    kept = (grant(name, "all", "read", "update") for name in ("user", "team", "department"))
    own = office.admin.create("department", name="Own")["id"]
    keeper, api = office.person(own, office.role(*kept, grant("vault", "reports"), grant("vault", "team")))
    report, _ = office.person(own, manager=keeper)
    team = office.admin.create("team", name=fresh("team "), members=[keeper])["id"]
    rule = {"object": "vault", "where": {}, "with": {"department": office.head}}
    assert office.admin.client.post("/api/sharing-rules", json=rule).status_code == 201
    api.refused("PATCH", f"/api/records/user/{chief}", 403, {"manager": report})
    api.refused("PATCH", f"/api/records/team/{team}", 403, {"members": [keeper, chief]})
    api.refused("PATCH", f"/api/records/department/{own}", 403, {"parent": office.head})
    assert api.all("vault") == []


def test_what_is_shared_for_a_while_is_passed_on_nowhere(office: Office) -> None:
    parent, child = fresh("parent"), fresh("child")
    fields = [{"name": "name", "type": "text"}]
    tie = {"name": "up", "type": "reference", "to": parent, "inherit": "write"}
    office.admin.apply({"name": parent, "label": {"en": "P"}, "title": "name", "fields": fields})
    office.admin.apply({"name": child, "label": {"en": "C"}, "title": "name", "fields": [*fields, tie]})
    role = office.role(grant(parent, "own", "read", "update"), grant(child, "own", "read", "update"))
    me, api = office.person(office.east, role)
    record = office.admin.create(parent, name="P")["id"]
    shares = f"/api/records/{parent}/{record}/shares"
    share = {"with": {"user": me}, "access": "write"}
    assert office.admin.client.post(shares, json={**share, "until": "2099-01-01"}).status_code == 201
    api.refused("POST", shares, 403, share)
    kid = office.admin.create(child, name="C", up=record)["id"]
    assert api.is_there(child, kid)
    api.refused("POST", f"/api/records/{child}/{kid}/shares", 403, share)
    office.admin.refused("POST", shares, 422, {**share, "until": [""]})
    assert office.admin.client.post(shares, json={**share, "until": ""}).status_code in (201, 422)


def test_many_write_the_organisation_at_once(office: Office) -> None:
    def write(_: int) -> int:
        return office.admin.client.post("/api/records/team", json={"name": fresh("team ")}).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(write, range(64))) == {201}
