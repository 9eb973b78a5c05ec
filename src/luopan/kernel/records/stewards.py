"""Stewards: what must hold, and what must follow, when records of certain objects are written. Other rooms bring them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from luopan.kernel.records.batch import Row

if TYPE_CHECKING:
    from luopan.kernel.records.writing import Writing


class Steward(Protocol):
    """Looks after the records of one object.

    `extras`: keys that a row may carry beyond the object's fields (a password); they arrive in `Row.extras`, and nowhere else.
    """

    extras: frozenset[str]

    async def check(self, writing: "Writing", rows: Sequence[Row]) -> None:
        """Refuses rows, before they are written. `row.record` is what the record will be."""
        ...

    async def written(self, writing: "Writing", rows: Sequence[Row]) -> None:
        """Follows rows that have been created or updated, in their transaction."""
        ...

    async def finish(self, writing: "Writing") -> None:
        """Once a transaction that touched such records, in any way, at its end: last checks, and waking others."""
        ...


Stewards: TypeAlias = Mapping[str, Steward]
"""By permanent id of their object."""
