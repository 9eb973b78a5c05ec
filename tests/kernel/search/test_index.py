"""The index says what the records are, whatever happened to them, and whoever wrote the entries."""

from typing import Any

import pytest

from luopan.kernel.events.consumers import BATCH, Follower
from luopan.kernel.search import index, reindex
from luopan.kernel.search.index import caught_up
from tests.kernel.conftest import Doors
from tests.kernel.search.conftest import Search

TOWN: dict[str, Any] = {
    "name": "town",
    "title": "name",
    "fields": [{"name": "name", "type": "text"}, {"name": "river", "type": "text"}, {"name": "code", "type": "text"}],
}


@pytest.fixture
async def search(doors: Doors) -> Search:
    await doors.define(TOWN)
    return Search(doors)


async def entries(doors: Doors, object_name: str = "town") -> int:
    async with doors.process.kernel.database.session() as session:
        return await session.fetch_value("select count(*) from luopan.search_entries where object_id = $1", object_name)


async def whole(doors: Doors) -> dict[str, tuple[str, str]]:
    async with doors.process.kernel.database.session() as session:
        rows = await session.fetch(
            "select record_id::text, lines, tokens::text from luopan.search_entries where object_id = 'town'"
        )
    return {identity: (lines, tokens) for identity, lines, tokens in rows}


async def test_records_from_before_are_indexed_in_sets_and_the_work_is_taken_up_where_it_was_left(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindex, "BATCH", 3)
    doors, kernel = search.doors, search.doors.process.kernel
    await doors.create("town", *({"name": f"城{number}"} for number in range(10)))
    for expected in (3, 6):
        assert await reindex._step(kernel.records, kernel.indexer, "town")
        assert await entries(doors) == expected
    async with kernel.database.session() as session:
        assert await reindex.is_outdated(session, kernel.catalogue.current)
    await reindex.bring_up_to_date(kernel.records, kernel.indexer)
    assert await entries(doors) == 10
    assert len(await search.ids("城")) == 10
    async with kernel.database.session() as session:
        assert not await reindex.is_outdated(session, kernel.catalogue.current)


async def test_a_change_of_what_is_searched_is_followed(search: Search) -> None:
    doors = search.doors
    [town] = await doors.create("town", {"name": "临江", "river": "钱塘江", "code": "zzq77"})
    await search.follow()
    assert await search.ids("钱塘") == await search.ids("linj") == await search.ids("zzq") == [town]
    await doors.define({"name": "town", "fields": [{"name": "river", "type": "text", "searchable": False}]})
    await search.follow()
    assert await search.ids("钱塘") == []
    await doors.define(
        {"name": "town", "title": "code", "fields": [{"name": "river", "type": "text", "searchable": True}]}
    )
    await search.follow()
    assert await search.ids("钱塘") == await search.ids("临江") == [town]
    assert await search.ids("linj") == []
    await doors.define(remove=["town.river"])
    await search.follow()
    assert await search.ids("钱塘") == []
    assert await search.ids("临江") == [town]
    await doors.define(remove=["town"])
    await search.follow()
    assert await entries(doors) == 0
    await doors.define(restore=["town"])
    await search.follow()
    assert await search.ids("临江") == [town]
    await doors.define(remove=["town"])
    await doors.define(purge=["town"])
    await search.follow()
    assert await entries(doors) == 0


async def test_records_leave_and_come_back(search: Search) -> None:
    doors = search.doors
    [town] = await doors.create("town", {"name": "武夷"})
    await search.follow()
    await doors.write("town", "update", [{"id": town, "name": "婺源"}])
    await search.follow()
    assert (await search.ids("武夷"), await search.ids("婺源")) == ([], [town])
    await doors.write("town", "delete", [{"id": town}])
    assert await search.ids("婺源") == []
    await search.follow()
    assert await entries(doors) == 0
    await doors.write("town", "restore", [{"id": town}])
    await search.follow()
    assert await search.ids("婺源") == [town]


async def test_it_is_known_when_a_change_can_be_found(search: Search) -> None:
    count = BATCH + 500
    kernel = search.doors.process.kernel
    await search.follow()
    outcome = await search.doors.write("town", "create", [{"name": f"镇{number}"} for number in range(count)])
    assert outcome.change_id is not None
    follower = Follower(kernel.database, kernel.hub, kernel.clock, kernel.indexer.consumer())
    found: list[tuple[bool, int]] = []
    for _ in range(3):
        async with kernel.database.session() as session:
            found.append((await caught_up(session, outcome.change_id), await entries(search.doors)))
        await follower.step()
    first, amid, last = found
    assert (first, last) == ((False, 0), (True, count))
    assert not amid[0]
    assert 0 < amid[1] < count


async def test_the_same_events_again_change_nothing(search: Search) -> None:
    kernel = search.doors.process.kernel
    [town] = await search.doors.create("town", {"name": "周庄", "river": "Ａ b"})
    await search.follow()
    async with kernel.database.session() as session:
        before = await session.fetch(
            "select xmin, lines, tokens from luopan.search_entries where record_id = $1::uuid", town
        )
        async with kernel.database.transaction() as again:
            item = kernel.catalogue.current.object("town")
            await kernel.indexer.write(again, kernel.catalogue.current, item, [town])
        assert before == await session.fetch(
            "select xmin, lines, tokens from luopan.search_entries where record_id = $1::uuid", town
        )


async def test_many_records_are_indexed_as_a_few_are(search: Search) -> None:
    doors, kernel = search.doors, search.doors.process.kernel
    towns = [
        {"name": f"重庆{number}号", "river": "长江", "code": f"CQ{number:05}"} for number in range(index.MANY + 200)
    ]
    for start in range(0, len(towns), 500):
        await doors.create("town", *towns[start : start + 500])
        await search.follow()
    few = await whole(doors)
    async with kernel.database.transaction() as session:
        await session.execute("delete from luopan.search_entries where object_id = 'town'")
        ids = [one for (one,) in await session.fetch("select id::text from records.town")]
        snapshot = kernel.catalogue.current
        await kernel.indexer.write(session, snapshot, snapshot.object("town"), ids)
    assert await whole(doors) == few
    assert len(few) == len(towns)
