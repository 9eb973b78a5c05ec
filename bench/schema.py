"""Metadata: what writers feel while the schema changes under them, and a workspace with very many objects."""

import asyncio
import threading
import time
from collections.abc import Callable
from itertools import cycle
from statistics import median

from bench.client import Connection
from bench.data import Record
from bench.harness import Row, Timing, console, memory_of, quantile, time_calls, timed
from bench.server import Served
from bench.setting import Bench
from luopan.kernel.metadata.store import load_snapshot
from luopan.kit.database import Database

PER_SECOND, LANES = 100, 16
LARGEST_WAIT = 200.0
LEAST_SECONDS = 8.0
WARM_UP_SECONDS = 1.5
OBJECTS, FIELDS, ROWS = 500, 40, 1_000
AT_A_TIME = 25
TYPES = ("text", "integer", "date", "select", "decimal", "boolean", "money", "phone")


class SteadyWrites:
    """Changes opportunities at a steady pace, whatever happens; each wait counts from when the write was due."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._ids = cycle(bench.ids("opportunity", 2_000))
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.waits: list[float] = []

    def __enter__(self) -> "SteadyWrites":
        self._started = time.perf_counter()
        self._threads = [threading.Thread(target=self._lane, args=(lane,)) for lane in range(LANES)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        rest = LEAST_SECONDS - (time.perf_counter() - self._started)
        time.sleep(max(rest, 0.5))
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _lane(self, lane: int) -> None:
        number = lane
        with Connection(self._bench.api.port, self._bench.token) as connection:
            while not self._over.is_set():
                due = self._started + number / PER_SECOND
                time.sleep(max(0.0, due - time.perf_counter()))
                with self._lock:
                    identity = next(self._ids)
                body = {"next_step": f"第 {number} 步"}
                connection.call("PATCH", f"/api/records/opportunity/{identity}", body)
                if number >= PER_SECOND * WARM_UP_SECONDS:
                    self.waits.append((time.perf_counter() - due) * 1_000)
                number += LANES


def changes(bench: Bench) -> None:
    """A new field, and an index over everything, while a hundred writes a second go on."""
    name = f"bench_{int(time.time())}"
    label = {"zh-CN": "基准", "en": "Benchmark"}
    steps: dict[str, list[Record]] = {
        "no change": [],
        "add a field": [_fields({"name": f"{name}_{n}", "type": "text", "label": label}) for n in range(5)],
        "add an index": [_fields({"name": "probability", "indexed": True})],
    }
    usual = 0.0
    for what, change_sets in steps.items():
        seconds: list[float] = []
        with SteadyWrites(bench) as writes:
            time.sleep(WARM_UP_SECONDS + 0.5)
            for change_set in change_sets:
                seconds.append(timed(lambda change_set=change_set: _apply(bench, bench.api, change_set)) / 1_000)
        waits = writes.waits
        most = max(waits)
        usual = usual or most
        bench.report.add(
            Row(
                f"{PER_SECOND} writes/s: {what}" if change_sets else f"{PER_SECOND} writes/s, nothing else",
                len(waits),
                quantile(waits, 0.5),
                quantile(waits, 0.95),
                most=most,
                ratio=most / usual if change_sets else None,
                yardstick=f"without: most {usual:.0f} ms" if change_sets else "",
                target=f"most ≤ {LARGEST_WAIT:.0f} ms" if change_sets else "",
                met=most <= LARGEST_WAIT if change_sets else None,
                note=f"took {median(seconds):.2f} s" if seconds else "",
            )
        )
    _apply(bench, bench.api, _fields({"name": "probability", "indexed": False}))
    _apply(bench, bench.api, {"remove": [f"opportunity.{name}_{n}" for n in range(5)]})


def _fields(*fields: Record) -> Record:
    return {"objects": [{"name": "opportunity", "fields": list(fields)}]}


def _apply(bench: Bench, api: Served, change_set: Record, token: str | None = None) -> None:
    """Applies a change-set, and waits until its run has ended."""
    with Connection(api.port, token or bench.token) as http:
        answer = http.call("POST", "/api/meta/apply", change_set, status=(200, 202))
        while answer.status == 202:
            run = http.call("GET", f"/api/meta/runs/{answer.json()['run']}").json()
            if run["status"] not in ("queued", "running"):
                if run["status"] != "done":
                    console.print(f"[red]schema run: {run}[/]")
                return
            time.sleep(0.05)


def wide(bench: Bench) -> None:
    """500 objects with 40 fields each, in a database of their own: making them, loading them, and a list among them."""
    with bench.platform.other_database("wide") as url:
        bench.platform.set_up([], url)
        token = bench.platform.api_key(url)
        api = bench.platform.start_api(url)
        _apply(bench, api, {"objects": [_object(0)]}, token)
        with Connection(api.port, token) as http:
            records = [{"f0": f"第 {n} 条", "f1": n, "f2": "2026-06-30"} for n in range(ROWS)]
            http.call("POST", "/api/records/wide_0/bulk", {"mode": "create", "records": records})
        few = _list_of_one(bench, api, token)
        seconds = [
            timed(lambda first=first: _apply(bench, api, _objects(first), token)) / 1_000
            for first in range(1, OBJECTS, AT_A_TIME)
        ]
        bench.report.add(
            Row(f"make {OBJECTS} objects × {FIELDS} fields", OBJECTS, rate=OBJECTS / sum(seconds), unit="objects/s")
        )
        many = _list_of_one(bench, api, token)
        bench.add_timing("list of 50 with 500 objects", many, beside=few, yardstick="with one object", ratio=1.15)
        one_more = {"objects": [{"name": "wide_7", "fields": [{"name": "added", "type": "text"}]}]}
        bench.report.add(Row("add a field with 500 objects", 1, p50=timed(lambda: _apply(bench, api, one_more, token))))
        bench.platform.stop(api.process)
        loads = Timing([[timed(lambda: asyncio.run(_load(url)))] for _ in range(bench.rounds)])
        bench.add_timing("load the metadata of 500 objects × 40 fields", loads, p50=2_000)
        api = bench.platform.start_api(url)
        with Connection(api.port, token) as http:
            read = Timing([[timed(lambda: http.call("GET", "/api/meta"))] for _ in range(bench.rounds)])
            size = len(http.call("GET", "/api/meta").body)
        bench.add_timing("GET /api/meta with 500 objects", read, note=f"{size / 1e6:.1f} MB")
        few_objects = len(bench.http.call("GET", "/api/meta").json()["objects"])
        bench.report.add(
            Row(
                "API with 500 objects, from start to first answer",
                1,
                p50=api.seconds * 1_000,
                memory=memory_of(api.process.pid),
                yardstick=f"with {few_objects} objects {bench.api.seconds * 1_000:.0f} ms",
            )
        )
        bench.platform.stop(api.process)


def _list_of_one(bench: Bench, api: Served, token: str) -> Timing:
    with Connection(api.port, token) as http:
        query = {"sort": [{"field": "created_at", "dir": "desc"}], "limit": 50}
        message = http.message("POST", "/api/records/wide_0/query", query)
        ask: Callable[[], object] = lambda: http.exchange(message)  # noqa: E731
        return time_calls({"list": ask}, rounds=bench.rounds, calls=60, warm_up=20)["list"]


async def _load(url: str) -> None:
    async with Database(url, max_connections=1) as database, database.session() as session:
        await load_snapshot(session)


def _objects(first: int) -> Record:
    return {"objects": [_object(number) for number in range(first, min(first + AT_A_TIME, OBJECTS))]}


def _object(number: int) -> Record:
    label = {"zh-CN": f"对象 {number}", "en": f"Object {number}"}
    fields: list[Record] = []
    for n in range(FIELDS):
        kind = TYPES[n % len(TYPES)]
        field: Record = {"name": f"f{n}", "type": kind, "label": {"zh-CN": f"字段 {n}", "en": f"Field {n}"}}
        if kind == "select":
            field["options"] = [
                {"value": f"o{i}", "label": {"zh-CN": f"选项 {i}", "en": f"Option {i}"}} for i in range(5)
            ]
        fields.append(field)
    return {"name": f"wide_{number}", "label": label, "title": "f0", "fields": fields}
