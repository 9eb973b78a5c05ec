"""Chinese text as pinyin, fast enough for bulk writes: the longest known phrase first, so that 重庆 is chong2 qing4.

The readings are pypinyin's; its own function reads 8,000 company names a second, this one some 100,000. Its tables take
55 MB, so they are loaded with the first Chinese text that a process writes; one that only reads never has them.
"""

import json
import re
from collections.abc import Callable, Container
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from sys import intern
from typing import NamedTuple
from unicodedata import normalize

LONGEST_ENDING = 8
KEPT_ENDINGS = 50_000

_endings: dict[str, list[str]] = {}
"""What runs of Chinese end with, read already: what stands before does not change how it is read, and 有限公司 comes a million
times."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


class _Readings(NamedTuple):
    """`longest`: the length of the longest phrase by its first two characters; `read`: the syllables of a character or phrase."""

    characters: Container[int]
    phrases: Container[str]
    longest: dict[str, int]
    read: Callable[[str], tuple[str, ...]]


def pinyin(text: str) -> list[str]:
    """A syllable with its tone (`hua2`) for each Chinese character; other runs of characters as they are."""
    found: list[str] = []
    plain = 0
    for run in _BEYOND_ASCII.finditer(text):
        plain = _read_run(text, plain, *run.span(), found)
    if plain < len(text):
        found.append(text[plain:])
    return found


def _read_run(text: str, plain: int, position: int, end: int, found: list[str]) -> int:
    """Reads a piece of the text without ASCII, all before `plain` being read; gives where what it leaves unread begins."""
    characters, phrases, longest, read = _readings()
    begun: list[tuple[str, int]] = []
    while position < end:
        if ord(text[position]) not in characters:
            position += 1
            continue
        if plain < position:
            found.append(text[plain:position])
        if end - position <= LONGEST_ENDING:
            ending = text[position:end]
            known = _endings.get(ending)
            if known is not None:
                found += known
                plain = end
                break
            begun.append((ending, len(found)))
        length = longest.get(text[position : position + 2], 1)
        while length > 1 and text[position : position + length] not in phrases:
            length -= 1
        found += read(text[position : position + length])
        position += length
        plain = position
    for ending, since in begun if plain == end else ():
        if len(_endings) >= KEPT_ENDINGS:
            _endings.clear()
        _endings[ending] = found[since:]
    return plain


@cache
def _readings() -> _Readings:
    from pypinyin import Style, lazy_pinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    longest: dict[str, int] = {}
    for phrase in PHRASES_DICT:
        longest[phrase[:2]] = max(len(phrase), longest.get(phrase[:2], 1))

    @cache
    def read(phrase: str) -> tuple[str, ...]:
        return tuple(lazy_pinyin(phrase, style=Style.TONE3))

    return _Readings(PINYIN_DICT, frozenset(PHRASES_DICT), longest, read)


class Syllables(dict[str, str]):
    """The most usual syllable of each character, without its tone; a character that has none is its own."""

    def __missing__(self, character: str) -> str:
        return character


@cache
def syllables() -> Syllables:
    """Read without the phrases: they say what a character is read as beside others, and take most of the memory."""
    found = find_spec("pypinyin")
    assert found is not None
    assert found.origin is not None
    table: dict[str, str] = json.loads(Path(found.origin).with_name("pinyin_dict.json").read_bytes())
    return Syllables({chr(int(code)): intern(plain(readings.partition(",")[0])) for code, readings in table.items()})


@cache
def unusual_beginnings() -> frozenset[str]:
    """The first two characters of the phrases in which a character has another syllable than mostly: without any of them in a
    text, each of its characters has its usual one."""
    from pypinyin.constants import PHRASES_DICT

    usual = syllables()
    return frozenset(
        phrase[:2]
        for phrase, read in PHRASES_DICT.items()
        if any(plain(one[0]) != usual[character] for character, one in zip(phrase, read, strict=False))
    )


@cache
def plain(syllable: str) -> str:
    """A syllable without its tone, in letters from a to z: `lǘ` and `lv2` are `lv`."""
    if syllable.isascii():
        return syllable.rstrip("012345")
    bare = normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(one for one in bare if "a" <= one <= "z") or syllable
