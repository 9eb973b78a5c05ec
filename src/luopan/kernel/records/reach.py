"""Which records somebody reaches, asked for whole sets of ids: the write door, history and the stream look here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.permissions.grants import Action
from luopan.kernel.permissions.openings import RuleArm
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import WRITE
from luopan.kernel.query.statements import held_statement, reached_statement
from luopan.kernel.records.batch import Row
from luopan.kit.database import Session


async def reached(
    session: Session, rights: Rights, context: Context, action: Action, item: Object, ids: Sequence[str]
) -> set[str]:
    """Those of `ids` that the action may be done with, whether in the recycle bin or not."""
    if not ids or rights.unlimited(action, item):
        return set(ids)
    ways = rights.ways(action, item)
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


async def refuse_fields(
    session: Session, rights: Rights, context: Context, item: Object, rows: Sequence[Row], *, was_there: bool
) -> list[Row]:
    """Refuses rows that change a field which may not be written on this very record, as it is in the database now.

    `was_there`: only records that existed before. Gives the rows that were refused.
    """
    names = {name for row in rows for name in row.written & row.changed.keys()}
    fields = [item.fields[name] for name in names]
    asked = [row for row in rows if row.id is not None and (row.current is not None or not was_there)]
    found = await levels(session, rights, context, item, fields, [row.id for row in asked if row.id is not None])
    refused: list[Row] = []
    for row in asked:
        for name, level in found.get(row.id or "", {}).items():
            if name in row.written and name in row.changed and level < WRITE:
                row.refuse("field_forbidden", name)
                refused.append(row)
    return refused
