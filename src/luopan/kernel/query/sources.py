"""Objects as SQL: tables, aliases, the joins that single-valued paths need, and conditions as expressions.

Rights are here, and so everywhere: every occurrence of an object in a statement leads only to records that the statement's
metadata opens (`Snapshot.opening`), and a field that is masked, or depends on the record, is read as that.
"""

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
    Uuid,
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
    null,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import True_

from luopan.kernel.fields.base import MASK
from luopan.kernel.metadata.binding import BoundAnd, BoundCompare, BoundOr, BoundPath, BoundRelated, BoundSpecial, Tree
from luopan.kernel.metadata.model import SCHEMA, Field, Object, Relation, Snapshot, link_table
from luopan.kernel.permissions.openings import Opening, RelationArm, RuleArm, ShareArm
from luopan.kernel.permissions.shown import MASKED, READ, Access, Shown

Columns = tuple[ColumnElement[Any], ...]

ONE: ColumnElement[int] = literal_column("1")
_SHARE_COLUMNS: tuple[ColumnClause[Any], ...] = tuple(
    column(name) for name in ("object_id", "record_id", "grantee", "access", "until")
)
_SHARES = table("shares", *_SHARE_COLUMNS, schema="luopan")


def sql_table(item: Object) -> TableClause:
    """The table of an object's records, with all columns that are in use."""
    columns: list[ColumnClause[Any]] = [column(name) for field in item.fields.values() for name in field.columns]
    return table(item.table, *columns, schema=SCHEMA)


class Statement:
    """What the parts of one statement share: the metadata, fresh alias names, and how its parameters' names begin."""

    def __init__(self, snapshot: Snapshot, prefix: str = "v", numbers: Iterator[int] | None = None) -> None:
        self.snapshot = snapshot
        self._prefix = prefix
        self._numbers: Iterator[int] = numbers or count()

    def alias(self) -> str:
        return f"t{next(self._numbers)}"

    def source(self, item: Object) -> "Source":
        """A new occurrence of an object in this statement."""
        return Source(self, item)

    def parameter(self, slot: int, type_: Any) -> ColumnElement[Any]:
        """The parameter that carries a slot's value, cast to what it is compared with."""
        return cast(bindparam(f"{self._prefix}{slot}"), type_)

    def unlimited(self, prefix: str) -> "Statement":
        """A part of the same statement that sees everything: conditions of rules."""
        return Statement(self.snapshot.full, prefix, self._numbers)


class Source:
    """One object in a statement, and the single-valued references that were followed from it (left joins, shared)."""

    def __init__(self, statement: Statement, item: Object, occurrence: FromClause | None = None) -> None:
        self.statement = statement
        self.item = item
        self.table = (
            sql_table(statement.snapshot.full.all_objects[item.id]).alias(statement.alias())
            if occurrence is None
            else occurrence
        )
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
        return self.joined(self.table)

    def joined(self, clause: FromClause) -> FromClause:
        """A clause that holds the table, with the joins."""
        for field_id, target in self._followed.items():
            reference = self.column(self.item.by_id[field_id].column)
            clause = clause.outerjoin(target.table, and_(target.column("id") == reference, _guarded(target)))
            clause = target.joined(clause)
        return clause

    @property
    def is_alone(self) -> bool:
        """Whether no path was followed."""
        return not self._followed

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
        case BoundSpecial():
            return tree.kind.sql(source, tree.shape, tree.slots, negated=tree.negated)


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
        right = source.statement.parameter(node.operand, ARRAY(type_) if node.operator.takes == "many" else type_)
    expression = node.operator.sql(left, right)
    return expression.is_not(true()) if node.negated else expression


def _related(source: Source, node: BoundRelated) -> ColumnElement[bool]:
    outer = source.follow(node.steps)
    inner = source.statement.source(node.relation.target)
    tied, link = _tie(outer, inner, node.relation)
    where = [tied, inner.alive(), visible(inner)]
    if node.where is not None:
        where.append(condition_sql(inner, node.where))
    clause = (
        inner.from_clause()
        if link is None
        else inner.from_clause().join(link, link.c[_far(node.relation)] == inner.column("id"))
    )
    if node.count is None:
        found = exists(select(ONE).select_from(clause).where(*where).correlate(outer.table))
        return not_(found) if node.negated else found
    operator, slot = node.count
    number = select(func.count()).select_from(clause).where(*where).correlate(outer.table).scalar_subquery()
    expression = operator.sql(number, source.statement.parameter(slot, Integer))
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


