"""kill -9 of the API, of a worker, of the database itself, in the middle of work: what was acknowledged is there, once."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from luopan.kit.postgres import EmbeddedPostgres
from luopan.kit.settings import load_settings
from luopan.main.setup import ADMINISTRATOR, upgrade
from tests.conftest import DatabaseServer, temporary_home
from tests.faults import follower
from tests.faults.clients import RECEIPT, Clients, check
from tests.http.api import Api
from tests.live import ADMIN, PASSWORD, LiveServer, live_server

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Running:
    """A server of this file's own, and the home to start its processes again in."""

    server: LiveServer
    home: Path

    @property
    def api(self) -> Api:
        return Api(self.server.client)

    def restart(self, name: str) -> None:
        self.server.start(name, self.home)
        self.server.wait_until_ready()


@contextmanager
def running(url: str, home: Path) -> Iterator[Running]:
    with live_server(url, home, apps=()) as server:
        running = Running(server, home)
        running.api.apply(RECEIPT, {"name": "bill", "fields": [{"name": "amount", "type": "money"}]})
        yield running


@pytest.fixture(scope="module")
def luopan(database_server: DatabaseServer, template_database: str) -> Iterator[Running]:
    with (
        temporary_home() as home,
        database_server.database("test_kills", template_database) as url,
        running(url, home) as server,
    ):
        yield server


