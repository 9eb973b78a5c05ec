"""The example `examples/sales_team` against a running server, with the real files, compared with pandas cell by cell."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx
import pandas as pd
import pytest

from tests.live import LiveServer, live_server

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples/sales_team/load.py"
FOLDER = Path(os.environ.get("LUOPAN_SALES_TEAM_DATA") or ROOT.parent / "shared/data/10_import/sales_team")
WON, WON_VALUE = 4_238, 10_005_534
WON_ONLY = {"field": "stage", "op": "eq", "value": "won"}


@dataclass(frozen=True)
class Loaded:
    """The server after the script has run once, and what it printed."""

    server: LiveServer
    printed: str


@pytest.fixture
def data() -> Path:
    assert (FOLDER / "sales_pipeline.csv").is_file(), f"{FOLDER} lacks the files; set LUOPAN_SALES_TEAM_DATA"
    return FOLDER


@pytest.fixture
def loaded(database_url: str, home: Path, data: Path) -> Iterator[Loaded]:
    with live_server(database_url, home) as server:
        yield Loaded(server, run(server, data))


def run(server: LiveServer, data: Path) -> str:
    command = [sys.executable, str(SCRIPT), "--url", server.url, "--key", server.key, str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def sums(client: httpx.Client, group: dict[str, str]) -> dict[str, tuple[int, Decimal]]:
    body = {
        "where": WON_ONLY,
        "group_by": [group | {"as": "group"}],
        "measures": [{"fn": "sum", "field": "amount", "as": "value"}, {"fn": "count"}],
    }
    answer = client.post("/api/records/opportunity/aggregate", json=body)
    assert answer.status_code == 200, answer.text
    return {row["group"]: (row["count"], Decimal(row["value"])) for row in answer.json()["rows"]}


def count(client: httpx.Client, name: str, where: dict[str, object]) -> int:
    answer = client.post(f"/api/records/{name}/query", json={"where": where, "limit": 1, "count": "exact"})
    assert answer.status_code == 200, answer.text
    return answer.json()["count"]


def expected(won: pd.DataFrame, by: object) -> dict[str, tuple[int, Decimal]]:
    grouped = won.groupby(by)["close_value"].agg(["count", "sum"])
    return {str(group): (int(row["count"]), Decimal(int(row["sum"]))) for group, row in grouped.iterrows()}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_cell_equals_pandas_and_a_second_run_changes_nothing(loaded: Loaded, data: Path) -> None:
    client = loaded.server.client
    pipeline = pd.read_csv(data / "sales_pipeline.csv").replace({"product": {"GTXPro": "GTX Pro"}})
    accounts = pd.read_csv(data / "accounts.csv")
    won = pipeline[pipeline["deal_stage"] == "Won"]
    assert (len(won), int(won["close_value"].sum())) == (WON, WON_VALUE)

    lines = dict(line.split(maxsplit=1) for line in loaded.printed.splitlines()[:4])
    assert lines["opportunity"] == "8,800 created, 0 updated, 0 unchanged, 0 failed"
    assert lines["account"] == "85 created, 0 updated, 0 unchanged, 0 failed"

    by_product = sums(client, {"field": "product.name"})
    assert by_product == expected(won, "product")
    assert sum(deals for deals, _ in by_product.values()) == WON
    assert sum(value for _, value in by_product.values()) == WON_VALUE
    assert sums(client, {"field": "sales_agent.name"}) == expected(won, "sales_agent")
    months = {month[:7]: cell for month, cell in sums(client, {"field": "close_date", "grain": "month"}).items()}
    assert months == expected(won, won["close_date"].str[:7])

    assert count(client, "opportunity", {"field": "account", "op": "empty"}) == int(pipeline["account"].isna().sum())
    assert count(client, "account", {"field": "parent", "op": "not_empty"}) == int(
        accounts["subsidiary_of"].notna().sum()
    )
    assert count(client, "account", {"field": "sector", "op": "eq", "value": "technology"}) == int(
        (accounts["sector"] == "technolgy").sum()
    )
    assert count(client, "account", {"field": "region.code", "op": "eq", "value": "PH"}) == int(
        (accounts["office_location"] == "Philipines").sum()
    )
    assert count(client, "account", {"field": "region", "op": "empty"}) == 0

    again = dict(line.split(maxsplit=1) for line in run(loaded.server, data).splitlines()[:4])
    assert again == {
        name: f"0 created, 0 updated, {rows:,} unchanged, 0 failed"
        for name, rows in {"sales_agent": 35, "product": 7, "account": 85, "opportunity": 8_800}.items()
    }
