"""Comments go with the object whose records they are about."""

from luopan.kernel.metadata.model import Snapshot
from luopan.kit.database import Session
from luopan.kit.errors import Problem


class CommentsDependent:
    """Speaks of objects by their permanent ids: nothing holds a change, and what is purged takes its comments along."""

    async def problems(self, session: Session, before: Snapshot, after: Snapshot) -> list[Problem]:
        return []

    async def rename(self, session: Session, before: Snapshot, after: Snapshot) -> None:
        purged = [one for one in before.all_objects if one not in after.all_objects]
        if purged:
            await session.execute("delete from luopan.comments where object_id = any($1)", purged)
