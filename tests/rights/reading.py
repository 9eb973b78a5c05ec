"""What each user reads through each door, compared with the judge."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from tests.rights.conditions import Conditions
from tests.rights.doors import NOT_THERE, REFUSED_OBJECT, Answer, Opened, bare, codes_of, mask, same_empty
from tests.rights.judge import READABLE
from tests.rights.model import Condition, Field, Record
from tests.rights.worlds import SCOPES

SORTABLE = ("text", "integer", "select", "phone", "reference", "datetime")
GROUPABLE = ("text", "integer", "select", "phone", "reference")
NOBODY = "ffffffff-0000-7000-8000-000000000000"
"""The id of no record."""
WAYS = {"administrator", "scope", "sharing_rule", "territory", "share", "record_team", "relation", "delegation"}
WALLS = {"no_right", "out_of_scope"}
RECORD_ACTIONS = ("create", "read", "update", "delete", "transfer", "export")


class Reader:
    """One user at the reading doors of one object."""

    def __init__(self, opened: Opened, user: str, name: str, rng: Random) -> None:
        self.opened = opened
        self.user = user
        self.name = name
        self.rng = rng
        self.judge = opened.judge
        self.fields = opened.world.objects[name].fields
        self.may_read = self.judge.may(user, "read", name)

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        return self.opened.callers[self.user].call(method, path, body)

    def query(self, body: Any) -> Answer:
        return self.call("POST", f"/api/records/{self.name}/query", body)

    def aggregate(self, body: Any) -> Answer:
        return self.call("POST", f"/api/records/{self.name}/aggregate", body)

    def check(self, door: str, record: str, expected: Any, got: Any, answer: Answer) -> None:
        self.opened.check(door, self.user, self.name, record, expected, got, answer)

    def check_status(self, door: str, record: str, allowed: Sequence[int], answer: Answer) -> bool:
        return self.opened.check_status(door, self.user, self.name, record, allowed, answer)

    def check_page(self, door: str, seen: set[str], records: Sequence[Record], answer: Answer) -> None:
        ids = [one["id"] for one in records]
        self.opened.check_members(door, self.user, self.name, seen, ids, answer)

    def seen(self, *, deleted: bool = False) -> set[str]:
        """The records that the user sees."""
        return {
            identity
            for identity, one in self.opened.records[self.name].items()
            if one["deleted"] == deleted and self.judge.visible(self.user, self.name, one)
        }

    def fits(self, where: Condition, seen: set[str]) -> set[str]:
        records = self.opened.records[self.name]
        return {one for one in seen if self.judge.holds(where, self.name, records[one], me=self.user, viewer=self.user)}

    def usable(self, types: Sequence[str]) -> list[str]:
        """The user's own fields of these types that may be sorted, grouped and measured by."""
        fields = [one.name for one in self.fields.values() if one.type in types]
        return [one for one in fields if self.judge.path_usable(self.user, self.name, one)]

    # Lists

    def lists(self) -> None:
        """All pages in some order, every shown value, an exact count; then the recycle bin."""
        if not self.may_read:
            for door, answer in (("list", self.query({})), ("aggregate", self.aggregate({}))):
                self.check_status(door, "(all)", REFUSED_OBJECT, answer)
            return
        sortable = self.usable(SORTABLE)
        sort = [{"field": self.rng.choice(sortable), "dir": self.rng.choice(("asc", "desc"))}] if sortable else []
        self.pages("list", {"sort": sort, "limit": self.rng.choice((7, 20, 100, 1_000)), "count": "exact"})
        self.pages("recycle bin", {"deleted": True, "limit": 1_000, "count": "exact"})

    def pages(self, door: str, body: Record) -> None:
        seen = self.seen(deleted=body.get("deleted", False))
        found: list[Record] = []
        answer = self.query(body)
        while self.check_status(door, "(all)", (200,), answer):
            found += answer.body["records"]
            self.check(door, "(count)", len(seen), answer.body["count"], answer)
            if answer.body["next_cursor"] is None:
                break
            answer = self.query({**body, "cursor": answer.body["next_cursor"]})
        self.check_page(door, seen, found, answer)
        records = self.opened.records[self.name]
        for one in found:
            if one["id"] in records:
                self.opened.check_shown(door, self.user, self.name, records[one["id"]], one, answer)
        self.check_order(door, body, found, answer)

    def check_order(self, door: str, body: Record, found: Sequence[Record], answer: Answer) -> None:
        """Numbers come in their order: a sort by what can't be seen would show."""
        for one in body.get("sort", ()):
            if self.fields[one["field"]].type == "integer":
                values = [record[one["field"]] for record in found if record.get(one["field"]) is not None]
                self.check(door, "(order)", sorted(values, reverse=one["dir"] == "desc"), values, answer)

    def conditions(self, number: int) -> None:
        """Lists and counts under conditions: others' records count as the user sees them; what may not be asked is refused."""
        if not self.may_read:
            return
        seen = self.seen()
        world = self.opened.world
        conditions = Conditions(self.rng, world.objects, list(world.organisation.users))
        for _ in range(number):
            where = conditions.any_of(self.name, 2)
            answer = self.query({"where": where, "select": [], "limit": 1_000, "count": "exact"})
            if not self.judge.usable(self.user, self.name, where):
                self.check_status("refused conditions", "(all)", (422,), answer)
            elif self.check_status("conditions", "(all)", (200,), answer):
                expected = self.fits(where, seen)
                self.check_page("conditions", expected, answer.body["records"], answer)
                self.check("conditions", "(count)", len(expected), answer.body["count"], answer)

    def paths(self, number: int) -> None:
        """Values beyond references."""
        references = [one for one in self.fields.values() if one.type == "reference"]
        for _ in range(number if self.may_read else 0):
            one = self.rng.choice(references)
            assert one.to is not None
            far = self.rng.choice(list(self.opened.world.objects[one.to].fields))
            path = f"{one.name}.{far}"
            answer = self.query({"select": [path], "limit": 1_000})
            if "hidden" in (
                self.judge.ceiling(self.user, self.name, one.name),
                self.judge.ceiling(self.user, one.to, far),
            ):
                self.check_status("refused paths", path, (422,), answer)
            elif self.judge.path_usable(self.user, self.name, one.name) and answer.status == 200:
                self.check_path(path, answer)
            elif self.judge.path_usable(self.user, self.name, one.name):
                self.check_status("paths", path, (200,), answer)

    def check_path(self, path: str, answer: Answer) -> None:
        records = self.opened.records[self.name]
        for one in answer.body["records"]:
            expected = self.judge.value_at(self.user, path, self.name, records[one["id"]], mask)
            self.check("paths", f"{one['id']}.{path}", expected, same_empty(expected, one.get(path)), answer)

    # Groups and sums

    def aggregates(self, number: int) -> None:
        for _ in range(number if self.may_read else 0):
            path = self.group_path()
            measured = self.rng.choice([one.name for one in self.fields.values() if one.type == "integer"])
            body = {
                "group_by": [path],
                "measures": [{"fn": "count", "as": "n"}, {"fn": "sum", "field": measured, "as": "total"}],
                "limit": 10_000,
            }
            answer = self.aggregate(body)
            if all(self.judge.path_usable(self.user, self.name, one) for one in (path, measured)):
                if self.check_status("aggregate", "(all)", (200,), answer):
                    self.check_groups(path, measured, answer)
            else:
                self.check_status("refused aggregates", "(all)", (422,), answer)

    def group_path(self) -> str:
        own = [one.name for one in self.fields.values() if one.type in GROUPABLE]
        far = [
            f"{one.name}.{other.name}"
            for one in self.fields.values()
            if one.type == "reference" and one.to is not None
            for other in self.opened.world.objects[one.to].fields.values()
            if other.type in GROUPABLE
        ]
        return self.rng.choice(own if self.rng.random() < 0.6 else far)

    def check_groups(self, path: str, measured: str, answer: Answer) -> None:
        records = self.opened.records[self.name]
        expected: dict[str, tuple[Any, int, int | None]] = {}
        for identity in self.seen():
            key = self.judge.value_at(self.user, path, self.name, records[identity], mask)
            value = records[identity][measured]
            _, count, total = expected.get(str(key), (key, 0, None))
            expected[str(key)] = (key, count + 1, total if value is None else (total or 0) + value)
        got = {str(row[path]): (row[path], row["n"], whole(row["total"])) for row in answer.body["rows"]}
        for key in sorted(expected.keys() | got.keys()):
            for part in range(3):
                wanted, found = (one[key][part] if key in one else "(no group)" for one in (expected, got))
                self.check("aggregate", f"{path} = {key}", wanted, found, answer)
        self.check("aggregate", "(groups)", len(expected), len(answer.body["rows"]), answer)

    # Single records

    def singles(self, number: int) -> None:
        """Single reads, histories, and why."""
        records = list(self.opened.records[self.name].values())
        for record in self.rng.sample(records, min(number, len(records))):
            visible = not record["deleted"] and self.judge.visible(self.user, self.name, record)
            answer = self.call("GET", f"/api/records/{self.name}/{record['id']}")
            if self.check_status("single", record["id"], self.not_found(visible), answer) and visible:
                self.opened.check_shown("single", self.user, self.name, record, answer.body, answer)
            if not record["deleted"]:
                self.history(record, visible)
                self.why(record, visible)

    def not_found(self, visible: bool) -> Sequence[int]:
        return (200,) if visible else (404,) if self.may_read else REFUSED_OBJECT

    def history(self, record: Record, visible: bool) -> None:
        """Of what the administrator sees in the history: all events, and of each the fields that are not hidden."""
        path = f"/api/records/{self.name}/{record['id']}/history"
        answer = self.call("GET", path)
        if not self.check_status("history", record["id"], self.not_found(visible), answer) or not visible:
            return
        got = {one["id"]: one["changes"] for one in answer.body["events"]}
        for event in self.opened.administrator.done("GET", path)["events"]:
            expected = self.changes(record, event["changes"])
            found = got.pop(event["id"], {})
            for of in sorted(event["changes"].keys() | found.keys()):
                place = f"{record['id']}.{of}"
                self.check("history", place, expected.get(of, NOT_THERE), found.get(of, NOT_THERE), answer)
        self.check("history", f"{record['id']} (more events)", {}, got, answer)

    def changes(self, record: Record, changes: Mapping[str, Any]) -> Record:
        """The stricter meaning: links to records that are hidden are left out of histories too."""
        shown: Record = {}
        for of, change in changes.items():
            one, level = self.fields[of], self.judge.level(self.user, self.name, of, record)
            if level != "hidden" and (level not in READABLE or one.type == "secret"):
                shown[of] = {when: mask(one, value) for when, value in change.items()}
            elif level != "hidden":
                shown[of] = {when: self.without_hidden(one, value) for when, value in change.items()}
        return shown

    def without_hidden(self, one: Field, value: Any) -> Any:
        if one.type != "references" or value is None or one.to is None:
            return value
        records = self.opened.records[one.to]
        return [each for each in value if self.judge.visible(self.user, one.to, records[each])]

    def why(self, record: Record, visible: bool) -> None:
        """Flags as the judge's; of a hidden record exactly what is said of one that does not exist."""
        path = f"/api/records/{self.name}/{record['id']}/why"
        answers = {"why": self.call("GET", path)}
        if self.rng.random() < 0.3:
            answers["why, for the administrator"] = self.opened.administrator.call("GET", f"{path}?user={self.user}")
        writable = visible and self.judge.allowed(self.user, "update", self.name, record)
        for door, answer in answers.items():
            if self.check_status(door, record["id"], (200,), answer):
                flags = [answer.body["visible"], answer.body["writable"]]
                self.check(door, record["id"], [visible, writable], flags, answer)
                rules = {one["rule"] for one in answer.body["because"]}
                self.check(door, record["id"], True, bool(rules) and rules <= (WAYS if visible else WALLS), answer)
                self.check(door, record["id"], not self.may_read, "no_right" in rules, answer)
        if not visible and answers["why"].status == 200:
            nothing = self.call("GET", f"/api/records/{self.name}/{NOBODY}/why")
            self.check("why", record["id"], nothing.body, answers["why"].body, answers["why"])

    # What may not be asked

    def refusals(self) -> None:
        """Hidden and masked fields, and those that depend on the record, are good for nothing but looking."""
        if not self.may_read:
            return
        for one in self.fields.values():
            if not self.judge.path_usable(self.user, self.name, one.name):
                hidden = self.judge.ceiling(self.user, self.name, one.name) == "hidden"
                for door, ask in self.questions(one):
                    answer = ask(one.name)
                    self.check_status(door, one.name, (422,), answer)
                    if hidden:
                        self.check(door, one.name, codes_of(ask("no_such_field")), codes_of(answer), answer)

    def questions(self, one: Field) -> list[tuple[str, Callable[[str], Answer]]]:
        """Ways to ask about a field."""
        asked: list[tuple[str, Callable[[str], Answer]]] = [
            ("refused conditions", lambda of: self.query({"where": {"not": {"field": of, "op": "empty"}}})),
        ]
        if one.type in SORTABLE:
            asked.append(("refused sorts", lambda of: self.query({"sort": [{"field": of}]})))
        if one.type in GROUPABLE:
            asked.append(("refused aggregates", lambda of: self.aggregate({"group_by": [of]})))
            distinct = "count_distinct"
            asked.append(
                ("refused aggregates", lambda of: self.aggregate({"measures": [{"fn": distinct, "field": of}]}))
            )
        if self.judge.ceiling(self.user, self.name, one.name) == "hidden":
            asked.append(("refused selections", lambda of: self.query({"select": [of]})))
        return asked


