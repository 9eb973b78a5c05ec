"""Loads a sales team's CSV files into Luopan through its public HTTP API, and shows who won what.

    python examples/sales_team/load.py --url http://127.0.0.1:8000 --key KEY FOLDER

FOLDER holds accounts.csv, products.csv, sales_teams.csv and sales_pipeline.csv. Needs nothing but Python 3.11. It may be run
again: records are found by their names and numbers, and only what has changed is written.
"""

# ruff: noqa: T201 (a script prints)

import argparse
import csv
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

Record = dict[str, Any]

BULK_ROWS = 5_000

SECTORS = {
    "technology": "科技",
    "medical": "医疗",
    "retail": "零售",
    "software": "软件",
    "entertainment": "娱乐",
    "marketing": "营销",
    "telecommunications": "通信",
    "finance": "金融",
    "employment": "人力资源",
    "services": "服务",
}

CHANGE_SET: Record = {
    "objects": [
        {
            "name": "sales_agent",
            "label": {"zh-CN": "销售代表", "zh-TW": "業務代表", "en": "Sales agent"},
            "title": "name",
            "fields": [
                {
                    "name": "name",
                    "type": "text",
                    "label": {"zh-CN": "姓名", "zh-TW": "姓名", "en": "Name"},
                    "required": True,
                    "unique": True,
                },
                {"name": "manager", "type": "text", "label": {"zh-CN": "经理", "zh-TW": "經理", "en": "Manager"}},
                {
                    "name": "regional_office",
                    "type": "select",
                    "label": {"zh-CN": "区域办事处", "zh-TW": "區域辦事處", "en": "Regional office"},
                    "options": [
                        {"value": "central", "label": {"zh-CN": "中部", "zh-TW": "中部", "en": "Central"}},
                        {"value": "east", "label": {"zh-CN": "东部", "zh-TW": "東部", "en": "East"}},
                        {"value": "west", "label": {"zh-CN": "西部", "zh-TW": "西部", "en": "West"}},
                    ],
                },
            ],
        },
        {
            "name": "account",
            "fields": [
                {
                    "name": "sector",
                    "type": "select",
                    "label": {"zh-CN": "所属板块", "zh-TW": "所屬板塊", "en": "Sector"},
                    "options": [
                        {"value": value, "label": {"zh-CN": chinese, "en": value.capitalize()}}
                        for value, chinese in SECTORS.items()
                    ],
                }
            ],
        },
        {
            "name": "product",
            "fields": [{"name": "series", "type": "text", "label": {"zh-CN": "系列", "zh-TW": "系列", "en": "Series"}}],
        },
        {
            "name": "opportunity",
            "fields": [
                {
                    "name": "source_number",
                    "type": "text",
                    "label": {"zh-CN": "来源编号", "zh-TW": "來源編號", "en": "Number at the source"},
                    "unique": True,
                },
                {
                    "name": "sales_agent",
                    "type": "reference",
                    "to": "sales_agent",
                    "inverse": "opportunities",
                    "on_delete": "restrict",
                    "label": {"zh-CN": "销售代表", "zh-TW": "業務代表", "en": "Sales agent"},
                    "indexed": True,
                },
                {
                    "name": "product",
                    "type": "reference",
                    "to": "product",
                    "inverse": "opportunities",
                    "on_delete": "restrict",
                    "label": {"zh-CN": "产品", "zh-TW": "產品", "en": "Product"},
                    "indexed": True,
                },
            ],
        },
    ],
    "note": "examples/sales_team",
}
"""One object and a few fields beside those of the app `sales`. Applying it again changes nothing."""

STAGES = {"Prospecting": "prospecting", "Engaging": "qualifying", "Won": "won", "Lost": "lost"}
CORRECTIONS = {"technolgy": "technology", "GTXPro": "GTX Pro", "Philipines": "Philippines"}
"""What the files misspell."""
COUNTRIES = {
    "Belgium": "BE",
    "Brazil": "BR",
    "China": "CN",
    "Germany": "DE",
    "Italy": "IT",
    "Japan": "JP",
    "Jordan": "JO",
    "Kenya": "KE",
    "Korea": "KR",
    "Norway": "NO",
    "Panama": "PA",
    "Philippines": "PH",
    "Poland": "PL",
    "Romania": "RO",
    "United States": "US",
}
"""Countries by their code, which is what regions are found by."""


class Refused(Exception):
    """The server said no; the text says why."""


