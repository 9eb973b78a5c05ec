"""How operations are carried out, whether in one transaction or as a run: their statements, patience for locks, taking back."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from psycopg import errors, sql

from luopan.kernel.metadata import ddl
from luopan.kernel.metadata.conversion import Conversion
from luopan.kernel.metadata.ddl import (
    AddColumns,
    AddForeignKey,
    Backfill,
    CreateIndex,
    CreateLink,
    CreateSequence,
    CreateTable,
    DropColumns,
    DropForeignKey,
    DropIndex,
    DropLink,
    DropTable,
    Flip,
    Operation,
)
from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.metadata.store import StaleMetadata
from luopan.kit.database import Session
from luopan.kit.errors import Conflict, LuopanError

LOCK_TIMEOUT = "150ms"
"""Whoever queues up behind a statement that waits for a lock waits with it: together they stay below 200 ms."""
LONGEST_PAUSE_SECONDS = 1.0


async def persistently(work: Callable[[], Awaitable[Any]], attempts: int) -> Any:
    """Does it again while locks can't be had, or the metadata moves on in between.

    The pauses are as long as what writers may have waited, and grow: between two attempts everybody gets on.
    """
    for attempt in range(1, attempts + 1):
        try:
            return await work()
        except StaleMetadata:
            pause = 0.0
        except (Conflict, errors.LockNotAvailable, errors.DeadlockDetected) as error:
            if attempt == attempts or (isinstance(error, Conflict) and error.code != "busy"):
                raise
            pause = min(0.1 * attempt, LONGEST_PAUSE_SECONDS)
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))
    raise Conflict("busy")


def conversion_of(before: Snapshot, after: Snapshot, one: Backfill) -> Conversion:
    """The conversion that a back-fill does."""
    item = after.all_objects[one.object_id]
    target = item.by_id[one.field_id]
    source = before.all_objects[one.object_id].by_id[one.field_id]
    points_at = None
    if target.reference is not None and not target.reference.polymorphic:
        points_at = after.object(target.reference.targets(target.settings)[0]).table
    return Conversion(item, source, target, points_at)


async def statements(session: Session, one: Operation) -> Iterable[sql.Composed]:
    """The statements of an operation inside a transaction."""
    match one:
        case CreateTable():
            return ddl.create_table_sql(one)
        case CreateLink(link):
            return ddl.create_link_sql(link)
        case AddColumns():
            return [ddl.add_columns_sql(one)]
        case CreateSequence(sequence):
            return ddl.create_sequence_sql(sequence)
        case CreateIndex(index):
            return [ddl.create_index_sql(index, concurrently=False)]
        case AddForeignKey(foreign_key):
            clear = ddl.clear_dangling_sql(foreign_key)
            return [clear, ddl.add_foreign_key_sql(foreign_key), ddl.validate_foreign_key_sql(foreign_key)]
        case DropForeignKey(foreign_key):
            return [ddl.drop_foreign_key_sql(foreign_key)]
        case DropIndex(index):
            return [ddl.drop_index_sql(index, concurrently=False)]
        case DropLink(link):
            return [ddl.drop_table_sql(link.table)]
        case DropColumns():
            return [ddl.drop_columns_sql(one)]
        case DropTable(table):
            return [*await _drop_ties(session, table), ddl.drop_table_sql(table)]
        case Backfill() | Flip():
            return []


async def _drop_ties(session: Session, table: str) -> list[sql.Composed]:
    """Drops the foreign keys of other tables that point at a table."""
    rows = await session.fetch(
        "select c.conname, r.relname from pg_constraint c join pg_class r on r.oid = c.conrelid"
        " where c.contype = 'f' and c.confrelid = to_regclass($1) and c.conrelid <> c.confrelid",
        ddl.table_sql(table).as_string(),
    )
    return [ddl.drop_foreign_key_sql(ddl.ForeignKey(name, source, "", table)) for name, source in rows]


async def execute(session: Session, statements: Iterable[sql.Composed]) -> None:
    """Runs statements one after the other."""
    for statement in statements:
        await session.execute(statement.as_string())


def explained(error: BaseException) -> LuopanError:
    """What a refusal of the database means."""
    if isinstance(error, LuopanError):
        return error
    if isinstance(error, errors.UniqueViolation):
        detail = error.diag.message_detail or ""
        return Conflict("values_not_unique", index=error.diag.constraint_name or "", detail=detail)
    if isinstance(error, errors.DependentObjectsStillExist):
        return Conflict("dropped_is_used", detail=error.diag.message_detail or "")
    return Conflict("schema_change_failed", detail=str(error).splitlines()[0])


def undo(one: Operation) -> list[Operation]:
    """What takes an operation back, as long as the new definitions are not in force."""
    match one:
        case CreateTable(table):
            return [DropTable(table)]
        case CreateLink(link):
            return [DropLink(link)]
        case AddColumns(table, columns):
            return [DropColumns(table, tuple(column.name for column in columns))]
        case CreateIndex(index):
            return [DropIndex(index)]
        case AddForeignKey(foreign_key):
            return [DropForeignKey(foreign_key)]
        case _:
            return []
