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
from luopan.kernel.permissions.organisation import Rule, role_of
from luopan.kernel.permissions.policy import Policy, Principal
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


def rights_of(name: str | None, snapshot: Snapshot) -> Rights:
    """Everything, or what one of the people may do."""
    if name is None:
        return Rights(snapshot, snapshot)
    person = WRITTEN["people"][name]
    rules = tuple(
        Rule(f"rule {index}", "sharing_rule", "", one["object"], one["where"], "read", "")
        for index, one in enumerate(person["rules"])
    )
    policy = Policy(snapshot, (Principal("p0", (role_of("role", "Role", person["grants"]),), rules),), None)
    scopes = ("own", "team", "reports", "department", "subdepartments", "grantees")
    values = {f"p0_{scope}": [f"0198c0de-0000-7000-8000-00000000000{index}"] for index, scope in enumerate(scopes)}
    return Rights(policy.view, snapshot, policy, False, values)


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
        query = WRITTEN["queries"][name]
        await run(Reading(listening, ADMIN, rights_of(query.get("as"), snapshot), CONTEXT), query)
    text = "\n".join(listening.statements)
    file = FOLDER / f"{name}.sql"
    if UPDATE:
        file.write_text(text)
    assert file.exists(), "LUOPAN_GOLDEN=update writes it"
    assert text == file.read_text(), f"the SQL of {name} has changed: read the difference, then LUOPAN_GOLDEN=update"


def test_every_file_belongs_to_a_query() -> None:
    assert {file.stem for file in FOLDER.glob("*.sql")} == WRITTEN["queries"].keys()
