"""Change-sets as people and programs write them, read into one normal form. Pure.

Whatever is wrong is collected with its place (`objects[0].fields[3].options[1].value`), not only the first thing. What depends on
the metadata that is there (does the field exist? may it become a number?) is judged later, by `diff` and `validators`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec
import orjson

from luopan.kernel.fields.base import FieldType, ReferenceType, Rejected, plain_context
from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kernel.metadata.binding import moment_of
from luopan.kernel.metadata.model import FIELD_KEYS, STORED_KEYS
from luopan.kernel.metadata.screens import read_screens
from luopan.kernel.metadata.system import SYSTEM_FIELDS
from luopan.kernel.predicates import ast
from luopan.kernel.predicates.parse import parse_condition
from luopan.kit.errors import Invalid, Problem

MAX_PROBLEMS = 100
MAX_OBJECTS = 500
MAX_CHANGED_FIELDS = 5_000
MAX_FIELDS = 400
MAX_COLUMNS = 1_500
MAX_NAME = 40
MAX_UNIQUE_FIELDS = 8
MAX_RULES = 200

PERSONAL = ("none", "contact", "identity", "financial", "health", "location", "sensitive")
"""What a field says of a person: how to reach them, official numbers, money, health, where they are, beliefs and the like."""

OBJECT_KEYS = frozenset(["id", "name", "label", "title", "icon", "description", "fields", "unique", "rules", "screens"])
RESERVED_WORDS = frozenset(
    ("and", "or", "not", "any", "none", "count", "field", "search", "did", "sequence", "now", "me", "path")
)
"""Words of the condition language: no name of an object, a field or a relation."""
RESERVED_NAMES = RESERVED_WORDS | {field.name for field in SYSTEM_FIELDS}
"""What no field and no relation may be called."""

_NAME = re.compile(rf"(?!.*__)[a-z][a-z0-9_]{{0,{MAX_NAME - 1}}}(?<!_)")
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_MSGSPEC_PLACE = re.compile(r" - at `(?:key in )?`?\$(.*?)`$")
_UNKNOWN_KEY = re.compile(r"unknown field `(.*?)`")

Keys = Mapping[str, Any]
"""Normalised keys of an entry; None means: back to the default."""


@dataclass(frozen=True)
class FieldEntry:
    """What a change-set says of one field. `place` is where it says so."""

    place: str
    keys: Keys


@dataclass(frozen=True)
class ObjectEntry:
    """What a change-set says of one object."""

    place: str
    keys: Keys
    fields: tuple[FieldEntry, ...]


@dataclass(frozen=True)
class Target:
    """`object` or `object.field`, in `remove`, `restore` or `purge`."""

    place: str
    object: str
    field: str | None

    def __str__(self) -> str:
        return self.object if self.field is None else f"{self.object}.{self.field}"


@dataclass(frozen=True)
class ChangeSet:
    """A change-set in normal form; `json` is the same as it was written, for the history."""

    objects: tuple[ObjectEntry, ...]
    remove: tuple[Target, ...]
    restore: tuple[Target, ...]
    purge: tuple[Target, ...]
    note: str
    json: Mapping[str, Any]


class Problems:
    """Collects what is wrong, up to a hundred things."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, code: str, place: str, **params: Any) -> None:
        """Notes one problem at its place."""
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(Problem(code, field=place or None, params=params))

    def extend(self, problems: tuple[Problem, ...]) -> None:
        """Notes problems that were found elsewhere."""
        self.found.extend(problems[: MAX_PROBLEMS - len(self.found)])

    def check(self) -> None:
        """Raises `Invalid` with all that was found, if anything was."""
        if self.found:
            raise Invalid("change_set_invalid", errors=self.found)


def decode_change_set(json: Any, locale: str = "en") -> ChangeSet:
    """Reads a change-set; `Invalid` with located errors. A label given as a bare string counts for `locale`."""
    problems = Problems()
    if not isinstance(json, dict):
        problems.add("change_set_shape", "")
        problems.check()
    written = cast(dict[str, Any], json)
    if not is_storable(written):
        problems.add("change_set_text", "")
        problems.check()
    known = ("objects", "remove", "restore", "purge", "note")
    _only(written, known, "", problems)
    objects = _list(written.get("objects"), "objects", problems)
    fields = sum(len(_fields_of(item)) for item in objects)
    if len(objects) > MAX_OBJECTS:
        problems.add("change_set_objects", "objects", most=MAX_OBJECTS)
    elif fields > MAX_CHANGED_FIELDS:
        problems.add("change_set_fields", "objects", most=MAX_CHANGED_FIELDS)
    else:
        decoder = Decoder(problems, locale)
        entries = [decoder.object(item, f"objects[{index}]") for index, item in enumerate(objects)]
        decoder.no_doubles([entry for entry in entries if entry is not None])
        targets = {key: decoder.targets(written.get(key), key) for key in ("remove", "restore", "purge")}
        note = decoder.text(written.get("note"), "note", 500) or ""
        problems.check()
        return ChangeSet(tuple(entry for entry in entries if entry), note=note, json=written, **targets)
    problems.check()
    raise AssertionError("unreachable")


