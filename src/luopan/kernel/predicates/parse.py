"""Conditions from their JSON form, and back. Every refusal names its place (`and[1].field`)."""

import re
from collections.abc import Mapping
from typing import Any, cast

from luopan.kernel.predicates.ast import (
    NEGATIVE_NAMES,
    And,
    Compare,
    Condition,
    FieldPath,
    Me,
    Now,
    Operand,
    Or,
    PathValue,
    Related,
    Special,
    Value,
    negate,
)
from luopan.kernel.predicates.kinds import KINDS
from luopan.kit.errors import Invalid, Problem

MAX_DEPTH = 32
MAX_NODES = 1_000
MAX_PATH = 6
MAX_LIST = 10_000

COUNT_OPERATORS = ("eq", "ne", "lt", "lte", "gt", "gte")
VALUELESS_OPERATORS = ("empty",)
_OFFSET = re.compile(r"([+-]?\d{1,5})(min|h|d|w|mo|q|y)")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_KINDS = ("field", "and", "or", "not", "any", "none", "count")


def parse_condition(json: Any, place: str = "where") -> Condition:
    """The tree of a JSON condition; `Invalid` with the place of what can't be read."""
    return _Parser().condition(json, place, 1)


def parse_operand(json: Any, place: str) -> Operand:
    """A value that may be relative (`{"now": …}`, `{"me": true}`), as conditions and defaults write it."""
    return _Parser().operand(json, place)


def parse_path(text: Any, place: str) -> FieldPath:
    """`"account.industry"` as its steps."""
    if not isinstance(text, str):
        raise refused("condition_path", place)
    steps = tuple(text.split("."))
    if len(steps) > MAX_PATH:
        raise refused("condition_path_too_long", place, most=MAX_PATH)
    if not all(_NAME.fullmatch(step) for step in steps):
        raise refused("condition_path", place)
    return steps


def refused(code: str, place: str, **params: Any) -> Invalid:
    """The error of one thing wrong at one place of a condition."""
    return Invalid("invalid_condition", errors=[Problem(code, field=place, params=params)])


