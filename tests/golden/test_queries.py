"""The SQL that questions become, word for word. A change of the compiler shows here as a change of text, to be read and accepted.

`LUOPAN_GOLDEN=update pytest tests/golden` writes the files anew. Each statement also runs, so it is known to the server at hand.
"""

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from psycopg import AsyncRawCursor

from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.query.requests import Cursor, list_request
from luopan.kernel.records import read
from luopan.kernel.records.read import Reading
from luopan.kit.database import Database, Row, Session
from luopan.kit.errors import NotFound
from tests.conftest import DatabaseServer
from tests.kernel.conftest import ADMIN, open_doors

FOLDER = Path(__file__).parent
WRITTEN: dict[str, Any] = json.loads((FOLDER / "queries.json").read_text())
UPDATE = os.environ.get("LUOPAN_GOLDEN") == "update"
CONTEXT = Context(
    datetime(2026, 1, 15, 12, tzinfo=UTC), ZoneInfo("Asia/Shanghai"), me="0198c0de-0000-7000-8000-00000000000a"
)
LAST_ID = "0198c0de-0000-7000-8000-0000000000ff"


class Listening(Session):
    """A session that writes down what it runs."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.connection)
        self.statements: list[str] = []

    async def _run(self, sql: str, parameters: Sequence[Any]) -> AsyncRawCursor[Row]:
        values = "".join(f"-- ${number}: {value!r}\n" for number, value in enumerate(parameters, 1))
        self.statements.append("\n".join(line.rstrip() for line in sql.strip().split("\n")) + ";\n" + values)
        return await super()._run(sql, parameters)


@pytest.fixture(scope="module")
def defined(database_server: DatabaseServer, template_database: str) -> Iterator[tuple[str, Snapshot]]:
    """A database with the objects of the queries, and their metadata."""

    async def define(url: str) -> Snapshot:
        async with open_doors(url) as doors:
            await doors.define(*WRITTEN["objects"])
            return doors.process.kernel.catalogue.current

    with database_server.database("test_golden", template_database) as url:
        yield url, asyncio.run(define(url))


async def run(reading: Reading, query: dict[str, Any]) -> None:
    name, body = query["object"], query.get("body")
    if "id" in query:
        with pytest.raises(NotFound):
            await read.read_one(reading, name, query["id"])
    elif "measures" in body or "group_by" in body:
        await read.read_aggregate(reading, name, body)
    else:
        if "after" in query:
            phase, values = query["after"]
            mark = list_request(body, reading.item(name), reading.snapshot, reading.context).mark
            body = body | {"cursor": Cursor(phase, tuple(values), LAST_ID, mark).encode()}
        await read.read_list(reading, name, body)


@pytest.mark.parametrize("name", WRITTEN["queries"])
async def test_the_sql_is_as_written(defined: tuple[str, Snapshot], name: str) -> None:
    url, snapshot = defined
    async with Database(url, max_connections=1) as database, database.session() as session:
        listening = Listening(session)
        await run(Reading(listening, ADMIN, Rights(snapshot, snapshot), CONTEXT), WRITTEN["queries"][name])
    text = "\n".join(listening.statements)
    file = FOLDER / f"{name}.sql"
    if UPDATE:
        file.write_text(text)
    assert file.exists(), "LUOPAN_GOLDEN=update writes it"
    assert text == file.read_text(), f"the SQL of {name} has changed: read the difference, then LUOPAN_GOLDEN=update"


def test_every_file_belongs_to_a_query() -> None:
    assert {file.stem for file in FOLDER.glob("*.sql")} == WRITTEN["queries"].keys()
