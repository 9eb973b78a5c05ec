"""Health, readiness, metrics, the documents; and that what we answer with never tells of our insides."""

import time

import httpx

from tests.http.api import Api, check_problem
from tests.live import LiveServer


def test_the_process_is_healthy_and_ready(server: LiveServer) -> None:
    assert httpx.get(f"{server.url}/healthz").json() == {"status": "ok"}
    ready = httpx.get(f"{server.url}/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "checks": {"database": True, "migrations": True, "worker": True, "demo": True},
    }


def test_metrics_count_requests_by_route_never_by_record(api: Api, lot: str) -> None:
    machine = api.create("machine", serial=lot)
    api.read("machine", machine["id"])
    api.client.get(f"/no/such/{lot}")
    text = api.client.get("/metrics").text
    assert '"/api/records/{object_name}/{record_id}"' in text
    assert machine["id"] not in text
    assert lot not in text
    assert "luopan_" in text


def test_every_answer_carries_the_headers_of_a_careful_server(api: Api) -> None:
    for path in ("/healthz", "/api/me", "/nowhere", "/", "/openapi.json"):
        headers = api.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-request-id"]
    assert api.client.get("/healthz").headers["x-request-id"] != api.client.get("/healthz").headers["x-request-id"]


def test_consumers_and_their_dead_letters_can_be_seen(api: Api) -> None:
    answer = api.client.get("/api/system/consumers").json()
    assert "worth" in {one["name"] for one in answer["consumers"]}
    assert isinstance(answer["dead_letters"], list)


def test_a_consumer_can_be_sent_back_by_name(api: Api) -> None:
    def cursor() -> tuple[int, ...]:
        [worth] = [one for one in api.client.get("/api/system/consumers").json()["consumers"] if one["name"] == "worth"]
        return tuple(int(part) for part in worth["cursor"].split("."))

    def eventually(goal: tuple[int, ...]) -> None:
        deadline = time.monotonic() + 10
        while cursor() < goal:
            assert time.monotonic() < deadline, "the worker does not follow"
            time.sleep(0.02)

    reached = cursor()
    assert api.client.post("/api/system/consumers/worth/rewind", json={"cursor": "0.0.0"}).status_code == 204
    eventually(reached)
    assert api.client.post("/api/system/consumers/worth/rewind").status_code == 204
    eventually(reached)
    for wrong in ("x", "1.2", "-1.0.0", 7, {}):
        api.refused("POST", "/api/system/consumers/worth/rewind", 422, {"cursor": wrong})
    api.refused("POST", "/api/system/consumers/nobody/rewind", 404)
    for unknown in ("0198c0de-0000-7000-8000-000000000000", "x"):
        api.refused("POST", f"/api/system/dead-letters/{unknown}/resend", 404)


def test_the_documents_are_there(api: Api) -> None:
    assert api.client.get("/docs").headers["content-type"].startswith("text/html")
    document = api.client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/records/machine", "/api/records/account/query", "/api/meta/apply"} <= document["paths"].keys()
    tags = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
    assert len(tags) == sum(len(path) for path in document["paths"].values()), "operation ids are unique"


def test_what_http_itself_refuses_is_a_problem_document_too(api: Api) -> None:
    check_problem(api.client.get("/api/nowhere"), 404)
    check_problem(api.client.put("/api/records/machine"), 405)
    check_problem(api.client.delete("/healthz"), 405)
