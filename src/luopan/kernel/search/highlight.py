"""Where in a text the terms are: the text as it is written, in pieces, of which some are what was looked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from luopan.kernel.search.folding import fold, is_of_characters, line_of, runs
from luopan.kernel.search.terms import Fit

LONGEST = 120
BEFORE = 24
_SYLLABLE = re.compile("[A-Z][^A-Z]*")


class Piece(TypedDict):
    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a title in pinyin and in initials; empty where it has none."""

    pinyin: str = ""
    initials: str = ""


def highlighted(text: str, fits: Sequence[Fit], reading: Reading) -> list[Piece]:
    """The text, or the part of a long one around the first hit, in pieces."""
    text = " ".join(text.split())
    line, places = _placed(text)
    marks: set[int] = set()
    for fit in fits:
        if fit.title:
            marks |= _read(fit.pattern, line, places, reading)
        else:
            found = list(_all(fit.pattern, line)) or list(_all(fit.pattern.strip(), line))
            for start, end in found:
                hit = [place for place in places[start:end] if place is not None]
                marks.update(range(min(hit), max(hit) + 1) if hit else ())
    first = min(marks, default=0)
    start = 0 if len(text) <= LONGEST else min(max(0, first - BEFORE), len(text) - LONGEST)
    return list(_pieces(text, marks, start, start + LONGEST))


def _pieces(text: str, marks: set[int], start: int, end: int) -> Iterator[Piece]:
    begin = start
    end = min(end, len(text))
    for place in range(start + 1, end + 1):
        if place == end or (place in marks) != (begin in marks):
            yield {"text": text[begin:place], "hit": begin in marks}
            begin = place


def _placed(text: str) -> tuple[str, list[int | None]]:
    """A text's line, and for each of its characters the place in the text that it comes from."""
    folded: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        for one in fold(character):
            folded.append(one)
            origins.append(place)
    line = line_of(runs(text))
    places: list[int | None] = []
    position = 0
    for one in line:
        following = position
        while following < len(folded) and folded[following] != one:
            following += 1
        if one == " " or following == len(folded):
            places.append(None)
        else:
            places.append(origins[following])
            position = following + 1
    return line, places


def _read(wanted: str, line: str, places: Sequence[int | None], reading: Reading) -> set[int]:
    """The characters of a title that are read as wanted."""
    marks: set[int] = set()
    position = 0
    initials = iter(reading.initials.split())
    for run, read in zip(line.split(), reading.pinyin.split(), strict=False):
        start = line.index(f" {run} ", position) + 1
        position = start + len(run)
        if not is_of_characters(run):
            continue
        first_letters = next(initials, "")
        syllables = [(found.start(), found.end()) for found in _SYLLABLE.finditer(read)]
        if len(syllables) == len(run):
            for begin, end in _all(wanted, read):
                hit = (index for index, (from_, to) in enumerate(syllables) if from_ < end and to > begin)
                marks.update(place for index in hit if (place := places[start + index]) is not None)
        if len(first_letters) == len(run):
            for begin, end in _all(wanted, first_letters):
                marks.update(place for place in places[start + begin : start + end] if place is not None)
    return marks


def _all(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in re.finditer(pattern, text))
