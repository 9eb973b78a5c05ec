"""The one write door: every create, update and upsert, of one record or ten thousand, goes through `write`.

Stage by stage, each a set: read the rows → find references → match and lock what exists → merge → check → draw numbers →
insert and update → log the events. Whatever is wrong with a row is noted at its field and takes only that row out, unless the
batch is atomic.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import errors

from luopan.kernel.events.log import Change, Event
from luopan.kernel.fields.base import Context, FieldType
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.permissions.rights import require
from luopan.kernel.records import numbers, references, tables
from luopan.kernel.records.batch import MAX_ROWS, Batch, Outcome, Row, key_fields
from luopan.kernel.records.decode import SYSTEM_MAY_WRITE, Decoder, refused
from luopan.kernel.records.numbers import Counters
from luopan.kernel.records.rules import Rules
from luopan.kernel.records.values import default_value, load_rates, logged
from luopan.kit.actor import Actor
from luopan.kit.database import Session
from luopan.kit.errors import Conflict, Invalid, Problem, TooLarge
from luopan.kit.ids import new_ids

Storer = tuple[str, tuple[str, ...], Callable[[Any, Mapping[str, Any]], tuple[Any, ...]] | None]

WRITTEN_BY_THE_SYSTEM = ("id", "created_by", "created_at", "updated_by", "updated_at", "version")
IN_A_THREAD = 200
ROUNDS = 3


@dataclass(slots=True)
class Writing:
    """What the writes of one transaction share. `privileged`: the system writes, or an undo puts back what was."""

    session: Session
    actor: Actor
    snapshot: Snapshot
    context: Context
    change: Change
    counters: Counters
    privileged: bool = False

    @property
    def now(self) -> datetime:
        return self.context.now


async def write(writing: Writing, batch: Batch) -> Outcome:
    """Creates, updates or upserts rows. `Invalid` (nothing is written) where the batch is atomic and a row has a problem."""
    item = writing.snapshot.object(batch.object)
    if batch.mode != "update":
        require(writing.actor, "create", item)
    if batch.mode != "create":
        require(writing.actor, "update", item)
    if len(batch.rows) > MAX_ROWS:
        raise TooLarge("too_many_rows", most=MAX_ROWS)
    return await _Write(writing, batch, item).run()


class _Write:
    def __init__(self, writing: Writing, batch: Batch, item: Object) -> None:
        self.writing = writing
        self.session = writing.session
        self.snapshot = writing.snapshot
        self.context = writing.context
        self.batch = batch
        self.item = item
        self.key = self._key_fields()
        self.many = {one.name for one in item.own_fields if one.reference is not None and one.reference.many}
        self.rows: list[Row] = []

    async def run(self) -> Outcome:
        self.rows = await self._aside(self._decode)
        missing = await references.look_up(self.session, self.snapshot, self.rows)
        await self._match(self.rows)
        references.look_up_within(self.item, self.rows, missing)
        waiting = self.rows
        for _ in range(ROUNDS):
            waiting = await self._round([row for row in waiting if row.alive])
            if not waiting:
                break
            await self._match_anew(waiting)
        await self._refuse_lost(waiting)
        if self.batch.atomic:
            self.refuse_all()
        return Outcome(self.rows, self.writing.change.id if self.writing.change.events else None)

    async def _round(self, rows: list[Row]) -> list[Row]:
        """Takes rows through the door; gives back those that lost a race and must be matched again."""
        rules = Rules(self.item, self.snapshot, self.context)
        await self._load(rows, rules)
        await self._aside(lambda: self._merge(rows))
        await self._know_rates(rows)
        acting = [row for row in rows if row.alive]
        await self._check(acting, rules)
        acting = [row for row in acting if row.alive]
        if self.batch.atomic:
            self.refuse_all()
        created = [row for row in acting if row.current is None]
        updated = [row for row in acting if row.current is not None]
        losers = await self._insert(self._in_key_order(created))
        await self._update(updated)
        if self.batch.atomic:
            self.refuse_all()
        await self._log(row for row in (*created, *updated) if row.status in ("created", "updated"))
        return losers

    def refuse_all(self) -> None:
        problems = refused(self.rows)
        if problems:
            raise Invalid("invalid_records", errors=problems)

    async def _aside(self, work: Callable[[], Any]) -> Any:
        """Long computations leave the event loop to others."""
        return await asyncio.to_thread(work) if len(self.batch.rows) > IN_A_THREAD else work()

    def _key_fields(self) -> tuple[Field, ...]:
        return key_fields(self.item, self.batch)

    def _decode(self) -> list[Row]:
        decoder = Decoder(self.item, self.snapshot, self.context, privileged=self.writing.privileged)
        return decoder.rows(self.batch.rows)

    async def _match(self, rows: Sequence[Row]) -> None:
        """Tells for each row which record it means, and gives new ones their id. Two rows may not mean the same record."""
        if self.batch.mode == "create":
            self._give_ids([row for row in rows if row.id is None])
        elif self.key:
            await self._match_by_key(rows)
        elif self.batch.mode == "update":
            for row in rows:
                if row.alive and row.id is None:
                    row.refuse("id_missing", "id")
        else:
            self._give_ids([row for row in rows if row.id is None])
        seen: set[str] = set()
        for row in rows:
            if row.alive and row.id is not None:
                if row.id in seen:
                    row.refuse("duplicate_in_batch", self.key[0].name if self.key else "id")
                seen.add(row.id)

    async def _match_by_key(self, rows: Sequence[Row]) -> None:
        asking: list[Row] = []
        positions: dict[tuple[Any, ...], Row] = {}
        for row in rows:
            values = tuple(row.given.get(one.name) for one in self.key)
            if not row.alive:
                continue
            if any(value is None for value in values):
                row.refuse("key_missing", next(one.name for one in self.key if row.given.get(one.name) is None))
            elif values in positions:
                row.refuse("duplicate_in_batch", self.key[0].name, first=positions[values].index)
            else:
                positions[values] = row
                asking.append(row)
        found: dict[int, list[str]] = defaultdict(list)
        values = [[row.given[one.name] for one in self.key] for row in asking]
        for position, identity in await tables.find(self.session, self.item, self.key, values):
            found[position].append(identity)
        for position, row in enumerate(asking):
            matches = found.get(position, [])
            if len(matches) > 1:
                row.refuse("key_ambiguous", self.key[0].name, count=len(matches))
            elif matches:
                row.id = matches[0]
            elif self.batch.mode == "update":
                row.refuse("record_not_found", self.key[0].name)
        self._give_ids([row for row in asking if row.alive and row.id is None])

    def _give_ids(self, rows: Sequence[Row]) -> None:
        for row, identity in zip(rows, new_ids(len(rows)) if rows else [], strict=True):
            row.id = identity

    async def _load(self, rows: Sequence[Row], rules: Rules) -> None:
        """Locks the records that exist already, and reads what of them is needed."""
        if self.batch.mode == "create":
            return
        given: set[str] = {name for row in rows for name in row.given}
        touched = given | rules.names
        for one in self.item.own_fields:
            depends_on = one.type.depends_on(one.settings)
            if one.name in touched or touched.intersection(depends_on):
                touched.update((one.name, *depends_on))
        touched.update(name for names in self._unique_sets() if touched.intersection(names) for name in names)
        ids = [row.id for row in rows if row.id is not None]
        current = await tables.lock_current(
            self.session,
            self.snapshot,
            self.item,
            tuple(name for name in self.item.fields if name in touched),
            ids,
            "update",
        )
        for row in rows:
            version, deleted, record = current.get(row.id or "", (0, False, None))
            if deleted or (record is None and self.batch.mode == "update"):
                row.refuse("record_deleted" if deleted else "record_not_found", "id")
            elif row.expected_version not in (None, version):
                row.refuse("stale", "version", version=version)
            row.current, row.version = record, version

    def _merge(self, rows: Sequence[Row]) -> None:
        """What each record will be, and what of it is new."""
        defaults = self._defaults() if any(row.current is None for row in rows) else {}
        for row in rows:
            if not row.alive:
                continue
            for name in self.many & row.given.keys():
                row.given[name] = sorted(set[str](row.given[name] or ()))
            if row.current is None:
                row.record = {**defaults, **row.given}
                row.changed = {
                    name: value
                    for name, value in row.record.items()
                    if value not in (None, []) and name not in SYSTEM_MAY_WRITE
                }
            else:
                row.record = {**row.current, **row.given}
                row.changed = {
                    name: value
                    for name, value in row.given.items()
                    if value != row.current[name]
                    and not (value is None and row.current[name] == [])
                    and name not in SYSTEM_MAY_WRITE
                }
                if not row.changed:
                    row.status = "unchanged"

    def _defaults(self) -> dict[str, Any]:
        found: dict[str, Any] = {"created_at": self.writing.now.isoformat()}
        if self.writing.actor.id is not None:
            found["owner"] = self.writing.actor.id
        for one in self.item.own_fields:
            if one.default is not None:
                found[one.name] = default_value(one, self.context)
        return found

    async def _know_rates(self, rows: Sequence[Row]) -> None:
        """Brings the dated rates of the foreign currencies that these rows hold."""
        amounts = [one.name for one in self.item.own_fields if "currency" in one.type.parts]
        held = (row.record.get(name) for row in rows for name in amounts)
        foreign: set[str] = {value["currency"] for value in held if value is not None} - {self.context.currency}
        if foreign:
            self.context = replace(self.context, rates=await load_rates(self.session, foreign))

    async def _check(self, rows: Sequence[Row], rules: Rules) -> None:
        records = [row.record for row in rows] + [row.current for row in rows if row.current is not None]
        evaluator = await rules.evaluator(self.session, records, self.context)
        for row in rows:
            rules.check(row, evaluator, privileged=self.writing.privileged)
        self._warn(rows)
        await references.hold_targets(self.session, self.snapshot, self.item, [row for row in rows if row.alive])
        await references.refuse_cycles(self.session, self.item, [row for row in rows if row.alive])
        if len(self.rows) > 1:
            tied = self._points_within(rows)
            await self._refuse_doubles([row for row in rows if row.alive], ask=tied)
            if tied:
                self._refuse_orphans(rows)

    def _points_within(self, rows: Sequence[Row]) -> bool:
        """Whether a row points at another new row of this batch."""
        created = {row.id for row in rows if row.current is None}
        return any(identity in created for row in rows for _, identity in self._own_references(row))

    def _own_references(self, row: Row) -> Iterator[tuple[str, str]]:
        """(field name, id) of everything of the same object that a row newly points at."""
        for one in self.item.own_fields:
            if one.reference is not None and one.name in row.changed:
                for object_name, identity in references.referenced(one, row.changed[one.name]):
                    if object_name == self.item.name:
                        yield one.name, identity

    def _refuse_orphans(self, rows: Sequence[Row]) -> None:
        """Rows that point at a new row of this batch which goes no further, and those that point at them in turn."""
        gone = {row.id for row in self.rows if row.status == "failed"}
        refusing = True
        while refusing:
            refusing = False
            for row in rows:
                name = next((name for name, identity in self._own_references(row) if identity in gone), None)
                if row.alive and name is not None:
                    row.refuse("reference_gone", name)
                    gone.add(row.id)
                    refusing = True

    def _warn(self, rows: Sequence[Row]) -> None:
        for one in self.item.own_fields:
            if type(one.type).warning is not FieldType.warning:
                for row in rows:
                    value = row.changed.get(one.name)
                    code = None if value is None else one.type.warning(one.settings, value, row.record, self.context)
                    if code is not None:
                        row.warnings.append(Problem(code, field=one.name, row=row.index))

    def _unique_sets(self) -> list[tuple[str, ...]]:
        return [(one.name,) for one in self.item.own_fields if one.unique] + list(self.item.unique)

    async def _refuse_doubles(self, rows: Sequence[Row], *, ask: bool) -> None:
        """Unique values that an earlier row or another record has already.

        For new records the database is only asked (`ask`) where their insert will not tell: it skips what it can't take.
        """
        key = tuple(one.name for one in self.key)
        for names in self._unique_sets():
            first: dict[tuple[Any, ...], Row] = {}
            for row in rows:
                if not row.alive or not any(name in row.changed for name in names):
                    continue
                values = tuple([row.record.get(name) for name in names])
                if None in values:
                    continue
                if values in first:
                    row.refuse("duplicate_in_batch", names[0], first=first[values].index)
                else:
                    first[values] = row
            asked = [
                (values, row) for values, row in first.items() if row.current is not None or (ask and names != key)
            ]
            fields = [self.item.fields[name] for name in names]
            for position, identity in await tables.find(self.session, self.item, fields, [key for key, _ in asked]):
                row = asked[position][1]
                if identity != row.id and row.alive:
                    self._refuse_taken(row, names)

    def _refuse_taken(self, row: Row, names: Sequence[str]) -> None:
        row.refuse("not_unique", names[0], fields=", ".join(names), value=row.record.get(names[0]))

    async def _insert(self, rows: list[Row]) -> list[Row]:
        """Inserts; a row that lost a race for a unique value goes round again (upsert) or is refused."""
        if not rows:
            return []
        await numbers.draw(self.session, self.writing.counters, self.item, rows, self.context)
        fields = self._written(rows)
        columns = [(name, tables.SYSTEM_COLUMN_TYPES[name]) for name in WRITTEN_BY_THE_SYSTEM]
        columns += [pair for one in fields for pair in tables.column_types(one)]
        storers = self._storers(fields)
        try:
            inserted = await tables.insert(
                self.session, self.item, columns, [self._new_columns(row, storers) for row in rows]
            )
        except errors.ForeignKeyViolation:  # a row that others of the batch point at has just lost a race
            raise Conflict("busy") from None
        created = [row for row in rows if row.id in inserted]
        for row in created:
            row.version, row.status = 1, "created"
        await self._set_links(created)
        lost = [row for row in rows if row.id not in inserted]
        if self.batch.mode == "upsert":
            return lost
        await self._refuse_lost(lost)
        return []

    def _in_key_order(self, rows: list[Row]) -> list[Row]:
        """Everybody enters unique values in the same order, so that two batches with the same keys wait, and never deadlock."""
        names = [name for names in self._unique_sets() for name in names]
        return sorted(rows, key=lambda row: [str(row.record.get(name)) for name in names]) if names else rows

    async def _match_anew(self, rows: Sequence[Row]) -> None:
        """Somebody else created these records a moment ago: now they are there to be found."""
        if self.key:
            for row in rows:
                row.id = None
            await self._match_by_key(rows)

    async def _refuse_lost(self, rows: Sequence[Row]) -> None:
        """Rows that the database would not take, because another record has their unique value, or their id."""
        await self._refuse_doubles(rows, ask=True)
        for row in rows:
            if row.alive:
                row.refuse("id_taken", "id")

    def _new_columns(self, row: Row, storers: Sequence[Storer]) -> dict[str, Any]:
        moment = self.writing.now
        system = {
            "id": row.id,
            "created_at": row.record.get("created_at") or moment,
            "created_by": row.record.get("created_by") or self.writing.actor.id,
            "updated_at": row.record.get("updated_at") or row.record.get("created_at") or moment,
            "updated_by": self.writing.actor.id,
            "version": 1,
        }
        return system | self._columns(row, storers)

    def _storers(self, fields: Sequence[Field]) -> list[Storer]:
        """For each field its name, its columns, and what makes their values of its own (None: the value is the column)."""
        return [(one.name, one.columns, self._storing(one)) for one in fields]

    def _storing(self, one: Field) -> Callable[[Any, Mapping[str, Any]], tuple[Any, ...]] | None:
        kind, settings = one.type, one.settings
        if one.reference is not None and one.reference.polymorphic:
            return lambda value, _: (value["id"], self.snapshot.object(value["object"]).id)
        if type(kind).store is FieldType.store:
            return None
        return lambda value, record: kind.store(settings, value, record, self.context)

    def _columns(self, row: Row, storers: Sequence[Storer]) -> dict[str, Any]:
        """The physical columns of a row, as `json_to_recordset` reads them."""
        stored: dict[str, Any] = {}
        for name, columns, store in storers:
            value = row.record.get(name)
            if value is not None:
                if store is None:
                    stored[columns[0]] = value
                else:
                    stored.update(zip(columns, store(value, row.record), strict=True))
        return stored

    def _written(self, rows: Iterable[Row]) -> list[Field]:
        """Fields whose columns must be written: what changed, and what is computed from it."""
        names = {name for row in rows for name in row.changed}
        return [
            one
            for one in self.item.fields.values()
            if one.type.columns and (one.name in names or names.intersection(one.type.depends_on(one.settings)))
        ]

    async def _update(self, rows: list[Row]) -> None:
        if not rows:
            return
        fields = self._written(rows)
        columns = [("id", "uuid"), ("updated_at", "timestamptz"), ("updated_by", "uuid"), ("version", "bigint")]
        columns += [pair for one in fields for pair in tables.column_types(one)]
        storers = self._storers(fields)

        async def work(some: Sequence[Row]) -> None:
            await tables.update(
                self.session,
                self.item,
                columns,
                [
                    {
                        "id": row.id,
                        "updated_at": self.writing.now,
                        "updated_by": self.writing.actor.id,
                        "version": row.version + 1,
                    }
                    | self._columns(row, storers)
                    for row in some
                ],
            )

        for row, error in await tables.in_halves(self.session, rows, work):
            self._refuse_taken(row, self._names_of(error.diag.constraint_name))
        updated = [row for row in rows if row.alive]
        for row in updated:
            row.version, row.status = row.version + 1, "updated"
        await self._set_links(updated)

    def _names_of(self, constraint: str | None) -> tuple[str, ...]:
        """The fields that a violated unique index stands for."""
        for names in self._unique_sets():
            columns = [self.item.fields[name].column for name in names]
            if constraint is not None and all(column in constraint for column in columns):
                return names
        return ("id",)

    async def _set_links(self, rows: Sequence[Row]) -> None:
        for one in self.item.own_fields:
            if one.reference is not None and one.reference.many:
                links: dict[str, list[str]] = {
                    row.id: row.record.get(one.name) or [] for row in rows if row.id and one.name in row.changed
                }
                if links:
                    await tables.set_links(self.session, self.item, one, links)

    async def _log(self, rows: Iterable[Row]) -> None:
        events: list[Event] = []
        for row in rows:
            assert row.id is not None
            before = None if row.current is None else {name: row.current[name] for name in row.changed}
            events.append(
                Event(
                    self.item.id,
                    row.id,
                    row.version,
                    "created" if before is None else "updated",
                    None if before is None else logged(self.snapshot, self.item, before),
                    logged(self.snapshot, self.item, row.changed),
                )
            )
        await self.writing.change.append(self.session, events)
