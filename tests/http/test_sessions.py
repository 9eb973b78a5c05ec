"""Signing in and out: tokens, cookies, sessions, foreign pages, wrong passwords, and the lock after too many of them."""

import hashlib
import time

import httpx
import psycopg
import pytest

from tests.http.api import Api, check_problem, fresh, sign_in
from tests.live import ADMIN, PASSWORD, LiveServer

OPEN = {"/api/auth/login", "/api/auth/accept", "/api/auth/forgot", "/healthz", "/readyz", "/metrics"}


def test_a_token_and_a_cookie_stand_for_the_user_until_they_sign_out(visitor: httpx.Client, server: LiveServer) -> None:
    response = sign_in(visitor, f" {ADMIN.upper()} ")
    assert response.status_code == 200
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert 0 <= 30 * 24 * 3_600 - int(cookie.partition("max-age=")[2].partition(";")[0]) < 60
    me = visitor.get("/api/me").json()
    assert me["name"] == "Admin"
    assert me["workspace"] == {
        "name": "Luopan",
        "zone": "Asia/Shanghai",
        "locale": "zh-CN",
        "currency": "CNY",
        "country": "CN",
    }
    bearer = {"authorization": f"Bearer {response.json()['token']}"}
    assert httpx.get(f"{server.url}/api/me", headers=bearer).json() == me
    assert visitor.post("/api/auth/logout").status_code == 204
    check_problem(httpx.get(f"{server.url}/api/me", headers=bearer), 401)
    check_problem(visitor.get("/api/me"), 401)


def test_the_cookie_works_from_our_own_pages_only(visitor: httpx.Client, api: Api) -> None:
    sign_in(visitor)
    foreign = (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    )
    for headers in foreign:
        refused = visitor.post("/api/records/machine", json={"serial": fresh("C")}, headers=headers)
        assert check_problem(refused, 403)["code"] == "foreign_origin"
        assert visitor.post("/api/auth/logout", headers=headers).status_code == 403
    own = {"origin": str(visitor.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    assert visitor.post("/api/records/machine", json={"serial": fresh("C")}, headers=own).status_code == 201
    with_token = {"origin": "https://app.example", **{"authorization": api.client.headers["authorization"]}}
    assert visitor.post("/api/records/machine", json={"serial": fresh("C")}, headers=with_token).status_code == 201


def test_a_wrong_mail_and_a_wrong_password_look_alike(visitor: httpx.Client, user: str) -> None:
    wrong = check_problem(sign_in(visitor, user, "wrong horse"), 401)
    unknown = check_problem(sign_in(visitor, "nobody@example.com", "wrong horse"), 401)
    assert wrong == unknown
    assert "set-cookie" not in sign_in(visitor, user, "wrong horse").headers
    assert sign_in(visitor, user).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": ADMIN},
        {"email": 7, "password": 7},
        {"email": "", "password": ""},
        {"email": "a\x00", "password": "b"},
    ],
)
def test_a_sign_in_needs_both(visitor: httpx.Client, body: dict[str, object]) -> None:
    document = check_problem(visitor.post("/api/auth/login", json=body), 422)
    assert {one["field"] for one in document["errors"]} <= {"email", "password"}
    assert document["errors"]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "bearer x", "Bearer lps_x", "Bearer lpk_x", "Basic YTpi", "Bearer \x80", "Bearer " + "x" * 5_000],
)
def test_an_unknown_token_is_nobody(visitor: httpx.Client, header: str) -> None:
    check_problem(visitor.get("/api/me", headers={"authorization": header.encode("latin-1")}), 401)
    check_problem(visitor.get("/api/me", headers={"cookie": "luopan_session=' or 1=1"}), 401)


def test_nothing_is_open_to_strangers(visitor: httpx.Client, api: Api) -> None:
    unknown = "0198c0de-0000-7000-8000-000000000000"
    for path, operations in api.client.get("/openapi.json").json()["paths"].items():
        if "{id}" in path and "machine" not in path and "/api/records/" in path:
            continue
        for method, operation in operations.items():
            if operation.get("security") == []:
                assert path in OPEN, path
                continue
            path = path.replace("{id}", unknown).replace("{object}", "machine")
            check_problem(visitor.request(method, path, json={}), 401)


