"""Apps: metadata as text, in a folder that can be read, compared, installed and upgraded; `export` writes it out again.

    app.yaml          name, version, label, description, depends
    objects/*.yaml    one object a file, in the form of a change-set's entry
    <other>/*.yaml    roles, views, flows, …: read here, carried out by whoever `main` has registered for the folder

An upgrade merges three ways: what the package says now against what it said when it was last installed, and that against what has
been made of it here. Local changes stay; the package's own changes come in; what both changed stays as it is here, and is told.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, cast

import yaml
from psycopg.types.json import Jsonb

from luopan.kernel.metadata import runner
from luopan.kernel.metadata.definitions import decode_change_set, is_name
from luopan.kernel.metadata.diff import FIELD_DEFAULTS, OBJECT_DEFAULTS, normal
from luopan.kernel.metadata.merge import Kept, merged_change_set
from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.metadata.plan import Plan
from luopan.kernel.metadata.store import Catalogue
from luopan.kit.actor import Actor
from luopan.kit.database import Database
from luopan.kit.errors import Conflict, Invalid, Problem

APP_KEYS = ("name", "version", "label", "description", "depends")


@dataclass(frozen=True)
class File:
    """One YAML file of an app, read: its path below the app's folder, what it says, and the line of each place in it."""

    path: str
    content: Any
    lines: Mapping[str, int]

    def problem(self, problem: Problem, place: str) -> Problem:
        """A problem at a place in this file, with the file's name and the line."""
        line = next((self.lines[near] for near in _outwards(place) if near in self.lines), None)
        return Problem(
            problem.code, f"{self.path}: {place}" if place else self.path, None, line, problem.params, problem.message
        )


@dataclass(frozen=True)
class App:
    """An app folder, read and checked as far as that goes without a database. `others` are the files of other folders."""

    name: str
    version: str
    label: Mapping[str, str]
    depends: tuple[str, ...]
    objects: tuple[File, ...]
    others: Mapping[str, tuple[File, ...]]

    @property
    def change_set(self) -> dict[str, Any]:
        """All its objects as one change-set."""
        return {"objects": [file.content for file in self.objects], "note": f"app {self.name} {self.version}"}


@dataclass(frozen=True)
class AppPlan:
    """What installing would do; `kept` tells what stays as it is here although the package says otherwise."""

    plan: Plan
    kept: tuple[Kept, ...]

    def document(self, locale: str) -> dict[str, Any]:
        return {**self.plan.document(locale), "kept": [kept.text(locale) for kept in self.kept]}


@dataclass(frozen=True)
class Installed:
    """What came of an installation: the metadata's version, and what was kept."""

    version: int
    kept: tuple[Kept, ...]


Installer: TypeAlias = Callable[[Catalogue, Actor, App, tuple[File, ...]], Awaitable[None]]
"""Carries out the files of one folder, after the app's objects are there. May be called again with the same files."""


@dataclass
class Installers:
    """Who carries out which folder of an app; called in the order in which they were registered."""

    by_folder: dict[str, Installer] = field(default_factory=dict[str, Installer])

    def register(self, folder: str, installer: Installer) -> None:
        self.by_folder[folder] = installer


def read_app(folder: Path) -> App:
    """Reads an app folder; `Invalid` with file, line and place of everything that is wrong in it."""
    if not (folder / "app.yaml").is_file():
        raise Invalid("package_invalid", errors=[Problem("package_no_app_file", str(folder))])
    problems: list[Problem] = []
    about = _read_file(folder, folder / "app.yaml", problems)
    files: dict[str, list[File]] = {}
    for path in sorted(folder.glob("*/*.yaml")):
        file = _read_file(folder, path, problems)
        if file is not None:
            files.setdefault(path.parent.name, []).append(file)
    written: Any = about.content if about is not None else None
    head = cast(dict[str, Any], written) if isinstance(written, dict) else {}
    if about is not None:
        problems += _head_problems(about, head)
    objects = tuple(files.pop("objects", []))
    problems += _object_problems(objects)
    if problems:
        raise Invalid("package_invalid", errors=problems[:100])
    label: Any = head.get("label") or head["name"]
    return App(
        name=head["name"],
        version=str(head["version"]),
        label={"en": label} if isinstance(label, str) else label,
        depends=tuple(head.get("depends") or ()),
        objects=objects,
        others={name: tuple(found) for name, found in files.items()},
    )


