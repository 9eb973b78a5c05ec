"""How the process is: health, readiness, metrics, consumers of the log and their dead letters."""

from typing import Any

from fastapi import APIRouter, Request, Response

from luopan.kernel.http.edge import actor_of, json_answer, kernel
from luopan.kernel.permissions.rights import require
from luopan.kit import telemetry
from luopan.kit.errors import LuopanError

router = APIRouter()

MAX_LAG_SECONDS = 60.0


@router.get("/healthz")
async def health() -> Response:
    """The process lives."""
    return json_answer({"status": "ok"})


@router.get("/readyz")
async def readiness(request: Request) -> Response:
    """The database answers, migrations have run, a worker follows the log, and the demo company is in (where one is awaited)."""
    parts = kernel(request)
    checks: dict[str, Any] = {"database": False, "migrations": False, "worker": False, "demo": True}
    try:
        async with parts.database.reading() as session:
            row = await session.fetch_one(_READY)
        assert row is not None
        revision, demo_loaded, lag = row
        checks |= {
            "database": True,
            "migrations": revision == request.app.state.migration_head,
            "worker": lag is not None and lag < MAX_LAG_SECONDS,
            "demo": demo_loaded or not request.app.state.wait_for_demo,
        }
    except LuopanError:
        pass
    ready = all(checks.values())
    return json_answer({"status": "ready" if ready else "waiting", "checks": checks}, 200 if ready else 503)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus' text format."""
    statistics = kernel(request).database.pool.get_stats()
    size, available = statistics.get("pool_size", 0), statistics.get("pool_available", 0)
    telemetry.database_connections.labels("open").set(size)
    telemetry.database_connections.labels("idle").set(available)
    telemetry.database_waiting.set(statistics.get("requests_waiting", 0))
    return Response(telemetry.render(), media_type=telemetry.CONTENT_TYPE)


@router.get("/api/system/consumers")
async def consumers(request: Request) -> Response:
    """Who follows the event log, how far, and what could not be handled."""
    require(await actor_of(request), "configure")
    async with kernel(request).database.reading() as session:
        rows = await session.fetch(_CONSUMERS)
        letters = await session.fetch(_DEAD_LETTERS)
    names = ("name", "cursor", "caught_up_at", "attempts", "problem")
    letter_names = ("id", "consumer", "change", "at", "problem")
    return json_answer(
        {
            "consumers": [dict(zip(names, row, strict=True)) for row in rows],
            "dead_letters": [dict(zip(letter_names, row, strict=True)) for row in letters],
        }
    )


_READY = """
select (select version_num from luopan.alembic_version), w.demo_loaded_at is not null,
       (select extract(epoch from now() - min(caught_up_at))::float from luopan.consumers)
from luopan.workspace w
"""

_CONSUMERS = """
select name, epoch || '.' || xid::text || '.' || seq, caught_up_at, attempts, problem from luopan.consumers order by name
"""

_DEAD_LETTERS = """
select id::text, consumer, change_id::text, at, problem from luopan.dead_letters
where settled_at is null order by at desc limit 200
"""
