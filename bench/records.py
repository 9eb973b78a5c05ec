"""`luopan bench records`: reading, writing and schema changes over HTTP, on a million accounts and three million opportunities.

The rows of `records` in the design's `bench.md`.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench import reads, reps, schema, writes
from bench.data import Size, ensure_filled
from bench.harness import Report, Row, Timing, console, memory_of
from bench.server import Platform
from bench.setting import Bench

ACCOUNTS, OPPORTUNITIES = 1_000_000, 3_000_000
AT_REST = 150.0
REST_SECONDS = 6.0


def at_rest(bench: Bench) -> None:
    """Processes that have just started and done nothing."""
    time.sleep(REST_SECONDS)
    _memory(bench, "at rest", AT_REST)
    starts: list[float] = []
    for _ in range(3):
        served = bench.platform.start_api()
        starts.append(served.seconds * 1_000)
        bench.platform.stop(served.process)
    bench.add_timing("API process, from start to first answer", Timing([[one] for one in starts]))


def after_work(bench: Bench) -> None:
    """The same processes after everything above."""
    _memory(bench, "after the work above", None)


def _memory(bench: Bench, when: str, most: float | None) -> None:
    for name, process in (("API", bench.api.process), ("worker", bench.worker)):
        used = memory_of(process.pid)
        target, met = (f"≤ {most:.0f} MB", used <= most) if most else ("", None)
        bench.report.add(Row(f"{name} process {when}", 1, memory=used, target=target, met=met))


MEASUREMENTS: Mapping[str, Callable[[Bench], None]] = {
    "rest": at_rest,
    "lists": reads.lists,
    "pages": reads.pages,
    "one": reads.one,
    "throughput": reads.throughput,
    "aggregates": reads.aggregates,
    "reps": reps.reps,
    "create": writes.create,
    "bulk": writes.bulk,
    "changes": schema.changes,
    "wide": schema.wide,
    "memory": after_work,
}


def main(argv: Sequence[str]) -> None:
    """Fills a home if need be, measures, shows the table, writes JSON."""
    options = _options(argv)
    size = Size(options.accounts, options.opportunities)
    report = Report("records", {"accounts": size.account, "opportunities": size.opportunity})
    with Platform(options.home / f"records-{size.account}-{size.opportunity}") as platform:
        platform.set_up(["core", "sales"])
        _fill(platform, size, report)
        bench = Bench(platform, report, rounds=options.rounds)
        bench.clean_up()
        for name, measure in MEASUREMENTS.items():
            if not options.only or name in options.only:
                console.print(f"[bold]{name}[/]")
                measure(bench)
        bench.clean_up()
    report.show()
    console.print(f"Written to {report.save()}")


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="luopan bench records", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1: a million accounts, three million opportunities")
    parser.add_argument("--accounts", type=int)
    parser.add_argument("--opportunities", type=int)
    parser.add_argument("--home", type=Path, default=Path(".luopan-bench"), help="kept: a second run only measures")
    parser.add_argument("--rounds", type=int, default=7, help="at least 5")
    parser.add_argument("--only", nargs="+", choices=list(MEASUREMENTS), metavar="NAME", help=", ".join(MEASUREMENTS))
    options = parser.parse_args(argv)
    options.accounts = options.accounts or int(ACCOUNTS * options.scale)
    options.opportunities = options.opportunities or int(OPPORTUNITIES * options.scale)
    return options


def _fill(platform: Platform, size: Size, report: Report) -> None:
    for name, rate in ensure_filled(platform, size).items():
        report.add(Row(f"load of {name} by the write door", getattr(size, name), rate=rate, unit="rows/s"))
