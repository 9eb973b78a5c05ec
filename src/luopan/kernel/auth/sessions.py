"""Sessions: opened, shown, rotated, ended. Idle ones end after seven days, all of them after thirty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from luopan.kernel.auth import audit
from luopan.kernel.auth.accounts import forget_everybody
from luopan.kernel.auth.tokens import hashed, new_token
from luopan.kit.database import Session
from luopan.kit.errors import NotFound

LIFE = timedelta(days=30)
IDLE_LIFE = timedelta(days=7)
ROTATE_AFTER = timedelta(hours=24)
OLD_TOKEN_LIFE = timedelta(seconds=60)
"""For requests that are on their way with the old token while another one's answer brings the new."""
MAX_AGENT = 300


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request comes from."""

    address: str | None = None
    agent: str | None = None


async def open_session(session: Session, now: datetime, user_id: str, client: Client) -> str:
    """A new session; gives its token. Takes those away that have ended by themselves."""
    await session.execute("delete from luopan.sessions where expires_at < $1 or seen_at < $2", now, now - IDLE_LIFE)
    token = new_token("lps_")
    await session.execute(
        "insert into luopan.sessions"
        " (token_hash, user_id, created_at, expires_at, seen_at, rotated_at, agent, address)"
        " values ($1, $2::uuid, $3, $4, $3, $3, $5, $6)",
        hashed(token),
        user_id,
        now,
        now + LIFE,
        (client.agent or "")[:MAX_AGENT] or None,
        client.address,
    )
    return token


async def rotate(session: Session, now: datetime, session_id: str, token: str) -> str | None:
    """A new token in place of an old one; None where another request has been quicker, or nothing is due."""
    fresh = new_token("lps_")
    rotated = await session.execute(
        "update luopan.sessions set token_hash = $1, previous_hash = token_hash, previous_until = $2, rotated_at = $3"
        " where id = $4::uuid and token_hash = $5 and rotated_at <= $6",
        hashed(fresh),
        now + OLD_TOKEN_LIFE,
        now,
        session_id,
        hashed(token),
        now - ROTATE_AFTER,
    )
    return fresh if rotated else None


async def of_user(session: Session, user_id: str, now: datetime, current: str | None) -> list[Mapping[str, Any]]:
    """A user's sessions, the last seen first."""
    rows = await session.fetch(_SESSIONS, user_id, now, now - IDLE_LIFE)
    return [dict(zip(_NAMES, row, strict=True)) | {"current": row[0] == current} for row in rows]


async def end(
    session: Session, now: datetime, user_id: str, session_id: str, *, by: str, address: str | None = None
) -> None:
    """Ends one session of a user, in every process, with the commit. `NotFound` where it is none of theirs."""
    ended = await session.execute(
        "delete from luopan.sessions where id = $1::uuid and user_id = $2::uuid", session_id, user_id
    )
    if not ended:
        raise NotFound("session_not_found")
    await forget_everybody(session)
    await audit.record(
        session, now, by, "session_ended", object_id=audit.USER, record_id=user_id, address=address, ended=session_id
    )


async def view_as(session: Session, session_id: str, user_id: str | None) -> None:
    """Lets a session see Luopan as somebody else, or (None) as its own user again; in every process, with the commit."""
    await session.execute("update luopan.sessions set viewing = $2::uuid where id = $1::uuid", session_id, user_id)
    await forget_everybody(session)


_NAMES = ("id", "agent", "address", "created_at", "seen_at")
_SESSIONS = """
select id::text, agent, address, created_at, seen_at from luopan.sessions
where user_id = $1::uuid and expires_at > $2 and seen_at > $3 order by seen_at desc, id
"""