def test_ten_wrong_passwords_lock_the_account_and_nobody_elses(visitor: httpx.Client, user: str) -> None:
    for _ in range(10):
        check_problem(sign_in(visitor, user, "wrong horse"), 401)
    document = check_problem(sign_in(visitor, user), 429)
    assert document["code"] == "sign_in_locked"
    assert sign_in(visitor).status_code == 200


def test_without_rights_nothing_can_be_configured(visitor: httpx.Client, user: str) -> None:
    sign_in(visitor, user)
    assert visitor.get("/api/me").json()["admin"] is False
    for method, path in (
        ("POST", "/api/meta/apply"),
        ("POST", "/api/meta/plan"),
        ("GET", "/api/system/consumers"),
        ("GET", "/api/meta/versions"),
    ):
        check_problem(visitor.request(method, path, json={"objects": []}), 403)


def test_a_sign_in_always_opens_a_new_session(visitor: httpx.Client, user: str) -> None:
    planted = sign_in(visitor, user).json()["token"]
    fresh_one = sign_in(visitor, user)
    assert fresh_one.json()["token"] != planted
    assert visitor.cookies["luopan_session"] == fresh_one.json()["token"]
    unknown = "lps_" + "x" * 43
    chosen = visitor.post(
        "/api/auth/login", json={"email": user, "password": PASSWORD}, headers={"cookie": f"luopan_session={unknown}"}
    )
    assert unknown not in chosen.text + chosen.headers["set-cookie"]
    check_problem(visitor.get("/api/me", headers={"cookie": f"luopan_session={unknown}"}), 401)


def test_a_cookie_is_turned_after_a_day_and_a_bearer_token_is_not(
    visitor: httpx.Client, user: str, server: LiveServer
) -> None:
    old = sign_in(visitor, user).json()["token"]
    age(server, old, "rotated_at = now() - interval '24 hours 1 second'")
    bearer = {"authorization": f"Bearer {old}", "cookie": ""}
    assert "set-cookie" not in visitor.get("/api/me", headers=bearer).headers
    deadline = time.monotonic() + 5
    while "set-cookie" not in (refused := visitor.post("/api/meta/apply", json={})).headers:
        assert time.monotonic() < deadline
    assert refused.status_code == 403  # it turns, whatever the answer is
    new = visitor.cookies["luopan_session"]
    assert new != old
    assert "httponly" in refused.headers["set-cookie"].lower()
    assert "set-cookie" not in visitor.get("/api/me").headers
    assert visitor.get("/api/me", headers=bearer).status_code == 200
    age(server, new, "previous_until = now()")
    assert not alive_soon(server, old)
    assert visitor.get("/api/me").status_code == 200


def test_sessions_are_seen_and_ended(visitor: httpx.Client, user: str, server: LiveServer) -> None:
    here = sign_in(visitor, user).json()["token"]
    others = [
        httpx.post(
            f"{server.url}/api/auth/login",
            json={"email": user, "password": PASSWORD},
            headers={"user-agent": f"phone {number} " + "x" * 1_000},
        ).json()["token"]
        for number in range(3)
    ]
    listed = visitor.get("/api/auth/sessions").json()["sessions"]
    assert len(listed) == 4
    assert [one["agent"][:7] for one in listed if one["current"]] == ["python-"]
    assert {one["address"] for one in listed} == {"127.0.0.1"}
    assert all(one.keys() == {"id", "agent", "address", "created_at", "seen_at", "current"} for one in listed)
    phone = next(one["id"] for one in listed if (one["agent"] or "").startswith("phone 1"))
    assert visitor.delete(f"/api/auth/sessions/{phone}").status_code == 204
    check_problem(visitor.delete(f"/api/auth/sessions/{phone}"), 404)
    assert [alive(server, token) for token in others] == [True, False, True]
    assert visitor.post("/api/auth/sessions/end-others").json() == {"ended": 2}
    assert [alive(server, token) for token in (here, *others)] == [True, False, False, False]


def test_nobody_ends_the_session_of_somebody_else(visitor: httpx.Client, user: str, admin: httpx.Client) -> None:
    sign_in(visitor, user)
    theirs = admin.get("/api/auth/sessions").json()["sessions"][0]["id"]
    assert check_problem(visitor.delete(f"/api/auth/sessions/{theirs}"), 404)["code"] == "session_not_found"
    check_problem(visitor.delete("/api/auth/sessions/x"), 404)
    assert admin.get("/api/me").status_code == 200


