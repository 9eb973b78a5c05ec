"""Kinds of conditions that other rooms bring: each with its meaning in SQL and in memory. The tree knows only that they exist."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol


class Kind(Protocol):
    """A leaf of the tree, written as `{"<name>": argument}`. It can stand wherever records are asked for; not in rules, which
    must hold at the very moment of a write."""

    @property
    def name(self) -> str: ...

    def read(self, argument: Any, place: str) -> Any:
        """The argument understood; `Invalid`, with its place, otherwise."""
        ...

    def bind(self, argument: Any, item: Any, snapshot: Any) -> "tuple[Hashable, Sequence[tuple[Any, Any]]]":
        """For records of an object as somebody sees it: a shape without values, and the values: for SQL, and for memory."""
        ...

    def sql(self, source: Any, shape: Any, slots: Sequence[int], *, negated: bool) -> Any:
        """The condition as an SQL expression over a source; a value is the source's statement's parameter of its slot."""
        ...

    def holds(self, item: Any, shape: Any, values: Sequence[Any], record: Mapping[str, Any]) -> bool:
        """Whether a record fits; `values` are those for memory."""
        ...


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Makes kinds known; said once, where a process is put together."""
    KINDS.update({kind.name: kind for kind in kinds})
