"""What people say about a record: for whoever may read it, and for nobody else."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.http.api import Api, check_problem, events_of_stream, fresh, places
from tests.http.test_rights import Office, grant
from tests.http.test_side_doors import key_of
from tests.http.test_stream import read_events
from tests.live import LiveServer

CASE: dict[str, Any] = {
    "name": "talked_about",
    "label": {"en": "Case"},
    "title": "name",
    "fields": [{"name": "name", "type": "text", "required": True}, {"name": "size", "type": "integer"}],
}


@pytest.fixture(scope="module")
def office(server: LiveServer) -> Office:
    admin = Api(server.client)
    admin.apply(CASE)
    head = admin.create("department", name="Head")["id"]
    east = admin.create("department", name="East", parent=head)["id"]
    west = admin.create("department", name="West", parent=head)["id"]
    return Office(admin, server.url, head, east, west)


def worker(office: Office, *actions: str, scope: str = "own") -> tuple[str, Api]:
    return office.person(office.east, office.role(grant("talked_about", scope, *actions)))


def place(identity: str) -> str:
    return f"/api/records/talked_about/{identity}/comments"


def say(api: Api, identity: str, text: str, *mentions: str) -> dict[str, Any]:
    response = api.client.post(place(identity), json={"text": text, "mentions": list(mentions)})
    assert response.status_code == 201, response.text
    return response.json()


def said(api: Api, identity: str) -> list[str]:
    response = api.client.get(place(identity))
    assert response.status_code == 200, response.text
    return [one["text"] for one in response.json()["comments"]]


def test_readers_of_a_record_talk_about_it_and_others_do_not(office: Office) -> None:
    me, rep = worker(office)
    other, stranger = worker(office)
    record = office.admin.create("talked_about", name="A", owner=me)["id"]
    first = say(rep, record, f"Ask @[{me}]({me}) and @[nobody]({uuid4()})")
    assert [one["id"] for one in first["mentions"]] == [me]
    assert first["mentions"][0]["title"]
    assert (first["author"]["id"], first["can_change"], first["can_delete"]) == (me, True, True)
    say(office.admin, record, "Done.", other)
    assert said(rep, record) == ["Done.", first["text"]]
    [answer, _] = rep.client.get(place(record)).json()["comments"]
    assert (answer["can_change"], answer["can_delete"], answer["edited_at"]) == (False, False, None)
    for call in ("GET", "POST"):
        stranger.refused(call, place(record), 404, {"text": "x"})
    for call in ("PATCH", "DELETE"):
        stranger.refused(call, f"/api/comments/{first['id']}", 404, {"text": "x"})
        rep.refused(call, f"/api/comments/{answer['id']}", 403, {"text": "x"})
    office.admin.patch("talked_about", record, owner=other)
    rep.refused("GET", place(record), 404)
    rep.refused("PATCH", f"/api/comments/{first['id']}", 404, {"text": "x"})
    assert said(stranger, record) == ["Done.", first["text"]]


def test_a_comment_is_edited_by_its_author_and_deleted_by_them_or_who_may_delete_the_record(office: Office) -> None:
    me, rep = worker(office, "read", "delete")
    record = office.admin.create("talked_about", name="A", owner=me)["id"]
    mine, theirs = say(rep, record, "mine")["id"], say(office.admin, record, "theirs")["id"]
    changed = rep.client.patch(f"/api/comments/{mine}", json={"text": "mine, better", "mentions": [me]}).json()
    assert (changed["text"], [one["id"] for one in changed["mentions"]]) == ("mine, better", [me])
    assert changed["edited_at"] >= changed["at"]
    rep.refused("PATCH", f"/api/comments/{theirs}", 403, {"text": "x"})
    assert rep.client.get(place(record)).json()["comments"][0]["can_delete"]
    assert rep.client.delete(f"/api/comments/{theirs}").status_code == 204
    rep.refused("DELETE", f"/api/comments/{theirs}", 404)
    assert said(rep, record) == ["mine, better"]


def test_a_comment_is_an_event_that_changes_nothing(office: Office) -> None:
    admin = office.admin
    record = admin.create("talked_about", name="A", size=1)
    identity = record["id"]
    with events_of_stream(admin.client) as lines:
        made = [say(admin, identity, f"{n}")["id"] for n in range(3)]
        events = list[dict[str, Any]]()
        while len(events) < 3:
            events += [one for one in read_events(lines, {identity}, 1) if one["action"] == "commented"]
    assert [one["version"] for one in events] == [1] * 3
    admin.patch("talked_about", identity, size=2)
    history = admin.history("talked_about", identity)
    assert [one["action"] for one in history] == ["updated", *["commented"] * 3, "created"]
    assert [one["cause"]["comment"] for one in history[1:4]] == made[::-1]
    assert admin.read("talked_about", identity)["version"] == 2
    paged, cursor = list[str](), ""
    while cursor is not None:
        page = admin.client.get(
            f"/api/records/talked_about/{identity}/history", params={"limit": 2, "cursor": cursor}
        ).json()
        paged += [one["id"] for one in page["events"]]
        cursor = page["next_cursor"]
    assert paged == [one["id"] for one in history], "events of one version are neither lost nor told twice"
    admin.refused("POST", f"/api/changes/{history[1]['change']}/undo", 404)
    admin.refused("POST", f"/api/records/talked_about/{identity}/undo", 404, {"event": history[1]["id"]})


def test_a_record_that_was_only_talked_about_goes_with_the_undo_of_its_creation(office: Office) -> None:
    made = office.admin.bulk("talked_about", "create", [{"name": "A"}])
    say(office.admin, made["results"][0]["id"], "Nobody has worked on it.")
    assert office.admin.client.post(f"/api/changes/{made['change']}/undo").json()["records"] == 1


def test_comments_go_to_the_bin_and_come_back_with_their_record(office: Office) -> None:
    record = office.admin.create("talked_about", name="A")["id"]
    say(office.admin, record, "before")
    office.admin.delete("talked_about", record)
    office.admin.refused("POST", place(record), 404, {"text": "x"})
    office.admin.client.post(f"/api/records/talked_about/{record}/restore")
    assert said(office.admin, record) == ["before"]


def test_a_purged_object_takes_its_comments_along(office: Office, server: LiveServer) -> None:
    name = fresh("fleeting")
    fields = [{"name": "name", "type": "text"}]
    office.admin.apply({"name": name, "label": {"en": "F"}, "title": "name", "fields": fields})
    record = office.admin.create(name, name="A")["id"]
    office.admin.client.post(f"/api/records/{name}/{record}/comments", json={"text": "gone"}).raise_for_status()
    office.admin.apply(remove=[name])
    office.admin.refused("GET", f"/api/records/{name}/{record}/comments", 404)
    with psycopg.connect(server.database_url) as connection:
        left = connection.cursor().execute("select count(*) from luopan.comments where record_id = %s", [record])
        assert left.fetchone() == (1,), "a restored object has its comments"
        _purge(office.admin, name)
        connection.commit()
        left = connection.cursor().execute("select count(*) from luopan.comments where record_id = %s", [record])
        assert left.fetchone() == (0,)


def _purge(api: Api, name: str) -> None:
    """Again while a process is behind."""
    for _ in range(100):
        response = api.client.post("/api/meta/apply", json={"purge": [name]})
        if response.status_code != 409:
            break
    assert response.status_code == 200, response.text


def test_many_comments_come_in_pages(office: Office) -> None:
    record = office.admin.create("talked_about", name="A")["id"]
    texts = [f"{n}" for n in range(120)]
    for text in texts:
        say(office.admin, record, text)
    found, cursor = list[str](), ""
    while cursor is not None:
        page = office.admin.client.get(place(record), params={"cursor": cursor}).json()
        found += [one["text"] for one in page["comments"]]
        cursor = page["next_cursor"]
    assert found == texts[::-1]


def test_what_is_no_comment_is_refused_at_its_place(office: Office) -> None:
    admin = office.admin
    record = admin.create("talked_about", name="A")["id"]
    for body, wrong in (
        ({}, ("text", "required")),
        ({"text": " \n"}, ("text", "required")),
        ({"text": 7}, ("text", "value_not_text")),
        ({"text": "x" * 10_001}, ("text", "value_too_long")),
        ({"text": "a\u0000b"}, ("text", "value_nul")),
        ({"text": "x", "mentions": "y"}, ("mentions", "condition_list")),
        ({"text": "x", "mentions": ["y"]}, ("mentions[0]", "not_an_id")),
        ({"text": "x", "mentions": [str(uuid4())]}, ("mentions[0]", "reference_gone")),
        ({"text": "x", "html": 1}, ("html", "condition_key")),
    ):
        assert places(admin.refused("POST", place(record), 422, body)) == {(None, *wrong)}
    admin.refused("POST", place(record), 400, [])
    admin.refused("GET", place(record), 422, params={"cursor": "x"})
    admin.refused("GET", place("x"), 404)
    admin.refused("PATCH", "/api/comments/x", 404, {"text": "x"})
    check_problem(admin.client.delete(f"/api/comments/{uuid4()}"), 404)


def test_a_key_for_reading_says_nothing(office: Office) -> None:
    me, rep = worker(office, "read", "update")
    record = office.admin.create("talked_about", name="A", owner=me)["id"]
    reader = key_of(rep.client, office.url, "talked_about:read")
    mine = say(rep, record, "mine")["id"]
    assert said(reader, record) == ["mine"]
    reader.refused("POST", place(record), 403, {"text": "x"})
    reader.refused("DELETE", f"/api/comments/{mine}", 403)
    say(key_of(rep.client, office.url, "talked_about:read", "talked_about:update"), record, "by a program")
