"""Random worlds: an organisation, objects whose fields vary, and records, all from one seed.

A world is complete before anything is loaded: every record brings its id, so that the same seed gives the same world anywhere.
`serial` keeps the names and ids of worlds that share a database apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.rights.conditions import MARKS, NUMBERS, PHASES, PHONES, TEXTS, Conditions
from tests.rights.judge import ACTIONS
from tests.rights.model import (
    Delegation,
    Field,
    Grant,
    Grantee,
    Object,
    Organisation,
    Record,
    Role,
    Share,
    SharingRule,
    Territory,
    User,
)

SECRET = "open sesame"
PASSWORD = "correct horse battery"
ADMINISTRATOR = "00000000-0000-7000-8000-000000000001"
"""The role that every workspace begins with."""

SCOPES = ("own", "team", "reports", "department", "subdepartments", "all")
READ = frozenset(("read",))
RECORD_ACTIONS = ("create", "read", "update", "delete", "transfer", "export")

SYSTEM_FIELDS = (
    Field("created_at", "datetime"),
    Field("created_by", "reference", "user"),
    Field("updated_at", "datetime"),
    Field("updated_by", "reference", "user"),
    Field("owner", "reference", "user"),
    Field("department", "reference", "department"),
)
USER = Object(
    "user",
    "name",
    {
        one.name: one
        for one in (
            Field("name", "text"),
            Field("email", "email"),
            Field("department", "reference", "department"),
            Field("manager", "reference", "user"),
            Field("active", "boolean"),
        )
    },
)
DEPARTMENT = Object(
    "department",
    "name",
    {one.name: one for one in (Field("name", "text"), Field("parent", "reference", "department", "children"))},
)
GRANTING = {"user": USER, "department": DEPARTMENT}


@dataclass(frozen=True)
class Size:
    """How much of everything, from … to."""

    departments: tuple[int, int] = (3, 12)
    users: tuple[int, int] = (6, 20)
    roles: tuple[int, int] = (3, 8)
    rules: tuple[int, int] = (0, 8)
    records: tuple[int, int] = (10, 40)
    """Of each object."""


MEDIUM = Size(departments=(3, 6), users=(6, 9), roles=(3, 6), rules=(2, 6), records=(8, 16))
SMALL = Size(departments=(2, 4), users=(4, 7), roles=(2, 4), rules=(0, 4), records=(4, 10))


@dataclass
class World:
    """`records` hold what is written; what the system adds (departments, times) is read back after loading."""

    seed: int
    serial: int
    definitions: list[dict[str, Any]]
    objects: dict[str, Object]
    organisation: Organisation
    names: dict[str, str]
    """Of users, departments and roles, by id."""
    moves: dict[str, str | None]
    """Users who change their department once the records are there (which do not move along)."""
    records: dict[str, dict[str, Record]]
    made: int
    """How many ids have been given."""

    def new_id(self) -> str:
        self.made += 1
        return id_of(self.serial, self.made)

    def own(self) -> list[str]:
        """The objects of this world, from the top down."""
        return [one["name"] for one in self.definitions]

    def department_of(self, record: Record) -> str | None:
        """The department of a new record: the one written with it, else its owner's."""
        if "department" in record or record["owner"] is None:
            return record.get("department")
        return self.organisation.users[record["owner"]].department

    def move(self) -> None:
        """Users change their departments."""
        for user, department in self.moves.items():
            self.organisation.users[user] = replace(self.organisation.users[user], department=department)


def build(seed: int, size: Size | None = None, *, serial: int | None = None) -> World:
    """The world of a seed."""
    return _Builder(seed, seed if serial is None else serial, size or Size()).build()


