"""What speaks of objects and fields by name without being metadata itself (roles, rules). Other rooms bring it."""

from typing import Protocol

from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.metadata.names import Follow, renaming
from luopan.kit.database import Session
from luopan.kit.errors import Problem


class Dependent(Protocol):
    """Something to be asked before the metadata changes, and told when it has."""

    async def problems(self, session: Session, before: Snapshot, after: Snapshot) -> list[Problem]:
        """What would no longer be understood."""
        ...

    async def rename(self, session: Session, before: Snapshot, after: Snapshot) -> None:
        """Says the new names, in the transaction of the change."""
        ...


def renamed_objects(before: Snapshot, after: Snapshot) -> dict[str, str]:
    """New names of objects by their old ones, where they differ."""
    return {
        item.name: after.all_objects[item.id].name
        for item in before.objects.values()
        if item.id in after.all_objects and after.all_objects[item.id].name != item.name
    }


def following(before: Snapshot, after: Snapshot) -> Follow:
    """Says the new names of fields and relations."""
    names: dict[tuple[str, str], str] = {}
    for item in before.objects.values():
        new = after.all_objects.get(item.id)
        if new is None:
            continue
        for field in item.own_fields:
            if field.id in new.by_id:
                names[item.id, field.name] = new.by_id[field.id].name
        renamed = {(one.source.id, one.field.id, one.kind): name for name, one in after.relations(new).items()}
        for name, one in before.relations(item).items():
            names[item.id, name] = renamed.get((one.source.id, one.field.id, one.kind), name)
    return renaming(before, names)
