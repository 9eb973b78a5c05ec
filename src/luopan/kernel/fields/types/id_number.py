"""id_number: the number of a Chinese identity card (居民身份证) by GB 11643, or of a residence permit for people from Hong Kong,
Macau and Taiwan (港澳台居民居住证), which has the same form and begins with 81, 82 or 83.

18 characters: six digits of region, the date of birth, three digits, a check character. Old numbers of 15 digits get the
century (19) and the check character. The region is not looked up: divisions come and go, the check character finds the slips.
Compared as a whole only, and never sorted or grouped by: nobody is found by a piece of their number.
"""

import unicodedata
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, func, literal_column

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words
from luopan.kernel.fields.moments import in_zone

OLDEST = date(1880, 1, 1)
HIDDEN = "*" * 11
_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))


class IdNumberType(FieldType):
    name = "id_number"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.EQUALITY
    operand_type = Text()
    converts_from = words("text long_text")
    measures = frozenset()
    sortable = False
    groupable = False
    widget = "id_number"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        if isinstance(raw, float):  # keeps 15 or 16 digits at most
            raise Rejected("id_number_characters")
        text = "".join(unicodedata.normalize("NFKC", as_text(raw)).upper().split())
        if not text:
            return None
        if len(text) not in (15, 18):
            raise Rejected("id_number_length", count=len(text))
        body = text[:17] if len(text) == 18 else f"{text[:6]}19{text[6:]}"
        if not (body.isascii() and body.isdigit() and body[0] != "0" and (text[-1].isdigit() or text[17:] == "X")):
            raise Rejected("id_number_characters")
        _check_birth(body[6:14], in_zone(context.now, context.zone).date())
        number = body + check_character(body)
        if text[17:] not in ("", number[17]):
            raise Rejected("id_number_check")
        return number

    def sort_column(self) -> str | None:
        return None

    def mask(self, value: Any) -> str:
        """110***********1234"""
        return value[:3] + HIDDEN + value[-4:]

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        (number,) = columns
        first, last = func.left(number, literal_column("3")), func.right(number, literal_column("4"))
        return first.concat(literal_column(f"'{HIDDEN}'")).concat(last)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[1-9][0-9]{16}[0-9Xx]$|^[1-9][0-9]{14}$"}

    def sample(self, settings: NoSettings) -> Any:
        return "11010519491231002X"


def check_character(body: str) -> str:
    """The last character that 17 digits ask for (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def _check_birth(digits: str, today: date) -> None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Rejected("id_number_date") from None
    if not OLDEST <= born <= today:
        raise Rejected("id_number_date")
