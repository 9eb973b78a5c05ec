"""A migrated database with the system objects and nothing else, copied for each test."""

from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest

from luopan.kernel.metadata.store import Catalogue, install_system_objects
from luopan.kit.database import Database
from luopan.migrations.migrate import upgrade

TEMPLATE = "metadata_template"
_numbers = count(1)


@pytest.fixture(scope="session")
def metadata_template(database_server) -> Iterator[str]:
    import asyncio

    async def install(url: str) -> None:
        async with Database(url) as database, database.transaction() as session:
            await install_system_objects(session)

    with database_server.database(TEMPLATE) as url:
        upgrade(url)
        asyncio.run(install(url))
        yield TEMPLATE


@pytest.fixture
def metadata_url(database_server, metadata_template: str) -> Iterator[str]:
    with database_server.database(f"metadata_{next(_numbers)}", metadata_template) as url:
        yield url


@pytest.fixture
async def database(metadata_url: str) -> AsyncIterator[Database]:
    async with Database(metadata_url) as database:
        yield database


@pytest.fixture
async def catalogue(database: Database) -> Catalogue:
    catalogue = Catalogue(database)
    await catalogue.reload()
    return catalogue
