"""The meaning of a bound condition in memory: the same as `sources.condition_sql` gives in SQL."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
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
    Slot,
    Tree,
)
from luopan.kernel.metadata.model import Field, Relation

Record = Mapping[str, Any]
"""Canonical values by field name."""

Follow = Callable[[Field, str], Record | None]
"""The record that a reference field's id points at."""

Related = Callable[[Relation, Record], Iterable[Record]]
"""The related records of one record."""


def _nothing_related(relation: Relation, record: Record) -> Iterable[Record]:
    raise LookupError(f"to-many relation {relation.name} is not at hand in memory")


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates bound conditions over records at hand; `follow` and `related` bring the others."""

    context: Context
    follow: Follow
    related: Related = _nothing_related

    def holds(self, bound: Bound, record: Record) -> bool:
        """Whether the record fits."""
        return self._tree(bound.tree, bound.slots, record)

    def _tree(self, tree: Tree, slots: tuple[Slot, ...], record: Record) -> bool:
        match tree:
            case BoundAnd(parts):
                return all(self._tree(part, slots, record) for part in parts)
            case BoundOr(parts):
                return any(self._tree(part, slots, record) for part in parts)
            case BoundCompare():
                return self._compare(tree, slots, record) != tree.negated
            case BoundRelated():
                return self._related(tree, slots, record) != tree.negated
            case BoundSpecial():
                values = [slots[one].memory for one in tree.slots]
                return tree.kind.holds(tree.item, tree.shape, values, record) != tree.negated

    def _compare(self, node: BoundCompare, slots: tuple[Slot, ...], record: Record) -> bool:
        if node.operand is None:
            return node.operator.test(self._value(node.path, record), None)
        key = self._key(node.path, record)
        if key is None:
            return False
        if isinstance(node.operand, BoundPath):
            other = self._key(node.operand, record)
            return other is not None and node.operator.test(key, other)
        return node.operator.test(key, slots[node.operand].memory)

    def _related(self, node: BoundRelated, slots: tuple[Slot, ...], record: Record) -> bool:
        outer = self._walk(node.steps, record)
        if outer is None:
            number = 0
        else:
            related = self.related(node.relation, outer)
            where = node.where
            number = sum(1 for one in related if where is None or self._tree(where, slots, one))
        if node.count is None:
            return number > 0
        operator, slot = node.count
        return operator.test(number, slots[slot].memory)

    def _walk(self, steps: tuple[Field, ...], record: Record) -> Record | None:
        current: Record | None = record
        for field in steps:
            reference = None if current is None else current.get(field.name)
            current = None if reference is None else self.follow(field, reference)
        return current

    def _value(self, path: BoundPath, record: Record) -> Any:
        holder = self._walk(path.steps, record)
        value = None if holder is None else holder.get(path.field.name)
        return path.field.type.parts[path.part].pick(value) if path.part and value is not None else value

    def _key(self, path: BoundPath, record: Record) -> Any:
        value = self._value(path, record)
        if value is None:
            return None
        holder = self._walk(path.steps, record) or {}
        return path.type.record_key(path.settings, value, holder, self.context)
