"""Rights: the same questions as an administrator, and as two representatives who see 2 % – scattered, and the oldest of all.

They see what lies in their department, and what two sharing rules open: a few thousand records more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import Any

from bench import statements
from bench.client import Connection
from bench.data import Record
from bench.harness import time_calls
from bench.reads import AGGREGATE, CLOSED, PAGE, QUERY, SORTS, aggregate_body, list_body
from bench.setting import Bench

PASSWORD = "a representative's password"
KINDS = ("scattered", "oldest")
PART = 53
"""One account in so many is the scattered one's, with its opportunities: a little less than 2 %."""
MANY_ROLES, MANY_RULES, MANY_USERS = 300, 40, 2_000
READS = ["account", "opportunity"]
RULES: tuple[Record, ...] = (
    {
        "and": [
            {"field": "amount", "op": "gte", "value": 9_000_000},
            {"field": "stage", "op": "eq", "value": "negotiation"},
        ]
    },
    {
        "and": [
            {"field": "next_step_on", "op": "lt", "value": "2026-07-02"},
            {"field": "stage", "op": "eq", "value": "proposal"},
        ]
    },
)


def reps(bench: Bench) -> None:
    """Lists, sums and single records of representatives, beside the administrator's; then with many roles, rules and users."""
    connections = {"admin": bench.http} | make_reps(bench)
    _lists(bench, connections, ", and those of accounts that they see", ("amount", "created_at"))
    with _without_inheritance(bench):
        _by_themselves(bench, connections)


def _by_themselves(bench: Bench, connections: Mapping[str, Connection]) -> None:
    """What they see by department and rules alone: 2 %."""
    _lists(bench, connections, "")
    _aggregates(bench, connections)
    _one(bench, connections)
    _make_many(bench)
    _lists(
        bench, connections, f", {MANY_ROLES} roles, {MANY_RULES} rules, {MANY_USERS:,} users", ("amount", "created_at")
    )


def _lists(
    bench: Bench, connections: Mapping[str, Connection], beside: str, sorts: tuple[str, ...] = tuple(SORTS)
) -> None:
    for field in sorts:
        direction = SORTS[field][0]
        timings = time_calls(
            {
                name: _asking(
                    connection,
                    [connection.message("POST", QUERY, list_body(field, direction, *one)) for one in CLOSED],
                )
                for name, connection in connections.items()
            },
            rounds=bench.rounds,
            calls=40,
            warm_up=2 * len(CLOSED),
        )
        for kind in KINDS:
            bench.add_timing(
                f"list of {PAGE} by {field}, 2 filters, as a rep ({kind} 2 %){beside}",
                timings[kind],
                beside=timings["admin"],
                yardstick="admin",
                p50=5,
                p95=12,
                ratio=1.2,
            )


def _aggregates(bench: Bench, connections: Mapping[str, Connection]) -> None:
    departments = _departments(bench)
    for kind in KINDS:
        message = connections[kind].message("POST", AGGREGATE, aggregate_body())
        by_hand = statements.aggregate(
            "(department = %s or amount__base >= 9000000 and stage = 'negotiation'"
            " or next_step_on < '2026-07-02' and stage = 'proposal')"
        )
        timings = time_calls(
            {
                "http": lambda kind=kind, message=message: connections[kind].exchange(message),
                "sql": lambda sql=by_hand, one=departments[kind]: bench.sql.execute(sql, (one,)).fetchall(),
            },
            rounds=bench.rounds,
            calls=5,
        )
        bench.add_timing(
            f"sum by stage and month, as a rep ({kind} 2 %)",
            timings["http"],
            beside=timings["sql"],
            yardstick="bare SQL",
            p50=150,
            ratio=1.3,
        )


def _one(bench: Bench, connections: Mapping[str, Connection]) -> None:
    for kind in KINDS:
        found = connections[kind].call("POST", QUERY, {"limit": 500, "select": ["id"]}).json()["records"]
        paths = [f"/api/records/opportunity/{record['id']}" for record in found]
        timings = time_calls(
            {
                name: _asking(connections[name], [connections[name].message("GET", path) for path in paths])
                for name in ("admin", kind)
            },
            rounds=bench.rounds,
            calls=100,
        )
        what = f"one record, as a rep ({kind} 2 %)"
        bench.add_timing(what, timings[kind], beside=timings["admin"], yardstick="admin", p50=5, ratio=1.2)


