"""Exports on the command line: by the system itself, with a line that tells how far it is."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from luopan.kit.actor import SYSTEM
from luopan.kit.errors import Malformed, Problem
from luopan.kit.settings import Settings
from luopan.main.wiring import Process, with_process


async def export(settings: Settings, file: Path, body: Mapping[str, Any], where: str | None) -> int:
    """Writes the file, or leaves what was there; gives the number of records."""
    asked = {key: value for key, value in body.items() if value is not None}
    if where is not None:
        asked["where"] = _json(where)
    return await with_process(settings, lambda process: _write(process, file, asked))


async def _write(process: Process, file: Path, body: Mapping[str, Any]) -> int:
    exports = process.kernel.exports
    making = await exports.begin(await exports.plan(SYSTEM, body))
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with Console(stderr=True).status("Exporting …") as line, unfinished.open("wb") as out:
            async for chunk in making.chunks():
                await asyncio.to_thread(out.write, chunk)
                line.update(f"Exporting … {making.rows:,} records")
        unfinished.replace(file)
    finally:
        await making.close()
        unfinished.unlink(missing_ok=True)
    return making.rows


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed("not_json", errors=[Problem("not_json", "where", params={"reason": error.msg})]) from None
