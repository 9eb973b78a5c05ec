"""The composition root: what a process is made of. Everything is registered here, by literal lists."""

import asyncio
import gc
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

import structlog

from luopan.kernel.auth import accounts, letters
from luopan.kernel.auth.audit import ExportLedger
from luopan.kernel.auth.sign_in import SignIn
from luopan.kernel.auth.stewards import organisation_stewards
from luopan.kernel.comments.purge import CommentsDependent
from luopan.kernel.events import log
from luopan.kernel.events.consumers import Consumer
from luopan.kernel.events.tail import Tail
from luopan.kernel.files.blobs import Blobs
from luopan.kernel.files.cleanup import Cleanup, Namers
from luopan.kernel.files.store import Store
from luopan.kernel.http.limits import Limits
from luopan.kernel.http.parts import Kernel
from luopan.kernel.imports import run as imports
from luopan.kernel.imports import undo as import_undo
from luopan.kernel.imports.definitions import CHANNEL as IMPORT_CHANNEL
from luopan.kernel.imports.desk import Desk
from luopan.kernel.imports.exports import Exports
from luopan.kernel.metadata import runner, store
from luopan.kernel.metadata.store import Catalogue
from luopan.kernel.notifications import inbox
from luopan.kernel.notifications.bell import Bell
from luopan.kernel.notifications.telling import CHANNEL as NOTIFIED
from luopan.kernel.notifications.telling import Teller
from luopan.kernel.permissions import rights
from luopan.kernel.permissions.dependents import RightsDependent
from luopan.kernel.permissions.rights import Permissions
from luopan.kernel.predicates import kinds
from luopan.kernel.records import hand_over as hand_overs
from luopan.kernel.records.door import Records
from luopan.kernel.records.journeys import JourneysDependent, journey_consumer
from luopan.kernel.records.worth import rate_consumer, recompute_worth
from luopan.kernel.screens.standing import Standing
from luopan.kernel.screens.workspace import ScreensDependent
from luopan.kernel.search import reindex
from luopan.kernel.search.condition import SearchKind
from luopan.kernel.search.index import Indexer
from luopan.kit.actor import SYSTEM, Actor
from luopan.kit.cancellation import keep_cancellations
from luopan.kit.clock import Clock, system_clock
from luopan.kit.database import Database, Session
from luopan.kit.errors import LuopanError
from luopan.kit.jobs import Jobs
from luopan.kit.keyring import Keyring
from luopan.kit.mail import read_smtp_url
from luopan.kit.notify import Hub
from luopan.kit.settings import Settings

Result = TypeVar("Result")

kinds.register(SearchKind())
"""Conditions that rooms above the tree of conditions bring."""

logger = structlog.get_logger()

CHANNELS = (log.CHANNEL, store.CHANNEL, runner.RUN_CHANNEL, accounts.CHANNEL, rights.CHANNEL, IMPORT_CHANNEL, NOTIFIED)
DEPENDENTS = (RightsDependent(), ScreensDependent(), CommentsDependent(), JourneysDependent())
"""Who speaks of objects and fields, or keeps something about their records."""
GIVING_WAY = ("worker", "command")
"""Kinds of processes nobody waits for at a screen."""
ACKNOWLEDGE_SECONDS = 10
GOODBYE_SECONDS = 2
SWITCH_SECONDS = 0.0005
"""So long a thread that computes may keep the interpreter from the event loop: whole chunks of imports and bulk calls are read
beside it, and every piece of an answer of PostgreSQL has to wait for them."""

BLOB_NAMERS: Namers = (("luopan.imports", "sha256"),)
"""Who names contents besides the table of files."""

RECOMPUTE_WORTH = "recompute_worth"
TEND_THE_LOG = "tend_the_log"
CLEAN_UP_FILES = "clean_up_files"
FORGET_NOTIFICATIONS = "forget_notifications"


@dataclass(frozen=True)
class Process:
    """The parts of one process, open and listening."""

    kernel: Kernel
    jobs: Jobs


def consumers(jobs: Jobs, indexer: Indexer, catalogue: Catalogue, teller: Teller) -> tuple[Consumer, ...]:
    """Everyone who follows the event log."""

    async def recompute_later(session: Session, currency: str) -> None:
        await jobs.defer(session, RECOMPUTE_WORTH, only_once=True, currency=currency)

    return rate_consumer(recompute_later), indexer.consumer(), journey_consumer(catalogue), teller.consumer()


