"""What the writes of one transaction share."""

from dataclasses import dataclass
from datetime import datetime

from luopan.kernel.events.log import Change
from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.records.numbers import Counters
from luopan.kit.actor import Actor
from luopan.kit.database import Session


@dataclass(slots=True)
class Writing:
    """Handed to every write of a transaction. `privileged`: the system writes, or an undo puts back what was."""

    session: Session
    actor: Actor
    snapshot: Snapshot
    context: Context
    change: Change
    counters: Counters
    privileged: bool = False

    @property
    def now(self) -> datetime:
        return self.context.now
