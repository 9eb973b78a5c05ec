"""Giving records to others in bulk, with what hangs on them; handing over everything of somebody who leaves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.metadata.binding import bind_condition
from luopan.kernel.metadata.model import Object, Relation
from luopan.kernel.predicates.parse import parse_condition
from luopan.kernel.query.statements import reachable_statement
from luopan.kernel.records import tables
from luopan.kernel.records.batch import MAX_ROWS, Batch
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Invalid, Problem, TooLarge

KEYS = frozenset(("ids", "where", "owner", "department", "children"))
MAX_CHILDREN = 50_000


@dataclass(slots=True)
class Transferred:
    """How many records of each object have a new owner, and what is wrong with the others (their place: object and id)."""

    records: Counter[str] = field(default_factory=Counter[str])
    failed: list[Problem] = field(default_factory=list[Problem])


async def transfer(writing: Writing, object_name: str, json: Mapping[str, Any]) -> Transferred:
    """Gives records, chosen by `ids` or `where`, to `owner`, and with them the `children` (relations) that had the same owner."""
    item = writing.rights.item(object_name)
    writing.rights.require("transfer", item)
    problems = [
        Problem("condition_key", key[:60], params={"known": ", ".join(sorted(KEYS))}) for key in json.keys() - KEYS
    ]
    if json.get("owner") is None:
        problems.append(Problem("required", "owner"))
    if ("ids" in json) == ("where" in json):
        problems.append(Problem("transfer_which", "ids"))
    relations = _relations(writing, item, json.get("children"), problems)
    if problems:
        raise Invalid("invalid_transfer", errors=problems)
    ids = _ids(json["ids"]) if "ids" in json else await _found(writing, item, json["where"])
    given = {key: json[key] for key in ("owner", "department") if json.get(key) is not None}
    children = [(relation, await _children(writing, item, relation, ids)) for relation in relations]
    done = Transferred()
    moved = await _give(writing, item, ids, given, done)
    for relation, pairs in children:
        follow = [child for child, parent in pairs if parent in moved]
        await _give(writing, relation.target, follow, given, done)
    return done


async def _give(
    writing: Writing, item: Object, ids: Sequence[str], given: Mapping[str, Any], done: Transferred
) -> set[str]:
    """Gives these records to the new owner; gives the ids of those that have him now."""
    moved: set[str] = set()
    for start in range(0, len(ids), MAX_ROWS):
        rows = [{"id": one, **given} for one in ids[start : start + MAX_ROWS]]
        outcome = await write(writing, Batch(item.name, "update", rows, atomic=False))
        for row, raw in zip(outcome.rows, rows, strict=True):
            if row.status == "failed":
                done.failed += [problem.at(field=f"{item.name}.{raw['id']}") for problem in row.problems]
            else:
                moved.add(raw["id"])
        done.records[item.name] += outcome.count("updated")
    return moved


def _ids(json: Any) -> list[str]:
    if not isinstance(json, list):
        raise Invalid("invalid_transfer", errors=[Problem("condition_list", "ids")])
    given = cast(list[Any], json)
    if len(given) > MAX_ROWS:
        raise TooLarge("too_many_rows", most=MAX_ROWS)
    found: dict[str, None] = {}
    for index, one in enumerate(given):
        try:
            found[parse_id(one)] = None
        except Rejected as rejected:
            raise Invalid("invalid_transfer", errors=[Problem(rejected.code, f"ids[{index}]")]) from None
    return list(found)


async def _found(writing: Writing, item: Object, where: Any) -> list[str]:
    """The records that fit and may be given away."""
    rights = writing.rights
    bound = bind_condition(parse_condition(where), item, rights.view, writing.context)
    statement = reachable_statement(rights.view, item, bound.tree, rights.ways("transfer", item))
    parameters = statement.parameters(bound, rights.values(writing.context), limit=MAX_ROWS + 1)
    rows = await writing.session.fetch(statement.sql, *parameters)
    if len(rows) > MAX_ROWS:
        raise TooLarge("too_many_rows", most=MAX_ROWS)
    return [identity for (identity,) in rows]


def _relations(writing: Writing, item: Object, json: Any, problems: list[Problem]) -> list[Relation]:
    names = [] if json is None else cast(list[Any], json) if isinstance(json, list) else [json]
    known = {
        name: relation
        for name, relation in writing.rights.view.relations(item).items()
        if relation.kind == "inverse" and writing.rights.may("transfer", relation.target)
    }
    for index, name in enumerate(names):
        if not isinstance(name, str) or name not in known:
            params = {"object": item.name, "relation": str(name)[:60], "known": ", ".join(sorted(known)) or "-"}
            problems.append(Problem("condition_relation_unknown", f"children[{index}]", params=params))
    return [known[name] for name in known if name in names]


async def _children(writing: Writing, item: Object, relation: Relation, ids: Sequence[str]) -> list[tuple[str, str]]:
    """(child, parent) of the related records that belong to whom their parent belongs, and that the actor may give away."""
    column = tables.quoted(relation.field.column)
    polymorphic = relation.field.reference is not None and relation.field.reference.polymorphic
    and_object = f" and c.{tables.quoted(relation.field.column + '__object')} = $2" if polymorphic else ""
    pairs = await writing.session.fetch(
        f"select c.id::text, p.id::text from {tables.table_name(relation.target)} c"
        f" join {tables.table_name(item)} p on p.id = c.{column}"
        " where p.id = any($1::uuid[]) and c.owner = p.owner and c.deleted_at is null"
        f"{and_object} order by c.id limit {MAX_CHILDREN + 1}",
        list(ids),
        *([item.id] if polymorphic else []),
    )
    if len(pairs) > MAX_CHILDREN:
        raise TooLarge("too_many_rows", most=MAX_CHILDREN)
    allowed = await writing.reached("transfer", relation.target, [child for child, _ in pairs])
    return [(child, parent) for child, parent in pairs if child in allowed]
