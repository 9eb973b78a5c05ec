"""Real files, as they came: fifteen thousand Chinese companies, and the four tables of a sales team."""

import csv
import gzip
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.http.api import Api
from tests.http.imports import bring, outcome, reasons

DATA = Path(os.environ.get("LUOPAN_PUBLIC_DATA") or Path(__file__).parents[3] / "shared/data") / "10_import"


def label(chinese: str, english: str) -> dict[str, str]:
    return {"zh-CN": chinese, "en": english}


COMPANY: dict[str, Any] = {
    "name": "company",
    "label": label("企业", "Company"),
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True, "label": label("名称", "Name")},
        {
            "name": "credit_code",
            "type": "credit_code",
            "unique": True,
            "label": label("统一社会信用代码", "Credit code"),
        },
        {"name": "registered_on", "type": "date", "label": label("成立日期", "Registered on")},
        {"name": "kind", "type": "text", "label": label("类型", "Kind")},
        {"name": "representative", "type": "text", "label": label("法定代表人", "Representative")},
        {"name": "capital", "type": "money", "label": label("注册资本", "Capital")},
        {"name": "scope", "type": "long_text", "label": label("经营范围", "Business")},
        {
            "name": "province",
            "type": "reference",
            "to": "province",
            "inverse": "companies",
            "label": label("省份", "Province"),
        },
        {"name": "area", "type": "text", "label": label("地区", "Area")},
        {"name": "address", "type": "text", "max_length": 2000, "label": label("地址", "Address")},
    ],
}
PROVINCE: dict[str, Any] = {
    "name": "province",
    "label": label("省", "Province"),
    "title": "name",
    "fields": [{"name": "name", "type": "text", "unique": True, "label": label("名称", "Name")}],
}
TEAM: list[dict[str, Any]] = [
    {"name": "team_client", "title": "account", "fields": [
        {"name": "account", "type": "text", "unique": True}, {"name": "sector", "type": "text"},
        {"name": "year_established", "type": "integer"}, {"name": "revenue", "type": "decimal"},
        {"name": "employees", "type": "integer"}, {"name": "office_location", "type": "text"},
        {"name": "subsidiary_of", "type": "reference", "to": "team_client", "inverse": "subsidiaries"},
    ]},
    {"name": "team_product", "title": "product", "fields": [
        {"name": "product", "type": "text", "unique": True}, {"name": "series", "type": "text"},
        {"name": "sales_price", "type": "decimal"},
    ]},
    {"name": "team_agent", "title": "sales_agent", "fields": [
        {"name": "sales_agent", "type": "text", "unique": True}, {"name": "manager", "type": "text"},
        {"name": "regional_office", "type": "text"},
    ]},
    {"name": "team_deal", "title": "opportunity_id", "fields": [
        {"name": "opportunity_id", "type": "text", "unique": True},
        {"name": "sales_agent", "type": "reference", "to": "team_agent", "inverse": "deals"},
        {"name": "product", "type": "reference", "to": "team_product", "inverse": "deals"},
        {"name": "account", "type": "reference", "to": "team_client", "inverse": "deals"},
        {"name": "deal_stage", "type": "select", "options": ["Won", "Lost", "Engaging", "Prospecting"]},
        {"name": "engage_date", "type": "date"}, {"name": "close_date", "type": "date"},
        {"name": "close_value", "type": "decimal"},
    ]},
]  # fmt: skip


@pytest.fixture(scope="module")
def companies(api: Api) -> Api:
    assert (DATA / "cn_enterprises_15000.csv.gz").is_file(), f"{DATA} lacks the files; set LUOPAN_PUBLIC_DATA"
    api.apply(PROVINCE, COMPANY)
    return api


def test_chinese_companies_by_a_guessed_mapping(companies: Api) -> None:
    content = (DATA / "cn_enterprises_15000.csv.gz").read_bytes()
    told = bring(companies.client, "company", content, called="companies.csv.gz", create=["province"])
    assert set(told["mapping"].values()) == {one["name"] for one in COMPANY["fields"]}, told["mapping"]
    refused = {code for _, _, code in reasons(told)}
    assert refused <= {"import_double"}, told["problems"][:5]
    assert told["created"] + told["rejected"] == told["rows"] == 15_000
    with gzip.open(DATA / "cn_enterprises_15000.csv.gz", "rt", encoding="utf-8", newline="") as file:
        provinces = {row["所在省份"] for row in csv.DictReader(file)} - {"N/A"}
    assert told["related"] == {"province": len(provinces)}
    [one] = companies.all("company", where={"field": "credit_code", "op": "eq", "value": "91310230MA1K2QBP3B"})
    assert (one["name"], one["registered_on"], one["province"]["title"]) == (
        "上海企峰汽车服务有限公司",
        "2019-02-18",
        "上海",
    )
    assert Decimal(one["capital"]["amount"]) == 500_000
    book = bring(
        companies.client,
        "company",
        (DATA / "cn_enterprises_2000.xlsx").read_bytes(),
        called="companies.xlsx",
        key="credit_code",
        create=True,
    )
    assert book["status"] == "done"
    assert book["rows"] == sum(outcome(book).values()) == 2_000
    assert {code for _, _, code in reasons(book)} <= {"import_double", "key_missing"}


def test_the_four_tables_of_a_sales_team(api: Api) -> None:
    api.apply(*TEAM)
    folder = DATA / "sales_team"

    def load(name: str, file: str, **options: Any) -> dict[str, Any]:
        content = (folder / file).read_bytes()
        columns = next(csv.reader(content.decode().splitlines()))
        return bring(api.client, name, content, {column: column for column in columns}, **options)

    assert outcome(load("team_client", "accounts.csv", key="account")) == {"created": 85}
    assert outcome(load("team_product", "products.csv")) == {"created": 7}
    assert outcome(load("team_agent", "sales_teams.csv")) == {"created": 35}
    tried = load("team_deal", "sales_pipeline.csv", dry_run=True)
    unknown = {(column, code) for _, column, code in reasons(tried)}
    assert unknown == {("product", "reference_not_found")}, "GTXPro is GTX Pro among the products"
    told = load("team_deal", "sales_pipeline.csv", key="opportunity_id", create=["product"])
    assert outcome(told) == {"created": 8_800}
    assert told["related"] == {"team_product": 1}
    won = {"field": "deal_stage", "op": "eq", "value": "Won"}
    [sums] = api.aggregate("team_deal", where=won, measures=[{"fn": "count"}, {"fn": "sum", "field": "close_value"}])
    assert (sums["count"], Decimal(sums["sum_close_value"])) == (4_238, 10_005_534)
    assert len(api.all("team_deal", where={"field": "account", "op": "empty"})) == 1_425
    assert outcome(load("team_deal", "sales_pipeline.csv", key="opportunity_id")) == {"unchanged": 8_800}
