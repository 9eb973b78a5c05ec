"""Secrets never reach a log, wherever in an entry they stand."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from luopan.kit.logs import configure_logging, mask_secrets
from luopan.kit.settings import load_settings


@pytest.fixture
def _untouched_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("entry", "masked"),
    [
        ({"password": "x", "user": "ann"}, {"password": "***", "user": "ann"}),
        (
            {"headers": {"Authorization": "Bearer x", "Cookie": "s=1"}},
            {"headers": {"Authorization": "***", "Cookie": "***"}},
        ),
        ({"event": "at postgresql://luopan:x@/db"}, {"event": "at postgresql://luopan:***@/db"}),
        ({"keys": [{"api_key": "x"}, ("write_key", 1)]}, {"keys": [{"api_key": "***"}, ["write_key", 1]]}),
        ({"LUOPAN_DATABASE_URL": "x", "bytes": b"x"}, {"LUOPAN_DATABASE_URL": "***", "bytes": b"x"}),
    ],
)
def test_secrets_are_masked(entry: dict[str, object], masked: dict[str, object]):
    assert mask_secrets(None, "", entry) == masked


@pytest.mark.usefixtures("_untouched_logging")
def test_our_own_and_foreign_entries_become_the_same_json(capsys: pytest.CaptureFixture[str]):
    configure_logging(load_settings(log_format="json", log_level="info"))
    structlog.get_logger("luopan").info("signed_in", token="x")
    logging.getLogger("library").warning("slow", extra={"cookie": "x"})
    logging.getLogger("library").debug("not shown")
    ours, foreign = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["level"], ours["token"]) == ("signed_in", "info", "***")
    assert (foreign["event"], foreign["level"], foreign["logger"], foreign["cookie"]) == (
        "slow",
        "warning",
        "library",
        "***",
    )
