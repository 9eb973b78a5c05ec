"""Stop-gap until merged."""

import asyncio

from luopan.kernel.auth.passwords import hash_password
from luopan.kit.database import Session


async def set_password(
    session: Session, user_id: str, password: str, locale: str | None = None, *, keep: str | None = None
) -> None:
    hashed = await asyncio.to_thread(hash_password, password)
    await session.execute(
        "insert into luopan.credentials (user_id, password_hash) values ($1::uuid, $2)"
        " on conflict (user_id) do update set password_hash = excluded.password_hash,"
        " failures = 0, locked_until = null, changed_at = now()",
        user_id,
        hashed,
    )
    await session.execute("delete from luopan.sessions where user_id = $1::uuid", user_id)