def test_an_administrator_sees_and_ends_sessions(
    visitor: httpx.Client, user: str, admin: httpx.Client, server: LiveServer
) -> None:
    token = sign_in(visitor, user).json()["token"]
    user_id = visitor.get("/api/me").json()["id"]
    assert check_problem(visitor.get(f"/api/users/{user_id}/sessions"), 403)["code"] == "forbidden_action"
    check_problem(visitor.delete(f"/api/users/{user_id}/sessions"), 403)
    assert [one["current"] for one in admin.get(f"/api/users/{user_id}/sessions").json()["sessions"]] == [False]
    assert admin.delete(f"/api/users/{user_id}/sessions").json() == {"ended": 1}
    assert not alive(server, token)
    check_problem(admin.get("/api/users/me/sessions"), 404)


def test_a_deactivated_user_is_out_at_once(visitor: httpx.Client, user: str, api: Api, server: LiveServer) -> None:
    token = sign_in(visitor, user).json()["token"]
    user_id = visitor.get("/api/me").json()["id"]
    key = visitor.post("/api/keys", json={"name": "import"}).json()["token"]
    api.patch("user", user_id, active=False)
    assert not alive_soon(server, token)
    assert not alive_soon(server, key)
    assert check_problem(sign_in(visitor, user), 401)["code"] == "sign_in_failed"
    api.patch("user", user_id, active=True)
    assert alive(server, key)
    assert not alive(server, token)
    sign_in(visitor, user)
    api.delete("user", user_id)
    assert not alive_soon(server, visitor.cookies["luopan_session"])
    check_problem(sign_in(visitor, user), 401)


def test_a_body_from_a_form_is_refused(visitor: httpx.Client) -> None:
    sign_in(visitor)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        refused = visitor.post("/api/records/machine", content=b'{"serial": "F"}', headers={"content-type": kind})
        assert check_problem(refused, 415)["code"] == "body_not_json"
    refused = visitor.post("/api/records/machine", content=iter([b"{}"]), headers={"content-type": "text/plain"})
    check_problem(refused, 415)
    made = visitor.post(
        "/api/records/machine",
        content=f'{{"serial": "{fresh("F")}"}}',
        headers={"content-type": "Application/JSON; charset=utf-8"},
    )
    assert made.status_code == 201
    assert visitor.post("/api/auth/sessions/end-others").status_code == 200


@pytest.mark.parametrize("path", ["login", "accept", "forgot"])
def test_a_foreign_page_signs_nobody_in(visitor: httpx.Client, path: str) -> None:
    body = {"email": ADMIN, "password": PASSWORD, "token": "x"}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        refused = visitor.post(f"/api/auth/{path}", json=body, headers=headers)
        assert check_problem(refused, 403)["code"] == "foreign_origin"
        assert "set-cookie" not in refused.headers


def test_every_answer_carries_the_headers_of_safety(visitor: httpx.Client) -> None:
    for path in ("/", "/docs", "/docs/reader.js", "/openapi.json", "/api/me", "/nowhere"):
        headers = visitor.get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert "script-src" not in policy
        assert "camera=()" in headers["permissions-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers
    sign_in(visitor)
    assert visitor.get("/api/me").headers["cache-control"] == "no-store"
    assert "<script>" not in visitor.get("/").text + visitor.get("/docs").text
    script = visitor.get("/docs/reader.js")
    assert script.headers["content-type"].startswith("text/javascript")


def age(server: LiveServer, token: str, change: str) -> None:
    """Lets time pass for one session."""
    with psycopg.connect(server.database_url, autocommit=True) as connection:
        hashed = hashlib.sha256(token.encode()).digest()
        done = connection.execute(f"update luopan.sessions set {change} where token_hash = %s", [hashed])
        assert done.rowcount == 1
        connection.execute("notify luopan_sign_in")


def alive(server: LiveServer, token: str) -> bool:
    return httpx.get(f"{server.url}/api/me", headers={"authorization": f"Bearer {token}"}).status_code == 200


def alive_soon(server: LiveServer, token: str) -> bool:
    """Whether a session is still good when the word has come through that it is not."""
    deadline = time.monotonic() + 5
    while (is_alive := alive(server, token)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_alive
