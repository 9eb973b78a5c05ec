"""A Luopan of its own for benchmarks: the embedded PostgreSQL with its production settings, API and worker as processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from bench.client import Connection, UnexpectedAnswer
from bench.harness import cpu_of_family
from luopan.kernel.metadata.runner import resume_all
from luopan.kernel.metadata.store import Catalogue
from luopan.kit.database import SESSION_OPTIONS, Database
from luopan.kit.postgres import EmbeddedPostgres
from luopan.kit.process import start_child
from luopan.kit.settings import Settings, load_settings
from luopan.main.apps import install_apps
from luopan.main.setup import create_api_key, upgrade

ADMIN = "bench@luopan.local"
PASSWORD = "only for benchmarks"
ANSWER_SECONDS = 60.0


class Platform:
    """The processes of one home."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        home.mkdir(parents=True, exist_ok=True)
        self._server = EmbeddedPostgres(self.home)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.url = ""

    def __enter__(self) -> "Platform":
        self.url = self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            self.stop(process)
        self._server.stop()

    def database_cpu(self) -> float:
        """Seconds of processor time that PostgreSQL has used."""
        return 0.0 if self._server.process is None else cpu_of_family(self._server.process.pid)

    def settings(self, url: str | None = None) -> Settings:
        return load_settings(
            home=self.home,
            database_url=url or self.url,
            admin_email=ADMIN,
            admin_password=PASSWORD,
            log_level="warning",
        )

    def set_up(self, apps: Sequence[str], url: str | None = None) -> None:
        """Migrations, the administrator, apps; quick where all is there."""
        asyncio.run(upgrade(self.settings(url)))
        asyncio.run(_end_schema_runs(url or self.url))  # a benchmark that was killed may have left one
        asyncio.run(install_apps(self.settings(url), apps))

    def api_key(self, url: str | None = None) -> str:
        return asyncio.run(create_api_key(self.settings(url), ADMIN, "benchmark"))

    @contextmanager
    def other_database(self, name: str) -> Iterator[str]:
        """An empty database on the same server, for the block; gives its URL."""
        with psycopg.connect(self._server.superuser_url, autocommit=True) as connection:
            quoted = sql.Identifier(name)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(quoted))
            connection.execute(sql.SQL("create database {} owner luopan").format(quoted))
            try:
                yield self.url.replace("/luopan?", f"/{name}?")
            finally:
                connection.execute(sql.SQL("drop database {} with (force)").format(quoted))

    def connect(self, url: str | None = None) -> psycopg.Connection:
        """A connection for yardsticks, with the same options as Luopan's own, statements prepared at once."""
        connection = psycopg.connect(url or self.url, autocommit=True, options=SESSION_OPTIONS)
        connection.prepare_threshold = 0
        return connection

    def start_api(self, url: str | None = None) -> "Served":
        """One API process, answering."""
        return self._served([sys.executable, "-m", "luopan.main.cli", "serve"], "/healthz", url)

    def start_bare(self) -> "Served":
        """The yardstick: FastAPI with nothing but the statement (`bench/bare.py`)."""
        options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning", "--port"]
        return self._served([sys.executable, "-m", "uvicorn", "bench.bare:app", *options], "/", None)

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start([sys.executable, "-m", "luopan.main.cli", "worker"], {"LUOPAN_DATABASE_URL": self.url})

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ends a process politely."""
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _served(self, command: Sequence[str], path: str, url: str | None) -> "Served":
        port = free_port()
        if command[-1] == "--port":
            command = [*command, str(port)]
        started = time.perf_counter()
        process = self._start(command, {"LUOPAN_DATABASE_URL": url or self.url, "LUOPAN_PORT": str(port)})
        while time.perf_counter() - started < ANSWER_SECONDS and process.poll() is None:
            with suppress(OSError, UnexpectedAnswer), Connection(port) as connection:
                connection.call("GET", path)
                return Served(process, port, time.perf_counter() - started)
            time.sleep(0.02)
        raise SystemExit(f"{' '.join(command)} does not answer: see {self.home / 'bench.log'}")

    def _start(self, command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        checkout = Path(__file__).parents[1]
        surroundings = os.environ | {
            "LUOPAN_HOME": str(self.home),
            "LUOPAN_LOG_LEVEL": "warning",
            "LUOPAN_SIGN_INS_PER_MINUTE": "10000",  # many people sign in from one address here
            "PYTHONPATH": f"{checkout / 'src'}:{checkout}",
        }
        with open(self.home / "bench.log", "ab") as log:
            process = start_child(command, environment=surroundings | environment, output=log)
        self._processes.append(process)
        return process


async def _end_schema_runs(url: str) -> None:
    async with Database(url, max_connections=2) as database:
        await resume_all(Catalogue(database))


class Served:
    """A process that answers HTTP."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, seconds: float) -> None:
        self.process = process
        self.port = port
        self.seconds = seconds
        """From its start to its first answer."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
