"""Queries as clients write them (JSON) turned into shapes and values. Every refusal names its place."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import orjson

from luopan.kernel.fields.base import Context, Rejected
from luopan.kernel.fields.types.decimal import decimal_text, parse_decimal
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.fields.types.select import OPEN, SelectType
from luopan.kernel.metadata.binding import Bound, BoundPath, bind_condition, bind_path
from luopan.kernel.metadata.model import Field, Object, Snapshot
from luopan.kernel.predicates.parse import MAX_DEPTH, parse_condition, parse_path
from luopan.kernel.query.statements import Group, Having, Measure, Order
from luopan.kit.errors import Invalid, Problem

MAX_LIMIT = 1_000
DEFAULT_LIMIT = 50
MAX_GROUPS, MAX_MEASURES, MAX_SORT, MAX_SELECT = 6, 20, 4, 400
MAX_ROWS = 10_000
MAX_NAME_BYTES = 63
GRAINS = ("day", "week", "month", "quarter", "year")
FUNCTIONS = ("count", "count_distinct", "sum", "avg", "min", "max")
HAVING_OPERATORS = {"eq": False, "ne": True, "lt": False, "lte": False, "gt": False, "gte": False}

CountMode = Literal["none", "estimate", "exact"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: the phase, the sort values of the last record (as text), its id, and a mark of the sort."""

    phase: Literal["all", "set", "empty"]
    values: tuple[str | None, ...]
    id: str
    mark: str

    def encode(self) -> str:
        text = orjson.dumps([self.phase, self.values, self.id, self.mark])
        return base64.urlsafe_b64encode(text).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A page of a list, ready to be compiled."""

    item: Object
    bound: Bound
    selected: tuple[tuple[str, BoundPath], ...]
    sort: tuple[Order, ...]
    limit: int
    cursor: Cursor | None
    count: CountMode
    deleted: bool
    mark: str


@dataclass(frozen=True, slots=True)
class AggregateRequest:
    """Groups and measures, ready to be compiled."""

    item: Object
    bound: Bound
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    having: Having | None
    having_values: Mapping[str, Any]
    sort: tuple[tuple[str, bool], ...]
    limit: int


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """All records that fit, in an order: what was asked for by name, and the paths that it means."""

    item: Object
    bound: Bound
    selected: tuple[tuple[str, BoundPath], ...]
    sort: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class FunnelRequest:
    """A funnel over the field `by`, ready to be compiled; `value` is summed up."""

    item: Object
    by: Field
    value: BoundPath | None
    bound: Bound


def list_request(json: Any, item: Object, snapshot: Snapshot, context: Context) -> ListRequest:
    """Reads `{"where","select","sort","limit","cursor","count","deleted"}`."""
    body = _body(json, "where", "select", "sort", "limit", "cursor", "count", "deleted")
    sort = _sort(body.get("sort"), item, snapshot)
    mark = _mark(item, sort)
    count = body.get("count") or "none"
    if count not in ("none", "estimate", "exact"):
        raise _wrong("query_count", "count")
    deleted = body.get("deleted", False)
    if not isinstance(deleted, bool):
        raise _wrong("not_a_boolean", "deleted")
    return ListRequest(
        item,
        _where(body.get("where"), item, snapshot, context),
        selection(body.get("select"), item, snapshot),
        sort,
        _limit(body.get("limit"), MAX_LIMIT, DEFAULT_LIMIT),
        _cursor(body.get("cursor"), mark, len(sort)),
        count,
        deleted,
        mark,
    )


def aggregate_request(json: Any, item: Object, snapshot: Snapshot, context: Context) -> AggregateRequest:
    """Reads `{"where","group_by","measures","having","sort","limit"}`."""
    body = _body(json, "where", "group_by", "measures", "having", "sort", "limit")
    groups = tuple(
        _group(one, f"group_by[{index}]", item, snapshot)
        for index, one in enumerate(_list(body.get("group_by"), "group_by", MAX_GROUPS))
    )
    measures = tuple(
        _measure(one, f"measures[{index}]", item, snapshot)
        for index, one in enumerate(_list(body.get("measures"), "measures", MAX_MEASURES))
    ) or (Measure("count", "count", None),)
    names = [one.name for one in (*groups, *measures)]
    for name in names:
        if names.count(name) > 1:
            raise _wrong("query_name_twice", "measures", name=name)
    values: dict[str, Any] = {}
    numeric = {one.name for one in measures if one.function in ("count", "count_distinct", "sum", "avg")}
    having = body.get("having")
    return AggregateRequest(
        item,
        _where(body.get("where"), item, snapshot, context),
        groups,
        measures,
        None if having in (None, {}) else _having(having, "having", numeric, values, 1),
        values,
        _output_sort(body.get("sort"), names),
        _limit(body.get("limit"), MAX_ROWS, 1_000),
    )


def export_request(json: Any, item: Object, snapshot: Snapshot, context: Context) -> ExportRequest:
    """Reads `{"where","select","sort"}`. Without `select` it is what people work with: neither ids nor who wrote it when."""
    body = _body(json, "where", "select", "sort")
    return ExportRequest(
        item,
        _where(body.get("where"), item, snapshot, context),
        _export_selection(body.get("select"), item, snapshot),
        _sort(body.get("sort"), item, snapshot),
    )


def funnel_request(json: Any, item: Object, snapshot: Snapshot, context: Context) -> FunnelRequest:
    """Reads `{"by", "value", "where", "within": {"field", "from", "to"}}`."""
    body = _body(json, "by", "value", "where", "within")
    by = item.fields.get(str(body.get("by")))
    if by is None or not has_stages(by):
        known = ", ".join(one.name for one in item.fields.values() if has_stages(one))
        raise _wrong("funnel_field" if known else "funnel_none", "by", known=known)
    value = None
    if body.get("value") is not None:
        value = bind_path(parse_path(body["value"], "value"), item, snapshot, "value")
        if "sum" not in value.type.measures:
            raise _wrong("query_measure", "value", fn="sum", type=value.type.name)
    conditions = [body["where"]] if body.get("where") not in (None, {}) else []
    if body.get("within") is not None:
        conditions += _within(_node(body["within"], "within", "field", "from", "to"))
    return FunnelRequest(item, by, value, _where({"and": conditions}, item, snapshot, context))


def has_stages(field: Field) -> bool:
    """Whether a field's options are stages: at least one is of the category `open`."""
    return isinstance(field.type, SelectType) and any(one.category == OPEN for one in field.settings.by_key.values())


