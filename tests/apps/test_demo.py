"""The demo company: repeatable, with references that only look back, and with values that its YAML takes as they are."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import yaml

import luopan
from luopan.kernel.fields.base import Context
from luopan.kernel.fields.types.credit_code import check_character
from luopan.kernel.metadata.model import Object, build_object
from luopan.kernel.metadata.system import SYSTEM_FIELDS, SYSTEM_OBJECTS
from luopan.kernel.predicates.parse import parse_condition
from luopan.main.demo import Batch, counts, generate, generate_only
from luopan.main.setup import ADMINISTRATOR

TODAY = date(2026, 11, 23)
SEED = 7
APPS = Path(luopan.__file__).parent / "apps"
LOCALES = {"zh-CN", "zh-TW", "en"}
WRITABLE = {"id", "created_at", "created_by", "updated_at", "owner", "department"}
CONTEXT = Context(now=datetime(2026, 11, 23, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai"))

Records = Mapping[str, list[dict[str, Any]]]


def definitions() -> Iterator[Mapping[str, Any]]:
    for path in sorted(APPS.glob("*/objects/*.yaml")):
        yield yaml.safe_load(path.read_text("utf-8"))


def built(definition: Mapping[str, Any]) -> Object:
    fields = [{"id": field["name"], "column": field["name"], **field} for field in definition["fields"]]
    return build_object({"id": definition["name"], **definition, "fields": fields}, 1, SYSTEM_FIELDS)


@pytest.fixture(scope="module")
def objects() -> Mapping[str, Object]:
    return {definition["name"]: built(definition) for definition in (*SYSTEM_OBJECTS, *definitions())}


@pytest.fixture(scope="module")
def batches() -> list[Batch]:
    return list(generate(0.3, SEED, TODAY))


@pytest.fixture(scope="module")
def records(batches: list[Batch]) -> Records:
    """All of them, as they are in the end."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for batch in batches:
        known = found.setdefault(batch.object, {})
        for record in batch.records:
            changed = {key: value for key, value in record.items() if key != "version"}
            known[record["id"]] = known.get(record["id"], {}) | changed
    return {name: list(known.values()) for name, known in found.items()}


def test_same_seed_and_day_give_the_same_bytes() -> None:
    def text(seed: int, today: date) -> bytes:
        return orjson.dumps([[batch.object, batch.records] for batch in generate(0.05, seed, today)])

    assert text(SEED, TODAY) == text(SEED, TODAY)
    assert text(SEED, TODAY) != text(SEED + 1, TODAY)
    assert text(SEED, TODAY) != text(SEED, date(2026, 11, 24))


@pytest.mark.parametrize("scale", [0.001, 0.3, 1, 2.3])
def test_counts_are_right(scale: float) -> None:
    made: Counter[str] = Counter()
    for batch in generate(scale, SEED, TODAY):
        assert 0 < len(batch.records) <= 10_000
        made[batch.object] += len(batch.records) if batch.mode == "create" else 0
    told = counts(scale)
    assert list(made) == list(told)
    assert {name: count for name, count in made.items() if name != "order_line"} == {
        name: count for name, count in told.items() if name != "order_line"
    }
    if scale >= 1:
        assert made["order_line"] == pytest.approx(told["order_line"], rel=0.05)
        assert sum(made.values()) <= 60_000 * scale


def test_references_point_at_earlier_batches(batches: list[Batch], objects: Mapping[str, Object]) -> None:
    seeds = {
        "region": {seed["code"] for seed in seeds_of("region")},
        "currency": {seed["code"] for seed in seeds_of("currency")},
    }
    known: dict[str, set[str]] = {name: set() for name in objects}
    known["role"].add(ADMINISTRATOR)
    for batch in batches:
        item = objects[batch.object]
        references = [field for field in item.fields.values() if field.reference is not None]
        for record in batch.records:
            for field in references:
                value = record.get(field.name)
                if value is None:
                    continue
                assert field.reference is not None
                targets = field.reference.targets(field.settings)
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, dict) and "code" in one:
                        assert one["code"] in seeds[targets[0]], (batch.object, field.name, one)
                    elif isinstance(one, dict):
                        assert one["object"] in targets
                        assert one["id"] in known[one["object"]], (batch.object, field.name)
                    else:
                        assert one in known[targets[0]], (batch.object, field.name)
        ids = {record["id"] for record in batch.records}
        assert len(ids) == len(batch.records)
        assert ids.isdisjoint(known[batch.object]) if batch.mode == "create" else ids <= known[batch.object]
        known[batch.object].update(ids)


