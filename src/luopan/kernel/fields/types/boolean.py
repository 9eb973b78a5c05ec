"""boolean: yes or no; canonical as true and false, accepted as 是/否, yes/no, y/n, on/off, 1/0, ✓/✗ too.

`eq` and `in` are the only comparisons; a value may be missing, which is neither.
"""

import unicodedata
from typing import Any

from sqlalchemy import Boolean

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words

YES = words("true yes y t on 1 是 是的 有 对 對 真 √ ✓ ✔ ☑ ✅")
NO = words("false no n f off 0 否 不是 无 無 错 錯 假 × ✗ ✘ ☐ ❌")


class BooleanType(FieldType):
    name = "boolean"
    columns = (Column("", "boolean"),)
    operators = operators.EQUALITY
    operand_type = Boolean()
    converts_from = words("text long_text integer decimal select")
    unique_allowed = False
    widget = "boolean"
    lake_type = "bool"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        if isinstance(raw, bool):
            return raw
        text = unicodedata.normalize("NFKC", as_text(raw)).strip().lower()
        if text in YES:
            return True
        if text in NO:
            return False
        if text:
            raise Rejected("not_a_boolean")
        return None

    def convert(
        self, settings: NoSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        return self.parse(settings, source.text(source_settings, value, "en", context), context)

    def text(self, settings: NoSettings, value: Any, locale: str, context: Context | None = None) -> str:
        if locale.startswith("zh"):
            return "是" if value else "否"
        return "Yes" if value else "No"

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "boolean"}

    def sample(self, settings: NoSettings) -> Any:
        return True
