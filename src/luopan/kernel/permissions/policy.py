"""Policies: roles and rules compiled, once for everyone who has the same ones, into openings and into a view of the metadata."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from luopan.kernel.fields.base import Context, plain_context
from luopan.kernel.metadata.binding import Bound, bind_condition
from luopan.kernel.metadata.model import Definition, Field, Object, Snapshot
from luopan.kernel.metadata.system import ORGANISATION
from luopan.kernel.permissions.grants import EVERY_OBJECT, LEVELS, Action, FieldRight, Grant, Scope
from luopan.kernel.permissions.openings import CLOSED, Opening, RelationArm, RuleArm, ShareArm, either, narrowed
from luopan.kernel.permissions.organisation import Role, Rule
from luopan.kernel.permissions.shown import HIDDEN, MASKED, READ, WRITE, Access, Choice, plainly, shown
from luopan.kernel.predicates.parse import parse_condition
from luopan.kit.errors import Invalid

DIRECTORY = frozenset(("user", "department", "team", "currency", "rate"))
"""Objects that everybody reads."""
DIRECTORY_FIELDS: Mapping[str, frozenset[str]] = {
    "user": frozenset(("id", "version", "name", "email", "department", "manager", "active"))
}
"""What everybody reads of them, where that is not everything."""
KEPT_BY_ADMINISTRATORS = {"user": frozenset(("roles", "active"))}
"""Fields that nobody else may write, whatever is granted."""
MANAGED = frozenset(("role", "sharing_rule", "territory"))
"""Objects that nobody but administrators may write."""
BLIND = frozenset(("id_number", "secret"))
"""Types whose fields are masked unless a grant names them; they may be written all the same."""
OWN_ABSENCE = {"field": "absent", "op": "eq", "value": {"me": True}}
OWN_DELEGATIONS = {"or": [OWN_ABSENCE, {"field": "delegate", "op": "eq", "value": {"me": True}}]}

FULL = plainly(WRITE)

Way = tuple[Opening | None, ...]
"""Openings that must all lead to a record."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One way to records: the kind of rule that it comes from, and what to call it by."""

    rule: str
    opening: Opening | None
    params: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Principal:
    """Somebody whose rights an actor has: themselves, or a person they stand in for. `rules`: those that open records to them."""

    key: str
    roles: tuple[Role, ...]
    rules: tuple[Rule, ...]


class View(Snapshot):
    """The metadata as it is for somebody: what they may not see does not exist; `opening` leads to the records they may see."""

    def __init__(self, policy: "Policy", objects: Iterable[Object]) -> None:
        super().__init__(policy.full.version, objects, policy.full.retired)
        self._policy = policy

    @property
    def full(self) -> Snapshot:
        return self._policy.full

    def opening(self, item: Object) -> Opening | None:
        return self._policy.opening(item, "read")


