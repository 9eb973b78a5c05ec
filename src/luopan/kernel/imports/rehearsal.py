"""A dry run: everything is written, looked at, and taken back.

A chunk does not see what an earlier one would have brought, so that is remembered here: values that later rows refer to, and
related records that need not be created twice.
"""

from collections import defaultdict
from collections.abc import Sequence

from luopan.kernel.fields.base import Context, Rejected
from luopan.kernel.imports.chunk import Became, Wish, write_rows
from luopan.kernel.imports.rows import Prepared
from luopan.kernel.imports.targets import Target
from luopan.kernel.metadata.model import Object
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Problem


class _TakeBack(Exception):
    """Ends a rehearsal."""


class Rehearsal:
    """The dry run of one file, chunk by chunk."""

    def __init__(self, item: Object, targets: Sequence[Target], context: Context) -> None:
        self._item = item
        self._context = context
        self._looked_up_by = {one.by for one in targets if one.by is not None and _refers_to(item, one)}
        self._brought: dict[tuple[str, str], set[int]] = defaultdict(set)
        """The rows that would have brought a value, by field and value; not how many: a transaction may be tried again."""
        self._related: dict[tuple[str, str], int] = {}
        """The first of the rows that a record would have been created for, by object and value."""

    async def write(self, writing: Writing, wish: Wish, rows: Sequence[Prepared]) -> Became:
        """What would become of these rows."""
        became = await self._try(writing, wish, rows)
        waiting, became.waiting = became.waiting, []
        helped: list[Prepared] = []
        for row, problems in waiting:
            if any(self._times_brought(one) > 1 for one in problems):
                became.refused.append((row, [_ambiguous(one) for one in problems if self._times_brought(one) > 1]))
            elif all(self._times_brought(one) for one in problems):
                missing = {(one.field or "").partition(".")[0] for one in problems}
                values = {name: value for name, value in row.values.items() if name not in missing}
                helped.append(Prepared(row.number, row.cells, values))
            else:
                became.waiting.append((row, problems))
        if helped:
            became.add(await self._try(writing, wish, helped))
        return became

    async def _try(self, writing: Writing, wish: Wish, rows: Sequence[Prepared]) -> Became:
        became = Became()
        try:
            async with writing.savepoint():
                became = await write_rows(writing, wish, rows)
                raise _TakeBack
        except _TakeBack:
            pass
        for row in became.accepted:
            self._remember(row)
        for name, values in became.related.items():
            first = rows[0].number
            became.related[name] = [
                one for one in values if self._related.setdefault((name, repr(one)), first) == first
            ]
        return became

    def _remember(self, row: Prepared) -> None:
        for by in self._looked_up_by:
            field, value = self._item.fields[by], row.values.get(by)
            if value is not None:
                try:
                    self._brought[by, repr(field.type.parse(field.settings, value, self._context))].add(row.number)
                except Rejected:
                    continue

    def _times_brought(self, problem: Problem) -> int:
        """By how many rows what is missing would have been brought."""
        if problem.params.get("object") != self._item.name:
            return 0
        return len(self._brought.get((str(problem.params.get("by")), repr(problem.params.get("value"))), ()))


def _ambiguous(problem: Problem) -> Problem:
    return Problem("reference_ambiguous", problem.field, problem.row, None, problem.params)


def _refers_to(item: Object, target: Target) -> bool:
    """Whether a target refers to records of the object itself."""
    field = item.fields[target.field]
    return field.reference is not None and item.name in field.reference.targets(field.settings)
