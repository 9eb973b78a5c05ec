"""Values on their way: into the event log and back, defaults, and the worth of currencies."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from luopan.kernel.fields.base import Context, Rejected
from luopan.kernel.metadata.binding import moment_of
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.predicates.ast import Me, Now
from luopan.kernel.predicates.parse import parse_operand
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, Problem

RATES_LOCK = 7_310_301
"""Held shared by transactions that have read rates, for a moment alone by whoever computes with new ones."""


def logged(snapshot: Snapshot, item: Object, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the event log keeps them: by permanent field id, objects of polymorphic references by permanent id."""
    found = {item.ids[name]: value for name, value in values.items()}
    for one in item.polymorphic:
        value = found.get(one.id)
        if value is not None:
            found[one.id] = {"object": snapshot.object(value["object"]).id, "id": value["id"]}
    return found


def unlogged(snapshot: Snapshot, item: Object, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """The way back from `logged`: by current field name; fields that are gone are left out."""
    found: dict[str, Any] = {}
    for field_id, value in (values or {}).items():
        one = item.by_id.get(field_id)
        if one is None or one.removed:
            continue
        if one.reference is not None and one.reference.polymorphic and value is not None:
            target = snapshot.all_objects.get(value["object"])
            value = None if target is None else {"object": target.name, "id": value["id"]}
        found[one.name] = value
    return found


def default_value(one: Field, context: Context) -> Any:
    """A field's default, now: a plain value, `{"now": …}` or `{"me": true}`."""
    operand = parse_operand(one.default, one.name)
    try:
        if isinstance(operand, Now):
            return one.type.from_moment(moment_of(operand, context), context)
        if isinstance(operand, Me):
            return context.me
        return one.type.parse(one.settings, one.default, context)
    except Rejected as rejected:
        raise Invalid("default_unusable", errors=[Problem(rejected.code, one.name, params=rejected.params)]) from None


async def load_rates(session: Session, currencies: Iterable[str]) -> Callable[[str, str], Decimal | None]:
    """The worth of a currency on a day: the newest rate that was valid then.

    Until the transaction ends, a re-computation (`worth`) waits for what is written with these rates.
    """
    await session.execute(f"select pg_advisory_xact_lock_shared({RATES_LOCK})")
    rows = await session.fetch(
        "select currency, date::text, rate from records.rate where currency = any($1::text[]) and deleted_at is null"
        " order by date desc",
        sorted(currencies),
    )
    by_currency: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for currency, day, rate in rows:
        by_currency[currency].append((day, rate))

    def rate_on(currency: str, day: str) -> Decimal | None:
        return next((rate for valid_from, rate in by_currency.get(currency, []) if valid_from <= day), None)

    return rate_on
