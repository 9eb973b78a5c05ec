"""Before Python 3.12, `asyncio.wait_for` loses a cancellation that comes as what it waits for is done.

Whoever waits again and again with it may never end. We don't (`luopan.kit.notify.rung`), but the pool of connections and the
runner of jobs do.
"""

import asyncio
import sys
from collections.abc import Awaitable
from typing import Any

_wait_for: Any = asyncio.wait_for  # noqa: TID251


def keep_cancellations() -> None:
    """Has everybody in this process wait as later versions of Python do."""
    if sys.version_info < (3, 12):
        asyncio.wait_for = wait_for  # noqa: TID251


async def wait_for(awaited: Awaitable[Any], timeout: float | None) -> Any:  # noqa: ASYNC109
    """`asyncio.wait_for` as it is since Python 3.12."""
    if timeout is not None and timeout <= 0:
        return await _wait_for(awaited, timeout)
    async with asyncio.timeout(timeout):
        return await awaited
