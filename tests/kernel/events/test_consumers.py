"""Those who follow the log: in order, skipping nothing, at least once, and not held up by one change that nobody can handle."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from luopan.kernel.events import consumers, log
from luopan.kernel.events.consumers import Consumer, Follower
from luopan.kernel.events.log import Change, Cursor, Event, LoggedEvent
from luopan.kit.database import Database, Session
from luopan.kit.errors import NotFound, Unavailable
from luopan.kit.ids import new_id
from tests.kernel.conftest import ADMIN, Doors

THING = {"name": "thing", "fields": [{"name": "name", "type": "text"}]}


@dataclass
class Recorder:
    """A consumer that notes what it is given, and refuses records whose id is in `poison`. Its clock stands until it is moved."""

    doors: Doors
    name: str = "recorder"
    objects: tuple[str, ...] | None = None
    where: str | None = None
    from_start: bool = True
    seen: list[LoggedEvent] = field(default_factory=list[LoggedEvent])
    poison: set[str] = field(default_factory=set[str])
    calls: int = 0
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    @property
    def database(self) -> Database:
        return self.doors.process.kernel.database

    @property
    def consumer(self) -> Consumer:
        async def objects(session: Session) -> Sequence[str]:
            return self.objects or ()

        return Consumer(
            self.name,
            self.handle,
            objects=None if self.objects is None else objects,
            where=self.where,
            from_start=self.from_start,
        )

    @property
    def follower(self) -> Follower:
        return Follower(self.database, self.doors.process.kernel.hub, lambda: self.now, self.consumer)

    async def handle(self, session: Session, events: Sequence[LoggedEvent]) -> None:
        self.calls += 1
        for one in events:
            record_id = "not a uuid" if one.event.record_id in self.poison else one.event.record_id
            await session.execute(
                "insert into public.effects (record_id, action) values ($1::uuid, $2)", record_id, one.event.action
            )
        self.seen += events

    async def catch_up(self) -> list[str]:
        """Steps until nothing is left; gives the ids of what was seen on the way, in order."""
        start = len(self.seen)
        for _ in range(20):
            if await self.follower.step() is False:
                break
        return [one.event.record_id for one in self.seen[start:]]

    async def effects(self) -> list[str]:
        async with self.database.session() as session:
            return [row[0] for row in await session.fetch("select record_id::text from public.effects order by place")]


@pytest.fixture
async def recorder(doors: Doors) -> Recorder:
    """Follows a log that holds nothing but what the test writes."""
    await doors.define(THING)
    recorder = Recorder(doors)
    async with recorder.database.transaction() as session:
        await session.execute("truncate luopan.events, luopan.changes")
        await session.execute("create table public.effects (place serial, record_id uuid, action text)")
    await recorder.catch_up()
    return recorder


async def test_events_come_in_the_order_of_the_log_whole_and_with_their_header(recorder: Recorder) -> None:
    doors = recorder.doors
    ids = [one for n in range(3) for one in await doors.create("thing", {"name": f"a{n}"}, {"name": f"b{n}"})]
    await doors.write("thing", "update", [{"id": ids[0], "name": "new"}])
    assert await recorder.catch_up() == [*ids, ids[0]]
    cursors = [(one.cursor.epoch, one.cursor.xid, one.cursor.seq) for one in recorder.seen]
    assert cursors == sorted(set(cursors))
    last = recorder.seen[-1]
    assert (last.kind, last.actor, last.event.action, last.event.version) == ("update", None, "updated", 2)
    assert last.event.before == {"name": "a0"}
    assert last.event.after == {"name": "new"}
    assert await recorder.catch_up() == []


async def test_a_change_larger_than_a_batch_goes_on_where_it_stopped(recorder: Recorder) -> None:
    ids = await recorder.doors.create("thing", *({"name": str(n)} for n in range(consumers.BATCH + 500)))
    more = await recorder.doors.create("thing", {"name": "more"})
    assert await recorder.follower.step()
    assert len(recorder.seen) == consumers.BATCH
    assert await recorder.follower.step()
    assert [one.event.record_id for one in recorder.seen] == [*ids, *more]


async def append(session: Session, record_id: str) -> None:
    change = Change(ADMIN, datetime.now(UTC), "test")
    await change.append(session, [Event("thing", record_id, 1, "created", None, {})])


async def test_changes_that_commit_out_of_order_are_not_skipped(recorder: Recorder) -> None:
    first, second, third = new_id(), new_id(), new_id()
    async with recorder.database.transaction() as older:
        await append(older, first)
        async with recorder.database.transaction() as younger:
            await append(younger, second)
        async with recorder.database.session() as session:
            cursor = await consumers.read_cursor(session, recorder.name)
            assert cursor is not None
            assert await log.is_held_back(session, cursor)
        assert await recorder.catch_up() == [], "an older one may still come"
        await append(older, third)
    assert await recorder.catch_up() == [first, third, second]


async def test_a_transaction_that_writes_its_event_late_is_not_skipped(recorder: Recorder) -> None:
    """It has its place in the order before it has written anything that the log could show."""
    late, early = new_id(), new_id()
    async with recorder.database.transaction() as older:
        await older.execute("select pg_current_xact_id()")
        async with recorder.database.transaction() as younger:
            await append(younger, early)
        assert await recorder.catch_up() == []
        await append(older, late)
    assert await recorder.catch_up() == [late, early]


async def test_what_is_rolled_back_never_happened(recorder: Recorder) -> None:
    async def give_up() -> None:
        async with recorder.database.transaction() as session:
            await append(session, new_id())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await give_up()
    assert await recorder.catch_up() == []


async def test_a_batch_whose_transaction_dies_comes_again_and_counts_once(recorder: Recorder) -> None:
    ids = await recorder.doors.create("thing", {"name": "a"}, {"name": "b"})

    async def die(session: Session, events: Sequence[LoggedEvent]) -> None:
        await recorder.handle(session, events)
        await session.execute("select pg_terminate_backend(pg_backend_pid())")

    dying = Follower(
        recorder.database, recorder.doors.process.kernel.hub, lambda: recorder.now, Consumer(recorder.name, die)
    )
    with pytest.raises(Unavailable):
        await dying.step()
    assert await recorder.catch_up() == ids
    assert [one.event.record_id for one in recorder.seen] == [*ids, *ids], "handed over again"
    assert await recorder.effects() == ids


async def test_two_processes_follow_as_one(recorder: Recorder) -> None:
    ids = await recorder.doors.create("thing", {"name": "a"})
    other: list[bool | None] = []

    async def slow(session: Session, events: Sequence[LoggedEvent]) -> None:
        other.append(await recorder.follower.step())
        await recorder.handle(session, events)

    hub = recorder.doors.process.kernel.hub
    assert await Follower(recorder.database, hub, lambda: recorder.now, Consumer(recorder.name, slow)).step()
    assert other == [None], "while one is at it, the others wait"
    assert await recorder.effects() == ids


async def test_a_new_consumer_reads_from_the_start_or_from_now_on(recorder: Recorder) -> None:
    old = await recorder.doors.create("thing", {"name": "old"})
    late, early = Recorder(recorder.doors, "late", from_start=False), Recorder(recorder.doors, "early")
    for one in (late, early):
        await one.follower.step()
    new = await recorder.doors.create("thing", {"name": "new"})
    assert await late.catch_up() == new
    assert await early.catch_up() == [*old, *new]


@pytest.mark.parametrize("wanted", [{"objects": ("thing",)}, {"where": "e.object_id = 'thing' and c.undoes is null"}])
async def test_a_consumer_of_some_events_is_not_bothered_with_others(
    recorder: Recorder, wanted: dict[str, Any]
) -> None:
    await recorder.doors.define({"name": "other", "fields": [{"name": "name", "type": "text"}]})
    picky = Recorder(recorder.doors, "picky", **wanted)
    thing = await recorder.doors.create("thing", {"name": "a"})
    other = await recorder.doors.create("other", *({"name": str(n)} for n in range(5)))
    assert await picky.catch_up() == thing
    async with recorder.database.session() as session:
        cursor = await consumers.read_cursor(session, "picky")
        assert cursor is not None
        assert not await log.is_held_back(session, cursor), "it stands behind what it need not see"
    assert await recorder.catch_up() == [*thing, *other]
    more = await recorder.doors.create("thing", {"name": "b"})
    assert await picky.catch_up() == more


async def test_a_consumer_can_be_sent_back(recorder: Recorder) -> None:
    first, second = (
        await recorder.doors.create("thing", {"name": "a"}),
        await recorder.doors.create("thing", {"name": "b"}),
    )
    await recorder.catch_up()
    async with recorder.database.session() as session:
        await consumers.rewind(session, recorder.name)
    assert await recorder.catch_up() == [*first, *second]
    async with recorder.database.session() as session:
        await consumers.rewind(session, recorder.name, recorder.seen[0].cursor)
    assert await recorder.catch_up() == second
    async with recorder.database.session() as session:
        with pytest.raises(NotFound):
            await consumers.rewind(session, "nobody")


async def letters(recorder: Recorder) -> list[tuple[str, str, bool]]:
    """(id, change, settled) of each dead letter."""
    async with recorder.database.session() as session:
        return await session.fetch(
            "select id::text, change_id::text, settled_at is not null from luopan.dead_letters where consumer = $1",
            recorder.name,
        )


async def test_a_poisoned_change_is_put_aside_and_can_be_sent_again(recorder: Recorder) -> None:
    doors, clock = recorder.doors, lambda: recorder.now
    good = await doors.create("thing", {"name": "good"})
    bad = await doors.create("thing", {"name": "bad"}, {"name": "its neighbour"})
    more = await doors.create("thing", {"name": "more"})
    recorder.poison = {bad[0]}

    for attempt in range(1, consumers.ATTEMPTS + 1):
        assert await recorder.follower.step() is None
        assert recorder.calls == attempt
        if attempt > 1:
            assert await recorder.follower.step() is None
            assert recorder.calls == attempt, "the next try waits"
        recorder.now += timedelta(minutes=1)
    assert await recorder.effects() == []
    assert await letters(recorder) == []
    assert await recorder.follower.step()
    assert await recorder.effects() == [*good, *more], "the others went on, and the poisoned change did nothing by half"
    [(letter, change, settled)] = await letters(recorder)
    assert [one.event.record_id for one in await read_change(recorder, change)] == bad
    assert not settled
    assert await recorder.catch_up() == []

    with pytest.raises(Exception, match="uuid"):
        async with recorder.database.transaction() as session:
            await consumers.resend(session, [recorder.consumer], letter, clock)
    assert not (await letters(recorder))[0][2]
    recorder.poison.clear()
    async with recorder.database.transaction() as session:
        await consumers.resend(session, [recorder.consumer], letter, clock)
    assert (await letters(recorder))[0][2]
    assert await recorder.effects() == [*good, *more, *bad]
    async with recorder.database.transaction() as session:
        with pytest.raises(NotFound):
            await consumers.resend(session, [recorder.consumer], letter, clock)


async def test_after_a_failure_that_passes_nothing_is_lost(recorder: Recorder) -> None:
    ids = await recorder.doors.create("thing", {"name": "a"})
    recorder.poison = set(ids)
    assert await recorder.follower.step() is None
    recorder.poison.clear()
    recorder.now += timedelta(minutes=1)
    assert await recorder.catch_up() == ids
    assert await letters(recorder) == []
    assert await recorder.effects() == ids


async def test_a_restore_raises_the_epoch_and_nothing_is_skipped(recorder: Recorder) -> None:
    """A restored log brings transaction numbers of another server, greater than all that this one has given so far."""
    before = await recorder.doors.create("thing", {"name": "before"})
    await recorder.catch_up()
    missed = await recorder.doors.create("thing", {"name": "written before the backup, not yet seen"})
    async with recorder.database.transaction() as session:
        await session.execute("update luopan.changes set xid = (xid::text::bigint + 1000000)::text::xid8")
        await session.execute("update luopan.consumers set xid = (xid::text::bigint + 1000000)::text::xid8")
        await session.execute("update luopan.workspace set epoch = epoch + 1")
    after = await recorder.doors.create("thing", {"name": "after"})
    assert await recorder.catch_up() == [*missed, *after]
    assert {one.cursor.epoch for one in recorder.seen} == {1, 2}
    async with recorder.database.session() as session:
        await consumers.rewind(session, recorder.name, Cursor(0, 0, -1))
    assert await recorder.catch_up() == [*before, *missed, *after]


async def read_change(recorder: Recorder, change_id: str) -> list[LoggedEvent]:
    async with recorder.database.session() as session:
        return await log.read_change(session, change_id)
