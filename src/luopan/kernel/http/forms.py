"""Forms with files (`multipart/form-data`), part by part as they come: nothing is kept that nobody asks for."""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from luopan.kit.errors import Malformed, TooLarge, WrongMediaType

FORM = "multipart/form-data"
ROOM = 1 << 20
"""What a form may hold besides its file."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a form. Its `chunks` are to be read, as far as they are wanted, before the next part is asked for."""

    name: str
    filename: str | None
    type: str | None
    chunks: AsyncIterator[bytes]


async def parts(request: Request, most: int) -> AsyncGenerator[Part]:
    """The parts of a form of at most `most` bytes and some room. `WrongMediaType`, `Malformed`, `TooLarge` otherwise."""
    reader = _Reader(request, most + ROOM)
    while (headers := await reader.begin()) is not None:
        _, options = parse_options_header(headers.get("content-disposition", ""))
        chunks = reader.chunks()
        yield Part(
            _text(options.get(b"name", b"")),
            _text(options[b"filename"]) if b"filename" in options else None,
            headers.get("content-type"),
            chunks,
        )
        async for _ in chunks:
            pass


class _Reader:
    """What the parser has found so far: ("begin", headers), ("data", bytes), ("end", None)."""

    def __init__(self, request: Request, most: int) -> None:
        type_, options = parse_options_header(request.headers.get("content-type", ""))
        if type_.decode("latin-1") != FORM:
            raise WrongMediaType("body_not_a_form")
        self._found: deque[tuple[str, Any]] = deque()
        self._headers: dict[str, str] = {}
        self._name = self._value = b""
        self._stream = request.stream()
        self._most, self._size = most, 0
        self._is_whole = False
        try:
            self._parser = MultipartParser(options.get(b"boundary", b""), self._callbacks())
        except FormParserError:
            raise Malformed("form_broken") from None

    async def begin(self) -> dict[str, str] | None:
        """The headers of the next part; None at the end."""
        while (event := await self._next()) is not None:
            if event[0] == "begin":
                return event[1]
        return None

    async def chunks(self) -> AsyncGenerator[bytes]:
        """What is in the part that has begun."""
        while (event := await self._next()) is not None and event[0] == "data":
            yield event[1]

    async def _next(self) -> tuple[str, Any] | None:
        while not self._found:
            chunk = await anext(self._stream, b"")
            if not chunk:
                if not self._is_whole:
                    raise Malformed("form_broken")
                return None
            self._size += len(chunk)
            if self._size > self._most:
                raise TooLarge("body_too_large", most=self._most)
            try:
                self._parser.write(chunk)
            except FormParserError:
                raise Malformed("form_broken") from None
        return self._found.popleft()

    def _callbacks(self) -> Any:
        def begin() -> None:
            self._headers = {}

        def name(data: bytes, start: int, end: int) -> None:
            self._name += data[start:end]

        def value(data: bytes, start: int, end: int) -> None:
            self._value += data[start:end]

        def end_of_header() -> None:
            self._headers[self._name.decode("latin-1").lower()] = self._value.decode("latin-1")
            self._name = self._value = b""

        def end_of_headers() -> None:
            self._found.append(("begin", self._headers))

        def data(data: bytes, start: int, end: int) -> None:
            self._found.append(("data", data[start:end]))

        def end_of_part() -> None:
            self._found.append(("end", None))

        def end() -> None:
            self._is_whole = True

        return {
            "on_part_begin": begin,
            "on_header_field": name,
            "on_header_value": value,
            "on_header_end": end_of_header,
            "on_headers_finished": end_of_headers,
            "on_part_data": data,
            "on_part_end": end_of_part,
            "on_end": end,
        }


def _text(raw: bytes) -> str:
    """What browsers write: UTF-8, with quotes and line ends as in an address."""
    text = raw.decode("utf-8", "replace")
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
