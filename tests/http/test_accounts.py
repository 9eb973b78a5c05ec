"""Passwords, the second factor, invitations and resets, over HTTP."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest

from luopan.kernel.auth import totp
from tests.http.api import check_problem, places, sign_in
from tests.live import PASSWORD, LiveServer

NEW = "a new horse"


def test_a_new_password_ends_all_other_sessions(visitor: httpx.Client, user: str, server: LiveServer) -> None:
    elsewhere = bearer(sign_in(visitor, user))
    here = bearer(sign_in(visitor, user))
    link = reset_link_of(server, visitor)
    wrong = visitor.post("/api/auth/password", json={"current": "wrong", "new": NEW})
    assert places(check_problem(wrong, 422)) == {(None, "current", "password_wrong")}
    common = visitor.post("/api/auth/password", json={"current": PASSWORD, "new": "woaini1314"})
    assert places(check_problem(common, 422)) == {(None, "new", "password_common")}
    assert me(server, elsewhere) == 200
    assert visitor.post("/api/auth/password", json={"current": PASSWORD, "new": NEW}).status_code == 204
    assert (me(server, here), me(server, elsewhere)) == (200, 401)
    check_problem(sign_in(visitor, user), 401)
    assert sign_in(visitor, user, NEW).status_code == 200
    void = visitor.post("/api/auth/accept", json={"token": link, "password": "yet another horse"})
    assert check_problem(void, 401)["code"] == "token_not_valid"


def test_the_current_password_can_not_be_guessed(visitor: httpx.Client, user: str) -> None:
    sign_in(visitor, user)
    for _ in range(10):
        check_problem(visitor.post("/api/auth/password", json={"current": "wrong", "new": NEW}), 422)
    locked = visitor.post("/api/auth/password", json={"current": PASSWORD, "new": NEW})
    assert check_problem(locked, 429)["code"] == "sign_in_locked"
    assert locked.headers["retry-after"] == "900"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/auth/password", {"current": PASSWORD}, "new"),
        ("/api/auth/password", {"current": 7, "new": NEW}, "current"),
        ("/api/auth/totp/confirm", {"code": 123456}, "code"),
        ("/api/auth/accept", {"token": "x"}, "password"),
        ("/api/auth/forgot", {"email": "a\x00"}, "email"),
        ("/api/keys", {"name": ""}, "name"),
    ],
)
def test_what_a_call_needs(visitor: httpx.Client, user: str, path: str, body: object, field: str) -> None:
    sign_in(visitor, user)
    assert [one["field"] for one in check_problem(visitor.post(path, json=body), 422)["errors"]] == [field]


def test_the_second_factor_from_its_first_code_to_its_last(visitor: httpx.Client, user: str) -> None:
    sign_in(visitor, user)
    assert (
        check_problem(visitor.post("/api/auth/totp/confirm", json={"code": "123456"}), 409)["code"]
        == "totp_not_pending"
    )
    void = visitor.post("/api/auth/totp").json()["secret"]
    pending = visitor.post("/api/auth/totp").json()
    secret = pending["secret"]
    assert parse_qs(urlsplit(pending["uri"]).query)["secret"] == [secret]
    assert sign_in(visitor, user).status_code == 200  # nothing is asked for before the first code
    codes = codes_from_now(secret)
    for wrong in (codes_from_now(void)[0], "000000", "", "x" * 900):
        check_problem(visitor.post("/api/auth/totp/confirm", json={"code": wrong}), 422)
    recovery = visitor.post("/api/auth/totp/confirm", json={"code": codes[0]}).json()["recovery_codes"]
    assert len(set(recovery)) == 10
    assert check_problem(visitor.post("/api/auth/totp"), 409)["code"] == "totp_already_on"

    assert check_problem(sign_in(visitor, user, "wrong horse"), 401)["code"] == "sign_in_failed"
    assert check_problem(sign_in(visitor, user, "wrong horse", code=codes[1]), 401)["code"] == "sign_in_failed"
    assert check_problem(sign_in(visitor, user), 401)["code"] == "second_factor_required"
    for used in (codes[0], "000000"):
        assert check_problem(sign_in(visitor, user, code=used), 401)["code"] == "second_factor_failed"
    assert sign_in(visitor, user, code=f"{codes[1][:3]} {codes[1][3:]}").status_code == 200
    check_problem(sign_in(visitor, user, code=codes[1]), 401)
    assert sign_in(visitor, user, code=recovery[0].upper()).status_code == 200
    check_problem(sign_in(visitor, user, code=recovery[0]), 401)

    for body in (
        {"password": "wrong", "code": recovery[1]},
        {"password": PASSWORD},
        {"password": PASSWORD, "code": recovery[0]},
    ):
        check_problem(visitor.request("DELETE", "/api/auth/totp", json=body), 422)
    off = visitor.request("DELETE", "/api/auth/totp", json={"password": PASSWORD, "code": recovery[1]})
    assert off.status_code == 204
    assert sign_in(visitor, user).status_code == 200


def test_an_administrator_takes_a_lost_second_factor_away(
    visitor: httpx.Client, user: str, admin: httpx.Client
) -> None:
    sign_in(visitor, user)
    user_id = visitor.get("/api/me").json()["id"]
    turn_on(visitor)
    assert check_problem(visitor.delete(f"/api/users/{user_id}/totp"), 403)["code"] == "forbidden_action"
    check_problem(sign_in(visitor, user), 401)
    assert admin.delete(f"/api/users/{user_id}/totp").status_code == 204
    assert sign_in(visitor, user).status_code == 200


def test_an_invitation_opens_a_first_session(
    visitor: httpx.Client, admin: httpx.Client, server: LiveServer, user: str
) -> None:
    person = admin.post("/api/records/user", json={"name": "韩梅梅", "email": f"new-{user}"}).json()
    check_problem(sign_in(visitor, person["email"]), 401)
    first, second = (admin.post(f"/api/users/{person['id']}/invite").json() for _ in range(2))
    assert second["link"] == f"/login?token={second['token']}"
    life = datetime.fromisoformat(second["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < life < timedelta(days=7, minutes=1)
    assert accepted(visitor, first["token"]).json()["code"] == "token_not_valid"
    weak = check_problem(accepted(visitor, second["token"], "short"), 422)
    assert places(weak) == {(None, "password", "password_length")}
    opened = accepted(visitor, second["token"])
    assert me(server, bearer(opened)) == 200
    assert visitor.get("/api/me").json()["name"] == "韩梅梅"
    assert accepted(visitor, second["token"]).json()["code"] == "token_not_valid"
    assert sign_in(visitor, person["email"], NEW).status_code == 200


def test_a_reset_ends_all_sessions_and_still_asks_for_the_second_factor(
    visitor: httpx.Client, user: str, server: LiveServer
) -> None:
    before = bearer(sign_in(visitor, user))
    recovery = turn_on(visitor)
    token = reset_link_of(server, visitor)
    assert check_problem(accepted(visitor, token), 401)["code"] == "second_factor_required"
    assert check_problem(accepted(visitor, token, code="000000"), 401)["code"] == "second_factor_failed"
    assert me(server, before) == 200
    assert accepted(visitor, token, code=recovery[0]).status_code == 200
    assert me(server, before) == 401
    assert sign_in(visitor, user, NEW, code=recovery[1]).status_code == 200


def test_replayed_expired_and_forged_tokens_look_alike(visitor: httpx.Client, user: str, server: LiveServer) -> None:
    sign_in(visitor, user)
    replayed, expired = reset_link_of(server, visitor), ""
    assert accepted(visitor, replayed).status_code == 200
    expired = reset_link_of(server, visitor)
    with psycopg.connect(server.database_url) as connection:
        connection.execute("update luopan.one_time_tokens set expires_at = now()")
    session = visitor.cookies["luopan_session"]
    answers = [accepted(visitor, token) for token in (replayed, expired, "lpo_" + "x" * 43, session, "罗盘", "x" * 900)]
    documents = [check_problem(answer, 401) for answer in answers]
    assert documents[0]["code"] == "token_not_valid"
    assert all(one == documents[0] for one in documents)
    assert not any("set-cookie" in answer.headers for answer in answers)


def test_links_are_made_by_administrators_for_users_who_are_there(
    visitor: httpx.Client, user: str, admin: httpx.Client
) -> None:
    sign_in(visitor, user)
    own = visitor.get("/api/me").json()["id"]
    for what in ("invite", "reset-link"):
        check_problem(visitor.post(f"/api/users/{own}/{what}"), 403)
        for unknown in ("0198c0de-0000-7000-8000-000000000000", "x"):
            assert check_problem(admin.post(f"/api/users/{unknown}/{what}"), 404)["code"] == "user_not_found"


def test_whoever_forgets_learns_nothing_here(visitor: httpx.Client, user: str) -> None:
    known, unknown = (visitor.post("/api/auth/forgot", json={"email": mail}) for mail in (user, "nobody@example.com"))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code == 202


def turn_on(client: httpx.Client) -> list[str]:
    """Turns the second factor on; gives the recovery codes."""
    secret = client.post("/api/auth/totp").json()["secret"]
    answer = client.post("/api/auth/totp/confirm", json={"code": codes_from_now(secret)[0]})
    assert answer.status_code == 200
    return answer.json()["recovery_codes"]


def codes_from_now(secret: str) -> list[str]:
    """The codes of this step and the next, with time enough to use both."""
    now = datetime.now(UTC)
    left = totp.STEP_SECONDS - now.timestamp() % totp.STEP_SECONDS
    if left < 5:
        time.sleep(left)
        now = datetime.now(UTC)
    return [totp.code_at(secret, totp.step_of(now) + ahead) for ahead in (0, 1)]


def reset_link_of(server: LiveServer, client: httpx.Client) -> str:
    """The token of a reset link for whoever is signed in."""
    user_id = client.get("/api/me").json()["id"]
    with httpx.Client(base_url=server.url) as admin:
        sign_in(admin)
        made = admin.post(f"/api/users/{user_id}/reset-link")
        admin.post("/api/auth/logout")
    assert made.status_code == 201
    return made.json()["token"]


def accepted(client: httpx.Client, token: str, password: str = NEW, **more: str) -> httpx.Response:
    return client.post("/api/auth/accept", json={"token": token, "password": password, **more})


def bearer(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]


def me(server: LiveServer, token: str) -> int:
    return httpx.get(f"{server.url}/api/me", headers={"authorization": f"Bearer {token}"}).status_code
