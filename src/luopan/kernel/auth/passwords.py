"""Passwords: argon2id, which ones may be chosen, and a check that takes as long for an unknown user as for a known one."""

import secrets
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from luopan.kit.errors import Invalid, Problem

MIN_LENGTH = 8
MAX_LENGTH = 200

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash, with its parameters and salt."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is right; with no stored hash, False after the same work."""
    try:
        return _hasher.verify(stored or _decoy(), password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def check_password(password: str, email: str, name: str | None) -> None:
    """`Invalid` where a password is too short, too long, or among the first that anybody would try."""
    own = {text.casefold() for text in (email, email.partition("@")[0], name or "")}
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        problem = Problem("password_length", "password", params={"least": MIN_LENGTH, "most": MAX_LENGTH})
    elif password.casefold() in own:
        problem = Problem("password_own_name", "password")
    elif password.casefold() in _common():
        problem = Problem("password_common", "password")
    else:
        return
    raise Invalid("invalid_password", errors=[problem])


def generate_password() -> str:
    """A password that nobody guesses and that can be typed."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


@cache
def _decoy() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


@cache
def _common() -> frozenset[str]:
    """Those of at least eight characters that are chosen most, one a line; shorter ones are refused anyway."""
    return frozenset(files("luopan.kernel.auth").joinpath("common_passwords.txt").read_text("utf-8").split())
