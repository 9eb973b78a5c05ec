"""datetime: a moment, kept in UTC to the microsecond.

Text without an offset is read in the workspace's zone, a date alone as its start there. Numbers are refused: whether
they count seconds, milliseconds or Excel's days can't be seen.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import TIMESTAMP

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, words
from luopan.kernel.fields.moments import in_utc, local_text, moment_text, parse_moment


class DateTimeType(FieldType):
    name = "datetime"
    columns = (Column("", "timestamptz"),)
    operators = operators.ORDER
    operand_type = TIMESTAMP(timezone=True)
    converts_from = words("text long_text date")
    measures = words("count_distinct min max")
    grains = True
    widget = "datetime"
    lake_type = "timestamp[us, tz=UTC]"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        if not isinstance(raw, str):
            raise Rejected("not_a_moment")
        return moment_text(parse_moment(raw, context.zone)) if raw.strip() else None

    def from_moment(self, moment: datetime, context: Context) -> Any:
        return moment_text(in_utc(moment))

    def key(self, value: Any) -> Any:
        return datetime.fromisoformat(value)

    def text(self, settings: NoSettings, value: Any, locale: str, context: Context | None = None) -> str:
        """2026-01-05 14:30:00 in the context's zone; ends in Z where it is in UTC."""
        return local_text(datetime.fromisoformat(value), context.zone if context else None)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}

    def sample(self, settings: NoSettings) -> Any:
        return "2026-01-05T06:30:00+00:00"
