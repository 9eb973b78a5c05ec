"""Objects as SQL: tables, aliases, the joins that single-valued paths need, and conditions as expressions."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnClause,
    ColumnElement,
    FromClause,
    Integer,
    TableClause,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from luopan.kernel.metadata.binding import BoundAnd, BoundCompare, BoundOr, BoundPath, BoundRelated, Tree
from luopan.kernel.metadata.model import SCHEMA, Field, Object, Relation, Snapshot, link_table

Columns = tuple[ColumnElement[Any], ...]

ONE: ColumnElement[int] = literal_column("1")


def sql_table(item: Object) -> TableClause:
    """The table of an object's records, with all columns that are in use."""
    columns: list[ColumnClause[Any]] = [column(name) for field in item.fields.values() for name in field.columns]
    return table(item.table, *columns, schema=SCHEMA)


def parameter(slot: int, type_: Any) -> ColumnElement[Any]:
    """The parameter that carries a slot's value, cast to what it is compared with."""
    return cast(bindparam(f"v{slot}"), type_)


class Statement:
    """What the parts of one statement share: the metadata, and fresh alias names."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._numbers: Iterator[int] = count()

    def alias(self) -> str:
        return f"t{next(self._numbers)}"

    def source(self, item: Object) -> "Source":
        """A new occurrence of an object in this statement."""
        return Source(self, item)


class Source:
    """One object in a statement, and the single-valued references that were followed from it (left joins, shared)."""

    def __init__(self, statement: Statement, item: Object) -> None:
        self.statement = statement
        self.item = item
        self.table = sql_table(item).alias(statement.alias())
        self._followed: dict[str, Source] = {}

    def column(self, name: str) -> ColumnElement[Any]:
        return self.table.c[name]

    def columns(self, field: Field) -> Columns:
        """The physical columns of a field."""
        return tuple(self.table.c[name] for name in field.columns)

    def follow(self, steps: tuple[Field, ...]) -> "Source":
        """The object at the end of a path of references."""
        source = self
        for field in steps:
            if field.id not in source._followed:
                assert field.reference is not None
                target = self.statement.snapshot.object(field.reference.targets(field.settings)[0])
                source._followed[field.id] = Source(self.statement, target)
            source = source._followed[field.id]
        return source

    def from_clause(self) -> FromClause:
        """The table with its joins; ask for it when all paths have been followed."""
        return self._joined(self.table)

    def _joined(self, clause: FromClause) -> FromClause:
        for field_id, target in self._followed.items():
            reference = self.column(self.item.by_id[field_id].column)
            clause = clause.outerjoin(target.table, target.column("id") == reference)
            clause = target._joined(clause)
        return clause

    def alive(self) -> ColumnElement[bool]:
        """Not in the recycle bin."""
        return self.column("deleted_at").is_(None)


def path_columns(source: Source, path: BoundPath) -> Columns:
    """The columns that a bound path ends at (one, where it names a part of a value)."""
    columns = source.follow(path.steps).columns(path.field)
    return (columns[path.field.type.parts[path.part].column],) if path.part else columns


def compared(source: Source, path: BoundPath) -> ColumnElement[Any]:
    """What operators look at."""
    return path.type.compared(path_columns(source, path))


def condition_sql(source: Source, tree: Tree) -> ColumnElement[bool]:
    """A bound condition as an SQL expression over `source`."""
    match tree:
        case BoundAnd(parts):
            return and_(true(), *(condition_sql(source, part) for part in parts))
        case BoundOr(parts):
            return or_(false(), *(condition_sql(source, part) for part in parts))
        case BoundCompare():
            return _compare(source, tree)
        case BoundRelated():
            return _related(source, tree)


def _compare(source: Source, node: BoundCompare) -> ColumnElement[bool]:
    path = node.path
    if node.operand is None:
        first = path_columns(source, path)[0]
        expression = node.operator.sql(first, first)
        return not_(expression) if node.negated else expression
    left = compared(source, path)
    if isinstance(node.operand, BoundPath):
        right = compared(source, node.operand)
    else:
        type_ = Text() if node.operator.operand == "text" else path.type.operand_type
        right = parameter(node.operand, ARRAY(type_) if node.operator.takes == "many" else type_)
    expression = node.operator.sql(left, right)
    return expression.is_not(true()) if node.negated else expression


def _related(source: Source, node: BoundRelated) -> ColumnElement[bool]:
    outer = source.follow(node.steps)
    inner = source.statement.source(node.relation.target)
    tied, link = _tie(outer, inner, node.relation)
    where = [tied, inner.alive()]
    if node.where is not None:
        where.append(condition_sql(inner, node.where))
    clause = (
        inner.from_clause()
        if link is None
        else inner.from_clause().join(link, link.c[_far(node.relation)] == inner.column("id"))
    )
    if node.count is None:
        found = exists(select(ONE).select_from(clause).where(*where))
        return not_(found) if node.negated else found
    operator, slot = node.count
    number = select(func.count()).select_from(clause).where(*where).scalar_subquery()
    expression = operator.sql(number, parameter(slot, Integer))
    return not_(expression) if node.negated else expression


def _tie(outer: Source, inner: Source, relation: Relation) -> tuple[ColumnElement[bool], FromClause | None]:
    """How related records hang on the outer one; a many-to-many relation does it through its link table."""
    field = relation.field
    own_id = outer.column("id")
    if relation.kind == "inverse":
        tied = inner.column(field.column) == own_id
        if field.reference is not None and field.reference.polymorphic:
            tied = and_(tied, inner.column(f"{field.column}__object") == literal_column(_quoted(relation.source.id)))
        return tied, None
    link = _link(outer, relation)
    return link.c[_near(relation)] == own_id, link


def _link(source: Source, relation: Relation) -> FromClause:
    holder = relation.source if relation.kind == "link" else relation.target
    name = link_table(holder, relation.field)
    return table(name, column("source"), column("target"), schema=SCHEMA).alias(source.statement.alias())


def _near(relation: Relation) -> str:
    return "source" if relation.kind == "link" else "target"


def _far(relation: Relation) -> str:
    return "target" if relation.kind == "link" else "source"


def _quoted(permanent_id: str) -> str:
    """A permanent id (letters, digits, underscores) as an SQL literal."""
    assert permanent_id.replace("_", "").isalnum()
    return f"'{permanent_id}'"


def read_sql(source: Source, path: BoundPath) -> ColumnElement[Any]:
    """The value at a path as JSON: canonical, references with their title."""
    place = source.follow(path.steps)
    field = path.field
    if path.part or field.reference is None:
        columns = path_columns(source, path)
        return path.type.read(columns)
    if field.reference.many:
        return _linked(place, field)
    targets = [source.statement.snapshot.objects.get(name) for name in field.reference.targets(field.settings)]
    known = [target for target in targets if target is not None]
    if not field.reference.polymorphic:
        return titled(source.statement, known[0], place.column(field.column))
    object_id = place.column(f"{field.column}__object")
    return case(
        *(
            (
                object_id == literal_column(_quoted(target.id)),
                titled(source.statement, target, place.column(field.column), with_object=True),
            )
            for target in known
        ),
        else_=None,
    )


def canonical_sql(source: Source, field: Field) -> ColumnElement[Any]:
    """A field's canonical value as JSON: as `read_sql`, but references stay bare ids."""
    reference = field.reference
    if reference is None:
        return field.type.canonical(source.columns(field))
    if reference.many:
        relation = source.statement.snapshot.relations(source.item)[field.name]
        link = _link(source, relation)
        ids = select(func.json_agg(aggregate_order_by(link.c.target, link.c.target))).where(
            link.c.source == source.column("id")
        )
        return func.coalesce(ids.correlate(source.table).scalar_subquery(), literal_column("'[]'::json"))
    if not reference.polymorphic:
        return source.column(field.column)
    object_id = source.column(f"{field.column}__object")
    return case(
        *(
            (
                object_id == literal_column(_quoted(target.id)),
                func.json_build_object(
                    literal_column("'object'"),
                    literal_column(_quoted(target.name)),
                    literal_column("'id'"),
                    source.column(field.column),
                ),
            )
            for target in map(source.statement.snapshot.objects.get, reference.targets(field.settings))
            if target is not None
        ),
        else_=None,
    )