def _head_problems(about: File, head: Mapping[str, Any]) -> Iterator[Problem]:
    for key in ("name", "version"):
        if not head.get(key):
            yield about.problem(Problem("package_app_key", params={"key": key}), key)
    if head.get("name") and not is_name(head["name"]):
        yield about.problem(Problem("name_wrong", params={"name": str(head["name"])[:60], "most": 40}), "name")
    for key in head:
        if key not in APP_KEYS:
            yield about.problem(Problem("key_unknown", params={"known": ", ".join(APP_KEYS)}), str(key))


def _object_problems(objects: tuple[File, ...]) -> list[Problem]:
    """What is wrong in the objects' files, said of the file instead of the change-set that they make together."""
    try:
        decode_change_set({"objects": [file.content for file in objects]})
    except Invalid as error:
        return [_in_its_file(problem, objects) for problem in error.errors]
    return []


def _in_its_file(problem: Problem, objects: tuple[File, ...]) -> Problem:
    index, _, place = (problem.field or "").removeprefix("objects[").partition("]")
    return objects[int(index)].problem(problem, place.lstrip(".")) if index.isdigit() else problem


async def plan_app(catalogue: Catalogue, actor: Actor, app: App) -> AppPlan:
    """What installing or upgrading an app would do."""
    change_set, kept = await _merged(catalogue, app)
    try:
        return AppPlan(await runner.plan(catalogue, actor, change_set, app=app.name), kept)
    except Invalid as error:
        raise _about_files(error, app, change_set) from None


async def install_app(catalogue: Catalogue, actor: Actor, app: App, installers: Installers | None = None) -> Installed:
    """Installs or upgrades an app, to the end: where that takes a run, it is carried out here. May be called again."""
    installers = installers or Installers()
    _check_folders(app, installers)
    change_set, kept = await _merged(catalogue, app)
    try:
        applied = await runner.apply(catalogue, actor, change_set, app=app.name)
    except Invalid as error:
        raise _about_files(error, app, change_set) from None
    if applied.run is not None:
        run = await runner.resume(catalogue, applied.run)
        if run.problem is not None:
            raise Conflict(run.problem["code"], **run.problem["params"])
        await catalogue.reload()
    for folder, installer in installers.by_folder.items():
        if folder in app.others:
            await installer(catalogue, actor, app, app.others[folder])
    await _remember(catalogue.database, app, catalogue.current)
    return Installed(catalogue.current.version, kept)


async def _merged(catalogue: Catalogue, app: App) -> tuple[dict[str, Any], tuple[Kept, ...]]:
    await catalogue.reload()
    async with catalogue.database.session() as session:
        installed = dict(await session.fetch("select name, content from luopan.packages"))
    missing = [name for name in app.depends if name not in installed]
    if missing:
        raise Conflict("package_needs", app=", ".join(missing))
    base = installed.get(app.name, {}).get("objects", [])
    change_set, kept = merged_change_set(app.name, catalogue.current, base, _entries(app))
    return {**change_set, "note": app.change_set["note"]}, kept


def _entries(app: App) -> list[dict[str, Any]]:
    """The app's objects in normal form: labels by language, no keys that only say the default."""
    decoded = decode_change_set(app.change_set)
    return [
        {
            **normal(entry.keys, OBJECT_DEFAULTS),
            "fields": [normal(one.keys, FIELD_DEFAULTS) for one in entry.fields],
        }
        for entry in decoded.objects
    ]


async def _remember(database: Database, app: App, snapshot: Snapshot) -> None:
    """Keeps what was installed, with the permanent ids that it has here, as the base of the next upgrade."""
    async with database.transaction() as session:
        row = await session.fetch_one("select content from luopan.packages where name = $1", app.name)
        before = {one["key"]: one for one in row[0]["objects"]} if row is not None else {}
        objects = [_with_ids(entry, before.get(entry.get("id") or entry["name"]), snapshot) for entry in _entries(app)]
        content = {"label": dict(app.label), "depends": list(app.depends), "objects": objects}
        await session.execute(
            "insert into luopan.packages (name, version, content) values ($1, $2, $3) on conflict (name) do update"
            " set version = excluded.version, content = excluded.content, installed_at = now()",
            app.name,
            app.version,
            Jsonb(content),
        )


