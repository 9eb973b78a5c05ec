"""time: a time of day without a zone, 00:00 to 23:59:59.999999. Accepted: 14:30, 14:30:05.5, 2:30 PM, 下午2:30, 14时30分."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import Time

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, words
from luopan.kernel.fields.moments import in_zone, parse_time, time_text


class TimeType(FieldType):
    name = "time"
    columns = (Column("", "time"),)
    operators = operators.ORDER
    operand_type = Time()
    converts_from = words("text long_text datetime")
    measures = words("count_distinct min max")
    widget = "time"
    lake_type = "time64[us]"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str):
            raise Rejected("not_a_time")
        return time_text(parse_time(raw)) if raw.strip() else None

    def from_moment(self, moment: datetime, context: Context) -> Any:
        return time_text(in_zone(moment, context.zone).time())

    def key(self, value: Any) -> Any:
        return time.fromisoformat(value)

    def convert(
        self, settings: NoSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        """A moment becomes its time of day in the workspace's zone."""
        if source.name == "datetime":
            return self.from_moment(datetime.fromisoformat(value), context)
        return self.parse(settings, value, context)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"}

    def sample(self, settings: NoSettings) -> Any:
        return "14:30:00"
