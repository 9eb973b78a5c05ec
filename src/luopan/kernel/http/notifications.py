"""Notifications over HTTP: what one has been told."""

from typing import Any, cast

from fastapi import APIRouter, Request, Response

from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.comments import cursor_of
from luopan.kernel.http.edge import actor_of, json_answer, json_body, kernel, object_body
from luopan.kernel.notifications import inbox
from luopan.kernel.records.read import Reading
from luopan.kit.errors import Invalid, Problem

router = APIRouter(prefix="/api")

MAX_BODY = 64 * 1024
MAX_IDS = 1_000


@router.get("/notifications")
async def read_notifications(request: Request) -> Response:
    """A page, newest first; `?unread=1`: of those that are not read."""
    actor = await actor_of(request)
    before, unread = cursor_of(request), request.query_params.get("unread") in ("1", "true")

    async def work(reading: Reading) -> dict[str, Any]:
        return await inbox.read_page(reading, before, unread=unread)

    return json_answer(await kernel(request).records.read(actor, work))


@router.post("/notifications/read")
async def mark_as_read(request: Request) -> Response:
    """Marks some, by `ids`, or `all` as read; says how many are not."""
    actor = await actor_of(request)
    ids = _which(object_body(await json_body(request, MAX_BODY)))

    async def work(reading: Reading) -> int:
        await inbox.mark_read(reading, ids)
        return await inbox.count_unread(reading)

    return json_answer({"unread": await kernel(request).records.read(actor, work)})


def _which(body: dict[str, Any]) -> list[str] | None:
    """The ids; None where all are meant."""
    problems = [
        Problem("condition_key", key[:60], params={"known": "all, ids"}) for key in body.keys() - {"ids", "all"}
    ]
    everything, given = body.get("all", False), body.get("ids")
    if not isinstance(everything, bool):
        problems.append(Problem("not_a_boolean", "all"))
    elif not everything and given is None:
        problems.append(Problem("required", "ids"))
    ids: list[str] = []
    if given is not None and not isinstance(given, list):
        problems.append(Problem("condition_list", "ids"))
    elif given is not None:
        listed = cast(list[Any], given)
        if len(listed) > MAX_IDS:
            problems.append(Problem("condition_list_too_long", "ids", params={"most": MAX_IDS}))
        for place, one in enumerate(listed[:MAX_IDS]):
            try:
                ids.append(parse_id(one))
            except Rejected as rejected:
                problems.append(Problem(rejected.code, f"ids[{place}]", params=rejected.params))
    if problems:
        raise Invalid("invalid_read", errors=problems)
    return None if everything else ids
