"""Secrets on their way into the table: sealed for the one record and field that they belong to.

Sealing needs the record's id, so it comes after matching; it is done again where a row has got another id since. What is already
sealed (an undo puts it back) is taken only where it belongs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from luopan.kernel.fields.types.secret import SecretType
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.permissions.shown import HIDDEN, READ
from luopan.kernel.records import tables
from luopan.kernel.records.batch import Row
from luopan.kernel.records.reach import levels
from luopan.kernel.records.writing import Writing
from luopan.kit.database import Database, Session
from luopan.kit.errors import Forbidden, Invalid, NotFound, Problem
from luopan.kit.keyring import Keyring, SecretUnreadable

CHUNK = 1_000
START = "00000000-0000-0000-0000-000000000000"

Value = dict[str, str]
"""`mark` and `sealed`."""


def seal(item: Object, rows: Sequence[Row], keyring: Keyring) -> None:
    """Seals the secrets given by these rows, each of which has its id."""
    for one in secrets_of(item):
        for row in rows:
            if row.alive and row.id is not None and row.given.get(one.name) is not None:
                _seal_given(item, one, row, row.id, keyring)


def reveal(item: Object, one: Field, record_id: str, value: Value, keyring: Keyring) -> str:
    """The plain text of a record's secret; `SecretUnreadable` where no key opens it."""
    return keyring.open(value["sealed"], _place(item, one, record_id))


async def reveal_field(writing: Writing, object_name: str, identity: str, name: str) -> str | None:
    """The secret in a field of a record, for those whose right to it is more than a mask; None where it is empty."""
    item = writing.rights.full.object(object_name)
    writing.rights.require("read", item)
    if writing.actor.scopes is not None:  # a key that reads is not one that takes secrets along
        writing.rights.require("export", item)
    one = item.fields.get(name)
    if one is None or writing.rights.access(item, one).at_most == HIDDEN:
        raise Invalid(
            "invalid_reveal", errors=[Problem("field_unknown", "field", params={"object": item.name, "field": name})]
        )
    if not isinstance(one.type, SecretType):
        raise Invalid("invalid_reveal", errors=[Problem("field_not_secret", "field")])
    found = await tables.read_canonical(writing.session, writing.snapshot, item, (name,), [identity])
    if identity not in found or not await writing.reached("read", item, [identity]):
        raise NotFound("record_not_found", object=object_name, id=identity)
    depending = await levels(writing.session, writing.rights, writing.context, item, [one], [identity])
    if depending.get(identity, {}).get(name, writing.rights.access(item, one).always) < READ:
        raise Forbidden("reveal_forbidden")
    value = found[identity][name]
    return None if value is None else reveal(item, one, identity, value, writing.keyring)


def same(one: Field, old: Any, new: Any) -> bool:
    """Whether two canonical values of a field are the same: secrets are by their marks, for no two seals are alike."""
    if isinstance(one.type, SecretType) and old is not None and new is not None:
        return old["mark"] == new["mark"]
    return old == new


def secrets_of(item: Object) -> list[Field]:
    """The fields of an object that hold secrets."""
    return [one for one in item.own_fields if isinstance(one.type, SecretType)]


@dataclass
class Resealed:
    """What became of one field: values sealed or marked anew; ids of records whose value no key opens, or is another's by now."""

    changed: int = 0
    unreadable: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])


async def reseal(database: Database, item: Object, one: Field, keyring: Keyring) -> Resealed:
    """Brings every value of one field to the newest key, and its mark to the oldest; each thousand is its own transaction.

    Neither the version nor the history of a record knows of it: the secret is the same. What is left as it was is told.
    """
    found, last = Resealed(), START
    while last is not None:
        async with database.transaction() as session:
            last = await _reseal_chunk(session, item, one, keyring, last, found)
    return found


def _seal_given(item: Object, one: Field, row: Row, record_id: str, keyring: Keyring) -> None:
    given: str | Value = row.given[one.name]
    if isinstance(given, str):
        row.plain[one.name] = given
    elif one.name not in row.plain:
        try:
            plain = reveal(item, one, record_id, given, keyring)
        except SecretUnreadable:
            row.refuse("secret_foreign", one.name)
        else:
            row.given[one.name] = {**given, "mark": keyring.mark(plain, _field_place(item, one))}
        return
    row.given[one.name] = _sealed(item, one, record_id, row.plain[one.name], keyring)


def _sealed(item: Object, one: Field, record_id: str, plain: str, keyring: Keyring) -> Value:
    return {
        "mark": keyring.mark(plain, _field_place(item, one)),
        "sealed": keyring.seal(plain, _place(item, one, record_id)),
    }


def _field_place(item: Object, one: Field) -> str:
    return f"{item.id}.{one.id}"


def _place(item: Object, one: Field, record_id: str) -> str:
    return f"{_field_place(item, one)}.{record_id}"


async def _reseal_chunk(
    session: Session, item: Object, one: Field, keyring: Keyring, after: str, found: Resealed
) -> str | None:
    """Goes on behind an id; gives the last id of the chunk, None at the end."""
    mark, sealed = (tables.quoted(name) for name in one.columns)
    rows = await session.fetch(
        f"select id::text, {mark}, {sealed} from {tables.table_name(item)}"
        f" where {mark} is not null and id > $1::uuid order by id limit {CHUNK} for no key update",
        after,
    )
    changed: list[dict[str, str]] = []
    for record_id, old_mark, old in rows:
        try:
            plain = reveal(item, one, record_id, {"sealed": old}, keyring)
        except SecretUnreadable:
            found.unreadable.append(record_id)
            continue
        new = _sealed(item, one, record_id, plain, keyring)
        if new["mark"] != old_mark or not keyring.is_newest(old):
            changed.append({"id": record_id, **new})

    async def work(some: Sequence[dict[str, str]]) -> None:
        await session.execute(
            f"update {tables.table_name(item)} as t set {mark} = r.mark, {sealed} = r.sealed"
            " from json_to_recordset($1::json) as r (id uuid, mark text, sealed text) where t.id = r.id",
            orjson.dumps(list(some)).decode(),
        )

    doubled = [row["id"] for row, _ in await tables.in_halves(session, changed, work)] if changed else []
    found.doubled += doubled
    found.changed += len(changed) - len(doubled)
    return rows[-1][0] if len(rows) == CHUNK else None