class _Builder:
    def __init__(self, seed: int, serial: int, size: Size) -> None:
        self.rng = Random(f"rights {seed}")
        self.seed = seed
        self.serial = serial
        self.size = size
        self.made = 0
        self.names: dict[str, str] = {}
        self.organisation = Organisation()

    def build(self) -> World:
        definitions, own = self.make_objects()
        self.own = list(own)
        self.objects = own | GRANTING
        self.make_people()
        self.conditions = Conditions(self.rng, self.objects, list(self.organisation.users))
        self.make_roles()
        self.give_roles()
        self.make_rules()
        self.make_delegations()
        records = self.make_records()
        self.make_shares(records)
        moves = {user: self.maybe(0.8, self.department) for user in self.organisation.users if self.rng.random() < 0.15}
        return World(
            self.seed, self.serial, definitions, self.objects, self.organisation, self.names, moves, records, self.made
        )

    def new_id(self) -> str:
        self.made += 1
        return id_of(self.serial, self.made)

    def number(self, within: tuple[int, int]) -> int:
        return self.rng.randint(*within)

    def maybe(self, chance: float, make: Callable[[], Any]) -> Any:
        return make() if self.rng.random() < chance else None

    # Objects

    def make_objects(self) -> tuple[list[dict[str, Any]], dict[str, Object]]:
        company, deal, step = (f"{name}_{self.serial}" for name in ("company", "deal", "step"))
        levels = [
            (company, "title_line", [*self.plain(), *self.links(("partner", company, "subsidiaries", 0.6, False))]),
            (
                deal,
                "title_line",
                [
                    *self.plain(),
                    *self.links(
                        ("account", company, "deals", 1.0, True),
                        ("former", company, "former_deals", 0.3, True),
                        ("agent", "user", None, 0.5, False),
                    ),
                    *([Field("watchers", "references", company, "watched")] if self.rng.random() < 0.8 else []),
                ],
            ),
        ]
        if self.rng.random() < 0.7:
            levels.append((step, "title_line", [*self.plain(), *self.links(("matter", deal, "steps", 1.0, True))]))
        objects = {
            name: Object(name, title, {one.name: one for one in (*SYSTEM_FIELDS, *fields)})
            for name, title, fields in levels
        }
        definitions = [
            {"name": name, "title": title, "fields": [define(one) for one in fields]} for name, title, fields in levels
        ]
        return definitions, objects

    def plain(self) -> list[Field]:
        fields = [Field("title_line", "text"), Field("headcount", "integer"), Field("phase", "select")]
        more = [Field("hotline", "phone"), Field("remark", "text"), Field("marks", "tags"), Field("weight", "integer")]
        sensitive = [Field("ident", "id_number"), Field("pin", "secret")]
        return [
            *fields,
            *(one for one in more if self.rng.random() < 0.5),
            *(one for one in sensitive if self.rng.random() < 0.25),
        ]

    def links(self, *wanted: tuple[str, str, str | None, float, bool]) -> list[Field]:
        return [
            Field(name, "reference", to, inverse, self.rng.choice((None, "read", "write")) if inheriting else None)
            for name, to, inverse, chance, inheriting in wanted
            if self.rng.random() < chance
        ]

    # Organisation

    def make_people(self) -> None:
        organisation, rng = self.organisation, self.rng
        depth: dict[str, int] = {}
        for n in range(self.number(self.size.departments)):
            identity = self.new_id()
            above = [one for one in depth if depth[one] < 4]
            parent = rng.choice(above) if above and rng.random() < 0.85 else None
            organisation.departments[identity] = parent
            depth[identity] = 1 + depth[parent] if parent else 1
            self.names[identity] = f"Department {n} of {self.serial}"
        for n in range(self.number(self.size.users)):
            identity = self.new_id()
            others = list(organisation.users)
            manager = rng.choice(others) if others and rng.random() < 0.7 else None
            department = self.maybe(0.85, self.department)
            organisation.users[identity] = User(identity, department, manager, (), rng.random() < 0.85)
            self.names[identity] = f"User {n} of {self.serial}"
        for _ in range(rng.randint(0, 4)):
            organisation.teams[self.new_id()] = frozenset(self.users(0, 5))

    def department(self) -> str:
        return self.rng.choice(list(self.organisation.departments))

    def user(self) -> str:
        return self.rng.choice(list(self.organisation.users))

    def users(self, least: int, most: int) -> list[str]:
        known = list(self.organisation.users)
        return self.rng.sample(known, min(len(known), self.rng.randint(least, most)))

    # Roles

    def make_roles(self) -> None:
        for n in range(self.number(self.size.roles)):
            identity = self.new_id()
            grants = tuple(self.grant() for _ in range(self.rng.randint(1, 4)))
            self.organisation.roles[identity] = Role(identity, grants)
            self.names[identity] = f"Role {n} of {self.serial}"
        self.add_borderline_roles()
        everything = Grant("*", ACTIONS, "all")
        self.organisation.roles[ADMINISTRATOR] = Role(ADMINISTRATOR, (everything,))

    def add_borderline_roles(self) -> None:
        """Roles that grant nearly everything: they see much, and make nobody an administrator. One keeps the directory."""
        for grants in (
            (Grant("*", ACTIONS, "all", {"remark": "masked"}),),
            (Grant("*", ACTIONS - {"import"}, "all"),),
            (Grant("user", frozenset(("create", "read", "update", "delete")), "all"), Grant("*", READ, "own")),
            (Grant("*", ACTIONS, "subdepartments"), Grant(self.own[0], frozenset(("read", "update")), "all")),
        ):
            if self.rng.random() < 0.3:
                identity = self.new_id()
                self.organisation.roles[identity] = Role(identity, grants)
                self.names[identity] = f"Borderline {identity}"

    def grant(self) -> Grant:
        rng = self.rng
        name = rng.choice(("*", *self.own, *self.own))
        actions = {one for one in RECORD_ACTIONS if rng.random() < 0.45}
        if rng.random() < 0.85:
            actions.add("read")
        limited = [one for one in self.limitable(name) if rng.random() < 0.2]
        return Grant(
            name, frozenset(actions or {"read"}), rng.choice(SCOPES), {one: self.limit(name) for one in limited}
        )

    def limitable(self, name: str) -> list[str]:
        if name == "*":
            return ["remark", "phase", "hotline", "department"]
        return [one for one in self.objects[name].fields if one not in ("created_by", "updated_at", "updated_by")]

    def limit(self, name: str) -> Any:
        levels = ("hidden", "masked", "read", "write")
        if name == "*" or self.rng.random() < 0.6:
            return self.rng.choice(levels)
        limit = {"level": self.rng.choice(levels), "where": self.conditions.any_of(name, 1)}
        return limit | ({"otherwise": self.rng.choice(levels)} if self.rng.random() < 0.7 else {})

    def give_roles(self) -> None:
        ordinary = [one for one in self.organisation.roles if one != ADMINISTRATOR]
        for user in list(self.organisation.users.values()):
            roles = self.rng.sample(ordinary, min(len(ordinary), self.rng.choice((0, 1, 1, 1, 2, 2, 3))))
            if self.rng.random() < 0.06:
                roles.append(ADMINISTRATOR)
            self.organisation.users[user.id] = replace(user, roles=tuple(roles))

    # More ways to a record

    def make_rules(self) -> None:
        organisation, rng = self.organisation, self.rng
        for _ in range(self.number(self.size.rules)):
            name = rng.choice(self.own)
            rule = SharingRule(name, self.conditions.any_of(name, 2), self.grantee(), rng.choice(("read", "write")))
            organisation.sharing_rules.append(rule)
        for _ in range(rng.randint(0, 4)):
            identity = self.new_id()
            parent = self.maybe(0.6, lambda: rng.choice(list(organisation.territories) or [None]))
            names = [rng.choice(self.own) for _ in range(rng.randint(1, 2))]
            rules = tuple((name, self.conditions.any_of(name, 1)) for name in names)
            organisation.territories[identity] = Territory(
                identity, parent, rules, frozenset(self.users(0, 4)), rng.choice(("read", "write"))
            )

    def grantee(self) -> Grantee:
        kinds: dict[str, list[str]] = {
            "user": list(self.organisation.users),
            "team": list(self.organisation.teams),
            "department": list(self.organisation.departments),
            "role": [one for one in self.organisation.roles if one != ADMINISTRATOR],
        }
        kind = self.rng.choice([kind for kind, ids in kinds.items() if ids])
        return Grantee(kind, self.rng.choice(kinds[kind]))

    def make_delegations(self) -> None:
        now = datetime.now(UTC).replace(microsecond=0)
        spans = ((-30, -10), (-5, 5), (-5, 5), (-1, 20), (10, 30))
        pairs: set[tuple[str, str]] = set()
        delegate = self.user()
        for _ in range(self.rng.randint(0, 5)):
            # Chains: the delegate of one is often the absent user of the next.
            absent = delegate if self.rng.random() < 0.5 else self.user()
            delegate = self.user()
            if absent != delegate and (absent, delegate) not in pairs:
                pairs.add((absent, delegate))
                starts, ends = (now + timedelta(days=one) for one in self.rng.choice(spans))
                self.organisation.delegations.append(Delegation(absent, delegate, starts, ends))

    def make_shares(self, records: dict[str, dict[str, Record]]) -> None:
        now = datetime.now(UTC).replace(microsecond=0)
        seen: set[tuple[str, Grantee]] = set()
        for _ in range(self.rng.randint(0, 12)):
            name = self.rng.choice(self.own)
            record, grantee = self.rng.choice(list(records[name])), self.grantee()
            if (record, grantee) not in seen:
                seen.add((record, grantee))
                days = self.rng.choice((None, None, 3, 30, -2))
                until = None if days is None else now + timedelta(days=days)
                role = self.rng.choice((None, None, "Solution architect"))
                access = self.rng.choice(("read", "write"))
                self.organisation.shares.append(Share(name, record, grantee, access, until, role))

    # Records

    def make_records(self) -> dict[str, dict[str, Record]]:
        records: dict[str, dict[str, Record]] = {}
        for name in self.own:
            records[name] = {}
            for _ in range(self.number(self.size.records)):
                identity = self.new_id()
                known = {"user": list(self.organisation.users), **{one: list(records[one]) for one in records}}
                values = random_values(self.rng, self.objects[name], known)
                records[name][identity] = {"id": identity, **values, **self.ownership(), "deleted": False}
        self.delete_some(records)
        return records

    def ownership(self) -> Record:
        """An owner and a department; without the latter the owner's is taken."""
        owner = self.maybe(0.85, self.user)
        return {"owner": owner} | ({"department": self.maybe(0.9, self.department)} if self.rng.random() < 0.3 else {})

    def delete_some(self, records: dict[str, dict[str, Record]]) -> None:
        """Into the recycle bin go records that nothing refers to but, perhaps, many-to-many fields."""
        pointed_at = {
            record[one.name]
            for name in self.own
            for one in self.objects[name].fields.values()
            if one.type == "reference" and one.to in self.own
            for record in records[name].values()
        }
        for name in self.own:
            for record in records[name].values():
                record["deleted"] = record["id"] not in pointed_at and self.rng.random() < 0.12


