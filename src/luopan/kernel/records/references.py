"""References of a batch: found by their unique values, held alive while we write, kept free of cycles. All in sets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Lookup, Row
from luopan.kernel.records.writing import Writing
from luopan.kit.database import Session

MAX_TREE_DEPTH = 50


async def look_up(writing: Writing, rows: Sequence[Row]) -> list[tuple[Row, Lookup]]:
    """Finds references written by value among the records that the actor may see; gives back those that nothing was found for."""
    wanted: dict[tuple[str, str], list[tuple[Row, Lookup]]] = defaultdict(list)
    for row in rows:
        for lookup in row.lookups:
            wanted[lookup.object, lookup.by].append((row, lookup))
    missing: list[tuple[Row, Lookup]] = []
    for (object_name, by), asking in wanted.items():
        target = writing.snapshot.object(object_name)
        values = list({_hashable(lookup.value): lookup.value for _, lookup in asking}.values())
        matches: dict[Any, list[str]] = defaultdict(list)
        pairs = await tables.find(writing.session, target, [target.fields[by]], [[one] for one in values])
        seen = await writing.reached("read", target, [found for _, found in pairs])
        for position, found in pairs:
            if found in seen:
                matches[_hashable(values[position])].append(found)
        for row, lookup in asking:
            found = matches.get(_hashable(lookup.value), [])
            if len(found) > 1:
                row.refuse("reference_ambiguous", lookup.field, object=object_name, by=by, value=lookup.value)
            elif found:
                put(row, lookup, found[0])
            else:
                missing.append((row, lookup))
    return missing


def look_up_within(item: Object, rows: Sequence[Row], missing: Sequence[tuple[Row, Lookup]]) -> None:
    """The second pass: references to records of the same batch. What is still missing is refused, at its field."""
    by_value: dict[tuple[str, Any], str] = {}
    for by in {lookup.by for _, lookup in missing if lookup.object == item.name}:
        for row in rows:
            value = row.given.get(by)
            if row.alive and row.id is not None and value is not None:
                by_value[by, _hashable(value)] = row.id
    for row, lookup in missing:
        found = by_value.get((lookup.by, _hashable(lookup.value))) if lookup.object == item.name else None
        if found is None:
            row.refuse("reference_not_found", lookup.field, object=lookup.object, by=lookup.by, value=lookup.value)
        else:
            put(row, lookup, found)


def put(row: Row, lookup: Lookup, found: str) -> None:
    """Writes a found id where its lookup stood."""
    if lookup.position is not None:
        row.given[lookup.field][lookup.position] = found
    else:
        row.given[lookup.field] = {"object": lookup.object, "id": found} if lookup.polymorphic else found


def referenced(field: Field, value: Any) -> list[tuple[str, str]]:
    """(object name, id) for each record that a canonical reference value points at."""
    reference = field.reference
    if reference is None or value is None:
        return []
    if reference.polymorphic:
        return [(value["object"], value["id"])]
    name = reference.targets(field.settings)[0]
    return [(name, one) for one in value] if reference.many else [(name, value)]


async def hold_targets(writing: Writing, item: Object, rows: Sequence[Row]) -> None:
    """Refuses references to records that do not exist, are in the recycle bin or not for the actor's eyes; keeps the others
    alive until we commit."""
    pointing: dict[str, dict[str, list[tuple[Row, str]]]] = defaultdict(lambda: defaultdict(list))
    created = {row.id for row in rows if row.current is None}
    for field in item.fields.values():
        if field.reference is not None:
            for row in rows:
                for object_name, identity in _newly(field, row) if field.name in row.changed else ():
                    if object_name != item.name or identity not in created:
                        pointing[object_name][identity].append((row, field.name))
    wanted: list[tuple[Object, list[str]]] = []
    for object_name in sorted(pointing):
        target = writing.snapshot.object(object_name)
        wanted.append((target, list(await writing.reached("read", target, list(pointing[object_name])))))
    alive = await tables.hold_alive(writing.session, wanted)
    for object_name, asked in pointing.items():
        for identity, pointers in asked.items():
            if (object_name, identity) not in alive:
                for row, name in pointers:
                    row.refuse("reference_gone", name, object=object_name, id=identity)


async def keep_hidden_links(writing: Writing, item: Object, rows: Sequence[Row]) -> None:
    """A list of related records that somebody writes leaves those in place that they can't see."""
    for field in item.own_fields:
        if field.reference is None or not field.reference.many:
            continue
        target = writing.snapshot.object(field.reference.targets(field.settings)[0])
        if writing.rights.unlimited("read", target):
            continue
        asked = [row for row in rows if row.current is not None and field.name in row.given]
        linked = {one for row in asked if row.current is not None for one in row.current[field.name] or ()}
        seen = await writing.reached("read", target, list(linked))
        for row in asked:
            assert row.current is not None
            given, hidden = set(row.given[field.name] or ()), set(row.current[field.name] or ()) - seen
            if given & hidden:  # nobody may ask which hidden records are linked
                row.refuse("reference_gone", field.name)
            row.given[field.name] = sorted(given | hidden)


