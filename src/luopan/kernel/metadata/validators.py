"""Whether metadata makes sense as it will be: pure functions from a proposal to located problems."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from luopan.kernel.fields.base import plain_context
from luopan.kernel.metadata.binding import bind_condition
from luopan.kernel.metadata.changes import FieldRemoved, FieldRetyped, ObjectRemoved, Proposal
from luopan.kernel.metadata.definitions import MAX_COLUMNS, MAX_FIELDS, MAX_NAME, RESERVED_NAMES, Problems, is_name
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.metadata.names import CONDITION_KEYS, Use, uses
from luopan.kernel.metadata.seeing import screen_problems
from luopan.kernel.predicates import ast
from luopan.kernel.predicates.parse import parse_condition
from luopan.kit.errors import Invalid

Validator: TypeAlias = Callable[[Proposal, Problems], None]


def validate(proposal: Proposal) -> None:
    """Raises `Invalid` with everything that is wrong, located in the change-set.

    What is used but goes away is told first: the errors that would follow from it say less.
    """
    for group in (_STRUCTURE, _WORDS):
        problems = Problems()
        for check in group:
            check(proposal, problems)
        problems.check()


def check_caps(proposal: Proposal, problems: Problems) -> None:
    """At most 400 fields in use, and 1,500 columns ever, dropped ones included (PostgreSQL ends at 1,600)."""
    for item in _touched(proposal):
        if len(item.own_fields) > MAX_FIELDS:
            problems.add("fields_too_many", proposal.place(item), object=item.name, most=MAX_FIELDS)
        fields = (*item.own_fields, *item.removed_fields.values())
        purged = sum(mark["columns"] for mark in item.definition.get("purged", ()))
        if sum(len(field.type.columns) for field in fields) + purged > MAX_COLUMNS:
            problems.add("columns_too_many", proposal.place(item), object=item.name, most=MAX_COLUMNS)


def check_references(proposal: Proposal, problems: Problems) -> None:
    """References point at objects that are there; nothing that is pointed at goes away."""
    removed = {change.item.name for change in proposal.changes if isinstance(change, ObjectRemoved)}
    for item in proposal.after.objects.values():
        for field in item.own_fields:
            if field.reference is None:
                continue
            for name in field.reference.targets(field.settings):
                if name in proposal.after.objects:
                    continue
                if name in removed:
                    place = next(proposal.place(one) for one in _touched(proposal) if one.removed and one.name == name)
                    problems.add("object_in_use", place, object=name, user=f"{item.name}.{field.name}")
                else:
                    problems.add("reference_to_unknown", f"{proposal.place(item, field)}.to", object=name)


def check_relations(proposal: Proposal, problems: Problems) -> None:
    """The name of a relation is free on the object that it is seen from."""
    named: dict[tuple[str, str], list[tuple[Object, Field]]] = {}
    for item in proposal.after.objects.values():
        for field in item.own_fields:
            inverse = getattr(field.settings, "inverse", None)
            if field.reference is not None and inverse:
                for name in field.reference.targets(field.settings):
                    named.setdefault((name, inverse), []).append((item, field))
    for (name, inverse), fields in named.items():
        target = proposal.after.objects.get(name)
        if target is None or not {target.id, *(item.id for item, _ in fields)} & proposal.definitions.keys():
            continue
        item, field = next((one for one in fields if (one[0].id, one[1].id) in proposal.places), fields[-1])
        place = f"{proposal.place(item, field)}.inverse"
        if not is_name(inverse) or inverse in RESERVED_NAMES:
            problems.add("name_wrong", place, name=inverse[:60], most=MAX_NAME)
        elif inverse in target.fields or len(fields) > 1:
            problems.add("relation_name_taken", place, name=inverse, object=target.name)


def check_required_cycles(proposal: Proposal, problems: Problems) -> None:
    """No circle of required references: none of those records could ever be the first."""
    _refuse_circles(
        proposal,
        problems,
        "required",
        lambda field: field.required is True and field.reference is not None and not field.reference.polymorphic,
    )


def check_inherited_rights(proposal: Proposal, problems: Problems) -> None:
    """Rights through relations lead somewhere: no record is seen because it is seen."""
    _refuse_circles(proposal, problems, "inherit", lambda field: bool(getattr(field.settings, "inherit", None)))


def _refuse_circles(proposal: Proposal, problems: Problems, key: str, counts: Callable[[Field], bool]) -> None:
    """Refuses circles of the single-valued references that count (`counts`); the code of the problem is `<key>_cycle`."""
    needs: dict[str, list[tuple[str, Field]]] = {}
    for item in proposal.after.objects.values():
        for field in item.own_fields:
            reference = field.reference
            if reference is not None and not reference.many and counts(field):
                for name in reference.targets(field.settings):
                    needs.setdefault(item.name, []).append((name, field))
    touched = {item.name for item in _touched(proposal)}
    for start in sorted(touched & needs.keys()):
        cycle = _cycle(start, needs)
        if cycle is not None and start == min(name for name in cycle if name in touched):
            item = proposal.after.objects[start]
            field = next(field for target, field in needs[start] if target == cycle[1])
            problems.add(f"{key}_cycle", f"{proposal.place(item, field)}.{key}", cycle=" → ".join(cycle))


def check_removals(proposal: Proposal, problems: Problems) -> None:
    """Nothing speaks of a field, or of the relation that it makes, once it is gone."""
    gone: dict[tuple[str, str], tuple[str, str]] = {}
    for change in proposal.changes:
        if not isinstance(change, FieldRemoved):
            continue
        old = proposal.before.all_objects[change.item.id].by_id[change.field.id]
        place, target = proposal.place(change.item, change.field), f"{change.item.name}.{old.name}"
        gone[change.item.id, old.name] = place, target
        inverse = getattr(old.settings, "inverse", None)
        if old.reference is not None and inverse:
            for name in old.reference.targets(old.settings):
                if name in proposal.before.objects:
                    gone[proposal.before.objects[name].id, inverse] = place, target
    if not gone:
        return
    for item in proposal.after.objects.values():
        for use in uses(proposal.after, item):
            if (use.at.id, use.name) in gone and not _is_there(proposal.after, use):
                place, target = gone[use.at.id, use.name]
                problems.add("field_in_use", place, field=target, user=f"{item.name}: {use.place}")


def check_type_changes(proposal: Proposal, problems: Problems) -> None:
    """A type can be read from the type before. References to one and to several records become one another."""
    for change in proposal.changes:
        if not isinstance(change, FieldRetyped):
            continue
        old, new = change.before.type, change.field.type
        references = [one.reference for one in (change.before, change.field) if one.reference is not None]
        if len(references) == 2 and not any(reference.polymorphic for reference in references):
            continue
        if old.name != new.name and old.name not in new.converts_from:
            place = f"{proposal.place(change.item, change.field)}.type"
            known = ", ".join(sorted(new.converts_from)) or "-"
            problems.add("type_change_refused", place, before=old.name, after=new.name, known=known)


def check_titles(proposal: Proposal, problems: Problems) -> None:
    """The title is a field with one plain value."""
    for item in _touched(proposal):
        if item.removed:
            continue
        field = item.fields.get(item.title)
        if field is None:
            problems.add("title_unknown", f"{proposal.place(item)}.title", field=item.title, object=item.name)
        elif field.reference is not None or not field.type.sortable or not field.type.columns:
            problems.add("title_type", f"{proposal.place(item)}.title", field=item.title, type=field.type.name)


def check_unique(proposal: Proposal, problems: Problems) -> None:
    """Unique fields, alone or in sets, have one comparable value."""
    for item in _touched(proposal):
        for field in item.own_fields:
            if field.unique and not _may_be_unique(field):
                place = f"{proposal.place(item, field)}.unique"
                problems.add("unique_refused", place, field=field.name, type=field.type.name)
            if field.indexed and (field.type.index_method is None or not field.type.columns):
                place = f"{proposal.place(item, field)}.indexed"
                problems.add("indexed_refused", place, field=field.name, type=field.type.name)
        for index, names in enumerate(item.unique):
            place = f"{proposal.place(item)}.unique[{index}]"
            for name in names:
                field = item.fields.get(name)
                if field is None:
                    problems.add("field_unknown", place, object=item.name, field=name)
                elif not _may_be_unique(field):
                    problems.add("unique_refused", place, field=name, type=field.type.name)


def check_settings(proposal: Proposal, problems: Problems) -> None:
    """Fields that a type's settings name are there."""
    for item in _touched(proposal):
        for field in item.own_fields:
            for name in field.type.depends_on(field.settings):
                if name not in item.fields:
                    problems.add("field_unknown", proposal.place(item, field), object=item.name, field=name)


