"""What every benchmark needs: measuring side by side with a yardstick, a table on the screen, JSON in a file.

The machine is noisy, so nothing is measured once: a round runs each thing for a moment, one after the other, and a figure is
the median of its rounds; the ratio to the yardstick is the median of the rounds' ratios, in which the neighbours cancel out.
"""

import json
import os
import platform
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"
LEAST_ROUNDS = 5
TICKS = os.sysconf("SC_CLK_TCK")

console = Console(highlight=False)


@dataclass(frozen=True)
class Timing:
    """Milliseconds of single calls, a list a round."""

    rounds: Sequence[Sequence[float]]

    @property
    def n(self) -> int:
        return sum(len(one) for one in self.rounds)

    @property
    def p50(self) -> float:
        return median(quantile(one, 0.5) for one in self.rounds)

    @property
    def p95(self) -> float:
        return median(quantile(one, 0.95) for one in self.rounds)

    def ratio_to(self, other: "Timing") -> float:
        """How many times longer than the other thing, in the same rounds."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(quantile(mine, 0.5) / quantile(theirs, 0.5) for mine, theirs in pairs)


@dataclass(frozen=True)
class Rates:
    """Things a second, one figure a round."""

    rounds: Sequence[float]

    @property
    def value(self) -> float:
        return median(self.rounds)

    def ratio_to(self, other: "Rates") -> float:
        """What part of the other thing's rate, in the same rounds."""
        return median(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True))


@dataclass
class Row:
    """One line of the table. Times in milliseconds, memory in MB; `met` is None where there is nothing to reach."""

    what: str
    n: int
    p50: float | None = None
    p95: float | None = None
    most: float | None = None
    rate: float | None = None
    unit: str = "/s"
    yardstick: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None
    memory: float | None = None
    note: str = ""


@dataclass
class Report:
    """The rows of one benchmark, shown as they come."""

    name: str
    settings: Mapping[str, Any]
    rows: list[Row] = field(default_factory=list)
    started: datetime = field(default_factory=lambda: datetime.now().astimezone())

    def add(self, row: Row) -> None:
        """Notes a row, and says at once what it is."""
        self.rows.append(row)
        parts = [
            f"p50 {row.p50:.2f} ms" if row.p50 is not None else "",
            f"p95 {row.p95:.2f} ms" if row.p95 is not None else "",
            f"most {row.most:.0f} ms" if row.most is not None else "",
            f"{row.rate:,.0f} {row.unit}" if row.rate is not None else "",
            f"{row.memory:.0f} MB" if row.memory is not None else "",
            f"ratio {row.ratio:.2f} ({row.yardstick})" if row.ratio is not None else row.yardstick,
            row.note,
        ]
        console.print(f"  {_mark(row.met)} {row.what}: " + ", ".join(part for part in parts if part), soft_wrap=True)

    def show(self) -> None:
        """The table."""
        table = Table(title=f"{self.name} ({', '.join(f'{key} {value}' for key, value in self.settings.items())})")
        table.add_column("what")
        for name in ("n", "p50 ms", "p95 ms", "most ms", "throughput"):
            table.add_column(name, justify="right")
        table.add_column("yardstick")
        table.add_column("ratio", justify="right")
        table.add_column("target")
        table.add_column("MB", justify="right")
        for row in self.rows:
            table.add_row(
                row.what,
                str(row.n),
                _number(row.p50),
                _number(row.p95),
                _number(row.most),
                "" if row.rate is None else f"{row.rate:,.0f} {row.unit}",
                row.yardstick,
                _number(row.ratio),
                f"{_mark(row.met)} {row.target}" if row.target else "",
                "" if row.memory is None else f"{row.memory:.0f}",
            )
        console.print(table)
        console.print(f"load average {', '.join(f'{one:.1f}' for one in os.getloadavg())} on {os.cpu_count()} cores")

    def save(self) -> Path:
        """Writes everything as JSON, and gives the file."""
        RESULTS.mkdir(exist_ok=True)
        file = RESULTS / f"{self.name}-{self.started:%Y%m%d-%H%M%S}.json"
        content = {
            "name": self.name,
            "at": self.started.isoformat(timespec="seconds"),
            "settings": dict(self.settings),
            "machine": machine(),
            "rows": [asdict(row) for row in self.rows],
        }
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return file


def time_calls(
    things: Mapping[str, Callable[[], object]], *, rounds: int, calls: int, warm_up: int = 3
) -> dict[str, Timing]:
    """Times single calls of each thing, round by round."""
    for thing in things.values():
        for _ in range(warm_up):
            thing()
    found: dict[str, list[list[float]]] = {name: [] for name in things}
    order = list(things)
    for _ in range(max(rounds, LEAST_ROUNDS)):
        for name in order:
            found[name].append([timed(things[name]) for _ in range(calls)])
        order.reverse()  # nobody always finds what another has just brought into memory
    return {name: Timing(one) for name, one in found.items()}


def rate_runs(things: Mapping[str, Callable[[], float]], *, rounds: int) -> dict[str, Rates]:
    """Things that give their own rate, round by round; the first round warms up and does not count."""
    found: dict[str, list[float]] = {name: [] for name in things}
    for number in range(max(rounds, LEAST_ROUNDS) + 1):
        for name, thing in things.items():
            rate = thing()
            if number:
                found[name].append(rate)
    return {name: Rates(one) for name, one in found.items()}


def timed(thing: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    thing()
    return (time.perf_counter() - started) * 1_000


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which that part of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def memory_of(pid: int) -> float:
    """Resident memory of a process, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)


def memory_of_family(pid: int) -> float:
    """The same of a process and its children."""
    total = memory_of(pid)
    for child in _children_of(pid):
        with suppress(OSError, LookupError):  # it may have ended meanwhile
            total += memory_of(child)
    return total


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    used = _stat(pid)
    return (int(used[11]) + int(used[12])) / TICKS


def cpu_of_family(pid: int) -> float:
    """The same of a process' children, those that have ended included: PostgreSQL's server processes."""
    ended = _stat(pid)
    return (int(ended[13]) + int(ended[14])) / TICKS + sum(cpu_of(child) for child in _children_of(pid))


def _children_of(pid: int) -> list[int]:
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if int(_stat(int(entry.name))[1]) == pid:
                    found.append(int(entry.name))
    return found


def _stat(pid: int) -> list[str]:
    """The fields behind the name: state, parent, …; 11 and 12 are its time, 13 and 14 that of children that have ended."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def machine() -> dict[str, Any]:
    """What it ran on, and which version of the code."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load": os.getloadavg(),
        "commit": commit.stdout.strip(),
    }


def _mark(met: bool | None) -> str:
    return {True: "[green]✓[/]", False: "[red]✗[/]", None: "·"}[met]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
