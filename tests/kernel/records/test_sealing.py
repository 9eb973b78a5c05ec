"""Secrets: sealed where they belong, compared by marks, shown to nobody, brought to new keys."""

from typing import Any

import orjson
import pytest

from luopan.kernel.metadata.model import Object
from luopan.kernel.records import sealing, tables
from luopan.kernel.records.batch import Row
from luopan.kernel.records.unique import refuse_doubles
from luopan.kit.errors import Invalid
from luopan.kit.ids import new_ids
from luopan.kit.keyring import Keyring
from tests.kernel.conftest import Doors

OLD, NEW = "old key of more than thirty-two characters", "new key of more than thirty-two characters"
FIELDS: list[dict[str, Any]] = [
    {"name": "name", "type": "text"},
    {"name": "token", "type": "secret", "unique": True},
    {"name": "pin", "type": "secret"},
]
KEYRING = Keyring([OLD])


@pytest.fixture
async def item(doors: Doors) -> Object:
    await doors.define({"name": "channel", "title": "name", "fields": FIELDS})
    return doors.process.kernel.catalogue.current.object("channel")


def sealed_row(item: Object, index: int, identity: str, keyring: Keyring = KEYRING, **given: Any) -> Row:
    row = Row(index, given, identity)
    sealing.seal(item, [row], keyring)
    return row


async def put(doors: Doors, item: Object, *rows: Row) -> None:
    """Creates the records of these rows, with their sealed values."""
    await doors.create(item.name, *({"id": row.id, "name": "x"} for row in rows))
    token = item.fields["token"]
    columns = [("id", "uuid"), *tables.column_types(token)]
    values = [(row.id, *token.type.store(None, row.given["token"], {}, None)) for row in rows]
    async with doors.process.kernel.database.transaction() as session:
        stored = [dict(zip([name for name, _ in columns], one, strict=True)) for one in values]
        await tables.update(session, item, columns, stored)


async def stored(doors: Doors, item: Object, identity: str) -> dict[str, Any]:
    kernel = doors.process.kernel
    async with kernel.database.session() as session:
        found = await tables.read_canonical(session, kernel.catalogue.current, item, ("token",), [identity])
    return found[identity]["token"]


async def test_plain_texts_are_sealed_for_their_record_and_field(item: Object) -> None:
    one, two = new_ids(2)
    row, other = (sealed_row(item, n, identity, token="s3cret", pin="s3cret") for n, identity in enumerate((one, two)))
    token, pin = item.fields["token"], item.fields["pin"]
    assert "s3cret" not in orjson.dumps(row.given).decode()
    assert "s3cret" not in repr(row)
    assert sealing.reveal(item, token, one, row.given["token"], KEYRING) == "s3cret"
    assert sealing.same(token, row.given["token"], other.given["token"])
    assert not sealing.same(token, row.given["token"], None)
    assert sealing.same(token, None, None)
    assert row.given["token"]["mark"] != row.given["pin"]["mark"], "a mark tells nothing about another field"
    for field, identity, value in ((token, two, "token"), (pin, one, "token"), (token, one, "pin")):
        with pytest.raises(sealing.SecretUnreadable):
            sealing.reveal(item, field, identity, row.given[value], KEYRING)


async def test_a_row_that_gets_another_id_is_sealed_again(item: Object) -> None:
    first, second = new_ids(2)
    row = sealed_row(item, 0, first, token="s3cret", pin=None)
    row.id = second
    sealing.seal(item, [row], KEYRING)
    assert sealing.reveal(item, item.fields["token"], second, row.given["token"], KEYRING) == "s3cret"
    assert row.given["pin"] is None


async def test_what_is_sealed_already_is_taken_only_where_it_belongs(item: Object) -> None:
    one, two = new_ids(2)
    before = sealed_row(item, 0, one, token="s3cret").given["token"]
    back = sealed_row(item, 0, one, token=before | {"mark": "A" * 43})
    assert back.given["token"] == before, "a mark from outside is not believed"
    for row in (sealed_row(item, 0, two, token=before), sealed_row(item, 0, one, pin=before)):
        assert [problem.code for problem in row.problems] == ["secret_foreign"]


