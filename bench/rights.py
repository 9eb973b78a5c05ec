"""`luopan bench rights`: random worlds at every door, compared with a naive judge that was written from docs/rights.md alone.

A check is one comparison: a record in a list or not, one shown value, one count, one refusal. A difference ends the run.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import httpx
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from tests.rights.compare import Effort, compare
from tests.rights.doors import Caller, Tally
from tests.rights.worlds import build

from bench.harness import console
from bench.server import Platform

SHOWN = 10
"""Differences that are printed."""
WORLDS_A_DATABASE = 25
"""Each database is a workspace of its own, and workspaces do not have thousands of roles."""


def main(argv: Sequence[str]) -> None:
    """Compares until there were so many checks, or a difference."""
    options = _options(argv)
    tally, seed = Tally(), options.seed
    with Platform(options.home) as platform, _progress() as progress:
        task = progress.add_task("checks", total=options.checks)
        while not tally.differences and tally.total < options.checks:
            with platform.other_database("rights") as url:
                platform.set_up([], url)
                served = platform.start_api(url)
                key = platform.api_key(url)
                with httpx.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=60) as client:
                    for _ in range(WORLDS_A_DATABASE):
                        if tally.differences or tally.total >= options.checks:
                            break
                        compare(build(seed), client, Caller(client, key), tally, Effort())
                        progress.update(task, completed=tally.total)
                        seed += 1
                platform.stop(served.process)
    _show(tally, seed - options.seed, options.seed)
    if tally.differences:
        raise SystemExit(1)


def _show(tally: Tally, worlds: int, first: int) -> None:
    table = Table(title=f"rights ({worlds} worlds, seeds from {first})")
    table.add_column("door")
    table.add_column("checks", justify="right")
    for door, number in sorted(tally.checks.items()):
        table.add_row(door, f"{number:,}")
    table.add_section()
    table.add_row("all", f"{tally.total:,}")
    console.print(table)
    console.print(", ".join(f"{phase} {seconds:,.0f} s" for phase, seconds in tally.seconds.items()))
    for one in tally.differences[:SHOWN]:
        console.print(f"[red]✗[/] {one}", soft_wrap=True)
    console.print(f"{len(tally.differences)} differences" if tally.differences else "no difference")


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, transient=True)


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="luopan bench rights", description=__doc__)
    parser.add_argument("--checks", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1, help="of the first world")
    parser.add_argument("--home", type=Path, default=Path(".luopan-bench/rights"))
    return parser.parse_args(argv)
