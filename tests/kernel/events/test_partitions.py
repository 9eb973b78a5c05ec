"""The log lies in partitions by month, made ahead; what has none is kept all the same, and moves in when its month is made."""

from datetime import UTC, datetime, timedelta

import pytest

from luopan.kernel.events import log
from luopan.kernel.events.log import Change, Event
from luopan.kit.database import Session
from luopan.kit.ids import first_id_at, new_id
from tests.kernel.conftest import ADMIN, Doors


async def partition_of(session: Session, table: str, column: str, change_id: str) -> str:
    return await session.fetch_value(
        f"select tableoid::regclass::text from luopan.{table} where {column} = $1::uuid", change_id
    )


async def write(session: Session, change_id: str) -> None:
    change = Change(ADMIN, datetime.now(UTC), "test", id=change_id)
    await change.append(session, [Event("thing", new_id(), 1, "created", None, {})])


async def test_what_is_written_now_lies_in_the_partition_of_the_month(doors: Doors) -> None:
    now, change_id = datetime.now(UTC), new_id()
    async with doors.process.kernel.database.transaction() as session:
        await write(session, change_id)
        assert await partition_of(session, "events", "change_id", change_id) == f"events_{now:%Y_%m}"
        assert await partition_of(session, "changes", "id", change_id) == f"changes_{now:%Y_%m}"


@pytest.mark.parametrize("moment", [datetime(2031, 11, 30, 23, 59, tzinfo=UTC), datetime(2032, 1, 31, tzinfo=UTC)])
async def test_three_months_are_made_and_may_be_made_again(doors: Doors, moment: datetime) -> None:
    async with doors.process.kernel.database.transaction() as session:
        for _ in range(2):
            await log.ensure_partitions(session, moment)
        for days in (0, 20, 50):
            day = moment + timedelta(days=days)
            change_id = str(first_id_at(day))
            await write(session, change_id)
            assert await partition_of(session, "events", "change_id", change_id) == f"events_{day:%Y_%m}"


async def test_what_found_no_partition_does_not_stand_in_the_way_of_its_month(doors: Doors) -> None:
    """No worker ran for some months: the log goes on in the default partition, and the next worker starts all the same."""
    moment = datetime(2033, 5, 15, tzinfo=UTC)
    change_id = str(first_id_at(moment))
    database = doors.process.kernel.database
    async with database.transaction() as session:
        await write(session, change_id)
        assert await partition_of(session, "events", "change_id", change_id) == "events_default"
    async with database.transaction() as session:
        await log.ensure_partitions(session, moment)
        assert await partition_of(session, "events", "change_id", change_id) in ("events_2033_05", "events_default")
    async with database.session() as session:
        assert [one.change_id for one in await log.read_change(session, change_id)] == [change_id]
        following = str(first_id_at(moment + timedelta(hours=1)))
    async with database.transaction() as session:
        await write(session, following)
    async with database.session() as session:
        assert [one.change_id for one in await log.read_change(session, following)] == [following]
