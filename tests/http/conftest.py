"""Objects that the HTTP tests share. Each test works in a `lot` of its own, so none sees the records of another."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from luopan.kit.settings import load_settings
from luopan.main.setup import create_user
from tests.http.api import Api, fresh, sign_in
from tests.live import PASSWORD, LiveServer

MAKER: dict[str, Any] = {
    "name": "maker",
    "label": {"zh-CN": "厂商", "zh-TW": "廠商", "en": "Maker"},
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True},
        {"name": "code", "type": "text", "unique": True},
        {"name": "founded", "type": "date"},
        {"name": "kind", "type": "select", "options": ["plant", "lab", "shop"]},
        {"name": "parent", "type": "reference", "to": "maker", "inverse": "children", "tree": True},
    ],
}
MACHINE: dict[str, Any] = {
    "name": "machine",
    "label": {"zh-CN": "机器", "zh-TW": "機器", "en": "Machine"},
    "title": "serial",
    "fields": [
        {"name": "serial", "type": "text", "required": True, "unique": True, "max_length": 40},
        {"name": "lot", "type": "text", "indexed": True},
        {"name": "name", "type": "text"},
        {"name": "status", "type": "select", "options": ["in_use", "idle", "scrapped"], "default": "idle"},
        {"name": "hours", "type": "integer", "min": 0},
        {"name": "weight", "type": "decimal"},
        {"name": "price", "type": "money", "rate_date": "bought_on"},
        {"name": "bought_on", "type": "date"},
        {"name": "seen_at", "type": "datetime"},
        {"name": "active", "type": "boolean"},
        {"name": "tags", "type": "tags"},
        {"name": "maker", "type": "reference", "to": "maker", "inverse": "machines", "on_delete": "restrict"},
        {"name": "backup", "type": "reference", "to": "machine", "inverse": "backs_up", "on_delete": "clear"},
        {"name": "suppliers", "type": "references", "to": "maker", "inverse": "supplies"},
    ],
}
PART: dict[str, Any] = {
    "name": "part",
    "label": {"zh-CN": "零件", "zh-TW": "零件", "en": "Part"},
    "title": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True},
        {"name": "code", "type": "text", "unique": True},
        {"name": "machine", "type": "reference", "to": "machine", "inverse": "parts", "on_delete": "cascade"},
        {"name": "inside", "type": "reference", "to": "part", "inverse": "holds", "on_delete": "cascade"},
        {"name": "quantity", "type": "integer"},
        {"name": "checked_by", "type": "user"},
        {"name": "drawn_by", "type": "department"},
        {"name": "stored_at", "type": "address"},
        {"name": "last_seen", "type": "geo"},
        {"name": "designer", "type": "id_number"},
        {"name": "manual", "type": "rich_text"},
        {"name": "drawings", "type": "files", "accept": ["application/pdf", "image/*"]},
        {"name": "photo", "type": "image"},
    ],
}


@pytest.fixture(scope="session")
def api(server: LiveServer) -> Api:
    """The shared server, with the objects of these tests."""
    api = Api(server.client)
    api.apply(MAKER, MACHINE, PART)
    return api


@pytest.fixture
def lot() -> str:
    """A lot that only this test uses."""
    return fresh("L")


@pytest.fixture
def visitor(server: LiveServer) -> Iterator[httpx.Client]:
    """A client that is not signed in."""
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture
def admin(server: LiveServer) -> Iterator[httpx.Client]:
    """The administrator, signed in as a person: some doors are closed to keys."""
    with httpx.Client(base_url=server.url) as client:
        assert sign_in(client).status_code == 200
        yield client


@pytest.fixture
def user(server: LiveServer, tmp_path: Path) -> str:
    """The mail of a user without rights of an administrator; the password is PASSWORD."""
    email = f"{fresh('user')}@example.com"
    settings = load_settings(home=tmp_path, database_url=server.database_url)
    asyncio.run(create_user(settings, email, "Visitor", PASSWORD, False))
    return email
