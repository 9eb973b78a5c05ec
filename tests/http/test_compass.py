"""The compass: who stands where, what they are worth, who has moved in a week, for each as much as they may see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from luopan.kit.ids import first_id_at
from tests.http.api import Api, fresh, places
from tests.http.test_rights import Office, grant, office
from tests.http.test_screens import say
from tests.live import LiveServer

__all__ = ["office"]  # a fixture


class Compass:
    """A compass over an object of its own: guests, who stand at the door, at the table or outside; and their bills."""

    def __init__(self, api: Api, database_url: str) -> None:
        self.api = api
        self.url = database_url
        self.guest, self.bill = fresh("guest_"), fresh("bill_")
        api.apply(
            {
                "name": self.guest,
                "fields": [
                    {"name": "name", "type": "text"},
                    {"name": "place", "type": "select", "options": ["door", "bar", "table", "garden", "away"]},
                    {"name": "age", "type": "integer"},
                ],
            },
            {
                "name": self.bill,
                "fields": [
                    {"name": "name", "type": "text"},
                    {"name": "guest", "type": "reference", "to": self.guest, "inverse": "bills"},
                    {"name": "sum", "type": "money"},
                    {"name": "paid", "type": "boolean"},
                ],
            },
        )

    def content(self, **more: Any) -> dict[str, Any]:
        stages = [
            {"name": "door", "label": {"en": "Door"}, "where": {"field": "place", "op": "eq", "value": "door"}},
            {"name": "inside", "where": {"field": "place", "op": "in", "value": ["bar", "table"]}},
            {"name": "garden", "where": {"field": "place", "op": "eq", "value": "garden"}},
        ]
        worth = {
            "object": self.bill,
            "through": "guest",
            "measure": {"fn": "sum", "field": "sum"},
            "where": {"field": "paid", "op": "eq", "value": True},
        }
        return {"object": self.guest, "stages": stages, "worth": worth, **more}

    def guests(self, *places: str, **values: Any) -> list[str]:
        """New guests at these places; they have been there for a month."""
        records = [{"name": fresh("guest "), "place": place, **values} for place in places]
        ids = [one["id"] for one in self.api.bulk(self.guest, "create", records)["results"]]
        self.run(f'update records."{self.guest}" set created_at = %s where id = any(%s::uuid[])', ago(days=30), ids)
        return ids

    def move(self, guest: str, *places: str) -> None:
        for place in places:
            self.api.patch(self.guest, guest, place=place)

    def make_older(self, guest: str, days: int) -> None:
        """Has everything that happened to a guest happen so many days ago."""
        changes = self.run(
            "select change_id::text from luopan.events where record_id = %s and action = 'updated'", guest
        )
        for index, (change,) in enumerate(changes):
            moment = ago(days=days) + timedelta(seconds=index)
            identity = str(first_id_at(moment))[:23] + "-" + guest[-12:]
            self.run("update luopan.events set change_id = %s where change_id = %s", identity, change)
            self.run("update luopan.changes set id = %s, at = %s where id = %s", identity, moment, change)

    def run(self, statement: Any, *parameters: Any) -> list[Any]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def read(self, api: Api | None = None) -> dict[str, dict[str, Any]]:
        answer = (api or self.api).client.get("/api/compass")
        assert answer.status_code == 200, answer.text
        return {one["name"]: one for one in answer.json()["stages"]}


def ago(**span: Any) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


def numbers(stages: dict[str, Any], *keys: str) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(one[key] for key in keys) for name, one in stages.items()}


@pytest.fixture
def compass(api: Api, server: LiveServer) -> Iterator[Compass]:
    made = Compass(api, server.database_url)
    say(api, "compass", made.content())
    yield made
    say(api, "compass", None)


def test_it_counts_who_stands_where_and_what_they_are_worth(compass: Compass) -> None:
    first, *_ = compass.guests("door", "bar", "table", "table", "away")
    api = compass.api
    for amount, paid in (("10.5", True), ("4", True), ("100", False)):
        api.create(compass.bill, guest=first, sum={"amount": amount, "currency": "CNY"}, paid=paid)
    stages = compass.read()
    assert numbers(stages, "customers", "entered", "left", "entered_where") == {
        "door": (1, 0, 0, None),
        "inside": (3, 0, 0, None),
        "garden": (0, 0, 0, None),
    }
    assert stages["door"]["worth"] == {"amount": "14.5", "currency": "CNY"}
    assert stages["inside"]["worth"] == {"amount": "0", "currency": "CNY"}
    for one in stages.values():
        assert api.query(compass.guest, where=one["where"], count="exact")["count"] == one["customers"]
    api.create(compass.bill, guest=first, sum={"amount": "1", "currency": "ISK"}, paid=True)
    assert compass.read()["door"]["worth"] is None, "without a rate, nobody knows"


def test_it_tells_who_has_come_and_gone_within_a_week(compass: Compass) -> None:
    moved, circled, inside, returned, gone, older, left = compass.guests(
        "door", "door", "bar", "door", "door", "door", "bar"
    )
    compass.move(moved, "garden", "bar")
    compass.move(circled, "bar", "door")
    compass.move(inside, "table")
    compass.move(older, "bar")
    compass.make_older(older, 8)
    compass.move(left, "away")
    compass.move(gone, "bar")
    compass.api.delete(compass.guest, gone)
    newcomer = compass.api.create(compass.guest, name="new", place="door")["id"]
    compass.move(newcomer, "bar")
    stages = compass.read()
    assert numbers(stages, "customers", "entered", "left") == {
        "door": (2, 0, 1),
        "inside": (4, 2, 1),
        "garden": (0, 0, 0),
    }
    entered = compass.api.all(compass.guest, where=stages["inside"]["entered_where"])
    assert {one["id"] for one in entered} == {moved, newcomer}
    assert returned in {one["id"] for one in compass.api.all(compass.guest, where=stages["door"]["where"])}


def test_everybody_sees_their_own_part_of_it(compass: Compass, office: Office) -> None:
    guest, bill = compass.guest, compass.bill
    reader_id, reader = office.person(office.east, office.role(grant(guest), grant(bill)))
    _, poorer = office.person(office.east, office.role(grant(guest, "all"), grant(bill, "all", sum="hidden")))
    _, blind = office.person(office.east, office.role(grant(guest, "all", place="hidden"), grant(bill, "all")))
    _, stranger = office.person(office.east)
    mine, moved = compass.guests("door", "door", owner=reader_id)
    compass.guests("door", "bar")
    [other] = compass.guests("door")
    compass.move(moved, "bar")
    compass.move(other, "bar")
    for owner, guest_id in ((reader_id, mine), (None, mine)):
        compass.api.create(bill, guest=guest_id, sum={"amount": "7", "currency": "CNY"}, paid=True, owner=owner)

    assert numbers(compass.read(), "customers", "entered", "left")["door"] == (2, 0, 2)
    stages = compass.read(reader)
    assert numbers(stages, "customers", "entered", "left") == {
        "door": (1, 0, 1),
        "inside": (1, 1, 0),
        "garden": (0, 0, 0),
    }
    assert stages["door"]["worth"] == {"amount": "7", "currency": "CNY"}
    assert moved in str(stages["inside"]["entered_where"])
    assert other not in str(stages["inside"]["entered_where"])
    stages = compass.read(poorer)
    assert numbers(stages, "customers", "worth")["door"] == (2, None)
    assert compass.read(blind) == {}
    answer = stranger.client.get("/api/compass").json()
    assert (answer["object"], answer["stages"]) == (None, [])
    assert stranger.client.get("/api/screens/compass").json()["content"] is None


def test_stages_may_be_any_condition(compass: Compass) -> None:
    young = {"field": "age", "op": "lt", "value": 30}
    stages = [
        {"name": "young", "where": young},
        {"name": "paying", "where": {"any": "bills", "where": {"field": "paid", "op": "eq", "value": True}}},
    ]
    say(compass.api, "compass", compass.content(stages=stages))
    [first, _] = compass.guests("door", "door", age=20)
    compass.api.create(compass.bill, guest=first, sum={"amount": "7", "currency": "CNY"}, paid=True)
    found = compass.read()
    assert numbers(found, "customers", "entered", "left", "entered_where") == {
        "young": (2, None, None, None),
        "paying": (1, None, None, None),
    }, "how a condition was a week ago nobody knows"
    assert [one["worth"]["amount"] for one in found.values()] == ["7", "7"]


def test_what_is_wrong_with_a_compass_is_told(compass: Compass) -> None:
    version = compass.api.client.get("/api/screens/compass").json()["version"]

    def refused(**more: Any) -> set[Any]:
        body = {"content": compass.content(**more), "version": version}
        return places(compass.api.refused("PUT", "/api/screens/compass", 422, body))

    stage = {"name": "a", "where": {"field": "place", "op": "eq", "value": "door"}}
    assert refused(object="nothing") >= {(None, "content.object", "object_unknown")}
    assert refused(stages=[stage, stage]) == {(None, "content.stages[1].name", "named_twice")}
    assert refused(stages=[{"name": "a"}]) == {(None, "content.stages[0].where", "condition_shape")}
    assert refused(stages=[{**stage, "where": {"search": "x"}}]) == {
        (None, "content.stages[0].where", "condition_in_rule")
    }
    assert refused(stages=[{**stage, "where": {"field": "nothing", "op": "empty"}}]) == {
        (None, "content.stages[0].where.nothing", "condition_field_unknown")
    }
    worth = compass.content()["worth"]
    assert refused(worth={**worth, "through": "paid"}) == {(None, "content.worth.through", "compass_through")}
    assert refused(worth={**worth, "measure": {"fn": "sum", "field": "name"}}) == {
        (None, "content.worth.measure.field", "screen_summed")
    }
    assert refused(worth={**worth, "measure": {"fn": "avg", "field": "sum"}}) == {
        (None, "content.worth.measure.fn", "query_function")
    }


def test_it_follows_renames(compass: Compass) -> None:
    compass.guests("door")
    compass.api.apply(
        {"id": compass.guest, "name": f"{compass.guest}_new", "fields": [{"id": "place", "name": "spot"}]},
        {"id": compass.bill, "name": f"{compass.bill}_new", "fields": [{"id": "guest", "name": "payer"}]},
    )
    stages = compass.read()
    assert stages["door"]["where"] == {"field": "spot", "op": "eq", "value": "door"}
    assert stages["door"]["customers"] == 1
    assert stages["door"]["worth"] == {"amount": "0", "currency": "CNY"}
