"""Who is asking: sign-in, and who a session's token or an API key stands for.

Each process remembers who a token stands for, for some seconds; whatever ends a session or a key wakes every process to forget.
"""

from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from luopan.kernel.auth import audit, one_time, sessions
from luopan.kernel.auth.accounts import (
    CHANNEL,
    IS_ACTIVE,
    Account,
    account_of,
    account_of_email,
    set_password,
)
from luopan.kernel.auth.proof import Proof
from luopan.kernel.auth.sessions import Client
from luopan.kernel.auth.tokens import KEY_PREFIX, hashed
from luopan.kit.actor import Actor
from luopan.kit.clock import Clock
from luopan.kit.database import Database, Session
from luopan.kit.errors import LuopanError, TooManyRequests, Unauthenticated
from luopan.kit.keyring import Keyring
from luopan.kit.notify import Hub

REMEMBERED = 10_000
REMEMBER_TIME = timedelta(seconds=30)
SEEN_STEP = timedelta(minutes=1)
MAX_MAIL = 254
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Credential:
    """What a token stands for: a user, by one of their sessions (`session` is its id) or by an API key (None).

    `viewing`: whom this session sees Luopan as, for an administrator who looks through somebody's eyes."""

    actor: Actor
    session: str | None
    rotated_at: datetime
    expires_at: datetime
    viewing: Actor | None = None


