"""What is being built outlives what is published meanwhile, and nothing typed is lost."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.web.conftest import PageAs


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """A call of the server beside the page, as the same person."""
    return page.evaluate(
        """async ([method, path, body]) => {
            const headers = {"content-type": "application/json"};
            const answer = await fetch(path, {method, headers, body: body === null ? undefined : JSON.stringify(body)});
            return [answer.status, answer.status === 204 ? null : await answer.json()];
        }""",
        [method, path, body],
    )


def test_a_draft_is_merged_with_what_others_publish_and_all_other_lists_stay(page_as: PageAs) -> None:
    page = page_as()
    page.goto("/build/objects/competitor/views")

    def screens() -> Any:
        objects = call(page, "GET", "/api/meta?defined=true")[1]["objects"]
        return next(one for one in objects if one["name"] == "competitor")["screens"]

    before = screens()
    assert any("*" in tab.get("related", []) for tab in before["tabs"])
    page.get_by_role("button", name="添加视图").first.click()
    page.get_by_role("menuitem", name=re.compile("^列表")).click()
    page.get_by_role("complementary", name="属性").get_by_label("名称", exact=True).fill("我的活动")
    theirs = {**before, "views": [*before["views"], {"name": "theirs", "label": {"zh-CN": "同事的"}, "kind": "list"}]}
    status, answer = call(page, "POST", "/api/meta/apply", {"objects": [{"name": "competitor", "screens": theirs}]})
    assert status == 200, answer
    page.get_by_role("button", name="发布", exact=True).click()
    publish = page.get_by_role("dialog").get_by_role("button", name="立即发布")
    publish.click()
    expect(page.get_by_text("定义在你读取之后已被更改")).to_be_visible()
    publish.click()
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    after = screens()
    assert {"theirs", "list"} <= {one["name"] for one in after["views"]}
    assert after["tabs"] == before["tabs"]


def test_an_edited_navigation_is_kept_when_somebody_else_saves_first(page_as: PageAs) -> None:
    page = page_as()
    page.goto("/build/navigation")
    page.get_by_label("分组名称").first.fill("我的分组")
    screen = call(page, "GET", "/api/screens/navigation")[1]
    status, answer = call(
        page, "PUT", "/api/screens/navigation", {"content": screen["content"], "version": screen["version"]}
    )
    assert status == 200, answer
    page.reload()
    expect(page.get_by_label("分组名称").first).to_have_value("我的分组")
    page.get_by_role("button", name="用我的覆盖").click()
    expect(page.get_by_text("已保存，所有人")).to_be_visible()
    groups = call(page, "GET", "/api/screens/navigation")[1]["content"]["groups"]
    assert groups[0]["label"]["zh-CN"] == "我的分组"
