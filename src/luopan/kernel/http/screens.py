"""Screens over HTTP: people's own views, the screens of the workspace, the compass."""

from typing import Any

from fastapi import APIRouter, Request, Response

from luopan.kernel.http.bodies import id_in_path
from luopan.kernel.http.edge import actor_of, json_answer, json_body, kernel, object_body, rights_of
from luopan.kernel.metadata.definitions import is_storable
from luopan.kernel.screens import views, workspace
from luopan.kit.errors import Malformed

router = APIRouter(prefix="/api")

MAX_BODY = 512 * 1024


@router.get("/views")
async def read_views(request: Request) -> Response:
    """One's own views and those that colleagues share: of `object`, or of all that one may read."""
    actor, rights = await rights_of(request)
    name = request.query_params.get("object")
    item = rights.item(name) if name else None
    async with kernel(request).database.session() as session:
        return json_answer({"views": await views.read_views(session, actor, rights, item)})


@router.post("/views")
async def create_view(request: Request) -> Response:
    """A new view of one's own."""
    body = await _body(request)
    actor, rights = await rights_of(request)
    parts = kernel(request)
    async with parts.database.transaction() as session:
        return json_answer(await views.create(session, parts.clock(), actor, rights, body), 201)


@router.patch("/views/{view_id}")
async def change_view(request: Request, view_id: str) -> Response:
    """Changes one's own view, or a shared one of an object that one configures."""
    body, identity = await _body(request), id_in_path(view_id, "view_not_found")
    actor, rights = await rights_of(request)
    parts = kernel(request)
    async with parts.database.transaction() as session:
        return json_answer(await views.change(session, parts.clock(), actor, rights, identity, body))


@router.delete("/views/{view_id}")
async def delete_view(request: Request, view_id: str) -> Response:
    """Deletes one's own view, or a shared one of an object that one configures."""
    actor, rights = await rights_of(request)
    identity = id_in_path(view_id, "view_not_found")
    async with kernel(request).database.transaction() as session:
        await views.delete(session, actor, rights, identity)
    return Response(status_code=204)


@router.get("/screens/{name}")
async def read_screen(request: Request, name: str) -> Response:
    """A screen of the workspace, as far as the actor may see what it speaks of."""
    _, rights = await rights_of(request)
    async with kernel(request).database.session() as session:
        return json_answer((await workspace.read_screen(session, name, rights)).document)


@router.put("/screens/{name}")
async def write_screen(request: Request, name: str) -> Response:
    """Says a screen of the workspace anew."""
    body = await _body(request)
    actor, rights = await rights_of(request)
    parts = kernel(request)
    async with parts.database.transaction() as session:
        screen = await workspace.write_screen(session, parts.clock(), actor, rights, name, body)
    return json_answer(screen.document)


@router.get("/compass")
async def read_compass(request: Request) -> Response:
    """Who stands where on the compass, what they are worth, who has moved in a week."""
    actor = await actor_of(request)
    return json_answer(await kernel(request).records.read(actor, kernel(request).standing.read))


async def _body(request: Request) -> dict[str, Any]:
    """A body that PostgreSQL can keep."""
    body = object_body(await json_body(request, MAX_BODY))
    if not is_storable(body):
        raise Malformed("change_set_text")
    return body
