"""The yardsticks in SQL: what somebody who knows PostgreSQL would write by hand for the same answer, over the same tables."""

REFERENCES = {
    "created_by": ('"user"', "name"),
    "updated_by": ('"user"', "name"),
    "owner": ('"user"', "name"),
    "department": ("department", "name"),
    "account": ("account", "name"),
    "person": ("person", "name"),
}
PLAIN = (
    *("id", "created_at", "updated_at", "version", "name", "number", "pipeline", "stage", "probability", "opened_on"),
    *("close_date", "forecast", "source", "loss_reason", "next_step", "next_step_on", "tags", "description"),
)


def opportunities(where: str, order: str, *, limit: int = 50) -> str:
    """Opportunities as JSON, with the names of what they refer to. `where` and `order` speak of `o` and its account `account`."""
    values = [f"o.{name}" for name in PLAIN]
    values.append("json_build_object('amount', o.amount::text, 'currency', o.amount__currency) as amount")
    for name, (table, title) in REFERENCES.items():
        card = f"select json_build_object('id', t.id, 'title', t.{title}) from records.{table} t where t.id = o.{name}"
        values.append(f"({card}) as {name}")
    return (
        f"select row_to_json(r)::text from (select {', '.join(values)}"
        " from records.opportunity o left join records.account account on account.id = o.account"
        f" where o.deleted_at is null and {where} order by {order} limit {limit}) r"
    )


def aggregate(where: str) -> str:
    """The sum of amounts by stage and month of the close date."""
    return (
        "select stage, date_trunc('month', close_date)::date as month, sum(amount__base), count(*)"
        f" from records.opportunity where deleted_at is null and {where} group by 1, 2 order by 1, 2"
    )


CREATE = """
with row as (
    insert into records.opportunity (id, created_at, created_by, updated_at, updated_by, owner, name, name__key, number,
        number__key, account, pipeline, stage, amount, amount__currency, amount__base, probability, opened_on, close_date,
        forecast, source, next_step, next_step__key, next_step_on, tags)
    select id, now(), owner, now(), owner, owner, name, name, number, number, account, pipeline, stage, amount, 'CNY', amount,
        probability, opened_on, close_date, forecast, source, next_step, next_step, next_step_on, tags
    from json_to_record($1::json) as r (id uuid, owner uuid, name text, number text, account uuid, pipeline text, stage text,
        amount numeric, probability numeric, opened_on date, close_date date, forecast text, source text, next_step text,
        next_step_on date, tags text[])
    returning id
), header as (
    insert into luopan.changes (id, epoch, at, actor, kind) values ($2::uuid, 1, now(), $3::uuid, 'create')
)
insert into luopan.events (change_id, seq, object_id, record_id, version, action, after)
select $2::uuid, 0, 'opportunity', id, 1, 'created', $1::json from row
"""
"""One opportunity, the header of its change and its event, in one statement and so in one transaction."""
