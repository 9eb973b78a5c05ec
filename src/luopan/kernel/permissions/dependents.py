"""Roles, sharing rules and territories speak of objects and fields by name: they follow a rename, and hold what they need."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from luopan.kernel.metadata.dependents import following, renamed_objects
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.metadata.names import Follow, rewrite_condition
from luopan.kernel.permissions.grants import check_condition, check_grants
from luopan.kernel.permissions.organisation import touch
from luopan.kit.database import Session
from luopan.kit.errors import Problem

Rewrite = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """One record that speaks names: its kind, id and title, and what it says: column → value."""

    kind: str
    id: str
    title: str
    deleted: bool
    said: Mapping[str, Any]


class RightsDependent:
    """What of the rights depends on names."""

    async def problems(self, session: Session, before: Snapshot, after: Snapshot) -> list[Problem]:
        found: list[Problem] = []
        for one in await _all(session):
            if one.deleted:  # it is looked at again when it comes back
                continue
            wrong = list(_wrong(one, _renamed(one, before, after), after))
            if wrong and not list(_wrong(one, one.said, before)):
                params = {"kind": one.kind, "name": one.title, "what": wrong[0].field or ""}
                found.append(Problem("rights_speak_of_it", params=params))
        return found

    async def rename(self, session: Session, before: Snapshot, after: Snapshot) -> None:
        changed = False
        for one in await _all(session):
            new = _renamed(one, before, after)
            for column, value in new.items():
                if value != one.said[column]:
                    changed = True
                    stored = value if isinstance(value, str) else Jsonb(value)
                    await session.execute(
                        f'update records.{one.kind} set "{column}" = $2 where id = $1::uuid', one.id, stored
                    )
        if changed:
            await touch(session)


async def _all(session: Session) -> list[_Spoken]:
    return [_Spoken(*row) for row in await session.fetch(_SPOKEN)]


def _renamed(one: _Spoken, before: Snapshot, after: Snapshot) -> dict[str, Any]:
    objects, follow = renamed_objects(before, after), following(before, after)
    match one.kind:
        case "role":
            grants = [_grant(grant, before, objects, follow) for grant in one.said["grants"] or ()]
            return {"grants": grants}
        case "sharing_rule":
            return _rule(one.said, before, objects, follow)
        case _:
            return {"rules": [_rule(rule, before, objects, follow) for rule in one.said["rules"] or ()]}


def _grant(grant: Mapping[str, Any], before: Snapshot, objects: Mapping[str, str], follow: Follow) -> dict[str, Any]:
    item = before.objects.get(grant["object"])
    if item is None:
        return dict(grant)
    new = {**grant, "object": objects.get(item.name, item.name)}
    if grant.get("fields"):
        new["fields"] = {follow(item, name)[0]: _right(right, item, follow) for name, right in grant["fields"].items()}
    return new


def _right(right: Any, item: Object, follow: Follow) -> Any:
    return right if isinstance(right, str) else {**right, "where": rewrite_condition(right["where"], item, follow)}


def _rule(rule: Mapping[str, Any], before: Snapshot, objects: Mapping[str, str], follow: Follow) -> dict[str, Any]:
    item = before.objects.get(rule["object"])
    if item is None:
        return dict(rule)
    return {"object": objects.get(item.name, item.name), "where": rewrite_condition(rule["where"], item, follow)}


def _wrong(one: _Spoken, said: Mapping[str, Any], snapshot: Snapshot) -> Iterator[Problem]:
    if one.kind == "role":
        yield from check_grants(said["grants"], snapshot)
    else:
        for rule in said["rules"] or () if one.kind == "territory" else [said]:
            item = snapshot.objects.get(rule["object"])
            if item is None:
                yield Problem("object_unknown", rule["object"], params={"object": rule["object"]})
            elif rule["where"]:
                yield from check_condition(rule["where"], "where", item, snapshot)


_SPOKEN = """
select 'role', id::text, coalesce(name, ''), deleted_at is not null, jsonb_build_object('grants', grants) from records.role
union all
select 'sharing_rule', id::text, coalesce(name, id::text), deleted_at is not null,
    jsonb_build_object('object', object, 'where', "where")
from records.sharing_rule
union all
select 'territory', id::text, coalesce(name, ''), deleted_at is not null, jsonb_build_object('rules', rules)
from records.territory
"""
