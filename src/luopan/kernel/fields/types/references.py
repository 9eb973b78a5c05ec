"""references: several records of one other object (many to many), kept in a link table.

Canonical as the sorted list of their ids, read back as a list of `{"id", "title"}`. `has_any` and `has_all` compare
with a list of ids; `inverse` names the relation as the targets see it.
"""

from typing import Any, cast

import msgspec
from sqlalchemy import Uuid

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Context, ReferenceType, Rejected
from luopan.kernel.fields.lists import pieces
from luopan.kernel.fields.operators import Operator
from luopan.kernel.fields.types.reference import WRITTEN_SCHEMA, parse_id

MOST_LINKS = 1_000


class ReferencesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: str
    inverse: str | None = None


class ReferencesType(ReferenceType):
    name = "references"
    Settings = ReferencesSettings
    columns = ()
    operators = operators.SET
    operand_type = Uuid(as_uuid=False)
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    index_method = None
    widget = "references"
    lake_type = "list<string>"
    many = True

    def targets(self, settings: ReferencesSettings) -> tuple[str, ...]:
        return (settings.to,)

    def parse(self, settings: ReferencesSettings, raw: Any, context: Context) -> Any:
        """Ids, or what a read gave; a single one may stand without a list, and a text may list ids between commas."""
        items = cast(list[Any], raw) if isinstance(raw, list) else pieces(raw) if isinstance(raw, str) else [raw]
        ids = sorted({parse_id(item) for item in items})
        if len(ids) > MOST_LINKS:
            raise Rejected("value_too_many", most=MOST_LINKS)
        return ids or None

    def parse_operand(self, settings: ReferencesSettings, operator: Operator, raw: Any, context: Context) -> Any:
        return parse_id(raw)

    def text(self, settings: ReferencesSettings, value: Any, locale: str, context: Context | None = None) -> str:
        return ", ".join(value)

    def json_schema(self, settings: ReferencesSettings) -> dict[str, Any]:
        return {"type": "array", "maxItems": MOST_LINKS, "items": WRITTEN_SCHEMA}
