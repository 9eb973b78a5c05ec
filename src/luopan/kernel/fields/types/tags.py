"""tags: free words, each once, in the order given; at most 100 of at most 60 characters.

Commas, semicolons, 、 and line ends part words, in text and in the items of a list. `has_any` and `has_all` compare
words as written.
"""

import unicodedata
from typing import Any, cast

from sqlalchemy import Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import TEXT_PATTERN, Column, Context, FieldType, NoSettings, Rejected, words
from luopan.kernel.fields.lists import pieces
from luopan.kernel.fields.operators import Operator

MOST_TAGS = 100
MAX_LENGTH = 60


class TagsType(FieldType):
    name = "tags"
    columns = (Column("", "text[]"),)
    operators = operators.SET
    operand_type = Text()
    converts_from = words("text long_text select multi_select")
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    index_method = "gin"
    searchable = True
    widget = "tags"
    lake_type = "list<string>"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        items = cast(list[Any], raw) if isinstance(raw, list) else [raw]
        tags = list(dict.fromkeys(tag for item in items for tag in _tags(item)))
        if len(tags) > MOST_TAGS:
            raise Rejected("value_too_many", most=MOST_TAGS)
        return tags or None

    def parse_operand(self, settings: NoSettings, operator: Operator, raw: Any, context: Context) -> Any:
        tags = _tags(raw)
        if len(tags) > 1:
            raise Rejected("tag_separator", value=str(raw)[:60])
        return tags[0] if tags else None

    def sort_column(self) -> str | None:
        return None

    def searched(self, key: Any) -> str:
        return " ".join(key)

    def text(self, settings: NoSettings, value: Any, locale: str, context: Context | None = None) -> str:
        return ", ".join(value)

    def convert(
        self, settings: NoSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        return self.parse(settings, source.text(source_settings, value, "en", context), context)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        tag = {"type": "string", "maxLength": MAX_LENGTH, "pattern": TEXT_PATTERN}
        return {"type": "array", "maxItems": MOST_TAGS, "items": tag}

    def sample(self, settings: NoSettings) -> Any:
        return ["VIP", "展会"]


def _tags(raw: Any) -> list[str]:
    tags = [unicodedata.normalize("NFC", piece) for piece in pieces(raw)]
    if any(len(tag) > MAX_LENGTH for tag in tags):
        raise Rejected("value_too_long", most=MAX_LENGTH)
    return tags
