"""The funnel, under the rights of whoever asks."""

from typing import Any

from luopan.kernel.query import requests
from luopan.kernel.query.funnel import funnel, paths_statement, visits_statement
from luopan.kernel.records.read import Reading
from luopan.kit.errors import Invalid, Problem


async def read_funnel(reading: Reading, object_name: str, json: Any) -> dict[str, Any]:
    """How far the records that fit have come through the stages of a field: `{"stages", "won", "lost", "records", "timed"}`."""
    item = reading.item(object_name)
    asked = requests.funnel_request(json, item, reading.snapshot, reading.context)
    statement = paths_statement(reading.snapshot, item, asked.by, asked.value, asked.bound.tree)
    paths = await reading.session.fetch(statement.sql, *reading.parameters(statement, asked.bound))
    if any(missing for *_, missing in paths):
        raise Invalid(
            "rate_missing",
            errors=[Problem("rate_missing", "value", params={"field": json["value"]})],
            field=json["value"],
        )
    statement = visits_statement(reading.snapshot, item, asked.by, asked.bound.tree)
    visits = await reading.session.fetch(statement.sql, *reading.parameters(statement, asked.bound))
    return funnel(asked, paths, visits, reading.context.currency)
