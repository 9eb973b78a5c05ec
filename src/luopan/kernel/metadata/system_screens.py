"""How the kernel's own objects look, until somebody says otherwise."""

from collections.abc import Mapping
from typing import Any


def _view(name: str, zh_cn: str, zh_tw: str, en: str, *columns: str, **more: Any) -> Mapping[str, Any]:
    label = {"zh-CN": zh_cn, "zh-TW": zh_tw, "en": en}
    return {"name": name, "label": label, "kind": "list", "columns": [*columns], **more}


def _look(icon: str, summary: list[str], fields: list[str], *views: Mapping[str, Any]) -> Mapping[str, Any]:
    form = [{"columns": 2, "fields": fields}]
    return {"icon": icon, "screens": {"summary": summary, "form": form, "views": [*views]}}


SYSTEM_SCREENS: Mapping[str, Mapping[str, Any]] = {
    "user": _look(
        "circle-user",
        ["email", "department", "manager", "active"],
        ["name", "email", "department", "manager", "roles", "active"],
        _view(
            "active",
            "在职用户",
            "在職使用者",
            "Active users",
            *("name", "email", "department", "manager", "roles"),
            where={"field": "active", "op": "eq", "value": True},
            sort=[{"field": "name"}],
        ),
        _view(
            "everyone",
            "全部用户",
            "所有使用者",
            "All users",
            *("name", "email", "department", "manager", "active"),
            sort=[{"field": "name"}],
        ),
    ),
    "department": _look(
        "network",
        ["parent", "manager"],
        ["name", "parent", "manager"],
        _view(
            "everyone", "全部部门", "所有部門", "All departments", "name", "parent", "manager", sort=[{"field": "name"}]
        ),
    ),
    "team": _look(
        "users-round",
        ["members"],
        ["name", "members"],
        _view("everyone", "全部团队", "所有團隊", "All teams", "name", "members", sort=[{"field": "name"}]),
    ),
    "role": _look(
        "shield-check",
        ["description"],
        ["name", "description", "grants"],
        _view("everyone", "全部角色", "所有角色", "All roles", "name", "description", sort=[{"field": "name"}]),
    ),
    "sharing_rule": _look(
        "share-2",
        ["object", "grantee", "access"],
        ["name", "object", "grantee", "access", "where"],
        _view("everyone", "全部共享规则", "所有共用規則", "All sharing rules", "name", "object", "grantee", "access"),
    ),
    "territory": _look(
        "map",
        ["parent", "members", "access"],
        ["name", "parent", "members", "access", "rules"],
        _view("everyone", "全部区域", "所有區域", "All territories", "name", "parent", "members", "access"),
    ),
    "delegation": _look(
        "user-round-check",
        ["absent", "delegate", "starts_at", "ends_at"],
        ["absent", "delegate", "starts_at", "ends_at", "note"],
        _view(
            "current",
            "当前与将来",
            "目前與未來",
            "Now and to come",
            *("absent", "delegate", "starts_at", "ends_at", "note"),
            where={"field": "ends_at", "op": "gte", "value": {"now": ""}},
            sort=[{"field": "starts_at"}],
        ),
        _view(
            "everyone", "全部代理", "所有代理", "All delegations", "absent", "delegate", "starts_at", "ends_at", "note"
        ),
    ),
    "currency": _look(
        "coins",
        ["name"],
        ["code", "name"],
        _view("everyone", "全部币种", "所有幣別", "All currencies", "code", "name", sort=[{"field": "code"}]),
    ),
    "rate": _look(
        "arrow-left-right",
        ["currency", "date", "rate"],
        ["currency", "date", "rate"],
        _view(
            "newest",
            "最新汇率",
            "最新匯率",
            "Newest rates",
            *("currency", "date", "rate"),
            sort=[{"field": "date", "dir": "desc"}],
        ),
    ),
}
