"""Every field type keeps the promises of `fields/base.py`: in PostgreSQL, in memory, as text, as JSON schema.

Each type brings its cases in `cases.py`; a type without cases fails here.
"""

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import jsonschema_rs
import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import RawCursor
from sqlalchemy import ARRAY, ColumnElement, Text, bindparam, cast, column, literal_column, select, table, true
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from luopan.kernel.fields.base import Column, FieldType, Rejected
from luopan.kernel.fields.operators import Operator
from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kit.database import SESSION_OPTIONS
from luopan.kit.i18n import LOCALES, catalogue, translate

from .cases import CASES, CONTEXT, RECORD

DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")
LINKS = (Column("", "uuid[]"),)
"""Stands for the link table of a type without columns: its operators see the linked ids."""

each_type = pytest.mark.parametrize("field_type", FIELD_TYPES.values(), ids=FIELD_TYPES)


def fuzzed(examples: int) -> settings:
    """Few examples: there are many types, and continuous integration runs often."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


known_keys = st.sampled_from(["id", "amount", "currency", "object", "title", "lat", "lng", "type", "coordinates"])
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text("0123456789-+:/.,年月日万元¥$%TZhms@# ()"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | known_keys, inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def connection(database_server: Any) -> Iterator[psycopg.Connection[Any]]:
    with (
        database_server.database("test_field_types") as url,
        psycopg.connect(
            url, autocommit=True, options=SESSION_OPTIONS, prepare_threshold=None, cursor_factory=RawCursor
        ) as connection,
    ):
        yield connection


class Stored:
    """Values of one type in a table of their own, written and read as the doors do it."""

    def __init__(self, connection: psycopg.Connection[Any], field_type: FieldType) -> None:
        self.connection = connection
        self.type = field_type
        self.settings = settings_of(field_type)
        self.physical = field_type.columns or LINKS
        names = [f"c{one.suffix}" for one in self.physical]
        self.table = table("stored", column("position"), *(column(name) for name in names))
        self.columns: tuple[ColumnElement[Any], ...] = tuple(self.table.c[name] for name in names)
        columns = ", ".join(f"c{one.suffix} {one.ddl}" for one in self.physical)
        self.run(f"create temporary table stored (position int, {columns})")

    def __enter__(self) -> "Stored":
        return self

    def __exit__(self, *_: object) -> None:
        self.run("drop table stored")

    def run(self, statement: str, *parameters: Any) -> psycopg.Cursor[Any]:
        return self.connection.execute(statement.encode(), parameters or None)

    def fetch(self, *selected: ColumnElement[Any], order: ColumnElement[Any] | None = None, **values: Any) -> list[Any]:
        by = self.table.c.position if order is None else order
        compiled = select(*selected).select_from(self.table).order_by(by).compile(dialect=DIALECT)
        given = compiled.params | values
        return self.run(str(compiled), *(given[name] for name in compiled.positiontup or ())).fetchall()

    def insert(self, values: Sequence[Any]) -> None:
        rows: list[dict[str, Any]] = []
        for position, value in enumerate(values):
            stored: tuple[Any, ...] = (None,) * len(self.physical)
            if value is not None:
                stored = self.type.store(self.settings, value, RECORD, CONTEXT)
            columns = {f"c{one.suffix}": item for one, item in zip(self.physical, stored, strict=True)}
            rows.append({"position": position} | columns)
        definition = ", ".join(f"c{one.suffix} {one.sql}" for one in self.physical)
        names = ", ".join(f"c{one.suffix}" for one in self.physical)
        self.run("delete from stored")
        self.run(
            f"insert into stored (position, {names}) select position, {names}"
            f" from json_to_recordset($1::json) as rows(position int, {definition})",
            msgspec.json.encode(rows).decode(),
        )

    def values(self) -> list[Any]:
        value = self.type.canonical(self.columns).label("value")
        query = select(value).select_from(self.table).order_by(self.table.c.position).compile(dialect=DIALECT)
        assert not query.params
        rows = self.run(f"select row_to_json(row)::text from ({query}) row").fetchall()
        return [json.loads(text)["value"] for (text,) in rows]


def settings_of(field_type: FieldType) -> Any:
    return msgspec.convert(dict(CASES[field_type.name].settings), field_type.Settings)


def goods(field_type: FieldType) -> list[Any]:
    """Canonical values, each once."""
    found: list[Any] = []
    for _, canonical in CASES[field_type.name].good:
        if canonical is not None and canonical not in found:
            found.append(canonical)
    return found + [value for value in CASES[field_type.name].ordered if value not in found]


def read(field_type: FieldType, raw: Any) -> Any:
    """The canonical value, or the refusal."""
    try:
        return field_type.parse(settings_of(field_type), raw, CONTEXT)
    except Rejected as rejected:
        return rejected


def is_same(one: Any, other: Any) -> bool:
    """Equal, and of the same JSON type (1, 1.0 and true are not)."""
    return msgspec.json.encode(one, order="sorted") == msgspec.json.encode(other, order="sorted")


def has_message(code: str, params: dict[str, Any]) -> bool:
    for locale in LOCALES:
        catalogue(locale)[code].format(**params)
    return bool(translate(code, "en", params))


@each_type
def test_settings_pass_their_own_check(field_type: FieldType) -> None:
    field_type.check_settings(settings_of(field_type))


@each_type
def test_good_values_are_read_and_bad_ones_refused_with_a_message(field_type: FieldType) -> None:
    for raw, canonical in CASES[field_type.name].good:
        value = read(field_type, raw)
        assert not isinstance(value, Rejected), (raw, value)
        assert is_same(value, canonical), (raw, value)
    for raw in CASES[field_type.name].bad:
        rejected = read(field_type, raw)
        assert isinstance(rejected, Rejected), (raw, rejected)
        assert has_message(rejected.code, rejected.params)


@each_type
def test_anything_is_a_value_or_refused_and_reading_twice_changes_nothing(field_type: FieldType) -> None:
    @fuzzed(80)
    @given(raw=anything | CASES[field_type.name].raws)
    def check(raw: Any) -> None:
        if raw is None or raw == "":
            return
        value = read(field_type, raw)
        if isinstance(value, Rejected):
            assert has_message(value.code, value.params)
        elif value is not None:
            assert is_same(read(field_type, value), value)
            field_type.warning(settings_of(field_type), value, RECORD, CONTEXT)

    check()


@each_type
def test_postgresql_gives_back_what_it_was_given(field_type: FieldType, connection: psycopg.Connection[Any]) -> None:
    with Stored(connection, field_type) as stored:

        @fuzzed(25)
        @given(raws=st.lists(CASES[field_type.name].raws, min_size=5, max_size=20))
        def check(raws: list[Any]) -> None:
            values = [value for raw in raws if not isinstance(value := read(field_type, raw), Rejected)]
            stored.insert([*values, None])
            assert is_same(stored.values(), [*values, None])

        stored.insert(goods(field_type))
        assert is_same(stored.values(), goods(field_type))
        check()


@each_type
def test_its_columns_take_the_indexes_it_asks_for(field_type: FieldType, connection: psycopg.Connection[Any]) -> None:
    if not field_type.columns:
        assert field_type.index_method is None
        return
    with Stored(connection, field_type) as stored:
        stored.insert(goods(field_type))
        if field_type.index_method is not None:
            stored.run(f"create index on stored using {field_type.index_method} (c)")
        if field_type.sort_column() is not None:
            stored.run(f"create index on stored (c{field_type.sort_column()}, position)")
        if field_type.unique_allowed:
            stored.run("create unique index on stored (c)")


def operands(field_type: FieldType, operator: Operator) -> list[Any]:
    """Canonical operands to try an operator with."""
    if operator.takes == "none":
        return [None]
    if operator.operand == "text":
        samples = [str(value) for value in goods(field_type)]
        pieces = {piece for text in samples for piece in (text, text[:2], text[-3:], text[1:3].swapcase())}
        return sorted((pieces | {"%", "_", "\\"}) - {""})[:60]
    singles: list[Any] = []
    for value in goods(field_type):
        for one in shaped(operator, value):
            if field_type.name == "money" and one["currency"] != CONTEXT.currency:
                continue
            operand = field_type.parse_operand(settings_of(field_type), operator, one, CONTEXT)
            if operand not in singles:
                singles.append(operand)
    return singles if operator.takes == "one" else [[], *([one] for one in singles), singles[:2], singles[1:4], singles]


def shaped(operator: Operator, value: Any) -> list[Any]:
    """Operands as a client writes them, made of a value."""
    match operator.name:
        case "has_any" | "has_all":
            return value
        case "within":
            return [value | {"km": km} for km in (0, 0.02, 1_100, 20_037)]
        case _:
            return [value]


def in_memory(field_type: FieldType, operator: Operator, value: Any, operand: Any) -> bool:
    if operator.takes == "none":
        return operator.test(value, None)
    key = None if value is None else field_type.record_key(settings_of(field_type), value, RECORD, CONTEXT)
    if key is None:
        return False
    if operator.operand == "text":
        return operator.test(key, operand)
    if operator.takes == "many":
        return operator.test(key, [field_type.key(one) for one in operand])
    return operator.test(key, field_type.key(operand))


@each_type
def test_operators_mean_the_same_in_sql_and_in_memory(
    field_type: FieldType, connection: psycopg.Connection[Any]
) -> None:
    values = [*goods(field_type), None]
    if field_type.name == "money":
        values += [{"amount": "1", "currency": "XAF"}, {"amount": "7.1", "currency": "CNY"}]
    with Stored(connection, field_type) as stored:
        stored.insert(values)
        for operator in field_type.operators.values():
            for operand in operands(field_type, operator):
                holds, rest = in_sql(stored, operator, operand)
                expected = [in_memory(field_type, operator, value, operand) for value in values]
                assert holds == expected, (operator.name, operand)
                assert rest == [not one for one in expected], (operator.name, operand)


def in_sql(stored: Stored, operator: Operator, operand: Any) -> tuple[list[bool], list[bool]]:
    """For which values an operator holds, and for which its negation does."""
    kind = Text() if operator.operand == "text" else stored.type.operand_type
    parameters: dict[str, Any] = {}
    left = stored.type.compared(stored.columns)
    match operator.takes:
        case "none":
            left = right = stored.columns[0]
        case "one":
            right = cast(bindparam("operand"), kind)
            own = operand if operator.operand == "text" else stored.type.operand(operand)
            parameters = {"operand": operator.parameter(own)}
        case "many":
            right = cast(bindparam("operand"), ARRAY(kind))
            parameters = {"operand": [stored.type.operand(one) for one in operand]}
    expression = operator.sql(left, right)
    rows = stored.fetch(expression.is_(true()), expression.is_not(true()), **parameters)
    return [holds for holds, _ in rows], [rest for _, rest in rows]


@each_type
def test_lists_are_sorted_as_people_expect(field_type: FieldType, connection: psycopg.Connection[Any]) -> None:
    ordered = CASES[field_type.name].ordered
    assert bool(ordered) == field_type.sortable
    if not ordered:
        return
    shuffled = list(ordered)
    Random(7).shuffle(shuffled)
    with Stored(connection, field_type) as stored:
        stored.insert(shuffled)
        by_sql = stored.fetch(literal_column("position"), order=field_type.sorted(stored.settings, stored.columns))
        assert [shuffled[position] for (position,) in by_sql] == ordered
    if "lt" in field_type.operators:
        keys = [field_type.record_key(settings_of(field_type), value, RECORD, CONTEXT) for value in ordered]
        assert keys == sorted(keys)


@each_type
def test_a_mask_hides_the_same_in_sql_and_in_memory(field_type: FieldType, connection: psycopg.Connection[Any]) -> None:
    values = goods(field_type)
    with Stored(connection, field_type) as stored:
        stored.insert([*values, None])
        masked = stored.fetch(field_type.masked(stored.columns))
    assert [mask for (mask,) in masked] == [*map(field_type.mask, values), None]
    for value in values:
        text = field_type.text(settings_of(field_type), value, "en", CONTEXT)
        assert field_type.mask(value) != text or len(text) <= 2 or field_type.name == "secret"


@each_type
def test_text_out_is_text_in(field_type: FieldType) -> None:
    if not CASES[field_type.name].reads_back:
        return

    @fuzzed(40)
    @given(raw=CASES[field_type.name].raws)
    def check(raw: Any) -> None:
        value = read(field_type, raw)
        if value is not None and not isinstance(value, Rejected):
            assert_readable(value)

    def assert_readable(value: Any) -> None:
        for locale in LOCALES:
            for context in (None, CONTEXT):
                text = field_type.text(settings_of(field_type), value, locale, context)
                assert is_same(read(field_type, text), value), text

    for value in goods(field_type):
        assert_readable(value)
    check()


@each_type
def test_the_json_schema_takes_what_the_type_takes(field_type: FieldType) -> None:
    schema = field_type.json_schema(settings_of(field_type))
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    for value in goods(field_type):
        assert validator.is_valid(value), value
    sample = field_type.sample(settings_of(field_type))
    if sample is not None:
        assert validator.is_valid(sample)
        assert not isinstance(read(field_type, sample), Rejected)
    for raw in CASES[field_type.name].bad:
        if not isinstance(raw, str | dict) and field_type.name != "json":
            assert not validator.is_valid(raw), raw


@each_type
def test_every_allowed_change_of_type_gives_values_or_refusals(field_type: FieldType) -> None:
    for name in field_type.converts_from | {field_type.name}:
        source = FIELD_TYPES[name]
        taken = 0
        for value in goods(source) + same_as_text(source, field_type):
            converted = change(source, field_type, value)
            if isinstance(converted, Rejected):
                assert has_message(converted.code, converted.params)
                continue
            assert converted is None or is_same(read(field_type, converted), converted), (name, value)
            taken += 1
        assert taken, name


def change(source: FieldType, target: FieldType, value: Any) -> Any:
    """A value of another type as one of the target, or the refusal."""
    try:
        return target.convert(settings_of(target), source, settings_of(source), value, CONTEXT)
    except Rejected as rejected:
        return rejected


def same_as_text(source: FieldType, target: FieldType) -> list[Any]:
    """Values of the source that are written as good values of the target are."""
    texts = (target.text(settings_of(target), value, "en", CONTEXT) for value in goods(target))
    return [value for text in texts if not isinstance(value := read(source, text), Rejected) and value is not None]


def test_every_type_has_cases_and_every_internal_type_is_known() -> None:
    assert set(CASES) == set(FIELD_TYPES)
    assert {name for name, one in FIELD_TYPES.items() if one.internal} == {"id", "currency", "division"}


def test_aggregates_and_groups_are_possible_in_sql(connection: psycopg.Connection[Any]) -> None:
    for field_type in FIELD_TYPES.values():
        with Stored(connection, field_type) as stored:
            stored.insert(goods(field_type))
            for measure in field_type.measures:
                function = "count(distinct {})" if measure == "count_distinct" else measure + "({})"
                compared = field_type.compared(stored.columns).compile(dialect=DIALECT)
                stored.run(f"select {function.format(compared)} from stored")
