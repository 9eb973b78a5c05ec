"""The screens of an object, as its definition says them: read into normal form, and walked. Pure, and without other metadata.

    summary   fields at the head of a record's page, and on cards
    timeline  the moment at which a record stands on the timelines of what it refers to
    form      sections of fields
    tabs      of a record's page: sections, and related lists
    views     published lists: list, kanban, calendar, funnel

`walk` says screens anew, name by name: with new names after a rename, or without those that somebody may not see. Whether names
are there at all is judged by `seeing`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol, TypeAlias, cast

from luopan.kernel.predicates.parse import parse_path
from luopan.kit.errors import Invalid, Problem

Screens: TypeAlias = Mapping[str, Any]
Use: TypeAlias = Literal["shown", "edited", "sorted", "grouped", "lane", "stage", "summed", "moment"]
"""What a screen does with a field."""

EVERY_OTHER = "*"
"""Among related lists: all relations that no tab names."""

SCREEN_KEYS = ("summary", "timeline", "form", "tabs", "views")
SECTION_KEYS = ("label", "columns", "fields", "visible", "collapsed")
TAB_KEYS = ("name", "label", "sections", "related")
VIEW_KEYS = ("name", "label", "kind")
CONTENT: Mapping[str, tuple[str, ...]] = {
    "list": ("columns", "where", "sort", "group"),
    "kanban": ("by", "card", "sum", "where", "sort"),
    "calendar": ("start", "end", "where"),
    "funnel": ("by", "value", "where"),
}
"""What a view of each kind says."""
NEEDED = frozenset(("by", "start"))
"""Without these, there is no such view."""

MAX_SUMMARY, MAX_SECTIONS, MAX_FIELDS, MAX_TABS, MAX_VIEWS, MAX_SORT = 6, 50, 400, 30, 100, 4


class Words(Protocol):
    """What reads the small parts, and notes what is wrong with them."""

    def labels(self, value: Any, place: str) -> Mapping[str, str]: ...
    def name(self, value: Any, place: str) -> str: ...
    def text(self, value: Any, place: str, most: int) -> str | None: ...
    def condition(self, value: Any, place: str) -> Any: ...
    def note(self, problem: Problem) -> None: ...


class Speaker(Protocol):
    """Says a name anew. None: it is left out, and what can't be without it goes with it."""

    def path(self, text: str, use: Use, place: str) -> str | None: ...
    def relation(self, name: str, place: str) -> list[str]: ...
    def condition(self, json: Any, place: str) -> Any | None: ...


def read_screens(value: Any, place: str, words: Words) -> dict[str, Any]:
    """Screens in normal form: no keys that say nothing."""
    return Reader(words).screens(value, place)


def read_content(value: Any, kind: str, place: str, words: Words) -> dict[str, Any]:
    """What one view of a kind says, without its name and label."""
    reader = Reader(words)
    return reader.content(reader.entry(value, place, CONTENT[kind]), kind, place)


def walk(screens: Screens, speaker: Speaker) -> dict[str, Any]:
    """Screens said anew."""
    return _Walk(speaker).screens(screens)


def walk_content(content: Mapping[str, Any], kind: str, speaker: Speaker, place: str) -> dict[str, Any] | None:
    """What one view says, said anew; None where nothing is left of it."""
    return _Walk(speaker).view({"kind": kind, **content}, place)


def named_relations(screens: Screens) -> frozenset[str]:
    """The relations that some tab names."""
    return frozenset(name for tab in screens.get("tabs", ()) for name in tab.get("related", ()))


