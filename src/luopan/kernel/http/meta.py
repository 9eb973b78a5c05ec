"""Metadata over HTTP: what there is, what a change would do, doing it, the runs and versions of it."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Request, Response

from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.edge import if_match, json_answer, json_body, kernel, object_body, rights_of
from luopan.kernel.metadata import export, runner, store
from luopan.kernel.metadata.definitions import is_name
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.metadata.names import CONDITION_KEYS
from luopan.kernel.metadata.seeing import seen_screens
from luopan.kernel.metadata.system import WRITABLE_SYSTEM_FIELDS
from luopan.kernel.permissions.grants import ACTIONS, LEVELS, check_condition
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import READ, Access
from luopan.kernel.predicates.ast import NEGATIVE_NAMES
from luopan.kernel.screens import workspace
from luopan.kit.actor import Actor
from luopan.kit.errors import Invalid, NotFound, Problem

router = APIRouter(prefix="/api/meta")


@router.get("")
async def read_metadata(request: Request) -> Response:
    """Every object that the actor may see, with its fields, operators and relations.

    `?defined=true`: what they may configure has its screens, rules and unique sets as they are defined, to be sent again.
    """
    _, rights = await rights_of(request)
    describe = define_object if request.query_params.get("defined") == "true" else describe_object
    return json_answer(
        {
            "version": rights.view.version,
            "objects": [describe(item, rights) for item in rights.view.objects.values()],
        }
    )


@router.get("/objects/{object_name}")
async def read_object(request: Request, object_name: str) -> Response:
    catalogue = kernel(request).catalogue
    if object_name not in catalogue.current.objects:
        await catalogue.reload()
    _, rights = await rights_of(request)
    return json_answer(describe_object(rights.item(object_name), rights))


@router.post("/plan")
async def plan_change(request: Request) -> Response:
    """What applying a change-set would do, step by step."""
    change_set = await json_body(request)
    actor = await _configuring(request, change_set)
    plan = await runner.plan(kernel(request).catalogue, actor, change_set)
    return json_answer(plan.document(actor.locale))


@router.post("/apply")
async def apply_change(request: Request) -> Response:
    """Applies a change-set: 200 with the new version, or 202 with the run that leads there.

    With `If-Match` only where the metadata is still of that version.
    """
    change_set = await json_body(request)
    actor = await _configuring(request, change_set)
    applied = await runner.apply(kernel(request).catalogue, actor, change_set, base=if_match(request))
    steps = applied.plan.document(actor.locale)["steps"]
    if applied.run is None:
        return json_answer({"version": applied.version, "steps": steps})
    kernel(request).hub.ring(runner.RUN_CHANNEL)
    location = f"/api/meta/runs/{applied.run}"
    return json_answer({"run": applied.run, "steps": steps}, 202, {"location": location})


@router.get("/runs/{run_id}")
async def read_run(request: Request, run_id: str) -> Response:
    """How far a run is."""
    actor = await _configurator(request)
    async with kernel(request).database.session() as session:
        run = await runner.read_run(session, _run_id(run_id))
    problem = runner.problem_of(run)
    return json_answer(
        {
            "id": run.id,
            "status": run.status,
            "step": run.step,
            "steps": run.steps,
            "operation": run.operation,
            "progress": run.progress,
            "problem": None if problem is None else problem.document(actor.locale),
            "version": run.version,
            "note": run.note,
        }
    )


@router.post("/runs/{run_id}/cancel")
async def cancel_run(request: Request, run_id: str) -> Response:
    """Asks a run to stop and take back what it has done."""
    await _everywhere(request)
    async with kernel(request).database.transaction() as session:
        await runner.cancel(session, _run_id(run_id))
    return Response(status_code=204)


@router.get("/versions")
async def read_versions(request: Request) -> Response:
    """The newest fifty versions: who changed what, when, with which note."""
    await _everywhere(request)
    async with kernel(request).database.session() as session:
        versions = await store.versions(session)
    return json_answer(
        {
            "versions": [
                {
                    "version": one.version,
                    "at": one.at,
                    "actor": one.actor,
                    "note": one.note,
                    "change_set": one.change_set,
                }
                for one in versions
            ]
        }
    )


@router.post("/revert")
async def plan_revert(request: Request) -> Response:
    """The change-set that leads back to an older version, to be planned and applied like any other."""
    await _everywhere(request)
    version = object_body(await json_body(request)).get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 0 < version < 2**62:
        raise Invalid("change_set_invalid", errors=[Problem("number_not_whole", "version")])
    async with kernel(request).database.session() as session:
        return json_answer(await store.revert_change_set(session, version))


@router.get("/export")
async def export_metadata(request: Request) -> Response:
    """The folder of an app, as a zip: some objects, or everything with the screens of the workspace."""
    await _everywhere(request)
    name = request.query_params.get("name") or "export"
    if not is_name(name):
        raise Invalid("package_invalid", errors=[Problem("name_wrong", "name", params={"name": name[:60], "most": 40})])
    written = request.query_params.get("objects")
    objects = list(dict.fromkeys(written.split(","))) if written else None
    async with kernel(request).database.session() as session:
        files = await export.export_objects(session, name, objects)
        if objects is None:
            screens = await workspace.exported(session, kernel(request).catalogue.current)
            files |= {f"screens/{one}.yaml": export.yaml_text(content) for one, content in screens.items()}
    headers = {"content-disposition": f'attachment; filename="{name}.zip"'}
    return Response(_zipped(name, files), headers=headers, media_type="application/zip")


def _zipped(folder: str, files: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(f"{folder}/{path}", text)
    return buffer.getvalue()


async def _configurator(request: Request) -> Actor:
    """Who asks, where they may change some metadata at least."""
    actor, rights = await rights_of(request)
    if not any(rights.may("configure", item) for item in rights.view.objects.values()):
        rights.require("configure")
    return actor


async def _configuring(request: Request, change_set: Any) -> Actor:
    """Who asks, where they may change everything that the change-set touches."""
    actor, rights = await rights_of(request)
    if not rights.may("configure"):
        for name in [*_touched(change_set)] or [""]:
            meant = [one for one in rights.full.all_objects.values() if name in (one.name, one.id)]
            for item in meant or [None]:
                rights.require("configure", item)
    return actor


async def _everywhere(request: Request) -> Actor:
    """Who asks, where they may change all metadata."""
    actor, rights = await rights_of(request)
    rights.require("configure")
    return actor


def _touched(change_set: Any) -> Iterator[str]:
    """The objects that a change-set speaks of, as far as it can be read; something that is none, where it can't."""
    parts = cast(dict[str, Any], change_set) if isinstance(change_set, dict) else {"": None}
    for key, value in parts.items():
        for one in cast(list[Any], value) if isinstance(value, list) else [value]:
            if key == "objects" and isinstance(one, dict):
                yield str(cast(dict[str, Any], one).get("id") or cast(dict[str, Any], one).get("name"))
            elif key != "note":
                yield str(one).partition(".")[0]


