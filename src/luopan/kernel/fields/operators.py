"""Operators: each with its SQL meaning and its meaning in memory, side by side.

Only positive ones exist; a negation is the complement (`predicates/ast.py`). A comparison with an empty value is
false, so its negation is true. Text is compared as written (case, accents and width count) by `eq` and `in`;
`contains`, `starts_with` and `ends_with` ignore the case of the letters a to z, which is what `ILIKE` does under the
collation "C" on every PostgreSQL.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Tuple, and_, func, literal_column
from sqlalchemy.sql.elements import Grouping

EARTH_RADIUS = 6371.0088
"""Kilometres, the mean."""

SqlMeaning = Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]]
Meaning = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Operator:
    """`takes`: no operand, one, or a list. `operand`: a value of the field's own type, any text, or a shape of its own.

    `sql(compared, parameter)` and `test(key, operand key)` mean the same for a value that is not empty; `parameter` makes the SQL
    parameter of an operand (a LIKE pattern of a text).
    """

    name: str
    takes: Literal["none", "one", "many"]
    sql: SqlMeaning
    test: Meaning
    operand: Literal["own", "text", "shape"] = "own"
    parameter: Callable[[Any], Any] = lambda operand: operand


def _lower(text: str) -> str:
    return text.translate(_LOWER)


def _ilike(column: ColumnElement[Any], pattern: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.op("ILIKE", is_comparison=True)(pattern)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Kilometres between two points (latitude, longitude) along the great circle."""
    (lat, lng), (far_lat, far_lng) = one[:2], other[:2]
    bend = sin(radians(far_lat - lat) / 2) ** 2
    turn = sin(radians(far_lng - lng) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, bend + cos(radians(lat)) * cos(radians(far_lat)) * turn)))


def _with_band(circle: Sequence[float]) -> list[float]:
    """A circle, and the latitudes that it touches: an index finds those first."""
    lat, lng, km = circle
    reach = degrees(km / EARTH_RADIUS) + 1e-9
    return [lat, lng, km, lat - reach, lat + reach]


def _near(point: ColumnElement[Any], circle: Any) -> ColumnElement[bool]:
    """`point` is a tuple of two columns, `circle` an array; what is computed is `distance`, word for word."""
    lat, lng = cast(Tuple, point).clauses
    far_lat, far_lng, km, south, north = (Grouping(circle)[_constant(place)] for place in range(1, 6))
    bend = _square(func.sin(func.radians(far_lat - lat) / _constant(2)))
    turn = _square(func.sin(func.radians(far_lng - lng) / _constant(2)))
    chord = bend + func.cos(func.radians(lat)) * func.cos(func.radians(far_lat)) * turn
    found = _constant(2 * EARTH_RADIUS) * func.asin(func.sqrt(func.least(_constant(1), chord)))
    return and_(lat.between(south, north), found <= km)


def _square(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.power(value, _constant(2))


def _constant(number: float) -> ColumnElement[Any]:
    return literal_column(f"{number}")


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
WITHIN = Operator("within", "one", _near, lambda key, circle: distance(key, circle) <= circle[2], "shape", _with_band)


def named(*operators: Operator) -> Mapping[str, Operator]:
    """Operators by name."""
    return {operator.name: operator for operator in operators}


PRESENCE = named(EMPTY)
EQUALITY = named(EQ, IN, EMPTY)
ORDER = named(EQ, IN, LT, LTE, GT, GTE, EMPTY)
TEXT = named(EQ, IN, CONTAINS, STARTS_WITH, ENDS_WITH, EMPTY)
PLACE = named(WITHIN, EMPTY)
SET = named(HAS_ANY, HAS_ALL, EMPTY)
