"""What somebody types, understood: terms that must all be found, each with the patterns of lines that it fits and the tokens to
find candidates by.

A term is found where its runs stand in a line: characters anywhere, a word or number from its beginning on, a number also
at its end; letters besides in what a title is read as, from any syllable on, or in its initials. The lines of a reading are in
capitals where a syllable begins, so nothing else can fit their patterns.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal, TypeAlias

from luopan.kernel.fields.pinyin import syllables
from luopan.kernel.fields.types.phone import COUNTRY_CODES
from luopan.kernel.search import tokens
from luopan.kernel.search.folding import is_of_characters, line_of, runs
from luopan.kit.errors import Invalid, Problem

LONGEST_QUERY = 200
MOST_TERMS = 12
SHORTEST_TAIL = 4
SHORTEST_PHONE = 7
MOST_LETTERS = 48
MOST_READINGS = 12
"""Of letters that can be read in more ways, only the first syllables are asked for."""
Where: TypeAlias = Literal["title", "both", "rest"]
SHORT_ENDING = 2
"""The last letters of a longer reading are not asked for where they are so few: too much begins with them."""
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./\-]*[0-9]")


@dataclass(frozen=True, slots=True)
class Token:
    """A token that candidates have; `beginning`: or one that begins with it."""

    text: str
    beginning: bool = False

    @property
    def sql(self) -> str:
        return f"'{self.text}'{':*' if self.beginning else ''}"


@dataclass(frozen=True, slots=True)
class Fit:
    """One way to fit a term: a pattern that a line contains, of letters, digits, blanks, and letters of either case (`[aA]`),
    which SQL and Python understand alike. `needs`: tokens, any of each group; `title`: fits the readings of titles alone."""

    pattern: str
    needs: tuple[tuple[Token, ...], ...]
    title: bool = False

    def holds(self, line: str) -> bool:
        return re.search(self.pattern, line) is not None


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for. `word`: what it is, where it may be a mistyped word."""

    runs: tuple[str, ...]
    fits: tuple[Fit, ...]
    word: str | None

    @property
    def pattern(self) -> str:
        """Any of the fits'."""
        return "|".join(dict.fromkeys(fit.pattern for fit in self.fits))

    def holds(self, lines: str) -> bool:
        """The same in memory."""
        return re.search(self.pattern, lines) is not None


@dataclass(frozen=True, slots=True)
class Query:
    """All terms; `line` is what a title is that is nothing else."""

    terms: tuple[Term, ...]
    line: str

    def candidates(self) -> str:
        """The tokens of all that may fit, as a tsquery."""
        return _together(_any_of(term.fits, "both") for term in self.terms)

    def stages(self) -> list[str]:
        """The same, the best first: titles that begin with the first term, titles that fit, and what these have left out."""
        titles = [_any_of(term.fits, "title") for term in self.terms]
        only = self.terms[0].fits if len(self.terms) == 1 else ()
        rest = _any_of([fit for fit in only if not fit.title], "rest") if only else self.candidates()
        return [self._beginning(titles), _together(titles), rest]

    def _beginning(self, titles: Sequence[str]) -> str:
        """The tokens of titles that begin with the first term, or are read like that; an anchor says it all of a short one."""
        first = self.terms[0].runs
        pieces = [piece for run in first for piece in _pieces(run)]
        anchors = [Token(tokens.anchor_of(pieces), True)]
        if len(first) == 1 and _is_letters(first[0]):
            anchors.append(Token(tokens.initials_anchor_of(first[0]), True))
        is_short = sum(map(len, pieces)) <= tokens.ANCHOR_LENGTH
        return _together([" | ".join(anchor.sql for anchor in anchors), *titles[is_short:]])


def read_query(text: str, place: str) -> Query:
    """Understands a query; `Invalid` where it is too long. No terms: there was nothing in it to look for."""
    if len(text) > LONGEST_QUERY:
        raise _refused("search_too_long", place, LONGEST_QUERY)
    text = " ".join(text.split())
    pieces = [text] if _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) >= SHORTEST_PHONE else text.split(" ")
    terms = tuple(term for piece in pieces if (term := _term(piece)) is not None)
    if len(terms) > MOST_TERMS:
        raise _refused("search_too_many_words", place, MOST_TERMS)
    return Query(terms, line_of(runs(text)))


def _refused(code: str, place: str, most: int) -> Invalid:
    return Invalid("invalid_query", errors=[Problem(code, place, params={"most": most})])


def _term(piece: str) -> Term | None:
    found = runs(piece)
    if not found:
        return None
    fits = [_plain(found)]
    alone = found[0] if len(found) == 1 and not is_of_characters(found[0]) else None
    if alone is not None and tokens.has_digit(alone):
        fits += _number(alone)
    elif _NUMBER.fullmatch(piece) and len(digits := "".join(found)) >= SHORTEST_PHONE:
        fits += (_plain([digits]), *_number(digits))
    elif alone is not None and _is_letters(alone) and len(alone) <= MOST_LETTERS:
        fits += (*_read_as(alone), _initials(alone))
    return Term(tuple(found), tuple(fits), alone)


