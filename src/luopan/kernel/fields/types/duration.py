"""duration: a length of time in whole seconds, a JSON number. A day has 24 hours, a week 7 days.

Accepted are seconds as a number, ISO 8601 (PT1H30M), 1h30m, 90min, 1小时30分钟, and the clock forms 01:30:00 and 1:30
(hours and minutes). A sign in front makes it negative. Months and years have no fixed length and are refused.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, words
from luopan.kernel.fields.types.integer import LARGEST, parse_whole

UNITS = (
    ("w", 604_800, "weeks?|w|周|星期|个?礼拜"),
    ("d", 86_400, "days?|d|天|日"),
    ("h", 3_600, "hours?|hrs?|h|个?小时|小時|時|时"),
    ("m", 60, "minutes?|mins?|m|分钟|分鐘|分"),
    ("s", 1, "seconds?|secs?|s|秒钟|秒"),
)
_AMOUNT = r"([0-9]{1,15}(?:\.[0-9]{1,6})?)"
_SPOKEN = re.compile("".join(rf"(?:{_AMOUNT}\s*(?:{names})\s*)?" for _, _, names in UNITS))
_ISO = re.compile(
    rf"p(?:{_AMOUNT}w)?(?:{_AMOUNT}d)?(?:t(?:{_AMOUNT}h)?(?:{_AMOUNT}m)?(?:{_AMOUNT}s)?)?".replace(r"\.", "[.,]")
)
_CLOCK = re.compile(r"([0-9]{1,9}):([0-5]?[0-9])(?::([0-5]?[0-9]))?")


class DurationType(FieldType):
    name = "duration"
    columns = (Column("", "bigint"),)
    operators = operators.ORDER
    operand_type = BigInteger()
    converts_from = words("text long_text integer decimal")
    measures = words("count_distinct min max sum avg")
    unique_allowed = False
    widget = "duration"
    lake_type = "int64"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        if type(raw) is int or not isinstance(raw, str):
            return parse_whole(raw)
        text = unicodedata.normalize("NFKC", raw).strip().lower()
        return parse_length(text) if text else None

    def text(self, settings: NoSettings, value: Any, locale: str, context: Context | None = None) -> str:
        """1d 2h 30m 5s."""
        rest, words = abs(value), list[str]()
        for unit, seconds, _ in UNITS[1:]:
            count, rest = divmod(rest, seconds)
            if count:
                words.append(f"{count}{unit}")
        return ("-" if value < 0 else "") + (" ".join(words) or "0s")

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        iso = r"^-?P([0-9]{1,6}D)?T[0-9]{1,6}(H([0-9]{1,6}M)?([0-9]{1,6}S)?|M([0-9]{1,6}S)?|S)$"
        return {
            "anyOf": [
                {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
                {"type": "string", "pattern": iso},
                {"type": "string", "pattern": r"^-?[0-9]{1,6}:[0-5][0-9]:[0-5][0-9]$"},
            ]
        }

    def sample(self, settings: NoSettings) -> Any:
        return 5_400


def parse_length(text: str) -> int:
    """Seconds of a lower-case text."""
    sign = -1 if text.startswith("-") else 1
    body = text.removeprefix("-").removeprefix("+").lstrip()
    if found := _CLOCK.fullmatch(body):
        counts = [Decimal(0), Decimal(0), *(Decimal(count or 0) for count in found.groups())]
    elif (found := _ISO.fullmatch(body) or _SPOKEN.fullmatch(body)) and any(found.groups()):
        counts = [Decimal((count or "0").replace(",", ".")) for count in found.groups()]
    elif body[:1].isdigit() and body == text.removeprefix("-").removeprefix("+"):
        return parse_whole(text)
    else:
        raise Rejected("not_a_duration")
    return parse_whole(sign * sum((count * unit[1] for count, unit in zip(counts, UNITS, strict=True)), Decimal(0)))
