"""The command line as an operator meets it: one-line errors, one command up, nothing left behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_help_is_quick_because_it_imports_nothing_heavy():
    program = "import sys, luopan.main.cli; print({'fastapi', 'sqlalchemy', 'psycopg'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "set()\n"
    assert "Set everything up" in luopan("--help").stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["worker"], {"LUOPAN_LOG_LEVEL": "loud"}, "LUOPAN_LOG_LEVEL: "),
        (
            ["worker"],
            {"LUOPAN_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"},
            "on 127.0.0.1 cannot be used: Connection refused",
        ),
        (["up", "--home", "/proc/nowhere"], {}, "/proc/nowhere"),
        (["db", "restore", "--yes", __file__], {"LUOPAN_HOME": "/proc/nowhere"}, "cannot be used"),
    ],
)
def test_a_mistake_is_told_in_one_line(arguments: list[str], environment: dict[str, str], sentence: str):
    done = luopan(*arguments, **environment)
    assert done.returncode == 1
    assert sentence in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("luopan:")]
    assert len(lines) == 1
    assert "Traceback" not in done.stderr


def test_a_key_with_scopes_and_an_end(database_url: str, home: Path):
    where = {"LUOPAN_DATABASE_URL": database_url, "LUOPAN_HOME": str(home)}
    command = ["apikey", "create", "admin@example.com", "--scope", "read", "--scope", "account:update"]
    made = luopan(*command, "--expires", "2099-01-31", **where)
    assert made.stdout.startswith("lpk_"), made.stderr
    with psycopg.connect(database_url) as connection:
        keys = connection.execute("select scopes, expires_at::text from luopan.api_keys").fetchall()
    assert keys == [(["account:update", "read"], "2099-01-31 00:00:00+00")]
    refused = luopan(*command, "--scope", "account:own", **where)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "“account:own” is no scope" in refused.stderr


def test_a_port_in_use_is_told_before_anything_is_started(home: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = luopan("up", "--port", str(port), "--home", str(home))
    assert (done.returncode, done.stderr) == (1, f"luopan: Port {port} is in use: choose another with --port.\n")
    assert not home.exists()


def test_up_serves_stops_cleanly_and_sets_nothing_up_twice(home: Path, free_port: int):
    first = start_up(home, free_port)
    out = read_until(first, "Password")
    assert f"http://127.0.0.1:{free_port}" in out
    assert "Migrations" in out
    assert is_ready(free_port)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=30)
    assert first.returncode == 0
    assert not processes_of(home)

    second = start_up(home, free_port)
    wait_for(lambda: is_ready(free_port), second)
    second.send_signal(signal.SIGTERM)
    out, _ = second.communicate(timeout=30)
    assert second.returncode == 0
    assert "Password" not in out
    assert "Migrations" not in out


def test_a_killed_up_leaves_no_process_behind(home: Path, free_port: int):
    running = start_up(home, free_port)
    wait_for(lambda: is_ready(free_port), running)
    assert len(processes_of(home)) >= 4  # up, its database, the API, the worker
    running.kill()
    running.communicate()
    wait_for(lambda: not processes_of(home))


def luopan(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LUOPAN_")}
    command = [sys.executable, "-m", "luopan.main.cli", *arguments]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, timeout=60, check=False)


def start_up(home: Path, port: int) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LUOPAN_")}
    command = [sys.executable, "-m", "luopan.main.cli", "up", "--empty", "--home", str(home), "--port", str(port)]
    return subprocess.Popen(command, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read_until(running: subprocess.Popen[str], mark: str) -> str:
    assert running.stdout is not None
    out = ""
    for line in running.stdout:
        out += line
        if mark in line:
            return out
    pytest.fail(f"it ended without {mark}:\n{out}")


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def processes_of(home: Path) -> list[int]:
    """Every process that names the home in its arguments or its environment, the database's own included."""
    found: list[int] = []
    for process in psutil.process_iter():
        try:
            told = [*process.cmdline(), process.environ().get("LUOPAN_HOME", "")]
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if any(str(home) in text for text in told) and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return found


def wait_for(is_done: Callable[[], bool], running: subprocess.Popen[str] | None = None) -> None:
    deadline = time.monotonic() + 60
    while not is_done():
        if running is not None and running.poll() is not None:
            pytest.fail(f"it ended with {running.returncode}:\n{running.communicate()[0]}")
        assert time.monotonic() < deadline
        time.sleep(0.02)
