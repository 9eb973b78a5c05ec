"""Comments: read, posted, edited and deleted by whoever may read the record.

What is posted is an event of the record (action `commented`), in the same transaction; it changes no field and no version.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import msgspec

from luopan.kernel.events.log import COMMENTED, Event
from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.metadata.model import Object
from luopan.kernel.records.reach import reached
from luopan.kernel.records.read import Reading
from luopan.kernel.records.tables import hold_alive, table_name
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Forbidden, Invalid, NotFound, Problem
from luopan.kit.ids import new_id

PAGE = 50
MAX_TEXT = 10_000
MAX_MENTIONS = 50
KEYS = frozenset(("text", "mentions"))
MENTION = re.compile(r"@\[[^\]\n]{1,200}\]\(([0-9a-fA-F-]{36})\)")


class Comment(msgspec.Struct, frozen=True):
    """One comment, as it is kept."""

    id: str
    object_id: str
    record_id: str
    author: str
    author_name: str | None
    text: str
    mentions: Sequence[dict[str, Any]]
    at: datetime
    edited_at: datetime | None

    def shown(self, actor: str | None, *, deletable: bool) -> dict[str, Any]:
        """As a client reads it. `deletable`: they may delete what others have said here."""
        own = self.author == actor
        return {
            "id": self.id,
            "text": self.text,
            "mentions": self.mentions,
            "author": {"id": self.author, "title": self.author_name},
            "at": self.at.isoformat(),
            "edited_at": None if self.edited_at is None else self.edited_at.isoformat(),
            "can_change": own,
            "can_delete": own or deletable,
        }


async def read_comments(reading: Reading, object_name: str, identity: str, before: str | None) -> dict[str, Any]:
    """A record's comments, newest first, those behind the id `before`; `NotFound` where the actor may not see the record."""
    item = reading.item(object_name)
    there = f"select exists (select from {table_name(item)} where id = $1::uuid)"
    if not await reading.session.fetch_value(there, identity) or not await reading.reached(item, [identity]):
        raise NotFound("record_not_found", object=object_name, id=identity)
    rows = await reading.session.fetch(_PAGE, item.id, identity, before, PAGE + 1)
    comments = [Comment(*row) for row in rows[:PAGE]]
    deletable = await _deletable(reading, item, identity)
    return {
        "comments": [one.shown(reading.actor.id, deletable=deletable) for one in comments],
        "next_cursor": comments[-1].id if len(rows) > PAGE else None,
    }


async def post(
    writing: Writing, object_name: str, identity: str, json: dict[str, Any], *, at: datetime | None = None
) -> dict[str, Any]:
    """Says something about a record that is alive and that the actor may see; gives the comment.

    `at`: when it was said, where that is not now: what the system takes over from elsewhere.
    """
    item = writing.rights.item(object_name)
    _refuse_narrow_key(writing, item)
    alive = await hold_alive(writing.session, [(item, [identity])])
    if not alive or not await writing.reached("read", item, [identity]):
        raise NotFound("record_not_found", object=object_name, id=identity)
    text, mentions = await _content(writing, json)
    if writing.actor.id is None:
        raise Forbidden("comment_forbidden")
    made = new_id()
    moment = at or writing.now
    await writing.session.execute(_INSERT, made, item.id, identity, writing.actor.id, text, mentions, moment)
    await _log(writing, item, made, identity, at)
    return (await _comment(writing, made)).shown(writing.actor.id, deletable=True)


async def edit(writing: Writing, comment_id: str, json: dict[str, Any]) -> dict[str, Any]:
    """Says one's own comment in other words; gives it."""
    one, item = await _seen(writing, comment_id)
    if one.author != writing.actor.id:
        raise Forbidden("comment_forbidden")
    text, mentions = await _content(writing, json)
    await writing.session.execute(
        "update luopan.comments set text = $2, mentions = $3::uuid[], edited_at = $4 where id = $1::uuid",
        comment_id,
        text,
        mentions,
        writing.now,
    )
    await _log(writing, item, comment_id, one.record_id)
    return (await _comment(writing, comment_id)).shown(writing.actor.id, deletable=True)


async def delete(writing: Writing, comment_id: str) -> None:
    """Takes a comment away: one's own, or any where one may delete the record."""
    one, item = await _seen(writing, comment_id)
    may = one.author == writing.actor.id or await writing.reached("delete", item, [one.record_id])
    if not may:
        raise Forbidden("comment_forbidden")
    await writing.session.execute("delete from luopan.comments where id = $1::uuid", comment_id)
    await _log(writing, item, comment_id, one.record_id)


