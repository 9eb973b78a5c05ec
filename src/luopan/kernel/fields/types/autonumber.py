"""autonumber: a number that the system gives, once, in a format such as `OPP-{0000}` or `Q{yyyy}{mm}-{0000}`.

`{0000}` is the number, padded to that many digits; `{yyyy}`, `{yy}`, `{mm}`, `{dd}` are the day's, and make the count
begin again with every year, month or day. Operators compare the text; lists are sorted with each run of digits as a
number, so 10000 follows 9999.

The write door draws the numbers: without gaps where `gapless`, else from a sequence, one for each `period`.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Rejected, as_text

MAX_LENGTH = 100
MAX_FORMAT = 60
_PLACE = re.compile(r"\{(yyyy|yy|mm|dd|0{1,12})\}")
_DIGITS = re.compile(r"[0-9]+")


class AutonumberSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str = "{0}"
    start: int = 1
    gapless: bool = False


class AutonumberType(FieldType):
    name = "autonumber"
    Settings = AutonumberSettings
    columns = (Column("", "text", collate_c=True), Column("__key", "text", collate_c=True))
    operators = operators.TEXT
    operand_type = Text()
    groupable = False
    writable = False
    searchable = True

    def parse(self, settings: AutonumberSettings, raw: Any, context: Context) -> Any:
        text = unicodedata.normalize("NFC", as_text(raw)).strip()
        if len(text) > MAX_LENGTH:
            raise Rejected("value_too_long", most=MAX_LENGTH)
        return text or None

    def check_settings(self, settings: AutonumberSettings) -> None:
        places = _PLACE.findall(settings.format)
        numbers = [place for place in places if place.startswith("0")]
        rest = _PLACE.sub("", settings.format)
        months_without_year = "mm" in places and not {"yyyy", "yy"} & set(places)
        days_without_month = "dd" in places and "mm" not in places
        if len(numbers) != 1 or len(places) > len(set(places)) or months_without_year or days_without_month:
            raise Rejected("autonumber_format")
        if "{" in rest or "}" in rest or not rest.isprintable() or len(settings.format) > MAX_FORMAT:
            raise Rejected("autonumber_format")
        if not 0 <= settings.start < 10**12:
            raise Rejected("setting_range", setting="start", least=0, most=10**12 - 1)

    def store(
        self, settings: AutonumberSettings, value: Any, record: Mapping[str, Any], context: Context
    ) -> tuple[Any, ...]:
        return value, number_key(value)

    def sorted(self, settings: AutonumberSettings, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return columns[1]

    def sort_column(self) -> str | None:
        return "__key"

    def render(self, settings: AutonumberSettings, number: int, day: date) -> str:
        """The text of a drawn number, on a day in the workspace's zone."""
        parts = _day_parts(day)
        return _PLACE.sub(lambda found: parts.get(found[1]) or str(number).zfill(len(found[1])), settings.format)

    def period(self, settings: AutonumberSettings, day: date) -> str | None:
        """What numbers are counted within: "2026", "202601", "20260105"; None where they are never begun again."""
        places = set(_PLACE.findall(settings.format))
        if not places & {"yyyy", "yy"}:
            return None
        parts = _day_parts(day)
        return parts["yyyy"] + "".join(parts[place] for place in ("mm", "dd") if place in places)

    def json_schema(self, settings: AutonumberSettings) -> dict[str, Any]:
        return {"type": "string", "maxLength": MAX_LENGTH, "readOnly": True}


def _day_parts(day: date) -> dict[str, str]:
    year = f"{day.year:04}"
    return {"yyyy": year, "yy": year[2:], "mm": f"{day.month:02}", "dd": f"{day.day:02}"}


def number_key(text: str) -> str:
    """The text with each run of digits widened to 12, so that texts in order are numbers in order."""
    return _DIGITS.sub(lambda run: run[0].zfill(12), text)
