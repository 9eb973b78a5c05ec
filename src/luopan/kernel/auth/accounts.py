"""The sign-in side of a user: the password, and how the sessions of somebody end."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luopan.kernel.auth.passwords import check_password, hash_password
from luopan.kit.database import Session
from luopan.kit.errors import NotFound

CHANNEL = "luopan_sign_in"
"""Rung whenever a process must not go on with whom it remembers."""

IS_ACTIVE = "u.active is not false and u.deleted_at is null"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `totp_secret` is sealed, and there only where the second factor is on."""

    id: str
    name: str
    email: str
    locale: str
    password_hash: str | None
    changed_at: datetime | None
    totp_secret: str | None


async def account_of_email(session: Session, email: str) -> Account | None:
    """The active user with this mail."""
    return _account(await session.fetch_one(f"{_ACCOUNT} and u.email = $1", email.strip().lower()))


async def account_of(session: Session, user_id: str) -> Account:
    """The active user with this id; `NotFound` where there is none."""
    account = _account(await session.fetch_one(f"{_ACCOUNT} and u.id = $1::uuid", user_id))
    if account is None:
        raise NotFound("user_not_found")
    return account


async def set_password(
    session: Session, user_id: str, password: str, locale: str | None = None, *, keep: str | None = None
) -> None:
    """Gives a user a password and ends their sessions (all but `keep`); `Invalid` where the password can't be used."""
    person = await session.fetch_one(
        'select email, name from records."user" where id = $1::uuid and deleted_at is null', user_id
    )
    if person is None:
        raise NotFound("user_not_found")
    check_password(password, *person)
    digest = await asyncio.to_thread(hash_password, password)
    await session.execute(_SET_PASSWORD, user_id, digest, locale)
    await session.execute("delete from luopan.one_time_tokens where user_id = $1::uuid", user_id)
    await end_sessions(session, user_id, keep=keep)


async def set_locale(session: Session, user_id: str, locale: str) -> None:
    """The language that somebody's answers and letters are written in; in every process, with the commit."""
    await session.execute("update luopan.credentials set locale = $2 where user_id = $1::uuid", user_id, locale)
    await forget_everybody(session)


async def end_sessions(session: Session, user_id: str, *, keep: str | None = None) -> int:
    """Ends a user's sessions – all but `keep` – in every process, with the commit; gives how many there were."""
    ended = await session.execute(
        "delete from luopan.sessions where user_id = $1::uuid and id is distinct from $2::uuid", user_id, keep
    )
    await forget_everybody(session)
    return ended


async def forget_everybody(session: Session) -> None:
    """With the commit, every process asks anew who a token stands for."""
    await session.execute("select pg_notify($1, '')", CHANNEL)


def _account(row: tuple[Any, ...] | None) -> Account | None:
    return None if row is None else Account(*row)


_ACCOUNT = f"""
select u.id::text, u.name, u.email, coalesce(c.locale, w.locale), c.password_hash, c.changed_at,
       case when c.totp_confirmed_at is not null then c.totp_secret end
from luopan.workspace w, records."user" u left join luopan.credentials c on c.user_id = u.id
where {IS_ACTIVE}
"""

_SET_PASSWORD = """
insert into luopan.credentials (user_id, password_hash, locale, changed_at)
select $1::uuid, $2, coalesce($3, locale), clock_timestamp() from luopan.workspace
on conflict (user_id) do update set password_hash = excluded.password_hash, locale = coalesce($3, credentials.locale),
    failures = 0, locked_until = null, changed_at = excluded.changed_at
"""
