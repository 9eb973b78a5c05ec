"""Somebody who writes no code builds an app for repairing equipment, only by clicking, and works with it."""

import re

import pytest
from playwright.sync_api import Locator, Page

from tests.e2e.web.conftest import PageAs, check_accessible, check_nothing_sticks_out, expect

EQUIPMENT, PART, REPAIR = "she_bei", "bei_jian", "wei_xiu_gong_dan"
STAGES = (("待派工", "进行中"), ("维修中", "进行中"), ("已完成", "完成"), ("已取消", "取消"))
SAVE = re.compile("^保存(?!并)")


def properties(page: Page) -> Locator:
    return page.get_by_role("complementary", name="属性")


def choose(page: Page, box: Locator, option: str) -> None:
    """Takes an option of a select box that is open for it."""
    box.click()
    options = page.locator(".ant-select-dropdown:visible .ant-select-item-option")
    options.filter(has_text=re.compile(f"^{option}$")).click()


def new_object(page: Page, label: str, title: str = "单行文本") -> None:
    page.get_by_role("link", name="对象", exact=True).click()
    page.get_by_role("button", name="新建对象").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("叫什么").fill(label)
    dialog.get_by_text(title, exact=True).click()
    dialog.get_by_role("button", name="创建").click()
    expect(page.get_by_role("heading", name=label)).to_be_visible()


def add_field(page: Page, kind: str, label: str) -> None:
    page.get_by_role("complementary", name="添加字段").locator(f"[data-type={kind}]").click()
    properties(page).get_by_label("显示名称").fill(label)
    expect(page.get_by_role("list", name="字段").get_by_text(label, exact=True)).to_be_visible()


def add_reference(page: Page, kind: str, target: str, label: str) -> None:
    page.get_by_role("complementary", name="添加字段").locator(f"[data-type={kind}]").click()
    dialog = page.get_by_role("dialog")
    choose(page, dialog.get_by_label("指向哪个对象"), target)
    dialog.get_by_label("显示名称").fill(label)
    dialog.get_by_role("button", name="添加").click()
    expect(page.get_by_role("list", name="字段").get_by_text(label, exact=True)).to_be_visible()


def build_objects(page: Page) -> None:
    page.goto("/build")
    new_object(page, "设备")
    add_field(page, "text", "型号")
    add_field(page, "date", "购买日期")
    new_object(page, "备件")
    add_field(page, "money", "单价")
    new_object(page, "维修工单")
    add_field(page, "long_text", "维修结果")
    add_reference(page, "reference", "设备", "报修设备")
    add_reference(page, "references", "备件", "更换的备件")


def build_stages(page: Page) -> None:
    page.get_by_role("link", name="流程").click()
    page.get_by_role("button", name="添加阶段字段").click()
    entry = page.get_by_placeholder("输入新选项")
    for stage, meaning in STAGES:
        entry.fill(stage)
        entry.press("Enter")
        choose(page, page.get_by_label(f"“{stage}”的含义"), meaning)
    choose(page, page.get_by_label("新记录从哪个阶段开始"), STAGES[0][0])
    page.get_by_role("button", name="添加看板视图").click()
    expect(page.get_by_role("link", name="已有看板")).to_be_visible()


def build_rule(page: Page) -> None:
    page.get_by_role("link", name="规则").click()
    page.get_by_role("button", name="添加规则").first.click()
    properties(page).get_by_role("button", name="设置条件").click()
    dialog = page.get_by_role("dialog")
    add_condition(page, dialog, "阶段")
    choose(page, dialog.get_by_label("请选择").last, "已完成")
    add_condition(page, dialog, "维修结果")
    choose(page, dialog.get_by_label("比较方式").last, "为空")
    dialog.get_by_role("button", name="完成").click()
    expect(dialog).to_be_hidden()
    properties(page).get_by_label("提示什么").fill("请先填写维修结果")
    choose(page, properties(page).get_by_label("提示显示在"), "维修结果")


def add_condition(page: Page, dialog: Locator, field: str) -> None:
    dialog.get_by_role("button", name="添加条件").click()
    page.get_by_role("option", name=field, exact=True).click()


