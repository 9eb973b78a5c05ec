"""What an export reads through: one moment, whatever others write meanwhile."""

import pytest
from psycopg.errors import ReadOnlySqlTransaction

from luopan.kit.database import Database


async def test_a_snapshot_stands_still_and_can_not_be_written(database_url: str) -> None:
    async with Database(database_url) as database:
        async with database.session() as session:
            await session.execute("create table things (number int)")
            await session.execute("insert into things select generate_series(1, 10)")
        async with (
            database.snapshot() as reader,
            reader.cursor("select number from things where number > $1 order by number", 2) as fetch,
            database.session() as writer,
        ):
            assert await fetch(2) == [(3,), (4,)]
            await writer.execute("delete from things")
            assert await reader.fetch_value("select count(*) from things") == 10
            assert [number for (number,) in await fetch(100)] == [5, 6, 7, 8, 9, 10]
            assert await fetch(100) == []
        with pytest.raises(ReadOnlySqlTransaction):
            async with database.snapshot() as reader:
                await reader.execute("insert into things values (1)")
