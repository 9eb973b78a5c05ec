"""Metadata as the text of an app: everything, one app's part of it, or some objects. `packages` reads it again."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import yaml

from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kernel.metadata.definitions import Decoder, Problems
from luopan.kernel.metadata.diff import FIXED_FIELDS, OBJECT_DEFAULTS, normal
from luopan.kernel.metadata.model import STORED_KEYS, Definition, Field, Object, Snapshot
from luopan.kernel.metadata.screens import read_screens
from luopan.kernel.metadata.seeing import seen_screens
from luopan.kernel.metadata.store import load_snapshot
from luopan.kernel.metadata.system import SYSTEM_OBJECTS
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, NotFound, Problem

_FIRST_KEYS = ("id", "name", "type", "label", "title", "icon", "description", "help")
_LAST_KEYS = (
    "required",
    "unique",
    "default",
    "visible",
    "readonly",
    "personal",
    "indexed",
    "history",
    "searchable",
    "rules",
    "screens",
)
OBJECT_ONLY_KEYS = frozenset(("fields", "purged", "removed", "app", "system"))


@dataclass(frozen=True)
class Part:
    """Which part of the metadata is meant: what belongs to `app`, or `objects` as they are; without either, everything.

    `depends`: the apps that the text stands on, whose parts it may speak of.
    """

    app: str | None = None
    objects: Collection[str] | None = None
    depends: Collection[str] = field(default_factory=frozenset[str])

    def says(self, item: Object) -> bool:
        return self.objects is None or item.name in self.objects

    def knows(self, item: Object, one: Field) -> bool:
        """Whether a field is there where the text is installed."""
        if one.app is not None and one.app in self.depends:
            return True
        if one.system or (item.system and one.id in FIXED_FIELDS.get(item.id, ())):
            return True
        return one.app == self.app if self.app is not None else self.says(item)


async def export_app(session: Session, folder: Path, app: str | None = None) -> None:
    """Writes metadata out as an app folder: one app's, or (None) everything that is not the system's own.

    Installed into an empty database, the text gives the same metadata again.
    """
    write_texts(folder, app_texts(await load_snapshot(session), *await _about(session, app)))


async def export_objects(session: Session, name: str, objects: Collection[str] | None) -> dict[str, str]:
    """The files of an app of that name which says some objects (None: everything), by path."""
    snapshot = await load_snapshot(session)
    if objects is None:
        return app_texts(snapshot, {"name": name, "version": "1"}, Part())
    depends = await _with_their_own(session, _apps_around(snapshot, objects))
    about = {"name": name, "version": "1", **({"depends": sorted(depends)} if depends else {})}
    return app_texts(snapshot, about, Part(objects=objects, depends=depends))


def app_texts(snapshot: Snapshot, about: Mapping[str, Any], part: Part) -> dict[str, str]:
    """The files of an app, by path."""
    known = _known(snapshot, part)
    entries = {item.name: exported(item, part, known) for item in snapshot.objects.values() if part.says(item)}
    files = {f"objects/{name}.yaml": yaml_text(entry) for name, entry in entries.items() if entry is not None}
    return {"app.yaml": yaml_text(about), **files}


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Writes files below a folder, in the place of the YAML files that the same folders held before."""
    for inner in {Path(path).parent for path in texts}:
        (folder / inner).mkdir(parents=True, exist_ok=True)
        for stale in (folder / inner).glob("*.yaml"):
            stale.unlink()
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8")


def yaml_text(content: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=110)


def exported(item: Object, part: Part, known: Snapshot) -> dict[str, Any] | None:
    """An object as a package says it; None where it has nothing of that part. `known`: what its screens may speak of."""
    if item.system:
        return _exported_system(item, part.app)
    own = part.app is None or item.app == part.app
    fields = [_exported_field(one.definition) for one in item.own_fields if part.app is None or one.app == part.app]
    if not own:
        return {"name": item.name, "fields": fields} if fields else None
    keys = _named(
        {"title": "id", **{key: value for key, value in item.definition.items() if key not in OBJECT_ONLY_KEYS}}
    )
    said = {one["name"] for one in fields}
    if item.title in said or item.title == "id":
        keys["title"] = item.title
    else:
        del keys["title"]
    if "unique" in keys:
        keys["unique"] = [names for names in keys["unique"] if said.issuperset(names)]
    if "screens" in keys:
        seen = seen_screens(keys["screens"], known.objects[item.name], known, expand=False)
        keys["screens"] = read_screens(seen, "screens", Decoder(Problems(), "en"))
    return normal({**keys, "fields": fields}, OBJECT_DEFAULTS)