def _plain(found: Sequence[str]) -> Fit:
    """The runs as they stand: the last one may go on, a word begins where it begins."""
    needs: list[tuple[Token, ...]] = []
    for place, run in enumerate(found):
        if not is_of_characters(run):
            needs.append((Token(tokens.WORD + run, place == len(found) - 1),))
        elif len(run) == 1:
            needs.append((Token(tokens.pair_of(*tokens.usual_readings(run)), True),))
        else:
            needs += [(Token(pair),) for pair in tokens.pairs_within(run)]
    lead = "" if is_of_characters(found[0]) else " "
    return Fit(lead + " ".join(found), tuple(needs))


def _number(number: str) -> Iterator[Fit]:
    """The end of a number, or of a code with digits in it; one without its country's code, which may be written or not."""
    if len(number) >= SHORTEST_TAIL:
        ending = Token(tokens.backwards(number), True)
        yield Fit(f"{number} ", ((ending, Token(tokens.WORD + number)),))
    if number.isdigit() and number.isascii() and len(number) >= SHORTEST_PHONE:
        for end in (1, 2, 3):
            if int(number[:end]) in COUNTRY_CODES:
                yield _plain([number[end:]])


def _read_as(letters: str) -> Iterator[Fit]:
    """Characters that are read like this, from a syllable's capital on; more letters may follow the last ones."""
    pattern = letters[0].upper() + "".join(f"[{letter}{letter.upper()}]" for letter in letters[1:])
    ways = list(islice(_syllables_of(letters), MOST_READINGS + 1))
    if len(ways) > MOST_READINGS:  # nobody knows which is meant: the first two syllables are enough
        whole, _, longest = _known_syllables()
        ends = range(2, min(2 * longest, len(letters)) + 1)
        splits = (
            end for end in ends if any(letters[:at] in whole and letters[at:end] in whole for at in range(1, end))
        )
        yield Fit(pattern, (tuple(Token(tokens.PAIR + letters[:end]) for end in splits),), title=True)
        return
    for way in ways:
        pairs = [Token(pair) for pair in map(tokens.pair_of, way, way[1:-1])]
        if not pairs or len(way[-1]) > SHORT_ENDING:
            pairs.append(Token(tokens.pair_of(*way[-2:]), True))
        yield Fit(pattern, tuple((pair,) for pair in pairs), title=True)


def _initials(letters: str) -> Fit:
    windows = tokens.windows_of(letters)[: max(1, len(letters) - tokens.WINDOW + 1)]
    needs = tuple((Token(window, len(letters) < tokens.WINDOW),) for window in windows)
    return Fit(letters.upper(), needs, title=True)


def _is_letters(run: str) -> bool:
    return run.isascii() and run.isalpha()


def _syllables_of(letters: str) -> Iterator[list[str]]:
    """The ways to read letters as syllables, the last of which may be a beginning: `xian` is `xian` and `xi`, `an`."""
    whole, beginnings, longest = _known_syllables()
    readable = {place for place in range(len(letters)) if letters[place:] in beginnings}
    for place in reversed(range(len(letters))):
        ends = range(place + 1, min(place + longest, len(letters) - 1) + 1)
        if any(end in readable and letters[place:end] in whole for end in ends):
            readable.add(place)

    def ways(start: int) -> Iterator[list[str]]:
        if letters[start:] in beginnings:
            yield [letters[start:]]
        for end in range(min(start + longest, len(letters) - 1), start, -1):
            if end in readable and letters[start:end] in whole:
                for further in ways(end):
                    yield [letters[start:end], *further]

    return ways(0)


@cache
def _known_syllables() -> tuple[frozenset[str], frozenset[str], int]:
    """All syllables, all beginnings of syllables, the length of the longest."""
    whole = frozenset(one for one in syllables().values() if _is_letters(one))
    return whole, frozenset(one[:end] for one in whole for end in range(1, len(one) + 1)), max(map(len, whole))


def _pieces(run: str) -> list[str]:
    return tokens.usual_readings(run) if is_of_characters(run) else [run]


def _together(parts: Iterable[str]) -> str:
    return " & ".join(f"({part})" for part in parts)


def _any_of(fits: Iterable[Fit], where: Where) -> str:
    return " | ".join(f"({_all_of(fit, where)})" for fit in fits)


def _all_of(fit: Fit, where: Where) -> str:
    """The tokens in the form that titles have, or in any. A single one of the rest is not a title's: those came before."""
    groups: list[str] = []
    for group in fit.needs:
        wanted = list(group)
        if where != "title" and not fit.title:
            others = [Token(tokens.OTHER + one.text, one.beginning) for one in group]
            wanted = others if where == "rest" and len(fit.needs) == 1 else wanted + others
        groups.append(" | ".join(one.sql for one in wanted))
    return _together(groups)
