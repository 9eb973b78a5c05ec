"""Screens beside the metadata: what is wrong with them when they are given, what is left of them for who sees less. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from luopan.kernel.fields.base import plain_context
from luopan.kernel.metadata.binding import BoundPath, bind_condition, bind_path
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.metadata.names import next_object, rewrite_condition
from luopan.kernel.metadata.screens import EVERY_OTHER, Screens, Use, named_relations, walk, walk_content
from luopan.kernel.predicates import ast
from luopan.kernel.predicates.parse import parse_condition, parse_path
from luopan.kit.errors import Invalid, Problem


def screen_problems(screens: Screens, item: Object, snapshot: Snapshot) -> list[Problem]:
    """Names that are not there, and fields that can't do what they are meant to, each at its place below the screens.

    What waits in the recycle bin is no problem: it is left out for as long as it does.
    """
    judge = _Judge(item, snapshot)
    walk(screens, judge)
    return judge.problems


def content_problems(content: Mapping[str, Any], kind: str, item: Object, snapshot: Snapshot) -> list[Problem]:
    """The same of a single view's content, at places below `content`."""
    judge = _Judge(item, snapshot)
    walk_content(content, kind, judge, "content")
    return judge.problems


def seen_screens(screens: Screens, item: Object, view: Snapshot, *, expand: bool = True) -> dict[str, Any]:
    """Screens without what is not in `view`; `expand`: with the relations that no tab names in the place of `*`."""
    return walk(screens, _Onlooker(item, view, named_relations(screens) if expand else None))


def seen_content(content: Mapping[str, Any], kind: str, item: Object, view: Snapshot) -> dict[str, Any] | None:
    """The same of a single view's content; None where nothing of it is left."""
    seen = walk_content(content, kind, _Onlooker(item, view, None), "content")
    return None if seen is None else {key: value for key, value in seen.items() if key != "kind"}


class _Judge:
    def __init__(self, item: Object, snapshot: Snapshot) -> None:
        self.item = item
        self.snapshot = snapshot
        self.problems: list[Problem] = []

    def path(self, text: str, use: Use, place: str) -> str:
        try:
            path = bind_path(parse_path(text, place), self.item, self.snapshot, place)
        except Invalid as error:
            self.note(error, {"field": text})
        else:
            if not _fits(path, use):
                self.problems.append(Problem(f"screen_{use}", place, params={"field": text, "type": path.type.name}))
        return text

    def relation(self, name: str, place: str) -> list[str]:
        known = self.snapshot.relations(self.item)
        if name != EVERY_OTHER and name not in known and not _relation_in_bin(self.item, name, self.snapshot):
            params = {"object": self.item.name, "relation": name, "known": ", ".join(sorted(known)) or "-"}
            self.problems.append(Problem("condition_relation_unknown", place, params=params))
        return [name]

    def condition(self, json: Any, place: str) -> Any:
        try:
            _bind(json, self.item, self.snapshot, place)
        except Invalid as error:
            self.note(error, json)
        return json

    def note(self, error: Invalid, said: Any) -> None:
        if not any(_in_bin(at, name, self.snapshot) for at, name in _spoken(said, self.item, self.snapshot)):
            self.problems += error.errors


class _Onlooker:
    def __init__(self, item: Object, view: Snapshot, named: frozenset[str] | None) -> None:
        self.item = item
        self.view = view
        self.named = named

    def path(self, text: str, use: Use, place: str) -> str | None:
        try:
            path = bind_path(parse_path(text, place), self.item, self.view, place)
        except Invalid:
            return None
        return text if _fits(path, use) else None

    def relation(self, name: str, place: str) -> list[str]:
        relations = self.view.relations(self.item)
        if name != EVERY_OTHER:
            return [name] if name in relations else []
        if self.named is None:
            return [name]
        return [other for other, one in relations.items() if other not in self.named and one.kind != "link"]

    def condition(self, json: Any, place: str) -> Any | None:
        try:
            _bind(json, self.item, self.view, place)
        except Invalid:
            return None
        return json


def _bind(json: Any, item: Object, snapshot: Snapshot, place: str) -> None:
    condition = parse_condition(json, place)
    if place.endswith(".visible") and any(isinstance(node, ast.Related | ast.Special) for node in ast.nodes(condition)):
        raise Invalid("invalid_condition", errors=[Problem("condition_related", place)])
    bind_condition(condition, item, snapshot, plain_context(), place)


def _fits(path: BoundPath, use: Use) -> bool:
    """Whether a field can do what a screen does with it."""
    own = not path.steps and path.part is None
    match use:
        case "shown":
            return True
        case "edited":
            return own
        case "sorted":
            return path.type.sortable
        case "grouped":
            return path.type.groupable
        case "lane":
            return own and path.type.groupable
        case "stage":
            return own and path.type.groupable and path.type.name == "select"
        case "summed":
            return "sum" in path.type.measures
        case "moment":
            return own and path.type.grains


def _spoken(json: Any, item: Object, snapshot: Snapshot) -> Iterator[tuple[Object, str]]:
    """The names that a condition speaks, each with the object that it is spoken at."""
    found: list[tuple[Object, str]] = []

    def follow(at: Object, name: str) -> tuple[str, Object | None]:
        found.append((at, name))
        return name, next_object(snapshot, at, name)

    rewrite_condition(json, item, follow)
    yield from found


def _in_bin(item: Object, name: str, snapshot: Snapshot) -> bool:
    waiting = any(field.name == name for field in item.removed_fields.values())
    return waiting or _relation_in_bin(item, name, snapshot)


def _relation_in_bin(item: Object, name: str, snapshot: Snapshot) -> bool:
    """Whether a field that waits in the recycle bin, or whose object does, made a relation of that name."""
    return any(
        name == (field.name if field.reference.many and other is item else getattr(field.settings, "inverse", None))
        and (other is item or item.name in field.reference.targets(field.settings))
        for other in snapshot.all_objects.values()
        for field in other.by_id.values()
        if field.reference is not None and (field.removed or other.removed)
    )
