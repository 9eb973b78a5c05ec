"""What goes into the write door, and what comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from luopan.kernel.metadata.model import Field, Object
from luopan.kit.errors import Invalid, Problem

MAX_ROWS = 10_000

Mode = Literal["create", "update", "upsert", "delete", "restore"]
Status = Literal["created", "updated", "unchanged", "deleted", "restored", "failed"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one object. One record is a batch of one.

    `key` names the fields that tell which record a row means (empty: its `id`). `atomic`: any problem refuses the whole batch.
    A row may carry `version`: it then fails where the record has moved on. `moments`: when each row was written, where that is
    not now; only the system itself, which keeps when something really happened, may say so.
    """

    object: str
    mode: Mode
    rows: Sequence[Any]
    key: tuple[str, ...] = ()
    atomic: bool = True
    moments: Sequence[str | None] = ()


def key_fields(item: Object, batch: Batch) -> tuple[Field, ...]:
    """The fields of a batch's key; `Invalid` where records can't be matched by one of them. Empty: by id."""
    fields = tuple(item.fields[name] for name in batch.key if name in item.fields and name != "id")
    unknown = [name for name in batch.key if name not in item.fields]
    problems = [Problem("field_unknown", "key", params={"object": item.name, "field": name[:60]}) for name in unknown]
    for one in fields:
        if not one.type.unique_allowed or "eq" not in one.type.operators:
            problems.append(Problem("key_not_usable", "key"))
    if problems:
        raise Invalid("invalid_records", errors=problems)
    return fields


class Row(msgspec.Struct):
    """One row on its way through the door. `given`: canonical values by field name; `current`: the record as it stands.

    `plain`: the secrets among the given ones, as they came. `at`: when it was written, where that is not now.
    """

    index: int
    given: dict[str, Any] = {}
    id: str | None = None
    expected_version: int | None = None
    current: Mapping[str, Any] | None = None
    record: dict[str, Any] = {}
    changed: dict[str, Any] = {}
    version: int = 0
    status: Status | None = None
    problems: list[Problem] = []
    warnings: list[Problem] = []
    lookups: list["Lookup"] = []
    written: frozenset[str] = frozenset()
    """The fields that the client writes; others may be filled in."""
    extras: dict[str, Any] = {}
    plain: dict[str, str] = {}
    at: str | None = None

    def refuse(self, code: str, field_name: str | None = None, **params: Any) -> None:
        """Notes what is wrong with this row; it goes no further."""
        self.problems.append(Problem(code, field=field_name, row=self.index, params=params))
        self.status = "failed"

    def __repr__(self) -> str:
        return f"Row({self.index}: {self.status})"

    @property
    def alive(self) -> bool:
        return self.status is None


@dataclass(slots=True)
class Lookup:
    """A reference written as `{"<field>": value}`: to be found in `object`, then put where it stood (`position` in a list)."""

    field: str
    object: str
    by: str
    value: Any
    position: int | None = None
    polymorphic: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each row, in order; `change_id` is None where nothing changed."""

    rows: Sequence[Row]
    change_id: str | None

    def count(self, status: Status) -> int:
        return sum(1 for row in self.rows if row.status == status)
