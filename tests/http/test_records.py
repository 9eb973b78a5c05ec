"""One record as a client meets it: written, read, changed, put in the bin, taken out; and what a refusal looks like."""

from uuid import UUID

import pytest

from tests.http.api import Api, fresh, places


def test_a_record_comes_back_as_it_was_written(api: Api, lot: str) -> None:
    maker = api.create("maker", name="华为", code=fresh("M"))
    response = api.client.post(
        "/api/records/machine",
        json={
            "serial": f"{lot}-1",
            "lot": lot,
            "name": "  磨床 A  ",
            "hours": 12,
            "weight": "1200.50",
            "price": {"amount": "19.90", "currency": "CNY"},
            "bought_on": "2024-02-29",
            "seen_at": "2024-03-01T08:30:00+08:00",
            "active": False,
            "tags": ["大修", "a"],
            "maker": {"code": maker["code"]},
            "suppliers": [maker["id"], maker["id"]],
        },
    )
    assert response.status_code == 201
    created = response.json()
    assert response.headers["location"] == f"/api/records/machine/{created['id']}"
    assert response.headers["etag"] == '"1"'
    assert api.client.get(response.headers["location"]).json() == created
    assert UUID(created["id"]).version == 7
    assert created["version"] == 1
    assert created["name"] == "磨床 A"
    assert created["status"] == "idle"
    assert created["hours"] == 12
    assert created["weight"] == "1200.5"
    assert created["price"] == {"amount": "19.9", "currency": "CNY"}
    assert created["bought_on"] == "2024-02-29"
    assert created["seen_at"].startswith("2024-03-01T00:30:00")
    assert created["active"] is False
    assert sorted(created["tags"]) == ["a", "大修"]
    assert created["maker"] == {"id": maker["id"], "title": "华为"}
    assert created["suppliers"] == [{"id": maker["id"], "title": "华为"}]
    assert created["backup"] is None
    assert created["owner"]["title"] == "Admin"
    assert created["created_by"] == created["updated_by"] == created["owner"]


def test_a_change_touches_only_what_it_names(api: Api, lot: str) -> None:
    machine = api.create("machine", serial=lot, name="lathe", hours=1)
    changed = api.patch("machine", machine["id"], hours=2, name=None)
    assert (changed["hours"], changed["name"], changed["serial"], changed["version"]) == (2, None, lot, 2)
    assert changed["updated_at"] > machine["updated_at"]
    assert changed["created_at"] == machine["created_at"]
    same = api.patch("machine", machine["id"], hours=2)
    assert same == changed, "what changes nothing is no change"


@pytest.mark.parametrize("written", ["1", '"1"', 'W/"1"'])
def test_if_match_lets_only_the_version_through_that_was_read(api: Api, lot: str, written: str) -> None:
    path = f"/api/records/machine/{api.create('machine', serial=lot)['id']}"
    first = api.client.patch(path, json={"hours": 1}, headers={"if-match": written})
    assert (first.status_code, first.json()["version"], first.headers["etag"]) == (200, 2, '"2"')
    document = api.refused("PATCH", path, 412, {"hours": 7}, headers={"if-match": written})
    assert document["code"] == "stale"
    assert api.client.get(path).json()["hours"] == 1
    api.refused("DELETE", path, 412, headers={"if-match": written})
    assert api.client.delete(path, headers={"if-match": "2"}).status_code == 204


@pytest.mark.parametrize("written", ["", "abc", "-1", '"1", "2"', "1.0", "9" * 30])
def test_an_if_match_that_no_version_fits_is_stale(api: Api, lot: str, written: str) -> None:
    path = f"/api/records/machine/{api.create('machine', serial=lot)['id']}"
    api.refused("PATCH", path, 412, {"hours": 1}, headers={"if-match": written})


def test_what_is_deleted_is_gone_until_it_is_restored(api: Api, lot: str) -> None:
    machine = api.create("machine", serial=lot, lot=lot)
    path = f"/api/records/machine/{machine['id']}"
    api.refused("POST", f"{path}/restore", 404)
    api.delete("machine", machine["id"])
    for method, json in (("GET", None), ("DELETE", None), ("PATCH", {"hours": 1})):
        api.refused(method, path, 404, json)
    mine = {"field": "lot", "op": "eq", "value": lot}
    assert api.all("machine", where=mine) == []
    assert [one["id"] for one in api.all("machine", where=mine, deleted=True)] == [machine["id"]]
    restored = api.client.post(f"{path}/restore")
    assert restored.status_code == 200
    assert restored.json()["serial"] == lot
    assert restored.json()["version"] == 3
    assert [one["id"] for one in api.all("machine", where=mine)] == [machine["id"]]


