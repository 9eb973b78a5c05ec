"""rating: a whole number of stars, from 1 to `max`. No stars is an empty value."""

from typing import Any

import msgspec
from sqlalchemy import SmallInteger

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Rejected, words
from luopan.kernel.fields.operators import Operator
from luopan.kernel.fields.types.integer import parse_whole

MOST_STARS = 10


class RatingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    max: int = 5


class RatingType(FieldType):
    name = "rating"
    Settings = RatingSettings
    columns = (Column("", "smallint"),)
    operators = operators.ORDER
    operand_type = SmallInteger()
    converts_from = words("text long_text integer decimal percent money")
    measures = words("count_distinct min max avg")
    unique_allowed = False
    widget = "rating"
    lake_type = "int16"

    def parse(self, settings: RatingSettings, raw: Any, context: Context) -> Any:
        stars = parse_whole(raw)
        if not 1 <= stars <= settings.max:
            raise Rejected("number_range", least=1, most=settings.max)
        return stars

    def parse_operand(self, settings: Any, operator: Operator, raw: Any, context: Context) -> Any:
        stars = parse_whole(raw)
        if not 0 <= stars <= MOST_STARS:
            raise Rejected("number_range", least=0, most=MOST_STARS)
        return stars

    def check_settings(self, settings: RatingSettings) -> None:
        if not 1 <= settings.max <= MOST_STARS:
            raise Rejected("setting_range", setting="max", least=1, most=MOST_STARS)

    def convert(
        self, settings: RatingSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        return self.parse(settings, value["amount"] if isinstance(value, dict) else value, context)

    def json_schema(self, settings: RatingSettings) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": settings.max}

    def sample(self, settings: RatingSettings) -> Any:
        return settings.max
