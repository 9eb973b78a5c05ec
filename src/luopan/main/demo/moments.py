"""The pretended past: days by index, working hours, the seasons of business, and ids that tell when a record was made."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

WINDOW = 548
"""Days of business before today: eighteen months."""
PAST = 1_826
"""Days that accounts may be older: five years."""
LEAD_IN = 75
"""Deals begin so many days before the eighteen months, so that these open with closings too."""
FUTURE = 800

MONTHS = (0.85, 0.55, 1.15, 1.1, 1.05, 1.1, 0.9, 0.85, 1.15, 0.95, 1.2, 1.15)
"""How much of an average month's business begins in each; February is the Spring Festival."""
WEEKDAYS = (1.15, 1.2, 1.15, 1.1, 1.0, 0.12, 0.05)
RETAIL_MONTHS = (1.15, 0.8, 0.9, 0.95, 1.1, 1.25, 0.9, 0.9, 1.0, 1.05, 1.5, 1.1)
RETAIL_WEEKDAYS = (0.8, 0.75, 0.8, 0.85, 1.0, 1.5, 1.4)


class Moments:
    """Days are whole numbers: 0 is the first, `today` the index of today. Every moment is over before today begins in China."""

    def __init__(self, today: date) -> None:
        first = today - timedelta(days=WINDOW + PAST)
        self.today = WINDOW + PAST
        self.opening = PAST
        days = [first + timedelta(days=index) for index in range(self.today + FUTURE)]
        self.iso = [day.isoformat() for day in days]
        self.years = [day.year for day in days]
        self.months = [day.month for day in days]
        self.month_days = [day.day for day in days]
        start = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp() * 1000)
        self._milliseconds = [start + 86_400_000 * index for index in range(len(days))]
        self.window = range(self.opening, self.today)
        self.business_days = range(self.opening - LEAD_IN, self.today)
        grows = [0.75 + 0.5 * (index - self.opening) / WINDOW for index in self.business_days]
        self.business = list(
            accumulate(
                grow * MONTHS[days[index].month - 1] * WEEKDAYS[days[index].weekday()]
                for grow, index in zip(grows, self.business_days, strict=True)
            )
        )
        self.shopping = list(
            accumulate(
                RETAIL_MONTHS[days[index].month - 1] * RETAIL_WEEKDAYS[days[index].weekday()] for index in self.window
            )
        )

    def birth(self, day: int, bits: int) -> tuple[str, str]:
        """The id and the `created_at` of a record made on a day, at an hour that 96 random bits choose."""
        time, offset = TIMES[bits % 16_384]
        stamp = self._milliseconds[day] + offset
        rest = bits >> 14
        identifier = (
            f"{stamp >> 16:08x}-{stamp & 0xFFFF:04x}-7{rest & 0xFFF:03x}-{0x8000 | rest >> 12 & 0x3FFF:04x}-"
            f"{rest >> 26 & 0xFFFFFFFFFFFF:012x}"
        )
        return identifier, self.iso[day] + time

    def moment(self, day: int, bits: int) -> str:
        """A moment in the working hours of a day."""
        return self.iso[day] + TIMES[bits % 16_384][0]


def _times() -> Sequence[tuple[str, int]]:
    """16,384 moments of a working day in China (half past eight to half past six), in UTC, most of them in its middle hours."""
    rng = random.Random("working hours")
    seconds = [int(rng.triangular(1_800, 37_800, 10_000 if rng.random() < 0.55 else 27_000)) for _ in range(16_384)]
    return [
        (f"T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}+00:00", second * 1000 + rng.randrange(1000))
        for second in seconds
    ]


TIMES = _times()
