"""The few statements that the write door needs, each over a whole set. Names come from metadata, never from a client."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeVar

import orjson
from psycopg import errors
from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, bindparam, cast, func, literal_column, select

from luopan.kernel.metadata.model import SCHEMA, Field, Object, Snapshot, link_table
from luopan.kernel.query.sources import Statement, canonical_sql
from luopan.kernel.query.statements import Compiled, compiled, json_row
from luopan.kit.database import Session

ColumnTypes = Sequence[tuple[str, str]]
"""Names and PostgreSQL types of columns, as `json_to_recordset` wants them."""

Lock = Literal["update", "delete"]
Item = TypeVar("Item")

SYSTEM_COLUMN_TYPES: Mapping[str, str] = {
    "id": "uuid",
    "created_at": "timestamptz",
    "created_by": "uuid",
    "updated_at": "timestamptz",
    "updated_by": "uuid",
    "owner": "uuid",
    "department": "uuid",
    "version": "bigint",
    "deleted_at": "timestamptz",
}


def quoted(name: str) -> str:
    """An identifier that metadata gave, for SQL."""
    return '"' + name.replace('"', '""') + '"'


def table_name(item: Object) -> str:
    return f"{SCHEMA}.{quoted(item.table)}"


def column_types(field: Field) -> list[tuple[str, str]]:
    """The physical columns of a field, with their types."""
    return [(field.column + column.suffix, column.sql) for column in field.type.columns]


@lru_cache(2_048)
def _current_statement(snapshot: Snapshot, item: Object, names: tuple[str, ...], lock: Lock) -> Compiled:
    source = Statement(snapshot).source(item)
    values = [canonical_sql(source, item.fields[name]).label(name) for name in names]
    nothing: ColumnElement[Any] = literal_column("'{}'")
    body = json_row(values, source.table) if values else nothing
    wanted = cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False)))
    statement: Select[Any] = (
        select(
            cast(source.column("id"), Text), source.column("version"), source.column("deleted_at").is_not(None), body
        )
        .where(source.column("id") == func.any(wanted))
        .order_by(source.column("id"))
        .with_for_update(of=source.table, key_share=lock == "update")
    )
    return compiled(statement)


async def lock_current(
    session: Session, snapshot: Snapshot, item: Object, names: tuple[str, ...], ids: Sequence[str], lock: Lock
) -> dict[str, tuple[int, bool, dict[str, Any]]]:
    """Locks records in the order of their ids; by id: version, whether it is in the recycle bin, canonical values of `names`.

    The lock for "delete" also waits for, and keeps out, new references to these records.
    """
    statement = _current_statement(snapshot, item, names, lock)
    rows = await session.fetch(statement.sql, list(ids))
    return {identity: (version, deleted, orjson.loads(body)) for identity, version, deleted, body in rows}


@lru_cache(2_048)
def _canonical_statement(snapshot: Snapshot, item: Object, names: tuple[str, ...]) -> Compiled:
    source = Statement(snapshot).source(item)
    body = json_row([canonical_sql(source, item.fields[name]).label(name) for name in names], source.table)
    wanted = cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False)))
    return compiled(select(cast(source.column("id"), Text), body).where(source.column("id") == func.any(wanted)))


async def read_canonical(
    session: Session, snapshot: Snapshot, item: Object, names: tuple[str, ...], ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Canonical values of records by id, those in the recycle bin included; nothing is locked."""
    statement = _canonical_statement(snapshot, item, names)
    return {identity: orjson.loads(body) for identity, body in await session.fetch(statement.sql, list(ids))}


