"""The organisation as one immutable picture: who belongs where, which roles grant what, which rules open records.

A few thousand people and some hundred roles: read whole whenever something of it changes, and asked in memory.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from luopan.kernel.metadata.model import Definition
from luopan.kernel.permissions.grants import Grant, is_everything, read_grants
from luopan.kit.database import Session

Access = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    email: str
    department: str | None
    manager: str | None
    active: bool
    roles: tuple[str, ...]
    signs_in: bool = True
    """Whether they have a password."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A department."""

    id: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    name: str
    grants: tuple[Grant, ...]
    mark: str
    """Tells it from every other state of every other role."""

    @property
    def administers(self) -> bool:
        return is_everything(self.grants)


@dataclass(frozen=True, slots=True)
class Rule:
    """Opens records of an object that fit a condition: to a grantee (a sharing rule), or to the members of a territory."""

    id: str
    kind: Literal["sharing_rule", "territory"]
    name: str
    object: str
    where: Definition
    access: Access
    grantee: str

    @property
    def mark(self) -> str:
        return f"{self.id} {self.object} {self.access} {self.where}"


@dataclass(frozen=True, slots=True)
class Territory:
    id: str
    name: str
    parent: str | None
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Delegation:
    absent: str
    delegate: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Organisation:
    """All of it, by id, without what is in the recycle bin."""

    version: int
    people: Mapping[str, Person]
    departments: Mapping[str, Unit]
    teams: Mapping[str, Team]
    roles: Mapping[str, Role]
    territories: Mapping[str, Territory]
    rules: tuple[Rule, ...]
    delegations: tuple[Delegation, ...]

    def roles_of(self, person: Person) -> list[Role]:
        return [self.roles[one] for one in person.roles if one in self.roles]

    def administrators(self) -> list[Person]:
        """Those who may do everything and can sign in."""
        return [
            one
            for one in self.people.values()
            if one.active and one.signs_in and any(role.administers for role in self.roles_of(one))
        ]

    def team_mates(self, person: Person) -> list[str]:
        """Everyone who shares a team with them, and themselves."""
        found = {person.id}.union(*(self.teams[one].members for one in self._teams.get(person.id, ())))
        return sorted(found)

    def reports(self, person: Person) -> list[str]:
        """Everyone who reports to them, directly or through others, and themselves."""
        return sorted(_below(person.id, self._reports))

    def subdepartments(self, person: Person) -> list[str]:
        """Their department and those below."""
        return [] if person.department is None else sorted(_below(person.department, self._children))

    def grantees(self, person: Person) -> list[str]:
        """Every id that something can be shared with so that they have it: their own, and those of their teams, their
        department and those above it, their roles; and their territories, and those below these."""
        found = {person.id, *self._teams.get(person.id, ()), *(one.id for one in self.roles_of(person))}
        above = person.department
        while above is not None and above not in found:
            found.add(above)
            above = self.departments[above].parent if above in self.departments else None
        for one in self._territories.get(person.id, ()):
            found |= _below(one, self._territories_below)
        return sorted(found)

    def absent_at(self, delegate: str, moment: datetime) -> list[str]:
        """For whom somebody stands in at that moment."""
        return sorted(
            {
                one.absent
                for one in self.delegations
                if one.delegate == delegate and one.starts_at <= moment < one.ends_at and one.absent != delegate
            }
        )

    def next_turn(self, moment: datetime) -> datetime | None:
        """When the next delegation begins or ends."""
        turns = [turn for one in self.delegations for turn in (one.starts_at, one.ends_at) if turn > moment]
        return min(turns, default=None)

    @cached_property
    def _teams(self) -> Mapping[str, list[str]]:
        return _inverted((member, team.id) for team in self.teams.values() for member in team.members)

    @cached_property
    def _territories(self) -> Mapping[str, list[str]]:
        return _inverted((member, one.id) for one in self.territories.values() for member in one.members)

    @cached_property
    def _territories_below(self) -> Mapping[str, list[str]]:
        return _inverted((one.parent, one.id) for one in self.territories.values() if one.parent is not None)

    @cached_property
    def _children(self) -> Mapping[str, list[str]]:
        return _inverted((one.parent, one.id) for one in self.departments.values() if one.parent is not None)

    @cached_property
    def _reports(self) -> Mapping[str, list[str]]:
        return _inverted((one.manager, one.id) for one in self.people.values() if one.manager is not None)