def check_conditions(proposal: Proposal, problems: Problems) -> None:
    """Conditions bind; those of forms and rules look at the record and at what it points at, not at related sets."""
    for item in _speakers(proposal):
        for rule in range(len(item.rules)):
            _check_rule(proposal, item, rule, problems)
        for field in item.own_fields:
            for key in CONDITION_KEYS:
                condition: bool | Mapping[str, Any] = getattr(field, key)
                if not isinstance(condition, bool):
                    _check_condition(proposal.after, item, condition, f"{proposal.place(item, field)}.{key}", problems)


def check_screens(proposal: Proposal, problems: Problems) -> None:
    """Screens that are given speak of what is there. What was wrong with them before, and is still, is nobody's fault now."""
    for item in _touched(proposal):
        old = proposal.before.all_objects.get(item.id)
        if item.removed or (old is not None and item.screens == old.screens):
            continue
        known = screen_problems(old.screens, old, proposal.before) if old is not None else []
        stale = {(problem.code, problem.field) for problem in known}
        for problem in screen_problems(item.screens, item, proposal.after):
            if (problem.code, problem.field) not in stale:
                problems.add(problem.code, f"{proposal.place(item)}.screens.{problem.field}", **problem.params)


def _check_rule(proposal: Proposal, item: Object, index: int, problems: Problems) -> None:
    rule = item.rules[index]
    place = f"{proposal.place(item)}.rules[{index}]"
    _check_condition(proposal.after, item, rule.when, f"{place}.when", problems)
    if rule.field is not None and rule.field not in item.fields:
        problems.add("field_unknown", f"{place}.field", object=item.name, field=rule.field)


