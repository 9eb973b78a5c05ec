"""How near the name of a column is to what a field is called: its name and labels, and words that mean the same."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import fuzz

from luopan.kernel.metadata.model import Field, Object

SAME, SYNONYM, LEAST = 1.0, 0.9, 0.55
_ASIDE = re.compile(r"[(（\[【<《][^)）\]】>》]*[)）\]】>》]")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near, from 0 to 1, and whether by the same name, a synonym, or a similar one."""

    score: float = 0.0
    reason: str | None = None


def plain(name: str) -> str:
    """A name without case, width, blanks, signs and what stands in brackets: `客户名称（必填）*` is 客户名称."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return _SIGNS.sub("", _ASIDE.sub("", text)) or _SIGNS.sub("", text)


def names_of(thing: Field | Object) -> frozenset[str]:
    """Everything that a field or an object is called."""
    return frozenset(one for one in map(plain, (thing.name, *thing.label.values())) if one)


def title_names(item: Object) -> frozenset[str]:
    """What a column may be called that names records of this object: 客户, 公司名称, account name."""
    kin = widened(names_of(item))
    return kin | {one + title for one in kin for title in _vocabulary().titles}


@dataclass(frozen=True, slots=True)
class Called:
    """What a target is called, and what else means it as well; `loosely` if names that only look alike count too."""

    names: frozenset[str]
    alike: frozenset[str] = frozenset()
    loosely: bool = True


def nearness(column: str, called: Called, own: frozenset[str] = frozenset()) -> Nearness:
    """How near a plain column name is to a target. `own`: names of the object itself, that may stand before."""
    found = _nearness(column, called)
    for prefix in own:
        if found.score < SAME and len(column) > len(prefix) and column.startswith(prefix):
            rest = _nearness(column.removeprefix(prefix), called)
            if rest.score * 0.95 > found.score:
                found = Nearness(rest.score * 0.95, rest.reason)
    return found


def _nearness(column: str, called: Called) -> Nearness:
    if column in called.names:
        return Nearness(SAME, "name")
    if column in called.alike or any(column in group for name in called.names for group in _groups(name)):
        return Nearness(SYNONYM, "synonym")
    score = max((_likeness(column, name) for name in called.names), default=0.0) if called.loosely else 0.0
    return Nearness(score, "similar") if score >= LEAST else Nearness()


def _likeness(one: str, other: str) -> float:
    """Of spelling alone; a word within a longer one counts by its share."""
    shorter, longer = sorted((one, other), key=len)
    if _tail(one) != _tail(other):
        return 0.0
    if len(shorter) < (4 if shorter.isascii() else 2):
        return 0.0
    ratio = fuzz.ratio(one, other) / 100
    within = 0.5 + 0.4 * len(shorter) / len(longer) if shorter in longer else 0.0
    least = 0.8 if shorter.isascii() else 0.66
    return max(0.85 * ratio if ratio >= least else 0.0, within)


def _tail(name: str) -> str | None:
    """The end of a name that says what kind of thing it is: an opportunity's id is not its name, however alike they look."""
    return next((tail for tail in _vocabulary().tails if name.endswith(tail)), None)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    groups: Mapping[str, tuple[frozenset[str], ...]]
    titles: frozenset[str]
    tails: tuple[str, ...]


@cache
def _vocabulary() -> _Vocabulary:
    raw: dict[str, Any] = yaml.safe_load(
        files("luopan.kernel.imports").joinpath("synonyms.yaml").read_text(encoding="utf-8")
    )
    groups: dict[str, tuple[frozenset[str], ...]] = {}
    for words in raw["words"]:
        group = frozenset(plain(str(word)) for word in words)
        for word in group:
            groups[word] = (*groups.get(word, ()), group)
    titles = frozenset(plain(word) for word in raw["titles"])
    return _Vocabulary(groups, titles, tuple(plain(word) for word in raw["tails"]))


def _groups(name: str) -> tuple[frozenset[str], ...]:
    return _vocabulary().groups.get(name, ())


def widened(names: Iterable[str]) -> frozenset[str]:
    """Names and all their synonyms."""
    names = frozenset(names)
    return names.union(*(group for name in names for group in _groups(name)))