def _asking(connection: Connection, messages: Sequence[bytes]) -> Callable[[], Any]:
    """Sends the next of these messages with every call."""
    asked = cycle(messages)
    return lambda: connection.exchange(next(asked))


@contextmanager
def _without_inheritance(bench: Bench) -> Iterator[None]:
    """Opportunities are not opened by their accounts, for the block."""

    def inherit(value: str | None) -> None:
        change = {"objects": [{"name": "opportunity", "fields": [{"name": "account", "inherit": value}]}]}
        bench.http.call("POST", "/api/meta/apply", change)

    inherit(None)
    try:
        yield
    finally:
        inherit("read")


def make_reps(bench: Bench) -> dict[str, Connection]:
    """Their department, role, team and rules, and their records; kept, as everything that is loaded."""
    departments = _departments(bench)
    grants = [{"object": name, "actions": ["read", "update"], "scope": "department"} for name in READS]
    role = _keep(
        bench, "role", "bench rep", grants=[*grants, {"object": "region", "actions": ["read"], "scope": "all"}]
    )
    connections: dict[str, Connection] = {}
    users: list[str] = []
    for kind in KINDS:
        mail = f"{kind}@bench.local"
        users.append(
            _keep(bench, "user", kind, email=mail, password=PASSWORD, department=departments[kind], roles=[role])
        )
        body = {"email": mail, "password": PASSWORD}
        token = Connection(bench.api.port).call("POST", "/api/auth/login", body).json()["token"]
        connections[kind] = Connection(bench.api.port, token)
    team = _keep(bench, "team", "bench reps", members=users)
    for number, where in enumerate(RULES):
        grantee = {"object": "team", "id": team}
        _keep(bench, "sharing_rule", f"bench rule {number}", object="opportunity", where=where, grantee=grantee)
    return connections


def _departments(bench: Bench) -> dict[str, str]:
    """The two departments; records are put into them by hand, as if they had always been there."""
    found = {kind: _keep(bench, "department", f"bench {kind}") for kind in KINDS}
    row = bench.sql.execute(
        "select count(*) from records.opportunity where department = %s", (found["oldest"],)
    ).fetchone()
    if row and row[0] == 0:
        _divide(bench, found["scattered"], found["oldest"])
    return found


def _divide(bench: Bench, scattered: str, oldest: str) -> None:
    bench.sql.execute("set statement_timeout = 0")
    bench.sql.execute(
        f"update records.account set department = %s where abs(hashtext(id::text)) %% {PART} = 0", (scattered,)
    )
    bench.sql.execute(
        "update records.opportunity o set department = a.department from records.account a"
        " where a.id = o.account and a.department = %s",
        (scattered,),
    )
    bench.sql.execute(
        "update records.opportunity set department = %s where id in (select id from records.opportunity"
        f" where department is distinct from %s order by created_at limit (select count(*) / {PART} from records.opportunity))",
        (oldest, scattered),
    )
    bench.sql.execute(
        "update records.account set department = %s where department <> %s"
        " and id in (select account from records.opportunity where department = %s)",
        (oldest, scattered, oldest),
    )
    bench.sql.execute("vacuum (analyze) records.account, records.opportunity")


def _make_many(bench: Bench) -> None:
    """Roles and rules that concern nobody here, and users who do nothing: they must not be felt."""
    for number in range(MANY_ROLES):
        grants = [{"object": name, "actions": ["read"], "scope": "own"} for name in (*READS, "lead", "task", "note")]
        _keep(bench, "role", f"bench role {number}", grants=grants)
    team = _keep(bench, "team", "bench nobody")
    for number in range(MANY_RULES):
        where = {"field": "probability", "op": "eq", "value": number}
        _keep(
            bench,
            "sharing_rule",
            f"bench idle rule {number}",
            object="opportunity",
            where=where,
            grantee={"object": "team", "id": team},
        )
    rows = [{"name": f"idle {number}", "email": f"idle{number}@bench.local"} for number in range(MANY_USERS)]
    bench.http.call("POST", "/api/records/user/bulk", {"mode": "upsert", "key": "email", "records": rows})


def _keep(bench: Bench, object_name: str, name: str, **values: Any) -> str:
    """The id of the record with that name, made where there is none."""
    where = {"field": "name", "op": "eq", "value": name}
    found = bench.http.call("POST", f"/api/records/{object_name}/query", {"where": where, "select": []}).json()[
        "records"
    ]
    if found:
        return found[0]["id"]
    created = bench.http.call("POST", f"/api/records/{object_name}", {"name": name, **values}, status=201)
    return created.json()["id"]
