"""files: uploaded files, in the order given. Canonical as the list of their ids, read back as `{"id", "name", "type", "size"}`.

`accept` lists types (`application/pdf`, `image/*`); nothing there: any. `max_size` (bytes) and `max_count` are limits. That the
files exist, fit, and are the writer's to use is for the write door to say. `has_any` and `has_all` compare with a list of ids.
"""

import re
from typing import Any, ClassVar, cast

import msgspec
from sqlalchemy import ColumnClause, ColumnElement, FromClause, Uuid, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import TypeEngine

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Rejected, words
from luopan.kernel.fields.lists import pieces
from luopan.kernel.fields.operators import Operator
from luopan.kernel.fields.types.reference import ID_SCHEMA, parse_id

MOST_FILES = 100
MOST_BYTES = 10_000 << 20
_ACCEPTED = re.compile(r"[a-z]+/(\*|[a-z0-9][a-z0-9.+_-]*)")
_FACTS = "id name type size width height"

WRITTEN_SCHEMA: dict[str, Any] = {
    "anyOf": [ID_SCHEMA, {"type": "object", "required": ["id"], "properties": {"id": ID_SCHEMA}}]
}
"""An id, or what a read gave."""


class FileSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a field takes of a file."""

    accept: tuple[str, ...] = ()
    max_size: int | None = None

    def accepts(self, type_: str) -> bool:
        """Whether files of a type fit; parts of `type/*` count as the whole."""
        return not self.accept or type_ in self.accept or f"{type_.partition('/')[0]}/*" in self.accept

    def refuses_picture(self, width: int | None, height: int | None) -> tuple[str | None, dict[str, Any]]:
        """Why a file of these measures (None: it is no picture) is not taken: the code of a message, and its parameters."""
        return None, {}


class FilesSettings(FileSettings, frozen=True, forbid_unknown_fields=True):
    max_count: int = MOST_FILES


class FileType(FieldType):
    """A field that holds files: the doors know it by this class. `ids` are those of a canonical value."""

    operand_type: ClassVar[TypeEngine[Any]] = Uuid(as_uuid=False)
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    default_allowed = False
    many: ClassVar[bool] = False

    def ids(self, value: Any) -> list[str]:
        return [] if value is None else value if self.many else [value]

    def check_settings(self, settings: Any) -> None:
        for one in settings.accept:
            if not _ACCEPTED.fullmatch(one):
                raise Rejected("file_accept", setting="accept", value=one[:60])
        if settings.max_size is not None and not 1 <= settings.max_size <= MOST_BYTES:
            raise Rejected("setting_range", setting="max_size", least=1, most=MOST_BYTES)

    def canonical(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return columns[0]

    def sort_column(self) -> str | None:
        return None


class FilesType(FileType):
    name = "files"
    Settings = FilesSettings
    columns = (Column("", "uuid[]"),)
    operators = operators.SET
    converts_from = words("image")
    index_method = "gin"
    widget = "files"
    lake_type = "list<string>"
    many = True

    def parse(self, settings: FilesSettings, raw: Any, context: Context) -> Any:
        """Ids, or what a read gave; a single one may stand without a list, and a text may list ids between commas."""
        items = cast(list[Any], raw) if isinstance(raw, list) else pieces(raw) if isinstance(raw, str) else [raw]
        ids = list(dict.fromkeys(parse_id(item) for item in items))
        if len(ids) > settings.max_count:
            raise Rejected("value_too_many", most=settings.max_count)
        return ids or None

    def parse_operand(self, settings: FilesSettings, operator: Operator, raw: Any, context: Context) -> Any:
        return parse_id(raw)

    def check_settings(self, settings: FilesSettings) -> None:
        super().check_settings(settings)
        if not 1 <= settings.max_count <= MOST_FILES:
            raise Rejected("setting_range", setting="max_count", least=1, most=MOST_FILES)

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        file = file_table()
        listed = func.unnest(columns[0]).table_valued("id", with_ordinality="place").render_derived("listed")
        cards = func.json_agg(aggregate_order_by(card(file, "id name type size"), listed.c.place))
        found = select(cards).select_from(file.join(listed, file.c.id == listed.c.id))
        return found.correlate_except(file, listed).scalar_subquery()

    def text(self, settings: FilesSettings, value: Any, locale: str, context: Context | None = None) -> str:
        return ", ".join(value)

    def json_schema(self, settings: FilesSettings) -> dict[str, Any]:
        return {"type": "array", "maxItems": settings.max_count, "items": WRITTEN_SCHEMA}


def file_table() -> FromClause:
    """What is known of uploaded files."""
    columns: list[ColumnClause[Any]] = [column(name) for name in _FACTS.split()]
    return table("file", *columns, schema="luopan").alias("file")


def card(file: FromClause, facts: str) -> ColumnElement[Any]:
    """These facts of a file as a JSON object."""
    pairs: list[ColumnElement[Any]] = []
    for name in facts.split():
        pairs += [literal_column(f"'{name}'"), file.c[name]]
    return func.json_build_object(*pairs)
