"""A naive judge of rights: docs/rights.md in plain Python, loops over everything, nothing of Luopan's own code.

It is the second opinion that the product is compared with, so it is written from the specification alone. Where the
specification leaves something open it takes the stricter meaning; those places say so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.rights.model import Condition, Field, Grant, Grantee, Object, Organisation, Record, Role, Territory

Mask = Callable[[Field, Any], Any]

ACTIONS = frozenset(("create", "read", "update", "delete", "import", "export", "transfer", "configure"))
ORGANISATION = frozenset(("user", "department", "team", "role", "sharing_rule", "territory", "delegation"))
"""What `*` does not stand for."""
DIRECTORY = frozenset(("user", "department", "team", "currency", "rate"))
DIRECTORY_OF_USERS = frozenset(("id", "version", "name", "email", "department", "manager", "active"))
FOR_ADMINISTRATORS = frozenset(("password", "roles", "active"))
"""Fields of a user that nobody else writes."""
LEVELS = ("hidden", "masked", "blind", "read", "write")
"""`blind`: masked, and may be written; what identity numbers and secrets are where no grant names them."""
SENSITIVE = ("id_number", "secret")
READABLE, WRITABLE = ("read", "write"), ("blind", "write")


class Judge:
    """Who may see and do what with these records, now. Users are named by their id."""

    def __init__(
        self,
        organisation: Organisation,
        objects: Mapping[str, Object],
        records: Mapping[str, Mapping[str, Record]],
        now: datetime,
    ) -> None:
        self.organisation = organisation
        self.objects = objects
        self.records = records
        self.now = now
        self._remembered: dict[tuple[str, str, str], bool] = {}

    def having(self, name: str, record: Record) -> "Judge":
        """The judge of the world in which this record is as given."""
        changed = {**self.records, name: {**self.records[name], record["id"]: record}}
        return Judge(self.organisation, self.objects, changed, self.now)

    # What a user may do with a record

    def visible(self, user: str, name: str, record: Record) -> bool:
        """Whether the user sees the record."""
        if self.records.get(name, {}).get(record["id"]) is not record:
            return self.allowed(user, "read", name, record)
        key = (user, name, record["id"])
        if key not in self._remembered:
            self._remembered[key] = self.allowed(user, "read", name, record)
        return self._remembered[key]

    def allowed(self, user: str, action: str, name: str, record: Record) -> bool:
        """Whether the user's rights to this action reach the record, as it is."""
        if self.is_administrator(user):
            return True
        return any(self._holds_right(holder, user, action, name, record) for holder in self._holders(user))

    def is_administrator(self, user: str) -> bool:
        roles = self.organisation.users[user].roles
        return any(is_administrators(self.organisation.roles[role]) for role in roles)

    def may(self, user: str, action: str, name: str) -> bool:
        """Whether the user's roles grant the action on the object at all."""
        if self.is_administrator(user) or (action == "read" and name in DIRECTORY):
            return True
        holders = [user] if action == "configure" else self._holders(user)
        return any(self._grants(holder, user, action, name) for holder in holders)

    def may_share(self, user: str, name: str, record: Record) -> bool:
        """Whether the user edits the record by roles, a rule or a relation: what is shared or delegated is not passed on."""
        own = replace(self.organisation, shares=[], delegations=[])
        return Judge(own, self.objects, self.records, self.now).allowed(user, "update", name, record)

    def scopes(self, user: str, action: str, name: str) -> set[str]:
        """The scopes of the grants that a user, no administrator, has to the action: their own."""
        return {grant.scope for grant in self._grants(user, user, action, name)}

    def _holders(self, user: str) -> Iterator[str]:
        """Whose rights somebody has: their own, and those of whom they stand in for (an inactive user has none to lend)."""
        yield user
        for one in self.organisation.delegations:
            absent = self.organisation.users[one.absent]
            if one.delegate == user and one.starts_at <= self.now < one.ends_at and absent.active:
                yield one.absent

    def _roles(self, holder: str, asker: str) -> list[Role]:
        """The holder's roles, as far as they reach the asker: an administrator's are not delegated."""
        roles = [self.organisation.roles[role] for role in self.organisation.users[holder].roles]
        return [role for role in roles if holder == asker or not is_administrators(role)]

    def _grants(self, holder: str, asker: str, action: str, name: str) -> list[Grant]:
        return [
            grant
            for role in self._roles(holder, asker)
            for grant in role.grants
            if action in grant.actions and covers(grant, name)
        ]

    def _holds_right(self, holder: str, asker: str, action: str, name: str, record: Record) -> bool:
        """Whether one user's own rights reach the record; `{"me": true}` in conditions is the asker."""
        if action == "read":
            return self._reads(holder, asker, name, record)
        if not self._reads(holder, asker, name, record):
            return False
        if action == "update" and self._opened(holder, asker, "write", name, record):
            return True
        return self._in_scope(holder, asker, action, name, record)

    def _reads(self, holder: str, asker: str, name: str, record: Record) -> bool:
        if name in DIRECTORY:
            return True
        return self._in_scope(holder, asker, "read", name, record) or self._opened(holder, asker, "read", name, record)

    # Scopes

    def _in_scope(self, holder: str, asker: str, action: str, name: str, record: Record) -> bool:
        return any(self._scope(holder, one.scope, record) for one in self._grants(holder, asker, action, name))

    def _scope(self, holder: str, scope: str, record: Record) -> bool:
        owner, department = record.get("owner"), record.get("department")
        home = self.organisation.users[holder].department
        match scope:
            case "own":
                return owner == holder
            case "team":
                return owner == holder or any({owner, holder} <= one for one in self.organisation.teams.values())
            case "reports":
                return owner is not None and holder in [owner, *self._managers(owner)]
            case "department":
                return department is not None and department == home
            case "subdepartments":
                return department is not None and home in self._upwards(department)
            case _:
                assert scope == "all"
                return True

    def _managers(self, user: str) -> list[str]:
        """Whom a user reports to, directly or through others."""
        found: list[str] = []
        manager = self.organisation.users[user].manager
        while manager is not None and manager not in found:
            found.append(manager)
            manager = self.organisation.users[manager].manager
        return found

    def _upwards(self, department: str | None) -> list[str]:
        """A department and all above it."""
        found: list[str] = []
        while department is not None:
            found.append(department)
            department = self.organisation.departments[department]
        return found

    # More ways to a record

    def _opened(self, holder: str, asker: str, access: str, name: str, record: Record) -> bool:
        """Whether something besides the scopes opens the record to a holder whose roles allow for it.

        What opens for writing opens for reading too, to those whose roles only let them read.
        """
        if not self._grants(holder, asker, "read", name):
            return False
        if access == "write" and not self._grants(holder, asker, "update", name):
            return False
        return any(access in ("read", given) for given in self._openings(holder, asker, name, record))

    def _openings(self, holder: str, asker: str, name: str, record: Record) -> Iterator[str]:
        """The access that each of the ways gives."""
        for rule in self.organisation.sharing_rules:
            meant = rule.object == name and self._is_meant(holder, rule.grantee)
            if meant and self.holds(rule.where, name, record, me=asker):
                yield rule.access
        for territory in self.organisation.territories.values():
            if self._works_in(holder, territory) and self._lies_in(territory, asker, name, record):
                yield territory.access
        for share in self.organisation.shares:
            lasts = share.until is None or self.now < share.until
            if (share.object, share.record) == (name, record["id"]) and lasts and self._is_meant(holder, share.grantee):
                yield share.access
        yield from self._inherited(holder, asker, name, record)

    def _is_meant(self, holder: str, grantee: Grantee) -> bool:
        user = self.organisation.users[holder]
        match grantee.kind:
            case "user":
                return grantee.id == holder
            case "team":
                return holder in self.organisation.teams[grantee.id]
            case "department":
                return grantee.id in self._upwards(user.department)
            case _:
                assert grantee.kind == "role"
                return grantee.id in user.roles

    def _works_in(self, holder: str, territory: Territory) -> bool:
        """A member of the territory, or of one above it."""
        if holder in territory.members:
            return True
        return territory.parent is not None and self._works_in(holder, self.organisation.territories[territory.parent])

    def _lies_in(self, territory: Territory, asker: str, name: str, record: Record) -> bool:
        return any(of == name and self.holds(where, name, record, me=asker) for of, where in territory.rules)

    def _inherited(self, holder: str, asker: str, name: str, record: Record) -> Iterator[str]:
        """Through references: reading for whoever may read the target, with `write` also writing for whoever may update it."""
        for one in self.objects[name].fields.values():
            target = self._alive(one.to, record.get(one.name)) if one.inherit else None
            if one.to is not None and target is not None:
                if self._holds_right(holder, asker, "read", one.to, target):
                    yield "read"
                if one.inherit == "write" and self._holds_right(holder, asker, "update", one.to, target):
                    yield "write"

    # Fields

    def level(self, user: str, name: str, of: str, record: Record) -> str:
        """The user's level on a field of this record: one of `LEVELS`."""
        return self._level(user, name, of, lambda limit: self._limit_on(limit, user, name, record))

    def floor(self, user: str, name: str, of: str) -> str:
        """The level that the field has at least, whatever the record."""
        return self._level(user, name, of, lambda limit: min(_outcomes(limit), key=LEVELS.index))

    def ceiling(self, user: str, name: str, of: str) -> str:
        """The level that the field has at most."""
        return self._level(user, name, of, lambda limit: max(_outcomes(limit), key=LEVELS.index))

    def _level(self, user: str, name: str, of: str, take: Callable[[Any], str]) -> str:
        """The most generous of the roles, within each role the strictest of its grants."""
        if self.is_administrator(user):
            return "write"
        found = ["hidden"]
        if name in DIRECTORY and (name != "user" or of in DIRECTORY_OF_USERS):
            found.append("read")
        for holder in self._holders(user):
            for role in self._roles(holder, user):
                if any("read" in grant.actions and covers(grant, name) for grant in role.grants):
                    limits = [take(limit) for limit in _limits(role, name, of)]
                    found.append(min(limits, key=LEVELS.index, default=self._unnamed(name, of)))
        best = "write" if {"blind", "read"} <= set(found) else max(found, key=LEVELS.index)
        return "read" if best == "write" and name == "user" and of in FOR_ADMINISTRATORS else best

    def _unnamed(self, name: str, of: str) -> str:
        """The level of a field that no grant of a role names."""
        one = self.objects[name].fields.get(of)
        return "blind" if one is not None and one.type in SENSITIVE else "write"

    def _limit_on(self, limit: Any, user: str, name: str, record: Record) -> str:
        if isinstance(limit, str):
            return limit
        level, otherwise = _outcomes(limit)
        return level if self.holds(limit["where"], name, record, me=user) else otherwise

    def readable_fields(self, user: str, name: str, record: Record) -> set[str]:
        """The fields whose values the user sees in this record, unmasked (of a secret: may have revealed)."""
        return {of for of in self.objects[name].fields if self.level(user, name, of, record) in READABLE}

    def known_fields(self, user: str, name: str) -> set[str]:
        """The fields that exist for the user."""
        return {of for of in self.objects[name].fields if self.ceiling(user, name, of) != "hidden"}

    def shown(self, user: str, name: str, record: Record, mask: Mask) -> Record:
        """What a read gives of a visible record. A field that is hidden on some records only reads as empty there."""
        found = {"id": record["id"], "version": record["version"]}
        for one in self.objects[name].fields.values():
            if self.ceiling(user, name, one.name) != "hidden":
                level = self.level(user, name, one.name, record)
                found[one.name] = self._at_level(level, user, one, record[one.name], mask)
        return found

    def _at_level(self, level: str, user: str, one: Field, value: Any, mask: Mask) -> Any:
        if one.type == "references":
            value = sorted(identity for identity in value if self.follow(one, identity, user) is not None)
        if level == "hidden":
            return None
        is_masked = level not in READABLE or one.type == "secret"
        return mask(one, value) if is_masked else self.presented(user, one, value, mask)

    def presented(self, user: str, one: Field, value: Any, mask: Mask) -> Any:
        """A readable value as an answer gives it: references with titles."""
        if one.type == "references":
            return [self._card(user, one, identity, mask) for identity in value]
        if one.type == "reference" and value is not None:
            return self._card(user, one, value, mask)
        return value

    def _card(self, user: str, one: Field, identity: str, mask: Mask) -> Record:
        """The stricter meaning: where the level of a title depends on the record, it stands beside references at its lowest."""
        target = self.follow(one, identity, user)
        title = None
        if target is not None and one.to is not None:
            called = self.objects[one.to].fields[self.objects[one.to].title]
            title = self._at_level(self.floor(user, one.to, called.name), user, called, target[called.name], mask)
        return {"id": identity, "title": title}

    def value_at(self, user: str, path: str, name: str, record: Record, mask: Mask) -> Any:
        """What a list shows where this path is selected; empty beyond a hidden record."""
        first, _, rest = path.partition(".")
        one = self.objects[name].fields[first]
        if rest:
            target = self.follow(one, record[first], user)
            return None if target is None or one.to is None else self.value_at(user, rest, one.to, target, mask)
        return self._at_level(self.level(user, name, first, record), user, one, record[first], mask)

    # Conditions

    def usable(self, user: str, name: str, where: Condition) -> bool:
        """Whether the user may ask this: every field in it is at least `read`, whatever the record."""
        for kind in ("and", "or"):
            if kind in where:
                return all(self.usable(user, name, part) for part in where[kind])
        if "not" in where:
            return self.usable(user, name, where["not"])
        if "field" in where:
            return self.path_usable(user, name, where["field"])
        holder, one, target = self._relation(name, relation_of(where))
        inner = where.get("where")
        return (
            self.may(user, "read", target)
            and self._is_open(user, holder, one.name)
            and (inner is None or self.usable(user, target, inner))
        )

    def path_usable(self, user: str, name: str, path: str) -> bool:
        """Whether the user may filter, sort, group and measure by this path."""
        first, _, rest = path.partition(".")
        if not self._is_open(user, name, first):
            return False
        to = self.objects[name].fields[first].to
        return not rest or (to is not None and self.may(user, "read", to) and self.path_usable(user, to, rest))

    def _is_open(self, user: str, name: str, of: str) -> bool:
        return self.floor(user, name, of) in READABLE

    def holds(self, where: Condition, name: str, record: Record, *, me: str, viewer: str | None = None) -> bool:
        """Whether the record fits, as the viewer sees the others; a rule, which has no viewer, sees them all."""
        if "and" in where:
            return all(self.holds(part, name, record, me=me, viewer=viewer) for part in where["and"])
        if "or" in where:
            return any(self.holds(part, name, record, me=me, viewer=viewer) for part in where["or"])
        if "not" in where:
            return not self.holds(where["not"], name, record, me=me, viewer=viewer)
        if "field" in where:
            value, wanted = self._value(where["field"], name, record, viewer), where.get("value")
            return compare(where["op"], value, me if wanted == {"me": True} else wanted)
        _, _, target = self._relation(name, relation_of(where))
        number = 0
        for other in self.related(name, relation_of(where), record, viewer):
            inner = where.get("where")
            number += inner is None or self.holds(inner, target, other, me=me, viewer=viewer)
        if "count" in where:
            return compare(where["op"], number, where["value"])
        return (number > 0) == ("any" in where)

    def _value(self, path: str, name: str, record: Record, viewer: str | None) -> Any:
        first, _, rest = path.partition(".")
        if not rest:
            return record[first]
        one = self.objects[name].fields[first]
        target = self.follow(one, record[first], viewer)
        return None if target is None or one.to is None else self._value(rest, one.to, target, viewer)

    def follow(self, one: Field, identity: str | None, viewer: str | None) -> Record | None:
        """The record that a reference points at, unless it is gone or hidden."""
        target = self._alive(one.to, identity)
        if target is None or one.to is None or (viewer is not None and not self.visible(viewer, one.to, target)):
            return None
        return target

    def related(self, name: str, relation: str, record: Record, viewer: str | None) -> Iterator[Record]:
        """The records that hang on this one by a relation, without those that are gone or hidden."""
        holder, one, target = self._relation(name, relation)
        for other in self.records[target].values():
            if holder == name and one.name == relation:
                tied = other["id"] in record[one.name]
            else:
                tied = record["id"] in other[one.name] if one.type == "references" else other[one.name] == record["id"]
            if tied and not other["deleted"] and (viewer is None or self.visible(viewer, target, other)):
                yield other

    def _relation(self, name: str, relation: str) -> tuple[str, Field, str]:
        """Which object's field makes a relation, and to which object it leads."""
        own = self.objects[name].fields.get(relation)
        if own is not None and own.type == "references" and own.to is not None:
            return name, own, own.to
        for other in self.objects.values():
            for one in other.fields.values():
                if one.to == name and one.inverse == relation:
                    return other.name, one, other.name
        raise LookupError(relation)

    def _alive(self, name: str | None, identity: str | None) -> Record | None:
        target = self.records[name].get(identity) if name is not None and identity is not None else None
        return None if target is None or target["deleted"] else target


