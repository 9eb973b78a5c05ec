"""The page of one record: read, changed where it stands, talked about, taken back."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Page

from tests.e2e.web.conftest import ADMIN, MANAGER, REP, PageAs, check_accessible, check_nothing_sticks_out, expect


def made(page: Page, object_name: str, **values: Any) -> str:
    """A new record's id."""
    answer = page.request.post(f"/api/records/{object_name}", data=values)
    assert answer.ok, answer.text()
    return answer.json()["id"]


def account(page: Page, **values: Any) -> str:
    return made(page, "account", name=f"记录页试验公司 {uuid4().hex[:8]}", **values)


def read(page: Page, object_name: str, record: str) -> dict[str, Any]:
    return page.request.get(f"/api/records/{object_name}/{record}").json()


def delete(page: Page) -> None:
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("menuitem", name="删除").click()


def test_a_field_is_changed_where_it_stands_and_the_change_taken_back(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page, short_name="旧简称")
    page.goto(f"/objects/account/{record}")
    page.locator("[data-field=short_name]").click()
    page.get_by_role("textbox", name="简称").fill("新简称")
    page.keyboard.press("Enter")
    change = page.get_by_role("listitem").filter(has_text="旧简称").filter(has_text="新简称").last
    expect(change).to_be_visible()
    assert read(page, "account", record)["short_name"] == "新简称"

    change.hover()
    page.get_by_role("button", name="撤销这次修改").first.click()
    expect(page.locator("[data-field=short_name]")).to_contain_text("旧简称")
    assert read(page, "account", record)["short_name"] == "旧简称"


def test_files_are_dropped_beside_a_record_and_taken_away(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page)
    page.goto(f"/objects/account/{record}")
    page.get_by_text("文件", exact=True).click()
    panel = page.get_by_role("region", name="附件")
    contract = {"name": "合同.txt", "mimeType": "text/plain", "buffer": "甲方与乙方".encode()}
    liar = {"name": "图.png", "mimeType": "image/png", "buffer": b"MZ this is no picture"}
    more = [{"name": f"附页 {n}.txt", "mimeType": "text/plain", "buffer": b"%d" % n} for n in range(5)]
    panel.locator("input[type=file]").set_input_files([contract, *more])
    expect(panel.get_by_role("progressbar")).to_have_count(0)
    expect(panel.get_by_role("button", name="移除")).to_have_count(6)
    panel.locator("input[type=file]").set_input_files([liar])
    expect(panel.get_by_role("alert")).to_be_visible()
    attachments = read(page, "account", record)["attachments"]
    assert len(attachments) == 6, "of files that come at once, none is lost"
    [kept] = [one for one in attachments if one["name"] == "合同.txt"]
    assert page.request.get(f"/api/files/{kept['id']}").body().decode() == "甲方与乙方"

    page.reload()
    page.get_by_text("文件", exact=True).click()
    panel.get_by_role("button", name="合同.txt").click()
    expect(panel.get_by_text("合同.txt")).to_have_count(0)
    expect(panel.get_by_role("button", name="移除")).to_have_count(5)
    page.reload()
    page.get_by_text("文件", exact=True).click()
    expect(panel.get_by_role("button", name="移除")).to_have_count(5)


def test_what_is_wrong_is_said_at_the_field(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page)
    page.goto(f"/objects/account/{record}")
    page.get_by_role("button", name="修改公司邮箱").press("Enter")
    page.get_by_role("textbox", name="公司邮箱").fill("nonsense")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="公司邮箱").get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="公司邮箱")).to_have_count(0)
    assert read(page, "account", record)["email"] is None


def test_two_people_change_the_same_field(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page)
    page.goto(f"/objects/account/{record}")
    page.locator("[data-field=description]").click()
    page.get_by_role("textbox", name="客户简介").fill("我写的")
    page.request.patch(f"/api/records/account/{record}", data={"description": "别人写的"})
    page.get_by_role("button", name="保存").click()
    choice = page.get_by_role("alert").filter(has_text="别人写的")
    expect(choice).to_contain_text("我写的")
    choice.get_by_role("button", name="用我的").click()
    expect(page.locator("[data-field=description]")).to_contain_text("我写的")
    assert read(page, "account", record)["description"] == "我写的"


def test_a_colleague_is_mentioned_in_a_comment(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page)
    page.goto(f"/objects/account/{record}")
    page.get_by_role("textbox", name="评论").click()
    page.keyboard.type("请 @qiming", delay=30)
    page.get_by_role("menuitem", name="周启明").click()
    page.keyboard.type("看一下")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="@周启明")).to_be_visible()
    said = page.request.get(f"/api/records/account/{record}/comments").json()["comments"][0]
    assert [one["title"] for one in said["mentions"]] == ["周启明"]


