"""Why somebody sees a record, or does not: each way that leads to it, as a sentence.

Of a record that is hidden nothing is told, not even that it is there: the answer speaks of the asker's own rights alone.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from luopan.kernel.metadata.model import Object
from luopan.kernel.permissions.organisation import Person
from luopan.kernel.permissions.policy import Policy, Reason
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.query.statements import reached_statement
from luopan.kernel.records.reach import reached
from luopan.kernel.records.read import Reading
from luopan.kit.i18n import in_locale, translate


async def why(
    reading: Reading, acting: Sequence[Person], rights: Rights, item: Object, identity: str
) -> dict[str, Any]:
    """`{"visible", "writable", "because": [{"rule", "message"}]}` for a record, which need not be there, and a person.

    `acting`: the person, then those they stand in for; `rights` are the person's, `reading` is whoever asks.
    """
    reading = replace(reading, context=replace(reading.context, me=acting[0].id))
    session, context, locale = reading.session, reading.context, reading.actor.locale
    there = await session.fetch_value(
        f'select exists (select from records."{item.table}" where id = $1::uuid and deleted_at is null)', identity
    )
    seen = there and identity in await reached(session, rights, context, "read", item, [identity])
    own = seen and identity in await reached(session, rights, context, "update", item, [identity])
    label = in_locale(item.label, locale, item.name)
    if seen:
        because = [
            _said(locale, reason.rule, {**reason.params, "object": label, "person": acting[0].name})
            async for reason in _leading(reading, acting, rights, item, identity)
        ]
    else:
        because = list(_why_not(rights.policy, acting, item, label, locale))
    return {"visible": bool(seen), "writable": bool(own), "because": because}


def _why_not(
    policy: Policy | None, acting: Sequence[Person], item: Object, label: str, locale: str
) -> Iterator[dict[str, str]]:
    reasons = [] if policy is None else [*_reasons(policy, acting, item)]
    if not reasons:
        yield _said(locale, "not_there" if policy is None else "no_right", {"object": label})
    for reason in reasons:
        way = translate(f"way_{reason.rule}", locale, _readable(locale, reason.params))
        yield _said(locale, "out_of_scope", {"object": label, "way": way})


async def _leading(
    reading: Reading, acting: Sequence[Person], rights: Rights, item: Object, identity: str
) -> AsyncIterator[Reason]:
    if rights.policy is None:
        yield Reason("administrator", None)
        return
    for reason in _reasons(rights.policy, acting, item):
        if reason.opening is None:
            yield reason
            continue
        statement = reached_statement(rights.view, item, ((reason.opening,),))
        parameters = statement.parameters(rights=rights.values(reading.context), ids=[identity])
        if not await reading.session.fetch(statement.sql, *parameters):
            continue
        role = await _team_role(reading, rights, reason, item, identity) if reason.opening.shares else None
        yield reason if role is None else Reason("record_team", reason.opening, {"role": role})


def _reasons(policy: Policy, acting: Sequence[Person], item: Object) -> Iterator[Reason]:
    """Every way to records of `item`, one by one; those of an absent person as delegated."""
    for person, principal in zip(acting, policy.principals, strict=True):
        for reason in policy.reasons(principal, item, "read"):
            if principal is policy.principals[0]:
                yield reason
            else:
                yield Reason("delegation", reason.opening, {"absent": person.name})


async def _team_role(reading: Reading, rights: Rights, reason: Reason, item: Object, identity: str) -> str | None:
    """The role in the record's team, where a share is that."""
    assert reason.opening is not None
    grantees = [one for arm in reason.opening.shares for one in rights.values(reading.context)[arm.key]]
    return await reading.session.fetch_value(_ROLE, item.id, identity, grantees)


def _said(locale: str, rule: str, params: Mapping[str, Any]) -> dict[str, str]:
    return {"rule": rule, "message": translate(f"why_{rule}", locale, _readable(locale, params))}


def _readable(locale: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
    scope = params.get("scope")
    return params if scope is None else {**params, "scope": translate(f"scope_{scope}", locale, {})}


_ROLE = """
select role from luopan.shares
where object_id = $1 and record_id = $2::uuid and grantee = any($3::uuid[]) and role is not null
  and (until is null or until > now())
limit 1
"""
