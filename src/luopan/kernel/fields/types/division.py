"""division: the name or code of a piece of an address.

Serves the parts of addresses (`address.province`), never defined by anyone. Compared as the official lists write it.
"""

import unicodedata
from typing import Any

from sqlalchemy import Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import TEXT_PATTERN, Column, Context, FieldType, NoSettings, Rejected, as_text

MAX_LENGTH = 100


class DivisionType(FieldType):
    name = "division"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.named(operators.EQ, operators.IN, operators.STARTS_WITH, operators.EMPTY)
    operand_type = Text()
    unique_allowed = False
    internal = True
    widget = "text"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = " ".join(unicodedata.normalize("NFKC", as_text(raw)).split())
        if len(text) > MAX_LENGTH:
            raise Rejected("value_too_long", most=MAX_LENGTH)
        return text or None

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "maxLength": MAX_LENGTH, "pattern": TEXT_PATTERN}

    def sample(self, settings: NoSettings) -> Any:
        return "浙江省"
