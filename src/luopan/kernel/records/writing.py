"""What the writes of one transaction share."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from luopan.kernel.events.log import Change
from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.permissions.grants import Action
from luopan.kernel.permissions.organisation import Organisation
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.records.numbers import Counters
from luopan.kernel.records.reach import reached
from luopan.kernel.records.stewards import Stewards
from luopan.kit.actor import Actor
from luopan.kit.database import Session
from luopan.kit.keyring import Keyring


@dataclass(slots=True)
class Writing:
    """Handed to every write of a transaction. `privileged`: the system writes, or an undo puts back what was.

    The metadata is whole here, whatever the actor may see of it; `rights` says what that is.
    """

    session: Session
    actor: Actor
    snapshot: Snapshot
    context: Context
    change: Change
    counters: Counters
    rights: Rights
    organisation: Organisation
    stewards: Stewards
    keyring: Keyring
    privileged: bool = False

    @property
    def now(self) -> datetime:
        return self.context.now

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        """What is written in the block is taken back by any error, out of the change as well."""
        events, objects = self.change.events, set(self.change.objects)
        try:
            async with self.session.savepoint():
                yield
        except BaseException:
            self.change.events, self.change.objects = events, objects
            raise

    async def reached(self, action: Action, item: Object, ids: Sequence[str]) -> set[str]:
        """Those of these records that the actor may do this with."""
        return await reached(self.session, self.rights, self.context, action, item, ids)
