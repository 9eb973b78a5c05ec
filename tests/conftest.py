"""A real PostgreSQL for every test that asks for one: one server a session, and a fresh migrated database a test.

`LUOPAN_TEST_PG_BIN=/usr/lib/postgresql/15/bin` runs the session on other server programs than the embedded ones;
`LUOPAN_TEST_DATABASE_URL` on an external server, as a role that may create databases.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from luopan.kit.postgres import EmbeddedPostgres
from luopan.kit.settings import load_settings
from tests.live import LiveServer, live_server

FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "1GB",
    "max_connections": "200",
}
TEMPLATE = "luopan_template"


@dataclass(frozen=True)
class DatabaseServer:
    """A running server: `admin_url` may create databases, which then belong to the role of `url_of`."""

    admin_url: str
    role_url: str

    def url_of(self, database: str) -> str:
        """The address of a database, for the role that Luopan uses."""
        return urlsplit(self.role_url)._replace(path=f"/{database}").geturl()

    @contextmanager
    def database(self, name: str, template: str = "template1") -> Iterator[str]:
        """A database that exists for the block; gives its URL."""
        owner = urlsplit(self.role_url).username or ""
        make = sql.SQL("create database {} template {} owner {} strategy file_copy")
        self._run(make.format(sql.Identifier(name), sql.Identifier(template), sql.Identifier(owner)))
        try:
            yield self.url_of(name)
        finally:
            self._run(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def temporary_home() -> Iterator[Path]:
    # Below /tmp, because a socket needs a short path, and passable, because a database of root's runs as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="lp-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder / "home"
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that only this test uses, not made yet."""
    with temporary_home() as folder:
        yield folder


@pytest.fixture(scope="session")
def shared_home() -> Iterator[Path]:
    """The home of the session's server."""
    with temporary_home() as folder:
        yield folder


@pytest.fixture(scope="session")
def database_server(shared_home: Path) -> Iterator[DatabaseServer]:
    """The session's server; its data is not durable."""
    if external := os.environ.get("LUOPAN_TEST_DATABASE_URL"):
        yield DatabaseServer(external, external)
        return
    binaries = os.environ.get("LUOPAN_TEST_PG_BIN")
    server = EmbeddedPostgres(shared_home, binaries=Path(binaries) if binaries else None, settings=FAST)
    url = server.start()
    try:
        yield DatabaseServer(server.superuser_url, url)
    finally:
        server.stop(immediately=True)


@pytest.fixture(scope="session")
def template_database(database_server: DatabaseServer, shared_home: Path) -> Iterator[str]:
    """The name of a database with all migrations and system objects, to be copied and never changed."""
    from luopan.main.setup import upgrade

    with database_server.database(TEMPLATE) as url:
        admin = {"admin_email": "admin@example.com", "admin_password": "correct horse"}
        asyncio.run(upgrade(load_settings(home=shared_home, database_url=url, **admin)))
        yield TEMPLATE


@pytest.fixture
def database_url(database_server: DatabaseServer, template_database: str) -> Iterator[str]:
    """The URL of a migrated database that only this test uses."""
    with database_server.database(f"test_{next(_numbers)}", template_database) as url:
        yield url


@pytest.fixture(scope="session")
def shared_database_url(database_server: DatabaseServer, template_database: str) -> Iterator[str]:
    """The URL of one migrated database for all tests that ask for it: for tests that only read, or clean up after themselves."""
    with database_server.database("test_shared", template_database) as url:
        yield url


@pytest.fixture
def empty_database_url(database_server: DatabaseServer) -> Iterator[str]:
    """The URL of a database with nothing in it, not even migrations."""
    with database_server.database(f"test_{next(_numbers)}") as url:
        yield url


@pytest.fixture(scope="session")
def server(database_server: DatabaseServer, template_database: str, shared_home: Path) -> Iterator[LiveServer]:
    """A running Luopan that all tests share: each makes its own objects and records."""
    with (
        database_server.database("test_server", template_database) as url,
        live_server(url, shared_home.with_name("server")) as running,
    ):
        yield running


_numbers = count(1)
