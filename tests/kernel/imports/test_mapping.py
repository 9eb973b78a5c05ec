"""Columns find their fields by what they are called and by what stands in them; what somebody decides is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
import yaml

from luopan.kernel.fields.base import plain_context
from luopan.kernel.imports.mapping import Target, check_mapping, guess
from luopan.kernel.imports.reading import Column, SheetRow
from luopan.kernel.imports.rows import Preparing
from luopan.kernel.metadata.model import Object, Snapshot, build_object
from luopan.kernel.metadata.system import SYSTEM_FIELDS, SYSTEM_OBJECTS
from luopan.kernel.permissions.policy import Policy
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import HIDDEN, READ, WRITE, Access, plainly
from luopan.kit.errors import Invalid
from luopan.kit.i18n import LOCALES

from .files import ROOT, public, read

CONTEXT = plain_context()


def snapshot(*more: Mapping[str, Any]) -> Snapshot:
    apps = (yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / "src/luopan/apps").glob("*/objects/*.yaml"))
    objects: list[Any] = []
    for definition in (*SYSTEM_OBJECTS, *apps, *more):
        fields = [{"id": one["name"], "column": one["name"], **one} for one in definition["fields"]]
        objects.append(build_object({**definition, "id": definition["name"], "fields": fields}, 1, SYSTEM_FIELDS))
    return Snapshot(1, objects)


SITE = {
    "name": "site",
    "label": {"zh-CN": "工地", "en": "Site"},
    "title": "code",
    "fields": [
        {
            "name": "code",
            "type": "text",
            "required": True,
            "unique": True,
            "label": {"zh-CN": "工地编号", "en": "Site code"},
        },
        {"name": "place", "type": "address", "label": {"zh-CN": "地址", "en": "Address"}},
        {"name": "point", "type": "geo", "label": {"zh-CN": "坐标", "en": "Point"}},
        {"name": "budget", "type": "money", "label": {"zh-CN": "预算", "en": "Budget"}},
        {"name": "accounts", "type": "references", "to": "account", "label": {"zh-CN": "客户", "en": "Accounts"}},
        {"name": "number", "type": "autonumber", "label": {"zh-CN": "流水号", "en": "Number"}},
    ],
}
SNAPSHOT = snapshot(SITE)
RIGHTS = Rights(SNAPSHOT, SNAPSHOT)


def prepared(item: Object, targets: Sequence[Target], cells: list[str | None]) -> dict[str, Any]:
    """A row as the write door takes it, with empty cells that clear."""
    columns = [Column(index, str(index)) for index in range(len(cells))]
    return Preparing(item, targets, columns, (), SNAPSHOT, CONTEXT, clear=True).prepare(SheetRow(2, cells)).values


class Limited(Policy):
    """May use fields by these levels, everything else fully."""

    def __init__(self, levels: Mapping[str, int]) -> None:
        self.levels = levels

    def access(self, item: Any, one: Any) -> Access:
        return plainly(self.levels.get(one.name, WRITE))


def guessed(
    name: str, header: Sequence[str], *rows: Sequence[str | None], rights: Rights = RIGHTS
) -> dict[str, str | None]:
    columns = [Column(index, one) for index, one in enumerate(header)]
    sample = [SheetRow(number, list(cells)) for number, cells in enumerate(rows, 2)]
    found = guess(SNAPSHOT.object(name), columns, sample, rights, CONTEXT)
    assert [one.column for one in found] == columns
    assert all(0 <= one.confidence <= 1 and (one.target is None) == (one.reason is None) for one in found)
    given = [one.target for one in found if one.target is not None]
    assert len(given) == len(set(given))
    return {one.column.name: one.target for one in found}


@pytest.mark.parametrize(
    ("name", "parts", "wanted"),
    [
        (
            "account",
            ("cn_enterprises_15000.csv.gz",),
            {
                "企业名称": "name",
                "统一社会信用代码": "credit_code",
                "注册日期": None,
                "企业类型": None,
                "法人代表": None,
                "注册资金": None,
                "经营范围": "description",
                "所在省份": None,
                "地区": "region",
                "注册地址": "address",
            },
        ),
        (
            "account",
            ("sales_team", "accounts.csv"),
            {
                "account": "name",
                "sector": "industry",
                "year_established": "founded_year",
                "revenue": "annual_revenue",
                "employees": "employees",
                "office_location": "region",
                "subsidiary_of": "parent",
            },
        ),
        (
            "opportunity",
            ("sales_team", "sales_pipeline.csv"),
            {
                "opportunity_id": None,
                "sales_agent": "owner",
                "product": None,
                "account": "account",
                "deal_stage": "stage",
                "engage_date": "opened_on",
                "close_date": "close_date",
                "close_value": "amount",
            },
        ),
    ],
)
def test_real_files_find_their_fields(name: str, parts: Sequence[str], wanted: Mapping[str, str | None]) -> None:
    recognised, _ = read(public("10_import", *parts))
    found = guess(SNAPSHOT.object(name), recognised.columns, recognised.sample, RIGHTS, CONTEXT)
    assert {one.column.name: one.target for one in found} == wanted


@pytest.mark.parametrize("name", ["account", "person", "lead", "opportunity", "product", "task", "activity", "order"])
@pytest.mark.parametrize("locale", [*LOCALES, "name"])
def test_every_field_is_found_by_its_own_name_and_labels(name: str, locale: str) -> None:
    item = SNAPSHOT.object(name)
    wanted = {
        (field.name if locale == "name" else field.label[locale]): field.name
        for field in item.own_fields
        if field.type.writable
    }
    assert guessed(name, list(wanted)) == wanted


@pytest.mark.parametrize(
    ("name", "column", "target"),
    [
        ("account", "公司名称（必填）*", "name"),
        ("account", "單位名稱", "name"),
        ("account", "Company Name", "name"),
        ("account", "客户电话", "phone"),
        ("account", "ＴＥＬ", "phone"),
        ("account", "纳税人识别号", "credit_code"),
        ("account", "客户经理", "owner"),
        ("account", "Remarks", "description"),
        ("person", "联系人", "name"),
        ("person", "公司名称", "account"),
        ("person", "手机号码", "mobile"),
        ("person", "E-mail", "email"),
        ("person", "Dept.", "department"),
        ("opportunity", "企业名称", "account"),
        ("opportunity", "客户信用代码", "account.credit_code"),
        ("opportunity", "币种", "amount.currency"),
        ("task", "天气", None),
    ],
)
def test_words_of_business_people(name: str, column: str, target: str | None) -> None:
    assert guessed(name, [column])[column] == target


def test_values_tell_where_names_do_not() -> None:
    rows = [
        ("李雷", "13912345678", "li@example.com", "待跟进", "5", "2026-01-05"),
        ("韩梅梅", "13812345678", "han@example.com", "联系中", "7", "2026-01-06"),
    ]
    found = guessed("lead", ["姓名", "Col 2", "Col 3", "Col 4", "Col 5", "Col 6"], *rows)
    assert found == {
        "姓名": "name",
        "Col 2": "mobile",
        "Col 3": "email",
        "Col 4": "status",
        "Col 5": None,
        "Col 6": "follow_up_on",
    }


def test_values_that_do_not_fit_speak_against_a_name() -> None:
    assert guessed("person", ["电话"], ("请联系前台",), ("无人接听",)) == {"电话": None}
    both = guessed("person", ["手机", "手机号"], ("见备注", "13912345678"), ("见备注", "13812345678"))
    assert both == {"手机": None, "手机号": "mobile"}


def test_what_may_not_be_written_is_not_offered() -> None:
    limited = Rights(SNAPSHOT, SNAPSHOT, Limited({"email": READ, "mobile": HIDDEN}))
    found = guessed("lead", ["邮箱", "手机", "姓名", "创建时间"], rights=limited)
    assert found == {"邮箱": None, "手机": None, "姓名": "name", "创建时间": None}


def test_an_id_is_one_only_where_it_looks_like_one() -> None:
    assert guessed("lead", ["id"], ("0190a1b2-c3d4-7e5f-8a9b-000000000001",)) == {"id": "id"}
    assert guessed("lead", ["编号"], ("1",)) == {"编号": None}


def checked(
    name: str, mapping: Mapping[str, Any], *rows: Sequence[str | None], rights: Rights = RIGHTS
) -> list[Target]:
    columns = [Column(index, one) for index, one in enumerate(("A", "B", "C", "D"))]
    sample = [SheetRow(number, list(cells)) for number, cells in enumerate(rows, 2)]
    return check_mapping(SNAPSHOT.object(name), mapping, columns, rights, sample, CONTEXT)


def test_a_mapping_is_compiled() -> None:
    mapping = {"A": "name", "B": "account", "C": None, "D": "owner"}
    rows = [("x", "91310230MA1K2QBP3B", "y", "li@example.com")]
    assert checked("opportunity", mapping, *rows) == [
        Target(0, "name"),
        Target(1, "account", by="credit_code"),
        Target(3, "owner", by="email"),
    ]
    by_title = [Target(0, "name"), Target(1, "account", by="name"), Target(3, "owner", by="name")]
    assert checked("opportunity", mapping) == by_title
    assert checked("opportunity", mapping, ("x", "华为", "y", "李雷")) == by_title
    assert checked("opportunity", {"A": "account.id"}) == [Target(0, "account")]
    assert checked("opportunity", {"A": "account"}, ("0190a1b2-c3d4-7e5f-8a9b-000000000001",)) == [Target(0, "account")]
    assert [one.path for one in checked("opportunity", {"A": "amount.currency", "B": "account.credit_code"})] == [
        "amount.currency",
        "account.credit_code",
    ]


@pytest.mark.parametrize(
    ("mapping", "problems"),
    [
        ({"Z": "name"}, [("Z", "mapping_column_unknown")]),
        ({"A": "nothing"}, [("A", "field_unknown")]),
        ({"A": 1}, [("A", "mapping_target_text")]),
        ({"A": "name", "B": "name"}, [("B", "mapping_field_twice")]),
        ({"A": "account", "B": "account.credit_code"}, [("B", "mapping_field_twice")]),
        ({"A": "amount.currency", "B": "amount.currency"}, [("B", "mapping_field_twice")]),
        ({"A": "number"}, [("A", "field_not_writable")]),
        ({"A": "created_at", "B": "version"}, [("A", "field_not_writable"), ("B", "field_not_writable")]),
        ({"A": "account.phone"}, [("A", "mapping_by_unknown")]),
        ({"A": "amount.number"}, [("A", "mapping_part_unknown")]),
        ({"A": "name.length"}, [("A", "mapping_part_unknown")]),
        ({"A": None}, [(None, "mapping_empty")]),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_at_its_column(mapping: Mapping[str, Any], problems: list[Any]) -> None:
    with pytest.raises(Invalid) as error:
        checked("opportunity", mapping)
    assert [(problem.field, problem.code) for problem in error.value.errors] == problems
    for locale in LOCALES:
        assert all("{" not in problem.text(locale) for problem in error.value.errors)


def test_rights_on_fields_are_kept() -> None:
    limited = Rights(SNAPSHOT, SNAPSHOT, Limited({"source": READ, "budget": HIDDEN, "credit_code": HIDDEN}))
    with pytest.raises(Invalid) as error:
        checked("lead", {"A": "source", "B": "budget", "C": "converted_account.credit_code"}, rights=limited)
    assert [problem.code for problem in error.value.errors] == [
        "field_forbidden",
        "field_unknown",
        "mapping_by_unknown",
    ]


def test_parts_become_one_value() -> None:
    site = SNAPSHOT.object("site")
    targets = checked("site", {"A": "place.province", "B": "place.detail", "C": "budget", "D": "budget.currency"})
    assert prepared(site, targets, ["浙江", "文一西路", "5万", "美元"]) == {
        "place": {"province": "浙江", "detail": "文一西路"},
        "budget": {"amount": "5万", "currency": "美元"},
    }
    assert prepared(site, targets, [None, None, None, "美元"]) == {"place": None, "budget": None}
    assert prepared(site, targets, [None, None, "5", None]) == {"place": None, "budget": "5"}
    for mapping in ({"A": "place", "B": "place.city"}, {"A": "place.city", "B": "place"}):
        with pytest.raises(Invalid, match="place"):
            checked("site", mapping)


def test_references_become_lookups() -> None:
    site, opportunity = SNAPSHOT.object("site"), SNAPSHOT.object("opportunity")
    targets = [Target(0, "code"), Target(1, "accounts", by="name")]
    assert prepared(site, targets, ["S1", "甲公司、乙公司"]) == {
        "code": "S1",
        "accounts": [{"name": "甲公司"}, {"name": "乙公司"}],
    }
    assert prepared(site, targets, ["S1", None]) == {"code": "S1", "accounts": None}
    targets = [Target(0, "account", by="name"), Target(1, "id")]
    assert prepared(opportunity, targets, ["Acme, Inc.", None]) == {"account": {"name": "Acme, Inc."}, "id": None}
    assert prepared(opportunity, targets, [None, "x"]) == {"account": None, "id": "x"}
    task, targets = SNAPSHOT.object("task"), [Target(0, "related_to")]
    assert prepared(task, targets, ["account: 华为"]) == {"related_to": {"object": "account", "name": "华为"}}
    identity = "01890a5d-ac96-774b-bcce-b302099a8057"
    assert prepared(task, targets, [f"account:{identity}"]) == {"related_to": {"object": "account", "id": identity}}
    assert prepared(task, targets, ["planet: 华为"]) == {"related_to": "planet: 华为"}


def test_parts_are_found_by_their_names() -> None:
    header = ["工地编号", "省份", "城市", "详细", "币种", "预算", "纬度", "经度"]
    row = ("S1", "浙江省", "杭州市", "文一西路969号", "USD", "5", "30.2", "120.1")
    found = guessed("site", header, row, tuple(row))
    assert found == {
        "工地编号": "code",
        "省份": "place.province",
        "城市": "place.city",
        "详细": None,
        "币种": "budget.currency",
        "预算": "budget",
        "纬度": "point.lat",
        "经度": "point.lng",
    }


def test_another_country_reads_its_own_phones() -> None:
    rows = [SheetRow(2, ["02 2345 6789"]), SheetRow(3, ["0912 345 678"])]
    taiwan = replace(CONTEXT, country="TW")
    item = SNAPSHOT.object("lead")
    assert guess(item, [Column(0, "Col 1")], rows, RIGHTS, taiwan)[0].target == "mobile"
