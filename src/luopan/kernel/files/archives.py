"""Zip archives from outside, as far as they may be looked into without unpacking: by their directory."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from luopan.kit.errors import Invalid, Problem

ZIP = b"PK\x03\x04"
MOST_DIRECTORY = 4 << 20
"""Bytes: some forty thousand entries, which is beyond any document; a directory is read into memory as a whole."""
MOST_UNPACKED = 1 << 30
MOST_RATIO = 200
HARMLESS = 64 << 20
"""Bytes that may be unpacked whatever the ratio: blank sheets pack well."""

_MAIN = {
    "word/document.xml": ("wordprocessingml.document", "ms-word.document"),
    "xl/workbook.xml": ("spreadsheetml.sheet", "ms-excel.sheet"),
    "ppt/presentation.xml": ("presentationml.presentation", "ms-powerpoint.presentation"),
}


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive is: a document of some type, or just `application/zip`."""

    type: str


def look_into(path: Path) -> Archive | None:
    """What a zip archive is; None where it can't be read. `Invalid` where it would unpack to far more than it is."""
    try:
        with path.open("rb") as file:
            if _directory_size(file) > MOST_DIRECTORY:
                return Archive("application/zip")
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            _refuse_bombs(archive.infolist())
            return Archive(_type(archive, entries))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError):
        return None


def _directory_size(file: IO[bytes]) -> int:
    """The size of its directory, as the end of the archive gives it; too much where it says that it is beyond 4 GB."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise zipfile.BadZipFile
    return int.from_bytes(tail[place + 12 : place + 16], "little")


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > HARMLESS and unpacked > MOST_RATIO * max(packed, 1)):
        raise Invalid("invalid_file", errors=[Problem("file_bomb", "file", params={"megabytes": unpacked >> 20})])


def _type(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> str:
    if "[Content_Types].xml" in entries:
        has_macros = any(name.lower().endswith("vbaproject.bin") for name in entries)
        for main, (plain, with_macros) in _MAIN.items():
            if main in entries:
                return (
                    f"application/vnd.{with_macros}.macroenabled.12"
                    if has_macros
                    else f"application/vnd.openxmlformats-officedocument.{plain}"
                )
        if "xl/workbook.bin" in entries:
            return "application/vnd.ms-excel.sheet.binary.macroenabled.12"
    if "AndroidManifest.xml" in entries:
        return "application/vnd.android.package-archive"
    if "META-INF/MANIFEST.MF" in entries and any(name.endswith(".class") for name in entries):
        return "application/java-archive"
    if "mimetype" in entries and entries["mimetype"].file_size < 100:
        return archive.read("mimetype").decode("ascii", "replace").strip()
    return "application/zip"