class Policy:
    """What the given principals may do together. `scopes` narrow it (an API key's); None: they do not."""

    def __init__(self, full: Snapshot, principals: tuple[Principal, ...], scopes: frozenset[str] | None) -> None:
        self.full = full
        self.principals = principals
        self.administers = any(role.administers for role in principals[0].roles)
        self._scopes = scopes
        self._openings: dict[tuple[str, Action], Opening | None] = {}
        self._by_principal: dict[tuple[str, str, Action], Opening | None] = {}
        self._arms: dict[tuple[str, str], RuleArm | None] = {}
        self._conditions: dict[str, tuple[Object, Definition, Bound]] = {}
        self._accesses: dict[tuple[str, str], Access] = {}

    @cached_property
    def view(self) -> View:
        return View(
            self, (self._seen(item) for item in self.full.objects.values() if self.opening(item, "read") != CLOSED)
        )

    def opening(self, item: Object, action: Action) -> Opening | None:
        """The ways to the records of `item` that the action may be done with; None: all of them, `CLOSED`: it may not be done."""
        key = item.id, action
        if key not in self._openings:
            found: Opening | None = CLOSED
            for principal in self.principals:
                found = either(found, self._opening_of(principal, self.full.all_objects[item.id], action))
            self._openings[key] = found
        return self._openings[key]

    def ways(self, item: Object, action: Action) -> tuple[Way, ...]:
        """The same, with what an action needs besides: it reaches only what its principal may read. Any way is enough."""
        item = self.full.all_objects[item.id]
        ways = [
            tuple(dict.fromkeys((self._opening_of(one, item, "read"), self._opening_of(one, item, action))))
            for one in self.principals
        ]
        return tuple(way for way in ways if CLOSED not in way)

    def lasting(self, item: Object) -> tuple[Way, ...]:
        """The ways on which the actor edits records by what they are, not for a while: neither shared nor delegated."""
        item = self.full.all_objects[item.id]
        openings = [self._opening_of(self.principals[0], item, action) for action in ("read", "update")]
        way = tuple(dict.fromkeys(one if one is None else dataclasses.replace(one, shares=()) for one in openings))
        return () if CLOSED in way else (way,)

    def may_everywhere(self, action: Action) -> bool:
        """Whether the action is granted on `*`."""
        in_scopes = self._scopes is None or not self._scopes.isdisjoint((action, f"*:{action}", "*:*"))
        own = self.principals[0].roles
        granted = any(one.object == EVERY_OBJECT and action in one.actions for role in own for one in role.grants)
        return in_scopes and granted

    def access(self, item: Object, field: Field) -> Access:
        """How far a field of the full metadata may be used."""
        key = item.id, field.id
        if key not in self._accesses:
            self._accesses[key] = self._access(self.full.all_objects[item.id], field)
        return self._accesses[key]

    def values(self, context: Context, cached: dict[str, Any]) -> dict[str, Any]:
        """The parameters of all conditions that openings and accesses speak of, for somebody, now.

        `cached` is theirs alone, and keeps what does not change with the moment.
        """
        for key, (item, where, bound) in self._conditions.items():
            if bound.slots and (_depends_on_time(where) or f"{key}0" not in cached):
                fresh = bind_condition(parse_condition(where), item, self.full, context)
                cached.update({f"{key}{index}": slot.sql for index, slot in enumerate(fresh.slots)})
        return cached

    # Openings

    def _opening_of(self, principal: Principal, item: Object, action: Action) -> Opening | None:
        key = principal.key, item.id, action
        if key not in self._by_principal:
            self._by_principal[key] = (
                self._make_opening(principal, item, action) if self._in_scopes(item, action) else CLOSED
            )
        return self._by_principal[key]

    def _make_opening(self, principal: Principal, item: Object, action: Action) -> Opening | None:
        found: Opening | None = CLOSED
        for reason in self.reasons(principal, item, action):
            found = either(found, reason.opening)
        return None if found is None else narrowed(found)

    def reasons(self, principal: Principal, item: Object, action: Action) -> Iterator[Reason]:
        """Every single way that leads a principal to records of `item`."""
        if self.administers:
            yield Reason("administrator", None)
            return
        if action == "read" and item.system and item.name in DIRECTORY:
            yield Reason("directory", None)
            return
        if item.system and (
            (action != "read" and item.name in MANAGED) or (action == "delete" and item.name == "user")
        ):
            return
        if action == "configure" and principal is not self.principals[0]:
            return
        if item.name == "delegation" and item.system and action in ("create", "read", "update", "delete"):
            yield Reason("own", self._own_delegations(item, action))
        granted = list(_scopes(principal, item, action))
        for role, scope in granted:
            yield Reason("scope", _opening_of_scope(principal, scope), {"role": role.name, "scope": scope})
        if granted and action in ("read", "update"):
            yield from self._further(principal, item, write=action == "update")

    def _further(self, principal: Principal, item: Object, *, write: bool) -> Iterator[Reason]:
        """Ways beyond the scopes of roles, for those whose roles grant the action at all."""
        for rule in principal.rules:
            if rule.object == item.name and (rule.access == "write" or not write):
                arm = self._arm(rule.id, item, rule.where)
                if arm is not None:
                    yield Reason(rule.kind, Opening(rules=(arm,)), {"name": rule.name or rule.id})
        share = ShareArm(f"{principal.key}_grantees", "write" if write else "read")
        yield Reason("share", Opening(shares=(share,)))
        for arm in self._relations(principal, item, write=write):
            yield Reason("relation", Opening(relations=(arm,)), {"field": arm.field.name})

    def _relations(self, principal: Principal, item: Object, *, write: bool) -> Iterator[RelationArm]:
        for field in item.own_fields:
            inherit = getattr(field.settings, "inherit", None)
            if field.reference is None or inherit is None or (write and inherit != "write"):
                continue
            for name in field.reference.targets(field.settings):
                target = self.full.objects.get(name)
                if target is None or (target.system and name in DIRECTORY):  # what everybody sees opens nothing
                    continue
                actions: tuple[Action, ...] = ("read", "update") if write else ("read",)
                way = tuple(dict.fromkeys(self._opening_of(principal, target, action) for action in actions))
                if CLOSED not in way:
                    yield RelationArm(item, field, target, way)

    def _own_delegations(self, item: Object, action: Action) -> Opening:
        where = OWN_DELEGATIONS if action == "read" else OWN_ABSENCE
        arm = self._arm("own delegations" if action == "read" else "own absence", item, where)
        return CLOSED if arm is None else Opening(rules=(arm,))

    def _in_scopes(self, item: Object, action: Action) -> bool:
        if self._scopes is None or (action == "read" and item.system and item.name in DIRECTORY):
            return True
        named = {f"{item.name}:{action}", f"{item.name}:*"}
        if item.system and item.name in ORGANISATION and action != "read":  # what could widen rights is said by name
            return not named.isdisjoint(self._scopes)
        wanted = {action, f"*:{action}", "*:*", *named}
        return not wanted.isdisjoint(self._scopes)

    def _arm(self, identity: str, item: Object, where: Definition) -> RuleArm | None:
        """A condition as an arm; None where it can't be understood (any more): it then opens nothing."""
        key = identity, item.id
        if key not in self._arms:
            try:
                bound = bind_condition(parse_condition(where), item, self.full, plain_context()) if where else Bound()
            except Invalid:
                self._arms[key] = None
            else:
                name = f"r{len(self._conditions)}_"
                self._conditions[name] = item, where, bound
                self._arms[key] = RuleArm(name, item, bound.tree)
        return self._arms[key]

    # Fields

    def _seen(self, item: Object) -> Object:
        accesses = {name: self.access(item, field) for name, field in item.fields.items()}
        if all(access.always >= READ for access in accesses.values()):
            return item
        fields = {name: shown(field, accesses[name]) for name, field in item.fields.items()}
        return replace(
            item, fields={name: field for name, field in fields.items() if field is not None}, removed_fields={}
        )

    def _access(self, item: Object, field: Field) -> Access:
        kept = item.system and field.name in KEPT_BY_ADMINISTRATORS.get(item.name, ())
        if self.administers or field.name in ("id", "version"):
            return plainly(READ) if kept else FULL
        everywhere = item.system and item.name in DIRECTORY_FIELDS  # everybody reads all of its records
        roles = [role for one in self.principals for role in one.roles if _reads(role, item, everywhere=everywhere)]
        if not roles:
            public = DIRECTORY_FIELDS.get(item.name) if item.system else None
            return FULL if public is None or field.name in public else plainly(HIDDEN)
        if field.type.name in BLIND:
            unnamed, blind = MASKED, any(not _rights_of(role, item, field) for role in roles)
        else:
            unnamed, blind = WRITE, False
        access = Access(tuple(self._choices(role, item, field, unnamed) for role in roles), blind)
        return plainly(min(access.always, READ)) if kept else access

    def _choices(self, role: Role, item: Object, field: Field, unnamed: int) -> tuple[Choice, ...]:
        """What a role says of a field; a condition that nobody understands any more gives what it gives least."""
        choices: list[Choice] = []
        for right in _rights_of(role, item, field):
            level, otherwise = LEVELS.index(right.level), LEVELS.index(right.otherwise)
            arm = None if right.where is None else self._arm(repr(right.where), item, right.where)
            if right.where is not None and arm is None:
                level = min(level, otherwise)
            choices.append(Choice(arm, level, level if arm is None else otherwise))
        return tuple(choices) or (Choice(None, unnamed, unnamed),)


