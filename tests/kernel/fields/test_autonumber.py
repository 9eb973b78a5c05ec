"""Autonumbers: formats, periods, and texts that sort as numbers."""

from datetime import date

import pytest

from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.autonumber import AutonumberSettings, AutonumberType, number_key

AUTONUMBER = AutonumberType()
DAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("format", "number", "text", "period"),
    [
        ("{0}", 7, "7", None),
        ("OPP-{0000}", 7, "OPP-0007", None),
        ("OPP-{0000}", 12345, "OPP-12345", None),
        ("Q{yyyy}{mm}-{0000}", 7, "Q202601-0007", "202601"),
        ("{yy}-{000}/合同", 7, "26-007/合同", "2026"),
        ("{dd}.{mm}.{yyyy}-{0}", 7, "05.01.2026-7", "20260105"),
    ],
)
def test_numbers_are_written_in_their_format(format: str, number: int, text: str, period: str | None) -> None:
    settings = AutonumberSettings(format)
    AUTONUMBER.check_settings(settings)
    assert AUTONUMBER.render(settings, number, DAY) == text
    assert AUTONUMBER.period(settings, DAY) == period


@pytest.mark.parametrize(
    "settings",
    [
        AutonumberSettings("OPP"),
        AutonumberSettings("{0}{00}"),
        AutonumberSettings("{mm}-{0}"),
        AutonumberSettings("{yyyy}{dd}-{0}"),
        AutonumberSettings("{yyyy}{yyyy}-{0}"),
        AutonumberSettings("{x}{0}"),
        AutonumberSettings("{0"),
        AutonumberSettings("{0}\n"),
        AutonumberSettings("x" * 60 + "{0}"),
        AutonumberSettings(start=-1),
    ],
)
def test_formats_that_can_not_count_are_refused(settings: AutonumberSettings) -> None:
    with pytest.raises(Rejected):
        AUTONUMBER.check_settings(settings)


def test_keys_sort_numbers_as_numbers() -> None:
    texts = ["A-9", "A-10", "A-0100", "A-99999", "B1-2", "B1-10", "B2-1"]
    assert sorted(texts, key=number_key) == texts
