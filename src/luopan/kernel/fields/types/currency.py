"""currency: an ISO 4217 code; signs and words (¥, 美元) are read too.

Serves `amount.currency` of money, never defined by anyone.
"""

import unicodedata
from typing import Any

from sqlalchemy import Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, as_text
from luopan.kernel.fields.currencies import CURRENCIES, parse_currency


class CurrencyType(FieldType):
    name = "currency"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.EQUALITY
    operand_type = Text()
    unique_allowed = False
    internal = True
    widget = "currency"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = unicodedata.normalize("NFKC", as_text(raw)).strip()
        return parse_currency(text, context.currency) if text else None

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "enum": sorted(CURRENCIES)}

    def sample(self, settings: NoSettings) -> Any:
        return "CNY"
