"""The records API as a client meets it."""

from tests.live import LiveServer


def test_server_is_up(server: LiveServer) -> None:
    assert server.client.get("/api/me").json()["admin"] is True
