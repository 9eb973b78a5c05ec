"""Building without code over HTTP: what is applied is there at once, everywhere, with the data that was there before."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.http.api import Api, check_problem, fresh
from tests.live import LiveServer

PATIENCE_SECONDS = 30.0


def twelve_fields(name: str) -> dict[str, Any]:
    """The equipment of the handbook: twelve types and a relation to the accounts."""
    return {
        "name": name,
        "label": {"zh-CN": "设备", "zh-TW": "設備", "en": "Equipment"},
        "title": "serial",
        "fields": [
            {
                "name": "serial",
                "type": "text",
                "label": {"zh-CN": "序列号", "en": "Serial"},
                "required": True,
                "unique": True,
            },
            {"name": "status", "type": "select", "options": [{"value": "in_use", "label": {"zh-CN": "在用"}}, "idle"]},
            {"name": "account", "type": "reference", "to": "account", "on_delete": "restrict", "inverse": name},
            {"name": "notes", "type": "long_text"},
            {"name": "runs", "type": "integer", "min": 0},
            {"name": "load", "type": "decimal", "scale": 2},
            {"name": "price", "type": "money"},
            {"name": "share", "type": "percent"},
            {"name": "active", "type": "boolean", "default": True},
            {"name": "installed", "type": "date"},
            {"name": "checked", "type": "datetime"},
            {"name": "contact", "type": "email"},
            {"name": "hotline", "type": "phone"},
            {"name": "labels", "type": "multi_select", "options": ["a", "b"]},
        ],
    }


VALUES: dict[str, Any] = {
    "serial": "EQ-1",
    "status": "在用",
    "notes": "two\nlines",
    "runs": 5,
    "load": "1.25",
    "price": {"amount": "9.9", "currency": "CNY"},
    "share": 45.5,
    "installed": "2024-02-29",
    "checked": "2024-02-29T08:00:00Z",
    "contact": "a@example.com",
    "hotline": "13800138000",
    "labels": ["b", "a"],
}


def finish(api: Api, response: httpx.Response) -> dict[str, Any]:
    """The answer of an apply, or the run that it began, at its end."""
    if response.status_code == 200:
        return response.json()
    assert response.status_code == 202, response.text
    location, deadline = response.headers["location"], time.monotonic() + PATIENCE_SECONDS
    while True:
        run = api.client.get(location).json()
        if run["status"] in ("done", "failed", "cancelled"):
            assert run["status"] == "done", run
            return run
        assert time.monotonic() < deadline, run
        time.sleep(0.02)


def apply(api: Api, change_set: dict[str, Any]) -> dict[str, Any]:
    return finish(api, api.client.post("/api/meta/apply", json=change_set))


def test_a_new_object_is_there_at_once_with_all_that_belongs_to_it(api: Api) -> None:
    name = fresh("equipment_")
    plan = api.client.post("/api/meta/plan", json={"objects": [twelve_fields(name)]}).json()
    assert all({"action", "target", "risk", "rows", "locks", "message"} <= step.keys() for step in plan["steps"])
    assert name in {step["target"] for step in plan["steps"]}
    api.refused("GET", f"/api/meta/objects/{name}", 404)
    before = api.client.get("/api/meta").json()["version"]

    applied = api.apply(twelve_fields(name))
    assert applied["version"] == before + 1
    assert applied["steps"] == plan["steps"]
    account = api.create("account", name=f"Account of {name}")
    created = api.create(name, **VALUES, account=account["id"])
    assert created["account"] == {"id": account["id"], "title": f"Account of {name}"}
    assert created["status"] == "in_use"
    assert created["active"] is True
    assert created["labels"] == ["a", "b"]
    assert created["hotline"] == "+8613800138000"
    where = {"any": name, "where": {"field": "runs", "op": "gt", "value": 4}}
    assert [one["id"] for one in api.all("account", where=where)] == [account["id"]]
    api.refused("DELETE", f"/api/records/account/{account['id']}", 409)

    described = api.client.get(f"/api/meta/objects/{name}").json()
    assert [one["name"] for one in described["fields"] if not one["system"]] == [
        one["name"] for one in twelve_fields(name)["fields"]
    ]
    document = api.client.get("/openapi.json").json()
    schema = document["components"]["schemas"][f"{name}.write"]
    assert schema["required"] == ["serial"]
    assert set(VALUES) < schema["properties"].keys()
    assert f"/api/records/{name}/{{id}}/history" in document["paths"]
    assert api.apply(twelve_fields(name)) == {"version": applied["version"], "steps": []}, (
        "the same again changes nothing"
    )


def test_what_was_thought_out_for_an_older_version_is_not_applied(api: Api) -> None:
    name = fresh("moved_")
    version = api.apply({"name": name, "fields": [{"name": "key", "type": "text"}]})["version"]
    change = {"objects": [{"name": name, "icon": "star"}]}
    refused = api.client.post("/api/meta/apply", json=change, headers={"if-match": str(version - 1)})
    assert check_problem(refused, 412)["code"] == "metadata_moved"
    assert api.client.post("/api/meta/apply", json=change, headers={"if-match": str(version)}).status_code == 200


def test_a_field_changes_its_type_and_keeps_its_values(api: Api) -> None:
    name = fresh("typed_")
    api.apply({"name": name, "fields": [{"name": "key", "type": "text"}, {"name": "size", "type": "text"}]})
    api.bulk(name, "create", [{"key": str(n), "size": f"{n}.50"} for n in range(200)])
    change = {"objects": [{"name": name, "fields": [{"name": "size", "type": "decimal"}]}]}
    apply(api, change)
    assert {one["key"]: one["size"] for one in api.all(name)} == {str(n): f"{n}.5" for n in range(200)}
    where = {"field": "size", "op": "gte", "value": 100}
    assert api.query(name, where=where, count="exact")["count"] == 100
    [row] = api.aggregate(name, measures=[{"fn": "sum", "field": "size", "as": "sum"}])
    assert float(row["sum"]) == sum(range(200)) + 100
    api.refused("POST", f"/api/records/{name}", 422, {"size": "big"})


def test_values_that_do_not_fit_the_new_type_are_shown_before_anything_happens(api: Api) -> None:
    name = fresh("odd_")
    api.apply({"name": name, "fields": [{"name": "size", "type": "text"}]})
    api.bulk(name, "create", [{"size": "12"}, {"size": "large"}])
    change = {"objects": [{"name": name, "fields": [{"name": "size", "type": "integer"}]}]}
    plan = api.client.post("/api/meta/plan", json=change)
    text = plan.text
    assert "large" in text, "the plan names a value that does not fit"
    if plan.status_code == 422:
        check_problem(plan, 422)
        check_problem(api.client.post("/api/meta/apply", json=change), 422)
    assert sorted(one["size"] for one in api.all(name)) == ["12", "large"]


def test_a_rename_keeps_everything_and_the_old_name_is_free(api: Api) -> None:
    name = fresh("renamed_")
    api.apply({"name": name, "fields": [{"name": "old", "type": "text"}, {"name": "other", "type": "integer"}]})
    record = api.create(name, old="value", other=1)
    described = api.client.get(f"/api/meta/objects/{name}").json()
    field = next(one for one in described["fields"] if one["name"] == "old")
    api.apply({"name": name, "fields": [{"id": field["id"], "name": "new"}]})
    assert api.read(name, record["id"])["new"] == "value"
    api.refused("PATCH", f"/api/records/{name}/{record['id']}", 422, {"old": "x"})
    api.patch(name, record["id"], new="changed")
    [changed, created] = api.history(name, record["id"])
    assert changed["changes"] == {"new": {"before": "value", "after": "changed"}}
    assert created["changes"]["new"] == {"before": None, "after": "value"}, (
        "history speaks of the field by its new name"
    )
    api.apply({"name": name, "fields": [{"name": "old", "type": "boolean"}]})
    assert api.read(name, record["id"])["old"] is None
    new_name = fresh("moved_")
    api.apply({"id": described["id"], "name": new_name})
    assert api.read(new_name, record["id"])["new"] == "changed"
    api.refused("GET", f"/api/records/{name}/{record['id']}", 404)


def test_a_removed_field_comes_back_with_its_values(api: Api) -> None:
    name = fresh("dropped_")
    api.apply({"name": name, "fields": [{"name": "keep", "type": "text"}, {"name": "size", "type": "integer"}]})
    record = api.create(name, keep="a", size=7)
    api.apply(remove=[f"{name}.size"])
    assert "size" not in api.read(name, record["id"])
    api.refused("POST", f"/api/records/{name}/query", 422, {"sort": [{"field": "size"}]})
    assert "size" not in str(api.client.get("/openapi.json").json()["components"]["schemas"][name])
    assert [one["name"] for one in api.client.get(f"/api/meta/objects/{name}").json()["removed_fields"]] == ["size"]
    api.patch(name, record["id"], keep="b")
    api.apply(restore=[f"{name}.size"])
    assert api.read(name, record["id"])["size"] == 7
    api.apply(remove=[name])
    api.refused("GET", f"/api/records/{name}/{record['id']}", 404)
    api.apply(restore=[name])
    assert (api.read(name, record["id"])["size"], api.read(name, record["id"])["keep"]) == (7, "b")


def test_the_way_back_is_a_change_set_too(api: Api) -> None:
    name = fresh("undone_")
    api.apply({"name": name, "fields": [{"name": "a", "type": "text"}]})
    before = api.client.get("/api/meta").json()["version"]
    api.apply({"name": name, "fields": [{"name": "b", "type": "integer"}]}, note="one more")
    [newest, *_] = api.client.get("/api/meta/versions").json()["versions"]
    assert (newest["version"], newest["note"]) == (before + 1, "one more")
    back = api.client.post("/api/meta/revert", json={"version": before}).json()
    apply(api, back)
    fields = {one["name"] for one in api.client.get(f"/api/meta/objects/{name}").json()["fields"] if not one["system"]}
    assert fields == {"a"}


def test_two_administrators_at_once_both_get_what_they_asked_for(api: Api, server: LiveServer) -> None:
    name = fresh("shared_")
    api.apply({"name": name, "fields": [{"name": "base", "type": "text"}]})

    def add(number: int) -> httpx.Response:
        change = {"objects": [{"name": name, "fields": [{"name": f"f{number}", "type": "text"}]}]}
        with httpx.Client(base_url=server.url, headers=api.client.headers, timeout=60) as client:
            return client.post("/api/meta/apply", json=change)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(add, range(6)))
    refused = [answer for answer in answers if answer.status_code not in (200, 202)]
    assert all(check_problem(answer, 409)["code"] for answer in refused)
    for answer in answers:
        if answer not in refused:
            finish(api, answer)
    there = {one["name"] for one in api.client.get(f"/api/meta/objects/{name}").json()["fields"]}
    assert there >= {"base", *(f"f{number}" for number, answer in enumerate(answers) if answer not in refused)}
    versions = [answer.json()["version"] for answer in answers if answer.status_code == 200]
    assert len(set(versions)) == len(versions)
    record = api.create(
        name, base="x", **{f"f{number}": "y" for number, answer in enumerate(answers) if answer not in refused}
    )
    assert record["base"] == "x"


def test_one_name_for_two_things_has_one_winner(api: Api, server: LiveServer) -> None:
    name = fresh("contested_")

    def make(kind: str) -> int:
        change = {"objects": [{"name": name, "fields": [{"name": "thing", "type": kind}]}]}
        with httpx.Client(base_url=server.url, headers=api.client.headers, timeout=60) as client:
            return client.post("/api/meta/apply", json=change).status_code

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(make, ("rating", "boolean")))
    assert 200 in statuses
    assert set(statuses) <= {200, 202, 409, 422}
    [field] = [one for one in api.client.get(f"/api/meta/objects/{name}").json()["fields"] if one["name"] == "thing"]
    assert field["type"] in ("rating", "boolean")


def test_writers_that_are_a_version_behind_are_served(api: Api, server: LiveServer) -> None:
    """Records are written while fields come and go: each write succeeds or is refused for a good reason."""
    name = fresh("busy_")
    api.apply({"name": name, "fields": [{"name": "n", "type": "integer"}]})

    def write(number: int) -> int:
        with httpx.Client(base_url=server.url, headers=api.client.headers, timeout=60) as client:
            return client.post(f"/api/records/{name}", json={"n": number}).status_code

    with ThreadPoolExecutor(4) as pool:
        writes = [pool.submit(write, number) for number in range(60)]
        for number in range(4):
            api.apply({"name": name, "fields": [{"name": f"f{number}", "type": "integer", "default": number}]})
        assert [one.result() for one in writes] == [201] * 60
    assert sorted(one["n"] for one in api.all(name)) == list(range(60))


def test_everything_wrong_with_a_change_set_is_named_with_its_place(api: Api) -> None:
    before = api.client.get("/api/meta").json()["version"]
    change = {
        "objects": [
            {
                "name": fresh("wrong_"),
                "title": "nothing",
                "fields": [
                    {"name": "Bad Name", "type": "text"},
                    {"name": "version", "type": "text"},
                    {"name": "a", "type": "telepathy"},
                    {"name": "b", "type": "select"},
                    {"name": "c", "type": "reference", "to": "nobody"},
                    {"name": "d", "type": "text", "max_length": -1},
                    {"name": "e", "type": "integer", "default": "many"},
                    {"name": "f", "type": "text", "colour": "red"},
                    {"name": "f", "type": "text"},
                    7,
                ],
            }
        ],
        "remove": ["nothing.at_all", 7],
        "rename": {},
    }
    for path in ("/api/meta/plan", "/api/meta/apply"):
        document = api.refused("POST", path, 422, change)
        named = {one["field"] for one in document["errors"]}
        for place in (
            "objects[0].fields[0].name",
            "objects[0].fields[1].name",
            "objects[0].fields[9]",
            "rename",
            "remove[1]",
        ):
            assert place in named
    assert api.client.get("/api/meta").json()["version"] == before


def test_a_default_and_a_condition_are_checked_when_they_are_defined(api: Api) -> None:
    for field in (
        {"name": "a", "type": "integer", "required": {"field": "nobody", "op": "eq", "value": 1}},
        {"name": "a", "type": "integer", "default": {"now": "1 day"}},
        {"name": "a", "type": "text", "visible": {"field": "a", "op": "near", "value": 1}},
    ):
        name = fresh("cond_")
        document = api.refused("POST", "/api/meta/apply", 422, {"objects": [{"name": name, "fields": [field]}]})
        assert all(one["field"].startswith("objects[0].fields[0]") for one in document["errors"])
        api.refused("GET", f"/api/meta/objects/{name}", 404)
