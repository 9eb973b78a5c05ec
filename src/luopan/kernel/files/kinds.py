"""What a file is: by its content, by the ending of its name, and by what its sender calls it. All three must agree.

`puremagic` knows signatures; archives and office documents (which are zip archives) are looked into; text has no signature.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import puremagic

from luopan.kernel.files import archives
from luopan.kernel.files.archives import ZIP, Archive
from luopan.kit.errors import Invalid, Problem

HEAD = 8 * 1024
UNKNOWN = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PROGRAM = "application/x-msdownload"
SCRIPT = "application/x-sh"
SVG = "image/svg+xml"


@dataclass(frozen=True)
class Kind:
    """A type of file. `by` says how its content is known: its signature, as text, in a zip archive, or in an OLE container."""

    type: str
    endings: frozenset[str]
    by: str = "signature"
    also: frozenset[str] = frozenset()
    risky: bool = False


def _kinds(by: str, listed: str, *, risky: bool = False) -> Iterable[Kind]:
    """One kind a line: its type, its endings, and behind a bar what else senders call it."""
    for line in listed.strip().splitlines():
        mine, _, also = line.partition("|")
        type_, *endings = mine.split()
        yield Kind(type_, frozenset(endings), by, frozenset(also.split()), risky)


KINDS = (
    *_kinds(
        "signature",
        """
        image/png png
        image/jpeg jpg jpeg jpe jfif | image/jpg image/pjpeg
        image/gif gif
        image/webp webp
        image/bmp bmp | image/x-ms-bmp image/x-bmp
        image/tiff tif tiff
        image/avif avif
        image/heic heic heif | image/heif image/heic-sequence
        image/vnd.microsoft.icon ico | image/x-icon
        application/pdf pdf | application/x-pdf
        application/rtf rtf | text/rtf
        application/gzip gz tgz | application/x-gzip application/x-compressed-tar
        application/x-7z-compressed 7z
        application/vnd.rar rar | application/x-rar-compressed application/x-rar
        audio/mpeg mp3 | audio/mp3
        audio/wav wav | audio/x-wav audio/wave audio/vnd.wave
        audio/mp4 m4a | audio/x-m4a
        audio/ogg ogg oga opus | application/ogg audio/opus
        audio/flac flac | audio/x-flac
        audio/amr amr
        video/mp4 mp4 m4v | video/x-m4v audio/mp4
        video/quicktime mov
        video/webm webm | audio/webm
        video/x-msvideo avi | video/avi
        """,
    ),
    *_kinds(
        "text",
        """
        text/plain txt log | text/x-log
        text/csv csv tsv | text/tab-separated-values application/vnd.ms-excel application/csv
        text/markdown md | text/x-markdown
        application/json json | text/json
        application/xml xml | text/xml
        application/yaml yaml yml | text/yaml application/x-yaml text/x-yaml
        message/rfc822 eml
        text/calendar ics
        text/vcard vcf | text/x-vcard
        text/html html htm
        image/svg+xml svg
        """,
    ),
    *_kinds(
        "zip",
        f"""
        {OFFICE}.wordprocessingml.document docx
        {OFFICE}.spreadsheetml.sheet xlsx
        {OFFICE}.presentationml.presentation pptx
        {OPEN}.text odt
        {OPEN}.spreadsheet ods
        {OPEN}.presentation odp
        application/epub+zip epub
        application/zip zip | application/x-zip-compressed application/x-zip
        """,
    ),
    *_kinds(
        "zip",
        """
        application/vnd.ms-word.document.macroenabled.12 docm dotm
        application/vnd.ms-excel.sheet.macroenabled.12 xlsm xltm xlam
        application/vnd.ms-excel.sheet.binary.macroenabled.12 xlsb
        application/vnd.ms-powerpoint.presentation.macroenabled.12 pptm potm ppsm
        application/java-archive jar | application/x-java-archive
        application/vnd.android.package-archive apk
        """,
        risky=True,
    ),
    *_kinds(
        "ole",
        """
        application/msword doc dot
        application/vnd.ms-excel xls xlt | application/msexcel
        application/vnd.ms-powerpoint ppt pps
        application/vnd.ms-outlook msg
        """,
    ),
    *_kinds(
        "program",
        f"{PROGRAM} exe dll com scr cpl sys msi msp pif lnk ocx app deb rpm dmg elf so"
        " | application/x-dosexec application/x-executable application/vnd.microsoft.portable-executable application/x-msi",
        risky=True,
    ),
    *_kinds(
        "script",
        f"{SCRIPT} sh bash zsh bat cmd ps1 psm1 vbs vbe js mjs jse wsf wsh hta py pyw rb pl php phtml jsp asp aspx cgi reg scf"
        " | text/javascript application/javascript application/x-javascript application/x-httpd-php text/x-python"
        " application/x-shellscript text/x-shellscript",
        risky=True,
    ),
)
RISKY = frozenset(kind.type for kind in KINDS if kind.risky)
"""Types that can do harm by being opened: taken only where a field names them in its `accept`."""
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
BY_TYPE = {name: kind for kind in KINDS for name in (kind.type, *kind.also)}
SHOWN_INLINE = frozenset(f"image/{name}" for name in ("png", "jpeg", "gif", "webp", "avif", "bmp"))
"""Pictures that a browser may show from our own address: nothing in them runs."""

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    *(
        bytes.fromhex(magic)
        for magic in ("feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe", "4c00000001140200")
    ),
)


def kind_of(path: Path, name: str, declared: str | None, allowed: frozenset[str] = frozenset()) -> str:
    """The type of a file. `Invalid` where its content, its name and what it is called contradict each other, or where it is risky
    and not `allowed`. Blocking."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise refused("file_empty")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    called = (declared or "").partition(";")[0].strip().lower()
    archive = archives.look_into(path) if head.startswith(ZIP) else None
    kind = BY_ENDING.get(ending) if ending else BY_TYPE.get(called)
    found = _named(kind, ending, head, archive) if kind is not None else _nameless(ending, head, archive)
    if called in BY_TYPE and not _may_be_called(found, called):
        raise refused("file_type_lies", declared=called, type=found)
    if found in RISKY - allowed:
        raise refused(risk(found), type=found)
    return found


