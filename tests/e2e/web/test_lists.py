"""The list page: what is asked for, how it is looked at, and what is done with many records at once."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from playwright.sync_api import Locator, Page, Route

from luopan.kernel.events.log import CHANNEL
from tests.e2e.web.conftest import (
    ADMIN,
    MANAGER,
    REP,
    PageAs,
    check_accessible,
    check_nothing_sticks_out,
    expect,
    until,
)
from tests.live import LiveServer

MILLION = 1_000_000


def tasks(page: Page, mark: str, count: int) -> list[str]:
    """So many tasks of the person who is signed in, named after the test."""
    records = [{"subject": f"{mark} {index:03d}"} for index in range(count)]
    answer = page.request.post("/api/records/task/bulk", data={"mode": "create", "records": records})
    assert answer.ok, answer.text()
    return [row["id"] for row in answer.json()["results"]]


def priorities(page: Page, ids: list[str]) -> set[str | None]:
    where = {"field": "id", "op": "in", "value": ids}
    answer = page.request.post("/api/records/task/query", data={"where": where, "select": ["priority"], "limit": 1000})
    return {one["priority"] for one in answer.json()["records"]}


def where_of(mark: str) -> str:
    return json.dumps({"field": "subject", "op": "starts_with", "value": mark})


def open_tasks(page: Page, mark: str) -> Locator:
    """The list of these tasks alone, in the order of their names."""
    page.goto(f"/objects/task?where={where_of(mark)}&sort=subject&columns=subject,priority,status")
    expect(page.get_by_role("link", name=f"{mark} 000")).to_be_visible()
    return page.get_by_role("grid")


def pick_field(page: Page, typed: str, name: str) -> None:
    page.get_by_role("combobox", name="搜索字段").fill(typed)
    page.get_by_role("option", name=name, exact=True).click()


def test_a_filter_is_built_by_clicking_said_in_words_and_in_the_address(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    page.goto("/objects/opportunity?view=everyone")
    expect(page.get_by_role("grid").get_by_role("row").nth(5)).to_be_visible()
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("button", name="添加条件").click()
    pick_field(page, "客户 行业", "客户 / 行业")
    page.get_by_role("combobox", name="请选择").click()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="添加条件").click()
    pick_field(page, "任务", "任务 相关记录")
    chips = page.get_by_role("list", name="当前的筛选条件").get_by_role("listitem")
    expect(chips).to_have_count(2)
    expect(chips.first).to_contain_text("客户 / 行业 是")
    expect(chips.last).to_have_text("有任务")
    said = chips.all_inner_texts()

    copy = page_as(MANAGER)
    copy.goto(page.url)
    count = copy.get_by_text(re.compile(r"^共 [\d,]+ 条$")).inner_text()
    expect(page.get_by_text(count, exact=True)).to_be_visible()
    expect(copy.get_by_role("list", name="当前的筛选条件").get_by_role("listitem")).to_have_text(said)
    expect(copy.get_by_role("img", name="有未保存的更改")).to_be_visible()
    copy.get_by_role("button", name="恢复为已保存的样子").click()
    expect(copy.get_by_role("list", name="当前的筛选条件")).to_have_count(0)
    expect(copy).not_to_have_url(re.compile("where"))


def test_cells_are_edited_with_the_keyboard_refused_in_place_and_taken_back(page_as: PageAs) -> None:
    page = page_as(REP)
    first, *_ = tasks(page, "键盘", 3)
    grid = open_tasks(page, "键盘")
    grid.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    editor = page.get_by_role("textbox").last
    editor.fill("")
    editor.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("必填")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="键盘 000")).to_be_visible()

    page.keyboard.type("x1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="x1")).to_be_visible()
    expect(page.get_by_text("已保存")).to_be_visible()
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_role("link", name="键盘 000")).to_be_visible()
    one = f"/api/records/task/{first}"
    until(page, "the old subject is kept", lambda: page.request.get(one).json()["subject"] == "键盘 000")


def test_a_cell_that_a_colleague_has_changed_meanwhile_is_not_written_over(page_as: PageAs) -> None:
    page = page_as(REP)
    first, second, *_ = tasks(page, "相遇", 3)
    grid = open_tasks(page, "相遇")
    grid.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.request.patch(f"/api/records/task/{first}", data={"subject": "相遇 同事"})
    page.get_by_role("textbox").last.fill("相遇 我")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("刚刚有人改了这里")
    assert page.request.get(f"/api/records/task/{first}").json()["subject"] == "相遇 同事"
    page.get_by_role("textbox").last.fill("相遇 商定")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已保存 撤销")).to_be_visible()
    assert page.request.get(f"/api/records/task/{first}").json()["subject"] == "相遇 商定"

    page.keyboard.press("F2")
    page.request.patch(f"/api/records/task/{second}", data={"description": "同事写的"})
    page.get_by_role("textbox").last.fill("相遇 也行")
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="相遇 也行")).to_be_visible()
    kept = page.request.get(f"/api/records/task/{second}").json()
    assert (kept["subject"], kept["description"]) == ("相遇 也行", "同事写的"), "another field is no reason to refuse"


def test_all_that_match_are_edited_at_once_and_taken_back_at_once(page_as: PageAs) -> None:
    page = page_as(REP)
    ids = tasks(page, "批量", 130)
    before = priorities(page, ids)
    grid = open_tasks(page, "批量")
    grid.focus()
    page.keyboard.press("Control+a")
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("已选 130 条")
    grid.get_by_role("checkbox").nth(2).click()
    expect(bar).to_contain_text("已选 129 条")
    grid.get_by_role("checkbox").nth(2).click()
    bar.get_by_role("button", name="编辑").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="选择字段").click()
    pick_field(page, "优先级", "优先级")
    dialog.get_by_label("改成").click()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="修改 130 条").click()
    expect(page.get_by_text("已完成 130 条")).to_be_visible()
    after = priorities(page, ids)
    assert len(after) == 1
    assert after != before
    page.get_by_role("button", name="全部撤销").click()
    expect(page.get_by_text("已撤销，恢复了 130 条。")).to_be_visible()
    assert priorities(page, ids) == before


def test_many_are_handed_to_a_colleague_or_deleted_and_all_of_it_is_taken_back(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    ids = tasks(page, "移交", 40)
    me = page.request.get("/api/me").json()["id"]

    def owners() -> set[str]:
        body = {"where": {"field": "id", "op": "in", "value": ids}, "select": ["owner"], "limit": 100}
        records = page.request.post("/api/records/task/query", data=body).json()["records"]
        return {one["owner"]["id"] for one in records}

    open_tasks(page, "移交").focus()
    page.keyboard.press("Control+a")
    bar = page.get_by_role("toolbar")
    bar.get_by_role("button", name="转移").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="新的负责人").fill(REP)
    page.locator(".ant-select-dropdown:visible").get_by_text(REP).click()
    dialog.get_by_role("button", name="转移").click()
    expect(page.get_by_text("已完成 40 条")).to_be_visible()
    assert owners().isdisjoint({me})
    assert len(owners()) == 1
    page.get_by_role("button", name="全部撤销").click()
    expect(page.get_by_text("已撤销，恢复了 40 条。")).to_be_visible()
    assert owners() == {me}

    grid = open_tasks(page, "移交")
    grid.focus()
    page.keyboard.press("Control+a")
    bar.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(page.get_by_text("已完成 40 条")).to_be_visible()
    assert owners() == set()
    expect(grid.get_by_role("link", name="移交 000")).to_have_count(0)
    page.get_by_role("button", name="全部撤销").click()
    expect(page.get_by_text("已撤销，恢复了 40 条。")).to_be_visible()
    assert owners() == {me}


def test_a_view_is_kept_shared_and_dropped(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    page.goto("/objects/opportunity?view=everyone&group=stage&sort=-amount")
    expect(page.get_by_role("row").filter(has=page.get_by_role("button", expanded=True)).first).to_be_visible()
    page.get_by_role("button", name="另存为新视图").click()
    page.get_by_role("textbox", name="视图名称").fill("按阶段看大单")
    page.get_by_role("switch").click()
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    tabs = page.get_by_role("navigation", name="视图")
    expect(tabs.get_by_role("link", name="按阶段看大单")).to_have_attribute("aria-current", "page")
    expect(page).not_to_have_url(re.compile("group"))
    expect(page.get_by_role("button", name="按阶段分组")).to_be_visible()

    colleague = page_as(REP)
    colleague.goto("/objects/opportunity")
    colleague.get_by_role("navigation", name="视图").get_by_role("link", name="按阶段看大单").click()
    expect(colleague.get_by_role("button", name="按阶段分组")).to_be_visible()

    page.get_by_role("button", name="视图“按阶段看大单”的操作").click()
    page.get_by_role("menuitem", name="删除视图").click()
    page.get_by_role("dialog").get_by_role("button", name="删除视图").click()
    expect(tabs.get_by_role("link", name="按阶段看大单")).to_have_count(0)


def test_what_others_do_is_seen_without_a_jump(page_as: PageAs) -> None:
    page = page_as(REP)
    ids = tasks(page, "实时", 2)
    open_tasks(page, "实时")
    other = page_as(REP)
    other.request.patch(f"/api/records/task/{ids[1]}", data={"subject": "实时 001 改"})
    expect(page.get_by_role("link", name="实时 001 改")).to_be_visible()
    tasks(other, "实时 新", 1)
    fresh = page.get_by_role("button", name="1 条新记录")
    expect(fresh).to_be_visible()
    expect(page.get_by_role("link", name="实时 新 000")).to_have_count(0)
    fresh.click()
    expect(page.get_by_role("link", name="实时 新 000")).to_be_visible()


def test_a_list_that_searches_hears_of_what_the_index_learns(web: LiveServer, page_as: PageAs) -> None:
    page, other = page_as(REP), page_as(REP)
    with page.expect_response("**/api/records/task/query"):
        page.goto("/objects/task?q=" + quote("迟到的任务"))
    with psycopg.connect(web.database_url, autocommit=True) as database:
        database.execute(
            "update luopan.consumers set retry_at = 'infinity' where name = 'search'"
        )  # the index stands still
        with page.expect_response(lambda answer: '"op":"in"' in (answer.request.post_data or "")) as looked:
            tasks(other, "迟到的任务", 1)
        assert looked.value.json()["records"] == []
        database.execute("update luopan.consumers set retry_at = null where name = 'search'")
        database.execute("select pg_notify(%s, '')", (CHANNEL,))
    expect(page.get_by_role("button", name="1 条新记录")).to_be_visible()


def test_what_others_do_while_nobody_looks_is_there_on_return(page_as: PageAs) -> None:
    page = page_as(REP)
    first, *_ = tasks(page, "离开", 3)
    page.clock.install()
    open_tasks(page, "离开")

    def look(hidden: bool) -> None:
        page.evaluate(
            "hidden => Object.defineProperty(document, 'hidden', {value: hidden, configurable: true})", hidden
        )
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    look(hidden=True)
    page.clock.run_for(15_000)
    page.request.patch(f"/api/records/task/{first}", data={"subject": "离开 时改的"})
    page.clock.run_for(2_000)
    expect(page.get_by_role("link", name="离开 000")).to_be_visible()
    look(hidden=False)
    expect(page.get_by_role("link", name="离开 时改的")).to_be_visible()
    expect(page.get_by_role("button", name="数据有大量更新")).to_have_count(0)


def test_the_list_is_downloaded_as_it_is_shown(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    tasks(page, "导出", 3)
    open_tasks(page, "导出")
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("menuitem", name="导出").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("CSV", exact=True).click()
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name="导出").click()
    lines = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("导出 000,")


def test_a_million_rows_are_scrolled_with_few_in_the_page(page_as: PageAs) -> None:
    page = page_as(MANAGER)

    def answer(route: Route) -> None:
        body: dict[str, Any] = route.request.post_data_json or {}
        start, limit = int(body.get("cursor") or 0), body["limit"]
        rows = [
            {"id": f"{at:032d}", "version": 1, "name": f"商机 {at}"} for at in range(start, min(MILLION, start + limit))
        ]
        counted = MILLION if body.get("count") else None
        route.fulfill(json={"records": rows, "next_cursor": str(start + limit), "count": counted})

    page.route("**/api/records/opportunity/query", answer)
    page.goto("/objects/opportunity?view=everyone")
    expect(page.get_by_role("link", name="商机 5", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="约 1,000,000 条")).to_be_visible()
    grid = page.get_by_role("grid")
    for depth in range(1, 61):
        grid.evaluate("(box, row) => { box.scrollTop = row * 36 }", depth * 90)
        expect(page.get_by_role("link", name=f"商机 {depth * 90 + 3}", exact=True)).to_be_visible()
    assert grid.get_by_role("row").count() < 80
    grid.evaluate("box => { box.scrollTop = 0 }")
    expect(page.get_by_role("link", name="商机 0", exact=True)).to_be_visible()


def test_an_empty_list_says_what_to_do(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    page.goto("/objects/opportunity?view=everyone&q=这里没有这样的商机")
    expect(page.get_by_text("没有符合条件的商机")).to_be_visible()
    page.get_by_role("button", name="清除筛选").click()
    expect(page.get_by_role("grid").get_by_role("row").nth(5)).to_be_visible()
    page.goto("/objects/nothing_of_the_kind")
    expect(page.get_by_text("找不到这个对象")).to_be_visible()


def test_everybody_can_use_it(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    page.goto("/objects/opportunity?view=this_quarter")
    expect(page.get_by_role("grid").get_by_role("row").nth(3)).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("button", name="添加条件")).to_be_visible()
    check_accessible(page)

    dark = page_as(MANAGER, locale="en", theme="dark")
    dark.goto("/objects/account")
    expect(dark.get_by_role("grid").get_by_role("row").nth(3)).to_be_visible()
    check_accessible(dark)

    phone = page_as(MANAGER, phone=True)
    phone.goto("/objects/opportunity?view=everyone")
    expect(phone.get_by_role("article").first).to_be_visible()
    check_nothing_sticks_out(phone)
    check_accessible(phone)
    phone.get_by_role("article").first.get_by_role("link").click()
    expect(phone).to_have_url(re.compile(r"/objects/opportunity/[0-9a-f-]{36}"))
