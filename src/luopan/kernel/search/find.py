"""Searching: candidates by their tokens, in the order of how well their titles fit; then the records themselves, as somebody may
see them; then ranks, and where the terms are.

The index says which fields of a record fit; what is shown of it is read from the record at that moment, under the actor's rights.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Text, Uuid, bindparam, cast, select

from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.permissions.openings import Opening
from luopan.kernel.query.sources import Statement, title_sql, visible
from luopan.kernel.query.statements import Compiled, compiled
from luopan.kernel.records.read import Reading
from luopan.kernel.search import tokens
from luopan.kernel.search.entries import INITIALS, PINYIN
from luopan.kernel.search.fields import searched
from luopan.kernel.search.highlight import Reading as Read
from luopan.kernel.search.highlight import highlighted
from luopan.kernel.search.index import way
from luopan.kernel.search.terms import Fit, Query, read_query
from luopan.kernel.search.words import near_words
from luopan.kit.database import Session

MOST, USUAL = 100, 20
LOOKED_AT = 150
"""Candidates of one kind, of which the latest are taken."""
LOOKED_AT_FREELY = 400
"""The same, where the index can't tell who may see them."""
MOST_PEOPLE = 200
"""Owners and departments that the index is asked for."""
FEW = 3
"""Fewer results than these may mean that a word was mistyped."""
EXACT, BEGINS, CONTAINS, READ_FROM_START, READ, ELSEWHERE = range(6)
KEPT_STATEMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    object_id: str
    id: str
    lines: str


@dataclass(frozen=True, slots=True)
class Match:
    """A record that fits; `matched`: its fields with their texts and how they fit."""

    item: Object
    id: str
    title: str | None
    rank: int
    matched: tuple[tuple[str, str, tuple[Fit, ...]], ...]
    read: Read

    def document(self) -> dict[str, Any]:
        return {
            "object": self.item.name,
            "id": self.id,
            "title": self.title,
            "matched": [
                {"field": name, "parts": highlighted(text, fits, self.read)} for name, text, fits in self.matched
            ],
        }


async def find(reading: Reading, text: str, objects: Sequence[str] | None, limit: int) -> dict[str, Any]:
    """The records that fit best: `{"results":[{"object","id","title","matched"}]}`, and `corrected` where a word was mistyped.

    `objects` narrows it to these; `Forbidden` where one of them may not be read.
    """
    items = list(reading.snapshot.objects.values()) if objects is None else [reading.item(name) for name in objects]
    query = read_query(text, "q")
    found = await _matches(reading, query, items, limit, narrowed=objects is not None) if query.terms else []
    answer: dict[str, Any] = {}
    if len(found) < FEW:
        corrected, more = await _corrected(reading, text, query, items, limit, narrowed=objects is not None)
        known = {(one.item.id, one.id) for one in found}
        more = [one for one in more if (one.item.id, one.id) not in known]
        if more:
            found = [*found, *more][:limit]
            answer["corrected"] = corrected
    return {"results": [one.document() for one in found], **answer}


async def _corrected(
    reading: Reading, text: str, query: Query, items: Sequence[Object], limit: int, *, narrowed: bool
) -> tuple[str, list[Match]]:
    """What may have been meant, word by word, and what it finds."""
    for term in query.terms:
        if term.word is None:
            continue
        for word in await near_words(reading.session, term.word):
            corrected = " ".join(word if one.casefold() == term.word else one for one in text.split())
            other = read_query(corrected, "q")
            if other != query and (found := await _matches(reading, other, items, limit, narrowed=narrowed)):
                return corrected, found
    return text, []


async def _matches(
    reading: Reading, query: Query, items: Sequence[Object], limit: int, *, narrowed: bool
) -> list[Match]:
    by_id = {one.id: one for one in items}
    within, others = _ways(reading, items)
    if narrowed:
        within = [*within, _of_objects(items)]
    candidates = await _candidates(reading.session, query, within, LOOKED_AT, 3 * limit)
    found = await _read(reading, query, candidates, by_id)
    if len(found) < limit and others:
        seen = {one.id for one in candidates}
        freely = await _candidates(reading.session, query, [_of_objects(others)], LOOKED_AT_FREELY, LOOKED_AT_FREELY)
        found += await _read(reading, query, [one for one in freely if one.id not in seen], by_id)
    return _ranked(found, limit)


def _ways(reading: Reading, items: Iterable[Object]) -> tuple[list[str], list[Object]]:
    """The tokens of records that somebody sees as their owner's or department's, and of objects of which they see all; and the
    objects of which they see others, that no token tells of. No tokens: they see everything."""
    found: list[str] = []
    others: list[Object] = []
    people: set[str] = set()
    values = reading.rights.values(reading.context)
    limited = False
    for item in items:
        opening: Opening | None = reading.snapshot.opening(item)
        if opening is None:
            found.append(tokens.OBJECT + item.id)
            continue
        limited = True
        ids = {one for name in (*opening.owners, *opening.departments) for one in values[name]}
        if len(people | ids) <= MOST_PEOPLE:
            people |= ids
        if opening.rules or opening.shares or opening.relations or not ids <= people:
            others.append(item)
    found += map(way, sorted(people))
    return [" | ".join(f"'{one}'" for one in found) or "'#'"] if limited else [], others


