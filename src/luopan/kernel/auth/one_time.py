"""Single-use tokens: an invitation (seven days) or a reset of the password (one hour). A new one voids those before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from luopan.kernel.auth import audit
from luopan.kernel.auth.accounts import IS_ACTIVE, Account, account_of
from luopan.kernel.auth.tokens import hashed, new_token
from luopan.kit.database import Session
from luopan.kit.errors import Unauthenticated

Purpose = Literal["invite", "reset"]

LIFE: dict[Purpose, timedelta] = {"invite": timedelta(days=7), "reset": timedelta(hours=1)}
KINDS: dict[Purpose, audit.Kind] = {"invite": "invitation_made", "reset": "reset_made"}


@dataclass(frozen=True, slots=True)
class Made:
    """A token, shown this once, and the page that takes it."""

    token: str
    expires_at: datetime

    @property
    def link(self) -> str:
        """The path of the page, to be put behind the address that people use."""
        return f"/login?token={self.token}"


async def make(
    session: Session, now: datetime, user_id: str, purpose: Purpose, *, by: str | None, address: str | None = None
) -> Made:
    """A new token for an active user. `NotFound` where there is no such user."""
    await account_of(session, user_id)
    made = Made(new_token("lpo_"), now + LIFE[purpose])
    await session.execute(
        "delete from luopan.one_time_tokens where user_id = $1::uuid and purpose = $2 or expires_at < $3",
        user_id,
        purpose,
        now,
    )
    await session.execute(
        "insert into luopan.one_time_tokens (token_hash, user_id, purpose, created_at, created_by, expires_at)"
        " values ($1, $2::uuid, $3, $4, $5::uuid, $6)",
        hashed(made.token),
        user_id,
        purpose,
        now,
        by,
        made.expires_at,
    )
    await audit.record(session, now, by, KINDS[purpose], object_id=audit.USER, record_id=user_id, address=address)
    return made


async def holder(session: Session, token: str, now: datetime) -> Account:
    """Whom a token is for; held until the transaction ends, so that of two at once only one sees it.

    Replayed, expired, forged: one and the same `token_not_valid`.
    """
    user_id = await session.fetch_value(
        'select t.user_id::text from luopan.one_time_tokens t join records."user" u on u.id = t.user_id'
        f" where t.token_hash = $1 and t.expires_at > $2 and {IS_ACTIVE} for update of t",
        hashed(token),
        now,
    )
    if user_id is None:
        raise Unauthenticated("token_not_valid")
    return await account_of(session, user_id)
