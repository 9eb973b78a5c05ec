"""Query shapes, compiled to SQL once and kept.

A *shape* is a query without its values: hashable, and with the snapshot the key under which its statement is kept. Values go in
as parameters, so the same list asked with another date costs no compilation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from luopan.kernel.metadata.binding import Bound, BoundPath, Tree
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.permissions.openings import Opening, RuleArm
from luopan.kernel.permissions.shown import READ, Shown
from luopan.kernel.query.reach import Finished, found_ids, reached
from luopan.kernel.query.sources import (
    Source,
    Statement,
    compared,
    condition_sql,
    may_use,
    opened,
    path_columns,
    read_sql,
    rule_holds,
    titled,
    visible,
)

KEPT_STATEMENTS = 4_096
NEVER_EMPTY = frozenset(("id", "created_at", "updated_at", "version"))
_DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")


EVERY_RECORD = Bound()
NO_VALUES: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL with `$1`-style parameters, the names of the parameters in that order, and the values of those that never change."""

    sql: str
    order: tuple[str, ...]
    constants: Mapping[str, Any]

    def parameters(
        self, bound: Bound = EVERY_RECORD, rights: Mapping[str, Any] = NO_VALUES, **others: Any
    ) -> list[Any]:
        """The values in the order of the statement: slots are named `v0`, `v1`, …; `rights` holds what openings need."""
        values = {**self.constants, **others, **{f"v{index}": slot.sql for index, slot in enumerate(bound.slots)}}
        return [values[name] if name in values else rights[name] for name in self.order]


