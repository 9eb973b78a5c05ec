"""What Prometheus may read of one process. Metrics are declared here, and set where the thing they measure happens."""

from prometheus_client import (
    CollectorRegistry,
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
    "Time since a consumer had read all of the event log.",
    ["consumer"],
    registry=registry,
)
dead_letters = Gauge(
    "luopan_dead_letters", "Changes that a consumer could not handle, not settled yet.", ["consumer"], registry=registry
)
jobs = Gauge("luopan_jobs", "Background jobs, by task and status.", ["task", "status"], registry=registry)


def render() -> bytes:
    """All metrics of this process, in the format of `CONTENT_TYPE`."""
    return generate_latest(registry)
