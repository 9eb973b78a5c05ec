"""The compass: five (or so) stages of a customer's life, as conditions over one object. It knows no object by name.

object   whose records stand on the compass
stages   name, label, and the condition that says who is there
worth    what they are worth: a sum over records of another object, which refer to them through a field
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from luopan.kernel.fields.base import plain_context
from luopan.kernel.metadata.binding import bind_condition, bind_path
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kernel.metadata.names import Follow, rewrite_condition
from luopan.kernel.metadata.screens import Reader
from luopan.kernel.predicates import ast
from luopan.kernel.predicates.parse import parse_condition, parse_path
from luopan.kit.errors import Invalid, LuopanError, Problem

Content = Mapping[str, Any]

MAX_STAGES = 12


def read(value: Any, reader: Reader, snapshot: Snapshot) -> dict[str, Any]:
    """A compass as somebody writes it, in normal form."""
    written = reader.entry(value, "content", ("object", "stages", "worth"))
    item = _object(written.get("object"), "content.object", reader, snapshot)

    def stage(value: Any, place: str) -> dict[str, Any]:
        entry = reader.entry(value, place, ("name", "label", "where"))
        where = reader.words.condition(entry.get("where"), f"{place}.where")
        if item is not None:
            _note(reader, partial(_check, where, item, snapshot, f"{place}.where"))
        return reader.head(entry, place) | {"where": where}

    content: dict[str, Any] = {
        "object": written.get("object"),
        "stages": reader.named(written.get("stages", []), "content.stages", MAX_STAGES, stage),
    }
    if "worth" in written and item is not None:
        content["worth"] = _read_worth(written["worth"], "content.worth", reader, item, snapshot)
    return content


def seen(content: Content, view: Snapshot) -> dict[str, Any] | None:
    """A compass without what somebody may not see; None where that is the object itself."""
    item = view.objects.get(content["object"])
    if item is None:
        return None
    stages = [one for one in content["stages"] if _holds(partial(_check, one["where"], item, view, "where"))]
    worth = content.get("worth")
    if worth is not None and not _holds(partial(_check_worth, worth, "worth", item, view)):
        worth = None
    return {"object": item.name, "stages": stages} | ({} if worth is None else {"worth": worth})


def renamed(content: Content, before: Snapshot, objects: Mapping[str, str], follow: Follow) -> dict[str, Any]:
    """A compass with the new names."""
    item = before.objects.get(content["object"])
    if item is None:
        return dict(content)
    stages = [{**stage, "where": rewrite_condition(stage["where"], item, follow)} for stage in content["stages"]]
    new = {**content, "object": objects.get(item.name, item.name), "stages": stages}
    worth = content.get("worth")
    source = None if worth is None else before.objects.get(worth["object"])
    if worth is not None and source is not None:
        measure = worth["measure"]
        new["worth"] = {
            **worth,
            "object": objects.get(source.name, source.name),
            "through": follow(source, worth["through"])[0],
            "measure": {**measure, "field": follow(source, measure["field"])[0]},
            **({"where": rewrite_condition(worth["where"], source, follow)} if "where" in worth else {}),
        }
    return new


def through(step: str, json: Any) -> Any:
    """A condition over what a reference leads to, as one over the records that refer."""
    if isinstance(json, list):
        return [through(step, part) for part in cast(list[Any], json)]
    if not isinstance(json, dict):
        return json
    node = cast(dict[str, Any], json)
    for key in ("field", "any", "none", "count"):
        if key in node:
            new = {**node, key: f"{step}.{node[key]}"}
            value = node.get("value")
            if isinstance(value, dict) and "path" in value:
                new["value"] = {"path": f"{step}.{value['path']}"}
            return new
    return {key: through(step, part) for key, part in node.items()}


def _read_worth(value: Any, place: str, reader: Reader, item: Object, snapshot: Snapshot) -> dict[str, Any]:
    written = reader.entry(value, place, ("object", "through", "measure", "where"))
    measure = reader.entry(written.get("measure", {}), f"{place}.measure", ("fn", "field"))
    if measure.get("fn") != "sum":
        reader.problem("query_function", f"{place}.measure.fn", known="sum")
    worth = {
        "object": written.get("object"),
        "through": reader.path(written.get("through"), f"{place}.through"),
        "measure": {"fn": "sum", "field": reader.path(measure.get("field"), f"{place}.measure.field")},
    }
    if "where" in written:
        worth["where"] = reader.words.condition(written["where"], f"{place}.where")
    if _object(written.get("object"), f"{place}.object", reader, snapshot) is not None:
        _note(reader, partial(_check_worth, worth, place, item, snapshot))
    return worth


def _check_worth(worth: Mapping[str, Any], place: str, item: Object, snapshot: Snapshot) -> None:
    """`Invalid` where worth can't be summed up."""
    source = snapshot.object(worth["object"])
    at, field = f"{place}.through", source.fields.get(worth["through"])
    reference = field.reference if field is not None else None
    targets = () if field is None or reference is None or reference.many else reference.targets(field.settings)
    if targets != (item.name,):
        raise _wrong("compass_through", at, field=str(worth["through"])[:60], object=item.name)
    at, name = f"{place}.measure.field", worth["measure"]["field"]
    path = bind_path(parse_path(name, at), source, snapshot, at)
    if "sum" not in path.type.measures:
        raise _wrong("screen_summed", at, field=name, type=path.type.name)
    if "where" in worth:
        _check(worth["where"], source, snapshot, f"{place}.where")


def _check(where: Any, item: Object, snapshot: Snapshot, place: str) -> None:
    """`Invalid` where a condition can't be understood, or not counted: a search."""
    condition = parse_condition(where, place)
    if any(isinstance(node, ast.Special) for node in ast.nodes(condition)):
        raise _wrong("condition_in_rule", place)
    bind_condition(condition, item, snapshot, plain_context(), place)


def _object(name: Any, place: str, reader: Reader, snapshot: Snapshot) -> Object | None:
    item = snapshot.objects.get(name) if isinstance(name, str) else None
    if item is None:
        reader.problem("object_unknown", place, object=str(name)[:60])
    return item


def _note(reader: Reader, check: Callable[[], None]) -> None:
    try:
        check()
    except Invalid as error:
        for problem in error.errors:
            reader.words.note(problem)


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except LuopanError:
        return False
    return True


def _wrong(code: str, place: str, **params: Any) -> Invalid:
    return Invalid("invalid_screen", errors=[Problem(code, place, params=params)])
