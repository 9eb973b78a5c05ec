"""Settings: of oneself for everyone, of the organisation and its rights for administrators, and what opens nothing by itself."""

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page

from tests.e2e.web.conftest import (
    ADMIN,
    REP,
    PageAs,
    check_accessible,
    check_nothing_sticks_out,
    expect,
)

OWN = ("profile", "security", "keys", "absence", "bin")
SECTIONS = (
    *OWN,
    "users",
    "departments",
    "teams",
    "roles",
    "sharing",
    "territories",
    "rights",
    "audit",
    "hand-overs",
    "health",
)


def ask(page: Page, method: str, path: str, **body: Any) -> Any:
    answer = (
        page.context.request.fetch(path, method=method, data=body)
        if body
        else page.context.request.fetch(path, method=method)
    )
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else None


def make(page: Page, name: str, /, **values: Any) -> dict[str, Any]:
    return ask(page, "POST", f"/api/records/{name}", **values)


def fresh(name: str) -> str:
    return f"{name} {uuid4().hex[:6]} (test)"


def ready(page: Page) -> Locator:
    """The screen's title, once what it loads is there."""
    title = page.locator("#main h1")
    expect(title.first).to_be_visible()
    expect(page.locator("#main [class*=skeleton]")).to_have_count(0)
    return title


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_can_be_read_and_used_by_everyone(page_as: PageAs, name: str) -> None:
    for settings in ({}, {"phone": True, "locale": "en", "theme": "dark"}):
        page = page_as(ADMIN, **settings)
        page.goto(f"/settings/{name}")
        ready(page)
        check_accessible(page)
        check_nothing_sticks_out(page)


def test_who_is_no_administrator_sees_their_own_settings_only(page_as: PageAs) -> None:
    page = page_as(REP)
    page.goto("/settings")
    links = page.get_by_role("navigation", name="设置").get_by_role("link")
    expect(links).to_have_count(len(OWN))
    page.goto("/settings/roles")
    expect(page.get_by_text("没有权限")).to_be_visible()
    page.goto("/settings/nonsense")
    expect(page.get_by_text("没有这个设置")).to_be_visible()


def test_phones_get_a_list_first(page_as: PageAs) -> None:
    page = page_as(REP, phone=True)
    page.goto("/settings")
    page.get_by_role("link", name="休假代理").click()
    expect(page).to_have_url(re.compile("/settings/absence$"))
    page.locator("#main").get_by_role("link", name="设置", exact=True).click()
    expect(page.get_by_role("link", name="个人资料")).to_be_visible()


def test_a_key_is_shown_once_and_works_until_it_is_revoked(page_as: PageAs, web_url: str) -> None:
    page = page_as(REP)
    page.goto("/settings/keys")
    name = fresh("取数脚本")
    page.get_by_role("button", name="新建密钥").first.click()
    page.get_by_label("名称").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="新建密钥").click()
    token = page.get_by_label("密钥", exact=True).inner_text()
    page.get_by_role("button", name="已保存好").click()
    expect(page.get_by_text(token)).to_have_count(0)
    program = page_as(None).context.request
    headers = {"authorization": f"Bearer {token}"}
    assert program.post("/api/records/account/query", data={"limit": 1}, headers=headers).ok
    assert program.post("/api/records/account", data={"name": "no"}, headers=headers).status == 403
    page.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="吊销").click()
    page.get_by_role("dialog").get_by_role("button", name="吊销").click()
    expect(page.get_by_text(name)).to_have_count(0)
    assert program.get("/api/me", headers=headers).status == 401


