"""A process beside this one that computes: an interpreter does one thing at a time, whatever threads it has."""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from luopan.kit import launch

Result = TypeVar("Result")

KEPT_SECONDS = 10
"""Without work the process ends after so long: it holds some fifty megabytes."""


class Beside:
    """The process: there while it has work, never longer than this one. For the event loop's thread only."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._ending: asyncio.TimerHandle | None = None

    async def run(self, work: Callable[[bytes], Result], argument: bytes) -> Result:
        """`work(argument)`, computed there; here, in a thread, where the process has been killed meanwhile.

        `work` is a function of a module, and without effects: it may be begun twice.
        """
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), _begin, (os.getpid(),))
        pool = self._pool
        self._wait()
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work, argument)
        except BrokenProcessPool:
            if self._pool is pool:
                self.end()
            return await asyncio.to_thread(work, argument)

    def end(self) -> None:
        """Lets the process go; the next work starts another."""
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
        if self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None

    def _wait(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.get_running_loop().call_later(KEPT_SECONDS, self.end)


def _begin(parent: int) -> None:
    """An interruption at the terminal reaches both: the parent alone decides what becomes of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    launch.end_with(parent, signal.SIGKILL)
