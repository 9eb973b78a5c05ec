"""Short ways over HTTP, and what every answer must be like, whatever the call."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from tests.live import ADMIN, PASSWORD

FOUND = {"created", "updated", "unchanged", "deleted"}
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_numbers = count(1)


def fresh(prefix: str) -> str:
    """A name that no other test of this session uses."""
    return f"{prefix}{next(_numbers)}"


def check_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of a refusal; fails where it is none, or tells of our insides."""
    assert response.status_code == status, response.text[:2_000]
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert {"type", "title", "status", "detail", "code", "errors"} <= document.keys()
    assert document["status"] == status
    assert document["type"].endswith(document["code"])
    for entry in document["errors"]:
        assert entry["code"]
        assert entry["message"]
        assert entry["message"] != entry["code"], f"nobody has written the sentence for {entry['code']}"
        assert not PLACEHOLDER.search(entry["message"]), entry
    assert document["detail"] != document["code"], f"nobody has written the sentence for {document['code']}"
    assert not PLACEHOLDER.search(document["detail"]), document
    check_no_insides(response.text)
    return document


def check_no_insides(text: str) -> None:
    """No stack trace and no SQL of ours reaches a client."""
    assert not any(word in text for word in ("Traceback", "psycopg", "sqlalchemy", "site-packages", 'File "/'))


def places(document: Mapping[str, Any]) -> set[tuple[int | None, str | None, str]]:
    """(row, field, code) of each located error."""
    return {(one.get("row"), one.get("field"), one["code"]) for one in document["errors"]}


def sign_in(client: httpx.Client, email: str = ADMIN, password: str = PASSWORD, **more: str) -> httpx.Response:
    """Tries to sign in."""
    return client.post("/api/auth/login", json={"email": email, "password": password, **more})


@dataclass(frozen=True)
class Api:
    """The API as the administrator of the tests."""

    client: httpx.Client

    def create(self, object_name: str, /, **values: Any) -> dict[str, Any]:
        response = self.client.post(f"/api/records/{object_name}", json=values)
        assert response.status_code == 201, response.text
        return response.json()

    def read(self, name: str, identity: str) -> dict[str, Any]:
        response = self.client.get(f"/api/records/{name}/{identity}")
        assert response.status_code == 200, response.text
        return response.json()

    def patch(self, object_name: str, identity: str, /, **values: Any) -> dict[str, Any]:
        response = self.client.patch(f"/api/records/{object_name}/{identity}", json=values)
        assert response.status_code == 200, response.text
        return response.json()

    def delete(self, name: str, identity: str) -> None:
        assert self.client.delete(f"/api/records/{name}/{identity}").status_code == 204

    def is_there(self, name: str, identity: str) -> bool:
        return self.client.get(f"/api/records/{name}/{identity}").status_code == 200

    def bulk(self, name: str, mode: str, records: Sequence[Any], **rest: Any) -> dict[str, Any]:
        response = self.client.post(f"/api/records/{name}/bulk", json={"mode": mode, "records": records, **rest})
        assert response.status_code == 200, response.text[:2_000]
        answer = response.json()
        assert [one["row"] for one in answer["results"]] == list(range(len(records)))
        assert sum(answer[status] for status in (*FOUND, "failed")) == len(records)
        return answer

    def query(self, name: str, **body: Any) -> dict[str, Any]:
        response = self.client.post(f"/api/records/{name}/query", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def all(self, name: str, **body: Any) -> list[dict[str, Any]]:
        return [record for page in self.pages(name, **body) for record in page]

    def pages(self, name: str, **body: Any) -> Iterator[list[dict[str, Any]]]:
        """Follows the cursors to the end."""
        body = {"limit": 1_000, **body, "cursor": None}
        while True:
            page = self.query(name, **body)
            yield page["records"]
            if page["next_cursor"] is None:
                return
            body["cursor"] = page["next_cursor"]

    def aggregate(self, name: str, **body: Any) -> list[dict[str, Any]]:
        response = self.client.post(f"/api/records/{name}/aggregate", json=body)
        assert response.status_code == 200, response.text
        return response.json()["rows"]

    def history(self, name: str, identity: str) -> list[dict[str, Any]]:
        """Newest first."""
        response = self.client.get(f"/api/records/{name}/{identity}/history")
        assert response.status_code == 200, response.text
        return response.json()["events"]

    def apply(self, *objects: Mapping[str, Any], **rest: Any) -> dict[str, Any]:
        """Applies a change-set that needs no run."""
        response = self.client.post("/api/meta/apply", json={"objects": objects, **rest})
        assert response.status_code == 200, response.text
        return response.json()

    def refused(self, method: str, path: str, status: int, json: Any = None, **rest: Any) -> dict[str, Any]:
        """The problem document of a call that must be refused with `status`."""
        return check_problem(self.client.request(method, path, json=json, **rest), status)


@contextmanager
def events_of_stream(client: httpx.Client, **headers: str) -> Iterator[Iterator[str]]:
    """The lines of the live stream, once it listens."""
    with client.stream("GET", "/api/stream", headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        assert next(lines) == "retry: 1000"
        yield lines
