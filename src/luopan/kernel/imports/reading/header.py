"""Where the header stands below titles, how many columns there are, and what they are called."""

from collections import Counter
from collections.abc import Mapping, Sequence

from luopan.kernel.imports.reading.model import MOST_COLUMNS, Column
from luopan.kit.errors import Invalid

LONGEST_NAME = 200
HEADER_WITHIN = 30
"""Rows from the top in which a header is looked for."""
FULL = 0.6
"""A row is filled as others are if it has this share of their cells."""

Cells = Sequence[str | None]


def find_header(rows: Mapping[int, Cells], wanted: int | None, name: str) -> int:
    """The number of the header's row: the first that is filled as the rows below are. 0: there is none, as was `wanted`."""
    filled = {number: _filled(cells) for number, cells in rows.items()}
    if wanted is not None:
        if wanted and not filled.get(wanted):
            raise Invalid("file_header_unknown", row=wanted)
        return wanted
    usual = _usual_width([count for count in filled.values() if count])
    top = [number for number, count in filled.items() if count][:HEADER_WITHIN]
    if not top:
        raise Invalid("file_no_rows", name=name)
    for number in top:
        count = filled[number]
        only_first_lacks = not _text(rows[number][0]) and count == len(_trimmed(rows[number])) - 1
        if count >= usual * FULL and (count >= min(usual, 2) or only_first_lacks):
            return number
        if only_first_lacks and usual == 2 and count == 1:
            return number
    return top[0]


def columns_of(header: Cells, below: Sequence[Cells]) -> tuple[Column, ...]:
    """The columns that a header names, and those without a name that most rows below it fill all the same."""
    width = len(_trimmed(header))
    wide = sorted((len(_trimmed(cells)) for cells in below if _filled(cells)), reverse=True)
    if wide:
        width = max(width, wide[len(wide) // 2])
    if width > MOST_COLUMNS:
        raise Invalid("file_columns", count=width, most=MOST_COLUMNS)
    names = [_text(cell) for cell in (*header[:width], *(None,) * (width - len(header)))]
    return tuple(Column(index, name) for index, name in enumerate(_distinct(names)))


def letters(index: int) -> str:
    """What spreadsheet programs call a column: A, B, … Z, AA."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name, index = chr(65 + rest) + name, index - 1
    return name


def _distinct(names: Sequence[str]) -> list[str]:
    """Doubled names get a number; those without a name the letters of their column."""
    taken, found = {name.casefold() for name in names}, list[str]()
    seen: Counter[str] = Counter()
    for index, name in enumerate(names):
        base = name or f"列 {letters(index)}"
        seen[base.casefold()] += 1
        one, count = base, seen[base.casefold()]
        while count > 1 or (not name and one.casefold() in taken):
            one = f"{base} ({count})"
            if one.casefold() not in taken:
                break
            count += 1
        taken.add(one.casefold())
        found.append(one)
    return found


def _usual_width(counts: Sequence[int]) -> int:
    """How many cells a full row has: the most that a row fills, one that stands out alone left aside."""
    for most in sorted(counts, reverse=True):
        if sum(1 for count in counts if count >= most * FULL) > 1:
            return most
    return max(counts, default=0)


def _trimmed(cells: Cells) -> Cells:
    width = len(cells)
    while width and not _text(cells[width - 1]):
        width -= 1
    return cells[:width]


def _filled(cells: Cells) -> int:
    return sum(1 for cell in cells if _text(cell))


def _text(cell: str | None) -> str:
    return " ".join(cell[:LONGEST_NAME].replace("\ufeff", "").split()) if cell else ""
