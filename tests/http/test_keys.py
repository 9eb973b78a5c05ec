"""API keys over HTTP, and the audit that tells of them and of everything else about sign-in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from tests.http.api import Api, check_problem, places, sign_in
from tests.live import PASSWORD, LiveServer

CLOSED = (
    ("GET", "/api/auth/sessions"),
    ("POST", "/api/auth/logout"),
    ("POST", "/api/auth/password"),
    ("POST", "/api/auth/totp"),
    ("GET", "/api/keys"),
    ("POST", "/api/keys"),
    ("DELETE", "/api/keys/0198c0de-0000-7000-8000-000000000000"),
    ("POST", "/api/users/0198c0de-0000-7000-8000-000000000000/invite"),
    ("GET", "/api/users/0198c0de-0000-7000-8000-000000000000/sessions"),
)


def test_a_key_works_until_it_is_revoked(visitor: httpx.Client, user: str, server: LiveServer) -> None:
    sign_in(visitor, user)
    made = visitor.post("/api/keys", json={"name": "import", "scopes": ["read", "account:create", "*:*"]}).json()
    assert me(server, made["token"]).json()["name"] == "Visitor"
    (listed,) = visitor.get("/api/keys").json()["keys"]
    assert listed["scopes"] == ["*:*", "account:create", "read"]
    assert listed["used_at"] is not None
    assert made["token"] not in visitor.get("/api/keys").text
    assert visitor.delete(f"/api/keys/{made['id']}").status_code == 204
    check_problem(me(server, made["token"]), 401)
    assert check_problem(visitor.delete(f"/api/keys/{made['id']}"), 404)["code"] == "key_not_found"
    assert visitor.get("/api/keys").json() == {"keys": []}


def test_a_key_ends_by_itself(visitor: httpx.Client, user: str, server: LiveServer) -> None:
    sign_in(visitor, user)
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    key = visitor.post("/api/keys", json={"name": "a", "expires_at": soon}).json()
    with psycopg.connect(server.database_url) as connection:
        connection.execute("update luopan.api_keys set expires_at = now() where id = %s", [key["id"]])
    check_problem(me(server, key["token"]), 401)


def test_a_key_can_not_make_itself_at_home(api: Api) -> None:
    for method, path in CLOSED:
        assert api.refused(method, path, 403, json={})["code"] == "key_not_allowed"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "x" * 101}, "name", "value_too_long"),
        ({"name": "a", "scopes": []}, "scopes", "scopes_count"),
        ({"name": "a", "scopes": "read"}, "scopes", "condition_list"),
        ({"name": "a", "scopes": ["read", "*"]}, "scopes", "scope_unknown"),
        ({"name": "a", "scopes": ["account:own"]}, "scopes", "scope_unknown"),
        ({"name": "a", "scopes": ["Account:read"]}, "scopes", "scope_unknown"),
        ({"name": "a", "scopes": ["account:read\n"]}, "scopes", "scope_unknown"),
        ({"name": "a", "expires_at": "2020-01-01T00:00:00Z"}, "expires_at", "in_the_past"),
        ({"name": "a", "expires_at": "2099-01-01T00:00:00"}, "expires_at", "moment_with_zone"),
        ({"name": "a", "user": "x"}, "user", "not_an_id"),
    ],
)
def test_keys_that_make_no_sense(admin: httpx.Client, body: Any, field: str, code: str) -> None:
    assert places(check_problem(admin.post("/api/keys", json=body), 422)) == {(None, field, code)}


def test_keys_of_others_are_for_administrators(
    visitor: httpx.Client, user: str, admin: httpx.Client, server: LiveServer
) -> None:
    sign_in(visitor, user)
    user_id, admin_id = (client.get("/api/me").json()["id"] for client in (visitor, admin))
    check_problem(visitor.post("/api/keys", json={"name": "mine?", "user": admin_id}), 403)
    check_problem(visitor.get(f"/api/users/{admin_id}/keys"), 403)
    theirs = admin.post("/api/keys", json={"name": "for you", "user": user_id}).json()
    assert me(server, theirs["token"]).json()["id"] == user_id
    (listed,) = admin.get(f"/api/users/{user_id}/keys").json()["keys"]
    assert (listed["name"], listed["created_by"]) == ("for you", admin_id)
    own = admin.post("/api/keys", json={"name": "own"}).json()
    check_problem(visitor.delete(f"/api/keys/{own['id']}"), 404)
    assert me(server, own["token"]).status_code == 200
    assert admin.delete(f"/api/keys/{theirs['id']}").status_code == 204
    assert admin.delete(f"/api/keys/{own['id']}").status_code == 204


def test_the_audit_tells_what_happened_and_no_secret(visitor: httpx.Client, user: str, admin: httpx.Client) -> None:
    agent = {"user-agent": "audit"}
    sign_in(visitor, user)
    user_id, admin_id = (client.get("/api/me").json()["id"] for client in (visitor, admin))
    key = visitor.post("/api/keys", json={"name": "import"}, headers=agent).json()
    visitor.delete(f"/api/keys/{key['id']}")
    secret = visitor.post("/api/auth/totp").json()["secret"]
    visitor.post("/api/auth/password", json={"current": PASSWORD, "new": "a new horse"})
    visitor.post("/api/auth/logout")
    link = admin.post(f"/api/users/{user_id}/reset-link").json()["token"]
    invitation = admin.post(f"/api/users/{user_id}/invite").json()["token"]
    token = visitor.post("/api/auth/accept", json={"token": link, "password": "a newer horse"}).json()["token"]
    admin.delete(f"/api/users/{user_id}/totp")
    admin.delete(f"/api/users/{user_id}/sessions")
    admin.patch(f"/api/records/user/{user_id}", json={"password": "the newest horse"})
    for _ in range(11):
        sign_in(visitor, user, "a wrong horse")

    page = admin.get("/api/audit", params={"limit": 40})
    about = [one for one in page.json()["audit"] if user_id in (one["actor"], one["record"])]
    kinds = [one["kind"] for one in reversed(about)]
    assert kinds == [
        *(
            "password_changed",
            "sign_in",
            "key_created",
            "key_revoked",
            "password_changed",
            "sign_out",
            "reset_made",
            "invitation_made",
        ),
        *("password_reset", "sign_in", "totp_disabled", "session_ended", "password_changed"),
        *["sign_in_failed"] * 10,
        "sign_in_locked",
    ]
    assert {one["actor"] for one in about if one["kind"] in ("reset_made", "totp_disabled", "session_ended")} == {
        admin_id
    }
    assert {one["actor"] for one in about if one["kind"].startswith("sign_in_")} == {None}
    assert {one["address"] for one in about if one["kind"] != "password_changed"} == {"127.0.0.1"}
    for word in (PASSWORD, "horse", secret, link, invitation, token, key["token"], "argon2"):
        assert word not in page.text


def test_an_unknown_mail_is_in_the_audit_and_nowhere_else(visitor: httpx.Client, admin: httpx.Client) -> None:
    mail = "nobody-at-all@example.com" + "x" * 500
    check_problem(sign_in(visitor, mail), 401)
    (line,) = admin.get("/api/audit", params={"kind": "sign_in_failed", "limit": 1}).json()["audit"]
    assert line["details"]["email"] == mail[:254]
    assert line["record"] is None


def test_the_audit_is_read_page_by_page(visitor: httpx.Client, user: str, admin: httpx.Client, api: Api) -> None:
    for _ in range(5):
        sign_in(visitor, user)
    own = {"actor": visitor.get("/api/me").json()["id"], "kind": "sign_in", "limit": "2"}
    seen: list[str] = []
    before: dict[str, str] = {}
    while True:
        page = admin.get("/api/audit", params=own | before).json()
        seen += [one["id"] for one in page["audit"]]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)
    check_problem(visitor.get("/api/audit"), 403)
    for wrong in ({"actor": "x"}, {"before": "x"}, {"kind": "a\x00"}):
        check_problem(admin.get("/api/audit", params=wrong), 422)
    check_problem(admin.get("/api/audit", params={"limit": "0"}), 400)
    assert api.client.get("/api/audit", params={"limit": "1"}).status_code == 200
    narrowed = admin.post("/api/keys", json={"name": "narrow", "scopes": ["*:*"]}).json()["token"]
    refused = visitor.get("/api/audit", headers={"authorization": f"Bearer {narrowed}", "cookie": ""})
    assert check_problem(refused, 403)["code"] == "forbidden_action"


def me(server: LiveServer, token: str) -> httpx.Response:
    return httpx.get(f"{server.url}/api/me", headers={"authorization": f"Bearer {token}"})
