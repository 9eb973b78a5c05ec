"""The OpenAPI document is kept: random calls made from it find no error of ours and no answer that it does not describe."""

import json
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.http.api import Api, check_no_insides
from tests.live import LiveServer

OBJECTS = ("machine", "part", "account")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 12


@pytest.fixture(scope="module")
def document(api: Api) -> Any:
    """The document, cut down to the fixed endpoints and three objects."""
    whole = api.client.get("/openapi.json").json()
    whole["paths"] = {
        path: operations
        for path, operations in whole["paths"].items()
        if not path.startswith("/api/records/") or path.split("/")[3] in OBJECTS
    }
    return whole


@pytest.fixture(scope="module")
def described(document: Any, server: LiveServer) -> Any:
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=server.url)
    return schema


lazy = schemathesis.pytest.from_fixture("described")


@lazy.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(case: Any, api: Api) -> None:
    if case.operation.path == "/api/meta/apply" and isinstance(case.body, dict):
        case.body["note"] = "schemathesis"
    response = case.call(headers={"authorization": api.client.headers["authorization"]})
    case.validate_response(response, checks=CHECKS)
    check_no_insides(response.text)


def test_the_document_is_valid_and_complete(document: Any, api: Api) -> None:
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert reference in document["components"]["schemas"], reference
    from_server = api.client.get("/openapi.json")
    assert isinstance(from_server, httpx.Response)
    served = {(path, method) for path, operations in document["paths"].items() for method in operations}
    assert ("/api/auth/logout", "post") in served
    assert ("/api/stream", "get") in served
    assert ("/healthz", "get") in served
    assert ("/api/meta/runs/{id}/cancel", "post") in served
