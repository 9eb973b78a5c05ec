"""Chinese text as pinyin, fast enough for bulk writes: the longest known phrase first, so that 重庆 is chong2 qing4.

The readings are pypinyin's; its own function reads 8,000 company names a second, this one some 100,000. Its tables take
55 MB, so they are loaded with the first Chinese text that a process writes; one that only reads never has them.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class _Readings:
    """`beginnings`: the first two characters of all phrases; `longest`: the length of the longest phrase by its first character;
    `read`: the syllables of a character or phrase."""

    characters: Container[int]
    phrases: Container[str]
    beginnings: Container[str]
    longest: dict[str, int]
    read: Callable[[str], tuple[str, ...]]


def pinyin(text: str) -> list[str]:
    """A syllable with its tone (`hua2`) for each Chinese character; other runs of characters as they are."""
    readings = _readings()
    found: list[str] = []
    plain = position = 0
    while position < len(text):
        character = text[position]
        if ord(character) not in readings.characters:
            position += 1
            continue
        if plain < position:
            found.append(text[plain:position])
        length = 1
        if text[position : position + 2] in readings.beginnings:
            lengths = range(readings.longest[character], 1, -1)
            length = next((some for some in lengths if text[position : position + some] in readings.phrases), 1)
        found += readings.read(text[position : position + length])
        position += length
        plain = position
    if plain < len(text):
        found.append(text[plain:])
    return found


@cache
def _readings() -> _Readings:
    from pypinyin import Style, lazy_pinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    longest: dict[str, int] = {}
    for phrase in PHRASES_DICT:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 1))

    @cache
    def read(phrase: str) -> tuple[str, ...]:
        return tuple(lazy_pinyin(phrase, style=Style.TONE3))

    beginnings = frozenset(phrase[:2] for phrase in PHRASES_DICT)
    return _Readings(PINYIN_DICT, frozenset(PHRASES_DICT), beginnings, longest, read)