def _check_condition(snapshot: Snapshot, item: Object, json: Any, place: str, problems: Problems) -> None:
    try:
        condition = parse_condition(json, place)
        if any(isinstance(node, ast.Related) for node in ast.nodes(condition)):
            problems.add("condition_related", place)
            return
        if any(isinstance(node, ast.Special) for node in ast.nodes(condition)):
            problems.add("condition_in_rule", place)
            return
        bind_condition(condition, item, snapshot, plain_context(), place)
    except Invalid as error:
        problems.extend(error.errors)


def _cycle(start: str, needs: Mapping[str, list[tuple[str, Field]]]) -> list[str] | None:
    """The shortest way from an object back to itself."""
    paths = [[start]]
    seen: set[str] = set()
    for path in paths:
        for target, _ in needs.get(path[-1], ()):
            if target == start:
                return [*path, target]
            if target not in seen:
                seen.add(target)
                paths.append([*path, target])
    return None


def _may_be_unique(field: Field) -> bool:
    return field.type.unique_allowed and bool(field.type.columns) and not (field.system and field.name == "deleted_at")


def _is_there(snapshot: Snapshot, use: Use) -> bool:
    return use.name in use.at.fields or use.name in snapshot.relations(use.at)


def _touched(proposal: Proposal) -> Iterator[Object]:
    """Objects whose definition changes, as they will be."""
    return (proposal.after.all_objects[key] for key in proposal.definitions if key in proposal.after.all_objects)


def _speakers(proposal: Proposal) -> Iterator[Object]:
    """Objects whose conditions may have lost or gained a meaning: all, where another object's fields went or changed type."""
    if any(isinstance(change, FieldRemoved | FieldRetyped | ObjectRemoved) for change in proposal.changes):
        return iter(proposal.after.objects.values())
    return (item for item in _touched(proposal) if not item.removed)


_STRUCTURE: tuple[Validator, ...] = (check_caps, check_references, check_removals, check_type_changes)
_WORDS: tuple[Validator, ...] = (
    check_relations,
    check_required_cycles,
    check_inherited_rights,
    check_titles,
    check_unique,
    check_settings,
    check_conditions,
    check_screens,
)
