"""The recycle bin: deleting puts records in it, restoring takes them out. References are seen to here, not by foreign keys."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias

from luopan.kernel.events.log import Event
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.records import tables
from luopan.kernel.records.batch import MAX_ROWS, Batch, Outcome, Row, key_fields
from luopan.kernel.records.decode import Decoder, refused
from luopan.kernel.records.guard import Guard
from luopan.kernel.records.references import referenced
from luopan.kernel.records.values import logged
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Conflict, Invalid, TooLarge

MAX_CASCADE = 50_000

Current: TypeAlias = dict[str, tuple[int, bool, dict[str, Any]]]
"""By id: version, whether it is in the bin, values."""


async def delete(writing: Writing, batch: Batch) -> Outcome:
    """Puts records into the recycle bin, with those that hang on them by `cascade`; refuses what others hold by `restrict`."""
    item = writing.snapshot.object(batch.object)
    writing.rights.require("delete", item)
    rows = await _rows(writing, batch, item)
    return await delete_locked(writing, item, rows, await _lock(writing, item, rows), atomic=batch.atomic)


async def delete_locked(
    writing: Writing, item: Object, rows: Sequence[Row], current: Current, *, atomic: bool
) -> Outcome:
    """The same for rows that name their records by id, whose `current` state is locked for "delete" already."""
    writing.rights.require("delete", item)
    for row in rows:
        if row.alive and (row.id not in current or current[row.id][1]):
            row.refuse("record_not_found", "id")
    await _refuse_others(writing, item, rows, current)
    if atomic and refused(rows):
        raise Invalid("invalid_records", errors=refused(rows))
    doomed = await _gather(writing, item, rows)
    if atomic and refused(rows):
        raise Conflict("records_in_use", errors=refused(rows))
    await doomed.carry_out()
    for row in rows:
        if row.alive and row.id is not None:
            row.status, row.version = "deleted", doomed.versions[row.id]
    return Outcome(rows, writing.change.id if writing.change.events else None)


async def _gather(writing: Writing, item: Object, rows: Sequence[Row]) -> "_Doomed":
    """All that goes to the bin with these rows. Rows that something holds are refused, and the rest is gathered anew."""
    while True:
        doomed = _Doomed(writing)
        await doomed.add(item, {row.id: row for row in rows if row.alive and row.id is not None})
        if not doomed.refuse_held():
            return doomed


async def restore(writing: Writing, batch: Batch) -> Outcome:
    """Takes records out of the recycle bin; `not_unique` where another record has taken their place meanwhile."""
    item = writing.snapshot.object(batch.object)
    writing.rights.require("delete", item)
    rows = await _rows(writing, batch, item)
    current = await _lock(writing, item, rows)
    for row in rows:
        if row.alive and (row.id not in current or not current[row.id][1]):
            row.refuse("record_not_in_bin", "id")
    await _refuse_others(writing, item, rows, current)
    await _refuse_unsound(writing, item, rows)
    await _refuse_dangling(writing, item, rows)
    Guard(writing, item).hide_names(rows)
    if batch.atomic and refused(rows):
        raise Conflict("restore_refused", errors=refused(rows))
    acting = [row for row in rows if row.alive and row.id is not None]
    events: list[Event] = []

    async def work(some: Sequence[Row]) -> None:
        versions = await _mark(writing, item, [row.id for row in some if row.id is not None], deleted=False)
        for row in some:
            row.version = versions[row.id or ""]

    for row, _ in await tables.in_halves(writing.session, acting, work):
        row.refuse("restore_not_unique", "id")
    for row in acting:
        if row.alive and row.id is not None:
            row.status = "restored"
            events.append(Event(item.id, row.id, row.version, "restored"))
    if batch.atomic and refused(rows):
        raise Conflict("restore_refused", errors=refused(rows))
    await writing.change.append(writing.session, events)
    return Outcome(rows, writing.change.id if writing.change.events else None)


async def _refuse_dangling(writing: Writing, item: Object, rows: Sequence[Row]) -> None:
    """Refuses rows that would refer to a record which stays in the bin."""
    fields = [one for one in item.own_fields if one.reference is not None and not one.reference.many]
    coming = {row.id: row for row in rows if row.alive and row.id is not None}
    if not fields or not coming:
        return
    names = tuple(one.name for one in fields)
    records = await tables.read_canonical(writing.session, writing.snapshot, item, names, list(coming))
    pointing = [
        (identity, one.name, target)
        for identity, record in records.items()
        for one in fields
        for target in referenced(one, record[one.name])
    ]
    wanted: dict[str, set[str]] = defaultdict(set)
    for _, _, (object_name, target) in pointing:
        wanted[object_name].add(target)
    alive = await tables.hold_alive(
        writing.session,
        [(writing.snapshot.object(object_name), list(wanted[object_name])) for object_name in sorted(wanted)],
    )
    refusing = True
    while refusing:
        refusing = False
        for identity, name, target in pointing:
            comes_along = target[0] == item.name and target[1] in coming and coming[target[1]].alive
            if coming[identity].alive and target not in alive and not comes_along:
                coming[identity].refuse("reference_gone", name)
                refusing = True


async def _mark(writing: Writing, item: Object, ids: Sequence[str], *, deleted: bool) -> dict[str, int]:
    """Puts records into the bin or takes them out; gives their new versions."""
    rows = await writing.session.fetch(
        f"update {tables.table_name(item)} set deleted_at = $2::timestamptz, version = version + 1, updated_at = $3::timestamptz,"
        " updated_by = $4::uuid where id = any($1::uuid[]) returning id::text, version",
        list(ids),
        writing.now if deleted else None,
        writing.now,
        writing.actor.id,
    )
    return dict(rows)


async def _rows(writing: Writing, batch: Batch, item: Object) -> list[Row]:
    """Rows that name records by id or by key."""
    if len(batch.rows) > MAX_ROWS:
        raise TooLarge("too_many_rows", most=MAX_ROWS)
    raw = [{"id": one} if isinstance(one, str) else one for one in batch.rows]
    rows = Decoder(item, writing.rights, writing.context, privileged=True).rows(raw)
    fields = key_fields(item, batch)
    Guard(writing, item).check_key(fields)
    if fields:
        asking = [row for row in rows if row.alive and all(row.given.get(one.name) is not None for one in fields)]
        values = [[row.given[one.name] for one in fields] for row in asking]
        pairs = await tables.find(writing.session, item, fields, values) if values else []
        known = await writing.reached("read", item, [identity for _, identity in pairs])
        for position, identity in pairs:
            if identity not in known:
                continue
            if asking[position].id is not None:
                asking[position].refuse("key_ambiguous", fields[0].name, count=2)
            asking[position].id = identity
    seen: set[str] = set()
    for row in rows:
        if row.alive and row.id is None:
            row.refuse("record_not_found" if fields else "id_missing", fields[0].name if fields else "id")
        elif row.alive and row.id in seen:
            row.refuse("duplicate_in_batch", "id")
        seen.add(row.id or "")
    return rows


async def _refuse_others(writing: Writing, item: Object, rows: Sequence[Row], current: Current) -> None:
    """Refuses what is not the actor's to delete or restore, and then what has moved on."""
    await Guard(writing, item).refuse_undeletable(rows)
    for row in rows:
        version = current[row.id][0] if row.id in current else None
        if row.alive and row.expected_version is not None and version not in (None, row.expected_version):
            row.refuse("stale", "version", version=version)


