"""API keys: a user's rights for a program, narrowed by scopes where it has some."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luopan.kernel.auth import audit
from luopan.kernel.auth.accounts import account_of, account_of_email, forget_everybody
from luopan.kernel.auth.tokens import hashed, new_token
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, NotFound, Problem
from luopan.kit.ids import new_id

ACTIONS = ("create", "read", "update", "delete", "import", "export", "transfer", "configure")
MAX_SCOPES = 200
MAX_NAME = 100
_SCOPE = re.compile(rf"(?:(?:\*|[a-z][a-z0-9_]{{0,39}}):(?:\*|{'|'.join(ACTIONS)}))|{'|'.join(ACTIONS)}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that has just been made: the only time that its token is shown."""

    id: str
    token: str


async def create(
    session: Session,
    now: datetime,
    user_id: str,
    name: str,
    *,
    scopes: Sequence[str] | None = None,
    expires_at: datetime | None = None,
    by: str | None = None,
    address: str | None = None,
) -> NewKey:
    """A new key of an active user. `Invalid` where its name, a scope or its end make no sense."""
    _check(now, name, scopes, expires_at)
    await account_of(session, user_id)
    key = NewKey(new_id(), new_token("lpk_"))
    await session.execute(
        "insert into luopan.api_keys (id, user_id, name, token_hash, created_at, created_by, scopes, expires_at)"
        " values ($1::uuid, $2::uuid, $3, $4, $5, $6::uuid, $7, $8)",
        key.id,
        user_id,
        name,
        hashed(key.token),
        now,
        by,
        None if scopes is None else sorted(set(scopes)),
        expires_at,
    )
    await audit.record(
        session,
        now,
        by,
        "key_created",
        object_id=audit.USER,
        record_id=user_id,
        address=address,
        key=key.id,
        name=name,
        scopes=scopes,
    )
    return key


async def create_for_email(session: Session, now: datetime, email: str, name: str, **rest: Any) -> str:
    """The token of a new key for the user with this mail. `NotFound` where nobody has it."""
    account = await account_of_email(session, email)
    if account is None:
        raise NotFound("user_unknown", email=email)
    return (await create(session, now, account.id, name, **rest)).token


async def of_user(session: Session, user_id: str) -> list[Mapping[str, Any]]:
    """A user's keys that are not revoked, newest first, without their tokens."""
    rows = await session.fetch(_KEYS, user_id)
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]


async def revoke(
    session: Session, now: datetime, key_id: str, *, by: str, of: str | None, address: str | None = None
) -> None:
    """Ends a key, in every process, with the commit. `of`: only a key of this user; another is not found."""
    user_id = await session.fetch_value(
        "update luopan.api_keys set revoked_at = $2 where id = $1::uuid and revoked_at is null"
        " and ($3::uuid is null or user_id = $3::uuid) returning user_id::text",
        key_id,
        now,
        of,
    )
    if user_id is None:
        raise NotFound("key_not_found")
    await forget_everybody(session)
    await audit.record(
        session, now, by, "key_revoked", object_id=audit.USER, record_id=user_id, address=address, key=key_id
    )


def _check(now: datetime, name: str, scopes: Sequence[str] | None, expires_at: datetime | None) -> None:
    problems: list[Problem] = []
    if not name.strip():
        problems.append(Problem("required", "name"))
    elif len(name) > MAX_NAME:
        problems.append(Problem("value_too_long", "name", params={"most": MAX_NAME}))
    if scopes is not None and not 0 < len(scopes) <= MAX_SCOPES:
        problems.append(Problem("scopes_count", "scopes", params={"most": MAX_SCOPES}))
    problems += [
        Problem("scope_unknown", "scopes", params={"scope": scope[:60], "known": ", ".join(ACTIONS)})
        for scope in (scopes or ())[:MAX_SCOPES]
        if not _SCOPE.fullmatch(scope)
    ]
    if expires_at is not None and expires_at <= now:
        problems.append(Problem("in_the_past", "expires_at"))
    if problems:
        raise Invalid("invalid_key", errors=problems)


_NAMES = ("id", "name", "scopes", "created_at", "created_by", "expires_at", "used_at")
_KEYS = """
select id::text, name, scopes, created_at, created_by::text, expires_at, used_at
from luopan.api_keys where user_id = $1::uuid and revoked_at is null order by id desc
"""
