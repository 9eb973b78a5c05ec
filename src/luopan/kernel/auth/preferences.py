"""What a person has chosen for themselves: language, theme and whatever else the web app keeps for them."""

from typing import Any, cast

import orjson
from psycopg.types.json import Jsonb

from luopan.kernel.auth.accounts import set_locale
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, Problem
from luopan.kit.i18n import LOCALES

MAX_BYTES = 16 * 1024


async def read_preferences(session: Session, user_id: str) -> dict[str, Any]:
    """All preferences of a person."""
    found = await session.fetch_value("select content from luopan.preferences where user_id = $1::uuid", user_id)
    return found or {}


async def merge_preferences(session: Session, user_id: str, json: Any) -> dict[str, Any]:
    """Sets the keys that are given, and forgets those that are null. The language is also the one that answers are written in."""
    if not isinstance(json, dict):
        raise Invalid("invalid_preferences", errors=[Problem("not_an_object", "preferences")])
    given = cast(dict[str, Any], json)
    locale = given.get("locale")
    if locale is not None:
        if locale not in LOCALES:
            known = {"value": str(locale)[:60], "known": ", ".join(LOCALES)}
            raise Invalid("invalid_preferences", errors=[Problem("grant_value", "preferences.locale", params=known)])
        await set_locale(session, user_id, locale)
    await session.execute(_BEGIN, user_id)
    before: dict[str, Any] = await session.fetch_value(_LOCK, user_id)
    after = {key: value for key, value in {**before, **given}.items() if value is not None}
    if len(orjson.dumps(after)) > MAX_BYTES:
        raise Invalid("invalid_preferences", errors=[Problem("preferences_size", "preferences", params={"most": 16})])
    await session.execute("update luopan.preferences set content = $2 where user_id = $1::uuid", user_id, Jsonb(after))
    return after


_BEGIN = "insert into luopan.preferences (user_id, content) values ($1::uuid, '{}') on conflict do nothing"
_LOCK = "select content from luopan.preferences where user_id = $1::uuid for update"