class SignIn:
    """Sign-in of one process."""

    def __init__(self, database: Database, hub: Hub, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock
        self._remembered: OrderedDict[bytes, tuple[Credential, datetime]] = OrderedDict()
        self._forgotten = 0
        self.proof = Proof(database, keyring, clock)
        hub.on(CHANNEL, self._forget_here)

    async def sign_in(self, email: str, password: str, code: str | None, client: Client) -> SignedIn:
        """Opens a session, always a new one.

        `Unauthenticated`: `sign_in_failed` for a wrong mail or password alike; behind the right password `second_factor_required`
        and `second_factor_failed`. `TooManyRequests` after ten failures.
        """
        async with self._database.session() as session:
            account = await account_of_email(session, email)
        try:
            proven = await self.proof.of_both(account, password, code)
        except (Unauthenticated, TooManyRequests) as refusal:
            await self._note_refusal(refusal, account, email, client)
            raise
        async with self._database.transaction() as session:
            return await self._open(session, proven, client)

    async def accept(self, token: str, password: str, code: str | None, client: Client) -> SignedIn:
        """Takes a single-use token: sets the password, ends all sessions, opens one. Still asks for the second factor."""
        now = self._clock()
        async with self._database.session() as session:
            account = await one_time.holder(session, token, now)
        try:
            await self.proof.of_code(account, code)
        except (Unauthenticated, TooManyRequests) as refusal:
            await self._note_refusal(refusal, account, account.email, client)
            raise
        async with self.forgetting() as session:
            account = await one_time.holder(session, token, now)
            await set_password(session, account.id, password)
            await audit.record(
                session,
                now,
                account.id,
                "password_reset",
                object_id=audit.USER,
                record_id=account.id,
                address=client.address,
            )
            return await self._open(session, await account_of(session, account.id), client)

    async def sign_out(self, credential: Credential, client: Client) -> None:
        """Ends the session, in every process."""
        async with self.forgetting() as session:
            await session.execute("delete from luopan.sessions where id = $1::uuid", credential.session)
            await audit.record(session, self._clock(), credential.actor.id, "sign_out", address=client.address)

    async def credential_of(self, token: str) -> Credential:
        """What a session's token or a key stands for; `Unauthenticated` where it is unknown, has ended, or its user is gone."""
        now, digest = self._clock(), hashed(token)
        known = self._remembered.get(digest)
        if known is not None and known[1] > now:
            return known[0]
        forgotten = self._forgotten
        async with self._database.session() as session:
            look_up = self._look_up_key if token.startswith(KEY_PREFIX) else self._look_up_session
            credential = await look_up(session, digest, now)
        if forgotten == self._forgotten:  # else it may have ended while we looked
            self._remembered[digest] = credential, min(now + REMEMBER_TIME, credential.expires_at)
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return credential

    def is_due(self, credential: Credential) -> bool:
        """Whether a browser's token has been in use for so long that it should be changed."""
        return credential.session is not None and credential.rotated_at <= self._clock() - sessions.ROTATE_AFTER

    async def rotate(self, credential: Credential, token: str) -> SignedIn | None:
        """The session with a new token; None where another request has been quicker. The old one stays good for a minute."""
        assert credential.session is not None
        async with self._database.transaction() as session:
            fresh = await sessions.rotate(session, self._clock(), credential.session, token)
        self._remembered.pop(hashed(token), None)
        return None if fresh is None else SignedIn(fresh, credential.expires_at)

    @asynccontextmanager
    async def forgetting(self) -> AsyncGenerator[Session]:
        """A transaction after which nobody is remembered: here at once, elsewhere as soon as the word is out."""
        async with self._database.transaction() as session:
            yield session
        self.forget()

    def forget(self) -> None:
        """Every process asks anew who a token stands for. To be called after the commit of what changes that."""
        self._forget_here()
        self._hub.ring(CHANNEL)

    def _forget_here(self) -> None:
        self._forgotten += 1
        self._remembered.clear()

    async def _open(self, session: Session, account: Account, client: Client) -> SignedIn:
        """Opens the session, unless the password has been changed since it was proven."""
        now = self._clock()
        if await session.fetch_one(_UNCHANGED, account.id, account.changed_at) is None:
            raise Unauthenticated("sign_in_failed")
        token = await sessions.open_session(session, now, account.id, client)
        await audit.record(session, now, account.id, "sign_in", address=client.address)
        return SignedIn(token, now + sessions.LIFE)

    async def _note_refusal(self, refusal: LuopanError, account: Account | None, email: str, client: Client) -> None:
        """Writes a refusal to the audit, for an unknown mail as for a known one."""
        if refusal.code == "second_factor_required":
            return
        kind: audit.Kind = "sign_in_locked" if isinstance(refusal, TooManyRequests) else "sign_in_failed"
        async with self._database.transaction() as session:
            await audit.record(
                session,
                self._clock(),
                None,
                kind,
                object_id=audit.USER,
                record_id=account.id if account else None,
                address=client.address,
                email=email[:MAX_MAIL],
                reason=refusal.code,
            )

    async def _look_up_session(self, session: Session, digest: bytes, now: datetime) -> Credential:
        row = await session.fetch_one(_SESSION, digest, now, now - sessions.IDLE_LIFE)
        if row is None:
            raise Unauthenticated("token_unknown")
        *person, identity, expires_at, rotated_at, seen_at, viewed, viewed_name = row
        if seen_at <= now - SEEN_STEP:
            await session.execute(_SEEN.format(table="sessions", column="seen_at"), identity, now, now - SEEN_STEP)
        actor = Actor(*person)
        viewing = None if viewed is None else Actor(viewed, viewed_name, actor.locale)
        return Credential(actor, identity, rotated_at, expires_at, viewing)

    async def _look_up_key(self, session: Session, digest: bytes, now: datetime) -> Credential:
        row = await session.fetch_one(_KEY, digest, now)
        if row is None:
            raise Unauthenticated("token_unknown")
        *person, identity, expires_at, used_at, scopes = row
        if used_at is None or used_at <= now - SEEN_STEP:
            await session.execute(_SEEN.format(table="api_keys", column="used_at"), identity, now, now - SEEN_STEP)
        narrowed = None if scopes is None else frozenset(scopes)
        return Credential(Actor(*person, scopes=narrowed), None, now, expires_at or NEVER)


_PERSON = "u.id::text, u.name, coalesce(c.locale, w.locale)"
_PERSON_JOINED = """
join records."user" u on u.id = t.user_id
left join luopan.credentials c on c.user_id = u.id
cross join luopan.workspace w
"""

_SESSION = f"""
select {_PERSON}, t.id::text, case when t.token_hash = $1 then t.expires_at else t.previous_until end,
       t.rotated_at, t.seen_at, v.id::text, v.name
from luopan.sessions t {_PERSON_JOINED}
left join records."user" v on v.id = t.viewing and v.active is not false and v.deleted_at is null
where (t.token_hash = $1 or t.previous_hash = $1 and t.previous_until > $2)
  and t.expires_at > $2 and t.seen_at > $3 and {IS_ACTIVE}
"""

_KEY = f"""
select {_PERSON}, t.id::text, t.expires_at, t.used_at, t.scopes
from luopan.api_keys t {_PERSON_JOINED}
where t.token_hash = $1 and (t.expires_at is null or t.expires_at > $2) and t.revoked_at is null and {IS_ACTIVE}
"""

_SEEN = """
update luopan.{table} set {column} = $2 where id = $1::uuid and ({column} is null or {column} <= $3)
"""

_UNCHANGED = """
select 1 from luopan.credentials where user_id = $1::uuid and changed_at = $2 for share
"""
