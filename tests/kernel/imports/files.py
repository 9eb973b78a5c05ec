"""Files as people send them, made up for the tests."""

import io
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from luopan.kernel.imports.reading import ReadOptions, Recognised, SheetRow, open_rows, recognise

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("LUOPAN_PUBLIC_DATA") or ROOT.parent / "shared/data")
"""Public data sets, which the repository does not hold."""

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def public(*parts: str) -> Path:
    path = DATA.joinpath(*parts)
    assert path.is_file(), f"{path} is missing; set LUOPAN_PUBLIC_DATA"
    return path


def saved(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, options: ReadOptions | None = None) -> tuple[Recognised, list[SheetRow]]:
    recognised = recognise(path, path.name, options or ReadOptions())
    return recognised, list(open_rows(path, recognised))


def names(recognised: Recognised) -> list[str]:
    return [column.name for column in recognised.columns]


def faults(rows: Iterable[SheetRow]) -> list[tuple[int, str]]:
    return [(row.number, problem.code) for row in rows for problem in row.faults]


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def workbook(sheets: Mapping[str, str], extra: Mapping[str, str | bytes] | None = None, hidden: str = "") -> bytes:
    """An .xlsx of sheets, each given as the XML within its `worksheet`. Style 1 shows percentages, style 2 dates."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" state="{"hidden" if name == hidden else "visible"}" r:id="rId{number}"/>'
        for number, name in zip(numbers, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    document = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/></cellXfs>'
    parts: dict[str, Any] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{document}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}">{styles}</styleSheet>',
    }
    for number, content in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{SHEET}">{content}</worksheet>'
    return zipped(parts | dict(extra or {}))


def sheet(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), first: int = 1) -> str:
    """The XML of a sheet. Cells are texts, numbers, booleans, None, or the XML of a cell's attributes and content in a pair."""
    lines = [
        f'<row r="{number}">{"".join(_cell(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(cells))}</row>'
        for number, cells in enumerate(rows, first)
    ]
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    return f"<sheetData>{''.join(lines)}</sheetData><mergeCells>{ranges}</mergeCells>"


def _cell(place: str, cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        attributes, content = cell
        return f'<c r="{place}" {attributes}>{content}</c>'
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def old_file(*entries: str) -> bytes:
    """The beginning of a compound file (.xls, .doc, an encrypted .xlsx) with these entries in its directory."""
    directory = b""
    for entry in entries:
        name = (entry + "\0").encode("utf-16-le")
        directory += (name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + b"\2").ljust(128, b"\0")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory.ljust(1_024, b"\0")
