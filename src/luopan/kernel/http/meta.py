"""Metadata over HTTP: what there is, what a change would do, doing it, the runs and versions of it."""

from typing import Any

from fastapi import APIRouter, Request, Response

from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.edge import actor_of, json_answer, json_body, kernel, object_body
from luopan.kernel.metadata import runner, store
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.metadata.system import WRITABLE_SYSTEM_FIELDS
from luopan.kernel.permissions.rights import require
from luopan.kernel.predicates.ast import NEGATIVE_NAMES
from luopan.kit.actor import Actor
from luopan.kit.errors import Invalid, NotFound, Problem

router = APIRouter(prefix="/api/meta")


@router.get("")
async def read_metadata(request: Request) -> Response:
    """Every object with its fields, operators and relations."""
    actor = await actor_of(request)
    require(actor, "read")
    snapshot = kernel(request).catalogue.current
    return json_answer(
        {
            "version": snapshot.version,
            "objects": [describe_object(item, snapshot) for item in snapshot.objects.values()],
        },
        headers={"etag": f'"{snapshot.version}"'},
    )


@router.get("/objects/{object_name}")
async def read_object(request: Request, object_name: str) -> Response:
    actor = await actor_of(request)
    catalogue = kernel(request).catalogue
    if object_name not in catalogue.current.objects:
        await catalogue.reload()
    item = catalogue.current.object(object_name)
    require(actor, "read", item)
    return json_answer(describe_object(item, catalogue.current))


@router.post("/plan")
async def plan_change(request: Request) -> Response:
    """What applying a change-set would do, step by step."""
    actor = await _administrator(request)
    plan = await runner.plan(kernel(request).catalogue, actor, await json_body(request))
    return json_answer(plan.document(actor.locale))


@router.post("/apply")
async def apply_change(request: Request) -> Response:
    """Applies a change-set: 200 with the new version, or 202 with the run that leads there."""
    actor = await _administrator(request)
    applied = await runner.apply(kernel(request).catalogue, actor, await json_body(request))
    steps = applied.plan.document(actor.locale)["steps"]
    if applied.run is None:
        return json_answer({"version": applied.version, "steps": steps})
    kernel(request).hub.ring(runner.RUN_CHANNEL)
    location = f"/api/meta/runs/{applied.run}"
    return json_answer({"run": applied.run, "steps": steps}, 202, {"location": location})


@router.get("/runs/{run_id}")
async def read_run(request: Request, run_id: str) -> Response:
    """How far a run is."""
    actor = await _administrator(request)
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
    await _administrator(request)
    async with kernel(request).database.transaction() as session:
        await runner.cancel(session, _run_id(run_id))
    return Response(status_code=204)


@router.get("/versions")
async def read_versions(request: Request) -> Response:
    """The newest fifty versions: who changed what, when, with which note."""
    await _administrator(request)
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
    await _administrator(request)
    version = object_body(await json_body(request)).get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 0 < version < 2**62:
        raise Invalid("change_set_invalid", errors=[Problem("number_not_whole", "version")])
    async with kernel(request).database.session() as session:
        return json_answer(await store.revert_change_set(session, version))


async def _administrator(request: Request) -> Actor:
    actor = await actor_of(request)
    require(actor, "configure")
    return actor


def _run_id(text: str) -> str:
    try:
        return parse_id(text)
    except Rejected:
        raise NotFound("run_unknown") from None


def describe_object(item: Object, snapshot: Snapshot) -> dict[str, Any]:
    """An object as clients see it."""
    return {
        "id": item.id,
        "name": item.name,
        "label": item.label,
        "title": item.title,
        "icon": item.definition.get("icon"),
        "description": item.definition.get("description"),
        "app": item.app,
        "system": item.system,
        "fields": [describe_field(field) for field in item.fields.values()],
        "relations": [
            {"name": relation.name, "to": relation.target.name, "kind": relation.kind, "field": relation.field.name}
            for relation in snapshot.relations(item).values()
        ],
        "unique": item.unique,
        "rules": item.definition.get("rules", []),
        "removed_fields": [
            {"id": field.id, "name": field.name, "type": field.type.name, "label": field.label}
            for field in item.removed_fields.values()
        ],
    }


def describe_field(field: Field) -> dict[str, Any]:
    """A field as clients see it: its definition, and what can be done with it."""
    operators = [*field.type.operators]
    negatives = [name for name, positive in NEGATIVE_NAMES.items() if positive in field.type.operators]
    between = ["between", "not_between"] if "gte" in field.type.operators else []
    return {key: value for key, value in field.definition.items() if key != "column"} | {
        "system": field.system,
        "writable": field.type.writable and (not field.system or field.name in WRITABLE_SYSTEM_FIELDS),
        "widget": field.type.widget,
        "operators": [*operators, *negatives, *between],
        "parts": sorted(field.type.parts),
        "sortable": field.type.sortable,
        "groupable": field.type.groupable,
        "grains": field.type.grains,
        "measures": sorted(field.type.measures),
    }
