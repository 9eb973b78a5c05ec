"""The drawer in which records are created and edited: what it asks for and keeps, and two people at one record."""

import re
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page

from tests.e2e.web.conftest import ADMIN, REP, PageAs, check_accessible, check_nothing_sticks_out, expect, until


def field(page: Page, name: str) -> Any:
    return page.locator(f'[data-field="{name}"]').locator("input, textarea").first


def create(page: Page, name: str, /, **values: Any) -> dict[str, Any]:
    answer = page.context.request.post(f"/api/records/{name}", data=values)
    assert answer.ok, answer.text()
    return answer.json()


def read(page: Page, name: str, identity: str) -> dict[str, Any]:
    return page.context.request.get(f"/api/records/{name}/{identity}").json()


def open_new(page: Page, name: str) -> None:
    page.goto(f"/objects/{name}")
    page.locator("#main").get_by_role("button", name=re.compile("^新建")).first.click()
    expect(page.locator('[data-field="name"]')).to_be_visible()


def open_edit(page: Page, name: str, identity: str) -> None:
    page.goto(f"/objects/{name}/{identity}")
    page.get_by_role("button", name="编辑", exact=True).first.click()
    expect(page.locator(".ant-drawer-open [data-field='name']")).to_be_visible()


def test_a_deal_is_asked_for_what_its_rules_want(page_as: PageAs) -> None:
    page = page_as(REP)
    open_new(page, "opportunity")
    check_accessible(page)
    field(page, "name").fill("年度框架 (test)")
    field(page, "amount").fill("1.2万")
    page.locator('[data-field="stage"] input').click()
    page.locator(".ant-select-dropdown:visible").get_by_text("赢单", exact=True).click()
    page.keyboard.press("Control+Enter")
    expect(page.locator('[data-field="account"]').get_by_role("alert")).to_contain_text("客户")
    expect(page.locator('[data-field="close_date"]').get_by_role("alert")).to_be_visible()
    expect(page.locator('[data-field="account"] :focus')).to_have_count(1)
    page.locator('[data-field="stage"] input').click()
    page.locator(".ant-select-dropdown:visible").get_by_text("输单", exact=True).click()
    expect(page.locator('[data-field="loss_reason"]')).to_be_visible()


def wait_for_drafts(page: Page, number: int) -> None:
    """Until so many drafts are kept: they are written a moment after the last key."""
    kept = "Object.keys(localStorage).filter(key => key.startsWith('luopan.draft.')).length"
    until(page, f"{number} drafts", lambda: page.evaluate(kept) == number)


def test_nothing_typed_is_lost(page_as: PageAs) -> None:
    page = page_as(REP, phone=True)
    open_new(page, "person")
    field(page, "name").fill("草稿里的人 (test)")
    wait_for_drafts(page, 1)
    open_new(page, "person")
    expect(field(page, "name")).to_have_value("")
    check_nothing_sticks_out(page)
    page.get_by_role("button", name="继续填写").click()
    expect(field(page, "name")).to_have_value("草稿里的人 (test)")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已创建")).to_be_visible()
    wait_for_drafts(page, 0)


def test_what_two_people_changed_is_decided_field_by_field(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    account = create(page, "account", name=f"两个人 {uuid4()} (test)", short_name="原来")
    identity = account["id"]
    open_edit(page, "account", identity)
    field(page, "short_name").fill("我的")
    field(page, "phone").fill("021-58888888")
    theirs = {"short_name": "别人的", "website": "https://theirs.example/"}
    assert page.context.request.patch(f"/api/records/account/{identity}", data=theirs).ok
    page.keyboard.press("Control+Enter")
    choice = page.get_by_role("radio", name="我的")
    expect(choice).to_be_visible()
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    choice.check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已保存")).to_be_visible()
    saved = read(page, "account", identity)
    assert (saved["short_name"], saved["website"], saved["phone"]) == ("我的", theirs["website"], "+862158888888")
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_text("已撤销")).to_be_visible()
    assert read(page, "account", identity)["short_name"] == "别人的"


def test_a_missing_record_is_created_in_between(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    name = f"新客户{uuid4().hex[:8]} (test)"
    open_new(page, "opportunity")
    field(page, "account").press_sequentially(name)
    page.locator(".ant-select-dropdown:visible").get_by_text(f"新建客户：{name}").click()
    nested = page.locator(".ant-drawer-open").last
    expect(nested.locator('[data-field="name"] input')).to_have_value(name)
    nested.get_by_role("button", name="保存").click()
    expect(page.locator(".ant-drawer-open")).to_have_count(1)
    expect(page.locator('[data-field="account"]')).to_contain_text(name)
