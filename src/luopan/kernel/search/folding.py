"""Text as the search compares it: folded, and cut into runs, so that a match is nothing but "is contained in".

A line is runs between single blanks, with a blank at both ends: `OPP-2026 华为V5` is ` opp 2026 华为 v5 `. So ` opp` in it is the
beginning of a word, `2026 ` the end of one, and `华` any character: about that, SQL and Python can't disagree.
"""

import re
import unicodedata
from collections.abc import Sequence

CHARACTERS = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts without blanks between words: any characters in a row can be looked for."""
LONGEST_WORD = 60
"""What follows in a longer word is not looked at."""
_CHARACTERS = re.compile(f"[{CHARACTERS}]")
_PUNCTUATION = r"(?:[^\w\n]|_)+"
_RUNS = re.compile(f"[{CHARACTERS}]+(?:{_PUNCTUATION}[{CHARACTERS}]+)*|[^\\W_{CHARACTERS}]+")
_ACCENTED = re.compile("[\u00c0-\u058f\u1e00-\u1fff\u2100-\u214f]")
"""Scripts whose letters may have accents; most Chinese text is spared the way around."""
_ACCENTS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """Without case, width and accents: `Ｓüd` is `sud`."""
    if text.isascii():
        return text.lower()
    if not _ACCENTED.search(text):
        return unicodedata.normalize("NFKC", text).casefold()
    folded = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", folded))


def runs_of(texts: Sequence[str]) -> list[list[str]]:
    """The words, numbers and runs of characters of each text; characters with mere punctuation between them are one run."""
    if not texts:  # nothing joined is one empty text
        return []
    folded = fold("\n".join([one.replace("\n", " ") if "\n" in one else one for one in texts]))
    return [_runs_in(line) for line in folded.split("\n")]


def _runs_in(line: str) -> list[str]:
    found: list[str] = _RUNS.findall(line)
    if "".join(found).isalnum() and (len(line) <= LONGEST_WORD or max(map(len, found), default=0) <= LONGEST_WORD):
        return found
    return [_tidy(run) for run in found]


def _tidy(run: str) -> str:
    """Characters without the punctuation between them; the beginning of a word."""
    return "".join(filter(str.isalnum, run)) if is_of_characters(run) else run[:LONGEST_WORD]


def runs(text: str) -> list[str]:
    """The same of one text."""
    return runs_of([text])[0]


def line_of(found: Sequence[str]) -> str:
    """Runs as a line."""
    return f" {' '.join(found)} " if found else ""


def is_of_characters(run: str) -> bool:
    """Whether a run is of a script without blanks."""
    return not run.isascii() and _CHARACTERS.match(run) is not None
