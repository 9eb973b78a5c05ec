"""Tokens find candidates; whether one really fits is decided by its lines. So tokens may be few and coarse, but must never miss.

Two characters in a row are one token, made of what they are read as: 华为 is `huawei`. It is asked for whole by Chinese text
(homophones drop out by the lines), and by its beginning by pinyin as one types it (`huaw`). The initials of three characters in a
row of a title are one. A word is a token that is asked for by its beginning; a number is one backwards too, for its last digits.
Tokens that a record has by another field than its title are marked.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import add

from luopan.kernel.fields.pinyin import pinyin, plain, syllables, unusual_beginnings
from luopan.kernel.search.folding import is_of_characters

ANCHOR_LENGTH = 8
INITIALS_ANCHOR_LENGTH = 4
BACKWARDS_FROM, BACKWARDS_LENGTH = 5, 8
"""Shorter numbers are found by their beginning, which is then the whole of what may be asked for; of the end of longer ones so
much tells enough, and the parts of an address that end alike have one token."""
KEPT = 100_000

PAIR, WORD, BACKWARDS, INITIALS, OTHER = "`", "=", "<", "%", "~"
WINDOW = 3
"""Initials in one token."""
ANCHOR, INITIALS_ANCHOR = "^", "$"
OBJECT, REACHED = "#", "@"


def pair_of(first: str, second: str = "") -> str:
    """The token of two syllables; of the last one alone."""
    return f"{PAIR}{first}{second}"


def initial(syllable: str) -> str:
    """One letter from a to z; `_` where there is none."""
    return syllable[0] if "a" <= syllable[:1] <= "z" else "_"


class _Pairs(dict[str, str]):
    """The token of two characters, or of the last one of a run. Emptied when it has grown too large."""

    def __missing__(self, characters: str) -> str:
        if len(self) >= KEPT:
            self.clear()
        table = syllables()
        token = self[characters] = pair_of(*(table[one] for one in characters))
        return token


_pairs = _Pairs()


def add_tokens(found: Iterable[str], tokens: set[str]) -> None:
    """Adds the tokens of some runs."""
    for run in found:
        if not run.isascii() and is_of_characters(run):
            tokens.update(map(_pairs.__getitem__, map(add, run, run[1:])))
            tokens.add(_pairs[run[-1]])
        else:
            tokens.add(WORD + run)
            if len(run) >= BACKWARDS_FROM and not run.isalpha():
                tokens.add(backwards(run))


def backwards(number: str) -> str:
    """The token of a number's end."""
    return BACKWARDS + number[: -BACKWARDS_LENGTH - 1 : -1]


def pairs_within(run: str) -> list[str]:
    """The tokens that every run has that contains this one."""
    return [_pairs[run[index : index + 2]] for index in range(len(run) - 1)]


def has_digit(word: str) -> bool:
    return not word.isalpha()


def readings(run: str, usual: list[str]) -> list[str]:
    """The syllable of each character of a run, as it is read in this place; `usual`: as it mostly is."""
    if unusual_beginnings().isdisjoint(map(add, run, run[1:])):
        return usual
    found: list[str] = []
    for piece in pinyin(run):
        if run.startswith(piece, len(found)):
            found += piece
        else:
            found.append(plain(piece))
    return found


def usual_readings(run: str) -> list[str]:
    """The syllable that each character of a run mostly has."""
    return list(map(syllables().__getitem__, run))


def pairs_of_readings(read: Sequence[str], usual: Sequence[str]) -> Iterator[str]:
    """The tokens of a run as it is read, where that differs from how it is mostly read."""
    for place, (one, mostly) in enumerate(zip(read, usual, strict=True)):
        if one != mostly:
            if place:
                yield pair_of(read[place - 1], one)
            yield pair_of(one, read[place + 1]) if place + 1 < len(read) else pair_of(one)


def windows_of(initials: str) -> list[str]:
    """The tokens of the initials of a run, the shorter ones at its end included."""
    return [INITIALS + initials[place : place + WINDOW] for place in range(len(initials))]


def anchor_of(pieces: Iterable[str]) -> str:
    """What a title begins with: its words and syllables without blanks."""
    return ANCHOR + "".join(pieces)[:ANCHOR_LENGTH]


def initials_anchor_of(pieces: Sequence[str]) -> str:
    return INITIALS_ANCHOR + "".join(map(initial, pieces[:INITIALS_ANCHOR_LENGTH]))