class _Parser:
    def __init__(self) -> None:
        self.nodes = 0

    def condition(self, json: Any, place: str, depth: int) -> Condition:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise refused("condition_too_deep", place, most=MAX_DEPTH)
        if self.nodes > MAX_NODES:
            raise refused("condition_too_large", place, most=MAX_NODES)
        if not isinstance(json, dict):
            raise refused("condition_shape", place, known=", ".join((*_KINDS, *KINDS)))
        node = cast(dict[str, Any], json)
        kinds = [kind for kind in (*_KINDS, *KINDS) if kind in node]
        if not node:
            return And(())
        if len(kinds) != 1:
            raise refused("condition_shape", place, known=", ".join((*_KINDS, *KINDS)))
        kind = kinds[0]
        match kind:
            case "field":
                return self.compare(node, place)
            case "and" | "or":
                self.only(node, place, kind)
                parts = node[kind]
                if not isinstance(parts, list):
                    raise refused("condition_list", f"{place}.{kind}")
                items = tuple(
                    self.condition(part, f"{place}.{kind}[{index}]", depth + 1)
                    for index, part in enumerate(cast(list[Any], parts))
                )
                return And(items) if kind == "and" else Or(items)
            case "not":
                self.only(node, place, kind)
                return negate(self.condition(node["not"], f"{place}.not", depth + 1))
            case "any" | "none" | "count":
                return self.related(node, kind, place, depth)
            case _:
                self.only(node, place, kind)
                return Special(KINDS[kind], KINDS[kind].read(node[kind], f"{place}.{kind}"))

    def compare(self, node: Mapping[str, Any], place: str) -> Condition:
        self.only(node, place, "field", "op", "value")
        path = parse_path(node["field"], f"{place}.field")
        written = node.get("op")
        if not isinstance(written, str):
            raise refused("condition_operator_missing", f"{place}.op")
        if written in ("between", "not_between"):
            within = self.between(path, node, place)
            return within if written == "between" else negate(within)
        op = NEGATIVE_NAMES.get(written, written)
        operand: Operand = None
        if op in VALUELESS_OPERATORS:
            if node.get("value") not in (None, True, False):
                raise refused("condition_no_value", f"{place}.value", op=written)
        elif "value" not in node:
            raise refused("condition_value_missing", f"{place}.value", op=written)
        else:
            operand = self.operand(node["value"], f"{place}.value")
        negated = (written in NEGATIVE_NAMES) != (op in VALUELESS_OPERATORS and node.get("value") is False)
        return Compare(path, op, operand, negated)

    def between(self, path: FieldPath, node: Mapping[str, Any], place: str) -> Condition:
        bounds = self.operand(node.get("value"), f"{place}.value")
        if not isinstance(bounds, tuple) or len(bounds) != 2:
            raise refused("condition_between", f"{place}.value")
        return And((Compare(path, "gte", bounds[0]), Compare(path, "lte", bounds[1])))

    def related(self, node: Mapping[str, Any], kind: str, place: str, depth: int) -> Condition:
        path = parse_path(node[kind], f"{place}.{kind}")
        where = node.get("where")
        inner = None if where is None else self.condition(where, f"{place}.where", depth + 1)
        if kind != "count":
            self.only(node, place, kind, "where")
            return Related(path, inner, negated=kind == "none")
        self.only(node, place, kind, "where", "op", "value")
        op, count = node.get("op"), node.get("value")
        if op not in COUNT_OPERATORS:
            raise refused("condition_operator_unknown", f"{place}.op", op=op, known=", ".join(COUNT_OPERATORS))
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < 2**31:
            raise refused("condition_count", f"{place}.value")
        return Related(path, inner, NEGATIVE_NAMES.get(op, op), count, negated=op in NEGATIVE_NAMES)

    def operand(self, json: Any, place: str) -> Operand:
        if isinstance(json, list):
            items = cast(list[Any], json)
            if len(items) > MAX_LIST:
                raise refused("condition_list_too_long", place, most=MAX_LIST)
            return tuple(self.one(item, f"{place}[{index}]") for index, item in enumerate(items))
        if isinstance(json, dict) and set(cast(dict[str, Any], json)) == {"path"}:
            return PathValue(parse_path(json["path"], f"{place}.path"))
        return self.one(json, place)

    def one(self, json: Any, place: str) -> Value | Now | Me:
        if not isinstance(json, dict):
            return Value(json)
        node = cast(dict[str, Any], json)
        if "now" in node:
            return self.now(node, place)
        if "me" in node:
            if node != {"me": True}:
                raise refused("condition_me", place)
            return Me()
        return Value(node)

    def now(self, node: Mapping[str, Any], place: str) -> Now:
        """`{"now": "-30d"}`, `{"now": "", "start": "month"}`, `{"now": "-1q", "end": "quarter"}`."""
        self.only(node, place, "now", "start", "end")
        text = node["now"]
        matched = _OFFSET.fullmatch(text) if isinstance(text, str) and text else None
        if matched is None and text not in ("", None, True):
            raise refused("condition_now", f"{place}.now")
        edges = [edge for edge in ("start", "end") if edge in node]
        if len(edges) > 1 or (edges and node[edges[0]] not in ("day", "week", "month", "quarter", "year")):
            raise refused("condition_now_edge", place)
        amount, unit = (int(matched[1]), matched[2]) if matched else (0, "d")
        return Now(amount, cast(Any, unit), cast(Any, edges[0]) if edges else None, node[edges[0]] if edges else "day")

    def only(self, node: Mapping[str, Any], place: str, *keys: str) -> None:
        for key in node:
            if key not in keys:
                raise refused("condition_key", f"{place}.{key[:60]}", known=", ".join(keys))