def _with_ids(entry: dict[str, Any], before: Mapping[str, Any] | None, snapshot: Snapshot) -> dict[str, Any]:
    """An entry with `key`, by which the package knows it, and `id`, by which it is known here."""
    key = entry.get("id") or entry["name"]
    known = {one["key"]: one["id"] for one in before["fields"]} if before is not None else {}
    named = snapshot.objects.get(entry.get("name") or key)
    object_id = before["id"] if before is not None else named.id if named is not None else key
    item = snapshot.all_objects.get(object_id)
    fields: list[dict[str, Any]] = []
    for one in entry["fields"]:
        field_key = one.get("id") or one["name"]
        live = item.fields.get(one.get("name") or field_key) if item is not None else None
        field_id = known.get(field_key) or (live.id if live is not None else field_key)
        fields.append({**one, "key": field_key, "id": field_id})
    return {**entry, "key": key, "id": object_id, "fields": fields}


def _check_folders(app: App, installers: Installers) -> None:
    problems = [
        Problem("package_folder_unknown", folder, params={"folder": folder})
        for folder in app.others
        if folder not in installers.by_folder
    ]
    if problems:
        raise Invalid("package_invalid", errors=problems)


def _about_files(error: Invalid, app: App, change_set: Mapping[str, Any]) -> Invalid:
    """Says problems of the merged change-set of the files that they come from, as far as those are known."""
    files = {file.content.get("id") or file.content["name"]: file for file in app.objects}
    problems: list[Problem] = []
    for problem in error.errors:
        index, _, place = (problem.field or "").removeprefix("objects[").partition("]")
        entry: dict[str, Any] = change_set["objects"][int(index)] if index.isdigit() else {}
        file = files.get(entry.get("key", "")) or files.get(entry.get("id", "")) or files.get(entry.get("name", ""))
        place = _place_in_file(place.lstrip("."), entry, file)
        problems.append(problem if file is None else file.problem(problem, place))
    return Invalid(error.code, errors=problems, **error.params)


def _place_in_file(place: str, entry: Mapping[str, Any], file: File | None) -> str:
    """`fields[0].type` of a merged entry, which holds changed fields only, as the place in the file (`fields[4].type`)."""
    found = re.fullmatch(r"fields\[(\d+)\](.*)", place)
    if file is None or found is None:
        return place
    merged = entry["fields"][int(found[1])]
    names = {merged.get("key"), merged.get("id"), merged.get("name")} - {None}
    for index, one in enumerate(file.content["fields"]):
        if names & {one.get("id"), one.get("name")}:
            return f"fields[{index}]{found[2]}"
    return place


class _Loader(yaml.SafeLoader):
    """YAML as people mean it: only true and false are switches, and neither 12:30 nor 2026-01-05 is a number or a date."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rsplit(":")[-1] not in ("bool", "timestamp", "int")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _read_file(folder: Path, path: Path, problems: list[Problem]) -> File | None:
    name = str(path.relative_to(folder))
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        lines: dict[str, int] = {}
        doubled = list(_note_lines(node, "", lines))
        content: Any = cast(Any, loader).construct_document(node) if node is not None else None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        problems.append(Problem("package_unreadable", name, None, mark.line + 1 if mark else None, {"reason": reason}))
        return None
    file = File(name, content, lines)
    problems += [file.problem(Problem("named_twice", params={"name": place}), place) for place in doubled]
    return file


def _note_lines(node: Any, place: str, lines: dict[str, int]) -> Iterator[str]:
    """Notes the line of every place below a node; gives the places that are written twice."""
    if node is None:
        return
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in cast(list[tuple[Any, Any]], node.value):
            inner = f"{place}.{key.value}".lstrip(".")
            if inner in seen:
                yield inner
            seen.add(inner)
            lines[inner] = key.start_mark.line + 1
            yield from _note_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(cast(list[Any], node.value)):
            yield from _note_lines(value, f"{place}[{index}]", lines)


def _outwards(place: str) -> Iterator[str]:
    """The place, then the places around it, from the inside out."""
    while place:
        yield place
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    yield ""


def _resolver(tag: str, pattern: str, first: str) -> None:
    cast(Any, _Loader).add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_resolver("bool", r"^(?:true|false)$", "tf")
_resolver("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789")
