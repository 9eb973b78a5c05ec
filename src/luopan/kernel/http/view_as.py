"""Luopan as somebody else sees it: for administrators, to read only, until they end it. Who looked is in the audit."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from luopan.kernel.auth import audit, sessions
from luopan.kernel.auth.sign_in import Credential
from luopan.kernel.http.bodies import id_in_path, small_body, texts
from luopan.kernel.http.browser import address_of
from luopan.kernel.http.edge import administrator, credential_of, kernel
from luopan.kit.errors import Conflict, NotFound

router = APIRouter(prefix="/api")


@router.post("/view-as")
async def begin_view(request: Request) -> Response:
    """From now on this session reads as `user`, and writes nothing."""
    actor, credential = await administrator(request), await credential_of(request)
    (text,) = texts(await small_body(request), "user", code="invalid_view_as")
    user = id_in_path(text, "user_not_found")
    person = kernel(request).records.permissions.organisation.people.get(user)
    if person is None:
        raise NotFound("user_not_found")
    if not person.active or user == actor.id:
        raise Conflict("view_as_whom")
    await _view(request, credential, user, "view_as_begun", of=user)
    return Response(status_code=204)


@router.delete("/view-as")
async def end_view(request: Request) -> Response:
    """This session is its own user's again."""
    credential = await credential_of(request)
    if credential.viewing is not None:
        await _view(request, credential, None, "view_as_ended", of=credential.viewing.id)
    return Response(status_code=204)


async def _view(
    request: Request,
    credential: Credential,
    user: str | None,
    kind: Literal["view_as_begun", "view_as_ended"],
    *,
    of: str | None,
) -> None:
    assert credential.session is not None
    now, address = kernel(request).clock(), address_of(request)
    async with kernel(request).sign_in.forgetting() as session:
        await sessions.view_as(session, credential.session, user)
        await audit.record(session, now, credential.actor.id, kind, object_id=audit.USER, record_id=of, address=address)