def risk(type_: str) -> str:
    """The code of what is to be said of a risky type."""
    return "file_macros" if "macroenabled" in type_ else "file_risky"


def _named(kind: Kind, ending: str, head: bytes, archive: Archive | None) -> str:
    """The type of a file whose name, or sender, says what it should be."""
    if kind.by in ("program", "script"):
        return kind.type
    if not _fits(kind, head, archive):
        raise refused("file_content_differs", ending=ending or kind.type)
    return kind.type


def _nameless(ending: str, head: bytes, archive: Archive | None) -> str:
    """The type of a file that only says what it is by its content, as far as that matters."""
    if _is_program(head):
        return PROGRAM
    if archive is not None and archive.type in RISKY:
        return archive.type
    if _is_text(head):
        return SCRIPT if head.startswith(b"#!") else UNKNOWN if ending else "text/plain"
    return UNKNOWN


def _fits(kind: Kind, head: bytes, archive: Archive | None) -> bool:
    match kind.by:
        case "zip":
            return archive is not None and archive.type == kind.type
        case "ole":
            return head.startswith(OLE)
        case "text":
            return _is_text(head) and not head.startswith(b"#!")
        case "signature":
            return not kind.endings.isdisjoint(_signatures(head))
        case _:
            return False


def _signatures(head: bytes) -> set[str]:
    """Endings of the files that begin like this."""
    try:
        found: list[Any] = puremagic.magic_string(head)  # pyright: ignore[reportUnknownMemberType]
    except (puremagic.PureError, ValueError):
        return set()
    best = max(one.confidence for one in found)
    return {one.extension.lstrip(".").lower() for one in found if one.confidence * 2 >= best}


def _is_program(head: bytes) -> bool:
    return head.startswith(_PROGRAMS) and not _is_text(head)


def _is_text(head: bytes) -> bool:
    """Whether there is nothing in it that no text has. UTF-16 says that it is by its first two bytes."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)


def _may_be_called(found: str, called: str) -> bool:
    """Whether a sender may call a type so. They tell texts apart as they like; but a picture is never just a text."""
    kind, other = BY_TYPE.get(found), BY_TYPE[called]
    if kind is None:
        return other.by == "text" and other.type != SVG
    return called in (kind.type, *kind.also) or (kind.by == other.by == "text" and SVG not in (kind.type, other.type))


def refused(code: str, **params: Any) -> Invalid:
    """What is said of a file that is not taken."""
    return Invalid("invalid_file", errors=[Problem(code, "file", params=params)])