class Luopan:
    """A small client: one method for a call, one for records in bulk."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON answer of one call."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, self._headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}: {error.code} {_reason(error.read())}") from None
        except urllib.error.URLError as error:
            raise Refused(f"{self._url} can't be reached: {error.reason}") from None

    def define(self, change_set: Record) -> None:
        """Applies a change-set, and waits where the server needs longer than a call."""
        applied = self.call("POST", "/api/meta/apply", change_set)
        while "run" in applied:
            run = self.call("GET", f"/api/meta/runs/{applied['run']}")
            if run["status"] == "done":
                return
            if run["status"] not in ("queued", "running"):
                raise Refused(f"the change-set failed: {run['problem']}")
            time.sleep(0.2)

    def upsert(self, name: str, key: str, records: Sequence[Record]) -> dict[str, int]:
        """Creates or updates records that are known by `key`; gives how many were created, updated, unchanged, failed."""
        totals: dict[str, int] = dict.fromkeys(("created", "updated", "unchanged", "failed"), 0)
        for start in range(0, len(records), BULK_ROWS):
            part = records[start : start + BULK_ROWS]
            answer = self.call(
                "POST", f"/api/records/{name}/bulk", {"mode": "upsert", "key": key, "records": part, "atomic": False}
            )
            for status in totals:
                totals[status] += answer[status]
            for result in answer["results"]:
                for problem in result.get("errors", ()):
                    row = part[result["row"]]
                    print(f"  {name} {row[key]}: {problem.get('field')}: {problem['message']}", file=sys.stderr)
        return totals

    def won_by(self, field: str, grain: str | None = None) -> list[Record]:
        """Number and value of won opportunities by a field, the largest first; by month in the order of time."""
        group = {"field": field, "as": "group"} | ({"grain": grain} if grain else {})
        body = {
            "where": {"field": "stage", "op": "eq", "value": "won"},
            "group_by": [group],
            "measures": [{"fn": "sum", "field": "amount", "as": "value"}, {"fn": "count", "as": "deals"}],
            "sort": [{"field": "group", "dir": "asc"} if grain else {"field": "value", "dir": "desc"}],
        }
        return self.call("POST", "/api/records/opportunity/aggregate", body)["rows"]


def load(luopan: Luopan, folder: Path) -> dict[str, dict[str, int]]:
    """Defines what is missing, then writes the four files; gives what became of the rows of each."""
    luopan.define(CHANGE_SET)
    return {
        "sales_agent": luopan.upsert("sales_agent", "name", _read(folder / "sales_teams.csv", _agent)),
        "product": luopan.upsert("product", "code", _read(folder / "products.csv", _product)),
        "account": luopan.upsert("account", "name", _read(folder / "accounts.csv", _account)),
        "opportunity": luopan.upsert(
            "opportunity", "source_number", _read(folder / "sales_pipeline.csv", _opportunity)
        ),
    }


def _agent(row: dict[str, str]) -> Record:
    return {
        "name": row["sales_agent"],
        "manager": row["manager"],
        "regional_office": row["regional_office"],
    }


def _product(row: dict[str, str]) -> Record:
    return {
        "code": row["product"],
        "name": row["product"],
        "series": row["series"],
        "list_price": row["sales_price"],
    }


def _account(row: dict[str, str]) -> Record:
    """Revenue stands in the file in millions. A parent may come later in the same file than its subsidiary."""
    country = COUNTRIES.get(row["office_location"])
    return {
        "name": row["account"],
        "sector": row["sector"],
        "founded_year": row["year_established"],
        "annual_revenue": f"{float(row['revenue']) * 1_000_000:.0f}",
        "employees": row["employees"],
        "region": {"code": country} if country else None,
        "parent": {"name": row["subsidiary_of"]} if row["subsidiary_of"] else None,
    }


def _opportunity(row: dict[str, str]) -> Record:
    return {
        "source_number": row["opportunity_id"],
        "name": f"{row['account'] or 'Unknown company'}: {row['product']}",
        "account": {"name": row["account"]} if row["account"] else None,
        "product": {"code": row["product"]},
        "sales_agent": {"name": row["sales_agent"]},
        "stage": STAGES[row["deal_stage"]],
        "opened_on": row["engage_date"] or None,
        "close_date": row["close_date"] or None,
        "amount": row["close_value"] or None,
    }


def _read(path: Path, record: Callable[[dict[str, str]], Record]) -> list[Record]:
    return [record(row) for row in _rows(path)]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: CORRECTIONS.get(value.strip(), value.strip()) for column, value in row.items()}


def _reason(body: bytes) -> str:
    """What a problem document says, its first errors included."""
    try:
        problem = json.loads(body)
    except ValueError:
        return body.decode(errors="replace")[:500]
    errors = [f"{error.get('field')}: {error.get('message')}" for error in problem.get("errors", ())[:5]]
    return "; ".join([problem.get("detail") or problem.get("title") or "", *errors])


def _print_table(title: str, rows: Sequence[Record]) -> None:
    print(f"\n{title:<24}{'deals':>8}{'value':>16}")
    for row in rows:
        print(f"{str(row['group'] or '-')[:24]:<24}{row['deals']:>8,}{float(row['value']):>16,.0f}")


def main() -> int:
    """Loads the folder and prints what was won; 1 where rows were refused."""
    parser = argparse.ArgumentParser(description="Loads a sales team's CSV files into Luopan.")
    parser.add_argument("folder", type=Path, help="where accounts.csv and the other three files are")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="the address of Luopan")
    parser.add_argument("--key", required=True, help="an API key (luopan apikey create)")
    options = parser.parse_args()
    luopan = Luopan(options.url, options.key)
    try:
        loaded = load(luopan, options.folder)
        for name, totals in loaded.items():
            print(f"{name:<12}" + ", ".join(f"{count:,} {status}" for status, count in totals.items()))
        _print_table("Won by product", luopan.won_by("product.name"))
        _print_table("Won by sales agent", luopan.won_by("sales_agent.name"))
        _print_table("Won by month", luopan.won_by("close_date", "month"))
    except (Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if any(totals["failed"] for totals in loaded.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
