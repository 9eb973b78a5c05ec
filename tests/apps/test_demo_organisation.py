"""The organisation of the demo company: on paper, and as three people who sign in meet it."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from luopan.kit.settings import load_settings
from luopan.main.demo import generate
from luopan.main.demo.colleagues import COLLEAGUES, DEPARTMENTS, DOMAIN, HEADS, PASSWORD, manager_of
from luopan.main.demo.load import load_demo
from tests.conftest import DatabaseServer, temporary_home
from tests.http.api import Api, check_problem, sign_in
from tests.live import LiveServer, live_server

REP, MANAGER, ABSENT = "gu.xiaowei", "zhou.qiming", "qian.liqun"
SELLING = ("account", "person", "lead", "opportunity", "opportunity_line", "order", "order_line", "activity", "task")
OF_A_REGION = {"east": 11, "suzhou": 4, "south": 13, "north": 11, "central": 10, "overseas": 10}


def test_a_hundred_and_twenty_people_in_fourteen_departments() -> None:
    assert (len(COLLEAGUES), len(DEPARTMENTS)) == (120, 14)
    assert len({one.mail for one in COLLEAGUES}) == len({one.name for one in COLLEAGUES}) == 120
    keys = {department.key for department in DEPARTMENTS}
    assert keys == {one.department for one in COLLEAGUES} == set(HEADS)
    staffed = Counter(one.department for one in COLLEAGUES if one.share)
    assert {key: staffed[key] for key in OF_A_REGION} == OF_A_REGION


def test_every_chain_of_managers_ends_at_the_top() -> None:
    manager = {one.mail: manager_of(one) for one in COLLEAGUES}
    for mail in manager:
        chain = [mail]
        while above := manager[chain[-1]]:
            assert above not in chain
            chain.append(above)
        assert chain[-1] == HEADS["company"]
        assert len(chain) <= 5


def test_everybody_who_sells_owns_customers() -> None:
    owned: Counter[str] = Counter()
    users: dict[str, str] = {}
    for batch in generate(1, 1, date(2026, 11, 23)):
        if batch.object == "user":
            users |= {record["id"]: record["email"].partition("@")[0] for record in batch.records}
        if batch.object in ("account", "person"):
            owned.update(users[record["owner"]] for record in batch.records)
    assert set(owned) == {one.mail for one in COLLEAGUES if one.share}
    assert min(owned.values()) > 20


class Company:
    """The demo company behind a running server, and its people as they use the API."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self.admin = Api(server.client)
        self.users = {record["email"].partition("@")[0]: record for record in self.admin.all("user")}
        self._known: dict[str, Api] = {}

    def person(self, mail: str) -> Api:
        """Somebody, signed in; who has no password yet gets one."""
        if mail not in self._known:
            if mail not in (REP, MANAGER):
                self.admin.patch("user", self.users[mail]["id"], password=PASSWORD)
            client = httpx.Client(base_url=self._server.url, timeout=60)
            token = sign_in(client, f"{mail}@{DOMAIN}", PASSWORD).json()["token"]
            client.cookies.clear()
            client.headers["authorization"] = f"Bearer {token}"
            self._known[mail] = Api(client)
        return self._known[mail]

    def one_of(self, role: str, department: str | None = None) -> Api:
        """Somebody who has this role, and no other."""
        return self.person(
            next(
                one.mail
                for one in reversed(COLLEAGUES)
                if one.roles == (role,) and department in (None, one.department)
            )
        )

    def close(self) -> None:
        for api in self._known.values():
            api.client.close()


@pytest.fixture(scope="module")
def company(database_server: DatabaseServer, template_database: str) -> Iterator[Company]:
    with temporary_home() as home, database_server.database("test_demo", template_database) as url:
        settings = load_settings(home=home, database_url=url)
        asyncio.run(load_demo(settings, 0.2, 1, lambda part, done, total: None))
        with live_server(url, home, ("core", "sales", "demo")) as server:
            company = Company(server)
            yield company
            company.close()


def count(api: Api, object_name: str, **where: Any) -> int:
    return api.query(object_name, limit=1, count="exact", **({"where": where} if where else {}))["count"]


def why(api: Api, object_name: str, identity: str) -> Mapping[str, Any]:
    response = api.client.get(f"/api/records/{object_name}/{identity}/why")
    assert response.status_code == 200, response.text
    return response.json()


def rules(api: Api, object_name: str, identity: str) -> set[str]:
    return {reason["rule"] for reason in why(api, object_name, identity)["because"]}


def forbids(api: Api, object_name: str, identity: str, **values: Any) -> None:
    """They see the record, and may not write these values."""
    refused = api.refused("PATCH", f"/api/records/{object_name}/{identity}", 403, values)
    assert {error["field"] for error in refused["errors"]} == set(values)


