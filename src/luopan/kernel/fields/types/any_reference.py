"""any_reference: one record of one of several objects. Canonical as `{"object": name, "id": id}`.

Read back with a title too. Operators compare the id alone, which no two records share, whatever their objects. The
second column takes `object` as the value has it: whoever knows the metadata puts the object's permanent id in before
`store`, and its name after reading.
"""

from collections.abc import Mapping
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import ColumnElement, Uuid, case, func, literal_column

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, ReferenceType, Rejected
from luopan.kernel.fields.operators import Operator
from luopan.kernel.fields.types.reference import ID_SCHEMA, OnDelete, parse_id


class AnyReferenceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: tuple[str, ...]
    on_delete: OnDelete = "restrict"
    inverse: str | None = None
    inherit: Literal["read", "write"] | None = None


class AnyReferenceType(ReferenceType):
    name = "any_reference"
    Settings = AnyReferenceSettings
    columns = (Column("", "uuid"), Column("__object", "text", collate_c=True))
    operators = operators.EQUALITY
    operand_type = Uuid(as_uuid=False)
    unique_allowed = False
    groupable = False
    widget = "any_reference"
    lake_type = "struct<object: string, id: string>"
    polymorphic = True

    def targets(self, settings: AnyReferenceSettings) -> tuple[str, ...]:
        return settings.to

    def parse(self, settings: AnyReferenceSettings, raw: Any, context: Context) -> Any:
        """`{"object", "id"}`, perhaps with the title that a read gave, or the text "object:id"."""
        if isinstance(raw, str):
            name, _, record = raw.strip().partition(":")
            raw = {"object": name, "id": record}
        if not isinstance(raw, dict):
            raise Rejected("any_reference_shape")
        value = cast(dict[str, Any], raw)
        name = value.get("object")
        if not isinstance(name, str) or name not in settings.to:
            raise Rejected("any_reference_object", known=", ".join(settings.to))
        return {"object": name, "id": parse_id(value)}

    def parse_operand(self, settings: AnyReferenceSettings, operator: Operator, raw: Any, context: Context) -> Any:
        """The id suffices."""
        return {"id": parse_id(raw)}

    def check_settings(self, settings: AnyReferenceSettings) -> None:
        if not settings.to or len(set(settings.to)) < len(settings.to):
            raise Rejected("any_reference_targets")

    def store(
        self, settings: AnyReferenceSettings, value: Any, record: Mapping[str, Any], context: Context
    ) -> tuple[Any, ...]:
        return value["id"], value["object"]

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        record, name = columns
        pairs: list[ColumnElement[Any]] = [literal_column("'object'"), name, literal_column("'id'"), record]
        return case((record.is_not(None), func.json_build_object(*pairs)))

    def key(self, value: Any) -> Any:
        return value["id"]

    def operand(self, value: Any) -> Any:
        return value["id"]

    def text(self, settings: AnyReferenceSettings, value: Any, locale: str, context: Context | None = None) -> str:
        return f"{value['object']}:{value['id']}"

    def json_schema(self, settings: AnyReferenceSettings) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["object", "id"],
            "properties": {
                "object": {"type": "string", "enum": list(settings.to)},
                "id": ID_SCHEMA,
                "title": {"type": "string"},
            },
        }
