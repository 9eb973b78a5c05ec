"""Screens over HTTP: what an object's definition says of them, people's own views, what stands beside every page."""

import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from luopan.kernel.metadata.packages import read_app
from tests.http.api import Api, fresh, places
from tests.http.test_rights import Office, grant, office

__all__ = ["office"]  # a fixture

SCREENS: dict[str, Any] = {
    "summary": ["name", "size", "maker.name"],
    "timeline": "seen_on",
    "form": [
        {"label": {"en": "Basics"}, "columns": 2, "fields": ["name", "size"]},
        {"fields": ["size"], "visible": {"field": "name", "op": "not_empty"}},
        {"fields": ["stage"], "visible": {"field": "size", "op": "gt", "value": 3}, "collapsed": True},
    ],
    "tabs": [
        {"name": "overview", "sections": [{"fields": ["name"]}], "related": ["inner"]},
        {"name": "rest", "related": ["*"]},
    ],
    "views": [
        {"name": "list", "kind": "list", "columns": ["name", "size"], "sort": [{"field": "size", "dir": "desc"}]},
        {"name": "large", "kind": "list", "where": {"field": "size", "op": "gt", "value": 3}},
        {"name": "board", "kind": "kanban", "by": "stage", "card": ["size"], "sum": "size"},
        {"name": "by_size", "kind": "kanban", "by": "size"},
        {"name": "days", "kind": "calendar", "start": "seen_on"},
        {"name": "funnel", "kind": "funnel", "by": "stage", "value": "size"},
    ],
}


def thing(name: str, **more: Any) -> dict[str, Any]:
    """An object with a field of each kind that screens need."""
    return {
        "name": name,
        "title": "name",
        "fields": [
            {"name": "name", "type": "text"},
            {"name": "size", "type": "integer"},
            {"name": "stage", "type": "select", "options": ["new", "open", "won"]},
            {"name": "seen_on", "type": "date"},
            {"name": "maker", "type": "reference", "to": "maker", "inverse": f"{name}s"},
            {"name": "outer", "type": "reference", "to": name, "inverse": "inner"},
            {"name": "beside", "type": "reference", "to": name, "inverse": "neighbours"},
        ],
        **more,
    }


def described(api: Api, name: str) -> dict[str, Any]:
    return api.client.get(f"/api/meta/objects/{name}").json()["screens"]


def test_who_configures_reads_screens_and_rules_as_they_are_defined(api: Api, office: Office) -> None:
    name = fresh("thing_")
    rule = {"name": "small", "when": {"field": "size", "op": "lt", "value": 0}, "message": {"en": "No"}}
    api.apply(thing(name, screens=SCREENS, rules=[rule], unique=[["size", "stage"]]))
    _, builder = office.person(office.east, office.role(grant(name, "all", "read", "configure", size="hidden")))
    _, reader = office.person(office.east, office.role(grant(name, "all", "read", size="hidden")))

    def defined(api: Api) -> dict[str, Any]:
        objects = api.client.get("/api/meta?defined=true").json()["objects"]
        found = next(one for one in objects if one["name"] == name)
        return {key: found[key] for key in ("screens", "rules", "unique")}

    assert defined(builder) == defined(api) == {"screens": SCREENS, "rules": [rule], "unique": [["size", "stage"]]}
    assert defined(reader)["rules"] == []
    assert defined(reader)["screens"]["summary"] == ["name"]


def test_screens_come_as_they_were_given(api: Api) -> None:
    name = fresh("thing_")
    applied = api.apply(thing(name, screens=SCREENS))
    expected = {**SCREENS, "tabs": [SCREENS["tabs"][0], {"name": "rest", "related": ["neighbours"]}]}
    assert described(api, name) == expected, "* stands for the relations that no tab names"
    assert api.apply(thing(name, screens=SCREENS))["version"] == applied["version"], "the same again changes nothing"
    api.apply({"name": name, "screens": None})
    assert described(api, name) == {}


def test_screens_show_what_somebody_may_see(api: Api, office: Office) -> None:
    name = fresh("thing_")
    api.apply(thing(name, screens=SCREENS))
    _, person = office.person(office.east, office.role(grant(name, "all", "read", size="hidden", seen_on="masked")))
    assert described(person, name) == {
        "summary": ["name"],
        "form": [
            {"label": {"en": "Basics"}, "columns": 2, "fields": ["name"]},
            {"fields": ["stage"], "collapsed": True},
        ],
        "tabs": [
            {"name": "overview", "sections": [{"fields": ["name"]}], "related": ["inner"]},
            {"name": "rest", "related": ["neighbours"]},
        ],
        "views": [
            {"name": "list", "kind": "list", "columns": ["name"]},
            {"name": "board", "kind": "kanban", "by": "stage"},
            {"name": "funnel", "kind": "funnel", "by": "stage"},
        ],
    }


