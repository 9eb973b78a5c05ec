"""What a change of the organisation would mean for each person: pure, from two pictures of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.permissions.grants import ACTIONS, LEVELS
from luopan.kernel.permissions.organisation import Organisation, Person, role_of
from luopan.kernel.permissions.policy import Policy, Principal
from luopan.kernel.permissions.rights import Permissions, Rights
from luopan.kernel.permissions.shown import READ, WRITE, Access

PERSON_KEYS = ("roles", "department", "manager", "active")

Line = tuple[str, str, str]
"""An object, what is done with it, and how far: `("account", "update", "own")`, `("account", "field phone", "masked")`."""


@dataclass(frozen=True)
class Effect:
    """What one person gains, loses, keeps of the same actions, and the objects whose records they may see others of."""

    person: Person
    gained: tuple[Line, ...]
    lost: tuple[Line, ...]
    kept: tuple[Line, ...]
    before: Rights
    after: Rights
    objects: tuple[Object, ...]


def changed(
    organisation: Organisation, roles: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]]
) -> Organisation:
    """The organisation with other grants of roles (by id; unknown ids are new roles) and other places of people."""
    new_roles = {
        identity: role_of(identity, known.name if (known := organisation.roles.get(identity)) else "", grants)
        for identity, grants in roles.items()
    }
    new_people = {
        identity: replace(
            organisation.people[identity],
            **{key: tuple(value[key] or ()) if key == "roles" else value[key] for key in PERSON_KEYS if key in value},
        )
        for identity, value in people.items()
    }
    return replace(
        organisation,
        roles={**organisation.roles, **new_roles},
        people={**organisation.people, **new_people},
    )


def effects(permissions: Permissions, snapshot: Snapshot, after: Organisation) -> Iterator[Effect]:
    """Everyone for whom something changes."""
    before = permissions.organisation
    known: dict[Policy | None, set[Line]] = {}
    for person in after.people.values():
        was = _rights(permissions, snapshot, before, before.people[person.id])
        will = _rights(permissions, snapshot, after, person)
        if was.policy is will.policy and (was.policy is None or was.mark == will.mark):
            continue
        for rights in (was, will):
            if rights.policy not in known:
                known[rights.policy] = set(_lines(rights, snapshot))
        had, has = known[was.policy], known[will.policy]
        names = {line[0] for line in had ^ has} if was.mark == will.mark else set(snapshot.objects)
        if names:
            objects = tuple(item for item in snapshot.objects.values() if item.name in names and not item.system)
            gained, lost = has - had, had - has
            touched = {line[:2] for line in gained | lost} | {(line[0], "read") for line in gained | lost}
            kept = {line for line in had & has if line[:2] in touched}
            yield Effect(person, _sorted(gained), _sorted(lost), _sorted(kept), was, will, objects)


def _sorted(lines: set[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines))


def _rights(permissions: Permissions, snapshot: Snapshot, organisation: Organisation, person: Person) -> Rights:
    acting = person if person.active else replace(person, roles=())
    return permissions.rights_of(acting, snapshot, organisation)


def summary(rights: Rights, snapshot: Snapshot) -> dict[str, Any]:
    """What somebody may do: by object, actions with how far they go, and fields that are not theirs to write."""
    if rights.policy is None:
        return {"administrator": True, "objects": {}}
    objects: dict[str, dict[str, Any]] = {}
    for name, what, how in _lines(rights, snapshot):
        place = objects.setdefault(name, {"actions": {}, "fields": {}})
        if what.startswith("field "):
            place["fields"][what.removeprefix("field ")] = how
        else:
            place["actions"].setdefault(what, []).append(how)
    return {"administrator": False, "objects": objects}


def _lines(rights: Rights, snapshot: Snapshot) -> Iterator[Line]:
    if rights.policy is None:
        yield "*", "administrator", "all"
        return
    for item in snapshot.objects.values():
        for action in ACTIONS:
            if rights.may(action, item):
                for how in sorted(
                    {
                        _how(principal, reason.rule, reason.params)
                        for principal in rights.policy.principals
                        for reason in rights.policy.reasons(principal, item, action)
                    }
                ):
                    yield item.name, action, how
        if rights.may("read", item):
            for field in item.fields.values():
                least, most = _levels(rights.access(item, field))
                if least != "write":
                    yield item.name, f"field {field.name}", least if least == most else f"{least}–{most}"


def _levels(access: Access) -> tuple[str, str]:
    """The least and the most of an access, in words; what is read and may be written blind is written."""
    least, most = (
        LEVELS[WRITE if access.blind and level >= READ else level] for level in (access.always, access.at_most)
    )
    return least, most


def _how(principal: Principal, rule: str, params: Mapping[str, str]) -> str:
    """A short name of a way: a scope, a rule with its name."""
    name = params.get("scope") or params.get("name") or params.get("field") or ""
    way = name if rule == "scope" else f"{rule} {name}".strip()
    return way if principal.key == "p0" else f"delegation {way}"
