"""The one write door: every create, update and upsert, of one record or ten thousand, goes through `write`.

Stage by stage, each a set: read the rows → find references → match and lock what exists → merge → check → draw numbers →
insert and update → log the events. Whatever is wrong with a row is noted at its field and takes only that row out, unless the
batch is atomic.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from typing import Any

from luopan.kernel.events.log import Event
from luopan.kernel.fields.base import FieldType
from luopan.kernel.metadata.model import Object
from luopan.kernel.records import attachments, numbers, references, sealing, tables
from luopan.kernel.records.batch import MAX_ROWS, Batch, Outcome, Row, key_fields
from luopan.kernel.records.decode import SYSTEM_MAY_WRITE, Decoder, refused
from luopan.kernel.records.guard import OWNERSHIP, Escaping, Guard
from luopan.kernel.records.matching import match, match_by_key
from luopan.kernel.records.rules import Rules
from luopan.kernel.records.storing import Store
from luopan.kernel.records.unique import refuse_doubles, refuse_oversized, unique_sets
from luopan.kernel.records.values import default_value, load_rates, logged
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Forbidden, Invalid, Problem, TooLarge

IN_A_THREAD = 200
ROUNDS = 3


async def write(writing: Writing, batch: Batch) -> Outcome:
    """Creates, updates or upserts rows. `Invalid` (nothing is written) where the batch is atomic and a row has a problem."""
    item = writing.snapshot.object(batch.object)
    if batch.mode != "update":
        writing.rights.require("create", item)
    if batch.mode != "create" and not writing.rights.may("transfer", item):
        writing.rights.require("update", item)
    if len(batch.rows) > MAX_ROWS:
        raise TooLarge("too_many_rows", most=MAX_ROWS)
    if batch.moments and not writing.privileged:
        raise Forbidden("forbidden_action", action="update", object=batch.object)
    return await _Write(writing, batch, item).run()


class _Write:
    def __init__(self, writing: Writing, batch: Batch, item: Object) -> None:
        self.writing = writing
        self.session = writing.session
        self.snapshot = writing.snapshot
        self.context = writing.context
        self.batch = batch
        self.item = item
        self.guard = Guard(writing, item)
        self.key = key_fields(item, batch)
        self.guard.check_key(self.key)
        self.steward = writing.stewards.get(item.id)
        self.many = {one.name for one in item.own_fields if one.reference is not None and one.reference.many}
        self.rows: list[Row] = []

    async def run(self) -> Outcome:
        self.rows = await self._aside(self._decode)
        missing = await references.look_up(self.writing, self.rows)
        await match(self.writing, self.item, self.batch.mode, self.key, self.rows)
        references.look_up_within(self.item, self.rows, missing)
        if self.batch.mode != "create":
            await self.guard.hide_mistakes(self.rows)
        waiting = self.rows
        for _ in range(ROUNDS):
            waiting = await self._round([row for row in waiting if row.alive])
            if not waiting:
                break
            if self.key:  # somebody else created these records a moment ago: now they are there to be found
                await match_by_key(self.writing, self.item, self.batch.mode, self.key, waiting)
        await self._refuse_lost(waiting)
        self.guard.hide_names(self.rows)
        if self.batch.atomic:
            self.refuse_all()
        return Outcome(self.rows, self.writing.change.id if self.writing.change.events else None)

    async def _round(self, rows: list[Row]) -> list[Row]:
        """Takes rows through the door; gives back those that lost a race and must be matched again."""
        rules = Rules(self.item, self.snapshot, self.context)
        sealing.seal(self.item, rows, self.writing.keyring)
        rows = [row for row in rows if row.alive]
        await self._load(rows, rules)
        await references.keep_hidden_links(self.writing, self.item, [row for row in rows if row.alive])
        await self._aside(lambda: self._merge(rows))
        await self._know_rates(rows)
        acting = [row for row in rows if row.alive]
        await self._check(acting, rules)
        acting = [row for row in acting if row.alive]
        if self.batch.atomic:
            self.refuse_all()
        lost = await self._store(acting)
        if self.batch.mode == "create":
            await self._refuse_lost(lost)
        if self.batch.atomic:
            self.refuse_all()
        written = [row for row in acting if row.status in ("created", "updated")]
        await self._log(written)
        if self.steward is not None:
            await self.steward.written(self.writing, written)
        return lost if self.batch.mode == "upsert" else []

    async def _store(self, rows: Sequence[Row]) -> list[Row]:
        """Inserts and updates; gives back new ones that were lost to others. Rows that leave the actor's reach stay out."""
        while True:
            acting = [row for row in rows if row.alive]
            created = [row for row in acting if row.current is None]
            updated = [row for row in acting if row.current is not None]
            store = Store(self.writing, self.item, self.context)
            try:
                async with self._second_look():
                    lost = await store.insert(created)
                    await store.update(updated)
                    await self.guard.refuse_escaping([row for row in acting if row.status in ("created", "updated")])
                return lost
            except Escaping as escaping:
                for row in escaping.others:
                    row.version -= row.status == "updated"
                    row.status = None
                if self.batch.atomic:
                    self.refuse_all()

    def _second_look(self) -> AbstractAsyncContextManager[None]:
        """A savepoint, where what is written may have to be taken back."""
        return self.session.savepoint() if self.guard.asks else nullcontext()

    def refuse_all(self) -> None:
        self.guard.hide_names(self.rows)
        problems = refused(self.rows)
        if problems:
            raise Invalid("invalid_records", errors=problems)

    async def _aside(self, work: Callable[[], Any]) -> Any:
        """Long computations leave the event loop to others."""
        return await asyncio.to_thread(work) if len(self.batch.rows) > IN_A_THREAD else work()

    def _decode(self) -> list[Row]:
        extras = frozenset[str]() if self.steward is None else self.steward.extras
        decoder = Decoder(
            self.item, self.writing.rights, self.context, privileged=self.writing.privileged, extras=extras
        )
        rows = decoder.rows(self.batch.rows)
        if self.batch.moments:
            for row, at in zip(rows, self.batch.moments, strict=True):
                row.at = at
        return rows

    async def _load(self, rows: Sequence[Row], rules: Rules) -> None:
        """Locks the records that exist already, and reads what of them is needed."""
        if self.batch.mode == "create":
            return
        given: set[str] = {name for row in rows for name in row.given}
        touched: set[str] = given | rules.names | (OWNERSHIP if OWNERSHIP & given else frozenset())
        if self.steward is not None:
            touched.update(self.item.fields)
        for one in self.item.own_fields:
            depends_on = one.type.depends_on(one.settings)
            if one.name in touched or touched.intersection(depends_on):
                touched.update((one.name, *depends_on))
        touched.update(name for names in unique_sets(self.item) if touched.intersection(names) for name in names)
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
            row.version, _, row.current = current.get(row.id or "", (0, False, None))
        await self.guard.refuse_unreached(rows, key=self.key, creates=self.batch.mode == "upsert")
        for row in rows:
            _, deleted, record = current.get(row.id or "", (0, False, None))
            if not row.alive:
                continue
            if deleted or (record is None and self.batch.mode == "update"):
                row.refuse("record_deleted" if deleted else "record_not_found", "id")
            elif row.expected_version not in (None, row.version):
                row.refuse("stale", "version", version=row.version)

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
                self._follow_owner(row)
                row.changed = {
                    name: value
                    for name, value in row.record.items()
                    if value is not None and value != [] and name not in SYSTEM_MAY_WRITE
                }
            else:
                if row.given.get("owner", row.current.get("owner")) != row.current.get("owner"):
                    self._follow_owner(row)
                row.record = {**row.current, **row.given}
                row.changed = {
                    name: value
                    for name, value in row.given.items()
                    if not sealing.same(self.item.fields[name], row.current[name], value)
                    and not (value is None and row.current[name] == [])
                    and name not in SYSTEM_MAY_WRITE
                }
                row.changed |= {name: row.given[name] for name in self.guard.blind & row.written}
                if not row.changed and not row.extras:
                    row.status = "unchanged"

    def _follow_owner(self, row: Row) -> None:
        """The department of a record is that of its new owner, unless one is written with it."""
        owner = row.given.get("owner", row.record.get("owner"))
        person = None if owner is None else self.writing.organisation.people.get(owner)
        if self.item.system:  # a user's department is where they work
            return
        if "department" not in row.given and person is not None:
            row.given["department"] = row.record["department"] = person.department

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
            rules.check(row, evaluator, blind=self.guard.blind, privileged=self.writing.privileged)
        await self.guard.refuse_transfers(rows)
        if self.steward is not None:
            await self.steward.check(self.writing, [row for row in rows if row.alive])
        self._warn(rows)
        refuse_oversized(self.item, rows)
        await references.hold_targets(self.writing, self.item, [row for row in rows if row.alive])
        await attachments.hold_files(self.writing, self.item, [row for row in rows if row.alive])
        await references.refuse_cycles(self.session, self.item, [row for row in rows if row.alive])
        if len(self.rows) > 1:
            tied = references.points_within(self.item, rows)
            alive = [row for row in rows if row.alive]
            ask = tied or numbers.has_gapless(self.item)
            await refuse_doubles(self.session, self.item, alive, ask=ask, key=self.key)
            if tied:
                references.refuse_orphans(self.item, self.rows, rows)

    def _warn(self, rows: Sequence[Row]) -> None:
        for one in self.item.own_fields:
            if type(one.type).warning is not FieldType.warning:
                for row in rows:
                    value = row.changed.get(one.name)
                    code = None if value is None else one.type.warning(one.settings, value, row.record, self.context)
                    if code is not None:
                        row.warnings.append(Problem(code, field=one.name, row=row.index))

    async def _refuse_lost(self, rows: Sequence[Row]) -> None:
        """Rows that the database would not take, because another record has their unique value, or their id."""
        await refuse_doubles(self.session, self.item, rows, ask=True, key=())
        for row in rows:
            if row.alive:
                row.refuse("id_taken", "id")

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
                    row.at,
                )
            )
        await self.writing.change.append(self.session, events)
