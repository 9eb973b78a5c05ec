"""The doors to records, as one process has them: every read and every write begins here, with an actor."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from luopan.kernel.events.log import CHANNEL, Change
from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.store import Catalogue, StaleMetadata, hold_version
from luopan.kernel.metadata.workspace import Workspace, load_workspace
from luopan.kernel.permissions.organisation import touch
from luopan.kernel.permissions.rights import Permissions, Rights
from luopan.kernel.records.numbers import Counters
from luopan.kernel.records.read import Reading
from luopan.kernel.records.stewards import Stewards
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import SYSTEM, Actor
from luopan.kit.clock import Clock
from luopan.kit.database import Database, Session
from luopan.kit.errors import LuopanError
from luopan.kit.keyring import Keyring
from luopan.kit.notify import Hub

Result = TypeVar("Result")

ATTEMPTS = 5


class Records:
    """Reads and writes of records. `read` and `write` are for edges (endpoints, jobs, commands): they open the transaction."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        permissions: Permissions,
        hub: Hub,
        clock: Clock,
        stewards: Stewards,
        keyring: Keyring,
    ) -> None:
        self.database = database
        self.catalogue = catalogue
        self.permissions = permissions
        self.hub = hub
        self.clock = clock
        self.stewards = stewards
        self.keyring = keyring
        self.counters = Counters(database)
        self._workspace: Workspace | None = None

    async def reload(self) -> None:
        """Reads the workspace, the organisation and the metadata anew."""
        async with self.database.session() as session:
            self._workspace = await load_workspace(session)
            await self.permissions.reload_with(session)
        await self.catalogue.reload()

    @property
    def workspace(self) -> Workspace:
        if self._workspace is None:
            raise RuntimeError("Records.reload has not been called")
        return self._workspace

    def context(self, actor: Actor) -> Context:
        """What values are read by, now."""
        workspace = self.workspace
        return Context(self.clock(), workspace.zone, workspace.currency, workspace.country, actor.id)

    def rights(self, actor: Actor) -> Rights:
        """What the actor may do; `Unauthenticated` where they are nobody any more."""
        return self.permissions.of(actor, self.catalogue.current)

    def reading(self, session: Session, actor: Actor) -> Reading:
        return Reading(session, actor, self.rights(actor), self.context(actor))

    async def writing(
        self,
        session: Session,
        actor: Actor,
        kind: str,
        cause: Mapping[str, Any] | None = None,
        undoes: str | None = None,
    ) -> Writing:
        """Begins the change of a transaction; `StaleMetadata` where this process has not yet seen the newest metadata, or
        the newest organisation."""
        snapshot = self.catalogue.current
        rights_version = await hold_version(session, snapshot)
        if rights_version != self.permissions.organisation.version:
            raise StaleMetadata()
        session.after_commit(self._ring)
        context = self.context(actor)
        change = Change(actor, context.now, kind, cause or {}, undoes)
        return Writing(
            session,
            actor,
            snapshot,
            context,
            change,
            self.counters,
            self.rights(actor),
            self.permissions.organisation,
            self.stewards,
            self.keyring,
            privileged=actor is SYSTEM,
        )

    async def read(self, actor: Actor, work: Callable[[Reading], Awaitable[Result]]) -> Result:
        """Runs a read. One that fails because this process is a moment behind others is tried again with the newest."""
        versions = self._versions
        try:
            async with self.database.session() as session:
                return await work(self.reading(session, actor))
        except LuopanError:
            await self.reload()
            if self._versions == versions:
                raise
        async with self.database.session() as session:
            return await work(self.reading(session, actor))

    async def write(
        self,
        actor: Actor,
        kind: str,
        work: Callable[[Writing], Awaitable[Result]],
        *,
        cause: Mapping[str, Any] | None = None,
        undoes: str | None = None,
    ) -> Result:
        """Runs writes in one transaction, again from the start where the metadata has changed meanwhile."""

        async def attempt(session: Session) -> Result:
            writing = await self.writing(session, actor, kind, cause, undoes)
            result = await work(writing)
            await self._finish(writing)
            return result

        for _ in range(ATTEMPTS):
            try:
                return await self.database.in_transaction(attempt)
            except StaleMetadata:
                await self.reload()
        raise StaleMetadata()

    @property
    def _versions(self) -> tuple[int, int]:
        return self.catalogue.current.version, self.permissions.organisation.version

    async def _finish(self, writing: Writing) -> None:
        """Lets the stewards of what was touched have the last word."""
        touched = [one for object_id, one in self.stewards.items() if object_id in writing.change.objects]
        if touched and not await touch(writing.session, writing.organisation.version):
            raise StaleMetadata()
        for steward in touched:
            await steward.finish(writing)

    def _ring(self) -> None:
        self.hub.ring(CHANNEL)
