"""Writing: one record a call, and ten thousand a call; beside them the same by hand, and COPY of the same rows."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle
from typing import Any

import psycopg

from bench import statements
from bench.client import Connection
from bench.data import Record
from bench.harness import LEAST_ROUNDS, Rates, rate_runs, time_calls, timed
from bench.setting import Bench
from luopan.kit.ids import new_ids

BULK = 10_000
INDUSTRIES = ("machinery", "electronics", "automotive", "chemicals", "energy")
LANDLINES = ("010-6552{:04}", "021-5888{:04}", "0755-2688{:04}", "+49 30 901{:05}", "138{:08}")


def create(bench: Bench) -> None:
    """New opportunities with fifteen fields, one a call."""
    accounts = cycle(bench.ids("account", 500))
    numbers = count()
    by_hand = psycopg.RawCursor(bench.sql)

    def record() -> Record:
        return _opportunity(next(accounts), next(numbers))

    def plain() -> Record:
        return record() | {"owner": bench.me, "amount": "120000", "number": f"B-{next(numbers)}"}

    def insert() -> None:
        identity, change = new_ids(2)
        by_hand.execute(statements.CREATE, (json.dumps(plain() | {"id": identity}), change, bench.me))

    path = "/api/records/opportunity"
    timings = time_calls(
        {"http": lambda: bench.http.call("POST", path, record(), status=201), "sql": insert},
        rounds=bench.rounds,
        calls=50,
    )
    bench.add_timing("create one", timings["http"], beside=timings["sql"], yardstick="bare SQL", p50=8)
    bare = bench.platform.start_bare()

    def ours(connection: Connection) -> Iterator[bytes]:
        return (connection.message("POST", path, record()) for _ in count())

    def theirs(connection: Connection) -> Iterator[bytes]:
        return (connection.message("POST", "/create", plain()) for _ in count())

    rates = rate_runs(
        {"ours": lambda: bench.drive(bench.api, ours, 201), "bare": lambda: bench.drive(bare, theirs, 201)},
        rounds=bench.rounds,
    )
    bench.platform.stop(bare.process)
    what = "create one at c=8, one API process"
    bench.add_rate(
        what, rates["ours"], beside=rates["bare"], yardstick="bare FastAPI + SQL", least=300, note=bench.used
    )


def _opportunity(account: str, number: int) -> Record:
    return {
        "name": f"基准商机 {number} 数控机床更新",
        "account": account,
        "pipeline": "new_business",
        "stage": "proposal",
        "amount": {"amount": str(1_000 + number), "currency": "CNY"},
        "probability": "50",
        "opened_on": "2026-05-12",
        "close_date": "2026-09-30",
        "forecast": "best_case",
        "source": "exhibition",
        "next_step": "安排现场演示",
        "next_step_on": "2026-07-15",
        "tags": ["重点"],
        "description": "客户计划在第三季度更换两台旧设备。",
        "loss_reason": None,
    }


def bulk(bench: Bench) -> None:
    """10,000 accounts of fifteen fields a call: all new, all changed, half and half; beside them COPY of as many rows."""
    regions = [code for (code,) in bench.sql.execute("select code from records.region order by code limit 300")]
    numbers = count(1)
    used: dict[str, str] = {}
    rates: dict[str, list[float]] = {"create": [], "update": [], "upsert": [], "copy": []}
    for turn in range(max(LEAST_ROUNDS, bench.rounds) + 1):
        known = [next(numbers) for _ in range(BULK)]
        mixed = [*known[: BULK // 2], *(next(numbers) for _ in range(BULK // 2))]
        ids: list[str] = []
        calls: dict[str, Callable[[], object]] = {
            "create": lambda known=known, ids=ids: ids.extend(
                _bulk(bench, "create", [account_row(one, 0, regions) for one in known])
            ),
            "update": lambda known=known, ids=ids: _bulk(
                bench, "update", [account_row(one, 1, regions) | {"id": i} for one, i in zip(known, ids, strict=True)]
            ),
            "upsert": lambda mixed=mixed: _bulk(
                bench, "upsert", [account_row(one, 2, regions) for one in mixed], "name"
            ),
        }
        for mode, call in calls.items():
            before = bench.cpu()
            seconds = timed(call) / 1_000
            used[mode] = bench.cpu().since(before, BULK)
            if turn:
                rates[mode].append(BULK / seconds)
        seconds = _copy_seconds(bench, ids)
        if turn:
            rates["copy"].append(BULK / seconds)
    copied = Rates(rates["copy"])
    for mode, least in (("create", 12_000), ("upsert", 8_000), ("update", 8_000)):
        bench.add_rate(
            f"bulk {mode}, 10,000 × 15 fields",
            Rates(rates[mode]),
            unit="rows/s",
            beside=copied,
            yardstick="COPY into the same table",
            least=least,
            part=0.1,
            note=used[mode],
        )


def _bulk(bench: Bench, mode: str, records: Sequence[Record], key: str | None = None) -> list[str]:
    """The ids of the rows."""
    body: dict[str, Any] = {"mode": mode, "records": records, "key": key, "atomic": True}
    return [row["id"] for row in bench.http.call("POST", "/api/records/account/bulk", body).json()["results"]]


def _copy_seconds(bench: Bench, ids: Sequence[str]) -> float:
    """Seconds that COPY takes to put these rows back into their table, with its indexes, after they were taken out."""
    fitting = "id = any(array(select json_array_elements_text(%s::json)::uuid))"
    with bench.sql.cursor() as cursor:
        cursor.execute(f"create temp table taken as select * from records.account where {fitting}", (json.dumps(ids),))
        with cursor.copy("copy taken to stdout") as copy:
            rows = b"".join(bytes(chunk) for chunk in copy)
        cursor.execute("drop table taken")
        cursor.execute(f"delete from records.account where {fitting}", (json.dumps(ids),))

        def put_back() -> None:
            with cursor.copy("copy records.account from stdin") as copy:
                copy.write(rows)

        return timed(put_back) / 1_000


def account_row(number: int, turn: int, regions: Sequence[str]) -> Record:
    """Fifteen fields; another turn changes all but the name."""
    mixed = number * 3 + turn
    return {
        "name": f"基准测试精密机械第 {number} 有限公司",
        "short_name": f"基准 {mixed}",
        "kind": ("end_customer", "distributor", "integrator", "oem")[mixed % 4],
        "lifecycle_stage": ("attract", "convert", "serve", "retain", "grow")[mixed % 5],
        "rating": "abcd"[mixed % 4],
        "industry": INDUSTRIES[mixed % 5],
        "size": ("micro", "small", "medium", "large", "huge")[mixed % 5],
        "employees": 10 + mixed % 900,
        "annual_revenue": {"amount": str(10_000 + mixed), "currency": "CNY"},
        "phone": LANDLINES[mixed % 5].format(mixed % 10_000),
        "email": f"info{mixed}@bench.example",
        "website": f"https://www.bench{mixed}.example",
        "region": {"code": regions[mixed % len(regions)]},
        "address": f"建设路 {mixed} 号",
        "source": ("website", "search", "exhibition", "referral", "partner")[mixed % 5],
    }