def visible(source: Source) -> ColumnElement[bool]:
    """Whether a record is one that may be seen."""
    return opened(source, source.statement.snapshot.opening(source.item))


def _guarded(target: Source) -> ColumnElement[bool]:
    """`visible`, for the target of a reference: said so that the planner expects to find it.

    Whoever sees a record mostly sees what it points at; taken for independent of each other, the two would seem so rare together
    that a plan would gather everything where it finds enough at once.
    """
    condition = visible(target)
    return condition if isinstance(condition, True_) else case((condition, true()), else_=false())


def opened(source: Source, opening: Opening | None) -> ColumnElement[bool]:
    """Whether one of the opening's ways leads to a record."""
    if opening is None:
        return true()
    return or_(
        false(),
        *(source.column("owner") == func.any(ids(name)) for name in opening.owners),
        *(source.column("department") == func.any(ids(name)) for name in opening.departments),
        *(rule_holds(source, arm) for arm in opening.rules),
        *(_is_shared(source, arm) for arm in opening.shares),
        *(_is_related(source, arm) for arm in opening.relations),
    )


def ids(name: str) -> ColumnElement[Any]:
    """A parameter that holds ids."""
    return cast(bindparam(name), ARRAY(Uuid(as_uuid=False)))


def rule_holds(source: Source, arm: RuleArm) -> ColumnElement[bool]:
    """Whether a record fits a rule's condition, which sees everything."""
    unlimited = source.statement.unlimited(arm.key)
    place = Source(unlimited, arm.item, source.table)
    condition = condition_sql(place, arm.tree)
    if place.is_alone:
        return condition
    again = unlimited.source(arm.item)
    condition = condition_sql(again, arm.tree)
    return exists(
        select(ONE)
        .select_from(again.from_clause())
        .where(again.column("id") == source.column("id"), condition)
        .correlate(source.table)
    )


def _is_shared(source: Source, arm: ShareArm) -> ColumnElement[bool]:
    """The ids of shared records are read once a statement: they are few, and an index can look them up."""
    shares = _SHARES.alias(source.statement.alias())
    counts = [
        shares.c.grantee == func.any(ids(arm.key)),
        shares.c.object_id == literal_column(_quoted(source.item.id)),
        or_(shares.c.until.is_(None), shares.c.until > func.now()),
    ]
    if arm.access == "write":
        counts.append(shares.c.access == literal_column("'write'"))
    shared = select(shares.c.record_id).where(*counts).correlate(None).scalar_subquery()
    return source.column("id") == func.any(func.array(shared))


def _is_related(source: Source, arm: RelationArm) -> ColumnElement[bool]:
    target = source.statement.source(arm.target)
    leads = [opened(target, opening) for opening in arm.openings]
    return exists(
        select(ONE)
        .select_from(target.table)
        .where(target.column("id") == source.column(arm.field.column), points_at(source, arm), target.alive(), *leads)
        .correlate(source.table)
    )


def points_at(source: Source, arm: RelationArm) -> ColumnElement[bool]:
    """Whether a reference points at a record of the arm's object; of most references no other is possible."""
    if arm.field.reference is None or not arm.field.reference.polymorphic:
        return true()
    return source.column(f"{arm.field.column}__object") == literal_column(_quoted(arm.target.id))


def read_sql(source: Source, path: BoundPath) -> ColumnElement[Any]:
    """The value at a path as JSON: canonical, references with their title; masked or empty where it may not be seen."""
    field = path.field
    if not isinstance(field.type, Shown):
        return _read(source, path)
    place = source.follow(path.steps)
    mask = _mask(place, field, field.type)
    access = field.type.access
    if not access.arms:
        return mask
    inner = BoundPath(path.steps, path.item, field.type.inner)
    return case(
        (may_use(place, access, READ), func.to_json(_read(source, inner))),
        (may_use(place, access, MASKED), func.to_json(cast(mask, Text))),
        else_=None,
    )