def _of_objects(items: Iterable[Object]) -> str:
    return " | ".join(f"'{tokens.OBJECT}{item.id}'" for item in items)


async def _candidates(
    session: Session, query: Query, within: Sequence[str], looked_at: int, wanted: int
) -> list[Candidate]:
    """The latest of those whose titles begin like that, whose titles fit, of all others: each only if there are too few."""
    rows = await session.fetch(
        "select object_id, record_id::text, lines from luopan.search_candidates($1::text[], $2::text[], $3::int, $4::int)",
        [" & ".join(f"({part})" for part in (stage, *within)) for stage in query.stages()],
        [term.pattern for term in query.terms],
        looked_at,
        wanted,
    )
    return list({(one.object_id, one.id): one for row in rows if (one := Candidate(*row))}.values())


async def _read(
    reading: Reading, query: Query, candidates: Iterable[Candidate], items: Mapping[str, Object]
) -> list[Match]:
    """The candidates that may be seen and fit by what may be read of them."""
    grouped: dict[str, dict[str, Candidate]] = defaultdict(dict)
    for one in candidates:
        if one.object_id in items:
            grouped[one.object_id][one.id] = one
    found: list[Match] = []
    for object_id, some in grouped.items():
        item = items[object_id]
        statement = _record_statement(reading.snapshot, item)
        rows = await reading.session.fetch(statement.sql, *reading.parameters(statement, ids=list(some)))
        found += [one for row in rows if (one := _match(item, query, some[row[0]], row)) is not None]
    return found


@lru_cache(KEPT_STATEMENTS)
def _record_statement(snapshot: Snapshot, item: Object) -> Compiled:
    """Of the records `ids` those that may be seen: id, title, what operators look at of each field that is searched."""
    source = Statement(snapshot).source(item)
    columns = [cast(source.column("id"), Text), title_sql(source)]
    columns += [one.type.compared(source.columns(one)) for one in searched(item).all]
    wanted = source.column("id") == bindparam("ids", type_=ARRAY(Uuid(as_uuid=False))).any_()
    return compiled(select(*columns).select_from(source.from_clause()).where(wanted, source.alive(), visible(source)))


def _match(item: Object, query: Query, candidate: Candidate, row: tuple[Any, ...]) -> Match | None:
    """How a record fits; None where it does so only by what may not be read."""
    identity, title, *values = row
    fields = searched(item)
    own = dict(line.split("\t", 1) for line in candidate.lines.split("\n") if line)
    lines = {field.id: line for field in fields.all if (line := own.get(field.id)) is not None}
    name = "" if fields.title is None else fields.title.id
    read = Read(own.get(PINYIN, ""), own.get(INITIALS, "")) if name in lines else Read()
    hits: dict[str, list[Fit]] = defaultdict(list)
    for term in query.terms:
        found = [(key, fit) for fit in term.fits for key in _fitting(fit, name, lines, read)]
        if not found:
            return None
        for key, fit in found:
            hits[key].append(fit)
    rank = _rank(query, lines.get(name, ""), read)
    matched = tuple(
        (field.name, value if isinstance(value, str) else field.type.searched(value), tuple(hits[field.id]))
        for field, value in zip(fields.all, values, strict=True)
        if field.id in hits and value is not None
    )
    return Match(item, identity, title, rank, matched, read)


def _fitting(fit: Fit, title: str, lines: Mapping[str, str], read: Read) -> Iterator[str]:
    """The fields whose lines fit."""
    if fit.title:
        if fit.holds(read.pinyin) or fit.holds(read.initials):
            yield title
    else:
        yield from (key for key, line in lines.items() if fit.holds(line))


def _rank(query: Query, title: str, read: Read) -> int:
    """Lower is better."""
    if title == query.line:
        return EXACT
    first = query.terms[0].fits
    if all(term.holds(title) for term in query.terms):
        return BEGINS if re.match(first[0].pattern.lstrip(), title.lstrip()) else CONTAINS
    texts = (title, read.pinyin, read.initials)
    if all(any(map(term.holds, texts)) for term in query.terms):
        begins = any(re.match(fit.pattern, text.lstrip()) for fit in first for text in texts[1:])
        return READ_FROM_START if begins else READ
    return ELSEWHERE


def _ranked(found: Iterable[Match], limit: int) -> list[Match]:
    """The best first; of equal ones each object's latest, then each object's second latest: so that none hides the others."""
    latest = sorted(found, key=lambda one: one.id, reverse=True)
    turns: dict[tuple[int, str], int] = defaultdict(int)
    places: dict[int, tuple[int, int]] = {}
    for index, one in enumerate(latest):
        turn = turns[one.rank, one.item.id]
        turns[one.rank, one.item.id] = turn + 1
        places[index] = (one.rank, turn)
    order = sorted(range(len(latest)), key=lambda index: places[index])
    return [latest[index] for index in order[:limit]]
