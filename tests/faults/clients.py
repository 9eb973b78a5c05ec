"""Clients that go on writing whatever happens to the server, and remember exactly what it has acknowledged."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from tests.live import LiveServer

OBJECT = "receipt"
RECEIPT: dict[str, Any] = {
    "name": OBJECT,
    "title": "number",
    "fields": [
        {"name": "number", "type": "text", "required": True, "unique": True},
        {"name": "batch", "type": "text", "indexed": True},
        {"name": "counter", "type": "integer"},
    ],
}
BULK_ROWS = 150
PATIENCE_SECONDS = 60.0
EXPECTED_REFUSALS = frozenset((503,))


@dataclass
class Journal:
    """What was asked for, and what the server said to it. Every number begins with the tag."""

    tag: str
    tried: set[str] = field(default_factory=set[str])
    acknowledged: dict[str, str] = field(default_factory=dict[str, str])
    """Record ids by number."""
    tried_batches: set[str] = field(default_factory=set[str])
    acknowledged_batches: set[str] = field(default_factory=set[str])
    counters: dict[str, int] = field(default_factory=dict[str, int])
    """The last acknowledged counter of each record that is updated again and again."""
    interrupted: int = 0
    surprises: list[str] = field(default_factory=list[str])
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def answers(self) -> int:
        """A number that grows with every acknowledged call."""
        return len(self.acknowledged) + len(self.acknowledged_batches) + sum(self.counters.values())

    def wait_for(self, more: int) -> None:
        """Until the server has acknowledged so many more calls."""
        with self.changed:
            goal = self.answers + more
            reached = self.changed.wait_for(lambda: self.answers >= goal or self.surprises, PATIENCE_SECONDS)
        assert not self.surprises, self.surprises[:3]
        assert reached, f"the server has not come back: {self.interrupted} calls were interrupted"


class Clients:
    """Some threads: single creates, bulk creates, and one that updates a record of its own over and over."""

    def __init__(self, server: LiveServer, tag: str) -> None:
        self.journal = Journal(tag)
        self._server = server
        self._stop = threading.Event()
        works = (self._create, self._create, self._bulk, self._update)
        self._threads = [threading.Thread(target=self._run, args=(work, str(n))) for n, work in enumerate(works)]

    def __enter__(self) -> Journal:
        for thread in self._threads:
            thread.start()
        return self.journal

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, work: Callable[[httpx.Client, str], None], name: str) -> None:
        number = 0
        with httpx.Client(base_url=self._server.url, headers=self._server.client.headers, timeout=30) as client:
            while not self._stop.is_set() and not self.journal.surprises:
                number += 1
                try:
                    work(client, f"{self.journal.tag}-{name}-{number:06}")
                except httpx.HTTPError:
                    self.journal.interrupted += 1
                    self._stop.wait(0.01)

    def _acknowledged(self, response: httpx.Response, status: int) -> bool:
        if response.status_code == status:
            return True
        self.journal.interrupted += 1
        if response.status_code in EXPECTED_REFUSALS:
            self._stop.wait(0.01)
        else:
            self.journal.surprises.append(f"{response.status_code} {response.text[:500]}")
        return False

    @contextmanager
    def _noting(self) -> Iterator[None]:
        with self.journal.changed:
            yield
            self.journal.changed.notify_all()

    def _create(self, client: httpx.Client, number: str) -> None:
        self.journal.tried.add(number)
        response = client.post(f"/api/records/{OBJECT}", json={"number": number})
        if self._acknowledged(response, 201):
            with self._noting():
                self.journal.acknowledged[number] = response.json()["id"]

    def _bulk(self, client: httpx.Client, batch: str) -> None:
        self.journal.tried_batches.add(batch)
        rows = [{"number": f"{batch}/{n}", "batch": batch} for n in range(BULK_ROWS)]
        response = client.post(f"/api/records/{OBJECT}/bulk", json={"mode": "create", "records": rows, "atomic": True})
        if self._acknowledged(response, 200):
            with self._noting():
                self.journal.acknowledged_batches.add(batch)

    def _update(self, client: httpx.Client, number: str) -> None:
        """Makes a record, then counts it up for as long as calls are acknowledged."""
        self._create(client, number)
        identity = self.journal.acknowledged.get(number)
        for counter in range(1, 1_000_000):
            if identity is None or self._stop.is_set():
                return
            self.journal.counters.setdefault(identity, 0)
            response = client.patch(f"/api/records/{OBJECT}/{identity}", json={"counter": counter})
            if not self._acknowledged(response, 200):
                return
            with self._noting():
                self.journal.counters[identity] = counter


def check(database_url: str, journal: Journal) -> None:
    """Every acknowledged write is there exactly once, with its events; an unacknowledged one is whole or absent."""
    with psycopg.connect(database_url) as connection:
        everything = connection.execute(
            "select id::text, number, batch, counter, version from records.receipt"
        ).fetchall()
        events = connection.execute(
            "select record_id::text, array_agg(action order by version, seq), array_agg(version order by version, seq)"
            " from luopan.events where object_id = 'receipt' group by 1"
        ).fetchall()
    rows = [row for row in everything if row[1].startswith(f"{journal.tag}-")]
    histories = {identity: (actions, versions) for identity, actions, versions in events}
    by_number = {number: identity for identity, number, *_ in rows}
    assert len(by_number) == len(rows), "a number is there twice"
    assert histories.keys() == {identity for identity, *_ in everything}, "records and their events belong together"
    for identity, number, _, counter, version in rows:
        actions, versions = histories[identity]
        assert actions == ["created"] + ["updated"] * (version - 1), number
        assert versions == list(range(1, version + 1)), number
        assert (counter or 0) == version - 1, number
    for number, identity in journal.acknowledged.items():
        assert by_number.get(number) == identity, f"{number} was acknowledged and is gone"
    batches: dict[str, int] = {}
    for _, _, batch, *_ in rows:
        if batch is not None:
            batches[batch] = batches.get(batch, 0) + 1
    assert set(batches.values()) <= {BULK_ROWS}, "half a batch"
    assert journal.acknowledged_batches <= batches.keys() <= journal.tried_batches
    assert {number for _, number, batch, *_ in rows if batch is None} <= journal.tried
    counters = {identity: counter or 0 for identity, _, _, counter, _ in rows}
    for identity, counter in journal.counters.items():
        assert counters[identity] in (counter, counter + 1), "an acknowledged update is lost"
