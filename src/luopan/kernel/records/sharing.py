"""Shares: single records opened to somebody, for a while or for good; with a role, the record's team."""

from datetime import datetime
from typing import Any, cast

from luopan.kernel.fields.base import NoSettings, Rejected
from luopan.kernel.fields.types.datetime import DateTimeType
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.metadata.model import Object
from luopan.kernel.records.reach import led
from luopan.kernel.records.read import Reading
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Forbidden, Invalid, NotFound, Problem
from luopan.kit.ids import new_id

GRANTEES = ("user", "team", "department", "role")
KEYS = frozenset(("with", "access", "until", "role"))
MAX_ROLE = 100


async def read_shares(reading: Reading, object_name: str, identity: str) -> list[dict[str, Any]]:
    """Who a record is shared with; `NotFound` where the actor may not see it."""
    item = reading.item(object_name)
    if not await _is_there(reading, item, identity):
        raise NotFound("record_not_found", object=object_name, id=identity)
    rows = await reading.session.fetch(_READ, item.id, identity)
    return [
        {
            "id": share,
            "with": {kind: {"id": grantee, "title": title}},
            "access": access,
            "role": role,
            "until": None if until is None else until.isoformat(),
        }
        for share, kind, grantee, title, access, role, until in rows
    ]


async def share(writing: Writing, object_name: str, identity: str, json: dict[str, Any]) -> str:
    """Shares a record, as far as the actor may change it; another share with the same grantee replaces it. Gives its id."""
    item = await _own(writing, object_name, identity)
    problems: list[Problem] = [
        Problem("condition_key", key[:60], params={"known": ", ".join(sorted(KEYS))}) for key in json.keys() - KEYS
    ]
    kind, grantee = await _grantee(writing, json.get("with"), problems)
    access, role = json.get("access", "read"), json.get("role")
    if access not in ("read", "write"):
        problems.append(Problem("grant_value", "access", params={"value": str(access)[:60], "known": "read, write"}))
    if role is not None and (not isinstance(role, str) or not 0 < len(role) <= MAX_ROLE or "\x00" in role):
        problems.append(Problem("value_too_long", "role", params={"most": MAX_ROLE}))
    until = _until(writing, json.get("until"), problems)
    if problems:
        raise Invalid("invalid_share", errors=problems)
    return await writing.session.fetch_value(
        _SHARE, new_id(), item.id, identity, kind, grantee, access, role, until, writing.now, writing.actor.id
    )


async def unshare(writing: Writing, object_name: str, identity: str, share_id: str) -> None:
    """Ends a share."""
    item = await _own(writing, object_name, identity)
    if not await writing.session.execute(_UNSHARE, share_id, item.id, identity):
        raise NotFound("share_unknown")


async def _is_there(reading: Reading, item: Object, identity: str) -> bool:
    there = await reading.session.fetch_value(
        f'select exists (select from records."{item.table}" where id = $1)', identity
    )
    return there and identity in await reading.reached(item, [identity])


async def _own(writing: Writing, object_name: str, identity: str) -> Object:
    """The object; where the actor may not share the record, `NotFound` or `Forbidden`. What is open to them for a while only they
    may edit, and not pass on."""
    item = writing.rights.full.object(object_name)
    writing.rights.require("update", item)
    there = await writing.session.fetch_value(
        f'select exists (select from records."{item.table}" where id = $1 and deleted_at is null)', identity
    )
    if not there or not await writing.reached("read", item, [identity]):
        raise NotFound("record_not_found", object=object_name, id=identity)
    rights = writing.rights
    if not await led(writing.session, rights, writing.context, item, rights.lasting(item), [identity]):
        raise Forbidden("record_forbidden")
    return item


async def _grantee(writing: Writing, json: Any, problems: list[Problem]) -> tuple[str, str]:
    pair = cast(dict[str, Any], json) if isinstance(json, dict) else {}
    kind, value = next(iter(pair.items()), ("", None))
    if len(pair) != 1 or kind not in GRANTEES:
        problems.append(Problem("grantee_wrong", "with", params={"known": ", ".join(GRANTEES)}))
        return "", ""
    try:
        identity = parse_id(value)
    except Rejected as rejected:
        problems.append(Problem(rejected.code, f"with.{kind}"))
        return "", ""
    if not await writing.session.fetch_value(
        f'select exists (select from records."{kind}" where id = $1 and deleted_at is null)', identity
    ):
        problems.append(Problem("reference_gone", f"with.{kind}"))
    return kind, identity


def _until(writing: Writing, json: Any, problems: list[Problem]) -> datetime | None:
    if json is None:
        return None
    try:
        until = datetime.fromisoformat(DateTimeType().parse(NoSettings(), json, writing.context))
    except Rejected as rejected:
        problems.append(Problem(rejected.code, "until", params=rejected.params))
        return None
    if until <= writing.now:
        problems.append(Problem("share_over", "until"))
    return until


_READ = """
select s.id::text, s.grantee_object, s.grantee::text,
       case s.grantee_object
           when 'user' then (select name from records."user" where id = s.grantee)
           when 'team' then (select name from records.team where id = s.grantee)
           when 'department' then (select name from records.department where id = s.grantee)
           else (select name from records.role where id = s.grantee) end,
       s.access, s.role, s.until
from luopan.shares s
where s.object_id = $1 and s.record_id = $2::uuid and (s.until is null or s.until > now())
order by s.id
"""

_SHARE = """
insert into luopan.shares (id, object_id, record_id, grantee_object, grantee, access, role, until, created_at, created_by)
values ($1::uuid, $2, $3::uuid, $4, $5::uuid, $6, $7, $8, $9, $10::uuid)
on conflict (object_id, record_id, grantee) do update
set access = excluded.access, role = excluded.role, until = excluded.until, created_by = excluded.created_by
returning id::text
"""

_UNSHARE = "delete from luopan.shares where id = $1::uuid and object_id = $2 and record_id = $3::uuid"
