"""Where imports are asked for: taking a file in, running, pausing, cancelling, undoing it, and telling how far it is."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import msgspec

from luopan.kernel.files.blobs import Blob, Blobs
from luopan.kernel.imports import store
from luopan.kernel.imports.definitions import (
    CHANNEL,
    Counts,
    Import,
    Options,
    Status,
)
from luopan.kernel.imports.evidence import borne_out
from luopan.kernel.imports.expected import expected_rows
from luopan.kernel.imports.mapping import Guess, check_mapping, guess
from luopan.kernel.imports.reading import Recognised, recognise
from luopan.kernel.imports.refused import FORMATS, Format, is_reasons
from luopan.kernel.imports.run import JOB
from luopan.kernel.imports.undo import JOB as UNDO_JOB
from luopan.kernel.imports.wording import Wording
from luopan.kernel.metadata.model import Object
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.records.batch import Batch, key_fields
from luopan.kernel.records.door import Records
from luopan.kernel.records.read import Reading
from luopan.kit.actor import SYSTEM, Actor
from luopan.kit.errors import Conflict, Invalid, NotFound, Problem
from luopan.kit.i18n import translate
from luopan.kit.ids import new_id
from luopan.kit.jobs import Jobs

SHOWN_PROBLEMS = 50
SHOWN_ROWS, SHOWN_CHARACTERS = 20, 200
FAULTS_A_PAGE = 5_000
FILES_AT_ONCE = 2

RUNNABLE: tuple[Status, ...] = ("draft", "paused", "failed")


class Desk:
    """The imports of a workspace, in one process."""

    def __init__(self, records: Records, blobs: Blobs, jobs: Jobs) -> None:
        self.records = records
        self.blobs = blobs
        self._jobs = jobs
        self._writing = asyncio.Semaphore(FILES_AT_ONCE)

    async def take(
        self,
        actor: Actor,
        object_name: str,
        file_name: str,
        blob: Blob,
        mapping: Mapping[str, str | None] | None,
        options: Options,
    ) -> Import:
        """Finds out how a file that has been stored is to be read, and queues it, unless it is to be a draft.

        Without a mapping the columns are guessed. Raises what is wrong with the file, the mapping or the options.
        """
        item, rights = await self._importable(actor, object_name)
        async with self.blobs.local(blob.sha256) as path:
            recognised = await asyncio.to_thread(recognise, path, file_name, options.file)
            expected = await asyncio.to_thread(expected_rows, path, recognised)
        is_guessed = mapping is None
        if mapping is None:
            mapping = await self._guess(actor, item, recognised)
        recognised = _kept(recognised)
        if not (options.draft and is_guessed):  # nobody has decided anything yet
            self._check(item, rights, recognised, mapping, options)
        one = Import(
            id=new_id(),
            object_id=item.id,
            file_name=file_name,
            sha256=blob.sha256,
            size=blob.size,
            recognised=recognised,
            expected_rows=expected,
            mapping=dict(mapping),
            options=options,
            status="draft" if options.draft else "queued",
            attempt=1,
            dry_run=options.dry_run,
            problem=None,
            created_at=self.records.clock(),
            created_by=actor.id,
            scopes=None if actor.scopes is None else sorted(actor.scopes),
            locale=actor.locale,
            started_at=None,
            done_at=None,
        )
        async with self.records.database.transaction() as session:
            await store.insert(session, one)
            if one.status == "queued":
                await self._jobs.defer(session, JOB, identity=one.id)
        return one

    async def run(
        self, actor: Actor, identity: str, mapping: Mapping[str, str | None] | None, options: Options | None
    ) -> None:
        """Runs a draft, or one whose dry run has ended, with these wishes; goes on with one that was paused, or has failed.

        Without options only a dry run that is done becomes real: one that was broken off begins anew.
        """
        one = await self.read(actor, identity)
        item, rights = await self._importable(actor, self._object_of(one).name)
        rehearsed = one.dry_run and one.status in ("done", "failed", "cancelled", "paused")
        fresh = one.status == "draft" or rehearsed
        if not fresh and (options is not None or one.status not in RUNNABLE):
            raise Conflict("import_not_runnable", status=one.status)
        mapping = one.mapping if mapping is None else mapping
        if options is None:
            options = msgspec.structs.replace(one.options, dry_run=one.dry_run and one.status != "done", draft=False)
        self._check(item, rights, one.recognised, mapping, options)
        # Whose rights it runs with does not change; a key that may less than the one it was asked for with narrows them.
        scopes = actor.scopes if actor.id == one.created_by else one.scopes
        async with self.records.database.transaction() as session:
            if not await store.begin_again(session, one, None if scopes is None else sorted(scopes)):
                raise Conflict("import_not_runnable", status=one.status)
            if fresh:
                await store.forget_rows(session, identity)
            await store.wish(session, identity, mapping, options)
            await self._jobs.defer(session, JOB, identity=identity)
        self.records.hub.ring(CHANNEL)

    async def stop(self, actor: Actor, identity: str, become: Status) -> None:
        """Pauses or cancels one: what is in stays in, and what is being written goes in."""
        one = await self.read(actor, identity)
        when: tuple[Status, ...] = ("queued", "running")
        if become == "cancelled":
            when = (*when, "paused", "draft")
        async with self.records.database.transaction() as session:
            if not await store.move(session, identity, become, when=when):
                raise Conflict("import_not_running", status=one.status)
        self.records.hub.ring(CHANNEL)

    async def undo(self, actor: Actor, identity: str) -> None:
        """Takes a whole import back; `Forbidden` for those who may not delete what it has created, or change what it changed."""
        one = await self.read(actor, identity)
        if one.dry_run:
            raise Conflict("import_not_undoable", status=one.status)
        rights, item = await self._rights(actor), self._object_of(one)
        async with self.records.database.transaction() as session:
            counts = await store.counts(session, identity)
            if counts.created:
                rights.require("delete", item)
            if counts.updated:
                rights.require("update", item)
            if not await store.begin_undo(session, identity):
                raise Conflict("import_not_undoable", status=one.status)
            scopes = None if actor.scopes is None else sorted(actor.scopes)
            await self._jobs.defer(session, UNDO_JOB, identity=identity, user=actor.id, scopes=scopes)
        self.records.hub.ring(CHANNEL)

    async def read(self, actor: Actor, identity: str) -> Import:
        """An import that the actor may know of: their own, for administrators anybody's, as far as they may still import such
        records; `NotFound` otherwise."""
        rights = await self._rights(actor)
        async with self.records.database.session() as session:
            one = await store.read(session, identity)
        if not self._may_know(actor, rights, one):
            raise NotFound("import_unknown")
        return one

    async def newest(self, actor: Actor, object_name: str | None) -> list[dict[str, Any]]:
        """The newest imports that the actor may know of."""
        rights = await self._rights(actor)
        object_id = None if object_name is None else rights.item(object_name).id
        async with self.records.database.session() as session:
            found = await store.newest(session, None if rights.administers else actor.id, object_id)
            known = [one for one in found if self._may_know(actor, rights, one)]
            counts = await store.counts_of(session, [one.id for one in known])
        return [self._tell(one, counts[one.id]) for one in known]

    def _may_know(self, actor: Actor, rights: Rights, one: Import) -> bool:
        item = self.records.catalogue.current.all_objects.get(one.object_id)
        if item is None:  # purged: nothing of it is there to be told of
            return False
        return rights.administers or (one.created_by == actor.id and rights.may("import", item))

    async def progress(self, actor: Actor, identity: str) -> dict[str, Any]:
        """How far one is: its status and counts."""
        one = await self.read(actor, identity)
        async with self.records.database.session() as session:
            return self._tell(one, await store.counts(session, identity))

    async def show(self, actor: Actor, identity: str) -> dict[str, Any]:
        """One import with what is to be known of it: counts, columns, the first problems and conflicts."""
        one = await self.read(actor, identity)
        async with self.records.database.session() as session:
            told = self._tell(one, await store.counts(session, identity))
            faults = await store.faults(session, identity, -1, SHOWN_PROBLEMS)
            conflict_count, conflicts = await store.conflicts(session, identity, SHOWN_PROBLEMS)
        wording = self._wording(actor, one)
        return told | {
            "mapping": one.mapping,
            "options": msgspec.to_builtins(one.options),
            "file": _told_file(one.recognised),
            "problems": [wording.tell(problem, fault.number) for fault in faults for problem in fault.problems],
            "conflict_count": conflict_count,
            "conflicts": [wording.tell(one) for one in conflicts],
            "problem": None if one.problem is None else wording.message(one.problem),
        }

    async def write_refused(self, actor: Actor, identity: str, file: IO[bytes], form: Format) -> str:
        """Writes the rows that have not gone in to `file`; gives a name for it."""
        one = await self.read(actor, identity)
        columns = [column.name for column in one.recognised.columns]
        async with self._writing:
            refused = await asyncio.to_thread(FORMATS[form], file, columns, self._wording(actor, one))
            last = -1
            while True:
                async with self.records.database.session() as session:
                    page = await store.faults(session, identity, last, FAULTS_A_PAGE)
                if not page:
                    break
                await asyncio.to_thread(refused.write, page)
                last = page[-1].number
            await asyncio.to_thread(refused.finish)
        return f"{Path(one.file_name).stem}-{translate('import_rejected_name', actor.locale, {})}.{form}"

    def _tell(self, one: Import, counts: Counts) -> dict[str, Any]:
        return {
            "id": one.id,
            "object": self._object_of(one).name,
            "file_name": one.file_name,
            "status": one.status,
            "dry_run": one.dry_run,
            "progress": _progress(one, counts),
            "expected_rows": one.expected_rows,
            "rows": counts.rows,
            "created": counts.created,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "rejected": counts.rejected,
            "waiting": counts.waiting,
            "related": dict(counts.related),
            "undone": counts.undone,
            "created_at": one.created_at,
            "created_by": one.created_by,
            "started_at": one.started_at,
            "done_at": one.done_at,
        }

    def _wording(self, actor: Actor, one: Import) -> Wording:
        return Wording(self.records.catalogue.current, self._object_of(one), actor.locale)

    def _object_of(self, one: Import) -> Object:
        return self.records.catalogue.current.all_objects[one.object_id]

    async def _rights(self, actor: Actor) -> Rights:
        async def rights(reading: Reading) -> Rights:
            return reading.rights

        return await self.records.read(actor, rights)

    async def _importable(self, actor: Actor, object_name: str) -> tuple[Object, Rights]:
        rights = await self._rights(actor)
        item = rights.full.object(rights.item(object_name).name)
        rights.require("import", item)
        return item, rights

    async def _guess(self, actor: Actor, item: Object, recognised: Recognised) -> dict[str, str | None]:
        columns = [column for column in recognised.columns if not is_reasons(column.name)]

        async def guesses(reading: Reading) -> list[Guess]:
            guessed = guess(item, columns, recognised.sample, reading.rights, reading.context)
            return await borne_out(reading, item, guessed, recognised)

        return {one.column.name: one.target for one in await self.records.read(actor, guesses)}

    def _check(
        self, item: Object, rights: Rights, recognised: Recognised, mapping: Mapping[str, str | None], options: Options
    ) -> None:
        """What would fail at every row is said before any is read."""
        targets = check_mapping(
            item, mapping, recognised.columns, rights, recognised.sample, self.records.context(SYSTEM)
        )
        key_fields(item, Batch(item.name, options.how, (), options.keys))
        mapped = {one.field for one in targets}
        references = {name for name, field in item.fields.items() if field.reference is not None}
        wished = options.create if isinstance(options.create, list) else []
        wrong = {
            "import_key_not_mapped": ("options.key", [name for name in options.keys if name not in mapped]),
            "import_not_a_reference": ("options.create", [name for name in wished if name not in references]),
        }
        problems = [
            Problem(code, place, params={"field": name[:60]})
            for code, (place, names) in wrong.items()
            for name in names
        ]
        if problems:
            raise Invalid("import_options", errors=problems)


def _progress(one: Import, counts: Counts) -> float | None:
    """From 0 to 1; None where nobody knows how many rows there will be."""
    if one.status in ("done", "undone"):
        return 1.0
    return None if one.expected_rows is None else round(min(counts.rows / max(one.expected_rows, 1), 0.99), 3)


def _kept(recognised: Recognised) -> Recognised:
    """What is kept of how a file is read: of its first rows as much as anybody looks at."""
    sample = [row._replace(cells=[_short(cell) for cell in row.cells]) for row in recognised.sample[:SHOWN_ROWS]]
    return replace(recognised, sample=tuple(sample))


def _short(cell: str | None) -> str | None:
    return cell if cell is None or len(cell) <= SHOWN_CHARACTERS else f"{cell[: SHOWN_CHARACTERS - 1]}…"


def _told_file(recognised: Recognised) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(replace(recognised, sample=()))
    return told | {"sample": [row.cells for row in recognised.sample]}
