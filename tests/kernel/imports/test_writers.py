"""What is written into files is what was there: every field type, every format, and nothing that computes."""

import csv
import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from luopan.kernel.fields.base import MASK, FieldType, ReferenceType, Rejected
from luopan.kernel.fields.moments import moment_text, time_text
from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kernel.fields.types.decimal import decimal_text
from luopan.kernel.imports.writers.columns import Column, columns_of, text_of
from luopan.kernel.imports.writers.csv import ENCODINGS, CsvWriter
from luopan.kernel.imports.writers.formulas import guarded, is_formula, unguarded
from luopan.kernel.imports.writers.parquet import ParquetWriter, arrow_type
from luopan.kernel.imports.writers.xlsx import CUT, MOST_UNITS, XlsxWriter
from luopan.kernel.metadata.binding import BoundPath
from luopan.kernel.metadata.model import build_field
from luopan.kernel.permissions.shown import MASKED, Access, Choice, plainly, shown
from luopan.kit.i18n import LOCALES

from ...conformance.cases import CASES, CONTEXT
from ...conformance.test_field_types import goods, is_same, read

WRITTEN = [one for one in FIELD_TYPES.values() if one.name != "secret"]
each_type = pytest.mark.parametrize("kind", WRITTEN, ids=[one.name for one in WRITTEN])
fuzzed = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
hostile = st.text("=+-@＝＋－＠'\" \t\r\n\u3000\ufeff5.%ab|!(", max_size=8)


def column_of(kind: FieldType, access: Access | None = None) -> Column:
    definition = {"id": "value", "name": "value", "column": "value", "type": kind.name, **CASES[kind.name].settings}
    field = build_field(definition)
    if access is not None:
        seen = shown(field, access)
        assert seen is not None
        field = seen
    return columns_of([("value", BoundPath((), None, field))], "en")[0]  # type: ignore[arg-type]


def as_read(kind: FieldType, value: Any) -> Any:
    """A canonical value as lists give it; titles of references can't be seen here."""
    if not isinstance(kind, ReferenceType):
        return kind.shown(value)
    if kind.many:
        return [{"id": one, "title": None} for one in value]
    return {**value, "title": None} if kind.polymorphic else {"id": value, "title": None}


def values_of(kind: FieldType) -> st.SearchStrategy[Any]:
    """Canonical values of a type."""

    def fit(value: Any) -> bool:
        return value is not None and not isinstance(value, Rejected)

    return st.sampled_from(goods(kind)) | CASES[kind.name].raws.map(lambda raw: read(kind, raw)).filter(fit)


