"""Unique and indexed values."""

from luopan.kernel.records.batch import Row
from tests.kernel.conftest import Doors

THING = {
    "name": "thing",
    "fields": [
        {"name": "code", "type": "text", "unique": True, "max_length": 2000},
        {"name": "site", "type": "url", "indexed": True},
        {"name": "note", "type": "text", "max_length": 2000},
    ],
}


def _problems(row: Row) -> list[tuple[str | None, str]]:
    return [(problem.field, problem.code) for problem in row.problems]


async def test_a_text_that_no_index_can_hold_is_refused_at_its_field(doors: Doors) -> None:
    await doors.define(THING)
    long = "华" * 1000
    rows = [{"code": long}, {"code": "short", "note": long}, {"site": "https://例.cn/" + "é" * 1500}]
    outcome = await doors.write("thing", "create", rows, atomic=False)
    assert [row.status for row in outcome.rows] == ["failed", "created", "failed"]
    assert _problems(outcome.rows[0]) == [("code", "value_too_long_for_index")]
    assert _problems(outcome.rows[2]) == [("site", "value_too_long_for_index")]
    changed = await doors.write("thing", "update", [{"id": outcome.rows[1].id, "code": long}], atomic=False)
    assert _problems(changed.rows[0]) == [("code", "value_too_long_for_index")]
