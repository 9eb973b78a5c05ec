"""reference: one record of one other object. Canonical as its id; read back as `{"id", "title"}`.

`on_delete` says what the write door does when the target goes to the recycle bin: refuse, clear the reference, or
take this record along. `inverse` names the relation as the target sees it (an account's `opportunities`). `tree`: the
references of an object to itself that make a hierarchy; the write door then lets nobody become their own ancestor.
`inherit`: who may read (or write) the target may read (write) this record.
"""

import re
from typing import Any, ClassVar, Literal, cast

import msgspec
from sqlalchemy import Uuid

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, ReferenceType, Rejected

OnDelete = Literal["restrict", "clear", "cascade"]
_CANONICAL = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ID = re.compile("([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})")

ID_SCHEMA = {"type": "string", "format": "uuid"}
WRITTEN_SCHEMA: dict[str, Any] = {
    "anyOf": [
        ID_SCHEMA,
        {"type": "object", "required": ["id"], "properties": {"id": ID_SCHEMA, "title": {"type": "string"}}},
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
            "additionalProperties": {"type": ["string", "integer"]},
        },
    ]
}
"""An id, what a read gave, or `{"<unique field>": value}`."""


class ReferenceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: str
    on_delete: OnDelete = "restrict"
    inverse: str | None = None
    tree: bool = False
    inherit: Literal["read", "write"] | None = None


class ReferenceKind(ReferenceType):
    name = "reference"
    Settings = ReferenceSettings
    columns = (Column("", "uuid"),)
    operators = operators.EQUALITY
    operand_type = Uuid(as_uuid=False)
    widget = "reference"

    def targets(self, settings: ReferenceSettings) -> tuple[str, ...]:
        return (settings.to,)

    def parse(self, settings: ReferenceSettings, raw: Any, context: Context) -> Any:
        """An id, or what a read gave (`{"id", "title"}`). `{"<unique field>": value}` is resolved by the write door, in sets."""
        return parse_id(raw)

    def json_schema(self, settings: ReferenceSettings) -> dict[str, Any]:
        return WRITTEN_SCHEMA


class FixedReferenceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    on_delete: OnDelete = "restrict"
    inverse: str | None = None


class FixedReference(ReferenceKind):
    """A reference whose object is not a matter of its settings."""

    Settings = FixedReferenceSettings
    target: ClassVar[str]

    def targets(self, settings: Any) -> tuple[str, ...]:
        return (self.target,)


def parse_id(raw: Any) -> str:
    """The canonical text of a record's id."""
    if isinstance(raw, dict):
        raw = cast(dict[str, Any], raw).get("id")
    if not isinstance(raw, str):
        raise Rejected("not_an_id")
    if _CANONICAL.fullmatch(raw):
        return raw
    found = _ID.fullmatch(raw.strip().lower())
    if not found:
        raise Rejected("not_an_id")
    return "-".join(found.groups())
