"""image: one uploaded picture. Canonical as its id, read back as `{"id", "name", "type", "size", "width", "height"}`.

Takes pictures made of pixels (no SVG); `max_pixels` limits width times height. The rest is as for `files`.
"""

from typing import Any, cast

from sqlalchemy import ColumnElement, select

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Rejected, words
from luopan.kernel.fields.types.files import WRITTEN_SCHEMA, FileSettings, FileType, card, file_table
from luopan.kernel.fields.types.reference import parse_id

MOST_PIXELS = 1_000_000_000


class ImageSettings(FileSettings, frozen=True, forbid_unknown_fields=True):
    max_pixels: int | None = None

    def refuses_picture(self, width: int | None, height: int | None) -> tuple[str | None, dict[str, Any]]:
        if width is None or height is None:
            return "file_no_picture", {}
        if self.max_pixels is not None and width * height > self.max_pixels:
            return "picture_too_large", {"most": self.max_pixels}
        return None, {}


class ImageType(FileType):
    name = "image"
    Settings = ImageSettings
    columns = (Column("", "uuid"),)
    operators = operators.EQUALITY
    converts_from = words("files")
    widget = "image"

    def parse(self, settings: ImageSettings, raw: Any, context: Context) -> Any:
        """An id, or what a read gave."""
        return parse_id(raw)

    def check_settings(self, settings: ImageSettings) -> None:
        super().check_settings(settings)
        if settings.max_pixels is not None and not 1 <= settings.max_pixels <= MOST_PIXELS:
            raise Rejected("setting_range", setting="max_pixels", least=1, most=MOST_PIXELS)

    def convert(
        self, settings: ImageSettings, source: FieldType, source_settings: Any, value: Any, context: Context
    ) -> Any:
        """Of several files none is the picture."""
        ids = cast(list[str], value) if isinstance(value, list) else [value]
        if len(ids) > 1:
            raise Rejected("value_too_many", most=1)
        return self.parse(settings, ids[0], context)

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        file = file_table()
        found = select(card(file, "id name type size width height")).where(file.c.id == columns[0])
        return found.correlate_except(file).scalar_subquery()

    def json_schema(self, settings: ImageSettings) -> dict[str, Any]:
        return WRITTEN_SCHEMA
