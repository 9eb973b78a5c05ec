"""What a change-set changes: the metadata as it will be, and the list of typed changes that lead there. Pure.

`propose` matches what is named against what is there, carries renames into every definition that speaks the old name, merges key
by key, and compares before with after. What makes sense is judged by `validators`, what it costs by `plan`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kernel.metadata.changes import Proposal, compare
from luopan.kernel.metadata.definitions import (
    ChangeSet,
    FieldEntry,
    ObjectEntry,
    Problems,
    Target,
    check_field,
    settings_of,
)
from luopan.kernel.metadata.model import Definition, Field, Object, Snapshot, build_object
from luopan.kernel.metadata.names import renaming, rewrite_object
from luopan.kernel.metadata.system import SYSTEM_FIELDS, SYSTEM_OBJECTS

FIELD_DEFAULTS: Mapping[str, Any] = {
    "required": False,
    "unique": False,
    "visible": True,
    "readonly": False,
    "history": True,
    "indexed": False,
    "searchable": True,
}
OBJECT_DEFAULTS: Mapping[str, Any] = {"unique": [], "rules": [], "label": {}, "description": {}, "screens": {}}
FIXED_OBJECT_KEYS = frozenset(("name", "title", "unique"))
FREE_FIELD_KEYS = frozenset(("id", "name", "label", "help"))
FIXED_FIELDS: Mapping[str, frozenset[str]] = {
    item["name"]: frozenset(field["name"] for field in item["fields"]) for item in SYSTEM_OBJECTS
}
"""The fields of system objects that their static tables have."""


def propose(
    before: Snapshot,
    change_set: ChangeSet,
    *,
    app: str | None = None,
    retype: frozenset[tuple[str, str]] = frozenset(),
) -> Proposal:
    """The metadata that a change-set leads to. `Invalid`, with places, where it can't be carried out at all.

    `app` marks what is new as that package's. `retype` names fields (object id, field id) that need a new column although their
    type stays, because their values must be read anew.
    """
    draft = _Draft(before, change_set, app, retype)
    draft.match()
    draft.restore()
    draft.rename()
    draft.merge()
    draft.remove()
    draft.purge()
    draft.problems.check()
    after = draft.after()
    draft.problems.check()
    return Proposal(before, after, tuple(compare(before, after, draft.purged)), draft.definitions(), draft.places)


def is_fixed(item: Object, field: Field) -> bool:
    """Whether a field of a system object is part of its static table."""
    return item.system and field.id in FIXED_FIELDS.get(item.id, ())


def needs_new_column(field: Field, old: Definition, new: Definition) -> bool:
    """Whether a changed definition can't stand on the old column: another type, or references to another object."""
    if old["type"] != new["type"]:
        return True
    return field.reference is not None and not field.reference.polymorphic and old.get("to") != new.get("to")


def mint(base: str, taken: Iterable[str]) -> str:
    """`base`, or `base_2`, `base_3`, … where that is taken."""
    used = set(taken)
    number, minted = 1, base
    while minted in used:
        number += 1
        minted = f"{base}_{number}"
    return minted


