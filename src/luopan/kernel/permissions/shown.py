"""Fields as somebody sees them who may not see all of them: masked ones, and those that depend on the record.

Neither can be filtered, sorted, grouped or measured: they offer nothing to do it with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import ColumnElement

from luopan.kernel.fields.base import FieldType, Part
from luopan.kernel.fields.operators import Operator
from luopan.kernel.metadata.model import Field
from luopan.kernel.permissions.openings import RuleArm

HIDDEN, MASKED, READ, WRITE = range(4)


@dataclass(frozen=True, slots=True)
class Access:
    """How far a field may be used on every record (`always`), and further on those where a condition holds.

    `blind`: may be written all the same, by those who only see its mask.
    """

    always: int
    conditions: tuple[tuple[RuleArm, int], ...] = ()
    blind: bool = False

    @property
    def at_most(self) -> int:
        return max((self.always, *(level for _, level in self.conditions)))

    def arms(self, least: int) -> tuple[RuleArm, ...]:
        """The conditions any of which gives at least this level."""
        return tuple(arm for arm, level in self.conditions if level >= least)


class Shown(FieldType):
    """A field type of which nothing is left but what it looks like."""

    operators: ClassVar[Mapping[str, Operator]] = {}
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    grains = False
    index_method = None
    writable = False
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
        )

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return self.inner.type.masked(columns)

    def compared(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return self.inner.type.masked(columns)

    def mask(self, value: Any) -> str:
        return self.inner.type.mask(value)

    def json_schema(self, settings: Any) -> dict[str, Any]:
        return {"readOnly": True}


def shown(field: Field, access: Access) -> Field | None:
    """The field as it is seen with this access; None where it is not."""
    if access.at_most == HIDDEN:
        return None
    if access.always >= READ:
        return field
    return replace(field, type=Shown(field, access), unique=False, required=False)