def build_layout(page: Page) -> None:
    page.get_by_role("link", name="页面").click()
    page.get_by_role("button", name="开始布局").click()
    page.get_by_role("button", name="移出：维修结果").click()
    page.get_by_role("button", name="添加分组").first.click()
    properties(page).get_by_label("分组标题").fill("处理结果")
    page.get_by_role("complementary", name="可放的内容").get_by_role("button", name="维修结果").click()
    expect(page.get_by_role("region", name="处理结果").get_by_text("维修结果")).to_be_visible()
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("heading", name="处理结果")).to_be_visible()
    page.get_by_role("button", name="编辑", exact=True).click()


def build_list(page: Page) -> None:
    page.get_by_role("link", name="视图").click()
    page.get_by_role("button", name="添加视图").click()
    page.get_by_role("menuitem", name=re.compile("^列表")).click()
    properties(page).get_by_label("名称", exact=True).fill("全部工单")
    expect(page.get_by_role("button", name="全部工单 列表")).to_be_visible()


def publish(page: Page) -> None:
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_text("没有问题")).to_be_visible()
    page.get_by_role("button", name="发布", exact=True).click()
    dialog = page.get_by_role("dialog")
    for name in (EQUIPMENT, PART, REPAIR):
        expect(dialog.get_by_text(f"新增对象“{name}”")).to_be_visible()
    dialog.get_by_label("备注").fill("设备维修")
    dialog.get_by_role("button", name="立即发布").click()
    expect(page.get_by_text("已发布")).to_be_visible()
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()


def open_new(page: Page, name: str, label: str) -> Locator:
    page.goto(f"/objects/{name}")
    page.get_by_role("button", name=f"新建{label}").first.click()
    return page.get_by_role("dialog")


def save(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def move_to_lane(page: Page, title: str, lane: str) -> None:
    """Drags a card as a hand does: picked up, moved over the lane, let go."""
    card = page.get_by_role("heading", name=title)
    goal = page.get_by_role("region", name=lane)
    start, end = card.bounding_box(), goal.bounding_box()
    assert start, "the card is not there"
    assert end, "the lane is not there"
    height = start["y"] + start["height"] + 8
    page.mouse.move(start["x"] + 8, height)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, height, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, height, steps=12)
    page.mouse.up()
    expect(goal.get_by_role("heading", name=title)).to_be_visible()


@pytest.fixture
def page(page_as: PageAs) -> Page:
    return page_as()


def test_a_repair_app_is_built_only_by_clicking_and_works_at_once(page: Page) -> None:
    build_objects(page)
    build_stages(page)
    build_rule(page)
    build_layout(page)
    build_list(page)
    check_accessible(page)
    publish(page)

    open_new(page, EQUIPMENT, "设备").get_by_label("名称").fill("数控车床 CK6150")
    save(page)
    form = open_new(page, REPAIR, "维修工单")
    form.get_by_label("名称").fill("主轴异响")
    choose(page, form.get_by_label("阶段"), "已完成")
    form.get_by_role("button", name=SAVE).click()
    expect(form.get_by_text("请先填写维修结果")).to_be_visible()
    choose(page, form.get_by_label("阶段"), "待派工")
    save(page)

    page.goto(f"/objects/{REPAIR}?view=kanban")
    expect(page.get_by_role("region", name="待派工").get_by_role("heading", name="主轴异响")).to_be_visible()
    move_to_lane(page, "主轴异响", "维修中")
    page.goto(f"/objects/{REPAIR}?view=list")
    expect(page.get_by_role("row").filter(has_text="主轴异响")).to_contain_text("维修中")


def test_the_builder_is_usable_on_a_phone(page_as: PageAs) -> None:
    page = page_as(phone=True)
    for path in ("/build", "/build/objects/account/fields", "/build/objects/opportunity/pipeline", "/build/versions"):
        page.goto(path)
        expect(page.get_by_role("button", name="发布", exact=True)).to_be_visible()
        check_nothing_sticks_out(page)
