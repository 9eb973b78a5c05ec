"""The OpenAPI document is kept: random calls made from it find no error of ours and no answer that it does not describe."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.http.api import Api, check_no_insides
from tests.live import LiveServer

OBJECTS = ("machine", "part", "account")
ENDLESS = ("/api/stream",)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 15


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


@pytest.mark.parametrize("part", ["fixed", *OBJECTS])
def test_answers_are_as_described(document: Any, api: Api, server: LiveServer, part: str) -> None:
    schema = schemathesis.openapi.from_dict(
        document
        | {
            "paths": {
                path: operations
                for path, operations in document["paths"].items()
                if path not in ENDLESS and (path.split("/")[3] if path.startswith("/api/records/") else "fixed") == part
            }
        }
    )
    schema.config.update(base_url=server.url)
    headers = {"authorization": api.client.headers["authorization"]}
    wrong: dict[str, str] = {}

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def try_it(case: Any) -> None:
            response = case.call(headers=headers)
            case.validate_response(response, checks=CHECKS)
            check_no_insides(response.content.decode(errors="replace"))

        try:
            try_it()
        except FailureGroup as group:
            wrong[operation.label] = "\n".join(str(one) for one in group.exceptions)
        except AssertionError as error:
            wrong[operation.label] = str(error)
    assert not wrong, "\n\n".join(f"{label}: {text}" for label, text in wrong.items())


def test_the_document_is_complete(document: Any) -> None:
    for reference in {part.split('"')[0] for part in json.dumps(document).split('"#/components/schemas/')[1:]}:
        assert reference in document["components"]["schemas"], reference
    served = {f"{method} {path}" for path, operations in document["paths"].items() for method in operations}
    expected = {
        "post /api/auth/logout",
        "get /api/stream",
        "get /healthz",
        "get /readyz",
        "get /metrics",
        "post /api/meta/runs/{id}/cancel",
    }
    assert expected <= served, expected - served
