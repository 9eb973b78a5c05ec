"""What each user tries to write, compared with the judge; what went through changes the world, and the judge with it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from tests.rights.doors import DOTS, REFUSED_OBJECT, Answer, Opened, codes_of
from tests.rights.judge import ACTIONS, READABLE, WRITABLE, Judge
from tests.rights.model import Delegation, Field, Grantee, Record, Share
from tests.rights.reading import NOBODY
from tests.rights.worlds import ADMINISTRATOR, SECRET, SYSTEM_FIELDS, random_value

TIMES = ("created_at", "updated_at")
REFUSED = (403, 404, 409, 422)


class Writer:
    """One user at the writing doors of one object. A verdict is the statuses that may refuse; where it is empty, none may."""

    def __init__(self, opened: Opened, user: str, name: str, rng: Random) -> None:
        self.opened = opened
        self.user = user
        self.name = name
        self.rng = rng
        self.item = opened.world.objects[name]
        self.own = [one for one in self.item.fields.values() if one not in SYSTEM_FIELDS]
        self.may_read = opened.judge.may(user, "read", name)

    @property
    def judge(self) -> Judge:
        return self.opened.judge

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        return self.opened.callers[self.user].call(method, f"/api/records/{self.name}{path}", body)

    def check(self, door: str, record: str, expected: Any, got: Any, answer: Answer) -> bool:
        return self.opened.check(door, self.user, self.name, record, expected, got, answer)

    def check_verdict(self, door: str, record: str, verdict: set[int], answer: Answer, success: int = 200) -> bool:
        """Whether the answer is what the verdict says; true where the call went through, and rightly so."""
        allowed = sorted(verdict) or (success,)
        return self.opened.check_status(door, self.user, self.name, record, allowed, answer) and not verdict

    def some(self, *, deleted: bool = False) -> Record | None:
        """A record, more often than not one that the user sees."""
        records = [one for one in self.opened.records[self.name].values() if one["deleted"] == deleted]
        seen = [one for one in records if self.judge.visible(self.user, self.name, one)]
        return self.rng.choice(seen if seen and self.rng.random() < 0.8 else records) if records else None

    # Verdicts

    def unseen(self, record: Record, action: str) -> set[int]:
        """Not found; or forbidden, where no record of the object could be written."""
        if self.judge.visible(self.user, self.name, record):
            return set()
        may = self.may_read and self.judge.may(self.user, action, self.name)
        return {404} if may else set(REFUSED_OBJECT)

    def verdict(self, old: Record, new: Record, written: Mapping[str, Any], after: Judge | None = None) -> set[int]:
        """Of an edit: as the record was and as it becomes; of a transfer: as it was."""
        after = after or self.judge.having(self.name, new)
        if unseen := self.unseen(
            old, "update"
        ):  # what no record of the object would take may be refused before it is looked for
            never = [of for of in written if self.judge.ceiling(self.user, self.name, of) not in WRITABLE]
            return unseen.union(*(self.refuses_field(of) for of in never))
        found: set[int] = set()
        moves = (old["owner"], old["department"]) != (new["owner"], new["department"])
        if moves and not self.judge.allowed(self.user, "transfer", self.name, old):
            found.add(403)
        if not moves and not self.judge.allowed(self.user, "update", self.name, old):
            found.add(403)
        if not moves and not after.allowed(self.user, "update", self.name, new):
            found.add(403)
        for of, value in written.items():
            levels = {self.judge.level(self.user, self.name, of, old), after.level(self.user, self.name, of, new)}
            if not levels <= set(WRITABLE):
                found |= self.refuses_field(of)
            if self.points_at_hidden(of, value):
                found.add(422)
        return found

    def refuses_field(self, of: str) -> set[int]:
        """A field that does not exist for the user is an error of the request."""
        return {422} if self.judge.ceiling(self.user, self.name, of) == "hidden" else {403, 422}

    def points_at_hidden(self, of: str, value: Any) -> bool:
        one = self.item.fields[of]
        ids = value if one.type == "references" else [value] if one.type == "reference" and value is not None else []
        return any(self.judge.follow(one, identity, self.user) is None for identity in ids)

    # What is tried

    def random_changes(self, record: Record, fields: int) -> Record:
        """New values for some fields, each another than the present one."""
        known = {name: list(records) for name, records in self.opened.records.items()}
        known["user"] = list(self.opened.world.organisation.users)
        changes: Record = {}
        for one in self.rng.sample(self.own, min(fields, len(self.own))):
            value = random_value(self.rng, one, known)
            if one.to is not None and self.rng.random() < 0.7:
                value = self.mostly_seen(one, value)
            if self.becomes(record, one, value) != record[one.name]:
                changes[one.name] = value
        return changes

    def mostly_seen(self, one: Field, value: Any) -> Any:
        """Of what a reference might point at, what the user sees."""
        if one.type == "references":
            return [each for each in value if self.judge.follow(one, each, self.user) is not None]
        return value if self.judge.follow(one, value, self.user) is not None else None

    def becomes(self, record: Record, one: Field, value: Any) -> Any:
        """What a field will read: links to hidden records survive, secrets don't show."""
        if one.type == "secret":
            return value and DOTS
        if one.type != "references":
            return value
        kept = [each for each in record[one.name] if self.judge.follow(one, each, self.user) is None]
        return sorted({*value, *kept})

    def changed(self, record: Record, changes: Mapping[str, Any]) -> Record:
        values = {of: self.becomes(record, self.item.fields[of], value) for of, value in changes.items()}
        new = {**record, **values, "updated_by": self.user}
        if "owner" in changes and "department" not in changes:
            new["department"] = self.home(changes["owner"])
        return new

    def home(self, user: str | None) -> str | None:
        return None if user is None else self.opened.world.organisation.users[user].department

    # Edits

    def edit(self) -> None:
        """One record: a few fields, or its owner, or its department."""
        old = self.some()
        if old is None:
            return
        changes = (
            self.transferring(old) if self.rng.random() < 0.25 else self.random_changes(old, self.rng.randint(1, 2))
        )
        if not changes:
            return
        new = self.changed(old, changes)
        verdict = self.verdict(old, new, changes)
        answer = self.call("PATCH", f"/{old['id']}", changes)
        door = "transfer" if changes.keys() & {"owner", "department"} else "edit"
        went_through = self.check_verdict(door, old["id"], verdict, answer)
        self.check_written(door, old, new if went_through else old, answer)
        if went_through and self.judge.visible(self.user, self.name, self.opened.records[self.name][old["id"]]):
            record = self.opened.records[self.name][old["id"]]
            self.opened.check_shown(door, self.user, self.name, record, answer.body, answer)
        self.check_hidden_is_nothing(old, changes, verdict, answer)
        if self.unseen(old, "update"):
            nothing = self.call("PATCH", f"/{NOBODY}", changes)
            told = [(one.status, codes_of(one)) for one in (nothing, answer)]
            self.check(door, f"{old['id']} (as no record at all)", *told, answer)

    def transferring(self, old: Record) -> Record:
        organisation = self.opened.world.organisation
        of, pool = self.rng.choice(
            (("owner", list(organisation.users)), ("department", list(organisation.departments)))
        )
        value = self.rng.choice(pool)
        return {} if value == old[of] else {of: value}

    def check_written(self, door: str, old: Record, expected: Record, answer: Answer) -> None:
        """What the administrator reads now is what was to be written, and no more."""
        found = self.opened.refresh(self.name, old["id"])
        untold = {"version", "deleted", *(TIMES if answer.status < 300 else ())}
        for of in expected.keys() - untold:
            place = f"{old['id']}.{of} (written)"
            got = self.sorted_links(of, found and found[of])
            self.check(door, place, self.sorted_links(of, expected[of]), got, answer)

    def sorted_links(self, of: str, value: Any) -> Any:
        """Links to records in the recycle bin are not read, whoever asks."""
        one = self.item.fields.get(of)
        if one is None or one.type != "references" or value is None:
            return value
        return sorted(each for each in value if self.judge.follow(one, each, None) is not None)

    def check_hidden_is_nothing(self, old: Record, changes: Record, verdict: set[int], answer: Answer) -> None:
        """A reference to a hidden record is refused as one to no record at all."""
        for of, value in changes.items():
            is_one = self.item.fields[of].type == "reference"
            if verdict == {422} and len(changes) == 1 and is_one and self.points_at_hidden(of, value):
                nothing = self.call("PATCH", f"/{old['id']}", {of: NOBODY})
                self.check("edit", f"{old['id']}.{of} (hidden)", codes_of(nothing), codes_of(answer), answer)

    def bulk(self) -> None:
        """Many records at once, each row answered for itself. Rows that decide about one another are left open."""
        records = [one for one in self.opened.alive(self.name) if self.rng.random() < 0.5]
        changes = {one["id"]: self.random_changes(one, 1) for one in records}
        rows = [one for one in records if changes[one["id"]]]
        new = {one["id"]: self.changed(one, changes[one["id"]]) for one in rows}
        alone = {one["id"]: self.verdict(one, new[one["id"]], changes[one["id"]]) for one in rows}
        together = self.judge
        for one in rows:
            if not alone[one["id"]]:
                together = together.having(self.name, new[one["id"]])
        body = {"mode": "update", "records": [{"id": one, **changes[one]} for one in new]}
        answer = self.call("POST", "/bulk", body)
        if answer.status != 200:
            may = self.may_read and self.judge.may(self.user, "update", self.name)
            self.opened.check_status("bulk", self.user, self.name, "(all)", (200,) if may else REFUSED, answer)
            return
        statuses = [one["status"] for one in answer.body["results"]]
        for one, result in zip(rows, answer.body["results"], strict=True):
            identity = one["id"]
            after = together.having(self.name, new[identity])
            among_others = self.verdict(one, new[identity], changes[identity], after)
            if bool(alone[identity]) == bool(among_others):
                asked = Answer(200, result, f"{answer.call.partition('{')[0]} {changes[identity]}: {result}")
                self.check("bulk", identity, "failed" if among_others else "updated", result["status"], asked)
        for one, status in zip(rows, statuses, strict=True):
            written = new[one["id"]] if status == "updated" else one
            self.check_written("bulk", one, written, answer)

    def create(self) -> None:
        """A new record, of one's own or in another's name."""
        if not self.may_read:
            return
        empty: Record = {one.name: [] if one.type == "references" else None for one in self.own}
        values = self.random_changes(empty, self.rng.randint(1, 4))
        organisation = self.opened.world.organisation
        if self.rng.random() < 0.4:
            values["owner"] = self.rng.choice([None, *organisation.users])
        if self.rng.random() < 0.3:
            values["department"] = self.rng.choice(list(organisation.departments))
        identity = self.opened.world.new_id()
        owner = values.get("owner", self.user)
        new = {**empty, "owner": owner, "department": self.home(owner), **self.changed(empty, values)}
        new |= {"id": identity, "deleted": False, "version": 1, **dict.fromkeys(TIMES)}
        new |= {"created_by": self.user, "updated_by": self.user}
        verdict = self.verdict_of_new(new, values)
        answer = self.call("POST", "", {"id": identity, **values})
        if self.check_verdict("create", identity, verdict, answer, 201):
            self.check_written("create", new, new, answer)
        else:
            self.opened.refresh(self.name, identity)
            self.check("create", identity, False, identity in self.opened.records[self.name], answer)

    def verdict_of_new(self, new: Record, written: Mapping[str, Any]) -> set[int]:
        after = self.judge.having(self.name, new)
        found = set[int]() if after.allowed(self.user, "create", self.name, new) else {403}
        for of, value in written.items():
            if after.level(self.user, self.name, of, new) not in WRITABLE:
                found |= self.refuses_field(of)
            if self.points_at_hidden(of, value):
                found.add(422)
        return found

    # The recycle bin

    def delete(self) -> None:
        """A record that nothing refers to; back again, if whoever deleted it may."""
        record = self.some()
        if record is None or self.is_pointed_at(record):
            return
        verdict = self.unseen(record, "delete") or self.lacking("delete", record)
        answer = self.call("DELETE", f"/{record['id']}")
        deleted = self.check_verdict("delete", record["id"], verdict, answer, 204)
        self.opened.read_again()
        self.check("delete", record["id"], deleted, self.opened.records[self.name][record["id"]]["deleted"], answer)

    def restore(self) -> None:
        record = self.some(deleted=True)
        if record is None:
            return
        verdict = self.unseen(record, "delete") or self.lacking("delete", record)
        answer = self.call("POST", f"/{record['id']}/restore")
        restored = self.check_verdict("restore", record["id"], verdict, answer)
        self.opened.read_again()
        self.check(
            "restore", record["id"], not restored, self.opened.records[self.name][record["id"]]["deleted"], answer
        )

    def lacking(self, action: str, record: Record) -> set[int]:
        return set() if self.judge.allowed(self.user, action, self.name, record) else {403}

    def is_pointed_at(self, record: Record) -> bool:
        return any(
            other[one.name] == record["id"]
            for name in self.opened.world.own()
            for one in self.opened.world.objects[name].fields.values()
            if one.type == "reference" and one.to == self.name
            for other in self.opened.records[name].values()
        )

    # Undo, shares, secrets

    def undo(self) -> None:
        """The administrator changes a field; the user tries to take it back, as one event or as a whole change."""
        old = self.some()
        plain = [one for one in self.own if one.to is None and one.type != "secret"]
        one = self.rng.choice(plain)
        changes = {one.name: random_value(self.rng, one, {})}
        if old is None or changes[one.name] == old[one.name]:
            return
        administrator = self.opened.administrator
        path = f"/api/records/{self.name}/{old['id']}"
        administrator.done("PATCH", path, changes)
        event = administrator.done("GET", f"{path}/history")["events"][0]
        changed = self.opened.refresh(self.name, old["id"])
        assert changed is not None
        back = {**changed, one.name: old[one.name], "updated_by": self.user}
        verdict = self.verdict(changed, back, {one.name: old[one.name]})
        as_event = self.rng.random() < 0.6
        if as_event:
            answer = self.call("POST", f"/{old['id']}/undo", {"event": event["id"]})
        else:
            answer = self.opened.callers[self.user].call("POST", f"/api/changes/{event['change']}/undo")
        unseen = self.unseen(changed, "update")
        allowed = unseen if unseen and as_event else REFUSED if as_event else (200, *REFUSED)
        self.opened.check_status(
            "undo", self.user, self.name, old["id"], sorted(allowed) if verdict else (200,), answer
        )
        asked = answer if not verdict else Answer(409, answer.body, answer.call)
        self.check_written("undo", changed, changed if verdict else back, asked)

    def share(self) -> None:
        """Whoever edits a record in their own right may share it."""
        record = self.some()
        organisation = self.opened.world.organisation
        grantee = Grantee("user", self.rng.choice(list(organisation.users)))
        if record is None or any((one.record, one.grantee) == (record["id"], grantee) for one in organisation.shares):
            return
        verdict = self.refuses_sharing(record)
        until = (self.opened.now + timedelta(days=1)).replace(microsecond=0)
        access = self.rng.choice(("read", "write"))
        body = {"with": {"user": grantee.id}, "access": access, "until": until.isoformat()}
        answer = self.call("POST", f"/{record['id']}/shares", body)
        allowed: Sequence[int] = sorted(verdict) or (200, 201)
        self.opened.check_status("share", self.user, self.name, record["id"], allowed, answer)
        if answer.status < 300:
            organisation.shares.append(Share(self.name, record["id"], grantee, access, until))
            self.opened.judge = self.opened.judged()

    def unshare(self) -> None:
        """And takes back what was shared."""
        shared = [one for one in self.opened.world.organisation.shares if one.object == self.name]
        one = self.rng.choice(shared) if shared else None
        record = self.opened.records[self.name].get(one.record) if one is not None else None
        if one is None or record is None or record["deleted"]:
            return
        path = f"/{record['id']}/shares"
        listed = self.opened.administrator.done("GET", f"/api/records/{self.name}{path}")["shares"]
        found = [each["id"] for each in listed if each["with"].get(one.grantee.kind, {}).get("id") == one.grantee.id]
        verdict = self.refuses_sharing(record)
        for share in found:
            answer = self.call("DELETE", f"{path}/{share}")
            if self.check_verdict("share", record["id"], verdict, answer, 204):
                self.opened.world.organisation.shares.remove(one)
                self.opened.judge = self.opened.judged()

    def refuses_sharing(self, record: Record) -> set[int]:
        if unseen := self.unseen(record, "update"):
            return unseen
        return set() if self.judge.may_share(self.user, self.name, record) else {403}

    def reveal(self) -> None:
        """A secret, to those who may read it."""
        record = self.some()
        for one in self.own if record is not None else ():
            if one.type == "secret":
                answer = self.call("POST", f"/{record['id']}/reveal", {"field": one.name})
                verdict = self.unseen(record, "read")
                if not verdict and self.judge.level(self.user, self.name, one.name, record) not in READABLE:
                    verdict = {403, 422}
                shown = self.check_verdict("reveal", record["id"], verdict, answer)
                told = SECRET in str(answer.body)
                self.check("reveal", f"{record['id']}.{one.name}", shown and record[one.name] is not None, told, answer)

    def transfer(self) -> None:
        """Several records at once: what may be transferred is, and nothing else."""
        records = self.rng.sample(self.opened.alive(self.name), min(3, len(self.opened.alive(self.name))))
        owner = self.rng.choice(list(self.opened.world.organisation.users))
        verdicts: dict[str, set[int]] = {}
        for one in records:
            new = self.changed(one, {"owner": owner})
            verdicts[one["id"]] = self.verdict(one, new, {"owner": owner}) if one["owner"] != owner else {409}
        answer = self.call("POST", "/transfer", {"ids": list(verdicts), "owner": owner})
        before = dict(self.opened.records[self.name])
        self.opened.read_again()
        for one in records:
            got = self.opened.records[self.name][one["id"]]
            place = f"{one['id']}.owner (written)"
            if verdicts[one["id"]]:
                self.check("transfer", place, before[one["id"]]["owner"], got["owner"], answer)
            elif not any(verdicts.values()):
                self.check("transfer", place, [owner, self.home(owner)], [got["owner"], got["department"]], answer)


