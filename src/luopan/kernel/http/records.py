"""Records over HTTP: one, many, questions, history, undo."""

from collections.abc import Sequence
from typing import Any, cast

import orjson
from fastapi import APIRouter, Request, Response

from luopan.kernel.events.log import read_for_undo
from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.edge import actor_of, if_match, json_answer, json_body, json_text, kernel, object_body
from luopan.kernel.records import bin as recycle_bin
from luopan.kernel.records import read
from luopan.kernel.records.batch import MAX_ROWS, Batch, Outcome, Row
from luopan.kernel.records.read import Reading
from luopan.kernel.records.undo import Undone, undo
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import Actor
from luopan.kit.errors import Conflict, Forbidden, Invalid, LuopanError, Malformed, NotFound, Problem, Stale, TooLarge

router = APIRouter(prefix="/api")

FORBIDDEN = frozenset(("record_forbidden", "record_out_of_reach", "transfer_forbidden", "field_forbidden"))
"""Problems of a row that make the call of one record a forbidden one."""
MODES = ("create", "update", "upsert", "delete")


@router.post("/records/{object_name}")
async def create_record(request: Request, object_name: str) -> Response:
    actor = await actor_of(request)
    return await created_record(request, actor, Batch(object_name, "create", [object_body(await json_body(request))]))


async def created_record(request: Request, actor: Actor, batch: Batch) -> Response:
    """Creates the one record of a batch, and answers with it."""

    async def work(writing: Writing) -> tuple[Row, str]:
        row = await _one(writing, batch)
        return row, await _read_back(writing, batch.object, row)

    row, text = await kernel(request).records.write(actor, "create", work)
    return json_text(text, 201, {"location": f"/api/records/{batch.object}/{row.id}", "etag": f'"{row.version}"'})


@router.get("/records/{object_name}/{record_id}")
async def read_record(request: Request, object_name: str, record_id: str) -> Response:
    actor = await actor_of(request)
    identity = identity_of(object_name, record_id)
    return json_text(
        await kernel(request).records.read(actor, lambda reading: read.read_one(reading, object_name, identity))
    )


@router.patch("/records/{object_name}/{record_id}")
async def update_record(request: Request, object_name: str, record_id: str) -> Response:
    actor = await actor_of(request)
    raw = object_body(await json_body(request)) | {"id": identity_of(object_name, record_id)} | _version(request)

    async def work(writing: Writing) -> tuple[Row, str]:
        row = await _one(writing, Batch(object_name, "update", [raw]))
        return row, await _read_back(writing, object_name, row)

    row, text = await kernel(request).records.write(actor, "update", work)
    return json_text(text, 200, {"etag": f'"{row.version}"'})


@router.delete("/records/{object_name}/{record_id}")
async def delete_record(request: Request, object_name: str, record_id: str) -> Response:
    actor = await actor_of(request)
    raw = {"id": identity_of(object_name, record_id)} | _version(request)

    async def work(writing: Writing) -> None:
        await _one(writing, Batch(object_name, "delete", [raw]))

    await kernel(request).records.write(actor, "delete", work)
    return Response(status_code=204)


@router.post("/records/{object_name}/{record_id}/restore")
async def restore_record(request: Request, object_name: str, record_id: str) -> Response:
    actor = await actor_of(request)
    raw = {"id": identity_of(object_name, record_id)}

    async def work(writing: Writing) -> str:
        row = await _one(writing, Batch(object_name, "restore", [raw]))
        return await _read_back(writing, object_name, row)

    return json_text(await kernel(request).records.write(actor, "restore", work))


@router.get("/records/{object_name}/{record_id}/history")
async def read_history(request: Request, object_name: str, record_id: str) -> Response:
    actor = await actor_of(request)
    identity = identity_of(object_name, record_id)
    before, limit = request.query_params.get("cursor") or None, number(request, "limit", 1_000) or read.HISTORY_PAGE

    async def work(reading: Reading) -> dict[str, Any]:
        return await read.read_history(reading, object_name, identity, before=before, limit=limit)

    return json_answer(await kernel(request).records.read(actor, work))


