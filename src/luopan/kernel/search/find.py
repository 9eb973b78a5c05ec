"""Searching: candidates by their tokens, in the order of how well their titles fit; then the records themselves, as somebody may
see them; then ranks, and where the terms are.

What is answered was read from the records at that moment, under the actor's rights: the index says only where to look.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from luopan.kernel.search.entries import INITIALS, PINYIN, entry_of
from luopan.kernel.search.fields import searched
from luopan.kernel.search.highlight import Reading as Read
from luopan.kernel.search.highlight import highlighted
from luopan.kernel.search.index import way
from luopan.kernel.search.terms import Fit, Query, read_query
from luopan.kernel.search.words import near_words
from luopan.kit.database import Session

MOST, USUAL = 100, 20
LOOKED_AT = 300
"""Candidates of one kind, of which the latest are taken."""
LOOKED_AT_FREELY = 1_000
"""The same, where the index can't tell who may see them."""
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
    ways = _ways(reading, items)
    if ways is None and not narrowed:
        candidates = await _candidates(reading.session, query, None, LOOKED_AT, limit)
        return _ranked(await _read(reading, query, candidates, by_id), limit)
    if ways is None:
        candidates = await _candidates(reading.session, query, _of_objects(items), LOOKED_AT, limit)
        return _ranked(await _read(reading, query, candidates, by_id), limit)
    candidates = await _candidates(reading.session, query, ways, LOOKED_AT, limit)
    found = await _read(reading, query, candidates, by_id)
    others = [
        one for one in items if (opening := reading.snapshot.opening(one)) is not None and _leads_elsewhere(opening)
    ]
    if len(found) < limit and others:
        seen = {one.id for one in candidates}
        freely = await _candidates(reading.session, query, _of_objects(others), LOOKED_AT_FREELY, LOOKED_AT_FREELY)
        found += await _read(reading, query, [one for one in freely if one.id not in seen], by_id)
    return _ranked(found, limit)


def _ways(reading: Reading, items: Iterable[Object]) -> str | None:
    """The tokens of records that somebody sees by owner and department, and of objects whose records they all see."""
    found: list[str] = []
    limited = False
    values = reading.rights.values(reading.context)
    for item in items:
        opening: Opening | None = reading.snapshot.opening(item)
        if opening is None:
            found.append(f"'{tokens.OBJECT}{item.id}'")
            continue
        limited = True
        ids = [one for name in (*opening.owners, *opening.departments) for one in values[name]]
        found += [f"'{way(item, one)}'" for one in ids]
    return " | ".join(found) or "'#'" if limited else None


def _of_objects(items: Iterable[Object]) -> str:
    return " | ".join(f"'{tokens.OBJECT}{item.id}'" for item in items)


def _leads_elsewhere(opening: Opening) -> bool:
    return bool(opening.rules or opening.shares or opening.relations)


async def _candidates(session: Session, query: Query, ways: str | None, looked_at: int, limit: int) -> list[Candidate]:
    """The latest of those whose titles begin like that, whose titles fit, of all others: each only if there are too few."""
    within = "" if ways is None else f" & ({ways})"
    rows = await session.fetch(
        "select object_id, record_id::text, lines from luopan.search_candidates($1::text[], $2::text[], $3::int, $4::int)",
        [f"({stage}){within}" for stage in query.stages()],
        [term.pattern for term in query.terms],
        looked_at,
        3 * limit,
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
    """How a record fits; None where it does not (any more, or by nothing that may be read)."""
    identity, title, *values = row
    fields = searched(item)
    title_text, others = fields.texts(values)
    own = dict(line.split("\t", 1) for line in candidate.lines.split("\n") if line)
    lines = dict(
        line.split("\t", 1)
        for line in entry_of(None, others if title_text is None else [title_text, *others]).lines.split("\n")
        if line
    )
    read = Read()
    title_line = "" if title_text is None else lines.get(title_text.key, "")
    if title_text is not None and own.get(title_text.key) == title_line:
        read = Read(own.get(PINYIN, ""), own.get(INITIALS, ""))
    hits: dict[str, list[Fit]] = defaultdict(list)
    in_title = [False] * len(query.terms)
    by_letters = [False] * len(query.terms)
    for place, term in enumerate(query.terms):
        fitted = False
        for fit in term.fits:
            if fit.title:
                if fit.text in read.pinyin or fit.text in read.initials:
                    assert title_text is not None
                    hits[title_text.key].append(fit)
                    by_letters[place] = fitted = True
                continue
            for key, line in lines.items():
                if fit.text in line:
                    hits[key].append(fit)
                    fitted = True
                    if title_text is not None and key == title_text.key:
                        in_title[place] = True
        if not fitted:
            return None
    rank = _rank(query, title_line, read, in_title, by_letters)
    by_key = {one.id: one for one in fields.all}
    texts = {one.key: one.text for one in ([title_text] if title_text else []) + others}
    shown = {
        key: values[index] if isinstance(values[index], str) else texts[key]
        for index, key in enumerate(by_key)
        if key in texts
    }
    matched = tuple((by_key[key].name, shown[key], tuple(dict.fromkeys(fits))) for key, fits in hits.items())
    return Match(item, identity, title, rank, matched, read)


def _rank(query: Query, title: str, read: Read, in_title: Sequence[bool], by_letters: Sequence[bool]) -> int:
    """Lower is better."""
    if title == query.line:
        return EXACT
    if all(in_title):
        return BEGINS if title.lstrip().startswith(query.terms[0].fits[0].text.lstrip()) else CONTAINS
    if all(one or other for one, other in zip(in_title, by_letters, strict=True)):
        first = query.terms[0].fits
        starts = any(
            fit.title and (read.pinyin.lstrip().startswith(fit.text) or read.initials.lstrip().startswith(fit.text))
            for fit in first
        )
        return READ_FROM_START if starts else READ
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
