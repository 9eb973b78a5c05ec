"""Which record a row means: found by its id or its key, or new."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Mode, Row
from luopan.kernel.records.writing import Writing
from luopan.kit.ids import new_ids


async def match(writing: Writing, item: Object, mode: Mode, key: Sequence[Field], rows: Sequence[Row]) -> None:
    """Tells each row its record, and gives new ones their id. Two rows may not mean the same record."""
    if key and mode != "create":
        await match_by_key(writing, item, mode, key, rows)
    elif mode == "update":
        for row in rows:
            if row.alive and row.id is None:
                row.refuse("id_missing", "id")
    else:
        _give_ids([row for row in rows if row.id is None])
    seen: set[str] = set()
    for row in rows:
        if row.alive and row.id is not None:
            if row.id in seen:
                row.refuse("duplicate_in_batch", key[0].name if key else "id")
            seen.add(row.id)


async def match_by_key(writing: Writing, item: Object, mode: Mode, key: Sequence[Field], rows: Sequence[Row]) -> None:
    """The same, by the values of the key's fields, among the records that the actor may see."""
    asking: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if row.alive:
            values = tuple([row.given.get(one.name) for one in key])
            if None in values:
                row.refuse("key_missing", key[values.index(None)].name)
            elif values in asking:
                row.refuse("duplicate_in_batch", key[0].name, first=asking[values].index)
            else:
                asking[values] = row
    found: dict[int, list[str]] = defaultdict(list)
    pairs = await tables.find(writing.session, item, key, list(asking))
    seen = await writing.reached("read", item, [identity for _, identity in pairs])
    for position, identity in pairs:
        if identity in seen:
            found[position].append(identity)
    for position, row in enumerate(asking.values()):
        matches = found.get(position, [])
        if len(matches) > 1:
            row.refuse("key_ambiguous", key[0].name, count=len(matches))
        elif matches:
            row.id = matches[0]
        elif mode == "update":
            row.refuse("record_not_found", key[0].name)
        else:
            row.id = None
    _give_ids([row for row in asking.values() if row.alive and row.id is None])


def _give_ids(rows: Sequence[Row]) -> None:
    if rows:
        for row, identity in zip(rows, new_ids(len(rows)), strict=True):
            row.id = identity
