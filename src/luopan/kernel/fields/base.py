"""What a field type is.

A value is everywhere its *canonical JSON form*: what `parse` returns is what the event log keeps, what PostgreSQL reads through
`json_to_recordset`, what the API writes out (a reference gains its title there) and what `parse` takes again unchanged.
Decimals are strings, moments are ISO 8601 in UTC, an empty value is None. Nobody changes a value in place: rows that were written
alike share it.

A new type is one module in `types/` with a subclass of `FieldType`, and its line in `registry.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, case, literal_column
from sqlalchemy.types import TypeEngine

from luopan.kernel.fields.operators import Operator

LARGEST_NUMBER = 10**40
"""Longer numbers are not read as text: they are a mistake, and Python may refuse to print them."""


MASK = "***"


class Rejected(Exception):
    """A value that the type does not take; the code names the message."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a value may depend on: the workspace's zone, country and currency, the moment, who writes.

    `rates` gives the worth of one unit of a currency in the workspace's currency on a day (ISO date), None where no rate is
    known.
    """

    now: datetime
    zone: ZoneInfo
    currency: str = "CNY"
    country: str = "CN"
    me: str | None = None
    rates: Callable[[str, str], Decimal | None] = lambda currency, day: None


def plain_context() -> Context:
    """A context for checks that depend on no workspace (defaults of definitions, tests)."""
    return Context(now=datetime(2026, 1, 1, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True)
class Column:
    """One physical column of a field: its suffix to the field's column name (`__currency`), and its PostgreSQL type."""

    suffix: str
    sql: str
    collate_c: bool = False

    @property
    def ddl(self) -> str:
        return f'{self.sql} collate "C"' if self.collate_c else self.sql


class NoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For types that have nothing to set."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a value that conditions may name by itself (`amount.currency`): its type and the column it stands in."""

    type: "FieldType"
    column: int
    pick: Callable[[Any], Any] = field(default=lambda value: value)


