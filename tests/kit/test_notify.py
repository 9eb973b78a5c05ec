"""Waiting for a bell, and being told to stop meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from luopan.kit.cancellation import wait_for
from luopan.kit.notify import rung

Waits = Callable[[asyncio.Event, float], Awaitable[object]]


@pytest.mark.parametrize("waits", [rung, lambda bell, most: wait_for(bell.wait(), most)])
@pytest.mark.parametrize("turns", range(6))
async def test_a_cancellation_is_not_lost_as_the_bell_rings(turns: int, waits: Waits) -> None:
    bell = asyncio.Event()

    async def answer_for_ever() -> None:
        while True:
            bell.clear()
            await waits(bell, 60)

    answering = asyncio.create_task(answer_for_ever())
    for _ in range(10):  # turns of the loop, until it waits
        await asyncio.sleep(0)
    bell.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    answering.cancel()
    ended, _ = await asyncio.wait([answering], timeout=5)
    assert ended
    assert answering.cancelled()
