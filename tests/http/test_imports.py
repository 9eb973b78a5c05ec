"""Imports: rows in, rows back with their reasons, a dry run that tells the truth, and everything taken back."""

import csv
import io
import json
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.http.api import Api, fresh
from tests.http.imports import as_csv, bring, outcome, reasons, send, settle
from tests.http.test_rights import Office, grant, office  # noqa: F401 - a fixture


@pytest.fixture
def client(api: Api) -> httpx.Client:
    return api.client


def machines(lot: str, count: int, **columns: Any) -> list[list[Any]]:
    """A file of machines with serials, a lot, and these columns for all of them."""
    header = ["serial", "lot", *columns]
    return [header, *([f"{lot}-{number}", lot, *columns.values()] for number in range(count))]


def in_lot(api: Api, lot: str, **body: Any) -> list[dict[str, Any]]:
    return api.all("machine", where={"field": "lot", "op": "eq", "value": lot}, **body)


def test_good_rows_go_in_and_bad_ones_come_back(api: Api, client: httpx.Client, lot: str) -> None:
    rows = [
        ["Serial", "Lot", "Hours", "Bought on", "Price"],
        [f"{lot}-1", lot, "12", "2026年3月4日", "1,200.50"],
        [f"{lot}-2", lot, "many", "2026/13/40", "5"],
        ["", lot, "3", "", ""],
        [f"{lot}-4", lot, "", "2026-05-06", "USD 7"],
    ]
    mapping = {"Serial": "serial", "Lot": "lot", "Hours": "hours", "Bought on": "bought_on", "Price": "price"}
    told = bring(client, "machine", rows, mapping)
    assert told["status"] == "done"
    assert outcome(told) == {"created": 2, "rejected": 2}
    assert {(row, column) for row, column, _ in reasons(told)} == {(3, "Hours"), (3, "Bought on"), (4, "Serial")}
    first, last = sorted(in_lot(api, lot), key=lambda one: one["serial"])
    assert (first["hours"], first["bought_on"], first["price"]["amount"]) == (12, "2026-03-04", "1200.5")
    assert (last["hours"], last["price"]["currency"]) == (None, "USD")


def test_the_bad_rows_mended_go_in_by_the_same_mapping(api: Api, client: httpx.Client, lot: str) -> None:
    rows = [["Serial", "Lot", "Hours"], [f"{lot}-1", lot, "1"], [f"{lot}-2", lot, "two"]]
    mapping = {"Serial": "serial", "Lot": "lot", "Hours": "hours"}
    told = bring(client, "machine", rows, mapping)
    response = client.get(f"/api/imports/{told['id']}/rejected?format=csv", headers={"accept-language": "zh-CN"})
    back = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[:3] for row in back] == [["Serial", "Lot", "Hours"], [f"{lot}-2", lot, "two"]]
    assert "Hours" in back[1][3]
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/api/imports/{told['id']}/rejected").content))
    sheet = workbook.get_sheet_by_index(0).to_python()
    assert [row[:3] for row in sheet] == [["Serial", "Lot", "Hours"], [f"{lot}-2", lot, "two"]]
    back[1][2] = "2"
    again = bring(client, "machine", back, mapping)
    assert outcome(again) == {"created": 1}
    assert sorted(one["hours"] for one in in_lot(api, lot)) == [1, 2]


def test_what_is_done_is_found(client: httpx.Client, lot: str) -> None:
    rows = machines(lot, 5_000, name="卧式加工中心")
    told = bring(client, "machine", rows, {name: name for name in rows[0]})
    assert outcome(told) == {"created": 5_000}
    found = client.get("/api/search", params={"q": f"{lot}-4999"}).json()["results"]
    assert [(one["object"], one["title"]) for one in found] == [("machine", f"{lot}-4999")]
    client.post(f"/api/imports/{told['id']}/undo")
    assert settle(client, told["id"])["status"] == "undone"


