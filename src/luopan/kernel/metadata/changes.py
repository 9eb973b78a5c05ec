"""What may change in metadata, typed; and what did change between two versions. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from luopan.kernel.metadata.model import FIELD_KEYS, Definition, Field, Object, Snapshot


@dataclass(frozen=True)
class ObjectAdded:
    item: Object


@dataclass(frozen=True)
class ObjectChanged:
    """`keys` of the object's own definition differ; `name` among them is a rename."""

    before: Object
    item: Object
    keys: tuple[str, ...]


@dataclass(frozen=True)
class ObjectRemoved:
    item: Object


@dataclass(frozen=True)
class ObjectRestored:
    item: Object


@dataclass(frozen=True)
class ObjectPurged:
    item: Object


@dataclass(frozen=True)
class FieldAdded:
    item: Object
    field: Field


@dataclass(frozen=True)
class FieldChanged:
    """`keys` differ, its column does not; `name` among them is a rename."""

    item: Object
    before: Field
    field: Field
    keys: tuple[str, ...]


@dataclass(frozen=True)
class FieldRetyped:
    """The field gets a new column. `kept` is the old one, from now on a removed field of its own."""

    item: Object
    before: Field
    field: Field
    kept: Field


@dataclass(frozen=True)
class FieldRemoved:
    item: Object
    field: Field


@dataclass(frozen=True)
class FieldRestored:
    item: Object
    field: Field


@dataclass(frozen=True)
class FieldPurged:
    item: Object
    field: Field


Change: TypeAlias = (
    ObjectAdded
    | ObjectChanged
    | ObjectRemoved
    | ObjectRestored
    | ObjectPurged
    | FieldAdded
    | FieldChanged
    | FieldRetyped
    | FieldRemoved
    | FieldRestored
    | FieldPurged
)


@dataclass(frozen=True)
class Proposal:
    """Metadata before and after. `definitions` are the stored definitions of the objects that change, by permanent id;
    `places` says where the change-set speaks of an object (id, None) or a field (id, field id)."""

    before: Snapshot
    after: Snapshot
    changes: tuple[Change, ...]
    definitions: Mapping[str, Definition]
    places: Mapping[tuple[str, str | None], str]

    def place(self, item: Object, field: Field | None = None) -> str:
        """Where the change-set speaks of it; its own name where it does not."""
        own = f"{item.name}.{field.name}" if field else item.name
        return self.places.get((item.id, field.id if field else None), own)


def compare(before: Snapshot, after: Snapshot, purged: list[Object]) -> Iterable[Change]:
    """The changes that lead from one to the other; `purged` are the objects that are dropped."""
    yield from (ObjectPurged(item) for item in purged)
    for item in after.all_objects.values():
        old = before.all_objects.get(item.id)
        if old is item:
            continue
        if old is None:
            yield ObjectAdded(item)
            continue
        if item.removed and not old.removed:
            yield ObjectRemoved(item)
        elif old.removed and not item.removed:
            yield ObjectRestored(item)
        keys = _differing(old.definition, item.definition, ("fields", "purged", "removed", "app"))
        if keys:
            yield ObjectChanged(old, item, keys)
        yield from _field_changes(old, item)


def _field_changes(old: Object, item: Object) -> Iterable[Change]:
    for field in old.by_id.values():
        if field.id not in item.by_id:
            yield FieldPurged(item, field)
    for field in item.by_id.values():
        previous = old.by_id.get(field.id)
        if field.system or previous is field:
            continue
        if previous is None:
            if not field.removed:
                yield FieldAdded(item, field)
        elif field.removed and not previous.removed:
            yield FieldRemoved(item, field)
        elif field.column != previous.column:
            kept = next(one for one in item.removed_fields.values() if one.column == previous.column)
            yield FieldRetyped(item, previous, field, kept)
        else:
            if previous.removed and not field.removed:
                yield FieldRestored(item, field)
            keys = _differing(previous.definition, field.definition, ("removed", "app", "column"))
            if keys and not field.removed:
                yield FieldChanged(item, previous, field, keys)


def _differing(old: Definition, new: Definition, ignored: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for key in {**old, **new} if key not in ignored and old.get(key) != new.get(key))


def changed_settings(change: FieldChanged) -> tuple[str, ...]:
    """The changed keys that are settings of the type."""
    return tuple(key for key in change.keys if key not in FIELD_KEYS)
