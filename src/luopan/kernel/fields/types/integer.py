"""integer: a whole number, a JSON number on the way out too.

From -(2^53-1) to 2^53-1: what every JSON reader keeps exact. Longer numbers (order numbers, card numbers) are texts,
longer quantities are decimals.
"""

import re
from typing import Any

import msgspec
from sqlalchemy import BigInteger

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Rejected, words
from luopan.kernel.fields.operators import Operator
from luopan.kernel.fields.types.decimal import check_range, decimal_exponent, parse_decimal

LARGEST = 2**53 - 1
_PLAIN = re.compile("[0-9]{1,18}")


class IntegerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    min: int | None = None
    max: int | None = None


class IntegerType(FieldType):
    name = "integer"
    Settings = IntegerSettings
    columns = (Column("", "bigint"),)
    operators = operators.ORDER
    operand_type = BigInteger()
    converts_from = words("text long_text decimal percent money rating duration autonumber")
    measures = words("count_distinct min max sum avg")
    widget = "number"
    lake_type = "int64"

    def parse(self, settings: IntegerSettings, raw: Any, context: Context) -> Any:
        number = parse_whole(raw)
        check_range(settings, number)
        return number

    def parse_operand(self, settings: Any, operator: Operator, raw: Any, context: Context) -> Any:
        return parse_whole(raw)

    def check_settings(self, settings: IntegerSettings) -> None:
        for bound in (settings.min, settings.max):
            if bound is not None and not -LARGEST <= bound <= LARGEST:
                raise Rejected("setting_bound", most="2^53")
        if settings.min is not None and settings.max is not None and settings.min > settings.max:
            raise Rejected("setting_min_above_max")

    def convert(
        self, settings: IntegerSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        """Only what is whole: nothing is rounded."""
        return self.parse(settings, value["amount"] if isinstance(value, dict) else value, context)

    def json_schema(self, settings: IntegerSettings) -> dict[str, Any]:
        least = -LARGEST if settings.min is None else settings.min
        most = LARGEST if settings.max is None else settings.max
        return {"type": "integer", "minimum": least, "maximum": most}

    def sample(self, settings: IntegerSettings) -> Any:
        return max(settings.min or 0, min(settings.max if settings.max is not None else 0, 0))


def parse_whole(raw: Any) -> int:
    """A whole number that JSON keeps exact, from a number or a text; 12.0 is whole, 12.5 is `Rejected`."""
    if type(raw) is int or (isinstance(raw, str) and _PLAIN.fullmatch(raw)):
        number = int(raw)
    else:
        exact = parse_decimal(raw)
        if decimal_exponent(exact) < 0:
            raise Rejected("number_not_whole")
        number = int(exact)
    if not -LARGEST <= number <= LARGEST:
        raise Rejected("number_too_large")
    return number
