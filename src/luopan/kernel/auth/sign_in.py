"""Who is asking: sign-in with a password, sessions and API keys as bearer tokens.

Tokens carry 256 random bits; the database keeps only their SHA-256. Each process remembers who a token stands for, for some
seconds; signing out and revoking wake every process to forget.
"""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from luopan.kernel.auth.passwords import MAX_LENGTH, MIN_LENGTH, hash_password, verify_password
from luopan.kit.actor import Actor
from luopan.kit.clock import Clock
from luopan.kit.database import Database, Session
from luopan.kit.errors import Invalid, NotFound, Problem, TooManyRequests, Unauthenticated
from luopan.kit.ids import new_id
from luopan.kit.notify import Hub

CHANNEL = "luopan_sign_in"
SESSION_LIFE = timedelta(days=14)
FAILURES_ALLOWED = 10
LOCK_TIME = timedelta(minutes=15)
REMEMBERED = 10_000
REMEMBER_TIME = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session."""

    token: str
    actor: Actor
    expires_at: datetime


class SignIn:
    """Sign-in of one process."""

    def __init__(self, database: Database, hub: Hub, clock: Clock) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock
        self._remembered: OrderedDict[bytes, tuple[Actor, datetime]] = OrderedDict()
        hub.on(CHANNEL, self._remembered.clear)

    async def sign_in(self, email: str, password: str) -> SignedIn:
        """Opens a session; `Unauthenticated` for a wrong mail or password alike, `TooManyRequests` after ten failures.

        The try is counted before the password is looked at, so that a thousand tries at once are a thousand, too.
        """
        now = self._clock()
        async with self._database.session() as session:
            row = await session.fetch_one(_BY_EMAIL, email.strip().lower())
            counted = row is not None and await session.execute(_COUNT, row[0], FAILURES_ALLOWED, now + LOCK_TIME, now)
        right = await asyncio.to_thread(verify_password, row[1] if row else None, password[:MAX_LENGTH])
        if row is not None and not counted:
            raise TooManyRequests("sign_in_locked")
        if row is None or not right:
            raise Unauthenticated("sign_in_failed")
        token, actor = f"lps_{secrets.token_urlsafe(32)}", Actor(row[0], row[2], row[3])
        expires_at = now + SESSION_LIFE
        async with self._database.transaction() as session:
            await session.execute(_FORGIVE, row[0])
            await session.execute("delete from luopan.sessions where expires_at < $1", now)
            await session.execute(
                "insert into luopan.sessions (token_hash, user_id, created_at, expires_at)"
                " values ($1, $2::uuid, $3, $4)",
                _hashed(token),
                row[0],
                now,
                expires_at,
            )
        return SignedIn(token, actor, expires_at)

    async def sign_out(self, token: str) -> None:
        """Ends a session, in every process."""
        async with self._database.session() as session:
            await session.execute("delete from luopan.sessions where token_hash = $1", _hashed(token))
        self._remembered.clear()
        self._hub.ring(CHANNEL)

    async def actor_of(self, token: str) -> Actor:
        """Who a session token or API key stands for; `Unauthenticated` where it is unknown, expired or revoked."""
        now, hashed = self._clock(), _hashed(token)
        known = self._remembered.get(hashed)
        if known is not None and known[1] > now:
            return known[0]
        async with self._database.session() as session:
            row = await session.fetch_one(_BY_KEY if token.startswith("lpk_") else _BY_SESSION, hashed, now)
        if row is None:
            raise Unauthenticated("token_unknown")
        actor = Actor(row[0], row[1], row[2])
        self._remembered[hashed] = (actor, min(now + REMEMBER_TIME, row[3] or datetime.max.replace(tzinfo=now.tzinfo)))
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return actor


async def set_credentials(session: Session, user_id: str, password: str, *, is_admin: bool, locale: str) -> None:
    """Gives a user a password and ends their sessions; `Invalid` where the password is too short or too long."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise Invalid(
            "invalid_password",
            errors=[Problem("password_length", "password", params={"least": MIN_LENGTH, "most": MAX_LENGTH})],
        )
    hashed = await asyncio.to_thread(hash_password, password)
    await session.execute(
        "insert into luopan.credentials (user_id, password_hash, is_admin, locale) values ($1::uuid, $2, $3, $4)"
        " on conflict (user_id) do update set password_hash = excluded.password_hash, is_admin = excluded.is_admin,"
        " failures = 0, locked_until = null, changed_at = now()",
        user_id,
        hashed,
        is_admin,
        locale,
    )
    await session.execute("delete from luopan.sessions where user_id = $1::uuid", user_id)


async def create_api_key(session: Session, email: str, name: str) -> str:
    """A new API key for a user; the only time that it is shown. `NotFound` where nobody has that mail."""
    row = await session.fetch_one(_BY_EMAIL, email.strip().lower())
    if row is None:
        raise NotFound("user_unknown", email=email)
    token = f"lpk_{secrets.token_urlsafe(32)}"
    await session.execute(
        "insert into luopan.api_keys (id, user_id, name, token_hash) values ($1::uuid, $2::uuid, $3, $4)",
        new_id(),
        row[0],
        name,
        _hashed(token),
    )
    return token


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


_BY_EMAIL = """
select u.id::text, c.password_hash, u.name, c.locale
from records."user" u join luopan.credentials c on c.user_id = u.id
where u.email = $1 and u.deleted_at is null
"""

_COUNT = """
update luopan.credentials set failures = failures + 1,
    locked_until = case when (failures + 1) % $2 = 0 then $3::timestamptz end
where user_id = $1::uuid and (locked_until is null or locked_until <= $4)
"""

_FORGIVE = "update luopan.credentials set failures = 0, locked_until = null where user_id = $1::uuid"

_ACTOR = """
select u.id::text, u.name, c.locale, t.expires_at
from luopan.{table} t
join records."user" u on u.id = t.user_id
join luopan.credentials c on c.user_id = u.id
where t.token_hash = $1 and (t.expires_at is null or t.expires_at > $2) and u.deleted_at is null
"""

_BY_SESSION = _ACTOR.format(table="sessions")
_BY_KEY = _ACTOR.format(table="api_keys") + " and t.revoked_at is null"
