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
from sqlalchemy import ColumnElement, Text, func, literal_column

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words

MAX_LENGTH = 60
_CHINESE_MOBILE = re.compile(r"(\+86)?(1[0-9]{10})")
_CHINESE_FIXED = re.compile(r"(\+86|0)([1-9][0-9]{1,2})[- ]?([2-9][0-9]{6,7})")
COUNTRY_CODES = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
_EXTENSION = re.compile(
    r"^(.*[0-9])\s*(?:[;,，]?\s*(?:ext\.?|x|#|转|轉|分机|分機)\s*[:=]?|(?<=[0-9]{7})-)\s*([0-9]{1,6})$", re.I
)

_AS_NUMBER = re.compile(r"([0-9]{7,15})\.0")
"""What programs make of a column of numbers in which a cell is empty."""


class PhoneType(FieldType):
    name = "phone"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.TEXT
    operand_type = Text()
    converts_from = words("text long_text integer")
    searchable = True
    widget = "phone"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = as_text(raw)
        if (canonical := _chinese(text, context.country)) is not None:
            return canonical
        text = unicodedata.normalize("NFKC", text).strip()
        if as_number := _AS_NUMBER.fullmatch(text):
            text = as_number[1]
        return parse_phone(text, context.country) if text else None

    def mask(self, value: Any) -> str:
        """+86138****8000: the last four digits, at most six characters of the beginning, at least four digits hidden."""
        number = value.partition(";")[0]
        return f"{number[: min(6, max(0, len(number) - 8))]}****{number[-4:]}"

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        number = func.split_part(columns[0], literal_column("';'"), literal_column("1"))
        shown = func.least(6, func.greatest(0, func.length(number) - 8))
        return func.left(number, shown).concat(literal_column("'****'")).concat(func.right(number, literal_column("4")))

    def searched(self, key: Any) -> str:
        """The digits without the country's code."""
        code = next((end for end in (2, 3, 4) if key[1:end].isdigit() and int(key[1:end]) in COUNTRY_CODES), 1)
        return key[code:]

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


def _chinese(text: str, country: str) -> str | None:
    """The quick way for plainly written Chinese numbers: mobiles, and fixed lines with their area code; None for all others."""
    mobile, fixed = _chinese_plan()
    if found := _CHINESE_MOBILE.fullmatch(text):
        if mobile.fullmatch(found[2]) and (found[1] or country == "CN"):
            return f"+86{found[2]}"
    elif found := _CHINESE_FIXED.fullmatch(text):
        national = found[2] + found[3]
        if fixed.fullmatch(national) and (found[1] != "0" or country == "CN"):
            return f"+86{national}"
    return None


@cache
def _chinese_plan() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The library's own patterns of national numbers: mobiles and fixed lines."""
    plan = PhoneMetadata.metadata_for_region("CN")
    assert plan is not None
    assert plan.mobile is not None
    assert plan.fixed_line is not None
    mobile, fixed = plan.mobile.national_number_pattern, plan.fixed_line.national_number_pattern
    assert mobile is not None
    assert fixed is not None
    return re.compile(mobile), re.compile(fixed)
