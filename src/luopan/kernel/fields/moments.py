"""Dates and times of day as people and programs write them. Years run from 1 to 9999, fractions to the microsecond."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from luopan.kernel.fields.base import Rejected

_DATE = (
    r"(?:(?P<y1>[0-9]{4})(?P<mark>[-/.])(?P<m1>[0-9]{1,2})(?P=mark)(?P<d1>[0-9]{1,2})"
    r"|(?P<y2>[0-9]{4})年(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})[日号號]?"
    r"|(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2})"
    r"|(?P<d4>[0-9]{1,2})\.(?P<m4>[0-9]{1,2})\.(?P<y4>[0-9]{4})"
    r"|(?P<d5>[0-9]{1,2})[-.]?(?P<m5>[A-Za-z]{3,9})[-.,]{0,2}(?P<y5>[0-9]{4})"
    r"|(?P<m6>[A-Za-z]{3,9})\.?(?P<d6>[0-9]{1,2})[, ](?P<y6>[0-9]{4}))"
)
_TIME = (
    r"(?P<half1>[上下]午)?"
    r"(?:(?P<h1>[0-9]{1,2}):(?P<i1>[0-9]{2})(?::(?P<s1>[0-9]{2})(?:[.,](?P<f1>[0-9]{1,12}))?)?"
    r"|(?P<h2>[0-9]{1,2})[时時点點](?:(?P<i2>[0-9]{1,2})分)?(?:(?P<s2>[0-9]{1,2})秒)?)"
    r"(?P<half2>[AaPp][Mm])?"
)
_ZONE = r"(?P<zone>[Zz]|UTC|GMT|(?P<sign>[+-])(?P<zh>[0-9]{2})(?::?(?P<zm>[0-9]{2}))?)?"
_ONLY_DATE = re.compile(rf"{_DATE}(?:(?:[T ]|(?<=[日号號]))0?0:00(?::00(?:\.0+)?)?Z?)?")
_ONLY_TIME = re.compile(_TIME)
_MOMENT = re.compile(rf"{_DATE}(?:(?:[Tt ]|(?<=[日号號])|(?=[上下])){_TIME}{_ZONE})?")
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        1,
    )
    for name in names.split()
}
_WEEKDAY = re.compile(r"\(?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\)?")
_GAP = re.compile(r"(?<=[^0-9\s])\s+|\s+(?=[^0-9\s])")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
_ISO_MOMENT = re.compile(rf"{_ISO_DATE.pattern}[Tt ]{_ISO_TIME.pattern}([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})?")


def parse_date(text: str) -> date:
    """2026-01-05, 2026/1/5, 2026.1.5, 2026年1月5日, 20260105, 05.01.2026 (day first), 5 Jan 2026, Jan 5, 2026.

    A midnight and a day of the week behind it are ignored.
    """
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
        if found := _ONLY_DATE.fullmatch(_tidy(text)):
            return _date(found)
    except ValueError:
        raise Rejected("date_unknown") from None
    raise Rejected("not_a_date")


def parse_time(text: str) -> time:
    """14:30, 14:30:05.5, 2:30 PM, 下午2:30, 14时30分; without a zone."""
    try:
        if _ISO_TIME.fullmatch(text):
            return time.fromisoformat(text)
        if found := _ONLY_TIME.fullmatch(_tidy(text)):
            return _time(found)
    except ValueError:
        raise Rejected("time_unknown") from None
    raise Rejected("not_a_time")


def parse_moment(text: str, zone: tzinfo) -> datetime:
    """A date, or a date and a time of day, perhaps with an offset, in UTC. Without an offset it is read in `zone`."""
    try:
        if _ISO_MOMENT.fullmatch(text):
            moment = datetime.fromisoformat(text.upper())
        elif found := _MOMENT.fullmatch(_tidy(text)):
            clock = _time(found) if found["h1"] or found["h2"] else time()
            moment = datetime.combine(_date(found), clock, _offset(found))
        else:
            raise Rejected("not_a_moment")
        return in_utc(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except ValueError:
        raise Rejected("date_unknown") from None


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; `Rejected` where that is before the year 1 or after 9999."""
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        raise Rejected("date_unknown") from None


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """The same moment on the clocks of a zone; on those of UTC where the zone's would leave the years 1 to 9999."""
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return in_utc(moment)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in a zone, in UTC."""
    return in_utc(datetime.combine(day, time(), zone))


def moment_text(moment: datetime) -> str:
    """Canonical: what PostgreSQL writes for the moment (in UTC)."""
    return _short_fraction(moment.isoformat())


def time_text(clock: time) -> str:
    """Canonical: what PostgreSQL writes for the time of day."""
    return _short_fraction(clock.isoformat())


def local_text(moment: datetime, zone: tzinfo | None) -> str:
    """A moment (in UTC) as the clock on the wall shows it in `zone`; in UTC, and marked so, where that would not be exact."""
    local = in_zone(moment, zone or UTC).replace(fold=0)
    is_exact = zone is not None and local.tzinfo is zone and local.astimezone(UTC) == moment
    written = local if is_exact else moment
    return _short_fraction(written.replace(tzinfo=None).isoformat(" ")) + ("" if is_exact else "Z")


def _tidy(text: str) -> str:
    """Full-width characters narrowed, blanks kept only between digits, as one."""
    return " ".join(_GAP.sub("", _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text))).split())


def _short_fraction(text: str) -> str:
    head, point, tail = text.partition(".")
    return head + (point + tail[:6].rstrip("0") + tail[6:] if point else "")


def _group(found: re.Match[str], name: str) -> str | None:
    return next((text for key, text in found.groupdict().items() if key.rstrip("123456") == name and text), None)


def _date(found: re.Match[str]) -> date:
    year, month, day = (_group(found, name) or "0" for name in "ymd")
    return date(int(year), int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0), int(day))


def _time(found: re.Match[str]) -> time:
    hour, minute, second = (int(_group(found, name) or 0) for name in "his")
    half = (_group(found, "half") or "").lower()
    if half in ("am", "上午"):
        if hour > 12:
            raise ValueError
        hour %= 12
    elif half and hour < 12:
        hour += 12
    fraction = (found["f1"] or "0").ljust(6, "0")[:6]
    return time(hour, minute, second, int(fraction))


def _offset(found: re.Match[str]) -> tzinfo | None:
    if not found["zone"]:
        return None
    if not found["sign"]:
        return UTC
    offset = timedelta(hours=int(found["zh"]), minutes=int(found["zm"] or 0))
    return timezone(-offset if found["sign"] == "-" else offset)
