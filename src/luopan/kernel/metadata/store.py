"""Versions of the metadata in the database, and the catalogue that each process reads them from.

A definition is kept once a version that touches its object: the newest row of each object is the metadata. Writers hold the
version that they have read (`hold_version`); the flip to a new one takes the same lock alone (`runner`).
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from psycopg.types.json import Jsonb

from luopan.kernel.metadata.definitions import decode_change_set
from luopan.kernel.metadata.dependents import Dependent
from luopan.kernel.metadata.diff import FIXED_FIELDS, propose
from luopan.kernel.metadata.model import Definition, Object, Snapshot, build_object
from luopan.kernel.metadata.system import SYSTEM_FIELDS, SYSTEM_OBJECTS
from luopan.kit.database import Database, Session
from luopan.kit.errors import Conflict, NotFound
from luopan.kit.ids import new_id

log = structlog.get_logger()

CHANNEL = "luopan_metadata"
FLIP_LOCK = 7_310_101
"""Held shared by every transaction that writes records, alone by the one that flips the version."""
APPLY_LOCK = 7_310_102
"""Held by whoever changes the metadata, while they do."""
LIVE_SECONDS = 30

_NEWEST = """
select distinct on (object_id) version, definition from luopan.object_versions
where version > $1 and version <= $2 order by object_id, version desc
"""


class StaleMetadata(Conflict):
    """The metadata has moved on since the snapshot was read: reload and try again."""

    code = "metadata_stale"


@dataclass(frozen=True)
class Version:
    """One version in the history."""

    version: int
    at: datetime
    actor: str | None
    note: str
    change_set: Mapping[str, Any]


async def load_snapshot(session: Session, at_version: int | None = None) -> Snapshot:
    """The metadata of the newest version, or as of an older one."""
    return await _newer(session, Snapshot(0, ()), at_version)


async def _newer(session: Session, known: Snapshot, at_version: int | None = None) -> Snapshot:
    """`known` brought up to date: only objects that changed since are read and built."""
    version = at_version or await session.fetch_value("select coalesce(max(version), 0) from luopan.metadata_versions")
    if version == known.version:
        return known
    rows = await session.fetch(_NEWEST, known.version, version)
    changed: dict[str, Object] = {}
    retired = set(known.retired)
    for row_version, definition in rows:
        if definition.get("purged_object"):
            retired.add(definition["id"])
        else:
            changed[definition["id"]] = build_object(definition, row_version, SYSTEM_FIELDS)
    kept = {key: item for key, item in known.all_objects.items() if key not in retired}
    return Snapshot(version, {**kept, **changed}.values(), frozenset(retired))


async def hold_version(session: Session, snapshot: Snapshot) -> int:
    """Keeps the metadata at the snapshot's version until the transaction ends; `StaleMetadata` where it has moved on.

    Gives the version of the organisation. One call of a function whose statements each see what was committed while the one
    before waited. It also lets the transaction use general plans: writes go by ids, and planned anew, each check of a foreign
    key would cost as much as the row.
    """
    metadata, organisation = await session.fetch_value("select luopan.hold_versions($1)", FLIP_LOCK)
    if metadata != snapshot.version:
        raise StaleMetadata()
    return organisation


async def check_version(session: Session, version: int) -> None:
    """Raises `StaleMetadata` unless that version is the newest."""
    if await session.fetch_value("select coalesce(max(version), 0) from luopan.metadata_versions") != version:
        raise StaleMetadata()


async def write_version(
    session: Session,
    version: int,
    actor: str | None,
    note: str,
    change_set: Mapping[str, Any],
    definitions: Iterable[Definition],
) -> None:
    """Makes definitions the newest version. The caller holds `FLIP_LOCK` alone."""
    await session.execute(
        "insert into luopan.metadata_versions (version, actor, note, change_set) values ($1, $2, $3, $4)",
        version,
        actor,
        note,
        Jsonb(change_set),
    )
    await session.execute(
        "insert into luopan.object_versions (object_id, version, definition)"
        " select definition ->> 'id', $1, definition from unnest($2::jsonb[]) as definition",
        version,
        [Jsonb(definition) for definition in definitions],
    )
    await session.execute("select pg_notify($1, '')", CHANNEL)


async def install_system_objects(session: Session) -> Snapshot:
    """Binds the static tables into the metadata: adds what this release has and the metadata lacks. Gives the newest snapshot.

    Called once after the migrations, in one transaction; may be called again.
    """
    await session.execute(f"select pg_advisory_xact_lock({APPLY_LOCK}), pg_advisory_xact_lock({FLIP_LOCK})")
    before = await load_snapshot(session)
    proposal = propose(Snapshot(0, ()), decode_change_set({"objects": list(SYSTEM_OBJECTS)}))
    definitions: list[Definition] = [
        {**fresh, "system": True} if current is None else _with_what_is_missing(current.definition, fresh)
        for key, fresh in proposal.definitions.items()
        for current in (before.all_objects.get(key),)
    ]
    changed = [
        definition
        for definition in definitions
        if definition["id"] not in before.all_objects or definition != before.all_objects[definition["id"]].definition
    ]
    if not changed:
        return before
    await write_version(session, before.version + 1, None, "system objects", {}, changed)
    return await _newer(session, before)


def _with_what_is_missing(current: Definition, fresh: Definition) -> Definition:
    known = {field["id"] for field in current["fields"]}
    looks = {key: fresh[key] for key in ("icon", "screens")}
    return {
        **looks,
        **current,
        "fields": [*current["fields"], *(one for one in fresh["fields"] if one["id"] not in known)],
    }


async def versions(session: Session, limit: int = 50, before: int | None = None) -> list[Version]:
    """The history, newest first."""
    rows = await session.fetch(
        "select version, at, actor::text, note, change_set from luopan.metadata_versions"
        " where $1::bigint is null or version < $1 order by version desc limit $2",
        before,
        limit,
    )
    return [Version(*row) for row in rows]


async def revert_change_set(session: Session, to_version: int) -> dict[str, Any]:
    """The change-set that leads from now back to an older version. Going back is a new plan; purged things stay purged."""
    now = await load_snapshot(session)
    if not 0 < to_version <= now.version:
        raise NotFound("version_unknown", version=to_version)
    then = await load_snapshot(session, to_version)
    return change_set_between(now, then, f"back to version {to_version}")


def change_set_between(now: Snapshot, then: Snapshot, note: str) -> dict[str, Any]:
    """The change-set that turns one metadata into another, as far as nothing has been purged."""
    objects: list[dict[str, Any]] = []
    remove: list[str] = []
    restore: list[str] = []
    for item in now.all_objects.values():
        old = then.all_objects.get(item.id)
        if old is None or old.removed:
            if not item.removed and not item.system:
                remove.append(item.name)
            continue
        if item.removed:
            restore.append(item.id)
        entry = _entry_between(item.definition, old.definition, ("fields", "purged"))
        fields: list[dict[str, Any]] = []
        _fields_between(item, old, fields, remove, restore)
        if entry or fields:
            objects.append({"id": item.id, **entry, **({"fields": fields} if fields else {})})
    parts = {"objects": objects, "remove": remove, "restore": restore}
    return {"note": note, **{key: value for key, value in parts.items() if value}}


def _fields_between(
    item: Object, old: Object, fields: list[dict[str, Any]], remove: list[str], restore: list[str]
) -> None:
    fixed = FIXED_FIELDS.get(item.id, frozenset()) if item.system else frozenset[str]()
    for field in item.by_id.values():
        previous = old.by_id.get(field.id)
        if field.system or field.id in fixed:
            continue
        if previous is None or previous.removed:
            if not field.removed:
                remove.append(f"{item.name}.{field.name}")
            continue
        if field.removed:
            restore.append(f"{item.id}.{field.id}")
        entry = _entry_between(field.definition, previous.definition, ("column",))
        if entry:
            fields.append({"id": field.id, **entry})


def _entry_between(now: Definition, then: Definition, ignored: tuple[str, ...]) -> dict[str, Any]:
    skipped = {*ignored, "id", "removed", "app", "system"}
    return {key: then.get(key) for key in {**now, **then} if key not in skipped and now.get(key) != then.get(key)}


class Catalogue:
    """The metadata of one process: `current` is what its next request works with.

    Load it once (`reload`), and again at every notification on `CHANNEL`. Every process says which version it works with
    (`acknowledge`, every ten seconds or so), because columns are only dropped once nobody can still read them.
    """

    def __init__(self, database: Database, dependents: Sequence[Dependent] = ()) -> None:
        self.database = database
        self.dependents = dependents
        self.process_id = new_id()
        self._current: Snapshot | None = None
        self._kind: str | None = None

    @property
    def current(self) -> Snapshot:
        """The newest snapshot that this process has read."""
        if self._current is None:
            raise RuntimeError("Catalogue.reload has not been called")
        return self._current

    async def reload(self) -> None:
        """Reads what is newer than `current`."""
        async with self.database.session() as session:
            fresh = await _newer(session, self._current or Snapshot(0, ()))
        if self._current is None or fresh.version > self._current.version:
            self._current = fresh
            if self._kind is not None:
                await self.acknowledge(self._kind)

    async def acknowledge(self, kind: str) -> None:
        """Says that this process (`kind`: api, worker) lives and works with `current`."""
        self._kind = kind
        async with self.database.session() as session:
            await session.execute(
                "insert into luopan.processes (id, kind, pid, metadata_version) values ($1, $2, $3, $4)"
                " on conflict (id) do update set seen_at = now(), metadata_version = excluded.metadata_version",
                self.process_id,
                kind,
                os.getpid(),
                self.current.version,
            )
            await session.execute("delete from luopan.processes where seen_at < now() - interval '1 day'")

    async def leave(self) -> None:
        """Says that this process ends, so that nobody waits for it."""
        async with self.database.session() as session:
            await session.execute("delete from luopan.processes where id = $1", self.process_id)


async def oldest_version_in_use(session: Session) -> int | None:
    """The smallest version that a live process works with; None where no process lives."""
    return await session.fetch_value(
        f"select min(metadata_version) from luopan.processes where seen_at > now() - interval '{LIVE_SECONDS} seconds'"
    )
