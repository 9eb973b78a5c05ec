"""What the measurements of `records` share: a filled home with its API and worker, connections, and how results become rows."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bench.client import Connection, drive
from bench.harness import Rates, Report, Row, Timing, cpu_of, cpu_of_family
from bench.server import Platform, Served

SECONDS = 2.0
"""How long one round of a throughput lasts."""
AT_ONCE = 8
SAMPLED = 20
"""Ids are drawn from so many times as many."""


@dataclass(frozen=True)
class Cpu:
    """Seconds of processor time."""

    api: float
    database: float
    worker: float

    def since(self, before: "Cpu", calls: int) -> str:
        """What was used since, a call (or row)."""
        spent = {
            "API": self.api - before.api,
            "PostgreSQL": self.database - before.database,
            "worker": self.worker - before.worker,
        }
        factor, unit = (1e3, "ms") if sum(spent.values()) / calls > 0.5e-3 else (1e6, "µs")
        return "CPU " + ", ".join(f"{name} {one * factor / calls:.2f}" for name, one in spent.items()) + f" {unit}"


class Bench:
    """A running Luopan, and where results go."""

    def __init__(self, platform: Platform, report: Report, *, rounds: int) -> None:
        self.platform = platform
        self.report = report
        self.rounds = rounds
        self.api = platform.start_api()
        self.worker = platform.start_worker()
        self.token = platform.api_key()
        self.http = Connection(self.api.port, self.token)
        self.sql = platform.connect()
        self.used = ""
        """Processor time of the last `drive`: a figure that neighbours do not touch."""
        self.me: str = self.http.call("GET", "/api/me").json()["id"]

    def ids(self, table: str, number: int) -> list[str]:
        """Some records, spread over all."""
        found = self.sql.execute(
            f"select id::text from records.{table} tablesample system (5) where deleted_at is null limit {number * SAMPLED}"
        ).fetchall()
        return random.Random(7).sample([identity for (identity,) in found], min(number, len(found)))

    def clean_up(self) -> None:
        """Takes out what the administrator has made, so that every run measures the same records."""
        for table in ("opportunity", "account"):
            self.sql.execute(f"delete from records.{table} where created_by = %s", (self.me,))
        mine = "(select id from luopan.changes where actor = %s)"
        self.sql.execute(f"delete from luopan.events where change_id in {mine}", (self.me,))
        self.sql.execute("delete from luopan.changes where actor = %s", (self.me,))
        self.sql.execute("vacuum (analyze) records.opportunity, records.account, luopan.events, luopan.changes")

    def cpu(self) -> "Cpu":
        """Processor time so far, of each part."""
        worker = cpu_of(self.worker.pid) + cpu_of_family(self.worker.pid)
        return Cpu(cpu_of(self.api.process.pid), self.platform.database_cpu(), worker)

    def drive(self, served: Served, requests: Callable[[Connection], Iterable[bytes]], status: int) -> float:
        """Answers a second of eight busy connections."""
        token, before = self.token if served is self.api else "", self.cpu()
        driven = drive(served.port, token, requests, connections=AT_ONCE, seconds=SECONDS, status=status)
        if served is self.api:
            self.used = self.cpu().since(before, len(driven.seconds))
        return driven.per_second

    def add_timing(
        self,
        what: str,
        timing: Timing,
        *,
        beside: Timing | None = None,
        yardstick: str = "",
        p50: float | None = None,
        p95: float | None = None,
        ratio: float | None = None,
        note: str = "",
    ) -> None:
        """A row of times; `p50`, `p95` and `ratio` are what is to be reached."""
        found = None if beside is None else timing.ratio_to(beside)
        named = f"{yardstick} {beside.p50:.2f} ms" if beside is not None else ""
        reached = {"p50": (timing.p50, p50), "p95": (timing.p95, p95), "ratio": (found, ratio)}
        target, met = _verdict(reached)
        self.report.add(
            Row(what, timing.n, timing.p50, timing.p95, yardstick=named, ratio=found, target=target, met=met, note=note)
        )

    def add_rate(
        self,
        what: str,
        rates: Rates,
        *,
        unit: str = "/s",
        beside: Rates | None = None,
        yardstick: str = "",
        least: float | None = None,
        part: float | None = None,
        note: str = "",
    ) -> None:
        """A row of a throughput; `least` a second and `part` of the yardstick are to be reached."""
        found = None if beside is None else rates.ratio_to(beside)
        named = f"{yardstick} {beside.value:,.0f} {unit}" if beside is not None else ""
        targets = [f"≥ {least:,.0f} {unit}"] if least else []
        targets += [f"≥ {part:.0%} of it"] if part else []
        met = (not least or rates.value >= least) and (not part or found is None or found >= part) if targets else None
        self.report.add(
            Row(
                what,
                len(rates.rounds),
                rate=rates.value,
                unit=unit,
                yardstick=named,
                ratio=found,
                target=", ".join(targets),
                met=met,
                note=note,
            )
        )


def _verdict(reached: Mapping[str, tuple[float | None, float | None]]) -> tuple[str, bool | None]:
    wanted = {name: pair for name, pair in reached.items() if pair[1] is not None}
    text = ", ".join(f"{name} ≤ {limit:g}{' ms' if name != 'ratio' else ''}" for name, (_, limit) in wanted.items())
    met = all(value is not None and limit is not None and value <= limit for value, limit in wanted.values())
    return text, met if wanted else None
