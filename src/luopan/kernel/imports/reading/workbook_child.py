"""Reads one workbook in a process of its own, with limits on memory and time, and writes its rows to standard output.

What a stranger sends is opened nowhere else: a sheet that would fill the memory, or a file that makes the reader fall
over, ends this process alone. It runs as a script and knows nothing of the rest. What it writes are msgpack frames behind
their length in four bytes: first what the workbook is, then rows in batches `[number, cells, faults]`.
"""

import re
import resource
import sys
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NoReturn

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

BATCH = 500
EXACT = 10**15
"""Spreadsheet programs keep 15 digits of a number; a longer one has lost its end."""

_CELL = re.compile(rb"<(?:\w+:)?c ([^>]*)>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>(#[^<]{1,20})<")
_FORMAT = re.compile(rb'<(?:\w+:)?numFmt [^>]*?numFmtId="([0-9]+)"[^>]*?formatCode="([^"]*)"')
_FORMATS_OF_CELLS = re.compile(rb"<(?:\w+:)?cellXfs.*?</(?:\w+:)?cellXfs>", re.S)
_FORMAT_OF_CELL = re.compile(rb"<(?:\w+:)?xf [^>]*>")
_FORMAT_ID = re.compile(rb'numFmtId="([0-9]+)"')
_QUOTED = re.compile(rb"&quot;.*?&quot;|\\.|\[[^\]]*\]")

Place = tuple[int, int]


def main(path: str, sheet: str, most_memory: int, most_seconds: int) -> None:
    """`sheet` may be empty: the first that is not hidden and has something in it."""
    resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _read(path, sheet)
    except PasswordError:
        _fail("file_encrypted")
    except MemoryError:
        _fail("file_workbook_too_large")
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, KeyError):
        _fail("file_broken")


def _read(path: str, wanted: str) -> None:
    with CalamineWorkbook.from_path(path) as book:  # pyright: ignore[reportUnknownMemberType]
        names = book.sheet_names
        visible = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        if wanted and wanted not in names:
            _fail("file_sheet_unknown", value=wanted[:60], known=", ".join(names)[:300])
        found = _choose(book, [wanted] if wanted else [*visible, *(one for one in names if one not in visible)])
        if found is None:
            _fail("file_no_rows")
        name, sheet = found
        percents, errors = _marked(path, names.index(name))
        merged = sheet.merged_cell_ranges or []
        top = [(*start, *end) for start, end in merged if start[0] < 100]
        _write({"sheet": name, "sheets": names, "merged": top})
        _write_rows(sheet, percents, errors)


def _choose(book: CalamineWorkbook, names: list[str]) -> tuple[str, CalamineSheet] | None:
    """The first sheet with something in it."""
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is not None and any(cell != "" for row in sheet.iter_rows() for cell in row):
            return name, sheet
    return None


def _write_rows(sheet: CalamineSheet, percents: set[Place], errors: Mapping[int, list[tuple[int, str]]]) -> None:
    before = [None] * (sheet.start or (0, 0))[1]
    batch: list[Any] = []
    for at, row in enumerate(sheet.iter_rows()):
        faults: list[tuple[int, str, str]] = []
        cells: list[str | None] = [*before]
        for value in row:
            if isinstance(value, str):
                cells.append(value or None)
                continue
            if isinstance(value, float) and (at, len(cells)) in percents:
                cells.append(number_text(value * 100) + "%")
                continue
            if isinstance(value, float) and has_lost_digits(value):
                faults.append((len(cells), "cell_digits_lost", number_text(value)))
            cells.append(_text(value))
        faults += [(column, "cell_error", error) for column, error in errors.get(at, ())]
        batch.append((at + 1, cells, faults))
        if len(batch) >= BATCH:
            _write(batch)
            batch = []
    _write(batch)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def number_text(number: float) -> str:
    """A number as a person writes it: 15 digits, no exponent, no `.0`."""
    if number == int(number) and abs(number) < 2**53:
        return str(int(number))
    text = f"{number:.15g}"
    return f"{Decimal(text):f}" if "e" in text else text


def has_lost_digits(number: float) -> bool:
    """Whether more digits may have been typed than are kept: an identity number, say, that stands there as a number."""
    return abs(number) >= EXACT and (abs(number) >= 2**53 or int(number) % 10 == 0)


def _marked(path: str, index: int) -> tuple[set[Place], dict[int, list[tuple[int, str]]]]:
    """What the library does not tell of an .xlsx: cells that are shown as percentages, and by row the cells with an error."""
    percents, errors = set[Place](), dict[int, list[tuple[int, str]]]()
    if not zipfile.is_zipfile(path):
        return percents, errors
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, index)
        if part is None:
            return percents, errors
        shown = _percent_styles(archive)
        for piece in _pieces(archive, part):
            if not shown and b't="e"' not in piece:
                continue
            for found in _CELL.finditer(piece):
                style = _STYLE.search(found[1])
                is_error = b't="e"' in found[1]
                if not is_error and (style is None or style[1] not in shown):
                    continue
                if (place := _PLACE.search(found[1])) is None:
                    continue
                where = int(place[2]) - 1, _column(place[1])
                value = _VALUE.search(piece, found.end(), found.end() + 2_000) if is_error else None
                if not is_error:
                    percents.add(where)
                elif value is not None and value[1] != b"#N/A":
                    errors.setdefault(where[0], []).append((where[1], value[1].decode("ascii", "replace")))
    return percents, errors


def _part_of(archive: zipfile.ZipFile, index: int) -> str | None:
    """The part of the archive that holds a sheet, by its place in the workbook."""
    if "xl/workbook.xml" not in archive.namelist() or "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return None
    sheets = re.findall(rb"<(?:\w+:)?sheet [^>]*>", archive.read("xl/workbook.xml"))
    wanted = re.search(rb'\w+:id="([^"]+)"', sheets[index]) if index < len(sheets) else None
    for relation in re.findall(rb"<(?:\w+:)?Relationship [^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
        if wanted and b'Id="%s"' % wanted[1] in relation and (target := re.search(rb'Target="([^"]+)"', relation)):
            name = target[1].decode().lstrip("/")
            part = name if name.startswith("xl/") else f"xl/{name}"
            return part if part in archive.namelist() else None
    return None


def _percent_styles(archive: zipfile.ZipFile) -> set[bytes]:
    """The numbers of the styles that show a share as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = archive.read("xl/styles.xml")
    formats = {number for number, code in _FORMAT.findall(styles) if b"%" in _QUOTED.sub(b"", code)} | {b"9", b"10"}
    cells = _FORMATS_OF_CELLS.search(styles)
    found = _FORMAT_OF_CELL.findall(cells[0]) if cells else []
    ids = [_FORMAT_ID.search(one) for one in found]
    return {b"%d" % place for place, one in enumerate(ids) if one is not None and one[1] in formats}


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end at the end of a row."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(1 << 20):
            whole, end, rest = (rest + chunk).rpartition(b"row>")
            yield whole + end
    yield rest


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


def _write(frame: Any) -> None:
    content = msgspec.msgpack.encode(frame)
    sys.stdout.buffer.write(len(content).to_bytes(4, "big") + content)


def _fail(code: str, **params: str) -> NoReturn:
    _write({"error": code, "params": params})
    sys.stdout.buffer.flush()
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
