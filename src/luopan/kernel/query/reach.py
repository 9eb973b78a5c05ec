"""The records that an opening leads to, as a set: one branch a way, each for itself a plan that an index can serve.

A list of a few records out of what somebody sees must neither walk through what they do not see, nor gather all that they do:
so each branch is sorted and cut off by itself, and what is left of all of them is sorted once more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, column, func, select, true, union_all

from luopan.kernel.metadata.binding import BoundAnd, BoundCompare, BoundOr, BoundPath, Tree
from luopan.kernel.metadata.model import Object
from luopan.kernel.permissions.openings import Opening, RelationArm, RuleArm
from luopan.kernel.query.sources import Source, Statement, condition_sql, ids, opened, points_at

Finish = Callable[[Source], "Finished"]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a branch looks for beyond its opening: conditions, and perhaps an order and a limit."""

    where: tuple[ColumnElement[bool], ...]
    order_by: tuple[ColumnElement[Any], ...] = ()
    limit: ColumnElement[Any] | None = None


def reached(source: Source, opening: Opening | None) -> ColumnElement[bool]:
    """Whether a record is reached, for statements over many: ways that no index of its own table serves become sets of ids."""
    if opening is None or _is_plain(opening):
        return opened(source, opening)
    return source.column("id").in_(found_ids(source.statement, source.item, opening, lambda inner: Finished(())))


def found_ids(statement: Statement, item: Object, opening: Opening, finish: Finish) -> Select[Any]:
    """The ids that the branches of an opening find together; some perhaps twice."""
    found: ColumnElement[Any] = column("id")
    return select(found).select_from(
        union_all(*_branches(statement, item, opening, finish)).subquery(statement.alias())
    )


def _branches(statement: Statement, item: Object, opening: Opening, finish: Finish) -> Iterator[Select[Any]]:
    for name in opening.departments:
        yield _of_each(statement, item, name, finish)
    if opening.owners:
        yield _simple(statement, item, Opening(owners=opening.owners), finish)
    for arm in opening.rules:
        yield _of_rule(statement, item, arm, finish)
    if opening.shares:
        yield _simple(statement, item, Opening(shares=opening.shares), finish)
    for arm in opening.relations:
        yield _related(statement, item, arm, finish)


def _of_each(statement: Statement, item: Object, name: str, finish: Finish) -> Select[Any]:
    """Department by department, so that each can be read in the order of an index."""
    each = func.unnest(ids(name)).table_valued("id", name=statement.alias()).render_derived()
    source = statement.source(item)
    inner = _cut(source, finish, source.column("department") == each.c.id).correlate(each).lateral(statement.alias())
    return select(inner.c.id).select_from(each.join(inner, true()))


def _simple(statement: Statement, item: Object, opening: Opening, finish: Finish) -> Select[Any]:
    source = statement.source(item)
    return _uncut(_cut(source, finish, opened(source, opening)), statement)


def _of_rule(statement: Statement, item: Object, arm: RuleArm, finish: Finish) -> Select[Any]:
    source = statement.source(item)
    place = Source(statement.unlimited(arm.key), arm.item, source.table)
    return _uncut(_cut(source, finish, condition_sql(place, arm.tree), place.joined), statement)


def _related(statement: Statement, item: Object, arm: RelationArm, finish: Finish) -> Select[Any]:
    source = statement.source(item)
    first, *others = arm.openings
    if first is None:
        target = statement.source(arm.target)
        leading = select(target.column("id")).where(target.alive(), *(opened(target, other) for other in others))
    else:
        leading = found_ids(
            statement,
            arm.target,
            first,
            lambda target: Finished((target.alive(), *(opened(target, other) for other in others))),
        )
    return _uncut(
        _cut(source, finish, and_(points_at(source, arm), source.column(arm.field.column).in_(leading))), statement
    )


def _cut(
    source: Source, finish: Finish, leads: ColumnElement[bool], joined: Callable[[FromClause], FromClause] | None = None
) -> Select[Any]:
    """One branch; its joins are put together when all that it looks for is known."""
    finished = finish(source)
    clause = source.from_clause()
    statement = (
        select(source.column("id")).select_from(joined(clause) if joined else clause).where(leads, *finished.where)
    )
    if finished.order_by:
        statement = statement.order_by(*finished.order_by)
    return statement if finished.limit is None else statement.limit(finished.limit)


def _uncut(branch: Select[Any], statement: Statement) -> Select[Any]:
    """A branch with an order and a limit of its own must stand in brackets."""
    inner = branch.subquery(statement.alias())
    return select(inner.c.id)


def _is_plain(opening: Opening) -> bool:
    return not opening.relations and all(_has_own_columns_only(arm.tree) for arm in opening.rules)


def _has_own_columns_only(tree: Tree) -> bool:
    match tree:
        case BoundAnd(parts) | BoundOr(parts):
            return all(_has_own_columns_only(part) for part in parts)
        case BoundCompare(path, _, operand, _):
            return not path.steps and not (isinstance(operand, BoundPath) and operand.steps)
        case _:
            return False
