"""date: a day of the years 1 to 9999.

Accepted are 2026-01-05, 2026/1/5, 2026.1.5, 2026年1月5日, 20260105, 05.01.2026 (day first) and 5 Jan 2026. Where day
and month can be taken for one another (03/04/2026), or where a number counts days, nothing is guessed: it is refused.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Date

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, words
from luopan.kernel.fields.moments import in_zone, parse_date


class DateType(FieldType):
    name = "date"
    columns = (Column("", "date"),)
    operators = operators.ORDER
    operand_type = Date()
    converts_from = words("text long_text datetime")
    measures = words("count_distinct min max")
    grains = True
    widget = "date"
    lake_type = "date32"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str):
            raise Rejected("not_a_date")
        return parse_date(raw).isoformat() if raw.strip() else None

    def from_moment(self, moment: datetime, context: Context) -> Any:
        return in_zone(moment, context.zone).date().isoformat()

    def convert(
        self, settings: NoSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        """A moment becomes its day in the workspace's zone."""
        if source.name == "datetime":
            return self.from_moment(datetime.fromisoformat(value), context)
        return self.parse(settings, value, context)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def sample(self, settings: NoSettings) -> Any:
        return "2026-01-05"
