"""The audit: who signed in, who was refused, who changed what opens doors. Written in the transaction of what it tells about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import orjson

from luopan.kit.clock import Clock
from luopan.kit.database import Database, Session
from luopan.kit.ids import new_id

Kind = Literal[
    "sign_in",
    "sign_in_failed",
    "sign_in_locked",
    "sign_out",
    "session_ended",
    "password_changed",
    "password_reset",
    "totp_enabled",
    "totp_disabled",
    "invitation_made",
    "reset_made",
    "key_created",
    "key_revoked",
    "view_as_begun",
    "view_as_ended",
    "export",
    "reveal",
    "rights_changed",
]
USER = "user"


async def record(
    session: Session,
    now: datetime,
    actor_id: str | None,
    kind: Kind,
    *,
    object_id: str | None = None,
    record_id: str | None = None,
    address: str | None = None,
    **details: Any,
) -> str:
    """Writes one line, and gives its id. `details` never hold a password, a code, a token or a secret."""
    identity = new_id()
    await session.execute(
        "insert into luopan.audit (id, at, actor, kind, object_id, record_id, address, details)"
        " values ($1::uuid, $2, $3::uuid, $4, $5, $6::uuid, $7, $8::jsonb)",
        identity,
        now,
        actor_id,
        kind,
        object_id,
        record_id,
        address,
        orjson.dumps(details).decode(),
    )
    return identity


async def complete(session: Session, identity: str, **details: Any) -> None:
    """Adds to a line what only the end of a long piece of work can tell."""
    await session.execute(
        "update luopan.audit set details = details || $2::jsonb where id = $1::uuid",
        identity,
        orjson.dumps(details).decode(),
    )


class ExportLedger:
    """Who takes records out, for `imports.exports`: a line that is there from the beginning, whatever becomes of it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, actor_id: str | None, object_id: str, address: str | None, details: Mapping[str, Any]) -> str:
        async with self._database.transaction() as session:
            return await record(
                session, self._clock(), actor_id, "export", object_id=object_id, address=address, **details
            )

    async def end(self, line: str, details: Mapping[str, Any]) -> None:
        async with self._database.transaction() as session:
            await complete(session, line, **details)


async def read(
    session: Session, *, kind: str | None, actor_id: str | None, before: str | None, limit: int
) -> list[Mapping[str, Any]]:
    """The newest lines, or those before a line."""
    conditions: list[str] = []
    parameters: list[Any] = [limit]
    for condition, value in (("kind = ${}", kind), ("actor = ${}::uuid", actor_id), ("id < ${}::uuid", before)):
        if value is not None:
            parameters.append(value)
            conditions.append(condition.format(len(parameters)))
    where = f"where {' and '.join(conditions)}" if conditions else ""
    rows = await session.fetch(f"{_LINES} {where} order by id desc limit $1", *parameters)
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]


_NAMES = ("id", "at", "actor", "kind", "object", "record", "address", "details")
_LINES = "select id::text, at, actor::text, kind, object_id, record_id::text, address, details from luopan.audit"
