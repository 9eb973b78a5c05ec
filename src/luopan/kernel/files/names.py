"""Names of files as they come from outside, made safe to show and to save under. Any writing stays as it is."""

import unicodedata

MOST_BYTES = 255
"""What file systems take."""
LONGEST_ENDING = 20
NAMELESS = "file"


def clean_name(raw: str) -> str:
    """A name without folders, without characters that are not seen or turn the direction of reading, of at most 255 bytes."""
    text = unicodedata.normalize("NFC", raw.replace("\\", "/").rpartition("/")[2])
    seen = "".join(character for character in text if not unicodedata.category(character).startswith("C"))
    name = " ".join(seen.split()).strip(". ")
    return _shortened(name) or NAMELESS


def _shortened(name: str) -> str:
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = dot + ending if stem and len(ending.encode()) <= LONGEST_ENDING else ""
    body = (stem if tail else name).encode()[: MOST_BYTES - len(tail.encode())]
    return body.decode(errors="ignore").rstrip() + tail
