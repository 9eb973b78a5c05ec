"""long_text: many lines. In Unicode form NFC, lines end in a line feed, blanks and empty lines around it are dropped.

Neither sorted nor unique: no index holds it. `eq` and `in` compare as written, the others ignore the case of a to z.
"""

import unicodedata
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import TEXT_PATTERN, Column, Context, FieldType, Rejected, as_text, words
from luopan.kernel.fields.types.text import first_alone, first_alone_sql

MAX_LENGTH = 1_000_000


class LongTextSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    max_length: int = MAX_LENGTH


class LongTextType(FieldType):
    name = "long_text"
    Settings = LongTextSettings
    columns = (Column("", "text", collate_c=True),)
    operators = operators.TEXT
    operand_type = Text()
    converts_from = words(
        "text integer decimal money percent boolean date datetime time duration email phone url select"
        " multi_select tags autonumber json rating color credit_code"
    )
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    index_method = None
    searchable = True
    widget = "long_text"

    def parse(self, settings: LongTextSettings, raw: Any, context: Context) -> Any:
        text = unicodedata.normalize("NFC", as_text(raw)).replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > settings.max_length:
            raise Rejected("value_too_long", most=settings.max_length)
        return text or None

    def check_settings(self, settings: LongTextSettings) -> None:
        if not 1 <= settings.max_length <= MAX_LENGTH:
            raise Rejected("setting_range", setting="max_length", least=1, most=MAX_LENGTH)

    def convert(
        self, settings: LongTextSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        return self.parse(settings, source.text(source_settings, value, "en", context), context)

    def sort_column(self) -> str | None:
        return None

    def mask(self, value: Any) -> str:
        return first_alone(value)

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return first_alone_sql(columns[0])

    def json_schema(self, settings: LongTextSettings) -> dict[str, Any]:
        return {"type": "string", "maxLength": settings.max_length, "pattern": TEXT_PATTERN}

    def sample(self, settings: LongTextSettings) -> Any:
        return "第一行\nSecond line"[: settings.max_length]
