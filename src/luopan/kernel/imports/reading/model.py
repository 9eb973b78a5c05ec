"""What is known of a file before it is read, and what a row of it is."""

from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

import msgspec

from luopan.kit.errors import Problem

MOST_COLUMNS = 1_000
LONGEST_CELL = 100_000
MOST_HEADER_ROW = 1_000
SAMPLE_ROWS = 200
"""Rows that the header, the width and the mapping are judged by."""

DEFAULT_EMPTY = (
    *("N/A", "n/a", "NA", "#N/A", "NULL", "Null", "null", "None", "none", "nil", "NaN", "nan"),
    *("-", "--", "---", "－", "—", "——", "–", "/", "\\N", "无", "無", "暂无", "暫無", "空", "未填写", "未填寫"),
)
"""Cells that say that nothing is there. 无 is an answer, and stays, in a file that has 有 beside it."""


_Short = Annotated[str, msgspec.Meta(max_length=200)]


class ReadOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody knows better than the guess. `header_row` 0: there is no header."""

    encoding: _Short | None = None
    delimiter: _Short | None = None
    quote: _Short | None = None
    sheet: _Short | None = None
    header_row: Annotated[int, msgspec.Meta(ge=0, le=MOST_HEADER_ROW)] | None = None
    empty: Annotated[tuple[_Short, ...], msgspec.Meta(max_length=200)] = DEFAULT_EMPTY


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, and a name that no other column of the file has."""

    index: int
    name: str


class SheetRow(NamedTuple):
    """One row. `number` is the one that a spreadsheet program shows; `line` that of a text editor, for CSV.

    There is a cell for each column, None where it is empty. Faults say what of the row could not be read.
    """

    number: int
    cells: list[str | None]
    faults: tuple[Problem, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a file is to be read. `name` is what its owner calls it.

    `encoding`, `delimiter` and `quote` are those of a text, `sheet` and `sheets` those of a workbook.
    """

    name: str
    kind: Literal["csv", "xlsx"]
    header_row: int
    columns: tuple[Column, ...]
    sample: tuple[SheetRow, ...]
    empty: tuple[str, ...] = DEFAULT_EMPTY
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
