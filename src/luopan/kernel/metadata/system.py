"""What every object has, and the objects that the kernel itself stands on.

The tables of the system objects are static (Alembic makes them); they are bound into metadata here, so that queries, paths
(`owner.name`) and rates need no second way. Their own fields are fixed; an administrator may add fields to them.
"""

from collections.abc import Mapping
from typing import Any

from luopan.kernel.metadata.model import Field, build_field
from luopan.kernel.metadata.system_screens import SYSTEM_SCREENS

SYSTEM_FIELDS: tuple[Field, ...] = tuple(
    build_field({"column": definition["name"], "id": definition["name"], "indexed": True, **definition}, system=True)
    for definition in (
        {"name": "id", "type": "id", "label": {"zh-CN": "编号", "zh-TW": "編號", "en": "ID"}},
        {
            "name": "created_at",
            "type": "datetime",
            "label": {"zh-CN": "创建时间", "zh-TW": "建立時間", "en": "Created"},
        },
        {
            "name": "created_by",
            "type": "reference",
            "to": "user",
            "label": {"zh-CN": "创建人", "zh-TW": "建立者", "en": "Created by"},
        },
        {
            "name": "updated_at",
            "type": "datetime",
            "label": {"zh-CN": "更新时间", "zh-TW": "更新時間", "en": "Updated"},
        },
        {
            "name": "updated_by",
            "type": "reference",
            "to": "user",
            "label": {"zh-CN": "更新人", "zh-TW": "更新者", "en": "Updated by"},
        },
        {
            "name": "owner",
            "type": "reference",
            "to": "user",
            "label": {"zh-CN": "负责人", "zh-TW": "負責人", "en": "Owner"},
        },
        {
            "name": "department",
            "type": "reference",
            "to": "department",
            "label": {"zh-CN": "部门", "zh-TW": "部門", "en": "Department"},
        },
        {"name": "version", "type": "integer", "label": {"zh-CN": "版本", "zh-TW": "版本", "en": "Version"}},
        {
            "name": "deleted_at",
            "type": "datetime",
            "label": {"zh-CN": "删除时间", "zh-TW": "刪除時間", "en": "Deleted"},
        },
    )
)
"""Columns that every table of records has, in this order. `owner` and `department` may be written; the rest is the system's."""

WRITABLE_SYSTEM_FIELDS = frozenset(("owner", "department"))

SYSTEM_COLUMNS_DDL = """
id uuid primary key,
created_at timestamptz not null default now(),
created_by uuid references records."user" (id),
updated_at timestamptz not null default now(),
updated_by uuid references records."user" (id),
owner uuid references records."user" (id),
department uuid references records.department (id),
version bigint not null default 1,
deleted_at timestamptz
"""

ACCESS: list[Mapping[str, Any]] = [
    {"value": "read", "label": {"zh-CN": "查看", "zh-TW": "檢視", "en": "Read"}},
    {"value": "write", "label": {"zh-CN": "编辑", "zh-TW": "編輯", "en": "Write"}},
]

ORGANISATION = ("user", "department", "team", "role", "sharing_rule", "territory", "delegation")
"""Objects whose records say who may do what; a grant for `*` does not reach them."""

