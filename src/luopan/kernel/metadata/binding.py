"""A condition bound to an object: paths resolved to fields, operands read by their types, `now` and `me` made literal.

What comes out is in two halves. The *tree* holds no values, only numbers of slots: it is hashable, and is the key under which a
compiled statement is kept. The *slots* hold the values, ready for SQL and for memory.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Context, FieldType, ReferenceType, Rejected
from luopan.kernel.fields.operators import Operator
from luopan.kernel.metadata.model import Field, Object, Relation, Snapshot
from luopan.kernel.predicates import ast
from luopan.kernel.predicates.kinds import Kind
from luopan.kernel.predicates.parse import refused

NOBODY = "00000000-0000-0000-0000-000000000000"
DAYS = {"d": 1, "w": 7}
MONTHS = {"mo": 1, "q": 3, "y": 12}


@dataclass(frozen=True, slots=True)
class BoundPath:
    """Single-valued references (`steps`), then a field of the object reached (`item`), then perhaps a part of its value."""

    steps: tuple[Field, ...]
    item: Object
    field: Field
    part: str | None = None

    @property
    def type(self) -> FieldType:
        """The type that gives operators and reads operands."""
        return self.field.type.parts[self.part].type if self.part else self.field.type

    @property
    def settings(self) -> Any:
        part_type = self.field.type.parts[self.part].type if self.part else None
        return self.field.settings if part_type is None else part_type.Settings()


@dataclass(frozen=True, slots=True)
class Slot:
    """One operand: the SQL parameter, and what the operator looks at in memory."""

    sql: Any
    memory: Any


@dataclass(frozen=True, slots=True)
class BoundCompare:
    path: BoundPath
    operator: Operator
    operand: int | BoundPath | None
    negated: bool


@dataclass(frozen=True, slots=True)
class BoundRelated:
    steps: tuple[Field, ...]
    relation: Relation
    where: "Tree | None"
    count: tuple[Operator, int] | None
    negated: bool


@dataclass(frozen=True, slots=True)
class BoundSpecial:
    """A leaf of a kind that another room brings, over records of `item`; its values are in `slots`."""

    kind: Kind
    item: Object
    shape: Hashable
    slots: tuple[int, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class BoundAnd:
    parts: "tuple[Tree, ...]"


@dataclass(frozen=True, slots=True)
class BoundOr:
    parts: "tuple[Tree, ...]"


Tree: TypeAlias = BoundCompare | BoundRelated | BoundSpecial | BoundAnd | BoundOr

EVERYTHING = BoundAnd(())


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition ready to be compiled or evaluated."""

    tree: Tree = EVERYTHING
    slots: tuple[Slot, ...] = ()


def bind_condition(
    condition: ast.Condition, item: Object, snapshot: Snapshot, context: Context, place: str = "where"
) -> Bound:
    """Binds a condition to records of `item`; `Invalid`, with places, for unknown fields, operators and unreadable values."""
    binder = _Binder(snapshot, context)
    tree = binder.tree(condition, item, place)
    return Bound(tree, tuple(binder.slots))


def bind_path(path: ast.FieldPath, item: Object, snapshot: Snapshot, place: str) -> BoundPath:
    """Resolves a path; every step but the last must be a single-valued reference (or a value with parts)."""
    steps: list[Field] = []
    for position, name in enumerate(path):
        found = item.fields.get(name)
        if found is None:
            if name in snapshot.relations(item):
                raise refused("condition_path_many", place, name=name)
            raise refused("condition_field_unknown", place, object=item.name, field=name)
        rest = path[position + 1 :]
        if not rest:
            return BoundPath(tuple(steps), item, found)
        if len(rest) == 1 and rest[0] in found.type.parts:
            return BoundPath(tuple(steps), item, found, rest[0])
        item = _follow(found, snapshot, place)
        steps.append(found)
    raise refused("condition_path", place)


def _follow(field: Field, snapshot: Snapshot, place: str) -> Object:
    if field.reference is None or field.reference.polymorphic:
        raise refused("condition_path_ends", place, field=field.name)
    if field.reference.many:
        raise refused("condition_path_many", place, name=field.name)
    target = snapshot.objects.get(field.reference.targets(field.settings)[0])
    if target is None:  # an object that the actor may not see
        raise refused("condition_path_ends", place, field=field.name)
    return target


