"""What people are told of, and what they are not."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.http.api import Api, events_of_stream, fresh, places
from tests.http.test_rights import Office, grant
from tests.live import LiveServer

MATTER: dict[str, Any] = {
    "name": "matter",
    "label": {"en": "Matter"},
    "title": "name",
    "fields": [{"name": "name", "type": "text", "required": True}, {"name": "parent", "type": "text"}],
}
ACTIONS = ("create", "read", "update", "delete", "transfer", "import")


@pytest.fixture(scope="module")
def office(server: LiveServer) -> Office:
    admin = Api(server.client)
    admin.apply(MATTER)
    head = admin.create("department", name="Head")["id"]
    return Office(admin, server.url, head, head, head)


@pytest.fixture(scope="module")
def worker(office: Office) -> Callable[..., tuple[str, Api]]:
    own, everything = (office.role(grant("matter", scope, *ACTIONS)) for scope in ("own", "all"))

    def make(*, sees_all: bool = False) -> tuple[str, Api]:
        return office.person(office.head, everything if sees_all else own)

    return make


def matter(api: Api, **values: Any) -> str:
    return api.create("matter", **{"name": fresh("matter "), **values})["id"]


def say(api: Api, identity: str, text: str, *mentions: str) -> str:
    response = api.client.post(f"/api/records/matter/{identity}/comments", json={"text": text, "mentions": mentions})
    assert response.status_code == 201, response.text
    return response.json()["id"]


def inbox(api: Api, **query: Any) -> dict[str, Any]:
    response = api.client.get("/api/notifications", params=query)
    assert response.status_code == 200, response.text
    return response.json()


def told(api: Api, wanted: int) -> list[dict[str, Any]]:
    """All that somebody has been told, once it is so much, oldest first."""
    deadline = time.monotonic() + 20
    while len(found := inbox(api)["notifications"]) < wanted:
        assert time.monotonic() < deadline, found
    assert len(found) == wanted, found
    return found[::-1]


def settle(office: Office) -> None:
    """Until everything that was written has been told."""
    with psycopg.connect(_url(office)) as connection:
        cursor = connection.execute("select max(xid::text::bigint) from luopan.changes").fetchone()
        deadline = time.monotonic() + 20
        while True:
            row = connection.execute("select xid::text::bigint from luopan.consumers where name = 'notifications'")
            if cursor is not None and (row.fetchone() or (0,))[0] >= cursor[0]:
                return
            assert time.monotonic() < deadline


_urls: dict[str, str] = {}


def _url(office: Office) -> str:
    return _urls[office.url]


@pytest.fixture(autouse=True)
def _know_the_database(office: Office, server: LiveServer) -> None:
    _urls[office.url] = server.database_url


def test_people_are_told_who_mentions_them_and_who_talks_about_what_is_theirs(
    office: Office, worker: Callable[..., tuple[str, Api]]
) -> None:
    (anne, as_anne), (bert, as_bert), (_, as_carl) = worker(), worker(sees_all=True), worker(sees_all=True)
    record = matter(as_anne)
    first = say(as_carl, record, f"Look, @[Bert]({bert}).", anne)
    second = say(as_bert, record, "Seen.")
    say(as_anne, record, "So have I.", anne)
    kinds = [(one["kind"], one["comment"], one["text"], one["read"]) for one in told(as_anne, 2)]
    assert kinds == [("mentioned", first, f"Look, @[Bert]({bert}).", False), ("commented", second, "Seen.", False)]
    [one] = told(as_bert, 1)
    assert (one["kind"], one["object"], one["record"]["id"]) == ("mentioned", "matter", record)
    assert one["record"]["title"].startswith("matter ")
    assert one["actor"]["title"].startswith("person")
    settle(office)
    assert told(as_carl, 0) == []


def test_other_words_tell_only_those_who_are_new_in_them(
    office: Office, worker: Callable[..., tuple[str, Api]]
) -> None:
    (anne, as_anne), (bert, as_bert), (_, as_carl) = worker(), worker(sees_all=True), worker(sees_all=True)
    comment = say(as_carl, matter(as_anne), "first", anne)
    told(as_anne, 1)
    body = {"text": "second", "mentions": [anne, bert]}
    assert as_carl.client.patch(f"/api/comments/{comment}", json=body).status_code == 200
    assert [one["text"] for one in told(as_bert, 1)] == ["second"]
    assert [one["text"] for one in told(as_anne, 1)] == ["second"], "the words are those of now"
    as_carl.client.delete(f"/api/comments/{comment}").raise_for_status()
    assert told(as_bert, 0) == [], "what was taken back is told no longer"


def test_nobody_is_told_of_records_that_they_may_not_read(
    office: Office, worker: Callable[..., tuple[str, Api]]
) -> None:
    (anne, as_anne), (bert, as_bert), (_, as_carl) = worker(), worker(), worker(sees_all=True)
    record = matter(as_anne)
    say(as_carl, record, "for both", anne, bert)
    told(as_anne, 1)
    settle(office)
    assert inbox(as_bert) == {"notifications": [], "unread": 0, "next_cursor": None}
    office.admin.patch("matter", record, owner=bert)
    assert [one["kind"] for one in told(as_bert, 1)] == ["assigned"], "who comes later is not told of before"
    assert inbox(as_anne) == {"notifications": [], "unread": 0, "next_cursor": None}, "no longer hers to read"
    office.admin.patch("matter", record, owner=anne)
    settle(office)
    assert [one["kind"] for one in told(as_anne, 2)] == ["mentioned", "assigned"]
    office.admin.delete("matter", record)
    assert inbox(as_anne)["unread"] == 0, "what is in the bin can't be opened"
    office.admin.client.post(f"/api/records/matter/{record}/restore").raise_for_status()
    assert inbox(as_anne)["unread"] == 2


def test_a_bulk_change_is_one_notification(office: Office, worker: Callable[..., tuple[str, Api]]) -> None:
    (anne, as_anne), (_, as_bert) = worker(), worker(sees_all=True)
    made = office.admin.bulk("matter", "create", [{"name": fresh("bulk ")} for _ in range(2_500)])
    ids = [one["id"] for one in made["results"]]
    answer = as_bert.client.post("/api/records/matter/transfer", json={"ids": ids, "owner": anne})
    assert answer.json()["transferred"] == {"matter": 2_500}
    deadline = time.monotonic() + 20
    while [one["count"] for one in inbox(as_anne)["notifications"]] != [2_500]:
        assert time.monotonic() < deadline, inbox(as_anne)
    [one] = told(as_anne, 1)
    assert (one["kind"], one["record"]) == ("assigned", None)
    as_anne.patch("matter", ids[0], name="mine")
    _rewind(office)
    assert [one["count"] for one in told(as_anne, 1)] == [2_500], "told again, nothing is counted twice"


def _rewind(office: Office) -> None:
    office.admin.client.post("/api/system/consumers/notifications/rewind", json={}).raise_for_status()
    matter(office.admin)
    settle(office)


def test_notifications_are_read_one_by_one_or_all(office: Office, worker: Callable[..., tuple[str, Api]]) -> None:
    (_, as_anne), (_, as_carl) = worker(), worker(sees_all=True)
    record = matter(as_anne)
    for n in range(60):
        say(as_carl, record, f"{n}")
    settle(office)
    told_first = inbox(as_anne)
    assert told_first["unread"] == 60
    rest = inbox(as_anne, cursor=told_first["next_cursor"])
    assert rest["next_cursor"] is None
    texts = [one["text"] for one in (*told_first["notifications"], *rest["notifications"])]
    assert texts == [f"{n}" for n in reversed(range(60))]
    ids = [one["id"] for one in rest["notifications"]]
    stranger = worker()[1]
    assert stranger.client.post("/api/notifications/read", json={"ids": ids}).json() == {"unread": 0}
    assert as_anne.client.post("/api/notifications/read", json={"ids": ids}).json() == {"unread": 50}
    assert len(inbox(as_anne, unread=1)["notifications"]) == 50
    assert as_anne.client.post("/api/notifications/read", json={"all": True}).json() == {"unread": 0}
    assert inbox(as_anne, unread=1)["notifications"] == []
    assert {one["read"] for one in inbox(as_anne)["notifications"]} == {True}


def test_the_stream_tells_whoever_listens(office: Office, worker: Callable[..., tuple[str, Api]]) -> None:
    (anne, as_anne), (_, as_bert), (_, as_carl) = worker(), worker(sees_all=True), worker(sees_all=True)
    record = matter(as_anne)
    with events_of_stream(as_anne.client) as mine, events_of_stream(as_bert.client) as theirs:
        started = time.monotonic()
        say(as_carl, record, "live", anne)
        [one] = _notifications(mine, 1)
        assert time.monotonic() - started < 3
        assert (one["kind"], one["text"], one["unread"]) == ("mentioned", "live", 1)
        matter(as_bert, name="a sign that nothing was told before it")
        assert "notification" not in "".join(_lines_until(theirs, "created"))


def _notifications(lines: Iterator[str], wanted: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < wanted:
        if next(lines) == "event: notification":
            found.append(json.loads(next(lines).removeprefix("data: ")))
    return found


def _lines_until(lines: Iterator[str], word: str) -> Iterator[str]:
    for line in lines:
        yield line
        if word in line:
            return


def test_an_import_that_ends_tells_whoever_began_it(office: Office, worker: Callable[..., tuple[str, Api]]) -> None:
    (_, as_bert), (anne, as_anne) = worker(sees_all=True), worker()
    rows = "".join(f"imported {n},{anne}\n" for n in range(20))
    for options in ({"dry_run": True}, {}):
        response = as_bert.client.post(
            "/api/imports",
            data={
                "object": "matter",
                "mapping": json.dumps({"name": "name", "owner": "owner"}),
                "options": json.dumps(options),
            },
            files={"file": ("matters.csv", f"name,owner\n{rows}", "text/csv")},
        )
        assert response.status_code == 202, response.text
    [one] = told(as_bert, 1)
    assert (one["kind"], one["object"], one["record"], one["text"]) == ("import_done", "matter", None, "matters.csv")
    assert (one["import"], one["count"]) == (response.json()["id"], 20)
    assert [(one["kind"], one["count"]) for one in told(as_anne, 1)] == [("assigned", 20)]


def test_what_is_too_old_is_not_told_again(office: Office, worker: Callable[..., tuple[str, Api]]) -> None:
    (anne, as_anne), (_, as_carl) = worker(), worker(sees_all=True)
    record = matter(as_anne)
    comment = say(as_carl, record, "long ago", anne)
    told(as_anne, 1)
    with psycopg.connect(_url(office)) as connection:
        connection.execute("delete from luopan.notifications where comment_id = %s", [comment])
        past = "now() - interval '91 days'"
        connection.execute(
            f"update luopan.events set at = {past} where record_id = %s and action = 'commented'", [record]
        )
    _rewind(office)
    assert told(as_anne, 0) == []


def test_what_can_not_be_read_is_refused_at_its_place(office: Office) -> None:
    path = "/api/notifications/read"
    for body, wrong in (
        ({}, ("ids", "required")),
        ({"ids": "x"}, ("ids", "condition_list")),
        ({"ids": ["x"]}, ("ids[0]", "not_an_id")),
        ({"ids": [str(uuid4())] * 1_001}, ("ids", "condition_list_too_long")),
        ({"all": 1}, ("all", "not_a_boolean")),
        ({"all": True, "x": 1}, ("x", "condition_key")),
    ):
        assert places(office.admin.refused("POST", path, 422, body)) == {(None, *wrong)}
    office.admin.refused("POST", path, 400, [])
    office.admin.refused("GET", "/api/notifications", 422, params={"cursor": "x"})
    assert httpx.get(f"{office.url}/api/notifications").status_code == 401