def eventually(holds: Callable[[], Any], why: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, why
        time.sleep(0.02)


def value(url: str, query: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
        return None if row is None else row[0]


def test_an_api_that_is_killed_keeps_what_it_has_acknowledged(luopan: Running) -> None:
    with Clients(luopan.server, "api") as journal:
        for calls in (25, 40, 60):
            journal.wait_for(calls)
            luopan.server.kill("api")
            luopan.restart("api")
        journal.wait_for(25)
    assert journal.interrupted
    check(luopan.server.database_url, journal)


def test_a_worker_that_is_killed_tells_everybody_of_everything_once(luopan: Running) -> None:
    api, url = luopan.api, luopan.server.database_url
    reader = api.create("user", name="Reader", email="reader@example.com", roles=[ADMINISTRATOR])["id"]
    bill = api.create("bill", amount="1", owner=reader)["id"]
    for _ in range(2):
        for n in range(20):
            said = api.client.post(f"/api/records/bill/{bill}/comments", json={"text": f"{n}", "mentions": [reader]})
            assert said.status_code == 201, said.text
        luopan.server.kill("worker")
        luopan.server.start("worker", luopan.home)
    told = f"select count(*) from luopan.notifications where user_id = '{reader}' and kind = 'mentioned'"
    eventually(lambda: value(url, told) == 40, "somebody is not told")
    assert (
        value(url, f"select count(*) from luopan.notifications where user_id = '{reader}' and kind <> 'mentioned'") == 1
    )
    assert value(url, "select count(*) from luopan.dead_letters where consumer = 'notifications'") == 0
    api.delete("bill", bill)  # other tests look at the worth of every bill


def test_a_consumer_that_is_killed_skips_nothing_and_its_transaction_happens_once(
    luopan: Running, tmp_path: Path
) -> None:
    url, file = luopan.server.database_url, tmp_path / "seen"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(follower.SEEN)
    command = [sys.executable, "-m", "tests.faults.follower", url, str(file)]
    folders = os.pathsep.join(str(Path(__file__).parents[2] / part) for part in ("src", "."))

    def seen() -> int:
        return file.read_text().count("\n") if file.exists() else 0

    def start() -> "subprocess.Popen[bytes]":
        return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": folders})

    with Clients(luopan.server, "consumer") as journal:
        for _ in range(4):
            process, before = start(), seen()
            eventually(lambda before=before: seen() > before, "the consumer sees nothing")
            process.kill()
            process.wait()
        journal.wait_for(20)
    process = start()
    try:
        events = "select count(*) from luopan.events"
        eventually(
            lambda: value(url, "select count(*) from public.seen") >= value(url, events),
            "the consumer does not catch up",
        )
    finally:
        process.kill()
        process.wait()
    with psycopg.connect(url) as connection:
        logged = connection.execute(
            "select c.epoch || '.' || c.xid::text || '.' || e.seq from luopan.changes c"
            " join luopan.events e on e.change_id = c.id order by c.epoch, c.xid, e.seq"
        ).fetchall()
        handled = connection.execute("select cursor from public.seen order by place").fetchall()
        orders = connection.execute(
            "select array_agg(version order by place) from public.seen group by record_id"
        ).fetchall()
    assert handled == logged, "in the order of the log, nothing skipped, nothing twice"
    assert all(versions == sorted(versions) for (versions,) in orders)
    assert set(file.read_text().split()) == {cursor for (cursor,) in logged}, "each was handed over at least once"
    check(url, journal)


def worths(luopan: Running) -> set[Any]:
    response = luopan.server.client.post(
        "/api/records/bill/aggregate",
        json={"measures": [{"fn": fn, "field": "amount", "as": fn} for fn in ("min", "max")]},
    )
    return {float(one) for one in response.json()["rows"][0].values()} if response.status_code == 200 else set()


@pytest.mark.parametrize(("currency", "again"), [("USD", False), ("EUR", True)])
def test_a_worker_that_is_killed_in_the_middle_of_a_job_leaves_it_to_the_next(
    luopan: Running, currency: str, again: bool
) -> None:
    url, api = luopan.server.database_url, luopan.api
    bills = [{"amount": {"amount": 10, "currency": currency}} for _ in range(50)]
    api.bulk("bill", "create", bills, atomic=True)
    working = "select count(*) from luopan.procrastinate_jobs where task_name = 'recompute_worth' and status = 'doing'"
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%page as%'"
    with psycopg.connect(url) as connection:
        # Keeps the job from writing, but is no writer itself: that would hold back every consumer of the log.
        connection.execute("lock table records.bill in share mode")
        api.create("rate", currency=currency, date="2000-01-01", rate="7")
        eventually(lambda: value(url, working) and value(url, waiting), "the worker has not begun")
        luopan.server.kill("worker")
    assert worths(luopan) == set()
    columns = "queue_name, task_name, priority, lock, queueing_lock, args"
    with psycopg.connect(url, autocommit=True) as connection:
        # As if half a minute had passed, and somebody had asked for the same work again.
        connection.execute("update luopan.procrastinate_workers set last_heartbeat = now() - interval '1 hour'")
        if again:
            job = f"select {columns}, 'todo' from luopan.procrastinate_jobs where status = 'doing'"
            connection.execute(f"insert into luopan.procrastinate_jobs ({columns}, status) {job}")
    luopan.server.start("worker", luopan.home)
    eventually(lambda: worths(luopan) == {70.0}, "the job of the dead worker was not taken up")
    eventually(lambda: value(url, working) == 0, "the job of the dead worker is still taken for running")


def test_a_worker_that_was_away_catches_up(luopan: Running) -> None:
    api = luopan.api
    api.create("bill", amount={"amount": 10, "currency": "USD"})
    luopan.server.kill("worker")
    rate = api.create("rate", currency="USD", date="2000-01-02", rate="6")
    api.patch("rate", rate["id"], rate="9")
    luopan.server.start("worker", luopan.home)
    eventually(lambda: worths(luopan) == {70.0, 90.0}, "what happened meanwhile was not seen")


@pytest.fixture
def durable() -> Iterator[tuple[EmbeddedPostgres, Path]]:
    """A database of the test's own, to be killed, that keeps its promises: it writes through to the disk before it says yes."""
    binaries = os.environ.get("LUOPAN_TEST_PG_BIN")
    with temporary_home() as home:
        database = EmbeddedPostgres(home, binaries=Path(binaries) if binaries else None, settings={"fsync": "on"})
        url = database.start()
        try:
            admin = {"admin_email": ADMIN, "admin_password": PASSWORD}
            asyncio.run(upgrade(load_settings(home=home, database_url=url, **admin)))
            yield database, home
        finally:
            database.stop(immediately=True)


def test_a_database_that_is_killed_comes_back_and_everyone_goes_on(durable: tuple[EmbeddedPostgres, Path]) -> None:
    database, home = durable
    with running(database.url, home) as luopan, Clients(luopan.server, "database") as journal:
        api = luopan.api
        api.create("bill", amount={"amount": 10, "currency": "USD"})
        pids = {name: process.pid for name, process in luopan.server.processes.items()}
        for _ in range(2):
            journal.wait_for(40)
            assert database.process is not None
            database.process.send_signal(signal.SIGKILL)
            database.process.wait()
            assert httpx.get(f"{luopan.server.url}/healthz").status_code == 200
            assert httpx.get(f"{luopan.server.url}/readyz").status_code == 503
            database.stop(immediately=True)
            database.start()
        journal.wait_for(40)
        luopan.server.wait_until_ready()
        api.create("rate", currency="USD", date="2000-01-01", rate="7")
        eventually(lambda: worths(luopan) == {70.0}, "the worker has not come back to life")
        with api.client.stream("GET", "/api/stream") as response:
            created = api.create("bill")["id"]
            assert any(created in line for line in response.iter_lines()), "the stream is alive"
        version = api.apply({"name": "bill", "fields": [{"name": "note", "type": "text"}]})["version"]
        seen = "select min(metadata_version) from luopan.processes where seen_at > now() - interval '15 s'"
        eventually(lambda: value(database.url, seen) == version, "a process no longer says which metadata it uses")
        for name, process in luopan.server.processes.items():
            assert process.poll() is None, f"{name} has died"
            assert process.pid == pids[name]
    check(database.url, journal)
