"""Change-sets against a real database: what they do, what they refuse and where, what they never lose."""

import asyncio
import time
from typing import Any

import pytest

from luopan.kernel.metadata import runner
from luopan.kernel.metadata.definitions import decode_change_set
from luopan.kernel.metadata.store import (
    Catalogue,
    StaleMetadata,
    hold_version,
    load_snapshot,
    revert_change_set,
    versions,
    write_version,
)
from luopan.kernel.metadata.system import SYSTEM_OBJECTS
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Database
from luopan.kit.errors import Conflict, Invalid
from tests.kernel.metadata.physical import check

ACCOUNT: dict[str, Any] = {
    "name": "account",
    "label": {"zh-CN": "客户", "en": "Account"},
    "fields": [
        {"name": "name", "type": "text", "required": True},
        {"name": "code", "type": "text"},
        {"name": "size", "type": "text"},
        {"name": "industry", "type": "select", "options": [{"value": "retail", "label": "Retail"}, "finance"]},
        {"name": "signed", "type": "datetime"},
        {"name": "worth", "type": "money", "rate_date": "signed"},
        {"name": "parent", "type": "reference", "to": "account", "inverse": "children"},
    ],
    "rules": [
        {
            "name": "parent_first",
            "when": {
                "and": [{"field": "parent.industry", "op": "eq", "value": "retail"}, {"field": "code", "op": "empty"}]
            },
            "message": "Give the code",
            "field": "code",
        }
    ],
}
DEAL: dict[str, Any] = {
    "name": "deal",
    "title": "subject",
    "fields": [
        {"name": "subject", "type": "text"},
        {"name": "account", "type": "reference", "to": "account", "inverse": "deals"},
        {"name": "reason", "type": "text", "visible": {"field": "account.industry", "op": "ne", "value": "retail"}},
    ],
    "unique": [["account", "subject"]],
}


async def apply(catalogue: Catalogue, *objects: Any, **rest: Any) -> runner.Applied:
    return await runner.apply(catalogue, SYSTEM, {"objects": list(objects), **rest})


async def places(catalogue: Catalogue, change_set: Any) -> set[tuple[str | None, str]]:
    """Where, and by which code, a change-set is refused; the message of every code is written in all languages."""
    with pytest.raises(Invalid) as caught:
        await runner.apply(catalogue, SYSTEM, change_set)
    for locale in ("en", "zh-CN", "zh-TW"):
        for problem in caught.value.errors:
            assert problem.text(locale) != problem.code, problem.code
    return {(problem.field, problem.code) for problem in caught.value.errors}


async def test_everything_wrong_is_told_at_its_place(catalogue: Catalogue) -> None:
    await apply(catalogue, ACCOUNT, DEAL)
    shape = {
        "objects": [
            {"name": "drop table", "fields": [{"name": "id", "type": "text"}, {"name": "a__b", "type": "text"}]},
            {"name": "account", "colour": "red", "unique": [["name"]], "rules": [{"name": "x", "when": {"field": 1}}]},
            {"fields": "none"},
            {"name": "account"},
        ],
        "remove": ["a.b.c"],
        "extra": 1,
    }
    assert await places(catalogue, shape) == {
        ("extra", "key_unknown"),
        ("objects[0].name", "name_wrong"),
        ("objects[0].fields[0].name", "name_reserved"),
        ("objects[0].fields[1].name", "name_wrong"),
        ("objects[1].colour", "key_unknown"),
        ("objects[1].unique[0]", "unique_set_size"),
        ("objects[1].rules[0].message", "rule_message_missing"),
        ("objects[1].rules[0].when.field", "condition_path"),
        ("objects[2].name", "name_missing"),
        ("objects[2].fields", "not_a_list"),
        ("objects[3].name", "named_twice"),
        ("remove[0]", "target_wrong"),
    }
    settings = [
        {"name": "a", "type": "number"},
        {"name": "b", "type": "text", "max_length": "long"},
        {"name": "c", "type": "select", "options": [{"value": "x"}, {"valeu": "y"}]},
        {"name": "d", "type": "integer", "default": "many"},
        {"name": "e"},
        {"name": "f", "type": "text", "colour": 1},
        {"name": "g", "type": "reference"},
    ]
    assert await places(catalogue, {"objects": [{"name": "thing", "fields": settings}]}) == {
        ("objects[0].fields[0].type", "field_type_unknown"),
        ("objects[0].fields[1].max_length", "setting_wrong"),
        ("objects[0].fields[2].options[1].valeu", "key_unknown"),
        ("objects[0].fields[3].default", "not_a_number"),
        ("objects[0].fields[4].type", "field_type_missing"),
        ("objects[0].fields[5].colour", "key_unknown"),
        ("objects[0].fields[6].to", "setting_missing"),
    }
    words = {
        "name": "thing",
        "title": "link",
        "fields": [
            {"name": "link", "type": "reference", "to": "account", "inverse": "children"},
            {"name": "sum", "type": "money", "unique": True},
            {"name": "note", "type": "text", "visible": {"field": "link.nothing", "op": "eq", "value": 1}},
            {"name": "old", "type": "text", "readonly": {"any": "things"}},
        ],
    }
    assert await places(catalogue, {"objects": [words]}) == {
        ("objects[0].title", "title_type"),
        ("objects[0].fields[0].inverse", "relation_name_taken"),
        ("objects[0].fields[1].unique", "unique_refused"),
        ("objects[0].fields[2].visible.link.nothing", "condition_field_unknown"),
        ("objects[0].fields[3].readonly", "condition_related"),
    }
    assert catalogue.current.version == 2