def test_rows_are_matched_by_one_field_or_several(api: Api, client: httpx.Client, lot: str) -> None:
    api.bulk("machine", "create", [{"serial": f"{lot}-{n}", "lot": lot, "name": f"N{n}", "hours": 1} for n in range(3)])
    rows = [["serial", "hours"], [f"{lot}-0", 5], [f"{lot}-1", 1], [f"{lot}-9", 7]]
    mapping = {"serial": "serial", "hours": "hours"}
    assert outcome(bring(client, "machine", rows, mapping, key="serial")) == {
        "created": 1,
        "updated": 1,
        "unchanged": 1,
    }
    several = [["lot", "name", "hours"], [lot, "N2", 9], [lot, "N7", 9]]
    told = bring(client, "machine", several, {n: n for n in several[0]}, mode="update", key=["lot", "name"])
    assert outcome(told) == {"updated": 1, "rejected": 1}
    assert reasons(told) == {(3, "lot", "record_not_found")}
    assert {one["serial"]: one["hours"] for one in in_lot(api, lot)} == {f"{lot}-0": 5, f"{lot}-1": 1, f"{lot}-2": 9}


def test_empty_cells_keep_what_is_there_unless_they_are_to_clear_it(api: Api, client: httpx.Client, lot: str) -> None:
    made = api.create("machine", serial=f"{lot}-1", lot=lot, name="Drill", hours=4)
    rows, mapping = (
        [["serial", "name", "hours"], [made["serial"], "", "5"]],
        {n: n for n in ("serial", "name", "hours")},
    )
    assert outcome(bring(client, "machine", rows, mapping, key="serial")) == {"updated": 1}
    assert api.read("machine", made["id"])["name"] == "Drill"
    assert outcome(bring(client, "machine", rows, mapping, key="serial", empty="clear")) == {"updated": 1}
    assert api.read("machine", made["id"])["name"] is None


def test_relations_are_found_by_any_field_and_created_on_wish(api: Api, client: httpx.Client, lot: str) -> None:
    known = api.create("maker", name=f"{lot} known", code=f"{lot}K")
    rows = [
        ["serial", "lot", "maker"],
        [f"{lot}-1", lot, f"{lot} known"],
        [f"{lot}-2", lot, f"{lot} new"],
        [f"{lot}-3", lot, f"{lot} new"],
    ]
    mapping = {"serial": "serial", "lot": "lot", "maker": "maker"}
    told = bring(client, "machine", rows, mapping, dry_run=True)
    assert outcome(told) == {"created": 1, "rejected": 2}
    assert {code for _, _, code in reasons(told)} == {"reference_not_found"}
    told = bring(client, "machine", rows, mapping, create=["maker"])
    assert outcome(told) == {"created": 3}
    assert told["related"] == {"maker": 1}
    titles = sorted(one["maker"]["title"] for one in in_lot(api, lot))
    assert titles == [f"{lot} known", f"{lot} new", f"{lot} new"]
    by_code = [["serial", "lot", "m"], [f"{lot}-5", lot, f"{lot}K"]]
    assert outcome(bring(client, "machine", by_code, {"serial": "serial", "lot": "lot", "m": "maker.code"})) == {
        "created": 1
    }
    assert (
        api.all("machine", where={"field": "serial", "op": "eq", "value": f"{lot}-5"})[0]["maker"]["id"] == known["id"]
    )


def test_what_only_a_refused_row_needs_is_not_created(api: Api, client: httpx.Client, lot: str) -> None:
    rows = [
        ["serial", "lot", "maker", "backup"],
        [f"{lot}-1", lot, f"{lot} good", ""],
        [f"{lot}-2", lot, f"{lot} bad", f"{lot}-nowhere"],
        [f"{lot}-1", lot, f"{lot} double", ""],
    ]
    mapping = {"serial": "serial", "lot": "lot", "maker": "maker", "backup": "backup"}
    told = bring(client, "machine", rows, mapping, create=["maker"])
    assert outcome(told) == {"created": 1, "rejected": 2}
    assert (4, "serial", "import_double") in reasons(told)
    made = api.all("maker", where={"field": "name", "op": "starts_with", "value": lot})
    assert [one["name"] for one in made] == [f"{lot} good"]