def _run_id(text: str) -> str:
    try:
        return parse_id(text)
    except Rejected:
        raise NotFound("run_unknown") from None


def describe_object(item: Object, rights: Rights) -> dict[str, Any]:
    """An object as the actor sees it, and what they may do with it."""
    return {
        "id": item.id,
        "name": item.name,
        "label": item.label,
        "title": item.title if item.title in item.fields else None,
        "icon": item.definition.get("icon"),
        "description": item.definition.get("description"),
        "app": item.app,
        "system": item.system,
        "actions": [action for action in ACTIONS if rights.may(action, item)],
        "fields": [
            describe_field(field, rights.access(item, field), item, rights.view) for field in item.fields.values()
        ],
        "relations": [
            {"name": relation.name, "to": relation.target.name, "kind": relation.kind, "field": relation.field.name}
            for relation in rights.view.relations(item).values()
        ],
        "screens": seen_screens(item.screens, item, rights.view),
        "unique": [names for names in item.unique if item.fields.keys() >= set(names)],
        "rules": [
            rule
            for rule in item.definition.get("rules", [])
            if not check_condition(rule["when"], "when", item, rights.view)
            and rule.get("field", item.title) in item.fields
        ],
        "removed_fields": [
            {"id": field.id, "name": field.name, "type": field.type.name, "label": field.label}
            for field in item.removed_fields.values()
        ],
    }


def define_object(item: Object, rights: Rights) -> dict[str, Any]:
    """The same, with what is defined as a whole left whole where the actor may configure it: they send it whole again."""
    described = describe_object(item, rights)
    if not rights.may("configure", item):
        return described
    full = rights.full.all_objects[item.id]
    return described | {
        "screens": seen_screens(full.screens, full, rights.full, expand=False),
        "unique": full.unique,
        "rules": full.definition.get("rules", []),
    }


def describe_field(field: Field, access: Access, item: Object, view: Snapshot) -> dict[str, Any]:
    """A field as the actor sees it: its definition, as far as it speaks of nothing hidden, and what can be done with it."""
    unsaid = {"column"} | {
        key
        for key in CONDITION_KEYS
        if isinstance(field.definition.get(key), dict) and check_condition(field.definition[key], key, item, view)
    }
    unsaid |= {
        key
        for key in field.definition
        if field.definition[key] in field.type.depends_on(field.settings) and field.definition[key] not in item.fields
    }
    operators = [*field.type.operators]
    negatives = [name for name, positive in NEGATIVE_NAMES.items() if positive in field.type.operators]
    between = ["between", "not_between"] if "gte" in field.type.operators else []
    return {key: value for key, value in field.definition.items() if key not in unsaid} | {
        "system": field.system,
        "access": "write" if access.blind and access.at_most >= READ else LEVELS[access.at_most],
        "depends_on_record": bool(access.arms),
        "writable": _is_writable(field, access),
        "widget": field.type.widget,
        "operators": [*operators, *negatives, *between],
        "parts": sorted(field.type.parts),
        "sortable": field.type.sortable,
        "groupable": field.type.groupable,
        "grains": field.type.grains,
        "measures": sorted(field.type.measures),
    }


def _is_writable(field: Field, access: Access) -> bool:
    given = field.type.writable and (not field.system or field.name in WRITABLE_SYSTEM_FIELDS)
    return given and access.writable