def test_values_are_taken_as_they_are(records: Records, objects: Mapping[str, Object]) -> None:
    for name, made in records.items():
        fields = objects[name].fields
        for record in made:
            for key, value in record.items():
                if key not in WRITABLE:
                    assert not fields[key].system, (name, key)
                if value is None or key == "id" or (isinstance(value, dict) and "code" in value):
                    continue
                field = fields[key]
                assert field.type.parse(field.settings, value, CONTEXT) == value, (name, key, value)
            for field in objects[name].own_fields:
                given = record.get(field.name, field.default)
                assert field.required is not True or given is not None, (name, field.name)


def test_unique_fields_are_unique(objects: Mapping[str, Object]) -> None:
    seen: dict[tuple[str, str], set[Any]] = {}
    for batch in generate(3, SEED, TODAY):
        if batch.mode == "update":
            continue
        item = objects[batch.object]
        sets = [(field.name,) for field in item.own_fields if field.unique] + list(item.unique)
        for names in sets:
            values = [
                orjson.dumps([record.get(name) for name in names]) for record in batch.records if record.get(names[0])
            ]
            known = seen.setdefault((batch.object, ",".join(names)), set())
            assert len(set(values)) == len(values), (batch.object, names)
            assert known.isdisjoint(values), (batch.object, names)
            known.update(values)


def test_nothing_has_happened_yet_that_is_to_come(records: Records) -> None:
    begin = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=ZoneInfo("Asia/Shanghai"))
    for name, made in records.items():
        for record in made:
            for key in ("created_at", "updated_at", "occurred_at", "completed_at", "converted_at"):
                if record.get(key):
                    assert datetime.fromisoformat(record[key]) < begin, (name, key)
            if "updated_at" in record:
                assert record["updated_at"] >= record["created_at"]
            stamp = int(record["id"][:8] + record["id"][9:13], 16) // 1000
            assert stamp == int(datetime.fromisoformat(record["created_at"]).timestamp()), name


def test_money_adds_up(records: Records) -> None:
    for whole, part, link in (("opportunity", "opportunity_line", "opportunity"), ("order", "order_line", "order")):
        sums: dict[str, Decimal] = {}
        for line in records[part]:
            sums[line[link]] = sums.get(line[link], Decimal(0)) + Decimal(line["amount"]["amount"])
        assert {record["id"]: Decimal(record["amount"]["amount"]) for record in records[whole]} == sums


def test_the_company_lives(records: Records) -> None:
    stages = Counter(record["stage"] for record in records["opportunity"])
    assert min(stages.values()) > 20
    assert 0.3 < stages["won"] / (stages["won"] + stages["lost"]) < 0.5
    assert len({record["close_date"][:7] for record in records["opportunity"] if record["stage"] == "won"}) >= 18
    assert len({record["lifecycle_stage"] for record in records["account"]}) == 5
    assert Counter("parent" in record for record in records["account"])[True] > 30
    assert 0.15 < sum("credit_code" not in record for record in records["account"]) / len(records["account"]) < 0.35
    assert any(task["status"] == "to_do" and task["due_on"] < TODAY.isoformat() for task in records["task"])
    assert any(task["due_on"] > TODAY.isoformat() for task in records["task"])
    assert any(lead["owner"] is None for lead in records["lead"])
    for record in records["account"]:
        if code := record.get("credit_code"):
            assert check_character(code) == code[17]
    for activity in records["activity"]:
        assert "{" not in activity["summary"]


