"""json: an object or a list of any shape, or the JSON text of one. At most 200 kB and 50 levels.

Only `empty` looks at it. Object keys come back in PostgreSQL's order (jsonb), whole numbers without a point. Refused
are U+0000, NaN, infinity and numbers of more than 64 bits.
"""

from typing import Any, cast

import msgspec
from sqlalchemy.dialects.postgresql import JSONB

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words

MAX_BYTES = 200_000
MAX_DEPTH = 50
SMALLEST, LARGEST = -(2**63), 2**64 - 1
"""What programs keep exact; not all JSON readers do beyond 2^53, but foreign ids of that size are common."""


class JsonType(FieldType):
    name = "json"
    columns = (Column("", "jsonb"),)
    operators = operators.PRESENCE
    operand_type = JSONB()
    converts_from = words("text long_text")
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    index_method = None
    widget = "json"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        if isinstance(raw, str):
            if not raw.strip():
                return None
            try:
                raw = msgspec.json.decode(as_text(raw))
            except (msgspec.DecodeError, RecursionError):
                raise Rejected("not_json") from None
        if not isinstance(raw, dict | list):
            raise Rejected("json_shape")
        value = _checked(cast(Any, raw), 1)
        if len(msgspec.json.encode(value)) > MAX_BYTES:
            raise Rejected("json_too_large", most=MAX_BYTES)
        return value

    def sort_column(self) -> str | None:
        return None

    def text(self, settings: NoSettings, value: Any, locale: str, context: Context | None = None) -> str:
        return msgspec.json.encode(value).decode()

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        scalar = [{"type": kind} for kind in ("string", "integer", "boolean", "null")]
        return {
            "anyOf": [
                {"type": "object", "additionalProperties": {"anyOf": scalar}},
                {"type": "object"},
                {"type": "array"},
            ]
        }

    def sample(self, settings: NoSettings) -> Any:
        return {"source": "api"}


def _checked(value: Any, depth: int) -> Any:
    match value:
        case str():
            return as_text(value)
        case None | bool():
            return value
        case int() | float():
            if not SMALLEST <= value <= LARGEST:
                raise Rejected("number_too_large")
            return int(value) if value == int(value) else value
        case _ if depth > MAX_DEPTH:
            raise Rejected("json_too_deep", most=MAX_DEPTH)
        case list():
            return [_checked(item, depth + 1) for item in cast(list[Any], value)]
        case dict():
            pairs = cast(dict[Any, Any], value).items()
            return {as_text(key): _checked(item, depth + 1) for key, item in pairs}
        case _:
            raise Rejected("json_shape")
