"""Which records somebody reaches, asked for whole sets of ids: the write door, history and the stream look here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.permissions.grants import Action
from luopan.kernel.permissions.openings import RuleArm
from luopan.kernel.permissions.policy import Way
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.query.statements import held_statement, reached_statement
from luopan.kit.database import Session


async def reached(
    session: Session, rights: Rights, context: Context, action: Action, item: Object, ids: Sequence[str]
) -> set[str]:
    """Those of `ids` that the action may be done with, whether in the recycle bin or not."""
    if not ids or rights.unlimited(action, item):
        return set(ids)
    return await led(session, rights, context, item, rights.ways(action, item), ids)


async def led(
    session: Session, rights: Rights, context: Context, item: Object, ways: tuple[Way, ...], ids: Sequence[str]
) -> set[str]:
    """Those of `ids` that one of the ways leads to."""
    if (None,) in ways:
        return set(ids)
    if not ways:
        return set()
    statement = reached_statement(rights.view, item, ways)
    parameters = statement.parameters(rights=rights.values(context), ids=list(ids))
    return {identity for (identity,) in await session.fetch(statement.sql, *parameters)}


async def levels(
    session: Session, rights: Rights, context: Context, item: Object, fields: Iterable[Field], ids: Sequence[str]
) -> dict[str, dict[str, int]]:
    """How far each of these fields may be used on each of these records, where that depends on the record."""
    accesses = {field.name: access for field in fields if (access := rights.access(item, field)).arms}
    if not accesses or not ids:
        return {}
    arms: tuple[RuleArm, ...] = tuple(dict.fromkeys(arm for one in accesses.values() for arm in one.arms))
    statement = held_statement(rights.view, item, arms)
    rows = await session.fetch(statement.sql, *statement.parameters(rights=rights.values(context), ids=list(ids)))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for identity, holds in rows:
        held = {arm for arm, one in zip(arms, holds, strict=True) if one}
        for name, access in accesses.items():
            found[identity][name] = access.given(held)
    return found
