"""One world at all doors: loaded, read by each of its users, written to, and read again."""

from dataclasses import dataclass
from random import Random

import httpx

from tests.rights import reading, writing
from tests.rights.doors import Caller, Opened, Tally
from tests.rights.following import follow
from tests.rights.reading import Reader
from tests.rights.worlds import World
from tests.rights.writing import Writer


@dataclass(frozen=True)
class Effort:
    """How often each door is tried by each user on each object."""

    conditions: int = 12
    paths: int = 3
    aggregates: int = 4
    singles: int = 6
    writes: int = 2
    streams: int = 3
    """By how many users the live stream is followed."""


QUICK = Effort(conditions=4, paths=2, aggregates=2, singles=2, writes=1, streams=1)


def compare(world: World, client: httpx.Client, administrator: Caller, tally: Tally, effort: Effort) -> None:
    """Loads a world and compares it with its judge; what differs is in the tally."""
    rng = Random(f"questions {world.seed}")
    with tally.timing("loading"):
        opened = Opened(world, client, administrator, tally)
    with tally.timing("reading"):
        read(opened, rng, effort)
    with tally.timing("writing"):
        write(opened, rng, effort)
    with tally.timing("following"):
        for user in list(opened.callers)[: effort.streams]:
            follow(opened, client, user, rng)
    with tally.timing("reading"):
        for user in opened.callers:
            for name in world.own():
                Reader(opened, user, name, rng).lists()


def read(opened: Opened, rng: Random, effort: Effort) -> None:
    for user in opened.callers:
        reading.metadata(opened, user)
        reading.directory(opened, user, rng)
        reading.rights(opened, user, rng)
        for name in opened.world.own():
            reader = Reader(opened, user, name, rng)
            reader.lists()
            reader.conditions(effort.conditions)
            reader.paths(effort.paths)
            reader.aggregates(effort.aggregates)
            reader.singles(effort.singles)
            reader.refusals()


def write(opened: Opened, rng: Random, effort: Effort) -> None:
    """Users in turn, so that one meets what another has written."""
    for _ in range(effort.writes):
        for user in opened.callers:
            writing.organise(opened, user, rng)
            for name in opened.world.own():
                writer = Writer(opened, user, name, rng)
                writer.edit()
                writer.create()
                writer.bulk()
                writer.delete()
                writer.restore()
                writer.undo()
                writer.edit()
                writer.share()
                writer.unshare()
                writer.reveal()
                writer.transfer()
