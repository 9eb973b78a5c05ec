"""`luopan import`: a file through the same importer as over HTTP, with a progress bar."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from luopan.kernel.imports import run
from luopan.kernel.imports.definitions import CHANNEL, Options
from luopan.kit.actor import SYSTEM
from luopan.kit.errors import Invalid, Problem
from luopan.kit.settings import Settings
from luopan.main.wiring import Process, with_process

CHUNK = 1 << 20
LOOK_SECONDS = 0.5
COUNTS = ("created", "updated", "unchanged", "rejected")


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for. `maps`: `column=field`, each."""

    object: str
    file: Path
    maps: list[str]
    options: Options
    refused: Path | None


async def import_file(settings: Settings, wanted: Wanted) -> bool:
    """Imports a file as the system itself; says whether it went through to its end."""

    async def work(process: Process) -> bool:
        return await _import(process, wanted)

    return await with_process(settings, work)


async def _import(process: Process, wanted: Wanted) -> bool:
    kernel, desk = process.kernel, process.kernel.desk
    blob = await kernel.blobs.put(_content(wanted.file), wanted.file.stat().st_size)
    mapping = _mapping(wanted.maps) if wanted.maps else None
    one = await desk.take(SYSTEM, wanted.object, wanted.file.name, blob, mapping, wanted.options)
    console = Console(stderr=True)
    for column, target in one.mapping.items():
        console.print(f"  {column} → {target or '[dim]left out[/dim]'}", highlight=False)
    # A worker may have taken the job already, or takes it over where this process ends: only one works at it.
    doing = asyncio.create_task(run.carry_out(kernel.records, kernel.blobs, one.id))
    try:
        told = await _watch(process, one.id, doing, console)
    except asyncio.CancelledError:
        with suppress(Exception):
            await desk.stop(SYSTEM, one.id, "cancelled")
        raise
    counts = ", ".join(f"{told[name]:,} {name}" for name in COUNTS)
    print(f"{told['status']}{' (dry run)' if told['dry_run'] else ''}: {counts}")  # noqa: T201
    if told["related"]:
        print("also created: " + ", ".join(f"{n:,} {name}" for name, n in told["related"].items()))  # noqa: T201
    for problem in told["problems"]:
        console.print(f"  row {problem['row']}: {problem.get('column', '')}: {problem['message']}", highlight=False)
    if told["problem"] is not None:
        console.print(told["problem"], highlight=False)
    if wanted.refused is not None and told["rejected"]:
        with wanted.refused.open("wb") as file:
            await desk.write_refused(SYSTEM, one.id, file, "csv" if wanted.refused.suffix == ".csv" else "xlsx")
    return told["status"] == "done"


async def _watch(process: Process, identity: str, doing: asyncio.Task[None], console: Console) -> dict[str, Any]:
    """Shows how far it is until it has ended."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("Importing", total=None)
        async with process.kernel.hub.listening(CHANNEL) as rung:
            while True:
                told = await process.kernel.desk.progress(SYSTEM, identity)
                total = told["expected_rows"]
                progress.update(bar, completed=told["rows"], total=None if total is None else max(total, told["rows"]))
                if doing.done():
                    doing.result()
                    return await process.kernel.desk.show(SYSTEM, identity)
                await rung(LOOK_SECONDS)


def _mapping(maps: list[str]) -> Mapping[str, str | None]:
    """`column=field`; the last `=` parts them."""
    wrong = [one for one in maps if "=" not in one]
    if wrong:
        raise Invalid("import_options", errors=[Problem("import_map", "--map", params={"value": one}) for one in wrong])
    return {column: target or None for column, _, target in (one.rpartition("=") for one in maps)}


async def _content(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while chunk := await asyncio.to_thread(opened.read, CHUNK):
            yield chunk