def _within(node: Mapping[str, Any]) -> list[Any]:
    """From a value of a field on, up to another; both may be meant."""
    limits = [(op, node[key]) for key, op in (("from", "gte"), ("to", "lte")) if node.get(key) is not None]
    if not limits:
        raise _wrong("required", "within.from")
    return [{"field": node.get("field"), "op": op, "value": value} for op, value in limits]


def _export_selection(json: Any, item: Object, snapshot: Snapshot) -> tuple[tuple[str, BoundPath], ...]:
    if json is None:
        own = [field for field in item.fields.values() if not field.system and field.type.name != "secret"]
        given = [item.fields[name] for name in ("owner", "department") if name in item.fields]
        json = [field.name for field in dict.fromkeys((*own, *given))]
    chosen: dict[str, BoundPath] = {}
    for index, one in enumerate(_list(json, "select", MAX_SELECT)):
        place = f"select[{index}]"
        path = bind_path(parse_path(one, place), item, snapshot, place)
        if one in chosen:
            raise _wrong("query_selected_twice", place, name=one)
        chosen[one] = path
    if not chosen:
        raise _wrong("required", "select")
    return tuple(chosen.items())


def selection(json: Any, item: Object, snapshot: Snapshot) -> tuple[tuple[str, BoundPath], ...]:
    """The fields to read: all of them, or the given paths; `id` and `version` always come along."""
    if json is None:
        return tuple((name, BoundPath((), item, field)) for name, field in item.fields.items() if name != "deleted_at")
    chosen: dict[str, BoundPath] = {name: BoundPath((), item, item.fields[name]) for name in ("id", "version")}
    for index, one in enumerate(_list(json, "select", MAX_SELECT)):
        path = bind_path(parse_path(one, f"select[{index}]"), item, snapshot, f"select[{index}]")
        chosen[_name(one, "", f"select[{index}]")] = path
    return tuple(chosen.items())


