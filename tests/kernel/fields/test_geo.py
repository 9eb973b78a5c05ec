"""Distances that anybody can look up, and an index that finds what is near."""

from random import Random

import psycopg
import pytest
from psycopg import RawCursor
from sqlalchemy import bindparam, cast, column, select, table, tuple_
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from luopan.kernel.fields.operators import WITHIN, distance
from luopan.kernel.fields.types.geo import GeoType
from tests.conftest import DatabaseServer

BEIJING, SHANGHAI, SYDNEY = (39.9042, 116.4074), (31.2304, 121.4737), (-33.8688, 151.2093)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [(BEIJING, SHANGHAI, 1067.3), (SHANGHAI, SYDNEY, 7881.4), (BEIJING, BEIJING, 0), ((0, 0), (0, 180), 20015.1)],
)
def test_distances(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert distance(one, other) == pytest.approx(km, abs=1)
    assert distance(one, other) == distance(other, one)


def test_an_index_on_the_latitude_finds_what_is_near(database_server: DatabaseServer) -> None:
    dice = Random(7)
    points = [(dice.uniform(20, 45), dice.uniform(100, 125)) for _ in range(5_000)]
    near = sum(distance(point, SHANGHAI) <= 50 for point in points)
    shops = table("shop", column("lat"), column("lng"))
    found = WITHIN.sql(tuple_(shops.c.lat, shops.c.lng), cast(bindparam("circle"), GeoType.operand_type))
    query = str(select(shops.c.lat).where(found).compile(dialect=PGDialect_psycopg(paramstyle="numeric_dollar")))
    circle = WITHIN.parameter((*SHANGHAI, 50.0))
    with (
        database_server.database("test_geo") as url,
        psycopg.connect(url, prepare_threshold=None, cursor_factory=RawCursor) as connection,
    ):
        connection.execute("create table shop (lat double precision, lng double precision)")
        connection.execute(
            "insert into shop select * from unnest($1::float8[], $2::float8[])", [*map(list, zip(*points, strict=True))]
        )
        connection.execute("create index shop_lat on shop (lat)")
        connection.execute("analyze shop")
        assert len(connection.execute(query.encode(), [circle]).fetchall()) == near > 0
        plan = "\n".join(line for (line,) in connection.execute(f"explain {query}".encode(), [circle]))
    assert "shop_lat" in plan