class Reader:
    """Reads screens part by part; what is wrong is noted, and read as something harmless."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def problem(self, code: str, place: str, **params: Any) -> None:
        self.words.note(Problem(code, field=place, params=params))

    def screens(self, value: Any, place: str) -> dict[str, Any]:
        written = self.entry(value, place, SCREEN_KEYS)
        readers: Mapping[str, Callable[[Any, str], Any]] = {
            "summary": lambda value, place: self.paths(value, place, MAX_SUMMARY),
            "timeline": self.path,
            "form": lambda value, place: self.several(value, place, MAX_SECTIONS, self.section),
            "tabs": lambda value, place: self.named(value, place, MAX_TABS, self.tab),
            "views": lambda value, place: self.named(value, place, MAX_VIEWS, self.view),
        }
        return {key: readers[key](written[key], f"{place}.{key}") for key in SCREEN_KEYS if key in written}

    def section(self, value: Any, place: str) -> dict[str, Any]:
        written = self.entry(value, place, SECTION_KEYS)
        section: dict[str, Any] = {}
        if "label" in written:
            section["label"] = self.words.labels(written["label"], f"{place}.label")
        if "columns" in written:
            section["columns"] = self.columns(written["columns"], f"{place}.columns")
        section["fields"] = self.paths(written.get("fields", []), f"{place}.fields", MAX_FIELDS)
        if "visible" in written:
            section["visible"] = self.words.condition(written["visible"], f"{place}.visible")
        if "collapsed" in written:
            section["collapsed"] = self.switch(written["collapsed"], f"{place}.collapsed")
        return section

    def tab(self, value: Any, place: str) -> dict[str, Any]:
        written = self.entry(value, place, TAB_KEYS)
        tab = self.head(written, place)
        if "sections" in written:
            tab["sections"] = self.several(written["sections"], f"{place}.sections", MAX_SECTIONS, self.section)
        if "related" in written:
            tab["related"] = self.several(written["related"], f"{place}.related", MAX_FIELDS, self.relation)
        return tab

    def view(self, value: Any, place: str) -> dict[str, Any]:
        kind = cast(dict[str, Any], value).get("kind") if isinstance(value, dict) else None
        if isinstance(value, dict) and (not isinstance(kind, str) or kind not in CONTENT):
            self.problem("screen_kind", f"{place}.kind", known=", ".join(CONTENT))
            return {}
        written = self.entry(value, place, (*VIEW_KEYS, *CONTENT.get(str(kind), ())))
        if not written:
            return {}
        head = self.head(written, place)
        return {**head, "kind": kind, **self.content(written, str(kind), place)}

    def content(self, written: Mapping[str, Any], kind: str, place: str) -> dict[str, Any]:
        readers: Mapping[str, Callable[[Any, str], Any]] = {
            "columns": lambda value, place: self.paths(value, place, MAX_FIELDS),
            "card": lambda value, place: self.paths(value, place, MAX_FIELDS),
            "where": self.words.condition,
            "sort": lambda value, place: self.several(value, place, MAX_SORT, self.order),
        }
        for key in CONTENT[kind]:
            if key in NEEDED and key not in written:
                self.problem("setting_missing", f"{place}.{key}")
        return {
            key: readers.get(key, self.path)(written[key], f"{place}.{key}") for key in CONTENT[kind] if key in written
        }

    def order(self, value: Any, place: str) -> dict[str, Any]:
        written = self.entry(value, place, ("field", "dir"))
        if written.get("dir", "asc") not in ("asc", "desc"):
            self.problem("query_direction", f"{place}.dir")
        path = self.path(written.get("field"), f"{place}.field")
        return {"field": path} | ({"dir": written["dir"]} if "dir" in written else {})

    def head(self, written: Mapping[str, Any], place: str) -> dict[str, Any]:
        head: dict[str, Any] = {"name": self.words.name(written.get("name"), f"{place}.name")}
        if "label" in written:
            head["label"] = self.words.labels(written["label"], f"{place}.label")
        return head

    def relation(self, value: Any, place: str) -> str:
        return EVERY_OTHER if value == EVERY_OTHER else self.words.name(value, place)

    def paths(self, value: Any, place: str, most: int) -> list[str]:
        return self.several(value, place, most, self.path)

    def path(self, value: Any, place: str) -> str:
        try:
            parse_path(value, place)
        except Invalid as error:
            for problem in error.errors:
                self.words.note(problem)
        return str(value)

    def columns(self, value: Any, place: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 3:
            self.problem("screen_columns", place)
        return cast(int, value)

    def switch(self, value: Any, place: str) -> bool:
        if not isinstance(value, bool):
            self.problem("not_a_switch", place)
        return bool(value)

    def entry(self, value: Any, place: str, known: tuple[str, ...]) -> dict[str, Any]:
        """A JSON object with these keys, without those that are null."""
        if not isinstance(value, dict):
            self.problem("not_an_object", place)
            return {}
        written = cast(dict[str, Any], value)
        for key in written:
            if key not in known:
                self.problem("key_unknown", f"{place}.{str(key)[:60]}", known=", ".join(known))
        return {key: part for key, part in written.items() if key in known and part is not None}

    def several(self, value: Any, place: str, most: int, read: Callable[[Any, str], Any]) -> list[Any]:
        if not isinstance(value, list):
            self.problem("not_a_list", place)
            return []
        parts = cast(list[Any], value)
        if len(parts) > most:
            self.problem("list_too_long", place, most=most)
            return []
        return [read(part, f"{place}[{index}]") for index, part in enumerate(parts)]

    def named(self, value: Any, place: str, most: int, read: Callable[[Any, str], Any]) -> list[Any]:
        """Entries of which no two have the same name."""
        entries = self.several(value, place, most, read)
        names = [entry.get("name") for entry in entries]
        for index, name in enumerate(names):
            if name is not None and name in names[:index]:
                self.problem("named_twice", f"{place}[{index}].name", name=name)
        return entries


class _Walk:
    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker

    def screens(self, screens: Screens) -> dict[str, Any]:
        readers: Mapping[str, Callable[[Any, str], Any]] = {
            "summary": lambda value, place: self.paths(value, "shown", place),
            "timeline": lambda value, place: self.speaker.path(value, "moment", place),
            "form": lambda value, place: self.several(value, place, self.section),
            "tabs": lambda value, place: self.several(value, place, self.tab),
            "views": lambda value, place: self.several(value, place, self.view),
        }
        return _kept({key: readers[key](value, key) for key, value in screens.items()})

    def section(self, section: Mapping[str, Any], place: str) -> dict[str, Any] | None:
        fields = self.paths(section["fields"], "edited", f"{place}.fields")
        if fields is None:
            return None
        visible = section.get("visible")
        if visible is not None:
            visible = self.speaker.condition(visible, f"{place}.visible")
        return _kept({**section, "fields": fields, "visible": visible})

    def tab(self, tab: Mapping[str, Any], place: str) -> dict[str, Any] | None:
        new = dict(tab)
        if "sections" in tab:
            new["sections"] = self.several(tab["sections"], f"{place}.sections", self.section)
        if "related" in tab:
            places = enumerate(cast(list[str], tab["related"]))
            said = [self.speaker.relation(name, f"{place}.related[{index}]") for index, name in places]
            new["related"] = [name for names in said for name in names] or (None if said else [])
        new = _kept(new)
        has_content = {"sections", "related"} & new.keys() or not {"sections", "related"} & tab.keys()
        return new if has_content else None

    def view(self, view: Mapping[str, Any], place: str) -> dict[str, Any] | None:
        new = {key: self.part(key, value, view["kind"], f"{place}.{key}") for key, value in view.items()}
        lost = {key for key, value in new.items() if value is None}
        return None if lost & {*NEEDED, "where"} else _kept(new)

    def part(self, key: str, value: Any, kind: str, place: str) -> Any:
        match key:
            case "columns" | "card":
                return self.paths(value, "shown", place)
            case "where":
                return self.speaker.condition(value, place)
            case "sort":
                return self.several(value, place, self.order)
            case "group":
                return self.speaker.path(value, "grouped", place)
            case "by":
                return self.speaker.path(value, "stage" if kind == "funnel" else "lane", place)
            case "sum" | "value":
                return self.speaker.path(value, "summed", place)
            case "start" | "end":
                return self.speaker.path(value, "moment", place)
            case _:
                return value

    def order(self, order: Mapping[str, Any], place: str) -> dict[str, Any] | None:
        path = self.speaker.path(order["field"], "sorted", f"{place}.field")
        return None if path is None else {**order, "field": path}

    def paths(self, value: list[str], use: Use, place: str) -> list[str] | None:
        return self.several(value, place, lambda text, at: self.speaker.path(text, use, at))

    def several(self, value: list[Any], place: str, say: Callable[[Any, str], Any]) -> list[Any] | None:
        """What is left of a list; None where something was in it, and nothing is left."""
        said = [say(part, f"{place}[{index}]") for index, part in enumerate(value)]
        left = [part for part in said if part is not None]
        return left if left or not value else None


def _kept(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value is not None}
