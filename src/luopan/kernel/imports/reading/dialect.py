"""What parts the cells of a text: Excel's `sep=` line, else what cuts most records into the same number of pieces."""

import csv
import re
from collections import Counter
from collections.abc import Iterable

from luopan.kit.errors import Invalid

DELIMITERS = ",\t;|"
_SEPARATOR_LINE = re.compile(r"(?:\"sep=(.)\"|sep=(.))[\r\n]*", re.I)
_RECORDS = 300


def separator_line(line: str) -> str | None:
    """The delimiter that a first line such as `sep=;` names."""
    found = _SEPARATOR_LINE.fullmatch(line)
    return None if found is None else found[1] or found[2]


def choose(lines: list[str], delimiter: str | None, quote: str | None) -> tuple[str, str]:
    """Delimiter and quote: those that somebody named, else the ones that the first lines show."""
    if quote is not None and quote not in ('"', "'", ""):
        raise Invalid("file_quote_wrong")
    quote = '"' if quote is None else quote
    if delimiter is None:
        return (separator_line(lines[0]) if lines else None) or _likeliest(lines, quote), quote
    if len(delimiter) != 1 or delimiter in ('\r\n\0"\udcff' + quote):
        raise Invalid("file_delimiter_wrong")
    return delimiter, quote


def reader(lines: Iterable[str], delimiter: str, quote: str, *, strict: bool) -> Iterable[list[str]]:
    """Records of lines. Without a quote, each line is one."""
    if not quote:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=strict)
    return csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=strict)


def _likeliest(lines: list[str], quote: str) -> str:
    return max(DELIMITERS, key=lambda one: _evenness(lines, one, quote))


def _evenness(lines: list[str], delimiter: str, quote: str) -> tuple[float, int]:
    """The share of records of the usual width, and that width; nothing where the usual record is not cut at all."""
    widths: Counter[int] = Counter()
    try:
        for record in reader(lines, delimiter, quote, strict=False):
            if any(record):
                widths[len(record)] += 1
            if widths.total() >= _RECORDS:
                break
    except csv.Error:
        return 0.0, 0
    cut = {width: count for width, count in widths.items() if width > 1}
    if not cut:
        return 0.0, 0
    usual = max(cut, key=lambda width: (cut[width], width))
    return round(cut[usual] / widths.total(), 1), usual
