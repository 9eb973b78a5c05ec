"""Imports in tests: a file in, and what became of it."""

import csv
import io
import json
import time
from collections.abc import Sequence
from typing import Any

import httpx

PATIENCE_SECONDS = 180.0
ENDED = ("draft", "paused", "done", "failed", "cancelled", "undone")

Table = Sequence[Sequence[Any]]


def as_csv(rows: Table, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV file; the first row is the header."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def send(
    client: httpx.Client,
    name: str,
    content: bytes | Table,
    mapping: dict[str, str | None] | None = None,
    *,
    called: str = "table.csv",
    **options: Any,
) -> httpx.Response:
    """Asks for an import."""
    data = {"object": name, "options": json.dumps(options)}
    if mapping is not None:
        data["mapping"] = json.dumps(mapping)
    body = content if isinstance(content, bytes) else as_csv(content)
    return client.post("/api/imports", data=data, files={"file": (called, body)})


def settle(client: httpx.Client, identity: str) -> dict[str, Any]:
    """An import, as soon as nothing is under way."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with client.stream("GET", f"/api/imports/{identity}/stream") as lines:
        assert lines.status_code == 200
        for line in lines.iter_lines():
            told = json.loads(line.removeprefix("data: ")) if line else None
            if told is not None and told["status"] in ENDED:
                return told
            assert time.monotonic() < deadline, told
    raise AssertionError("the stream has ended, and the import has not")


def bring(
    client: httpx.Client,
    name: str,
    content: bytes | Table,
    mapping: dict[str, str | None] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Imports a file, and gives what became of it."""
    response = send(client, name, content, mapping, **options)
    assert response.status_code == 202, response.text[:2_000]
    return settle(client, response.json()["id"])


def outcome(told: dict[str, Any]) -> dict[str, int]:
    """The counts that are not zero."""
    return {name: told[name] for name in ("created", "updated", "unchanged", "rejected") if told[name]}


def reasons(told: dict[str, Any]) -> set[tuple[int, str | None, str]]:
    """(row, column, code) of each problem."""
    return {(one["row"], one.get("column"), one["code"]) for one in told["problems"]}