def _known(snapshot: Snapshot, part: Part) -> Snapshot:
    """The metadata as it will be where the text is installed."""
    if part.app is None and part.objects is None:
        return snapshot
    objects: list[Object] = []
    for item in snapshot.objects.values():
        fields = {name: one for name, one in item.fields.items() if part.knows(item, one)}
        if item.system or any(not one.system for one in fields.values()):
            objects.append(replace(item, fields=fields))
    return Snapshot(snapshot.version, objects)


async def _about(session: Session, app: str | None) -> tuple[dict[str, Any], Part]:
    row = await session.fetch_one("select version, content from luopan.packages where name = $1", app or "")
    version, content = row or ("1", {"label": {}, "depends": []})
    said = {key: content[key] for key in ("label", "depends") if content[key]}
    depends = await _with_their_own(session, content["depends"])
    return {"name": app or "export", "version": version, **said}, Part(app, depends=depends)


async def _with_their_own(session: Session, apps: Collection[str]) -> frozenset[str]:
    """The apps, and those that they stand on."""
    installed = {name: content["depends"] for name, content in await session.fetch(_PACKAGES)}
    found: set[str] = set()
    waiting = list(apps)
    while waiting:
        name = waiting.pop()
        if name in installed and name not in found:
            found.add(name)
            waiting += installed[name]
    return frozenset(found)


def _apps_around(snapshot: Snapshot, objects: Collection[str]) -> frozenset[str]:
    """The apps of the objects that these refer to; `Invalid` where one belongs to none, and so would be missing."""
    apps: set[str] = set()
    problems: list[Problem] = []
    for name in objects:
        if name not in snapshot.objects:
            raise NotFound("object_unknown", object=name[:60])
        for one, target in _references(snapshot.objects[name]):
            other = snapshot.objects.get(target)
            if other is None or other.system or target in objects:
                continue
            if other.app is None:
                params = {"object": target, "user": f"{name}.{one.name}"}
                problems.append(Problem("export_needs", "objects", params=params))
            else:
                apps.add(other.app)
    if problems:
        raise Invalid("export_incomplete", errors=problems)
    return frozenset(apps)


def _references(item: Object) -> Iterator[tuple[Field, str]]:
    for one in item.own_fields:
        if one.reference is not None:
            for target in one.reference.targets(one.settings):
                yield one, target


def _exported_system(item: Object, app: str | None) -> dict[str, Any] | None:
    """Of a system object: the fields that were added to it, and (with everything) what was changed about it."""
    fresh = next(one for one in SYSTEM_OBJECTS if one["name"] == item.name)
    fixed = FIXED_FIELDS[item.name]
    fields = [
        _exported_field(one.definition)
        for one in item.own_fields
        if one.id not in fixed and (app is None or one.app == app)
    ]
    keys: dict[str, Any] = {}
    if app is None:
        keys = {
            key: value
            for key, value in item.definition.items()
            if key not in OBJECT_ONLY_KEYS and key != "id" and value != fresh.get(key)
        }
        for one in item.own_fields:
            original = next((known for known in fresh["fields"] if known["name"] == one.id), None)
            if original is not None:
                changed = {
                    key: one.definition[key]
                    for key in ("label", "help")
                    if one.definition.get(key) != original.get(key)
                }
                fields += [{"name": one.name, **changed}] if changed else []
    entry = {**keys, **({"fields": fields} if fields else {})}
    return {"name": item.name, **entry} if entry else None


def _exported_field(definition: Definition) -> dict[str, Any]:
    return _named({key: value for key, value in definition.items() if key not in STORED_KEYS})


def _named(keys: dict[str, Any]) -> dict[str, Any]:
    """In the order in which people write them; `id` only where it says more than the name."""
    field_type = FIELD_TYPES.get(keys.get("type", ""))
    settings = field_type.Settings.__struct_fields__ if field_type is not None else ()
    order = [*_FIRST_KEYS, *settings, *_LAST_KEYS]
    said = {key: keys[key] for key in sorted(keys, key=lambda key: order.index(key) if key in order else len(order))}
    if said["id"] == said["name"]:
        del said["id"]
    if "options" in said:
        said["options"] = [_option(one) for one in said["options"]]
    return said


def _option(option: Any) -> Any:
    """The key of an option first."""
    if not isinstance(option, Mapping):
        return option
    said = cast(Mapping[str, Any], option)
    return {"value": said["value"], **said}


_PACKAGES = "select name, content from luopan.packages"