def register_jobs(jobs: Jobs, kernel: Kernel) -> None:
    """All jobs, by name."""
    settings = kernel.settings
    cleanup = Cleanup(kernel.database, kernel.catalogue, kernel.blobs, kernel.clock, BLOB_NAMERS)
    mail_server = None if settings.smtp_url is None else read_smtp_url(settings.smtp_url)

    async def recompute(currency: str) -> None:
        await recompute_worth(kernel.records, currency)

    async def tend_the_log(timestamp: int) -> None:
        async with kernel.database.transaction() as session:
            await log.ensure_partitions(session, kernel.clock())

    async def send_reset_link(email: str, address: str | None) -> None:
        await letters.send_reset_link(kernel.database, kernel.clock, mail_server, settings.link_base, email, address)

    async def hand_over(identity: str) -> None:
        await hand_overs.carry_out(kernel.records, identity)

    async def run_import(identity: str) -> None:
        await imports.carry_out(kernel.records, kernel.blobs, identity)
        await Teller(kernel.records).import_ended(identity)

    async def undo_import(identity: str, user: str | None, scopes: list[str] | None) -> None:
        actor = SYSTEM if user is None else Actor(user, "", scopes=None if scopes is None else frozenset(scopes))
        await import_undo.take_back(kernel.records, actor, identity)

    async def clean_up_files(timestamp: int) -> None:
        await cleanup.run()

    async def forget_notifications(timestamp: int) -> None:
        async with kernel.database.transaction() as session:
            await inbox.forget(session, kernel.clock())

    async def index_records() -> None:
        await reindex.bring_up_to_date(kernel.records, kernel.indexer)

    jobs.register(RECOMPUTE_WORTH, recompute)
    jobs.register(reindex.JOB, index_records, queue="long")
    jobs.register(letters.SEND_RESET_LINK, send_reset_link)
    jobs.register(hand_overs.JOB, hand_over)
    jobs.register(TEND_THE_LOG, tend_the_log, cron="0 * * * *")
    jobs.register(imports.JOB, run_import, queue="long")
    jobs.register(import_undo.JOB, undo_import, queue="long")
    jobs.register(CLEAN_UP_FILES, clean_up_files, cron="20 19 * * *")
    jobs.register(FORGET_NOTIFICATIONS, forget_notifications, cron="40 18 * * *")


@asynccontextmanager
async def open_process(
    settings: Settings, kind: str, *, max_connections: int = 10, clock: Clock = system_clock
) -> AsyncGenerator[Process]:
    """Opens everything that a process of this kind (api, worker, command) needs."""
    keep_cancellations()
    keyring = Keyring.of(settings)
    async with Database(
        settings.url, max_connections=max_connections, application=f"luopan {kind}", background=kind in GIVING_WAY
    ) as database:
        hub, catalogue, jobs = Hub(database, CHANNELS), Catalogue(database, DEPENDENTS), Jobs(settings.url)
        permissions, indexer = Permissions(database, clock), Indexer(catalogue)
        stewards = organisation_stewards(permissions, hub)
        records = Records(database, catalogue, permissions, hub, clock, stewards, keyring)
        ledger = ExportLedger(database, clock)
        blobs = Blobs(Store.of(settings), database, clock)
        kernel = Kernel(
            database=database,
            hub=hub,
            catalogue=catalogue,
            records=records,
            sign_in=SignIn(database, hub, clock, keyring),
            tail=Tail(database, hub),
            bell=Bell(database, hub, clock),
            indexer=indexer,
            consumers=consumers(jobs, indexer, catalogue, Teller(records)),
            clock=clock,
            settings=settings,
            keyring=keyring,
            jobs=jobs,
            limits=Limits(settings, clock),
            exports=Exports(records, ledger, settings.home / "exports", settings.export_megabytes),
            blobs=blobs,
            desk=Desk(records, blobs, jobs),
            standing=Standing(),
        )
        register_jobs(jobs, kernel)
        hub.on(store.CHANNEL, kernel.records.reload)
        hub.on(rights.CHANNEL, permissions.reload)
        await kernel.records.reload()
        async with jobs.app.open_async(), hub:
            alive = asyncio.create_task(_acknowledge(kernel.records, kind))
            _spare_the_collector()
            sys.setswitchinterval(SWITCH_SECONDS)
            try:
                yield Process(kernel, jobs)
            finally:
                alive.cancel()
                with suppress(asyncio.CancelledError):
                    await alive
                indexer.close()
                await _say_goodbye(kernel)


async def with_process(settings: Settings, work: Callable[[Process], Awaitable[Result]]) -> Result:
    """Does one thing with a process of its own: for commands."""
    async with open_process(settings, "command", max_connections=4) as process:
        return await work(process)


async def _say_goodbye(kernel: Kernel) -> None:
    """As far as the database still listens: it may be going down as well, and nobody waits for it then."""
    with suppress(LuopanError, TimeoutError):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await kernel.records.counters.close()
            await kernel.catalogue.leave()


def _spare_the_collector() -> None:
    """What is loaded by now lives as long as the process, and bulk calls make many objects at once that no cycle holds."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


async def _acknowledge(records: Records, kind: str) -> None:
    """Looks for newer metadata, whose notification may be lost, and says which version this process works with."""
    while True:
        try:
            await records.reload()
            await records.catalogue.acknowledge(kind)
        except Exception:  # it will say so when what was wrong is mended
            logger.exception("not_acknowledged")
        await asyncio.sleep(ACKNOWLEDGE_SECONDS)