@pytest.mark.parametrize(
    "json", [None, [], "x", 7, {"objects": [None]}, {"objects": {}}, {"note": "\0"}, {"remove": [{}]}]
)
def test_nonsense_is_refused(json: Any) -> None:
    with pytest.raises(Invalid):
        decode_change_set(json)


def test_a_change_set_has_an_end() -> None:
    fields = [{"name": f"f{index}", "type": "text"} for index in range(5_001)]
    with pytest.raises(Invalid) as caught:
        decode_change_set({"objects": [{"name": "thing", "fields": fields}]})
    assert [problem.code for problem in caught.value.errors] == ["change_set_fields"]


async def test_required_references_in_a_circle_are_refused(catalogue: Catalogue) -> None:
    def needs(name: str, to: str) -> dict[str, Any]:
        return {
            "name": name,
            "fields": [
                {"name": "title", "type": "text"},
                {"name": "other", "type": "reference", "to": to, "required": True},
            ],
        }

    found = await places(catalogue, {"objects": [needs("egg", "hen"), needs("hen", "egg")]})
    assert found == {("objects[0].fields[1].required", "required_cycle")}
    assert await places(catalogue, {"objects": [needs("egg", "egg")]}) == {
        ("objects[0].fields[1].required", "required_cycle")
    }


async def test_a_rename_is_carried_everywhere(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT, DEAL)
    table = catalogue.current.object("account").table
    await apply(
        catalogue,
        {
            "id": "account",
            "name": "company",
            "fields": [
                {"id": "industry", "name": "sector"},
                {"id": "code", "name": "number"},
                {"id": "signed", "name": "signed_at"},
                {"id": "name", "name": "title"},
                {"id": "parent", "name": "mother", "inverse": "daughters"},
            ],
        },
        {"name": "deal", "fields": [{"name": "account", "id": "account"}, {"id": "subject", "name": "topic"}]},
    )
    company, deal = catalogue.current.object("company"), catalogue.current.object("deal")
    assert company.table == table
    assert company.title == "title"
    assert company.rules[0].when == {
        "and": [{"field": "mother.sector", "op": "eq", "value": "retail"}, {"field": "number", "op": "empty"}]
    }
    assert company.rules[0].field == "number"
    assert company.field("worth").settings.rate_date == "signed_at"
    assert deal.field("account").settings.to == "company"
    assert deal.unique == (("account", "topic"),)
    assert deal.field("reason").visible == {"field": "account.sector", "op": "ne", "value": "retail"}
    assert set(catalogue.current.relations(company)) == {"daughters", "deals"}
    async with database.session() as session:
        await check(session, catalogue.current)


