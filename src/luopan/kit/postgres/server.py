"""The embedded server as a process: started, watched, stopped, and cleared away after any crash."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from luopan.kit.postgres.cluster import ENVIRONMENT, SUPERUSER, Cluster
from luopan.kit.process import SetupError, is_alive, processes_inside, start_child

ROLE = DATABASE = "luopan"
READY_LINE = 7  # of postmaster.pid, counted from 0


class EmbeddedPostgres:
    """A server of our own, below `home`. `start`, `launch` and `stop` belong to the main thread (see `luopan.kit.process`).

    `binaries` is a folder of server programs other than the best one found; `settings` are those of `postgresql.conf` that win
    over the usual ones. The role that Luopan uses is not a superuser, just as with an external database.
    """

    def __init__(self, home: Path, *, binaries: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._cluster = Cluster(home, binaries)
        self._settings = settings or {}

    @property
    def url(self) -> str:
        """The address of Luopan's database, with its password."""
        return self._cluster.url(ROLE, DATABASE)

    @property
    def superuser_url(self) -> str:
        """The address for administration, in a database of its own."""
        return self._cluster.url(SUPERUSER, SUPERUSER)

    @property
    def socket_folder(self) -> Path:
        """Where clients find the server."""
        return self._cluster.socket_folder

    def start(self, *, timeout: float = 300) -> str:
        """Makes the database if there is none, starts the server, and gives the URL once it takes connections.

        Stops a server that a crashed parent left behind first. `timeout` (seconds) covers the recovery after a crash.
        Raises SetupError where another process owns the server, or it does not start.
        """
        self.launch()
        self.wait_until_ready(timeout)
        return self.url

    def launch(self) -> None:
        """The first half of `start`: the server process runs, but may not be ready."""
        if not self.acquire():
            raise SetupError(f"Luopan is already running with the home {self._cluster.home}.")
        try:
            self._stop_leftovers()
            binaries, account = self._cluster.prepare(self._settings)
            with self._cluster.open_log() as log:
                self.process = start_child(
                    [binaries.folder / "postgres", "-D", self._cluster.data.resolve()],
                    account=account,
                    death_signal=signal.SIGINT,
                    output=log,
                    environment=ENVIRONMENT,
                )
        except BaseException:
            self._cluster.unlock()
            raise

    def wait_until_ready(self, timeout: float = 300) -> None:
        """The second half of `start`: waits for the server, then makes Luopan's role and database if they are missing."""
        assert self.process is not None
        if not _wait_for(lambda: self.is_ready() or self._has_ended(), seconds=timeout):
            raise SetupError(f"The database did not start within {timeout:.0f} s: see {self._cluster.log}.")
        if self._has_ended():
            self._cluster.unlock()
            raise SetupError(f"The database did not start: {self._cluster.last_complaint()}")
        self._make_role_and_database()

    def is_ready(self) -> bool:
        """Whether the server of this home, whoever started it, takes connections."""
        with suppress(OSError, ValueError, IndexError):
            lines = (self._cluster.data / "postmaster.pid").read_text().splitlines()
            is_ours = self.process is None or self.process.pid == int(lines[0])
            return is_ours and lines[READY_LINE].strip() == "ready" and is_alive(int(lines[0]))
        return False

    def stop(self, *, immediately: bool = False) -> None:
        """Ends the server: clients are cut off, what is committed is kept. `immediately` leaves the rest to recovery."""
        if self.process is not None:
            _end(self.process.pid, immediately=immediately)
            self.process.wait()
            self.process = None
            self._cluster.remove_socket_folder()
        self._cluster.unlock()

    def acquire(self) -> bool:
        """Takes the right to run the server; False where another process has it."""
        return self._cluster.lock()

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _stop_leftovers(self) -> None:
        # We hold the lock, so whatever still runs in our folder has no owner any more.
        postmaster = self._recorded_postmaster()
        if postmaster is not None and postmaster in self._server_processes():
            _end(postmaster)
        # Backends notice by themselves that their server is gone, if not always in the middle of a long query.
        if not _wait_for(lambda: not self._server_processes(), seconds=5):
            for pid in self._server_processes():
                _send(pid, signal.SIGKILL)
            _wait_for(lambda: not self._server_processes(), seconds=5)
        # PostgreSQL clears away a dead server's file itself, unless the number in it is a zombie's or another program's.
        if postmaster is not None and _is_taken(postmaster):
            (self._cluster.data / "postmaster.pid").unlink(missing_ok=True)

    def _recorded_postmaster(self) -> int | None:
        with suppress(OSError, ValueError, IndexError):
            return int((self._cluster.data / "postmaster.pid").read_text().splitlines()[0])
        return None

    def _server_processes(self) -> list[int]:
        return processes_inside(self._cluster.data.resolve(), "postgres")

    def _make_role_and_database(self) -> None:
        import psycopg
        from psycopg import sql

        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            if connection.execute("select from pg_roles where rolname = %s", [ROLE]).fetchone() is None:
                # Hashed here, so that the password itself appears in no log.
                password = self._cluster.password(ROLE).encode()
                hashed = connection.pgconn.encrypt_password(password, ROLE.encode(), b"scram-sha-256").decode()
                connection.execute(sql.SQL("create role {} login password {}").format(role, hashed))
            if connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("create database {} owner {}").format(database, role))
                if connection.execute("show shared_preload_libraries").fetchone() == ("pg_stat_statements",):
                    connection.execute("create extension if not exists pg_stat_statements")


def _end(postmaster: int, *, immediately: bool = False) -> None:
    """Ends a server, each time less politely: fast, without a checkpoint, by force."""
    for number, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if not (immediately and number is signal.SIGINT):
            _send(postmaster, number)
            if _wait_for(lambda: not is_alive(postmaster), seconds=patience):
                return


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _is_taken(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _wait_for(is_done: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
