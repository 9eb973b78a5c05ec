"""A field's values read into another type, or anew under other settings: tried before, and done in batches."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from psycopg import sql
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import quoted_name

from luopan.kernel.fields.base import Context, Rejected
from luopan.kernel.metadata.ddl import table_sql, trusted_sql
from luopan.kernel.metadata.model import SCHEMA, Field, Object, link_table
from luopan.kernel.metadata.workspace import load_workspace
from luopan.kit.clock import Clock, system_clock
from luopan.kit.database import Session

MAX_DISTINCT = 200_000
MAX_EXAMPLES = 10
CHUNK = 2_000
PAUSE_AFTER = 500
"""Values converted before other work of this process gets its turn."""
_DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")


@dataclass(frozen=True)
class Conversion:
    """`source`, as the object has it now, read into `target`, as it will be (as is `item`).

    `points_at` is the table that a reference points at; None where it does not exist yet.
    """

    item: Object
    source: Field
    target: Field
    points_at: str | None

    @property
    def many(self) -> bool:
        """Whether a many-to-many field is on one side."""
        return not (self.source.columns and self.target.columns)

    def value(self, value: Any, context: Context) -> Any:
        """One canonical value converted; `Rejected` where it has no counterpart."""
        source, target = self.source, self.target
        return target.type.convert(target.settings, source.type, source.settings, value, context)


@dataclass(frozen=True)
class Example:
    """A value that does not convert, how many records hold it, and why it does not."""

    value: Any
    rows: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass
class Findings:
    """What trying a conversion showed. Counted are records; `complete` is False where only some distinct values were tried."""

    rows: int = 0
    lost: int = 0
    changed: int = 0
    collisions: int = 0
    complete: bool = True
    examples: list[Example] = field(default_factory=list[Example])


async def workspace_context(session: Session, clock: Clock = system_clock) -> Context:
    """What reading a value depends on in this workspace, with the rates that are known now."""
    workspace = await load_workspace(session)
    rates: dict[str, list[tuple[str, Decimal]]] = {}
    for code, day, rate in await session.fetch(
        "select currency, date::text, rate from records.rate where deleted_at is null and rate is not null order by date"
    ):
        rates.setdefault(code, []).append((day, rate))

    def rate_on(code: str, day: str) -> Decimal | None:
        return next((rate for valid_from, rate in reversed(rates.get(code, ())) if valid_from <= day), None)

    return Context(
        now=clock(), zone=workspace.zone, currency=workspace.currency, country=workspace.country, rates=rate_on
    )


async def try_conversion(session: Session, conversion: Conversion, context: Context) -> Findings:
    """Converts every distinct value (the first 200,000 of them) and counts what would be lost or changed."""
    findings = Findings()
    if conversion.many:
        await _count_links(session, conversion, findings)
        return findings
    rows = await session.fetch(_distinct_sql(conversion.item, conversion.source))
    findings.complete = len(rows) <= MAX_DISTINCT
    values = iter(rows[:MAX_DISTINCT])
    seen: set[str] = set()
    while chunk := [(row["value"], row["rows"]) for (row,) in islice(values, CHUNK)]:
        converted = await convert_values(session, conversion, [value for value, _ in chunk], context)
        for (value, count), result in zip(chunk, converted, strict=True):
            _note(findings, conversion, value, count, result, seen)
    findings.examples.sort(key=lambda example: -example.rows)
    del findings.examples[MAX_EXAMPLES:]
    return findings


def _note(findings: Findings, conversion: Conversion, value: Any, count: int, result: Any, seen: set[str]) -> None:
    findings.rows += count
    if isinstance(result, Rejected):
        findings.lost += count
        findings.examples.append(Example(value, count, result.code, result.params))
        if len(findings.examples) > 50 * MAX_EXAMPLES:
            findings.examples.sort(key=lambda example: -example.rows)
            del findings.examples[MAX_EXAMPLES:]
        return
    if result != value:
        findings.changed += count
    if conversion.target.unique and result is not None:
        key = json.dumps(result, sort_keys=True)
        findings.collisions += count if key in seen else count - 1
        seen.add(key)


async def convert_values(session: Session, conversion: Conversion, values: list[Any], context: Context) -> list[Any]:
    """Each value converted, or the `Rejected` that says why not. References must point at records that exist."""
    results: list[Any] = []
    for index, value in enumerate(values):
        if index % PAUSE_AFTER == PAUSE_AFTER - 1:
            await asyncio.sleep(0)
        try:
            results.append(None if value is None else conversion.value(value, context))
        except Rejected as rejected:
            results.append(rejected)
    reference = conversion.target.reference
    if reference is None or reference.polymorphic:
        return results
    known: set[str] = set()
    wanted = [result for result in results if isinstance(result, str)]
    if conversion.points_at is not None and wanted:
        statement = sql.SQL("select id::text from {} where id = any($1::uuid[])").format(
            table_sql(conversion.points_at)
        )
        known = {row[0] for row in await session.fetch(statement.as_string(), wanted)}
    return [Rejected("reference_missing") if isinstance(one, str) and one not in known else one for one in results]


async def convert_batch(
    session: Session, conversion: Conversion, context: Context, after: str | None, limit: int
) -> tuple[str | None, int]:
    """Fills the new columns of the next `limit` records after the id `after`; gives the last id and how many there were."""
    rows = await session.fetch(_batch_sql(conversion), after, limit)
    await _fill(session, conversion, context, [row for (row,) in rows])
    return (rows[-1][0]["id"] if len(rows) == limit else None), len(rows)


async def convert_records(session: Session, conversion: Conversion, context: Context, ids: list[str]) -> None:
    """Fills the new columns of just these records, again."""
    rows = await session.fetch(_records_sql(conversion), ids)
    await _fill(session, conversion, context, [row for (row,) in rows])


async def convert_links(session: Session, conversion: Conversion, ids: list[str] | None = None) -> None:
    """Takes references over from, or into, a link table. Several references become one only where there is but one.

    `ids` limits it to some records, which are done again.
    """
    item, source, target = conversion.item, conversion.source, conversion.target
    if source.columns:
        pairs = sql.SQL("select id, {} as target from {}").format(sql.Identifier(source.column), table_sql(item.table))
    else:
        pairs = sql.SQL("select source as id, target from {}").format(table_sql(link_table(item, source)))
    known = sql.SQL(
        "select id, target from ({}) pairs where target in (select id from {}) and ($1::uuid[] is null or id = any($1))"
    ).format(pairs, table_sql(conversion.points_at or ""))
    if not target.columns:
        table = table_sql(link_table(item, target))
        clear = sql.SQL("delete from {} where source = any($1::uuid[])").format(table)
        fill = sql.SQL("insert into {} (source, target) {} on conflict do nothing").format(table, known)
    else:
        table, column = table_sql(item.table), sql.Identifier(target.column)
        clear = sql.SQL("update {} set {} = null where id = any($1::uuid[])").format(table, column)
        fill = sql.SQL(
            "update {} t set {} = sole.target from (select id, (array_agg(target))[1] as target from ({}) known"
            " group by id having count(*) = 1) sole where sole.id = t.id"
        ).format(table, column, known)
    if ids is not None:
        await session.execute(clear.as_string(), ids)
    await session.execute(fill.as_string(), ids)


async def _count_links(session: Session, conversion: Conversion, findings: Findings) -> None:
    source = conversion.source
    if source.columns:
        statement = sql.SQL("select count({}), 0 from {}").format(
            sql.Identifier(source.column), table_sql(conversion.item.table)
        )
    else:
        lost = "count(*) filter (where n > 1)" if conversion.target.columns else "0"
        statement = sql.SQL("select count(*), " + lost + " from (select count(*) n from {} group by source) s").format(
            table_sql(link_table(conversion.item, source))
        )
    row = await session.fetch_one(statement.as_string())
    findings.rows, findings.lost = row or (0, 0)
    if findings.lost:
        findings.examples.append(Example(None, findings.lost, "convert_many"))


async def _fill(session: Session, conversion: Conversion, context: Context, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    converted = await convert_values(session, conversion, [row["value"] for row in rows], context)
    target = conversion.target
    names = target.columns
    empty = (None,) * len(names)
    filled: list[dict[str, Any]] = []
    for row, result in zip(rows, converted, strict=True):
        record = _record(conversion, row)
        lost = result is None or isinstance(result, Rejected)
        stored = empty if lost else target.type.store(target.settings, result, record, context)
        filled.append({"id": row["id"], **dict(zip(names, stored, strict=True))})
    shape = [
        sql.SQL("{} {}").format(sql.Identifier(name), trusted_sql(part.sql))
        for name, part in zip(names, target.type.columns, strict=True)
    ]
    statement = sql.SQL(
        "update {} t set {} from json_to_recordset($1::json) as x(id uuid, {}) where t.id = x.id"
    ).format(
        table_sql(conversion.item.table),
        sql.SQL(", ").join(sql.SQL("{0} = x.{0}").format(sql.Identifier(name)) for name in names),
        sql.SQL(", ").join(shape),
    )
    await session.execute(statement.as_string(), json.dumps(filled))


def _record(conversion: Conversion, row: Mapping[str, Any]) -> dict[str, Any]:
    names = _needed(conversion)
    return {name: row[f"needed{index}"] for index, name in enumerate(names)}


def _needed(conversion: Conversion) -> list[str]:
    """Other fields that storing the new value looks at."""
    target = conversion.target
    own = [name for name in target.type.depends_on(target.settings) if name in conversion.item.fields]
    return ["created_at", *own]


def _distinct_sql(item: Object, source: Field) -> str:
    """Rows of JSON `{"value", "rows"}`, one a distinct value that is not empty."""
    columns = [_column(name) for name in source.columns]
    groups = (
        select(*columns, func.count().label("rows"))
        .select_from(_table(item))
        .where(or_(*(one.is_not(None) for one in columns)))
        .group_by(*columns)
        .limit(literal_column(str(MAX_DISTINCT + 1)))
        .subquery("g")
    )
    value = source.type.canonical(tuple(groups.c[name] for name in source.columns))
    return _text(_as_json(select(value.label("value"), groups.c.rows)))


def _batch_sql(conversion: Conversion) -> str:
    identity = _column("id")
    after = cast(bindparam("after"), Uuid(as_uuid=False))
    inner = _values(conversion).where(or_(after.is_(None), identity > after)).order_by(identity)
    inner = inner.limit(bindparam("limit"))
    return _text(_as_json(inner))


def _records_sql(conversion: Conversion) -> str:
    ids = cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False)))
    return _text(_as_json(_values(conversion).where(_column("id") == func.any(ids))))


def _values(conversion: Conversion) -> Select[Any]:
    source = conversion.source
    value = source.type.canonical(tuple(_column(name) for name in source.columns))
    needed = [
        field.type.canonical(tuple(_column(name) for name in field.columns)).label(f"needed{index}")
        for index, name in enumerate(_needed(conversion))
        for field in (conversion.item.fields[name],)
    ]
    return select(_column("id"), value.label("value"), *needed).select_from(_table(conversion.item))


def _as_json(inner: Select[Any]) -> Select[Any]:
    return select(func.row_to_json(literal_column("r"))).select_from(inner.subquery("r"))


def _column(name: str) -> ColumnElement[Any]:
    return column(quoted_name(name, quote=True))


def _table(item: Object) -> Any:
    return table(quoted_name(item.table, quote=True), schema=SCHEMA)


def _text(statement: Select[Any]) -> str:
    return str(statement.compile(dialect=_DIALECT))