# What a user may know of the objects themselves


def metadata(opened: Opened, user: str) -> None:
    """`/api/meta` and OpenAPI name the objects that the user reads and the fields that exist for them, and no others."""
    caller = opened.callers[user]
    answer = caller.call("GET", "/api/meta")
    if opened.check_status("metadata", user, "(all)", "", (200,), answer):
        described = {one["name"]: one for one in answer.body["objects"]}
        for name in opened.world.own():
            _check_object(opened, user, name, described.get(name), answer)
        if not opened.judge.is_administrator(user):
            for name in ("role", "sharing_rule", "territory"):
                opened.check("metadata", user, name, "", False, name in described, answer)
    answer = caller.call("GET", "/openapi.json")
    if opened.check_status("openapi", user, "(all)", "", (200,), answer):
        schemas = answer.body["components"]["schemas"]
        for name in opened.world.own():
            schema = schemas.get(name)
            _check_fields(opened, "openapi", user, name, schema and schema["properties"], answer)
            known = opened.judge.known_fields(user, name)
            written = set(schemas.get(f"{name}.write", {}).get("properties", {})) - {"id", "version"}
            opened.check("openapi", user, f"{name}.write", "", set(), written - known, answer)


def _check_object(opened: Opened, user: str, name: str, described: Any, answer: Answer) -> None:
    fields = described and {one["name"] for one in described["fields"]}
    _check_fields(opened, "metadata", user, name, fields, answer)
    if described and opened.judge.may(user, "read", name):
        own = set(opened.world.own())
        relations = {one["name"] for one in described["relations"] if one["to"] in own}
        known = _relations(opened, user, name, lambda other, of: opened.judge.ceiling(user, other, of) != "hidden")
        usable = _relations(opened, user, name, lambda other, of: opened.judge.path_usable(user, other, of))
        opened.check("metadata", user, name, "(relations)", usable, relations & usable, answer)
        opened.check("metadata", user, name, "(more relations)", set(), relations - known, answer)