async def test_nobody_reads_a_secret(doors: Doors, item: Object) -> None:
    row = sealed_row(item, 0, *new_ids(1), token="s3cret")
    assert row.id is not None
    await put(doors, item, row)
    assert (await doors.one("channel", row.id))["token"] == "••••••••"
    page = await doors.query("channel", where={"field": "token", "op": "not_empty"}, select=["token", "pin"])
    assert [(one["token"], one["pin"]) for one in page["records"]] == [("••••••••", None)]
    assert await stored(doors, item, row.id) == row.given["token"]
    for body in (
        {"where": {"field": "token", "op": "eq", "value": "s3cret"}},
        {"where": {"field": "token", "op": "contains", "value": "s"}},
        {"sort": [{"field": "token"}]},
    ):
        with pytest.raises(Invalid):
            await doors.query("channel", **body)


async def test_no_record_is_found_by_a_secret(doors: Doors, item: Object) -> None:
    with pytest.raises(Invalid) as refusal:
        await doors.write("channel", "upsert", [{"name": "x"}], "token")
    assert [problem.code for problem in refusal.value.errors] == ["key_not_usable"]
    await doors.define({"name": "post", "fields": [{"name": "channel", "type": "reference", "to": "channel"}]})
    with pytest.raises(Invalid) as refusal:
        await doors.create("post", {"channel": {"token": "s3cret"}})
    assert [problem.code for problem in refusal.value.errors] == ["field_unknown"]


async def test_a_definition_holds_no_secret(doors: Doors) -> None:
    field = {"name": "token", "type": "secret", "default": "s3cret"}
    with pytest.raises(Invalid) as refusal:
        await doors.define({"name": "vault", "fields": [field]})
    assert [problem.code for problem in refusal.value.errors] == ["default_refused"]


async def test_equal_secrets_are_found_where_they_must_be_unique(doors: Doors, item: Object) -> None:
    taken, *ids = new_ids(4)
    await put(doors, item, sealed_row(item, 0, taken, token="a"))
    rows = [
        sealed_row(item, n, identity, token=text) for n, (identity, text) in enumerate(zip(ids, "abb", strict=True))
    ]
    for row in rows:
        row.record = row.changed = row.given
    async with doors.process.kernel.database.session() as session:
        await refuse_doubles(session, item, rows, ask=True, key=())
    assert [[problem.code for problem in row.problems] for row in rows] == [["not_unique"], [], ["duplicate_in_batch"]]


async def test_values_are_brought_to_a_new_key_and_marks_when_the_old_one_is_gone(doors: Doors, item: Object) -> None:
    token, number = item.fields["token"], sealing.CHUNK + 3
    rows = [sealed_row(item, n, identity, token=f"secret {n}") for n, identity in enumerate(new_ids(number))]
    for start in range(0, number, 500):
        await put(doors, item, *rows[start : start + 500])
    last, database = rows[-1], doors.process.kernel.database
    assert last.id is not None

    both, alone = Keyring([NEW, OLD]), Keyring([NEW])
    lost = await sealing.reseal(database, item, token, Keyring([NEW]))
    assert (lost.changed, len(lost.unreadable)) == (0, number)
    assert (await sealing.reseal(database, item, token, both)).changed == number
    renewed = await stored(doors, item, last.id)
    assert sealing.same(token, renewed, last.given["token"]), "marks stay while the old key is there"
    assert sealing.reveal(item, token, last.id, renewed, alone) == f"secret {number - 1}"
    assert (await sealing.reseal(database, item, token, both)).changed == 0

    assert (await sealing.reseal(database, item, token, alone)).changed == number
    remarked = await stored(doors, item, last.id)
    assert not sealing.same(token, remarked, renewed)
    assert (await sealing.reseal(database, item, token, alone)).changed == 0
    assert (await doors.one("channel", last.id))["version"] == 1


async def test_a_secret_that_was_written_twice_between_two_keys_is_told(doors: Doors, item: Object) -> None:
    first, second = new_ids(2)
    token, database, alone = item.fields["token"], doors.process.kernel.database, Keyring([NEW])
    await put(doors, item, sealed_row(item, 0, first, Keyring([NEW, OLD]), token="a"))
    await put(doors, item, sealed_row(item, 0, second, alone, token="a"))
    resealed = await sealing.reseal(database, item, token, alone)
    assert (resealed.changed, resealed.doubled, resealed.unreadable) == (0, [first], [])
    assert sealing.reveal(item, token, first, await stored(doors, item, first), alone) == "a"
