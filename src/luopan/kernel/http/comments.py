"""Comments over HTTP: what people say about a record."""

from typing import Any

from fastapi import APIRouter, Request, Response

from luopan.kernel.comments import comments
from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.bodies import id_in_path
from luopan.kernel.http.edge import actor_of, json_answer, json_body, kernel, object_body
from luopan.kernel.http.records import identity_of
from luopan.kernel.records.read import Reading
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Invalid, Problem

router = APIRouter(prefix="/api")

MAX_BODY = 128 * 1024
"""A comment of the greatest length, however it is escaped."""


@router.get("/records/{object_name}/{record_id}/comments")
async def read_comments(request: Request, object_name: str, record_id: str) -> Response:
    actor = await actor_of(request)
    identity, before = identity_of(object_name, record_id), cursor_of(request)

    async def work(reading: Reading) -> dict[str, Any]:
        return await comments.read_comments(reading, object_name, identity, before)

    return json_answer(await kernel(request).records.read(actor, work))


@router.post("/records/{object_name}/{record_id}/comments")
async def post_comment(request: Request, object_name: str, record_id: str) -> Response:
    actor = await actor_of(request)
    identity = identity_of(object_name, record_id)
    body = object_body(await json_body(request, MAX_BODY))

    async def work(writing: Writing) -> dict[str, Any]:
        return await comments.post(writing, object_name, identity, body)

    made = await kernel(request).records.write(actor, "comment", work)
    return json_answer(made, 201, {"location": f"/api/comments/{made['id']}"})


@router.patch("/comments/{comment_id}")
async def edit_comment(request: Request, comment_id: str) -> Response:
    actor = await actor_of(request)
    identity = id_in_path(comment_id, "comment_unknown")
    body = object_body(await json_body(request, MAX_BODY))

    async def work(writing: Writing) -> dict[str, Any]:
        return await comments.edit(writing, identity, body)

    return json_answer(await kernel(request).records.write(actor, "comment_edit", work))


@router.delete("/comments/{comment_id}")
async def delete_comment(request: Request, comment_id: str) -> Response:
    actor = await actor_of(request)
    identity = id_in_path(comment_id, "comment_unknown")

    async def work(writing: Writing) -> None:
        await comments.delete(writing, identity)

    await kernel(request).records.write(actor, "comment_delete", work)
    return Response(status_code=204)


def cursor_of(request: Request) -> str | None:
    """The id that a page ended with."""
    text = request.query_params.get("cursor")
    try:
        return parse_id(text) if text else None
    except Rejected:
        raise Invalid("invalid_query", errors=[Problem("query_cursor", "cursor")]) from None