def is_storable(json: Any) -> bool:
    """Whether PostgreSQL can keep it as jsonb: no U+0000, no half surrogate pairs, no numbers beyond 64 bits."""
    try:
        return b"\\u0000" not in orjson.dumps(json)
    except (TypeError, RecursionError):
        return False


def is_name(text: Any) -> bool:
    """Whether a text may name an object, a field or a relation (reserved names apart)."""
    return isinstance(text, str) and _NAME.fullmatch(text) is not None


def check_field(definition: Mapping[str, Any], place: str, problems: Problems) -> bool:
    """Checks the type, its settings and the default of a complete field definition; True where the field can be built."""
    field_type = FIELD_TYPES.get(definition.get("type") or "")
    if field_type is None or field_type.internal:
        known = ", ".join(sorted(name for name, known in FIELD_TYPES.items() if not known.internal))
        code = "field_type_unknown" if definition.get("type") else "field_type_missing"
        problems.add(code, f"{place}.type", type=str(definition.get("type"))[:60], known=known)
        return False
    try:
        settings = msgspec.convert(settings_of(definition), field_type.Settings)
        field_type.check_settings(settings)
    except msgspec.ValidationError as error:
        _settings_problem(str(error), field_type.Settings, place, problems)
        return False
    except Rejected as rejected:
        setting = rejected.params.get("setting")
        problems.add(rejected.code, f"{place}.{setting}" if setting else place, **rejected.params)
        return False
    default = definition.get("default")
    if default not in (None, ""):
        try:
            _read_default(field_type, settings, default)
        except Rejected as rejected:
            problems.add(rejected.code, f"{place}.default", **rejected.params)
        except Invalid as error:  # a moment that can't be read
            for one in error.errors:
                problems.add(one.code, f"{place}.default", **one.params)
    return True


def _read_default(field_type: FieldType, settings: Any, default: Any) -> None:
    """A default is a value, a moment (`{"now": "+7d"}`), or whoever writes (`{"me": true}`)."""
    if not field_type.default_allowed:
        raise Rejected("default_refused")
    operand: Any = ast.Value(default)
    if isinstance(default, dict) and {"now", "me"} & default.keys():
        condition = parse_condition({"field": "default", "op": "eq", "value": default})
        operand = condition.operand if isinstance(condition, ast.Compare) else None
    match operand:
        case ast.Now():
            field_type.from_moment(moment_of(operand, plain_context()), plain_context())
        case ast.Me():
            if not isinstance(field_type, ReferenceType) or field_type.targets(settings) != ("user",):
                raise Rejected("condition_me")
        case _:
            field_type.parse(settings, default, plain_context())