def test_deals_have_a_past_and_colleagues_talk_about_them(company: Company) -> None:
    deadline = time.monotonic() + 60
    body = {"by": "stage", "value": "amount"}
    while True:
        found = company.admin.client.post("/api/records/opportunity/funnel", json=body).json()
        if found["timed"] > 0.9 * found["records"]:
            break
        assert time.monotonic() < deadline, found
    reached = [one["reached"] for one in found["stages"]] + [found["won"]["reached"]]
    assert reached == sorted(set(reached), reverse=True)
    assert reached[0] == found["records"] == 1_000
    assert all(86_400 < one["median_seconds"] < 90 * 86_400 for one in found["stages"])
    assert found["stages"][0]["median_seconds"] != found["stages"][2]["median_seconds"]
    is_won = {"field": "stage", "op": "eq", "value": "won"}
    won = company.admin.query("opportunity", where=is_won, limit=1)["records"][0]
    history = company.admin.history("opportunity", won["id"])
    assert history[-1]["at"][:10] == won["created_at"][:10] < history[0]["at"][:10] == won["updated_at"][:10]
    manager = company.person(MANAGER)
    while not (told := manager.client.get("/api/notifications").json()["notifications"]):
        assert time.monotonic() < deadline
    assert {one["kind"] for one in told} <= {"mentioned", "commented"}
    comments = manager.client.get(f"/api/records/opportunity/{told[0]['record']['id']}/comments").json()["comments"]
    assert told[0]["comment"] in {one["id"] for one in comments}
    assert max(one["at"] for one in comments) <= datetime.now(UTC).isoformat()


def test_the_load_left_nothing_out(company: Company) -> None:
    expected = {
        "user": 121,
        "department": 14,
        "role": 10,
        "team": 3,
        "sharing_rule": 7,
        "territory": 6,
        "delegation": 1,
    }
    assert {name: count(company.admin, name) for name in expected} == expected
    assert count(company.admin, "department", field="manager", op="empty") == 0
    assert (
        count(company.admin, "user", field="manager", op="empty") == 2
    )  # the head of the company, and the first administrator
    assert count(company.admin, "user", none="roles") == 0
    led = {record["name"]: record["manager"]["title"] for record in company.admin.all("department")}
    assert led["苏州办事处"] == "韩秋实"


def test_only_two_can_sign_in(company: Company) -> None:
    with httpx.Client(base_url=company.admin.client.base_url) as client:
        for mail in (REP, MANAGER):
            assert sign_in(client, f"{mail}@{DOMAIN}", PASSWORD).status_code == 200
        for mail in (ABSENT, "zeng.yifan"):
            check_problem(sign_in(client, f"{mail}@{DOMAIN}", PASSWORD), 401)


@pytest.mark.parametrize("name", SELLING)
def test_a_rep_sees_less_than_a_manager_and_a_manager_less_than_all(company: Company, name: str) -> None:
    rep, manager, admin = (count(api, name) for api in (company.person(REP), company.person(MANAGER), company.admin))
    assert 0 < rep < 0.8 * manager
    assert manager < 0.8 * admin


def test_a_manager_sees_the_office_below_and_the_office_sees_itself(company: Company) -> None:
    owners = {"field": "owner", "op": "eq", "value": company.users["han.qiushi"]["id"]}
    suzhou = count(company.admin, "account", **owners)
    assert suzhou > 0
    assert count(company.person(MANAGER), "account", **owners) == suzhou
    neighbours = {"field": "owner", "op": "eq", "value": company.users[MANAGER]["id"]}
    assert count(company.person(MANAGER), "account", **neighbours) > 0
    assert count(company.person("han.qiushi"), "account", **neighbours) == 0
    me, head = company.users[MANAGER]["id"], company.users["han.qiushi"]["id"]
    now = datetime.now(UTC)
    weeks = {"starts_at": (now - timedelta(days=1)).isoformat(), "ends_at": (now + timedelta(days=7)).isoformat()}
    absence = company.person(MANAGER).create("delegation", absent=me, delegate=head, **weeks)
    assert count(company.person("han.qiushi"), "account", **neighbours) > 0
    company.person(MANAGER).delete("delegation", absence["id"])