def compiled(statement: Select[Any]) -> Compiled:
    """An SQLAlchemy statement as text."""
    result = statement.compile(dialect=_DIALECT)
    order = tuple(getattr(result, "positiontup", None) or ())
    return Compiled(str(result), order, {name: value for name, value in result.params.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Order:
    """One sort column."""

    path: BoundPath
    descending: bool

    @property
    def never_empty(self) -> bool:
        return not self.path.steps and self.path.field.system and self.path.field.name in NEVER_EMPTY


@dataclass(frozen=True, slots=True)
class ListShape:
    """A page of a list.

    Records whose first sort column is empty come last, in a phase (and a statement) of their own: so the index on that column
    serves both directions. `after` says, for a page that is not the first, which of the cursor's sort values are empty.
    """

    item: Object
    tree: Tree
    selected: tuple[tuple[str, BoundPath], ...]
    sort: tuple[Order, ...]
    phase: Literal["all", "set", "empty"]
    after: tuple[bool, ...] | None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class OneShape:
    """One record by id; `any_state` finds it in the recycle bin too."""

    item: Object
    selected: tuple[tuple[str, BoundPath], ...]
    any_state: bool = False


@dataclass(frozen=True, slots=True)
class CountShape:
    item: Object
    tree: Tree
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    path: BoundPath
    grain: str | None


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    function: str
    path: BoundPath | None


@dataclass(frozen=True, slots=True)
class AggregateShape:
    """Groups and measures. `having` and `sort` name columns of the answer."""

    item: Object
    tree: Tree
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    having: "Having | None"
    sort: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Having:
    """A condition over measures: `parts` joined by and/or, or a leaf `name op $slot`."""

    kind: Literal["and", "or", "leaf"]
    parts: "tuple[Having, ...]" = ()
    name: str = ""
    operator: str = ""
    slot: int = 0
    negated: bool = False


@lru_cache(KEPT_STATEMENTS)
def list_statement(snapshot: Snapshot, shape: ListShape) -> Compiled:
    """Rows of (JSON text, sort values as text …, id)."""
    statement = Statement(snapshot)
    source = statement.source(shape.item)
    opening = snapshot.opening(shape.item)
    texts, page = _sorted(source, shape)
    where: list[ColumnElement[bool]] = []
    if opening is None:
        where += [condition_sql(source, shape.tree), *page.where]
    elif shape.deleted:
        where += [condition_sql(source, shape.tree), *page.where, reached(source, opening)]
    else:

        def finish(branch: Source) -> Finished:
            _, sorted_page = _sorted(branch, shape)
            return replace(sorted_page, where=(condition_sql(branch, shape.tree), *sorted_page.where))

        found = found_ids(statement, shape.item, opening, finish).scalar_subquery()
        where.append(source.column("id") == func.any(func.array(found)))
    body = _row(source, shape.selected)
    return compiled(
        select(body, *texts, cast(source.column("id"), Text))
        .select_from(source.from_clause())
        .where(*where)
        .order_by(*page.order_by)
        .limit(page.limit)
    )


def _sorted(source: Source, shape: ListShape) -> tuple[list[ColumnElement[Any]], Finished]:
    """The sort values as text, and what makes a page of a list: state, phase, cursor, order, limit."""
    keys = [_sort_expression(source, order) for order in shape.sort]
    nullable = [not order.never_empty for order in shape.sort]
    identity = source.column("id")
    where = [_state(source, deleted=shape.deleted)]
    if shape.phase != "all":
        where.append(keys[0].is_(None) if shape.phase == "empty" else keys[0].is_not(None))
        nullable[0] = False
    ordered = list(zip(shape.sort, keys, nullable, strict=True))
    if shape.phase == "empty":
        ordered = ordered[1:]
    if shape.after is not None:
        where.append(_behind(ordered, identity, shape.after, _downward(shape.sort)))
    order_by: list[ColumnElement[Any]] = []
    for order, key, may_be_empty in ordered:
        if may_be_empty:
            order_by.append(key.is_(None))
        order_by.append(key.desc() if order.descending else key.asc())
    order_by.append(identity.desc() if _downward(shape.sort) else identity.asc())
    texts: list[ColumnElement[Any]] = [cast(key, Text) for _, key, _ in ordered]
    return texts, Finished(tuple(where), tuple(order_by), bindparam("limit", type_=Integer))


@lru_cache(KEPT_STATEMENTS)
def one_statement(snapshot: Snapshot, shape: OneShape) -> Compiled:
    """The JSON text of one record."""
    source = Statement(snapshot).source(shape.item)
    where = [source.column("id") == cast(bindparam("id"), Uuid(as_uuid=False)), visible(source)]
    if not shape.any_state:
        where.append(source.alive())
    body = _row(source, shape.selected)
    return compiled(select(body).select_from(source.from_clause()).where(*where))


@lru_cache(KEPT_STATEMENTS)
def count_statement(snapshot: Snapshot, shape: CountShape) -> Compiled:
    """How many records fit."""
    source = Statement(snapshot).source(shape.item)
    where = [
        _state(source, deleted=shape.deleted),
        condition_sql(source, shape.tree),
        reached(source, snapshot.opening(shape.item)),
    ]
    return compiled(select(func.count()).select_from(source.from_clause()).where(*where))


@lru_cache(KEPT_STATEMENTS)
def reached_statement(snapshot: Snapshot, item: Object, ways: tuple[tuple[Opening | None, ...], ...]) -> Compiled:
    """Which of the records `ids` one of the ways leads to, whatever their state: rows of ids."""
    source = Statement(snapshot).source(item)
    led = [and_(true(), *(opened(source, opening) for opening in way)) for way in ways]
    return compiled(
        select(cast(source.column("id"), Text)).where(
            source.column("id") == func.any(cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False)))), or_(false(), *led)
        )
    )


@lru_cache(KEPT_STATEMENTS)
def reachable_statement(
    snapshot: Snapshot, item: Object, tree: Tree, ways: tuple[tuple[Opening | None, ...], ...]
) -> Compiled:
    """The ids of living records that fit, may be seen, and that one of the ways leads to."""
    source = Statement(snapshot).source(item)
    led = [and_(true(), *(opened(source, opening) for opening in way)) for way in ways]
    where = [source.alive(), condition_sql(source, tree), reached(source, snapshot.opening(item)), or_(false(), *led)]
    return compiled(
        select(cast(source.column("id"), Text))
        .select_from(source.from_clause())
        .where(*where)
        .order_by(source.column("id"))
        .limit(bindparam("limit", type_=Integer))
    )


@lru_cache(KEPT_STATEMENTS)
def held_statement(snapshot: Snapshot, item: Object, arms: tuple[RuleArm, ...]) -> Compiled:
    """Which conditions hold for the records `ids`: rows of an id and an array of booleans."""
    source = Statement(snapshot).source(item)
    return compiled(
        select(
            cast(source.column("id"), Text), array([func.coalesce(rule_holds(source, arm), false()) for arm in arms])
        ).where(source.column("id") == func.any(cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False)))))
    )