def settings_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a field definition that are settings of its type."""
    return {key: value for key, value in definition.items() if key not in FIELD_KEYS and key not in STORED_KEYS}


def _settings_problem(message: str, settings: type[msgspec.Struct], place: str, problems: Problems) -> None:
    inside = _MSGSPEC_PLACE.search(message)
    path = inside[1] if inside else ""
    unknown = _UNKNOWN_KEY.search(message)
    if unknown:
        known = sorted([*FIELD_KEYS, *settings.__struct_fields__]) if not path else []
        problems.add("key_unknown", f"{place}{path}.{unknown[1][:60]}", known=", ".join(known))
    elif "missing required field" in message:
        missing = message.split("`")[1] if "`" in message else ""
        name = re.search(r"missing required field `(.*?)`", message)
        problems.add("setting_missing", f"{place}{path}.{name[1] if name else missing}")
    else:
        problems.add("setting_wrong", f"{place}{path}", reason=_MSGSPEC_PLACE.sub("", message))


def _fields_of(item: Any) -> list[Any]:
    fields = cast(dict[str, Any], item).get("fields") if isinstance(item, dict) else None
    return cast(list[Any], fields) if isinstance(fields, list) else []


def _list(value: Any, place: str, problems: Problems) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        problems.add("not_a_list", place)
        return []
    return cast(list[Any], value)


def _only(written: Mapping[str, Any], known: tuple[str, ...] | list[str], place: str, problems: Problems) -> None:
    for key in written:
        if key not in known:
            problems.add("key_unknown", f"{place}.{str(key)[:60]}".lstrip("."), known=", ".join(known))


class Decoder:
    """One method a kind of value: takes what was written and its place, gives the normal form, notes what is wrong."""

    def __init__(self, problems: Problems, locale: str) -> None:
        self.problems = problems
        self.locale = locale
        self.field_keys: Mapping[str, Callable[[Any, str], Any]] = {
            "id": self.permanent_id,
            "name": self.name,
            "type": lambda value, place: self.text(value, place, 40),
            "label": self.labels,
            "help": lambda value, place: self.labels(value, place, 2_000),
            "required": self.switch_or_condition,
            "visible": self.switch_or_condition,
            "readonly": self.switch_or_condition,
            "unique": self.switch,
            "history": self.switch,
            "indexed": self.switch,
            "searchable": self.switch,
            "personal": self.personal,
            "default": lambda value, place: value,
        }
        self.object_keys: Mapping[str, Callable[[Any, str], Any]] = {
            "id": self.permanent_id,
            "name": self.name,
            "label": self.labels,
            "title": lambda value, place: self.text(value, place, 60),
            "icon": lambda value, place: self.text(value, place, 100),
            "description": lambda value, place: self.labels(value, place, 2_000),
            "unique": self.unique_sets,
            "rules": self.rules,
            "screens": lambda value, place: read_screens(value, place, self),
        }

    def object(self, item: Any, place: str) -> ObjectEntry | None:
        if not isinstance(item, dict):
            self.problems.add("not_an_object", place)
            return None
        written = cast(dict[str, Any], item)
        _only(written, sorted(OBJECT_KEYS), place, self.problems)
        keys = {
            key: None if written[key] is None else read(written[key], f"{place}.{key}")
            for key, read in self.object_keys.items()
            if key in written
        }
        self.needs_name(keys, place)
        fields = _list(written.get("fields"), f"{place}.fields", self.problems)
        entries = [self.field(field, f"{place}.fields[{index}]") for index, field in enumerate(fields)]
        return ObjectEntry(place, keys, tuple(entry for entry in entries if entry))

    def field(self, item: Any, place: str) -> FieldEntry | None:
        if not isinstance(item, dict):
            self.problems.add("not_an_object", place)
            return None
        keys: dict[str, Any] = {}
        for key, value in cast(dict[str, Any], item).items():
            if key in STORED_KEYS:
                self.problems.add("key_unknown", f"{place}.{key}", known=", ".join(sorted(FIELD_KEYS)))
            elif key == "options" and isinstance(value, list):
                keys[key] = [self.option(option) for option in cast(list[Any], value)]
            elif value is None or key not in self.field_keys:
                keys[key] = value
            else:
                keys[key] = self.field_keys[key](value, f"{place}.{key}")
        self.needs_name(keys, place)
        return FieldEntry(place, keys)

    def option(self, value: Any) -> Any:
        """An option's label may be a bare string, like every label."""
        if not isinstance(value, dict):
            return value
        written = cast(dict[str, Any], value)
        label = written.get("label")
        return {**written, "label": {self.locale: label}} if isinstance(label, str) else written

    def needs_name(self, keys: Mapping[str, Any], place: str) -> None:
        if keys.get("name") is None and keys.get("id") is None:
            self.problems.add("name_missing", f"{place}.name")

    def no_doubles(self, entries: list[ObjectEntry]) -> None:
        """One change-set names an object, and a field of it, once."""
        _find_doubles(entries, self.problems)
        for entry in entries:
            _find_doubles(entry.fields, self.problems)

    def name(self, value: Any, place: str) -> str:
        if not is_name(value):
            self.problems.add("name_wrong", place, name=str(value)[:60], most=MAX_NAME)
        elif value in (RESERVED_NAMES if ".fields[" in place else RESERVED_WORDS):
            self.problems.add("name_reserved", place, name=value)
        return str(value)

    def permanent_id(self, value: Any, place: str) -> str:
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self.problems.add("name_wrong", place, name=str(value)[:60], most=60)
        return str(value)

    def text(self, value: Any, place: str, most: int) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or "\x00" in value:
            self.problems.add("not_a_text", place)
            return ""
        if len(value) > most:
            self.problems.add("text_too_long", place, most=most)
        return value

    def labels(self, value: Any, place: str, most: int = 200) -> dict[str, str]:
        if isinstance(value, str):
            return {self.locale: self.text(value, place, most) or ""}
        if not isinstance(value, dict):
            self.problems.add("labels_shape", place)
            return {}
        written = cast(dict[str, Any], value)
        for locale in written:
            if not _LOCALE.fullmatch(locale):
                self.problems.add("locale_wrong", f"{place}.{locale[:20]}", locale=locale[:20])
        return {locale: self.text(text, f"{place}.{locale}", most) or "" for locale, text in written.items()}

    def switch(self, value: Any, place: str) -> bool:
        if not isinstance(value, bool):
            self.problems.add("not_a_switch", place)
        return bool(value)

    def switch_or_condition(self, value: Any, place: str) -> Any:
        if isinstance(value, bool):
            return value
        return self.condition(value, place)

    def condition(self, value: Any, place: str) -> Any:
        try:
            parse_condition(value, place)
        except Invalid as error:
            self.problems.extend(error.errors)
        return value

    def personal(self, value: Any, place: str) -> str | None:
        if value not in PERSONAL:
            self.problems.add("personal_unknown", place, known=", ".join(PERSONAL))
        return None if value == "none" else str(value)

    def unique_sets(self, value: Any, place: str) -> list[list[str]]:
        sets: list[list[str]] = []
        for index, names in enumerate(_list(value, place, self.problems)):
            texts = [str(name) for name in _list(names, f"{place}[{index}]", self.problems)]
            if not 2 <= len(set(texts)) <= MAX_UNIQUE_FIELDS or len(set(texts)) < len(texts):
                self.problems.add("unique_set_size", f"{place}[{index}]", most=MAX_UNIQUE_FIELDS)
            sets.append(texts)
        return sets

    def rules(self, value: Any, place: str) -> list[dict[str, Any]]:
        written = _list(value, place, self.problems)
        if len(written) > MAX_RULES:
            self.problems.add("list_too_long", place, most=MAX_RULES)
            return []
        rules = [self.rule(rule, f"{place}[{index}]") for index, rule in enumerate(written)]
        names = [rule["name"] for rule in rules if rule]
        for index, name in enumerate(names):
            if name in names[:index]:
                self.problems.add("named_twice", f"{place}[{index}].name", name=name)
        return [rule for rule in rules if rule]

    def rule(self, value: Any, place: str) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            self.problems.add("not_an_object", place)
            return None
        written = cast(dict[str, Any], value)
        _only(written, ("name", "when", "message", "field"), place, self.problems)
        if not is_name(written.get("name")):
            self.problems.add("name_wrong", f"{place}.name", name=str(written.get("name"))[:60], most=MAX_NAME)
        if not written.get("message"):
            self.problems.add("rule_message_missing", f"{place}.message")
        rule = {
            "name": str(written.get("name")),
            "when": self.condition(written.get("when"), f"{place}.when"),
            "message": self.labels(written.get("message") or {}, f"{place}.message", 500),
        }
        if written.get("field") is not None:
            rule["field"] = self.text(written["field"], f"{place}.field", 60)
        return rule

    def note(self, problem: Problem) -> None:
        self.problems.extend((problem,))

    def targets(self, value: Any, key: str) -> tuple[Target, ...]:
        found: list[Target] = []
        for index, written in enumerate(_list(value, key, self.problems)):
            parts = written.split(".") if isinstance(written, str) else []
            if len(parts) not in (1, 2) or not all(_ID.fullmatch(part) for part in parts):
                self.problems.add("target_wrong", f"{key}[{index}]")
                continue
            target = Target(f"{key}[{index}]", parts[0], parts[1] if len(parts) > 1 else None)
            if any(str(target) == str(known) for known in found):
                self.problems.add("named_twice", target.place, name=str(target))
            found.append(target)
        return tuple(found)


def _find_doubles(entries: list[ObjectEntry] | tuple[FieldEntry, ...], problems: Problems) -> None:
    for key in ("name", "id"):
        seen: set[str] = set()
        for entry in entries:
            given = entry.keys.get(key)
            if given is not None and given in seen:
                problems.add("named_twice", f"{entry.place}.{key}", name=given)
            seen.add(given or "")
