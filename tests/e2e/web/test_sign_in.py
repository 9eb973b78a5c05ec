"""Signing in: in words, where one wanted to go, with a second factor, by an invitation."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.e2e.web.conftest import ADMIN, REP, PageAs, check_accessible, check_nothing_sticks_out, expect, password_of
from tests.http.test_accounts import codes_from_now

NEW = "a sentence is a good password"


def fill(page: Page, email: str, password: str) -> None:
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码", exact=True).fill(password)
    page.keyboard.press("Enter")


def colleague(admin: Page) -> dict[str, str]:
    """Somebody new, without a password."""
    mail = f"{uuid4().hex[:12]}@luopan-web.example"
    answer = admin.context.request.post("/api/records/user", data={"name": f"新同事 {mail[:4]} (test)", "email": mail})
    assert answer.ok, answer.text()
    return {"id": answer.json()["id"], "email": mail, "name": answer.json()["name"]}


def link_for(admin: Page, user: str, kind: str = "invite") -> str:
    answer = admin.context.request.post(f"/api/users/{user}/{kind}", data={})
    assert answer.ok, answer.text()
    place = urlsplit(answer.json()["link"])
    return f"{place.path}?{place.query}"


def test_a_wrong_password_is_told_and_the_right_one_leads_where_one_wanted(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto("/settings/keys")
    expect(page).to_have_url(re.compile(r"/login\?to="))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("请填写")).to_have_count(2)
    fill(page, REP, "wrong horse")
    expect(page.get_by_role("alert")).to_contain_text("邮箱或密码不正确")
    assert page.get_by_label("密码", exact=True).input_value() == "wrong horse", "what was typed is lost"
    fill(page, REP, password_of(REP))
    expect(page).to_have_url(re.compile("/settings/keys$"))
    expect(page.get_by_role("heading", name="API 密钥")).to_be_visible()


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/login"])
def test_a_link_to_elsewhere_leads_home(page_as: PageAs, to: str) -> None:
    page = page_as(None)
    page.goto("/login")
    page.goto(f"/login?to={to}")
    fill(page, REP, password_of(REP))
    expect(page.locator("#main h1")).to_be_visible()
    expect(page).to_have_url("/")


def test_an_invitation_is_taken_once(page_as: PageAs) -> None:
    admin = page_as(ADMIN)
    who = colleague(admin)
    link = link_for(admin, who["id"])
    page = page_as(None)
    page.goto(link)
    page.get_by_label("新密码").fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_text("至少 8 个字符。", exact=True)).to_be_visible()
    page.get_by_label("新密码").fill("12345678")
    page.keyboard.press("Enter")
    expect(page.get_by_text("这个密码太常见")).to_be_visible()
    check_accessible(page)
    page.get_by_label("新密码").fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"{who['name']} 的菜单")).to_be_visible()
    again = page_as(None)
    again.goto(link)
    again.get_by_label("新密码").fill(NEW)
    again.keyboard.press("Enter")
    expect(again.get_by_role("heading", name="链接已失效")).to_be_visible()
    again.get_by_role("button", name="去登录").click()
    fill(again, who["email"], NEW)
    expect(again.get_by_role("button", name=f"{who['name']} 的菜单")).to_be_visible()


def test_the_second_factor_from_its_first_code_to_a_recovery_code(page_as: PageAs) -> None:
    admin = page_as(ADMIN)
    who = colleague(admin)
    page = page_as(None)
    page.goto(link_for(admin, who["id"]) + "&to=/settings/security")
    page.get_by_label("新密码").fill(NEW)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="开启两步验证").click()
    expect(page.get_by_label("验证器应用要扫描的二维码").locator("svg")).to_be_visible()
    secret = page.get_by_label("密钥", exact=True).inner_text()
    now, following = codes_from_now(secret)
    page.get_by_label("输入应用显示的 6 位验证码").fill(now)
    page.keyboard.press("Enter")
    shown = page.get_by_role("list", name="恢复码").get_by_role("listitem")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    check_accessible(page)
    page.get_by_role("button", name="已妥善保存").click()
    expect(page.get_by_text("已开启", exact=True)).to_be_visible()

    other = page_as(None)
    other.goto("/login")
    fill(other, who["email"], NEW)
    expect(other.get_by_role("heading", name="两步验证")).to_be_visible()
    wrong = next(code for code in ("000000", "111111", "222222") if code not in (now, following))
    other.get_by_label("验证码", exact=True).fill(wrong)
    expect(other.get_by_role("alert")).to_contain_text("验证码不正确")
    other.get_by_role("button", name=re.compile("使用恢复码")).click()
    other.get_by_label("恢复码", exact=True).fill(codes[0])
    other.keyboard.press("Enter")
    expect(other.get_by_role("button", name=f"{who['name']} 的菜单")).to_be_visible()


def test_forgotten_says_the_same_to_everyone(page_as: PageAs) -> None:
    told: list[str] = []
    for email in (REP, "nobody@luopan-web.example"):
        page = page_as(None)
        page.goto("/login")
        page.get_by_role("button", name="忘记密码？").click()
        page.get_by_label("邮箱").fill(email)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="请查收邮件")).to_be_visible()
        told.append(page.locator("form").inner_text().replace(email, "…"))
    assert told[0] == told[1]


@pytest.mark.parametrize("phone", [False, True])
def test_language_and_theme_are_chosen_before_anybody_is_there(page_as: PageAs, phone: bool) -> None:
    page = page_as(None, phone=phone)
    page.goto("/login")
    check_accessible(page)
    check_nothing_sticks_out(page)
    page.get_by_role("button", name="EN English").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    theme = page.get_by_role("button", name=re.compile("^Appearance"))
    theme.click()
    expect(page.locator("html[data-theme='dark']")).to_be_attached()
    check_accessible(page)
    page.get_by_role("button", name="繁體中文").click()
    expect(page.get_by_role("heading", name="登入")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="登入")).to_be_visible()
