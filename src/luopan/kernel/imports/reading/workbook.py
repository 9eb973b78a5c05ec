"""Workbooks as rows: .xlsx, .xlsb, .xls and .ods, read by `workbook_child` in a process that ends when the rows do."""

import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from luopan.kernel.imports.reading import header
from luopan.kernel.imports.reading.delimited import at_cell, empty_words
from luopan.kernel.imports.reading.model import LONGEST_CELL, SAMPLE_ROWS, Column, ReadOptions, Recognised, SheetRow
from luopan.kit.errors import Invalid, Problem

MOST_MEMORY = 1 << 30
MOST_SECONDS = 120
_SCRIPT = Path(__file__).with_name("workbook_child.py")

Merged = tuple[int, int, int, int]
Row = tuple[int, list[str | None], list[tuple[int, str, str]]]


def recognise_workbook(path: Path, name: str, options: ReadOptions) -> Recognised:
    """How a workbook is to be read: the first sheet with something in it, or the one that is named."""
    most = SAMPLE_ROWS + header.HEADER_WITHIN + (options.header_row or 0)
    frames = _frames(path, options.sheet or "", name)
    about = cast(Mapping[str, Any], next(frames))
    first = list(islice(_rows(frames), most))
    frames.close()
    rows = {number: [*cells] for number, cells, _ in first}
    _fill_merged(rows, about["merged"])
    header_row = header.find_header(rows, options.header_row, name)
    if options.header_row is None:
        header_row = _lowest_header(header_row, about["merged"])
    below = [cells for number, cells, _ in first if number > header_row]
    columns = header.columns_of(rows.get(header_row, ()), below)
    empty, sheets = empty_words(options.empty, below), tuple(about["sheets"])
    recognised = Recognised(name, "xlsx", header_row, columns, (), empty, sheet=about["sheet"], sheets=sheets)
    return replace(recognised, sample=tuple(islice(_rows_below(first, recognised), SAMPLE_ROWS)))


def rows_of_workbook(path: Path, recognised: Recognised) -> Iterator[SheetRow]:
    """The rows below the header; blank ones are left out."""
    frames = _frames(path, recognised.sheet or "", recognised.name)
    next(frames)
    try:
        yield from _rows_below(_rows(frames), recognised)
    finally:
        frames.close()


def _rows_below(rows: Iterable[Row], recognised: Recognised) -> Iterator[SheetRow]:
    columns, width = recognised.columns, len(recognised.columns)
    empty = frozenset(("", *recognised.empty))
    for number, given, marks in rows:
        if number <= recognised.header_row:
            continue
        faults = [at_cell(code, columns[at], number, value=value) for at, code, value in marks if at < width]
        if any(cell is not None and cell not in empty for cell in given[width:]):
            faults.append(Problem("row_too_long", row=number, params={"given": len(given), "most": width}))
        cells = [None if cell is None or cell in empty else cell.replace("\0", "") or None for cell in given[:width]]
        cells += [None] * (width - len(cells))
        faults += _cut_long(cells, columns, number)
        if any(cells) or faults:
            yield SheetRow(number, cells, tuple(faults))


def _cut_long(cells: list[str | None], columns: tuple[Column, ...], number: int) -> list[Problem]:
    long = [at for at, cell in enumerate(cells) if cell is not None and len(cell) > LONGEST_CELL]
    for at in long:
        cells[at] = cast(str, cells[at])[:LONGEST_CELL]
    return [at_cell("cell_too_long", columns[at], number, most=LONGEST_CELL) for at in long]


def _fill_merged(rows: Mapping[int, list[str | None]], merged: Sequence[Merged]) -> None:
    """A header that stretches over several cells names each of their columns; one that stands alone in its row is a title."""
    alone = {number for number, cells in rows.items() if sum(1 for cell in cells if cell) < 2}
    for top, left, bottom, right in merged:
        first = rows.get(top + 1, [])
        if left >= len(first) or top + 1 in alone:
            continue
        for number in range(top + 1, min(bottom, top + header.HEADER_WITHIN) + 2):
            cells = rows.get(number, [])
            cells[left : right + 1] = [first[left]] * len(cells[left : right + 1])


def _lowest_header(found: int, merged: Sequence[Merged]) -> int:
    """The last of the header's rows, where some of its cells stretch over several."""
    return max((bottom + 1 for top, _, bottom, _ in merged if top < found <= bottom <= top + 5), default=found)


def _rows(frames: Iterator[Any]) -> Iterator[Row]:
    for frame in frames:
        yield from frame


def _frames(path: Path, sheet: str, name: str) -> Generator[Any, None, None]:
    """What the child writes: first what the workbook is, then batches of rows. Closing it ends the child."""
    command = [sys.executable, "-I", str(_SCRIPT), str(path), sheet, str(MOST_MEMORY), str(MOST_SECONDS)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        output = cast(BinaryIO, child.stdout)
        try:
            while frame := output.read(int.from_bytes(output.read(4), "big")):
                content: Any = msgspec.msgpack.decode(frame)
                if isinstance(content, dict) and "error" in content:
                    about = cast(dict[str, Any], content)
                    raise Invalid(str(about["error"]), name=name, **about["params"])
                yield cast(Any, content)
        except msgspec.DecodeError:  # it ended in the middle of a frame; its status says why
            pass
        except BaseException:
            child.kill()
            raise
        ended = child.wait()
    if ended != 0:
        raise Invalid("file_workbook_too_large" if ended < 0 else "file_broken", name=name)
