"""The screens of the whole workspace, by name: what somebody has said, else what the apps bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from psycopg.types.json import Jsonb

from luopan.kernel.metadata.definitions import Decoder, Problems
from luopan.kernel.metadata.dependents import following, renamed_objects
from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.metadata.names import Renamer
from luopan.kernel.metadata.screens import Reader, walk_content
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.screens import compass, home, navigation
from luopan.kit.actor import Actor
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, NotFound, Problem, Stale

SCREENS = {"navigation": navigation, "compass": compass, "home": home}
"""By name, what reads such a screen, shows it to somebody, and follows renames."""


@dataclass(frozen=True)
class Screen:
    """A screen as it is for somebody. `content` None: there is none, or none for them. Version 0: nobody has changed it."""

    content: Mapping[str, Any] | None
    version: int = 0
    changed_at: datetime | None = None
    changed_by: Mapping[str, Any] | None = None

    @property
    def document(self) -> dict[str, Any]:
        at = None if self.changed_at is None else self.changed_at.isoformat()
        return {"content": self.content, "version": self.version, "changed_at": at, "changed_by": self.changed_by}


async def read_screen(session: Session, name: str, rights: Rights) -> Screen:
    """The screen of that name, without what is hidden from the reader."""
    row = await session.fetch_one(_READ, _known(name))
    content, version, at, by, title = row or (None, 0, None, None, None)
    if content is None:
        content = await _standard(session, name, rights.full)
    if content is not None:
        content = SCREENS[name].seen(content, rights.view)
    return Screen(content, version, at, None if by is None else {"id": by, "title": title})


async def write_screen(session: Session, now: datetime, actor: Actor, rights: Rights, name: str, body: Any) -> Screen:
    """Says a screen anew; `content` null: as the apps bring it. `Stale` where it is not at `version` any more."""
    rights.require("configure")
    _known(name)
    unknown = [key for key in body if key not in ("content", "version")]
    if unknown:
        raise _wrong("key_unknown", unknown[0][:60], known="content, version")
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 0 <= version < 2**62:
        raise _wrong("number_not_whole", "version")
    content = body.get("content")
    if content is not None:
        content = read_content(name, content, rights.full, actor.locale)
    stored = None if content is None else Jsonb(content)
    if not await session.execute(_INSERT if version == 0 else _UPDATE, name, stored, version, now, actor.id):
        raise Stale()
    return await read_screen(session, name, rights)


def read_content(name: str, content: Any, snapshot: Snapshot, locale: str) -> dict[str, Any]:
    """A screen's content in normal form; `Invalid` with places."""
    _known(name)
    problems = Problems()
    reader = Reader(Decoder(problems, locale))
    read = SCREENS[name].read(content, reader, snapshot)
    if problems.found:
        raise Invalid("invalid_screen", errors=problems.found)
    return read


async def bring(session: Session, app: str, screens: Mapping[str, Any]) -> None:
    """Keeps what an app brings, in the place of what it brought before."""
    await session.execute("delete from luopan.app_screens where app = $1 and name <> all($2::text[])", app, [*screens])
    for name, content in screens.items():
        await session.execute(_BRING, app, name, Jsonb(content))


async def exported(session: Session, snapshot: Snapshot, app: str | None = None) -> dict[str, Any]:
    """Screens as an app says them: what that app has brought, or (None) all as they are for everybody."""
    if app is not None:
        return dict(await session.fetch("select name, content from luopan.app_screens where app = $1", app))
    everything = Rights(snapshot, snapshot)
    found = {name: (await read_screen(session, name, everything)).content for name in SCREENS}
    return {name: content for name, content in found.items() if content}


async def _standard(session: Session, name: str, snapshot: Snapshot) -> dict[str, Any] | None:
    rows = await session.fetch("select app, content from luopan.app_screens where name = $1 order by seq", name)
    brought = [(cast(str, app), cast(dict[str, Any], content)) for app, content in rows]
    if name != "navigation":
        return brought[-1][1] if brought else None
    labels = {app: content.get("label") for app, content in await session.fetch(_PACKAGES)}
    return navigation.standard(brought, labels, snapshot)


class ScreensDependent:
    """Views of people and screens of the workspace follow renames; what is removed is left out of them while it is."""

    async def problems(self, session: Session, before: Snapshot, after: Snapshot) -> list[Problem]:
        return []

    async def rename(self, session: Session, before: Snapshot, after: Snapshot) -> None:
        objects, follow = renamed_objects(before, after), following(before, after)
        for identity, object_id, kind, content in await session.fetch(
            "select id::text, object_id, kind, content from luopan.views"
        ):
            item = before.all_objects.get(object_id)
            new = content if item is None else walk_content(content, kind, Renamer(item, follow), "content")
            if new is not None and (said := {key: new[key] for key in content}) != content:
                await session.execute("update luopan.views set content = $2 where id = $1::uuid", identity, Jsonb(said))
        for table, key in (("screens", "name"), ("app_screens", "app")):
            for owner, name, content in await session.fetch(
                f"select {key}, name, content from luopan.{table} where content is not null"
            ):
                new = SCREENS[name].renamed(content, before, objects, follow)
                if new != content:
                    await session.execute(
                        f"update luopan.{table} set content = $3 where {key} = $1 and name = $2",
                        owner,
                        name,
                        Jsonb(new),
                    )


def _known(name: str) -> str:
    if name not in SCREENS:
        raise NotFound("screen_unknown", name=name[:60], known=", ".join(SCREENS))
    return name


def _wrong(code: str, place: str, **params: Any) -> Invalid:
    return Invalid("invalid_screen", errors=[Problem(code, place, params=params)])


_READ = """
select s.content, s.version, s.changed_at, s.changed_by::text, u.name
from luopan.screens s left join records."user" u on u.id = s.changed_by where s.name = $1
"""
_INSERT = """
insert into luopan.screens (name, content, version, changed_at, changed_by) values ($1, $2, $3 + 1, $4, $5::uuid)
on conflict (name) do nothing
"""
_UPDATE = """
update luopan.screens set content = $2, version = $3 + 1, changed_at = $4, changed_by = $5::uuid
where name = $1 and version = $3
"""
_BRING = """
insert into luopan.app_screens (app, name, content) values ($1, $2, $3)
on conflict (app, name) do update set content = excluded.content
"""
_PACKAGES = "select name, content from luopan.packages"
