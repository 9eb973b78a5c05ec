"""A small tree of supervised processes: started in order, restarted when they crash, stopped in the opposite order.

    async with Supervisor() as supervisor:
        await supervisor.start(database)
        await supervisor.start(Program("api", [...]))
        await supervisor.wait()          # returns at SIGINT or SIGTERM, and at no other time

The first Ctrl-C stops everything in order (even in the middle of the block, which is cancelled then), a second one by force.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import structlog

from luopan.kit.postgres import EmbeddedPostgres
from luopan.kit.process import command_for_child, signal_group

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 15.0
HEALTHY_SECONDS = 30.0  # a process that ran this long begins again with the first pause
STOP_SECONDS = 20.0
LAST_LINES_SECONDS = 1.0
SIGNALS = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger()

Forward = Callable[[str, str], None]


class Service(Protocol):
    """Something that runs until it is stopped, and can be started again after a crash."""

    @property
    def name(self) -> str: ...

    async def start(self) -> None:
        """Starts it, and waits until others may count on it."""
        ...

    async def wait(self) -> int:
        """The exit code, once it has ended."""
        ...

    async def stop(self) -> None:
        """Ends it politely; returns when it has ended."""
        ...

    def kill(self) -> None:
        """Ends it by force, without waiting."""
        ...


def print_line(name: str, line: str) -> None:
    """Shows a line of a program's output, marked with its name."""
    sys.stderr.write(f"{name:>8} │ {line}\n")
    sys.stderr.flush()


@dataclass
class Program:
    """A command in its own process group, whose output is forwarded line by line."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    forward: Forward = print_line
    _process: asyncio.subprocess.Process | None = None
    _output: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *command_for_child(self.command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(self.environment),
            start_new_session=True,
        )
        self._output = asyncio.create_task(self._forward_output(self._process))

    async def wait(self) -> int:
        assert self._process is not None
        code = await self._process.wait()
        # What the program itself had started must not outlive it.
        signal_group(self._process.pid, signal.SIGKILL)
        return code

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            signal_group(self._process.pid, signal.SIGTERM)
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                log.warning("stopped_by_force", service=self.name)
            signal_group(self._process.pid, signal.SIGKILL)
            await self._process.wait()
        if self._output is not None:  # what is still on its way; a stray process could hold the pipe for ever
            await asyncio.wait([self._output], timeout=LAST_LINES_SECONDS)

    def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            signal_group(self._process.pid, signal.SIGKILL)

    async def _forward_output(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # longer than the reader's buffer: it was dropped
                continue
            if not line:
                return
            self.forward(self.name, line.decode(errors="replace").rstrip())


@dataclass
class DatabaseService:
    """The embedded database as a supervised service."""

    server: EmbeddedPostgres
    name: str = "database"

    async def start(self) -> None:
        # Launched on this thread, to whose life the parent-death signal is tied; the waiting may be done on any.
        self.server.launch()
        await asyncio.to_thread(self.server.wait_until_ready)

    async def wait(self) -> int:
        process = self.server.process
        assert process is not None
        return await asyncio.to_thread(process.wait)

    async def stop(self) -> None:
        await asyncio.to_thread(self.server.stop)

    def kill(self) -> None:
        if self.server.process is not None:
            with suppress(ProcessLookupError):
                os.kill(self.server.process.pid, signal.SIGQUIT)


class Supervisor:
    """Keeps services running for the time of an `async with` block, on the main thread's event loop."""

    def __init__(self) -> None:
        self._services: list[Service] = []
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self._body: asyncio.Task[object] | None = None
        self._is_waiting = False

    async def start(self, service: Service) -> None:
        """Starts a service and keeps it running from then on. A failure of this first start is the caller's."""
        self._services.append(service)
        await service.start()
        self._keepers[service.name] = asyncio.create_task(self._keep(service))

    async def wait(self) -> None:
        """Returns once somebody asks to stop."""
        self._is_waiting = True
        await self._stopping.wait()

    async def __aenter__(self) -> "Supervisor":
        self._body = asyncio.current_task()
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, self._on_signal)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        was_asked = self._stopping.is_set()
        self._stopping.set()
        for service in reversed(self._services):
            if keeper := self._keepers.get(service.name):
                keeper.cancel()
            await service.stop()
        for number in SIGNALS:
            asyncio.get_running_loop().remove_signal_handler(number)
        is_our_own = was_asked and kind is asyncio.CancelledError
        if is_our_own and self._body is not None:
            self._body.uncancel()
        return is_our_own

    def _on_signal(self) -> None:
        if self._stopping.is_set():
            for service in self._services:
                service.kill()
            return
        self._stopping.set()
        if self._body is not None and not self._is_waiting:
            self._body.cancel()

    async def _keep(self, service: Service) -> None:
        """Starts a service again whenever it ends, with longer and longer pauses while that does not help."""
        clock, pause = asyncio.get_running_loop().time, FIRST_PAUSE_SECONDS
        while True:
            started = clock()
            reason = f"it ended with {await service.wait()}"
            if clock() - started > HEALTHY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            while True:
                log.warning("restarting", service=service.name, because=reason, pause_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                try:
                    await service.start()
                    break
                except Exception as error:  # whatever it was: a keeper that gave up would leave nobody to try again
                    reason = str(error)
