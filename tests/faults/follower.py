"""A process that follows the event log, to be killed: it notes what it has seen in a table and, outside of any transaction,
in a file.

Arguments: the database's URL, the file.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from luopan.kernel.events.consumers import Consumer, Follower
from luopan.kernel.events.log import CHANNEL, LoggedEvent
from luopan.kit.clock import system_clock
from luopan.kit.database import Database, Session
from luopan.kit.notify import Hub

NAME = "faults"
SEEN = "create table public.seen (place serial, cursor text primary key, record_id uuid, version bigint)"


async def main(url: str, file: Path) -> None:
    async def handle(session: Session, events: Sequence[LoggedEvent]) -> None:
        with file.open("a") as lines:
            lines.writelines(f"{one.cursor}\n" for one in events)
        for one in events:
            await session.execute(
                "insert into public.seen (cursor, record_id, version) values ($1, $2::uuid, $3)",
                str(one.cursor),
                one.event.record_id,
                one.event.version,
            )

    async with Database(url, max_connections=3) as database, Hub(database, (CHANNEL,)) as hub:
        await Follower(database, hub, system_clock, Consumer(NAME, handle)).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