def test_what_can_not_be_created_says_why(api: Api, client: httpx.Client, lot: str) -> None:
    rows = [["serial", "m"], [f"{lot}-1", f"{lot}M"]]
    told = bring(client, "machine", rows, {"serial": "serial", "m": "maker.code"}, create=True)
    [problem] = told["problems"]
    assert (problem["column"], problem["code"]) == ("m", "required")
    assert all(part in problem["message"] for part in ("厂商", f"{lot}M", "name: ")), problem["message"]


def test_rows_may_refer_to_one_another_in_any_order(api: Api, client: httpx.Client, lot: str) -> None:
    """Further apart than a chunk: the parent of the first row stands in the last."""
    count = 4_500
    rows = [["serial", "lot", "backup"], [f"{lot}-0", lot, f"{lot}-{count - 1}"]]
    rows += [[f"{lot}-{n}", lot, f"{lot}-{n + 1}" if n in (5, 6) else ""] for n in range(1, count)]
    rows.append([f"{lot}-last", lot, f"{lot}-missing"])
    mapping = {"serial": "serial", "lot": "lot", "backup": "backup"}
    rehearsed = bring(client, "machine", rows, mapping, dry_run=True)
    assert outcome(rehearsed) == {"created": count, "rejected": 1}
    assert in_lot(api, lot, limit=1) == []
    response = client.post(f"/api/imports/{rehearsed['id']}/run")
    assert response.status_code == 202, response.text
    told = settle(client, rehearsed["id"])
    assert (told["status"], told["dry_run"]) == ("done", False)
    assert outcome(told) == outcome(rehearsed)
    assert reasons(told) == reasons(rehearsed) == {(count + 2, "backup", "reference_not_found")}
    [first] = api.all("machine", where={"field": "serial", "op": "eq", "value": f"{lot}-0"})
    assert first["backup"]["title"] == f"{lot}-{count - 1}"


def test_undo_takes_back_new_records_updates_and_relations_and_tells_of_conflicts(
    api: Api, client: httpx.Client, lot: str
) -> None:
    kept = api.create("machine", serial=f"{lot}-0", lot=lot, hours=1, name="before")
    rows = [["serial", "lot", "hours", "name", "maker"]]
    rows += [[f"{lot}-{n}", lot, 10 + n, f"imported {n}", f"{lot} maker"] for n in range(4)]
    told = bring(client, "machine", rows, {n: n for n in rows[0]}, key="serial", create=True)
    assert outcome(told) == {"created": 3, "updated": 1}
    by_serial = {one["serial"]: one for one in in_lot(api, lot)}
    api.patch("machine", kept["id"], name="by hand")
    api.patch("machine", by_serial[f"{lot}-2"]["id"], hours=99)
    response = client.post(f"/api/imports/{told['id']}/undo")
    assert response.status_code in (200, 202), response.text
    undone = settle(client, told["id"])
    assert undone["status"] == "undone"
    left = {one["serial"]: one for one in in_lot(api, lot)}
    assert set(left) == {f"{lot}-0", f"{lot}-2"}
    assert (left[f"{lot}-0"]["hours"], left[f"{lot}-0"]["name"]) == (1, "by hand")
    assert {one["code"] for one in undone["conflicts"]} >= {"undo_changed_since"}
    api.patch("machine", kept["id"], name="before")
    api.delete("machine", by_serial[f"{lot}-2"]["id"])
    client.post(f"/api/imports/{told['id']}/undo")
    assert settle(client, told["id"])["conflict_count"] == 0, "nothing stands in the way any more"


