"""The three-way merge of an app: the package as last installed (base), as it is now (theirs), and what is here (ours). Pure.

All three are first said in the same words: things that were renamed here, or by the package, are spoken of by the name that they
will have in the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from luopan.kernel.metadata.definitions import Problems, check_field
from luopan.kernel.metadata.model import Object, Snapshot, build_object
from luopan.kernel.metadata.names import Follow, next_object, rewrite_object
from luopan.kernel.metadata.system import SYSTEM_FIELDS
from luopan.kit.i18n import translate

Entry = Mapping[str, Any]
_NOT_MERGED = frozenset(("id", "key", "name", "fields", "column", "app", "removed", "purged", "system"))


@dataclass(frozen=True)
class Kept:
    """Something that stays as it is here, although the package says otherwise."""

    code: str
    target: str

    def text(self, locale: str) -> str:
        """The sentence a person reads."""
        return translate(self.code, locale, {"target": self.target})


def merged_change_set(
    app: str, ours: Snapshot, base: Sequence[Entry], theirs: Sequence[Entry]
) -> tuple[dict[str, Any], tuple[Kept, ...]]:
    """The change-set that brings the package's own changes in, and what it leaves alone."""
    merge = _Merge(app, ours, base, theirs)
    merge.agree_on_names()
    for entry in theirs:
        merge.object(entry)
    merge.withdraw()
    parts = {"objects": merge.objects, "remove": merge.removed}
    return {key: value for key, value in parts.items() if value}, tuple(merge.kept)


def _key(entry: Entry) -> str:
    return entry.get("key") or entry.get("id") or entry["name"]


def _name(entry: Entry) -> str:
    return entry.get("name") or entry["id"]


