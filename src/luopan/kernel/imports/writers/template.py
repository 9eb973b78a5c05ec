"""Templates for imports: a header with everything that somebody may write, and beside it what each column takes."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false

import csv
import io
from dataclasses import dataclass
from typing import Any, cast

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from luopan.kernel.fields.base import FieldType
from luopan.kernel.fields.types.select import SelectSettings
from luopan.kernel.imports.writers.columns import Column, columns_of, text_of
from luopan.kernel.imports.writers.formulas import guarded
from luopan.kernel.imports.writers.xlsx import SHEET_ROWS, Sheet, fitting, sheet_name, write_headers
from luopan.kernel.metadata.binding import BoundPath
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.metadata.system import WRITABLE_SYSTEM_FIELDS
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.records.read import Reading
from luopan.kit.i18n import in_locale, translate

TEMPLATE_FORMATS = ("xlsx", "csv")
NOTES = ("column", "type", "required", "options", "example", "help")
MOST_SHOWN = 40
"""Options that are named in an explanation; all of them can be picked in the cells."""


@dataclass(frozen=True)
class _Asked:
    """One column of a template."""

    field: Field
    column: Column

    @property
    def options(self) -> tuple[str, ...]:
        """Everything that may stand in a cell, where that can be counted; the first is the usual one."""
        if self.column.type.name not in ("select", "multi_select"):
            return ()
        settings = cast(SelectSettings, self.column.settings)
        return tuple(key for key, option in settings.by_key.items() if not option.retired)


def import_template(reading: Reading, object_name: str, form: str, locale: str) -> tuple[str, bytes]:
    """What the file is called, and the file."""
    item = reading.item(object_name)
    reading.rights.require("import", item)
    fields = _writable(item, reading.rights)
    columns = columns_of(((field.name, BoundPath((), item, field)) for field in fields), locale)
    asked = [_Asked(field, column) for field, column in zip(fields, columns, strict=True)]
    title = in_locale(item.label, locale, item.name)
    return title, _csv(asked) if form == "csv" else _xlsx(asked, title, locale, reading)


def _writable(item: Object, rights: Rights) -> list[Field]:
    """The fields that the actor may write on some record at least: the object's own, then whose the record is."""
    whole = rights.full.all_objects[item.id]
    found = [
        field
        for field in (whole.fields[name] for name in item.fields)
        if field.type.writable
        and field.readonly is not True
        and (not field.system or field.name in WRITABLE_SYSTEM_FIELDS)
        and rights.access(whole, field).writable
    ]
    return sorted(found, key=lambda field: field.system)


def _csv(asked: list[_Asked]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow([guarded(one.column.label) for one in asked])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(asked: list[_Asked], title: str, locale: str, reading: Reading) -> bytes:
    content = io.BytesIO()
    book: Any = xlsxwriter.Workbook(content, {"in_memory": True})
    names = [translate(f"template_{one}", locale, {}) for one in ("notes", "lists")]
    first = sheet_name(title)
    first = f"{first[:29]} 1" if first in names else first
    data, notes, lists = (book.add_worksheet(name, worksheet_class=Sheet) for name in (first, *names))
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    write_headers(data, [one.column.label for one in asked], bold)
    write_headers(notes, [translate(f"template_{one}", locale, {}) for one in NOTES], bold)
    notes.set_column(0, len(NOTES) - 1, 24, wrapped)
    for index, one in enumerate(asked):
        data.set_column(index, index, max(12, 2 * len(one.column.label)))
        for place, text in enumerate(_explained(one, locale, reading)):
            notes.write_string(index + 1, place, fitting(text), wrapped)
        _offer(data, lists, index, one, locale)
    lists.hide()
    book.close()
    return content.getvalue()


def _offer(data: Sheet, lists: Sheet, index: int, one: _Asked, locale: str) -> None:
    """What may be picked from a list in the cells of a column."""
    kind, settings = one.column.type, one.column.settings
    if kind.name == "boolean":
        texts = [kind.text(settings, value, locale) for value in (True, False)]
    elif kind.name == "select":
        texts = [kind.text(settings, key, locale) for key in one.options]
    else:
        return
    for row, text in enumerate(texts):
        lists.write_string(row, index, text)
    letters = xl_col_to_name(index, col_abs=True)
    source = f"='{lists.get_name()}'!{letters}$1:{letters}${len(texts)}"
    data.data_validation(1, index, SHEET_ROWS - 1, index, {"validate": "list", "source": source})


def _explained(one: _Asked, locale: str, reading: Reading) -> list[str]:
    """A line of the explanations, in the order of `NOTES`."""
    field, kind = one.field, one.column.type
    required = "sometimes" if field.required not in (True, False) else "yes" if field.required else "no"
    return [
        one.column.label,
        translate(f"type_{kind.name}", locale, {}),
        translate(f"template_{required}", locale, {}),
        _allowed(one, locale, reading),
        _example(one, locale, reading),
        in_locale(field.definition.get("help") or {}, locale, ""),
    ]


def _allowed(one: _Asked, locale: str, reading: Reading) -> str:
    reference = one.column.reference
    if reference is not None:
        targets = [reading.snapshot.objects.get(name) for name in reference.targets(one.column.settings)]
        return ", ".join(in_locale(item.label, locale, item.name) for item in targets if item is not None)
    labels = [_text(one.column.type, one.column.settings, key, locale) for key in one.options[:MOST_SHOWN]]
    return "\n".join([*labels, "…"] if len(one.options) > MOST_SHOWN else labels)


def _text(kind: FieldType, settings: Any, key: str, locale: str) -> str:
    return kind.text(settings, [key] if kind.name == "multi_select" else key, locale)


def _example(one: _Asked, locale: str, reading: Reading) -> str:
    kind, settings = one.column.type, one.column.settings
    sample = kind.sample(settings)
    if sample is None or kind.name == "secret":
        return ""
    return text_of(one.column, locale, reading.context)(kind.parse(settings, sample, reading.context))
