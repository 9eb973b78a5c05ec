"""Random change-sets, one after the other: memory, stored versions and tables always tell the same."""

import asyncio
from random import Random
from typing import Any

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luopan.kernel.metadata import runner
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.metadata.store import Catalogue, load_snapshot
from luopan.kernel.metadata.system import SYSTEM_OBJECTS
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Database
from luopan.kit.errors import Invalid
from tests.kernel.metadata.physical import check

OBJECTS = ("alpha", "beta", "gamma")
FIELDS = ("one", "two", "three", "four")
TYPES: dict[str, dict[str, Any]] = {
    "text": {},
    "integer": {},
    "decimal": {"scale": 2},
    "boolean": {},
    "date": {},
    "money": {},
    "select": {"options": ["a", {"value": "b", "label": {"en": "B"}}]},
    "tags": {},
    "autonumber": {},
    "json": {},
}


def change_set(random: Random, snapshot: Snapshot) -> dict[str, Any]:
    """A change-set that has a fair chance to be valid: it looks at what is there."""
    kinds = [
        "object",
        "object",
        "field",
        "field",
        "field",
        "type",
        "type",
        "rename",
        "remove",
        "restore",
        "purge",
        "object_bin",
    ]
    merged: dict[str, Any] = {}
    for _ in range(random.choice((1, 1, 2))):
        for key, value in _part(random, snapshot, random.choice(kinds)).items():
            merged[key] = merged.get(key, []) + value
    return merged


def _part(random: Random, snapshot: Snapshot, kind: str) -> dict[str, Any]:
    own = [item for item in snapshot.objects.values() if not item.system]
    item = random.choice(own) if own else None
    if kind == "object" or item is None:
        fields = [_new_field(random, name) for name in random.sample(FIELDS, random.randint(1, 4))]
        return {"objects": [{"name": random.choice(OBJECTS), "fields": fields}]}
    name = random.choice([field.name for field in item.own_fields] or [random.choice(FIELDS)])
    removed = [*item.removed_fields] or [random.choice(FIELDS)]
    match kind:
        case "field":
            fields = [{"name": name, **_flags(random)}, _new_field(random, random.choice(FIELDS))]
            return {"objects": [{"name": item.name, **_whole(random, item), "fields": random.sample(fields, 1)}]}
        case "type":
            return {"objects": [{"name": item.name, "fields": [_new_field(random, name)]}]}
        case "rename":
            field = {"id": item.fields[name].id if name in item.fields else name, "name": random.choice(FIELDS)}
            return {"objects": [{"id": item.id, "name": random.choice((*OBJECTS, item.name)), "fields": [field]}]}
        case "remove":
            return {"remove": [f"{item.name}.{name}"]}
        case "restore":
            field = random.choice(removed)
            return {"restore": [f"{item.name}.{field}"]} | random.choice(
                ({}, {"objects": [{"name": item.name, "fields": [{"id": field, "name": random.choice(FIELDS)}]}]})
            )
        case "purge":
            return {"purge": [f"{item.name}.{random.choice(removed)}"]}
        case _:
            gone = [one.id for one in snapshot.all_objects.values() if one.removed]
            if not gone:
                return {"remove": [item.name]}
            return {random.choice(("restore", "purge")): [random.choice(gone)]}


def _new_field(random: Random, name: str) -> dict[str, Any]:
    kind = random.choice([*TYPES, "text", "reference", "references"])
    field = {"name": name, "type": kind, **TYPES.get(kind, {}), **_flags(random)}
    if kind.startswith("reference"):
        field |= {"to": random.choice((*OBJECTS, "user"))}
        field |= random.choice(({}, {"inverse": f"{name}_back"}, {"inverse": "others"}))
    return field


def _flags(random: Random) -> dict[str, Any]:
    known = {
        "label": ("Label", {"zh-CN": "名称"}, None),
        "required": (True, False, {"field": random.choice(FIELDS), "op": "empty"}),
        "unique": (True, False, None),
        "indexed": (True, False),
        "searchable": (False, None),
    }
    return {key: random.choice(values) for key, values in known.items() if random.random() < 0.2}


def _whole(random: Random, item: Object) -> dict[str, Any]:
    names = [field.name for field in item.own_fields] + [random.choice(FIELDS)]
    rule = {
        "name": "rule",
        "when": {"and": [{"field": random.choice(names), "op": "empty"}]},
        "message": "No",
        "field": random.choice(names),
    }
    screens = {
        "summary": [random.choice(names)],
        "form": [{"fields": random.sample(names, 1), "visible": {"field": random.choice(names), "op": "empty"}}],
        "tabs": [{"name": "one", "related": [random.choice(("others", f"{random.choice(FIELDS)}_back", "*"))]}],
        "views": [
            {"name": "one", "kind": "list", "columns": names, "where": {"field": random.choice(names), "op": "empty"}},
            {"name": "two", "kind": "kanban", "by": random.choice(names)},
        ],
    }
    known = {
        "screens": (screens, None),
        "label": ("Object", None),
        "title": names,
        "unique": ([random.sample(names, 2)] if len(set(names)) > 2 else None, None),
        "rules": ([rule], None),
    }
    return {key: random.choice(values) for key, values in known.items() if random.random() < 0.2}


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.integers(0, 2**32))
def test_memory_versions_and_tables_agree(metadata_url: str, seed: int) -> None:
    asyncio.run(_apply_all(metadata_url, Random(seed)))


async def _apply_all(url: str, random: Random) -> None:
    _forget_everything(url)
    async with Database(url, max_connections=2) as database:
        catalogue = Catalogue(database)
        await catalogue.reload()
        for _ in range(12):
            before = catalogue.current
            written = change_set(random, before)
            try:
                applied = await runner.apply(catalogue, SYSTEM, written)
            except Invalid:
                assert catalogue.current is before
                continue
            assert applied.run is None
            async with database.session() as session:
                stored = await load_snapshot(session)
                await check(session, stored)
            meant = applied.plan.proposal.after if applied.plan.proposal.definitions else before
            for snapshot in (stored, catalogue.current):
                assert snapshot.version == meant.version
                assert snapshot.retired == meant.retired
                assert _definitions(snapshot) == _definitions(meant)


def _definitions(snapshot: Any) -> dict[str, Any]:
    return {key: item.definition for key, item in snapshot.all_objects.items()}


def _forget_everything(url: str) -> None:
    """Back to the system objects: faster than a fresh database for each example."""
    with psycopg.connect(url, autocommit=True) as connection:
        tables = connection.execute(
            "select format('%%I.%%I', schemaname, tablename) from pg_tables where schemaname = 'records'"
            " and split_part(tablename, '__', 1) <> all(%s)",
            ([item["name"] for item in SYSTEM_OBJECTS],),
        ).fetchall()
        for (table,) in tables:
            connection.execute(f"drop table {table} cascade")
        connection.execute("delete from luopan.object_versions where version > 1")
        connection.execute("delete from luopan.metadata_versions where version > 1")
