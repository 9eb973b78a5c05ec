"""The tables that metadata means, and the statements that make them so.

`physical` gives everything that an object should have in the database; `operations` compares before with after and says what is
to be done, in an order in which it can be. An operation is plain data: it is stored with its run, and carried out again after a
crash, so each may be done twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString, TypeAlias, cast

import msgspec
from psycopg import sql

from luopan.kernel.fields.types.autonumber import AutonumberType
from luopan.kernel.metadata.changes import FieldRetyped, ObjectPurged, Proposal
from luopan.kernel.metadata.model import SCHEMA, Field, Object, Snapshot, link_table, physical_name
from luopan.kernel.metadata.system import SYSTEM_COLUMNS_DDL, SYSTEM_FIELDS

ALIVE = "deleted_at is null"
DELETED = "deleted_at is not null"


class ForeignKey(msgspec.Struct, frozen=True):
    """`table.column` holds ids of `target`."""

    name: str
    table: str
    column: str
    target: str


class Index(msgspec.Struct, frozen=True):
    """An index; `where` is one of the constants above."""

    name: str
    table: str
    columns: tuple[str, ...]
    unique: bool = False
    where: str | None = None
    method: str = "btree"


class Link(msgspec.Struct, frozen=True):
    """The table of a many-to-many field."""

    table: str
    source: str
    target: str


class Sequence(msgspec.Struct, frozen=True):
    """The sequence that an autonumber column takes its numbers from."""

    name: str
    table: str
    column: str
    start: int


class Column(msgspec.Struct, frozen=True):
    """A column to add, with its foreign key: as it is empty, PostgreSQL need not check it."""

    name: str
    ddl: str
    foreign_key: ForeignKey | None = None


class CreateTable(msgspec.Struct, frozen=True, tag=True):
    table: str
    columns: tuple[Column, ...]
    indexes: tuple[Index, ...]


class CreateLink(msgspec.Struct, frozen=True, tag=True):
    link: Link


class AddColumns(msgspec.Struct, frozen=True, tag=True):
    table: str
    columns: tuple[Column, ...]


class CreateSequence(msgspec.Struct, frozen=True, tag=True):
    sequence: Sequence


class Backfill(msgspec.Struct, frozen=True, tag=True):
    """The values of a field, read from its column before into its new one."""

    object_id: str
    field_id: str
    table: str


class CreateIndex(msgspec.Struct, frozen=True, tag=True):
    index: Index


class AddForeignKey(msgspec.Struct, frozen=True, tag=True):
    foreign_key: ForeignKey


class Flip(msgspec.Struct, frozen=True, tag=True):
    """The moment at which the new definitions become the metadata."""


class DropForeignKey(msgspec.Struct, frozen=True, tag=True):
    foreign_key: ForeignKey


class DropIndex(msgspec.Struct, frozen=True, tag=True):
    index: Index


class DropLink(msgspec.Struct, frozen=True, tag=True):
    link: Link


class DropColumns(msgspec.Struct, frozen=True, tag=True):
    table: str
    columns: tuple[str, ...]


class DropTable(msgspec.Struct, frozen=True, tag=True):
    table: str


Operation: TypeAlias = (
    CreateTable
    | CreateLink
    | AddColumns
    | CreateSequence
    | Backfill
    | CreateIndex
    | AddForeignKey
    | Flip
    | DropForeignKey
    | DropIndex
    | DropLink
    | DropColumns
    | DropTable
)


@dataclass(frozen=True)
class Physical:
    """What an object has in the database, beyond its system columns; by name."""

    columns: Mapping[str, str]
    indexes: Mapping[str, Index]
    foreign_keys: Mapping[str, ForeignKey]
    links: Mapping[str, Link]
    sequences: Mapping[str, Sequence]


NOTHING = Physical({}, {}, {}, {}, {})


def physical(item: Object, snapshot: Snapshot) -> Physical:
    """Columns of all fields, the removed ones included; indexes and foreign keys of those in use."""
    kept = (*item.own_fields, *item.removed_fields.values())
    columns = {field.column + part.suffix: part.ddl for field in kept for part in field.type.columns}
    indexes = {index.name: index for index in _indexes(item)}
    foreign_keys: dict[str, ForeignKey] = {}
    for field in item.own_fields:
        target = _target(field, snapshot)
        if target is not None and field.type.columns:
            name = physical_name(item.table, field.column, "fkey")
            foreign_keys[name] = ForeignKey(name, item.table, field.column, target)
    links = {link.table: link for field in kept if (link := _link(item, field, snapshot)) is not None}
    sequences: dict[str, Sequence] = {}
    for field in kept:
        if needs_sequence(field):
            name = sequence_name(item, field)
            sequences[name] = Sequence(name, item.table, field.column, field.settings.start)
    return Physical(columns, indexes, foreign_keys, links, sequences)


def needs_sequence(field: Field) -> bool:
    """Whether a field takes its numbers from a sequence: counted for ever, and gaps are allowed."""
    if not isinstance(field.type, AutonumberType) or field.settings.gapless:
        return False
    return field.type.period(field.settings, date(2026, 1, 1)) is None


def sequence_name(item: Object, field: Field) -> str:
    """The sequence (in schema `records`) of an autonumber field."""
    return physical_name(item.table, field.column, "number")


def system_indexes(table: str) -> Iterator[Index]:
    """The indexes of the system columns."""
    for column in ("owner", "department"):
        yield Index(physical_name(table, column), table, (column, "id"), where=ALIVE)
    for column in ("created_at", "updated_at"):
        yield from _sort_indexes(table, column)
    yield Index(physical_name(table, "deleted_at"), table, ("deleted_at", "id"), where=DELETED)


def _indexes(item: Object) -> Iterator[Index]:
    for field in item.own_fields:
        yield from _field_indexes(item, field)
    for names in item.unique:
        columns = tuple(item.fields[name].columns[0] for name in names)
        yield Index(physical_name(item.table, *columns, "unique"), item.table, columns, unique=True, where=ALIVE)


def _field_indexes(item: Object, field: Field) -> Iterator[Index]:
    """A unique field gets a unique index; an indexed one its sort order and its plain value; a title its sort order.

    The index of a reference spans deleted records too: a foreign key looks for them when a target is dropped for good.
    """
    if not field.type.columns or field.type.index_method is None:
        return
    first = field.columns[0]
    if field.unique:
        yield Index(physical_name(item.table, field.column, "unique"), item.table, (first,), unique=True, where=ALIVE)
    if field.type.index_method != "btree":
        yield Index(physical_name(item.table, first), item.table, (first,), method=field.type.index_method)
    elif field.reference is not None:
        yield Index(physical_name(item.table, first), item.table, (*field.columns, "id"))
    else:
        suffix = field.type.sort_column()
        sort = None if suffix is None else field.column + suffix
        wanted = {sort, first} if field.indexed else {sort} if field.name == item.title else set[str | None]()
        for column in sorted(name for name in wanted if name is not None):
            yield from _sort_indexes(item.table, column, by_department=column == sort)


def _sort_indexes(table: str, column: str, *, by_department: bool = True) -> Iterator[Index]:
    """An order of all records; where lists are sorted by it, of each department's too: who sees few departments must not walk
    through the others."""
    name = physical_name(table, column)
    yield Index(name, table, (column, "id"), where=ALIVE)
    if by_department:
        yield Index(physical_name(name, "scoped"), table, ("department", column, "id"), where=ALIVE)


def _target(field: Field, snapshot: Snapshot) -> str | None:
    """The table that a reference points at; None for other fields, and where several objects may be meant."""
    if field.reference is None or field.reference.polymorphic:
        return None
    name = field.reference.targets(field.settings)[0]
    live = snapshot.objects.get(name)
    found = live or next((item for item in snapshot.all_objects.values() if item.name == name), None)
    return found.table if found is not None else None


def _link(item: Object, field: Field, snapshot: Snapshot) -> Link | None:
    if field.reference is None or not field.reference.many:
        return None
    return Link(link_table(item, field), item.table, _target(field, snapshot) or "")


def operations(proposal: Proposal) -> tuple[Operation, ...]:
    """Everything to be done, in order: build, fill, index, tie; flip; then take down what is no longer needed."""
    before_flip: list[list[Operation]] = [[], [], [], []]
    after_flip: list[Operation] = []
    for key in proposal.definitions:
        new = proposal.after.all_objects.get(key)
        old = proposal.before.all_objects.get(key)
        if new is None or new.removed:
            continue
        want = physical(new, proposal.after)
        have = physical(old, proposal.before) if old is not None else NOTHING
        if old is None:
            before_flip[0].append(_create_table(new, want))
            before_flip[3] += [AddForeignKey(one) for one in want.foreign_keys.values()]
        else:
            before_flip[1] += _add_columns(new, want, have)
            before_flip[2] += [CreateIndex(one) for name, one in want.indexes.items() if name not in have.indexes]
            new_columns = want.columns.keys() - have.columns.keys()
            before_flip[3] += [
                AddForeignKey(one)
                for name, one in want.foreign_keys.items()
                if name not in have.foreign_keys and one.column not in new_columns
            ]
        before_flip[1] += [CreateSequence(one) for name, one in want.sequences.items() if name not in have.sequences]
        before_flip[1] += [CreateLink(one) for name, one in want.links.items() if name not in have.links]
        after_flip += _drops(new, want, have)
    before_flip[2] = [*_backfills(proposal), *before_flip[2]]
    purged = [DropTable(change.item.table) for change in proposal.changes if isinstance(change, ObjectPurged)]
    links = [
        DropLink(link)
        for change in proposal.changes
        if isinstance(change, ObjectPurged)
        for link in physical(change.item, proposal.before).links.values()
    ]
    return (*(one for group in before_flip for one in group), Flip(), *after_flip, *links, *purged)


def _create_table(item: Object, want: Physical) -> CreateTable:
    columns = tuple(Column(name, ddl) for name, ddl in want.columns.items())
    return CreateTable(item.table, columns, (*system_indexes(item.table), *want.indexes.values()))


def _add_columns(item: Object, want: Physical, have: Physical) -> list[Operation]:
    ties = {one.column: one for one in want.foreign_keys.values()}
    new = [Column(name, ddl, ties.get(name)) for name, ddl in want.columns.items() if name not in have.columns]
    return [AddColumns(item.table, tuple(new))] if new else []


def _backfills(proposal: Proposal) -> Iterator[Operation]:
    for change in proposal.changes:
        if isinstance(change, FieldRetyped):
            yield Backfill(change.item.id, change.field.id, change.item.table)


def _drops(item: Object, want: Physical, have: Physical) -> Iterator[Operation]:
    gone = [name for name in have.columns if name not in want.columns]
    for name, foreign_key in have.foreign_keys.items():
        if name not in want.foreign_keys and foreign_key.column not in gone:
            yield DropForeignKey(foreign_key)
    for name, index in have.indexes.items():
        if name not in want.indexes and not set(index.columns) & set(gone):
            yield DropIndex(index)
    yield from (DropLink(link) for name, link in have.links.items() if name not in want.links)
    if gone:
        yield DropColumns(item.table, tuple(gone))


def create_table_sql(operation: CreateTable) -> Iterator[sql.Composed]:
    """The table with its columns and indexes: it is new, so nobody waits for it."""
    own = [sql.SQL(", {} {}").format(sql.Identifier(one.name), trusted_sql(one.ddl)) for one in operation.columns]
    yield sql.SQL("create table if not exists {} ({}{})").format(
        table_sql(operation.table), trusted_sql(SYSTEM_COLUMNS_DDL), sql.Composed(own)
    )
    for index in operation.indexes:
        yield create_index_sql(index, concurrently=False)


def create_link_sql(link: Link) -> Iterator[sql.Composed]:
    """The link table; its rows go with either record when that is dropped for good."""
    yield sql.SQL(
        "create table if not exists {} (source uuid not null references {} (id) on delete cascade,"
        " target uuid not null references {} (id) on delete cascade, constraint {} primary key (source, target))"
    ).format(
        table_sql(link.table),
        table_sql(link.source),
        table_sql(link.target),
        sql.Identifier(physical_name(link.table, "pair")),
    )
    yield create_index_sql(
        Index(physical_name(link.table, "target"), link.table, ("target", "source")), concurrently=False
    )


def add_columns_sql(operation: AddColumns) -> sql.Composed:
    """One ALTER for all new columns, each without a default: nothing is rewritten."""
    parts: list[sql.Composable] = []
    for column in operation.columns:
        part = sql.SQL("add column if not exists {} {}").format(sql.Identifier(column.name), trusted_sql(column.ddl))
        if column.foreign_key is not None:
            part += sql.SQL(" constraint {} references {} (id)").format(
                sql.Identifier(column.foreign_key.name), table_sql(column.foreign_key.target)
            )
        parts.append(part)
    return sql.SQL("alter table {} ").format(table_sql(operation.table)) + sql.SQL(", ").join(parts)


def create_sequence_sql(sequence: Sequence) -> Iterator[sql.Composed]:
    """A sequence that goes with its column."""
    name = sql.Identifier(SCHEMA, sequence.name)
    owner = sql.Identifier(SCHEMA, sequence.table, sequence.column)
    yield sql.SQL("create sequence if not exists {} minvalue 0 start with {} owned by {}").format(
        name, sql.Literal(sequence.start), owner
    )


def create_index_sql(index: Index, *, concurrently: bool) -> sql.Composed:
    return sql.SQL("create {}index {}if not exists {} on {} using {} ({}){}").format(
        sql.SQL("unique " if index.unique else ""),
        sql.SQL("concurrently " if concurrently else ""),
        sql.Identifier(index.name),
        table_sql(index.table),
        sql.Identifier(index.method),
        sql.SQL(", ").join(sql.Identifier(column) for column in index.columns),
        trusted_sql(f" where {index.where}" if index.where else ""),
    )


def drop_index_sql(index: Index, *, concurrently: bool) -> sql.Composed:
    return sql.SQL("drop index {}if exists {}").format(
        sql.SQL("concurrently " if concurrently else ""), sql.Identifier(SCHEMA, index.name)
    )


def add_foreign_key_sql(foreign_key: ForeignKey) -> sql.Composed:
    """NOT VALID: new writes are checked from now on, old rows later."""
    return sql.SQL("alter table {} add constraint {} foreign key ({}) references {} (id) not valid").format(
        table_sql(foreign_key.table),
        sql.Identifier(foreign_key.name),
        sql.Identifier(foreign_key.column),
        table_sql(foreign_key.target),
    )


def clear_dangling_sql(foreign_key: ForeignKey) -> sql.Composed:
    """Empties references to records that are gone: a removed field has no foreign key that would have kept them."""
    return sql.SQL(
        "update {} t set {} = null where {} is not null and not exists (select from {} x where x.id = t.{})"
    ).format(
        table_sql(foreign_key.table),
        sql.Identifier(foreign_key.column),
        sql.Identifier(foreign_key.column),
        table_sql(foreign_key.target),
        sql.Identifier(foreign_key.column),
    )


def validate_foreign_key_sql(foreign_key: ForeignKey) -> sql.Composed:
    return sql.SQL("alter table {} validate constraint {}").format(
        table_sql(foreign_key.table), sql.Identifier(foreign_key.name)
    )


def drop_foreign_key_sql(foreign_key: ForeignKey) -> sql.Composed:
    return sql.SQL("alter table if exists {} drop constraint if exists {}").format(
        table_sql(foreign_key.table), sql.Identifier(foreign_key.name)
    )


def drop_columns_sql(operation: DropColumns) -> sql.Composed:
    parts = [sql.SQL("drop column if exists {}").format(sql.Identifier(name)) for name in operation.columns]
    return sql.SQL("alter table {} ").format(table_sql(operation.table)) + sql.SQL(", ").join(parts)


def drop_table_sql(table: str) -> sql.Composed:
    return sql.SQL("drop table if exists {}").format(table_sql(table))


def table_sql(table: str) -> sql.Identifier:
    """A table of records, quoted."""
    return sql.Identifier(SCHEMA, table)


def trusted_sql(text: str) -> sql.SQL:
    """SQL written in this program."""
    return sql.SQL(cast(LiteralString, text))


def is_system_column(name: str) -> bool:
    """Whether every table of records has a column of that name."""
    return any(field.column == name for field in SYSTEM_FIELDS)


def encode_operations(items: tuple[Operation, ...]) -> Any:
    """Operations as JSON, to be kept with their run."""
    return msgspec.to_builtins(items)


def decode_operations(json: Any) -> tuple[Operation, ...]:
    """Operations from a run that was kept."""
    return msgspec.convert(json, tuple[Operation, ...])