def _newly(field: Field, row: Row) -> list[tuple[str, str]]:
    """What a row points at by this field and did not point at before."""
    pointed = referenced(field, row.changed.get(field.name))
    if not pointed or row.current is None or field.reference is None or not field.reference.many:
        return pointed
    known: set[str] = set(row.current[field.name] or ())
    return [one for one in pointed if one[1] not in known]


def points_within(item: Object, rows: Sequence[Row]) -> bool:
    """Whether a row points at another new row of its batch."""
    fields = _own_references(item)
    created = {row.id for row in rows if row.current is None} if fields else ()
    return any(identity in created for row in rows for _, identity in _pointed(item, fields, row))


def refuse_orphans(item: Object, batch: Sequence[Row], rows: Sequence[Row]) -> None:
    """Refuses rows that point at a row of their batch which goes no further, and those that point at them in turn."""
    fields = _own_references(item)
    pointing: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for row in rows:
        for name, identity in _pointed(item, fields, row):
            pointing[identity].append((row, name))
    gone = [row.id for row in batch if row.status == "failed" and row.id is not None]
    while gone:
        for row, name in pointing[gone.pop()]:
            if row.alive:
                row.refuse("reference_gone", name)
                if row.id is not None:
                    gone.append(row.id)


def _own_references(item: Object) -> list[Field]:
    """The fields that may point at records of the same object."""
    return [
        one for one in item.own_fields if one.reference is not None and item.name in one.reference.targets(one.settings)
    ]


def _pointed(item: Object, fields: Sequence[Field], row: Row) -> Iterator[tuple[str, str]]:
    """(field name, id) of everything of the same object that a row newly points at."""
    for one in fields:
        for object_name, identity in referenced(one, row.changed.get(one.name)):
            if object_name == item.name:
                yield one.name, identity


async def refuse_cycles(session: Session, item: Object, rows: Sequence[Row]) -> None:
    """For references that make a tree (`tree: true`): nobody may become their own ancestor. Moves of one object queue up."""
    for field in item.own_fields:
        if not getattr(field.settings, "tree", False):
            continue
        parents = {row.id: row.changed[field.name] for row in rows if row.id is not None and field.name in row.changed}
        moved = {row.id: row for row in rows if row.id is not None and parents.get(row.id) is not None}
        if not moved:
            continue
        await session.execute("select pg_advisory_xact_lock(hashtext($1))", f"tree:{item.id}")
        above = await _ancestors(session, item, field, {parents[identity] for identity in moved})
        for identity, row in moved.items():
            seen: set[str] = set()
            node: str | None = parents[identity]
            while node is not None and node not in seen and len(seen) <= MAX_TREE_DEPTH:
                seen.add(node)
                node = parents[node] if node in parents else above.get(node)
            if identity in seen or len(seen) > MAX_TREE_DEPTH:
                row.refuse("tree_cycle" if identity in seen else "tree_too_deep", field.name, most=MAX_TREE_DEPTH)


async def _ancestors(session: Session, item: Object, field: Field, ids: set[str]) -> Mapping[str, str | None]:
    column = tables.quoted(field.column)
    rows = await session.fetch(
        f"""
        with recursive up (id, parent) as (
            select t.id, t.{column} from {tables.table_name(item)} t where t.id = any($1::uuid[])
            union
            select t.id, t.{column} from {tables.table_name(item)} t join up on t.id = up.parent
        )
        select id::text, parent::text from up
        """,
        list(ids),
    )
    return dict(rows)


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int) else repr(value)
