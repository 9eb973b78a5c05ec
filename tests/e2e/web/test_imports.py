"""A file goes in by clicks, is found, its bad rows are mended and come after, and all of it is taken back."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import FilePayload, Page
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tests.e2e.web.conftest import MANAGER, PageAs, check_accessible, check_nothing_sticks_out, expect

COLUMNS = ("客户名称", "行业", "联系电话", "员工人数")


def choose(page: Page, name: str, content: bytes) -> None:
    """Brings a file of accounts as far as its columns."""
    page.goto("/imports/new?object=account")
    file: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files([file])
    expect(page.get_by_role("heading", name="导入客户")).to_be_visible()


def counts(page: Page) -> dict[str, str]:
    """How many rows became what, as the screen says."""
    shown = page.locator("dl").first
    names, numbers = shown.locator("dt").all_inner_texts(), shown.locator("dd").all_inner_texts()
    return {name: number for name, number in zip(names, numbers, strict=True) if number != "0"}


def refused(page: Page, count: int) -> list[list[str]]:
    """The rows of the workbook that one downloads to mend them."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"下载退回的 {count} 行").click()
    with CalamineWorkbook.from_path(Path(waiting.value.path())) as book:  # pyright: ignore[reportUnknownMemberType]
        return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    with Workbook(content) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return content.getvalue()


def found(page: Page, text: str) -> list[str]:
    """What the palette finds for a text."""
    page.keyboard.press("Control+k")
    ask = page.get_by_role("combobox", name="搜索与命令")
    with page.expect_response(lambda answer: "/api/search" in answer.url) as waiting:
        ask.fill(text)
    titles = [str(one["title"]) for one in json.loads(waiting.value.body())["results"]]
    for title in titles:
        expect(page.get_by_role("option", name=title).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(ask).to_have_count(0)
    return titles


def test_a_file_goes_in_is_found_mended_and_taken_back(page_as: PageAs) -> None:
    page, mark = page_as(MANAGER), uuid4().hex[:6]
    good = [(f"骊岫机床 {mark}-{n}", "机械制造", f"0592-55{n:02}118", f"{n + 10}") for n in range(20)]
    bad = (f"骊岫铸造 {mark}", "没有这个行业", "0592-5599118", "很多")
    table = "\n".join(",".join(row) for row in (COLUMNS, *good, bad))
    choose(page, "客户.csv", table.encode("gb18030"))
    expect(page.get_by_text("4 / 4 列已对应")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="先预演一遍").click()
    expect(page.get_by_text("预演完成，有 1 行会被退回")).to_be_visible()
    assert counts(page) == {"将新建": "20", "会被退回": "1"}
    check_accessible(page)

    page.get_by_role("button", name="导入 20 行").click()
    expect(page.get_by_text("导入完成，1 行被退回")).to_be_visible()
    assert counts(page) == {"新建": "20", "退回": "1"}
    assert found(page, f"骊岫 {mark}-7") == [good[7][0]]
    assert good[7][0] in found(page, f"lxjc {mark}-7")

    heading, row = refused(page, 1)
    assert heading[:4] == [*COLUMNS]
    assert tuple(row[:4]) == bad
    assert "“没有这个行业”不在选项中：机械制造" in row[4]
    assert "员工人数" in row[4]
    first = page.url
    choose(page, "改好的.xlsx", workbook([heading, [bad[0], "机械制造", bad[2], "12", row[4]]]))
    page.get_by_role("button", name="先预演一遍").click()
    expect(page.get_by_text("预演通过，没有问题")).to_be_visible()
    page.get_by_role("button", name="导入 1 行").click()
    expect(page.get_by_text("导入完成", exact=True)).to_be_visible()
    assert counts(page) == {"新建": "1"}
    second = page.url

    page.get_by_role("link", name="打开列表").click()
    page.get_by_role("link", name=bad[0]).click()
    expect(page.get_by_role("heading", name=bad[0])).to_be_visible()
    for place in (first, second):
        page.goto(place)
        page.get_by_role("button", name="撤销导入").click()
        page.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
        expect(page.get_by_text("已整批撤销")).to_be_visible()
    assert found(page, f"骊岫 {mark}") == []


def test_a_file_that_is_none_is_refused_where_it_was_chosen(page_as: PageAs) -> None:
    page = page_as(MANAGER, phone=True)
    page.goto("/imports/new?object=account")
    liar: FilePayload = {"name": "客户.xlsx", "mimeType": "text/csv", "buffer": b"PK\x03\x04 no workbook at all"}
    page.locator("input[type=file]").set_input_files([liar])
    expect(page.get_by_role("alert").first).to_contain_text("客户.xlsx")
    check_nothing_sticks_out(page)
    check_accessible(page)
