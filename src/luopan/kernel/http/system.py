"""How the process is: health, readiness, metrics, consumers of the log and their dead letters."""

import asyncio
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response

from luopan.kernel.events.consumers import resend, rewind
from luopan.kernel.events.log import CHANNEL, START, Cursor
from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.edge import administrator, json_answer, json_body, kernel, object_body
from luopan.kit import telemetry
from luopan.kit.errors import Invalid, LuopanError, NotFound, Problem

router = APIRouter()

log = structlog.get_logger()

MAX_LAG_SECONDS = 60.0
ANSWER_SECONDS = 2.0


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
        async with asyncio.timeout(ANSWER_SECONDS), parts.database.session() as session:
            row = await session.fetch_one(_READY, [one.name for one in parts.consumers])
        assert row is not None
        revision, demo_loaded, lag = row
        checks |= {
            "database": True,
            "migrations": revision == request.app.state.migration_head,
            "worker": lag is not None and lag < MAX_LAG_SECONDS,
            "demo": demo_loaded or not request.app.state.wait_for_demo,
        }
    except (LuopanError, TimeoutError) as error:
        log.warning("not_ready", error=str(error))
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
    async with kernel(request).database.session() as session:
        for gauge, sql in _GAUGES:
            gauge.clear()
            for *labels, value in await session.fetch(sql):
                gauge.labels(*labels).set(value)
    return Response(telemetry.render(), media_type=telemetry.CONTENT_TYPE)


@router.get("/api/system/consumers")
async def consumers(request: Request) -> Response:
    """Who follows the event log, how far, and what could not be handled."""
    await administrator(request)
    async with kernel(request).database.session() as session:
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


@router.post("/api/system/consumers/{name}/rewind")
async def rewind_consumer(request: Request, name: str) -> Response:
    """Sends a consumer back to the beginning of the log, or behind a cursor: it sees everything from there again."""
    await administrator(request)
    written = object_body(await json_body(request) or {}).get("cursor")
    try:
        cursor = START if written is None else Cursor.parse(str(written))
    except ValueError:
        raise Invalid("invalid_query", errors=[Problem("query_cursor", "cursor")]) from None
    async with kernel(request).database.transaction() as session:
        await rewind(session, name, cursor)
    kernel(request).hub.ring(CHANNEL)
    return Response(status_code=204)


@router.post("/api/system/dead-letters/{letter_id}/resend")
async def resend_dead_letter(request: Request, letter_id: str) -> Response:
    """Hands a change that could not be handled to its consumer again."""
    await administrator(request)
    try:
        identity = parse_id(letter_id)
    except Rejected:
        raise NotFound("dead_letter_unknown", id=letter_id[:60]) from None
    parts = kernel(request)
    async with parts.database.transaction() as session:
        await resend(session, parts.consumers, identity, parts.clock)
    return Response(status_code=204)


_READY = """
select (select version_num from luopan.alembic_version), w.demo_loaded_at is not null,
       (select extract(epoch from now() - min(caught_up_at))::float from luopan.consumers where name = any($1))
from luopan.workspace w
"""

_GAUGES = (
    (
        telemetry.consumer_lag_seconds,
        "select name, extract(epoch from now() - caught_up_at)::float from luopan.consumers",
    ),
    (
        telemetry.dead_letters,
        "select consumer, count(*) from luopan.dead_letters where settled_at is null group by consumer",
    ),
    (telemetry.jobs, "select task_name, status::text, count(*) from luopan.procrastinate_jobs group by 1, 2"),
)
"""What lives in the database, not in this process: read when it is asked for."""

_CONSUMERS = """
select name, epoch || '.' || xid::text || '.' || seq, caught_up_at, attempts, problem from luopan.consumers order by name
"""

_DEAD_LETTERS = """
select id::text, consumer, change_id::text, at, problem from luopan.dead_letters
where settled_at is null order by at desc limit 200
"""
