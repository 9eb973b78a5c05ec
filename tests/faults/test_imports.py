"""An import whose worker, and whose database connection, is killed in the middle: every row once, and nothing half done."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import DatabaseServer, temporary_home
from tests.faults.clients import RECEIPT
from tests.faults.test_kills import Running, eventually, running, value
from tests.http.imports import as_csv, send, settle

ROWS = 24_000
PLACE = {
    "name": "place",
    "title": "code",
    "fields": [
        {"name": "code", "type": "text", "unique": True},
        {"name": "label", "type": "text"},
        {"name": "within", "type": "reference", "to": "place", "inverse": "holds"},
        {"name": "kind", "type": "reference", "to": "place_kind", "inverse": "places"},
    ],
}
KIND = {"name": "place_kind", "title": "name", "fields": [{"name": "name", "type": "text"}]}


@pytest.fixture
def luopan(database_server: DatabaseServer, template_database: str) -> Iterator[Running]:
    with (
        temporary_home() as home,
        database_server.database("test_import_kills", template_database) as url,
        running(url, home) as server,
    ):
        server.api.apply(KIND, PLACE, RECEIPT)
        yield server


def test_a_killed_import_and_a_killed_undo_go_on_where_they_were(luopan: Running) -> None:
    url, client = luopan.server.database_url, luopan.server.client
    rows = [["code", "label", "within", "kind"]]
    rows += [
        [f"P{n}", f"地点 {n}", f"P{n + ROWS // 2}" if n % 5_000 == 0 and n < ROWS // 2 else "", f"kind {n % 7}"]
        for n in range(ROWS)
    ]
    mapping = {name: name for name in rows[0]}
    identity = send(client, "place", as_csv(rows), mapping, key="code", create=True).json()["id"]
    done = f"select count(*) from luopan.import_chunks where import_id = '{identity}'"
    for chunks in (1, 3):
        eventually(lambda chunks=chunks: value(url, done) >= chunks, "the import does not move")
        luopan.server.kill("worker")
        luopan.restart("worker")
    eventually(lambda: value(url, done) > 4, "the import is not taken up again")
    with psycopg.connect(url, autocommit=True) as connection:  # and once the database throws its sessions out
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'luopan worker'"
        )
    told = settle(client, identity)
    assert (told["status"], told["rows"], told["created"], told["rejected"]) == ("done", ROWS, ROWS, 0), told
    assert told["related"] == {"place_kind": 7}
    assert value(url, "select count(*) from records.place_kind") == 7
    found = "select (count(*), count(distinct code), count(within))::text from records.place where deleted_at is null"
    assert value(url, found) == f"({ROWS},{ROWS},{-(-ROWS // 10_000)})"
    events = """
        select (count(*), count(distinct e.record_id))::text from luopan.events e
        join luopan.changes c on c.id = e.change_id where c.kind = 'import'
    """
    assert value(url, events) == f"({ROWS + 7},{ROWS + 7})"

    client.post(f"/api/imports/{identity}/undo")
    undone = f"select count(*) from luopan.import_chunks where import_id = '{identity}' and undone is not null"
    eventually(lambda: value(url, undone) >= 1, "the undo does not move")
    luopan.server.kill("worker")
    luopan.restart("worker")
    told = settle(client, identity)
    assert (told["status"], told["undone"], told["conflict_count"]) == ("undone", ROWS + 7, 0), told["conflicts"]
    assert value(url, "select count(*) from records.place where deleted_at is null") == 0
