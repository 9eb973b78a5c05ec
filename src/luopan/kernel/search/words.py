"""The words of titles, so that a mistyped one is understood: words of Latin letters, and what two characters are read as.

Two words are near where they become the same by leaving out one letter of each, or of one: that covers a letter too many, one
too few, another one, and two that have changed places.
"""

from luopan.kernel.search.tokens import PAIR, WORD
from luopan.kit.database import Session

SHORTEST, LONGEST = 4, 24
KEPT = 200_000
MOST = 5
"""So many near words are looked for."""


class Vocabulary:
    """Learns words; remembers which it knows, so that most cost nothing."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    async def learn(self, session: Session, tokens: set[str]) -> None:
        """Notes the words among the tokens of titles."""
        fresh = tokens - self._known
        if len(self._known) + len(fresh) > KEPT:
            self._known.clear()
        words = sorted({word for one in fresh if (word := _word(one)) is not None})
        if words:
            near = ["{" + ",".join(sorted(near_keys(word))) + "}" for word in words]
            await session.execute(_LEARN, words, near)
        self._known |= fresh


async def near_words(session: Session, word: str) -> list[str]:
    """Known words that `word` may have been meant for, the likeliest first."""
    if not is_word(word):
        return []
    found = [one for (one,) in await session.fetch(_NEAR, list(near_keys(word))) if one != word]
    return sorted(found, key=lambda one: (distance(word, one), abs(len(one) - len(word)), one))[:MOST]


def is_word(text: str) -> bool:
    """Whether it can be a word that is known, or a mistyped one."""
    return SHORTEST <= len(text) <= LONGEST and text.isascii() and text.isalpha()


def near_keys(word: str) -> set[str]:
    """The word, and it with one letter left out."""
    return {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            best = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        before, above = above, current
    return above[-1]


def _word(token: str) -> str | None:
    word = token[1:] if token.startswith((WORD, PAIR)) else ""
    return word if is_word(word) else None


_LEARN = """
insert into luopan.search_words (word, near) select word, near::text[] from unnest($1::text[], $2::text[]) as x (word, near)
on conflict do nothing
"""

_NEAR = "select luopan.near_words($1::text[])"