@lru_cache(KEPT_STATEMENTS)
def holding_statement(snapshot: Snapshot, item: Object, field: Field) -> Compiled:
    """Which of the files `ids` stand in this field of a record that may be seen, where the field may be read: rows of ids."""
    source = Statement(snapshot).source(item)
    column, wanted = source.column(field.column), cast(bindparam("ids"), ARRAY(Uuid(as_uuid=False)))
    where = [visible(source)]
    if isinstance(field.type, Shown):
        where.append(may_use(source, field.type.access, READ))
    if field.type.columns[0].sql == "uuid":
        return compiled(select(cast(column, Text)).distinct().where(column == func.any(wanted), *where))
    held = func.unnest(column).table_valued("id").render_derived("held")
    where += [column.op("&&", is_comparison=True)(wanted), held.c.id == func.any(wanted)]
    return compiled(select(cast(held.c.id, Text)).distinct().select_from(source.table.join(held, true())).where(*where))


@lru_cache(KEPT_STATEMENTS)
def aggregate_statement(snapshot: Snapshot, shape: AggregateShape, zone: str) -> Compiled:
    """Rows of (JSON text, whether a worth is missing: amounts without a known rate); groups that lack one come first, whatever
    `having` says, so that nobody takes the rest for the whole."""
    statement = Statement(snapshot)
    source = statement.source(shape.item)
    groups = [(group, _group_expression(source, group, zone)) for group in shape.groups]
    measures = [(measure, _measure_expression(source, measure)) for measure in shape.measures]
    labelled = [expression.label(f"g{index}") for index, (_, expression) in enumerate(groups)]
    labelled += [expression.label(f"m{index}") for index, (_, expression) in enumerate(measures)]
    inner = (
        select(*labelled, worth_missing(source, shape.measures).label("missing"))
        .select_from(_followed(source, shape))
        .where(source.alive(), condition_sql(source, shape.tree), reached(source, snapshot.opening(shape.item)))
        .group_by(*(expression for _, expression in groups))
        .subquery(statement.alias())
    )
    outputs: dict[str, ColumnElement[Any]] = {}
    for index, (group, _) in enumerate(groups):
        outputs[group.name] = inner.c[f"g{index}"]
    for index, (measure, _) in enumerate(measures):
        outputs[measure.name] = inner.c[f"m{index}"]
    shown = [
        _shown_group(statement, group, inner.c[f"g{index}"]).label(group.name)
        for index, (group, _) in enumerate(groups)
    ]
    shown += [
        _shown_measure(measure, inner.c[f"m{index}"]).label(measure.name) for index, (measure, _) in enumerate(measures)
    ]
    order_by: list[ColumnElement[Any]] = []
    for name, descending in shape.sort:
        key = outputs[name]
        order_by += [key.is_(None), key.desc() if descending else key.asc()]
    having = true() if shape.having is None else _having(shape.having, outputs)
    return compiled(
        select(json_row(shown, inner), inner.c.missing)
        .select_from(inner)
        .where(or_(having, inner.c.missing))
        .order_by(inner.c.missing.desc().nulls_last(), *order_by, *(outputs[group.name] for group in shape.groups))
        .limit(bindparam("limit", type_=Integer))
    )


def _state(source: Source, *, deleted: bool) -> ColumnElement[bool]:
    return source.column("deleted_at").is_not(None) if deleted else source.alive()


def _row(source: Source, selected: tuple[tuple[str, BoundPath], ...]) -> ColumnElement[Any]:
    return json_row([read_sql(source, path).label(name) for name, path in selected], source.from_clause())


def json_row(labelled: list[Any], clause: Any) -> ColumnElement[Any]:
    """`row_to_json` of a sub-select over the tables of `clause`, as text: `json_build_object` would end at 50 pairs."""
    row = select(*labelled).correlate(*_tables(clause)).subquery("r")
    return cast(
        select(func.row_to_json(literal_column("r.*"))).select_from(row).correlate(*_tables(clause)).scalar_subquery(),
        Text,
    )


def _tables(clause: Any) -> list[Any]:
    return list(clause._from_objects)


def _downward(sort: tuple[Order, ...]) -> bool:
    return sort[0].descending


def _sort_expression(source: Source, order: Order) -> ColumnElement[Any]:
    columns = path_columns(source, order.path)
    return order.path.type.sorted(order.path.settings, columns)


