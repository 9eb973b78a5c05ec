"""API keys over HTTP: made, shown without their tokens, revoked."""

from typing import Any, cast

from fastapi import APIRouter, Request, Response

from luopan.kernel.auth import keys
from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.bodies import id_in_path, moment_if_any, small_body, text_if_any, texts
from luopan.kernel.http.browser import address_of
from luopan.kernel.http.edge import actor_of, administrator, json_answer, kernel, rights_of
from luopan.kit.errors import Invalid, Problem

router = APIRouter(prefix="/api")

CODE = "invalid_key"


@router.post("/keys")
async def create_key(request: Request) -> Response:
    """A key for oneself, or for `user`, which takes an administrator. Its token is shown this once."""
    actor = await actor_of(request)
    body = await small_body(request)
    (name,) = texts(body, "name", code=CODE)
    scopes, expires_at = _scopes(body), moment_if_any(body, "expires_at", code=CODE)
    user_id = _user(body) or actor.id
    if user_id != actor.id:
        await administrator(request)
    assert user_id is not None
    async with kernel(request).database.transaction() as session:
        key = await keys.create(
            session,
            kernel(request).clock(),
            user_id,
            name,
            scopes=scopes,
            expires_at=expires_at,
            by=actor.id,
            address=address_of(request),
        )
    return json_answer({"id": key.id, "token": key.token}, 201)


@router.get("/keys")
async def own_keys(request: Request) -> Response:
    """The user's own keys."""
    actor = await actor_of(request)
    assert actor.id is not None
    return await _keys(request, actor.id)


@router.get("/users/{user_id}/keys")
async def keys_of_user(request: Request, user_id: str) -> Response:
    """Somebody's keys, for administrators."""
    await administrator(request)
    return await _keys(request, id_in_path(user_id, "user_not_found"))


@router.delete("/keys/{key_id}")
async def revoke_key(request: Request, key_id: str) -> Response:
    """Ends a key: one's own, or anybody's for administrators."""
    actor, rights = await rights_of(request)
    identity = id_in_path(key_id, "key_not_found")
    assert actor.id is not None
    async with kernel(request).sign_in.forgetting() as session:
        await keys.revoke(
            session,
            kernel(request).clock(),
            identity,
            by=actor.id,
            of=None if rights.administers else actor.id,
            address=address_of(request),
        )
    return Response(status_code=204)


async def _keys(request: Request, user_id: str) -> Response:
    async with kernel(request).database.session() as session:
        return json_answer({"keys": await keys.of_user(session, user_id)})


def _scopes(body: dict[str, Any]) -> list[str] | None:
    scopes = body.get("scopes")
    if scopes is None:
        return None
    if not isinstance(scopes, list) or not all(isinstance(one, str) for one in cast(list[Any], scopes)):
        raise Invalid(CODE, errors=[Problem("condition_list", "scopes")])
    return cast(list[str], scopes)


def _user(body: dict[str, Any]) -> str | None:
    text = text_if_any(body, "user", code=CODE)
    try:
        return None if text is None else parse_id(text)
    except Rejected as refusal:
        raise Invalid(CODE, errors=[Problem(refusal.code, "user")]) from None
