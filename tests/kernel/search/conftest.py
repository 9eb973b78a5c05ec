"""Doors whose index follows on request: as a worker does it, without waiting for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from luopan.kernel.events.consumers import Follower
from luopan.kernel.search import reindex
from luopan.kernel.search.find import find
from luopan.kit.actor import Actor
from tests.kernel.conftest import ADMIN, Doors


@dataclass(frozen=True)
class Search:
    """Searches through the doors."""

    doors: Doors

    async def follow(self) -> None:
        """Indexes all that has changed."""
        kernel = self.doors.process.kernel
        await reindex.bring_up_to_date(kernel.records, kernel.indexer)
        follower = Follower(kernel.database, kernel.hub, kernel.clock, kernel.indexer.consumer())
        while await follower.step():
            pass

    async def find(
        self, text: str, objects: Sequence[str] | None = None, limit: int = 100, actor: Actor = ADMIN
    ) -> dict[str, Any]:
        return await self.doors.process.kernel.records.read(actor, lambda reading: find(reading, text, objects, limit))

    async def ids(self, text: str, *objects: str) -> list[str]:
        """Ids of what is found, the best first."""
        return [one["id"] for one in (await self.find(text, objects or None))["results"]]
