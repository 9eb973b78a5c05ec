"""The second factor of a user: an authenticator app, and ten recovery codes for the day when it is lost."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime

import structlog

from luopan.kernel.auth import totp
from luopan.kernel.auth.accounts import Account
from luopan.kernel.auth.tokens import hashed
from luopan.kit.database import Session
from luopan.kit.errors import Conflict, Invalid, Problem
from luopan.kit.keyring import Keyring, SecretUnreadable

log = structlog.get_logger()

RECOVERY_CODES = 10
RECOVERY_BYTES = 10
MAX_CODE = 40


@dataclass(frozen=True, slots=True)
class Pending:
    """What the authenticator app needs; nothing is asked for before a first code has confirmed it."""

    secret: str
    uri: str


async def begin(session: Session, keyring: Keyring, account: Account, issuer: str) -> Pending:
    """A new secret that waits for its first code. `Conflict` where the second factor is on already."""
    secret = totp.new_secret()
    sealed = keyring.seal(secret, _context(account.id))
    waits = await session.execute(
        "update luopan.credentials set totp_secret = $2 where user_id = $1::uuid and totp_confirmed_at is null",
        account.id,
        sealed,
    )
    if not waits:
        raise Conflict("totp_already_on")
    return Pending(secret, totp.uri(secret, account.email, issuer))


async def confirm(session: Session, keyring: Keyring, user_id: str, code: str, now: datetime) -> list[str]:
    """Turns the second factor on; gives the recovery codes, which are shown this once."""
    sealed = await session.fetch_value(
        "select totp_secret from luopan.credentials where user_id = $1::uuid and totp_confirmed_at is null for update",
        user_id,
    )
    if sealed is None:
        raise Conflict("totp_not_pending")
    step = totp.matching_step(keyring.open(sealed, _context(user_id)), _plain(code), now)
    if step is None:
        raise Invalid("invalid_code", errors=[Problem("code_wrong", "code")])
    await session.execute(
        "update luopan.credentials set totp_confirmed_at = $2, totp_last_step = $3 where user_id = $1::uuid",
        user_id,
        now,
        step,
    )
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    await session.execute("delete from luopan.recovery_codes where user_id = $1::uuid", user_id)
    await session.execute(
        "insert into luopan.recovery_codes (user_id, code_hash) select $1::uuid, unnest($2::bytea[])",
        user_id,
        [hashed(_plain(one)) for one in codes],
    )
    return codes


async def accepts(session: Session, keyring: Keyring, account: Account, code: str, now: datetime) -> bool:
    """Whether this is a code of now or a recovery code, not used before; it is used from then on."""
    plain = _plain(code)
    step = _step(keyring, account, plain, now)
    if step is not None:
        return bool(
            await session.execute(
                "update luopan.credentials set totp_last_step = $2 where user_id = $1::uuid and totp_last_step < $2",
                account.id,
                step,
            )
        )
    return bool(
        await session.execute(
            "update luopan.recovery_codes set used_at = $3"
            " where user_id = $1::uuid and code_hash = $2 and used_at is null",
            account.id,
            hashed(plain),
            now,
        )
    )


async def turn_off(session: Session, user_id: str) -> bool:
    """Takes the second factor away, a pending one too; whether there was one."""
    await session.execute("delete from luopan.recovery_codes where user_id = $1::uuid", user_id)
    return bool(
        await session.execute(
            "update luopan.credentials set totp_secret = null, totp_confirmed_at = null, totp_last_step = null"
            " where user_id = $1::uuid and totp_secret is not null",
            user_id,
        )
    )


def _step(keyring: Keyring, account: Account, code: str, now: datetime) -> int | None:
    assert account.totp_secret is not None
    try:
        secret = keyring.open(account.totp_secret, _context(account.id))
    except SecretUnreadable:
        log.error("totp_secret_sealed_with_another_key", user=account.id)  # recovery codes still work
        return None
    return totp.matching_step(secret, code, now)


def _context(user_id: str) -> str:
    return f"totp:{user_id}"


def _plain(code: str) -> str:
    """A code as it was meant, whatever blanks, dashes and capitals it was typed with."""
    return "".join(code[:MAX_CODE].split()).replace("-", "").lower()


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