def test_reps_write_what_is_theirs(company: Company) -> None:
    rep, me = company.person(REP), company.users[REP]["id"]
    mine = {"field": "owner", "op": "eq", "value": me}
    closed = rep.query("opportunity", where={"and": [mine, {"field": "stage", "op": "eq", "value": "won"}]}, limit=1)
    going = rep.query(
        "opportunity", where={"and": [mine, {"field": "stage", "op": "eq", "value": "proposal"}]}, limit=1
    )
    amount = {"amount": {"amount": "1000", "currency": "CNY"}}
    forbids(rep, "opportunity", closed["records"][0]["id"], **amount)
    rep.patch("opportunity", going["records"][0]["id"], **amount)
    assert "cost" not in rep.query("product", limit=1)["records"][0]
    account = rep.query("account", where=mine, limit=1)["records"][0]
    forbids(rep, "account", account["id"], rating="d")
    rep.refused("PATCH", f"/api/records/account/{account['id']}", 403, {"owner": company.users[MANAGER]["id"]})


def test_leads_are_taken_out_of_the_pool(company: Company) -> None:
    rep, me = company.person(REP), company.users[REP]["id"]
    free = {"and": [{"field": "owner", "op": "empty"}, {"field": "pool", "op": "eq", "value": "domestic"}]}
    lead = rep.query("lead", where=free, limit=1)["records"][0]
    assert "sharing_rule" in rules(rep, "lead", lead["id"])
    assert "scope" not in rules(rep, "lead", lead["id"])
    rep.patch("lead", lead["id"], owner=me)
    assert "scope" in rules(rep, "lead", lead["id"])
    assert count(rep, "lead", field="pool", op="eq", value="overseas") == 0


def test_an_absent_colleague_is_stood_in_for(company: Company) -> None:
    rep = company.person(REP)
    account = company.admin.query(
        "account", where={"field": "owner", "op": "eq", "value": company.users[ABSENT]["id"]}, limit=1
    )["records"][0]
    answer = why(rep, "account", account["id"])
    assert (answer["visible"], answer["writable"]) == (True, True)
    assert {reason["rule"] for reason in answer["because"]} == {"delegation"}
    assert rules(company.person(MANAGER), "account", account["id"]) == {"scope"}


def test_marketing_sees_leads_whole_phones_masked_and_no_amounts(company: Company) -> None:
    marketing = company.one_of("marketing")
    assert count(marketing, "lead") == count(company.admin, "lead")
    assert count(marketing, "person") == count(company.admin, "person")
    person = marketing.query("person", where={"field": "source", "op": "eq", "value": "store"}, limit=1)["records"][0]
    assert "****" in person["mobile"]
    marketing.refused("POST", "/api/records/person/query", 422, {"where": {"field": "mobile", "op": "not_empty"}})
    key = {"field": "rating", "op": "eq", "value": "a"}
    assert count(marketing, "account") == count(company.admin, "account", **key) > 0
    opportunities = marketing.all("opportunity")
    assert len(opportunities) == count(company.admin, "opportunity", field="account.rating", op="eq", value="a") > 0
    assert not any("amount" in record for record in opportunities)


def test_finance_knows_orders_and_nothing_of_leads(company: Company) -> None:
    finance = company.one_of("finance")
    assert count(finance, "order") == count(company.admin, "order")
    finance.refused("POST", "/api/records/lead/query", 403, {})
    account = finance.query("account", limit=1)["records"][0]
    finance.patch("account", account["id"], annual_revenue={"amount": "5000000", "currency": "CNY"})
    forbids(finance, "account", account["id"], name="x")


def test_service_looks_after_a_territory(company: Company) -> None:
    agent = company.person(
        next(one.mail for one in COLLEAGUES if one.department == "service" and one.territory == "south")
    )
    south = {"or": [{"field": "region.code", "op": "starts_with", "value": code} for code in ("35", "44", "45")]}
    assert count(agent, "account") == count(company.admin, "account", **south) > 0
    account = agent.query("account", limit=1)["records"][0]
    assert rules(agent, "account", account["id"]) == {"territory"}
    opportunity = agent.query("opportunity", limit=1)["records"][0]
    assert rules(agent, "opportunity", opportunity["id"]) == {"relation"}
    assert opportunity["amount"] == "***"
    assert count(company.person(HEADS["service"]), "account") == count(company.admin, "account")


def test_the_others(company: Company) -> None:
    analyst, clerk, hr = (company.one_of(role) for role in ("analyst", "clerk", "hr"))
    assert count(analyst, "person") == count(company.admin, "person")
    person = analyst.query("person", limit=1)["records"][0]
    assert "*" in person["name"]
    clerk.refused("POST", "/api/records/account/query", 403, {})
    assert 0 < count(clerk, "order") < count(company.admin, "order")
    assert hr.patch("user", company.users[ABSENT]["id"], manager=company.users["lu.jingchuan"]["id"])
    forbids(hr, "user", company.users[ABSENT]["id"], roles=[])
    hr.refused("POST", "/api/records/account/query", 403, {})