def _behind(
    ordered: list[tuple[Order, ColumnElement[Any], bool]],
    identity: ColumnElement[Any],
    empties: tuple[bool, ...],
    downward: bool,
) -> ColumnElement[bool]:
    """Records behind the cursor. One sort column and the id are compared as a row, which an index can answer."""
    last = cast(bindparam("after_id"), Uuid(as_uuid=False))
    if not ordered:
        return identity < last if downward else identity > last
    if len(ordered) == 1 and not ordered[0][2] and ordered[0][0].descending == downward:
        order, key, _ = ordered[0]
        left, right = tuple_(key, identity), tuple_(_cursor_value(order, 0), last)
        return left < right if order.descending else left > right
    alternatives: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for index, (order, key, may_be_empty) in enumerate(ordered):
        value = _cursor_value(order, index)
        if empties[index]:
            equal.append(key.is_(None))
            continue
        further = key < value if order.descending else key > value
        alternatives.append(and_(*equal, or_(further, key.is_(None)) if may_be_empty else further))
        equal.append(key == value)
    alternatives.append(and_(*equal, identity < last if downward else identity > last))
    return or_(false(), *alternatives)


def _cursor_value(order: Order, index: int) -> ColumnElement[Any]:
    field_type = order.path.type
    return cast(bindparam(f"after{index}"), field_type.sort_type or field_type.operand_type)


def _group_expression(source: Source, group: Group, zone: str) -> ColumnElement[Any]:
    value = compared(source, group.path)
    if group.grain is None:
        return value
    if isinstance(group.path.type.operand_type, DateTime):
        value = func.timezone(literal_column(_literal(zone)), value)
    return cast(func.date_trunc(literal_column(_literal(group.grain)), value), Date)


def _literal(text: str) -> str:
    assert text.replace("_", "").replace("/", "").replace("-", "").replace("+", "").isalnum()
    return f"'{text}'"


def _shown_group(statement: Statement, group: Group, column: ColumnElement[Any]) -> ColumnElement[Any]:
    reference = group.path.field.reference
    if reference is not None and not reference.polymorphic and group.path.part is None:
        target = statement.snapshot.full.object(reference.targets(group.path.field.settings)[0])
        return titled(statement, target, column)
    if group.grain is not None:
        return column
    return group.path.type.read((column,))


def _measure_expression(source: Source, measure: Measure) -> ColumnElement[Any]:
    if measure.path is None:
        return func.count()
    value = compared(source, measure.path)
    match measure.function:
        case "count_distinct":
            return func.count(value.distinct())
        case "sum" | "avg" | "min" | "max":
            return getattr(func, measure.function)(value)
        case _:
            return func.count(value)


def _shown_measure(measure: Measure, column: ColumnElement[Any]) -> ColumnElement[Any]:
    if measure.path is None or measure.function.startswith("count"):
        return column
    if measure.function == "avg":
        return cast(func.trim_scale(func.round(column, 6)), Text)
    return cast(func.trim_scale(column), Text) if isinstance(measure.path.type.operand_type, Numeric) else column


def worth_missing(source: Source, measures: tuple[Measure, ...]) -> ColumnElement[Any]:
    """Whether a group holds amounts whose worth in the workspace's currency is not known: a sum would be a lie."""
    missing: list[ColumnElement[bool]] = []
    for measure in measures:
        if measure.path is not None and not measure.function.startswith("count"):
            written, worth = path_columns(source, measure.path)[0], compared(source, measure.path)
            if worth is not written:
                missing.append(and_(written.is_not(None), worth.is_(None)))
    return func.bool_or(or_(*missing)) if missing else literal_column("false")


def _followed(source: Source, shape: AggregateShape) -> Any:
    """The joins; called after every path has been followed once."""
    condition_sql(source, shape.tree)
    return source.from_clause()


def _having(node: Having, outputs: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
    if node.kind == "and":
        return and_(true(), *(_having(part, outputs) for part in node.parts))
    if node.kind == "or":
        return or_(false(), *(_having(part, outputs) for part in node.parts))
    left, right = outputs[node.name], cast(bindparam(f"h{node.slot}"), Numeric())
    comparisons = {
        "eq": left == right,
        "lt": left < right,
        "lte": left <= right,
        "gt": left > right,
        "gte": left >= right,
    }
    expression = comparisons[node.operator]
    return expression.is_not(true()) if node.negated else expression
