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
from luopan.kit.i18n import LOCALES, in_locale, translate

NOT_FOUND, ORPHAN = "reference_not_found", "reference_gone"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with the rows: `creatable` are the reference fields whose records are made where none is found.

    `may_wait`: rows whose only fault is that what they refer to is not there may have another turn, when more rows are in.
    `creates_own`: records of the object itself are made as well, not only those of others: no later row will bring them.
    """

    item: Object
    options: Options
    creatable: frozenset[str]
    may_wait: bool = True
    creates_own: bool = False


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

    def add(self, more: "Became") -> None:
        """What became of other rows, or of the same ones in a second try."""
        self.written += more.written
        self.refused += more.refused
        self.waiting += more.waiting
        self.accepted += more.accepted
        for name, values in more.related.items():
            self.related.setdefault(name, []).extend(values)


@dataclass(slots=True)
class _Asked:
    """A value that a record is to be created for, and the rows that ask for it."""

    value: Any
    by: list[tuple[Prepared, Problem]] = field(default_factory=list[tuple[Prepared, Problem]])


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
    needy = _sort(wish, became, good, await _through_the_door(writing, wish, good))
    while needy:
        needy = await _with_what_they_need(writing, wish, needy, became)
    return became


def _sort(wish: Wish, became: Became, rows: Sequence[Prepared], outcomes: Sequence[Row]) -> list[_Needy]:
    """Notes what became of rows; gives those whose only fault is something that is to be created."""
    needy: list[_Needy] = []
    for row, outcome in zip(rows, outcomes, strict=True):
        problems = outcome.problems
        if outcome.status != "failed":
            became.accept(row, outcome)
        elif any(one.code not in (NOT_FOUND, ORPHAN) for one in problems):  # what may come is not what is wrong
            wrong = [one for one in problems if one.code != NOT_FOUND or _field(one) not in wish.creatable]
            became.refused.append((row, wrong))
        elif all(_may_be_created(wish, one) for one in problems):
            needy.append(_Needy(row, problems))
        elif wish.may_wait and all(_may_come(wish, one) or _may_be_created(wish, one) for one in problems):
            became.waiting.append((row, problems))
        else:
            became.refused.append((row, problems))
    return needy


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
    names = {problem.params["object"] for one in needy for problem in one.missing}
    for name in sorted(names):  # one import at a time: values need not be unique, and two may not both create one
        await writing.session.execute("select pg_advisory_xact_lock(hashtext($1))", f"import:{name}")
    tried = Became()
    refused: list[tuple[Prepared, Sequence[Problem]]] = []
    related: dict[str, list[Any]] = {}
    try:
        async with writing.savepoint():
            rows = [one.row for one in needy]  # somebody else may have created it before we had the lock
            still = _sort(wish, tried, rows, await _through_the_door(writing, wish, rows))
            related, refused = await _create_related(writing, still)
            out = {id(row) for row, _ in refused}
            left = [one.row for one in still if id(one.row) not in out]
            again = _sort(wish, tried, left, await _through_the_door(writing, wish, left))
            refused += [*tried.refused, *((one.row, one.missing) for one in again)]
            if refused:
                raise _TakeBack
    except _TakeBack:
        became.refused += refused
        out = {id(row) for row, _ in refused}
        return [one for one in needy if id(one.row) not in out]
    became.add(tried)
    became.related.update(related)
    return []


async def _create_related(
    writing: Writing, needy: Sequence[_Needy]
) -> tuple[dict[str, list[Any]], list[tuple[Prepared, Sequence[Problem]]]]:
    """Creates the records that rows ask for; gives the values of the new ones by object, and the rows whose record could not be
    created, with the reason at the row's own field."""
    asked: dict[tuple[str, str], dict[str, _Asked]] = defaultdict(dict)
    for one in needy:
        for problem in one.missing:
            value = problem.params["value"]
            by_value = asked[problem.params["object"], problem.params["by"]]
            by_value.setdefault(repr(value), _Asked(value)).by.append((one.row, problem))
    created: dict[str, list[Any]] = defaultdict(list)
    refused: list[tuple[Prepared, Sequence[Problem]]] = []
    for (name, by), by_value in sorted(asked.items()):
        values = list(by_value.values())
        item = writing.snapshot.object(name)
        for one, reasons in zip(values, await _create(writing, name, by, values), strict=True):
            if not reasons:
                created[name].append(one.value)
            for row, asking in one.by if reasons else ():
                refused.append((row, [_not_created(item, one.value, asking.field, reason) for reason in reasons]))
    return created, refused


async def _create(writing: Writing, name: str, by: str, asked: Sequence[_Asked]) -> list[Sequence[Problem]]:
    """Why each could not be created; empty where it is there now."""
    batch = Batch(name, "create", [{by: one.value} for one in asked], atomic=False)
    try:
        return [row.problems for row in (await write(writing, batch)).rows]
    except (Forbidden, Invalid) as error:
        return [[Problem(error.code, params=error.params)]] * len(asked)


def _not_created(item: Object, value: Any, place: str | None, reason: Problem) -> Problem:
    """Why a record could not be created for a row, at the row's own field: what is wrong with it stands nowhere in the file."""
    field = item.fields.get(reason.field or "")
    message: dict[str, str] = {}
    for locale in LOCALES:
        where = reason.field if field is None else in_locale(field.label, locale, field.name)
        words = {
            "object": in_locale(item.label, locale, item.name),
            "value": value,
            "reason": ": ".join(filter(None, (where, reason.text(locale)))),
        }
        message[locale] = translate("import_not_created", locale, words)
    return Problem(reason.code, place, None, None, reason.params, message)


def _may_come(wish: Wish, problem: Problem) -> bool:
    """Whether another row may bring what is missing. An orphan refers to a row that stays out, perhaps for now."""
    return problem.code == ORPHAN or problem.params["object"] == wish.item.name


def _may_be_created(wish: Wish, problem: Problem) -> bool:
    if problem.code == ORPHAN or _field(problem) not in wish.creatable:
        return False
    return wish.creates_own or problem.params["object"] != wish.item.name


def _field(problem: Problem) -> str:
    return (problem.field or "").partition(".")[0]
