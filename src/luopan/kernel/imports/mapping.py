"""Which column of a file goes into which field: a guess by names and by values, and the check of what somebody decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from luopan.kernel.fields.base import Context, Rejected
from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kernel.fields.types.address import AddressType
from luopan.kernel.imports.naming import Called, Nearness, names_of, nearness, plain, title_names, widened
from luopan.kernel.imports.reading.model import Column, SheetRow
from luopan.kernel.imports.targets import PARTS, Target, keys_of, referenced, writable
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import HIDDEN
from luopan.kit.errors import Invalid, Problem

__all__ = ["Guess", "Target", "check_mapping", "guess", "values_of"]

LEAST_CONFIDENCE = 0.5
_SAMPLED = 100
_FITTING = 0.8
"""The share of a column's values that a type takes where it is no accident."""
_SURE, _DISTINCT = 0.8, 2
"""A type that is less choosy than that must take so many different values before it counts without a name."""

CHOOSY: Mapping[str, float] = {
    **dict.fromkeys(("credit_code", "id_number", "email"), 0.95),
    **dict.fromkeys(("phone", "color", "geo"), 0.85),
    **dict.fromkeys(("select", "url"), 0.75),
    **dict.fromkeys(("multi_select", "date", "datetime", "currency"), 0.6),
    **dict.fromkeys(("boolean", "duration", "time"), 0.4),
    **dict.fromkeys(("money", "integer", "decimal", "percent", "rating", "address"), 0.2),
}
"""How much it says that a type takes a value. What takes any text says nothing."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Where a column seems to go (None: nowhere). `reason`: name, synonym, similar or values."""

    column: Column
    target: str | None
    confidence: float
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A target with what it is called. `field` takes its values, `rank` says which of equals goes first."""

    target: Target
    called: Called
    field: Field
    rank: float
    kin: int = 1
    """How many fields of the object take the same values."""


def guess(
    item: Object, columns: Sequence[Column], rows: Sequence[SheetRow], rights: Rights, context: Context
) -> list[Guess]:
    """One guess for each column, in order. Each field is given once, the surest pair first."""
    candidates = list(_candidates(item, rights))
    own, by_index = widened(names_of(item)), {column.index: column for column in columns}
    pairs: list[tuple[float, float, int, _Candidate, str]] = []
    for column in columns:
        values = values_of(rows, column.index)
        called = plain(column.name)
        for candidate in candidates:
            near = nearness(called, candidate.called, own)
            score, reason = _score(near, candidate, values, context)
            if score >= LEAST_CONFIDENCE and reason is not None:
                pairs.append((round(score, 3), candidate.rank, column.index, candidate, reason))
    pairs.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    chosen: dict[int, Guess] = {}
    targets: list[Target] = []
    for score, _, index, candidate, reason in pairs:
        target = replace(candidate.target, column=index)
        if index not in chosen and _clash(target, targets) is None:
            chosen[index] = Guess(by_index[index], target.path, round(score, 2), reason)
            targets.append(target)
    return [chosen.get(column.index) or Guess(column, None, 0.0, None) for column in columns]


def check_mapping(
    item: Object,
    mapping: Mapping[str, Any],
    columns: Sequence[Column],
    rights: Rights,
    rows: Sequence[SheetRow] = (),
    context: Context | None = None,
) -> list[Target]:
    """What a mapping (column name: target or null) means; `Invalid` with all that is wrong, each problem at its column.

    A reference without a field is looked up by the title, or by the unique field that fits the values of `rows` best.
    """
    by_name = {column.name: column for column in columns}
    fields = writable(item, rights)
    problems: list[Problem] = []
    targets: list[Target] = []
    for name, written in mapping.items():
        if written is None:
            continue
        column = by_name.get(name)
        if column is None:
            problems.append(Problem("mapping_column_unknown", name[:60], params={"column": name[:60]}))
            continue
        values = values_of(rows, column.index) if context is not None else []
        target = _compiled(item, fields, column, written, rights, values, context)
        if isinstance(target, Target) and (earlier := _clash(target, targets)) is not None:
            target = Problem(
                "mapping_field_twice", params={"field": target.path, "column": columns[earlier.column].name}
            )
        if isinstance(target, Target):
            targets.append(target)
        else:
            problems.append(target.at(field=name))
    if not targets and not problems:
        problems.append(Problem("mapping_empty"))
    if problems:
        raise Invalid("invalid_mapping", errors=problems)
    return targets


def _candidates(item: Object, rights: Rights) -> Iterator[_Candidate]:
    fields = writable(item, rights)
    kinds = [field.type.name for field in fields.values()]
    for rank, field in enumerate(fields.values()):
        at = rank - 1_000 * (field.required is not False)
        names = names_of(field)
        target = referenced(field, rights)
        called = Called(names, title_names(item) if field.name == item.title else frozenset())
        if target is not None:
            called = Called(names, _alike(field, target))
            for key in keys_of(target, rights):
                if key.name != target.title:
                    yield _Candidate(Target(0, field.name, by=key.name), _of_both(called, key), key, at + 0.5)
        yield _Candidate(Target(0, field.name), called, field, at, kinds.count(field.type.name))
        for part in PARTS.get(field.type.name, ()):
            part_names = frozenset((part, *(one + part for one in names)))
            part_field = _part_field(field, "currency" if part == "currency" else "text")
            yield _Candidate(Target(0, field.name, part=part), Called(part_names, loosely=False), part_field, at + 0.7)
    yield _Candidate(Target(0, "id"), Called(frozenset(("id",)), loosely=False), item.fields["id"], 0)


def _alike(field: Field, target: Object) -> frozenset[str]:
    """A reference that is called as its object is, may be called as records of that are; any other by its own names alone."""
    of_its_own = frozenset(one + word for one in names_of(field) for word in ("名称", "名稱", "姓名", "name"))
    is_named_alike = bool(widened(names_of(field)) & widened(names_of(target)))
    return of_its_own | title_names(target) if is_named_alike else of_its_own


def _of_both(reference: Called, key: Field) -> Called:
    """客户 and 信用代码: 客户信用代码."""
    keys = widened(names_of(key))
    return Called(frozenset(one + code for one in reference.names | reference.alike for code in keys), loosely=False)


def _part_field(field: Field, type_name: str) -> Field:
    part_type = FIELD_TYPES[type_name]
    return Field(field.id, field.name, field.column, part_type, part_type.Settings(), {}, {})


def _score(near: Nearness, candidate: _Candidate, values: Sequence[str], context: Context) -> tuple[float, str | None]:
    """How likely a column goes there, by its name and by the share of its values that the field takes."""
    if candidate.target.field == "id":
        return (near.score, near.reason) if values and _share(candidate, values, context) == 1 else (0.0, None)
    if candidate.field.reference is not None:
        return near.score, near.reason
    if not values:
        return near.score, near.reason
    share = _share(candidate, values, context)
    if share < _FITTING:
        trust = 0.55 if near.reason == "name" else 0.25
        return near.score * (trust + (1 - trust) * share), near.reason
    weight = CHOOSY.get(candidate.field.type.name, 0.0) * share
    if not near.score and weight < _SURE and len(set(values)) < _DISTINCT:
        return 0.0, None
    if not near.score:
        weight *= 1 if candidate.kin == 1 else 0.7
    if candidate.target.by or candidate.target.part:
        weight *= 0.5
    return 1 - (1 - near.score) * (1 - weight), near.reason or "values"


def _share(candidate: _Candidate, values: Sequence[str], context: Context) -> float:
    return sum(1 for value in values if _takes(candidate.field, value, context)) / len(values)


def _takes(field: Field, value: str, context: Context) -> bool:
    try:
        parsed = field.type.parse(field.settings, value, context)
    except Rejected:
        return False
    return not isinstance(field.type, AddressType) or (parsed is not None and "code" in parsed)


def values_of(rows: Sequence[SheetRow], index: int) -> list[str]:
    """What stands in a column of the first rows."""
    found = (row.cells[index] for row in rows)
    return [value for value in found if value is not None and value.strip()][:_SAMPLED]


def _compiled(
    item: Object,
    fields: Mapping[str, Field],
    column: Column,
    written: Any,
    rights: Rights,
    values: Sequence[str],
    context: Context | None,
) -> Target | Problem:
    if not isinstance(written, str):
        return Problem("mapping_target_text")
    name, _, rest = written.partition(".")
    if written == "id":
        return Target(column.index, "id")
    field = fields.get(name)
    if field is None:
        return _unwritable(item, name, rights)
    if field.reference is None:
        if rest and rest not in PARTS.get(field.type.name, ()):
            return Problem("mapping_part_unknown", params={"field": name, "part": rest[:60]})
        return Target(column.index, name, part=rest or None)
    if rest == "id":
        return Target(column.index, name)
    target = referenced(field, rights)
    if target is None:
        return (
            Problem("mapping_by_unknown", params={"field": name, "by": rest[:60], "known": "id"})
            if rest
            else Target(column.index, name)
        )
    keys = {key.name: key for key in keys_of(target, rights)}
    if rest and rest not in keys:
        known = ", ".join(("id", *keys))
        return Problem("mapping_by_unknown", params={"field": name, "by": rest[:60], "known": known})
    return Target(column.index, name, by=rest or _fitting_key(target, keys, values, context))


def _fitting_key(
    target: Object, keys: Mapping[str, Field], values: Sequence[str], context: Context | None
) -> str | None:
    """What a reference is looked up by: ids (None), a unique field whose kind of value this is, else the title."""
    if context is not None and values:
        identity = target.fields["id"]
        if all(_takes(identity, value, context) for value in values):
            return None
        for key in keys.values():
            fits = all(_takes(key, value, context) for value in values)
            if fits and CHOOSY.get(key.type.name, 0.0) > LEAST_CONFIDENCE:
                return key.name
    return target.title if target.title in keys else next(iter(keys), None)


def _unwritable(item: Object, name: str, rights: Rights) -> Problem:
    """Why nothing can be written there; what somebody may not see is unknown to them."""
    field = item.fields.get(name)
    if field is None or rights.access(item, field).at_most == HIDDEN:
        return Problem("field_unknown", params={"object": item.name, "field": name[:60]})
    return Problem("field_not_writable" if rights.access(item, field).writable else "field_forbidden")


def _clash(target: Target, earlier: Sequence[Target]) -> Target | None:
    """The target that does not go with this one: a value comes whole or in parts; a currency may stand beside its amount."""
    for one in earlier:
        parts = {one.part, target.part}
        if one.field == target.field and (len(parts) == 1 or (None in parts and "currency" not in parts)):
            return one
    return None
