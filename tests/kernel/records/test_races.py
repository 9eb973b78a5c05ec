"""Several writers at once: each rule that holds for one holds for all together."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from luopan.kernel.records import tables
from luopan.kit.errors import Conflict, Invalid, LuopanError
from tests.kernel.conftest import Doors

OBJECTS: list[dict[str, Any]] = [
    {
        "name": "place",
        "fields": [
            {"name": "code", "type": "text", "unique": True},
            {"name": "size", "type": "integer"},
            {"name": "parent", "type": "reference", "to": "place", "inverse": "children", "tree": True},
        ],
    },
    {
        "name": "item",
        "fields": [
            {"name": "place", "type": "reference", "to": "place", "on_delete": "restrict"},
            {"name": "number", "type": "autonumber", "format": "I-{yyyy}-{0000}", "gapless": True},
        ],
    },
]


@pytest.fixture
async def world(doors: Doors) -> Doors:
    await doors.define(*OBJECTS)
    return doors


async def outcomes(*works: Awaitable[Any]) -> list[Any]:
    """What became of works done at once: their results, or the refusals; anything else fails the test."""
    found = await asyncio.gather(*works, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, LuopanError):
            raise one
    return found


def succeeded(found: list[Any]) -> int:
    return sum(not isinstance(one, LuopanError) for one in found)


async def test_an_upsert_that_somebody_comes_before_updates_their_record(
    world: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one commits just after we have looked: the rows go round again and find the record."""
    look: Callable[..., Awaitable[Any]] = tables.find
    looked = asyncio.Event()

    async def find(*arguments: Any) -> Any:
        found = await look(*arguments)
        if not looked.is_set():
            looked.set()
            await world.create("place", {"code": "a", "size": 1})
        return found

    monkeypatch.setattr(tables, "find", find)
    outcome = await world.write("place", "upsert", [{"code": "a", "size": 2}, {"code": "b", "size": 2}], "code")
    assert [row.status for row in outcome.rows] == ["updated", "created"]
    assert {one["code"]: one["size"] for one in (await world.query("place"))["records"]} == {"a": 2, "b": 2}


async def test_an_upsert_waits_for_a_record_that_is_being_made(world: Doors) -> None:
    """Many upserts of the same keys in opposite orders: no deadlock comes out, every key is there once."""
    rows = [{"code": f"{n:02}", "size": n} for n in range(40)]
    found = await outcomes(*(world.write("place", "upsert", rows[::turn], "code") for turn in (1, -1) * 4))
    assert succeeded(found) == 8
    assert sum(one.count("created") for one in found) == 40
    assert (await world.query("place", count="exact", limit=1))["count"] == 40


async def test_one_of_many_gets_a_unique_value(world: Doors) -> None:
    found = await outcomes(*(world.write("place", "create", [{"code": "same"}]) for _ in range(8)))
    assert succeeded(found) == 1
    refusals = [one for one in found if isinstance(one, Invalid)]
    assert {problem.code for one in refusals for problem in one.errors} == {"not_unique"}
    assert len(refusals) == 7


async def test_one_of_many_edits_of_the_same_version_wins(world: Doors) -> None:
    [place] = await world.create("place", {"code": "a"})
    found = await outcomes(
        *(world.write("place", "update", [{"id": place, "version": 1, "size": n}]) for n in range(8))
    )
    assert succeeded(found) == 1
    assert (await world.one("place", place))["version"] == 2
    assert len(await world.history("place", place)) == 2


async def test_edits_of_different_fields_both_stay(world: Doors) -> None:
    [place] = await world.create("place", {"code": "a", "size": 0})
    await outcomes(
        *(
            world.write("place", "update", [{"id": place, field: value}])
            for field, value in (("size", 7), ("code", "b"))
        )
    )
    record = await world.one("place", place)
    assert (record["size"], record["code"], record["version"]) == (7, "b", 3)


async def test_no_reference_points_at_what_is_deleted_meanwhile(world: Doors) -> None:
    places = await world.create("place", *({"code": str(n)} for n in range(12)))
    found = await outcomes(
        *(
            work
            for place in places
            for work in (world.write("item", "create", [{"place": place}]), world.write("place", "delete", [place]))
        )
    )
    assert all(isinstance(one, Conflict | Invalid) for one in found if isinstance(one, LuopanError))
    living = {one["id"] for one in (await world.query("place"))["records"]}
    pointed_at = {one["place"]["id"] for one in (await world.query("item"))["records"]}
    assert pointed_at == living, "each place is either referred to or deleted"


async def test_two_moves_close_no_circle(world: Doors) -> None:
    places = await world.create("place", *({"code": str(n)} for n in range(16)))
    pairs = list(zip(places[::2], places[1::2], strict=True))
    moves = [move for one, other in pairs for move in ((one, other), (other, one))]
    found = await outcomes(*(world.write("place", "update", [{"id": one, "parent": other}]) for one, other in moves))
    assert succeeded(found) == len(pairs)
    parents = {one["id"]: one["parent"] and one["parent"]["id"] for one in (await world.query("place"))["records"]}
    assert all(parents[one] is None or parents[other] is None for one, other in pairs)


async def test_gapless_numbers_have_no_gaps_and_no_doubles(world: Doors) -> None:
    [place] = await world.create("place", {"code": "a"})
    gone = "0198c0de-0000-7000-8000-000000000000"
    found = await outcomes(
        *(world.write("item", "create", [{"place": target}] * 3) for target in (place, gone, place, place, gone, place))
    )
    assert succeeded(found) == 4
    numbers = sorted(int(one["number"].rsplit("-", 1)[1]) for one in (await world.query("item"))["records"])
    assert numbers == list(range(1, 13))


async def test_one_change_is_undone_once(world: Doors) -> None:
    [place] = await world.create("place", {"code": "a", "size": 1})
    change = (await world.write("place", "update", [{"id": place, "size": 2}])).change_id
    found = await outcomes(*(world.undo(change) for _ in range(4)))
    assert sum(one.records for one in found if not isinstance(one, LuopanError)) == 1
    record = await world.one("place", place)
    assert (record["size"], record["version"]) == (1, 3)


async def test_a_record_is_deleted_once(world: Doors) -> None:
    [place] = await world.create("place", {"code": "a"})
    found = await outcomes(*(world.write("place", "delete", [place]) for _ in range(4)))
    assert succeeded(found) == 1
    assert [one["action"] for one in await world.history("place", place)] == ["deleted", "created"]