def csv_rows(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    text = path.read_bytes().decode(encoding)
    return [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]


@each_type
def test_a_cell_of_csv_reads_back_as_what_it_was(kind: FieldType, tmp_path: Path) -> None:
    column, path = column_of(kind), tmp_path / "file.csv"

    @fuzzed
    @given(value=values_of(kind), locale=st.sampled_from(LOCALES), encoding=st.sampled_from(ENCODINGS))
    def check(value: Any, locale: str, encoding: str) -> None:
        writer = CsvWriter(path, ["value"], [text_of(column, locale, CONTEXT)], encoding)
        writer.write([[as_read(kind, value)], [None]])
        writer.finish()
        header, (cell,), empty = csv_rows(path, encoding)
        assert (header, empty) == (["value"], [""])
        if CASES[kind.name].reads_back:
            assert is_same(read(kind, cell), value), cell

    check()


@each_type
def test_parquet_keeps_canonical_values_in_the_types_of_the_lake(kind: FieldType, tmp_path: Path) -> None:
    path, values = tmp_path / "file.parquet", goods(kind)
    writer = ParquetWriter(path, ["value"], [column_of(kind)])
    writer.write([[as_read(kind, value)] for value in values[:2]])
    writer.write([*([as_read(kind, value)] for value in values[2:]), [None]])
    writer.finish()
    table = parquet.read_table(path)
    assert table.schema.field("value").type == arrow_type(kind.lake_type)
    *found, empty = table["value"].to_pylist()
    assert empty is None
    found = [json.loads(one) for one in found] if kind.name == "json" else found
    assert [plain(one) for one in found] == [plain(value) for value in values]


def plain(value: Any) -> Any:
    """A value as it is written canonically, whether it comes from Arrow or from JSON; members that are missing left out."""
    match value:
        case dict():
            return {key: plain(one) for key, one in value.items() if one is not None}
        case list():
            return [plain(one) for one in value]
        case Decimal():
            return decimal_text(value)
        case datetime():
            return moment_text(value)
        case time():
            return time_text(value)
        case date():
            return value.isoformat()
        case _:
            return value


def test_texts_come_through_xlsx_unchanged_whatever_they_look_like(tmp_path: Path) -> None:
    kind = FIELD_TYPES["long_text"]
    special = [
        "=1+1", "+86", "@x", "http://a.example", "mailto:a@b.c", "{=1}", "<r><t>x</t></r>", "<r></x></r>", "_x0041_", "a\x01b",
        " blank ", "😀" * 10, "]]>", "1", "TRUE", "2026-01-05", "x" * MOST_UNITS, "x\ny", "&amp;",
    ]  # fmt: skip
    path = tmp_path / "file.xlsx"
    writer = XlsxWriter(path, ["value"], [column_of(kind)], "Sheet", "en", CONTEXT)
    writer.write([[text] for text in [*special, "😀" * 20_000, "y" * 40_000]])
    writer.finish()
    *found, faces, long = [row[0] for row in rows_of(path)[1:]]
    assert found == special
    assert (faces, long) == ("😀" * ((MOST_UNITS - len(CUT)) // 2) + CUT, "y" * (MOST_UNITS - len(CUT)) + CUT)


def rows_of(path: Path, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


@pytest.mark.parametrize(
    ("name", "value", "cell"),
    [
        ("integer", -7, -7.0),
        ("integer", 123456789012345, 123456789012345.0),
        ("integer", 2**53 - 1, str(2**53 - 1)),
        ("decimal", "0.1", 0.1),
        ("decimal", "12345678901234567890.123456789012", "12345678901234567890.123456789012"),
        ("percent", "45.5", 45.5),
        ("money", {"amount": "10.5", "currency": "CNY"}, 10.5),
        ("money", {"amount": "10.5", "currency": "USD"}, "10.5 USD"),
        ("boolean", False, False),
        ("date", "2026-01-05", date(2026, 1, 5)),
        ("date", "1900-02-28", "1900-02-28"),
        ("datetime", "2026-01-05T06:30:00+00:00", datetime(2026, 1, 5, 14, 30)),  # noqa: DTZ001
        ("datetime", "1899-01-05T06:30:00+00:00", "1899-01-05 14:35:43"),
        ("duration", 5_400, "1h 30m"),
        ("select", "won", "Closed, won"),
    ],
)
def test_xlsx_types_what_a_spreadsheet_holds_exactly(name: str, value: Any, cell: Any, tmp_path: Path) -> None:
    column, path = column_of(FIELD_TYPES[name]), tmp_path / "file.xlsx"
    writer = XlsxWriter(path, ["value"], [column], "Sheet", "en", CONTEXT)
    writer.write([[value]])
    writer.finish()
    (found,) = rows_of(path)[1]
    assert (type(found), found) == (type(cell), cell)


def test_a_full_sheet_is_followed_by_another(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    column = column_of(FIELD_TYPES["integer"])
    writer = XlsxWriter(path, ["value"], [column], "x" * 40, "en", CONTEXT, sheet_rows=4)
    for number in range(7):
        writer.write([[number]])
    writer.finish()
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["x" * 31, "x" * 27 + " (2)", "x" * 27 + " (3)"]
    assert [rows_of(path, sheet) for sheet in range(3)] == [
        [["value"], [0.0], [1.0], [2.0]],
        [["value"], [3.0], [4.0], [5.0]],
        [["value"], [6.0]],
    ]


@each_type
def test_a_mask_stands_in_every_format_as_it_is(kind: FieldType, tmp_path: Path) -> None:
    value = goods(kind)[0]
    for access in (plainly(MASKED), sometimes()):
        column = column_of(kind, access)
        mask = kind.mask(value)
        rows = [[mask], [MASK], [as_read(kind, value)]] if access.arms else [[mask], [MASK]]
        texts = [text_of(column, "en", CONTEXT)(one) for (one,) in rows]
        assert texts[:2] == [mask, MASK]
        file = tmp_path / "file"
        writer = XlsxWriter(file, ["value"], [column], "Sheet", "en", CONTEXT)
        writer.write(rows)
        writer.finish()
        assert [row[0] for row in rows_of(file)[1:3]] == [mask, MASK]
        lake = ParquetWriter(file, ["value"], [column])
        lake.write(rows)
        lake.finish()
        assert parquet.read_table(file)["value"].to_pylist()[:2] == [mask, MASK]
        assert parquet.read_schema(file).field("value").type == pa.string()


def sometimes() -> Access:
    """Readable on some records, masked on others."""
    arm: Any = "a condition"
    return Access(((Choice(arm, 2, MASKED),),))


@fuzzed
@given(text=hostile | texts)
def test_the_guard_is_taken_away_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not is_formula(guarded(text)) or guarded(text).startswith("'")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1+1", "－A1", "＠x", "  =1", "'=1", '"=1"',
     "\u3000=1", "\ufeff=1", "'\t=1", "-5 USD", "+1-2", "- x", "\tx", "=", "-5\n=1"],
)  # fmt: skip
def test_formulas_are_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "-5", "-5.25", "+8613800138000", "-4.5%", "-", "---", "5", "a=b", "华为", "'hello", " x", '"x"', "1-2"]
)
def test_what_computes_nothing_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_columns_of_one_name_are_told_apart() -> None:
    name = build_field({"id": "n", "name": "name", "column": "n", "type": "text", "label": {"en": "Name"}})
    other = build_field({"id": "m", "name": "nick", "column": "m", "type": "text", "label": {"en": "Name"}})
    money = build_field({"id": "p", "name": "price", "column": "p", "type": "money", "label": {"en": "Price"}})
    item: Any = None
    paths = [
        ("name", BoundPath((), item, name)),
        ("nick", BoundPath((), item, other)),
        ("price.currency", BoundPath((), item, money, "currency")),
    ]
    assert [one.label for one in columns_of(paths, "en")] == ["Name (name)", "Name (nick)", "Price / currency"]


def test_lists_are_joined_as_the_language_does_it() -> None:
    column = column_of(FIELD_TYPES["references"])
    cards = [{"id": "1", "title": "华为"}, {"id": "2", "title": "Foo, Inc."}, {"id": "3", "title": None}]
    assert text_of(column, "zh-CN", CONTEXT)(cards) == "华为，2，3"
    assert text_of(column, "en", CONTEXT)(cards) == "华为, 2, 3"
