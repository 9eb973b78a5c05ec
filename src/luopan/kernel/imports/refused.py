"""The rows of an import that have not gone in, as a file to be mended and imported again: each reason at its cell."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any, Literal

from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

from luopan.kernel.imports.definitions import Fault
from luopan.kernel.imports.wording import Wording
from luopan.kernel.imports.writers.formulas import guarded
from luopan.kernel.imports.writers.xlsx import Sheet
from luopan.kit.i18n import LOCALES, translate

Format = Literal["csv", "xlsx"]

MOST_COMMENTS = 50_000
"""XlsxWriter keeps comments in memory."""
MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_575


class RefusedCsv:
    """Rows as they were read, and behind each why it was refused; as CSV, nothing of which a spreadsheet computes."""

    def __init__(self, file: IO[bytes], columns: Sequence[str], wording: Wording) -> None:
        self._wording = wording
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow(map(guarded, [*columns, _heading(wording.locale)]))

    def write(self, faults: Iterable[Fault]) -> None:
        for one in faults:
            self._writer.writerow(map(guarded, [*_cells(one), _reasons(one, self._wording)]))

    def finish(self) -> None:
        self._text.detach()


class RefusedXlsx:
    """The same as a workbook, its cells at fault marked, each with its reason as a comment."""

    def __init__(self, file: IO[bytes], columns: Sequence[str], wording: Wording) -> None:
        self._wording = wording
        self._book: Any = Workbook(file, {"constant_memory": True})  # pyright: ignore[reportArgumentType]
        self._sheet = self._book.add_worksheet(worksheet_class=Sheet)
        self._bad = self._book.add_format({"bg_color": "#FFD6D6"})
        self._position = {name: index for index, name in enumerate(columns)}
        self._rows = self._comments = 0
        bold = self._book.add_format({"bold": True})
        for index, name in enumerate([*columns, _heading(wording.locale)]):
            self._sheet.write_string(0, index, name[:MOST_CHARACTERS], bold)
        self._sheet.freeze_panes(1, 0)

    def write(self, faults: Iterable[Fault]) -> None:
        for one in faults:
            if self._rows < MOST_ROWS:
                self._rows += 1
                self._write(self._rows, one)

    def finish(self) -> None:
        self._book.close()

    def _write(self, row: int, fault: Fault) -> None:
        reasons: dict[int, str] = {}
        for problem in fault.problems:
            index = self._position.get(problem["column"] or "")
            if index is not None:
                reasons[index] = self._wording.message(problem)
        for index, cell in enumerate(_cells(fault)):
            if cell or index in reasons:
                self._sheet.write_string(row, index, cell[:MOST_CHARACTERS], self._bad if index in reasons else None)
            if index in reasons and self._comments < MOST_COMMENTS:
                self._comments += 1
                self._sheet.write_comment(row, index, reasons[index])
        self._sheet.write_string(row, len(self._position), _reasons(fault, self._wording)[:MOST_CHARACTERS])


FORMATS: dict[Format, type[RefusedCsv] | type[RefusedXlsx]] = {"csv": RefusedCsv, "xlsx": RefusedXlsx}


def is_reasons(column: str) -> bool:
    """Whether a column is the one that we added to a file of refused rows."""
    return column.partition(" (")[0] in {_heading(locale) for locale in LOCALES}


def _cells(fault: Fault) -> list[str]:
    return ["" if cell is None else cell for cell in fault.cells]


def _reasons(fault: Fault, wording: Wording) -> str:
    told = [wording.tell(problem) for problem in fault.problems]
    return "; ".join(f"{one['column']}: {one['message']}" if "column" in one else str(one["message"]) for one in told)


def _heading(locale: str) -> str:
    return translate("import_reasons", locale, {})
