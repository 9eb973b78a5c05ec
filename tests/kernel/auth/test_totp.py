"""Codes of the second factor, by the test vectors of RFC 6238 (cut to six digits)."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from luopan.kernel.auth import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert totp.code_at(SECRET, second // 30) == code


@pytest.mark.parametrize(("off", "step"), [(-2, None), (-1, -1), (0, 0), (1, 1), (2, None)])
def test_a_clock_may_be_one_step_off(off: int, step: int | None) -> None:
    now = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
    code = totp.code_at(SECRET, totp.step_of(now + timedelta(seconds=30 * off)))
    found = totp.matching_step(SECRET, code, now)
    assert found == (None if step is None else totp.step_of(now) + step)
    assert totp.matching_step(SECRET, "１２３４５６", now) is None


def test_an_app_reads_the_address() -> None:
    parts = urlsplit(totp.uri(SECRET, "li.lei+x@example.com", "罗盘 Luopan"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query)["secret"] == [SECRET]
    assert parse_qs(parts.query)["issuer"] == ["罗盘 Luopan"]
    assert "+" not in parts.path + parts.query