def test_a_draft_shows_columns_and_a_guess_and_waits(api: Api, client: httpx.Client, lot: str) -> None:
    response = send(client, "machine", machines(lot, 3, hours=5), draft=True)
    assert response.status_code == 202, response.text
    draft = response.json()
    assert draft["status"] == "draft"
    assert draft["mapping"] == {"serial": "serial", "lot": "lot", "hours": "hours"}
    assert [column["name"] for column in draft["file"]["columns"]] == ["serial", "lot", "hours"]
    assert in_lot(api, lot) == []
    body = {"mapping": {"serial": "serial", "lot": "lot"}, "options": {"dry_run": True}}
    assert client.post(f"/api/imports/{draft['id']}/run", json=body).status_code == 202
    assert outcome(settle(client, draft["id"])) == {"created": 3}
    assert client.post(f"/api/imports/{draft['id']}/run").status_code == 202
    assert outcome(settle(client, draft["id"])) == {"created": 3}
    assert {one["hours"] for one in in_lot(api, lot)} == {None}
    assert client.post(f"/api/imports/{draft['id']}/run").status_code == 409


def test_two_imports_into_one_object_at_once(api: Api, client: httpx.Client, lot: str) -> None:
    """The same keys in both, and a relation that both want created."""
    rows = machines(lot, 3_000, maker=f"{lot} maker", hours=1)
    mapping = {name: name for name in rows[0]}
    sent = [send(client, "machine", rows, mapping, key="serial", create=True).json()["id"] for _ in range(2)]
    told = [settle(client, one) for one in sent]
    assert [one["status"] for one in told] == ["done", "done"]
    assert sum(one["created"] for one in told) == 3_000
    assert sum(one["created"] + one["unchanged"] for one in told) == 6_000
    assert len(in_lot(api, lot)) == 3_000
    assert len(api.all("maker", where={"field": "name", "op": "eq", "value": f"{lot} maker"})) == 1


def test_pause_go_on_and_cancel(api: Api, client: httpx.Client, lot: str) -> None:
    rows = machines(lot, 30_000)
    mapping = {name: name for name in rows[0]}
    identity = send(client, "machine", rows, mapping).json()["id"]
    paused = client.post(f"/api/imports/{identity}/pause")
    assert paused.status_code == 200, paused.text
    assert client.get(f"/api/imports/{identity}").json()["status"] == "paused"
    assert client.post(f"/api/imports/{identity}/run").status_code == 202
    assert outcome(settle(client, identity)) == {"created": 30_000}
    assert client.post(f"/api/imports/{identity}/cancel").status_code == 409
    other = fresh("L")
    identity = send(client, "machine", machines(other, 30_000), mapping).json()["id"]
    assert client.post(f"/api/imports/{identity}/cancel").json()["status"] == "cancelled"
    client.post(f"/api/imports/{identity}/undo")
    assert settle(client, identity)["status"] == "undone"
    assert in_lot(api, other, limit=1) == []


@pytest.mark.parametrize(
    ("options", "field", "code"),
    [
        ({"mode": "replace"}, "options", "import_option"),
        ({"key": ["nothing"]}, "key", "field_unknown"),
        ({"key": "name"}, "options.key", "import_key_not_mapped"),
        ({"mode": "update"}, "options.key", "import_key_missing"),
        ({"create": ["hours"]}, "options.create", "import_not_a_reference"),
        ({"file": {"headerrow": 1}}, "options", "import_option"),
        ({"file": {"header_row": 2**63 - 1}}, "options", "import_option"),
        ({"file": {"empty": ["\0"]}}, "options", "value_nul"),
    ],
)
def test_wishes_that_make_no_sense(
    api: Api, client: httpx.Client, lot: str, options: dict[str, Any], field: str, code: str
) -> None:
    response = send(client, "machine", machines(lot, 1), {"serial": "serial"}, **options)
    assert response.status_code == 422
    assert (field, code) in {(one.get("field"), one["code"]) for one in response.json()["errors"]}


def test_a_mapping_that_does_not_fit(client: httpx.Client, lot: str) -> None:
    response = send(client, "machine", machines(lot, 1), {"serial": "serial", "gone": "lot", "lot": "no_such_field"})
    assert response.status_code == 422
    assert len(response.json()["errors"]) == 2


