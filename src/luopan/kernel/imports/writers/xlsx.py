"""XLSX: numbers, dates and yes/no as such, everything else as text, never as a formula or link. One row in memory at a time.

What a spreadsheet can't hold exactly (more than 15 digits, years before 1900) stands as text, what it can't hold at all is cut
and says so. Beyond a sheet's rows another sheet begins.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from luopan.kernel.fields.base import MASK, Context
from luopan.kernel.imports.writers.columns import Column, text_of

SHEET_ROWS = 1_048_576
MOST_UNITS = 32_767
CUT = " […]"
EXACT_DIGITS = 15
NARROWEST, WIDEST = 8, 60
FIRST_DAY = date(1900, 3, 1)
"""The day from which all spreadsheets count alike: some believe in a 29 February 1900."""
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's clock has no zone
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_NUMBER_FORMATS = {
    "money": "#,##0.00",
    "percent": 'General"%"',
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm:ss",
}

Cell = Callable[[Any], str | float | bool]


class Sheet(Worksheet):
    """A worksheet for which a text is a text, even one that looks like XlsxWriter's own form of rich text."""

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, True, attributes)


class XlsxWriter:
    """Writes one file. Nothing of it can be read before `finish`."""

    def __init__(
        self,
        path: Path,
        headers: Sequence[str],
        columns: Sequence[Column],
        name: str,
        locale: str,
        context: Context,
        *,
        sheet_rows: int = SHEET_ROWS,
    ) -> None:
        options = {"constant_memory": True, "tmpdir": str(path.parent)}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._headers = headers
        self._name = name
        self._sheet_rows = sheet_rows
        self._cells = [cell_of(column, locale, context) for column in columns]
        self._formats = [self._format(_NUMBER_FORMATS.get(column.type.name)) for column in columns]
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._widths = [_width(header) + 3 for header in headers]
        self._sheets = 0
        self._sheet = self._begin_sheet()

    def write(self, rows: Iterable[Iterable[Any]]) -> int:
        """Writes rows of values; gives how many bytes may be read by now: none."""
        for row in rows:
            if self._row == self._sheet_rows:
                self._end_sheet()
                self._sheet = self._begin_sheet()
            self._write_row(row)
        return 0

    def finish(self) -> None:
        self._end_sheet()
        self._book.close()

    def close(self) -> None:
        """Lets go of the file, complete or not."""
        for sheet in self._book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()

    def _write_row(self, row: Iterable[Any]) -> None:
        sheet, at = self._sheet, self._row
        for index, value in enumerate(row):
            if value is None:
                continue
            cell = self._cells[index](value)
            if isinstance(cell, str):
                sheet.write_string(at, index, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(at, index, cell)
            else:
                sheet.write_number(at, index, cell, self._formats[index])
            if at < WIDEST:  # the first rows tell how wide it has to be
                self._widths[index] = max(self._widths[index], _width(str(cell)))
        self._row += 1

    def _begin_sheet(self) -> Sheet:
        self._sheets += 1
        number = "" if self._sheets == 1 else f" ({self._sheets})"
        title = sheet_name(self._name, 31 - len(number)) + number
        sheet = cast(Sheet, self._book.add_worksheet(title, worksheet_class=Sheet))
        write_headers(sheet, self._headers, self._bold)
        self._row = 1
        return sheet

    def _end_sheet(self) -> None:
        self._sheet.autofilter(0, 0, max(1, self._row - 1), len(self._headers) - 1)
        for index, width in enumerate(self._widths):
            self._sheet.set_column(index, index, min(max(width, NARROWEST), WIDEST))

    def _format(self, pattern: str | None) -> Format | None:
        return None if pattern is None else self._book.add_format({"num_format": pattern})


def write_headers(sheet: Worksheet, headers: Sequence[str], bold: Format) -> None:
    """The first row: bold, and always in sight."""
    for index, header in enumerate(headers):
        sheet.write_string(0, index, fitting(header), bold)
    sheet.freeze_panes(1, 0)


def sheet_name(name: str, most: int = 31) -> str:
    """A name that a sheet may have."""
    return name.translate(_FORBIDDEN_IN_NAMES).strip()[:most].strip() or "Sheet"


def cell_of(column: Column, locale: str, context: Context) -> Cell:
    """What stands in a cell: numbers, moments and yes/no where a spreadsheet holds them exactly, else the text."""
    text, typed = text_of(column, locale, context), _TYPED.get(column.type.name)

    def as_text(value: Any) -> str:
        return fitting(text(value))

    if typed is None:
        return as_text

    def cell(value: Any) -> str | float | bool:
        written = None if column.is_masked and value == MASK else typed(value, text)
        return as_text(value) if written is None else written

    return cell


def fitting(text: str) -> str:
    """A text that a cell can hold; cut, and saying so, where it can't."""
    if len(text) <= MOST_UNITS // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_UNITS:
        return text
    return units[: 2 * (MOST_UNITS - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _number(text: str) -> float | None:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    return float(number) if len(number.as_tuple().digits) <= EXACT_DIGITS else None


def _moment(text: str) -> float | None:
    """The local time, as days and parts of them."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None or moment.date() < FIRST_DAY:
        return None
    since = moment - _DAY_ZERO
    return since.days + (since.seconds + since.microseconds / 1e6) / 86_400


_TYPED: dict[str, Callable[[Any, Callable[[Any], str]], float | bool | None]] = {
    "integer": lambda value, text: _number(str(value)),
    "rating": lambda value, text: _number(str(value)),
    "decimal": lambda value, text: _number(value),
    "percent": lambda value, text: _number(value),
    "money": lambda value, text: _number(text(value)),
    "boolean": lambda value, text: bool(value),
    "date": lambda value, text: _moment(value),
    "datetime": lambda value, text: _moment(text(value)),
}


def _width(text: str) -> int:
    """Columns of a screen: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text[:WIDEST])
