"""Signing in and out, and the sessions that this opens and ends."""

from typing import Any

from fastapi import APIRouter, Request, Response

from luopan.kernel.auth import audit, sessions
from luopan.kernel.auth.accounts import account_of, end_sessions
from luopan.kernel.auth.preferences import merge_preferences, read_preferences
from luopan.kernel.auth.sign_in import SignedIn
from luopan.kernel.http.bodies import id_in_path, small_body, text_if_any, texts
from luopan.kernel.http.browser import address_of, client_of, delete_cookie, set_cookie
from luopan.kernel.http.edge import (
    administrator,
    check_own_page,
    credential_of,
    json_answer,
    json_body,
    kernel,
    object_body,
    rights_of,
)
from luopan.kernel.metadata.definitions import is_storable
from luopan.kit.actor import Actor
from luopan.kit.errors import Invalid, Malformed, Problem

router = APIRouter(prefix="/api")

MAX_PREFERENCES = 64 * 1024


@router.post("/auth/login")
async def sign_in(request: Request) -> Response:
    """Opens a session: a cookie for browsers, the same token for others."""
    check_own_page(request)
    body = await small_body(request)
    email, password = texts(body, "email", "password")
    code = text_if_any(body, "code")
    kernel(request).limits.sign_in(address_of(request), email)
    return session_answer(request, await kernel(request).sign_in.sign_in(email, password, code, client_of(request)))


@router.post("/auth/logout")
async def sign_out(request: Request) -> Response:
    """Ends the session of the token or cookie."""
    credential = await credential_of(request)
    await kernel(request).sign_in.sign_out(credential, client_of(request))
    answer = Response(status_code=204)
    delete_cookie(request, answer)
    return answer


@router.get("/me")
async def who_am_i(request: Request) -> Response:
    """The signed-in user and their workspace."""
    actor, rights = await rights_of(request)
    workspace = kernel(request).records.workspace
    assert actor.id is not None
    async with kernel(request).database.session() as session:
        preferences = await read_preferences(session, actor.id)
        account = await account_of(session, actor.id)
    return json_answer(
        {
            "id": actor.id,
            "name": actor.name,
            "admin": rights.administers,
            "configures": rights.may("configure"),
            "viewer": _viewer(request),
            "second_factor": account.totp_secret is not None,
            "locale": actor.locale,
            "preferences": preferences,
            "workspace": {
                "name": workspace.name,
                "zone": str(workspace.zone),
                "locale": workspace.locale,
                "currency": workspace.currency,
                "country": workspace.country,
            },
        }
    )


@router.patch("/me")
async def change_preferences(request: Request) -> Response:
    """Sets what a person prefers, key by key; null forgets a key."""
    credential = await credential_of(request)
    body = object_body(await json_body(request, MAX_PREFERENCES))
    unknown = [key for key in body if key != "preferences"]
    if unknown:
        problem = Problem("key_unknown", unknown[0][:60], params={"known": "preferences"})
        raise Invalid("invalid_preferences", errors=[problem])
    if not is_storable(body):
        raise Malformed("change_set_text")
    assert credential.actor.id is not None
    async with kernel(request).sign_in.forgetting() as session:
        preferences = await merge_preferences(session, credential.actor.id, body.get("preferences", {}))
    return json_answer({"preferences": preferences})


@router.get("/auth/sessions")
async def own_sessions(request: Request) -> Response:
    """The user's own sessions."""
    credential = await credential_of(request)
    assert credential.actor.id is not None
    return await _sessions(request, credential.actor.id, credential.session)


@router.delete("/auth/sessions/{session_id}")
async def end_session(request: Request, session_id: str) -> Response:
    """Ends one of the user's own sessions."""
    credential = await credential_of(request)
    user_id, identity = credential.actor.id, id_in_path(session_id, "session_not_found")
    assert user_id is not None
    async with kernel(request).sign_in.forgetting() as session:
        now = kernel(request).clock()
        await sessions.end(session, now, user_id, identity, by=user_id, address=address_of(request))
    return Response(status_code=204)


@router.post("/auth/sessions/end-others")
async def end_other_sessions(request: Request) -> Response:
    """Ends all of the user's sessions but this one."""
    credential = await credential_of(request)
    assert credential.actor.id is not None
    return await _end_all(request, credential.actor.id, by=credential.actor.id, keep=credential.session)


@router.get("/users/{user_id}/sessions")
async def sessions_of_user(request: Request, user_id: str) -> Response:
    """Somebody's sessions, for administrators."""
    await administrator(request)
    return await _sessions(request, id_in_path(user_id, "user_not_found"), None)


@router.delete("/users/{user_id}/sessions")
async def end_sessions_of_user(request: Request, user_id: str) -> Response:
    """Ends all of somebody's sessions, for administrators."""
    actor = await administrator(request)
    return await _end_all(request, id_in_path(user_id, "user_not_found"), by=actor.id, keep=None)


def session_answer(request: Request, signed_in: SignedIn) -> Response:
    """A fresh session, as token and as cookie."""
    answer = json_answer({"token": signed_in.token, "expires_at": signed_in.expires_at.isoformat()})
    answer.raw_headers.append(set_cookie(request, signed_in, kernel(request).clock()))
    return answer


def _viewer(request: Request) -> dict[str, Any] | None:
    """The administrator who sees Luopan as this user."""
    viewer: Actor | None = getattr(request.state, "viewer", None)
    return None if viewer is None else {"id": viewer.id, "name": viewer.name}


async def _sessions(request: Request, user_id: str, current: str | None) -> Response:
    async with kernel(request).database.session() as session:
        found = await sessions.of_user(session, user_id, kernel(request).clock(), current)
    return json_answer({"sessions": found})


async def _end_all(request: Request, user_id: str, *, by: str | None, keep: str | None) -> Response:
    now, address = kernel(request).clock(), address_of(request)
    async with kernel(request).sign_in.forgetting() as session:
        ended = await end_sessions(session, user_id, keep=keep)
        if ended:
            await audit.record(
                session,
                now,
                by,
                "session_ended",
                object_id=audit.USER,
                record_id=user_id,
                address=address,
                sessions=ended,
            )
    return json_answer({"ended": ended})
