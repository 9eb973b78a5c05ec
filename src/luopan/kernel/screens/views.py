"""Views that people make for themselves, and may show their colleagues. Published views are part of an object's definition."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from psycopg.types.json import Jsonb

from luopan.kernel.metadata.definitions import Decoder, Problems
from luopan.kernel.metadata.model import Object
from luopan.kernel.metadata.screens import CONTENT, read_content
from luopan.kernel.metadata.seeing import content_problems, seen_content
from luopan.kernel.permissions.rights import Rights
from luopan.kit.actor import Actor
from luopan.kit.database import Row, Session
from luopan.kit.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Stale
from luopan.kit.ids import new_id

MOST = 200
MAX_NAME = 100
MAX_POSITION = 1_000_000
KEYS = ("object", "name", "kind", "content", "shared", "position")
CHANGEABLE = ("name", "kind", "content", "shared", "position", "version")


@dataclass(frozen=True)
class View:
    """One view, as it is stored."""

    id: str
    object_id: str
    owner: str
    owner_name: str | None
    name: str
    kind: str
    content: Mapping[str, Any]
    shared: bool
    position: int
    version: int


async def read_views(session: Session, actor: Actor, rights: Rights, item: Object | None) -> list[dict[str, Any]]:
    """One's own views and those that colleagues share, of one object or of all that one may read, as far as one sees them."""
    objects = [item.id] if item is not None else [one.id for one in rights.view.objects.values()]
    rows = await session.fetch(_OF_OBJECTS, actor.id, objects)
    return [shown for row in rows if (shown := document(View(*row), actor, rights)) is not None]


async def create(session: Session, now: datetime, actor: Actor, rights: Rights, body: dict[str, Any]) -> dict[str, Any]:
    """A new view of the actor's own."""
    _only(body, KEYS)
    name = body.get("object")
    if not isinstance(name, str):
        raise _wrong("required", "object")
    item = rights.item(name)
    assert actor.id is not None
    await session.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"views of {actor.id}")
    count, last = cast(Row, await session.fetch_one(_COUNT, actor.id))
    if count >= MOST:
        raise Conflict("views_too_many", most=MOST)
    empty = View(new_id(), item.id, actor.id, actor.name, "", "", {}, False, min(last + 1, MAX_POSITION), 1)
    view = _changed(empty, {"name": None, "kind": None, "content": {}, **body}, item, actor, rights)
    await session.execute(_INSERT, *_columns(view), view.object_id, view.owner, now)
    return cast(dict[str, Any], document(view, actor, rights))


async def change(
    session: Session, now: datetime, actor: Actor, rights: Rights, identity: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Changes what is named. `version`, where it is given, must be the one that was read."""
    _only(body, CHANGEABLE)
    view, item = await _own(session, actor, rights, identity)
    version = body.get("version")
    if version is not None and version != view.version:
        raise Stale()
    view = replace(_changed(view, body, item, actor, rights), version=view.version + 1)
    await session.execute(_UPDATE, *_columns(view), now)
    shown = document(view, actor, rights)
    return shown if shown is not None else {"id": view.id, "version": view.version}


async def delete(session: Session, actor: Actor, rights: Rights, identity: str) -> None:
    view, _ = await _own(session, actor, rights, identity)
    await session.execute("delete from luopan.views where id = $1::uuid", view.id)


def document(view: View, actor: Actor, rights: Rights) -> dict[str, Any] | None:
    """A view as the actor sees it; None where they don't."""
    item = rights.view.all_objects.get(view.object_id)
    content = None if item is None or item.removed else seen_content(view.content, view.kind, item, rights.view)
    if item is None or content is None:
        return None
    return {
        "id": view.id,
        "object": item.name,
        "name": view.name,
        "kind": view.kind,
        "content": content,
        "shared": view.shared,
        "mine": view.owner == actor.id,
        "owner": {"id": view.owner, "title": view.owner_name},
        "position": view.position,
        "version": view.version,
    }


async def _own(session: Session, actor: Actor, rights: Rights, identity: str) -> tuple[View, Object]:
    """A view that the actor may change: their own, or a shared one of an object that they configure."""
    row = await session.fetch_one(_ONE, identity)
    view = None if row is None else View(*row)
    item = None if view is None else rights.view.all_objects.get(view.object_id)
    if view is None or item is None or not (view.owner == actor.id or view.shared):
        raise NotFound("view_not_found")
    if view.owner != actor.id and not rights.may("configure", item):
        raise Forbidden("forbidden_action", action="configure", object=item.name)
    return view, item


def _changed(view: View, body: Mapping[str, Any], item: Object, actor: Actor, rights: Rights) -> View:
    """The view with what the body says; everything that is wrong is told at its place."""
    problems = Problems()
    name, kind = body.get("name", view.name), body.get("kind", view.kind)
    shared, position = body.get("shared", view.shared), body.get("position", view.position)
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        problems.add("required", "name")
    elif len(name) > MAX_NAME:
        problems.add("value_too_long", "name", most=MAX_NAME)
    if not isinstance(shared, bool):
        problems.add("not_a_switch", "shared")
    if not isinstance(position, int) or isinstance(position, bool) or not 0 <= position <= MAX_POSITION:
        problems.add("number_range", "position", least=0, most=MAX_POSITION)
    content = view.content
    if not isinstance(kind, str) or kind not in CONTENT:
        problems.add("screen_kind", "kind", known=", ".join(CONTENT))
    elif "content" in body or kind != view.kind:
        content = read_content(body.get("content", view.content), kind, "content", Decoder(problems, actor.locale))
        if not problems.found:
            problems.extend(tuple(content_problems(content, kind, item, rights.view)))
    if problems.found:
        raise Invalid("invalid_view", errors=problems.found)
    return replace(view, name=name, kind=kind, content=content, shared=shared, position=position)


def _columns(view: View) -> tuple[Any, ...]:
    return view.id, view.name, view.kind, Jsonb(view.content), view.shared, view.position, view.version


def _only(body: Mapping[str, Any], known: tuple[str, ...]) -> None:
    unknown = [key for key in body if key not in known]
    if unknown:
        raise _wrong("key_unknown", unknown[0][:60], known=", ".join(known))


def _wrong(code: str, place: str, **params: Any) -> Invalid:
    return Invalid("invalid_view", errors=[Problem(code, place, params=params)])


_VIEWS = """
select v.id::text, v.object_id, v.owner::text, u.name, v.name, v.kind, v.content, v.shared, v.position, v.version
from luopan.views v join records."user" u on u.id = v.owner
"""
_OF_OBJECTS = f"""{_VIEWS}
where v.object_id = any($2::text[]) and (v.owner = $1::uuid or v.shared)
order by v.owner <> $1::uuid, v.position, v.id
"""
_ONE = f"{_VIEWS} where v.id = $1::uuid for update of v"
_COUNT = "select count(*), coalesce(max(position), -1) from luopan.views where owner = $1::uuid"
_INSERT = """
insert into luopan.views
    (id, name, kind, content, shared, position, version, object_id, owner, created_at, changed_at)
values ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9::uuid, $10, $10)
"""
_UPDATE = """
update luopan.views
set name = $2, kind = $3, content = $4, shared = $5, position = $6, version = $7, changed_at = $8 where id = $1::uuid
"""
