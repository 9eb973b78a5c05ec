"""Tokens: 256 random bits that are shown once; the database keeps only their SHA-256."""

import hashlib
import secrets
from typing import Literal

KEY_PREFIX = "lpk_"

Kind = Literal["lps_", "lpk_", "lpo_"]
"""A session, an API key, a single-use token."""


def new_token(kind: Kind) -> str:
    """A token that nobody guesses; its beginning says what it is for."""
    return f"{kind}{secrets.token_urlsafe(32)}"


def hashed(token: str) -> bytes:
    """What is stored of a token. A plain hash is enough: there is nothing to guess in 256 bits."""
    return hashlib.sha256(token.encode()).digest()