_OBJECTS: tuple[Mapping[str, Any], ...] = (
    {
        "name": "user",
        "label": {"zh-CN": "用户", "zh-TW": "使用者", "en": "User"},
        "title": "name",
        "fields": [
            {
                "name": "name",
                "type": "text",
                "required": True,
                "label": {"zh-CN": "姓名", "zh-TW": "姓名", "en": "Name"},
            },
            {
                "name": "email",
                "type": "email",
                "required": True,
                "unique": True,
                "label": {"zh-CN": "邮箱", "zh-TW": "信箱", "en": "Email"},
            },
            {
                "name": "manager",
                "type": "reference",
                "to": "user",
                "on_delete": "clear",
                "inverse": "reports",
                "tree": True,
                "label": {"zh-CN": "上级", "zh-TW": "主管", "en": "Manager"},
            },
            {
                "name": "roles",
                "type": "references",
                "to": "role",
                "inverse": "users",
                "label": {"zh-CN": "角色", "zh-TW": "角色", "en": "Roles"},
            },
            {
                "name": "active",
                "type": "boolean",
                "default": True,
                "label": {"zh-CN": "在职", "zh-TW": "在職", "en": "Active"},
            },
        ],
    },
    {
        "name": "department",
        "label": {"zh-CN": "部门", "zh-TW": "部門", "en": "Department"},
        "title": "name",
        "fields": [
            {
                "name": "name",
                "type": "text",
                "required": True,
                "label": {"zh-CN": "名称", "zh-TW": "名稱", "en": "Name"},
            },
            {
                "name": "parent",
                "type": "reference",
                "to": "department",
                "inverse": "children",
                "tree": True,
                "label": {"zh-CN": "上级部门", "zh-TW": "上級部門", "en": "Parent"},
            },
            {
                "name": "manager",
                "type": "reference",
                "to": "user",
                "on_delete": "clear",
                "inverse": "departments_led",
                "label": {"zh-CN": "负责人", "zh-TW": "主管", "en": "Head"},
            },
        ],
    },
    {
        "name": "team",
        "label": {"zh-CN": "团队", "zh-TW": "團隊", "en": "Team"},
        "title": "name",
        "fields": [
            {
                "name": "name",
                "type": "text",
                "required": True,
                "unique": True,
                "label": {"zh-CN": "名称", "zh-TW": "名稱", "en": "Name"},
            },
            {
                "name": "members",
                "type": "references",
                "to": "user",
                "inverse": "teams",
                "label": {"zh-CN": "成员", "zh-TW": "成員", "en": "Members"},
            },
        ],
    },
    {
        "name": "role",
        "label": {"zh-CN": "角色", "zh-TW": "角色", "en": "Role"},
        "title": "name",
        "fields": [
            {
                "name": "name",
                "type": "text",
                "required": True,
                "unique": True,
                "label": {"zh-CN": "名称", "zh-TW": "名稱", "en": "Name"},
            },
            {
                "name": "description",
                "type": "long_text",
                "label": {"zh-CN": "说明", "zh-TW": "說明", "en": "Description"},
            },
            {"name": "grants", "type": "json", "label": {"zh-CN": "权限", "zh-TW": "權限", "en": "Grants"}},
        ],
    },
    {
        "name": "sharing_rule",
        "label": {"zh-CN": "共享规则", "zh-TW": "共用規則", "en": "Sharing rule"},
        "title": "name",
        "fields": [
            {"name": "name", "type": "text", "label": {"zh-CN": "名称", "zh-TW": "名稱", "en": "Name"}},
            {
                "name": "object",
                "type": "text",
                "required": True,
                "label": {"zh-CN": "对象", "zh-TW": "物件", "en": "Object"},
            },
            {
                "name": "where",
                "type": "json",
                "required": True,
                "label": {"zh-CN": "条件", "zh-TW": "條件", "en": "Condition"},
            },
            {
                "name": "grantee",
                "type": "any_reference",
                "required": True,
                "to": ["user", "team", "department", "role"],
                "label": {"zh-CN": "共享给", "zh-TW": "共用給", "en": "Shared with"},
            },
            {
                "name": "access",
                "type": "select",
                "required": True,
                "options": ACCESS,
                "default": "read",
                "label": {"zh-CN": "权限", "zh-TW": "權限", "en": "Access"},
            },
        ],
    },
    {
        "name": "territory",
        "label": {"zh-CN": "区域", "zh-TW": "區域", "en": "Territory"},
        "title": "name",
        "fields": [
            {
                "name": "name",
                "type": "text",
                "required": True,
                "label": {"zh-CN": "名称", "zh-TW": "名稱", "en": "Name"},
            },
            {
                "name": "parent",
                "type": "reference",
                "to": "territory",
                "inverse": "children",
                "tree": True,
                "label": {"zh-CN": "上级区域", "zh-TW": "上級區域", "en": "Parent"},
            },
            {"name": "rules", "type": "json", "label": {"zh-CN": "条件", "zh-TW": "條件", "en": "Conditions"}},
            {
                "name": "members",
                "type": "references",
                "to": "user",
                "inverse": "territories",
                "label": {"zh-CN": "成员", "zh-TW": "成員", "en": "Members"},
            },
            {
                "name": "access",
                "type": "select",
                "required": True,
                "options": ACCESS,
                "default": "read",
                "label": {"zh-CN": "权限", "zh-TW": "權限", "en": "Access"},
            },
        ],
    },
    {
        "name": "delegation",
        "label": {"zh-CN": "代理", "zh-TW": "代理", "en": "Delegation"},
        "title": "note",
        "fields": [
            {
                "name": "absent",
                "type": "reference",
                "required": True,
                "to": "user",
                "inverse": "absences",
                "label": {"zh-CN": "缺席人", "zh-TW": "缺席人", "en": "Absent"},
            },
            {
                "name": "delegate",
                "type": "reference",
                "required": True,
                "to": "user",
                "inverse": "delegations",
                "label": {"zh-CN": "代理人", "zh-TW": "代理人", "en": "Delegate"},
            },
            {
                "name": "starts_at",
                "type": "datetime",
                "required": True,
                "label": {"zh-CN": "开始", "zh-TW": "開始", "en": "From"},
            },
            {
                "name": "ends_at",
                "type": "datetime",
                "required": True,
                "label": {"zh-CN": "结束", "zh-TW": "結束", "en": "Until"},
            },
            {"name": "note", "type": "text", "label": {"zh-CN": "备注", "zh-TW": "備註", "en": "Note"}},
        ],
    },
    {
        "name": "currency",
        "label": {"zh-CN": "币种", "zh-TW": "幣別", "en": "Currency"},
        "title": "code",
        "fields": [
            {
                "name": "code",
                "type": "text",
                "required": True,
                "unique": True,
                "max_length": 3,
                "label": {"zh-CN": "代码", "zh-TW": "代碼", "en": "Code"},
            },
            {"name": "name", "type": "text", "label": {"zh-CN": "名称", "zh-TW": "名稱", "en": "Name"}},
        ],
    },
    {
        "name": "rate",
        "label": {"zh-CN": "汇率", "zh-TW": "匯率", "en": "Exchange rate"},
        "title": "currency",
        "unique": [["currency", "date"]],
        "fields": [
            {
                "name": "currency",
                "type": "text",
                "required": True,
                "max_length": 3,
                "label": {"zh-CN": "币种", "zh-TW": "幣別", "en": "Currency"},
            },
            {
                "name": "date",
                "type": "date",
                "required": True,
                "label": {"zh-CN": "生效日期", "zh-TW": "生效日期", "en": "Valid from"},
            },
            {
                "name": "rate",
                "type": "decimal",
                "required": True,
                "label": {"zh-CN": "折合本位币", "zh-TW": "折合本位幣", "en": "Worth in base currency"},
            },
        ],
    },
)

SYSTEM_OBJECTS = tuple({**item, **SYSTEM_SCREENS[item["name"]]} for item in _OBJECTS)
"""Change-set form. Written like any record; that a user can sign in is the sign-in room's business."""
