"""Time-based one-time passwords (RFC 6238: SHA-1, six digits, thirty seconds). Pure.

Written out rather than brought in: it is a dozen lines over `hmac`, and a library would leave what matters to us anyway – that a
code is good once, and that its secret is kept sealed.
"""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1
"""Steps that a clock may be off."""


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of one step."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(moment: datetime) -> int:
    """The number of the step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The step around now whose code this is; None where it is none of them."""
    current = step_of(now)
    steps = range(current - TOLERANCE, current + TOLERANCE + 1)
    found = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), code.encode())]
    return found[-1] if found else None


def uri(secret: str, email: str, issuer: str) -> str:
    """What an authenticator app reads from a QR code."""
    parameters = urlencode(
        {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS},
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(email, safe='@')}?{parameters}"
