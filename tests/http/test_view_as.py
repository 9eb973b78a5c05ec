"""An administrator sees Luopan as somebody else: what they see and no more, to read and no more, and it is written down."""

from collections.abc import Iterator

import httpx
import pytest

from tests.http.api import Api, check_problem, fresh, sign_in
from tests.live import ADMIN, PASSWORD, LiveServer


@pytest.fixture
def colleague(api: Api, lot: str) -> str:
    """Somebody who reads machines of their own, without their prices."""
    grants = [{"object": "machine", "actions": ["read", "update"], "scope": "own", "fields": {"price": "hidden"}}]
    role = api.create("role", name=fresh("viewed "), grants=grants)["id"]
    identity = api.create("user", name="Seen", email=f"{fresh('seen')}@example.com", password=PASSWORD, roles=[role])
    api.create("machine", serial=fresh("V"), lot=lot, owner=identity["id"])
    api.create("machine", serial=fresh("V"), lot=lot)
    return identity["id"]


@pytest.fixture
def viewing(admin: httpx.Client, colleague: str) -> Iterator[httpx.Client]:
    """The administrator's session as it sees Luopan as the colleague."""
    assert admin.post("/api/view-as", json={"user": colleague}).status_code == 204
    yield admin
    assert admin.delete("/api/view-as").status_code == 204


def machines(client: httpx.Client, lot: str) -> list[dict[str, object]]:
    asked = {"where": {"field": "lot", "op": "eq", "value": lot}}
    answer = client.post("/api/records/machine/query", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["records"]


def test_one_sees_what_they_see_and_is_oneself_again(
    admin: httpx.Client, viewing: httpx.Client, colleague: str, lot: str
) -> None:
    (seen,) = machines(viewing, lot)
    assert "price" not in seen
    me = viewing.get("/api/me").json()
    assert (me["id"], me["admin"]) == (colleague, False)
    assert me["viewer"]["name"] == "Admin"
    assert "maker" not in {one["name"] for one in viewing.get("/api/meta").json()["objects"]}
    counted = {"measures": [{"fn": "count", "as": "n"}], "where": {"field": "lot", "op": "eq", "value": lot}}
    assert viewing.post("/api/records/machine/aggregate", json=counted).json()["rows"] == [{"n": 1}]
    check_problem(viewing.get("/api/audit"), 403)
    assert viewing.delete("/api/view-as").status_code == 204
    assert len(machines(admin, lot)) == 2
    assert admin.get("/api/me").json()["viewer"] is None


def test_nothing_is_written_and_nobody_s_sign_in_is_touched(viewing: httpx.Client, colleague: str, lot: str) -> None:
    (seen,) = machines(viewing, lot)
    place = f"/api/records/machine/{seen['id']}"
    refused = [
        viewing.patch(place, json={"name": "no"}),
        viewing.delete(place),
        viewing.post("/api/records/machine", json={"serial": fresh("V")}),
        viewing.post("/api/records/machine/bulk", json={"mode": "delete", "records": [{"id": seen["id"]}]}),
        viewing.post(f"{place}/reveal", json={"field": "name"}),
        viewing.post(f"{place}/comments", json={"text": "no"}),
        viewing.post("/api/exports", json={"object": "machine"}),
        viewing.patch("/api/me", json={"preferences": {"theme": "dark"}}),
        viewing.post("/api/keys", json={"name": "no"}),
        viewing.post("/api/auth/password", json={"current": PASSWORD, "new": "another long secret"}),
        viewing.post("/api/auth/sessions/end-others"),
        viewing.get("/api/auth/sessions"),
        viewing.get("/api/keys"),
        viewing.get(f"/api/users/{colleague}/sessions"),
    ]
    assert {check_problem(one, 403)["code"] for one in refused} == {"view_as_read_only"}
    assert machines(viewing, lot) == [seen]


def test_it_is_written_to_the_audit_under_the_administrator_s_name(
    admin: httpx.Client, viewing: httpx.Client, colleague: str
) -> None:
    own = admin.get(f"/api/records/user/{colleague}")
    assert own.status_code == 200
    viewing.delete("/api/view-as")
    viewing.delete("/api/view-as")
    lines = admin.get("/api/audit", params={"limit": 1000}).json()["audit"]
    told = [one["kind"] for one in lines if one["record"] == colleague and one["kind"].startswith("view_as")]
    assert told == ["view_as_ended", "view_as_begun"]
    who = admin.get("/api/me").json()["id"]
    assert {one["actor"] for one in lines if one["record"] == colleague and one["kind"].startswith("view_as")} == {who}


def test_others_keys_and_wrong_choices_are_refused(
    admin: httpx.Client, api: Api, visitor: httpx.Client, user: str, colleague: str
) -> None:
    sign_in(visitor, user)
    check_problem(visitor.post("/api/view-as", json={"user": colleague}), 403)
    key = admin.post("/api/keys", json={"name": "program"}).json()["token"]
    with_key = {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=str(admin.base_url), headers=with_key) as program:
        assert check_problem(program.post("/api/view-as", json={"user": colleague}), 403)["code"] == "key_not_allowed"
    me = admin.get("/api/me").json()["id"]
    assert check_problem(admin.post("/api/view-as", json={"user": me}), 409)["code"] == "view_as_whom"
    check_problem(admin.post("/api/view-as", json={"user": "0198c5a0-0000-7000-8000-00000000dead"}), 404)
    check_problem(admin.post("/api/view-as", json={"user": "nobody"}), 404)
    check_problem(admin.post("/api/view-as", json={}), 422)
    api.patch("user", colleague, active=False)
    assert check_problem(admin.post("/api/view-as", json={"user": colleague}), 409)["code"] == "view_as_whom"


def test_it_ends_with_the_other_s_sign_in_and_with_the_own_right(
    api: Api, server: LiveServer, viewing: httpx.Client, colleague: str
) -> None:
    api.patch("user", colleague, active=False)
    assert viewing.get("/api/me").json()["viewer"] is None
    api.patch("user", colleague, active=True)
    everything = ["create", "read", "update", "delete", "import", "export", "transfer", "configure"]
    role = api.create("role", name=fresh("admins "), grants=[{"object": "*", "actions": everything, "scope": "all"}])
    mail = f"{fresh('second')}@example.com"
    second = api.create("user", name="Second", email=mail, password=PASSWORD, roles=[role["id"]])["id"]
    with httpx.Client(base_url=server.url) as other:
        sign_in(other, mail)
        assert other.post("/api/view-as", json={"user": colleague}).status_code == 204
        assert other.get("/api/me").json()["id"] == colleague
        api.patch("user", second, roles=[])
        me = other.get("/api/me").json()
        assert (me["id"], me["admin"], me["viewer"]) == (second, False, None)


def test_signing_out_ends_the_own_session(server: LiveServer, colleague: str) -> None:
    with httpx.Client(base_url=server.url) as client:
        sign_in(client, ADMIN)
        assert client.post("/api/view-as", json={"user": colleague}).status_code == 204
        assert client.post("/api/auth/logout").status_code == 204
        check_problem(client.get("/api/me"), 401)