def is_administrators(role: Role) -> bool:
    """All eight actions on `*` with scope `all`, and no field limited."""
    granted: set[str] = set()
    for grant in role.grants:
        if grant.object == "*" and grant.scope == "all":
            granted |= grant.actions
    limits = [limit for grant in role.grants for limit in grant.fields.values()]
    return granted >= ACTIONS and all(set(_outcomes(limit)) == {"write"} for limit in limits)


def covers(grant: Grant, name: str) -> bool:
    """Whether a grant is about an object."""
    return grant.object == name or (grant.object == "*" and name not in ORGANISATION)


def _limits(role: Role, name: str, of: str) -> Sequence[Any]:
    """What a role says about a field: its grants for the object, else (the stricter meaning: field by field) those for `*`."""
    named = [grant.fields[of] for grant in role.grants if grant.object == name and of in grant.fields]
    if named or name in ORGANISATION:
        return named
    return [grant.fields[of] for grant in role.grants if grant.object == "*" and of in grant.fields]


def _outcomes(limit: Any) -> tuple[str, str]:
    """The level where the condition holds, and where it does not."""
    return (limit, limit) if isinstance(limit, str) else (limit["level"], limit.get("otherwise", "hidden"))


def relation_of(where: Condition) -> str:
    """The relation that `any`, `none` or `count` is about."""
    return next(where[kind] for kind in ("any", "none", "count") if kind in where)


NEGATIVES = {"ne": "eq", "not_in": "in", "not_empty": "empty", "not_contains": "contains", "has_none": "has_any"}


def compare(op: str, value: Any, wanted: Any) -> bool:
    """Two-valued: an empty value fits nothing but `empty`, so every negation is the rest of all records."""
    if op in NEGATIVES:
        return not compare(NEGATIVES[op], value, wanted)
    is_empty = value is None or value == []
    if op == "empty" or (op == "eq" and wanted is None):
        return is_empty
    if is_empty:
        return False
    match op:
        case "eq":
            return value == wanted
        case "in":
            return value in wanted
        case "lt":
            return value < wanted
        case "lte":
            return value <= wanted
        case "gt":
            return value > wanted
        case "gte":
            return value >= wanted
        case "contains":
            return _folded(str(wanted)) in _folded(str(value))
        case "has_any":
            return any(one in value for one in wanted)
        case _:
            assert op == "has_all"
            return all(one in value for one in wanted)


def _folded(text: str) -> str:
    """Without regard to the case of a to z, and nothing else."""
    return "".join(one.lower() if "A" <= one <= "Z" else one for one in text)
