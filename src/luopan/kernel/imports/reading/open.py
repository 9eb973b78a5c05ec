"""The doors: what a file is, and its rows."""

from collections.abc import Iterator
from pathlib import Path

from luopan.kernel.imports.reading.container import kind_of
from luopan.kernel.imports.reading.delimited import recognise_text, rows_of_text
from luopan.kernel.imports.reading.model import ReadOptions, Recognised, SheetRow
from luopan.kernel.imports.reading.workbook import recognise_workbook, rows_of_workbook

_ANYTHING = ReadOptions()


def recognise(path: Path, name: str, options: ReadOptions = _ANYTHING) -> Recognised:
    """How the file is to be read, judged by its content; `name` is what its owner calls it. `Invalid` where it can't be."""
    if kind_of(path, name) == "workbook":
        return recognise_workbook(path, name, options)
    return recognise_text(path, name, options)


def open_rows(path: Path, recognised: Recognised) -> Iterator[SheetRow]:
    """The rows below the header, one by one; rows without any value are left out."""
    if recognised.kind == "xlsx":
        return rows_of_workbook(path, recognised)
    return rows_of_text(path, recognised)
