"""Fields as somebody sees them who may not see all of them: masked ones, and those that depend on the record.

Neither can be filtered, sorted, grouped or measured: they offer nothing to do it with.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import ColumnElement

from luopan.kernel.fields.base import FieldType, Part
from luopan.kernel.fields.operators import Operator
from luopan.kernel.metadata.model import Field
from luopan.kernel.permissions.openings import RuleArm

HIDDEN, MASKED, READ, WRITE = range(4)


@dataclass(frozen=True, slots=True)
class Choice:
    """A level where a condition holds, and another where it does not. Without a condition they are the same."""

    arm: RuleArm | None
    level: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class Access:
    """How far a field may be used: by each role the strictest of its choices, and of all roles the most generous.

    `blind`: may be written all the same, by those who only see its mask.
    """

    roles: tuple[tuple[Choice, ...], ...]
    blind: bool = False

    @property
    def always(self) -> int:
        """The level on every record, whatever holds."""
        return max((min(min(one.level, one.otherwise) for one in role) for role in self.roles), default=HIDDEN)

    @property
    def at_most(self) -> int:
        """The level where everything holds that helps."""
        return max((min(max(one.level, one.otherwise) for one in role) for role in self.roles), default=HIDDEN)

    @property
    def writable(self) -> bool:
        """Whether it may be written on some record at least."""
        return self.blind or self.at_most >= WRITE

    @property
    def arms(self) -> tuple[RuleArm, ...]:
        """The conditions that it depends on."""
        if self.always == self.at_most:
            return ()
        return tuple(dict.fromkeys(one.arm for role in self.roles for one in role if one.arm is not None))

    def where(self, least: int) -> tuple[tuple[tuple[RuleArm, bool], ...], ...]:
        """When it is at least this level: any of these lists, of which every condition must hold (or, where False, must not)."""
        found: list[tuple[tuple[RuleArm, bool], ...]] = []
        for role in self.roles:
            if all(max(one.level, one.otherwise) >= least for one in role):
                depending = [one for one in role if min(one.level, one.otherwise) < least]
                found.append(tuple((one.arm, one.level >= least) for one in depending if one.arm is not None))
        return tuple(found)

    def given(self, held: Set[RuleArm]) -> int:
        """The level where these conditions hold, and no others."""
        return max(
            (
                min(one.level if one.arm is None or one.arm in held else one.otherwise for one in role)
                for role in self.roles
            ),
            default=HIDDEN,
        )


def plainly(level: int) -> Access:
    """The same level on every record."""
    return Access(((Choice(None, level, level),),))


class Shown(FieldType):
    """A field type of which nothing is left but what it looks like."""

    operators: ClassVar[Mapping[str, Operator]] = {}
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    grains = False
    index_method = None
    parts: ClassVar[Mapping[str, Part]] = {}

    def __init__(self, inner: Field, access: Access) -> None:
        self.inner = inner
        self.access = access
        vars(self).update(
            name=inner.type.name,
            columns=inner.type.columns,
            operand_type=inner.type.operand_type,
            widget=inner.type.widget,
            Settings=inner.type.Settings,
            writable=inner.type.writable and access.writable,
        )

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return self.inner.type.masked(columns)

    def compared(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return self.inner.type.masked(columns)

    def mask(self, value: Any) -> str:
        return self.inner.type.mask(value)

    def json_schema(self, settings: Any) -> dict[str, Any]:
        return self.inner.type.json_schema(settings)


def shown(field: Field, access: Access) -> Field | None:
    """The field as it is seen with this access; None where it is not."""
    if access.at_most == HIDDEN:
        return None
    if access.always >= READ:
        return field
    return replace(field, type=Shown(field, access), unique=False, required=False)
