"""Token buckets, with a clock that the test sets."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from luopan.kernel.http.limits import Buckets, Limits
from luopan.kit.clock import system_clock
from luopan.kit.errors import TooManyRequests
from luopan.kit.settings import load_settings


class Watch:
    """A clock to be set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def taken(buckets: Buckets, key: str = "a") -> int:
    """How many requests pass at once."""
    for count in range(10_000):
        try:
            buckets.take(key)
        except TooManyRequests:
            return count
    raise AssertionError("no end")


def test_a_bucket_empties_and_fills_again() -> None:
    watch = Watch()
    buckets = Buckets(watch, per_minute=60, burst=5)
    assert taken(buckets) == 5
    assert taken(buckets, "b") == 5
    watch.pass_by(0.5)
    with pytest.raises(TooManyRequests) as refusal:
        buckets.take("a")
    assert refusal.value.params["seconds"] == 1
    watch.pass_by(2.6)
    assert taken(buckets) == 3
    watch.pass_by(3_600)
    assert taken(buckets) == 5


def test_a_clock_set_back_shuts_nobody_out_for_longer_than_an_empty_bucket() -> None:
    watch = Watch()
    buckets = Buckets(watch, per_minute=60, burst=5)
    assert taken(buckets) == 5
    watch.pass_by(-86_400)
    assert taken(buckets) == 0
    watch.pass_by(5)
    assert taken(buckets) == 5


def test_the_table_is_bounded_and_keeps_those_who_ask() -> None:
    buckets = Buckets(Watch(), per_minute=60, burst=2, most=100)
    assert taken(buckets, "busy") == 2
    for number in range(1_000):
        buckets.take(str(number))
        if number % 50 == 0:
            assert taken(buckets, "busy") == 0
    assert len(buckets) == 100
    assert taken(buckets, "busy") == 0


def test_one_customer_of_a_provider_is_one_address() -> None:
    limits = Limits(load_settings(sign_ins_per_minute=2), Watch())
    limits.sign_in("2001:db8:1:2:3:4:5:6")
    limits.sign_in("2001:db8:1:2:ffff::1")
    with pytest.raises(TooManyRequests):
        limits.sign_in("2001:db8:1:2::")
    limits.sign_in("2001:db8:1:3::1")
    limits.sign_in("fe80::1%eth0")


def test_a_mail_is_limited_whatever_the_address_and_the_capitals() -> None:
    limits = Limits(load_settings(sign_ins_per_minute=4), Watch())
    limits.sign_in("10.0.0.1", "li.lei@example.com")
    limits.sign_in("10.0.0.2", " Li.Lei@example.com")
    with pytest.raises(TooManyRequests):
        limits.sign_in("10.0.0.3", "li.lei@example.com")
    limits.sign_in("10.0.0.3", "han.meimei@example.com")


def test_it_costs_next_to_nothing() -> None:
    limits = Limits(load_settings(), system_clock)
    best = min(_seconds_of(limits) for _ in range(5))
    assert best < 10e-6


def _seconds_of(limits: Limits) -> float:
    started = time.perf_counter()
    for number in range(1_000):
        limits.user(f"user {number % 10}")
    return (time.perf_counter() - started) / 1_000
