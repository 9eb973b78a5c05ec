"""How far records have come through their stages, by the log, under the rights of whoever asks."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.http.api import Api, fresh, places
from tests.http.test_rights import Office, grant
from tests.live import LiveServer

STAGES = ["talk", "offer", "terms"]
DEAL: dict[str, Any] = {
    "name": "pursuit",
    "label": {"en": "Pursuit"},
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True},
        {"name": "lot", "type": "text", "indexed": True},
        {
            "name": "stage",
            "type": "select",
            "default": "talk",
            "options": [
                *({"value": one, "label": {"en": one.title()}, "category": "open"} for one in STAGES),
                {"value": "won", "category": "won"},
                {"value": "lost", "category": "lost"},
            ],
        },
        {"name": "amount", "type": "money"},
        {"name": "opened_on", "type": "date"},
        {"name": "kind", "type": "select", "options": ["a", "b"]},
        {"name": "size", "type": "integer"},
    ],
}


@pytest.fixture(scope="module")
def office(server: LiveServer) -> Office:
    admin = Api(server.client)
    admin.apply(DEAL)
    head = admin.create("department", name="Head")["id"]
    return Office(admin, server.url, head, head, head)


def ask(api: Api, **body: Any) -> dict[str, Any]:
    response = api.client.post("/api/records/pursuit/funnel", json={"by": "stage", **body})
    assert response.status_code == 200, response.text
    return response.json()


def lot_of(lot: str) -> dict[str, Any]:
    return {"field": "lot", "op": "eq", "value": lot}


def settled(api: Api, lot: str, timed: int) -> dict[str, Any]:
    """The funnel of a lot, once the log has been followed so far."""
    deadline = time.monotonic() + 20
    while (found := ask(api, where=lot_of(lot), value="amount"))["timed"] < timed:
        assert time.monotonic() < deadline, found
    return found


def go(api: Api, lot: str, *stages: str, **values: Any) -> str:
    """A record that goes through these stages."""
    identity = api.create("pursuit", name=lot, lot=lot, stage=stages[0], **values)["id"]
    for stage in stages[1:]:
        api.patch("pursuit", identity, stage=stage)
    return identity


def test_records_are_counted_where_they_are_and_in_every_stage_that_they_came_to(office: Office) -> None:
    lot, api = fresh("lot"), office.admin
    go(api, lot, "talk", "offer", "terms", "won", amount="100")
    go(api, lot, "talk", "offer", "lost", amount="30")
    go(api, lot, "talk", "terms", amount="7")
    go(api, lot, "offer", "talk", amount="5")
    go(api, lot, "lost")
    go(api, lot, "talk", amount="1")
    found = settled(api, lot, 4)
    assert [(one["value"], one["reached"], one["now"], one["conversion"]) for one in found["stages"]] == [
        ("talk", 6, 2, 0.6667),
        ("offer", 4, 0, 0.5),
        ("terms", 2, 1, 0.5),
    ]
    assert [one["worth"]["amount"] for one in found["stages"]] == ["6", "0", "7"]
    assert found["won"] == {"reached": 1, "now": 1, "worth": {"amount": "100", "currency": "CNY"}}
    assert found["lost"] == {"now": 2, "worth": {"amount": "30", "currency": "CNY"}}
    assert (found["records"], found["timed"], found["sampled"]) == (6, 4, False)
    assert found["stages"][0]["label"] == {"en": "Talk"}
    assert ask(api, where=lot_of(lot))["won"]["worth"] is None
    sizes = ask(api, where=lot_of(lot), value="size")["won"]["worth"]
    assert sizes == {"amount": "0", "currency": None}


def test_the_time_in_a_stage_is_the_median_of_the_visits_that_ended(office: Office, server: LiveServer) -> None:
    lot, api = fresh("lot"), office.admin
    ids = [go(api, lot, "talk", "offer", "won") for _ in range(3)]
    days = [(1, 2), (3, 10), (20, 11)]
    with psycopg.connect(server.database_url) as connection:
        for identity, (first, second) in zip(ids, days, strict=True):
            at = datetime(2026, 3, 1, tzinfo=UTC)
            for version, past in ((1, 0), (2, first), (3, first + second)):
                connection.execute(
                    "update luopan.events set at = %s where record_id = %s and version = %s",
                    [at + timedelta(days=past), identity, version],
                )
    api.client.post("/api/system/consumers/journeys/rewind", json={}).raise_for_status()
    deadline = time.monotonic() + 20
    while True:
        medians = {one["value"]: one["median_seconds"] for one in settled(api, lot, 3)["stages"]}
        if medians == {"talk": 3 * 86_400, "offer": 10 * 86_400, "terms": None}:
            break
        assert time.monotonic() < deadline, medians
    history = api.history("pursuit", ids[0])
    assert [one["at"][:10] for one in history] == ["2026-03-04", "2026-03-02", "2026-03-01"]


def test_a_funnel_counts_what_one_may_see(office: Office) -> None:
    lot = fresh("lot")
    me, rep = office.person(office.east, office.role(grant("pursuit", "own")))
    _, stranger = office.person(office.east)
    go(office.admin, lot, "talk", "won", amount="50")
    go(office.admin, lot, "talk", "offer", amount="8", owner=me)
    settled(office.admin, lot, 2)
    found = ask(rep, where=lot_of(lot), value="amount")
    assert [(one["reached"], one["now"]) for one in found["stages"]] == [(1, 0), (1, 1), (0, 0)]
    assert (found["won"]["now"], found["stages"][1]["worth"]["amount"]) == (0, "8")
    stranger.refused("POST", "/api/records/pursuit/funnel", 403, {"by": "stage"})
    veiled = office.role(grant("pursuit", "all", stage="masked", amount="hidden"))
    _, blind = office.person(office.east, veiled)
    blind.refused("POST", "/api/records/pursuit/funnel", 422, {"by": "stage"})
    half = office.role(grant("pursuit", "all", amount="hidden"))
    _, half_blind = office.person(office.east, half)
    half_blind.refused("POST", "/api/records/pursuit/funnel", 422, {"by": "stage", "value": "amount"})


def test_a_time_can_be_asked_for(office: Office) -> None:
    lot = fresh("lot")
    for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
        office.admin.create("pursuit", name=lot, lot=lot, opened_on=day)
    within = {"field": "opened_on", "from": "2026-02-01", "to": "2026-02-28"}
    assert ask(office.admin, where=lot_of(lot), within=within)["records"] == 2
    assert ask(office.admin, where=lot_of(lot), within=within | {"to": None})["records"] == 3


def test_options_that_become_stages_have_a_past(office: Office) -> None:
    lot, api = fresh("lot"), office.admin
    identity = api.create("pursuit", name=lot, lot=lot, kind="a")["id"]
    api.patch("pursuit", identity, kind="b")
    api.refused("POST", "/api/records/pursuit/funnel", 422, {"by": "kind"})
    options = [{"value": one, "category": "open"} for one in ("a", "b")]
    api.apply({"name": "pursuit", "fields": [{"name": "kind", "type": "select", "options": options}]})
    deadline = time.monotonic() + 20
    while (found := ask(api, by="kind", where=lot_of(lot)))["timed"] < 1:
        assert time.monotonic() < deadline, found
    assert [(one["reached"], one["now"], one["conversion"]) for one in found["stages"]] == [(1, 0, 1.0), (1, 1, None)]


def test_what_is_no_funnel_is_refused_at_its_place(office: Office) -> None:
    for body, wrong in (
        ({}, ("by", "funnel_field")),
        ({"by": "name"}, ("by", "funnel_field")),
        ({"by": ["stage"]}, ("by", "funnel_field")),
        ({"by": "stage", "value": "name"}, ("value", "query_measure")),
        ({"by": "stage", "value": 7}, ("value", "condition_path")),
        ({"by": "stage", "within": {"field": "opened_on"}}, ("within.from", "required")),
        ({"by": "stage", "within": 7}, ("within", "query_shape")),
        ({"by": "stage", "where": []}, ("where.and[0]", "condition_shape")),
        ({"by": "stage", "what": 7}, ("what", "condition_key")),
        ({"by": "stage", "within": {"field": "opened_on", "from": "x"}}, ("where.opened_on", "not_a_date")),
    ):
        document = office.admin.refused("POST", "/api/records/pursuit/funnel", 422, body)
        assert places(document) == {(None, *wrong)}, document
    document = office.admin.refused("POST", "/api/records/user/funnel", 422, {"by": "name"})
    assert places(document) == {(None, "by", "funnel_none")}