def normal(definition: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """A definition without the keys that only say the default."""
    return {
        key: value
        for key, value in definition.items()
        if value is not None and not (key in defaults and value == defaults[key])
    }


class _Draft:
    """The metadata while a change-set is worked in: one mutable definition an object, made when first needed."""

    def __init__(
        self, before: Snapshot, change_set: ChangeSet, app: str | None, retype: frozenset[tuple[str, str]]
    ) -> None:
        self.snapshot = before
        self.change_set = change_set
        self.app = app
        self.retype = retype
        self.problems = Problems()
        self.drafts: dict[str, dict[str, Any]] = {}
        self.purged: list[Object] = []
        self.places: dict[tuple[str, str | None], str] = {}
        self.entries: list[tuple[ObjectEntry, str]] = []
        self.object_ids = {item.id for item in before.all_objects.values()} | before.retired
        self.restored_objects = {target.object for target in change_set.restore if target.field is None}
        self.restored_fields = {(target.object, target.field) for target in change_set.restore if target.field}

    def draft(self, object_id: str) -> dict[str, Any]:
        if object_id not in self.drafts:
            stored = self.snapshot.all_objects[object_id].definition
            self.drafts[object_id] = {**stored, "fields": [dict(field) for field in stored["fields"]]}
        return self.drafts[object_id]

    def definitions(self) -> dict[str, Definition]:
        return {
            key: draft
            for key, draft in self.drafts.items()
            if key not in self.snapshot.all_objects or draft != self.snapshot.all_objects[key].definition
        }

    def match(self) -> None:
        """Finds, or makes, the object that each entry speaks of."""
        for entry in self.change_set.objects:
            object_id = self.matched(entry)
            if object_id is None:
                continue
            if (object_id, None) in self.places:
                self.problems.add("named_twice", f"{entry.place}.name", name=object_id)
            self.places[object_id, None] = entry.place
            self.entries.append((entry, object_id))

    def matched(self, entry: ObjectEntry) -> str | None:
        given, name = entry.keys.get("id"), entry.keys.get("name")
        item = self.snapshot.all_objects.get(given) if given else self.snapshot.objects.get(name or "")
        if item is None and not given and name in self.restored_objects:
            item = self.snapshot.all_objects.get(name or "")
        if item is not None:
            if item.removed and item.id not in self.restored_objects:
                self.problems.add("object_is_removed", f"{entry.place}.id", object=item.id)
                return None
            return item.id
        if given in self.snapshot.retired:
            self.problems.add("id_retired", f"{entry.place}.id", id=given)
            return None
        object_id = given or mint(str(name), self.object_ids)
        self.object_ids.add(object_id)
        self.drafts[object_id] = {"id": object_id, "name": name or object_id, "fields": []}
        if self.app:
            self.drafts[object_id]["app"] = self.app
        return object_id

    def restore(self) -> None:
        for target in self.change_set.restore:
            item = self.target_object(target)
            if item is None:
                continue
            if target.field is None:
                if not item.removed:
                    self.problems.add("not_removed", target.place, target=str(target))
                self.draft(item.id).pop("removed", None)
                self.places.setdefault((item.id, None), target.place)
                continue
            field = item.removed_fields.get(target.field)
            if field is None:
                self.problems.add("not_removed", target.place, target=str(target))
                continue
            _definition_of(self.draft(item.id), field.id).pop("removed", None)
            self.places[item.id, field.id] = target.place

    def target_object(self, target: Target) -> Object | None:
        """The object of a target: a live one by name, else any by permanent id."""
        item = self.snapshot.objects.get(target.object) or self.snapshot.all_objects.get(target.object)
        if item is None:
            self.problems.add("object_unknown", target.place, object=target.object)
        return item

    def rename(self) -> None:
        """Carries every rename of this change-set into all definitions."""
        objects: dict[str, str] = {}
        names: dict[tuple[str, str], str] = {}
        for entry, object_id in self.entries:
            item = self.snapshot.all_objects.get(object_id)
            if item is None:
                continue
            new = entry.keys.get("name")
            if new and new != item.name:
                objects[item.name] = new
                self.draft(object_id)["name"] = new
            for field_entry in entry.fields:
                field = self.matched_field(item, field_entry)
                if field is not None:
                    self.note_renames(item, field, field_entry, names)
        if not objects and not names:
            return
        follow = renaming(self.snapshot, names)
        for item in self.snapshot.all_objects.values():
            current = self.drafts.get(item.id, item.definition)
            rewritten = rewrite_object(current, item, follow, objects)
            if rewritten is not current:
                self.drafts[item.id] = {**rewritten, "fields": [dict(field) for field in rewritten["fields"]]}

    def note_renames(self, item: Object, field: Field, entry: FieldEntry, names: dict[tuple[str, str], str]) -> None:
        new = entry.keys.get("name")
        if new and new != field.name:
            names[item.id, field.name] = new
        if field.reference is not None and not field.removed:
            inverse, now = field.settings.inverse, entry.keys.get("inverse")
            if inverse and now and inverse != now:
                for target in field.reference.targets(field.settings):
                    if target in self.snapshot.objects:
                        names[self.snapshot.objects[target].id, inverse] = now

    def matched_field(self, item: Object, entry: FieldEntry) -> Field | None:
        """The field of an existing object that an entry speaks of."""
        given, name = entry.keys.get("id"), entry.keys.get("name")
        if given is not None:
            found = item.by_id.get(given)
        else:
            found = item.fields.get(name or "")
            if found is None and {(item.name, name), (item.id, name)} & self.restored_fields:
                found = item.removed_fields.get(name or "")
        return found

    def merge(self) -> None:
        """Works every entry into its definition, key by key."""
        for entry, object_id in self.entries:
            item = self.snapshot.all_objects.get(object_id)
            draft = self.draft(object_id) if item is not None else self.drafts[object_id]
            if item is not None and item.system:
                self.check_system_object(item, entry)
            for key, value in entry.keys.items():
                if key not in ("id", "name"):
                    _set(draft, key, value)
            for field_entry in entry.fields:
                self.merge_field(draft, item, field_entry)
            self.drafts[object_id] = normal(draft, OBJECT_DEFAULTS)

    def check_system_object(self, item: Object, entry: ObjectEntry) -> None:
        for key in FIXED_OBJECT_KEYS & entry.keys.keys():
            value = entry.keys[key]
            if value != item.definition.get(key):
                self.problems.add("system_object_fixed", f"{entry.place}.{key}", object=item.name)

    def merge_field(self, draft: dict[str, Any], item: Object | None, entry: FieldEntry) -> None:
        field = self.matched_field(item, entry) if item is not None else None
        if field is None:
            self.add_field(draft, entry)
            return
        assert item is not None
        if field.system or _is_removed(draft, field.id):
            code = "name_reserved" if field.system else "field_is_removed"
            self.problems.add(code, f"{entry.place}.name", name=field.name, field=field.id)
            return
        if (item.id, field.id) in self.places and field.id not in {name for _, name in self.restored_fields}:
            self.problems.add("named_twice", f"{entry.place}.name", name=field.name)
        self.places[item.id, field.id] = entry.place
        definition = _definition_of(draft, field.id)
        old = dict(definition)
        changed = self.merged_keys(field, old, entry)
        if is_fixed(item, field) and {k for k in {*old, *changed} if old.get(k) != changed.get(k)} - FREE_FIELD_KEYS:
            self.problems.add("system_field_fixed", entry.place, field=field.name, object=item.name)
            return
        if entry.keys.get("name"):
            changed["name"] = entry.keys["name"]
        if not check_field(changed, entry.place, self.problems):
            return
        if (item.id, field.id) in self.retype or needs_new_column(field, old, changed):
            self.retype_field(draft, definition, changed, old)
        else:
            definition.clear()
            definition.update(changed)

    def merged_keys(self, field: Field, old: Mapping[str, Any], entry: FieldEntry) -> dict[str, Any]:
        """The old definition under the keys of the entry. With another type, settings that it does not know fall away."""
        changed = dict(old)
        new_type = FIELD_TYPES.get(entry.keys.get("type") or field.type.name)
        if new_type is not None and new_type is not field.type:
            known = new_type.Settings.__struct_fields__
            changed = {key: value for key, value in old.items() if key in known or key not in settings_of(old)}
        for key, value in entry.keys.items():
            if key not in ("id", "name"):
                _set(changed, key, value)
        if "options" in old and isinstance(changed.get("options"), list):
            changed["options"] = _with_retired(old["options"], changed["options"])
        return normal(changed, FIELD_DEFAULTS)

    def add_field(self, draft: dict[str, Any], entry: FieldEntry) -> None:
        ids = {field["id"] for field in draft["fields"]} | {field["id"] for field in draft.get("purged", ())}
        given, name = entry.keys.get("id"), entry.keys.get("name")
        if given in ids:
            self.problems.add("id_retired", f"{entry.place}.id", id=given)
            return
        field_id = given or mint(str(name), ids)
        definition = {
            "id": field_id,
            "name": name or field_id,
            "column": mint(field_id, _columns(draft)),
            **{key: value for key, value in entry.keys.items() if key not in ("id", "name")},
        }
        if self.app:
            definition["app"] = self.app
        self.places[draft["id"], field_id] = entry.place
        if check_field(definition, entry.place, self.problems):
            draft["fields"].append(normal(definition, FIELD_DEFAULTS))

    def retype_field(
        self, draft: dict[str, Any], definition: dict[str, Any], changed: dict[str, Any], old: dict[str, Any]
    ) -> None:
        """The field goes on in a new column; the old one becomes a removed field, so no value is ever lost."""
        ids = {field["id"] for field in draft["fields"]} | {field["id"] for field in draft.get("purged", ())}
        kept_as = mint(f"{old['id'][:30]}_before_{old['type']}", ids)
        column = mint(old["id"], _columns(draft))
        definition.clear()
        definition.update({**changed, "column": column})
        draft["fields"].append({**old, "id": kept_as, "name": kept_as, "removed": True})

    def remove(self) -> None:
        for target in self.change_set.remove:
            item = self.snapshot.objects.get(target.object)
            if item is None or (target.field is not None and target.field not in item.fields):
                code = "object_unknown" if item is None else "field_unknown"
                self.problems.add(code, target.place, object=target.object, field=target.field)
                continue
            field = item.fields[target.field] if target.field is not None else None
            if (item.system and (field is None or is_fixed(item, field))) or (field is not None and field.system):
                self.problems.add("system_part_stays", target.place, target=str(target))
            elif (item.id, field.id if field else None) in self.places:
                self.problems.add("changed_and_removed", target.place, target=str(target))
            elif field is None:
                self.draft(item.id)["removed"] = True
                self.places[item.id, None] = target.place
            else:
                _definition_of(self.draft(item.id), field.id)["removed"] = True
                self.places[item.id, field.id] = target.place

    def purge(self) -> None:
        for target in self.change_set.purge:
            item = self.target_object(target)
            if item is None:
                continue
            if target.field is None:
                if not item.removed:
                    self.problems.add("purge_not_removed", target.place, target=str(target))
                    continue
                self.drafts[item.id] = {
                    "id": item.id,
                    "name": item.name,
                    "removed": True,
                    "purged_object": True,
                    "fields": [],
                }
                self.purged.append(item)
                self.places[item.id, None] = target.place
                continue
            field = item.removed_fields.get(target.field)
            draft = self.draft(item.id)
            if field is None or not _is_removed(draft, field.id):
                self.problems.add("purge_not_removed", target.place, target=str(target))
                continue
            draft["fields"] = [one for one in draft["fields"] if one["id"] != field.id]
            mark = {"id": field.id, "column": field.column, "columns": len(field.type.columns)}
            draft["purged"] = [*draft.get("purged", ()), mark]
            self.places[item.id, field.id] = target.place

    def after(self) -> Snapshot:
        """The metadata as it will be; names must be unique in it."""
        version = self.snapshot.version + 1
        changed = self.definitions()
        self.choose_titles()
        purged = {item.id for item in self.purged}
        objects = [
            build_object(changed[key], version, SYSTEM_FIELDS) if key in changed else item
            for key, item in self.snapshot.all_objects.items()
            if key not in purged
        ]
        objects += [
            build_object(draft, version, SYSTEM_FIELDS)
            for key, draft in changed.items()
            if key not in self.snapshot.all_objects
        ]
        self.check_names(objects)
        return Snapshot(version, objects, self.snapshot.retired | purged)

    def choose_titles(self) -> None:
        """A new object that names no title is called by its first line of text."""
        for key, draft in self.drafts.items():
            if key not in self.snapshot.all_objects and "title" not in draft:
                named = [field for field in draft["fields"] if "contains" in FIELD_TYPES[field["type"]].operators]
                first = next((field for field in named if FIELD_TYPES[field["type"]].sortable), None)
                if first is not None:
                    draft["title"] = first["name"]

    def check_names(self, objects: list[Object]) -> None:
        names: dict[str, str] = {}
        for item in objects:
            if item.removed:
                continue
            if item.name in names:
                newer = item.id if (item.id, None) in self.places else names[item.name]
                self.problems.add("name_taken", f"{self.places.get((newer, None), newer)}.name", name=item.name)
            names[item.name] = item.id
            if item.id in self.drafts:
                self.check_field_names(item)

    def check_field_names(self, item: Object) -> None:
        names = {field.name: field.id for field in SYSTEM_FIELDS}
        for field in self.drafts[item.id]["fields"]:
            if field.get("removed"):
                continue
            if field["name"] in names:
                newer = field["id"] if (item.id, field["id"]) in self.places else names[field["name"]]
                place = self.places.get((item.id, newer), item.name)
                self.problems.add("name_taken", f"{place}.name", name=field["name"])
            names[field["name"]] = field["id"]


def _set(definition: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        definition.pop(key, None)
    else:
        definition[key] = value


def _with_retired(old: list[Any], new: list[Any]) -> list[Any]:
    """Options that are no longer listed stay, retired: records that hold them stay readable."""

    def key(option: Any) -> Any:
        return cast(Mapping[str, Any], option).get("value") if isinstance(option, Mapping) else option

    listed = {str(key(option)) for option in new}
    gone = [option for option in old if key(option) not in listed]
    return new + [
        {**(option if isinstance(option, Mapping) else {"value": option}), "retired": True} for option in gone
    ]


def _definition_of(draft: Mapping[str, Any], field_id: str) -> dict[str, Any]:
    return next(field for field in draft["fields"] if field["id"] == field_id)


def _is_removed(draft: Mapping[str, Any], field_id: str) -> bool:
    return any(field["id"] == field_id and field.get("removed") for field in draft["fields"])


def _columns(draft: Mapping[str, Any]) -> set[str]:
    """Column names that are, or ever were, in use."""
    return {
        *(field["column"] for field in (*draft["fields"], *draft.get("purged", ()))),
        *(field.column for field in SYSTEM_FIELDS),
    }
