"""The search over HTTP: what is found, in which order, by whom, and how soon."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.http.api import Api, fresh, places
from tests.http.test_rights import Office, grant
from tests.live import LiveServer

SHOP: dict[str, Any] = {
    "name": "shop",
    "title": "name",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "about", "type": "long_text"},
        {"name": "phone", "type": "phone"},
        {"name": "mail", "type": "email"},
        {"name": "secret_note", "type": "text", "searchable": False},
        {"name": "key", "type": "secret"},
        {"name": "card", "type": "id_number"},
    ],
}
VISIT: dict[str, Any] = {
    "name": "visit",
    "title": "name",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "shop", "type": "reference", "to": "shop", "inverse": "visits", "inherit": "read"},
    ],
}
SECONDS = 60.0


@pytest.fixture(scope="module")
def shops(server: LiveServer) -> Api:
    api = Api(server.client)
    api.apply(SHOP, VISIT)
    return api


@pytest.fixture(scope="module")
def office(server: LiveServer) -> Office:
    admin = Api(server.client)
    head, east, west = (admin.create("department", name=name)["id"] for name in ("Head", "East", "West"))
    return Office(admin, server.url, head, east, west)


@pytest.fixture
def colleagues(office: Office) -> Iterator[Callable[..., Api]]:
    clients: list[httpx.Client] = []

    def make(*grants: dict[str, Any], department: str | None = None) -> Api:
        _, api = office.person(department, office.role(*grants))
        clients.append(api.client)
        return api

    yield make
    for client in clients:
        client.close()


def search(api: Api, q: str, **parameters: Any) -> dict[str, Any]:
    response = api.client.get("/api/search", params={"q": q, **parameters})
    assert response.status_code == 200, response.text
    return response.json()


def ids(api: Api, q: str, **parameters: Any) -> list[str]:
    return [one["id"] for one in search(api, q, **parameters)["results"]]


def until(holds: Callable[[], bool]) -> float:
    """Waits for the index to follow; gives the seconds it took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < SECONDS, "the index has not followed"
    return time.monotonic() - started


def made(api: Api, wait_for: str, *names: str, **values: Any) -> list[str]:
    """Shops with these names, as soon as they can be found."""
    found = [api.create("shop", name=name, **values)["id"] for name in names]
    until(lambda: found[-1] in ids(api, wait_for, limit=100))
    return found


def hits(answer: dict[str, Any], place: int = 0) -> dict[str, str]:
    """Fields of a result, with what is highlighted in brackets."""
    return {
        one["field"]: "".join(f"[{part['text']}]" if part["hit"] else part["text"] for part in one["parts"])
        for one in answer["results"][place]["matched"]
    }


def test_titles_come_first_the_closest_before_all(shops: Api) -> None:
    elsewhere = shops.create("shop", name="别处", about="供应玄晶机械")["id"]
    inside = shops.create("shop", name="北方玄晶机械厂")["id"]
    begins = shops.create("shop", name="玄晶机械制造")["id"]
    [exact] = made(shops, "玄晶机械", "玄晶机械")
    until(lambda: len(ids(shops, "玄晶机械")) == 4)
    assert ids(shops, "玄晶机械") == [exact, begins, inside, elsewhere]
    for read in ("xjjx", "xuanjingj"):
        assert set(ids(shops, read, objects="shop")) == {exact, begins, inside}
    assert ids(shops, "玄晶 北方") == [inside]
    assert ids(shops, "玄晶机械", limit=2) == [exact, begins]
    assert ids(shops, "玄晶机械", objects="visit") == []


@pytest.mark.parametrize(
    ("typed", "field", "shown"),
    [
        ("峪瓯", "name", "南[峪瓯]精密（上海）"),
        ("峪", "name", "南[峪]瓯精密（上海）"),
        ("nyojm", "name", "[南峪瓯精密]（上海）"),
        ("yuou", "name", "南[峪瓯]精密（上海）"),
        ("yuouj", "name", "南[峪瓯精]密（上海）"),
        ("精密上海 峪瓯", "name", "南[峪瓯精密（上海]）"),
        ("8273", "phone", "+861391234[8273]"),
        ("1391234827", "phone", "+86[1391234827]3"),
        ("+86 139 1234 8273", "phone", "+86[13912348273]"),
        ("nanyu.ou@qx-corp.example", "mail", "[nanyu.ou@qx-corp.example]"),
        ("qx-corp.example", "mail", "nanyu.ou@[qx-corp.example]"),
        ("NANYU", "mail", "[nanyu].ou@qx-corp.example"),
    ],
)
def test_everything_that_people_type(shops: Api, typed: str, field: str, shown: str) -> None:
    wanted = ids(shops, "南峪瓯精密上海") or made(
        shops, "南峪瓯精密上海", "南峪瓯精密（上海）", phone="13912348273", mail="nanyu.ou@qx-corp.example"
    )
    answer = search(shops, typed)
    place = [one["id"] for one in answer["results"]].index(wanted[0])
    assert answer["results"][place] == answer["results"][place] | {"object": "shop", "title": "南峪瓯精密（上海）"}
    assert hits(answer, place)[field] == shown


