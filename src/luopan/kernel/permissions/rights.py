"""Rights: what one actor may do, now. Every door asks here, and nowhere else."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.permissions.grants import Action
from luopan.kernel.permissions.openings import CLOSED
from luopan.kernel.permissions.organisation import Organisation, Person, load_organisation, newest_version
from luopan.kernel.permissions.policy import FULL, Policy, Principal, Way
from luopan.kernel.permissions.shown import Access
from luopan.kit.actor import Actor
from luopan.kit.clock import Clock
from luopan.kit.database import Database, Session
from luopan.kit.errors import Forbidden, Unauthenticated

CHANNEL = "luopan_rights"
KEPT_ACTORS = 5_000
KEPT_POLICIES = 500

EVERY_WAY: tuple[Way, ...] = ((None,),)


@dataclass(frozen=True)
class Rights:
    """What an actor may do. `view` is the metadata as they see it. No policy: the system itself, which may do everything."""

    view: Snapshot
    full: Snapshot
    policy: Policy | None = None
    administers: bool = True
    _values: dict[str, Any] = field(default_factory=dict[str, Any])

    def require(self, action: Action, item: Object | None = None) -> None:
        """`Forbidden` where they may not do this with any record of `item` (None: with the workspace itself)."""
        if not self.may(action, item):
            raise Forbidden("forbidden_action", action=action, object=item.name if item else "workspace")

    def require_administrator(self) -> None:
        if not self.administers:
            raise Forbidden("forbidden_action", action="configure", object="workspace")

    def may(self, action: Action, item: Object | None = None) -> bool:
        if self.policy is None:
            return True
        if item is None:
            return self.policy.may_everywhere(action)
        return self.policy.opening(item, "read") != CLOSED and self.policy.opening(item, action) != CLOSED

    def unlimited(self, action: Action, item: Object) -> bool:
        """Whether the action may be done with every record of `item`."""
        return self.policy is None or (None,) in self.policy.ways(item, action)

    def ways(self, action: Action, item: Object) -> tuple[Way, ...]:
        """The ways to the records that the action may be done with."""
        return EVERY_WAY if self.policy is None else self.policy.ways(item, action)

    def lasting(self, item: Object) -> tuple[Way, ...]:
        """The ways to the records that they may share with others."""
        return EVERY_WAY if self.policy is None else self.policy.lasting(item)

    def access(self, item: Object, one: Field) -> Access:
        return FULL if self.policy is None else self.policy.access(item, one)

    @property
    def mark(self) -> str:
        """Tells who they are within their policy: the same people, departments and grantees."""
        return repr(sorted((key, value) for key, value in self._values.items() if key.startswith("p")))

    def values(self, context: Context) -> Mapping[str, Any]:
        """The parameters that openings and accesses need."""
        return self._values if self.policy is None else self.policy.values(context, self._values)

    def item(self, name: str) -> Object:
        """The object of that name as they see it; `Forbidden` where it is there, and not for them."""
        found = self.view.objects.get(name)
        if found is None:
            item = self.full.object(name)
            raise Forbidden("forbidden_action", action="read", object=item.name)
        return found


class Permissions:
    """The rights of everyone, in one process. Load it once (`reload`), and again at every notification on `CHANNEL`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._organisation: Organisation | None = None
        self._policies: OrderedDict[Any, Policy] = OrderedDict()
        self._compiled_for: Snapshot | None = None
        self._actors: OrderedDict[Any, tuple[Rights, datetime | None]] = OrderedDict()

    @property
    def organisation(self) -> Organisation:
        if self._organisation is None:
            raise RuntimeError("Permissions.reload has not been called")
        return self._organisation

    async def reload(self) -> None:
        """Reads the organisation anew, where it has changed."""
        async with self._database.session() as session:
            await self.reload_with(session)

    async def reload_with(self, session: Session) -> None:
        known = self._organisation
        if known is not None and known.version == await newest_version(session):
            return
        fresh = await load_organisation(session)
        if self._organisation is None or fresh.version > self._organisation.version:
            self._organisation = fresh
            self._actors.clear()

    def of(self, actor: Actor, snapshot: Snapshot) -> Rights:
        """What the actor may do; `Unauthenticated` where they are nobody any more."""
        if actor.id is None and actor.is_system:
            return Rights(snapshot, snapshot)
        key = actor.id, actor.scopes, snapshot.version
        known = self._actors.get(key)
        now = self._clock()
        if known is not None and known[0].full is snapshot and (known[1] is None or now < known[1]):
            return known[0]
        person = None if actor.id is None else self.organisation.people.get(actor.id)
        if person is None or not person.active:
            raise Unauthenticated("token_unknown")
        rights = self.rights_of(person, snapshot, self.organisation, actor.scopes)
        self._actors[key] = rights, self.organisation.next_turn(now)
        if len(self._actors) > KEPT_ACTORS:
            self._actors.popitem(last=False)
        return rights

    def rights_of(
        self, person: Person, snapshot: Snapshot, organisation: Organisation, scopes: frozenset[str] | None = None
    ) -> Rights:
        """What somebody may do in an organisation: this one, or one that is only thought of."""
        acting = self.acting(person, organisation)
        policy = self._policy(acting, snapshot, organisation, scopes)
        values: dict[str, Any] = {}
        for index, one in enumerate(acting):
            values |= {
                f"p{index}_own": [one.id],
                f"p{index}_team": organisation.team_mates(one),
                f"p{index}_reports": organisation.reports(one),
                f"p{index}_department": [one.department] if one.department else [],
                f"p{index}_subdepartments": organisation.subdepartments(one),
                f"p{index}_grantees": organisation.grantees(one),
            }
        everything = policy.administers and scopes is None
        view = snapshot if everything else policy.view
        return Rights(view, snapshot, None if everything else policy, everything, values)

    def acting(self, person: Person, organisation: Organisation) -> list[Person]:
        """Somebody, and those they stand in for."""
        absent = (organisation.people.get(one) for one in organisation.absent_at(person.id, self._clock()))
        return [person, *(one for one in absent if one is not None and one.active)]

    def _policy(
        self, acting: list[Person], snapshot: Snapshot, organisation: Organisation, scopes: frozenset[str] | None
    ) -> Policy:
        """The policy of people with these roles and rules: one for all who have the same."""
        principals: list[Principal] = []
        for index, one in enumerate(acting):
            grantees = set(organisation.grantees(one))
            rules = tuple(rule for rule in organisation.rules if rule.grantee in grantees)
            roles = tuple(role for role in organisation.roles_of(one) if index == 0 or not role.administers)
            principals.append(Principal(f"p{index}", roles, rules))
        if self._compiled_for is not snapshot:
            self._policies.clear()
            self._compiled_for = snapshot
        key = (
            scopes,
            tuple(
                (tuple(role.mark for role in one.roles), tuple(rule.mark for rule in one.rules)) for one in principals
            ),
        )
        found = self._policies.get(key)
        if found is None:
            found = self._policies[key] = Policy(snapshot, tuple(principals), scopes)
            if len(self._policies) > KEPT_POLICIES:
                self._policies.popitem(last=False)
        else:
            self._policies.move_to_end(key)
        return found
