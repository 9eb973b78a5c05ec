"""Every record that fits, in one statement: for whoever reads it through a cursor, piece by piece, to the end."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from luopan.kernel.metadata.binding import BoundPath, Tree
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.permissions.openings import Opening, is_within
from luopan.kernel.permissions.policy import Way
from luopan.kernel.query.reach import reached
from luopan.kernel.query.sources import Source, Statement, condition_sql, path_columns, read_sql
from luopan.kernel.query.statements import Compiled, Order, compiled, json_row

MOST_ROWS = 2**31 - 1
"""No limit for people. That there is one has PostgreSQL sort the bare rows, and only then build what is shown of each."""


@dataclass(frozen=True, slots=True)
class WholeShape:
    """All records that fit and that one of the ways leads to, in the order of a list. Each way must be one to read by, too."""

    item: Object
    tree: Tree
    selected: tuple[BoundPath, ...]
    sort: tuple[Order, ...]
    ways: tuple[Way, ...]


@lru_cache(512)
def whole_statement(snapshot: Snapshot, shape: WholeShape) -> Compiled:
    """Rows of one JSON text, its members in the order of `selected`."""
    source = Statement(snapshot).source(shape.item)
    led = [and_(true(), *(reached(source, opening) for opening in needed(way))) for way in shape.ways]
    where = [source.alive(), condition_sql(source, shape.tree), or_(false(), *led)]
    order_by = [key for order in shape.sort for key in _order(source, order)]
    identity = source.column("id")
    order_by.append(identity.desc() if shape.sort[0].descending else identity.asc())
    values = [read_sql(source, path).label(f"c{index}") for index, path in enumerate(shape.selected)]
    body = json_row(values, source.from_clause())
    return compiled(select(body).select_from(source.from_clause()).where(*where).order_by(*order_by).limit(MOST_ROWS))


def needed(way: Way) -> list[Opening | None]:
    """A way without the openings that another of its openings lies in: who exports less than they read is asked that alone."""
    kept = list(way)
    for one in way:
        others = [other for other in kept if other is not one]
        if any(is_within(other, one) for other in others):
            kept = others
    return kept


def _order(source: Source, order: Order) -> list[ColumnElement[Any]]:
    """Records without the value come last, whichever way it goes."""
    key = order.path.type.sorted(order.path.settings, path_columns(source, order.path))
    directed = key.desc() if order.descending else key.asc()
    return [directed] if order.never_empty else [key.is_(None), directed]
