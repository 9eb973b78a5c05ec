"""The entry of a record in the index: its lines, and the tokens that lead to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import msgspec
import orjson

from luopan.kernel.search import tokens
from luopan.kernel.search.folding import is_of_characters, line_of, runs_of

LONGEST_TEXT = 1_000
"""What follows in a longer text is not searched."""
LONGEST_ENTRY = 20_000
"""What follows in a longer record is not, either."""
PINYIN, INITIALS = ":p", ":i"
"""Names of the lines that a title has besides; they begin with a colon, as no field's id does."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`words`: what of its title is worth knowing when somebody mistypes."""

    lines: str
    tokens: str
    words: set[str]


class Text(NamedTuple):
    """The value of one field. `key` is the field's permanent id."""

    key: str
    text: str


class Source(NamedTuple):
    """What an entry is made of; `ways` are tokens of their own, without blanks."""

    record_id: str
    ways: list[str]
    title: Text | None
    others: list[Text]


class Made(NamedTuple):
    """Entries of many records: a JSON array of `id`, `lines` and `tokens`, and all words of their titles."""

    rows: str
    words: set[str]


def make(sources: Sequence[Source]) -> Made:
    """The entries of many records."""
    rows: list[dict[str, str]] = []
    words: set[str] = set()
    for one in sources:
        entry = entry_of(one.title, one.others, one.ways)
        rows.append({"id": one.record_id, "lines": entry.lines, "tokens": entry.tokens})
        words |= entry.words
    return Made(orjson.dumps(rows).decode(), words)


def pack(sources: Sequence[Source]) -> bytes:
    """The same for `make_packed`, in another process."""
    return msgspec.msgpack.encode(sources)


def make_packed(packed: bytes) -> Made:
    """`make` of what has come from another process."""
    return make(_packed.decode(packed))


_packed = msgspec.msgpack.Decoder(list[Source])


def entry_of(title: Text | None, others: Sequence[Text], ways: Sequence[str] = ()) -> Entry:
    """The entry of a record with these texts; `ways` are tokens of their own, without blanks."""
    texts = others if title is None else [title, *others]
    if len(texts) * LONGEST_TEXT > LONGEST_ENTRY:
        texts = _within_limits(texts)
    found = runs_of([one.text[:LONGEST_TEXT] for one in texts])
    own: set[str] = set()
    lines: list[str] = []
    more: list[str] = []
    rest = set[str]()
    for one, runs in zip(texts, found, strict=True):
        if not runs:
            continue
        lines.append(f"{one.key}\t{line_of(runs)}")
        if one is title:
            tokens.add_tokens(runs, own)
            own |= _read(runs, more, lines)
        else:
            tokens.add_tokens(runs, rest)
    rest -= own
    joined = " ".join((*ways, *more, *own))
    if rest:
        joined += f" {tokens.OTHER}" + f" {tokens.OTHER}".join(rest)
    return Entry("\n".join(lines), joined, own)


def _within_limits(texts: Sequence[Text]) -> list[Text]:
    lengths = accumulate(min(len(one.text), LONGEST_TEXT) for one in texts)
    return [one for one, length in zip(texts, lengths, strict=True) if length <= LONGEST_ENTRY]


def _read(runs: Sequence[str], more: list[str], lines: list[str]) -> set[str]:
    """Adds the anchors of a title, and its lines in pinyin and initials; gives the tokens of its initials, and of characters that
    are read otherwise here than mostly."""
    usual: list[str] = []
    read: list[str] = []
    line: list[str] = []
    initials: list[str] = []
    found: set[str] = set()
    for run in runs:
        if not is_of_characters(run):
            usual.append(run)
            read.append(run)
            line.append(run)
            continue
        mostly = tokens.usual_readings(run)
        here = tokens.readings(run, mostly)
        usual += mostly
        read += here
        line.append("".join([one.capitalize() for one in here]))
        first_letters = "".join([one[0] for one in here])
        initials.append(first_letters.upper())
        found.update(tokens.windows_of(first_letters))
        if here != mostly:
            found.update(tokens.pairs_of_readings(here, mostly))
    anchor = tokens.anchor_of(usual)
    more += (anchor, tokens.initials_anchor_of(read))
    if initials:
        lines += (f"{PINYIN}\t {' '.join(line)} ", f"{INITIALS}\t {' '.join(initials)} ")
        if read != usual and (other := tokens.anchor_of(read)) != anchor:
            more.append(other)
    return found
