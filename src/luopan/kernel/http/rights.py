"""Rights over HTTP: why, shares, transfers, what somebody may do, what a change of roles would do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from fastapi import APIRouter, Request, Response

from luopan.kernel.auth import audit
from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.edge import (
    MAX_BODY,
    actor_of,
    administrator,
    json_answer,
    json_body,
    kernel,
    object_body,
    rights_of,
)
from luopan.kernel.http.records import created_record, delete_record, identity_of
from luopan.kernel.metadata.binding import EVERYTHING
from luopan.kernel.metadata.model import Object
from luopan.kernel.permissions import preview
from luopan.kernel.permissions.grants import check_grants
from luopan.kernel.permissions.organisation import Person
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.query.statements import CountShape, count_statement
from luopan.kernel.records import hand_over as hand_overs
from luopan.kernel.records import sealing, sharing, transfer
from luopan.kernel.records.batch import Batch
from luopan.kernel.records.read import Reading
from luopan.kernel.records.why import why
from luopan.kernel.records.writing import Writing
from luopan.kit.database import Session
from luopan.kit.errors import Forbidden, Invalid, NotFound, Problem

router = APIRouter(prefix="/api")

COUNTED_PEOPLE = 50
"""For so many people a preview also counts the records that they see before and after."""


@router.get("/records/{object_name}/{record_id}/why")
async def why_is_it_seen(request: Request, object_name: str, record_id: str) -> Response:
    """Why the actor, or for administrators a given user, sees a record or does not."""
    actor, rights = await rights_of(request)
    identity = identity_of(object_name, record_id)
    user = request.query_params.get("user") or actor.id
    if user != actor.id and not rights.administers:
        raise Forbidden("why_of_others")
    records = kernel(request).records
    item = records.catalogue.current.object(object_name)
    person = _person(request, user or "")
    asked = records.permissions.rights_of(person, records.catalogue.current, records.permissions.organisation)
    acting = records.permissions.acting(person, records.permissions.organisation)

    async def work(reading: Reading) -> dict[str, Any]:
        return await why(reading, acting, asked, item, identity)

    return json_answer(await records.read(actor, work))


@router.get("/records/{object_name}/{record_id}/shares")
async def read_shares(request: Request, object_name: str, record_id: str) -> Response:
    """Who a record is shared with, and its team."""
    actor = await actor_of(request)
    identity = identity_of(object_name, record_id)

    async def work(reading: Reading) -> list[dict[str, Any]]:
        return await sharing.read_shares(reading, object_name, identity)

    return json_answer({"shares": await kernel(request).records.read(actor, work)})


@router.post("/records/{object_name}/{record_id}/shares")
async def share_record(request: Request, object_name: str, record_id: str) -> Response:
    """Shares a record, or takes somebody into its team."""
    actor = await actor_of(request)
    identity, body = identity_of(object_name, record_id), object_body(await json_body(request))

    async def work(writing: Writing) -> str:
        shared = await sharing.share(writing, object_name, identity, body)
        await _note_share(writing, object_name, identity, shared, body)
        return shared

    return json_answer({"id": await kernel(request).records.write(actor, "share", work)}, 201)


@router.delete("/records/{object_name}/{record_id}/shares/{share_id}")
async def end_share(request: Request, object_name: str, record_id: str, share_id: str) -> Response:
    actor = await actor_of(request)
    identity, share = identity_of(object_name, record_id), identity_of("share", share_id)

    async def work(writing: Writing) -> None:
        await sharing.unshare(writing, object_name, identity, share)
        await _note_share(writing, object_name, identity, share, None)

    await kernel(request).records.write(actor, "unshare", work)
    return Response(status_code=204)


@router.post("/records/{object_name}/{record_id}/reveal")
async def reveal_secret(request: Request, object_name: str, record_id: str) -> Response:
    """The value of a secret; that it has been looked at is written down first."""
    actor = await actor_of(request)
    identity, name = identity_of(object_name, record_id), str(object_body(await json_body(request)).get("field"))[:60]

    async def work(writing: Writing) -> str | None:
        value = await sealing.reveal_field(writing, object_name, identity, name)
        await audit.record(
            writing.session, writing.now, actor.id, "reveal", object_id=object_name, record_id=identity, field=name
        )
        return value

    return json_answer({"value": await kernel(request).records.write(actor, "reveal", work)})


@router.post("/records/{object_name}/transfer")
async def transfer_records(request: Request, object_name: str) -> Response:
    """Gives records, and chosen kinds of their children, to another owner."""
    actor = await actor_of(request)
    body = object_body(await json_body(request, MAX_BODY))

    async def work(writing: Writing) -> dict[str, Any]:
        done = await transfer.transfer(writing, object_name, body)
        return {
            "transferred": done.records,
            "failed": [problem.document(actor.locale) for problem in done.failed],
            "change": writing.change.id if writing.change.events else None,
        }

    return json_answer(await kernel(request).records.write(actor, "transfer", work))


@router.post("/users/{user_id}/hand-over")
async def hand_over(request: Request, user_id: str) -> Response:
    """Begins to give everything of a user to another: 202 with the id to follow it by."""
    actor = await administrator(request)
    body = object_body(await json_body(request))
    problems = [
        Problem("condition_key", key[:60], params={"known": "to, deactivate"})
        for key in body.keys() - {"to", "deactivate"}
    ]
    deactivate = body.get("deactivate", False)
    if not isinstance(deactivate, bool):
        problems.append(Problem("not_a_boolean", "deactivate"))
    try:
        to = parse_id(body.get("to"))
    except Rejected as rejected:
        raise Invalid("invalid_hand_over", errors=[*problems, Problem(rejected.code, "to")]) from None
    if problems:
        raise Invalid("invalid_hand_over", errors=problems)
    user = identity_of("user", user_id)
    jobs = kernel(request).jobs

    async def defer(session: Session, identity: str) -> None:
        await jobs.defer(session, hand_overs.JOB, identity=identity)

    async def work(writing: Writing) -> str:
        return await hand_overs.begin(writing, user, to, deactivate=deactivate, defer=defer)

    identity = await kernel(request).records.write(actor, "hand_over", work)
    return json_answer({"id": identity}, 202, {"location": f"/api/hand-overs/{identity}"})


@router.get("/hand-overs")
async def list_hand_overs(request: Request) -> Response:
    """Who has left, to whom their records went, and what was moved: the newest first."""
    await administrator(request)
    people = kernel(request).records.permissions.organisation.people
    async with kernel(request).database.session() as session:
        found = await hand_overs.newest(session)
    told = [
        _hand_over(it)
        | {
            "user": _reference(people, it.user),
            "to": _reference(people, it.to),
            "created_at": it.created_at,
            "created_by": it.created_by and _reference(people, it.created_by),
        }
        for it in found
    ]
    return json_answer({"hand_overs": told})


@router.get("/hand-overs/{hand_over_id}")
async def read_hand_over(request: Request, hand_over_id: str) -> Response:
    """How far a hand-over is, and what it has moved."""
    await administrator(request)
    async with kernel(request).database.session() as session:
        it = await hand_overs.read(session, identity_of("hand_over", hand_over_id))
    return json_answer(_hand_over(it))


@router.get("/users/{user_id}/rights")
async def read_rights(request: Request, user_id: str) -> Response:
    """What a user may do; for oneself, and for administrators."""
    actor, rights = await rights_of(request)
    identity = identity_of("user", user_id)
    if identity != actor.id:
        rights.require_administrator()
        records = kernel(request).records
        rights = records.permissions.rights_of(
            _person(request, identity), rights.full, records.permissions.organisation
        )
    return json_answer(preview.summary(rights, rights.full))


@router.post("/rights/preview")
async def preview_change(request: Request) -> Response:
    """Who would gain and lose what by a change of roles or people; nothing is changed."""
    actor = await administrator(request)
    body = object_body(await json_body(request))
    records = kernel(request).records
    snapshot, permissions = records.catalogue.current, records.permissions
    roles, people = _thought_of(body, request)
    after = preview.changed(permissions.organisation, roles, people)
    found = list(preview.effects(permissions, snapshot, after))

    async def count(reading: Reading) -> list[dict[str, Any]]:
        return [
            {
                "user": {"id": effect.person.id, "title": effect.person.name},
                "gained": [_line(line) for line in effect.gained],
                "lost": [_line(line) for line in effect.lost],
                "kept": [_line(line) for line in effect.kept],
                "records": {
                    item.name: {
                        "before": await _count(reading, effect.before, effect.person, item),
                        "after": await _count(reading, effect.after, effect.person, item),
                    }
                    for item in (effect.objects if index < COUNTED_PEOPLE else ())
                },
            }
            for index, effect in enumerate(found)
        ]

    return json_answer(
        {
            "people": await records.read(actor, count),
            "administrators": [{"id": one.id, "title": one.name} for one in after.administrators()],
        }
    )


@router.get("/sharing-rules")
async def read_sharing_rules(request: Request) -> Response:
    """All sharing rules."""
    await administrator(request)
    return json_answer(
        {
            "sharing_rules": [
                {
                    "id": one.id,
                    "name": one.name,
                    "object": one.object,
                    "where": one.where,
                    "with": one.grantee,
                    "access": one.access,
                }
                for one in kernel(request).records.permissions.organisation.rules
                if one.kind == "sharing_rule"
            ]
        }
    )


@router.post("/sharing-rules")
async def create_sharing_rule(request: Request) -> Response:
    """Opens the records that fit a condition to somebody."""
    actor = await actor_of(request)
    body = object_body(await json_body(request))
    grantee = body.pop("with", None)
    pair = cast(dict[str, Any], grantee) if isinstance(grantee, dict) else {}
    kind, identity = next(iter(pair.items()), ("", None))
    if len(pair) != 1 or kind not in sharing.GRANTEES:
        known = ", ".join(sharing.GRANTEES)
        raise Invalid("invalid_records", errors=[Problem("grantee_wrong", "with", params={"known": known})])
    raw = body | {"grantee": {"object": kind, "id": identity}}
    return await created_record(request, actor, Batch("sharing_rule", "create", [raw]))


@router.delete("/sharing-rules/{rule_id}")
async def delete_sharing_rule(request: Request, rule_id: str) -> Response:
    return await delete_record(request, "sharing_rule", rule_id)


async def _note_share(
    writing: Writing, object_name: str, identity: str, share: str, body: Mapping[str, Any] | None
) -> None:
    await audit.record(
        writing.session,
        writing.now,
        writing.actor.id,
        "rights_changed",
        object_id=object_name,
        record_id=identity,
        share=share,
        to=None if body is None else body["with"],
        access=None if body is None else body.get("access", "read"),
    )


def _person(request: Request, identity: str) -> Person:
    found = kernel(request).records.permissions.organisation.people.get(identity)
    if found is None:
        raise NotFound("user_not_found")
    return found if found.active else replace(found, roles=())


def _hand_over(it: hand_overs.HandOver) -> dict[str, Any]:
    return {name: getattr(it, name) for name in ("id", "user", "to", "deactivate", "status", "report", "problem")}


def _reference(people: Mapping[str, Person], identity: str) -> dict[str, str | None]:
    known = people.get(identity)
    return {"id": identity, "title": known and known.name}


def _line(line: preview.Line) -> dict[str, str]:
    return dict(zip(("object", "what", "how"), line, strict=True))


async def _count(reading: Reading, rights: Rights, person: Person, item: Object) -> int:
    """How many records of an object somebody sees."""
    context = replace(reading.context, me=person.id)
    seen = rights.view.objects.get(item.name)
    if seen is None:
        return 0
    statement = count_statement(rights.view, CountShape(seen, EVERYTHING))
    parameters = statement.parameters(rights=rights.values(context))
    return await reading.session.fetch_value(statement.sql, *parameters)


def _thought_of(body: Mapping[str, Any], request: Request) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The roles and people of a preview, by id; `Invalid` with places."""
    organisation = kernel(request).records.permissions.organisation
    snapshot = kernel(request).records.catalogue.current
    roles: dict[str, Any] = {}
    people: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for key in ("roles", "users"):
        entries: Any = body.get(key) or []
        listed: list[Any] = cast(list[Any], entries) if isinstance(entries, list) else [entries]
        for index, entry in enumerate(listed):
            place = f"{key}[{index}]"
            node = cast(dict[str, Any], entry) if isinstance(entry, dict) else {}
            identity: Any = node.get("id")
            if not _is_id(identity) or (key == "users" and identity not in organisation.people):
                problems.append(Problem("not_an_id", f"{place}.id"))
            elif key == "roles":
                problems += [one.at(field=place) for one in check_grants(node.get("grants"), snapshot)]
                roles[identity] = node.get("grants")
            else:
                known = {name: value for name, value in node.items() if name in preview.PERSON_KEYS}
                problems += _wrong_person(known, place)
                people[identity] = known
    if problems:
        raise Invalid("invalid_preview", errors=problems)
    return roles, people


def _wrong_person(values: Mapping[str, Any], place: str) -> list[Problem]:
    problems: list[Problem] = []
    for name, value in values.items():
        if name == "active":
            if not isinstance(value, bool):
                problems.append(Problem("not_a_boolean", f"{place}.active"))
        elif name == "roles" and not isinstance(value, list):
            problems.append(Problem("condition_list", f"{place}.roles"))
        else:
            ids: list[Any] = cast(list[Any], value) if name == "roles" else [] if value is None else [value]
            if not all(_is_id(one) for one in ids):
                problems.append(Problem("not_an_id", f"{place}.{name}"))
    return problems


def _is_id(value: Any) -> bool:
    """Whether it is an id as the organisation has them."""
    try:
        return isinstance(value, str) and parse_id(value) == value
    except Rejected:
        return False
