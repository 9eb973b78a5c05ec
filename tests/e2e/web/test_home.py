"""The first page: what is to be done, ticked off and taken back; what is found from there; what an import has tried."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Route

from tests.e2e.web.conftest import ADMIN, PageAs, expect, until

DRAFT = """async (text) => {
    const form = new FormData()
    form.set("object", "account")
    form.set("options", JSON.stringify({draft: true, dry_run: true}))
    form.set("file", new File([text], "x.csv"))
    return (await fetch("/api/imports", {method: "POST", body: form})).json()
}"""


def test_a_task_is_ticked_off_and_taken_back(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    subject = f"回电 {uuid4().hex[:8]}"
    me = page.request.get("/api/me").json()["id"]
    values = {"subject": subject, "status": "to_do", "due_on": "2001-01-05", "owner": me}
    task = page.request.post("/api/records/task", data=values).json()
    page.goto("/")
    tick = page.get_by_role("checkbox", name=f"完成「{subject}」")
    tick.check()
    expect(tick).to_have_count(0)
    page.get_by_text(f"已完成「{subject}」").get_by_role("button", name="撤销").click()
    expect(tick).not_to_be_checked()
    one = f"/api/records/task/{task['id']}"
    until(page, "the task is to do again", lambda: page.request.get(one).json()["status"] == "to_do")
    page.request.delete(one)


def test_what_could_not_be_counted_is_not_done(page_as: PageAs) -> None:
    page = page_as(ADMIN)

    def refuse(route: Route) -> None:
        counted = (route.request.post_data_json or {}).get("select") == ["id"]
        route.fulfill(
            status=409, json={"code": "x", "title": "x", "detail": "不能计数"}
        ) if counted else route.continue_()

    page.route("**/api/records/*/query", refuse)
    page.goto("/")
    expect(page.get_by_text("不能计数")).to_be_visible()


def test_enter_waits_for_the_answer_to_what_is_typed(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    tail = uuid4().hex[:8]
    names = [f"乙公司{tail}", f"丙公司{tail}"]
    ids = [page.request.post("/api/records/account", data={"name": name}).json()["id"] for name in names]

    held: list[Route] = []

    def found(at: int) -> dict[str, Any]:
        return {"results": [{"object": "account", "id": ids[at], "title": names[at], "matched": []}]}

    def answer(route: Route) -> None:
        if "later" in route.request.url:
            held.append(route)
        else:
            route.fulfill(json=found(0))

    page.route("**/api/search?*", answer)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    ask = page.get_by_role("combobox", name="搜索与命令")
    ask.fill("first")
    expect(page.get_by_role("option", name=names[0])).to_be_visible()
    ask.fill("later")
    ask.press("Enter")
    until(page, "the later question is asked", lambda: held)
    held[0].fulfill(json=found(1))
    page.wait_for_url(f"**/objects/account/{ids[1]}")


def test_a_dry_run_that_was_stopped_leads_back_to_its_columns(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    page.goto("/imports")
    draft = page.evaluate(DRAFT, f"客户名称,简称\n试 {uuid4().hex[:8]},甲\n试 {uuid4().hex[:8]},乙\n")
    assert page.request.post(f"/api/imports/{draft['id']}/cancel").ok
    page.goto(f"/imports/{draft['id']}")
    expect(page.get_by_text("预演已停止")).to_be_visible()
    expect(page.get_by_role("button", name="撤销导入")).to_have_count(0)
    page.get_by_role("button", name="返回修改").click()
    page.get_by_role("button", name="先预演一遍").click()
    expect(page.get_by_text("预演通过，没有问题")).to_be_visible()
