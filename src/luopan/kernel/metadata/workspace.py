"""The workspace: one company a database. Its zone, language, currency and country are what values are read by."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from luopan.kit.database import Session


@dataclass(frozen=True, slots=True)
class Workspace:
    """`epoch` rises with every restore: cursors of the event log begin with it."""

    name: str
    zone: ZoneInfo
    locale: str
    currency: str
    country: str
    epoch: int


async def load_workspace(session: Session) -> Workspace:
    """The workspace of this database."""
    row = await session.fetch_one("select name, zone, locale, currency, country, epoch from luopan.workspace")
    assert row is not None, "migrations insert the one row"
    name, zone, locale, currency, country, epoch = row
    return Workspace(name, ZoneInfo(zone), locale, currency, country, epoch)
