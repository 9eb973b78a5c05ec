"""decimal: an exact number of at most 20 digits before and 12 after the point.

Canonical as a string without exponent and trailing zeros. Accepted are JSON numbers and text, with thousands commas, a
sign, an exponent, full-width digits. A JSON number with a fraction is binary, so it is rounded to 12 digits (0.1 + 0.2
is 0.3); text that is more exact than the field is refused, never rounded.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Numeric, Text, cast

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Rejected, words
from luopan.kernel.fields.operators import Operator

MAX_WHOLE_DIGITS = 20
MAX_SCALE = 12
_CANONICAL = re.compile(r"(?!-0$)-?(0|[1-9][0-9]{0,19})(\.[0-9]{0,11}[1-9])?")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")


class DecimalSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`scale`: digits after the point that are accepted (None: as many as a decimal can hold)."""

    scale: int | None = None
    min: float | None = None
    max: float | None = None


class DecimalType(FieldType):
    name = "decimal"
    Settings = DecimalSettings
    columns = (Column("", "numeric"),)
    operators = operators.ORDER
    operand_type = Numeric()
    converts_from = words("text long_text integer percent money rating duration autonumber")
    measures = words("count_distinct min max sum avg")
    widget = "number"
    lake_type = "decimal128(38, 12)"

    def parse(self, settings: DecimalSettings, raw: Any, context: Context) -> Any:
        if isinstance(raw, str) and settings == _UNLIMITED and _CANONICAL.fullmatch(raw):
            return raw
        return decimal_text(limited(settings, parse_decimal(raw)))

    def parse_operand(self, settings: Any, operator: Operator, raw: Any, context: Context) -> Any:
        return self.parse(_UNLIMITED, raw, context)

    def check_settings(self, settings: DecimalSettings) -> None:
        check_limits(settings.scale, settings.min, settings.max)

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return cast(columns[0], Text)

    def key(self, value: Any) -> Any:
        return Decimal(value)

    def convert(
        self, settings: DecimalSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        """A percentage keeps its number (45.5 % is 45.5), money its amount whatever the currency."""
        return self.parse(settings, value["amount"] if isinstance(value, dict) else value, context)

    def json_schema(self, settings: DecimalSettings) -> dict[str, Any]:
        return decimal_schema(settings.scale, settings.min, settings.max)

    def sample(self, settings: DecimalSettings) -> Any:
        return decimal_sample(settings)


_UNLIMITED = DecimalSettings()


def limited(settings: Any, number: Decimal) -> Decimal:
    """The number itself, if it keeps the settings' `scale`, `min` and `max`."""
    if settings.scale is not None and -decimal_exponent(number) > settings.scale:
        raise Rejected("number_scale", most=settings.scale)
    check_range(settings, number)
    return number


def check_range(settings: Any, number: Decimal | int) -> None:
    """`Rejected` below `min` or above `max`."""
    if settings.min is not None and number < _bound(settings.min):
        raise Rejected("number_too_small", least=settings.min)
    if settings.max is not None and number > _bound(settings.max):
        raise Rejected("number_too_great", most=settings.max)


@lru_cache
def _bound(limit: float) -> Decimal:
    """The number that somebody has written, not the binary one that comes near it."""
    return Decimal(str(limit))


def check_limits(scale: int | None, least: float | None, most: float | None) -> None:
    """`Rejected` for settings that no number can keep."""
    if scale is not None and not 0 <= scale <= MAX_SCALE:
        raise Rejected("setting_range", setting="scale", least=0, most=MAX_SCALE)
    for bound in (least, most):
        if bound is not None and not abs(bound) < 10**MAX_WHOLE_DIGITS:
            raise Rejected("setting_bound", most=f"10^{MAX_WHOLE_DIGITS}")
    if least is not None and most is not None and least > most:
        raise Rejected("setting_min_above_max")


def decimal_sample(settings: Any) -> str:
    """The amount nearest to zero within `min` and `max`."""
    nearest = max(settings.min or 0, min(settings.max if settings.max is not None else 0, 0))
    return decimal_text(Decimal(str(nearest)))


def decimal_schema(scale: int | None, least: float | None, most: float | None) -> dict[str, Any]:
    """A number, or its text."""
    bounds: dict[str, Any] = {"minimum": -1e19 if least is None else least, "maximum": 1e19 if most is None else most}
    number: dict[str, Any] = {"type": "number", **bounds}
    if scale is not None:
        number = {"type": "integer", **bounds} if scale == 0 else number | {"multipleOf": float(f"1e-{scale}")}
    sign = "" if least is not None and least >= 0 else "-?"
    digits = MAX_WHOLE_DIGITS
    if least is not None and most is not None:
        digits = len(str(int(max(abs(least), abs(most)))))
    fraction = MAX_SCALE if scale is None else scale
    point = rf"(\.[0-9]{{1,{fraction}}})?" if fraction else ""
    return {"anyOf": [{"type": "string", "pattern": f"^{sign}[0-9]{{1,{digits}}}{point}$"}, number]}


def parse_decimal(raw: Any) -> Decimal:
    """An exact number from a number or a text; `Rejected` beyond 20 + 12 digits."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise Rejected("not_a_number")
    if isinstance(raw, int):
        if not -(10**MAX_WHOLE_DIGITS) < raw < 10**MAX_WHOLE_DIGITS:
            raise Rejected("number_too_large")
        return Decimal(raw)
    text = raw if isinstance(raw, str) else str(raw)
    if _CANONICAL.fullmatch(text):
        return Decimal(text)
    text = _plain(text)
    if len(text) > 60:
        raise Rejected("number_too_large")
    if not _NUMBER.fullmatch(text):
        raise Rejected("not_a_number")
    number = Decimal(text)
    if not number:
        return Decimal(0)
    if number.adjusted() >= MAX_WHOLE_DIGITS:
        raise Rejected("number_too_large")
    if isinstance(raw, float) and -decimal_exponent(number) > MAX_SCALE:
        number = round(number, MAX_SCALE)
    number = _shortened(number)
    if -decimal_exponent(number) > MAX_SCALE:
        raise Rejected("number_scale", most=MAX_SCALE)
    return number


def _plain(text: str) -> str:
    """Without blanks around it, full-width digits, thousands commas."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.strip()
    return text.replace(",", "") if "," in text and _GROUPED.fullmatch(text) else text


def _shortened(number: Decimal) -> Decimal:
    """Without trailing zeros after the point. `Decimal.normalize` would round to the precision of the thread's context."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if exponent > 0:
        return Decimal((sign, digits + (0,) * exponent, 0))
    kept = len(digits)
    while exponent < 0 and kept > 1 and digits[kept - 1] == 0:
        kept, exponent = kept - 1, exponent + 1
    return Decimal((sign, digits[:kept], exponent)) if any(digits) else Decimal(0)


def decimal_exponent(number: Decimal) -> int:
    """The exponent of a finite number."""
    return int(number.as_tuple().exponent)


def decimal_text(number: Decimal) -> str:
    """Canonical: no exponent, no trailing zeros, no minus zero."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
