"""What `up` has set up in a home already, so that the next start of the same code serves at once.

It lies beside the embedded database and goes with it. About an external one, which others may change, nothing is remembered.
"""

import hashlib
from pathlib import Path

import msgspec

PACKAGE = Path(__file__).parents[1]


class Remembered(msgspec.Struct, frozen=True):
    """A finished set-up: by which code, for which administrator, with the demo company or without."""

    code: str
    admin_email: str
    has_demo: bool = False


def recall(home: Path) -> Remembered | None:
    """The set-up of this home, if this very code has finished it."""
    try:
        found = msgspec.json.decode(_file(home).read_bytes(), type=Remembered)
    except (OSError, msgspec.DecodeError):
        return None
    return found if found.code == code_fingerprint() else None


def remember(home: Path, admin_email: str, *, has_demo: bool) -> None:
    """Notes a finished set-up."""
    _file(home).write_bytes(msgspec.json.encode(Remembered(code_fingerprint(), admin_email, has_demo)))


def forget(home: Path) -> None:
    """The database has been replaced: the next start looks at everything again."""
    _file(home).unlink(missing_ok=True)


def code_fingerprint() -> str:
    """Changes with any file of the package, be it code or an app's definition."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix != ".pyc" and file.is_file():
            status = file.stat()
            digest.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _file(home: Path) -> Path:
    return home / "postgres" / "set-up.json"
