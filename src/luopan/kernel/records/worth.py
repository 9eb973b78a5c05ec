"""The worth of foreign amounts follows the rates: when a rate is written, what was converted with it is converted anew."""

from collections.abc import Awaitable, Callable, Sequence

from luopan.kernel.events.consumers import Consumer
from luopan.kernel.events.log import LoggedEvent
from luopan.kernel.fields.types.money import MoneyType
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.records import tables
from luopan.kernel.records.door import Records
from luopan.kernel.records.values import RATES_LOCK
from luopan.kit.database import Session

BATCH = 5_000
RATE_OBJECT = "rate"

Defer = Callable[[Session, str], Awaitable[None]]


def rate_consumer(defer: Defer) -> Consumer:
    """Follows changes of rates; `defer(session, currency)` queues the re-computation of one currency."""

    async def handle(session: Session, events: Sequence[LoggedEvent]) -> None:
        ids = list({one.event.record_id for one in events})
        rows = await session.fetch("select currency from records.rate where id = any($1::uuid[])", ids)
        before = [(one.event.before or {}).get("currency") for one in events]
        for currency in sorted({one for one in (*before, *(row[0] for row in rows)) if one is not None}):
            await defer(session, currency)

    return Consumer("worth", handle, where=f"e.object_id = '{RATE_OBJECT}'")


async def recompute_worth(records: Records, currency: str) -> int:
    """Converts every amount in `currency` anew, in batches, each its own transaction; gives the number of changed records."""
    async with records.database.transaction() as session:  # waits for all who write with the rates as they were
        await session.execute(f"select pg_advisory_xact_lock({RATES_LOCK})")
    changed = 0
    for item in records.catalogue.current.objects.values():
        for field in item.own_fields:
            if isinstance(field.type, MoneyType):
                changed += await _recompute_field(records, item, field, currency)
    return changed


async def _recompute_field(records: Records, item: Object, field: Field, currency: str) -> int:
    statement = _statement(item, field, str(records.workspace.zone))
    changed, last = 0, "00000000-0000-0000-0000-000000000000"
    while True:
        async with records.database.transaction() as session:
            row = await session.fetch_one(statement, currency, last, BATCH)
        assert row is not None
        changed += row[1]
        if row[0] is None:
            return changed
        last = str(row[0])


def _statement(item: Object, field: Field, zone: str) -> str:
    """One batch behind an id; gives the last id of the batch and the number of rows that it changed.

    The same computation as `fields.types.money.worth`, over a set.
    """
    amount, code, base = (tables.quoted(name) for name in field.columns)
    dated = item.fields.get(field.settings.rate_date or "created_at", item.fields["created_at"])
    column = f"t.{tables.quoted(dated.column)}"
    local = f"(t.created_at at time zone '{zone}')::date"
    if dated.type.columns[0].sql == "timestamptz":
        column = f"({column} at time zone '{zone}')::date"
    return f"""
        with page as (
            select t.id, trim_scale(round(t.{amount} * (
                select r.rate from records.rate r
                where r.currency = $1 and r.deleted_at is null and r.date <= coalesce({column}, {local})
                order by r.date desc limit 1
            ), 12)) as worth
            from {tables.table_name(item)} t where t.{code} = $1 and t.id > $2::uuid order by t.id limit $3
            for no key update of t
        ), changed as (
            update {tables.table_name(item)} t set {base} = page.worth from page
            where t.id = page.id and t.{base} is distinct from page.worth returning 1
        )
        select (select max(id::text) from page), (select count(*) from changed)
    """