def test_what_is_asked_without_a_file_an_object_or_rights(client: httpx.Client, visitor: httpx.Client) -> None:
    response = client.post("/api/imports", data={"object": "machine"}, files={"other": ("x.csv", b"a")})
    assert response.status_code == 422
    assert {one["field"] for one in response.json()["errors"]} == {"file"}
    assert send(client, "nothing", b"a\n1").status_code == 404
    assert send(visitor, "machine", b"a\n1").status_code == 401
    assert client.post("/api/imports", json={"object": "machine"}).status_code == 415
    assert client.get("/api/imports/0").status_code == 404


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 100, b"%PDF-1.7 ...", as_csv([["a"]])])
def test_files_that_hold_no_table(client: httpx.Client, content: bytes) -> None:
    response = send(client, "machine", content)
    assert response.status_code in (413, 422), response.text
    assert response.json()["detail"]


def test_an_earlier_run_that_has_not_ended_yet_does_no_more(api: Api, client: httpx.Client, lot: str) -> None:
    """What is asked for right after a pause is done by the next run, or undo: whole."""
    count = 12_000
    rows = machines(lot, count)
    mapping = {name: name for name in rows[0]}
    identity = send(client, "machine", rows, mapping, dry_run=True).json()["id"]
    wait_for_rows(client, identity)
    client.post(f"/api/imports/{identity}/pause")
    client.post(f"/api/imports/{identity}/run", json={"options": {}})
    assert outcome(settle(client, identity)) == {"created": count}
    assert len(in_lot(api, lot)) == count
    other = fresh("L")
    identity = send(client, "machine", machines(other, count), mapping).json()["id"]
    wait_for_rows(client, identity)
    client.post(f"/api/imports/{identity}/cancel")
    client.post(f"/api/imports/{identity}/undo")
    assert settle(client, identity)["status"] == "undone"
    assert in_lot(api, other, limit=1) == []


def wait_for_rows(client: httpx.Client, identity: str) -> None:
    """Until the first rows are done."""
    with client.stream("GET", f"/api/imports/{identity}/stream") as lines:
        for line in lines.iter_lines():
            if line and json.loads(line.removeprefix("data: "))["rows"]:
                return


def test_rings_and_chains_of_rows_that_need_one_another(api: Api, client: httpx.Client, lot: str) -> None:
    header = ["serial", "lot", "backup", "maker"]
    mapping = {name: name for name in header}
    ring = [[f"{lot}-{n}", lot, f"{lot}-{(n + 1) % 4_001}", ""] for n in range(4_001)]
    for options in ({"dry_run": True}, {}):
        assert outcome(bring(client, "machine", [header, *ring], mapping, **options)) == {"created": 4_001}
    chain = [
        [f"{lot}-b", lot, f"{lot}-a", ""],
        [f"{lot}-a", lot, "", f"{lot} new maker"],
        [f"{lot}-d", lot, f"{lot}-c", ""],
        [f"{lot}-c", lot, f"{lot}-made", ""],
    ]
    told = bring(client, "machine", [header, *chain], mapping, create=["maker", "backup"])
    assert outcome(told) == {"created": 4}
    assert told["related"] == {"maker": 1, "machine": 1}
    broken = [[f"{lot}-f", lot, f"{lot}-e", ""], [f"{lot}-e", lot, "", "", "surplus"]]
    told = bring(client, "machine", [header, *broken], mapping)
    assert {(row, code) for row, _, code in reasons(told)} == {(2, "reference_not_found"), (3, "row_too_long")}


def test_the_same_record_twice_and_a_name_that_two_rows_bring(api: Api, client: httpx.Client, lot: str) -> None:
    made = api.create("maker", name=f"{lot} one")
    rows = [["id", "name"], [made["id"], f"{lot} first"], [made["id"], f"{lot} last"]]
    told = bring(client, "maker", rows, {"id": "id", "name": "name"}, mode="upsert")
    assert outcome(told) == {"updated": 1, "rejected": 1}
    assert reasons(told) == {(3, "id", "import_double")}
    twins = [["name", "parent"], [f"{lot} twin", ""], [f"{lot} twin", ""]]
    twins += [[f"{lot} {n}", ""] for n in range(4_000)] + [[f"{lot} child", f"{lot} twin"]]
    for options in ({"dry_run": True}, {}):
        told = bring(client, "maker", twins, {"name": "name", "parent": "parent"}, **options)
        assert outcome(told) == {"created": 4_002, "rejected": 1}
        assert reasons(told) == {(4_004, "parent", "reference_ambiguous")}


