"""color: #rrggbb in lower case; #RGB is widened, the # may be missing."""

import re
from typing import Any

from sqlalchemy import Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words

_COLOR = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")


class ColorType(FieldType):
    name = "color"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.EQUALITY
    operand_type = Text()
    converts_from = words("text long_text")
    unique_allowed = False
    widget = "color"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = as_text(raw).strip().lower()
        found = _COLOR.fullmatch(text)
        if not found:
            if text:
                raise Rejected("not_a_color")
            return None
        digits = found[1]
        return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"}

    def sample(self, settings: NoSettings) -> Any:
        return "#1677ff"
