"""What stands in the database, next to what the metadata says should."""

from typing import Any

from luopan.kernel.metadata import ddl
from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.metadata.system import SYSTEM_FIELDS
from luopan.kit.database import Session

SYSTEM_COLUMNS = {field.column for field in SYSTEM_FIELDS}
_COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
       || case when l.collname = 'C' then ' collate "C"' else '' end
from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_collation l on l.oid = a.attcollation
where c.relnamespace = 'records'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
"""
_INDEXES = """
select t.relname, i.relname, x.indisunique, x.indisvalid, am.amname, pg_get_expr(x.indpred, x.indrelid),
       array(select a.attname from unnest(x.indkey::int[]) with ordinality k(n, o)
             join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.n order by k.o)::text[]
from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_am am on am.oid = i.relam
where t.relnamespace = 'records'::regnamespace and not x.indisprimary
"""
_FOREIGN_KEYS = """
select t.relname, c.conname, a.attname, f.relname, c.convalidated from pg_constraint c
join pg_class t on t.oid = c.conrelid join pg_class f on f.oid = c.confrelid
join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and t.relnamespace = 'records'::regnamespace
"""
Shape = dict[str, dict[str, Any]]


async def actual(session: Session) -> Shape:
    """Tables of records as they are: columns, indexes and foreign keys by name; `sequences` stand under their own key."""
    shape: Shape = {}
    for table, column, kind in await session.fetch(_COLUMNS):
        shape.setdefault(table, {"columns": {}, "indexes": {}, "ties": {}})["columns"][column] = kind
    for table, name, unique, valid, method, where, columns in await session.fetch(_INDEXES):
        assert valid, name
        shape[table]["indexes"][name] = (tuple(columns), unique, where and where.strip("()").lower(), method)
    for table, name, column, target, validated in await session.fetch(_FOREIGN_KEYS):
        assert validated, name
        shape[table]["ties"][name] = (column, target)
    return shape


def expected(snapshot: Snapshot) -> Shape:
    """Tables as the metadata means them, removed objects apart; of static tables their columns and links."""
    shape: Shape = {}
    for item in snapshot.objects.values():
        want = ddl.physical(item, snapshot)
        for link in want.links.values():
            shape[link.table] = {"columns": {"source": "uuid", "target": "uuid"}}
        if item.system:
            shape[item.table] = {"columns": want.columns}
            continue
        indexes = [*ddl.system_indexes(item.table), *want.indexes.values()]
        shape[item.table] = {
            "columns": want.columns,
            "indexes": {one.name: (one.columns, one.unique, one.where, one.method) for one in indexes},
            "ties": {one.name: (one.column, one.target) for one in want.foreign_keys.values()},
        }
    return shape


async def _spelled_out(session: Session, kind: str) -> str:
    """`timestamptz` as PostgreSQL itself says it."""
    bare = kind.removesuffix(' collate "C"')
    return kind.replace(bare, await session.fetch_value("select to_regtype($1)::text", bare))


async def check(session: Session, snapshot: Snapshot) -> None:
    """Asserts that every live object has exactly what it should have, and that purged ones have nothing."""
    stands = await actual(session)
    for table, want in expected(snapshot).items():
        have = stands[table]
        columns = {name: kind for name, kind in have["columns"].items() if name not in SYSTEM_COLUMNS}
        assert columns == {name: await _spelled_out(session, kind) for name, kind in want["columns"].items()}, table
        if "indexes" in want:
            assert have["indexes"] == want["indexes"], table
            ties = {name: tie for name, tie in have["ties"].items() if tie[0] not in SYSTEM_COLUMNS}
            assert ties == want["ties"], table
    assert not set(stands) & snapshot.retired
    kept = set(expected(snapshot)) | {item.table for item in snapshot.all_objects.values()}
    removed = {item.table for item in snapshot.all_objects.values() if item.removed}
    strays = {
        name for name in stands if name not in kept and not any(name.startswith(f"{table}__") for table in removed)
    }
    assert not strays
