"""How single types read what people write, where it depends on more than the text."""

import csv
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luopan.kernel.fields.base import Context, NoSettings, Rejected, plain_context
from luopan.kernel.fields.types.credit_code import CreditCodeType, check_character
from luopan.kernel.fields.types.date import DateType
from luopan.kernel.fields.types.datetime import DateTimeType
from luopan.kernel.fields.types.phone import PhoneType
from luopan.kernel.fields.types.time import TimeType

CONTEXT = plain_context()
NEW_YORK = replace(CONTEXT, zone=ZoneInfo("America/New_York"))
NONE = NoSettings()
DATA = Path(os.environ.get("LUOPAN_PUBLIC_DATA") or Path(__file__).parents[4] / "shared/data")
PHONES = DATA / "11_protocol/phone_numbers_libphonenumber.csv"


@given(st.from_regex(r"\A(1[0-9]{10}|(\+86|0)[1-9][0-9]{1,2}[- ]?[2-9][0-9]{6,7})\Z"))
def test_chinese_numbers_are_read_as_the_library_does(text: str) -> None:
    try:
        number = phonenumbers.parse(text, "CN")
        canonical = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        expected = canonical if phonenumbers.is_valid_number(number) else None
    except phonenumbers.NumberParseException:
        expected = None
    try:
        read = PhoneType().parse(NONE, text, CONTEXT)
    except Rejected:
        read = None
    assert read == expected


def test_phones_of_all_countries_are_read_as_the_libraries_examples_say() -> None:
    with PHONES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 600
    for row in rows:
        try:
            read = PhoneType().parse(NONE, row["raw"], replace(CONTEXT, country=row["default_region"]))
        except Rejected:
            read = ""
        assert read == row["expected_e164"], row


def test_a_phone_without_a_country_is_the_workspaces() -> None:
    phone = PhoneType()
    assert phone.parse(NONE, "(650) 253-0000", replace(CONTEXT, country="US")) == "+16502530000"
    assert phone.parse(NONE, "2123 4567", replace(CONTEXT, country="HK")) == "+85221234567"
    assert phone.parse(NONE, "+8613800138000", replace(CONTEXT, country="US")) == "+8613800138000"
    with pytest.raises(Rejected):
        phone.parse(NONE, "13800138000", replace(CONTEXT, country="HK"))


def test_moments_are_read_in_the_workspaces_zone() -> None:
    moment = DateTimeType()
    assert moment.parse(NONE, "2026-01-05 14:30", NEW_YORK) == "2026-01-05T19:30:00+00:00"
    assert moment.parse(NONE, "2026-07-05", NEW_YORK) == "2026-07-05T04:00:00+00:00"


@pytest.mark.parametrize("hour", ["2026-11-01T05:30:00+00:00", "2026-11-01T06:30:00+00:00"])
def test_the_hour_that_comes_twice_is_written_so_that_it_reads_back(hour: str) -> None:
    moment = DateTimeType()
    assert moment.parse(NONE, moment.text(NONE, hour, "en", NEW_YORK), NEW_YORK) == hour


def test_a_moment_has_a_day_and_a_time_in_the_zone() -> None:
    moment = datetime(2026, 1, 5, 16, 30, tzinfo=UTC)
    assert DateType().from_moment(moment, CONTEXT) == "2026-01-06"
    assert TimeType().from_moment(moment, CONTEXT) == "00:30:00"
    assert DateTimeType().from_moment(moment.astimezone(ZoneInfo("Asia/Tokyo")), CONTEXT) == "2026-01-05T16:30:00+00:00"
    assert DateType().convert(NONE, DateTimeType(), NONE, "2026-01-05T16:30:00+00:00", CONTEXT) == "2026-01-06"
    assert DateTimeType().convert(NONE, DateType(), NONE, "2026-01-06", CONTEXT) == "2026-01-05T16:00:00+00:00"


@pytest.mark.parametrize("code", ["91310230MA1K2QBP3B", "91411502MA46K85TXY", "91350100M000100Y43"])
def test_credit_codes_carry_their_check_character(code: str) -> None:
    credit_code = CreditCodeType()
    assert check_character(code) == code[17]
    assert credit_code.warning(NONE, code, {}, CONTEXT) is None
    wrong = code[:17] + ("1" if code[17] == "0" else "0")
    assert credit_code.parse(NONE, wrong, CONTEXT) == wrong
    assert credit_code.warning(NONE, wrong, {}, CONTEXT) == "credit_code_check"


def test_a_context_without_a_workspace_is_there_for_definitions() -> None:
    assert isinstance(CONTEXT, Context)
    assert CONTEXT.rates("USD", "2026-01-01") is None