def titled(
    statement: Statement, target: Object, reference: ColumnElement[Any], *, with_object: bool = False
) -> ColumnElement[Any]:
    """`{"id", "title"}` of the record that `reference` (an id) points at, as a sub-select; null where it points nowhere."""
    inner = statement.source(target)
    return (
        select(_card(inner, with_object=with_object))
        .select_from(inner.table)
        .where(inner.column("id") == reference)
        .correlate_except(inner.table)
        .scalar_subquery()
    )


def _card(inner: Source, *, with_object: bool = False) -> ColumnElement[Any]:
    pairs: list[Any] = [literal_column("'id'"), inner.column("id"), literal_column("'title'"), title_sql(inner)]
    if with_object:
        pairs = [literal_column("'object'"), literal_column(f"'{inner.item.name}'"), *pairs]
    return func.json_build_object(*pairs)


def title_sql(source: Source) -> ColumnElement[Any]:
    """The title of a record as text."""
    field = source.item.title_field
    return cast(field.type.compared(source.columns(field)), Text)


def _linked(place: Source, field: Field) -> ColumnElement[Any]:
    """The related records of a many-to-many field: a JSON array in the order of ids."""
    relation = place.statement.snapshot.relations(place.item)[field.name]
    inner = place.statement.source(relation.target)
    tied, link = _tie(place, inner, relation)
    assert link is not None
    cards = (
        select(func.json_agg(literal_column("card")))
        .select_from(
            select(_card(inner).label("card"))
            .select_from(inner.table.join(link, link.c[_far(relation)] == inner.column("id")))
            .where(tied, inner.alive())
            .order_by(inner.column("id"))
            .correlate(place.table)
            .subquery(place.statement.alias())
        )
        .scalar_subquery()
    )
    return func.coalesce(cards, literal_column("'[]'::json"))
