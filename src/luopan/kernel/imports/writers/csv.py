"""CSV by RFC 4180: commas, CRLF, quotes where they are needed; by default UTF-8 with the mark that Excel knows it by."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from luopan.kernel.imports.writers.columns import ToText
from luopan.kernel.imports.writers.formulas import guarded

ENCODINGS = ("utf-8-sig", "utf-8", "gb18030")


class CsvWriter:
    """Writes one file, rows as they come."""

    def __init__(self, path: Path, headers: Sequence[str], texts: Sequence[ToText], encoding: str) -> None:
        self._file = path.open("wb")
        self._texts = tuple(texts)
        self._encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        if encoding == "utf-8-sig":
            self._file.write(b"\xef\xbb\xbf")
        self._write([[guarded(header) for header in headers]])

    def write(self, rows: Iterable[Iterable[Any]]) -> int:
        """Writes rows of values; gives how many bytes may be read by now."""
        texts = self._texts
        return self._write(
            ["" if value is None else guarded(text(value)) for text, value in zip(texts, row, strict=True)]
            for row in rows
        )

    def finish(self) -> None:
        self._file.close()

    def close(self) -> None:
        """Lets go of the file, complete or not."""
        self._file.close()

    def _write(self, rows: Iterable[Sequence[str]]) -> int:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        self._file.write(text.getvalue().encode(self._encoding))
        self._file.flush()
        return self._file.tell()
