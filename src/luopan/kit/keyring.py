"""Texts that only this installation can read again: sealed with its newest key, opened with whichever key sealed them.

A sealed text is `lps1.<key id>.<nonce and ciphertext>`: AES-256-GCM, bound to a *context* (where the text belongs), so that it
opens nowhere else. A *mark* tells whether two texts are the same without telling what they are (HMAC-SHA256). All marks are made
with the oldest key, for marks of different keys can't be compared: a new key is put in front, everything is sealed anew, and only
when the old key is taken out are marks made anew, with what is then the oldest.
"""

import binascii
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from luopan.kit.errors import LuopanError
from luopan.kit.process import SetupError
from luopan.kit.settings import Settings

SHORTEST_KEY = 32
NONCE_BYTES = 12
KEY_FILE = "secret.key"
_FORM = "lps1"


class SecretUnreadable(LuopanError):
    """No key opens a sealed text: its key is gone, it was changed, or it belongs somewhere else."""

    code = "secret_unreadable"


class Keyring:
    """Seals and opens texts. `keys`: newest first, each of at least 32 characters."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise SetupError(f"LUOPAN_SECRET_KEY: each key has at least {SHORTEST_KEY} characters.")
        self._ciphers = {_text(_derived(key, "id", 6)): AESGCM(_derived(key, "seal", 32)) for key in keys}
        self._newest = next(iter(self._ciphers))
        self._marking = _derived(keys[-1], "mark", 32)

    @classmethod
    def of(cls, settings: Settings) -> "Keyring":
        """The keys of the settings; without any, the one in `secret.key` of the home, made when first asked for."""
        if settings.secret_key is not None:
            return cls([key.strip() for key in settings.secret_key.split(",") if key.strip()])
        return cls([_key_in(settings.home)])

    def seal(self, plain: str, context: str) -> str:
        """The text, sealed with the newest key."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, plain.encode(), context.encode())
        return f"{_FORM}.{self._newest}.{_text(nonce + sealed)}"

    def open(self, sealed: str, context: str) -> str:
        """The text that was sealed for this context; `SecretUnreadable` where no key opens it."""
        form, _, rest = sealed.partition(".")
        identity, _, body = rest.partition(".")
        cipher = self._ciphers.get(identity)
        if form != _FORM or cipher is None:
            raise SecretUnreadable
        try:
            content = _bytes(body)
            return cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], context.encode()).decode()
        except (InvalidTag, ValueError):
            raise SecretUnreadable from None

    def is_newest(self, sealed: str) -> bool:
        """Whether a text is sealed with the newest key."""
        return sealed.startswith(f"{_FORM}.{self._newest}.")

    def mark(self, plain: str, context: str) -> str:
        """The same for the same text in the same context, and for nothing else."""
        digest = hmac.HMAC(self._marking, hashes.SHA256())
        digest.update(f"{len(context)}:{context}{plain}".encode())
        return _text(digest.finalize())


def _derived(key: str, purpose: str, length: int) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=f"luopan {purpose}".encode())
    return derivation.derive(key.encode())


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError(text) from None


def _key_in(home: Path) -> str:
    """The key in the home. Of several processes that make one at once, the first wins: a link is made whole, and only once."""
    file = home / KEY_FILE
    with suppress(FileNotFoundError):
        return file.read_text().strip()
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f"{KEY_FILE}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        with open(draft, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as written:
            written.write(secrets.token_urlsafe(48) + "\n")
            written.flush()
            os.fsync(written.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return file.read_text().strip()
