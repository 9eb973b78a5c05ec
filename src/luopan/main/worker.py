"""The worker: runs jobs, follows the event log, takes up schema changes that were cut short."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from procrastinate import App
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from luopan.kernel.events.consumers import Follower
from luopan.kernel.events.log import ensure_partitions
from luopan.kernel.http.parts import Kernel
from luopan.kernel.metadata import runner, store
from luopan.kernel.metadata.store import Catalogue
from luopan.kernel.search import reindex
from luopan.kit.jobs import QUEUES, Queue
from luopan.kit.logs import configure_logging
from luopan.kit.notify import rung
from luopan.kit.settings import Settings
from luopan.main.wiring import open_process

log = structlog.get_logger()

LOOK_SECONDS = 5
PAUSE_SECONDS = 0.5
GRACE_SECONDS = 5
"""What a job gets to end when the worker is stopped; the next worker takes it up again otherwise."""
HEARTBEAT_SECONDS = 2
STALLED_SECONDS = 10


async def run(settings: Settings, concurrency: int = 2) -> None:
    """Works until it is cancelled."""
    configure_logging(settings)
    async with open_process(settings, "worker") as process:
        kernel, app = process.kernel, process.jobs.app
        async with kernel.database.transaction() as session:
            await ensure_partitions(session, kernel.clock())
        woken, renewed = asyncio.Event(), asyncio.Event()
        kernel.hub.on(runner.RUN_CHANNEL, woken.set)
        kernel.hub.on(store.CHANNEL, renewed.set)
        async with asyncio.TaskGroup() as group:
            for consumer in kernel.consumers:
                follower = Follower(kernel.database, kernel.hub, kernel.clock, consumer)
                group.create_task(_for_ever(f"consumer {consumer.name}", follower.run))
            for queue in QUEUES:
                group.create_task(_for_ever(f"{queue} jobs", partial(_run_jobs, app, queue, concurrency)))
            group.create_task(_for_ever("reclaimed jobs", lambda: _reclaim_jobs(app)))
            group.create_task(_for_ever("index", lambda: _keep_indexed(kernel, renewed)))
            group.create_task(_for_ever("schema runs", lambda: _carry_out_schema_runs(kernel.catalogue, woken)))


async def _for_ever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Does a work again whenever it ends, whatever ended it: a database that was away, a defect in one job.

    Until it is cancelled: the job runner takes that as a wish to end, and returns as if nothing had been.
    """
    this = asyncio.current_task()
    assert this is not None
    while not this.cancelling():
        try:
            await work()
        except Exception:
            log.exception("work_interrupted", work=name)
        await asyncio.sleep(PAUSE_SECONDS)


async def _run_jobs(app: App, queue: Queue, concurrency: int) -> None:
    await app.run_worker_async(
        queues=[queue],
        concurrency=concurrency,
        install_signal_handlers=False,
        shutdown_graceful_timeout=GRACE_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
    )


async def _reclaim_jobs(app: App) -> None:
    """Gives the jobs of workers that died to others."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # the same work has been asked for again meanwhile, and waits
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=False)
    await asyncio.sleep(LOOK_SECONDS)


async def _carry_out_schema_runs(catalogue: Catalogue, woken: asyncio.Event) -> None:
    """Carries out stored runs as soon as they are queued, those included whose process is gone."""
    woken.clear()
    await runner.resume_all(catalogue)
    await rung(woken, LOOK_SECONDS)


async def _keep_indexed(kernel: Kernel, renewed: asyncio.Event) -> None:
    """Has objects indexed anew whose searchable fields have changed."""
    renewed.clear()
    await kernel.records.reload()
    async with kernel.database.transaction() as session:
        if await reindex.is_outdated(session, kernel.catalogue.current):
            await kernel.jobs.defer(session, reindex.JOB, only_once=True)
    await rung(renewed, LOOK_SECONDS)
