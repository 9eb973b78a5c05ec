"""Parquet: canonical values in the types of the lake (`FieldType.lake_type`), references as ids; masked fields as text."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import time
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import parquet

from luopan.kernel.imports.writers.columns import Column

GROUP_ROWS, GROUP_BYTES = 50_000, 16 * 1024 * 1024
"""A row group is written when it has so many rows, or takes so much memory."""
_PLAIN: dict[str, pa.DataType] = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int16": pa.int16(),
    "int64": pa.int64(),
    "double": pa.float64(),
    "date32": pa.date32(),
    "time64[us]": pa.time64("us"),
    "timestamp[us, tz=UTC]": pa.timestamp("us", tz="UTC"),
}
_DECIMAL = re.compile(r"decimal128\((\d+), (\d+)\)")
_NESTED = re.compile(r"(struct|list)<(.*)>")


class ParquetWriter:
    """Writes one file, row group by row group."""

    def __init__(self, path: Path, names: Sequence[str], columns: Sequence[Column]) -> None:
        self._canonical = [_canonical(column) for column in columns]
        self._schema = pa.schema(
            [pa.field(name, lake_type(column)) for name, column in zip(names, columns, strict=True)]
        )
        self._file = path.open("wb")
        self._out = parquet.ParquetWriter(self._file, self._schema, compression="zstd")
        self._waiting: list[pa.RecordBatch] = []

    def write(self, rows: Iterable[Sequence[Any]]) -> int:
        """Takes rows of values; gives how many bytes may be read by now."""
        values = list(zip(*rows, strict=True))
        arrays = [
            _array([None if one is None else canonical(one) for one in column], kind)
            for column, canonical, kind in zip(values, self._canonical, self._schema.types, strict=True)
        ]
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        whole = sum(one.num_rows for one in self._waiting), sum(one.nbytes for one in self._waiting)
        if whole[0] >= GROUP_ROWS or whole[1] >= GROUP_BYTES:
            self._write_group()
        return self._file.tell()

    def finish(self) -> None:
        self._write_group()
        self._out.close()
        self._file.close()

    def close(self) -> None:
        """Lets go of the file, complete or not."""
        self._file.close()

    def _write_group(self) -> None:
        if self._waiting:
            self._out.write_table(pa.Table.from_batches(self._waiting), row_group_size=10 * GROUP_ROWS)
            self._waiting = []


def lake_type(column: Column) -> pa.DataType:
    """The Arrow type of a column; text where masks may stand in it."""
    return pa.string() if column.is_masked else arrow_type(column.type.lake_type)


def arrow_type(text: str) -> pa.DataType:
    """The type that a `FieldType.lake_type` names."""
    if text in _PLAIN:
        return _PLAIN[text]
    if found := _DECIMAL.fullmatch(text):
        return pa.decimal128(int(found[1]), int(found[2]))
    found = _NESTED.fullmatch(text)
    assert found is not None, text
    if found[1] == "list":
        return pa.list_(arrow_type(found[2]))
    members = (piece.strip().partition(": ") for piece in _pieces(found[2]))
    return pa.struct([(name, arrow_type(kind)) for name, _, kind in members])


def _pieces(text: str) -> Iterator[str]:
    """What stands between commas that no bracket holds."""
    depth = start = 0
    for at, one in enumerate(text):
        depth += (one in "<([") - (one in ">)]")
        if one == "," and depth == 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _canonical(column: Column) -> Callable[[Any], Any]:
    """A value as reads give it → as the lake keeps it."""
    reference = column.reference
    if column.is_masked:
        return lambda value: value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if reference is not None and reference.many:
        return lambda cards: [card["id"] for card in cards]
    if reference is not None and not reference.polymorphic:
        return lambda card: card["id"]
    if column.type.lake_type == "string":
        return lambda value: value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return lambda value: value


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_struct(kind):
        members = [
            _array([None if value is None else value.get(member.name) for value in values], member.type)
            for member in kind
        ]
        empty = pa.array([value is None for value in values], pa.bool_())
        return pa.StructArray.from_arrays(members, fields=list(kind), mask=empty)
    if pa.types.is_time64(kind):
        return pa.array([None if value is None else time.fromisoformat(value) for value in values], kind)
    if pa.types.is_decimal(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)
