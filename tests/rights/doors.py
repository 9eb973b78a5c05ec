"""The doors of a running Luopan with a world behind them: loading it, asking as each of its users, counting comparisons."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import httpx

from tests.rights.judge import Judge
from tests.rights.model import Field, Record
from tests.rights.worlds import ADMINISTRATOR, PASSWORD, World

REFUSED_OBJECT = (403, 404)
"""What may be answered about an object that a user's roles do not let them read at all."""

NOT_THERE = "(not there)"
DOTS = "••••••••"
FIRST_ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Answer:
    """What came back, and what was asked."""

    status: int
    body: Any
    call: str


@dataclass(frozen=True)
class Difference:
    """Where a door and the judge disagree; the seed builds the world again."""

    seed: int
    door: str
    user: str
    object: str
    record: str
    expected: Any
    got: Any
    call: str

    def __str__(self) -> str:
        place = f"seed {self.seed}, {self.door}: user {self.user}, {self.object} {self.record}"
        return f"{place}\n  expected {self.expected!r}\n  got      {self.got!r}\n  call     {self.call}"


@dataclass
class Tally:
    """How much was compared at each door, how long each phase took, and the differences."""

    checks: Counter[str] = field(default_factory=Counter[str])
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    differences: list[Difference] = field(default_factory=list[Difference])

    @property
    def total(self) -> int:
        return sum(self.checks.values())

    @contextmanager
    def timing(self, phase: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self.seconds[phase] = self.seconds.get(phase, 0) + perf_counter() - started


class Caller:
    """Somebody's calls."""

    def __init__(self, client: httpx.Client, token: str | None = None) -> None:
        self._client = client
        self.token = token
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        response = self._client.request(method, path, json=body, headers=self._headers)
        is_json = "json" in response.headers.get("content-type", "")
        asked = f"{method} {path} {body!r}" if body is not None else f"{method} {path}"
        return Answer(response.status_code, response.json() if is_json else response.text, asked)

    def done(self, method: str, path: str, body: Any = None) -> Any:
        """The body of a call that must succeed."""
        answer = self.call(method, path, body)
        assert answer.status < 300, f"{answer.call}: {answer.status} {answer.body}"
        return answer.body

    def bulk(self, name: str, mode: str, records: Sequence[Any]) -> None:
        if records:
            self.done("POST", f"/api/records/{name}/bulk", {"mode": mode, "records": records, "atomic": True})

    def all(self, name: str, **body: Any) -> list[Record]:
        """All pages of a list."""
        found: list[Record] = []
        body = {"limit": 1_000, **body}
        while True:
            page = self.done("POST", f"/api/records/{name}/query", body)
            found += page["records"]
            if page["next_cursor"] is None:
                return found
            body["cursor"] = page["next_cursor"]


class Opened:
    """A world that is loaded, its users signed in, and the judge of what is there."""

    def __init__(self, world: World, client: httpx.Client, administrator: Caller, tally: Tally) -> None:
        self.world = world
        self.administrator = administrator
        self.tally = tally
        self.now = datetime.now(UTC)
        self.records: dict[str, dict[str, Record]] = {}
        self.callers: dict[str, Caller] = {}
        _Loading(self).load()
        self.read_again()
        self._sign_in(client)

    def judged(self) -> Judge:
        return Judge(self.world.organisation, self.world.objects, self.records, self.now)

    def read_again(self) -> None:
        """The records as the administrator sees them, who sees all, and a judge of what there is now."""
        for name in self.world.own():
            read = {False: self.administrator.all(name), True: self.administrator.all(name, deleted=True)}
            self.records[name] = {
                one["id"]: self.plain(name, one, deleted=deleted) for deleted, some in read.items() for one in some
            }
        for name in ("user", "department"):
            self.records[name] = {
                one["id"]: self.plain(name, one, deleted=False) for one in self.administrator.all(name)
            }
        self.judge = self.judged()

    def plain(self, name: str, read: Record, *, deleted: bool) -> Record:
        """A record that was read, with bare ids for references, and with the links to records in the recycle bin."""
        values = {one.name: bare(one, read[one.name]) for one in self.world.objects[name].fields.values()}
        known = self.records.get(name, {}).get(read["id"]) or self.world.records.get(name, {}).get(read["id"], {})
        for one in self.world.objects[name].fields.values():
            if one.type == "references" and one.to is not None:
                gone = [each for each in known.get(one.name, ()) if self.records[one.to][each]["deleted"]]
                values[one.name] = sorted({*values[one.name], *gone})
        return {"id": read["id"], "version": read["version"], "deleted": deleted, **values}

    def refresh(self, name: str, identity: str) -> Record | None:
        """Reads one record again after it was written, and judges anew."""
        answer = self.administrator.call("GET", f"/api/records/{name}/{identity}")
        if answer.status == 404:
            self.records[name].get(identity, {})["deleted"] = True
        else:
            self.records[name][identity] = self.plain(name, answer.body, deleted=False)
        self.judge = self.judged()
        return self.records[name].get(identity)

    def _sign_in(self, client: httpx.Client) -> None:
        for user in self.world.organisation.users.values():
            body = {"email": email_of(user.id), "password": PASSWORD}
            answer = Caller(client).call("POST", "/api/auth/login", body)
            self.check_status("sign-in", user.id, "user", user.id, (200,) if user.active else (401,), answer)
            if answer.status == 200 and user.active:
                self.callers[user.id] = Caller(client, answer.body["token"])

    def alive(self, name: str) -> list[Record]:
        return [one for one in self.records[name].values() if not one["deleted"]]

    def check(self, door: str, user: str, name: str, record: str, expected: Any, got: Any, answer: Answer) -> bool:
        """Counts one comparison, and notes a difference."""
        self.tally.checks[door] += 1
        if expected == got:
            return True
        difference = Difference(self.world.seed, door, user, name, record, expected, got, answer.call)
        self.tally.differences.append(difference)
        return False

    def check_status(
        self, door: str, user: str, name: str, record: str, allowed: Sequence[int], answer: Answer
    ) -> bool:
        """Whether the status is one of those that may be answered."""
        got: Any = allowed if answer.status in allowed else (answer.status, answer.body)
        return self.check(door, user, name, record, allowed, got, answer)

    def check_shown(self, door: str, user: str, name: str, record: Record, got: Record, answer: Answer) -> None:
        """Every field of a visible record: there or not, and with this value."""
        expected = self.judge.shown(user, name, record, mask)
        for of in sorted(expected.keys() | got.keys()):
            found = same_empty(expected.get(of), got.get(of, NOT_THERE))
            self.check(door, user, f"{name}.{of}", record["id"], expected.get(of, NOT_THERE), found, answer)

    def check_members(
        self, door: str, user: str, name: str, seen: set[str], got: Sequence[str], answer: Answer
    ) -> None:
        """Every record of the object: in a list or not, and nothing else in it."""
        for identity in self.records[name]:
            self.check(door, user, name, identity, identity in seen, identity in got, answer)
        self.check(door, user, name, "(how many)", len(seen), len(got), answer)


class _Loading:
    """Writes a world as the administrator, through the API."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.world = opened.world
        self.organisation = opened.world.organisation
        self.api = opened.administrator

    def load(self) -> None:
        self.api.done("POST", "/api/meta/apply", {"objects": self.world.definitions})
        self.api.bulk("department", "create", [self._department(one) for one in self.organisation.departments])
        self.api.bulk("role", "create", [self._role(one) for one in self.organisation.roles if one != ADMINISTRATOR])
        self.api.bulk("user", "create", [self._user(one) for one in self.organisation.users])
        self.api.bulk("team", "create", [self._team(one) for one in self.organisation.teams])
        self.api.bulk("territory", "create", [self._territory(one) for one in self.organisation.territories])
        self._sharing_rules()
        self._delegations()
        self._records()
        self._shares()

    def _department(self, identity: str) -> Record:
        return {
            "id": identity,
            "name": self.world.names[identity],
            "parent": self.organisation.departments[identity],
        }

    def _role(self, identity: str) -> Record:
        grants = [
            {"object": one.object, "actions": sorted(one.actions), "scope": one.scope, "fields": dict(one.fields)}
            for one in self.organisation.roles[identity].grants
        ]
        return {"id": identity, "name": self.world.names[identity], "grants": grants}

    def _user(self, identity: str) -> Record:
        user = self.organisation.users[identity]
        return {
            "id": identity,
            "name": self.world.names[identity],
            "email": email_of(identity),
            "password": PASSWORD,
            "department": user.department,
            "manager": user.manager,
            "roles": list(user.roles),
            "active": user.active,
        }

    def _team(self, identity: str) -> Record:
        return {"id": identity, "name": f"Team {identity}", "members": sorted(self.organisation.teams[identity])}

    def _territory(self, identity: str) -> Record:
        territory = self.organisation.territories[identity]
        return {
            "id": identity,
            "name": f"Territory {identity}",
            "parent": territory.parent,
            "rules": [{"object": name, "where": where} for name, where in territory.rules],
            "members": sorted(territory.members),
            "access": territory.access,
        }

    def _sharing_rules(self) -> None:
        """By their own call and as records, in turn."""
        for number, rule in enumerate(self.organisation.sharing_rules):
            body: Record = {"object": rule.object, "where": rule.where, "access": rule.access}
            if number % 2:
                given = {"with": {rule.grantee.kind: rule.grantee.id}}
                self.api.done("POST", "/api/sharing-rules", body | given)
            else:
                grantee = {"object": rule.grantee.kind, "id": rule.grantee.id}
                name = f"Rule {number} of {self.world.serial}"
                self.api.done("POST", "/api/records/sharing_rule", body | {"name": name, "grantee": grantee})

    def _delegations(self) -> None:
        self.api.bulk(
            "delegation",
            "create",
            [
                {
                    "absent": one.absent,
                    "delegate": one.delegate,
                    "starts_at": one.starts_at.isoformat(),
                    "ends_at": one.ends_at.isoformat(),
                }
                for one in self.organisation.delegations
            ],
        )

    def _records(self) -> None:
        """Users who move later leave the departments of their records as they are."""
        for name in self.world.own():
            records = self.world.records[name].values()
            rows = [{of: value for of, value in one.items() if of != "deleted"} for one in records]
            self.api.bulk(name, "create", rows)
            self._check_departments(name, self.api.all(name))
        for name, records in self.world.records.items():
            self.api.bulk(name, "delete", [{"id": one["id"]} for one in records.values() if one["deleted"]])
        moves = self.world.moves
        self.api.bulk("user", "update", [{"id": one, "department": moves[one]} for one in moves])
        self.world.move()

    def _check_departments(self, name: str, created: Sequence[Record]) -> None:
        for one in created:
            expected = self.world.department_of(self.world.records[name][one["id"]])
            got = one["department"] and one["department"]["id"]
            asked = Answer(200, one, f"POST /api/records/{name}/bulk")
            self.opened.check("departments", FIRST_ADMINISTRATOR, name, one["id"], expected, got, asked)

    def _shares(self) -> None:
        """A share that has ended already may be refused: then there is none, which is the same."""
        for one in list(self.organisation.shares):
            body = {
                "with": {one.grantee.kind: one.grantee.id},
                "access": one.access,
                "until": None if one.until is None else one.until.isoformat(),
                "role": one.role,
            }
            path = f"/api/records/{one.object}/{one.record}/shares"
            answer = self.api.call("POST", path, {key: value for key, value in body.items() if value is not None})
            ended = one.until is not None and one.until < datetime.now(UTC)
            gone = self.world.records[one.object][one.record]["deleted"]
            if answer.status >= 300 and (ended or gone):
                self.organisation.shares.remove(one)
            else:
                assert answer.status < 300, f"{answer.call}: {answer.status} {answer.body}"


def email_of(user: str) -> str:
    return f"u{user.replace('-', '')}@example.com"


def bare(one: Field, value: Any) -> Any:
    """A value as read, with ids for references."""
    if one.type == "references":
        return [each["id"] for each in value]
    if one.type == "reference" and value is not None:
        return value["id"]
    return value


def mask(one: Field, value: Any) -> Any:
    """What docs/fields.md says of masks."""
    if value is None or value == []:
        return None
    if one.type == "text":
        return f"{value[0]}**"
    if one.type == "phone":
        return f"{value[:6]}****{value[-4:]}"
    if one.type == "id_number":
        return f"{value[:3]}{'*' * 11}{value[-4:]}"
    return DOTS if one.type == "secret" else "***"


def same_empty(expected: Any, got: Any) -> Any:
    """What is empty because it is hidden or masked may be an empty list."""
    return None if expected is None and got == [] else got


def codes_of(answer: Answer) -> list[str]:
    """The codes of a problem document."""
    errors: Sequence[Mapping[str, Any]] = answer.body.get("errors", []) if isinstance(answer.body, dict) else []
    return sorted(one["code"] for one in errors)
