"""text: one line. Trimmed and in Unicode form NFC; sorted by `sort_key` (Chinese by pinyin, Latin without case)."""

import unicodedata
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Text, func, literal_column

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import TEXT_PATTERN, Column, Context, FieldType, Rejected, as_text, words
from luopan.kernel.fields.pinyin import pinyin

SORT_KEY_LENGTH = 80
MAX_LENGTH = 2_000


class TextSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    max_length: int = 1_000


class TextType(FieldType):
    name = "text"
    Settings = TextSettings
    columns = (Column("", "text", collate_c=True), Column("__key", "text", collate_c=True))
    operators = operators.TEXT
    operand_type = Text()
    converts_from = words(
        "long_text integer decimal money percent boolean date datetime time duration email phone url select"
        " multi_select tags autonumber rating color credit_code"
    )
    searchable = True
    widget = "text"

    def parse(self, settings: TextSettings, raw: Any, context: Context) -> Any:
        text = unicodedata.normalize("NFC", as_text(raw)).strip()
        if "\n" in text or "\r" in text:
            text = " ".join(text.split())
        if len(text) > settings.max_length:
            raise Rejected("value_too_long", most=settings.max_length)
        return text or None

    def check_settings(self, settings: TextSettings) -> None:
        if not 1 <= settings.max_length <= MAX_LENGTH:
            raise Rejected("setting_range", setting="max_length", least=1, most=MAX_LENGTH)

    def store(self, settings: TextSettings, value: Any, record: Mapping[str, Any], context: Context) -> tuple[Any, ...]:
        return value, sort_key(value)

    def sorted(self, settings: TextSettings, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return columns[1]

    def sort_column(self) -> str | None:
        return "__key"

    def convert(
        self, settings: TextSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        return self.parse(settings, source.text(source_settings, value, "en", context), context)

    def mask(self, value: Any) -> str:
        return first_alone(value)

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return first_alone_sql(columns[0])

    def json_schema(self, settings: TextSettings) -> dict[str, Any]:
        return {"type": "string", "maxLength": settings.max_length, "pattern": TEXT_PATTERN}

    def sample(self, settings: TextSettings) -> Any:
        return "华为 Huawei"[: settings.max_length]


def sort_key(text: str) -> str:
    """What a text sorts by, as bytes: full-width forms narrowed, case folded, Chinese characters as pinyin, cut at 80."""
    if text.isascii():
        return text[:SORT_KEY_LENGTH].lower()
    folded = unicodedata.normalize("NFKC", text[:SORT_KEY_LENGTH]).casefold()
    return " ".join(pinyin(folded))[:SORT_KEY_LENGTH]


def first_alone(text: str) -> str:
    """A text masked: 李**."""
    return f"{text[:1]}**"


def first_alone_sql(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same in SQL."""
    return func.left(column, literal_column("1")).concat(literal_column("'**'"))