def test_opportunities_go_through_their_stages_one_after_the_other(batches: list[Batch]) -> None:
    begin = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=ZoneInfo("Asia/Shanghai"))
    ways: dict[str, list[tuple[datetime, str]]] = {}
    for batch in batches:
        if batch.object == "opportunity":
            moments = batch.moments or [record["created_at"] for record in batch.records]
            for record, at in zip(batch.records, moments, strict=True):
                way = ways.setdefault(record["id"], [])
                assert record.get("version", len(way)) == len(way), "a step is taken once"
                way.append((datetime.fromisoformat(at), record["stage"]))
    order = ["prospecting", "qualifying", "proposal", "negotiation", "won"]
    for way in ways.values():
        moments, stages = [at for at, _ in way], [stage for _, stage in way]
        assert moments == sorted(set(moments))
        assert moments[-1] < begin
        assert stages[0] == "prospecting"
        reached = [order.index(stage) for stage in stages if stage != "lost"]
        assert reached == sorted(set(reached))
        assert "lost" not in stages[:-1]
    closed = [len(way) for way in ways.values() if way[-1][1] == "won"]
    assert sum(closed) / len(closed) > 4.5


def test_only_accounts_and_opportunities() -> None:
    made: dict[str, list[dict[str, Any]]] = {}
    owners = [("01a20000-0000-7000-8000-000000000001", None), ("01a20000-0000-7000-8000-000000000002", None)]
    for batch in generate_only(accounts=5_000, opportunities=15_000, seed=1, today=TODAY, owners=owners):
        made.setdefault(batch.object, []).extend(batch.records)
    assert {name: len(found) for name, found in made.items()} == {"account": 5_000, "opportunity": 15_000}
    accounts = {record["id"] for record in made["account"]}
    assert {record["account"] for record in made["opportunity"]} <= accounts
    assert {record["owner"] for record in made["account"]} == {user for user, _ in owners}
    for record in (*made["account"], *made["opportunity"]):
        assert record.keys().isdisjoint(("region", "person", "competitors"))
        assert record.get("parent") in accounts or "parent" not in record


def test_other_objects_alone() -> None:
    made = Counter[str]()
    for batch in generate_only(("person", "lead"), accounts=100, people=300, leads=50, seed=1, today=TODAY):
        made[batch.object] += len(batch.records)
    assert made == {"person": 300, "lead": 50}
    with pytest.raises(ValueError, match="task"):
        list(generate_only(("task",), accounts=1, seed=1, today=TODAY))


def test_labels_in_every_language() -> None:
    def check(place: str, label: Any) -> None:
        assert isinstance(label, dict), place
        assert set(label) == LOCALES, place
        assert all(label.values()), place

    for path in sorted(APPS.glob("*/app.yaml")):
        app = yaml.safe_load(path.read_text("utf-8"))
        check(f"{path} label", app["label"])
        check(f"{path} description", app["description"])
    for definition in definitions():
        check(definition["name"], definition["label"])
        for field in definition["fields"]:
            place = f"{definition['name']}.{field['name']}"
            check(place, field["label"])
            if "help" in field:
                check(f"{place} help", field["help"])
            for option in field.get("options", ()):
                check(f"{place} {option['value']}", option["label"])
        for rule in definition.get("rules", ()):
            check(f"{definition['name']} {rule['name']}", rule["message"])
            parse_condition(rule["when"])


def seeds_of(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((APPS / f"core/seeds/{name}.yaml").read_text("utf-8"))["records"]


def test_seeds_have_what_they_refer_to() -> None:
    regions = {seed["code"]: seed for seed in seeds_of("region")}
    assert len(regions) == len(seeds_of("region"))
    for seed in regions.values():
        if "parent" in seed:
            assert seed["parent"]["code"] in regions
        else:
            assert seed["level"] == "country"
