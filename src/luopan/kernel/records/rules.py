"""What must hold of a record before it is written: required and read-only fields, validation rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.binding import (
    Bound,
    BoundAnd,
    BoundCompare,
    BoundOr,
    BoundPath,
    BoundRelated,
    BoundSpecial,
    Tree,
    bind_condition,
)
from luopan.kernel.metadata.model import Definition, Field, Object, Rule, Snapshot
from luopan.kernel.predicates.parse import parse_condition
from luopan.kernel.query.memory import Evaluator, Record
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Row
from luopan.kit.database import Session
from luopan.kit.errors import Problem

Needed = bool | Bound


class Rules:
    """The rules of one object, bound for one moment."""

    def __init__(self, item: Object, snapshot: Snapshot, context: Context) -> None:
        self._item = item
        self._snapshot = snapshot
        self._context = context
        self._required = [
            (field, self._bind(field.required), self._bind(field.visible))
            for field in item.own_fields
            if field.required
        ]
        self._readonly = {field.name: self._bind(field.readonly) for field in item.own_fields if field.readonly}
        self._rules: list[tuple[Rule, Bound]] = [
            (rule, bind_condition(parse_condition(rule.when), item, snapshot, context)) for rule in item.rules
        ]
        bounds = [one for _, *pair in self._required for one in pair] + list(self._readonly.values())
        self._paths = {
            path
            for bound in (*bounds, *(bound for _, bound in self._rules))
            if isinstance(bound, Bound)
            for path in paths_of(bound.tree)
        }

    @property
    def names(self) -> set[str]:
        """Own fields that the rules look at."""
        return {(path.steps[0] if path.steps else path.field).name for path in self._paths} | {
            field.name for field, *_ in self._required
        }

    async def evaluator(self, session: Session, records: Sequence[Record], context: Context) -> Evaluator:
        """An evaluator with every related record at hand that the rules look at."""
        at_hand: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
        by_first: dict[Field, list[tuple[tuple[Field, ...], Field]]] = defaultdict(list)
        for path in self._paths:
            if path.steps:
                by_first[path.steps[0]].append((path.steps[1:], path.field))
        await self._fetch(session, by_first, records, at_hand)

        def follow(field: Field, identity: str) -> Record | None:
            return at_hand.get((_target(field), identity))

        return Evaluator(context, follow)

    def check(self, row: Row, evaluator: Evaluator, *, privileged: bool, blind: frozenset[str] = frozenset()) -> None:
        """Refuses the row where something does not hold. Of `blind` fields it counts that they are written: nobody may guess."""
        before, record = row.current, row.record
        if before is not None and not privileged:
            for name in (row.changed.keys() | row.written & blind) & self._readonly.keys():
                if _holds(self._readonly[name], evaluator, before):
                    row.refuse("field_readonly", name)
        for field, required, visible in self._required:
            if record.get(field.name) in (None, []) and _holds(visible, evaluator, record):
                touched = before is None or field.name in row.changed
                newly = isinstance(required, Bound) and before is not None and not evaluator.holds(required, before)
                if (touched or newly) and _holds(required, evaluator, record):
                    row.refuse("required", field.name)
        for rule, bound in self._rules:
            if evaluator.holds(bound, record):
                row.problems.append(Problem("rule", field=rule.field, row=row.index, message=rule.message))
                row.status = "failed"

    def _bind(self, needed: bool | Definition) -> Needed:
        if isinstance(needed, bool):
            return needed
        return bind_condition(parse_condition(needed), self._item, self._snapshot, self._context)

    async def _fetch(
        self,
        session: Session,
        by_first: Mapping[Field, list[tuple[tuple[Field, ...], Field]]],
        records: Iterable[Record],
        at_hand: dict[tuple[str, str], dict[str, Any]],
    ) -> None:
        for step, rests in by_first.items():
            ids = list({record[step.name] for record in records if record.get(step.name) is not None})
            if not ids:
                continue
            target = self._snapshot.object(_target(step))
            names = {(rest[0] if rest else last).name for rest, last in rests}
            found = await tables.read_canonical(session, self._snapshot, target, tuple(sorted(names)), ids)
            for identity, record in found.items():
                at_hand[target.name, identity].update(record)
            deeper: dict[Field, list[tuple[tuple[Field, ...], Field]]] = defaultdict(list)
            for rest, last in rests:
                if rest:
                    deeper[rest[0]].append((rest[1:], last))
            if deeper:
                await self._fetch(session, deeper, list(found.values()), at_hand)


def _target(field: Field) -> str:
    """The object that a single-valued reference points at."""
    assert field.reference is not None
    return field.reference.targets(field.settings)[0]


def paths_of(tree: Tree) -> Iterable[BoundPath]:
    """Every path that a bound condition looks at (to-many relations aside)."""
    match tree:
        case BoundAnd(parts) | BoundOr(parts):
            for part in parts:
                yield from paths_of(part)
        case BoundCompare(path, _, operand, _):
            yield path
            if isinstance(operand, BoundPath):
                yield operand
        case BoundRelated() | BoundSpecial():
            return


def _holds(needed: Needed, evaluator: Evaluator, record: Mapping[str, Any]) -> bool:
    return needed if isinstance(needed, bool) else evaluator.holds(needed, record)