def _inverted(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _below(top: str, children: Mapping[str, list[str]]) -> set[str]:
    """A node and everything below it; a circle, which nobody can write, would end too."""
    found: set[str] = set()
    waiting = [top]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += children.get(one, ())
    return found


async def load_organisation(session: Session) -> Organisation:
    """Reads it as it is now, in one statement."""
    parts: dict[str, Any] = await session.fetch_value(_EVERYTHING)
    territories = {
        one["id"]: Territory(one["id"], one["name"], one["parent"], frozenset(one["members"]))
        for one in parts["territories"]
    }
    shared = [
        Rule(
            one["id"],
            "sharing_rule",
            one["name"] or "",
            one["object"],
            one["where"] or {},
            one["access"],
            one["grantee"],
        )
        for one in parts["rules"]
    ]
    mapped = [
        Rule(f"{one['id']}.{index}", "territory", one["name"], rule["object"], rule["where"], one["access"], one["id"])
        for one in parts["territories"]
        for index, rule in enumerate(one["rules"] or ())
    ]
    return Organisation(
        parts["version"],
        {
            one["id"]: Person(
                one["id"],
                one["name"],
                one["email"],
                one["department"],
                one["manager"],
                one["active"],
                tuple(one["roles"]),
                one["signs_in"],
            )
            for one in parts["people"]
        },
        {one["id"]: Unit(one["id"], one["name"], one["parent"]) for one in parts["departments"]},
        {one["id"]: Team(one["id"], one["name"], frozenset(one["members"])) for one in parts["teams"]},
        {one["id"]: role_of(one["id"], one["name"], one["grants"]) for one in parts["roles"]},
        territories,
        tuple(sorted((*shared, *mapped), key=lambda rule: rule.id)),
        tuple(
            Delegation(
                one["absent"],
                one["delegate"],
                datetime.fromisoformat(one["starts_at"]),
                datetime.fromisoformat(one["ends_at"]),
            )
            for one in parts["delegations"]
        ),
    )


def role_of(identity: str, name: str, grants: Any) -> Role:
    """A role from its JSON."""
    return Role(identity, name, read_grants(grants), f"{identity} {name} {grants}")


async def newest_version(session: Session) -> int:
    """The version of the organisation that has been committed last."""
    return await session.fetch_value("select version from luopan.rights_state")


async def touch(session: Session, known: int | None = None) -> bool:
    """Says that the organisation has changed: every process reads it anew before its next write, and at once when it is woken.

    False where it is not what was `known` any more: whoever changes it with rights that somebody has changed meanwhile begins
    again with those they have now. Two who change it wait for each other here.
    """
    return bool(
        await session.execute(
            "update luopan.rights_state set version = version + 1 where $1::bigint is null or version = $1", known
        )
    )


def _rows(columns: str, table: str) -> str:
    return (
        f"(select coalesce(json_agg(row_to_json(r)), '[]') from (select {columns} from records.{table} t"
        " where t.deleted_at is null) r)"
    )


def _linked(table: str) -> str:
    return f"array(select l.target from records.{table} l where l.source = t.id order by l.target)"


_EVERYTHING = f"""
select json_build_object(
    'version', (select version from luopan.rights_state),
    'people', {
    _rows(
        "t.id, t.name, t.email, t.department, t.manager, coalesce(t.active, true) as active, "
        f"{_linked('user__roles')} as roles, exists (select from luopan.credentials c where c.user_id = t.id"
        " and c.password_hash is not null) as signs_in",
        '"user"',
    )
},
    'departments', {_rows("t.id, t.name, t.parent", "department")},
    'teams', {_rows(f"t.id, t.name, {_linked('team__members')} as members", "team")},
    'roles', {_rows("t.id, t.name, t.grants", "role")},
    'rules', {_rows('t.id, t.name, t.object, t."where", t.grantee, t.access', "sharing_rule")},
    'territories', {
    _rows(f"t.id, t.name, t.parent, t.rules, t.access, {_linked('territory__members')} as members", "territory")
},
    'delegations', {_rows("t.absent, t.delegate, t.starts_at, t.ends_at", "delegation")}
)
"""