class _Merge:
    def __init__(self, app: str, ours: Snapshot, base: Sequence[Entry], theirs: Sequence[Entry]) -> None:
        self.app = app
        self.ours = ours
        self.base = {_key(entry): entry for entry in base}
        self.theirs = theirs
        self.kept: list[Kept] = []
        self.objects: list[dict[str, Any]] = []
        self.removed: list[str] = []
        self.final_objects: dict[str, str] = {}
        """Names of objects, as the package or this database speaks them, to the names they will have."""
        self.final: dict[tuple[str, str], str] = {}
        """The same for fields, by (object id, name)."""
        self.current: dict[tuple[str, str], str] = {}
        """(object id, name in the package) to the name of the field here and now, to find the way along paths."""

    def item(self, entry: Entry) -> Object | None:
        """The object here that an entry of the package speaks of."""
        base = self.base.get(_key(entry))
        if base is not None:
            return self.ours.all_objects.get(base["id"])
        given = entry.get("id")
        return self.ours.all_objects.get(given) if given else self.ours.objects.get(entry["name"])

    def agree_on_names(self) -> None:
        """Local names win over the package's, a rename by the package over a name that nobody touched here."""
        for entry in self.theirs:
            item, base = self.item(entry), self.base.get(_key(entry))
            if item is None or base is None:
                continue
            final = item.name if item.name != _name(base) else _name(entry)
            for spoken in (_name(base), _name(entry), item.name):
                self.final_objects[spoken] = final
            self.agree_on_fields(item, base, entry)

    def agree_on_fields(self, item: Object, base: Entry, entry: Entry) -> None:
        known = {_key(one): one for one in base["fields"]}
        for one in entry["fields"]:
            before = known.get(_key(one))
            field = item.by_id.get(before["id"]) if before is not None else None
            if before is None or field is None:
                continue
            final = field.name if field.name != _name(before) else _name(one)
            for spoken in (_name(before), _name(one), field.name):
                self.final[item.id, spoken] = final
                self.current[item.id, spoken] = field.name

    def follow(self) -> Follow:
        def follow(item: Object, name: str) -> tuple[str, Object | None]:
            final = self.final.get((item.id, name), name)
            known = self.ours.all_objects.get(item.id)
            if known is not None:
                return final, next_object(self.ours, known, self.current.get((item.id, name), name))
            field = item.fields.get(name)
            if field is None or field.reference is None or field.reference.polymorphic:
                return final, None
            return final, self.ours.objects.get(field.reference.targets(field.settings)[0])

        return follow

    def said(self, entry: Entry, item: Object | None) -> dict[str, Any]:
        """A package's entry in the agreed words. Fields that can't be read say no names either: `apply` refuses them."""
        complete = [{"name": _name(one), "id": _key(one), "column": _key(one), **one} for one in entry["fields"]]
        fields = [one for one in complete if check_field(one, "", Problems())]
        whole = {"id": _key(entry), "name": _name(entry), **entry, "fields": fields}
        built = build_object(whole, 0, SYSTEM_FIELDS)
        at = built if item is None else replace(item, fields=built.fields, removed_fields={})
        said = rewrite_object(whole, at, self.follow(), self.final_objects)
        by_key = {one["id"]: one for one in said["fields"]}
        rewritten = [
            {key: by_key[_key(one)][key] for key in one} if _key(one) in by_key else dict(one)
            for one in entry["fields"]
        ]
        return {**{key: said[key] for key in entry}, "fields": rewritten}

    def here(self, item: Object) -> dict[str, Any]:
        """What is here, in the agreed words."""
        return dict(rewrite_object(item.definition, item, self.follow(), self.final_objects))

    def object(self, entry: Entry) -> None:
        item, base = self.item(entry), self.base.get(_key(entry))
        theirs = self.said(entry, item)
        if item is None or base is None:
            self.objects.append(theirs)
            return
        if item.removed:
            if theirs != self.said(_as_package(base), item):
                self.kept.append(Kept("package_kept_removed", item.name))
            return
        was = self.said(_as_package(base), item)
        here = self.here(item)
        changes = self.keys(item.name, was, theirs, here)
        if _name(entry) != _name(base) and item.name == _name(base):
            changes["name"] = _name(entry)
        fields = self.fields(item, base, was, theirs, here)
        if changes or fields:
            self.objects.append({"id": item.id, **changes, **({"fields": fields} if fields else {})})

    def keys(self, target: str, was: Entry, theirs: Entry, here: Entry) -> dict[str, Any]:
        """The package's own changes to keys that nobody changed here."""
        changes: dict[str, Any] = {}
        for key in {**was, **theirs}:
            if key in _NOT_MERGED or _same(key, was, theirs) or _same(key, here, theirs):
                continue
            if _same(key, here, was):
                changes[key] = theirs.get(key)
            else:
                self.kept.append(Kept("package_kept", f"{target}: {key}"))
        return changes

    def fields(self, item: Object, base: Entry, was: Entry, theirs: Entry, here: Entry) -> list[dict[str, Any]]:
        known = {_key(one): (one["id"], said) for one, said in zip(base["fields"], was["fields"], strict=True)}
        definitions = {one["id"]: one for one in here["fields"]}
        changed: list[dict[str, Any]] = []
        for one in theirs["fields"]:
            if _key(one) not in known:
                changed.append(dict(one))
                continue
            field_id, before = known[_key(one)]
            definition = definitions.get(field_id)
            target = f"{item.name}.{_name(one)}"
            if definition is None or definition.get("removed"):
                if before != one:
                    self.kept.append(Kept("package_kept_removed", target))
                continue
            changes = self.keys(target, before, one, definition)
            if _name(before) != _name(one) and definition["name"] == _name(before):
                changes["name"] = _name(one)
            if changes:
                changed.append({"id": field_id, **changes})
        return changed

    def withdraw(self) -> None:
        """What the package no longer has goes to the recycle bin, unless it was changed here."""
        theirs = {_key(entry): entry for entry in self.theirs}
        for key, base in self.base.items():
            item = self.ours.all_objects.get(base["id"])
            if item is None or item.removed:
                continue
            was, here = self.said(_as_package(base), item), self.here(item)
            if key not in theirs and not item.system and item.app == self.app:
                local = {field.id for field in item.own_fields} - {one["id"] for one in base["fields"]}
                self.take_away(
                    item.name, not local and _unchanged(was, here) and self.fields_unchanged(base, was, here)
                )
                continue
            listed = {_key(one) for one in theirs[key]["fields"]} if key in theirs else set[str]()
            for one, said in zip(base["fields"], was["fields"], strict=True):
                field = item.by_id.get(one["id"])
                if _key(one) not in listed and field is not None and not field.removed and field.app == self.app:
                    definition = next(known for known in here["fields"] if known["id"] == field.id)
                    self.take_away(f"{item.name}.{field.name}", _unchanged(said, definition))

    def fields_unchanged(self, base: Entry, was: Entry, here: Entry) -> bool:
        definitions = {one["id"]: one for one in here["fields"]}
        return all(
            _unchanged(said, definitions.get(one["id"], {}))
            for one, said in zip(base["fields"], was["fields"], strict=True)
        )

    def take_away(self, target: str, unchanged: bool) -> None:
        if unchanged:
            self.removed.append(target)
        else:
            self.kept.append(Kept("package_not_removed", target))


def _as_package(base: Entry) -> dict[str, Any]:
    """A base entry as the package said it: its `id` is the one it has here, which is no part of the text."""
    fields = [_without_key({**one, "id": _key(one), "name": _name(one)}) for one in base["fields"]]
    return _without_key({**base, "id": _key(base), "name": _name(base), "fields": fields})


def _without_key(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "key"}


def _unchanged(was: Entry, here: Entry) -> bool:
    """Whether nobody has touched it here. A title that was chosen for an object that named none is no change."""
    keys = [key for key in {**was, **here} if key not in _NOT_MERGED and (key != "title" or key in was)]
    return here.get("name") == _name(was) and all(_same(key, was, here) for key in keys)


def _same(key: str, one: Entry, other: Entry) -> bool:
    """Whether two entries say the same of a key. Options that are retired are left over from an earlier version."""
    if key != "options":
        return one.get(key) == other.get(key)
    return _in_use(one.get(key)) == _in_use(other.get(key))


def _in_use(options: Any) -> list[Any]:
    known = cast(list[Any], options) if isinstance(options, list) else []
    return [one for one in known if not (isinstance(one, Mapping) and cast(Entry, one).get("retired"))]