def test_what_does_not_exist_is_404(api: Api) -> None:
    unknown = "0198c0de-0000-7000-8000-000000000000"
    for path in (
        f"machine/{unknown}",
        "machine/1",
        "machine/' or 1=1",
        f"nothing/{unknown}",
        f"machine/{unknown}/history",
    ):
        api.refused("GET", f"/api/records/{path}", 404)
    api.refused("POST", "/api/records/nothing", 404, {})
    api.refused("POST", "/api/records/nothing/query", 404, {})
    api.refused("POST", "/api/records/nothing/bulk", 404, {"mode": "create", "records": []})
    api.refused("GET", "/api/nowhere", 404)
    api.refused("PUT", "/api/records/machine", 405)


def test_every_wrong_field_is_named_at_once(api: Api, lot: str) -> None:
    document = api.refused(
        "POST",
        "/api/records/machine",
        422,
        {
            "hours": -1,
            "weight": "heavy",
            "status": "flying",
            "seen_at": "soon",
            "colour": "red",
            "version": "x",
            "id": "x",
        },
    )
    assert {(field, code) for _, field, code in places(document)} >= {
        ("weight", "not_a_number"),
        ("colour", "field_unknown"),
        ("status", "option_unknown"),
        ("version", "number_not_whole"),
        ("id", "not_an_id"),
    }
    assert {"hours", "seen_at"} <= {field for _, field, _ in places(document)}
    assert all(row is None for row, *_ in places(document))
    assert places(api.refused("POST", "/api/records/machine", 422, {"lot": lot})) == {(None, "serial", "required")}
    assert places(
        api.refused("POST", "/api/records/machine", 422, {"serial": lot, "created_at": "2020-01-01T00:00:00Z"})
    ) == {(None, "created_at", "field_not_writable")}


def test_a_refusal_speaks_the_language_of_the_reader(api: Api) -> None:
    said: dict[str, tuple[str, ...]] = {}
    for locale in ("zh-CN", "zh-TW", "en"):
        document = api.refused(
            "POST", "/api/records/machine", 422, {"weight": "x"}, headers={"accept-language": f"{locale},en;q=0.3"}
        )
        said[locale] = (document["title"], document["detail"], *sorted(one["message"] for one in document["errors"]))
    for place in range(3):
        assert len({texts[place] for texts in said.values()}) == 3, said
    assert all(any("一" <= letter <= "鿿" for letter in text) for text in said["zh-CN"] + said["zh-TW"])
    assert not any("一" <= letter <= "鿿" for text in said["en"] for letter in text)


def test_results_of_a_bulk_call_speak_it_too(api: Api) -> None:
    said = set[str]()
    for locale in ("zh-CN", "zh-TW", "en"):
        body = {"mode": "create", "records": [{"weight": "x"}]}
        response = api.client.post("/api/records/machine/bulk", json=body, headers={"accept-language": locale})
        said.update(one["message"] for one in response.json()["results"][0]["errors"] if one["field"] == "weight")
    assert len(said) == 3


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"null", b'"text"', b'{"serial": NaN}', b"\xff\xfe", b"{'a': 1}"])
def test_a_body_that_is_no_json_object_is_refused(api: Api, body: bytes) -> None:
    for path in ("/api/records/machine", "/api/records/machine/bulk", "/api/auth/login"):
        response = api.client.post(path, content=body, headers={"content-type": "application/json"})
        assert response.status_code == 400, response.text
        assert response.json()["code"] in ("not_json", "body_not_an_object")


def test_a_rule_refuses_with_its_own_words(api: Api) -> None:
    rule = {
        "name": "light_enough",
        "when": {"field": "weight", "op": "gt", "value": 100},
        "message": {"en": "Too heavy.", "zh-CN": "太重了。"},
        "field": "weight",
    }
    name = fresh("ruled")
    api.apply({"name": name, "fields": [{"name": "weight", "type": "decimal"}], "rules": [rule]})
    for locale, text in (("en", "Too heavy."), ("zh-CN", "太重了。")):
        document = api.refused(
            "POST", f"/api/records/{name}", 422, {"weight": 101}, headers={"accept-language": locale}
        )
        assert [(one["field"], one["message"]) for one in document["errors"]] == [("weight", text)]
    record = api.create(name, weight=100)
    api.refused("PATCH", f"/api/records/{name}/{record['id']}", 422, {"weight": "100.01"})
    assert api.read(name, record["id"])["weight"] == "100"
