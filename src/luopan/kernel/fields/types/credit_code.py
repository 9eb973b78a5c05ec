"""credit_code: the unified social credit code of a Chinese organisation (统一社会信用代码), by GB 32100-2015.

18 characters, kept in upper case: authority and kind, six digits of region, nine of the organisation code, one check
character. The alphabet is 0-9 and A-Z without I, O, S, V, Z. A code whose check character is wrong is taken with a
warning: registers contain some.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(3**place % 31 for place in range(17))


class CreditCodeType(FieldType):
    name = "credit_code"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.TEXT
    operand_type = Text()
    converts_from = words("text long_text")
    searchable = True
    widget = "credit_code"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = as_text(raw)
        if _CODE.fullmatch(text):
            return text
        text = "".join(unicodedata.normalize("NFKC", text).upper().split())
        if not _CODE.fullmatch(text):
            if text:
                raise Rejected("not_a_credit_code")
            return None
        return text

    def warning(self, settings: NoSettings, value: Any, record: Mapping[str, Any], context: Context) -> str | None:
        return None if check_character(value) == value[17] else "credit_code_check"

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}$"}

    def sample(self, settings: NoSettings) -> Any:
        return "91310230MA1K2QBP3B"


def check_character(code: str) -> str:
    """The last character that the first 17 ask for (GB 32100-2015, ISO 7064 style: weights 3^i mod 31)."""
    total = sum(_VALUES[character] * weight for character, weight in zip(code, _WEIGHTS, strict=False))
    return ALPHABET[-total % 31]
