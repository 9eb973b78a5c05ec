"""Background jobs by Procrastinate, deferred inside our own transactions: a rolled-back request leaves no job behind.

Jobs are coarse (a schema run, a re-computation), idempotent, and taken up again by another worker where one has died.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued

from luopan.kit.database import SESSION_OPTIONS, Session

Job = Callable[..., Awaitable[None]]
Queue = Literal["default", "long"]
QUEUES: tuple[Queue, ...] = ("default", "long")
"""Workers keep places free for each: nobody's mail waits for somebody's import of a million rows."""


class Jobs:
    """The jobs of one process: every process may defer; a worker also runs them."""

    def __init__(self, database_url: str) -> None:
        self.app = App(
            connector=PsycopgConnector(
                conninfo=database_url, min_size=1, max_size=4, kwargs={"options": SESSION_OPTIONS}
            )
        )

    def register(
        self, name: str, job: Job, *, cron: str | None = None, retries: int = 5, queue: Queue = "default"
    ) -> None:
        """Makes a job known by name; `cron` runs it at these times (it then takes a `timestamp`)."""
        strategy = RetryStrategy(max_attempts=retries, exponential_wait=2)
        task = self.app.task(name=name, retry=strategy, queue=queue)(job)
        if cron is not None:
            self.app.periodic(cron=cron)(task)

    async def defer(self, session: Session, name: str, *, only_once: bool = False, **arguments: Any) -> None:
        """Queues a job within the session's transaction. `only_once`: not where one with these arguments waits already."""
        lock = f"{name}:{sorted(arguments.items())}" if only_once else None
        deferrer = self.app.configure_task(name, connection=session.connection, queueing_lock=lock)
        try:
            async with session.savepoint():
                await deferrer.defer_async(**arguments)
        except AlreadyEnqueued:
            return