@pytest.mark.parametrize(
    ("screens", "place", "code"),
    [
        ([], "", "not_an_object"),
        ({"page": []}, ".page", "key_unknown"),
        ({"summary": ["name"] * 7}, ".summary", "list_too_long"),
        ({"summary": ["nothing"]}, ".summary[0]", "condition_field_unknown"),
        ({"summary": ["maker.nothing"]}, ".summary[0]", "condition_field_unknown"),
        ({"summary": [3]}, ".summary[0]", "condition_path"),
        ({"timeline": "size"}, ".timeline", "screen_moment"),
        ({"form": [{"columns": 4, "fields": []}]}, ".form[0].columns", "screen_columns"),
        ({"form": [{"fields": ["maker.name"]}]}, ".form[0].fields[0]", "screen_edited"),
        ({"form": [{"fields": [], "visible": {"any": "inner"}}]}, ".form[0].visible", "condition_related"),
        ({"tabs": [{"name": "a"}, {"name": "a"}]}, ".tabs[1].name", "named_twice"),
        ({"tabs": [{"name": "a", "related": ["sisters"]}]}, ".tabs[0].related[0]", "condition_relation_unknown"),
        ({"views": [{"name": "a", "kind": "map"}]}, ".views[0].kind", "screen_kind"),
        ({"views": [{"name": "a", "kind": "kanban"}]}, ".views[0].by", "setting_missing"),
        ({"views": [{"name": "a", "kind": "kanban", "by": "maker.kind"}]}, ".views[0].by", "screen_lane"),
        ({"views": [{"name": "a", "kind": "funnel", "by": "size"}]}, ".views[0].by", "screen_stage"),
        (
            {"views": [{"name": "a", "kind": "funnel", "by": "stage", "value": "name"}]},
            ".views[0].value",
            "screen_summed",
        ),
        ({"views": [{"name": "a", "kind": "calendar", "start": "name"}]}, ".views[0].start", "screen_moment"),
        ({"views": [{"name": "a", "kind": "list", "sort": [{"field": "name", "dir": "up"}]}]}, None, "query_direction"),
        ({"views": [{"name": "A", "kind": "list"}]}, ".views[0].name", "name_wrong"),
        ({"views": [{"name": "a", "kind": "list", "by": "stage"}]}, ".views[0].by", "key_unknown"),
        (
            {"views": [{"name": "a", "kind": "list", "where": {"field": "size", "op": "eq", "value": "big"}}]},
            ".views[0].where.size",
            "not_a_number",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(api: Api, screens: Any, place: str | None, code: str) -> None:
    refused = api.refused("POST", "/api/meta/plan", 422, {"objects": [thing("never_made", screens=screens)]})
    found = {(one["field"], one["code"]) for one in refused["errors"]}
    assert found == {(f"objects[0].screens{place}", code)} or (place is None and code in {one for _, one in found})


def test_screens_follow_renames_and_wait_for_what_is_removed(api: Api) -> None:
    name = fresh("thing_")
    version = api.apply(thing(name, screens=SCREENS))["version"]
    mine = api.client.post(
        "/api/views",
        json={"object": name, "name": "Mine", "kind": "list", "content": {"columns": ["size"], "group": "maker.kind"}},
    ).json()
    before = described(api, name)
    new = f"{name}_new"
    api.apply(
        {"id": name, "name": new, "fields": [{"id": "size", "name": "extent"}, {"id": "outer", "inverse": "parts"}]}
    )
    after = described(api, new)
    assert after == _renamed(before, {"size": "extent", "inner": "parts"})
    [view] = api.client.get(f"/api/views?object={new}").json()["views"]
    assert view["content"] == {"columns": ["extent"], "group": "maker.kind"}

    api.apply(remove=[f"{new}.extent"])
    less = described(api, new)
    assert less["summary"] == ["name", "maker.name"]
    assert [one["name"] for one in less["views"]] == ["list", "board", "days", "funnel"]
    assert [one["id"] for one in api.client.get(f"/api/views?object={new}").json()["views"]] == [mine["id"]]
    api.apply({"name": new, "label": "Another label", "screens": {"summary": ["extent"]}})
    api.apply(restore=[f"{new}.size"])
    assert described(api, new)["summary"] == ["extent"]
    back = api.client.post("/api/meta/revert", json={"version": version}).json()
    assert api.client.post("/api/meta/apply", json=back).status_code == 200
    assert described(api, name) == before


def _renamed(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _renamed(value, names) for key, value in part.items()}
    if isinstance(part, list):
        return [_renamed(one, names) for one in part]
    return names.get(part, part) if isinstance(part, str) else part


def test_people_keep_views_and_share_them(api: Api, office: Office) -> None:
    name = fresh("thing_")
    api.apply(thing(name))
    reads = office.role(grant(name, "own", "read", size="hidden"))
    anna_id, anna = office.person(office.east, reads)
    _, bert = office.person(office.east, office.role(grant(name, "own", "read")))
    _, boss = office.person(office.east, office.role(grant(name, "all", "read", "configure")))
    _, stranger = office.person(office.east)

    def views(api: Api) -> dict[str, Any]:
        return {one["name"]: one for one in api.client.get(f"/api/views?object={name}").json()["views"]}

    body = {"object": name, "name": "我的", "kind": "list", "content": {"columns": ["name", "maker.name"]}}
    refused = anna.refused(
        "POST", "/api/views", 422, {**body, "content": {"columns": ["size"], "by": "stage", "group": 1}}
    )
    assert places(refused) == {(None, "content.by", "key_unknown"), (None, "content.group", "condition_path")}
    hidden = {"where": {"field": "size", "op": "gt", "value": 1}}
    assert places(anna.refused("POST", "/api/views", 422, {**body, "content": hidden})) == {
        (None, "content.where.size", "condition_field_unknown")
    }
    stranger.refused("POST", "/api/views", 403, body)
    stranger.refused("GET", f"/api/views?object={name}", 403)

    refused = anna.refused("POST", "/api/views", 422, {**body, "content": {"columns": ["maker.name"]}})
    assert places(refused) == {(None, "content.columns[0]", "condition_path_ends")}, "anna does not read makers"
    made = anna.client.post("/api/views", json={**body, "content": {"columns": ["name"]}})
    assert made.status_code == 201
    mine = made.json()
    assert mine["mine"] is True
    assert mine["shared"] is False
    assert mine["owner"]["id"] == anna_id
    assert views(bert) == {}
    path = f"/api/views/{mine['id']}"
    for other in (bert, boss):
        other.refused("PATCH", path, 404, {"shared": True})

    shared = anna.client.patch(path, json={"shared": True, "version": mine["version"]}).json()
    assert shared["version"] == mine["version"] + 1
    anna.refused("PATCH", path, 412, {"name": "late", "version": mine["version"]})
    assert views(bert)["我的"]["mine"] is False
    bert.refused("PATCH", path, 403, {"name": "theirs"})
    bert.refused("DELETE", path, 403)
    assert boss.client.patch(path, json={"content": {"columns": ["size", "name"]}}).status_code == 200
    assert views(bert)["我的"]["content"] == {"columns": ["size", "name"]}
    assert views(anna)["我的"]["content"] == {"columns": ["name"]}, "each sees as much as they may"
    boss.client.patch(path, json={"content": hidden})
    assert views(anna) == {}, "a list that would show other records than it says is not shown"
    assert stranger.client.get("/api/views").json() == {"views": []}
    assert boss.client.delete(path).status_code == 204
    boss.refused("DELETE", path, 404)


def test_nobody_keeps_too_many_views(api: Api, office: Office) -> None:
    name = fresh("thing_")
    api.apply(thing(name))
    _, person = office.person(office.east, office.role(grant(name, "own", "read")))
    body = {"object": name, "name": "one", "kind": "list"}
    for _ in range(200):
        assert person.client.post("/api/views", json=body).status_code == 201
    assert person.refused("POST", "/api/views", 409, body)["code"] == "views_too_many"
    assert len({one["position"] for one in person.client.get("/api/views").json()["views"]}) == 200


def say(api: Api, name: str, content: Any) -> dict[str, Any]:
    """Says a screen of the workspace anew, whatever it was."""
    version = api.client.get(f"/api/screens/{name}").json()["version"]
    answer = api.client.put(f"/api/screens/{name}", json={"content": content, "version": version})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_navigation_shows_what_somebody_may_read(api: Api, office: Office) -> None:
    name = fresh("thing_")
    api.apply(thing(name, screens=SCREENS))
    standard = say(api, "navigation", None)["content"]["groups"]
    objects = {one["object"]: group["name"] for group in standard for one in group["items"]}
    assert objects["account"] == "customers"
    assert objects["lead"] == "sales"
    assert objects[name] == "own", "what was built here is there"
    assert "opportunity_line" not in objects
    _, person = office.person(office.east, office.role(grant(name, "own", "read", size="hidden"), grant("lead")))

    groups = person.client.get("/api/screens/navigation").json()["content"]["groups"]
    assert {one["object"] for group in groups for one in group["items"]} == {name, "lead", "currency", "rate"}
    content = {
        "groups": [
            {
                "name": "mine",
                "label": {"en": "Mine"},
                "items": [
                    {"object": name, "view": "large", "icon": "box"},
                    {"object": name, "view": "board", "label": {"en": "Board"}},
                    {"object": "account"},
                    {"screen": "home"},
                ],
            }
        ]
    }
    person.refused("PUT", "/api/screens/navigation", 403, {"content": content, "version": 0})
    said = say(api, "navigation", content)
    assert said["content"] == content
    assert said["changed_by"]["title"]
    items = person.client.get("/api/screens/navigation").json()["content"]["groups"][0]["items"]
    assert items == [
        {"object": name, "icon": "box"},
        {"object": name, "view": "board", "label": {"en": "Board"}},
        {"screen": "home"},
    ], "a view that somebody does not see is not named"
    api.refused("PUT", "/api/screens/navigation", 412, {"content": content, "version": said["version"] - 1})
    wrong = {
        "groups": [{"name": "mine", "items": [{"object": "nothing"}, {"icon": "box"}, {"object": 1, "screen": "x"}]}]
    }
    refused = api.refused("PUT", "/api/screens/navigation", 422, {"content": wrong, "version": said["version"]})
    assert {(one["field"], one["code"]) for one in refused["errors"]} >= {
        ("content.groups[0].items[0].object", "object_unknown"),
        ("content.groups[0].items[1]", "navigation_item"),
        ("content.groups[0].items[2]", "navigation_item"),
    }
    api.apply({"id": name, "name": f"{name}_new"})
    renamed = api.client.get("/api/screens/navigation").json()["content"]["groups"][0]["items"]
    assert renamed[0]["object"] == f"{name}_new"
    say(api, "navigation", None)
    api.refused("GET", "/api/screens/nothing", 404)


def test_objects_leave_as_an_app(api: Api, office: Office, tmp_path: Path) -> None:
    name, other = fresh("thing_"), fresh("other_")
    api.apply({"name": other, "fields": [{"name": "name", "type": "text"}]})
    item = thing(name, screens={**SCREENS, "summary": ["name", "maker.name", "other.name"]})
    item["fields"] += [{"name": "other", "type": "reference", "to": other, "inverse": f"{name}s"}]
    item["fields"] += [{"name": "account", "type": "reference", "to": "account", "inverse": f"{name}s"}]
    api.apply(item)
    refused = api.refused("GET", f"/api/meta/export?objects={name}", 422)
    assert {one["code"] for one in refused["errors"]} == {"export_needs"}
    answer = api.client.get(f"/api/meta/export?objects={name},{other},maker&name=plant")
    assert answer.headers["content-type"] == "application/zip"
    ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    app = read_app(tmp_path / "plant")
    assert (app.name, set(app.depends)) == ("plant", {"core", "sales"})
    written = {file.content["name"]: file.content for file in app.objects}
    assert written.keys() == {name, other, "maker"}
    assert written[name]["screens"] == {**SCREENS, "summary": ["name", "maker.name", "other.name"]}

    whole = ZipFile(io.BytesIO(api.client.get("/api/meta/export").content)).namelist()
    assert {"export/app.yaml", f"export/objects/{name}.yaml", "export/screens/navigation.yaml"} <= set(whole)
    _, person = office.person(office.east, office.role(grant(name, "all", "read", "configure")))
    person.refused("GET", f"/api/meta/export?objects={name}", 403)
    api.refused("GET", "/api/meta/export?objects=nothing", 404)
    api.refused("GET", "/api/meta/export?name=No/Name", 422)


def test_people_have_preferences(office: Office) -> None:
    _, person = office.person(office.east)
    assert person.client.get("/api/me").json()["preferences"] == {}

    def prefer(**keys: Any) -> Any:
        return person.client.patch("/api/me", json={"preferences": keys}).json()["preferences"]

    assert prefer(theme="dark", locale="zh-TW") == {"theme": "dark", "locale": "zh-TW"}
    assert prefer(theme=None, rows=50) == {"locale": "zh-TW", "rows": 50}
    me = person.client.get("/api/me").json()
    assert me["preferences"] == {"locale": "zh-TW", "rows": 50}
    assert me["locale"] == "zh-TW"
    refused = person.refused("PATCH", "/api/me", 422, {"preferences": {"locale": "tlh"}})
    assert places(refused) == {(None, "preferences.locale", "grant_value")}
    assert places(person.refused("PATCH", "/api/me", 422, {"preferences": {"much": "x" * 17_000}})) == {
        (None, "preferences", "preferences_size")
    }
    person.refused("PATCH", "/api/me", 422, {"preferences": [1]})
    person.refused("PATCH", "/api/me", 422, {"name": "Me"})
    person.refused("PATCH", "/api/me", 400, {"preferences": {"a": "\u0000"}})
    assert person.client.get("/api/me").json()["preferences"] == {"locale": "zh-TW", "rows": 50}