async def _refuse_unsound(writing: Writing, item: Object, rows: Sequence[Row]) -> None:
    """What comes back is looked at by its steward as if it were new: names may have changed while it was away."""
    steward = writing.stewards.get(item.id)
    if steward is None:
        return
    coming = [row for row in rows if row.alive and row.id is not None]
    names = tuple(item.fields)
    ids = [row.id or "" for row in coming]
    records = await tables.read_canonical(writing.session, writing.snapshot, item, names, ids)
    for row in coming:
        row.record = records[row.id or ""]
    await steward.check(writing, coming)


async def _lock(writing: Writing, item: Object, rows: Sequence[Row]) -> Current:
    ids = [row.id for row in rows if row.alive and row.id is not None]
    return await tables.lock_current(writing.session, writing.snapshot, item, (), ids, "delete")


class _Doomed:
    """What goes to the bin together, and the references that are cleared because of it."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        self.by_object: dict[Object, set[str]] = defaultdict(set)
        self.cleared: list[tuple[Object, Field, dict[str, str]]] = []
        self.held: list[tuple[Object, Field, str, Row]] = []
        self.versions: dict[str, int] = {}

    async def add(self, item: Object, rows: dict[str, Row]) -> None:
        """Adds records, each with the row that asked for it, and all that hangs on them."""
        fresh = {identity: row for identity, row in rows.items() if identity not in self.by_object[item]}
        self.by_object[item].update(fresh)
        if sum(len(ids) for ids in self.by_object.values()) > MAX_CASCADE:
            raise TooLarge("cascade_too_large", most=MAX_CASCADE)
        for child, field in self.writing.snapshot.referring(item) if fresh else ():
            if field.reference is None or field.reference.many:
                continue
            pairs = await self._children(child, field, item, list(fresh))
            if not pairs:
                continue
            if field.settings.on_delete == "cascade":
                await self.add(child, {identity: fresh[parent] for identity, parent in pairs})
            elif field.settings.on_delete == "clear":
                self.cleared.append((child, field, dict(pairs)))
            else:
                self.held += [(child, field, identity, fresh[parent]) for identity, parent in pairs]

    async def _children(self, child: Object, field: Field, parent: Object, ids: list[str]) -> list[tuple[str, str]]:
        """(id, parent's id) of what refers to these records; locked, where it will be changed, and read after the wait."""
        lock = {"cascade": "for update", "clear": "for no key update"}.get(field.settings.on_delete, "")
        column = tables.quoted(field.column)
        polymorphic = field.reference is not None and field.reference.polymorphic
        and_object = f" and {tables.quoted(field.column + '__object')} = $2" if polymorphic else ""
        pairs = await self.writing.session.fetch(
            f"select id::text, {column}::text from {tables.table_name(child)}"
            f" where {column} = any($1::uuid[]) and deleted_at is null{and_object} order by id limit {MAX_CASCADE + 1} {lock}",
            ids,
            *([parent.id] if polymorphic else []),
        )
        if lock and len(pairs) > MAX_CASCADE:
            raise TooLarge("cascade_too_large", most=MAX_CASCADE)
        return pairs

    def refuse_held(self) -> bool:
        """Refuses the rows that a `restrict` from outside holds; says whether there were any."""
        outside = [
            (child, field, row) for child, field, identity, row in self.held if identity not in self.by_object[child]
        ]
        for child, field, row in outside:
            if row.alive and self.writing.rights.may("read", child):
                row.refuse("record_in_use", "id", object=child.name, field=field.name)
            elif row.alive:
                row.refuse("record_in_use_elsewhere", "id")
        return bool(outside)

    async def carry_out(self) -> None:
        """Deletes what was gathered, and clears references to it."""
        await self._clear()
        events: list[Event] = []
        for item, ids in self.by_object.items():
            if ids:
                versions = await _mark(self.writing, item, list(ids), deleted=True)
                self.versions.update(versions)
                events += [Event(item.id, identity, version, "deleted") for identity, version in versions.items()]
        await self.writing.change.append(self.writing.session, events)

    async def _clear(self) -> None:
        session = self.writing.session
        for child, field, pairs in self.cleared:
            pairs = {identity: parent for identity, parent in pairs.items() if identity not in self.by_object[child]}
            if not pairs:
                continue
            current = await tables.lock_current(
                session, self.writing.snapshot, child, (field.name,), list(pairs), "update"
            )
            columns = [
                ("id", "uuid"),
                ("version", "bigint"),
                ("updated_at", "timestamptz"),
                *tables.column_types(field),
            ]
            await tables.update(
                session,
                child,
                columns,
                [
                    {"id": identity, "version": version + 1, "updated_at": self.writing.now}
                    for identity, (version, *_) in current.items()
                ],
            )
            await self.writing.change.append(
                session,
                [
                    Event(
                        child.id,
                        identity,
                        version + 1,
                        "updated",
                        logged(self.writing.snapshot, child, record),
                        {field.id: None},
                    )
                    for identity, (version, _, record) in current.items()
                ],
            )
