"""Openings: the ways that lead somebody to records of an object, as a shape without values.

Two people with the same roles and rules have the same openings, and so the same compiled statements; who they are, their
teams and departments come in as parameters.
"""

from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from luopan.kernel.metadata.binding import Tree
from luopan.kernel.metadata.model import Field, Object

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class RuleArm:
    """Records that fit a condition. `key` is the beginning of its parameters' names."""

    key: str
    item: Object
    tree: Tree


@dataclass(frozen=True, slots=True)
class ShareArm:
    """Records that are shared with one of the grantees in a parameter; `write`: only shares that allow it."""

    key: str
    access: Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class RelationArm:
    """Records whose reference points at a record that all of these openings lead to; an opening of None leads to every record."""

    item: Object
    field: Field
    target: Object
    openings: "tuple[Opening | None, ...]"


@dataclass(frozen=True, slots=True)
class Opening:
    """Any of these ways is enough; none at all leads nowhere.

    `owners` and `departments` name parameters that hold lists of ids.
    """

    owners: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    rules: tuple[RuleArm, ...] = ()
    shares: tuple[ShareArm, ...] = ()
    relations: tuple[RelationArm, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.owners or self.departments or self.rules or self.shares or self.relations)


CLOSED = Opening()


def either(first: "Opening | None", second: "Opening | None") -> "Opening | None":
    """The union of two openings; None is every record."""
    if first is None or second is None:
        return None
    return Opening(
        _joined(first.owners, second.owners),
        _joined(first.departments, second.departments),
        _joined(first.rules, second.rules),
        _joined(first.shares, second.shares),
        _joined(first.relations, second.relations),
    )


def is_within(inner: "Opening | None", outer: "Opening | None") -> bool:
    """Whether each single way of `inner` is one of `outer` too, which then leads at least as far."""
    if inner is None or outer is None:
        return outer is None
    return all(set(getattr(inner, name)) <= set(getattr(outer, name)) for name in Opening.__slots__)


def unshared(opening: Opening | None) -> Opening | None:
    """The same opening without shares, its own and those of records that it leads over."""
    if opening is None:
        return None
    relations = (replace(arm, openings=tuple(unshared(one) for one in arm.openings)) for arm in opening.relations)
    return replace(opening, shares=(), relations=tuple(arm for arm in relations if CLOSED not in arm.openings))


def narrowed(opening: Opening) -> Opening:
    """The same opening without lists that another of its lists contains: one's own records are the team's too."""
    owners = {one.rpartition("_")[0] for one in opening.owners if not one.endswith("_own")}
    departments = {one.rpartition("_")[0] for one in opening.departments if one.endswith("_subdepartments")}
    return replace(
        opening,
        owners=tuple(one for one in opening.owners if not (one.endswith("_own") and one.rpartition("_")[0] in owners)),
        departments=tuple(
            one
            for one in opening.departments
            if one.endswith("_subdepartments") or one.rpartition("_")[0] not in departments
        ),
    )


def _joined(first: tuple[Part, ...], second: tuple[Part, ...]) -> tuple[Part, ...]:
    return (*first, *(one for one in second if one not in first))
