"""The event log tells everything: whoever replays it from nothing has the records as they stand, whatever was done to them."""

import random
from typing import Any

import pytest

from luopan.kernel.events import log
from luopan.kernel.records import tables
from luopan.kernel.records.values import unlogged
from luopan.kit.errors import LuopanError
from tests.kernel.conftest import Doors

OBJECTS: list[dict[str, Any]] = [
    {
        "name": "team_mate",
        "fields": [
            {"name": "name", "type": "text"},
            {
                "name": "boss",
                "type": "reference",
                "to": "team_mate",
                "inverse": "staff",
                "on_delete": "clear",
                "tree": True,
            },
        ],
    },
    {
        "name": "job",
        "fields": [
            {"name": "code", "type": "text", "unique": True},
            {"name": "size", "type": "integer"},
            {"name": "price", "type": "money"},
            {"name": "tags", "type": "tags"},
            {"name": "number", "type": "autonumber", "format": "J-{0000}"},
            {"name": "mate", "type": "reference", "to": "team_mate", "inverse": "jobs", "on_delete": "cascade"},
            {"name": "helpers", "type": "references", "to": "team_mate", "inverse": "helps"},
            {
                "name": "about",
                "type": "any_reference",
                "to": ["team_mate", "job"],
                "inverse": "mentions",
                "on_delete": "clear",
            },
        ],
    },
]
STEPS = 70


class World:
    """Does random things, and keeps the ids and changes that it may come back to."""

    def __init__(self, doors: Doors, seed: int) -> None:
        self.doors = doors
        self.dice = random.Random(seed)
        self.ids: dict[str, list[str]] = {"team_mate": [], "job": []}
        self.changes: list[str] = []
        self.done = 0

    def value(self, name: str) -> dict[str, Any]:
        dice = self.dice
        mates, jobs = self.ids["team_mate"] or [None], self.ids["job"] or [None]
        if name == "team_mate":
            whole = {"name": dice.choice(["华", "b", None]), "boss": dice.choice([*mates, None])}
        else:
            mate = dice.choice(mates)
            about = dice.choice([None, ("team_mate", mate), ("job", dice.choice(jobs))])
            whole = {
                "code": dice.choice([None, *(f"c{n}" for n in range(9))]),
                "size": dice.choice([None, 0, 1, 2]),
                "price": dice.choice([None, "1.50", {"amount": 3, "currency": "CNY"}]),
                "tags": dice.choice([None, [], ["a"], ["b", "a"]]),
                "mate": mate,
                "helpers": None if mate is None else dice.sample(mates, dice.randrange(min(3, len(mates)) + 1)),
                "about": None if about is None or about[1] is None else {"object": about[0], "id": about[1]},
            }
        return {key: value for key, value in whole.items() if dice.random() < 0.6}

    async def step(self) -> None:
        name, dice = self.dice.choice(["team_mate", "job", "job"]), self.dice
        known = self.ids[name]
        mode: Any = dice.choice(["create", "create", "update", "update", "upsert", "delete", "restore", "undo"])
        try:
            if mode == "undo":
                if self.changes:
                    await self.doors.undo(dice.choice(self.changes[-12:]))
                return
            some = dice.sample(known, min(len(known), dice.randrange(1, 4)))
            key: tuple[str, ...] = ()
            if mode == "create":
                rows: list[Any] = [self.value(name) for _ in range(dice.randrange(1, 4))]
            elif mode == "upsert" and name == "job":
                rows, key = [self.value(name) | {"code": f"c{n}"} for n in dice.sample(range(9), 3)], ("code",)
            elif mode in ("update", "upsert"):
                mode, rows = "update", [{"id": one} | self.value(name) for one in some]
            else:
                rows = some
            outcome = await self.doors.write(name, mode, rows, *key, atomic=dice.random() < 0.3)
        except LuopanError:
            return
        self.done += 1
        known += [row.id for row in outcome.rows if row.status == "created" and row.id]
        if outcome.change_id is not None:
            self.changes.append(outcome.change_id)


def full(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [])}


@pytest.mark.parametrize("seed", range(5))
async def test_a_replay_of_the_log_gives_the_records_as_they_stand(doors: Doors, seed: int) -> None:
    await doors.define(*OBJECTS)
    world = World(doors, seed)
    for _ in range(STEPS):
        await world.step()
    assert world.done > STEPS / 3
    snapshot = doors.process.kernel.catalogue.current
    records: dict[str, dict[str, Any]] = {}
    states: dict[str, tuple[str, int, bool]] = {}
    async with doors.process.kernel.database.session() as session:
        events = sorted((await _events(session)), key=lambda one: (one.record_id, one.version))
        for event in events:
            item = snapshot.all_objects[event.object_id]
            if item.name not in world.ids:
                continue
            before, after = unlogged(snapshot, item, event.before), unlogged(snapshot, item, event.after)
            known = records.setdefault(event.record_id, {})
            _, version, deleted = states.get(event.record_id, ("", 0, False))
            assert event.version == version + 1, "a version without its event, or two events of one"
            assert (event.action == "created") == (version == 0)
            assert full({name: known.get(name) for name in before}) == full(before), "what was before is what was there"
            assert (event.action == "restored") == deleted, "nothing happens to what is in the bin but its return"
            known |= after
            states[event.record_id] = (item.name, event.version, event.action == "deleted")
        assert states.keys() == {one for ids in world.ids.values() for one in ids}
        for name, ids in world.ids.items():
            item = snapshot.object(name)
            own = tuple(field.name for field in item.own_fields)
            current = await tables.lock_current(session, snapshot, item, own, ids, "update")
            for identity in ids:
                version, deleted, values = current[identity]
                assert states[identity] == (name, version, deleted)
                told = {field: value for field, value in records[identity].items() if field in own}
                assert full(told) == full(values), identity


async def _events(session: Any) -> list[log.Event]:
    found: list[log.Event] = []
    cursor = log.START
    while True:
        page = await log.read_after(session, cursor, 1_000)
        events = page.events
        if not events:
            return found
        found += [one.event for one in events]
        cursor = page.cursor