async def insert(session: Session, item: Object, columns: ColumnTypes, rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Inserts rows given by column; gives the ids that went in. A row that a unique index refuses stays out, silently."""
    listed = ", ".join(quoted(name) for name, _ in columns)
    fetched = await session.fetch(
        f"insert into {table_name(item)} ({listed}) select {listed} from {_recordset(columns)}"
        " on conflict do nothing returning id::text",
        orjson.dumps(list(rows)).decode(),
    )
    return {row[0] for row in fetched}


async def update(session: Session, item: Object, columns: ColumnTypes, rows: Iterable[Mapping[str, Any]]) -> None:
    """Sets the given columns of existing rows; each row carries its `id`."""
    settings = ", ".join(f"{quoted(name)} = r.{quoted(name)}" for name, _ in columns if name != "id")
    await session.execute(
        f"update {table_name(item)} as t set {settings} from {_recordset(columns)} where t.id = r.id",
        orjson.dumps(list(rows)).decode(),
    )


async def set_links(session: Session, item: Object, field: Field, links: Mapping[str, Sequence[str]]) -> None:
    """Makes the many-to-many links of the given records exactly these."""
    link = f"{SCHEMA}.{quoted(link_table(item, field))}"
    pairs = [{"source": source, "target": target} for source, targets in links.items() for target in targets]
    text = orjson.dumps(pairs).decode()
    pair = "json_to_recordset($1::json) as r (source uuid, target uuid)"
    await session.execute(
        f"delete from {link} as l where l.source = any($2::uuid[])"
        f" and not exists (select from {pair} where r.source = l.source and r.target = l.target)",
        text,
        list(links),
    )
    await session.execute(
        f"insert into {link} (source, target) select source, target from {pair} on conflict do nothing", text
    )


async def find(
    session: Session, item: Object, fields: Sequence[Field], values: Sequence[Sequence[Any]]
) -> list[tuple[int, str]]:
    """Which living records have these values in these one-column fields: (position in `values`, id), possibly several each."""
    if not values:
        return []
    columns = [(f"k{index}", field.type.columns[0].sql) for index, field in enumerate(fields)]
    names = ["n", *(name for name, _ in columns)]
    rows = [dict(zip(names, (position, *value), strict=True)) for position, value in enumerate(values)]
    matches = " and ".join(f"t.{quoted(field.column)} = r.k{index}" for index, field in enumerate(fields))
    return await session.fetch(
        f"select r.n, t.id::text from {_recordset([('n', 'int'), *columns])}"
        f" join {table_name(item)} as t on {matches} where t.deleted_at is null",
        orjson.dumps(rows).decode(),
    )


async def hold_alive(session: Session, wanted: Sequence[tuple[Object, Sequence[str]]]) -> set[tuple[str, str]]:
    """(object name, id) of those wanted records that are alive; they can't go to the recycle bin before this transaction ends."""
    if not wanted:
        return set()
    locked = ", ".join(
        f"t{index} as (select id from {table_name(item)} where id = any(${index + 1}::uuid[]) and deleted_at is null"
        " order by id for key share)"
        for index, (item, _) in enumerate(wanted)
    )
    all_of_them = " union all ".join(f"select {index}, id::text from t{index}" for index in range(len(wanted)))
    rows = await session.fetch(f"with {locked} {all_of_them}", *(list(ids) for _, ids in wanted))
    names = [item.name for item, _ in wanted]
    return {(names[index], identity) for index, identity in rows}


async def in_halves(
    session: Session, items: Sequence[Item], work: Callable[[Sequence[Item]], Awaitable[None]]
) -> list[tuple[Item, errors.UniqueViolation]]:
    """Runs `work` over all items; where a unique index refuses, over halves, until the items at fault stand alone.

    Gives those, each with its error; the work over all others is done.
    """
    try:
        async with session.savepoint():
            await work(items)
        return []
    except errors.UniqueViolation as error:
        if len(items) == 1:
            return [(items[0], error)]
    middle = len(items) // 2
    return [*await in_halves(session, items[:middle], work), *await in_halves(session, items[middle:], work)]


def _recordset(columns: ColumnTypes) -> str:
    typed = ", ".join(f"{quoted(name)} {sql}" for name, sql in columns)
    return f"json_to_recordset($1::json) as r ({typed})"
