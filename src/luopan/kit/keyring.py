"""Secrets at rest: AES-256-GCM under a key that is not in the database."""

import base64
import binascii
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from luopan.kit.process import SetupError

KEY_BYTES = 32
NONCE_BYTES = 12
FILE = "secret.key"


class Keyring:
    """Seals texts. What has been sealed in one context opens in no other."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: str, context: str) -> str:
        """The sealed text."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, plain.encode(), context.encode())).decode()

    def open(self, sealed: str, context: str) -> str:
        """What was sealed. Raises ValueError where the key is another, or the text is not from this context."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
        except (InvalidTag, binascii.Error) as error:
            raise ValueError("The secret can't be opened with this key.") from error


def load_keyring(secret_key: str | None, home: Path) -> Keyring:
    """The keyring of the setting, or of the key file in `home`, which is made where there is none."""
    try:
        key = base64.b64decode(secret_key or _key_file(home), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        source = "LUOPAN_SECRET_KEY" if secret_key else str(home / FILE)
        raise SetupError(f"{source} must be {KEY_BYTES} bytes in base64.")
    return Keyring(key)


def _key_file(home: Path) -> str:
    path, fresh = home / FILE, home / f".{FILE}.{os.getpid()}"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())
        with suppress(FileExistsError):  # another process has been quicker: its key counts
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()
