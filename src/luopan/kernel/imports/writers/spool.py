"""A file that is sent while it is still being made.

Whoever makes it writes as fast as the disk takes it, and so lets go of the database soon, however slowly the reader reads.
"""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")

CHUNK = 256 * 1024
LEFT_BEHIND_SECONDS = 24 * 3600
"""After so long a folder belongs to a process that was killed."""


class Spool:
    """A folder of its own, and in it the file. `grow` and `end` are for who makes it, `chunks` for who sends it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        self.folder = Path(tempfile.mkdtemp(dir=folder))
        self.path = self.folder / "file"
        self.size = 0
        self.ended = False
        self._error: BaseException | None = None
        self._changed = asyncio.Condition()

    async def grow(self, size: int) -> None:
        """So many bytes may be read by now."""
        if size > self.size:
            self.size = size
            await self._notify()

    async def end(self, error: BaseException | None = None) -> None:
        """Nothing more will come: the file is complete, or this is why it never will be."""
        self._error, self.ended = error, True
        if error is None:
            self.size = self.path.stat().st_size
        await self._notify()

    async def ready(self) -> None:
        """Waits until there is a good piece to send, or all of it; raises what went wrong before."""
        await self._wait(CHUNK)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The file from its beginning to its end; raises what went wrong, and then it was not the whole."""
        descriptor = -1
        at = 0
        try:
            while True:
                await self._wait(at + 1)
                if at == self.size:
                    return
                if descriptor < 0:
                    descriptor = os.open(self.path, os.O_RDONLY)
                chunk = await asyncio.to_thread(os.pread, descriptor, min(CHUNK, self.size - at), at)
                at += len(chunk)
                yield chunk
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    def disk_use(self) -> int:
        """Bytes in the folder: what formats keep beside the file counts too."""
        return sum(one.stat().st_size for one in self.folder.iterdir())

    async def remove(self) -> None:
        """Takes everything from the disk."""
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    async def _wait(self, least: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self.ended or self.size >= least)
        if self._error is not None:
            raise self._error

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


async def in_thread(work: Callable[[], Result]) -> Result:
    """Runs it beside the loop. Whoever is cancelled meanwhile waits for its end: nobody takes its files from under it."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


def _sweep(folder: Path) -> None:
    """Removes what killed processes have left behind."""
    for one in folder.iterdir():
        with suppress(FileNotFoundError):  # its own process has just removed it
            if time.time() - one.stat().st_mtime > LEFT_BEHIND_SECONDS:
                shutil.rmtree(one, ignore_errors=True)
