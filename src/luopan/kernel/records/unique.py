"""Unique values: of one field, or of several together. The database keeps them; here its refusals get a row and a field."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from luopan.kernel.metadata.model import Field, Object, physical_name
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Row
from luopan.kit.database import MAX_INDEXED_BYTES, Session


def unique_sets(item: Object) -> list[tuple[str, ...]]:
    """The names of fields that are unique, alone or together."""
    return [(one.name,) for one in item.own_fields if one.unique] + list(item.unique)


def refuse_oversized(item: Object, rows: Sequence[Row]) -> None:
    """Refuses texts that are longer than an index entry can be."""
    indexed = [(one.name,) for one in item.own_fields if one.indexed and one.type.sort_column() == ""]
    for names in {*unique_sets(item), *indexed}:
        for row in _with_long_texts(rows, names):
            if any(name in row.changed for name in names):
                texts = [value for name in names if isinstance(value := row.record.get(name), str)]
                if sum(len(text.encode()) for text in texts) > MAX_INDEXED_BYTES:
                    row.refuse("value_too_long_for_index", names[0], most=MAX_INDEXED_BYTES)


def _with_long_texts(rows: Sequence[Row], names: Sequence[str]) -> Iterable[Row]:
    """Those rows whose texts could be too long together: a character takes four bytes at most."""
    found: dict[int, Row] = {}
    fitting = MAX_INDEXED_BYTES // 4 // len(names)
    for name in names:
        for row in rows:
            value = row.record.get(name)
            if isinstance(value, str) and len(value) > fitting:
                found[row.index] = row
    return found.values()


def in_key_order(item: Object, rows: list[Row]) -> list[Row]:
    """Everybody enters unique values in the same order, so that two batches with the same keys wait, and never deadlock."""
    names = [name for names in unique_sets(item) for name in names]
    if not names:
        return rows
    keyed = zip([[str(one) for one in entry] for entry in _entries(item, rows, names)], rows, strict=True)
    return [row for _, row in sorted(keyed, key=itemgetter(0))]


async def refuse_doubles(
    session: Session, item: Object, rows: Sequence[Row], *, ask: bool, key: Sequence[Field]
) -> None:
    """Refuses unique values that an earlier row or another record has already.

    For new records the database is only asked (`ask`) where their insert will not tell: it skips what it can't take. What the
    batch is matched by (`key`) has been asked for before.
    """
    matched_by = tuple([one.name for one in key])
    for names in unique_sets(item):
        first: dict[tuple[Any, ...], Row] = {}
        for row, values in zip(rows, _entries(item, rows, names), strict=True):
            if None in values or not row.alive or not any(name in row.changed for name in names):
                continue
            if values in first:
                row.refuse("duplicate_in_batch", names[0], first=first[values].index)
            else:
                first[values] = row
        asked = [pair for pair in first.items() if pair[1].current is not None or (ask and names != matched_by)]
        fields = [item.fields[name] for name in names]
        for position, identity in await tables.find(session, item, fields, [values for values, _ in asked]):
            row = asked[position][1]
            if identity != row.id and row.alive:
                refuse_taken(row, names)


def _entries(item: Object, rows: Sequence[Row], names: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """What a unique index over these fields holds of each row."""
    columns: list[list[Any]] = []
    for name in names:
        held = item.fields[name].type.index_value
        values = [row.record.get(name) for row in rows]
        columns.append([None if value is None else held(value) for value in values])
    return zip(*columns, strict=True)


def refuse_taken(row: Row, names: Sequence[str]) -> None:
    """Another record has the row's value already."""
    row.refuse("not_unique", names[0], fields=", ".join(names), value=row.record.get(names[0]))


def names_of(item: Object, constraint: str | None) -> tuple[str, ...]:
    """The fields that a violated unique index stands for."""
    for names in unique_sets(item):
        if constraint == physical_name(item.table, *(item.fields[name].column for name in names), "unique"):
            return names
    return ("id",)
