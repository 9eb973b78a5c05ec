"""The live stream tells a user of the records that they see, and of no others."""

from collections.abc import Iterator
from random import Random

import httpx
import orjson

from tests.rights.doors import Answer, Opened
from tests.rights.worlds import random_value

WRITES = 6


def follow(opened: Opened, client: httpx.Client, user: str, rng: Random) -> None:
    """The administrator edits some records, and at last a department, of which everybody is told."""
    name = rng.choice(opened.world.own())
    records = opened.alive(name)
    some = rng.sample(records, min(WRITES, len(records)))
    visible = {one["id"]: {opened.judge.visible(user, name, one)} for one in some}
    last = next(iter(opened.world.organisation.departments))
    headers = {"authorization": f"Bearer {opened.callers[user].token}"}
    with client.stream("GET", "/api/stream", headers=headers) as response:
        lines = response.iter_lines()
        assert next(lines) == "retry: 1000"
        for one in some:
            value = {"headcount": random_value(rng, opened.world.objects[name].fields["headcount"], {})}
            opened.administrator.done("PATCH", f"/api/records/{name}/{one['id']}", value)
        opened.administrator.done("PATCH", f"/api/records/department/{last}", {"name": f"Last {rng.random()}"})
        told = _until(lines, last)
    opened.read_again()
    for one in some:
        visible[one["id"]].add(opened.judge.visible(user, name, opened.records[name][one["id"]]))
        changed = opened.records[name][one["id"]]["version"] != one["version"]
        if len(visible[one["id"]]) == 1 and changed:
            [seen] = visible[one["id"]]
            opened.check("stream", user, name, one["id"], seen, one["id"] in told, Answer(200, None, "GET /api/stream"))


def _until(lines: Iterator[str], last: str) -> set[str]:
    """The ids of the records that events are about, up to one record's."""
    told: set[str] = set()
    for line in lines:
        if line.startswith("data: "):
            told.add(orjson.loads(line[6:])["id"])
            if last in told:
                break
    return told
