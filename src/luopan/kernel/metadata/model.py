"""The metadata that everything else reads: one immutable `Snapshot` a version.

Definitions speak names; what must survive a rename speaks permanent ids. A field's `id` is minted from its first name and never
given again in its object; its `column` is minted likewise, and changes when its type does. Tables stand in the schema
`records`, under the object's permanent id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

import msgspec

from luopan.kernel.fields.base import FieldType, ReferenceType
from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kit.errors import NotFound

Labels = Mapping[str, str]
Definition = Mapping[str, Any]

SCHEMA = "records"
LONGEST_NAME = 63

FIELD_KEYS = frozenset(
    [
        "id",
        "name",
        "type",
        "label",
        "help",
        "required",
        "unique",
        "default",
        "visible",
        "readonly",
        "history",
        "personal",
        "indexed",
        "searchable",
    ]
)
"""Keys that every field has in its definition; all others are settings of its type."""

STORED_KEYS = frozenset(("column", "removed", "app"))
"""Keys that the engine adds to a stored definition; nobody may write them."""


@dataclass(frozen=True, eq=False)
class Field:
    """One field of one object, ready for use. `required`, `visible`, `readonly` are True, False or a condition in JSON."""

    id: str
    name: str
    column: str
    type: FieldType
    settings: Any
    label: Labels
    definition: Definition
    required: bool | Definition = False
    unique: bool = False
    default: Any = None
    visible: bool | Definition = True
    readonly: bool | Definition = False
    history: bool = True
    personal: str | None = None
    indexed: bool = False
    searchable: bool = True
    system: bool = False
    removed: bool = False
    app: str | None = None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of its physical columns."""
        return tuple(self.column + column.suffix for column in self.type.columns)

    @cached_property
    def reference(self) -> ReferenceType | None:
        """Its type, where it points at records."""
        return self.type if isinstance(self.type, ReferenceType) else None

    def __repr__(self) -> str:
        return f"Field({self.name}: {self.type.name})"


@dataclass(frozen=True, eq=False)
class Rule:
    """A validation rule: while `when` holds, a write is refused with `message` at `field` (None: at the record)."""

    name: str
    when: Definition
    message: Labels
    field: str | None


@dataclass(frozen=True, eq=False)
class Object:
    """One object: its table and its fields. `fields` are those in use, system fields first; `removed_fields` wait in the bin."""

    id: str
    name: str
    table: str
    label: Labels
    title: str
    fields: Mapping[str, Field]
    removed_fields: Mapping[str, Field]
    unique: tuple[tuple[str, ...], ...]
    rules: tuple[Rule, ...]
    definition: Definition
    version: int
    system: bool = False
    removed: bool = False
    app: str | None = None

    def field(self, name: str) -> Field:
        """The field of that name; `NotFound` otherwise."""
        found = self.fields.get(name)
        if found is None:
            raise NotFound("field_unknown", object=self.name, field=name)
        return found

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """Fields by permanent id, removed ones included."""
        return {field.id: field for field in (*self.removed_fields.values(), *self.fields.values())}

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """Permanent ids of the fields in use, by name."""
        return {name: field.id for name, field in self.fields.items()}

    @property
    def screens(self) -> Definition:
        """What its definition says of screens (`screens`)."""
        return self.definition.get("screens") or {}

    @cached_property
    def polymorphic(self) -> tuple[Field, ...]:
        """The fields that point at records of several objects."""
        return tuple(field for field in self.fields.values() if field.reference and field.reference.polymorphic)

    @cached_property
    def own_fields(self) -> tuple[Field, ...]:
        """The fields that are not the system's."""
        return tuple(field for field in self.fields.values() if not field.system)

    @property
    def title_field(self) -> Field:
        return self.fields[self.title]

    def __repr__(self) -> str:
        return f"Object({self.name})"


@dataclass(frozen=True, eq=False)
class Relation:
    """A to-many relation as seen from `source`. `field` carries it: a reference of the other side ("inverse"), a many-to-many
    field of this side ("link"), or one of the other side ("inverse_link")."""

    name: str
    kind: Literal["inverse", "link", "inverse_link"]
    source: Object
    target: Object
    field: Field


