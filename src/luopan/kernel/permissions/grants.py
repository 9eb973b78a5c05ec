"""What a role grants: read from its JSON, and checked when somebody writes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from luopan.kernel.fields.base import plain_context
from luopan.kernel.metadata.binding import bind_condition
from luopan.kernel.metadata.model import Definition, Object, Snapshot
from luopan.kernel.predicates import ast
from luopan.kernel.predicates.parse import parse_condition
from luopan.kit.errors import Invalid, Problem

Action = Literal["create", "read", "update", "delete", "import", "export", "transfer", "configure"]
Scope = Literal["own", "team", "reports", "department", "subdepartments", "all"]
Level = Literal["hidden", "masked", "read", "write"]

ACTIONS: tuple[Action, ...] = get_args(Action)
SCOPES: tuple[Scope, ...] = get_args(Scope)
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the strictest to the most generous."""

EVERY_OBJECT = "*"
MAX_GRANTS = 1_000
GRANT_KEYS = frozenset(("object", "actions", "scope", "fields"))
LEVEL_KEYS = frozenset(("level", "where", "otherwise"))


@dataclass(frozen=True, slots=True)
class FieldRight:
    """How far a field may be used; with a condition, `otherwise` where it does not hold."""

    level: Level
    where: Definition | None = None
    otherwise: Level = "hidden"


@dataclass(frozen=True, slots=True)
class Grant:
    """Actions on the records of an object that lie in a scope. `object` is a name, or `*`."""

    object: str
    actions: frozenset[Action]
    scope: Scope
    fields: Mapping[str, FieldRight] = field(default_factory=dict[str, FieldRight])


def read_grants(json: Any) -> tuple[Grant, ...]:
    """Grants as they have been stored: checked when they were written."""
    return tuple(
        Grant(
            one["object"],
            frozenset(one.get("actions", ())),
            one.get("scope", "own"),
            {name: _read_right(right) for name, right in cast(dict[str, Any], one.get("fields") or {}).items()},
        )
        for one in json or ()
    )


def _read_right(json: Any) -> FieldRight:
    if isinstance(json, str):
        return FieldRight(cast(Level, json))
    return FieldRight(json["level"], json.get("where"), json.get("otherwise", "hidden"))


def is_everything(grants: tuple[Grant, ...]) -> bool:
    """Whether somebody with these grants is an administrator."""
    every = [one for one in grants if one.object == EVERY_OBJECT and one.scope == "all"]
    return frozenset(ACTIONS) <= frozenset[Action]().union(*(one.actions for one in every)) and not any(
        one.fields for one in grants
    )


def check_grants(json: Any, snapshot: Snapshot) -> list[Problem]:
    """What is wrong with grants that somebody writes, each at its place (`grants[2].fields.phone`)."""
    if json is None:
        return []
    if not isinstance(json, list):
        return [Problem("condition_list", "grants")]
    grants = cast(list[Any], json)
    if len(grants) > MAX_GRANTS:
        return [Problem("condition_list_too_long", "grants", params={"most": MAX_GRANTS})]
    return [problem for index, one in enumerate(grants) for problem in _grant(one, f"grants[{index}]", snapshot)]


def _grant(json: Any, place: str, snapshot: Snapshot) -> Iterator[Problem]:
    if not isinstance(json, dict):
        yield Problem("body_not_an_object", place)
        return
    grant = cast(dict[str, Any], json)
    yield from _unknown_keys(grant, GRANT_KEYS, place)
    name = grant.get("object")
    item = snapshot.objects.get(name) if isinstance(name, str) else None
    if item is None and name != EVERY_OBJECT:
        yield Problem("object_unknown", f"{place}.object", params={"object": str(name)[:60]})
    actions = grant.get("actions")
    if not isinstance(actions, list):
        yield Problem("condition_list", f"{place}.actions")
    else:
        for action in cast(list[Any], actions):
            if action not in ACTIONS:
                yield _unknown(f"{place}.actions", action, ACTIONS)
    if grant.get("scope", "own") not in SCOPES:
        yield _unknown(f"{place}.scope", grant.get("scope"), SCOPES)
    fields: Any = grant.get("fields") or {}
    if not isinstance(fields, dict):
        yield Problem("body_not_an_object", f"{place}.fields")
        return
    for field_name, right in cast(dict[str, Any], fields).items():
        at = f"{place}.fields.{field_name[:60]}"
        if item is not None and (field_name not in item.fields or field_name in ("id", "version")):
            yield Problem("field_unknown", at, params={"object": item.name, "field": field_name[:60]})
        else:
            yield from _right(right, at, item, snapshot)


def _right(json: Any, place: str, item: Object | None, snapshot: Snapshot) -> Iterator[Problem]:
    if isinstance(json, str):
        if json not in LEVELS:
            yield _unknown(place, json, LEVELS)
        return
    if not isinstance(json, dict):
        yield _unknown(place, json, LEVELS)
        return
    right = cast(dict[str, Any], json)
    yield from _unknown_keys(right, LEVEL_KEYS, place)
    for key in ("level", "otherwise"):
        if right.get(key, "hidden" if key == "otherwise" else None) not in LEVELS:
            yield _unknown(f"{place}.{key}", right.get(key), LEVELS)
    if item is None:
        yield Problem("grant_condition_everywhere", f"{place}.where")
    else:
        yield from check_condition(right.get("where"), f"{place}.where", item, snapshot)


def check_condition(json: Any, place: str, item: Object, snapshot: Snapshot) -> list[Problem]:
    """What is wrong with a condition over records of `item`, each problem below `place`."""
    try:
        condition = parse_condition(json, place)
        if any(isinstance(node, ast.Special) for node in ast.nodes(condition)):
            return [Problem("condition_in_rule", place)]
        bind_condition(condition, item, snapshot, plain_context(), place)
    except Invalid as error:
        return list(error.errors)
    return []


def _unknown_keys(json: Mapping[str, Any], known: frozenset[str], place: str) -> Iterator[Problem]:
    for key in json:
        if key not in known:
            yield Problem("condition_key", f"{place}.{key[:60]}", params={"known": ", ".join(sorted(known))})


def _unknown(place: str, value: Any, known: tuple[str, ...]) -> Problem:
    return Problem("grant_value", place, params={"value": str(value)[:60], "known": ", ".join(known)})
