"""A proposal looked at next to the data: what each change does, what it costs, what it would lose. Reads only.

A plan is the same thing twice: `steps` for people, in the words of what they asked for, and `operations` for the runner.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as data_field
from typing import Any, Literal, TypeAlias, cast

from psycopg import sql

from luopan.kernel.fields.base import Context
from luopan.kernel.metadata.changes import (
    Change,
    FieldAdded,
    FieldChanged,
    FieldPurged,
    FieldRemoved,
    FieldRestored,
    FieldRetyped,
    ObjectAdded,
    ObjectChanged,
    ObjectPurged,
    ObjectRemoved,
    ObjectRestored,
    Proposal,
    changed_settings,
)
from luopan.kernel.metadata.conversion import (
    MAX_DISTINCT,
    Conversion,
    Example,
    Findings,
    try_conversion,
    workspace_context,
)
from luopan.kernel.metadata.ddl import (
    ALIVE,
    AddForeignKey,
    Backfill,
    CreateIndex,
    CreateTable,
    Operation,
    operations,
    table_sql,
)
from luopan.kernel.metadata.definitions import ChangeSet, Problems
from luopan.kernel.metadata.diff import propose
from luopan.kernel.metadata.model import Definition, Field, Object, Snapshot, link_table
from luopan.kernel.metadata.validators import validate
from luopan.kit.database import Session
from luopan.kit.i18n import translate

Risk: TypeAlias = Literal["none", "low", "rewrite", "loses_values", "destroys"]

SMALL_TABLE = 2_000
"""Up to so many records, indexes are built and values converted within the request."""
MOST_INSTANT_TABLES = 60
EXACT_COUNT = 100_000
CHECK_TIMEOUT_SECONDS = 60
MOST_DUPLICATES_SHOWN = 5
EXAMPLES_IN_MESSAGE = 5


@dataclass(frozen=True)
class Step:
    """One change in words. `rows` are the records it touches or concerns; `locks` is the code of what waits meanwhile;
    `partial`: there are so many different values that only some were tried."""

    action: str
    target: str
    risk: Risk
    rows: int
    locks: Literal["none", "brief", "background"]
    code: str
    params: Mapping[str, Any] = data_field(default_factory=dict[str, Any])
    examples: tuple[Example, ...] = ()
    partial: bool = False

    def document(self, locale: str) -> dict[str, Any]:
        """The step as the API shows it."""
        message = translate(self.code, locale, self.params)
        if self.examples:
            shown = [f"{_short(one.value)} ({translate(one.code, locale, one.params)})" for one in self.examples]
            message += " " + translate("step_examples", locale, {"examples": "; ".join(shown[:EXAMPLES_IN_MESSAGE])})
        if self.partial:
            message += " " + translate("step_partial", locale, {"most": f"{MAX_DISTINCT:,}"})
        document: dict[str, Any] = {
            "action": self.action,
            "target": self.target,
            "risk": self.risk,
            "rows": self.rows,
            "locks": translate(f"locks_{self.locks}", locale, {}),
            "message": message,
        }
        if self.examples:
            document["examples"] = [
                {"value": one.value, "rows": one.rows, "reason": translate(one.code, locale, one.params)}
                for one in self.examples
            ]
        return document


@dataclass(frozen=True)
class Plan:
    """What `apply` would do. `instant`: within the request, in one transaction; else as a run in the background."""

    proposal: Proposal
    change_set: ChangeSet
    steps: tuple[Step, ...]
    operations: tuple[Operation, ...]
    instant: bool

    def document(self, locale: str) -> dict[str, Any]:
        """The answer of `POST /api/meta/plan`."""
        return {
            "version": self.proposal.before.version,
            "instant": self.instant,
            "steps": [step.document(locale) for step in self.steps],
        }


async def make_plan(session: Session, snapshot: Snapshot, change_set: ChangeSet, *, app: str | None = None) -> Plan:
    """Judges a change-set against metadata and data; `Invalid` with places where it can't be carried out.

    Runs in one transaction that the caller rolls back or commits as it likes; it changes nothing but its timeout.
    """
    await session.execute("select set_config('statement_timeout', $1, true)", f"{CHECK_TIMEOUT_SECONDS}s")
    context = await workspace_context(session)
    proposal = propose(snapshot, change_set, app=app)
    validate(proposal)
    tried = await _try_settings(session, proposal, context)
    reread = frozenset(key for key, findings in tried.items() if findings.changed)
    if reread:
        proposal = propose(snapshot, change_set, app=app, retype=reread)
    planner = _Planner(session, proposal, context, tried)
    steps = [step for change in proposal.changes async for step in planner.steps(change)]
    planner.problems.check()
    todo = operations(proposal)
    instant = await planner.is_instant(todo)
    if not instant:
        steps = [planner.in_background(step) for step in steps]
    return Plan(proposal, change_set, tuple(steps), todo, instant)


async def _try_settings(session: Session, proposal: Proposal, context: Context) -> Mapping[tuple[str, str], Findings]:
    """What new settings make of stored values, by (object id, field id). Where they are read as something else, the field
    needs a new column, like a change of type."""
    return {
        (change.item.id, change.field.id): await try_conversion(
            session, _conversion(proposal, change.item, change.before, change.field), context
        )
        for change in proposal.changes
        if isinstance(change, FieldChanged) and _may_read_anew(change)
    }


def _may_read_anew(change: FieldChanged) -> bool:
    return bool(changed_settings(change)) and change.field.reference is None and bool(change.field.type.columns)


def _conversion(proposal: Proposal, item: Object, source: Field, target: Field) -> Conversion:
    return Conversion(item, source, target, points_at(proposal, target))


def points_at(proposal: Proposal, field: Field) -> str | None:
    """The table that a reference points at, if there is one already."""
    if field.reference is None or field.reference.polymorphic:
        return None
    target = proposal.after.objects.get(field.reference.targets(field.settings)[0])
    return target.table if target is not None and target.id in proposal.before.all_objects else None


class _Planner:
    def __init__(
        self,
        session: Session,
        proposal: Proposal,
        context: Context,
        tried: Mapping[tuple[str, str], Findings],
    ) -> None:
        self.tried = tried
        self.session = session
        self.proposal = proposal
        self.context = context
        self.problems = Problems()
        self._rows: dict[str, int] = {}

    def is_new(self, item: Object) -> bool:
        return item.id not in self.proposal.before.all_objects

    async def rows(self, item: Object) -> int:
        """Records of an object: exact up to 100,000, else PostgreSQL's estimate."""
        if self.is_new(item):
            return 0
        return await self.table_rows(item.table)

    async def table_rows(self, table: str) -> int:
        if table not in self._rows:
            statement = sql.SQL("select count(*) from (select 1 from {} limit {}) t")
            limited = statement.format(table_sql(table), sql.Literal(EXACT_COUNT + 1))
            count = await self.session.fetch_value(limited.as_string())
            if count > EXACT_COUNT:
                estimate = "select reltuples::bigint from pg_class where oid = $1::regclass"
                count = max(count, await self.session.fetch_value(estimate, table_sql(table).as_string()))
            self._rows[table] = count
        return self._rows[table]

    async def is_instant(self, todo: tuple[Operation, ...]) -> bool:
        """Whether everything together takes well under a second."""
        if sum(isinstance(one, CreateTable) for one in todo) > MOST_INSTANT_TABLES:
            return False
        slow = {one.table for one in todo if isinstance(one, Backfill)}
        slow |= {one.index.table for one in todo if isinstance(one, CreateIndex)}
        slow |= {one.foreign_key.table for one in todo if isinstance(one, AddForeignKey)}
        created = {one.table for one in todo if isinstance(one, CreateTable)}
        counts = [await self.table_rows(table) for table in slow - created]
        return sum(counts) <= SMALL_TABLE

    def in_background(self, step: Step) -> Step:
        return replace(step, locks="background") if step.risk == "rewrite" or step.rows > SMALL_TABLE else step

    async def steps(self, change: Change) -> AsyncIterator[Step]:
        match change:
            case ObjectAdded(item):
                count = len(item.own_fields)
                yield Step(
                    "add_object", item.name, "none", 0, "none", "step_add_object", {"object": item.name, "count": count}
                )
            case ObjectChanged():
                async for step in self.object_changed(change):
                    yield step
            case ObjectRemoved(item):
                yield await self.whole_object("remove_object", item, "low")
            case ObjectRestored(item):
                yield await self.whole_object("restore_object", item, "none")
            case ObjectPurged(item):
                yield await self.whole_object("purge_object", item, "destroys")
            case FieldAdded(item, field):
                yield await self.field_added(item, field)
            case FieldChanged():
                async for step in self.field_changed(change):
                    yield step
            case FieldRetyped():
                yield await self.field_retyped(change)
            case FieldRemoved(item, field):
                yield await self.stored_field("remove_field", item, field, "low")
            case FieldRestored(item, field):
                await self.check_field_unique(item, field)
                yield await self.stored_field("restore_field", item, field, "none")
            case FieldPurged(item, field):
                yield await self.stored_field("purge_field", item, field, "destroys")

    async def whole_object(self, action: str, item: Object, risk: Risk) -> Step:
        rows = await self.rows(item) if not self.is_new(item) else await self.table_rows(item.table)
        return Step(action, item.name, risk, rows, "brief", f"step_{action}", {"object": item.name, "rows": rows})

    async def object_changed(self, change: ObjectChanged) -> AsyncIterator[Step]:
        item, before = change.item, change.before
        if "name" in change.keys:
            params = {"before": before.name, "after": item.name}
            yield Step("rename_object", before.name, "low", 0, "none", "step_rename_object", params)
        keys = [key for key in change.keys if key != "name"]
        if "unique" in keys:
            old = {tuple(before.fields[name].id for name in names) for names in before.unique}
            for index, names in enumerate(item.unique):
                fields = [item.fields[name] for name in names]
                if tuple(field.id for field in fields) not in old:
                    await self.check_unique(item, fields, f"{self.proposal.place(item)}.unique[{index}]")
        if keys and not self.only_follows_renames(change):
            params = {"object": item.name, "keys": ", ".join(keys)}
            rows = await self.rows(item) if "unique" in keys else 0
            yield Step(
                "change_object", item.name, "none", rows, "brief" if rows else "none", "step_change_object", params
            )

    def only_follows_renames(self, change: ObjectChanged) -> bool:
        """Whether nobody named this object: its words were only carried along."""
        return (change.item.id, None) not in self.proposal.places

    async def field_added(self, item: Object, field: Field) -> Step:
        rows = await self.rows(item)
        code = "step_add_field_required" if rows and field.required is True else "step_add_field"
        params = {"field": field.name, "object": item.name, "type": field.type.name, "rows": rows}
        return Step("add_field", f"{item.name}.{field.name}", "none", rows, "brief", code, params)

    async def field_changed(self, change: FieldChanged) -> AsyncIterator[Step]:
        item, field = change.item, change.field
        target = f"{item.name}.{field.name}"
        if "name" in change.keys:
            params = {"before": change.before.name, "after": field.name, "object": item.name}
            old = f"{item.name}.{change.before.name}"
            yield Step("rename_field", old, "low", 0, "none", "step_rename_field", params)
        keys = [key for key in change.keys if key != "name"]
        if not keys or (item.id, field.id) not in self.proposal.places:
            return
        params: dict[str, Any] = {"field": target, "keys": ", ".join(keys)}
        if field.unique and not change.before.unique:
            await self.check_field_unique(item, field)
        if field.required is True and change.before.required is not True:
            params["rows"] = await self.empty_rows(item, change.before)
            if params["rows"]:
                yield Step("require_field", target, "low", params["rows"], "none", "step_require_field", params)
        retired = _newly_retired(change)
        if retired and (rows := await self.rows_with(item, field, retired)):
            retirement = params | {"rows": rows, "options": ", ".join(retired)}
            yield Step("retire_options", target, "low", rows, "none", "step_retire_options", retirement)
        findings = self.tried.get((item.id, field.id)) or Findings()
        if findings.lost:
            params |= {"rows": findings.lost}
            examples = tuple(findings.examples)
            yield Step(
                "change_field", target, "low", findings.lost, "brief", "step_change_field_kept", params, examples
            )
        else:
            builds = {"unique", "indexed"} & set(keys)
            rows = await self.rows(item) if builds else 0
            yield Step("change_field", target, "none", rows, "brief" if rows else "none", "step_change_field", params)

    async def field_retyped(self, change: FieldRetyped) -> Step:
        item, field = change.item, change.field
        conversion = _conversion(self.proposal, item, change.before, field)
        findings = self.tried.get((item.id, field.id)) or await try_conversion(self.session, conversion, self.context)
        rows = findings.rows if findings.complete else await self.rows(item)
        if field.unique and findings.collisions:
            place = f"{self.proposal.place(item, field)}.unique"
            self.problems.add("unique_after_conversion", place, field=field.name, rows=findings.collisions)
        params = {
            "field": f"{item.name}.{field.name}",
            "before": change.before.type.name,
            "after": field.type.name,
            "rows": rows,
            "lost": findings.lost,
            "kept": change.kept.id,
        }
        risk: Risk = "loses_values" if findings.lost else "rewrite" if findings.rows else "none"
        code = "step_change_type" if change.before.type is not field.type else "step_reread_field"
        code += "_loses" if findings.lost else ""
        target, examples = f"{item.name}.{field.name}", tuple(findings.examples)
        partial = not findings.complete
        return Step("change_type", target, risk, rows, "brief", code, params, examples, partial)

    async def stored_field(self, action: str, item: Object, field: Field, risk: Risk) -> Step:
        rows = await self.filled_rows(item, field)
        params = {"field": field.name, "object": item.name, "rows": rows, "id": field.id}
        return Step(action, f"{item.name}.{field.name}", risk, rows, "brief", f"step_{action}", params)

    async def filled_rows(self, item: Object, field: Field) -> int:
        if not field.columns:
            return await self.table_rows(link_table(item, field)) if field.reference is not None else 0
        statement = sql.SQL("select count({}) from {}").format(sql.Identifier(field.columns[0]), table_sql(item.table))
        return await self.session.fetch_value(statement.as_string())

    async def rows_with(self, item: Object, field: Field, options: list[str]) -> int:
        holds = "{} && $1" if field.type.index_method == "gin" else "{} = any($1)"
        statement = sql.SQL("select count(*) from {} where " + holds).format(
            table_sql(item.table), sql.Identifier(field.columns[0])
        )
        return await self.session.fetch_value(statement.as_string(), options)

    async def empty_rows(self, item: Object, field: Field) -> int:
        if not field.columns:
            return 0
        statement = sql.SQL("select count(*) from {} where {} is null and " + ALIVE).format(
            table_sql(item.table), sql.Identifier(field.columns[0])
        )
        return await self.session.fetch_value(statement.as_string())

    async def check_field_unique(self, item: Object, field: Field) -> None:
        if field.unique:
            await self.check_unique(item, [field], f"{self.proposal.place(item, field)}.unique")

    async def check_unique(self, item: Object, fields: list[Field], place: str) -> None:
        """Refuses a new unique rule where records already share a value."""
        before = self.proposal.before.all_objects.get(item.id)
        if before is None:
            return
        known = {column for field in before.by_id.values() for column in field.columns}
        columns = [field.columns[0] for field in fields]
        if not known.issuperset(columns):
            return
        duplicates = await self.session.fetch(_duplicates_sql(item, columns))
        if duplicates:
            shown = "; ".join(f"{', '.join(row[:-2])} ({row[-2]})" for row in duplicates[:MOST_DUPLICATES_SHOWN])
            names = ", ".join(field.name for field in fields)
            self.problems.add("unique_duplicates", place, fields=names, values=duplicates[0][-1], examples=shown)


def _newly_retired(change: FieldChanged) -> list[str]:
    """Keys of options that may no longer be chosen."""

    def retired(field: Field) -> list[str]:
        options: list[Any] = field.definition.get("options") or []
        return [one["value"] for one in options if isinstance(one, Mapping) and cast(Definition, one).get("retired")]

    return [key for key in retired(change.field) if key not in retired(change.before)]


def _duplicates_sql(item: Object, columns: list[str]) -> str:
    """The most frequent shared values as text, how often each stands, and how many there are."""
    names = [sql.Identifier(column) for column in columns]
    return (
        sql.SQL(
            "select {}, count(*), count(*) over () from {} where "
            + ALIVE
            + " and {} group by {} having count(*) > 1 order by count(*) desc limit 10"
        )
        .format(
            sql.SQL(", ").join(sql.SQL("left({}::text, 60)").format(name) for name in names),
            table_sql(item.table),
            sql.SQL(" and ").join(sql.SQL("{} is not null").format(name) for name in names),
            sql.SQL(", ").join(names),
        )
        .as_string()
    )


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
