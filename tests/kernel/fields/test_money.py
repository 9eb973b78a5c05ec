"""Money: its worth at dated rates, and what conditions may compare."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from luopan.kernel.fields.base import Rejected, plain_context
from luopan.kernel.fields.operators import GT
from luopan.kernel.fields.types.money import MoneySettings, MoneyType

MONEY = MoneyType()
RATES = {
    ("USD", "2026-01-06"): Decimal("7.1"),
    ("USD", "2026-02-01"): Decimal("7.2"),
    ("USD", "2026-03-01"): Decimal(7),
}
CONTEXT = replace(
    plain_context(),
    now=datetime(2026, 2, 28, 16, tzinfo=UTC),
    rates=lambda currency, day: RATES.get((currency, day)),
)
DOLLARS = {"amount": "10", "currency": "USD"}
CREATED = "2026-01-05T16:30:00+00:00"


@pytest.mark.parametrize(
    ("settings", "record", "base"),
    [
        (MoneySettings(), {"created_at": CREATED}, "71"),
        (MoneySettings(rate_date="signed"), {"created_at": CREATED, "signed": "2026-02-01"}, "72"),
        (MoneySettings(rate_date="signed"), {"created_at": CREATED, "signed": "2026-01-31T16:00:00+00:00"}, "72"),
        (MoneySettings(rate_date="signed"), {"created_at": CREATED, "signed": None}, "71"),
        (MoneySettings(), {}, "70"),
        (MoneySettings(), {"created_at": "2020-01-01T00:00:00+00:00"}, None),
    ],
)
def test_worth_is_that_of_the_day_in_the_workspaces_zone(
    settings: MoneySettings, record: dict[str, str], base: str | None
) -> None:
    assert MONEY.store(settings, DOLLARS, record, CONTEXT) == ("10", "USD", base)
    assert MONEY.warning(settings, DOLLARS, record, CONTEXT) == (None if base else "money_no_rate")
    assert MONEY.record_key(settings, DOLLARS, record, CONTEXT) == (None if base is None else Decimal(base))


def test_the_workspaces_own_currency_needs_no_rate() -> None:
    yuan = {"amount": "0.1", "currency": "CNY"}
    assert MONEY.store(MoneySettings(), yuan, {}, CONTEXT) == ("0.1", "CNY", "0.1")
    assert MONEY.warning(MoneySettings(), yuan, {}, CONTEXT) is None


def test_an_operand_is_in_the_workspaces_currency_whatever_the_fields() -> None:
    settings = MoneySettings(currency="USD", max=5)
    assert MONEY.parse(settings, 5, CONTEXT) == {"amount": "5", "currency": "USD"}
    assert MONEY.parse_operand(settings, GT, "1.2万", CONTEXT) == {"amount": "12000", "currency": "CNY"}
    with pytest.raises(Rejected) as refusal:
        MONEY.parse_operand(settings, GT, "USD 5", CONTEXT)
    assert refusal.value.code == "money_operand_currency"


def test_shared_signs_mean_the_workspaces_currency() -> None:
    japan = replace(CONTEXT, currency="JPY")
    assert MONEY.parse(MoneySettings(), "¥500", japan) == {"amount": "500", "currency": "JPY"}
    assert MONEY.parse(MoneySettings(), "¥500", CONTEXT) == {"amount": "500", "currency": "CNY"}
    hong_kong = replace(CONTEXT, currency="HKD")
    assert MONEY.parse(MoneySettings(), "$5", hong_kong) == {"amount": "5", "currency": "HKD"}


def test_limits_are_those_of_the_amount_as_written() -> None:
    settings = MoneySettings(scale=2, min=0, max=1000)
    assert MONEY.parse(settings, "999.99 JPY", CONTEXT) == {"amount": "999.99", "currency": "JPY"}
    for raw, code in (("0.001", "number_scale"), (-1, "number_too_small"), ("1001 JPY", "number_too_great")):
        with pytest.raises(Rejected) as refusal:
            MONEY.parse(settings, raw, CONTEXT)
        assert refusal.value.code == code


def test_parts_and_dependence() -> None:
    assert MONEY.parts["number"].pick(DOLLARS) == "10"
    assert MONEY.parts["currency"].pick(DOLLARS) == "USD"
    assert MONEY.depends_on(MoneySettings(rate_date="signed")) == ("signed",)
    assert MONEY.depends_on(MoneySettings()) == ()