def test_a_mistyped_word_finds_what_was_meant(shops: Api) -> None:
    acme, fanying = made(shops, "fanying", "Zyxacme Tools", "樊瀛通讯")
    for typed, meant, wanted in (
        ("zyxacmee", "zyxacme", acme),
        ("zyxamce", "zyxacme", acme),
        ("zyxcme", "zyxacme", acme),
        ("fanyign", "fanying", fanying),
    ):
        answer = search(shops, typed)
        assert answer["corrected"] == meant
        assert [one["id"] for one in answer["results"]] == [wanted]
    answer = search(shops, "zyxacme tools")
    assert "corrected" not in answer
    assert [one["id"] for one in answer["results"]] == [acme]


def test_it_follows_within_a_second(shops: Api) -> None:
    name, other = f"碌碡{fresh('f')}", f"辘轳{fresh('f')}"
    shop = shops.create("shop", name=name)["id"]
    assert until(lambda: ids(shops, name) == [shop]) < 1.5
    shops.patch("shop", shop, name=other)
    assert until(lambda: ids(shops, other) == [shop]) < 1.5
    assert shop not in ids(shops, name)
    shops.delete("shop", shop)
    assert ids(shops, other) == []
    assert shops.client.post(f"/api/records/shop/{shop}/restore").status_code == 200
    assert until(lambda: ids(shops, other) == [shop]) < 1.5


def test_fields_that_are_not_searchable_are_left_out(shops: Api) -> None:
    word = fresh("walnut")
    [shop] = made(
        shops, word, word, secret_note=f"x{word}x hiddenly{word}", key=f"topsecret{word}", card="11010519491231002X"
    )
    for text in (f"hiddenly{word}", f"topsecret{word}", "11010519491231002X"):
        assert ids(shops, text) == []
    shops.apply({"name": "shop", "fields": [{"name": "secret_note", "type": "text", "searchable": True}]})
    until(lambda: ids(shops, f"hiddenly{word}") == [shop])
    shops.apply({"name": "shop", "fields": [{"name": "secret_note", "type": "text", "searchable": False}]})
    assert ids(shops, f"hiddenly{word}") == []


def test_records_without_any_text_are_in_nobodys_way(shops: Api) -> None:
    name = fresh("scale")
    shops.apply({"name": name, "fields": [{"name": "weight", "type": "integer"}, {"name": "note", "type": "text"}]})
    empty, full = shops.create(name, weight=3)["id"], shops.create(name, note=f"{name} heavy")["id"]
    until(lambda: ids(shops, f"{name} heavy", objects=name) == [full])
    shops.patch(name, empty, note=f"{name} light")
    until(lambda: ids(shops, f"{name} light", objects=name) == [empty])
    shops.patch(name, empty, note=None)
    shops.apply({"name": name, "fields": [{"name": "remark", "type": "text"}]})
    shops.patch(name, full, remark="indexed anew")
    until(lambda: ids(shops, "indexed anew", objects=name) == [full])
    assert ids(shops, f"{name} light", objects=name) == []


def test_rights_hold(shops: Api, office: Office, colleagues: Callable[..., Api]) -> None:
    word = fresh("quince")
    mine, theirs = (
        shops.create("shop", name=f"{word} {n}", phone=f"1391234{n}", department=department)["id"]
        for n, department in (("4001", office.east), ("4002", office.west))
    )
    visits = [shops.create("visit", name=f"visit of {word}", shop=one)["id"] for one in (mine, theirs)]
    until(lambda: len(ids(shops, word)) == 4)
    rep = colleagues(grant("shop", "department"), grant("visit", "own"), department=office.east)
    assert set(ids(rep, word)) == {mine, visits[0]}
    assert ids(rep, word, objects="visit") == [visits[0]]
    assert ids(rep, "4002") == []
    assert mine in ids(rep, "4001")
    rep.refused("GET", "/api/search?q=x&objects=account", 403)
    where = {"search": word}
    assert [one["id"] for one in rep.query("shop", where=where)["records"]] == [mine]
    assert rep.aggregate("shop", where={"any": "visits", "where": where}, measures=[{"fn": "count"}]) == [{"count": 1}]
    assert not search(colleagues(grant("visit", "own")), word)["results"]


