"""What must hold when the organisation is written: users, roles, rules. What changes is in force with the commit."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from luopan.kernel.auth import audit
from luopan.kernel.auth.accounts import set_password
from luopan.kernel.auth.passwords import check_password
from luopan.kernel.metadata.system import ORGANISATION
from luopan.kernel.permissions.grants import check_condition, check_grants
from luopan.kernel.permissions.organisation import load_organisation
from luopan.kernel.permissions.rights import CHANNEL, Permissions
from luopan.kernel.records.batch import Row
from luopan.kernel.records.stewards import Stewards
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Conflict, Invalid, Problem
from luopan.kit.notify import Hub


class OrganisationSteward:
    """Looks after one kind of record of the organisation; a subclass says what is special about it."""

    extras: frozenset[str] = frozenset()

    def __init__(self, name: str, permissions: Permissions, hub: Hub) -> None:
        self._name = name
        self._permissions = permissions
        self._hub = hub

    async def check(self, writing: Writing, rows: Sequence[Row]) -> None:
        for row in rows:
            for problem in self.problems(writing, row):
                row.problems.append(problem.at(row=row.index))
                row.status = "failed"

    def problems(self, writing: Writing, row: Row) -> Iterator[Problem]:
        """What is wrong with a row."""
        yield from ()

    async def written(self, writing: Writing, rows: Sequence[Row]) -> None:
        return

    async def finish(self, writing: Writing) -> None:
        """Every process is told; and somebody is left who may do everything."""
        before = self._permissions.organisation.administrators()
        if before and not (await load_organisation(writing.session)).administrators():
            raise Conflict("last_administrator")
        await audit.record(
            writing.session,
            writing.now,
            writing.actor.id,
            "rights_changed",
            object_id=self._name,
            change=writing.change.id,
        )
        writing.session.after_commit(self._permissions.reload)
        writing.session.after_commit(self._ring)

    def _ring(self) -> None:
        self._hub.ring(CHANNEL)


class UserSteward(OrganisationSteward):
    """Passwords are written with a user, and go where nobody reads them."""

    extras = frozenset(("password",))

    def problems(self, writing: Writing, row: Row) -> Iterator[Problem]:
        if not writing.rights.administers:
            if row.extras:
                yield Problem("field_forbidden", "password")
            if row.current is not None and "email" in row.changed:
                yield Problem("field_forbidden", "email")
            me = writing.organisation.people.get(writing.actor.id or "")
            if me is not None and row.changed.get("manager") in writing.organisation.reports(me):
                yield Problem("field_forbidden", "manager")
            if me is not None and row.id == me.id and row.changed.keys() & {"department", "manager"}:
                yield Problem("field_forbidden", "department")
        password = row.extras.get("password")
        if password is not None:
            yield from _password_problems(password, row)

    async def written(self, writing: Writing, rows: Sequence[Row]) -> None:
        for row in rows:
            assert row.id is not None
            password = row.extras.get("password")
            if password is not None:
                await set_password(writing.session, row.id, password)
                await audit.record(
                    writing.session,
                    writing.now,
                    writing.actor.id,
                    "password_changed",
                    object_id=audit.USER,
                    record_id=row.id,
                )


class TeamSteward(OrganisationSteward):
    def problems(self, writing: Writing, row: Row) -> Iterator[Problem]:
        """Whoever keeps the teams leaves those alone that they are in."""
        before = () if row.current is None else row.current.get("members") or ()
        mine = writing.actor.id in {*before, *(row.changed.get("members") or ())}
        if not writing.rights.administers and "members" in row.changed and mine:
            yield Problem("field_forbidden", "members")


class DepartmentSteward(OrganisationSteward):
    def problems(self, writing: Writing, row: Row) -> Iterator[Problem]:
        """Whoever keeps the departments leaves their own in its place, and puts no other below it."""
        organisation = writing.organisation
        me = organisation.people.get(writing.actor.id or "")
        if me is None or writing.rights.administers or "parent" not in row.changed:
            return
        if row.changed["parent"] in organisation.subdepartments(me) or row.id in organisation.grantees(me):
            yield Problem("field_forbidden", "parent")


class RoleSteward(OrganisationSteward):
    def problems(self, writing: Writing, row: Row) -> Iterator[Problem]:
        yield from check_grants(row.record.get("grants"), writing.snapshot)


class SharingRuleSteward(OrganisationSteward):
    def problems(self, writing: Writing, row: Row) -> Iterator[Problem]:
        yield from _rule_problems(writing, row.record.get("object"), row.record.get("where"), "")


class TerritorySteward(OrganisationSteward):
    def problems(self, writing: Writing, row: Row) -> Iterator[Problem]:
        rules: Any = row.record.get("rules") or []
        if not isinstance(rules, list):
            yield Problem("condition_list", "rules")
            return
        for index, rule in enumerate(cast(list[Any], rules)):
            place = f"rules[{index}]"
            if not isinstance(rule, dict) or set(cast(dict[str, Any], rule)) != {"object", "where"}:
                yield Problem("territory_rule", place)
            else:
                yield from _rule_problems(writing, rule["object"], rule["where"], f"{place}.")


class DelegationSteward(OrganisationSteward):
    def problems(self, writing: Writing, row: Row) -> Iterator[Problem]:
        starts, ends = row.record.get("starts_at"), row.record.get("ends_at")
        if starts is not None and ends is not None and ends <= starts:
            yield Problem("delegation_ends_first", "ends_at")
        if row.record.get("absent") == row.record.get("delegate"):
            yield Problem("delegation_to_oneself", "delegate")


def _password_problems(password: Any, row: Row) -> Iterator[Problem]:
    if not isinstance(password, str):
        yield Problem("value_not_text", "password")
        return
    try:
        check_password(password, row.record.get("email") or "", row.record.get("name"))
    except Invalid as error:
        yield from error.errors


def _rule_problems(writing: Writing, object_name: Any, where: Any, place: str) -> Iterator[Problem]:
    item = writing.snapshot.objects.get(object_name) if isinstance(object_name, str) else None
    if item is None or item.name in ORGANISATION:
        yield Problem("object_unknown", f"{place}object", params={"object": str(object_name)[:60]})
    elif where != {}:  # which says all of them; nothing said is not that
        yield from check_condition(where, f"{place}where", item, writing.snapshot)


def organisation_stewards(permissions: Permissions, hub: Hub) -> Stewards:
    """A steward for every object of the organisation."""
    special = {
        "user": UserSteward,
        "team": TeamSteward,
        "department": DepartmentSteward,
        "role": RoleSteward,
        "sharing_rule": SharingRuleSteward,
        "territory": TerritorySteward,
        "delegation": DelegationSteward,
    }
    return {name: special.get(name, OrganisationSteward)(name, permissions, hub) for name in ORGANISATION}
