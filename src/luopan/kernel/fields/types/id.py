"""id: the identifier of a record (UUIDv7), the system field of that name. Sorted by the time of creation."""

from typing import Any

from sqlalchemy import Uuid

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings
from luopan.kernel.fields.types.reference import ID_SCHEMA, parse_id


class IdType(FieldType):
    name = "id"
    columns = (Column("", "uuid"),)
    operators = operators.EQUALITY
    operand_type = Uuid(as_uuid=False)
    writable = False
    internal = True

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        return parse_id(raw)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return ID_SCHEMA