async def _seen(writing: Writing, comment_id: str) -> tuple[Comment, Object]:
    """A comment, locked, whose record the actor may see, and the object; `NotFound` otherwise."""
    session = writing.session
    await session.execute("select from luopan.comments where id = $1::uuid for update", comment_id)
    rows = await session.fetch(_ONE, comment_id)
    one = Comment(*rows[0]) if rows else None
    item = None if one is None else writing.rights.view.all_objects.get(one.object_id)
    if one is None or item is None or item.removed or not await writing.reached("read", item, [one.record_id]):
        raise NotFound("comment_unknown")
    _refuse_narrow_key(writing, item)
    return one, item


def _refuse_narrow_key(writing: Writing, item: Object) -> None:
    """A key that is narrowed to reading writes nothing, here neither."""
    if writing.actor.scopes is not None:
        writing.rights.require("update", item)


async def _content(writing: Writing, json: dict[str, Any]) -> tuple[str, list[str]]:
    """The text, and who is mentioned: in it, or by name of the key `mentions`."""
    problems = [
        Problem("condition_key", key[:60], params={"known": ", ".join(sorted(KEYS))}) for key in json.keys() - KEYS
    ]
    text, given = json.get("text"), json.get("mentions")
    if not isinstance(text, str) or not text.strip():
        problems.append(Problem("required" if text is None or isinstance(text, str) else "value_not_text", "text"))
        text = ""
    elif len(text) > MAX_TEXT:
        problems.append(Problem("value_too_long", "text", params={"most": MAX_TEXT}))
    elif "\x00" in text:
        problems.append(Problem("value_nul", "text"))
    wanted = _ids(given, problems)
    written = [one.lower() for one in MENTION.findall(text) if _is_id(one)]
    known = await _users(writing, [*wanted, *written])
    problems += [
        Problem("reference_gone", f"mentions[{place}]") for place, one in enumerate(wanted) if one not in known
    ]
    mentions = [one for one in dict.fromkeys((*wanted, *written)) if one in known]
    if len(mentions) > MAX_MENTIONS:
        problems.append(Problem("condition_list_too_long", "mentions", params={"most": MAX_MENTIONS}))
    if problems:
        raise Invalid("invalid_comment", errors=problems)
    return text, mentions


def _ids(json: Any, problems: list[Problem]) -> list[str]:
    if json is not None and not isinstance(json, list):
        problems.append(Problem("condition_list", "mentions"))
        return []
    found: list[str] = []
    for place, one in enumerate(cast(list[Any], json or [])[: MAX_MENTIONS + 1]):
        try:
            found.append(parse_id(one))
        except Rejected as rejected:
            problems.append(Problem(rejected.code, f"mentions[{place}]", params=rejected.params))
    return found


def _is_id(text: str) -> bool:
    try:
        parse_id(text)
    except Rejected:
        return False
    return True


async def _users(writing: Writing, ids: Sequence[str]) -> set[str]:
    """Those of these ids that are users of whom somebody may be told."""
    people = writing.organisation.people
    return {one for one in ids if one in people and people[one].active}


async def _deletable(reading: Reading, item: Object, identity: str) -> bool:
    """Whether the actor may delete the record, and so what others have said about it."""
    return bool(await reached(reading.session, reading.rights, reading.context, "delete", item, [identity]))


async def _comment(writing: Writing, comment_id: str) -> Comment:
    [row] = await writing.session.fetch(_ONE, comment_id)
    return Comment(*row)


async def _log(writing: Writing, item: Object, comment_id: str, identity: str, at: datetime | None = None) -> None:
    version = await writing.session.fetch_value(f"select version from {table_name(item)} where id = $1::uuid", identity)
    moment = None if at is None else at.isoformat()
    writing.change.cause = {**writing.change.cause, "comment": comment_id}
    await writing.change.append(writing.session, [Event(item.id, identity, version, COMMENTED, at=moment)])


_COMMENT = """
select c.id::text, c.object_id, c.record_id::text, c.author::text, u.name, c.text,
       (select coalesce(json_agg(json_build_object('id', m.id, 'title', p.name) order by m.place), '[]')
        from unnest(c.mentions) with ordinality as m (id, place) left join records."user" p on p.id = m.id),
       c.at, c.edited_at
from luopan.comments c join records."user" u on u.id = c.author
"""

_PAGE = f"""{_COMMENT}
where c.record_id = $2::uuid and c.object_id = $1 and ($3::uuid is null or c.id < $3::uuid) order by c.id desc limit $4
"""

_ONE = f"{_COMMENT} where c.id = $1::uuid"

_INSERT = """
insert into luopan.comments (id, object_id, record_id, author, text, mentions, at)
values ($1::uuid, $2, $3::uuid, $4::uuid, $5, $6::uuid[], $7)
"""
