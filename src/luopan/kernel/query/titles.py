"""Titles of records by their ids, for lists that hold records of many objects."""

from functools import lru_cache

from sqlalchemy import ARRAY, Text, Uuid, bindparam, cast, func, select

from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.query.sources import Statement, title_sql, visible
from luopan.kernel.query.statements import KEPT_STATEMENTS, Compiled, compiled


@lru_cache(KEPT_STATEMENTS)
def titles_statement(snapshot: Snapshot, item: Object) -> Compiled:
    """Rows of (id, title) of those of the records `ids` that are alive and may be seen."""
    source = Statement(snapshot).source(item)
    wanted = cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False)))
    return compiled(
        select(cast(source.column("id"), Text), title_sql(source))
        .select_from(source.from_clause())
        .where(source.column("id") == func.any(wanted), source.alive(), visible(source))
    )
