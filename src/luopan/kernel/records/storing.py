"""Puts records into their table: columns from values, one statement for all new rows and one for all changed ones."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from psycopg import errors

from luopan.kernel.fields.base import Context, FieldType
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.records import numbers, tables
from luopan.kernel.records.batch import Row
from luopan.kernel.records.unique import in_key_order, names_of, refuse_taken
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Conflict

OF_A_NEW_RECORD = ("id", "created_by", "created_at", "updated_by", "updated_at", "version")
OF_A_CHANGED_RECORD = ("id", "updated_by", "updated_at", "version")


class Store:
    """Stores rows of one object. `context` knows the rates that the rows need."""

    def __init__(self, writing: Writing, item: Object, context: Context) -> None:
        self.writing = writing
        self.session = writing.session
        self.item = item
        self.context = context

    async def insert(self, rows: list[Row]) -> list[Row]:
        """Draws numbers and inserts new rows; gives back those whose unique value, or id, is in use already."""
        if not rows:
            return []
        rows = in_key_order(self.item, rows)
        await numbers.draw(self.session, self.writing.counters, self.item, rows, self.context)
        fields = self._written(rows)
        stored = [self._of_a_new_record(row) for row in rows]
        self._fill(stored, rows, fields)
        try:
            inserted = await tables.insert(
                self.session,
                self.item,
                self._column_types(OF_A_NEW_RECORD, fields),
                stored,
            )
        except errors.ForeignKeyViolation:  # a row that others of the batch point at has just lost a race
            raise Conflict("busy") from None
        created = [row for row in rows if row.id in inserted]
        for row in created:
            row.version, row.status = 1, "created"
        await self._set_links(created)
        lost = [row for row in rows if row.id not in inserted]
        if lost and numbers.has_gapless(self.item):  # their numbers may not be lost with them
            raise Conflict("busy")
        return lost

    async def update(self, rows: list[Row]) -> None:
        """Stores what has changed of existing records; refuses rows whose new value is another record's."""
        if not rows:
            return
        fields = self._written(rows)
        columns = self._column_types(OF_A_CHANGED_RECORD, fields)

        async def work(some: Sequence[Row]) -> None:
            stored = [self._of_a_changed_record(row) for row in some]
            self._fill(stored, some, fields)
            await tables.update(self.session, self.item, columns, stored)

        for row, error in await tables.in_halves(self.session, rows, work):
            refuse_taken(row, names_of(self.item, error.diag.constraint_name))
        updated = [row for row in rows if row.alive]
        for row in updated:
            row.version, row.status = row.version + 1, "updated"
        await self._set_links(updated)

    def _column_types(self, system: Sequence[str], fields: Sequence[Field]) -> list[tuple[str, str]]:
        columns = [(name, tables.SYSTEM_COLUMN_TYPES[name]) for name in system]
        return columns + [pair for one in fields for pair in tables.column_types(one)]

    def _of_a_new_record(self, row: Row) -> dict[str, Any]:
        record, moment = row.record, self.writing.now
        return {
            "id": row.id,
            "created_at": record.get("created_at") or moment,
            "created_by": record.get("created_by") or self.writing.actor.id,
            "updated_at": record.get("updated_at") or record.get("created_at") or moment,
            "updated_by": self.writing.actor.id,
            "version": 1,
        }

    def _of_a_changed_record(self, row: Row) -> dict[str, Any]:
        return {
            "id": row.id,
            "updated_at": row.at or self.writing.now,
            "updated_by": self.writing.actor.id,
            "version": row.version + 1,
        }

    def _fill(self, stored: Sequence[dict[str, Any]], rows: Sequence[Row], fields: Sequence[Field]) -> None:
        """The physical columns of each row, as `json_to_recordset` reads them; those without a value are left out."""
        for one in fields:
            name, columns, store = one.name, one.columns, self._storing(one)
            for into, row in zip(stored, rows, strict=True):
                value = row.record.get(name)
                if value is not None:
                    if store is None:
                        into[columns[0]] = value
                    else:
                        into.update(zip(columns, store(value, row.record, self.context), strict=True))

    def _storing(self, one: Field) -> Callable[[Any, Mapping[str, Any], Context], tuple[Any, ...]] | None:
        """What makes the values of a field's columns; None: the value is the column."""
        if one.reference is not None and one.reference.polymorphic:
            return lambda value, record, context: (value["id"], self.writing.snapshot.object(value["object"]).id)
        return None if type(one.type).store is FieldType.store else partial(one.type.store, one.settings)

    def _written(self, rows: Iterable[Row]) -> list[Field]:
        """Fields whose columns must be written: what changed, and what is computed from it."""
        names = {name for row in rows for name in row.changed}
        return [
            one
            for one in self.item.fields.values()
            if one.type.columns and (one.name in names or names.intersection(one.type.depends_on(one.settings)))
        ]

    async def _set_links(self, rows: Sequence[Row]) -> None:
        for one in self.item.own_fields:
            if one.reference is not None and one.reference.many:
                links: dict[str, list[str]] = {
                    row.id: row.record.get(one.name) or [] for row in rows if row.id and one.name in row.changed
                }
                if links:
                    await tables.set_links(self.session, self.item, one, links)
