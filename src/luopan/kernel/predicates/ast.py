"""The tree of a condition, as data.

Two-valued: there is no `not` node. A negation is pushed down to the leaves while parsing (`parse.py`), where `negated` means
"the rest of all records", empty values included; so SQL and memory can't disagree about unknown values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from luopan.kernel.predicates.kinds import Kind

FieldPath: TypeAlias = tuple[str, ...]
"""`("account", "industry")`: single-valued relations, then a field."""


@dataclass(frozen=True, slots=True)
class Value:
    """A plain JSON value, as the client wrote it."""

    json: Any


@dataclass(frozen=True, slots=True)
class Now:
    """A moment relative to the evaluation: `offset` in signed counts of units, then rounded to the start or end of `round_to`."""

    amount: int = 0
    unit: Literal["min", "h", "d", "w", "mo", "q", "y"] = "d"
    edge: Literal["start", "end"] | None = None
    round_to: Literal["day", "week", "month", "quarter", "year"] = "day"


@dataclass(frozen=True, slots=True)
class Me:
    """The actor's own user."""


@dataclass(frozen=True, slots=True)
class PathValue:
    """Another field of the same record."""

    path: FieldPath


Operand: TypeAlias = Value | Now | Me | PathValue | tuple[Value | Now | Me, ...] | None


@dataclass(frozen=True, slots=True)
class Compare:
    """A field, an operator, an operand."""

    path: FieldPath
    op: str
    operand: Operand
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Related records of a to-many relation: at least one fits `where` (`op` None), or their count compares with `count`."""

    path: FieldPath
    where: "Condition | None"
    op: str | None = None
    count: int = 0
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Special:
    """A leaf of a kind that another room brings (`kinds.py`)."""

    kind: Kind
    argument: Any
    negated: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold. No part: always true."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds. No part: never true."""

    parts: "tuple[Condition, ...]"


Condition: TypeAlias = Compare | Related | Special | And | Or

NEGATIVE_NAMES = {
    "ne": "eq",
    "not_in": "in",
    "not_empty": "empty",
    "not_contains": "contains",
    "has_none": "has_any",
}
"""Operators that are the negation of another: they exist in writing only."""


def negate(condition: Condition) -> Condition:
    """Exactly the records that `condition` leaves out (De Morgan, down to the leaves)."""
    match condition:
        case Compare(path, op, operand, negated):
            return Compare(path, op, operand, not negated)
        case Related(path, where, op, count, negated):
            return Related(path, where, op, count, not negated)
        case Special(kind, argument, negated):
            return Special(kind, argument, not negated)
        case And(parts):
            return Or(tuple(negate(part) for part in parts))
        case Or(parts):
            return And(tuple(negate(part) for part in parts))


def nodes(condition: Condition) -> Iterator[Condition]:
    """Every node of a tree, those of conditions over related records included."""
    waiting = [condition]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, And | Or):
            waiting.extend(node.parts)
        elif isinstance(node, Related) and node.where is not None:
            waiting.append(node.where)
