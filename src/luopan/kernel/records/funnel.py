"""The funnel, under the rights of whoever asks."""

from typing import Any

from luopan.kernel.query import requests
from luopan.kernel.query.funnel import funnel, medians_statement, paths_statement, sampled
from luopan.kernel.records.read import Reading
from luopan.kit.errors import Invalid, Problem


async def read_funnel(reading: Reading, object_name: str, json: Any) -> dict[str, Any]:
    """How far the records that fit have come through the stages of a field: `{"stages", "won", "lost", …}`."""
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
    one_in = sampled(sum(timed for *_, timed, _, _ in paths))
    statement = medians_statement(reading.snapshot, item, asked.by, asked.bound.tree, one_in)
    medians = await reading.session.fetch(statement.sql, *reading.parameters(statement, asked.bound))
    return funnel(asked, paths, dict(medians), reading.context.currency)
