"""A compass that takes long is not reckoned at every look; nobody is told what was reckoned for somebody else."""

from typing import Any

import pytest

from luopan.kernel.screens import standing
from luopan.kernel.screens.standing import Standing
from luopan.kernel.screens.workspace import write_screen
from luopan.kit.actor import Actor
from luopan.main.setup import ADMINISTRATOR
from tests.kernel.conftest import ADMIN, Doors

GUEST = {
    "name": "guest",
    "fields": [{"name": "name", "type": "text"}, {"name": "place", "type": "select", "options": ["door", "table"]}],
}


async def say(doors: Doors, version: int, *stages: str) -> None:
    kernel = doors.process.kernel
    content = {
        "object": "guest",
        "stages": [{"name": name, "where": {"field": "place", "op": "eq", "value": name}} for name in stages],
    }
    async with kernel.database.transaction() as session:
        body = {"content": content, "version": version}
        await write_screen(session, kernel.clock(), ADMIN, kernel.records.rights(ADMIN), "compass", body)


async def person(doors: Doors, name: str) -> Actor:
    user = {"name": name, "email": f"{name}@example.com", "roles": [ADMINISTRATOR]}
    [identity] = await doors.create("user", user)
    await doors.process.kernel.records.reload()
    return Actor(identity, name)


async def test_what_took_long_is_told_again_to_the_same_reader(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    records, numbers = doors.process.kernel.records, Standing()
    await doors.define(GUEST)
    await say(doors, 0, "door", "table")
    anna, ben = await person(doors, "anna"), await person(doors, "ben")

    async def told(actor: Actor) -> dict[str, Any]:
        return {one["name"]: one["customers"] for one in (await records.read(actor, numbers.read))["stages"]}

    async def come() -> None:
        await doors.create("guest", {"name": "A guest", "place": "door"})

    await come()
    assert await told(anna) == {"door": 1, "table": 0}
    await come()
    assert (await told(anna))["door"] == 2, "what is quick is reckoned at every look"

    monkeypatch.setattr(standing, "SLOW_SECONDS", 0)
    monkeypatch.setattr(standing, "KEPT_TIMES", 1e9)
    await told(anna)
    await come()
    assert (await told(anna))["door"] == 2
    assert (await told(ben))["door"] == 3
    await say(doors, 1, "door")
    assert await told(anna) == {"door": 3}, "another compass"
    await come()
    await doors.write("user", "update", [{"id": anna.id, "roles": [ADMINISTRATOR], "name": "Anna"}])
    await records.reload()
    assert await told(anna) == {"door": 4}, "rights may have changed"
