"""Random conditions for rules, field levels and questions, and the values that they speak of."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from tests.rights.model import Field, Object

TEXTS = ("Alder", "birch", "Birch wood", "CEDAR", "华为", "100%")
PHASES = ("open", "won", "lost")
MARKS = ("vip", "fair", "new")
PHONES = ("+8613800138000", "+8613912345678", "+8618612340000")
NUMBERS = ("11010519491231002X", "310115199001011232", "440306198512240052")


class Conditions:
    """Random conditions: own fields, paths of one or two steps, related records, and who asks."""

    def __init__(self, rng: Random, objects: Mapping[str, Object], users: Sequence[str]) -> None:
        self.rng = rng
        self.objects = objects
        self.users = users

    def any_of(self, name: str, depth: int) -> dict[str, Any]:
        """A condition on an object, nested at most so deep."""
        dice = self.rng.random()
        if depth > 0 and dice < 0.12:
            return {"not": self.any_of(name, depth - 1)}
        if depth > 0 and dice < 0.32:
            parts = [self.any_of(name, depth - 1) for _ in range(self.rng.randint(1, 3))]
            return {self.rng.choice(("and", "or")): parts}
        if depth > 0 and dice < 0.5 and (relations := self.relations(name)):
            return self.related(*self.rng.choice(relations), depth)
        return self.leaf(name)

    def related(self, relation: str, target: str, depth: int) -> dict[str, Any]:
        kind = self.rng.choice(("any", "none", "count"))
        node: dict[str, Any] = {kind: relation}
        if self.rng.random() < 0.6:
            node["where"] = self.any_of(target, depth - 1)
        if kind == "count":
            node |= {"op": self.rng.choice(("eq", "ne", "lt", "lte", "gt", "gte")), "value": self.rng.randint(0, 3)}
        return node

    def relations(self, name: str) -> list[tuple[str, str]]:
        """(relation, the object that it leads to)."""
        own = [(one.name, one.to) for one in self.objects[name].fields.values() if one.type == "references"]
        back = [
            (one.inverse, other.name)
            for other in self.objects.values()
            for one in other.fields.values()
            if one.to == name and one.inverse is not None
        ]
        return [(relation, to) for relation, to in (*own, *back) if to is not None]

    def leaf(self, name: str) -> dict[str, Any]:
        path, one = self.path(name)
        rng = self.rng
        if one.type == "secret" or rng.random() < 0.12:
            return {"field": path, "op": rng.choice(("empty", "not_empty"))}
        match one.type:
            case "integer":
                return {
                    "field": path,
                    "op": rng.choice(("eq", "ne", "lt", "lte", "gt", "gte")),
                    "value": rng.randint(0, 9),
                }
            case "select":
                if rng.random() < 0.5:
                    return {"field": path, "op": rng.choice(("eq", "ne")), "value": rng.choice(PHASES)}
                return {
                    "field": path,
                    "op": rng.choice(("in", "not_in")),
                    "value": rng.sample(PHASES, rng.randint(0, 2)),
                }
            case "phone":
                return {"field": path, "op": rng.choice(("eq", "ne")), "value": rng.choice(PHONES)}
            case "id_number":
                return {"field": path, "op": rng.choice(("eq", "ne")), "value": rng.choice(NUMBERS)}
            case "tags":
                return {
                    "field": path,
                    "op": rng.choice(("has_any", "has_all", "has_none")),
                    "value": rng.sample(MARKS, 1),
                }
            case "reference":
                me: Any = {"me": True}
                value = me if rng.random() < 0.6 else rng.choice(self.users)
                return {"field": path, "op": rng.choice(("eq", "ne")), "value": value}
            case _:
                assert one.type == "text"
                if rng.random() < 0.4:
                    return {"field": path, "op": rng.choice(("eq", "ne")), "value": rng.choice(TEXTS)}
                words = ("BIRCH", "e", "华", "%")
                return {"field": path, "op": rng.choice(("contains", "not_contains")), "value": rng.choice(words)}

    def path(self, name: str) -> tuple[str, Field]:
        """A path of at most two steps that ends at something to compare."""
        steps: list[str] = []
        while True:
            choices = [one for one in self.objects[name].fields.values() if self._comparable(one)]
            if len(steps) < 2 and self.rng.random() < 0.35:
                followed = [one for one in self.objects[name].fields.values() if one.type == "reference"]
                if followed:
                    one = self.rng.choice(followed)
                    steps.append(one.name)
                    name = one.to or ""
                    continue
            one = self.rng.choice(choices)
            return ".".join((*steps, one.name)), one

    @staticmethod
    def _comparable(one: Field) -> bool:
        to_user = one.type == "reference" and one.to == "user"
        return to_user or one.type in ("text", "integer", "select", "phone", "tags", "id_number", "secret")
