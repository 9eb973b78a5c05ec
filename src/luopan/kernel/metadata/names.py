"""Where definitions speak names: titles, unique sets, rules, conditions, settings, screens. Finds them, and says them anew. Pure.

One walk serves two ends: a rename rewrites every definition that speaks the old name, and a removal asks who speaks the name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from luopan.kernel.metadata.definitions import settings_of
from luopan.kernel.metadata.model import Definition, Field, Object, Snapshot
from luopan.kernel.metadata.screens import Use as ScreenUse
from luopan.kernel.metadata.screens import walk

Follow: TypeAlias = Callable[[Object, str], tuple[str, Object | None]]
"""A name as spoken at an object: the name to say instead, and the object that a path goes on at (None: it ends there)."""

CONDITION_KEYS = ("required", "visible", "readonly")
_RELATED = ("any", "none", "count")


@dataclass(frozen=True)
class Use:
    """One place that speaks of a field or relation: `speaker` is the object whose definition it is in."""

    speaker: Object
    place: str
    at: Object
    name: str


def next_object(snapshot: Snapshot, item: Object, name: str) -> Object | None:
    """The object that a path reaches through a field or relation of `item`; None where it ends."""
    relation = snapshot.relations(item).get(name)
    if relation is not None:
        return relation.target
    field = item.fields.get(name)
    if field is None or field.reference is None or field.reference.polymorphic:
        return None
    return snapshot.objects.get(field.reference.targets(field.settings)[0])


def renaming(snapshot: Snapshot, names: Mapping[tuple[str, str], str]) -> Follow:
    """Says new names: `names` maps (permanent id of the object, old name)."""

    def follow(item: Object, name: str) -> tuple[str, Object | None]:
        return names.get((item.id, name), name), next_object(snapshot, item, name)

    return follow


def rewrite_condition(json: Any, item: Object, follow: Follow) -> Any:
    """The same condition with every name said anew."""
    if isinstance(json, list):
        return [rewrite_condition(part, item, follow) for part in cast(list[Any], json)]
    if not isinstance(json, dict):
        return json
    node = cast(dict[str, Any], json)
    if "field" in node:
        value = node.get("value")
        new = {**node, "field": _path(node["field"], item, follow)[0]}
        if isinstance(value, dict) and "path" in value:
            new["value"] = {**value, "path": _path(value["path"], item, follow)[0]}
        return new
    for kind in _RELATED:
        if kind in node:
            path, target = _path(node[kind], item, follow)
            new = {**node, kind: path}
            if node.get("where") is not None and target is not None:
                new["where"] = rewrite_condition(node["where"], target, follow)
            return new
    return {key: rewrite_condition(part, item, follow) for key, part in node.items()}


def rewrite_object(definition: Definition, item: Object, follow: Follow, objects: Mapping[str, str]) -> Definition:
    """A definition with every name said anew. `item` is the object as it was; `objects` maps old names of objects to new ones.

    Gives back the very same definition where nothing in it speaks a changed name.
    """

    def say(name: str) -> str:
        return follow(item, name)[0]

    new = dict(definition)
    if "title" in definition:
        new["title"] = say(definition["title"])
    if "unique" in definition:
        new["unique"] = [[say(name) for name in names] for names in definition["unique"]]
    if "rules" in definition:
        new["rules"] = [_rule(rule, item, follow) for rule in definition["rules"]]
    if "screens" in definition:
        new["screens"] = walk(definition["screens"], Renamer(item, follow))
    new["fields"] = [
        rewrite_field(field, built, item, follow, objects) if (built := item.by_id.get(field["id"])) else field
        for field in definition["fields"]
    ]
    return new if new != definition else definition


def rewrite_field(
    definition: Definition, field: Field, item: Object, follow: Follow, objects: Mapping[str, str]
) -> Definition:
    """A field's definition with every name said anew."""
    new = dict(definition)
    if field.reference is not None and "to" in definition:
        to = definition["to"]
        new["to"] = (
            [objects.get(name, name) for name in cast(list[str], to)] if isinstance(to, list) else objects.get(to, to)
        )
    for key in CONDITION_KEYS:
        if isinstance(definition.get(key), dict):
            new[key] = rewrite_condition(definition[key], item, follow)
    spoken = set(field.type.depends_on(field.settings))
    for key, value in settings_of(definition).items():
        if isinstance(value, str) and value in spoken:
            new[key] = follow(item, value)[0]
        elif isinstance(value, list):
            parts = cast(list[Any], value)
            new[key] = [follow(item, part)[0] if isinstance(part, str) and part in spoken else part for part in parts]
    return new


@dataclass(frozen=True)
class Renamer:
    """Says the new names in screens (`screens.Speaker`)."""

    item: Object
    follow: Follow

    def path(self, text: str, use: ScreenUse, place: str) -> str:
        return _path(text, self.item, self.follow)[0]

    def relation(self, name: str, place: str) -> list[str]:
        return [self.follow(self.item, name)[0]]

    def condition(self, json: Any, place: str) -> Any:
        return rewrite_condition(json, self.item, self.follow)


def uses(snapshot: Snapshot, item: Object) -> Iterator[Use]:
    """Every place in one object's definition that speaks of a field or relation, its own or another object's, and needs it.

    Screens need nothing: what is gone is left out of them.
    """
    found: list[tuple[Object, str]] = []

    def follow(at: Object, name: str) -> tuple[str, Object | None]:
        found.append((at, name))
        return name, next_object(snapshot, at, name)

    def drained(place: str) -> Iterator[Use]:
        yield from (Use(item, place, at, name) for at, name in found)
        found.clear()

    yield Use(item, "title", item, item.title)
    for names in item.unique:
        yield from (Use(item, f"unique ({', '.join(names)})", item, name) for name in names)
    for rule in item.rules:
        _rule({"when": rule.when, "field": rule.field}, item, follow)
        yield from drained(f"rules.{rule.name}")
    for field in item.own_fields:
        rewrite_field(field.definition, field, item, follow, {})
        yield from (use for use in drained(f"fields.{field.name}"))


def _rule(rule: Mapping[str, Any], item: Object, follow: Follow) -> dict[str, Any]:
    new = {**rule, "when": rewrite_condition(rule["when"], item, follow)}
    if rule.get("field"):
        new["field"] = follow(item, rule["field"])[0]
    return new


def _path(text: Any, item: Object, follow: Follow) -> tuple[str, Object | None]:
    steps: list[str] = []
    at: Object | None = item
    for step in str(text).split("."):
        if at is None:
            steps.append(step)
        else:
            name, at = follow(at, step)
            steps.append(name)
    return ".".join(steps), at
