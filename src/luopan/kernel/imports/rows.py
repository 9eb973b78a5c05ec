"""From a row of a file to a row for the write door; rows that mean the same record as an earlier one are found here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from luopan.kernel.fields.base import Context, Rejected
from luopan.kernel.fields.lists import pieces
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.imports.definitions import Fault, kept_problem
from luopan.kernel.imports.reading import Column, SheetRow
from luopan.kernel.imports.targets import Target
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.records.unique import unique_sets
from luopan.kit.errors import Problem

MAIN_PART = "amount"
"""What the column of an amount is, where its currency has one of its own. A currency without an amount is nothing."""
Seen = dict[int, int]
"""The row that had a value first, by the value's hash: a million rows would not fit otherwise."""


class Prepared(msgspec.Struct):
    """A row of the file, as the write door takes it (`values`), and what is already known to be wrong with it."""

    number: int
    cells: Sequence[str | None]
    values: dict[str, Any] = {}
    problems: list[Problem] = []


class Preparing:
    """Prepares the rows of one file, in their order."""

    def __init__(
        self,
        item: Object,
        targets: Sequence[Target],
        columns: Sequence[Column],
        key: Sequence[str],
        snapshot: Snapshot,
        context: Context,
        *,
        clear: bool,
    ) -> None:
        whole = {one.field for one in targets} - {one.field for one in targets if one.part is not None}
        self._targets = [(one.column, one.field, _reader(item, one, snapshot)) for one in targets if one.field in whole]
        self._pieces: dict[str, dict[str, int]] = defaultdict(dict)
        for one in targets:
            if one.field not in whole:
                self._pieces[one.field][one.part or MAIN_PART] = one.column
        self._clear = clear
        self._column_of = {one.field: columns[one.column].name for one in targets}
        self._column_of |= {f"{one.field}.{one.part or MAIN_PART}": columns[one.column].name for one in targets}
        self._column_of |= {one.field: columns[one.column].name for one in targets if one.part is None}
        self._doubles = [
            _Doubles(item, names, context)
            for names in sorted({*unique_sets(item), tuple(key), ("id",)} - {()})
            if all(name in self._column_of for name in names)
        ]

    def prepare(self, row: SheetRow) -> Prepared:
        """One row; remembers its unique values for those to come."""
        prepared = Prepared(row.number, row.cells, problems=list(row.faults))
        values, cells = prepared.values, row.cells
        for column, name, read in self._targets:
            cell = cells[column]
            if cell is not None:
                values[name] = cell if read is None else read(cell)
            elif self._clear:
                values[name] = None
        for name, columns in self._pieces.items():
            parts = {part: cells[column] for part, column in columns.items() if cells[column] is not None}
            if parts and (MAIN_PART not in columns or MAIN_PART in parts):
                values[name] = parts[MAIN_PART] if parts.keys() == {MAIN_PART} else parts
            elif self._clear:
                values[name] = None
        for doubles in self._doubles:
            first = doubles.first(prepared)
            if first is not None:
                name = doubles.names[0]
                prepared.problems.append(Problem("import_double", name, params={"first": first}))
        return prepared

    def fault(self, prepared: Prepared, problems: Iterable[Problem], *, waiting: bool = False) -> Fault:
        """What is kept of a row that has not gone in."""
        kept = [kept_problem(one, self._column(one)) for one in problems]
        return Fault(prepared.number, prepared.cells, kept, waiting)

    def _column(self, problem: Problem) -> str | None:
        if problem.field is None:
            return problem.params.get("column")
        return self._column_of.get(problem.field) or self._column_of.get(problem.field.partition(".")[0])


def _reader(item: Object, target: Target, snapshot: Snapshot) -> Callable[[str], Any] | None:
    """What makes of a cell what the write door reads; None: the cell itself will do."""
    field, by = item.fields[target.field], target.by
    reference = field.reference
    if reference is not None and reference.polymorphic and by is None:
        return _by_title({name: snapshot.object(name).title for name in reference.targets(field.settings)})
    if reference is None or by is None:
        return None
    if reference.many:
        return lambda cell: [{by: one} for one in pieces(cell)]
    return lambda cell: {by: cell}


def _by_title(titles: Mapping[str, str]) -> Callable[[str], Any]:
    """Reads `account:华为` as exports write it; what is no title of a known object is left to the field type."""

    def read(cell: str) -> Any:
        name, _, title = (part.strip() for part in cell.partition(":"))
        if name not in titles or not title:
            return cell
        try:
            return {"object": name, "id": parse_id(title)}
        except Rejected:
            return {"object": name, titles[name]: title}

    return read


class _Doubles:
    """Which row had a unique value, or a key, first."""

    def __init__(self, item: Object, names: tuple[str, ...], context: Context) -> None:
        self.names = names
        self._seen: Seen = {}
        self._fields = [item.fields[name] for name in names]
        self._context = context

    def first(self, row: Prepared) -> int | None:
        """The earlier row with the values of this one; None where it is the first, or has none."""
        mark = self._mark(row.values)
        first = row.number if mark is None else self._seen.setdefault(mark, row.number)
        return None if first == row.number else first

    def _mark(self, values: Mapping[str, Any]) -> int | None:
        found: list[Any] = []
        for one in self._fields:
            value = values.get(one.name)
            if value is None:
                return None
            if one.reference is not None:
                found.append(repr(value))
                continue
            try:
                parsed = one.type.parse(one.settings, value, self._context)
            except Rejected:  # the write door will say so
                return None
            if parsed is None:
                return None
            found.append(one.type.index_value(parsed))
        return hash(str(found))