async def test_a_type_change_loses_nothing(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT)
    async with database.transaction() as session:
        await session.execute(
            "insert into records.account (id, size) select gen_random_uuid(), v from"
            " unnest(array['12', '1,000', 'about 40', 'about 40', '３', null]) v"
        )
    change = {"name": "account", "fields": [{"name": "size", "type": "integer", "min": 0}]}
    plan = await runner.plan(catalogue, SYSTEM, {"objects": [change]})
    (step,) = plan.document("zh-CN")["steps"]
    assert (step["action"], step["target"], step["risk"], step["rows"]) == (
        "change_type",
        "account.size",
        "loses_values",
        5,
    )
    assert step["examples"][0]["value"] == "about 40"
    assert step["examples"][0]["rows"] == 2
    assert "about 40" in step["message"]
    await apply(catalogue, change)
    async with database.session() as session:
        column = catalogue.current.object("account").field("size").column
        rows = await session.fetch(f'select size, "{column}" from records.account order by 1 nulls last')
    assert [row for row in rows if row[0] != "３"] == [
        ("1,000", 1000),
        ("12", 12),
        ("about 40", None),
        ("about 40", None),
        (None, None),
    ]
    await apply(catalogue, restore=["account.size_before_text"])
    restored = catalogue.current.object("account").field("size_before_text")
    assert (restored.column, restored.type.name) == ("size", "text")
    assert await places(
        catalogue, {"objects": [{"name": "account", "fields": [{"name": "parent", "type": "date"}]}]}
    ) == {("objects[0].fields[0].type", "type_change_refused")}


async def test_references_to_one_and_to_several_become_one_another(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT, DEAL)
    async with database.transaction() as session:
        await session.execute(
            "insert into records.account (id, name) select gen_random_uuid(), n::text from generate_series(1, 3) n"
        )
        await session.execute(
            "insert into records.deal (id, account) select gen_random_uuid(), id from records.account"
        )
    several = {"name": "account", "type": "references"}
    await apply(catalogue, {"name": "deal", "unique": None, "fields": [several, {"name": "reason", "visible": None}]})
    async with database.transaction() as session:
        assert (
            await session.fetch_value(
                "select count(*) from records.deal__account_2 l join records.deal d on d.id = l.source and d.account = l.target"
            )
            == 3
        )
        await session.execute(
            "insert into records.deal__account_2 select (select min(id::text)::uuid from records.deal), id"
            " from records.account on conflict do nothing"
        )
    plan = await runner.plan(
        catalogue, SYSTEM, {"objects": [{"name": "deal", "fields": [{"name": "account", "type": "reference"}]}]}
    )
    assert [(step.risk, step.rows, step.params["lost"]) for step in plan.steps] == [("loses_values", 3, 1)]
    await apply(catalogue, {"name": "deal", "fields": [{"name": "account", "type": "reference"}]})
    async with database.session() as session:
        assert await session.fetch_value("select count(account_3) from records.deal where account_3 = account") == 2
        await check(session, catalogue.current)


async def test_settings_are_read_anew_only_where_values_change(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT)
    async with database.transaction() as session:
        await session.execute(
            "insert into records.account (id, industry, name) values (gen_random_uuid(), 'finance', 'Long name')"
        )
    applied = await apply(
        catalogue,
        {"name": "account", "fields": [{"name": "name", "max_length": 4}, {"name": "industry", "options": ["retail"]}]},
    )
    account = catalogue.current.object("account")
    assert account.field("name").column == "name"
    assert [(step.code, step.rows) for step in applied.plan.steps] == [
        ("step_change_field_kept", 1),
        ("step_retire_options", 1),
        ("step_change_field", 0),
    ]
    options = account.field("industry").definition["options"]
    assert options == ["retail", {"value": "finance", "retired": True}]