def test_refused_rows_compute_nothing(client: httpx.Client, lot: str) -> None:
    texts = ["=1+1", "<r><b/>&</r>", "'=2", "@SUM(A1)"]
    rows = [["serial", "lot", "hours", "=cmd"], *([text, lot, "many", "x"] for text in texts)]
    told = bring(client, "machine", rows, {"serial": "serial", "lot": "lot", "hours": "hours"})
    content = client.get(f"/api/imports/{told['id']}/rejected?format=csv").content.decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(content)))
    assert [row[0] for row in back[1:]] == ["'=1+1", "<r><b/>&</r>", "'=2", "'@SUM(A1)"]
    assert back[0][3] == "'=cmd"
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/api/imports/{told['id']}/rejected").content))
    assert [row[0] for row in book.get_sheet_by_index(0).to_python()[1:]] == ["=1+1", "<r><b/>&</r>", "=2", "@SUM(A1)"]


def test_a_problem_stands_at_the_column_of_its_part(client: httpx.Client, lot: str) -> None:
    rows = [["serial", "p", "c"], [f"{lot}-1", "much", "CNY"], [f"{lot}-2", "5", "shells"]]
    told = bring(client, "machine", rows, {"serial": "serial", "p": "price", "c": "price.currency"})
    assert list(told["mapping"]) == ["serial", "p", "c"]
    assert {(row, column) for row, column, _ in reasons(told)} >= {(2, "p")}


def test_only_what_has_been_tried_becomes_real(api: Api, client: httpx.Client, lot: str) -> None:
    draft = send(client, "machine", machines(lot, 2), draft=True, dry_run=True).json()["id"]
    assert client.post(f"/api/imports/{draft}/run", json={"mappings": {}}).status_code == 422
    for made in (0, 2):
        assert client.post(f"/api/imports/{draft}/run").status_code == 202
        assert outcome(settle(client, draft)) == {"created": 2}
        assert len(in_lot(api, lot)) == made


@pytest.mark.parametrize("act", ["pause", "cancel"])
def test_going_on_with_a_dry_run_that_was_broken_off_writes_nothing(
    api: Api, client: httpx.Client, lot: str, act: str
) -> None:
    identity = send(client, "machine", machines(lot, 5_000), dry_run=True).json()["id"]
    assert client.post(f"/api/imports/{identity}/{act}").status_code == 200
    assert client.post(f"/api/imports/{identity}/run", json={}).status_code == 202
    told = settle(client, identity)
    assert (told["status"], told["dry_run"], outcome(told)) == ("done", True, {"created": 5_000})
    assert in_lot(api, lot, limit=1) == []


def test_a_field_that_is_renamed_meanwhile(api: Api, client: httpx.Client, lot: str) -> None:
    """The import says that its mapping fits no more, and goes on with another."""
    name = fresh("crate")
    fields = [{"name": "code", "type": "text"}, {"name": "note", "type": "text"}]
    api.apply({"name": name, "title": "code", "fields": fields})
    rows = [["code", "note"], *([f"{lot}-{n}", "x"] for n in range(30_000))]
    identity = send(client, name, rows, {"code": "code", "note": "note"}).json()["id"]
    wait_for_rows(client, identity)
    known = client.get(f"/api/meta/objects/{name}").json()["fields"]
    note = next(one["id"] for one in known if one["name"] == "note")
    api.apply({"name": name, "fields": [{"id": note, "name": "remark", "type": "text"}]})
    told = settle(client, identity)
    if told["status"] == "failed":
        assert told["problem"]
        body = {"mapping": {"code": "code", "note": "remark"}}
        assert client.post(f"/api/imports/{identity}/run", json=body).status_code == 202
        told = settle(client, identity)
    assert (told["status"], told["created"]) == ("done", 30_000)
    assert api.aggregate(name, measures=[{"fn": "count"}], where={"field": "remark", "op": "eq", "value": "x"}) == [
        {"count": 30_000}
    ]