def test_a_stage_asks_for_what_it_lacks(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = made(page, "lead", name="试验线索", mobile="13800138000", status="new")
    page.goto(f"/objects/lead/{record}")
    path = page.get_by_role("list", name="跟进状态")
    path.get_by_role("button", name="培育中").click()
    expect(path.locator("[aria-current=step]")).to_have_text("培育中")
    path.get_by_role("button", name="无效").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("combobox").click()
    page.locator(".ant-select-item-option").first.click()
    drawer.get_by_role("button", name="保存").click()
    expect(path.locator("[aria-current=step]")).to_have_text("无效")
    assert read(page, "lead", record)["status"] == "disqualified"


def test_what_went_to_the_bin_with_a_record_comes_back_with_it(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page)
    task = made(page, "task", subject="一起来去", related_to={"object": "account", "id": record})
    page.goto(f"/objects/account/{record}")
    delete(page)
    expect(page.get_by_role("status").filter(has_text="回收站")).to_be_visible()
    assert page.request.get(f"/api/records/task/{task}").status == 404
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_role("button", name="修改简称")).to_have_count(1)
    assert read(page, "task", task)["subject"] == "一起来去"


def test_what_is_typed_in_place_and_refused_waits_for_whoever_has_gone_elsewhere(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page)
    page.goto(f"/objects/account/{record}")
    page.get_by_role("button", name="修改网站").click()
    page.get_by_role("textbox", name="网站").fill("这不是网址")
    page.get_by_role("link", name="首页").click()
    expect(page.get_by_text("刚才输入的已保留")).to_be_visible()
    page.goto(f"/objects/account/{record}")
    page.get_by_role("button", name="修改网站").click()
    expect(page.get_by_role("textbox", name="网站")).to_have_value("这不是网址")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="修改网站").click()
    expect(page.get_by_role("textbox", name="网站")).to_have_value("")


def test_deleted_and_brought_back(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page)
    page.goto(f"/objects/account/{record}")
    delete(page)
    banner = page.get_by_role("status").filter(has_text="回收站")
    expect(banner).to_contain_text("Admin")
    expect(page.get_by_role("button", name="修改简称")).to_have_count(0)
    banner.get_by_role("button", name="恢复").click()
    expect(page.get_by_role("button", name="修改简称")).to_have_count(1)
    assert read(page, "account", record)["id"] == record


def test_tasks_are_ticked_off_and_related_records_lead_on(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    record = account(page)
    about = {"object": "account", "id": record}
    task = made(page, "task", subject="回电确认", status="to_do", due_on="2020-01-05", related_to=about)
    made(page, "opportunity", name="试验商机", account=record, pipeline="new_business", stage="proposal")
    page.goto(f"/objects/account/{record}?panel=tasks&tab=deals")
    expect(page.get_by_text("已逾期 2020-01-05")).to_be_visible()
    page.get_by_role("checkbox", name="完成「回电确认」").check()
    expect(page.get_by_role("checkbox", name="完成「回电确认」")).to_have_count(0)
    assert read(page, "task", task)["status"] == "done"

    page.get_by_role("region", name="商机", exact=True).get_by_role("link", name="试验商机").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("试验商机")


def test_a_hidden_record_says_why_and_is_shared(page_as: PageAs) -> None:
    page, other = page_as(ADMIN), page_as(REP)
    record = account(page)
    other.goto(f"/objects/account/{record}")
    other.get_by_role("button", name="为什么看不到？").click()
    expect(other.get_by_role("dialog")).to_contain_text("你看不到这条记录")

    page.goto(f"/objects/account/{record}")
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("menuitem", name="共享").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="共享给").fill("gu.xiaowei")
    page.locator(".ant-select-item-option").filter(has_text="顾晓薇").click()
    dialog.get_by_role("button", name="共享", exact=True).click()
    expect(dialog.get_by_role("button", name="取消共享给顾晓薇")).to_have_count(1)
    other.goto(f"/objects/account/{record}")
    expect(other.get_by_role("heading", level=1)).to_contain_text("记录页试验公司")
    expect(other.get_by_role("button", name="编辑")).to_have_count(0)


def test_a_customer_at_a_glance_on_every_screen(page_as: PageAs) -> None:
    page = page_as(MANAGER)
    where = {"count": "activities", "op": "gte", "value": 1}
    found = page.request.post("/api/records/opportunity/query", data={"where": where, "limit": 1}).json()["records"][0]
    page.goto(f"/objects/opportunity/{found['id']}")
    expect(page.get_by_role("heading", level=1)).to_have_text(found["name"])
    expect(page.get_by_role("listitem").filter(has_text="创建了记录").first).to_be_visible()
    check_accessible(page)
    page.get_by_role("group", name="筛选动态").get_by_role("button", name="变更").click()
    expect(page).to_have_url(f"{page.url.split('?')[0]}?show=changes")

    small = page_as(MANAGER, phone=True, theme="dark", locale="en")
    for part in ("details", "timeline", "related"):
        small.goto(f"/objects/opportunity/{found['id']}?part={part}")
        expect(small.get_by_role("heading", level=1)).to_have_text(found["name"])
        check_nothing_sticks_out(small)
        check_accessible(small)
