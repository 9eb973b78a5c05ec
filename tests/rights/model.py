"""What rights are about, as plain data: the organisation, the objects with their fields, the records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Record = dict[str, Any]
"""Canonical values by field name: references are ids, many-to-many fields lists of ids. `deleted`: it is in the recycle bin."""

Condition = Mapping[str, Any]


@dataclass(frozen=True)
class User:
    id: str
    department: str | None = None
    manager: str | None = None
    roles: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True)
class Grant:
    """`fields`: a level, or `{"level", "where", "otherwise"}`, by field name."""

    object: str
    actions: frozenset[str]
    scope: str
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Role:
    id: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Grantee:
    """`kind`: user, team, department or role."""

    kind: str
    id: str


@dataclass(frozen=True)
class SharingRule:
    object: str
    where: Condition
    grantee: Grantee
    access: str


@dataclass(frozen=True)
class Territory:
    id: str
    parent: str | None
    rules: tuple[tuple[str, Condition], ...]
    members: frozenset[str]
    access: str


@dataclass(frozen=True)
class Share:
    """One record for somebody; with a `role`, a seat in its record team."""

    object: str
    record: str
    grantee: Grantee
    access: str
    until: datetime | None = None
    role: str | None = None


@dataclass(frozen=True)
class Delegation:
    absent: str
    delegate: str
    starts_at: datetime
    ends_at: datetime


@dataclass
class Organisation:
    users: dict[str, User] = field(default_factory=dict[str, User])
    departments: dict[str, str | None] = field(default_factory=dict[str, str | None])
    """The parent of each department."""
    teams: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """The members of each team."""
    roles: dict[str, Role] = field(default_factory=dict[str, Role])
    sharing_rules: list[SharingRule] = field(default_factory=list[SharingRule])
    territories: dict[str, Territory] = field(default_factory=dict[str, Territory])
    shares: list[Share] = field(default_factory=list[Share])
    delegations: list[Delegation] = field(default_factory=list[Delegation])


@dataclass(frozen=True)
class Field:
    """`inverse`: what the relation back is called. `inherit`: read or write, where rights come through this reference."""

    name: str
    type: str
    to: str | None = None
    inverse: str | None = None
    inherit: str | None = None


@dataclass(frozen=True)
class Object:
    name: str
    title: str
    fields: Mapping[str, Field]
