"""multi_select: several of the options, each once. Canonical as the list of their keys in the order of the options.

`has_any` and `has_all` compare with a list of options (keys or labels). Text lists choices between commas, semicolons
or 、.
"""

from typing import Any, cast

from sqlalchemy import Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Rejected, words
from luopan.kernel.fields.lists import SEPARATORS, pieces
from luopan.kernel.fields.operators import Operator
from luopan.kernel.fields.types.select import SelectSettings


class MultiSelectType(FieldType):
    name = "multi_select"
    Settings = SelectSettings
    columns = (Column("", "text[]"),)
    operators = operators.SET
    operand_type = Text()
    converts_from = words("text long_text select tags")
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    index_method = "gin"
    widget = "multi_select"
    lake_type = "list<string>"

    def parse(self, settings: SelectSettings, raw: Any, context: Context) -> Any:
        return _chosen(settings, raw, retired_too=False)

    def parse_operand(self, settings: SelectSettings, operator: Operator, raw: Any, context: Context) -> Any:
        return settings.key_of(raw, retired_too=True)

    def check_settings(self, settings: SelectSettings) -> None:
        settings.check()
        for key in settings.by_key:
            if SEPARATORS.search(key):
                raise Rejected("option_separator", value=key[:60])

    def sort_column(self) -> str | None:
        return None

    def text(self, settings: SelectSettings, value: Any, locale: str, context: Context | None = None) -> str:
        labels = ((key, settings.text(key, locale)) for key in value)
        return ", ".join(key if SEPARATORS.search(label) else label for key, label in labels)

    def convert(
        self, settings: SelectSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        """An option keeps its key, or is found by its label; retired ones stay."""
        keys = cast(list[Any], value) if isinstance(value, list) else [value]
        if not all(key in settings.by_key for key in keys):
            keys = source.text(source_settings, value, "en", context)
        return _chosen(settings, keys, retired_too=True)

    def json_schema(self, settings: SelectSettings) -> dict[str, Any]:
        return {"type": "array", "items": settings.schema()}

    def sample(self, settings: SelectSettings) -> Any:
        return [key for key, option in settings.by_key.items() if not option.retired][:1] or None


def _chosen(settings: SelectSettings, raw: Any, *, retired_too: bool) -> list[str] | None:
    """The keys, in order, of the options in a list or a text."""
    items = cast(list[Any], raw) if isinstance(raw, list) else pieces(raw)
    if isinstance(raw, str) and settings.find(raw):
        items = [raw]
    chosen = {settings.key_of(item, retired_too=retired_too) for item in items}
    return [key for key in settings.by_key if key in chosen] or None
