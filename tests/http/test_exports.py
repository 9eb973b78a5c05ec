"""Files of records: what is in them, for whom, and that nothing of them stays behind."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import httpx
import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from luopan.kernel.imports.writers.formulas import unguarded
from tests.http.api import Api, check_problem, fresh, places
from tests.http.test_rights import Office, grant, office  # noqa: F401 - a fixture
from tests.live import LiveServer

WARE: dict[str, Any] = {
    "name": "ware",
    "label": {"zh-CN": "货品", "en": "Ware"},
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True, "label": {"zh-CN": "名称", "en": "Name"}},
        {"name": "lot", "type": "text", "indexed": True},
        {"name": "code", "type": "autonumber", "format": "W-{0000}"},
        {
            "name": "kind",
            "type": "select",
            "label": {"zh-CN": "种类", "en": "Kind"},
            "options": [
                {"value": "tool", "label": {"zh-CN": "工具", "en": "Tool"}},
                {"value": "part", "label": {"zh-CN": "零件", "en": "Part"}},
                {"value": "old", "label": {"zh-CN": "旧货", "en": "Old"}, "retired": True},
            ],
        },
        {"name": "price", "type": "money", "label": {"zh-CN": "价格", "en": "Price"}},
        {"name": "weight", "type": "decimal"},
        {"name": "rebate", "type": "percent"},
        {"name": "stock", "type": "integer", "required": {"field": "kind", "op": "eq", "value": "part"}},
        {"name": "active", "type": "boolean", "label": {"zh-CN": "有效", "en": "Active"}},
        {"name": "made_on", "type": "date"},
        {"name": "seen_at", "type": "datetime"},
        {"name": "tags", "type": "tags"},
        {"name": "phone", "type": "phone"},
        {"name": "note", "type": "long_text", "help": {"en": "Anything."}},
        {"name": "inside", "type": "reference", "to": "ware", "label": {"zh-CN": "装在", "en": "Inside"}},
        {"name": "related", "type": "references", "to": "ware"},
        {"name": "token", "type": "secret"},
        {"name": "sealed", "type": "text", "readonly": True},
    ],
}
FULL: dict[str, Any] = {
    "name": "扳手, 大号",
    "kind": "tool",
    "price": {"amount": "12.5", "currency": "CNY"},
    "weight": "-0.25",
    "rebate": "45.5",
    "stock": 7,
    "active": True,
    "made_on": "2026-01-05",
    "seen_at": "2026-01-05T06:30:00+00:00",
    "tags": ["VIP", "展会"],
    "phone": "+8613800138000",
    "note": '=1+1\n"quoted"',
}


@pytest.fixture(scope="module")
def wares(api: Api) -> Api:
    api.apply(WARE)
    return api


@pytest.fixture
def spooled(server: LiveServer, shared_home: Path) -> Iterator[Path]:
    """Where files are made; nothing may be left in it."""
    folder = shared_home.with_name("server") / "exports"
    yield folder
    wait_for(lambda: not list(folder.iterdir()))


def wait_for(is_so: Any) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def in_lot(lot: str) -> dict[str, Any]:
    return {"field": "lot", "op": "eq", "value": lot}


def export(api: Api, object_name: str = "ware", /, **body: Any) -> httpx.Response:
    response = api.client.post("/api/exports", json={"object": object_name, **body})
    assert response.status_code == 200, response.text[:2_000]
    return response


def cells(response: httpx.Response, encoding: str = "utf-8-sig") -> list[list[str]]:
    text = response.content.decode(encoding)
    return [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]


def sheet(response: httpx.Response, index: int = 0) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return book.get_sheet_by_index(index).to_python(skip_empty_area=False)


def file_name(response: httpx.Response) -> str:
    plain, _, name = response.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert re.fullmatch(r'attachment; filename="ware-[0-9-]{10}[.][a-z]+"', plain)
    return unquote(name)


def test_csv_as_people_read_it(wares: Api, lot: str, spooled: Path) -> None:
    first = wares.create("ware", **FULL, lot=lot)
    wares.create(
        "ware", name="盒子", lot=lot, inside=first["id"], related=[first["id"]], price={"amount": 3, "currency": "USD"}
    )
    response = export(
        wares,
        where=in_lot(lot),
        sort=[{"field": "name"}],
        locale="zh-CN",
        select=["name", "kind", "price", "weight", "rebate", "stock", "active", "made_on", "seen_at", "tags", "phone",
                "note", "inside", "inside.kind", "price.currency", "related", "id"],
    )  # fmt: skip
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert int(response.headers["content-length"]) == len(response.content)
    assert file_name(response) == f"货品-{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m-%d}.csv"
    assert response.content.startswith("\ufeff名称,种类,价格,".encode())
    assert b"-0.25,45.5%,7,\xe6\x98\xaf,2026-01-05,2026-01-05 14:30:00," in response.content
    assert b',+8613800138000,"\'=1+1\n""quoted""",' in response.content
    header, *rows = cells(response)
    assert header[12:] == ["装在", "装在 / 种类", "价格 / 币种", "related", "编号"]
    values = {row[0]: row[1:] for row in rows}
    assert values["扳手, 大号"][:3] == ["工具", "12.5", "-0.25"]
    assert values["扳手, 大号"][8:11] == ["VIP，展会", "+8613800138000", '=1+1\n"quoted"']
    assert values["盒子"][1] == "3 USD"
    assert values["盒子"][11:15] == ["扳手, 大号", "工具", "USD", first["id"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_in_every_encoding(wares: Api, lot: str, encoding: str) -> None:
    wares.create("ware", name="龘😀é", lot=lot)
    response = export(wares, where=in_lot(lot), select=["name"], encoding=encoding, headers="names")
    assert response.content == "name\r\n龘😀é\r\n".encode(encoding)
    assert response.headers["content-type"] == f"text/csv; charset={encoding.removesuffix('-sig')}"


def test_xlsx_types_its_cells(wares: Api, lot: str, spooled: Path) -> None:
    wares.create("ware", **FULL, lot=lot)
    wares.create("ware", name="=HYPERLINK(1)", lot=lot, weight="12345678901234567.25")
    response = export(wares, where=in_lot(lot), format="xlsx", locale="en", sort=[{"field": "stock"}])
    header, full, bare = sheet(response)
    values = dict(zip(header, full, strict=True))
    assert header[:3] == ["Name", "lot", "code"]
    assert "token" not in header
    assert header[-2:] == ["Owner", "Department"]
    assert values["Price"] == 12.5
    assert values["weight"] == -0.25
    assert values["rebate"] == 45.5
    assert values["Active"] is True
    assert values["made_on"] == date(2026, 1, 5)
    assert values["seen_at"] == datetime(2026, 1, 5, 14, 30)  # noqa: DTZ001
    assert values["tags"] == "VIP, 展会"
    assert bare[0] == "=HYPERLINK(1)"
    assert bare[header.index("weight")] == "12345678901234567.25"
    assert file_name(response).startswith("Ware-")


def test_parquet_holds_canonical_values(wares: Api, lot: str, tmp_path: Path, spooled: Path) -> None:
    first = wares.create("ware", **FULL, lot=lot)
    wares.create("ware", name="b", lot=lot, inside=first["id"], related=[first["id"]])
    response = export(wares, where=in_lot(lot), format="parquet", sort=[{"field": "id"}])
    path = tmp_path / "file.parquet"
    path.write_bytes(response.content)
    one, other = parquet.read_table(path).to_pylist()
    assert (one["name"], one["kind"], one["stock"], one["active"]) == ("扳手, 大号", "tool", 7, True)
    assert str(one["price"]["amount"].normalize()) == "12.5"
    assert one["seen_at"].isoformat() == "2026-01-05T06:30:00+00:00"
    assert (other["inside"], other["related"], other["price"]) == (first["id"], [first["id"]], None)


def test_what_goes_out_comes_in_again(wares: Api, lot: str) -> None:
    wares.create("ware", **FULL, lot=lot)
    wares.create("ware", name="'=1", lot=lot, note="+1-2", weight="-5", phone="+85221234567")
    body = {"where": in_lot(lot), "sort": [{"field": "id"}], "headers": "names", "locale": "zh-CN"}
    names, *rows = cells(export(wares, **body))
    other, left_out = fresh("L"), ("lot", "code", "owner", "department")
    for row in rows:
        written = {name: text for name, text in zip(names, row, strict=True) if text and name not in left_out}
        wares.create("ware", **written, lot=other)
    again = cells(export(wares, **body | {"where": in_lot(other)}))[1:]
    kept = [index for index, name in enumerate(names) if name not in left_out]
    assert [[row[index] for index in kept] for row in again] == [[row[index] for index in kept] for row in rows]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_nothing_found_is_a_file_with_a_header(wares: Api, form: str, tmp_path: Path, spooled: Path) -> None:
    response = export(wares, where=in_lot("nowhere"), select=["name", "stock"], format=form, headers="names")
    path = tmp_path / "file"
    path.write_bytes(response.content)
    header: Any = {
        "csv": lambda: cells(response),
        "xlsx": lambda: sheet(response),
        "parquet": lambda: [parquet.read_table(path).column_names],
    }[form]()
    assert header == [["name", "stock"]]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_many_records_come_each_once_and_in_order(
    wares: Api, form: str, many: str, tmp_path: Path, spooled: Path
) -> None:
    sort = [{"field": "stock", "dir": "desc"}]
    response = export(wares, where=in_lot(many), select=["stock", "note"], sort=sort, format=form)
    path = tmp_path / "file"
    path.write_bytes(response.content)
    found: Any = {
        "csv": lambda: [row[0] for row in cells(response)[1:]],
        "xlsx": lambda: [row[0] for row in sheet(response)[1:]],
        "parquet": lambda: list(parquet.read_table(path)["stock"].to_pylist()),
    }[form]()
    empty = {"parquet": None}.get(form, "")
    assert [one for one in found if one != empty] == [
        str(number) if form == "csv" else number for number in reversed(range(19_990))
    ]
    assert found[19_990:] == [empty] * 10
    assert ("content-length" in response.headers) == (form != "csv")


@pytest.fixture(scope="module")
def many(wares: Api) -> str:
    """A lot of twenty thousand."""
    lot = fresh("L")
    for half in range(0, 20_000, 10_000):
        numbers = [number if number < 19_990 else None for number in range(half, half + 10_000)]
        wares.bulk("ware", "create", [{"name": "x", "lot": lot, "stock": one, "note": "n" * 1_000} for one in numbers])
    return lot


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_client_that_hangs_up_leaves_nothing_behind(
    wares: Api, server: LiveServer, many: str, form: str, spooled: Path
) -> None:
    body = {"object": "ware", "format": form, "where": in_lot(many)}
    with httpx.Client(base_url=server.url, headers=wares.client.headers) as client:
        try:
            with client.stream("POST", "/api/exports", json=body, timeout=1 if form == "csv" else 0.3) as response:
                assert response.status_code == 200
                next(response.iter_raw())
        except httpx.TimeoutException:
            assert form == "xlsx"
    wait_for(lambda: last_line(wares)["details"].get("outcome") is not None)
    assert last_line(wares)["details"]["outcome"] in ("cancelled", "done")


def test_a_file_that_takes_too_much_room_is_no_whole_file(
    wares: Api, server: LiveServer, many: str, tmp_path: Path
) -> None:
    from tests.live import LiveServer as Live
    from tests.live import free_port

    small = Live(f"http://127.0.0.1:{free_port()}", server.key, server.database_url, wares.client)
    small.start("api", tmp_path, LUOPAN_EXPORT_MEGABYTES="1")
    try:
        small.wait_until_ready()
        with httpx.Client(base_url=small.url, headers=wares.client.headers, timeout=60) as client:
            whole = {"object": "ware", "where": in_lot(many)}
            wide = whole | {"select": ["note", "name", "lot", "stock", "id", "created_at", "updated_at", "created_by"]}
            with pytest.raises(httpx.RemoteProtocolError):
                client.post("/api/exports", json=wide)
            assert last_line(wares)["details"]["outcome"] == "failed"
            refused = check_problem(client.post("/api/exports", json=wide | {"format": "xlsx"}), 413)
            assert refused["code"] == "export_too_large"
            assert client.post("/api/exports", json=whole | {"select": ["stock"]}).status_code == 200
            wait_for(lambda: not list((tmp_path / "exports").iterdir()))
    finally:
        small.processes["api"].terminate()
        small.processes["api"].wait(20)


def test_a_slow_reader_holds_nothing_back(wares: Api, many: str, spooled: Path) -> None:
    body = {"object": "ware", "where": in_lot(many), "select": ["stock", "note"]}
    with wares.client.stream("POST", "/api/exports", json=body) as response:
        chunks = response.iter_raw()
        first = next(chunks)
        wait_for(lambda: last_line(wares)["details"].get("outcome") is not None)
        assert last_line(wares)["details"] | {"rows": 20_000, "outcome": "done"} == last_line(wares)["details"]
        size = len(first) + sum(map(len, chunks))
    assert size > 20_000_000


def last_line(api: Api) -> dict[str, Any]:
    """The newest line of the audit about exports."""
    return api.client.get("/api/audit", params={"kind": "export", "limit": 1}).json()["audit"][0]


def test_the_audit_tells_who_took_what(wares: Api, lot: str) -> None:
    wares.bulk("ware", "create", [{"name": "a", "lot": lot}, {"name": "b", "lot": lot}])
    export(wares, where=in_lot(lot), select=["name", "inside.name"], format="xlsx")
    line = last_line(wares)
    assert line["actor"] == wares.client.get("/api/me").json()["id"]
    assert (line["object"], line["address"]) == ("ware", "127.0.0.1")
    assert line["details"] == {
        "object": "ware",
        "format": "xlsx",
        "fields": ["name", "inside.name"],
        "where": in_lot(lot),
        "rows": 2,
        "outcome": "done",
    }


@pytest.mark.parametrize(
    ("body", "status", "place"),
    [
        ([], 400, None),
        ({}, 422, "object"),
        ({"object": 5}, 422, "object"),
        ({"object": "nothing"}, 404, None),
        ({"object": "ware", "select": ["nix"]}, 422, "select[0]"),
        ({"object": "ware", "select": []}, 422, "select"),
        ({"object": "ware", "select": ["name", "name"]}, 422, "select[1]"),
        ({"object": "ware", "select": ["related.name"]}, 422, "select[0]"),
        ({"object": "ware", "select": [[]]}, 422, "select[0]"),
        ({"object": "ware", "sort": [{"field": "tags"}]}, 422, "sort[0].field"),
        ({"object": "ware", "where": {"field": "stock", "op": "eq", "value": "x"}}, 422, "where.stock"),
        ({"object": "ware", "format": "pdf"}, 422, "format"),
        ({"object": "ware", "format": []}, 422, "format"),
        ({"object": "ware", "locale": "fr"}, 422, "locale"),
        ({"object": "ware", "headers": True}, 422, "headers"),
        ({"object": "ware", "encoding": "utf-16"}, 422, "encoding"),
        ({"object": "ware", "format": "xlsx", "encoding": "utf-8"}, 422, "encoding"),
        ({"object": "ware", "limit": 5}, 422, "limit"),
    ],
)
def test_bad_bodies_are_told_before_the_first_byte(wares: Api, body: Any, status: int, place: str | None) -> None:
    found = wares.refused("POST", "/api/exports", status, body)
    assert place is None or place in {field for _, field, _ in places(found)}


def test_an_export_has_a_right_and_a_scope_of_its_own(office: Office) -> None:  # noqa: F811
    read_all, own = grant("firm", "all", "read", "create", "update"), grant("firm", "own", "export")
    nobody = office.person(office.east, office.role(read_all))[1]
    refused = nobody.refused("POST", "/api/exports", 403, {"object": "firm"})
    assert refused["code"] == "forbidden_action"
    nobody.refused("POST", "/api/exports", 403, {"object": "offer"})
    anne_id, anne = office.person(office.east, office.role(read_all, own))
    lot = fresh("exports")
    office.admin.create("firm", name=f"{lot} hers", owner=anne_id)
    office.admin.create("firm", name=f"{lot} nobody's")
    where = {"field": "name", "op": "starts_with", "value": lot}
    assert len(anne.all("firm", where=where)) == 2
    assert names_in(export(anne, "firm", where=where)) == [f"{lot} hers"]
    assert len(names_in(export(office.admin, "firm", where=where))) == 2
    wide = grant("firm", "all", "export")
    blind = office.person(office.east, office.role(wide))[1]
    blind.refused("POST", "/api/exports", 403, {"object": "firm"})
    narrow_id, narrow = office.person(office.west, office.role(wide, grant("firm", "own", "read", "create")))
    office.admin.create("firm", name=f"{lot} of the narrow", owner=narrow_id)
    assert names_in(export(narrow, "firm", where=where)) == [f"{lot} of the narrow"]


def test_what_is_read_by_relation_or_share_is_not_exported_with_it(office: Office) -> None:  # noqa: F811
    rights = office.role(grant("firm", "own"), grant("offer", "own", "read", "export"))
    identity, reader = office.person(office.east, rights)
    lot = fresh("related")
    firm = office.admin.create("firm", name=lot, owner=identity)["id"]
    office.admin.create("offer", name=f"{lot} own", owner=identity)
    office.admin.create("offer", name=f"{lot} by relation", firm=firm)
    shared = office.admin.create("offer", name=f"{lot} by share")["id"]
    share = {"with": {"user": identity}, "access": "write"}
    assert office.admin.client.post(f"/api/records/offer/{shared}/shares", json=share).status_code == 201
    where = {"field": "name", "op": "starts_with", "value": lot}
    assert len(reader.all("offer", where=where)) == 3
    assert names_in(export(reader, "offer", where=where, headers="names")) == [f"{lot} own"]


def names_in(response: httpx.Response) -> list[str]:
    header, *rows = cells(response)
    return [row[header.index("name")] for row in rows]


def test_fields_leave_as_they_are_seen(office: Office) -> None:  # noqa: F811
    gold = {"field": "tier", "op": "eq", "value": "gold"}
    seen = grant(
        "firm",
        "all",
        "read",
        "export",
        code="hidden",
        phone="masked",
        size={"level": "read", "where": gold, "otherwise": "masked"},
        owner={"level": "read", "where": gold},
    )
    reader = office.person(office.east, office.role(seen))[1]
    lot = fresh("seen")
    for tier in ("gold", "plain"):
        office.admin.create("firm", name=f"{lot} {tier}", tier=tier, phone="13800138000", size=5, code=f"{lot}{tier}")
    body: dict[str, Any] = {"where": {"field": "name", "op": "starts_with", "value": lot}, "sort": [{"field": "name"}]}
    body |= {"headers": "names"}
    header, first, second = cells(export(reader, "firm", **body))
    assert "code" not in header
    gold_one, plain_one = (dict(zip(header, row, strict=True)) for row in (first, second))
    assert gold_one["phone"] == plain_one["phone"] == "+86138****8000"
    assert (gold_one["size"], plain_one["size"]) == ("5", "***")
    assert sheet(export(reader, "firm", **body, select=["size"], format="xlsx"))[1:] == [[5.0], ["***"]]
    for wrong in ({"select": ["code"]}, {"sort": [{"field": "phone"}]}, {"where": {"field": "phone", "op": "empty"}}):
        reader.refused("POST", "/api/exports", 422, {"object": "firm", **wrong})


def test_hidden_titles_and_paths_stay_hidden(office: Office) -> None:  # noqa: F811
    lot = fresh("titles")
    identity, reader = office.person(
        office.east, office.role(grant("firm", "own"), grant("offer", "own", "read", "export"))
    )
    hidden = office.admin.create("firm", name=f"{lot} hidden", tier="gold")["id"]
    own = office.admin.create("firm", name=f"{lot} own", tier="gold", owner=identity)["id"]
    for firm in (hidden, own):
        office.admin.create("offer", name=f"{lot} {firm}", other=firm, owner=identity)
    where = {"field": "name", "op": "starts_with", "value": lot}
    rows = cells(export(reader, "offer", where=where, select=["other", "other.tier"], headers="names"))[1:]
    assert sorted(rows) == sorted([[hidden, ""], [f"{lot} own", "gold"]])


def test_scopes_of_a_key_narrow_exports_too(wares: Api, admin: httpx.Client, server: LiveServer, lot: str) -> None:
    wares.create("ware", name="a", lot=lot)

    def ask(*scopes: str) -> httpx.Response:
        key = admin.post("/api/keys", json={"name": "narrow", "scopes": list(scopes)}).json()["token"]
        headers = {"authorization": f"Bearer {key}"}
        body = {"object": "ware", "where": in_lot(lot), "select": ["lot"]}
        return httpx.post(f"{server.url}/api/exports", json=body, headers=headers)

    check_problem(ask("read"), 403)
    check_problem(ask("export"), 403)
    check_problem(ask("read", "machine:export"), 403)
    assert cells(ask("read", "ware:export")) == [["lot"], [lot]]


def test_templates_hold_what_may_be_written(wares: Api, tmp_path: Path) -> None:
    headers = {"accept-language": "zh-CN"}
    response = wares.client.get("/api/imports/template", params={"object": "ware", "format": "xlsx"}, headers=headers)
    assert response.status_code == 200, response.text
    (header,) = sheet(response)
    assert header[0] == "名称"
    assert header[-2:] == ["负责人", "部门"]
    assert not {"code", "sealed", "编号"} & set(header)
    notes = {row[0]: row[1:] for row in sheet(response, 1)}
    assert notes["列"] == ["类型", "必填", "可填内容", "示例", "帮助"]
    assert notes["名称"][:2] == ["文本", "是"]
    assert notes["种类"][:4] == ["单选", "否", "工具\n零件", "工具"]
    assert notes["stock"][1] == "视情况"
    assert notes["note"][4] == "Anything."
    assert notes["装在"][2] == "货品"
    assert [row[header.index("种类")] for row in sheet(response, 2)] == ["工具", "零件"]
    plain = wares.client.get("/api/imports/template", params={"object": "ware", "format": "csv"}, headers=headers)
    assert cells(plain) == [header]


def test_a_template_is_for_whoever_may_import(office: Office) -> None:  # noqa: F811
    rights = grant("firm", "all", "read", "create", "import", code="read", phone="hidden")
    writer = office.person(office.east, office.role(rights))[1]
    found = writer.client.get("/api/imports/template", params={"object": "firm", "format": "csv"})
    assert {"code", "phone"}.isdisjoint(cells(found)[0])
    assert {"name", "tier"} <= set(cells(found)[0])
    reader = office.person(office.east, office.role(grant("firm", "all", "read")))[1]
    path = "/api/imports/template"
    reader.refused("GET", f"{path}?object=firm", 403)
    reader.refused("GET", f"{path}?object=nothing", 404)
    reader.refused("GET", path, 422)
    reader.refused("GET", f"{path}?object=firm&format=pdf", 422)


def test_the_command_line_writes_files(wares: Api, server: LiveServer, lot: str, tmp_path: Path) -> None:
    from tests.main.test_cli import luopan

    wares.create("ware", name="a", lot=lot, active=True)
    file, where = tmp_path / "out.csv", json.dumps(in_lot(lot))
    environment = {"LUOPAN_DATABASE_URL": server.database_url, "LUOPAN_HOME": str(tmp_path / "home")}
    command = ["export", "ware", str(file), "--where", where, "--select", "name,active", "--locale", "zh-CN"]
    done = luopan(*command, **environment)
    assert (done.returncode, done.stdout) == (0, f"{file} (1 records)\n"), done.stderr
    assert file.read_bytes() == "\ufeff名称,有效\r\na,是\r\n".encode()
    assert last_line(wares)["actor"] is None
    refused = luopan("export", "ware", str(tmp_path / "out.pdf"), **environment)
    assert (refused.returncode, list(tmp_path.glob("out.pdf*"))) == (1, [])
    assert "format" in refused.stderr
    assert "where" in luopan("export", "ware", str(file), "--where", "{", **environment).stderr
