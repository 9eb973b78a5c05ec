"""The panels of everybody's first page, below the compass. Each shows records as a view of its kind does.

attention   counts that ask for somebody: label, object, condition
list        the first records of a list
kanban      how many records stand at each stage, and their sum
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.metadata.names import Follow, Renamer
from luopan.kernel.metadata.screens import CONTENT, Reader, walk_content
from luopan.kernel.metadata.seeing import content_problems, seen_content

Content = Mapping[str, Any]

KINDS = ("attention", "list", "kanban")
MAX_PANELS, MAX_ITEMS = 20, 20


def read(value: Any, reader: Reader, snapshot: Snapshot) -> dict[str, Any]:
    """A home page as somebody writes it, in normal form."""
    written = reader.entry(value, "content", ("panels",))

    def shown(entry: Mapping[str, Any], kind: str, place: str) -> dict[str, Any]:
        """An object's records, as a view of that kind shows them."""
        item = snapshot.objects.get(entry["object"]) if isinstance(entry.get("object"), str) else None
        if item is None:
            reader.problem("object_unknown", f"{place}.object", object=str(entry.get("object"))[:60])
            return {}
        content = reader.content(entry, kind, place)
        for problem in content_problems(content, kind, item, snapshot):
            reader.words.note(replace(problem, field=(problem.field or "").replace("content", place, 1)))
        return {"object": item.name, **content}

    def labelled(entry: Mapping[str, Any], place: str) -> dict[str, Any]:
        return {"label": reader.words.labels(entry["label"], f"{place}.label")} if "label" in entry else {}

    def count(value: Any, place: str) -> dict[str, Any]:
        entry = reader.entry(value, place, ("object", "label", "where"))
        return labelled(entry, place) | shown(entry, "list", place)

    def panel(value: Any, place: str) -> dict[str, Any]:
        kind = cast(dict[str, Any], value).get("kind") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in KINDS:
            reader.problem("screen_kind", f"{place}.kind", known=", ".join(KINDS))
            return {}
        if kind == "attention":
            entry = reader.entry(value, place, ("kind", "label", "items"))
            items = reader.several(entry.get("items", []), f"{place}.items", MAX_ITEMS, count)
            return {"kind": kind, **labelled(entry, place), "items": items}
        entry = reader.entry(value, place, ("kind", "label", "object", *CONTENT[kind]))
        return {"kind": kind, **labelled(entry, place), **shown(entry, kind, place)}

    return {"panels": reader.several(written.get("panels", []), "content.panels", MAX_PANELS, panel)}


def seen(content: Content, view: Snapshot) -> dict[str, Any]:
    """A home page without what somebody may not see."""
    panels: list[dict[str, Any]] = []
    for panel in content["panels"]:
        if panel["kind"] == "attention":
            items = [one for item in panel["items"] if (one := _seen(item, "list", view)) is not None]
            shown = {**panel, "items": items} if items else None
        else:
            shown = _seen(panel, panel["kind"], view)
        if shown is not None:
            panels.append(shown)
    return {"panels": panels}


def renamed(content: Content, before: Snapshot, objects: Mapping[str, str], follow: Follow) -> dict[str, Any]:
    """A home page with the new names."""

    def said(entry: Mapping[str, Any], kind: str) -> dict[str, Any]:
        item = before.objects.get(entry["object"])
        if item is None:
            return dict(entry)
        new = walk_content(_content(entry, kind), kind, Renamer(item, follow), "content") or {}
        return {
            **entry,
            **{key: new[key] for key in _content(entry, kind)},
            "object": objects.get(item.name, item.name),
        }

    return {
        "panels": [
            {**panel, "items": [said(item, "list") for item in panel["items"]]}
            if panel["kind"] == "attention"
            else said(panel, panel["kind"])
            for panel in content["panels"]
        ]
    }


def _seen(entry: Mapping[str, Any], kind: str, view: Snapshot) -> dict[str, Any] | None:
    item = view.objects.get(entry["object"])
    content = None if item is None else seen_content(_content(entry, kind), kind, item, view)
    if content is None:
        return None
    return {key: value for key, value in entry.items() if key not in CONTENT[kind]} | content


def _content(entry: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {key: entry[key] for key in CONTENT[kind] if key in entry}
