"""phone: one number in E.164 (+8613800138000), an extension behind `;ext=`.

A number without a country is read in the workspace's. Fixed lines with area code, 400 numbers and foreign numbers are
checked against the numbering plans of `phonenumbers`; what no plan has (short codes, truncated numbers) is refused.
Operators see the canonical form; `ends_with` finds the last digits.
"""

import re
import unicodedata
from functools import cache
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat
from sqlalchemy import Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words

MAX_LENGTH = 60
_EXTENSION = re.compile(
    r"^(.*[0-9])\s*(?:[;,，]?\s*(?:ext\.?|x|#|转|轉|分机|分機)\s*[:=]?|(?<=[0-9]{7})-)\s*([0-9]{1,6})$", re.I
)


class PhoneType(FieldType):
    name = "phone"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.TEXT
    operand_type = Text()
    converts_from = words("text long_text integer")
    widget = "phone"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = as_text(raw)
        if found := _chinese_mobile().fullmatch(text):
            if found[1]:
                return text
            if context.country == "CN":
                return f"+86{text}"
        text = unicodedata.normalize("NFKC", text).strip()
        return parse_phone(text, context.country) if text else None

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        mobile = r"^\+861(3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}$"
        other = r"^\+?[0-9() .-]{5,30}(;ext=[0-9]{1,7})?$"
        return {"anyOf": [{"type": "string", "pattern": mobile}, {"type": "string", "pattern": other}]}

    def sample(self, settings: NoSettings) -> Any:
        return "+8613800138000"


def parse_phone(text: str, country: str) -> str:
    """The canonical form of a number; `Rejected` where no numbering plan has it."""
    if len(text) > MAX_LENGTH:
        raise Rejected("not_a_phone")
    canonical = _valid(text, country)
    if canonical is None and (found := _EXTENSION.fullmatch(text)):
        canonical = _valid(f"{found[1]};ext={found[2]}", country)
    if canonical is None:
        raise Rejected("not_a_phone")
    return canonical


def _valid(text: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    canonical = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{canonical};ext={number.extension}" if number.extension else canonical


@cache
def _chinese_mobile() -> re.Pattern[str]:
    """The library's own plan, as one pattern, for the numbers that nearly all customers have."""
    plan = PhoneMetadata.metadata_for_region("CN")
    assert plan is not None
    assert plan.mobile is not None
    return re.compile(rf"(\+86)?(?:{plan.mobile.national_number_pattern})", re.ASCII)
