"""What the roles of the demo company grant. `tests/apps` and docs/demo.md say in words what comes out."""

from typing import Any, NamedTuple

Grant = dict[str, Any]
Levels = dict[str, Any]

CUSTOMERS = "account person opportunity activity task note"
LINES = "opportunity_line order_line"
CATALOGUE = "region price_book price_book_entry competitor store"
WORK = "activity task note"
BEFORE_CONTRACT: Levels = {
    "level": "write",
    "where": {"field": "lifecycle_stage", "op": "in", "value": ["attract", "convert"]},
    "otherwise": "read",
}
"""What sales may write until there is a contract; Finance keeps it from then on."""
UNTIL_CLOSED: Levels = {
    "level": "write",
    "where": {"field": "stage", "op": "not_in", "value": ["won", "lost"]},
    "otherwise": "read",
}
REACHED_BY_PHONE = ("mobile", "phone", "wechat")
PERSONAL = ("name", "email", "birthday", "address", "member_code", *REACHED_BY_PHONE)
PERSONAL_OF_LEADS = ("name", "mobile", "email", "wechat")


class Role(NamedTuple):
    """A role. `key` is what colleagues refer to."""

    key: str
    name: str
    description: str
    grants: tuple[Grant, ...]


def _may(actions: str, objects: str, scope: str = "own", **fields: Any) -> tuple[Grant, ...]:
    """A grant for each of the objects."""
    return tuple(
        {"object": name, "actions": actions.split(), "scope": scope} | ({"fields": fields} if fields else {})
        for name in objects.split()
    )


def _all(level: str, *names: str) -> Levels:
    return dict.fromkeys(names, level)


SALES_REP = (
    *_may(
        "create read update",
        "account",
        "team",
        rating="read",
        credit_code=BEFORE_CONTRACT,
        annual_revenue=BEFORE_CONTRACT,
    ),
    *_may("create read update", "opportunity", "team", amount=UNTIL_CLOSED, close_date=UNTIL_CLOSED),
    *_may("create read update", f"person {WORK}", "team"),
    *_may("create read update", "lead order installed_machine"),
    *_may("create read update delete", LINES),
    *_may("delete", WORK),
    *_may("transfer", "lead", "all"),
    *_may("read", CATALOGUE, "all"),
    *_may("read", "product", "all", cost="hidden"),
)
SALES_MANAGER = (
    *_may("create read update delete import export transfer", f"{CUSTOMERS} order installed_machine", "subdepartments"),
    *_may("create read update import export", "lead", "subdepartments"),
    *_may("create read update delete export", LINES, "subdepartments"),
    *_may("transfer", "lead", "all"),
    *_may("read", f"{CATALOGUE} product", "all"),
)
SALES_DIRECTOR = (
    *_may("read export transfer", f"{CUSTOMERS} lead order installed_machine", "all"),
    *_may("read export", LINES, "all"),
    *_may("create update delete", WORK),
    *_may("read", f"{CATALOGUE} product", "all"),
)
SERVICE = (
    *_may("read", "account", annual_revenue="hidden"),
    *_may("read", "person"),
    *_may("read", "opportunity", amount="masked", probability="hidden", forecast="hidden", loss_reason="hidden"),
    *_may("read", "order", amount="masked"),
    *_may("read", "order_line", price="masked", amount="masked"),
    *_may("create read update", "installed_machine", "all"),
    *_may("create read update", WORK, "department"),
    *_may("read", "region store", "all"),
    *_may("read", "product", "all", cost="hidden"),
)
MARKETING = (
    *_may("create read update import export transfer", "lead", "all", budget="hidden"),
    *_may("read", "person", "all", **_all("masked", *REACHED_BY_PHONE)),
    *_may("read", "account", annual_revenue="hidden"),
    *_may("read", "opportunity", amount="hidden"),
    *_may("create read update", WORK),
    *_may("create read update", "competitor", "all"),
    *_may("read update", "product", "all", list_price="read", cost="hidden"),
    *_may("read", "region store", "all"),
)
FINANCE = (
    *_may("read update export", "order", "all"),
    *_may("read export", "order_line", "all"),
    *_may(
        "read update",
        "account",
        "all",
        **_all("read", "name", "short_name", "kind", "parent", "lifecycle_stage", "rating", "industry", "size"),
        **_all("read", "employees", "founded_year", "phone", "email", "website", "region", "address", "source"),
        **_all("read", "tags", "description", "owner", "department"),
    ),
    *_may("read update", "product", "all", **_all("read", "name", "code", "model", "barcode", "family", "unit")),
    *_may("create read update", "price_book price_book_entry rate", "all"),
    *_may("read", "region store", "all"),
)
STORE_CLERK = (
    *_may("create read update", f"person order {WORK}", "department"),
    *_may("create read update delete", "order_line", "department"),
    *_may("create read update", "lead"),
    *_may("transfer", "lead", "all"),
    *_may("read", "region store price_book price_book_entry", "all"),
    *_may("read", "product", "all", cost="hidden"),
)
ANALYST = (
    *_may("read export", "*", "all"),
    *_may("read export", "person", "all", **_all("masked", *PERSONAL)),
    *_may("read export", "lead", "all", **_all("masked", *PERSONAL_OF_LEADS)),
)
HUMAN_RESOURCES = (
    *_may("create read update", "user", "all"),
    *_may("create read update delete", "department team delegation", "all"),
    *_may("read", "role", "all"),
)

