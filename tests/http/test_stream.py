"""The live stream: what happens now, and nothing lost to whoever comes back."""

import json
import time
from collections.abc import Container, Iterator
from typing import Any

import httpx
import pytest

from tests.http.api import Api, check_problem, events_of_stream
from tests.live import LiveServer


def read_events(lines: Iterator[str], records: Container[str], wanted: int) -> list[dict[str, Any]]:
    """The next events of these records, each with its stream id as `cursor`.

    A stream may begin a little before it was asked for, so what was done to other records just before is told too.
    """
    found: list[dict[str, Any]] = []
    cursor = ""
    while len(found) < wanted:
        line = next(lines)
        if line.startswith("id: "):
            cursor = line[4:]
        elif line.startswith("data: "):
            event = json.loads(line[6:]) | {"cursor": cursor}
            if event["id"] in records:
                found.append(event)
    return found


def test_a_change_arrives_within_a_second(api: Api, lot: str) -> None:
    with events_of_stream(api.client) as lines:
        started = time.monotonic()
        machine = api.create("machine", serial=lot)
        [event] = read_events(lines, {machine["id"]}, 1)
        assert time.monotonic() - started < 1
        api.patch("machine", machine["id"], hours=1)
        api.delete("machine", machine["id"])
        events = [event, *read_events(lines, {machine["id"]}, 2)]
    assert [(one["id"], one["version"], one["action"]) for one in events] == [
        (machine["id"], 1, "created"),
        (machine["id"], 2, "updated"),
        (machine["id"], 3, "deleted"),
    ]
    assert len({one["change"] for one in events}) == 3
    assert events[0]["actor"] == machine["created_by"]["id"]


def test_who_follows_hears_of_other_metadata(api: Api, lot: str) -> None:
    with events_of_stream(api.client) as lines:
        version = api.apply({"name": "machine", "fields": [{"name": "heard", "type": "text"}]})["version"]
        api.create("machine", serial=lot)
        told = next(lines)
        while told != "event: metadata":
            told = next(lines)
        assert json.loads(next(lines).removeprefix("data: ")) == {"object": None, "version": version}


def test_whoever_comes_back_misses_nothing_and_sees_nothing_twice(api: Api, lot: str) -> None:
    with events_of_stream(api.client) as lines:
        first = api.bulk("machine", "create", [{"serial": f"{lot}-{n}"} for n in range(20)])["results"]
        records = {one["id"] for one in first}
        seen = read_events(lines, records, 7)
    later = [api.create("machine", serial=f"{lot}-later{n}")["id"] for n in range(3)]
    for header in ({"last-event-id": seen[-1]["cursor"]}, {}):
        with api.client.stream(
            "GET", "/api/stream", params={} if header else {"after": seen[-1]["cursor"]}, headers=header
        ) as again:
            rest = read_events(again.iter_lines(), records | {*later}, 16)
        ids = [one["id"] for one in (*seen, *rest)]
        assert len(set(ids)) == 23
        assert ids[-3:] == later
        assert len({one["cursor"] for one in (*seen, *rest)}) == 23


def test_the_stream_tells_no_values(api: Api, lot: str) -> None:
    with events_of_stream(api.client) as lines:
        machine = api.create("machine", serial=lot, name="secret name")
        [event] = read_events(lines, {machine["id"]}, 1)
    assert "secret" not in str(event)


@pytest.mark.parametrize(
    "cursor", ["x", "1.2", "1.2.3.4", "-1.0.0", "1.9999999999999999999.0", "1.1.9999999999", "1;drop", "é"]
)
def test_a_cursor_that_is_none_is_refused(api: Api, cursor: str) -> None:
    check_problem(api.client.get("/api/stream", params={"after": cursor}), 422)


def test_a_stranger_hears_nothing(server: LiveServer) -> None:
    check_problem(httpx.get(f"{server.url}/api/stream"), 401)