class _Binder:
    def __init__(self, snapshot: Snapshot, context: Context) -> None:
        self.snapshot = snapshot
        self.context = context
        self.slots: list[Slot] = []

    def slot(self, sql: Any, memory: Any) -> int:
        self.slots.append(Slot(sql, memory))
        return len(self.slots) - 1

    def tree(self, condition: ast.Condition, item: Object, place: str) -> Tree:
        match condition:
            case ast.And(parts):
                return BoundAnd(tuple(self.tree(part, item, place) for part in parts))
            case ast.Or(parts):
                return BoundOr(tuple(self.tree(part, item, place) for part in parts))
            case ast.Compare():
                return self.compare(condition, item, place)
            case ast.Related():
                return self.related(condition, item, place)
            case ast.Special(kind, argument, negated):
                shape, values = kind.bind(argument, item, self.snapshot)
                return BoundSpecial(kind, item, shape, tuple(self.slot(*one) for one in values), negated)

    def compare(self, node: ast.Compare, item: Object, place: str) -> Tree:
        written = ".".join(node.path)
        place = f"{place}.{written}"
        path = bind_path(node.path, item, self.snapshot, place)
        operator = path.type.operators.get(node.op)
        if operator is None:
            raise refused(
                "condition_operator_unknown", place, op=node.op[:40], known=", ".join(sorted(path.type.operators))
            )
        if not path.type.columns and not path.part:
            return self.many_to_many(node, path, place)
        if operator.takes == "none":
            return BoundCompare(path, operator, None, node.negated)
        if isinstance(node.operand, ast.PathValue):
            return BoundCompare(
                path, operator, self.other_path(node.operand, path, operator, item, place), node.negated
            )
        if operator.takes == "many":
            values = [self.value(path, operator, one, place) for one in self.several(node.operand, place)]
            return BoundCompare(path, operator, self.many_slot(path, values), node.negated)
        if isinstance(node.operand, tuple):
            raise refused("condition_one_value", place, op=node.op)
        value = self.value(path, operator, node.operand, place, may_be_empty=True)
        if value is None:
            if operator is not operators.EQ:
                raise refused("condition_value_missing", place, op=node.op)
            return BoundCompare(path, operators.EMPTY, None, node.negated)
        return BoundCompare(path, operator, self.one_slot(path, operator, value), node.negated)

    def one_slot(self, path: BoundPath, operator: Operator, value: Any) -> int:
        if operator.operand == "text":
            return self.slot(operator.parameter(value), value)
        return self.slot(operator.parameter(path.type.operand(value)), path.type.key(value))

    def many_slot(self, path: BoundPath, values: list[Any]) -> int:
        return self.slot([path.type.operand(value) for value in values], [path.type.key(value) for value in values])

    def several(self, operand: ast.Operand, place: str) -> tuple[Any, ...]:
        if not isinstance(operand, tuple):
            raise refused("condition_list", place)
        return operand

    def value(
        self, path: BoundPath, operator: Operator, operand: Any, place: str, *, may_be_empty: bool = False
    ) -> Any:
        """The canonical value of one operand; None for an empty one, where that is allowed."""
        try:
            value = self._read(path, operator, operand)
        except Rejected as rejected:
            raise refused(rejected.code, place, **rejected.params) from None
        if value is None and not may_be_empty:
            raise refused("condition_empty_in_list", place)
        return value

    def _read(self, path: BoundPath, operator: Operator, operand: Any) -> Any:
        if isinstance(operand, ast.Now):
            return path.type.from_moment(moment_of(operand, self.context), self.context)
        if isinstance(operand, ast.Me):
            reference = path.field.reference
            if reference is None or reference.targets(path.field.settings) != ("user",):
                raise Rejected("condition_me")
            return self.context.me or NOBODY
        raw = operand.json
        if raw is None or raw == "":
            return None
        if operator.operand == "text":
            if not isinstance(raw, str) or "\x00" in raw or len(raw) > 1_000:
                raise Rejected("value_not_text")
            return raw
        return path.type.parse_operand(path.settings, operator, raw, self.context)

    def other_path(
        self, operand: ast.PathValue, path: BoundPath, operator: Operator, item: Object, place: str
    ) -> BoundPath:
        other = bind_path(operand.path, item, self.snapshot, f"{place}.path")
        comparable = _alike(path.type, other.type) and operator.name in other.type.operators
        if operator.takes != "one" or operator.operand != "own" or not comparable:
            raise refused("condition_other_field", place, op=operator.name, field=".".join(operand.path))
        return other

    def many_to_many(self, node: ast.Compare, path: BoundPath, place: str) -> Tree:
        """Operators of a many-to-many field, said as conditions over its related records."""
        relation = self.snapshot.relations(path.item)[path.field.name]
        if node.op == "empty":
            return BoundRelated(path.steps, relation, None, None, not node.negated)
        target_id = BoundPath((), relation.target, relation.target.fields["id"])
        ids = [self.value(path, operators.IN, one, place) for one in self.several(node.operand, place)]
        wanted = BoundCompare(target_id, operators.IN, self.many_slot(target_id, sorted(set(ids))), False)
        number = len(set(ids))
        count = None if node.op == "has_any" else (operators.ORDER["gte"], self.slot(number, number))
        return BoundRelated(path.steps, relation, wanted, count, node.negated)

    def related(self, node: ast.Related, item: Object, place: str) -> Tree:
        place = f"{place}.{'.'.join(node.path)}"
        steps: list[Field] = []
        for name in node.path[:-1]:
            found = item.fields.get(name)
            if found is None:
                raise refused("condition_field_unknown", place, object=item.name, field=name)
            item = _follow(found, self.snapshot, place)
            steps.append(found)
        relation = self.snapshot.relations(item).get(node.path[-1])
        if relation is None:
            known = ", ".join(sorted(self.snapshot.relations(item))) or "-"
            raise refused("condition_relation_unknown", place, object=item.name, relation=node.path[-1], known=known)
        where = None if node.where is None else self.tree(node.where, relation.target, place)
        count = None if node.op is None else (operators.ORDER[node.op], self.slot(node.count, node.count))
        return BoundRelated(tuple(steps), relation, where, count, node.negated)


