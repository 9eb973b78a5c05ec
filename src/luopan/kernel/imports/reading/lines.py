"""The physical lines of a text file, decoded piece by piece in little memory."""

import io
from collections.abc import Iterator

from luopan.kernel.imports.reading.container import Source
from luopan.kernel.imports.reading.encoding import BROKEN, CHUNK, incremental
from luopan.kernel.imports.reading.model import LONGEST_CELL
from luopan.kit.errors import Invalid

LONGEST_LINE = 16_000_000


class Lines:
    """Lines with their ends, without NULs, which no text has.

    `odd` is set while a record may hold something that asks for a closer look: a broken piece, an apostrophe, a long cell.
    """

    def __init__(self, source: Source, encoding: str, name: str) -> None:
        self._source = source
        self._decoder = incremental(encoding)
        self._name = name
        self._last_odd = False
        self._seen: int = 0
        self.odd = False
        self.records: int = 0
        """The reader counts the records that it has had here, so that `odd` lasts for the whole of one."""

    def __iter__(self) -> Iterator[str]:
        held: list[str] = []
        size, at_start = 0, True
        while piece := self._source.read(CHUNK):
            text = self._decoder.decode(piece)
            if at_start and text:
                text, at_start = text.removeprefix("\ufeff"), False
            held.append(text.replace("\0", "") if "\0" in text else text)
            size += len(text)
            if "\n" not in text and "\r" not in text and size <= LONGEST_LINE:
                continue
            lines = self._split("".join(held))
            rest = "" if not lines or lines[-1].endswith("\n") else lines.pop()
            if len(rest) > LONGEST_LINE:
                raise Invalid("file_line_too_long", name=self._name, most=LONGEST_LINE)
            held, size = [rest], len(rest)
            yield from lines
        yield from self._split("".join(held) + self._decoder.decode(b"", final=True))

    def _split(self, text: str) -> list[str]:
        """The lines of a text; says by the way whether any is odd."""
        lines = list(io.StringIO(text, newline=""))
        is_odd = "'" in text or BROKEN in text or max(map(len, lines), default=0) > LONGEST_CELL // 2
        if self.records != self._seen:
            self.odd, self._seen = self._last_odd, self.records
        self.odd = self.odd or is_odd
        self._last_odd = is_odd
        return lines