@pytest.mark.parametrize("level", ["hidden", "masked", "depends"])
def test_a_field_that_is_not_read_in_full_is_not_searched(
    shops: Api, colleagues: Callable[..., Api], level: str
) -> None:
    word = fresh("medlar")
    condition = {"level": "read", "where": {"field": "about", "op": "eq", "value": "open"}, "otherwise": "masked"}
    shop = shops.create("shop", name=f"桤木{word}", about=f"{word} about", phone="13912345555")["id"]
    until(lambda: ids(shops, word) == [shop])
    right: Any = condition if level == "depends" else level
    rep = colleagues(grant("shop", "all", name=right, phone=right))
    for text in (f"桤木{word}", "桤木", "qimu", "qm", "13912345555"):
        assert shop not in ids(rep, text), text
        assert (
            rep.query("shop", where={"and": [{"search": text}, {"field": "id", "op": "eq", "value": shop}]})["records"]
            == []
        )
    [result] = search(rep, word)["results"]
    assert (result["id"], [one["field"] for one in result["matched"]]) == (shop, ["about"])
    assert result["title"] == (None if level == "hidden" else result["title"])
    assert result["title"] != f"桤木{word}"
    rest = rep.query("shop", where={"and": [{"not": {"search": "桤木"}}, {"field": "id", "op": "eq", "value": shop}]})
    assert len(rest["records"]) == 1


def test_it_is_a_condition_everywhere(shops: Api) -> None:
    word = fresh("rowan")
    first, second = made(shops, f"{word}乙", f"{word}甲", f"{word}乙")
    until(lambda: len(ids(shops, word)) == 2)
    where = {"search": f"{word}甲"}
    assert [one["id"] for one in shops.query("shop", where=where, count="exact")["records"]] == [first]
    assert shops.query("shop", where=where, count="exact", limit=1)["count"] == 1
    both = {"and": [{"search": word}, {"not": where}]}
    assert [one["id"] for one in shops.query("shop", where=both)["records"]] == [second]
    assert shops.aggregate("shop", where={"search": word}, measures=[{"fn": "count"}]) == [{"count": 2}]
    user = shops.client.get("/api/me").json()["id"]
    moved = shops.client.post("/api/records/shop/transfer", json={"where": where, "owner": user})
    assert moved.status_code == 200, moved.text
    rule = {"object": "shop", "where": where, "with": {"user": user}, "access": "read"}
    refused = shops.refused("POST", "/api/sharing-rules", 422, json=rule)
    assert {code for _, _, code in places(refused)} == {"condition_in_rule"}
    rules = [{"name": "r", "when": where, "message": {"en": "no"}}]
    refused = shops.refused("POST", "/api/meta/plan", 422, json={"objects": [{"name": "shop", "rules": rules}]})
    assert {code for _, _, code in places(refused)} == {"condition_in_rule"}


@pytest.mark.parametrize(
    ("parameters", "status", "place"),
    [
        ({}, 422, "q"),
        ({"q": ""}, 422, "q"),
        ({"q": "   "}, 422, "q"),
        ({"q": "a\x00b"}, 422, "q"),
        ({"q": "x" * 10_000}, 422, "q"),
        ({"q": "a " * 90}, 422, "q"),
        ({"q": "x", "limit": "0"}, 400, "limit"),
        ({"q": "x", "limit": "many"}, 400, "limit"),
    ],
)
def test_what_can_not_be_asked(shops: Api, parameters: dict[str, str], status: int, place: str) -> None:
    refused = shops.refused("GET", str(httpx.URL("/api/search", params=parameters)), status)
    assert {one[1] for one in places(refused)} == {place}


@pytest.mark.parametrize(
    "condition", [{"search": ""}, {"search": 1}, {"search": None}, {"search": "x" * 201}, {"search": "x", "op": "eq"}]
)
def test_conditions_that_can_not_be_understood(shops: Api, condition: Any) -> None:
    refused = shops.refused("POST", "/api/records/shop/query", 422, json={"where": {"and": [condition]}})
    assert all(one[1].startswith("where.and[0].") for one in places(refused))


@pytest.mark.parametrize(
    "text",
    [
        ".*",
        "a|b",
        "(",
        "[z-a]",
        "\\",
        "%",
        "_",
        "'",
        "';--",
        '"',
        ":*",
        "& | !",
        "😀",
        "ﬁ",
        "^huawei:*",
        "<->",
        "é" * 200,
        "\u202e",
        "𠮷",
    ],
)
def test_nothing_that_is_typed_is_taken_for_a_pattern(shops: Api, text: str) -> None:
    assert len(search(shops, text)["results"]) <= 20
    assert shops.client.post("/api/records/shop/query", json={"where": {"search": text}}).status_code == 200


def test_an_unknown_object_is_named(shops: Api) -> None:
    shops.refused("GET", "/api/search?q=x&objects=nothing_like_this", 404)
