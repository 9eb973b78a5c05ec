"""Waiting for a bell."""

import asyncio

import pytest

from luopan.kit.notify import rung


@pytest.mark.parametrize("turns", range(6))
async def test_a_cancellation_is_not_lost_as_the_bell_rings(turns: int) -> None:
    bell = asyncio.Event()

    async def answer_for_ever() -> None:
        while True:
            bell.clear()
            await rung(bell, 60)

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
