"""`{"search": "华为 5678"}` as a condition: the records that the search would find, in every list, count and bulk call.

It looks into the fields that whoever asks may read in full. As the index follows changes, it may be a moment behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Text,
    column,
    exists,
    false,
    func,
    literal_column,
    not_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.predicates.parse import refused
from luopan.kernel.query.sources import ONE, Source
from luopan.kernel.search.entries import INITIALS, PINYIN, entry_of
from luopan.kernel.search.fields import searched
from luopan.kernel.search.terms import Query, read_query

_COLUMNS: tuple[ColumnClause[Any], ...] = tuple(column(name) for name in ("object_id", "record_id", "lines", "tokens"))
_ENTRIES = table("search_entries", *_COLUMNS, schema="luopan")


@dataclass(frozen=True, slots=True)
class Shape:
    """`hidden`: names of the lines that may not be looked into."""

    hidden: tuple[str, ...]
    terms: int


class SearchKind:
    """The condition."""

    name = "search"

    def read(self, argument: Any, place: str) -> Query:
        return read_query(query_text(argument, place), place)

    def bind(self, argument: Query, item: Object, snapshot: Snapshot) -> tuple[Shape, list[tuple[Any, Any]]]:
        shape = Shape(hidden_lines(item, snapshot.full.all_objects[item.id]), len(argument.terms))
        patterns = [(term.pattern, term) for term in argument.terms]
        return shape, [(argument.candidates(), None), *patterns] if patterns else []

    def sql(self, source: Source, shape: Shape, slots: Sequence[int], *, negated: bool) -> ColumnElement[bool]:
        if not shape.terms:
            return true() if negated else false()
        statement = source.statement
        entries = _ENTRIES.alias(statement.alias())
        wanted, *patterns = slots
        lines: ColumnElement[Any] = entries.c.lines
        if shape.hidden:
            lines = func.regexp_replace(
                lines, literal_column(f"'{_of_lines(shape.hidden)}'"), literal_column("''"), literal_column("'g'")
            )
        found = [
            entries.c.object_id == literal_column(f"'{source.item.id}'"),
            entries.c.tokens.op("@@", is_comparison=True)(statement.parameter(wanted, TSQUERY())),
            *(lines.op("~", is_comparison=True)(statement.parameter(slot, Text())) for slot in patterns),
        ]
        identity = source.column("id")
        if not negated:
            return identity.in_(select(entries.c.record_id).where(*found))
        there = exists(
            select(ONE).select_from(entries).where(entries.c.record_id == identity, *found).correlate(source.table)
        )
        return not_(there)

    def holds(self, item: Object, shape: Shape, values: Sequence[Any], record: Mapping[str, Any]) -> bool:
        fields = searched(item)
        keys = [record.get(one.name) for one in fields.all]
        keys = [None if key is None else one.type.key(key) for one, key in zip(fields.all, keys, strict=True)]
        lines = entry_of(*fields.texts(keys)).lines
        return bool(values) and all(term.holds(lines) for term in values[1:])


def query_text(argument: Any, place: str) -> str:
    """A query as it is written; `Invalid` where it is no text, or nothing."""
    if not isinstance(argument, str) or not argument.strip() or "\x00" in argument:
        raise refused("search_text", place)
    return argument


def hidden_lines(item: Object, whole: Object) -> tuple[str, ...]:
    """The lines of entries that may not be looked into by who sees of an object this much."""
    seen, there = searched(item), searched(whole)
    hidden = {one.id for one in there.all} - {one.id for one in seen.all}
    title = there.title
    return (*sorted(hidden), *((PINYIN, INITIALS) if title is not None and title.id in hidden else ()))


def _of_lines(names: Sequence[str]) -> str:
    """A regular expression for whole lines."""
    assert all(name.strip(":").replace("_", "").isalnum() for name in names)
    return f"(^|\\n)({'|'.join(names)})\\t[^\\n]*"