async def test_unique_waits_until_doubles_are_gone(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT)
    async with database.transaction() as session:
        await session.execute(
            "insert into records.account (id, code, deleted_at) select gen_random_uuid(), code, gone from (values"
            " ('A', null), ('A', null), ('B', null), ('B', now()), (null, null)) v (code, gone)"
        )
    unique = {"name": "account", "fields": [{"name": "code", "unique": True}]}
    with pytest.raises(Invalid) as caught:
        await apply(catalogue, unique)
    (problem,) = caught.value.errors
    assert (problem.field, problem.code) == ("objects[0].fields[0].unique", "unique_duplicates")
    assert problem.params["examples"] == "A (2)"
    async with database.transaction() as session:
        await session.execute(
            "update records.account set code = 'C' where id = (select min(id::text)::uuid from records.account where code = 'A')"
        )
    await apply(catalogue, unique)
    async with database.session() as session:
        await check(session, catalogue.current)


async def test_the_recycle_bin(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT, DEAL)
    assert await places(catalogue, {"remove": ["account.industry"]}) == {("remove[0]", "field_in_use")}
    assert await places(catalogue, {"remove": ["account"]}) == {("remove[0]", "object_in_use")}
    assert await places(catalogue, {"remove": ["user.name", "user"]}) == {
        ("remove[0]", "system_part_stays"),
        ("remove[1]", "system_part_stays"),
    }
    async with database.transaction() as session:
        await session.execute("insert into records.account (id, name, size) values (gen_random_uuid(), 'A', 'big')")
    await apply(catalogue, remove=["account.size", "deal"])
    await apply(catalogue, {"name": "account", "fields": [{"name": "size", "type": "integer"}]})
    fresh = catalogue.current.object("account").field("size")
    assert (fresh.id, fresh.column) == ("size_2", "size_2")
    assert await places(catalogue, {"restore": ["account.size"]}) == {("restore[0].name", "name_taken")}
    await apply(
        catalogue,
        {"name": "account", "fields": [{"id": "size", "name": "size_text"}]},
        restore=["account.size", "deal"],
    )
    async with database.session() as session:
        assert await session.fetch_value("select size from records.account") == "big"
        await check(session, catalogue.current)

    await apply(catalogue, remove=["account.size_text", "deal"])
    await catalogue.acknowledge("api")
    slow = Catalogue(database)
    await slow.reload()
    await slow.acknowledge("worker")
    await apply(catalogue, {"name": "account", "fields": [{"name": "size", "label": "Staff"}]})
    with pytest.raises(Conflict) as caught:
        await apply(catalogue, purge=["account.size"])
    assert caught.value.code == "processes_behind"
    await slow.reload()
    await apply(catalogue, purge=["account.size", "deal"])
    async with database.session() as session:
        await check(session, catalogue.current)
        assert await session.fetch_value("select to_regclass('records.deal')") is None
        assert await load_same(session, catalogue)
    assert await places(catalogue, {"objects": [{"id": "deal", "name": "deal"}]}) == {("objects[0].id", "id_retired")}
    await apply(catalogue, DEAL)
    assert catalogue.current.object("deal").id == "deal_2"


async def load_same(session: Any, catalogue: Catalogue) -> bool:
    stored = await load_snapshot(session)
    return {key: item.definition for key, item in stored.all_objects.items()} == {
        key: item.definition for key, item in catalogue.current.all_objects.items()
    }


async def test_going_back_is_a_new_plan(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT, note="first")
    good = catalogue.current
    await apply(
        catalogue,
        {
            "id": "account",
            "name": "company",
            "label": None,
            "rules": None,
            "fields": [
                {"id": "code", "name": "number", "unique": True},
                {"name": "size", "type": "integer", "indexed": True},
                {"name": "extra", "type": "text"},
            ],
        },
        DEAL | {"fields": [{"name": "subject", "type": "text"}], "unique": None},
    )
    await apply(catalogue, remove=["company.industry"])
    async with database.session() as session:
        back = await revert_change_set(session, good.version)
        assert [version.note for version in await versions(session, limit=4)][-2:] == ["first", "system objects"]
    await runner.apply(catalogue, SYSTEM, back)

    def told(snapshot: Any) -> Any:
        item = snapshot.object("account")
        fields = [{k: v for k, v in field.definition.items() if k != "column"} for field in item.own_fields]
        return {**item.definition, "fields": fields}, sorted(snapshot.objects)

    assert told(catalogue.current) == told(good)


