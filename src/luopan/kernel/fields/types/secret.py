"""secret: a text of at most 4,000 characters that nobody reads by reading the record: a key, a token, a password of theirs.

A plain text comes in, as it is (blanks count); the write door seals it for this very record and field (`records/sealing`), and
from there on the value is `{"mark", "sealed"}`, in the table, in the event log, in an undo. The mark alone stands in the first
column: equal texts of one field have equal marks, so a secret can be unique. Answers show dots.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Text, case, func, literal_column

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import TEXT_PATTERN, Column, Context, FieldType, NoSettings, Rejected, as_text

MAX_LENGTH = 4_000
DOTS = "••••••••"
_MARK = re.compile("[A-Za-z0-9_-]{43}")
_SEALED = re.compile(r"lps1\.[A-Za-z0-9_-]{8}\.[A-Za-z0-9_-]{38,}")
_LONGEST_SEALED = 6 * MAX_LENGTH
_PARTS = {"mark": _MARK, "sealed": _SEALED}


class SecretType(FieldType):
    name = "secret"
    columns = (Column("", "text", collate_c=True), Column("__sealed", "text", collate_c=True))
    operators = operators.PRESENCE
    operand_type = Text()
    measures = frozenset()
    sortable = False
    groupable = False
    default_allowed = False
    widget = "secret"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        """A plain text, or a sealed one as the event log has it."""
        if isinstance(raw, dict):
            sealed = cast(dict[str, Any], raw)
            if sealed.keys() != _PARTS.keys() or not all(
                _fits(pattern, sealed[key]) for key, pattern in _PARTS.items()
            ):
                raise Rejected("not_a_secret")
            return sealed
        text = as_text(raw)
        if text == DOTS:  # what a read gave, sent back
            raise Rejected("secret_dots")
        if len(text) > MAX_LENGTH:
            raise Rejected("value_too_long", most=MAX_LENGTH)
        return text

    def store(self, settings: NoSettings, value: Any, record: Mapping[str, Any], context: Context) -> tuple[Any, ...]:
        return value["mark"], value["sealed"]

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        dots: ColumnElement[str] = literal_column(f"'{DOTS}'")
        return case((columns[0].is_not(None), dots))

    def canonical(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        mark, sealed = columns
        pairs: list[ColumnElement[Any]] = [literal_column("'mark'"), mark, literal_column("'sealed'"), sealed]
        return case((mark.is_not(None), func.json_build_object(*pairs)))

    def shown(self, value: Any) -> Any:
        return DOTS

    def index_value(self, value: Any) -> Any:
        return value["mark"]

    def sort_column(self) -> str | None:
        return None

    def text(self, settings: NoSettings, value: Any, locale: str, context: Context | None = None) -> str:
        """Dots, which `parse` refuses."""
        return DOTS

    def mask(self, value: Any) -> str:
        return DOTS

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return self.read(columns)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        parts = {key: {"type": "string", "pattern": f"^{pattern.pattern}$"} for key, pattern in _PARTS.items()}
        sealed = {"type": "object", "required": list(parts), "additionalProperties": False, "properties": parts}
        return {"anyOf": [{"type": "string", "maxLength": MAX_LENGTH, "pattern": TEXT_PATTERN}, sealed]}

    def sample(self, settings: NoSettings) -> Any:
        return "correct horse battery staple"


def _fits(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_SEALED and pattern.fullmatch(value) is not None