def _alike(one: FieldType, other: FieldType) -> bool:
    """Whether values of two types are compared the same way; single references are, whatever their type is called."""
    single = all(isinstance(type_, ReferenceType) and not type_.many for type_ in (one, other))
    return single or one.name == other.name


def moment_of(now: ast.Now, context: Context) -> datetime:
    """The moment that `now` means, in the workspace's zone; calendar units keep the wall-clock time."""
    local = context.now.astimezone(context.zone)
    try:
        if now.unit in MONTHS:
            local = _add_months(local, now.amount * MONTHS[now.unit])
        elif now.unit in DAYS:
            local += timedelta(days=now.amount * DAYS[now.unit])
        else:
            local = (context.now + _clock_time(now)).astimezone(context.zone)
        return _edge(local, now) if now.edge else local
    except (OverflowError, ValueError):
        raise Rejected("condition_now") from None


def _clock_time(now: ast.Now) -> timedelta:
    return timedelta(hours=now.amount) if now.unit == "h" else timedelta(minutes=now.amount)


def _add_months(moment: datetime, months: int) -> datetime:
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1)


def _edge(local: datetime, now: ast.Now) -> datetime:
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if now.round_to == "week":
        start -= timedelta(days=start.weekday())
    elif now.round_to != "day":
        months = {"month": 1, "quarter": 3, "year": 12}[now.round_to]
        start = start.replace(month=(start.month - 1) // months * months + 1, day=1)
    if now.edge == "start":
        return start
    following = {
        "day": lambda: start + timedelta(days=1),
        "week": lambda: start + timedelta(days=7),
        "month": lambda: _add_months(start, 1),
        "quarter": lambda: _add_months(start, 3),
        "year": lambda: _add_months(start, 12),
    }[now.round_to]()
    return following - timedelta(microseconds=1)
