"""select: one of the options. Canonical as the option's permanent key.

Labels may change; they are read too, in any language. `eq` and `in` compare options; lists are sorted in the order of
the options. A retired option stays readable and can be asked for in conditions, but not be set anew.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

import msgspec
from sqlalchemy import ARRAY, ColumnElement, Integer, Text, func, literal
from sqlalchemy import cast as sql_cast

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Rejected, as_text, words
from luopan.kernel.fields.operators import Operator

MAX_OPTIONS = 1_000
MAX_KEY_LENGTH = 100
OPEN = "open"
"""The category of options that a record goes through."""


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One choice. `category` groups options for whoever needs to know more than the key (open, won, lost)."""

    value: str
    label: dict[str, str] = {}
    color: str | None = None
    category: str | None = None
    retired: bool = False

    def text(self, locale: str) -> str:
        """Its label in a language, else in English, else in any, else the key."""
        return self.label.get(locale) or self.label.get("en") or next(iter(self.label.values()), "") or self.value


class SelectSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """`options`: a plain text is an option without labels."""

    options: tuple[str | Option, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Option]:
        """The options, in order."""
        known = (Option(item) if isinstance(item, str) else item for item in self.options)
        return {option.value: option for option in known}

    @cached_property
    def _by_name(self) -> Mapping[str, Option]:
        """Options by everything they may be called; keys win over labels, earlier labels over later ones."""
        names: dict[str, Option] = dict(self.by_key)
        for option in self.by_key.values():
            for label in option.label.values():
                names.setdefault(label.strip(), option)
        for name, option in tuple(names.items()):
            names.setdefault(name.casefold(), option)
        return names

    def find(self, name: str) -> Option | None:
        """The option of that key or label; where nothing fits as written, case is ignored."""
        name = name.strip()
        return self._by_name.get(name) or self._by_name.get(name.casefold())

    def text(self, key: str, locale: str) -> str:
        """What `find` finds again: the label, or the key where the label is another option's name."""
        option = self.by_key.get(key)
        label = key if option is None else option.text(locale)
        return label if self.find(label) is option else key

    def key_of(self, raw: Any, *, retired_too: bool) -> str | None:
        """The key of the option that a key or label names; None for blanks."""
        name = as_text(raw)
        option = self.by_key.get(name) or self.find(name)
        if option is None:
            if not name.strip():
                return None
            raise Rejected("option_unknown", value=name[:60], known=", ".join(list(self.by_key)[:20]))
        if option.retired and not retired_too:
            raise Rejected("option_retired", value=name[:60])
        return option.value

    def check(self) -> None:
        """Raises `Rejected` where keys are missing, doubled or not writable."""
        if not 1 <= len(self.options) <= MAX_OPTIONS:
            raise Rejected("setting_range", setting="options", least=1, most=MAX_OPTIONS)
        if len(self.by_key) < len(self.options):
            raise Rejected("option_twice")
        for key in self.by_key:
            if not key.isprintable() or key != key.strip() or not 1 <= len(key) <= MAX_KEY_LENGTH:
                raise Rejected("option_key", value=key[:60], most=MAX_KEY_LENGTH)

    def schema(self) -> dict[str, Any]:
        """The keys that may be set."""
        return {"type": "string", "enum": [key for key, option in self.by_key.items() if not option.retired]}


class SelectType(FieldType):
    name = "select"
    Settings = SelectSettings
    columns = (Column("", "text", collate_c=True),)
    operators = operators.EQUALITY
    operand_type = Text()
    sort_type = Integer()
    converts_from = words("text long_text multi_select tags boolean integer rating")
    widget = "select"

    def parse(self, settings: SelectSettings, raw: Any, context: Context) -> Any:
        return settings.key_of(raw, retired_too=False)

    def parse_operand(self, settings: SelectSettings, operator: Operator, raw: Any, context: Context) -> Any:
        return settings.key_of(raw, retired_too=True)

    def check_settings(self, settings: SelectSettings) -> None:
        settings.check()

    def sorted(self, settings: SelectSettings, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return func.array_position(sql_cast(literal(list(settings.by_key)), ARRAY(Text)), columns[0])

    def sort_column(self) -> str | None:
        return None

    def text(self, settings: SelectSettings, value: Any, locale: str, context: Context | None = None) -> str:
        return settings.text(value, locale)

    def convert(
        self, settings: SelectSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        """Several choices become one where there is but one. An option keeps its key, or is found by its label."""
        one = value
        if isinstance(value, list):
            several = cast(list[Any], value)
            if len(several) != 1:
                raise Rejected("convert_many")
            one = several[0]
        if not isinstance(one, str) or one not in settings.by_key:
            one = source.text(source_settings, value, "en", context)
        return settings.key_of(one, retired_too=True)

    def json_schema(self, settings: SelectSettings) -> dict[str, Any]:
        return settings.schema()

    def sample(self, settings: SelectSettings) -> Any:
        return next((key for key, option in settings.by_key.items() if not option.retired), None)
