"""Supervised programs: restarted when they crash, stopped in order, gone when their parent is."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from luopan.kit import supervisor as module
from luopan.kit.postgres import EmbeddedPostgres
from luopan.kit.process import is_alive
from luopan.kit.supervisor import DatabaseService, Program, Supervisor

TELL_AND_WAIT = r"""
import os, signal, sys, time
def leave(*_):
    os.write(1, b"leaving\n")  # print may not interrupt itself
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
print("pid", os.getpid(), flush=True)
time.sleep(60)
"""
STUBBORN = TELL_AND_WAIT.replace("sys.exit(0)", "pass").replace("time.sleep(60)", "[time.sleep(1) for _ in range(60)]")
PARENT = """
import asyncio, sys
from luopan.kit.supervisor import Program, Supervisor
async def main():
    async with Supervisor() as supervisor:
        await supervisor.start(Program("child", [sys.executable, "-c", sys.argv[1]]))
        await supervisor.wait()
asyncio.run(main())
"""


class Heard:
    """What programs said, as (name, line), and a way to wait for it."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self._changed = asyncio.Event()

    def __call__(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        self._changed.set()

    async def until(self, is_done: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_done():
                self._changed.clear()
                await self._changed.wait()

    def pids(self, name: str) -> list[int]:
        return [int(line.split()[1]) for who, line in self.lines if who == name and line.startswith("pid")]


def program(name: str, heard: Heard, source: str = TELL_AND_WAIT) -> Program:
    return Program(name, [sys.executable, "-c", source], forward=heard)


async def test_a_crashed_program_is_started_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.01)
    heard = Heard()
    async with Supervisor() as supervisor:
        await supervisor.start(program("api", heard))
        for times in (1, 2, 3):
            await heard.until(lambda times=times: len(heard.pids("api")) == times)
            os.kill(heard.pids("api")[-1], signal.SIGKILL)
        await heard.until(lambda: len(heard.pids("api")) == 4)
    assert not any(is_alive(pid) for pid in heard.pids("api"))


async def test_programs_stop_in_the_opposite_order_when_asked():
    heard = Heard()
    async with Supervisor() as supervisor:
        for name in ("database", "api", "worker"):
            await supervisor.start(program(name, heard))
        await heard.until(lambda: len(heard.lines) == 3)
        os.kill(os.getpid(), signal.SIGINT)
        await supervisor.wait()
    assert [name for name, line in heard.lines if line == "leaving"] == ["worker", "api", "database"]


async def test_asking_cancels_what_the_block_is_doing_and_asking_again_forces():
    heard = Heard()
    loop = asyncio.get_running_loop()
    async with Supervisor() as supervisor:
        await supervisor.start(program("stubborn", heard, STUBBORN))
        await heard.until(lambda: len(heard.lines) == 1)
        started = loop.time()
        loop.call_later(0.0, os.kill, os.getpid(), signal.SIGINT)
        loop.call_later(0.3, os.kill, os.getpid(), signal.SIGINT)
        await asyncio.sleep(60)
    assert loop.time() - started < 10
    assert ("stubborn", "leaving") in heard.lines
    assert not is_alive(heard.pids("stubborn")[0])


async def test_a_killed_database_comes_back_with_all_that_was_committed(monkeypatch: pytest.MonkeyPatch, home: Path):
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.01)
    server = EmbeddedPostgres(home, settings={"shared_buffers": "16MB"})
    async with Supervisor() as supervisor:
        await supervisor.start(DatabaseService(server))
        async with await psycopg.AsyncConnection.connect(server.url) as connection:
            await connection.execute("create table note as select 'kept' as body")
        assert server.process is not None
        server.process.kill()
        assert await ask_until_answered(server.url, "select body from note") == ("kept",)


async def ask_until_answered(url: str, question: LiteralString) -> object:
    async with asyncio.timeout(20):
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(url) as connection:
                    return await (await connection.execute(question)).fetchone()
            except psycopg.OperationalError:
                await asyncio.sleep(0.01)


async def test_an_error_in_the_block_stops_the_programs_and_goes_on():
    heard = Heard()

    async def fail() -> None:
        async with Supervisor() as supervisor:
            await supervisor.start(program("api", heard))
            await heard.until(lambda: len(heard.lines) == 1)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await fail()
    assert not is_alive(heard.pids("api")[0])


def test_children_end_with_their_parent():
    command = [sys.executable, "-c", PARENT, TELL_AND_WAIT]
    parent = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert parent.stderr is not None
    pid = int(parent.stderr.readline().split()[-1])
    assert is_alive(pid)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)
