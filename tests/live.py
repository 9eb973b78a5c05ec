"""A running Luopan for tests: an API and a worker as processes of their own, on a database of their own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from luopan.kit.settings import load_settings
from luopan.main.apps import install_apps
from luopan.main.setup import create_api_key

ADMIN = "admin@example.com"
PASSWORD = "correct horse"
READY_SECONDS = 60.0


@dataclass
class LiveServer:
    """`client` is signed in with an API key of the administrator."""

    url: str
    key: str
    database_url: str
    client: httpx.Client
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, subprocess.Popen[bytes]])

    def start(self, name: str, home: Path, **variables: str) -> None:
        """Starts the API ("api") or a worker."""
        command = ["serve"] if name == "api" else ["worker"]
        environment = os.environ | {
            "LUOPAN_DATABASE_URL": self.database_url,
            "LUOPAN_HOME": str(home),
            "LUOPAN_PORT": self.url.rsplit(":", 1)[1],
            "LUOPAN_LOG_LEVEL": "warning",
            "LUOPAN_SIGN_INS_PER_MINUTE": "100000",
            **variables,
        }
        self.processes[name] = subprocess.Popen([sys.executable, "-m", "luopan.main.cli", *command], env=environment)

    def kill(self, name: str) -> None:
        """kill -9."""
        self.processes[name].kill()
        self.processes.pop(name).wait()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                if httpx.get(f"{self.url}/readyz").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            assert time.monotonic() < deadline, "the server has not become ready"
            time.sleep(0.05)


@contextmanager
def live_server(
    database_url: str, home: Path, apps: Sequence[str] = ("core", "sales"), **environment: str
) -> Iterator[LiveServer]:
    """Starts API and worker on a migrated database, with these apps installed; stops them at the end."""
    settings = load_settings(home=home, database_url=database_url)
    asyncio.run(install_apps(settings, apps))
    key = asyncio.run(create_api_key(settings, ADMIN, "tests"))
    url = f"http://127.0.0.1:{free_port()}"
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=60) as client:
        server = LiveServer(url, key, database_url, client)
        try:
            for name in ("api", "worker"):
                server.start(name, home, **environment)
            server.wait_until_ready()
            yield server
        finally:
            for process in server.processes.values():
                process.send_signal(signal.SIGTERM)
            for process in server.processes.values():
                process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