def _scopes(principal: Principal, item: Object, action: Action) -> Iterator[tuple[Role, Scope]]:
    for role in principal.roles:
        for grant in _grants((role,), item):
            if action in grant.actions:
                yield role, grant.scope


def _opening_of_scope(principal: Principal, scope: Scope) -> Opening | None:
    if scope == "all":
        return None
    name = f"{principal.key}_{scope}"
    return Opening(departments=(name,)) if scope in ("department", "subdepartments") else Opening(owners=(name,))


def _reaches(grant: Grant, item: Object) -> bool:
    if grant.object == EVERY_OBJECT:
        return not (item.system and item.name in ORGANISATION)
    return grant.object == item.name


def _grants(roles: Iterable[Role], item: Object) -> list[Grant]:
    return [grant for role in roles for grant in role.grants if _reaches(grant, item)]


def _reads(role: Role, item: Object, *, everywhere: bool) -> bool:
    """Whether a role grants reading at all (`everywhere`: all records)."""
    return any("read" in grant.actions and (grant.scope == "all" or not everywhere) for grant in _grants((role,), item))


def _rights_of(role: Role, item: Object, field: Field) -> list[FieldRight]:
    """What a role says of a field: the grants that name the object before those for all. The strictest of several counts."""
    grants = _grants((role,), item)
    for named in (True, False):
        said = [
            grant.fields[field.name]
            for grant in grants
            if (grant.object != EVERY_OBJECT) is named and field.name in grant.fields
        ]
        if said:
            return said
    return []


def _depends_on_time(where: Any) -> bool:
    """Whether a condition speaks of now."""
    if isinstance(where, list):
        return any(_depends_on_time(one) for one in cast(list[Any], where))
    if isinstance(where, dict):
        node = cast(dict[str, Any], where)
        return "now" in node or any(_depends_on_time(one) for one in node.values())
    return False
