"""Whatever is sent in: a clear refusal with its place, never an error of ours, and nothing half done."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.http.api import Api, check_no_insides, check_problem, fresh

NASTY_NAMES = [
    "' or '1'='1",
    'machine"; drop table records.machine; --',
    "a'b\"c",
    "records.machine",
    "pg_sleep(5)",
    "../../etc/passwd",
    "__class__",
    "\u0000",
    "a\u0000b",
    "名字",
    "x" * 10_000,
    "",
    " ",
    ".",
    "a.",
    "..",
    "id.id.id.id.id.id.id.id",
    "%s",
    "%(x)s",
    "$1",
    "{0}",
    "{0.__class__}",
    "\ufffe",
]
TEN_MEGABYTES = "长" * (10 * 2**20 // 3)


def sent(api: Api, path: str, body: bytes, method: str = "POST") -> httpx.Response:
    response = api.client.request(method, path, content=body, headers={"content-type": "application/json"})
    check_no_insides(response.text)
    return response


def refused(response: httpx.Response) -> dict[str, Any]:
    assert 400 <= response.status_code < 500, response.text[:2_000]
    return check_problem(response, response.status_code)


def located(response: httpx.Response) -> dict[str, Any]:
    """The refusal of one body, with the place of what is wrong in it."""
    document = check_problem(response, 422)
    assert document["errors"], document
    assert all(one.get("field") for one in document["errors"]), document
    return document


@pytest.mark.parametrize("name", NASTY_NAMES)
def test_names_are_names_and_never_code(api: Api, name: str) -> None:
    condition = {"field": name, "op": "eq", "value": 1}
    for body in (
        {"where": condition},
        {"where": {"any": name}},
        {"where": {"field": "hours", "op": name, "value": 1}},
        {"where": {"field": "hours", "op": "eq", "value": {"path": name}}},
        {"where": {name: 1}},
        {"select": [name]},
        {"sort": [{"field": name}]},
        {"sort": [{"field": "hours", "dir": name}]},
        {"count": name} if name else {"count": "?"},
        {"?" + name: 1},
    ):
        located(api.client.post("/api/records/machine/query", json=body))
    for body in (
        {"group_by": [name]},
        {"group_by": [{"field": "seen_at", "grain": name}]},
        {"measures": [{"fn": name}]},
        {"measures": [{"fn": "sum", "field": name}]},
        {"having": {"field": name, "op": "eq", "value": 1}},
        {"sort": [{"field": "?" + name}]},
    ):
        located(api.client.post("/api/records/machine/aggregate", json=body))
    refused(api.client.post("/api/records/machine", json={"serial": "x", "?" + name: 1}))
    refused(api.client.post("/api/records/machine/bulk", json={"mode": "upsert", "records": [], "key": "?" + name}))
    refused(api.client.post("/api/meta/apply", json={"objects": [{"name": name, "fields": []}]}))
    refused(
        api.client.post(
            "/api/meta/apply", json={"objects": [{"name": fresh("n_"), "fields": [{"name": name, "type": "text"}]}]}
        )
    )
    refused(
        api.client.post(
            "/api/meta/apply", json={"objects": [{"name": fresh("n_"), "fields": [{"name": "a", "type": "?" + name}]}]}
        )
    )
    refused(api.client.post("/api/meta/apply", json={"remove": [name]}))


@pytest.mark.parametrize("name", NASTY_NAMES)
def test_a_measure_may_have_any_printable_name(api: Api, name: str) -> None:
    measure = {"fn": "count", "as": name}
    response = api.client.post("/api/records/part/aggregate", json={"measures": [measure], "sort": [{"field": name}]})
    if response.status_code == 200:
        assert response.json()["rows"][0].keys() == {name}
    else:
        located(response)


@pytest.mark.parametrize("name", NASTY_NAMES)
def test_an_address_may_hold_anything(api: Api, name: str) -> None:
    quoted = quote(name, safe="") or "%20"
    for path in (
        f"/api/records/{quoted}/query",
        f"/api/records/machine/{quoted}/restore",
        f"/api/changes/{quoted}/undo",
    ):
        refused(api.client.post(path, json={}))
    for path in (f"/api/meta/objects/{quoted}", f"/api/meta/runs/{quoted}", f"/api/records/machine/{quoted}"):
        response = api.client.get(path)
        if set(name) > {"."} or not name:
            refused(response)  # clients take dots for a path of their own
        check_no_insides(response.text)


def nested(levels: int, opening: str, closing: str, heart: str) -> bytes:
    return (opening * levels + heart + closing * levels).encode()


@pytest.mark.parametrize("levels", [40, 200, 1_000, 100_000])
def test_depth_is_limited(api: Api, levels: int) -> None:
    leaf = '{"field":"hours","op":"eq","value":1}'
    for opening, closing in (('{"not":', "}"), ('{"and":[', "]}"), ('{"any":"backs_up","where":', "}")):
        condition = nested(levels, opening, closing, leaf)
        refused(sent(api, "/api/records/machine/query", b'{"where":' + condition + b"}"))
        refused(sent(api, "/api/records/machine/aggregate", b'{"where":' + condition + b"}"))
    having = nested(levels, '{"or":[', "]}", '{"field":"count","op":"gt","value":1}')
    refused(sent(api, "/api/records/machine/aggregate", b'{"having":' + having + b"}"))
    deep = nested(levels, "[", "]", "1")
    for body in (deep, b'{"serial":' + deep + b"}", b'{"tags":' + deep + b"}", b'{"price":' + deep + b"}"):
        refused(sent(api, "/api/records/machine", body))
    for body in (
        b'{"objects":' + deep + b"}",
        b'{"objects":[{"name":"deep_one","fields":[{"name":"a","type":"text","default":' + deep + b"}]}]}",
    ):
        refused(sent(api, "/api/meta/apply", body))


def test_width_is_limited(api: Api) -> None:
    leaf = {"field": "hours", "op": "eq", "value": 1}
    located(api.client.post("/api/records/machine/query", json={"where": {"or": [leaf] * 5_000}}))
    many = {"field": "hours", "op": "in", "value": list(range(20_000))}
    located(api.client.post("/api/records/machine/query", json={"where": many}))
    located(api.client.post("/api/records/machine/query", json={"select": ["serial"] * 5_000}))
    located(api.client.post("/api/records/machine/aggregate", json={"measures": [{"fn": "count"}] * 5_000}))
    refused(api.client.post("/api/records/machine", json={f"f{n}": 1 for n in range(20_000)}))


@pytest.mark.parametrize(
    "field",
    [
        "serial",
        "name",
        "status",
        "hours",
        "weight",
        "price",
        "bought_on",
        "seen_at",
        "active",
        "tags",
        "maker",
        "suppliers",
    ],
)
def test_ten_megabytes_fit_in_no_field(api: Api, field: str) -> None:
    document = located(api.client.post("/api/records/machine", json={"serial": fresh("big"), field: TEN_MEGABYTES}))
    assert {one["field"] for one in document["errors"]} == {field}
    assert len(str(document)) < 5_000, "a refusal does not send it all back"
    condition = {"field": field, "op": "in" if field == "suppliers" else "eq", "value": TEN_MEGABYTES}
    if field in ("serial", "hours", "weight", "bought_on", "seen_at", "maker", "status"):
        response = api.client.post("/api/records/machine/query", json={"where": condition})
        assert response.status_code in (200, 422)
        assert len(response.text) < 5_000


def test_more_than_64_megabytes_are_not_read(api: Api) -> None:
    def endless() -> Any:
        for _ in range(66):
            yield b" " * 2**20

    try:
        response = api.client.post("/api/records/machine", content=endless())
    except httpx.WriteError:
        return  # the server has hung up on us, which is fair
    check_problem(response, 413)


UNREADABLE = [
    b'{"serial": "\xff"}',
    b'{"serial": "\xe9\x95"}',
    b'{"serial": "\xed\xa0\x80"}',
    b'{"serial": "\\ud800"}',
    b'{"serial": "\\udc00\\ud800"}',
    b'{"serial": "a", "hours": NaN}',
    b'{"serial": "a", "weight": Infinity}',
    b'{"serial": "a", "weight": -Infinity}',
    b'{"serial": "a" "b"}',
    b'{"serial": "a",}',
    b"{\"serial\": 'a'}",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\x00}\x00",
]


@pytest.mark.parametrize("body", UNREADABLE)
@pytest.mark.parametrize(
    "path", ["/api/records/machine", "/api/records/machine/query", "/api/meta/apply", "/api/auth/login"]
)
def test_what_is_no_json_is_400(api: Api, body: bytes, path: str) -> None:
    check_problem(sent(api, path, body), 400)


NUMBERS = [
    "1e400",
    "1e999999999",
    "9" * 30,
    "9" * 400,
    "-" + "9" * 100,
    "1e-400",
    "0.1234567890123456789012",
    "9223372036854775808",
    "NaN",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("as_text", [True, False])
def test_numbers_beyond_measure_are_refused_or_read_exactly(api: Api, number: str, as_text: bool) -> None:
    written = f'"{number}"' if as_text else number
    for field in ("hours", "weight", "price"):
        serial = fresh("num")
        response = sent(api, "/api/records/machine", f'{{"serial":"{serial}","{field}":{written}}}'.encode())
        if response.status_code != 201:
            document = refused(response)
            assert response.status_code == 400 or {one["field"] for one in document["errors"]} == {field}
            continue
        shown = response.json()[field]
        shown = shown["amount"] if field == "price" else shown
        assert abs(float(shown) - float(number)) <= 1e-12 * max(1.0, abs(float(number)))
    for field in ("hours", "weight", "price", "price.number", "version"):
        condition = f'{{"where":{{"field":"{field}","op":"lt","value":{written}}},"limit":1}}'
        response = sent(api, "/api/records/machine/query", condition.encode())
        assert response.status_code in (200, 400, 422), response.text
    having = f'{{"having":{{"field":"count","op":"lt","value":{written}}}}}'
    assert sent(api, "/api/records/machine/aggregate", having.encode()).status_code in (200, 400, 422)
    count = f'{{"where":{{"count":"parts","op":"lt","value":{written}}}}}'
    refused(sent(api, "/api/records/machine/query", count.encode()))
    limit = f'{{"limit":{written}}}'
    refused(sent(api, "/api/records/machine/query", limit.encode()))
    machine = api.create("machine", serial=fresh("num"))["id"]
    refused(sent(api, f"/api/records/machine/{machine}", f'{{"name":"v","version":{written}}}'.encode(), "PATCH"))
    assert api.read("machine", machine)["version"] == 1
    refused(sent(api, "/api/meta/revert", f'{{"version":{written}}}'.encode()))


TEXTS = [
    "\u0000",
    "a\u0000b",
    "\u202e",
    "\ufffe\uffff",
    "\U0010ffff",
    "\u200b",
    "\r\n",
    "\x1b[31m",
    "﷽" * 100,
    "e\u0301" * 400,
    "'; --",
    "\\",
    "\x7f",
]


@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_come_back_or_are_refused(api: Api, text: str) -> None:
    for field in ("name", "tags", "status", "bought_on", "seen_at", "price", "maker"):
        value = {"name": text} if field == "maker" else text
        response = api.client.post("/api/records/machine", json={"serial": fresh("odd"), field: value})
        if response.status_code != 201:
            document = refused(response)
            assert {one["field"] for one in document["errors"]} == {field}
            assert field != "name" or "\u0000" in text
        elif field == "name" and response.json()["name"] is not None:
            written = response.json()["name"]
            found = api.all("machine", where={"field": "name", "op": "eq", "value": written})
            assert response.json()["id"] in {one["id"] for one in found}
    for op in ("eq", "contains", "starts_with"):
        for field in ("name", "serial", "maker.name"):
            response = api.client.post(
                "/api/records/machine/query", json={"where": {"field": field, "op": op, "value": text}}
            )
            assert response.status_code in (200, 422), response.text


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        [[]],
        [{}],
        {"a": {}},
        True,
        7,
        7.5,
        "x",
        [None],
        [1, "a", None, {}],
        {"id": 7},
        {"id": None},
        {"amount": {}},
    ],
)
def test_any_value_in_any_field_is_taken_or_refused_at_its_place(api: Api, value: Any) -> None:
    fields = [one["name"] for one in api.client.get("/api/meta/objects/machine").json()["fields"]]
    for field in fields:
        response = api.client.post("/api/records/machine", json={"serial": fresh("any")} | {field: value})
        if response.status_code != 201:
            assert {one["field"] for one in located(response)["errors"]} == {field}
        for op in ("eq", "in", "lt", "contains", "has_any", "empty", "between"):
            for path in (field, f"{field}.name", f"{field}.number"):
                response = api.client.post(
                    "/api/records/machine/query", json={"where": {"field": path, "op": op, "value": value}}
                )
                assert response.status_code in (200, 422), response.text


def test_five_thousand_fields_are_too_many_and_nothing_is_left(api: Api) -> None:
    name = fresh("wide_")
    for count in (450, 5_000, 6_000):
        fields = [{"name": f"f{n}", "type": "text"} for n in range(count)]
        for path in ("/api/meta/plan", "/api/meta/apply"):
            located(api.client.post(path, json={"objects": [{"name": name, "fields": fields}]}))
    api.refused("GET", f"/api/meta/objects/{name}", 404)
    located(api.client.post("/api/meta/apply", json={"objects": [{"name": f"o{n}"} for n in range(600)]}))


def test_required_references_in_a_circle_can_be_filled_or_are_refused(api: Api) -> None:
    """a needs b needs a: nobody could ever write the first one, so either the plan says no, or one call can write both."""
    one, two = fresh("circle_"), fresh("circle_")

    def item(name: str, other: str) -> dict[str, Any]:
        reference = {"name": "other", "type": "reference", "to": other, "required": True}
        return {"name": name, "fields": [{"name": "name", "type": "text"}, reference]}

    response = api.client.post("/api/meta/apply", json={"objects": [item(one, two), item(two, one)]})
    if response.status_code != 200:
        located(response)
        api.refused("GET", f"/api/meta/objects/{one}", 404)
    else:
        refused(api.client.post(f"/api/records/{one}", json={"name": "x"}))
    itself = fresh("circle_")
    response = api.client.post("/api/meta/apply", json={"objects": [item(itself, itself)]})
    assert response.status_code in (200, 422)
    if response.status_code == 200:
        identity = "0198c0de-0000-7000-8000-00000000c1c1"
        assert api.create(itself, id=identity, other=identity)["other"]["id"] == identity


def test_metadata_in_odd_shapes_is_refused_with_its_place(api: Api) -> None:
    before = api.client.get("/api/meta").json()["version"]
    odd: list[Any] = [7, "x", [], {}, [[]], [7], None, True, {"a": "\u0000"}, [{"name": "x"}, {"name": "x"}]]
    for value in odd:
        for body in (
            {"objects": value},
            {"objects": [value]},
            {"objects": [{"name": "odd_one", "fields": value}]},
            {"objects": [{"name": "odd_one", "fields": [value]}]},
            {"objects": [{"name": value}]},
            {
                "objects": [
                    {"name": "odd_one", "label": value, "title": value, "unique": value, "rules": value, "id": value}
                ]
            },
            {
                "objects": [
                    {"name": "odd_one", "fields": [{"name": "a", "type": value, "required": value, "unique": value}]}
                ]
            },
            {"objects": [{"name": "odd_one", "fields": [{"name": "a", "type": "select", "options": value}]}]},
            {
                "objects": [
                    {"name": "odd_one", "fields": [{"name": "a", "type": "reference", "to": value, "inverse": value}]}
                ]
            },
            {
                "objects": [
                    {"name": "odd_one", "fields": [{"name": "a", "type": "text", "default": value, "visible": value}]}
                ]
            },
            {"objects": [{"name": "odd_one", "rules": [{"name": "r", "when": value, "message": value}]}]},
            {"remove": value, "restore": value, "purge": value},
            {"note": value},
        ):
            response = api.client.post("/api/meta/plan", json=body)
            check_no_insides(response.text)
            assert response.status_code in (200, 422), (body, response.text)
            if response.status_code == 422:
                check_problem(response, 422)
    assert api.client.get("/api/meta").json()["version"] == before, "a plan changes nothing"


def test_odd_headers_and_queries_are_harmless(api: Api) -> None:
    for headers in (
        {"accept-language": "x" * 5_000},
        {"accept-language": ";;;,,,q="},
        {"content-type": "text/plain"},
        {"content-type": "multipart/form-data"},
        {"if-match": "*"},
        {"last-event-id": ""},
        {"host": "evil.example"},
    ):
        response = api.client.get("/api/me", headers=headers)
        assert response.status_code == 200
    assert api.client.get("/api/me?a=%00&b=%ff&limit=x").status_code == 200
    assert api.client.get("/api/records/machine/x/history?limit=%ff").status_code in (400, 404)