def _where(json: Any, item: Object, snapshot: Snapshot, context: Context) -> Bound:
    if json is None or json == {}:
        return Bound()
    return bind_condition(parse_condition(json), item, snapshot, context)


def _sort(json: Any, item: Object, snapshot: Snapshot) -> tuple[Order, ...]:
    """The sort columns; newest first where none is given. What follows `id` can't matter and is left out."""
    orders: list[Order] = []
    for index, one in enumerate(_list(json, "sort", MAX_SORT)):
        place = f"sort[{index}]"
        node = _node(one, place, "field", "dir")
        path = bind_path(parse_path(node.get("field"), f"{place}.field"), item, snapshot, f"{place}.field")
        if not path.type.sortable:
            raise _wrong("query_not_sortable", f"{place}.field", field=node["field"])
        direction = node.get("dir", "asc")
        if direction not in ("asc", "desc"):
            raise _wrong("query_direction", f"{place}.dir")
        orders.append(Order(path, direction == "desc"))
        if path.field.name == "id" and not path.steps:
            break
    return tuple(orders) or (Order(BoundPath((), item, item.fields["id"]), True),)


def _group(json: Any, place: str, item: Object, snapshot: Snapshot) -> Group:
    node = _node({"field": json} if isinstance(json, str) else json, place, "field", "grain", "as")
    path = bind_path(parse_path(node.get("field"), f"{place}.field"), item, snapshot, f"{place}.field")
    grain = node.get("grain")
    if not path.type.groupable:
        raise _wrong("query_not_groupable", f"{place}.field", field=node["field"])
    if grain is not None and (grain not in GRAINS or not path.type.grains):
        raise _wrong("query_grain", f"{place}.grain", known=", ".join(GRAINS))
    return Group(_name(node.get("as"), cast(str, node["field"]), f"{place}.as"), path, grain)


def _measure(json: Any, place: str, item: Object, snapshot: Snapshot) -> Measure:
    node = _node(json, place, "fn", "field", "as")
    function, written = node.get("fn"), node.get("field")
    if function not in FUNCTIONS:
        raise _wrong("query_function", f"{place}.fn", known=", ".join(FUNCTIONS))
    if written is None:
        if function != "count":
            raise _wrong("query_field_missing", f"{place}.field", fn=function)
        return Measure(_name(node.get("as"), "count", f"{place}.as"), "count", None)
    path = bind_path(parse_path(written, f"{place}.field"), item, snapshot, f"{place}.field")
    if function != "count" and function not in path.type.measures:
        raise _wrong("query_measure", f"{place}.fn", fn=function, type=path.type.name)
    return Measure(_name(node.get("as"), f"{function}_{written}", f"{place}.as"), function, path)


def _name(json: Any, otherwise: str, place: str) -> str:
    """The name of a column of the answer. PostgreSQL would cut a longer one."""
    name = otherwise if json is None else json
    if (
        not isinstance(name, str)
        or not name.isprintable()
        or "%(" in name
        or not 1 <= len(name.encode()) <= MAX_NAME_BYTES
    ):
        raise _wrong("query_name", place, most=MAX_NAME_BYTES)
    return name