def test_a_draft_may_have_no_column_that_is_guessed(client: httpx.Client, lot: str) -> None:
    draft = send(client, "machine", [["Q1", "Q2"], ["abc", "def"]], draft=True)
    assert draft.status_code == 202, draft.text
    assert set(draft.json()["mapping"].values()) == {None}
    assert client.post(f"/api/imports/{draft.json()['id']}/run").status_code == 422
    body = {"mapping": {"Q1": "serial"}, "options": {"dry_run": True}}
    assert client.post(f"/api/imports/{draft.json()['id']}/run", json=body).status_code == 202


def test_records_for_others_need_the_right_to_create_them_and_an_undo_the_right_to_delete(office: Office) -> None:  # noqa: F811
    lot = fresh("offers ")
    offers, firms = grant("offer", "own", *ACTIONS), grant("firm", "own", "read", "create")
    anne = office.person(office.east, office.role(offers, firms))[1]
    rows = [["name", "firm"], [f"{lot} 1", f"{lot} firm"]]
    told = bring(anne.client, "offer", rows, {"name": "name", "firm": "firm"}, create=True)
    assert outcome(told) == {"created": 1}, told["problems"]
    assert told["related"] == {"firm": 1}
    assert anne.client.post(f"/api/imports/{told['id']}/undo").status_code == 403
    assert office.admin.client.post(f"/api/imports/{told['id']}/undo").status_code in (200, 202)
    undone = settle(office.admin.client, told["id"])
    assert (undone["status"], undone["undone"], undone["conflict_count"]) == ("undone", 2, 0)
    key = anne.client.post("/api/keys", json={"name": "narrow", "scopes": ["firm:read"]}).json()["token"]
    with httpx.Client(base_url=office.url, headers={"authorization": f"Bearer {key}"}) as client:
        for method, path in (
            ("GET", ""),
            ("GET", "/rejected"),
            ("POST", "/undo"),
            ("POST", "/cancel"),
            ("POST", "/run"),
        ):
            assert client.request(method, f"/api/imports/{told['id']}{path}").status_code == 404


ACTIONS = ("read", "create", "update", "import")


def test_an_import_may_no_more_than_whoever_asks_for_it(office: Office) -> None:  # noqa: F811
    lot, table = fresh("firms"), [["name", "tier"]]
    foreign = office.admin.create("firm", name=f"{lot} foreign", tier="gold")
    own_only, importing = grant("firm", "own", "read", "create", "update"), grant("firm", "own", *ACTIONS)
    anne = office.person(office.east, office.role(own_only))[1]
    assert send(anne.client, "firm", [*table, [f"{lot} 1", "gold"]]).status_code == 403
    bert_id, bert = office.person(office.east, office.role(importing))
    rows = [*table, [f"{lot} mine", "gold"], [f"{lot} foreign", "plain"]]
    mapping = {"name": "name", "tier": "tier"}
    told = bring(bert.client, "firm", rows, mapping, key="name")
    assert office.admin.read("firm", foreign["id"])["tier"] == "gold"
    [mine] = bert.all("firm", where={"field": "name", "op": "eq", "value": f"{lot} mine"})
    assert mine["owner"]["id"] == bert_id
    assert outcome(told)["created"] >= 1
    assert (
        office.person(office.east, office.role(importing))[1].client.get(f"/api/imports/{told['id']}").status_code
        == 404
    )
    assert office.admin.client.get(f"/api/imports/{told['id']}").status_code == 200
    hidden = office.person(office.east, office.role(grant("firm", "own", *ACTIONS, tier="hidden")))[1]
    refused = send(hidden.client, "firm", rows, mapping)
    assert refused.status_code == 422
    assert {(one["field"], one["code"]) for one in refused.json()["errors"]} == {("tier", "field_unknown")}
    draft = send(hidden.client, "firm", rows, draft=True).json()
    assert draft["mapping"] == {"name": "name", "tier": None}