def _check_fields(opened: Opened, door: str, user: str, name: str, fields: Any, answer: Answer) -> None:
    judge = opened.judge
    if not judge.may(user, "read", name):
        opened.check(door, user, name, "(object)", True, not fields, answer)
        return
    known, found = judge.known_fields(user, name), set(fields or ())
    for of in opened.world.objects[name].fields:
        opened.check(door, user, name, of, of in known, of in found, answer)
    opened.check(door, user, name, "(more)", set(), found - known - {"id", "version", "deleted_at"}, answer)


def _relations(opened: Opened, user: str, name: str, fits: Callable[[str, str], bool]) -> set[str]:
    """Relations, by fields that fit, between objects that the user reads."""
    own = [one for one in opened.world.own() if opened.judge.may(user, "read", one)]
    found: set[str] = set()
    for other in own:
        for one in opened.world.objects[other].fields.values():
            if one.to in own and fits(other, one.name):
                if one.to == name and one.inverse is not None:
                    found.add(one.inverse)
                if other == name and one.type == "references":
                    found.add(one.name)
    return found


def rights(opened: Opened, user: str, rng: Random) -> None:
    """What `/api/users/{id}/rights` tells: somebody of themselves, the administrator of everybody, nobody else."""
    judge = opened.judge
    path = f"/api/users/{user}/rights"
    answer = opened.callers[user].call("GET", path)
    if opened.check_status("rights", user, "(all)", "", (200,), answer):
        opened.check(
            "rights", user, "(administrator)", "", judge.is_administrator(user), answer.body["administrator"], answer
        )
        own = () if judge.is_administrator(user) else opened.world.own()
        for name in own:
            told = answer.body["objects"].get(name, {"actions": {}, "fields": {}})
            for action in RECORD_ACTIONS if judge.may(user, "read", name) else ():
                scopes = judge.scopes(user, action, name)
                got = set(told["actions"].get(action, ())) & set(SCOPES)
                opened.check("rights", user, name, action, scopes, got, answer)
            for of in opened.world.objects[name].fields if judge.may(user, "read", name) else ():
                span = span_of(judge.floor(user, name, of), judge.ceiling(user, name, of))
                opened.check("rights", user, name, of, span, told["fields"].get(of, "write"), answer)
    other = rng.choice(list(opened.callers))
    allowed = (200,) if other == user or judge.is_administrator(other) else (403, 404)
    opened.check_status("rights", other, "user", user, allowed, opened.callers[other].call("GET", path))


def span_of(floor: str, ceiling: str) -> str:
    """The levels of a field on all records, as one word or two."""
    ends = ["masked" if one == "blind" else one for one in (floor, ceiling)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def directory(opened: Opened, user: str, rng: Random) -> None:
    """Everybody reads of everybody what the directory tells, and no more."""
    judge = opened.judge
    other = rng.choice(list(opened.world.organisation.users))
    answer = opened.callers[user].call("GET", f"/api/records/user/{other}")
    if not opened.check_status("directory", user, "user", other, (200,), answer):
        return
    record = opened.records["user"][other]
    for of, one in opened.world.objects["user"].fields.items():
        got = bare(one, answer.body.get(of))
        opened.check("directory", user, "user", f"{other}.{of}", record[of], got, answer)
    if judge.level(user, "user", "roles", record) == "hidden":
        more = answer.body.keys() - judge.objects["user"].fields.keys() - {"id", "version"}
        opened.check("directory", user, "user", f"{other} (more)", set(), more, answer)


def whole(number: Any) -> int | None:
    """A sum of whole numbers, however it is written."""
    return None if number is None else int(Decimal(str(number)))