def _having(json: Any, place: str, names: set[str], values: dict[str, Any], depth: int) -> Having:
    """A condition over measures; numbers only."""
    if depth > MAX_DEPTH or len(values) > 100:
        raise _wrong("condition_too_deep", place, most=MAX_DEPTH)
    node = cast(dict[str, Any], json) if isinstance(json, dict) else {}
    for kind in ("and", "or"):
        if kind in node and len(node) == 1:
            parts = _list(node[kind], f"{place}.{kind}", 100)
            return Having(
                cast(Any, kind),
                tuple(
                    _having(part, f"{place}.{kind}[{index}]", names, values, depth + 1)
                    for index, part in enumerate(parts)
                ),
            )
    name, operator, value = node.get("field"), node.get("op"), node.get("value")
    if not isinstance(name, str) or name not in names:
        raise _wrong("query_having_field", f"{place}.field", known=", ".join(sorted(names)))
    if not isinstance(operator, str) or operator not in HAVING_OPERATORS:
        raise _wrong("condition_operator_unknown", f"{place}.op", op=operator, known=", ".join(HAVING_OPERATORS))
    try:
        number = decimal_text(parse_decimal(value))
    except Rejected:
        raise _wrong("not_a_number", f"{place}.value") from None
    slot = len(values)
    values[f"h{slot}"] = number
    negated = HAVING_OPERATORS[operator]
    return Having("leaf", name=name, operator="eq" if negated else operator, slot=slot, negated=negated)


def _output_sort(json: Any, names: list[str]) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for index, one in enumerate(_list(json, "sort", MAX_SORT)):
        node = _node(one, f"sort[{index}]", "field", "dir")
        if node.get("field") not in names:
            raise _wrong("query_sort_output", f"sort[{index}].field", known=", ".join(names))
        if node.get("dir", "asc") not in ("asc", "desc"):
            raise _wrong("query_direction", f"sort[{index}].dir")
        found.append((node["field"], node.get("dir") == "desc"))
    return tuple(found)


def _mark(item: Object, sort: tuple[Order, ...]) -> str:
    """A short name of the object and its sort, so that a cursor can't be used with another."""
    parts = [
        item.id,
        *(
            f"{'.'.join(step.id for step in order.path.steps)}.{order.path.field.column}.{order.path.part}.{order.descending}"
            for order in sort
        ),
    ]
    return hashlib.blake2s("|".join(parts).encode(), digest_size=6).hexdigest()


def _cursor(json: Any, mark: str, sorts: int) -> Cursor | None:
    if json is None:
        return None
    try:
        padded = json + "=" * (-len(json) % 4)
        phase, values, written, found = cast(tuple[Any, ...], orjson.loads(base64.urlsafe_b64decode(padded)))
        cursor = Cursor(phase, tuple(values), parse_id(written), found)
        readable = (
            phase in ("all", "set", "empty")
            and isinstance(values, list)
            and len(cursor.values) == sorts - (phase == "empty")
            and all(value is None or isinstance(value, str) for value in cast(list[Any], values))
            and not (phase == "set" and values[0] is None)
        )
    except (TypeError, ValueError, AttributeError, binascii.Error, Rejected):
        raise _wrong("query_cursor", "cursor") from None
    if not readable or cursor.mark != mark:
        raise _wrong("query_cursor", "cursor")
    return cursor


def _limit(json: Any, most: int, otherwise: int) -> int:
    if json is None:
        return otherwise
    if not isinstance(json, int) or isinstance(json, bool) or not 1 <= json <= most:
        raise _wrong("query_limit", "limit", most=most)
    return json


def _body(json: Any, *keys: str) -> dict[str, Any]:
    return _node({} if json is None else json, "", *keys)


def _node(json: Any, place: str, *keys: str) -> dict[str, Any]:
    if not isinstance(json, dict):
        raise _wrong("query_shape", place)
    for key in cast(dict[str, Any], json):
        if key not in keys:
            raise _wrong("condition_key", f"{place}.{key[:60]}".lstrip("."), known=", ".join(keys))
    return cast(dict[str, Any], json)


def _list(json: Any, place: str, most: int) -> list[Any]:
    if json is None:
        return []
    if not isinstance(json, list):
        raise _wrong("condition_list", place)
    items = cast(list[Any], json)
    if len(items) > most:
        raise _wrong("condition_list_too_long", place, most=most)
    return items


def _wrong(code: str, place: str, **params: Any) -> Invalid:
    return Invalid("invalid_query", errors=[Problem(code, field=place or None, params=params)])
