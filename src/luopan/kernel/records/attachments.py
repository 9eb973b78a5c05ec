"""Files in records: what a writer may put into a field, and who may have a file because a record holds it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from luopan.kernel.fields.base import Context
from luopan.kernel.fields.types.files import FileSettings, FileType
from luopan.kernel.files import kinds, table
from luopan.kernel.files.table import File
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import READ, Shown
from luopan.kernel.query.statements import holding_statement
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Row
from luopan.kernel.records.writing import Writing
from luopan.kit.database import Session


async def seen(session: Session, rights: Rights, context: Context, ids: Sequence[str]) -> set[str]:
    """Those of these files that a record holds which the actor may see, in a field that they may read there."""
    found: set[str] = set()
    for item in rights.view.objects.values():
        for field in item.own_fields:
            missing = [one for one in ids if one not in found]
            if not missing:
                return found
            if _may_tell(field):
                statement = holding_statement(rights.view, item, field)
                parameters = statement.parameters(rights=rights.values(context), ids=missing)
                found.update(one for (one,) in await session.fetch(statement.sql, *parameters))
    return found


def _may_tell(field: Field) -> bool:
    """Whether a field, as somebody sees it, may be read on some record, and holds files."""
    if not isinstance(field.type, Shown):
        return isinstance(field.type, FileType)
    return isinstance(field.type.inner.type, FileType) and field.type.access.at_most >= READ


async def are_held(session: Session, snapshot: Snapshot, identity: str) -> bool:
    """Whether a record holds a file, wherever it is and whoever asks."""
    for item, field in holding_fields(snapshot):
        column = tables.quoted(field.column)
        fits = f"{column} @> array[$1::uuid]" if field.type.columns[0].sql == "uuid[]" else f"{column} = $1::uuid"
        statement = f"select exists (select from {tables.table_name(item)} where {fits})"
        if await session.fetch_value(statement, identity):
            return True
    return False


def holding_fields(snapshot: Snapshot) -> list[tuple[Object, Field]]:
    """All fields that hold files, the removed ones included."""
    return [
        (item, field)
        for item in snapshot.full.all_objects.values()
        for field in item.by_id.values()
        if isinstance(field.type, FileType)
    ]


def allowed_risks(snapshot: Snapshot) -> frozenset[str]:
    """Risky types that some field takes by name."""
    accepted = {one for _, field in holding_fields(snapshot) for one in field.settings.accept}
    return kinds.RISKY & accepted


def may_bring(rights: Rights) -> bool:
    """Whether the actor may write a field that could hold a file: who may not has no use for uploads."""
    return rights.policy is None or any(
        rights.access(item, field).writable and (rights.may("create", item) or rights.may("update", item))
        for item, field in holding_fields(rights.full)
        if not item.removed and not field.removed
    )


async def hold_files(writing: Writing, item: Object, rows: Sequence[Row]) -> None:
    """Refuses files that do not exist, are not the writer's to use, or do not fit their field; keeps the others from the
    cleanup until we commit."""
    asked: dict[str, list[tuple[Row, Field]]] = defaultdict(list)
    for field in item.own_fields:
        if isinstance(field.type, FileType):
            for row in rows:
                for identity in _newly(field, field.type, row):
                    asked[identity].append((row, field))
    if not asked:
        return
    there = await table.hold(writing.session, list(asked))
    usable = await _usable(writing, there)
    for identity, places in asked.items():
        for row, field in places:
            code, params = _refusal(field.settings, there[identity]) if identity in usable else ("file_gone", {})
            if code is not None:
                row.refuse(code, field.name, **params)
    kept = [identity for identity, places in asked.items() if any(row.alive for row, _ in places)]
    await table.attach(writing.session, kept, writing.now)


async def _usable(writing: Writing, there: dict[str, File]) -> set[str]:
    """One's own files, and those that one sees anyway. What an undo puts back was there before."""
    if writing.rights.policy is None or writing.change.undoes is not None:
        return set(there)
    own = {one.id for one in there.values() if one.created_by == writing.actor.id}
    others = [identity for identity in there if identity not in own]
    return own | (await seen(writing.session, writing.rights, writing.context, others) if others else set())


def _refusal(settings: FileSettings, file: File) -> tuple[str | None, dict[str, Any]]:
    """Why a file does not fit a field; None where it does."""
    if file.type in kinds.RISKY and file.type not in settings.accept:
        return kinds.risk(file.type), {"type": file.type}
    if not settings.accepts(file.type):
        return "file_not_accepted", {"type": file.type, "known": ", ".join(settings.accept)}
    if settings.max_size is not None and file.size > settings.max_size:
        return "file_too_large", {"most": settings.max_size}
    return settings.refuses_picture(file.width, file.height)


def _newly(field: Field, kind: FileType, row: Row) -> list[str]:
    """The files that a row brings into a field."""
    brought = kind.ids(row.changed.get(field.name))
    before = kind.ids(row.current[field.name]) if brought and row.current is not None else []
    return [one for one in brought if one not in before]