def may_use(place: Source, access: Access, least: int) -> ColumnElement[bool]:
    """Whether a field may be used on a record at least so far."""
    return or_(
        false(),
        *(
            and_(true(), *(func.coalesce(rule_holds(place, arm), false()) == wanted for arm, wanted in role))
            for role in access.where(least)
        ),
    )


def _mask(place: Source, field: Field, kind: Shown) -> ColumnElement[Any]:
    inner = kind.inner
    if inner.reference is None or not inner.reference.many:
        return kind.read(place.columns(field))
    links, mask = _linked(place, inner), cast(literal_column(f"'{MASK}'"), Text)
    return case((func.json_array_length(links) > 0, mask))


def _read(source: Source, path: BoundPath) -> ColumnElement[Any]:
    place = source.follow(path.steps)
    field = path.field
    if path.part or field.reference is None:
        columns = path_columns(source, path)
        return path.type.read(columns)
    if field.reference.many:
        return _linked(place, field)
    targets = [source.statement.snapshot.full.object(name) for name in field.reference.targets(field.settings)]
    if not field.reference.polymorphic:
        return titled(source.statement, targets[0], place.column(field.column))
    object_id = place.column(f"{field.column}__object")
    return case(
        *(
            (
                object_id == literal_column(_quoted(target.id)),
                titled(source.statement, target, place.column(field.column), with_object=True),
            )
            for target in targets
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
    """`{"id", "title"}` of the record that `reference` (an id) points at; null where it points nowhere.

    A record that may not be seen keeps its title to itself.
    """
    seen = statement.snapshot.objects.get(target.name)
    if seen is None:
        return case((reference.is_not(None), _card(target, reference, null(), with_object=with_object)), else_=null())
    inner = statement.source(seen)
    title, may_be_seen = title_sql(inner), visible(inner)
    if not isinstance(may_be_seen, True_):
        title = case((may_be_seen, title), else_=null())
    return (
        select(_card(target, inner.column("id"), title, with_object=with_object))
        .select_from(inner.table)
        .where(inner.column("id") == reference)
        .correlate_except(inner.table)
        .scalar_subquery()
    )


def _card(
    item: Object, identity: ColumnElement[Any], title: ColumnElement[Any], *, with_object: bool = False
) -> ColumnElement[Any]:
    pairs: list[Any] = [literal_column("'id'"), identity, literal_column("'title'"), title]
    if with_object:
        pairs = [literal_column("'object'"), literal_column(f"'{item.name}'"), *pairs]
    return func.json_build_object(*pairs)


def title_sql(source: Source) -> ColumnElement[Any]:
    """The title of a record as text; null where it may not be seen."""
    field = source.item.fields.get(source.item.title)
    if field is None or (isinstance(field.type, Shown) and field.type.access.always < MASKED):
        return null()
    return cast(field.type.compared(source.columns(field)), Text)


def _linked(place: Source, field: Field) -> ColumnElement[Any]:
    """The related records of a many-to-many field that may be seen: a JSON array in the order of ids."""
    whole = place.statement.snapshot.full
    relation = whole.relations(whole.all_objects[place.item.id])[field.name]
    target = place.statement.snapshot.objects.get(relation.target.name)
    if target is None:
        return literal_column("'[]'::json")
    inner = place.statement.source(target)
    tied, link = _tie(place, inner, relation)
    assert link is not None
    cards = (
        select(func.json_agg(literal_column("card")))
        .select_from(
            select(_card(relation.target, inner.column("id"), title_sql(inner)).label("card"))
            .select_from(inner.table.join(link, link.c[_far(relation)] == inner.column("id")))
            .where(tied, inner.alive(), visible(inner))
            .order_by(inner.column("id"))
            .correlate(place.table)
            .subquery(place.statement.alias())
        )
        .scalar_subquery()
    )
    return func.coalesce(cards, literal_column("'[]'::json"))