# The organisation


def organise(opened: Opened, user: str, rng: Random) -> None:
    """Only administrators make roles, rules and administrators; everybody may delegate their own absence, and only that."""
    judge, caller = opened.judge, opened.callers[user]
    if not judge.is_administrator(user):
        everything = {"object": "*", "actions": sorted(ACTIONS), "scope": "all"}
        name = opened.world.own()[0]
        for method, path, body in (
            ("POST", "/api/records/role", {"name": f"Mine {user}", "grants": [everything]}),
            ("PATCH", f"/api/records/role/{ADMINISTRATOR}", {"description": "Mine"}),
            ("PATCH", f"/api/records/user/{user}", {"roles": [ADMINISTRATOR]}),
            ("PATCH", f"/api/records/user/{user}", {"active": False}),
            ("DELETE", f"/api/records/user/{user}", None),
            ("POST", "/api/sharing-rules", {"object": name, "where": {}, "with": {"user": user}, "access": "read"}),
        ):
            opened.check_status("organisation", user, path, "", REFUSED, caller.call(method, path, body))
    keep(opened, user, rng)
    plan = {"objects": [{"name": f"more_{opened.world.serial}", "fields": [{"name": "name", "type": "text"}]}]}
    answer = caller.call("POST", "/api/meta/plan", plan)
    may = judge.may(user, "configure", "*")
    opened.check_status("organisation", user, "(metadata)", "", (200,) if may else (403,), answer)
    delegate(opened, user, rng)