def test_an_import_ends_where_its_rights_end(office: Office) -> None:  # noqa: F811
    """A key that may not import can't; somebody deactivated meanwhile imports nothing more."""
    identity, anne = office.person(office.east, office.role(grant("firm", "own", *ACTIONS)))
    key = anne.client.post("/api/keys", json={"name": "narrow", "scopes": ["firm:read", "firm:create"]}).json()["token"]
    rows = [["name"], [fresh("firm ")]]
    with httpx.Client(base_url=office.url, headers={"authorization": f"Bearer {key}"}) as client:
        assert send(client, "firm", rows, {"name": "name"}).status_code == 403
    draft = send(anne.client, "firm", rows, {"name": "name"}, draft=True).json()["id"]
    office.admin.patch("user", identity, active=False)
    assert office.admin.client.post(f"/api/imports/{draft}/run").status_code == 202
    told = settle(office.admin.client, draft)
    assert told["status"] == "failed"
    assert told["problem"]
    assert not office.admin.all("firm", where={"field": "name", "op": "eq", "value": rows[1][0]})


PLACE: dict[str, Any] = {
    "name": "branch_place",
    "label": {"zh-CN": "地区", "en": "Region"},
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "label": {"zh-CN": "名称", "en": "Name"}},
        {"name": "code", "type": "text", "unique": True, "required": True},
    ],
}
BRANCH: dict[str, Any] = {
    "name": "branch",
    "title": "name",
    "fields": [
        {"name": "name", "type": "text"},
        {
            "name": "place",
            "type": "reference",
            "to": "branch_place",
            "inverse": "branches",
            "label": {"zh-CN": "所在地区", "en": "Place"},
        },
        {"name": "size", "type": "select", "options": [{"value": "big", "label": {"zh-CN": "大", "en": "Large"}}]},
    ],
}


def test_a_word_for_a_relation_is_believed_where_records_bear_it_out(office: Office) -> None:  # noqa: F811
    office.admin.apply(PLACE, BRANCH)
    city = f"{fresh('city')}市"
    office.admin.create("branch_place", name=city, code=city)

    def place_of(api: Api, heading: str, *cells: str) -> str | None:
        rows = [["name", heading], *([f"branch {number}", cell] for number, cell in enumerate(cells))]
        return send(api.client, "branch", rows, draft=True).json()["mapping"][heading]

    assert place_of(office.admin, "地区", "别处", city) == "place"
    assert place_of(office.admin, "地区", "别处", "他处") is None
    assert place_of(office.admin, "所在地区", "别处") == "place", "it is called so: the rows tell what is not there"
    blind = office.person(office.east, office.role(grant("branch", "all", *ACTIONS), grant("branch_place", "own")))[1]
    assert place_of(blind, "地区", city) is None, "what one may not see is not there"
    maker = office.role(grant("branch", "all", *ACTIONS), grant("branch_place", "own", "read", "create"))
    office.admin.apply({"name": "branch_place", "fields": [{"name": "code", "required": False}]})
    assert place_of(office.person(office.east, maker)[1], "地区", city) == "place", "they may have meant to create it"


def test_reasons_call_things_as_people_do(office: Office) -> None:  # noqa: F811
    office.admin.apply(PLACE, BRANCH)
    table = [["name", "place", "size"], ["A", "nowhere", "big"], ["B", "", "huge"]]
    told = bring(office.admin.client, "branch", table, dry_run=True)
    sentences = ["“地区”中没有“名称”为“nowhere”的记录。", "“huge”不在选项中：大。"]
    assert [one["message"] for one in told["problems"]] == sentences
    refused = office.admin.client.get(f"/api/imports/{told['id']}/rejected", params={"format": "csv"}).text
    assert all(sentence in refused for sentence in sentences)
