"""A condition means the same in SQL and in memory: random records, random conditions, no difference."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luopan.kernel.metadata.binding import bind_condition
from luopan.kernel.metadata.model import Field, Object, Relation
from luopan.kernel.predicates.parse import parse_condition
from luopan.kernel.query.memory import Evaluator, Record
from luopan.kernel.records import tables
from luopan.kit.errors import Invalid, Problem
from tests.kernel.conftest import ADMIN, Doors, open_doors

COMPANY = {
    "name": "company",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "about", "type": "long_text"},
        {"name": "staff", "type": "integer"},
        {"name": "margin", "type": "decimal"},
        {"name": "share", "type": "percent"},
        {"name": "active", "type": "boolean"},
        {"name": "founded", "type": "date"},
        {"name": "seen", "type": "datetime"},
        {"name": "opens", "type": "time"},
        {"name": "kind", "type": "select", "options": ["maker", "shop", "bank"]},
        {"name": "labels", "type": "multi_select", "options": ["a", "b", "c"]},
        {"name": "tags", "type": "tags"},
        {"name": "worth", "type": "money"},
        {"name": "mail", "type": "email"},
        {"name": "place", "type": "geo"},
        {"name": "home", "type": "address"},
        {"name": "number", "type": "autonumber", "format": "C-{00}"},
        {"name": "parent", "type": "reference", "to": "company", "inverse": "children", "on_delete": "clear"},
        {"name": "partners", "type": "references", "to": "company", "inverse": "partner_of"},
    ],
}
DEAL = {
    "name": "deal",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "company", "type": "reference", "to": "company", "inverse": "deals", "on_delete": "clear"},
        {
            "name": "about",
            "type": "any_reference",
            "to": ["company", "user"],
            "inverse": "mentions",
            "on_delete": "clear",
        },
        {"name": "amount", "type": "money"},
        {"name": "score", "type": "integer"},
    ],
}

POOL: dict[str, list[Any]] = {
    "name": ["华为", "huawei", "Huawei", "100%", "a_b", "A\\B", "ＡＢＣ", "é", "ß", "ab"],
    "about": ["line\nline", "华为 made it", "ABC", "%"],
    "staff": [0, 1, -5, 3000, 2**40],
    "margin": ["0", "1.5", "-2.25", "1000000.000001"],
    "share": [0, 45.5, 100],
    "active": [True, False],
    "founded": ["2020-02-29", "2026-01-01", "1999-12-31"],
    "seen": ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5+08:00", "2025-06-30T23:59:59Z"],
    "opens": ["08:00", "08:00:30.25", "23:59:59"],
    "kind": ["maker", "shop", "bank"],
    "labels": ["a", "b", "c"],
    "tags": ["x", "Y", "热"],
    "worth": [10, "10.5", {"amount": -3, "currency": "CNY"}],
    "mail": ["a@example.com", "B@Example.com"],
    "place": ["31.23,121.47", "39.9,116.4", "39.91,116.41", "-0.5,179.99", "0,-180"],
    "home": ["浙江省杭州市余杭区文一西路1号", "浙江省宁波市", "上海市浦东新区世纪大道100号 200120", "Sesame Street"],
    "number": ["C-01", "C-02", "c-1"],
    "amount": [1, 10, "99.99"],
    "score": [0, 1, 2],
}


def rates_entered(currency: str, day: str) -> Decimal | None:
    """What the test has entered."""
    return {"USD": Decimal(7)}.get(currency)


FOREIGN = [{"amount": 7, "currency": "USD"}, {"amount": 7, "currency": "XAF"}]


@dataclass
class World:
    """A database, and the same records in memory."""

    loop: asyncio.AbstractEventLoop
    doors: Doors
    records: dict[str, dict[str, dict[str, Any]]]

    def in_sql(self, name: str, where: Any) -> set[str]:
        async def ask() -> set[str]:
            page = await self.doors.query(name, where=where, select=[], limit=1000)
            return {one["id"] for one in page["records"]}

        return self.loop.run_until_complete(ask())

    def in_memory(self, name: str, where: Any) -> set[str]:
        kernel = self.doors.process.kernel
        snapshot = kernel.catalogue.current
        context = replace(kernel.records.context(ADMIN), rates=rates_entered)
        item = snapshot.object(name)
        bound = bind_condition(parse_condition(where), item, snapshot, context)
        evaluator = Evaluator(context, self.follow, self.related)
        return {identity for identity, record in self.records[name].items() if evaluator.holds(bound, record)}

    def follow(self, field: Field, identity: str) -> Record | None:
        assert field.reference is not None
        return self.records.get(field.reference.targets(field.settings)[0], {}).get(identity)

    def related(self, relation: Relation, record: Record) -> Iterator[Record]:
        own, name = record["id"], relation.field.name
        for identity, other in self.records[relation.target.name].items():
            match relation.kind:
                case "link":
                    tied = identity in record[name]
                case "inverse_link":
                    tied = own in other[name]
                case "inverse":
                    value = other[name]
                    tied = (value["id"] if isinstance(value, dict) else value) == own
            if tied:
                yield other


@pytest.fixture(scope="module")
def world(database_server: Any, template_database: str) -> Iterator[World]:
    loop = asyncio.new_event_loop()
    with database_server.database("two_meanings", template_database) as url:
        opened = open_doors(url)
        doors = loop.run_until_complete(opened.__aenter__())
        records = loop.run_until_complete(_fill(doors))
        yield World(loop, doors, records)
        loop.run_until_complete(opened.__aexit__(None, None, None))
    loop.close()


async def _fill(doors: Doors) -> dict[str, dict[str, dict[str, Any]]]:
    rng = random.Random(7)
    await doors.define(COMPANY, DEAL)
    await doors.create("rate", {"currency": "USD", "date": "2020-01-01", "rate": "7"})

    def some(name: str) -> Any:
        return None if rng.random() < 0.25 else rng.choice(POOL[name])

    def company() -> dict[str, Any]:
        plain = {name: some(name) for name in POOL if name not in ("labels", "tags", "number", "amount", "score")}
        if rng.random() < 0.2:
            plain["worth"] = rng.choice(FOREIGN)
        several = {name: rng.sample(POOL[name], rng.randint(0, 3)) for name in ("labels", "tags")}
        return plain | several

    ids = await doors.create("company", *(company() for _ in range(40)))
    links = [
        {"id": one, "parent": rng.choice([*ids, None, None]), "partners": rng.sample(ids, rng.randint(0, 3))}
        for one in ids
    ]
    await doors.write("company", "update", links)
    await doors.create(
        "deal",
        *(
            {
                "name": some("name"),
                "company": rng.choice([*ids, None, None]),
                "about": {"object": "company", "id": rng.choice(ids)} if rng.random() < 0.7 else None,
                "amount": some("amount"),
                "score": some("score"),
            }
            for _ in range(60)
        ),
    )
    await doors.write("company", "delete", [{"id": one} for one in rng.sample(ids, 4)])
    return {name: await _canonical(doors, name) for name in ("company", "deal", "user")}


async def _canonical(doors: Doors, name: str) -> dict[str, dict[str, Any]]:
    kernel = doors.process.kernel
    snapshot = kernel.catalogue.current
    item: Object = snapshot.object(name)
    ids = [one["id"] for one in (await doors.query(name, select=[], limit=1000))["records"]]
    async with kernel.database.session() as session:
        return await tables.read_canonical(session, snapshot, item, tuple(item.fields), ids)


def _leaf(name: str, path: str) -> st.SearchStrategy[Any]:
    values = st.sampled_from(POOL[name])
    choices = [st.builds(lambda op: {"field": path, "op": op}, st.sampled_from(["empty", "not_empty"]))]
    if name in ("labels", "tags"):
        many = st.lists(values, max_size=3)
        choices.append(
            st.builds(
                lambda op, v: {"field": path, "op": op, "value": v},
                st.sampled_from(["has_any", "has_all", "has_none"]),
                many,
            )
        )
    elif name == "place":
        circles = st.builds(
            lambda centre, km: dict(zip(("lat", "lng"), centre.split(","), strict=True)) | {"km": km},
            values,
            st.sampled_from([0, 1.5, 60, 1100, 20000]),
        )
        choices.append(st.builds(lambda circle: {"field": path, "op": "within", "value": circle}, circles))
    elif name != "about":
        choices.append(
            st.builds(
                lambda op, v: {"field": path, "op": op, "value": v}, st.sampled_from(["eq", "ne"]), values | st.none()
            )
        )
        choices.append(
            st.builds(
                lambda op, v: {"field": path, "op": op, "value": v},
                st.sampled_from(["in", "not_in"]),
                st.lists(values, max_size=3),
            )
        )
    if name in ("staff", "margin", "share", "founded", "seen", "opens", "worth", "amount", "score"):
        order = st.sampled_from(["lt", "lte", "gt", "gte"])
        choices.append(st.builds(lambda op, v: {"field": path, "op": op, "value": v}, order, values))
        choices.append(st.builds(lambda a, b: {"field": path, "op": "between", "value": [a, b]}, values, values))
    if name in ("founded", "seen"):
        now = st.builds(lambda n, u: {"now": f"{n}{u}"}, st.integers(-900, 10), st.sampled_from(["d", "w", "mo", "y"]))
        edged = st.builds(
            lambda w, e, of: {**w, e: of},
            now,
            st.sampled_from(["start", "end"]),
            st.sampled_from(["week", "month", "quarter"]),
        )
        choices.append(
            st.builds(lambda op, v: {"field": path, "op": op, "value": v}, st.sampled_from(["lt", "gte"]), now | edged)
        )
    if name in ("name", "about", "mail", "number"):
        parts = st.sampled_from(["hua", "华", "%", "_", "\\", "A", "e", "C-", "b"])
        choices.append(
            st.builds(
                lambda op, v: {"field": path, "op": op, "value": v},
                st.sampled_from(["contains", "starts_with", "ends_with", "not_contains"]),
                parts,
            )
        )
    return st.one_of(choices)


COMPANY_FIELDS = [name for name in POOL if name not in ("amount", "score", "home")]


def _leaves(item: str) -> st.SearchStrategy[Any]:
    if item == "company":
        own = [_leaf(name, name) for name in COMPANY_FIELDS]
        far = [_leaf(name, f"parent.{name}") for name in ("name", "staff", "worth", "kind", "labels", "place")]
        far += [_leaf("founded", "parent.parent.founded")]
        other = [
            st.just({"field": "staff", "op": "gt", "value": {"path": "parent.staff"}}),
            st.just({"field": "worth.currency", "op": "eq", "value": "USD"}),
            st.just({"field": "home", "op": "contains", "value": "路"}),
            st.just({"field": "home.code", "op": "starts_with", "value": "33"}),
            st.just({"field": "home.city", "op": "in", "value": ["杭州市", "上海市"]}),
            st.just({"field": "parent.home.province", "op": "ne", "value": "浙江省"}),
            st.just({"field": "home.postcode", "op": "empty"}),
            st.just({"field": "owner", "op": "eq", "value": {"me": True}}),
        ]
        return st.one_of(*own, *far, *other)
    return st.one_of(
        *(_leaf(name, name) for name in ("name", "amount", "score")),
        *(_leaf(name, f"company.{name}") for name in ("name", "active", "tags", "seen")),
        _leaf("kind", "company.parent.kind"),
    )


def _conditions(item: str, depth: int = 2) -> st.SearchStrategy[Any]:
    relations = {
        "company": [
            ("deals", "deal"),
            ("mentions", "deal"),
            ("children", "company"),
            ("partners", "company"),
            ("partner_of", "company"),
            ("parent.deals", "deal"),
        ],
        "deal": [("company.children", "company"), ("company.deals", "deal")],
    }
    leaves = _leaves(item)
    if depth > 0:
        for name, target in relations[item]:
            inner = st.none() | _conditions(target, depth - 1)
            leaves |= st.builds(
                lambda kind, where, name=name: {kind: name, "where": where}, st.sampled_from(["any", "none"]), inner
            )
            leaves |= st.builds(
                lambda where, op, value, name=name: {"count": name, "where": where, "op": op, "value": value},
                inner,
                st.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte"]),
                st.integers(0, 3),
            )
    return st.recursive(
        leaves,
        lambda parts: (
            st.builds(lambda kind, some: {kind: some}, st.sampled_from(["and", "or"]), st.lists(parts, max_size=3))
            | st.builds(lambda part: {"not": part}, parts)
        ),
        max_leaves=5,
    )


BUSY = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@BUSY
@given(where=_conditions("company"))
def test_companies(world: World, where: Any) -> None:
    assert world.in_sql("company", where) == world.in_memory("company", where)


@BUSY
@given(where=_conditions("deal"))
def test_deals(world: World, where: Any) -> None:
    assert world.in_sql("deal", where) == world.in_memory("deal", where)


@BUSY
@given(where=_conditions("company"))
def test_a_negation_is_the_rest(world: World, where: Any) -> None:
    everyone = set(world.records["company"])
    assert world.in_sql("company", {"not": where}) == everyone - world.in_sql("company", where)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["name", "eq", "deals", "-3d"]),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["field", "op", "value", "and", "or", "not", "any", "none", "count", "where", "now", "me", "path", "x"]
            ),
            parts,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@BUSY
@given(where=json_values)
def test_anything_else_is_refused_with_its_place(world: World, where: Any) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        world.in_sql("company", where)
    except Invalid as error:
        problems = error.errors
    assert all(problem.field and problem.text("zh-CN") != problem.code for problem in problems)


def test_depth_and_size_are_capped(world: World) -> None:
    deep: Any = {"field": "name", "op": "eq", "value": "x"}
    for _ in range(1000):
        deep = {"not": deep}
    for where in (deep, {"or": [{"field": "name", "op": "eq", "value": "x"}] * 2000}):
        with pytest.raises(Invalid):
            world.in_sql("company", where)


def test_now_counts_in_the_workspace_zone() -> None:
    from zoneinfo import ZoneInfo

    from luopan.kernel.fields.base import Context
    from luopan.kernel.metadata.binding import moment_of
    from luopan.kernel.predicates.ast import Now

    context = Context(datetime(2026, 3, 31, 17, 30, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    local = datetime(2026, 4, 1, 1, 30, tzinfo=context.zone)
    assert moment_of(Now(), context) == local
    assert moment_of(Now(-1, "mo"), context) == datetime(2026, 3, 1, 1, 30, tzinfo=context.zone)
    assert moment_of(Now(0, "d", "start", "quarter"), context) == datetime(2026, 4, 1, tzinfo=context.zone)
    assert moment_of(Now(0, "d", "end", "month"), context) == datetime(2026, 5, 1, tzinfo=context.zone) - timedelta(
        microseconds=1
    )
    assert moment_of(Now(-11, "mo", "start", "month"), context) == datetime(2025, 5, 1, tzinfo=context.zone)