def id_of(serial: int, number: int) -> str:
    return f"{serial:08x}-0000-7000-8000-{number:012x}"


def random_values(rng: Random, item: Object, known: Mapping[str, Sequence[str]]) -> Record:
    """A value for each of the object's own fields; references lead to the ids that are known."""
    return {one.name: random_value(rng, one, known) for one in item.fields.values() if one not in SYSTEM_FIELDS}


def random_value(rng: Random, one: Field, known: Mapping[str, Sequence[str]]) -> Any:
    """A value for a field, often an empty one."""
    targets = known[one.to] if one.to is not None else ()
    if one.type == "references":
        return sorted(rng.sample(targets, min(len(targets), rng.randint(0, 4))))
    if one.type == "tags":
        return rng.sample(MARKS, rng.randint(0, 2)) or None
    if rng.random() < 0.15:
        return None
    match one.type:
        case "integer":
            return rng.randint(0, 9)
        case "select":
            return rng.choice(PHASES)
        case "phone":
            return rng.choice(PHONES)
        case "id_number":
            return rng.choice(NUMBERS)
        case "secret":
            return SECRET
        case "reference":
            return rng.choice(targets) if targets else None
        case _:
            assert one.type == "text"
            return rng.choice(TEXTS)


def define(one: Field) -> dict[str, Any]:
    """A field as a change-set defines it."""
    definition: dict[str, Any] = {"name": one.name, "type": one.type}
    if one.type == "select":
        definition["options"] = list(PHASES)
    if one.to is not None:
        definition["to"] = one.to
    if one.inverse is not None:
        definition["inverse"] = one.inverse
    if one.type == "reference":
        definition["on_delete"] = "clear"
    if one.inherit is not None:
        definition["inherit"] = one.inherit
    return definition
