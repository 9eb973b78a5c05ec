"""Every door shows and allows what the judge says: whole worlds over HTTP, read and written by each of their users."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import DatabaseServer
from tests.live import LiveServer, live_server
from tests.rights.compare import QUICK, compare
from tests.rights.doors import Caller, Tally
from tests.rights.worlds import MEDIUM, SMALL, World, build

LEAST = 1_000
"""Checks without which a world has not really been compared."""

serials = count(1)


@pytest.fixture(scope="module")
def luopan(database_server: DatabaseServer, template_database: str, shared_home: Path) -> Iterator[LiveServer]:
    """A server of our own: worlds have rules and roles that others would feel."""
    with (
        database_server.database("test_rights", template_database) as url,
        live_server(url, shared_home.with_name("rights"), apps=()) as running,
    ):
        yield running


def differences(luopan: LiveServer, world: World) -> str:
    tally = Tally()
    with httpx.Client(base_url=luopan.url, timeout=60) as client:
        compare(world, client, Caller(client, luopan.key), tally, QUICK)
    assert tally.total >= LEAST
    return "\n".join(str(one) for one in tally.differences[:20])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_doors_agree_with_the_judge(luopan: LiveServer, seed: int) -> None:
    assert not differences(luopan, build(seed, MEDIUM, serial=next(serials)))


@settings(
    max_examples=4,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],  # a smaller seed is no smaller world
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(1_000, 1_000_000))
def test_small_worlds_of_any_seed(luopan: LiveServer, seed: int) -> None:
    assert not differences(luopan, build(seed, SMALL, serial=next(serials)))
