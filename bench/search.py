"""`luopan bench search`: what people type, over a million accounts and three million opportunities, as an administrator and as
representatives who see 2 %; and what indexing costs."""

import argparse
import asyncio
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

from bench.client import Connection
from bench.data import Size, ensure_filled
from bench.harness import Report, Row, console, time_calls
from bench.records import ACCOUNTS, OPPORTUNITIES
from bench.reps import KINDS, make_reps
from bench.server import Platform
from bench.setting import Bench
from luopan.kernel.fields.pinyin import syllables
from luopan.kernel.search.index import Indexer, lock
from luopan.kernel.search.terms import read_query
from luopan.main.wiring import Process, with_process

QUERIES = 40
CALLS = 40
INDEXED_AGAIN = 20_000
SEED = 5
WAIT_SECONDS = 2 * 3_600
CANDIDATES = "select record_id from luopan.search_entries where tokens @@ %s::tsquery and lines ~ %s limit 20"


def main(argv: Sequence[str]) -> None:
    """Fills a home if need be, waits for the index, measures, shows the table, writes JSON."""
    options = _options(argv)
    size = Size(int(ACCOUNTS * options.scale), int(OPPORTUNITIES * options.scale))
    report = Report("search", {"accounts": size.account, "opportunities": size.opportunity})
    with Platform(options.home / f"records-{size.account}-{size.opportunity}") as platform:
        platform.set_up(["core", "sales"])
        ensure_filled(platform, size)
        bench = Bench(platform, report, rounds=options.rounds)
        connections = {"admin": bench.http} | _reps(bench)
        _wait_until_indexed(bench)
        _indexing(bench)
        _searches(bench, connections)
        _following(bench)
    report.show()
    console.print(f"Written to {report.save()}")


def _reps(bench: Bench) -> Mapping[str, Connection]:
    """They get their records by hand, which no event tells of: the index is then made anew."""
    row = bench.sql.execute("select count(*) from records.department where name like 'bench %'").fetchone()
    found = make_reps(bench)
    if row is None or row[0] == 0:
        bench.sql.execute("delete from luopan.search_objects")
    return found


def _wait_until_indexed(bench: Bench) -> None:
    started, before = time.perf_counter(), bench.cpu()
    while time.perf_counter() - started < WAIT_SECONDS:
        row = bench.sql.execute(
            "select count(*) from luopan.search_objects where object_id in ('account', 'opportunity') and reached is null"
        ).fetchone()
        if row and row[0] == 2:
            break
        time.sleep(1)
    number = bench.sql.execute("select count(*) from luopan.search_entries").fetchone()
    if number and (seconds := time.perf_counter() - started) > 1:
        note = bench.cpu().since(before, number[0])
        bench.report.add(Row("records indexed", number[0], rate=number[0] / seconds, unit="rows/s", note=note))
    bench.sql.execute("vacuum (analyze) luopan.search_entries")


def _indexing(bench: Bench) -> None:
    """Processor time a record: the entries of some accounts made and written anew, each different from before."""
    identities = bench.ids("account", INDEXED_AGAIN)

    async def work(process: Process) -> tuple[float, float]:
        indexer, snapshot = Indexer(process.kernel.catalogue), process.kernel.catalogue.current
        python, database = time.process_time(), bench.platform.database_cpu()
        for start in range(0, len(identities), 2_000):
            async with process.kernel.database.transaction() as session:
                await lock(session)
                some = identities[start : start + 2_000]
                await session.execute("delete from luopan.search_entries where record_id = any($1::uuid[])", some)
                await indexer.write(session, snapshot, snapshot.object("account"), some)
        return time.process_time() - python, bench.platform.database_cpu() - database

    python, database = asyncio.run(with_process(bench.platform.settings(), work))
    each = 1e6 / len(identities)
    note = f"CPU Python {python * each:.0f}, PostgreSQL {database * each:.0f} µs (the taking out included)"
    bench.report.add(Row("accounts indexed again, a record", len(identities), note=note, target="≤ 30 + 40 µs"))
    bench.sql.execute("vacuum (analyze) luopan.search_entries")


