"""Records of a text file as rows: each has as many cells as there are columns, and says what is wrong with it.

A quote that is opened and never closed would swallow what follows: the row where it begins gets a fault, and reading goes on
at the next line that is a whole row by itself.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from luopan.kernel.imports.reading import dialect, header
from luopan.kernel.imports.reading.container import Source, open_bytes
from luopan.kernel.imports.reading.encoding import BROKEN, detect, known_encoding
from luopan.kernel.imports.reading.lines import Lines
from luopan.kernel.imports.reading.model import LONGEST_CELL, SAMPLE_ROWS, Column, ReadOptions, Recognised, SheetRow
from luopan.kernel.imports.writers.formulas import unguarded
from luopan.kit.errors import Invalid, Problem

MOST_LINES = 5_000
"""Lines that one record may have: a quoted cell that runs on for longer was never closed."""
MOST_LONG_RECORDS = 50
_SAMPLE_LINES = 1_000
_SAMPLE_SIZE = 2_000_000
_END = "\ue000"


def recognise_text(path: Path, name: str, options: ReadOptions) -> Recognised:
    """How a text file is to be read."""

    def opened() -> AbstractContextManager[Source]:
        return open_bytes(path, name)

    encoding = known_encoding(options.encoding) if options.encoding else detect(opened)
    with opened() as source:
        first = _first_lines(Lines(source, encoding, name))
    if not any(line.strip() for line in first):
        raise Invalid("file_no_rows", name=name)
    delimiter, quote = dialect.choose(first, options.delimiter, options.quote)
    with opened() as source:
        records = _Records(Lines(source, encoding, name), delimiter, quote)
        most = SAMPLE_ROWS + header.HEADER_WITHIN + (options.header_row or 0)
        rows = {number: [*cells] for number, _, cells, _ in islice(records, most)}
    if options.encoding is None and _is_rubbish(first):
        raise Invalid("file_no_table", name=name)
    header_row = header.find_header(rows, options.header_row, name)
    below = [cells for number, cells in rows.items() if number > header_row]
    columns = header.columns_of([_repaired(cell) for cell in rows.get(header_row, ())], below)
    empty = empty_words(options.empty, below)
    recognised = Recognised(name, "csv", header_row, columns, (), empty, encoding, delimiter, quote)
    sample = tuple(islice(rows_of_text(path, recognised), SAMPLE_ROWS))
    return replace(recognised, sample=sample)


def rows_of_text(path: Path, recognised: Recognised) -> Iterator[SheetRow]:
    """The rows below the header; blank ones are left out."""
    assert recognised.encoding is not None
    assert recognised.delimiter is not None
    columns, width = recognised.columns, len(recognised.columns)
    empty = frozenset(("", *recognised.empty))
    with open_bytes(path, recognised.name) as source:
        lines = Lines(source, recognised.encoding, recognised.name)
        records = _Records(lines, recognised.delimiter, recognised.quote or "", width)
        number = 0
        for number, line, record, problem in records:
            if number <= recognised.header_row:
                continue
            faults: tuple[Problem, ...] = () if problem is None else (problem,)
            if len(record) != width:
                if any(cell not in empty for cell in record[width:]):
                    given = len(record)
                    faults += (Problem("row_too_long", row=number, line=line, params={"given": given, "most": width}),)
                record = [*record[:width], *("",) * (width - len(record))]
            cells = [None if cell in empty else cell for cell in record]
            if lines.odd or records.several:
                faults += tuple(_looked_at(cells, columns, number, line))
            if any(cells) or faults:
                yield SheetRow(number, cells, faults, line)
        if source.cut:
            yield SheetRow(number + 1, [None] * width, (Problem("file_cut", row=number + 1),))


def empty_words(words: Sequence[str], rows: Sequence[Sequence[str | None]]) -> tuple[str, ...]:
    """The cells that mean nothing. 无 is the answer to 有 where a file has both."""
    if any(cell == "有" for cells in rows for cell in cells):
        return tuple(word for word in words if word not in ("无", "無"))
    return tuple(words)


class _Records:
    """Numbered records: (number, line, cells, problem). A line such as `sep=;` is not counted, as Excel does not show it."""

    def __init__(self, lines: Lines, delimiter: str, quote: str, width: int | None = None) -> None:
        self._counted = lines
        self._lines = iter(lines)
        self._delimiter = delimiter
        self._quote = quote
        self._width = width
        self._again: deque[str] = deque()
        self._record: list[str] = []
        """The lines that the record being read has had."""
        self._line = 1
        self._long = 0
        self._whole = _grammar(delimiter, quote) if quote else None
        self.several = False
        """Whether the record that was given last has several lines."""

    def __iter__(self) -> Iterator[tuple[int, int, list[str], Problem | None]]:
        csv.field_size_limit(1 << 30)
        self._skip_separator_line()
        number, counted, record_lines = 0, self._counted, self._record
        while True:
            try:
                for record in dialect.reader(self._feed(), self._delimiter, self._quote, strict=True):
                    number += 1
                    counted.records = number
                    line, count = self._line, len(record_lines)
                    self._line = line + count
                    self.several = count > 1
                    record_lines.clear()
                    yield number, line, record, None
                return
            except (csv.Error, _TooLong) as error:
                number += 1
                counted.records = number
                yield self._recovered(number, is_long=isinstance(error, _TooLong))

    def _skip_separator_line(self) -> None:
        first = next(self._lines, None)
        if first is not None and dialect.separator_line(first) != self._delimiter:
            self._again.append(first)
        elif first is not None:
            self._line += 1

    def _feed(self) -> Iterator[str]:
        record, again = self._record, self._again
        while again:
            record.append(again[0])
            yield again.popleft()
            if len(record) > MOST_LINES:
                raise _TooLong
        for line in self._lines:
            record.append(line)
            yield line
            if len(record) > MOST_LINES:
                raise _TooLong

    def _recovered(self, number: int, *, is_long: bool) -> tuple[int, int, list[str], Problem | None]:
        """The row that begins where reading got stuck. Lines that it should not have had are read again."""
        lines, line = [*self._record], self._line
        self._record.clear()
        self._long += is_long
        if self._long > MOST_LONG_RECORDS:
            raise Invalid("file_quotes_broken", line=line)
        alone = self._alone(lines[0])
        if alone is not None:
            self._again.extendleft(reversed(lines[1:]))
            self._line, self.several = line + 1, False
            return number, line, alone, None
        rest = next((at for at, text in enumerate(lines) if at and self._is_row(text)), len(lines))
        self._again.extendleft(reversed(lines[rest:]))
        self._line, self.several = line + rest, True
        problem = Problem("row_quote_open", row=number, line=line, params={"lines": rest})
        cut = lines[0].rstrip("\r\n").split(self._delimiter)
        return number, line, [cell.strip(self._quote) for cell in cut], problem

    def _alone(self, line: str) -> list[str] | None:
        """The record of one line, with quotes where they should not be; None where its quote stays open."""
        records = list(dialect.reader([line, _END], self._delimiter, self._quote, strict=False))
        return records[0] if len(records) > 1 and records[1] == [_END] else None

    def _is_row(self, line: str) -> bool:
        """Whether a line by itself is a row of the file, its quotes all in their places."""
        if self._whole is None or not self._whole.fullmatch(line):
            return False
        record = next(iter(dialect.reader([line], self._delimiter, self._quote, strict=False)), None)
        return record is not None and self._width in (None, len(record))


class _TooLong(Exception):
    """A record goes on for longer than any does."""


def _grammar(delimiter: str, quote: str) -> re.Pattern[str]:
    mark, end = re.escape(delimiter), re.escape(quote)
    cell = rf"(?:{end}(?:[^{end}]|{end}{end})*+{end}|[^{end}{mark}\r\n]*+)"
    return re.compile(rf"{cell}(?:{mark}{cell})*+[\r\n]*")


def _looked_at(cells: list[str | None], columns: Sequence[Column], number: int, line: int) -> Iterator[Problem]:
    """Mends cells in their place; gives what can't be mended."""
    for column, cell in zip(columns, cells, strict=True):
        if cell is None:
            continue
        if cell[0] == "'":
            cells[column.index] = cell = unguarded(cell)
        if len(cell) > LONGEST_CELL:
            cells[column.index] = cell = cell[:LONGEST_CELL]
            yield at_cell("cell_too_long", column, number, line, most=LONGEST_CELL)
        if BROKEN in cell:
            cells[column.index] = _repaired(cell)
            yield at_cell("cell_broken", column, number, line)


def at_cell(code: str, column: Column, number: int, line: int | None = None, **params: object) -> Problem:
    """A problem of one cell, that names its column."""
    return Problem(code, row=number, line=line, params={"column": column.name, **params})


def _repaired(cell: str) -> str:
    return cell.replace(BROKEN, "\ufffd")


def _first_lines(lines: Lines) -> list[str]:
    found: list[str] = []
    size = 0
    for line in lines:
        found.append(line)
        size += len(line)
        if len(found) >= _SAMPLE_LINES or size > _SAMPLE_SIZE:
            break
    return found


def _is_rubbish(lines: Sequence[str]) -> bool:
    """Whether these are not lines of text: many signs that no text has."""
    text = "".join(lines)[:100_000]
    odd = sum(1 for one in text if (one < " " and one not in "\t\r\n\f\v") or "\x7f" <= one < "\xa0")
    return odd > 10 + len(text) // 20
