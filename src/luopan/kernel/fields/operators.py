"""Operators: each with its SQL meaning and its meaning in memory, side by side.

Only positive ones exist; a negation is the complement (`predicates/ast.py`). A comparison with an empty value is
false, so its negation is true. Text is compared as written (case, accents and width count) by `eq` and `in`;
`contains`, `starts_with` and `ends_with` ignore the case of the letters a to z, which is what `ILIKE` does under the
collation "C" on every PostgreSQL.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func

SqlMeaning = Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]]
Meaning = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Operator:
    """`takes`: no operand, one, or a list. `operand`: a value of the field's own type, or any text.

    `sql(compared, parameter)` and `test(key, operand key)` mean the same for a value that is not empty; `parameter` makes the SQL
    parameter of an operand (a LIKE pattern of a text).
    """

    name: str
    takes: Literal["none", "one", "many"]
    sql: SqlMeaning
    test: Meaning
    operand: Literal["own", "text"] = "own"
    parameter: Callable[[Any], Any] = lambda operand: operand


def _lower(text: str) -> str:
    return text.translate(_LOWER)


def _ilike(column: ColumnElement[Any], pattern: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.op("ILIKE", is_comparison=True)(pattern)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

EQ = Operator("eq", "one", lambda column, value: column == value, lambda key, operand: key == operand)
IN = Operator("in", "many", lambda column, values: column == func.any(values), lambda key, operands: key in operands)
LT = Operator("lt", "one", lambda column, value: column < value, lambda key, operand: key < operand)
LTE = Operator("lte", "one", lambda column, value: column <= value, lambda key, operand: key <= operand)
GT = Operator("gt", "one", lambda column, value: column > value, lambda key, operand: key > operand)
GTE = Operator("gte", "one", lambda column, value: column >= value, lambda key, operand: key >= operand)
EMPTY = Operator("empty", "none", lambda column, _: column.is_(None), lambda key, _: key is None)
CONTAINS = Operator(
    "contains", "one", _ilike, lambda key, part: _lower(part) in _lower(key), "text", lambda text: f"%{_escaped(text)}%"
)
STARTS_WITH = Operator(
    "starts_with",
    "one",
    _ilike,
    lambda key, part: _lower(key).startswith(_lower(part)),
    "text",
    lambda text: f"{_escaped(text)}%",
)
ENDS_WITH = Operator(
    "ends_with",
    "one",
    _ilike,
    lambda key, part: _lower(key).endswith(_lower(part)),
    "text",
    lambda text: f"%{_escaped(text)}",
)
HAS_ANY = Operator(
    "has_any",
    "many",
    lambda column, values: column.op("&&", is_comparison=True)(values),
    lambda key, operands: not set(key).isdisjoint(operands),
)
HAS_ALL = Operator(
    "has_all",
    "many",
    lambda column, values: column.op("@>", is_comparison=True)(values),
    lambda key, operands: set(key).issuperset(operands),
)


def named(*operators: Operator) -> Mapping[str, Operator]:
    """Operators by name."""
    return {operator.name: operator for operator in operators}


PRESENCE = named(EMPTY)
EQUALITY = named(EQ, IN, EMPTY)
ORDER = named(EQ, IN, LT, LTE, GT, GTE, EMPTY)
TEXT = named(EQ, IN, CONTAINS, STARTS_WITH, ENDS_WITH, EMPTY)
SET = named(HAS_ANY, HAS_ALL, EMPTY)
