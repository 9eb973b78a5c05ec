"""The organisation as records: departments and people, roles, teams, rules, territories, and somebody who stands in."""

from collections.abc import Iterator, Mapping, Sequence

from luopan.main.demo.colleagues import COLLEAGUES, DEPARTMENTS, HEADS, Colleague, manager_of
from luopan.main.demo.roles import ROLES, SHARING_RULES, TEAMS
from luopan.main.demo.words import CITIES
from luopan.main.demo.world import Batch, Record, World
from luopan.main.setup import ADMINISTRATOR

ABROAD = {
    "and": [
        {"field": "region.level", "op": "eq", "value": "country"},
        {"field": "region.code", "op": "ne", "value": "CN"},
    ]
}
TERRITORIES = (
    ("east", "华东 East"),
    ("south", "华南 South"),
    ("north", "华北东北 North"),
    ("central", "中西部 Central and West"),
    ("overseas", "海外 Overseas"),
)
"""Those of the service: key and name. Above them is one for its head."""
ABSENT, DELEGATE = "qian.liqun", "gu.xiaowei"
FOUNDED = 2
"""The day on which roles and rules were written."""

ORGANISATION_COUNTS: Mapping[str, int] = {
    "department": len(DEPARTMENTS),
    "role": len(ROLES),
    "user": len(COLLEAGUES),
    "team": len(TEAMS),
    "sharing_rule": len(SHARING_RULES),
    "territory": len(TERRITORIES) + 1,
    "delegation": 1,
}


def make_organisation(world: World) -> Iterator[Batch]:
    """Everything in an order in which references look back. Heads come after the people: departments are written twice."""
    news = _News(world)
    for level in _departments(world):
        yield Batch("department", level)
    roles = {role.key: news.record(name=role.name, description=role.description) for role in ROLES}
    for role in ROLES:
        roles[role.key]["grants"] = list(role.grants)
    yield Batch("role", list(roles.values()))
    for level in _users(world, {key: record["id"] for key, record in roles.items()} | {"administrator": ADMINISTRATOR}):
        yield Batch("user", level)
    yield Batch("department", _heads(world), "update")
    users = {mail: birth[0] for mail, birth in world.staff.users.items()}
    teams = {key: news.record(name=name, members=sorted(users[mail] for mail in mails)) for key, name, mails in TEAMS}
    yield Batch("team", list(teams.values()))
    grantees = {
        "role": {key: record["id"] for key, record in roles.items()},
        "team": {key: record["id"] for key, record in teams.items()},
        "department": {key: birth[0] for key, birth in world.staff.departments.items()},
    }
    yield Batch(
        "sharing_rule",
        [
            news.record(
                name=rule.name,
                object=rule.object,
                where=rule.where,
                grantee={"object": rule.grantee[0], "id": grantees[rule.grantee[0]][rule.grantee[1]]},
                access=rule.access,
            )
            for rule in SHARING_RULES
        ],
    )
    top = news.record(name="全部区域 All territories", rules=[], members=[users[HEADS["service"]]], access="read")
    yield Batch("territory", [top])
    yield Batch("territory", [_territory(news, key, name, top["id"], users) for key, name in TERRITORIES])
    yield Batch("delegation", [_delegation(world, news, users)])


class _News:
    """Makes records of the day on which the rules were written."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rng = world.rng("organisation")

    def record(self, **values: object) -> Record:
        identifier, created_at = self._world.moments.birth(FOUNDED, self._rng.getrandbits(96))
        return {"id": identifier, "created_at": created_at, **values}


def _departments(world: World) -> list[list[Record]]:
    """Level by level, from the company down."""
    ids = world.staff.departments
    depths: dict[str, int] = {}
    levels: list[list[Record]] = []
    for key, name, parent in DEPARTMENTS:
        depth = depths[key] = 0 if parent is None else depths[parent] + 1
        if depth == len(levels):
            levels.append([])
        identifier, created_at = ids[key]
        record: Record = {"id": identifier, "created_at": created_at, "name": name}
        if parent is not None:
            record["parent"] = ids[parent][0]
        levels[depth].append(record)
    return levels


def _heads(world: World) -> list[Record]:
    staff = world.staff
    return [
        {"id": staff.departments[department.key][0], "manager": staff.users[HEADS[department.key]][0]}
        for department in DEPARTMENTS
    ]


def _users(world: World, roles: Mapping[str, str]) -> Iterator[list[Record]]:
    """Those who report to nobody, those who report to them, and so on."""
    waiting: Sequence[Colleague] = COLLEAGUES
    known: set[str | None] = {None}
    while waiting:
        level = [colleague for colleague in waiting if manager_of(colleague) in known]
        yield [_user(world, colleague, roles) for colleague in level]
        known.update(colleague.mail for colleague in level)
        waiting = [colleague for colleague in waiting if colleague.mail not in known]


def _user(world: World, colleague: Colleague, roles: Mapping[str, str]) -> Record:
    staff = world.staff
    identifier, created_at = staff.users[colleague.mail]
    record: Record = {
        "id": identifier,
        "created_at": created_at,
        "name": colleague.name,
        "email": colleague.email,
        "department": staff.departments[colleague.department][0],
        "roles": sorted(roles[key] for key in colleague.roles),
    }
    manager = manager_of(colleague)
    if manager is not None:
        record["manager"] = staff.users[manager][0]
    return record


def _territory(news: _News, key: str, name: str, parent: str, users: Mapping[str, str]) -> Record:
    """The customers of a territory by their region, open to the service people who look after it."""
    members = sorted(users[one.mail] for one in COLLEAGUES if one.department == "service" and one.territory == key)
    provinces = sorted({city.code[:2] for city in CITIES if city.territory == key})
    where = {"or": [{"field": "region.code", "op": "starts_with", "value": province} for province in provinces]}
    return news.record(
        name=name,
        parent=parent,
        rules=[{"object": "account", "where": where if provinces else ABROAD}],
        members=members,
        access="read",
    )


def _delegation(world: World, news: _News, users: Mapping[str, str]) -> Record:
    """Two weeks gone, two weeks to come."""
    moments = world.moments
    return news.record(
        absent=users[ABSENT],
        delegate=users[DELEGATE],
        starts_at=f"{moments.iso[moments.today - 14]}T01:00:00+00:00",
        ends_at=f"{moments.iso[moments.today + 14]}T01:00:00+00:00",
        note="陪产假，客户请找顾晓薇 On parental leave",
    )
