"""What an import is: a file, how its columns map to fields, what is wished, and how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import msgspec

from luopan.kernel.imports.reading import ReadOptions, Recognised
from luopan.kit.actor import SYSTEM, Actor
from luopan.kit.errors import Invalid, Problem

Status = Literal[
    "draft", "queued", "running", "paused", "done", "failed", "cancelled", "undoing", "undone", "undo_failed"
]
UNDER_WAY: tuple[Status, ...] = ("queued", "running", "undoing")
UNDOABLE: tuple[Status, ...] = ("done", "cancelled", "failed", "paused", "undone", "undo_failed")
"""One that is undone may be so again: what was in the way then may be gone."""

CHANNEL = "luopan_imports"
"""Rung whenever an import has moved on."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wished of an import.

    `mode`: absent, rows that fit a record by `key` update it and the others create one; without a key all rows create.
    `create`: the reference fields (or true: all) whose records are created where none is found. `empty`: whether an empty
    cell leaves a record's value as it is, or clears it. `dry_run`: says what would happen, and changes nothing. `draft`: the
    file is only looked at. `file`: how it is to be read, where that should not be guessed.
    """

    mode: Literal["create", "update", "upsert"] | None = None
    key: str | list[str] = msgspec.field(default_factory=list[str])
    create: bool | list[str] = False
    empty: Literal["keep", "clear"] = "keep"
    dry_run: bool = False
    draft: bool = False
    file: ReadOptions = ReadOptions()

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the fields that tell which record a row means."""
        return (self.key,) if isinstance(self.key, str) else tuple(self.key)

    @property
    def how(self) -> Literal["create", "update", "upsert"]:
        return self.mode or ("upsert" if self.keys else "create")


def read_options(raw: Any) -> Options:
    """The options that a client wrote; `Invalid` naming what is wrong with them."""
    try:
        options = msgspec.convert({} if raw is None else raw, Options)
    except msgspec.ValidationError as error:
        raise Invalid(
            "import_options",
            errors=[Problem("import_option", "options", params={"reason": str(error)})],
        ) from None
    if options.how == "update" and not options.keys:
        raise Invalid("import_options", errors=[Problem("import_key_missing", "options.key")])
    return options


@dataclass(frozen=True, slots=True)
class Import:
    """One import, as it is kept.

    `expected_rows`: about how many the file has. `mapping`: a target for each column, or none. `attempt`: which run this is; an
    earlier one that has not ended yet does no more.
    """

    id: str
    object_id: str
    file_name: str
    sha256: str
    size: int
    recognised: Recognised
    expected_rows: int | None
    mapping: dict[str, str | None]
    options: Options
    status: Status
    attempt: int
    dry_run: bool
    problem: dict[str, Any] | None
    created_at: datetime
    created_by: str | None
    scopes: Sequence[str] | None
    locale: str
    started_at: datetime | None
    done_at: datetime | None

    @property
    def actor(self) -> Actor:
        """Who wished it, with no more rights than they had with the key or session that they wished it with."""
        if self.created_by is None:
            return SYSTEM
        return Actor(self.created_by, "", self.locale, None if self.scopes is None else frozenset(self.scopes))


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows so far. `related`: records of other objects that were created for them, by object."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    waiting: int = 0
    undone: int = 0
    related: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that has not gone in, as it stood in the file. `waiting`: for a record that a later row may bring."""

    number: int
    cells: Sequence[str | None]
    problems: Sequence[Mapping[str, Any]]
    waiting: bool = False


def kept_problem(problem: Problem, column: str | None) -> dict[str, Any]:
    """A problem as it is kept: with the column it stands in."""
    kept: dict[str, Any] = {
        "code": problem.code,
        "field": problem.field,
        "column": column,
        "params": dict(problem.params),
    }
    if problem.message is not None:
        kept["message"] = dict(problem.message)
    return kept
