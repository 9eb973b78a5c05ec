"""Some rows of an import through the write door: what they need is created on wish, what can't go in is told with its reason."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from luopan.kernel.imports.definitions import Options
from luopan.kernel.imports.rows import Prepared
from luopan.kernel.metadata.model import Object
from luopan.kernel.records.batch import Batch, Row
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Forbidden, Invalid, Problem

NOT_FOUND = "reference_not_found"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with the rows: `creatable` are the reference fields whose records are made where none is found."""

    item: Object
    options: Options
    creatable: frozenset[str]
    others_may_come: bool = True
    """Whether rows that refer to a record of the same object may wait for one that comes later."""


@dataclass(slots=True)
class Became:
    """What became of rows. `related`: the values that records of other objects were created for, by object."""

    rows: int = 0
    written: Counter[str] = field(default_factory=Counter[str])
    refused: list[tuple[Prepared, Sequence[Problem]]] = field(default_factory=list[tuple[Prepared, Sequence[Problem]]])
    waiting: list[tuple[Prepared, Sequence[Problem]]] = field(default_factory=list[tuple[Prepared, Sequence[Problem]]])
    related: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    accepted: list[Prepared] = field(default_factory=list[Prepared])

    def accept(self, row: Prepared, outcome: Row) -> None:
        self.written[outcome.status or ""] += 1
        self.accepted.append(row)


@dataclass(slots=True)
class _Asked:
    """A value that a record is to be created for, and the rows (their index and problem) that ask for it."""

    value: Any
    by: list[tuple[int, Problem]] = field(default_factory=list[tuple[int, Problem]])


@dataclass(frozen=True, slots=True)
class _Needy:
    """A row whose only fault is that what it refers to is not there."""

    row: Prepared
    missing: Sequence[Problem]


class _TakeBack(Exception):
    """Some rows can't go in although what they need was created."""


async def write_rows(writing: Writing, wish: Wish, rows: Sequence[Prepared]) -> Became:
    """Writes the good ones of these rows."""
    became = Became(len(rows), refused=[(row, row.problems) for row in rows if row.problems])
    good = [row for row in rows if not row.problems]
    needy: list[_Needy] = []
    for row, outcome in zip(good, await _through_the_door(writing, wish, good), strict=True):
        if outcome.status != "failed":
            became.accept(row, outcome)
        elif any(one.code != NOT_FOUND for one in outcome.problems):  # what could be created is not what is wrong
            others = [one for one in outcome.problems if one.code != NOT_FOUND or _field(one) not in wish.creatable]
            became.refused.append((row, others))
        elif wish.others_may_come and any(_own(wish, one) for one in outcome.problems):
            became.waiting.append((row, outcome.problems))
        elif all(_field(one) in wish.creatable for one in outcome.problems):
            needy.append(_Needy(row, outcome.problems))
        else:
            became.refused.append((row, outcome.problems))
    while needy:
        needy = await _with_what_they_need(writing, wish, needy, became)
    return became


async def _through_the_door(writing: Writing, wish: Wish, rows: Sequence[Prepared]) -> Sequence[Row]:
    if not rows:
        return []
    values = [row.values for row in rows]
    batch = Batch(wish.item.name, wish.options.how, values, wish.options.keys, atomic=False)
    return (await write(writing, batch)).rows


async def _with_what_they_need(writing: Writing, wish: Wish, needy: Sequence[_Needy], became: Became) -> list[_Needy]:
    """Creates what rows refer to, and writes them.

    Where some of them are refused all the same, everything is taken back, and the others are to be tried without them: what
    only refused rows would have needed is not created.
    """
    refused: dict[int, Sequence[Problem]] = {}
    try:
        async with writing.savepoint():
            related = await _create_related(writing, needy, refused)
            left = [one for index, one in enumerate(needy) if index not in refused]
            outcomes = await _through_the_door(writing, wish, [one.row for one in left])
            index_of = {id(one): index for index, one in enumerate(needy)}
            refused |= {
                index_of[id(one)]: outcome.problems
                for one, outcome in zip(left, outcomes, strict=True)
                if outcome.status == "failed"
            }
            if refused:
                raise _TakeBack
    except _TakeBack:
        became.refused += [(needy[index].row, problems) for index, problems in refused.items()]
        return [one for index, one in enumerate(needy) if index not in refused]
    for one, outcome in zip(left, outcomes, strict=True):
        became.accept(one.row, outcome)
    became.related.update(related)
    return []


async def _create_related(
    writing: Writing, needy: Sequence[_Needy], refused: dict[int, Sequence[Problem]]
) -> dict[str, list[Any]]:
    """Creates the records that rows ask for, unless somebody else just has; gives the values of the new ones by object.

    Rows whose record could not be created are noted in `refused`, with the reason at the row's own field.
    """
    asked: dict[tuple[str, str], dict[str, _Asked]] = defaultdict(dict)
    for index, one in enumerate(needy):
        for problem in one.missing:
            value = problem.params["value"]
            by_value = asked[problem.params["object"], problem.params["by"]]
            by_value.setdefault(repr(value), _Asked(value)).by.append((index, problem))
    created: dict[str, list[Any]] = defaultdict(list)
    for (name, by), by_value in sorted(asked.items()):
        # One import at a time for each object: values need not be unique, and two rows may not both create one.
        await writing.session.execute("select pg_advisory_xact_lock(hashtext($1))", f"import:{name}")
        values = list(by_value.values())
        for one, problems in zip(values, await _create(writing, name, by, values, created), strict=True):
            for index, asking in one.by if problems else ():
                refused[index] = [
                    Problem(reason.code, asking.field, None, None, reason.params, reason.message) for reason in problems
                ]
    return created


async def _create(
    writing: Writing, name: str, by: str, asked: Sequence[_Asked], created: dict[str, list[Any]]
) -> list[Sequence[Problem]]:
    """Why each could not be created; empty where it is there now."""
    batch = Batch(name, "upsert", [{by: one.value} for one in asked], (by,), atomic=False)
    try:
        rows = (await write(writing, batch)).rows
    except (Forbidden, Invalid) as error:
        return [[Problem(error.code, params=error.params)]] * len(asked)
    created[name] += [one.value for one, row in zip(asked, rows, strict=True) if row.status == "created"]
    return [row.problems for row in rows]


def _own(wish: Wish, problem: Problem) -> bool:
    return problem.params["object"] == wish.item.name


def _field(problem: Problem) -> str:
    return (problem.field or "").partition(".")[0]
