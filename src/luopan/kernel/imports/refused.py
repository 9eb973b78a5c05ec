"""The rows of an import that have not gone in, as a file to be mended and imported again: each reason at its cell."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any, Literal, cast

from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

from luopan.kernel.imports.definitions import Fault, told_problem
from luopan.kernel.imports.writers.formulas import guarded
from luopan.kernel.imports.writers.xlsx import Sheet
from luopan.kit.i18n import LOCALES, translate

Format = Literal["csv", "xlsx"]

MOST_COMMENTS = 50_000
"""XlsxWriter keeps comments in memory."""
MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_575


def is_reasons(column: str) -> bool:
    """Whether a column is the one that we added to a file of refused rows."""
    return column in {_heading(locale) for locale in LOCALES}


def write_refused(file: IO[bytes], form: Format, columns: Sequence[str], faults: Iterable[Fault], locale: str) -> None:
    """Writes the rows as they stood in the file, and behind each why it was refused. In XLSX the cells at fault are marked."""
    if form == "csv":
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(map(guarded, [*columns, _heading(locale)]))
        writer.writerows(map(guarded, [*_cells(one), _reasons(one, locale)]) for one in faults)
        text.detach()
    else:
        _write_xlsx(file, columns, faults, locale)


def _write_xlsx(file: IO[bytes], columns: Sequence[str], faults: Iterable[Fault], locale: str) -> None:
    with Workbook(
        cast(Any, file), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        made = cast(Any, book)
        sheet, bold, bad = (
            made.add_worksheet(worksheet_class=Sheet),
            made.add_format({"bold": True}),
            made.add_format({"bg_color": "#FFD6D6"}),
        )
        position = {name: index for index, name in enumerate(columns)}
        for index, name in enumerate([*columns, _heading(locale)]):
            sheet.write_string(0, index, name[:MOST_CHARACTERS], bold)
        sheet.freeze_panes(1, 0)
        comments = 0
        for number, fault in enumerate(faults, 1):
            if number > MOST_ROWS:
                break
            reasons: dict[int, str] = {}
            for problem in fault.problems:
                index = position.get(problem["column"] or "")
                if index is not None:
                    reasons[index] = str(told_problem(problem, locale)["message"])
            for index, cell in enumerate(_cells(fault)):
                if cell or index in reasons:
                    sheet.write_string(number, index, cell[:MOST_CHARACTERS], bad if index in reasons else None)
                if index in reasons and comments < MOST_COMMENTS:
                    comments += 1
                    sheet.write_comment(number, index, reasons[index])
            sheet.write_string(number, len(columns), _reasons(fault, locale)[:MOST_CHARACTERS])


def _cells(fault: Fault) -> list[str]:
    return ["" if cell is None else cell for cell in fault.cells]


def _reasons(fault: Fault, locale: str) -> str:
    told = [told_problem(problem, locale) for problem in fault.problems]
    return "; ".join(f"{one['column']}: {one['message']}" if "column" in one else str(one["message"]) for one in told)


def _heading(locale: str) -> str:
    return translate("import_reasons", locale, {})
