"""What Prometheus may read of one process. Metrics are declared here, and set where the thing they measure happens."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

registry = CollectorRegistry()
ProcessCollector(registry=registry)
PlatformCollector(registry=registry)

http_request_seconds = Histogram(
    "luopan_http_request_seconds",
    "Time to answer an HTTP request, by route template and status.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=registry,
)
database_connections = Gauge(
    "luopan_database_connections", "Connections of the pool, by state (open, idle).", ["state"], registry=registry
)
database_waiting = Gauge(
    "luopan_database_waiting", "Requests that wait for a connection of the pool.", registry=registry
)
consumer_lag_seconds = Gauge(
    "luopan_consumer_lag_seconds",
    "Age of the oldest event that a consumer has not read yet.",
    ["consumer"],
    registry=registry,
)
dead_letters_total = Counter(
    "luopan_dead_letters_total", "Changes that a consumer could not handle.", ["consumer"], registry=registry
)
jobs_total = Counter(
    "luopan_jobs_total", "Jobs that have ended, by task and outcome.", ["task", "outcome"], registry=registry
)
job_seconds = Histogram(
    "luopan_job_seconds",
    "Time that a job took.",
    ["task"],
    buckets=(0.01, 0.05, 0.25, 1, 5, 30, 120, 600),
    registry=registry,
)


def render() -> bytes:
    """All metrics of this process, in the format of `CONTENT_TYPE`."""
    return generate_latest(registry)
