"""What a file is, by its content: text, packed text, or a workbook; and refusals of what should not be opened at all."""

import gzip
import io
import mmap
import os
import struct
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, cast

from luopan.kit.errors import Invalid

Kind = Literal["text", "gzip", "workbook"]

MOST_ENTRIES = 5_000
MOST_UNPACKED = 2 << 30
HARMLESS_SIZE = 64 << 20
"""What unpacks to less than this may be packed as tightly as it likes."""
MOST_RATIO = 300

_END_OF_ZIP = struct.Struct("<4s4H2LH")
_LARGEST_DIRECTORY = 1 << 20
_MACRO_PARTS = ("xl/vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/")
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def kind_of(path: Path, name: str) -> Kind:
    """The kind of a file that may be opened; `Invalid` where it may not, saying why."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise Invalid("file_no_rows", name=name)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _check_zip(path, name)
        return "workbook"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _check_compound(path, name)
        return "workbook"
    if _is_page(head):
        raise Invalid("file_is_page", name=name)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"MZ\x90")):
        raise Invalid("file_no_table", name=name)
    return "text"


@contextmanager
def open_bytes(path: Path, name: str) -> Generator["Source"]:
    """The bytes of a text file, unpacked where it is packed."""
    with path.open("rb") as stream:
        if stream.read(2) == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=stream) as packed:
                stream.seek(0)
                head = packed_head(packed, name)
                if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
                    raise Invalid("file_packed_workbook", name=name)
                yield Source(cast(io.BufferedReader, packed), name, path.stat().st_size)
        else:
            stream.seek(0)
            yield Source(stream, name)


def packed_head(packed: gzip.GzipFile, name: str) -> bytes:
    """The first bytes of what is packed."""
    try:
        head = packed.read(8)
        packed.seek(0)
    except (OSError, EOFError, zlib.error):
        raise Invalid("file_broken", name=name) from None
    return head


class Source:
    """Reads pieces of a file; stops what unpacks without end. `cut` is set where a packed file breaks off."""

    def __init__(self, stream: io.BufferedReader, name: str, packed_size: int | None = None) -> None:
        self._stream = stream
        self._name = name
        self._packed_size = packed_size
        self._given = 0
        self.cut = False

    def read(self, size: int) -> bytes:
        """At most so many bytes, none at the end."""
        if self._packed_size is None or self.cut:
            return b"" if self.cut else self._stream.read(size)
        try:
            piece = self._stream.read1(size)  # what was read before the file breaks off is not lost
        except (OSError, EOFError, zlib.error):
            self.cut = True
            return b""
        self._given += len(piece)
        check_unpacked(self._given, self._packed_size, self._name)
        return piece


def check_unpacked(unpacked: int, packed: int, name: str) -> None:
    """Refuses what is far larger than it looks."""
    if unpacked > HARMLESS_SIZE and (unpacked > MOST_UNPACKED or unpacked > packed * MOST_RATIO):
        raise Invalid("file_unpacks_too_large", name=name)


def _is_page(head: bytes) -> bool:
    """Whether it is HTML, XML or a mail archive, which other programs save under the name of a workbook."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<?xml", b"mime-version:"))


def _check_zip(path: Path, name: str) -> None:
    _check_directory(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError):
        raise Invalid("file_broken", name=name) from None
    check_unpacked(sum(entry.file_size for entry in entries), path.stat().st_size, name)
    parts = [entry.filename.lower().replace("\\", "/").lstrip("/") for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries) or "encryptedpackage" in parts:
        raise Invalid("file_encrypted", name=name)
    if any(part.startswith(_MACRO_PARTS) for part in parts):
        raise Invalid("file_workbook_macros", name=name)
    if not any(part in parts for part in _WORKBOOK_PARTS):
        is_other = any(part.startswith(("word/", "ppt/")) for part in parts)
        raise Invalid("file_no_table" if is_other else "file_is_archive", name=name)


def _check_directory(path: Path, name: str) -> None:
    """Looks at a zip's last bytes alone, which say how long its list of entries is."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 0xFFFF - _END_OF_ZIP.size))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_OF_ZIP.size:
        raise Invalid("file_broken", name=name)
    *_, entries, size, _, _ = _END_OF_ZIP.unpack_from(tail, at)
    if entries > MOST_ENTRIES or size > _LARGEST_DIRECTORY:
        raise Invalid("file_unpacks_too_large", name=name)


def _check_compound(path: Path, name: str) -> None:
    """Old workbooks are folders in a file. Their names stand in entries of 128 bytes, in UTF-16."""
    with path.open("rb") as stream:
        if os.fstat(stream.fileno()).st_size < 1024:
            raise Invalid("file_broken", name=name)
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if _has_entry(content, "EncryptedPackage"):
                raise Invalid("file_encrypted", name=name)
            if _has_entry(content, "_VBA_PROJECT_CUR") or _has_entry(content, "_VBA_PROJECT"):
                raise Invalid("file_workbook_macros", name=name)
            if not (_has_entry(content, "Workbook") or _has_entry(content, "Book")):
                raise Invalid("file_no_table", name=name)


def _has_entry(content: mmap.mmap, entry: str) -> bool:
    wanted = (entry + "\0").encode("utf-16-le")
    at = content.find(wanted)
    while at >= 0:
        length = content[at + 64 : at + 66]
        if at % 128 == 0 and length == len(wanted).to_bytes(2, "little"):
            return True
        at = content.find(wanted, at + 1)
    return False
