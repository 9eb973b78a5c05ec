"""What stands beside every page: groups of objects, views and pages of the web app."""

from collections.abc import Mapping, Sequence
from typing import Any

from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.metadata.names import Follow
from luopan.kernel.metadata.screens import Reader
from luopan.kernel.metadata.seeing import seen_screens
from luopan.kit.i18n import LOCALES, translate

Content = Mapping[str, Any]

ITEM_KEYS = ("object", "screen", "view", "icon", "label")
MAX_GROUPS, MAX_ITEMS, MAX_ICON = 50, 200, 100


def read(value: Any, reader: Reader, snapshot: Snapshot) -> dict[str, Any]:
    """Navigation as somebody writes it, in normal form."""
    written = reader.entry(value, "content", ("groups",))

    def item(value: Any, place: str) -> dict[str, Any]:
        entry = reader.entry(value, place, ITEM_KEYS)
        if ("object" in entry) == ("screen" in entry):
            reader.problem("navigation_item", place)
        read: dict[str, Any] = {
            key: reader.words.name(entry[key], f"{place}.{key}") for key in ("object", "screen", "view") if key in entry
        }
        if "object" in read and read["object"] not in snapshot.objects:
            reader.problem("object_unknown", f"{place}.object", object=read["object"][:60])
        return read | _look(entry, place, reader)

    def group(value: Any, place: str) -> dict[str, Any]:
        entry = reader.entry(value, place, ("name", "label", "icon", "items"))
        head = reader.head(entry, place) | _look(entry, place, reader)
        return {**head, "items": reader.several(entry.get("items", []), f"{place}.items", MAX_ITEMS, item)}

    return {"groups": reader.named(written.get("groups", []), "content.groups", MAX_GROUPS, group)}


def seen(content: Content, view: Snapshot) -> dict[str, Any]:
    """Navigation without what somebody may not see."""
    groups: list[dict[str, Any]] = []
    for group in content["groups"]:
        items = [shown for item in group["items"] if (shown := _seen_item(item, view)) is not None]
        if items:
            groups.append({**group, "items": items})
    return {"groups": groups}


def renamed(content: Content, before: Snapshot, objects: Mapping[str, str], follow: Follow) -> dict[str, Any]:
    """Navigation with the new names of objects."""
    return {
        "groups": [
            {
                **group,
                "items": [
                    {**item, "object": objects.get(item["object"], item["object"])} if "object" in item else item
                    for item in group["items"]
                ],
            }
            for group in content["groups"]
        ]
    }


def standard(brought: Sequence[tuple[str, Content]], labels: Mapping[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    """Where nobody has said anything: what the apps bring, a group for each that brings nothing, and what was built here.

    Groups of the same name become one; it stands where the last app that names it has it.
    """
    groups: dict[str, dict[str, Any]] = {}
    for _, content in brought:
        for group in content["groups"]:
            known = groups.pop(group["name"], {"items": []})
            groups[group["name"]] = {**known, **group, "items": [*known["items"], *group["items"]]}
    apps = {app for app, _ in brought}
    for item in snapshot.objects.values():
        if item.system or item.app in apps:
            continue
        name = item.app or "own"
        label = labels.get(name) or {locale: translate("navigation_own", locale, {}) for locale in LOCALES}
        group = groups.setdefault(name, {"name": name, "label": label, "items": []})
        group["items"] = [*group["items"], {"object": item.name}]
    return {"groups": [*groups.values()]}


def _look(entry: Mapping[str, Any], place: str, reader: Reader) -> dict[str, Any]:
    look: dict[str, Any] = {}
    if "label" in entry:
        look["label"] = reader.words.labels(entry["label"], f"{place}.label")
    if "icon" in entry:
        look["icon"] = reader.words.text(entry["icon"], f"{place}.icon", MAX_ICON)
    return look


def _seen_item(item: Mapping[str, Any], view: Snapshot) -> dict[str, Any] | None:
    if "object" not in item:
        return dict(item)
    target = view.objects.get(item["object"])
    if target is None:
        return None
    views = {one["name"] for one in seen_screens(target.screens, target, view).get("views", ())}
    return {key: value for key, value in item.items() if key != "view" or value in views}
