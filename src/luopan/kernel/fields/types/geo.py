"""geo: a point on the earth (WGS 84). Canonical as `{"lat": 31.2304, "lng": 121.4737}`, numbers with at most 7 digits after the
point (a centimetre); further ones are rounded off.

`within` asks for points at most so far away: `{"lat", "lng", "km"}`, along the great circle.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, cast

from sqlalchemy import ARRAY, ColumnElement, Double, Numeric, Text, case, func, literal_column, tuple_
from sqlalchemy import cast as sql_cast
from sqlalchemy.types import TypeEngine

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, words
from luopan.kernel.fields.operators import Operator

SCALE = 7
FARTHEST = 20_100
"""Kilometres: half around the earth, and a little more."""
_DOUBLE: Double[float] = Double()
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?"
_PAIR = re.compile(rf"({_NUMBER})\s*[\s,;]\s*({_NUMBER})")


class GeoType(FieldType):
    name = "geo"
    columns = (Column("", "double precision"), Column("__lng", "double precision"))
    operators = operators.PLACE
    operand_type: ClassVar[TypeEngine[Any]] = ARRAY[float](_DOUBLE)
    converts_from = words("text long_text")
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    widget = "geo"
    lake_type = "struct<lat: double, lng: double>"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        """`{"lat", "lng"}`, a GeoJSON point (longitude first), or the text "31.2304,121.4737" (latitude first)."""
        written = _written(raw)
        if all(one is None or one == "" for one in written):
            return None
        lat, lng = written
        return {"lat": _degrees(lat, 90), "lng": _degrees(lng, 180)}

    def parse_operand(self, settings: NoSettings, operator: Operator, raw: Any, context: Context) -> Any:
        """The centre and radius of a circle."""
        if not isinstance(raw, dict) or "km" not in raw:
            raise Rejected("geo_circle")
        centre = cast(dict[str, Any], raw)
        radius = _number(centre["km"])
        if radius is None or not 0 <= radius <= FARTHEST:
            raise Rejected("geo_radius", most=FARTHEST)
        point = self.parse(settings, {key: value for key, value in centre.items() if key != "km"}, context)
        if point is None:
            raise Rejected("geo_circle")
        return point | {"km": radius}

    def store(self, settings: NoSettings, value: Any, record: Mapping[str, Any], context: Context) -> tuple[Any, ...]:
        return value["lat"], value["lng"]

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        lat, lng = columns
        pairs: list[ColumnElement[Any]] = [literal_column("'lat'"), lat, literal_column("'lng'"), lng]
        return case((lat.is_not(None), func.json_build_object(*pairs)))

    def compared(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return tuple_(*columns)

    def sort_column(self) -> str | None:
        return None

    def key(self, value: Any) -> Any:
        return tuple(float(one) for one in value.values())

    def operand(self, value: Any) -> Any:
        return self.key(value)

    def text(self, settings: NoSettings, value: Any, locale: str, context: Context | None = None) -> str:
        return f"{value['lat']},{value['lng']}"

    def mask(self, value: Any) -> str:
        """≈31.2,121.5: some ten kilometres around."""
        lat, lng = (Decimal(str(one)).quantize(Decimal("0.1"), ROUND_HALF_UP) + 0 for one in value.values())
        return f"≈{lat},{lng}"

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        lat, lng = (sql_cast(func.round(sql_cast(one, Numeric), literal_column("1")), Text) for one in columns)
        about: ColumnElement[str] = literal_column("'≈'")
        return about.concat(lat).concat(literal_column("','")).concat(lng)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        lat, lng = ({"type": "number", "minimum": -most, "maximum": most} for most in (90, 180))
        pair = {"type": "array", "items": lng, "minItems": 2, "maxItems": 2}
        return {
            "anyOf": [
                _object(lat=lat, lng=lng),
                _object(type={"const": "Point"}, coordinates=pair),
                {"type": "string", "pattern": r"^-?[0-8]?[0-9](\.[0-9]{1,7})?,-?(1[0-7]|[0-9])?[0-9](\.[0-9]{1,7})?$"},
            ]
        }

    def sample(self, settings: NoSettings) -> Any:
        return {"lat": 31.2304, "lng": 121.4737}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "additionalProperties": False, "properties": properties}


def _written(raw: Any) -> tuple[Any, Any]:
    """Latitude and longitude as they were given."""
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw).strip()
        found = _PAIR.fullmatch(text)
        if found:
            return found[1], found[2]
        if not text:
            return None, None
    elif isinstance(raw, dict):
        match cast(dict[str, Any], raw):
            case {"lat": lat, "lng": lng, **rest} if not rest:
                return lat, lng
            case {"type": "Point", "coordinates": [lng, lat], **rest} if not rest:
                return lat, lng
            case _:
                pass
    raise Rejected("not_a_point")


def _degrees(raw: Any, most: int) -> float:
    degrees = _number(raw)
    if degrees is None:
        raise Rejected("not_a_point")
    if not -most <= degrees <= most:
        raise Rejected("geo_range")
    rounded = round(float(degrees), SCALE)
    return int(rounded) if rounded == int(rounded) else rounded


def _number(raw: Any) -> float | None:
    if isinstance(raw, str) and re.fullmatch(_NUMBER, raw):
        return float(raw)
    return raw if isinstance(raw, int | float) and not isinstance(raw, bool) else None
