"""Reading: lists, far pages, single records, lists a second, aggregates; each beside the same by hand."""

from collections.abc import Iterator
from itertools import cycle

from bench import statements
from bench.client import Connection
from bench.data import Record
from bench.harness import rate_runs, time_calls
from bench.setting import Bench

PAGE = 50
FAR = 10_000
CLOSED = (("won", "machinery"), ("lost", "electronics"), ("won", "automotive"), ("lost", "machinery"))
OPEN = (
    ("proposal", "machinery"),
    ("negotiation", "electronics"),
    ("qualifying", "automotive"),
    ("proposal", "chemicals"),
)
NEW = (
    ("prospecting", "machinery"),
    ("prospecting", "electronics"),
    ("prospecting", "automotive"),
    ("prospecting", "chemicals"),
)
"""Stages and industries of which a page is found along the sort's index: as users ask, the latest ones for open ones."""
RARE = (("negotiation", "finance"), ("proposal", "telecommunications"), ("qualifying", "education"))
"""These fit one in some thousands: PostgreSQL must find them otherwise."""
SORTS = {
    "amount": ("desc", "o.amount__base is not null", "o.amount__base desc, o.id desc", CLOSED),
    "close_date": ("asc", "o.close_date is not null", "o.close_date, o.id", CLOSED),
    "name": ("asc", "o.name__key is not null", "o.name__key, o.id", CLOSED),
    "created_at": ("desc", "true", "o.created_at desc, o.id desc", NEW),
    "updated_at": ("desc", "true", "o.updated_at desc, o.id desc", OPEN),
}
"""Fields with an index: direction; by hand, the condition and order; what to filter by."""
QUERY, AGGREGATE = "/api/records/opportunity/query", "/api/records/opportunity/aggregate"


def lists(bench: Bench) -> None:
    """50 opportunities by any indexed sort, filtered by their stage and by their account's industry."""
    for fitting, calls in (("", 40), (", few fit", 4)):
        for field, (direction, is_set, order, usual) in SORTS.items():
            filters = RARE if fitting else usual
            asked = cycle([bench.http.message("POST", QUERY, list_body(field, direction, *one)) for one in filters])
            values = cycle(filters)
            by_hand = statements.opportunities(
                f"o.stage = %s and account.industry = %s and {is_set}", order, limit=PAGE + 1
            )
            timings = time_calls(
                {
                    "http": lambda asked=asked: bench.http.exchange(next(asked)),
                    "sql": lambda sql=by_hand, values=values: bench.sql.execute(sql, next(values)).fetchall(),
                },
                rounds=bench.rounds,
                calls=calls,
                warm_up=2 * len(filters),
            )
            bench.add_timing(
                f"list of 50 by {field}, 2 filters{fitting}",
                timings["http"],
                beside=timings["sql"],
                yardstick="bare SQL",
                p50=None if fitting else 5,
                p95=None if fitting else 12,
                ratio=2.5,
            )


def list_body(field: str, direction: str, stage: str, industry: str) -> Record:
    filters = [
        {"field": "stage", "op": "eq", "value": stage},
        {"field": "account.industry", "op": "eq", "value": industry},
    ]
    return {"where": {"and": filters}, "sort": [{"field": field, "dir": direction}], "limit": PAGE}


def pages(bench: Bench) -> None:
    """A page far behind, by its cursor, beside the first."""
    sort = [{"field": "amount", "dir": "desc"}]
    reached, cursor = 0, None
    while reached < FAR * PAGE:
        asked = {"sort": sort, "limit": 1_000, "select": ["id"], "cursor": cursor}
        page = bench.http.call("POST", QUERY, asked).json()
        if page["next_cursor"] is None:
            break
        reached, cursor = reached + 1_000, page["next_cursor"]
    first, far = (
        bench.http.message("POST", QUERY, {"sort": sort, "limit": PAGE, "cursor": place}) for place in (None, cursor)
    )
    timings = time_calls(
        {"first": lambda: bench.http.exchange(first), "far": lambda: bench.http.exchange(far)},
        rounds=bench.rounds,
        calls=40,
    )
    what = f"page {reached // PAGE:,} by cursor"
    bench.add_timing(what, timings["far"], beside=timings["first"], yardstick="page 1", ratio=1.15)


def one(bench: Bench) -> None:
    """One record with the names of what it refers to; and the answer that says nothing, which is what HTTP costs."""
    some = bench.ids("opportunity", 500)
    messages = cycle([bench.http.message("GET", f"/api/records/opportunity/{identity}") for identity in some])
    asked = cycle(some)
    nothing = bench.http.message("GET", "/healthz")
    by_hand = statements.opportunities("o.id = %s", "o.id", limit=1)
    timings = time_calls(
        {
            "http": lambda: bench.http.exchange(next(messages)),
            "sql": lambda: bench.sql.execute(by_hand, (next(asked),)).fetchone(),
            "nothing": lambda: bench.http.exchange(nothing),
        },
        rounds=bench.rounds,
        calls=100,
    )
    what = "one record with its relations' names"
    bench.add_timing(what, timings["http"], beside=timings["sql"], yardstick="bare SQL", p50=5)
    bench.add_timing("GET /healthz: what HTTP alone costs", timings["nothing"])


def throughput(bench: Bench) -> None:
    """Lists a second of one API process, eight asking; beside it FastAPI with nothing but the statement."""
    bare = bench.platform.start_bare()

    def ours(connection: Connection) -> Iterator[bytes]:
        return cycle([connection.message("POST", QUERY, list_body("amount", "desc", *one)) for one in CLOSED])

    def theirs(connection: Connection) -> Iterator[bytes]:
        return cycle([connection.message("GET", f"/list?stage={one}&industry={other}") for one, other in CLOSED])

    rates = rate_runs(
        {"ours": lambda: bench.drive(bench.api, ours, 200), "bare": lambda: bench.drive(bare, theirs, 200)},
        rounds=bench.rounds,
    )
    bench.platform.stop(bare.process)
    what = "list of 50 at c=8, one API process"
    bench.add_rate(
        what, rates["ours"], beside=rates["bare"], yardstick="bare FastAPI + SQL", least=800, note=bench.used
    )


def aggregates(bench: Bench) -> None:
    """Sums by stage and month: over everything, and over what one of fifty users owns."""
    owners = bench.sql.execute(
        "select id::text from records.\"user\" where email like 'user%@bench.local' limit 5"
    ).fetchall()
    for what, filters, calls in (("all", [()], 1), ("2 % of them", owners, 5)):
        asked = cycle([bench.http.message("POST", AGGREGATE, aggregate_body(*one)) for one in filters])
        values = cycle(filters)
        by_hand = statements.aggregate("owner = %s" if calls > 1 else "true")
        timings = time_calls(
            {
                "http": lambda asked=asked: bench.http.exchange(next(asked)),
                "sql": lambda sql=by_hand, values=values: bench.sql.execute(sql, next(values) or None).fetchall(),
            },
            rounds=bench.rounds,
            calls=calls,
            warm_up=len(filters),
        )
        bench.add_timing(
            f"sum by stage and month, {what}",
            timings["http"],
            beside=timings["sql"],
            yardstick="bare SQL",
            p50=150 if calls > 1 else None,
            ratio=1.3,
        )


def aggregate_body(owner: str | None = None) -> Record:
    groups = [{"field": "stage"}, {"field": "close_date", "grain": "month"}]
    measures = [{"fn": "sum", "field": "amount"}, {"fn": "count"}]
    where = {"field": "owner", "op": "eq", "value": owner} if owner else None
    return {"where": where, "group_by": groups, "measures": measures}