@router.post("/records/{object_name}/{record_id}/undo")
async def undo_event(request: Request, object_name: str, record_id: str) -> Response:
    actor = await actor_of(request)
    identity = identity_of(object_name, record_id)
    change_id, seq = _event_id(object_body(await json_body(request)).get("event"))

    async def work(writing: Writing) -> str:
        item = writing.snapshot.object(object_name)
        events = [
            one
            for one in await read_for_undo(writing.session, change_id)
            if one.cursor.seq == seq and one.event.record_id == identity and one.event.object_id == item.id
        ]
        if not events:
            raise NotFound("event_unknown")
        if not await writing.reached("read", item, [identity]):
            raise NotFound("record_not_found", object=object_name, id=identity)
        undone = await undo(writing, events)
        if undone.conflicts and not undone.records:
            raise Conflict("undo_conflict", errors=undone.conflicts)
        reading = reading_of(writing)
        text = await read.read_one(reading, object_name, identity, any_state=True)
        return _with_problems(text, "conflicts", undone.conflicts, actor.locale)

    return json_text(await kernel(request).records.write(actor, "undo", work, undoes=change_id))


@router.post("/changes/{change_id}/undo")
async def undo_change(request: Request, change_id: str) -> Response:
    actor = await actor_of(request)
    identity = identity_of("change", change_id)

    async def work(writing: Writing) -> tuple[Undone, str | None]:
        events = await read_for_undo(writing.session, identity)
        if not events:
            raise NotFound("change_unknown", id=change_id)
        undone = await undo(writing, events)
        return undone, writing.change.id if writing.change.events else None

    undone, undo_id = await kernel(request).records.write(actor, "undo", work, undoes=identity)
    return json_answer(
        {
            "change": undo_id,
            "records": undone.records,
            "conflicts": [conflict.document(actor.locale) for conflict in undone.conflicts],
        }
    )


@router.post("/records/{object_name}/query")
async def query_records(request: Request, object_name: str) -> Response:
    actor = await actor_of(request)
    body = await json_body(request)
    return json_text(
        await kernel(request).records.read(actor, lambda reading: read.read_list(reading, object_name, body))
    )


@router.post("/records/{object_name}/aggregate")
async def aggregate_records(request: Request, object_name: str) -> Response:
    actor = await actor_of(request)
    body = await json_body(request)
    return json_text(
        await kernel(request).records.read(actor, lambda reading: read.read_aggregate(reading, object_name, body))
    )


@router.post("/records/{object_name}/bulk")
async def write_in_bulk(request: Request, object_name: str) -> Response:
    actor = await actor_of(request)
    batch = _batch(object_name, object_body(await json_body(request)))

    async def work(writing: Writing) -> Outcome:
        return await (recycle_bin.delete if batch.mode == "delete" else write)(writing, batch)

    outcome = await kernel(request).records.write(actor, "bulk", work, cause={"mode": batch.mode})
    return json_answer(_outcome(outcome, actor.locale))


def _batch(object_name: str, body: dict[str, Any]) -> Batch:
    """Reads `{"mode","key","records","atomic"}`."""
    problems: list[Problem] = []
    mode, key, rows, atomic = (
        body.get("mode", "create"),
        body.get("key"),
        body.get("records"),
        body.get("atomic", False),
    )
    if mode not in MODES:
        problems.append(Problem("bulk_mode", "mode", params={"known": ", ".join(MODES)}))
    names = _key_names(key)
    if names is None:
        problems.append(Problem("bulk_key", "key"))
    if not isinstance(rows, list):
        problems.append(Problem("condition_list", "records"))
    elif len(cast(list[Any], rows)) > MAX_ROWS:
        raise TooLarge("too_many_rows", most=MAX_ROWS)
    if not isinstance(atomic, bool):
        problems.append(Problem("not_a_boolean", "atomic"))
    problems += [
        Problem("condition_key", str(key)[:60], params={"known": "mode, key, records, atomic"})
        for key in body.keys() - {"mode", "key", "records", "atomic"}
    ]
    if problems:
        raise Invalid("invalid_records", errors=problems)
    return Batch(object_name, cast(Any, mode), cast(list[Any], rows), names or (), cast(bool, atomic))


