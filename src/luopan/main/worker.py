"""The worker: runs jobs, follows the event log, takes up schema changes that were cut short."""

import asyncio
from contextlib import suppress

import structlog
from procrastinate import App

from luopan.kernel.events.consumers import Follower
from luopan.kernel.events.log import ensure_partitions
from luopan.kernel.metadata import runner
from luopan.kit.database import Database
from luopan.kit.errors import LuopanError
from luopan.kit.logs import configure_logging
from luopan.kit.notify import Hub
from luopan.kit.settings import Settings
from luopan.main.wiring import open_process

log = structlog.get_logger()

LOOK_SECONDS = 10
STALLED_SECONDS = 30


async def run(settings: Settings, concurrency: int = 2) -> None:
    """Works until it is cancelled."""
    configure_logging(settings)
    async with open_process(settings.url, "worker") as process:
        kernel, app = process.kernel, process.jobs.app
        async with kernel.database.transaction() as session:
            await ensure_partitions(session, kernel.clock())
        async with asyncio.TaskGroup() as group:
            for consumer in kernel.consumers:
                group.create_task(Follower(kernel.database, kernel.hub, kernel.clock, consumer).run())
            group.create_task(app.run_worker_async(concurrency=concurrency, install_signal_handlers=False))
            group.create_task(_reclaim_jobs(app))
            group.create_task(_carry_out_schema_runs(kernel.database, kernel.hub))


async def _reclaim_jobs(app: App) -> None:
    """Gives the jobs of workers that died to others."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            await app.job_manager.retry_job(job)
        await asyncio.sleep(LOOK_SECONDS)


async def _carry_out_schema_runs(database: Database, hub: Hub) -> None:
    """Carries out stored runs as soon as they are queued, those included whose process is gone."""
    woken = asyncio.Event()
    hub.on(runner.RUN_CHANNEL, woken.set)
    while True:
        woken.clear()
        try:
            await runner.resume_all(database)
        except LuopanError as error:
            log.warning("schema_run_interrupted", error=str(error))
        with suppress(TimeoutError):
            await asyncio.wait_for(woken.wait(), LOOK_SECONDS)