class Snapshot:
    """All metadata of one version. Immutable; hand it down, do not keep it."""

    def __init__(self, version: int, objects: Iterable[Object], retired: frozenset[str] = frozenset()) -> None:
        self.version = version
        self.retired = retired
        """Permanent ids of purged objects, which are never given again."""
        self.all_objects: Mapping[str, Object] = {item.id: item for item in objects}
        """Every object by permanent id, removed ones included."""
        self.objects: Mapping[str, Object] = {item.name: item for item in self.all_objects.values() if not item.removed}

    @property
    def full(self) -> "Snapshot":
        """All metadata, where this is a part of it."""
        return self

    def opening(self, item: Object) -> Any:
        """The ways that lead to records of `item` (`permissions.openings.Opening`); None: every record may be seen."""
        return None

    def object(self, name: str) -> Object:
        """The object of that name; `NotFound` otherwise."""
        found = self.objects.get(name)
        if found is None:
            raise NotFound("object_unknown", object=name)
        return found

    def relations(self, item: Object) -> Mapping[str, Relation]:
        """The to-many relations of an object, by name."""
        return self._relations.get(item.id, {})

    def referring(self, item: Object) -> tuple[tuple[Object, Field], ...]:
        """Every live reference field, of every live object, that may point at records of `item`."""
        return self._referring.get(item.id, ())

    @cached_property
    def _referring(self) -> Mapping[str, tuple[tuple[Object, Field], ...]]:
        found: dict[str, list[tuple[Object, Field]]] = {}
        for item in self.objects.values():
            for field in item.own_fields:
                if field.reference is not None:
                    for name in field.reference.targets(field.settings):
                        if name in self.objects:
                            found.setdefault(self.objects[name].id, []).append((item, field))
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def _relations(self) -> Mapping[str, Mapping[str, Relation]]:
        found: dict[str, dict[str, Relation]] = {}

        def add(relation: Relation) -> None:
            found.setdefault(relation.source.id, {})[relation.name] = relation

        for item in self.objects.values():
            for field in item.own_fields:
                if field.reference is None:
                    continue
                many = field.reference.many
                inverse = field.settings.inverse
                for name in field.reference.targets(field.settings):
                    target = self.objects.get(name)
                    if target is None:
                        continue
                    if many:
                        add(Relation(field.name, "link", item, target, field))
                    if inverse:
                        add(Relation(inverse, "inverse_link" if many else "inverse", target, item, field))
        return found


def link_table(item: Object, field: Field) -> str:
    """The table (in schema `records`) of a many-to-many field: columns `source` and `target`, both ids."""
    return physical_name(item.table, field.column)


def physical_name(*parts: str) -> str:
    """The parts joined by `__`; cut where PostgreSQL would (63 bytes), with a tail of its hash so that it stays one of a kind."""
    name = "__".join(parts)
    return name if len(name) <= LONGEST_NAME else f"{name[:52]}__{sha256(name.encode()).hexdigest()[:9]}"


def build_field(definition: Definition, *, system: bool = False) -> Field:
    """A field from its stored definition. The definition has been validated when it was applied."""
    field_type = FIELD_TYPES[definition["type"]]
    settings = {key: value for key, value in definition.items() if key not in FIELD_KEYS and key not in STORED_KEYS}
    return Field(
        id=definition["id"],
        name=definition["name"],
        column=definition["column"],
        type=field_type,
        settings=msgspec.convert(settings, field_type.Settings),
        label=definition.get("label") or {},
        definition=definition,
        required=definition.get("required", False),
        unique=definition.get("unique", False),
        default=definition.get("default"),
        visible=definition.get("visible", True),
        readonly=definition.get("readonly", False),
        history=definition.get("history", True),
        personal=definition.get("personal"),
        indexed=definition.get("indexed", False),
        searchable=definition.get("searchable", True),
        system=system,
        removed=definition.get("removed", False),
        app=definition.get("app"),
    )


def build_object(definition: Definition, version: int, system_fields: Iterable[Field]) -> Object:
    """An object from its stored definition."""
    own = [build_field(item) for item in definition["fields"]]
    live = (*system_fields, *(field for field in own if not field.removed))
    return Object(
        id=definition["id"],
        name=definition["name"],
        table=definition["id"],
        label=definition.get("label") or {},
        title=definition.get("title") or "id",
        fields={field.name: field for field in live},
        removed_fields={field.id: field for field in own if field.removed},
        unique=tuple(tuple(names) for names in definition.get("unique", ())),
        rules=tuple(
            Rule(rule["name"], rule["when"], rule["message"], rule.get("field")) for rule in definition.get("rules", ())
        ),
        definition=definition,
        version=version,
        system=definition.get("system", False),
        removed=definition.get("removed", False),
        app=definition.get("app"),
    )
