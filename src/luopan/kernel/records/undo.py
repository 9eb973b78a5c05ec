"""One undo for an edit, a bulk call, a deletion, an import: what a change did is taken back, field by field.

A field goes back to what it was where it still has the value that the change gave it. Where somebody has written it since, it
stays, and is reported as a conflict. An undo is itself a change, and can be undone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from luopan.kernel.events.log import LoggedEvent
from luopan.kernel.metadata.model import Object
from luopan.kernel.records import bin as recycle_bin
from luopan.kernel.records import sealing, tables
from luopan.kernel.records.batch import Batch, Row
from luopan.kernel.records.values import unlogged
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Problem

MAX_ROWS_A_STEP = 10_000


@dataclass(slots=True)
class Undone:
    """`records`: how many went back. `conflicts`: what was left as it is, and why."""

    records: int = 0
    conflicts: list[Problem] = field(default_factory=list[Problem])


async def undo(writing: Writing, events: Sequence[LoggedEvent]) -> Undone:
    """Takes the given events of one change back, last first."""
    writing = replace(writing, privileged=True)
    undone = Undone()
    events = await _own(writing, events, undone)
    groups: dict[tuple[str, str], list[LoggedEvent]] = defaultdict(list)
    for logged_event in reversed(events):
        groups[logged_event.event.object_id, logged_event.event.action].append(logged_event)
    for action in ("deleted", "updated", "restored", "created"):
        # Parents went to the bin before what hung on them, and come out of it before.
        for (object_id, done), group in reversed(groups.items()) if action == "deleted" else groups.items():
            item = writing.snapshot.all_objects.get(object_id)
            if done != action:
                continue
            if item is None or item.removed:
                undone.conflicts.append(Problem("object_unknown", params={"object": object_id}))
                continue
            for start in range(0, len(group), MAX_ROWS_A_STEP):
                await _undo_group(writing, item, action, group[start : start + MAX_ROWS_A_STEP], undone)
    return undone


async def _own(writing: Writing, events: Sequence[LoggedEvent], undone: Undone) -> list[LoggedEvent]:
    """The events of records that the actor may see; that there were others is all they are told of these."""
    by_object: dict[str, list[LoggedEvent]] = defaultdict(list)
    for one in events:
        by_object[one.event.object_id].append(one)
    kept: list[LoggedEvent] = []
    for object_id, some in by_object.items():
        item = writing.snapshot.all_objects.get(object_id)
        if item is not None:
            seen = await writing.reached("read", item, [one.event.record_id for one in some])
            some = [one for one in some if one.event.record_id in seen]
        kept += some
    if len(kept) < len(events):
        undone.conflicts.append(Problem("undo_forbidden"))
    return sorted(kept, key=lambda one: one.cursor.seq)


async def _undo_group(
    writing: Writing, item: Object, action: str, group: Sequence[LoggedEvent], undone: Undone
) -> None:
    match action:
        case "updated":
            await _restore_values(writing, item, group, undone)
        case "deleted":
            ids = [one.event.record_id for one in group]
            outcome = await recycle_bin.restore(writing, Batch(item.name, "restore", ids, atomic=False))
            _report(item, outcome.rows, undone)
        case _:
            await _delete_untouched(writing, item, group, undone)


async def _restore_values(writing: Writing, item: Object, group: Sequence[LoggedEvent], undone: Undone) -> None:
    befores: dict[str, dict[str, Any]] = defaultdict(dict)
    afters: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in group:  # last first: what a record was before the first event, and became with the last
        befores[one.event.record_id].update(unlogged(writing.snapshot, item, one.event.before))
        after = unlogged(writing.snapshot, item, one.event.after)
        afters[one.event.record_id] = after | afters[one.event.record_id]
    forbidden = {
        name
        for values in befores.values()
        for name in values
        if not writing.rights.access(item, item.fields[name]).writable
    }
    if forbidden:
        undone.conflicts.append(Problem("undo_forbidden"))
        for values in befores.values():
            for name in forbidden & values.keys():
                del values[name]
    names = tuple(sorted({name for values in befores.values() for name in values}))
    current = await tables.lock_current(writing.session, writing.snapshot, item, names, list(befores), "update")
    rows: list[dict[str, Any]] = []
    for identity, before in befores.items():
        _, deleted, record = current.get(identity, (0, True, {}))
        if deleted:
            undone.conflicts.append(_conflict("undo_record_gone", item, identity))
            continue
        back = {
            name: value
            for name, value in before.items()
            if sealing.same(item.fields[name], record[name], afters[identity].get(name))
        }
        for name in before.keys() - back.keys():
            if sealing.same(item.fields[name], record[name], before[name]):  # somebody has put it back already
                continue
            undone.conflicts.append(_conflict("undo_changed_since", item, identity, name))
        if back:
            rows.append({"id": identity, **back})
    if rows:
        outcome = await write(writing, Batch(item.name, "update", rows, atomic=False))
        _report(item, outcome.rows, undone)


async def _delete_untouched(writing: Writing, item: Object, group: Sequence[LoggedEvent], undone: Undone) -> None:
    ids = [one.event.record_id for one in group]
    current = await tables.lock_current(writing.session, writing.snapshot, item, (), ids, "delete")
    untouched: list[Row] = []
    for one in group:
        identity = one.event.record_id
        version, deleted, _ = current.get(identity, (0, True, {}))
        if deleted or version != one.event.version:
            undone.conflicts.append(_conflict("undo_record_gone" if deleted else "undo_changed_since", item, identity))
        else:
            untouched.append(Row(len(untouched), id=identity))
    if untouched:
        outcome = await recycle_bin.delete_locked(writing, item, untouched, current, atomic=False)
        _report(item, outcome.rows, undone)


def _report(item: Object, rows: Sequence[Row], undone: Undone) -> None:
    for row in rows:
        if row.status == "failed":
            undone.conflicts += [problem.at(field=f"{item.name}.{row.id}") for problem in row.problems]
        elif row.status != "unchanged":
            undone.records += 1


def _conflict(code: str, item: Object, identity: str, name: str | None = None) -> Problem:
    return Problem(code, field=".".join(part for part in (item.name, identity, name) if part))
