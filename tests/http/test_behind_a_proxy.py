"""A Luopan behind a trusted proxy, with tight limits and a mail server."""

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller

from tests.conftest import DatabaseServer
from tests.http.api import check_problem, fresh, sign_in
from tests.live import ADMIN, PASSWORD, LiveServer, free_port, live_server

PUBLIC_URL = "https://crm.example.com"


class Mailbox:
    """What a mail server does with a mail: it keeps it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"


@pytest.fixture(scope="module")
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="module")
def proxied(
    database_server: DatabaseServer, template_database: str, shared_home: Path, mailbox: Mailbox
) -> Iterator[LiveServer]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    variables = {
        "LUOPAN_TRUST_PROXY": "true",
        "LUOPAN_REQUESTS_PER_MINUTE": "3000",
        "LUOPAN_SIGN_INS_PER_MINUTE": "20",
        "LUOPAN_PUBLIC_URL": f"{PUBLIC_URL}/",
        "LUOPAN_SMTP_URL": f"smtp://127.0.0.1:{controller.port}?from=luopan@example.com",
    }
    try:
        with (
            database_server.database("test_proxied", template_database) as url,
            live_server(url, shared_home.with_name("proxied"), ("core",), **variables) as running,
        ):
            yield running
    finally:
        controller.stop()


@pytest.fixture
def visitor(proxied: LiveServer) -> Iterator[httpx.Client]:
    """Somebody at an address of their own, over https."""
    headers = {"x-forwarded-for": f"6.6.6.6, {fresh('10.0.0.')}", "x-forwarded-proto": "https"}
    with httpx.Client(base_url=proxied.url, headers=headers) as client:
        yield client


def test_https_is_known_by_the_proxy(visitor: httpx.Client) -> None:
    signed_in = sign_in(visitor)
    cookie = signed_in.headers["set-cookie"]
    assert cookie.startswith("__Host-luopan_session=")
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "domain=" not in cookie.lower()
    assert signed_in.headers["strict-transport-security"].startswith("max-age=31536000")
    token = signed_in.json()["token"]
    by_name = {name: {"cookie": f"{name}={token}"} for name in ("__Host-luopan_session", "luopan_session")}
    assert visitor.get("/api/me", headers=by_name["__Host-luopan_session"]).status_code == 200
    check_problem(visitor.get("/api/me", headers=by_name["luopan_session"]), 401)
    seen = visitor.get("/api/auth/sessions", headers=by_name["__Host-luopan_session"]).json()["sessions"]
    assert [one["address"] for one in seen if one["current"]] == [visitor.headers["x-forwarded-for"].split(", ")[1]]
    gone = visitor.post("/api/auth/logout", headers=by_name["__Host-luopan_session"]).headers["set-cookie"]
    assert gone.startswith('__Host-luopan_session=""')


def test_without_trust_a_header_is_only_a_header(server: LiveServer, admin: httpx.Client) -> None:
    told = {"x-forwarded-for": "10.9.9.9", "x-forwarded-proto": "https"}
    with httpx.Client(base_url=server.url, headers=told) as client:
        signed_in = sign_in(client)
        assert signed_in.headers["set-cookie"].startswith("luopan_session=")
        assert "secure" not in signed_in.headers["set-cookie"].lower()
        assert "strict-transport-security" not in signed_in.headers
    assert "10.9.9.9" not in admin.get("/api/auth/sessions").text


def test_tries_of_one_address_are_limited(visitor: httpx.Client) -> None:
    answers = [sign_in(visitor, f"{fresh('nobody')}@example.com")]
    while answers[-1].status_code == 401 and len(answers) < 100:
        answers.append(sign_in(visitor, f"{fresh('nobody')}@example.com"))
    assert len(answers) > 20
    assert check_problem(answers[-1], 429)["code"] == "too_many_requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 3
    for path, body in (("accept", {"token": "x", "password": PASSWORD}), ("forgot", {"email": "nobody@example.com"})):
        check_problem(visitor.post(f"/api/auth/{path}", json=body), 429)
    visitor.headers["x-forwarded-for"] = fresh("10.0.1.")
    check_problem(sign_in(visitor, f"{fresh('nobody')}@example.com"), 401)


def test_tries_of_one_mail_are_limited_whether_or_not_it_is_somebodys(visitor: httpx.Client) -> None:
    mail = f"{fresh('nobody')}@example.com"
    codes = [401]
    while codes[-1] == 401 and len(codes) < 100:
        visitor.headers["x-forwarded-for"] = fresh("10.0.2.")
        codes.append(sign_in(visitor, mail).status_code)
    assert len(codes) > 11
    assert codes[-1] == 429


def test_strangers_and_users_are_limited_apart(visitor: httpx.Client, proxied: LiveServer) -> None:
    assert 30 <= passed(visitor, "/healthz") < 300
    assert passed(visitor, "/api/me", 401) < 10
    assert passed(visitor, "/api/me", 401, authorization="Bearer lps_forged") < 10
    key = f"Bearer {proxied.key}"
    assert 300 <= passed(visitor, "/api/me", authorization=key) < 3_000
    refused = visitor.get("/api/me", headers={"authorization": key})
    while refused.status_code != 429:
        refused = visitor.get("/api/me", headers={"authorization": key})
    assert refused.headers["retry-after"] == "1"
    assert visitor.get("/healthz", headers={"x-forwarded-for": fresh("10.0.3.")}).status_code == 200


def test_a_link_comes_by_mail_and_works(visitor: httpx.Client, mailbox: Mailbox) -> None:
    known, unknown = (visitor.post("/api/auth/forgot", json={"email": mail}) for mail in (ADMIN, "nobody@example.com"))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    deadline = time.monotonic() + 30
    while not mailbox.mails:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)
    (mail,) = mailbox.mails
    assert (mail["to"], mail["from"]) == (ADMIN, "luopan@example.com")
    text = mail.get_content()
    assert "重设" in text
    assert "reset your password" in text
    (link,) = re.findall(r"https://\S+", text)
    assert link.startswith(f"{PUBLIC_URL}/login?token=lpo_")
    accepted = visitor.post("/api/auth/accept", json={"token": link.partition("token=")[2], "password": PASSWORD})
    assert accepted.status_code == 200


def passed(client: httpx.Client, path: str, status: int = 200, **headers: str) -> int:
    """How many requests get an answer of this status before one is refused as too many."""
    for count in range(5_000):
        answer = client.get(path, headers=headers)
        if answer.status_code == 429:
            return count
        assert answer.status_code == status
    pytest.fail("no end")
