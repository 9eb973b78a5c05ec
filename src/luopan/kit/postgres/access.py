"""Which database the settings ask for, for a command that needs one for a while."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from luopan.kit.postgres.binaries import OLDEST_MAJOR
from luopan.kit.postgres.server import EmbeddedPostgres
from luopan.kit.process import SetupError
from luopan.kit.settings import Settings

ATTACH_SECONDS = 30
CONNECT_SECONDS = 10


def check_database(url: str) -> None:
    """Raises SetupError, in one sentence, where an external database does not answer or is too old."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        place = conninfo_to_dict(url).get("host", "this machine")
    except psycopg.ProgrammingError:
        raise SetupError("LUOPAN_DATABASE_URL is not the address of a PostgreSQL database.") from None
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise SetupError(f"The database on {place} cannot be used: {_reason(error)}") from None
    if version < OLDEST_MAJOR:
        raise SetupError(f"The database on {place} is PostgreSQL {version}: Luopan needs {OLDEST_MAJOR} or newer.")


@contextmanager
def database_url(settings: Settings) -> Generator[str]:
    """The URL of the database: the external one, the embedded one that already runs, or one started for this block only.

    Raises SetupError where it can't be had.
    """
    if settings.database_url is not None:
        check_database(settings.database_url)
        yield settings.database_url
        return
    server = EmbeddedPostgres(settings.home)
    deadline = time.monotonic() + ATTACH_SECONDS
    while not server.acquire():
        # Its owner may be starting or stopping it at this moment.
        if server.is_ready():
            yield server.url
            return
        if time.monotonic() > deadline:
            raise SetupError(f"The database of {settings.home} is held by another process that does not start it.")
        time.sleep(0.05)
    try:
        yield server.start()
    finally:
        server.stop()


def _reason(error: Exception) -> str:
    """The telling part of libpq's several lines, such as `Connection refused`."""
    lines = str(error).splitlines() or [type(error).__name__]
    told = next((line for line in reversed(lines) if "failed: " in line or "FATAL: " in line), lines[0])
    return told.rpartition("failed: ")[2].rpartition("FATAL: ")[2].strip()
