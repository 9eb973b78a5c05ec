"""The judge itself, sentence by sentence of docs/rights.md."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.rights.judge import ACTIONS, Judge, compare
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
from tests.rights.worlds import DEPARTMENT, USER

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OWNERSHIP = (Field("owner", "reference", "user"), Field("department", "reference", "department"))
ACCOUNT = Object(
    "account",
    "name",
    {
        one.name: one
        for one in (
            *OWNERSHIP,
            Field("name", "text"),
            Field("size", "integer"),
            Field("parent", "reference", "account", "children"),
        )
    },
)


def deal(inherit: str | None = None) -> Object:
    fields = (
        *OWNERSHIP,
        Field("name", "text"),
        Field("account", "reference", "account", "deals", inherit),
        Field("watchers", "references", "account", "watched"),
    )
    return Object("deal", "name", {one.name: one for one in fields})


def grant(on: str, actions: str = "read", scope: str = "own", /, **fields: Any) -> Grant:
    return Grant(on, frozenset(actions.split()), scope, fields)


EVERYTHING = grant("*", " ".join(ACTIONS), "all")
SIZE_IS_BIG = {"field": "size", "op": "gte", "value": 10}
MINE = {"field": "owner", "op": "eq", "value": {"me": True}}


class Case:
    """A small organisation: ann leads ben, ben leads cid; sales is above north. Each holds the role of their own name."""

    def __init__(self, *, inheriting: str | None = None, **grants: Sequence[Grant]) -> None:
        people = {"ann": ("sales", None), "ben": ("north", "ann"), "cid": ("north", "ben"), "dan": (None, None)}
        self.organisation = Organisation(
            users={name: User(name, home, boss, (name,)) for name, (home, boss) in people.items()},
            departments={"sales": None, "north": "sales", "south": "sales"},
            teams={"team": frozenset(("ben", "dan"))},
            roles={name: Role(name, tuple(grants.get(name, ()))) for name in people},
        )
        self.objects = {"account": ACCOUNT, "deal": deal(inheriting), "user": USER, "department": DEPARTMENT}
        self.records: dict[str, dict[str, Record]] = {
            "account": {},
            "deal": {},
            "user": {name: {"id": name, "name": name, "deleted": False} for name in people},
            "department": {
                name: {"id": name, "name": name, "deleted": False} for name in self.organisation.departments
            },
        }

    def account(self, identity: str, owner: str | None = None, **values: Any) -> Record:
        return self._add("account", identity, {"owner": owner, "size": 1, "parent": None, **values})

    def deal(self, identity: str, owner: str | None = None, **values: Any) -> Record:
        return self._add("deal", identity, {"owner": owner, "account": None, "watchers": [], **values})

    def _add(self, name: str, identity: str, values: Record) -> Record:
        record = {"id": identity, "version": 1, "name": identity, "department": None, "deleted": False, **values}
        self.records[name][identity] = record
        return record

    def judge(self) -> Judge:
        return Judge(self.organisation, self.objects, self.records, NOW)

    def seen(self, user: str, name: str = "account", action: str = "read") -> set[str]:
        """The records that an action of this user reaches."""
        judge = self.judge()
        return {one["id"] for one in self.records[name].values() if judge.allowed(user, action, name, one)}


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ("own", {"of ben"}),
        ("team", {"of ben", "of dan"}),
        ("reports", {"of ben", "of cid"}),
        ("department", {"of cid"}),
        ("subdepartments", {"of cid"}),
        ("all", {"of ann", "of ben", "of cid", "of dan", "of nobody"}),
    ],
)
def test_scopes(scope: str, seen: set[str]) -> None:
    case = Case(ben=[grant("account", "read", scope)])
    homes = {"ann": "sales", "ben": "sales", "cid": "north", "dan": "south", "nobody": None}
    for owner, department in homes.items():
        case.account(f"of {owner}", None if owner == "nobody" else owner, department=department)
    assert case.seen("ben") == seen


def test_a_department_reaches_down_and_nobody_without_one_reaches_anything() -> None:
    below = [grant("account", "read", "subdepartments")]
    case = Case(ann=below, dan=below)
    for department in ("sales", "north", None):
        case.account(f"in {department}", department=department)
    assert case.seen("ann") == {"in sales", "in north"}
    assert case.seen("dan") == set()


def test_roles_add_up_and_no_action_reaches_what_read_does_not() -> None:
    case = Case(ben=[grant("account", "read", "department"), grant("account", "update delete create", "own")])
    case.account("own", "ben", department="south")
    case.account("near", "cid", department="north")
    case.account("both", "ben", department="north")
    assert case.seen("ben") == {"near", "both"}
    assert case.seen("ben", action="update") == case.seen("ben", action="delete") == {"both"}
    assert case.seen("ben", action="create") == {"both"}
    case.organisation.roles["more"] = Role("more", (grant("*", "read transfer", "own"),))
    case.organisation.users["ben"] = User("ben", "north", "ann", ("ben", "more"))
    assert case.seen("ben") == {"own", "near", "both"}
    assert case.seen("ben", action="transfer") == {"own", "both"}
    judge = case.judge()
    assert judge.may("ben", "read", "invoice")
    assert not judge.may("ben", "read", "role")


def test_fields_within_a_role_and_among_roles() -> None:
    case = Case(
        ben=[
            grant("account", "read", size="read", name="masked"),
            grant("account", "update", size="masked"),
            grant("*", "read", size="hidden", name="write", parent="hidden"),
        ]
    )
    account = case.account("a", "ben")

    def levels() -> dict[str, str]:
        judge = case.judge()
        return {of: judge.level("ben", "account", of, account) for of in ("size", "name", "parent", "owner")}

    assert levels() == {"size": "masked", "name": "masked", "parent": "hidden", "owner": "write"}
    case.organisation.roles["blind"] = Role("blind", (grant("account", "update"),))
    case.organisation.roles["more"] = Role("more", (grant("*", "read", size="read", name="hidden"),))
    case.organisation.users["ben"] = User("ben", "north", "ann", ("ben", "blind", "more"))
    assert levels() == {"size": "read", "name": "masked", "parent": "write", "owner": "write"}
    judge = case.judge()
    assert judge.shown("ben", "account", account, lambda one, value: "***")["name"] == "***"
    assert judge.readable_fields("ben", "account", account) == {"size", "parent", "owner", "department"}


def test_a_level_with_a_condition_depends_on_the_record() -> None:
    hidden_else = {"level": "write", "where": SIZE_IS_BIG}
    read_else = {"level": "write", "where": MINE, "otherwise": "read"}
    case = Case(ben=[grant("account", "read", "all", name=hidden_else, size=read_else)])
    big, small = case.account("big", "ben", size=10), case.account("small", "ann", size=9)
    judge = case.judge()
    assert [judge.level("ben", "account", "name", one) for one in (big, small)] == ["write", "hidden"]
    assert [judge.level("ben", "account", "size", one) for one in (big, small)] == ["write", "read"]
    assert judge.shown("ben", "account", small, lambda one, value: "***")["name"] is None
    assert "name" in judge.known_fields("ben", "account")
    assert not judge.path_usable("ben", "account", "name")
    assert judge.path_usable("ben", "account", "size")
    assert not judge.usable("ben", "account", {"any": "children", "where": {"field": "name", "op": "empty"}})


@pytest.mark.parametrize(
    ("grants", "is_one"),
    [
        ([EVERYTHING], True),
        ([grant("*", "read", "own", size="write"), EVERYTHING], True),
        ([grant("*", " ".join(ACTIONS - {"import"}), "all"), grant("*", "import", "own")], False),
        ([grant("*", " ".join(ACTIONS), "all", size="masked")], False),
        ([EVERYTHING, grant("account", "read", size={"level": "write", "where": MINE})], False),
        ([grant("account", " ".join(ACTIONS), "all")], False),
    ],
)
def test_who_is_an_administrator(grants: Sequence[Grant], is_one: bool) -> None:
    judge = Case(ben=grants).judge()
    assert judge.is_administrator("ben") == is_one
    assert judge.may("ben", "update", "role") == is_one


@pytest.mark.parametrize(
    ("kind", "of", "seeing"),
    [
        ("user", "ben", {"ben"}),
        ("team", "team", {"ben"}),
        ("department", "sales", {"ann", "ben", "cid"}),
        ("department", "north", {"ben", "cid"}),
        ("role", "cid", {"cid"}),
    ],
)
def test_sharing_rules_open_to_those_whose_roles_grant_read(kind: str, of: str, seeing: set[str]) -> None:
    case = Case(**{name: [grant("account")] for name in ("ann", "ben", "cid")}, dan=[grant("deal")])
    case.account("big", size=10)
    case.account("small", size=9)
    case.organisation.sharing_rules.append(SharingRule("account", SIZE_IS_BIG, Grantee(kind, of), "read"))
    for user in case.organisation.users:
        assert case.seen(user) == ({"big"} if user in seeing else set()), user
        assert case.seen(user, action="update") == set()


def test_writing_needs_the_right_to_update() -> None:
    case = Case(ben=[grant("account", "read update delete")], cid=[grant("account")])
    record = case.account("a")
    for user in ("ben", "cid"):
        case.organisation.shares.append(Share("account", "a", Grantee("user", user), "write"))
    assert case.seen("ben", action="update") == {"a"}
    assert case.seen("ben", action="delete") == set(), "what is shared can be written, not deleted"
    assert (case.seen("cid"), case.seen("cid", action="update")) == ({"a"}, set())
    assert not case.judge().may_share("ben", "account", record), "what is shared is not passed on"
    case.organisation.sharing_rules.append(SharingRule("account", {"and": []}, Grantee("user", "ben"), "write"))
    assert case.judge().may_share("ben", "account", record)


def test_territories_open_to_members_and_to_those_above() -> None:
    case = Case(**{name: [grant("account")] for name in ("ann", "ben", "cid")})
    case.account("big", size=10)
    for name, parent, rules, member in (
        ("china", None, (), "ann"),
        ("north", "china", (("deal", MINE), ("account", SIZE_IS_BIG)), "ben"),
        ("beijing", "north", (), "cid"),
    ):
        territory = Territory(name, parent, rules, frozenset((member,)), "read")
        case.organisation.territories[name] = territory
    assert [case.seen(user) for user in ("ann", "ben", "cid")] == [{"big"}, {"big"}, set()]


def test_shares_last_for_a_while_or_for_good() -> None:
    case = Case(ben=[grant("account")])
    for name, until in (("for good", None), ("until tomorrow", NOW + DAY), ("until now", NOW)):
        case.account(name)
        case.organisation.shares.append(Share("account", name, Grantee("team", "team"), "read", until))
    assert case.seen("ben") == {"for good", "until tomorrow"}


@pytest.mark.parametrize(
    ("inherit", "read", "written"),
    [(None, set[str](), set[str]()), ("read", {"d1", "d2"}, set[str]()), ("write", {"d1", "d2"}, {"d1"})],
)
def test_rights_through_a_relation(inherit: str | None, read: set[str], written: set[str]) -> None:
    rights = [grant("account", "read", "all"), grant("account", "update", "own"), grant("deal", "read update", "own")]
    case = Case(inheriting=inherit, ben=rights, cid=rights[:2])
    case.account("a1", "ben")
    case.account("a2", "ann")
    case.account("gone", "ben", deleted=True)
    for n, account in enumerate(("a1", "a2", "gone", None), 1):
        case.deal(f"d{n}", account=account)
    assert (case.seen("ben", "deal"), case.seen("ben", "deal", "update")) == (read, written)
    assert case.seen("cid", "deal") == set()


def test_a_delegate_has_the_rights_of_the_absent_for_a_while() -> None:
    own = [grant("account", "read update")]
    case = Case(ann=own, ben=own, cid=[])
    case.account("of ann", "ann")
    case.account("of ben", "ben")
    case.account("for cid", "dan")
    case.organisation.shares.append(Share("account", "for cid", Grantee("user", "cid"), "read"))
    delegations = case.organisation.delegations
    delegations.append(Delegation("ann", "ben", NOW - DAY, NOW + DAY))
    delegations.append(Delegation("ben", "cid", NOW, NOW + DAY))
    delegations.append(Delegation("ann", "dan", NOW - DAY, NOW))
    delegations.append(Delegation("ann", "dan", NOW + DAY, NOW + 2 * DAY))
    assert case.seen("ben") == case.seen("ben", action="update") == {"of ann", "of ben"}
    assert case.seen("cid") == {"of ben"}, "neither what ben stands in for, nor what only a right of cid's would open"
    assert case.judge().level("cid", "account", "name", case.records["account"]["of ben"]) == "write"
    assert case.seen("dan") == set()
    case.organisation.users["ben"] = User("ben", "north", "ann", ("ben",), active=False)
    assert case.seen("cid") == set()


def test_a_delegate_is_no_administrator_and_me_is_who_asks() -> None:
    case = Case(ann=[EVERYTHING], ben=[grant("account")])
    case.account("of ann", "ann")
    case.account("of cid", "cid")
    case.organisation.sharing_rules.append(SharingRule("account", MINE, Grantee("user", "ben"), "read"))
    for absent in ("ann", "ben"):
        case.organisation.delegations.append(Delegation(absent, "cid", NOW - DAY, NOW + DAY))
    assert case.seen("ann") == {"of ann", "of cid"}
    assert case.seen("ben") == set()
    assert case.seen("cid") == {"of cid"}
    assert not case.judge().is_administrator("cid")


def test_what_a_hidden_record_looks_like() -> None:
    case = Case(ben=[grant("account"), grant("deal", "read", "all")])
    case.account("seen", "ben", name="Seen", size=20)
    case.account("hidden", "ann", name="Hidden", size=20)
    first = case.deal("first", account="seen", watchers=["hidden", "seen"])
    second = case.deal("second", account="hidden", watchers=["hidden"])
    judge = case.judge()
    big = {"field": "account.size", "op": "gte", "value": 10}
    related = {"any": "watchers", "where": SIZE_IS_BIG}
    one_or_more = {"count": "watchers", "op": "gte", "value": 1}

    def shown(record: Record, of: str) -> Any:
        return judge.shown("ben", "deal", record, lambda one, value: None)[of]

    def fits(where: Any, record: Record, viewer: str | None = "ben") -> bool:
        return judge.holds(where, "deal", record, me="ben", viewer=viewer)

    assert shown(first, "account") == {"id": "seen", "title": "Seen"}
    assert shown(second, "account") == {"id": "hidden", "title": None}
    assert (shown(first, "watchers"), shown(second, "watchers")) == ([{"id": "seen", "title": "Seen"}], [])
    assert judge.value_at("ben", "account.size", "deal", second, lambda one, value: None) is None
    for where in (big, related, one_or_more):
        assert [fits(where, one) for one in (first, second)] == [True, False], where
        assert [fits({"not": where}, one) for one in (first, second)] == [False, True], where
        assert fits(where, second, viewer=None), "rules see everything"
    assert fits({"none": "watchers"}, second)
    assert fits({"field": "account.size", "op": "empty"}, second)
    assert not fits({"field": "account", "op": "empty"}, second), "the reference itself is seen"


def test_relations_back() -> None:
    case = Case()
    parent, child = case.account("p"), case.account("c", parent="p")
    case.deal("d", account="p", watchers=["c"])
    judge = case.judge()

    def ids(record: Record, relation: str) -> list[str]:
        return [one["id"] for one in judge.related("account", relation, record, None)]

    assert (ids(parent, "children"), ids(child, "children")) == (["c"], [])
    assert (ids(parent, "deals"), ids(parent, "watched"), ids(child, "watched")) == (["d"], [], ["d"])


def test_masked_fields_are_good_for_nothing_but_looking() -> None:
    case = Case(ben=[grant("account", "read", size="masked"), grant("deal", "read", "all")])
    judge = case.judge()
    assert not judge.usable("ben", "account", SIZE_IS_BIG)
    assert not judge.usable("ben", "deal", {"and": [{"not": {"field": "account.size", "op": "empty"}}]})
    assert not judge.usable("ben", "deal", {"count": "watchers", "where": SIZE_IS_BIG, "op": "eq", "value": 1})
    assert judge.usable("ben", "deal", {"field": "account.name", "op": "empty"})
    assert not judge.usable("cid", "account", {"field": "name", "op": "empty"}), "no role grants read"


def test_the_directory_is_everybodys() -> None:
    judge = Case().judge()
    record = judge.records["user"]["ann"]
    assert judge.visible("dan", "user", record)
    assert judge.level("dan", "user", "email", record) == "read"
    assert judge.level("dan", "user", "roles", record) == "hidden"
    named = Case(dan=[grant("user", "read update", "all")]).judge()
    assert [named.level("dan", "user", of, record) for of in ("name", "roles")] == ["write", "read"]
    assert Case(dan=[grant("*", "read", "all")]).judge().level("dan", "user", "roles", record) == "hidden"


@pytest.mark.parametrize(
    ("op", "value", "wanted", "holds"),
    [
        ("eq", "a", "A", False),
        ("in", "a", ["a", "b"], True),
        ("in", None, [], False),
        ("contains", "Birch Wood", "bIRCH w", True),
        ("contains", "É", "é", False),
        ("gte", 0, 0, True),
        ("lt", None, 5, False),
        ("empty", [], None, True),
        ("empty", 0, None, False),
        ("eq", None, None, True),
        ("has_all", ["a", "b"], ["a"], True),
        ("has_any", [], [], False),
    ],
)
def test_a_comparison_and_its_negation_split_everything(op: str, value: Any, wanted: Any, holds: bool) -> None:
    negation = {
        "eq": "ne",
        "in": "not_in",
        "contains": "not_contains",
        "empty": "not_empty",
        "has_any": "has_none",
    }
    assert compare(op, value, wanted) == holds
    if op in negation:
        assert compare(negation[op], value, wanted) != holds
