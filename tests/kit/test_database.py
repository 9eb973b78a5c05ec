"""Lists are PostgreSQL's arrays, whatever is in their texts."""

import psycopg
import pytest

from luopan.kit.database import Database

AWKWARD = ["", " ", "NULL", "null", "a,b", "{x}", "(1)", "\n", "\u3000", "华为 有限公司", "😀"]


@pytest.mark.parametrize(
    "texts", [[], ["a"], AWKWARD, [*AWKWARD, 'a"b'], [*AWKWARD, "a\\b"], ["a", None, ""], [["a", "b"], ["", "c"]]]
)
async def test_texts_come_back_as_they_went(database_url: str, texts: list[object]) -> None:
    async with Database(database_url) as database, database.session() as session:
        assert await session.fetch_value("select $1::text[]", texts) == texts


async def test_no_text_holds_a_nul(database_url: str) -> None:
    async with Database(database_url) as database, database.session() as session:
        with pytest.raises(psycopg.DataError):
            await session.fetch_value("select $1::text[]", ["a", "b\x00c"])
