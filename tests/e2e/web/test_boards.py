"""Boards, funnels and calendars: other ways to look at the records of a list."""

from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page

from tests.e2e.web.conftest import ADMIN, REP, PageAs, check_accessible, check_nothing_sticks_out, expect, until

OPENED, CLOSES = "2020-01-01", f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m}-15"


def deal(page: Page, **values: Any) -> tuple[str, str]:
    """A new deal of its own, once it can be searched for: its name and id."""
    name = f"看板 {uuid4().hex[:8]}"
    basics = {"name": name, "pipeline": "new_business", "stage": "prospecting", "opened_on": OPENED}
    answer = page.request.post("/api/records/opportunity", data=basics | values)
    assert answer.ok, answer.text()
    asked = {"where": {"search": name}, "select": ["id"], "limit": 1}
    found = "/api/records/opportunity/query"
    until(page, "the deal is found", lambda: page.request.post(found, data=asked).json()["records"])
    return name, answer.json()["id"]


def stored(page: Page, record: str) -> dict[str, Any]:
    return page.request.get(f"/api/records/opportunity/{record}").json()


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def card(place: Page | Locator, name: str) -> Locator:
    return place.get_by_role("article").filter(has_text=name)


def drag(page: Page, what: Locator, to: Locator) -> None:
    """As a hand does it: press, move in steps, let go."""
    start, end = what.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 30, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 50, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 12, steps=12)
    page.mouse.up()


def test_a_card_is_dragged_to_another_stage_and_back_again(page_as: PageAs) -> None:
    page = page_as(REP)
    name, record = deal(page, amount={"amount": "120000", "currency": "CNY"}, close_date=CLOSES)
    page.goto(f"/objects/opportunity?view=board&q={name}")
    first, second = column(page, "初步接触"), column(page, "需求确认")
    expect(card(first, name)).to_be_visible(timeout=15_000)
    expect(first.locator("header")).to_contain_text("¥12万")
    check_accessible(page)
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as written:
        drag(page, card(first, name), second)
    assert written.value.ok
    assert written.value.request.headers["if-match"] == "1"
    expect(card(second, name)).to_be_visible()
    expect(second.locator("header")).to_contain_text("¥12万")
    assert stored(page, record)["stage"] == "qualifying"
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(card(first, name)).to_be_visible()
    assert stored(page, record)["stage"] == "prospecting"


def test_a_card_is_moved_by_keyboard(page_as: PageAs) -> None:
    page = page_as(REP)
    name, record = deal(page)
    page.goto(f"/objects/opportunity?view=board&q={name}")
    page.get_by_role("button", name=f"拖动“{name}”").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("位于“初步接触”。")).to_be_attached()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("位于“需求确认”。")).to_be_attached()
    page.keyboard.press("Space")
    expect(card(column(page, "需求确认"), name)).to_be_visible()
    expect(page.get_by_text("已移到“需求确认”。")).to_be_visible()
    assert stored(page, record)["stage"] == "qualifying"


def test_what_a_rule_lacks_is_asked_for_and_the_card_stays_until_then(page_as: PageAs) -> None:
    page = page_as(ADMIN)
    account = page.request.post("/api/records/account/query", data={"limit": 1, "select": ["id"]}).json()["records"][0][
        "id"
    ]
    name, record = deal(page, account=account, close_date=CLOSES)
    page.goto(f"/objects/opportunity?view=board&q={name}")
    page.get_by_role("button", name=f"移动“{name}”").click()
    page.get_by_role("menuitem", name="赢单").click()
    drawer = page.get_by_role("dialog")
    expect(page.get_by_text("赢单请填写成交金额。")).to_be_visible()
    expect(card(column(page, "初步接触"), name)).to_be_attached()
    assert stored(page, record)["stage"] == "prospecting"
    drawer.get_by_label("金额").first.fill("5000")
    drawer.get_by_role("button", name="保存").click()
    expect(card(column(page, "赢单"), name)).to_be_visible()
    assert stored(page, record)["stage"] == "won"


def test_on_a_phone_one_stage_is_shown_and_cards_move_by_menu(page_as: PageAs) -> None:
    page = page_as(REP, phone=True)
    name, record = deal(page)
    page.goto(f"/objects/opportunity?view=board&q={name}")
    page.get_by_role("button", name=f"移动“{name}”").click()
    page.get_by_role("menuitem", name="方案报价").click()
    expect(page.get_by_text("已移到“方案报价”。")).to_be_visible()
    page.get_by_role("group", name="选择列").get_by_role("button", name="方案报价").click()
    expect(card(column(page, "方案报价"), name)).to_be_visible()
    check_nothing_sticks_out(page)
    assert stored(page, record)["stage"] == "proposal"


def test_the_funnel_shows_the_numbers_of_the_server(page_as: PageAs) -> None:
    page = page_as(REP)
    answer = page.request.post("/api/records/opportunity/funnel", data={"by": "stage", "value": "amount"}).json()
    page.goto("/objects/opportunity?view=funnel")
    rows = page.get_by_role("row")
    for at, stage in enumerate(answer["stages"]):
        expect(rows.nth(at + 1)).to_contain_text(stage["label"]["zh-CN"])
        expect(rows.nth(at + 1)).to_contain_text(f"{stage['reached']:,}")
    expect(page.get_by_text(f"{answer['timed']:,} 条知道停留时间")).to_be_visible()
    check_accessible(page)
    page.get_by_label("时间范围").click()
    page.get_by_title("去年").click()
    page.wait_for_url("**period=last_year**")


def test_a_record_is_dragged_to_another_day(page_as: PageAs) -> None:
    page = page_as(REP)
    name, record = deal(page, close_date=CLOSES)
    page.goto(f"/objects/opportunity?view=calendar&q={name}")
    chip = page.get_by_role("link", name=name)
    expect(chip).to_be_visible()
    check_accessible(page)
    target = CLOSES[:-2] + "10"
    drag(page, chip, page.get_by_role("region", name=target))
    expect(page.get_by_role("region", name=target).get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_text(f"已移到 {target}。")).to_be_visible()
    assert stored(page, record)["close_date"] == target
    page.get_by_role("button", name="下个月").click()
    page.wait_for_url("**month=**")


def test_an_empty_day_takes_a_new_record(page_as: PageAs) -> None:
    page = page_as(REP)
    page.goto(f"/objects/opportunity?view=calendar&q={uuid4().hex}")
    page.get_by_role("region", name=CLOSES).click(position={"x": 60, "y": 70})
    expect(page.get_by_role("dialog").locator(f"input[value='{CLOSES}']")).to_be_visible()
