"""How somebody proves who they are: password, second factor, invitation, reset."""

from dataclasses import replace
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response

from luopan.kernel.auth import audit, one_time, second_factor
from luopan.kernel.auth.accounts import Account, account_of, set_password
from luopan.kernel.auth.letters import SEND_RESET_LINK
from luopan.kernel.auth.sign_in import Credential
from luopan.kernel.http.bodies import id_in_path, small_body, text_if_any, texts
from luopan.kernel.http.browser import address_of, client_of
from luopan.kernel.http.edge import administrator, check_own_page, credential_of, json_answer, kernel
from luopan.kernel.http.sessions import session_answer
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, Problem, Unauthenticated

log = structlog.get_logger()

router = APIRouter(prefix="/api")


@router.post("/auth/password")
async def change_password(request: Request) -> Response:
    """A new password for the old one; ends all other sessions."""
    credential, account = await _own_account(request)
    current, new = texts(await small_body(request), "current", "new", code="invalid_password")
    await _prove_password(request, account, current)
    try:
        async with kernel(request).sign_in.forgetting() as session:
            await set_password(session, account.id, new, keep=credential.session)
            await _note(request, session, "password_changed", account.id, by=account.id)
    except Invalid as error:
        raise Invalid(error.code, errors=[replace(one, field="new") for one in error.errors]) from None
    return Response(status_code=204)


@router.post("/auth/totp")
async def begin_totp(request: Request) -> Response:
    """A secret for an authenticator app; nothing changes until a code confirms it."""
    _, account = await _own_account(request)
    parts = kernel(request)
    async with parts.database.transaction() as session:
        pending = await second_factor.begin(session, parts.keyring, account, parts.records.workspace.name)
    return json_answer({"secret": pending.secret, "uri": pending.uri})


@router.post("/auth/totp/confirm")
async def confirm_totp(request: Request) -> Response:
    """Turns the second factor on; answers with the recovery codes, this once."""
    _, account = await _own_account(request)
    (code,) = texts(await small_body(request), "code", code="invalid_code")
    parts = kernel(request)
    async with parts.database.transaction() as session:
        codes = await second_factor.confirm(session, parts.keyring, account.id, code, parts.clock())
        await _note(request, session, "totp_enabled", account.id, by=account.id)
    return json_answer({"recovery_codes": codes})


@router.delete("/auth/totp")
async def turn_totp_off(request: Request) -> Response:
    """Turns the second factor off, for whoever still has both factors."""
    _, account = await _own_account(request)
    body = await small_body(request)
    (password,) = texts(body, "password", code="invalid_code")
    code = text_if_any(body, "code", code="invalid_code")
    try:
        await kernel(request).sign_in.proof.of_both(account, password, code)
    except Unauthenticated as refusal:
        wrong = Problem("password_wrong", "password") if refusal.code == "sign_in_failed" else None
        raise Invalid("invalid_code", errors=[wrong or Problem("code_wrong", "code")]) from None
    await _turn_off(request, account.id, by=account.id)
    return Response(status_code=204)


@router.delete("/users/{user_id}/totp")
async def reset_totp(request: Request, user_id: str) -> Response:
    """Takes somebody's second factor away, for administrators: they have lost it."""
    actor = await administrator(request)
    await _turn_off(request, id_in_path(user_id, "user_not_found"), by=actor.id)
    return Response(status_code=204)


@router.post("/users/{user_id}/invite")
async def invite(request: Request, user_id: str) -> Response:
    """A link with which somebody chooses their first password."""
    return await _single_use(request, user_id, "invite")


@router.post("/users/{user_id}/reset-link")
async def make_reset_link(request: Request, user_id: str) -> Response:
    """A link with which somebody chooses a new password."""
    return await _single_use(request, user_id, "reset")


@router.post("/auth/accept")
async def accept(request: Request) -> Response:
    """Takes an invitation or a reset: sets the password and opens a session."""
    check_own_page(request)
    body = await small_body(request)
    token, password = texts(body, "token", "password", code="invalid_password")
    code = text_if_any(body, "code", code="invalid_code")
    kernel(request).limits.sign_in(address_of(request))
    return session_answer(request, await kernel(request).sign_in.accept(token, password, code, client_of(request)))


@router.post("/auth/forgot")
async def forgot(request: Request) -> Response:
    """Has a link sent, if the mail is somebody's. The answer never says: who looks is a job, later."""
    check_own_page(request)
    (email,) = texts(await small_body(request), "email")
    parts, address = kernel(request), address_of(request)
    parts.limits.sign_in(address, email)
    if parts.settings.smtp_url is None:
        log.warning("no_mail_server", hint="LUOPAN_SMTP_URL is not set: nobody gets a link")
    else:
        async with parts.database.transaction() as session:
            await parts.jobs.defer(
                session, SEND_RESET_LINK, only_once=True, email=email.strip().lower(), address=address
            )
    return json_answer({"status": "accepted"}, 202)


async def _own_account(request: Request) -> tuple[Credential, Account]:
    credential = await credential_of(request)
    assert credential.actor.id is not None
    async with kernel(request).database.session() as session:
        return credential, await account_of(session, credential.actor.id)


async def _prove_password(request: Request, account: Account, password: str) -> None:
    try:
        await kernel(request).sign_in.proof.of_password(account, password)
    except Unauthenticated:
        raise Invalid("invalid_password", errors=[Problem("password_wrong", "current")]) from None


async def _turn_off(request: Request, user_id: str, *, by: str | None) -> None:
    async with kernel(request).database.transaction() as session:
        if await second_factor.turn_off(session, user_id):
            await _note(request, session, "totp_disabled", user_id, by=by)


async def _single_use(request: Request, user_id: str, purpose: one_time.Purpose) -> Response:
    actor = await administrator(request)
    identity, now = id_in_path(user_id, "user_not_found"), kernel(request).clock()
    async with kernel(request).database.transaction() as session:
        made = await one_time.make(session, now, identity, purpose, by=actor.id, address=address_of(request))
    answer = {"token": made.token, "expires_at": made.expires_at.isoformat(), "link": made.link}
    return json_answer(answer, 201)


async def _note(
    request: Request, session: Session, kind: audit.Kind, user_id: str, *, by: str | None, **details: Any
) -> None:
    await audit.record(
        session,
        kernel(request).clock(),
        by,
        kind,
        object_id=audit.USER,
        record_id=user_id,
        address=address_of(request),
        **details,
    )
