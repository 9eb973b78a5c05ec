"""Which fields of an object the search looks into, and how their values become texts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.search.entries import Text

SCHEME = 1
"""To be raised with every change of what entries hold: all records are then indexed anew."""
KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Searched:
    """The fields that are looked into, the title apart; it is None where its values are not text."""

    title: Field | None
    others: tuple[Field, ...]

    @property
    def all(self) -> tuple[Field, ...]:
        return self.others if self.title is None else (self.title, *self.others)

    def texts(self, values: Sequence[Any]) -> tuple[Text | None, list[Text]]:
        """The title and the other texts of a record; `values` are what operators look at, in the order of `all`."""
        texts = [
            None if value is None else Text(field.id, field.type.searched(value))
            for field, value in zip(self.all, values, strict=True)
        ]
        title = texts.pop(0) if self.title is not None else None
        return title, [one for one in texts if one is not None]


@lru_cache(KEPT)
def searched(item: Object) -> Searched:
    """The fields of an object, or of what somebody sees of it, that the search looks into."""
    fields = [one for one in item.own_fields if one.searchable and one.type.searchable]
    title = next((one for one in fields if one.name == item.title), None)
    return Searched(title, tuple(one for one in fields if one is not title))


def signature(item: Object) -> str:
    """Differs where entries of an object must be made anew."""
    found = searched(item)
    said = [SCHEME, version("pypinyin"), found.title and found.title.id, [(one.id, one.column) for one in found.all]]
    return hashlib.blake2s(repr(said).encode(), digest_size=12).hexdigest()