def keep(opened: Opened, user: str, rng: Random) -> None:
    """The names in the directory are written by those who keep it."""
    other = rng.choice(list(opened.world.organisation.users))
    record = opened.records["user"][other]
    name = f"{opened.world.names[other]} {rng.randint(1, 9)}"
    answer = opened.callers[user].call("PATCH", f"/api/records/user/{other}", {"name": name})
    may = opened.judge.allowed(user, "update", "user", record)
    opened.check_status("keep", user, "user", other, (200,) if may else REFUSED, answer)
    opened.read_again()
    got = opened.records["user"][other]["name"]
    opened.check("keep", user, "user", f"{other}.name (written)", name if may else record["name"], got, answer)


def delegate(opened: Opened, user: str, rng: Random) -> None:
    """Somebody's own absence, or another's."""
    organisation = opened.world.organisation
    absent = user if rng.random() < 0.5 else rng.choice(list(organisation.users))
    other = rng.choice(list(organisation.users))
    if other == absent or any((one.absent, one.delegate) == (absent, other) for one in organisation.delegations):
        return
    starts = (opened.now - timedelta(hours=1)).replace(microsecond=0)
    ends = starts + timedelta(days=2)
    body = {"absent": absent, "delegate": other, "starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
    answer = opened.callers[user].call("POST", "/api/records/delegation", body)
    may = absent == user or opened.judge.is_administrator(user)
    opened.check_status("delegate", user, "delegation", absent, (201,) if may else REFUSED, answer)
    if answer.status == 201:
        organisation.delegations.append(Delegation(absent, other, starts, ends))
        opened.judge = opened.judged()
