"""A process beside this one computes: it ends when it has nothing to do, and when this one ends, however that comes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from luopan.kit import beside
from luopan.kit.beside import Beside
from luopan.kit.process import is_alive

PATIENCE_SECONDS = 20
PARENT = """
import asyncio, sys, time
from luopan.kit.beside import Beside
from tests.kit.test_beside import where

async def main():
    print(await Beside().run(where, b""), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


def where(_: bytes) -> int:
    """The process it runs in."""
    return os.getpid()


def twice(argument: bytes) -> bytes:
    return argument * 2


def refuse(argument: bytes) -> bytes:
    raise ValueError(argument)


async def gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_alive(pid):
        assert time.monotonic() < deadline, "it is still there"
        await asyncio.sleep(0.02)


@pytest.fixture
def process() -> Iterator[Beside]:
    found = Beside()
    yield found
    found.end()


async def test_it_computes_in_another_process(process: Beside) -> None:
    first = await process.run(where, b"")
    assert first != os.getpid()
    assert await process.run(twice, b"ab") == b"abab"
    assert await process.run(where, b"") == first, "one process serves them all"
    with pytest.raises(ValueError, match="wrong"):
        await process.run(refuse, b"wrong")


async def test_one_that_was_killed_is_replaced(process: Beside) -> None:
    first = await process.run(where, b"")
    os.kill(first, signal.SIGKILL)
    assert await asyncio.gather(*(process.run(twice, b"ab") for _ in range(3))) == [b"abab"] * 3
    assert await process.run(where, b"") not in (first, os.getpid())


async def test_it_ends_when_nothing_is_to_be_done(process: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "KEPT_SECONDS", 0.1)
    first = await process.run(where, b"")
    await gone(first)
    assert await process.run(where, b"") != first


def test_it_ends_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    asyncio.run(gone(child))
