"""Who works at the demo company: departments, and 120 people. They are the same for every seed.

The first colleague of a department is its head. The heads and some others have names of their own; the rest were hired.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from luopan.main.demo.names import PeopleNames

DOMAIN = "luopan-demo.example"
LOGINS = {f"gu.xiaowei@{DOMAIN}": "sales rep", f"zhou.qiming@{DOMAIN}": "her manager"}
"""Those who can sign in at once."""
PASSWORD = "compass-demo-2026"
"""Theirs, set by nothing but the demo's load."""


class Department(NamedTuple):
    """A department and the one above it."""

    key: str
    name: str
    parent: str | None


class Colleague(NamedTuple):
    """Somebody who works at the company. `share` is the part of their territory's customers that is theirs; 0: sells nothing."""

    name: str
    mail: str
    department: str
    roles: tuple[str, ...]
    territory: str | None
    share: int

    @property
    def email(self) -> str:
        return f"{self.mail}@{DOMAIN}"


class Vacancy(NamedTuple):
    """People who join a department in some number. `families` names the languages of those from abroad, who come first."""

    department: str
    role: str
    number: int
    territory: str | None = None
    shares: Sequence[int] = (0,)
    families: tuple[str, ...] = ()


DEPARTMENTS = (
    Department("company", "罗盘精工", None),
    Department("domestic", "国内销售中心", "company"),
    Department("east", "华东大区", "domestic"),
    Department("suzhou", "苏州办事处", "east"),
    Department("south", "华南大区", "domestic"),
    Department("north", "华北东北大区", "domestic"),
    Department("central", "中西部大区", "domestic"),
    Department("overseas", "国际业务部 International Sales", "company"),
    Department("retail", "零售事业部", "company"),
    Department("marketing", "市场部", "company"),
    Department("service", "客户服务部", "company"),
    Department("finance", "财务部", "company"),
    Department("it", "信息技术部", "company"),
    Department("hr", "人力资源部", "company"),
)
TERRITORIES = ("east", "south", "north", "central", "overseas", "retail")

NAMED = (
    Colleague("陆景川", "lu.jingchuan", "company", ("director",), None, 0),
    Colleague("沈若澜", "shen.ruolan", "domestic", ("director",), None, 0),
    Colleague("周启明", "zhou.qiming", "east", ("manager",), "east", 3),
    Colleague("顾晓薇", "gu.xiaowei", "east", ("rep",), "east", 5),
    Colleague("钱立群", "qian.liqun", "east", ("rep",), "east", 4),
    Colleague("范思远", "fan.siyuan", "east", ("rep",), "east", 4),
    Colleague("梁嘉豪", "liang.jiahao", "south", ("manager",), "south", 4),
    Colleague("邓婉清", "deng.wanqing", "south", ("rep",), "south", 5),
    Colleague("陈佩玲", "chen.peiling", "south", ("rep",), "south", 3),
    Colleague("赵卫东", "zhao.weidong", "north", ("manager",), "north", 4),
    Colleague("孙海燕", "sun.haiyan", "north", ("rep",), "north", 4),
    Colleague("郭文博", "guo.wenbo", "central", ("manager",), "central", 5),
    Colleague("雷雨桐", "lei.yutong", "central", ("rep",), "central", 3),
    Colleague("Grace Lin", "grace.lin", "overseas", ("manager",), "overseas", 5),
    Colleague("Daniel Becker", "daniel.becker", "overseas", ("rep",), "overseas", 4),
    Colleague("山本佳奈", "yamamoto.kana", "overseas", ("rep",), "overseas", 2),
    Colleague("方可心", "fang.kexin", "retail", ("manager", "clerk"), "retail", 3),
    Colleague("石向阳", "shi.xiangyang", "retail", ("clerk",), "retail", 2),
    Colleague("唐书瑶", "tang.shuyao", "marketing", ("marketing",), None, 0),
    Colleague("秦国栋", "qin.guodong", "service", ("service",), None, 0),
    Colleague("韩秋实", "han.qiushi", "suzhou", ("manager",), "east", 3),
    Colleague("何静怡", "he.jingyi", "finance", ("finance",), None, 0),
    Colleague("曾一凡", "zeng.yifan", "it", ("administrator",), None, 0),
    Colleague("白若溪", "bai.ruoxi", "hr", ("hr",), None, 0),
)
VACANCIES = (
    Vacancy("company", "analyst", 1),
    Vacancy("domestic", "analyst", 2),
    Vacancy("east", "rep", 7, "east", (2, 3, 4)),
    Vacancy("suzhou", "rep", 3, "east", (2, 3)),
    Vacancy("south", "rep", 10, "south", (2, 3, 4)),
    Vacancy("north", "rep", 9, "north", (2, 3, 4)),
    Vacancy("central", "rep", 8, "central", (2, 3, 4)),
    Vacancy("overseas", "rep", 7, "overseas", (2, 3), ("english", "english", "german", "german", "latin", "japanese")),
    Vacancy("retail", "clerk", 14, "retail", (1,)),
    Vacancy("marketing", "marketing", 7),
    Vacancy("service", "service", 4, "east"),
    Vacancy("service", "service", 3, "south"),
    Vacancy("service", "service", 3, "north"),
    Vacancy("service", "service", 2, "central"),
    Vacancy("service", "service", 2, "overseas", families=("english",)),
    Vacancy("finance", "finance", 6),
    Vacancy("it", "analyst", 5),
    Vacancy("hr", "hr", 3),
)


def _hired() -> Iterator[Colleague]:
    """Fills the vacancies. Nobody has the name or the address of a colleague, nor the given name of one next door."""
    rng = random.Random("colleagues 77")
    names = PeopleNames(rng)
    taken = {mark for one in NAMED for mark in _marks(one.name, one.mail, one.department)}
    for vacancy in VACANCIES:
        for number in range(vacancy.number):
            while True:
                family = vacancy.families[number] if number < len(vacancy.families) else None
                name, mail, _ = names.chinese(1)[0] if family is None else names.foreign(family)
                marks = _marks(name, mail, vacancy.department)
                if taken.isdisjoint(marks):
                    break
            taken.update(marks)
            yield Colleague(
                name, mail, vacancy.department, (vacancy.role,), vacancy.territory, rng.choice(vacancy.shares)
            )


def _marks(name: str, mail: str, department: str) -> tuple[str, ...]:
    """What nobody else may have."""
    return name, mail, f"{mail.partition('.')[2]} {department}"


COLLEAGUES = (*NAMED, *_hired())
HEADS: Mapping[str, str] = {colleague.department: colleague.mail for colleague in reversed(COLLEAGUES)}
"""The mail of the head of each department."""


def manager_of(colleague: Colleague) -> str | None:
    """The mail of the head of their department; a head's own manager is the head of the department above."""
    head = HEADS[colleague.department]
    if head != colleague.mail:
        return head
    parent = next(one.parent for one in DEPARTMENTS if one.key == colleague.department)
    return None if parent is None else HEADS[parent]
