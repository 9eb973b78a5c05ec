"""Rights: every door asks here. Administrators and the system may do everything; nobody else may do anything yet."""

from typing import Literal

from luopan.kernel.metadata.model import Object
from luopan.kit.actor import Actor
from luopan.kit.errors import Forbidden

Action = Literal["create", "read", "update", "delete", "configure"]


def require(actor: Actor, action: Action, item: Object | None = None) -> None:
    """`Forbidden` where the actor may not do this with records of `item` (None: with the workspace itself)."""
    if not actor.is_admin:
        raise Forbidden("forbidden_action", action=action, object=item.name if item else "workspace")
