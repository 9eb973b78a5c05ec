"""Signing in and out: tokens, cookies, foreign pages, wrong passwords, and the lock after too many of them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from luopan.kit.settings import load_settings
from luopan.main.setup import create_user
from tests.http.api import Api, check_problem, fresh
from tests.live import ADMIN, PASSWORD, LiveServer

OPEN = {"/api/auth/login", "/api/auth/accept", "/api/auth/forgot", "/healthz", "/readyz", "/metrics"}


@pytest.fixture
def visitor(server: LiveServer) -> Iterator[httpx.Client]:
    """A client that is not signed in."""
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture
def user(server: LiveServer, tmp_path: Path) -> str:
    """The mail of a user without rights of an administrator; the password is PASSWORD."""
    email = f"{fresh('user')}@example.com"
    settings = load_settings(home=tmp_path, database_url=server.database_url)
    asyncio.run(create_user(settings, email, "Visitor", PASSWORD, False))
    return email


def sign_in(client: httpx.Client, email: str = ADMIN, password: str = PASSWORD) -> httpx.Response:
    return client.post("/api/auth/login", json={"email": email, "password": password})


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
