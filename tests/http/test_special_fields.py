"""Addresses, places, identity cards and rich text as a client meets them."""

from typing import Any

import pytest

from tests.http.api import Api, fresh, places

SHOP: dict[str, Any] = {
    "name": "shop",
    "title": "name",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "lot", "type": "text"},
        {"name": "address", "type": "address", "indexed": True},
        {"name": "place", "type": "geo", "indexed": True},
        {"name": "keeper", "type": "id_number", "unique": True},
        {"name": "story", "type": "rich_text"},
    ],
}


@pytest.fixture(scope="module")
def shops(api: Api) -> str:
    """A lot of four shops."""
    api.apply(SHOP)
    lot = fresh("S")
    rows = [
        {"name": "1", "address": "浙江省杭州市余杭区文一西路969号", "place": "30.2799,120.0263"},
        {"name": "2", "address": {"city": "杭州", "district": "西湖区"}, "place": {"lat": 30.25, "lng": 120.13}},
        {
            "name": "3",
            "address": "上海市浦东新区世纪大道100号",
            "place": {"type": "Point", "coordinates": [121.5, 31.23]},
        },
        {"name": "4", "address": {"country": "US", "city": "Cupertino"}, "story": "<p onclick=x()>One <b>more</b></p>"},
    ]
    api.bulk("shop", "create", [{**row, "lot": lot} for row in rows])
    return lot


def found(api: Api, lot: str, *conditions: dict[str, Any], sort: str = "name") -> list[str]:
    where = {"and": [{"field": "lot", "op": "eq", "value": lot}, *conditions]}
    return [one["name"] for one in api.all("shop", where=where, sort=[{"field": sort}])]


def test_addresses_are_asked_by_their_parts(api: Api, shops: str) -> None:
    assert found(api, shops, {"field": "address.city", "op": "eq", "value": "杭州市"}) == ["1", "2"]
    assert found(api, shops, {"field": "address.code", "op": "starts_with", "value": "31"}) == ["3"]
    assert found(api, shops, {"field": "address.province", "op": "empty"}) == ["4"]
    assert found(api, shops, {"field": "address", "op": "contains", "value": "世纪大道"}) == ["3"]
    assert found(api, shops, sort="address.code") == ["3", "2", "1", "4"]
    where = {"field": "lot", "op": "eq", "value": shops}
    rows = api.aggregate("shop", where=where, group_by=[{"field": "address.province"}], measures=[{"fn": "count"}])
    assert {row["address.province"]: row["count"] for row in rows} == {"浙江省": 2, "上海市": 1, None: 1}
    selected = api.all("shop", where=where, select=["address.district", "address"], sort=[{"field": "name"}])
    assert [one["address.district"] for one in selected] == ["余杭区", "西湖区", "浦东新区", None]
    assert selected[1]["address"] == {
        "country": "CN", "code": "330106", "province": "浙江省", "city": "杭州市", "district": "西湖区",
    }  # fmt: skip


def test_places_are_asked_by_distance(api: Api, shops: str) -> None:
    near = {"field": "place", "op": "within", "value": {"lat": 30.25, "lng": 120.1, "km": 15}}
    assert found(api, shops, near) == ["1", "2"]
    assert found(api, shops, {"not": near}) == ["3", "4"]
    for value in ({"lat": 30, "lng": 120}, {"lat": 30, "lng": 120, "km": -1}, "30,120", {"path": "place"}):
        where = {"field": "place", "op": "within", "value": value}
        api.refused("POST", "/api/records/shop/query", 422, {"where": where})


def test_rich_text_is_cleaned_and_asked_by_its_words(api: Api, shops: str) -> None:
    assert found(api, shops, {"field": "story", "op": "contains", "value": "one more"}) == ["4"]
    assert found(api, shops, {"field": "story", "op": "contains", "value": "<p"}) == []
    [shop] = api.all("shop", where={"field": "story", "op": "eq", "value": "One more"}, select=["story"])
    assert shop["story"] == "<p>One more</p>"


def test_a_wrong_value_is_refused_at_its_field(api: Api, shops: str) -> None:
    row = {"address": {"province": "上海市", "city": "杭州市"}, "place": "95,0", "keeper": "110105194912310021"}
    document = api.refused("POST", "/api/records/shop", 422, row)
    assert places(document) == {
        (None, "address", "address_not_within"),
        (None, "place", "geo_range"),
        (None, "keeper", "id_number_check"),
    }
    keeper = api.create("shop", lot=shops, name="5", keeper="110105491231002")["keeper"]
    assert keeper == "11010519491231002X"
    document = api.refused("POST", "/api/records/shop", 422, {"keeper": keeper.lower()})
    assert places(document) == {(None, "keeper", "not_unique")}


def test_history_has_them_as_they_were(api: Api, lot: str) -> None:
    shop = api.create("shop", name=lot, address="浙江省杭州市", place="30,120")
    api.patch("shop", shop["id"], address="上海市", place=None)
    [changed, _] = api.history("shop", shop["id"])
    assert changed["changes"]["place"] == {"before": {"lat": 30, "lng": 120}, "after": None}
    assert changed["changes"]["address"]["before"] == shop["address"]
    response = api.client.post(f"/api/records/shop/{shop['id']}/undo", json={"event": changed["id"]})
    assert response.status_code == 200, response.text
    assert api.read("shop", shop["id"])["address"] == shop["address"]