def test_a_colleague_comes_and_leaves(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    mail, name = f"{uuid4().hex[:10]}@luopan-web.example", fresh("新人")
    page.goto("/settings/users")
    page.get_by_role("button", name="新建用户").click()
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("邮箱", exact=True).fill(REP)
    page.get_by_role("button", name="创建并生成邀请链接").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    page.get_by_label("邮箱", exact=True).fill(mail)
    page.get_by_role("button", name="创建并生成邀请链接").click()
    expect(page.get_by_label("链接", exact=True)).to_contain_text("/login?token=")
    page.get_by_role("dialog").get_by_role("button", name="完成").click()
    page.get_by_label("姓名或邮箱").fill(mail)
    page.get_by_role("link").filter(has_text=mail).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()

    user = page.url.rsplit("/", 1)[1]
    make(page, "account", name=fresh("交接的客户"), owner=user)
    page.get_by_role("button", name="停用").click()
    page.get_by_role("combobox", name="交接给").click()
    page.keyboard.type(ADMIN)
    page.locator(".ant-select-dropdown:visible").get_by_text(ADMIN).click()
    page.get_by_role("dialog").get_by_role("button", name="停用").click()
    expect(page.get_by_role("dialog").get_by_text("已完成")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("definition")).to_have_text("1")
    page.goto("/settings/hand-overs")
    expect(page.get_by_text(f"{name} 离职，交接给 Admin")).to_be_visible()
    assert ask(page, "GET", f"/api/records/user/{user}")["active"] is False


def test_a_change_of_a_role_says_what_it_means_before_it_is_saved(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    grants = [{"object": "account", "actions": ["read", "update"], "scope": "own", "fields": {"phone": "masked"}}]
    role = make(page, "role", name=fresh("试用角色"), grants=grants)
    name = fresh("受影响的人")
    make(page, "user", name=name, email=f"{uuid4().hex[:10]}@luopan-web.example", roles=[role["id"]])
    page.goto(f"/settings/roles/{role['id']}")
    page.get_by_role("button", name="客户 · 编辑: 本人", exact=True).click()
    page.get_by_role("group", name="客户 · 编辑").get_by_role("button", name="全部").click()
    page.get_by_role("button", name="客户 · 查看: 本人", exact=True).click()
    page.get_by_role("group", name="客户 · 查看").get_by_role("button", name="本团队").click()
    page.get_by_role("button", name="看看影响并保存").click()
    dialog = page.get_by_role("dialog", name="保存之后会怎样")
    expect(dialog).to_contain_text(name)
    expect(dialog).to_contain_text("客户：查看范围由本人改为本团队")
    expect(dialog).to_contain_text("客户：编辑范围由本人改为全部")
    assert ask(page, "GET", f"/api/records/role/{role['id']}")["grants"] == grants, "saved before it was confirmed"
    check_accessible(page)
    dialog.get_by_role("button", name="确认保存").click()
    expect(page.get_by_text("有未保存的改动")).to_have_count(0)
    saved = ask(page, "GET", f"/api/records/role/{role['id']}")["grants"]
    assert {(one["scope"], *one["actions"]) for one in saved} == {("team", "read"), ("all", "update")}
    assert all(one["fields"] == {"phone": "masked"} for one in saved), "a limited field has been opened"


def test_an_unsaved_role_outlives_what_a_colleague_saves_meanwhile(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    grants = [{"object": "account", "actions": ["read", "update"], "scope": "own"}]
    role = make(page, "role", name=fresh("两人同改"), grants=grants)
    path = f"/api/records/role/{role['id']}"
    page.goto(f"/settings/roles/{role['id']}")
    page.get_by_role("button", name="客户 · 编辑: 本人", exact=True).click()
    page.get_by_role("group", name="客户 · 编辑").get_by_role("button", name="全部").click()
    unsaved = page.get_by_role("button", name="客户 · 编辑: 全部", exact=True)
    ask(page, "PATCH", path, description="换个说明")
    expect(page.get_by_text("换个说明")).to_be_visible()
    expect(page.get_by_text("有未保存的改动")).to_be_visible()
    expect(unsaved).to_be_visible()
    ask(page, "PATCH", path, grants=[{**grants[0], "scope": "team"}])
    expect(page.get_by_role("alert").filter(has_text="刚刚改过这里")).to_be_visible()
    expect(unsaved).to_be_visible()
    page.get_by_role("button", name="看看影响，用我的覆盖").click()
    page.get_by_role("dialog", name="保存之后会怎样").get_by_role("button", name="确认保存").click()
    expect(page.get_by_role("button", name="看看影响")).to_have_count(0)
    saved = ask(page, "GET", path)["grants"]
    assert {(one["scope"], *one["actions"]) for one in saved} == {("own", "read"), ("all", "update")}


def test_an_administrator_sees_what_somebody_sees_and_why(page_as: PageAs, web_url: str) -> None:
    page, rep = page_as(ADMIN), page_as(REP)
    me = ask(rep, "GET", "/api/me")
    seen = ask(rep, "POST", "/api/records/account/query", limit=1, count="exact")["count"]
    page.goto(f"/settings/rights?user={me['id']}")
    ready(page)
    expect(page.get_by_role("region", name="权限矩阵").get_by_role("row", name=re.compile("^客户"))).to_contain_text(
        "本团队"
    )
    page.get_by_role("button", name="以对方的身份查看").click()
    banner = page.get_by_role("status").filter(has_text=f"您正以 {me['name']} 的身份查看罗盘")
    expect(banner).to_be_visible()
    assert ask(page, "POST", "/api/records/account/query", limit=1, count="exact")["count"] == seen
    refused = page.context.request.post("/api/records/account", data={"name": "no"})
    assert refused.status == 403
    page.goto("/settings/roles")
    expect(page.get_by_text("没有权限").first).to_be_visible()
    banner.get_by_role("button", name="回到自己").click()
    expect(banner).to_have_count(0)
    page.goto("/settings/audit")
    expect(page.get_by_text(f"开始以 {me['name']} 的身份查看").first).to_be_visible()


def test_what_was_deleted_comes_back(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    account = make(page, "account", name=fresh("删错的客户"))
    ask(page, "DELETE", f"/api/records/account/{account['id']}")
    page.goto("/settings/bin?object=account")
    row = page.get_by_role("listitem").filter(has_text=account["name"])
    row.get_by_role("button", name="恢复").click()
    expect(row).to_have_count(0)
    assert ask(page, "GET", f"/api/records/account/{account['id']}")["name"] == account["name"]


def test_ending_other_sessions_leaves_this_one(page_as: PageAs) -> None:
    page, other = page_as(REP), page_as(REP)
    page.goto("/settings/security")
    page.get_by_role("button", name="退出其他设备").click()
    expect(page.get_by_text("已退出登录")).to_be_visible()
    assert other.context.request.get("/api/me").status == 401
    assert page.context.request.get("/api/me").ok


def test_departments_move_by_hand_and_not_below_themselves(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    top, other = (make(page, "department", name=fresh(name)) for name in ("甲部", "乙部"))
    below = make(page, "department", name=fresh("甲一科"), parent=top["id"])
    page.goto("/settings/departments")
    ready(page)

    def drag(what: dict[str, Any], where: dict[str, Any]) -> None:
        grip = page.locator("li > div").filter(has=page.get_by_text(what["name"], exact=True)).locator("[title]").first
        grip.hover()
        page.mouse.down()
        for step in range(6):  # the page may scroll under what is dragged near its edge
            target = page.get_by_text(where["name"], exact=True).bounding_box()
            assert target
            page.mouse.move(target["x"] + 8 + step, target["y"] + 6, steps=4)
            page.wait_for_timeout(100)
        page.mouse.up()

    drag(below, other)
    expect(page.get_by_text("部门已移动")).to_be_visible()
    assert ask(page, "GET", f"/api/records/department/{below['id']}")["parent"]["id"] == other["id"]
    drag(other, below)
    assert ask(page, "GET", f"/api/records/department/{other['id']}")["parent"] is None