def _searches(bench: Bench, connections: Mapping[str, Connection]) -> None:
    for what, typed in _typed(bench).items():
        by_hand = cycle([_by_hand(text) for text in typed])
        asked = {
            name: cycle([one.message("GET", f"/api/search?q={quote(text)}") for text in typed])
            for name, one in connections.items()
        }
        timings = time_calls(
            {
                **{
                    name: lambda name=name, asked=asked: connections[name].exchange(next(asked[name]))
                    for name in connections
                },
                "sql": lambda by_hand=by_hand: bench.sql.execute(CANDIDATES, next(by_hand)).fetchall(),
            },
            rounds=bench.rounds,
            calls=CALLS,
            warm_up=len(typed),
        )
        for name in connections:
            who = "" if name == "admin" else f", as a rep ({name} 2 %)"
            bench.add_timing(f"{what}{who}", timings[name], beside=timings["sql"], yardstick="bare SQL", p50=15, p95=40)
    assert set(KINDS) <= connections.keys()


def _by_hand(text: str) -> tuple[str, str]:
    query = read_query(text, "q")
    return query.candidates(), query.terms[0].pattern


def _typed(bench: Bench) -> dict[str, list[str]]:
    """Pieces of what is there, drawn at random."""
    rows = bench.sql.execute(
        "select name, phone from records.account tablesample system (5) where phone is not null limit 4000"
    ).fetchall()
    draw = random.Random(SEED)
    draw.shuffle(rows)
    names = [name for name, _ in rows if all("一" <= one <= "龥" for one in name)]
    latin = [name.split()[0].lower() for name, _ in rows if name.isascii() and name.split()[0].isalpha()]
    return {
        "two Chinese characters": [_piece(draw, name, 2) for name in names[:QUERIES]],
        "four Chinese characters": [_piece(draw, name, 4) for name in names[:QUERIES]],
        "pinyin, two syllables": ["".join(_read(_piece(draw, name, 2))) for name in names[:QUERIES]],
        "pinyin initials, two": ["".join(one[0] for one in _read(_piece(draw, name, 2))) for name in names[:QUERIES]],
        "pinyin initials, four": ["".join(one[0] for one in _read(_piece(draw, name, 4))) for name in names[:QUERIES]],
        "phone, last four digits": [phone[-4:] for _, phone in rows[:QUERIES]],
        "Latin word, mistyped": list(_mistyped(draw, [one for one in latin if len(one) > 5][:QUERIES])),
    }


def _piece(draw: random.Random, text: str, length: int) -> str:
    start = draw.randrange(max(1, len(text) - length + 1))
    return text[start : start + length]


def _read(text: str) -> list[str]:
    table = syllables()
    return [table[one] for one in text]


def _mistyped(draw: random.Random, words: Sequence[str]) -> Iterator[str]:
    for word in words:
        place = draw.randrange(1, len(word) - 2)
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _following(bench: Bench) -> None:
    """From the answer of a write until the search finds it."""

    def once() -> None:
        name = f"罗盘{time.time_ns()}"
        identity = bench.http.call("POST", "/api/records/account", {"name": name}, status=201).json()["id"]
        path = f"/api/search?q={quote(name)}"
        while not any(one["id"] == identity for one in bench.http.call("GET", path).json()["results"]):
            pass

    timings = time_calls({"http": once}, rounds=bench.rounds, calls=4)
    bench.add_timing("created, then found", timings["http"], p95=1_000)
    bench.clean_up()


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="luopan bench search", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1: a million accounts, three million opportunities")
    parser.add_argument("--home", type=Path, default=Path(".luopan-bench"), help="kept: a second run only measures")
    parser.add_argument("--rounds", type=int, default=5, help="at least 5")
    return parser.parse_args(argv)