ROLES = (
    Role("rep", "销售代表 Sales rep", "自己和团队同事的客户 Customers of one's own and of one's teams", SALES_REP),
    Role("manager", "销售经理 Sales manager", "本部门及下级部门的一切 All of the department and below", SALES_MANAGER),
    Role("director", "销售总监 Sales director", "查看全部销售数据 Reads all that is sales", SALES_DIRECTOR),
    Role("service", "客服专员 Service agent", "负责区域的客户与设备 Customers of a territory, all machines", SERVICE),
    Role("marketing", "市场专员 Marketing", "全部线索；电话脱敏、金额隐藏 All leads; no phones, no amounts", MARKETING),
    Role("finance", "财务 Finance", "全部订单与价格，客户的开票资料 Orders, prices, credit codes", FINANCE),
    Role("clerk", "店员 Store clerk", "门店的会员与订单 Members and orders of the stores", STORE_CLERK),
    Role("analyst", "数据分析 Analyst", "查看全部，个人信息脱敏 Reads all, personal data masked", ANALYST),
    Role("hr", "人力资源 HR", "维护同事、部门和团队 Keeps users, departments, teams", HUMAN_RESOURCES),
)


class Sharing(NamedTuple):
    """A sharing rule; `grantee` is (object, key)."""

    name: str
    object: str
    where: Levels
    grantee: tuple[str, str]
    access: str


def _pool(name: str) -> Levels:
    """Leads of a pool that nobody has taken yet."""
    return {"and": [{"field": "pool", "op": "eq", "value": name}, {"field": "owner", "op": "empty"}]}


KEY_CUSTOMERS: Levels = {"field": "rating", "op": "eq", "value": "a"}
KEY_CAR_MAKERS: Levels = {"and": [KEY_CUSTOMERS, {"field": "industry", "op": "eq", "value": "automotive"}]}
LONG_OVERDUE: Levels = {
    "and": [
        {"field": "due_on", "op": "lt", "value": {"now": "-14d"}},
        {"field": "status", "op": "not_in", "value": ["done", "cancelled"]},
    ]
}
TENDERS: Levels = {"field": "pipeline", "op": "eq", "value": "tender"}

SHARING_RULES = (
    Sharing("重点客户 → 市场部 Key customers", "account", KEY_CUSTOMERS, ("department", "marketing"), "read"),
    Sharing("汽车业重点客户 → 大客户团队 Car makers", "account", KEY_CAR_MAKERS, ("team", "key_accounts"), "read"),
    Sharing("投标商机 → 投标支持组 Tenders", "opportunity", TENDERS, ("team", "tender_desk"), "read"),
    Sharing("逾期两周的任务 → 客服专员 Overdue tasks", "task", LONG_OVERDUE, ("role", "service"), "read"),
    Sharing("国内线索公海 Domestic pool", "lead", _pool("domestic"), ("department", "domestic"), "write"),
    Sharing("海外线索公海 Overseas pool", "lead", _pool("overseas"), ("department", "overseas"), "write"),
    Sharing("门店线索公海 Store pool", "lead", _pool("store"), ("department", "retail"), "write"),
)
TEAMS = (
    ("key_accounts", "大客户团队 Key accounts", ("gu.xiaowei", "deng.wanqing", "daniel.becker")),
    ("tender_desk", "投标支持组 Tender desk", ("fan.siyuan", "sun.haiyan", "qin.guodong")),
    ("energy", "新能源行业组 Energy industry", ("fan.siyuan", "chen.peiling", "lei.yutong")),
)
"""Key, name, members."""