def _key_names(key: Any) -> tuple[str, ...] | None:
    """One field's name, or up to five; None where it is neither."""
    names = cast(list[Any], [] if key is None else [key] if isinstance(key, str) else key)
    usable = isinstance(key, str | list | None) and len(names) <= 5 and all(isinstance(name, str) for name in names)
    return tuple(names) if usable else None


def _outcome(outcome: Outcome, locale: str) -> dict[str, Any]:
    counts = {status: outcome.count(status) for status in ("created", "updated", "unchanged", "deleted", "failed")}
    return {"results": [_result(row, locale) for row in outcome.rows], **counts, "change": outcome.change_id}


def _result(row: Row, locale: str) -> dict[str, Any]:
    result: dict[str, Any] = {"row": row.index, "status": row.status}
    if row.status != "failed":
        result |= {"id": row.id, "version": row.version}
    if row.problems:
        result["errors"] = [one.document(locale) for one in row.problems]
    if row.warnings:
        result["warnings"] = [one.document(locale) for one in row.warnings]
    return result


async def _one(writing: Writing, batch: Batch) -> Row:
    """Writes a batch of one; its problem becomes the error of the call."""
    step = {"delete": recycle_bin.delete, "restore": recycle_bin.restore}.get(batch.mode, write)
    try:
        return (await step(writing, batch)).rows[0]
    except LuopanError as error:
        raise _single(error, batch.object) from None


def _single(error: LuopanError, object_name: str) -> LuopanError:
    """The error of one record: without a row number, and with the status that its problem has."""
    problems = [Problem(one.code, one.field, None, one.line, one.params, one.message) for one in error.errors]
    codes = {one.code for one in problems}
    if codes & {"record_not_found", "record_deleted", "record_not_in_bin"}:
        return NotFound("record_not_found", object=object_name)
    if "stale" in codes:
        return Stale(errors=problems)
    if codes & FORBIDDEN:
        return Forbidden("record_forbidden", errors=problems)
    error.errors = tuple(problems)
    return error


async def _read_back(writing: Writing, object_name: str, row: Row) -> str:
    assert row.id is not None
    try:
        text = await read.read_one(reading_of(writing), object_name, row.id)
    except NotFound:  # given away, out of the actor's own sight
        return orjson.dumps({"id": row.id, "version": row.version}).decode()
    return _with_problems(text, "warnings", row.warnings, writing.actor.locale)


def reading_of(writing: Writing) -> Reading:
    """A reading in the transaction of a writing, by the same actor."""
    return Reading(writing.session, writing.actor, writing.rights, writing.context)


def _with_problems(text: str, key: str, problems: Sequence[Problem], locale: str) -> str:
    """A record's JSON with what is to be said about it."""
    if not problems:
        return text
    said = orjson.dumps([one.document(locale) for one in problems]).decode()
    return f'{text[:-1]},"{key}":{said}}}'


def identity_of(object_name: str, text: str) -> str:
    """An id from an address; what can't be one is not found."""
    try:
        return parse_id(text)
    except Rejected:
        raise NotFound("record_not_found", object=object_name, id=text[:60]) from None


def _event_id(text: Any) -> tuple[str, int]:
    change, _, seq = str(text).partition(".")
    try:
        return parse_id(change), int(seq) if len(seq) < 10 else -1
    except (Rejected, ValueError):
        raise Invalid("invalid_undo", errors=[Problem("event_unknown", "event")]) from None


def _version(request: Request) -> dict[str, Any]:
    read = if_match(request)
    return {} if read is None else {"version": read}


def number(request: Request, name: str, most: int) -> int | None:
    text = request.query_params.get(name)
    if text is None or text == "":
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18 or not 1 <= int(text) <= most:
        raise Malformed("query_limit", most=most, errors=[Problem("query_limit", name, params={"most": most})])
    return int(text)