class FieldType:
    """Required of a type: `name`, `columns`, `operators`, `parse`, `json_schema`.

    The rest has defaults for one-column types.
    """

    name: ClassVar[str]
    Settings: ClassVar[type[msgspec.Struct]] = NoSettings
    columns: ClassVar[tuple[Column, ...]]
    operators: ClassVar[Mapping[str, Operator]]

    operand_type: ClassVar[TypeEngine[Any]]
    """What a parameter is cast to when it is compared with `compared`."""

    sort_type: ClassVar[TypeEngine[Any] | None] = None
    """The SQL type of `sorted`, where it is another than `operand_type`."""

    converts_from: ClassVar[frozenset[str]] = frozenset()
    """Types whose fields may become this one (a type always converts from itself, with other settings)."""

    measures: ClassVar[frozenset[str]] = frozenset({"count_distinct"})
    """Aggregate functions: count_distinct, min, max, sum, avg."""

    unique_allowed: ClassVar[bool] = True
    sortable: ClassVar[bool] = True
    groupable: ClassVar[bool] = True
    grains: ClassVar[bool] = False
    """True where a group can be by day, week, month, quarter or year."""

    index_method: ClassVar[str | None] = "btree"
    """None where no index can hold a value."""

    writable: ClassVar[bool] = True
    """False where the system alone gives the value (autonumber)."""

    internal: ClassVar[bool] = False
    """True where nobody may define a field of this type: it serves system fields and parts of values."""

    default_allowed: ClassVar[bool] = True
    """False where a definition may not hold a value."""

    searchable: ClassVar[bool] = False
    """True where the search looks into a value (`searched`)."""

    parts: ClassVar[Mapping[str, Part]] = {}
    widget: ClassVar[str | None] = None
    lake_type: ClassVar[str] = "string"
    """The Arrow type of the value in the lake."""

    def parse(self, settings: Any, raw: Any, context: Context) -> Any:
        """The canonical value of anything a client, a file or a person gives; `Rejected` otherwise.

        Never called with None or "". Gives None for what is as good as empty: blanks, an empty list.
        """
        raise NotImplementedError

    def json_schema(self, settings: Any) -> dict[str, Any]:
        """The JSON schema of a canonical (written) value; null is added by the caller."""
        raise NotImplementedError

    def check_settings(self, settings: Any) -> None:
        """Raises `Rejected` where settings contradict one another."""

    def warning(self, settings: Any, value: Any, record: Mapping[str, Any], context: Context) -> str | None:
        """The code of a warning about a value that is taken all the same. Arguments as in `store`."""
        return None

    def store(self, settings: Any, value: Any, record: Mapping[str, Any], context: Context) -> tuple[Any, ...]:
        """One JSON value a column, for `json_to_recordset`. `record` is the whole record by field name; `value` is not None."""
        return (value,)

    def depends_on(self, settings: Any) -> tuple[str, ...]:
        """Names of other fields whose change makes `store` give something else."""
        return ()

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        """The value as SQL, as answers show it: ready for `row_to_json`."""
        return columns[0]

    def canonical(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        """The canonical value as SQL, where answers show another (`read`)."""
        return self.read(columns)

    def shown(self, value: Any) -> Any:
        """A canonical value as answers show it: what `read` gives in SQL."""
        return value

    def index_value(self, value: Any) -> Any:
        """What stands in the first column for a canonical value that is not None: a unique index compares that."""
        return value

    def compared(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        """What operators and measures look at in SQL; `empty` alone looks at the first column."""
        return columns[0]

    def sorted(self, settings: Any, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        """What lists are sorted by in SQL."""
        return self.compared(columns)

    def sort_column(self) -> str | None:
        """The suffix of the column that an index for sorting stands on; None where no index can serve."""
        return self.columns[0].suffix if self.columns else None

    def key(self, value: Any) -> Any:
        """What operators look at in memory, of a canonical value that is not None: has the order and equality of `compared`."""
        return value

    def parse_operand(self, settings: Any, operator: Operator, raw: Any, context: Context) -> Any:
        """The canonical operand of a condition: one value, or one item of a list (for `has_any`: a member of the set).

        None and "" never come here; None is given back for what is as good as empty.
        """
        return self.parse(settings, raw, context)

    def from_moment(self, moment: datetime, context: Context) -> Any:
        """The canonical value of a moment (`{"now": …}` in a condition or a default); `Rejected` where the type holds no time."""
        raise Rejected("value_not_a_moment")

    def record_key(self, settings: Any, value: Any, record: Mapping[str, Any], context: Context) -> Any:
        """`key` of a record's own value, for types whose `compared` depends on more than the value; None compares as false."""
        return self.key(value)

    def operand(self, value: Any) -> Any:
        """The SQL parameter for a canonical operand."""
        return value

    def text(self, settings: Any, value: Any, locale: str, context: Context | None = None) -> str:
        """A canonical value as a person writes it; `parse` reads it back. Moments are local where a context gives the zone."""
        return str(value)

    def searched(self, key: Any) -> str:
        """The text that the search finds a value by, of what operators look at (`compared`, `key`)."""
        return key

    def mask(self, value: Any) -> str:
        """What is shown of a canonical value, that is not None, to those who may not see it."""
        return MASK

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        """The same in SQL; null stays null."""
        mask: ColumnElement[str] = literal_column(f"'{MASK}'")
        return case((columns[0].is_not(None), mask))

    def convert(self, settings: Any, source: "FieldType", source_settings: Any, value: Any, context: Context) -> Any:
        """A canonical value of another type (or of this one with other settings) as one of this; `Rejected` where it has none."""
        return self.parse(settings, value, context)

    def sample(self, settings: Any) -> Any:
        """A value that `parse` takes, for examples in OpenAPI; None where none can be made up."""
        return None


class ReferenceType(FieldType):
    """A field that points at records: `to` names objects. The doors for queries and writes know this shape."""

    many: ClassVar[bool] = False
    polymorphic: ClassVar[bool] = False

    def targets(self, settings: Any) -> tuple[str, ...]:
        """Names of the objects it may point at."""
        raise NotImplementedError


TEXT_PATTERN = r"^[^\u0000]*$"
"""For JSON schemas: the only character that no text may contain is U+0000."""


def words(text: str) -> frozenset[str]:
    """Names parted by blanks, as a set."""
    return frozenset(text.split())


def as_text(raw: Any) -> str:
    """The text of a raw value: strings as they are, whole numbers without a point.

    `Rejected` for anything else, for U+0000 and for half of a surrogate pair, which no text column takes.
    """
    if isinstance(raw, str):
        if "\x00" in raw:
            raise Rejected("value_nul")
        if not raw.isascii():
            try:
                raw.encode()
            except UnicodeEncodeError:
                raise Rejected("value_not_unicode") from None
        return raw
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise Rejected("value_not_text")
    if not -LARGEST_NUMBER < raw < LARGEST_NUMBER:
        raise Rejected("number_too_large")
    return str(int(raw)) if raw == int(raw) else str(raw)
