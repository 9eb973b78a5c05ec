"""The columns of a file, and how a value of each is written for people: so that the field's type reads it back."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from luopan.kernel.fields.base import MASK, Context, FieldType, ReferenceType
from luopan.kernel.fields.lists import SEPARATORS
from luopan.kernel.metadata.binding import BoundPath
from luopan.kernel.permissions.shown import Shown
from luopan.kit.i18n import in_locale, translate

ToText = Callable[[Any], str]
"""Writes a value as reads give it; never asked about an empty one."""


@dataclass(frozen=True)
class Column:
    """One column: the path as it was asked for (`account.industry`), what people call it, and where its values come from."""

    name: str
    label: str
    path: BoundPath

    @property
    def is_masked(self) -> bool:
        """Whether a mask may stand in place of a value."""
        return isinstance(self.path.type, Shown)

    @property
    def type(self) -> FieldType:
        return self.path.type.inner.type if isinstance(self.path.type, Shown) else self.path.type

    @property
    def settings(self) -> Any:
        return self.path.settings

    @property
    def reference(self) -> ReferenceType | None:
        return self.type if isinstance(self.type, ReferenceType) else None


def columns_of(selected: Iterable[tuple[str, BoundPath]], locale: str) -> tuple[Column, ...]:
    """Columns with their labels. Where two would be called the same, each also gives its name: 名称 (account.name)."""
    columns = [Column(name, _label(path, locale), path) for name, path in selected]
    times = Counter(column.label for column in columns)
    return tuple(
        column if times[column.label] == 1 else replace(column, label=f"{column.label} ({column.name})")
        for column in columns
    )


def _label(path: BoundPath, locale: str) -> str:
    """客户 / 行业"""
    fields = (*path.steps, path.field)
    part = [] if path.part is None else [translate(f"part_{path.part}", locale, {})]
    return " / ".join([*(in_locale(field.label, locale, field.name) for field in fields), *part])


def text_of(column: Column, locale: str, context: Context) -> ToText:
    """How the values of a column are written: labels, titles, the clock of the workspace, numbers without ornament."""
    written = _written(column, locale, context)
    if not column.is_masked:
        return written
    is_record = column.type.lake_type.startswith("struct")
    return lambda value: value if value == MASK or (is_record and isinstance(value, str)) else written(value)


def _written(column: Column, locale: str, context: Context) -> ToText:
    kind, settings = column.type, column.settings
    between = "，" if locale.startswith("zh") else ", "
    if column.reference is not None:
        return _title_writer(column.reference, between)
    if kind.name == "money":
        home = settings.currency or context.currency
        return lambda value: value["amount"] if value["currency"] == home else kind.text(settings, value, locale)
    if kind.lake_type == "list<string>":
        return lambda items: between.join(kind.text(settings, [one], locale) for one in items)
    if kind.name == "select":
        labels = {key: settings.text(key, locale) for key in settings.by_key}
        return lambda key: labels.get(key, key)
    if type(kind).text is FieldType.text:  # said shorter, for millions of cells
        return str
    return lambda value: kind.text(settings, value, locale, context)


def _title_writer(reference: ReferenceType, between: str) -> ToText:
    if reference.many:
        return lambda cards: between.join(_listed(card) for card in cards)
    if reference.polymorphic:
        return lambda card: f"{card['object']}:{_title(card)}"
    return _title


def _title(card: dict[str, Any]) -> str:
    """The title of a record; its id where it has none, or none that may be seen."""
    return card["title"] or card["id"]


def _listed(card: dict[str, Any]) -> str:
    """The same in a list, where a title with a comma in it would read as two."""
    title = _title(card)
    return card["id"] if SEPARATORS.search(title) else title