async def test_changes_at_once_come_one_after_the_other(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT)
    others = [Catalogue(database) for _ in range(8)]
    await asyncio.gather(
        *(
            apply(other, {"name": "account", "fields": [{"name": f"extra{n}", "type": "text", "indexed": True}]})
            for n, other in enumerate(others)
        )
    )
    await catalogue.reload()
    assert catalogue.current.version == 2 + 8
    assert {f"extra{n}" for n in range(8)} <= set(catalogue.current.object("account").fields)
    async with database.session() as session:
        await check(session, catalogue.current)


async def test_writers_hold_the_version(catalogue: Catalogue, database: Database) -> None:
    await apply(catalogue, ACCOUNT)
    old = catalogue.current
    async with database.transaction() as session:
        await hold_version(session, old)
        change = asyncio.create_task(
            apply(catalogue, {"name": "account", "fields": [{"name": "more", "type": "text"}]})
        )
        await asyncio.sleep(0.5)
        assert not change.done()
    await change
    with pytest.raises(StaleMetadata):
        async with database.transaction() as session:
            await hold_version(session, old)


async def test_system_objects_take_fields_but_stay_what_they_are(catalogue: Catalogue, database: Database) -> None:
    fields = [{"name": "phone", "type": "phone"}, {"name": "name", "label": "Full name"}]
    await apply(catalogue, {"name": "user", "fields": fields})
    assert catalogue.current.object("user").field("phone").columns
    refused = {"name": "user", "title": "email", "fields": [{"name": "email", "type": "text"}]}
    assert await places(catalogue, {"objects": [refused]}) == {
        ("objects[0].title", "system_object_fixed"),
        ("objects[0].fields[0]", "system_field_fixed"),
    }


async def test_the_longest_names_stay_apart(catalogue: Catalogue, database: Database) -> None:
    """PostgreSQL would cut names at 63 bytes, and two of them would become one."""
    kinds = [
        {"type": "text", "unique": True},
        {"type": "references"},
        {"type": "reference"},
        {"type": "autonumber", "indexed": True},
    ]
    objects = [
        {"name": name, "fields": [
            {"name": f"{kind['type']:_<35}{n}a"[:40].replace("__", "xx"), "to": name, **kind} if kind["type"].startswith("ref")
            else {"name": f"{kind['type']:_<35}{n}a"[:40].replace("__", "xx"), **kind}
            for kind in kinds for n in range(3)
        ]}
        for name in ("o" * 39 + "a", "o" * 39 + "b")
    ]  # fmt: skip
    await apply(catalogue, *objects)
    async with database.session() as session:
        await check(session, catalogue.current)


async def test_five_hundred_objects_load_in_time(catalogue: Catalogue, database: Database) -> None:
    kinds = [
        {"type": "text"},
        {"type": "money"},
        {"type": "integer"},
        {"type": "date"},
        {"type": "select", "options": ["a", "b", "c"]},
    ]
    fields = [
        {
            "name": f"field{n}",
            "label": {"zh-CN": "字段", "en": "Field"},
            "column": f"field{n}",
            "id": f"field{n}",
            **kinds[n % 5],
        }
        for n in range(40)
    ]
    definitions = [{"id": f"object{n}", "name": f"object{n}", "title": "field0", "fields": fields} for n in range(500)]
    async with database.transaction() as session:
        await write_version(session, 2, None, "", {}, definitions)
    start = time.perf_counter()
    await catalogue.reload()
    assert time.perf_counter() - start < 2
    assert len(catalogue.current.objects) == 500 + len(SYSTEM_OBJECTS)
    known = catalogue.current.object("object1")
    async with database.transaction() as session:
        await write_version(session, 3, None, "", {}, [definitions[0] | {"label": {"en": "New"}}])
    start = time.perf_counter()
    await catalogue.reload()
    assert time.perf_counter() - start < 0.2
    assert catalogue.current.object("object0").label == {"en": "New"}
    assert catalogue.current.object("object1") is known
