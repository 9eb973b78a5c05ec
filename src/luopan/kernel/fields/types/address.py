"""address: where something is. Canonical as `{"country", "code", "province", "city", "district", "street", "postcode", "detail",
"point"}`, of which keys without a value are absent.

In China the names of province, city and district are the official ones, and `code` is that of the smallest of them; names and
codes are taken, short ones too (浙江, 310115), and those above are filled in. What contradicts itself is refused. Below the
ends of the lists, and in other countries, names are kept as they are written. A text is split by the names that it begins with.

`contains` looks at the line that `text` gives. The parts `province`, `city`, `district`, `postcode` and `code` are columns.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar, cast

import phonenumbers
from sqlalchemy import ColumnElement, Text, case, func, literal_column

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import (
    MASK,
    TEXT_PATTERN,
    Column,
    Context,
    FieldType,
    NoSettings,
    Part,
    Rejected,
    as_text,
    words,
)
from luopan.kernel.fields.divisions import LEVELS, Division, Level, divisions, short_name
from luopan.kernel.fields.types.division import MAX_LENGTH, DivisionType
from luopan.kernel.fields.types.geo import GeoType

MAX_DETAIL, MAX_LINE = 300, 600
COLUMNS = ("code", "province", "city", "district", "postcode")
_NAMES = (*LEVELS, "street", "postcode", "detail")
_KEYS = frozenset(("country", "code", *_NAMES, "point"))
_COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
_CODE = re.compile(r"[0-9]{2}(?:[0-9]{2}){0,2}")
_POSTCODE = re.compile("[0-9]{6}")
_POSTCODE_AROUND = re.compile(
    r"^(?:邮编\s*[:：]?\s*)?([0-9]{6})[\s,，]+(?=\D)|(?:[\s,，(（]+|(?=邮编))(?:邮编\s*[:：]?\s*)?([0-9]{6})[)）]?$"
)
_CHINA = re.compile("^(?:中华人民共和国|中国)(?![(（])[ ,，]*")
_NO_PLACE = words("市辖区 县 省直辖县级行政区划 自治区直辖县级行政区划")
_DIVISION = DivisionType()
_POINT = GeoType()


def _part(position: int, key: str) -> Part:
    return Part(_DIVISION, position + 2, lambda value: value.get(key))


class AddressType(FieldType):
    name = "address"
    columns = (
        Column("", "text", collate_c=True),
        Column("__value", "jsonb"),
        *(Column(f"__{key}", "text", collate_c=True) for key in COLUMNS),
    )
    operators = operators.named(operators.CONTAINS, operators.EMPTY)
    operand_type = Text()
    converts_from = words("text long_text")
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    parts: ClassVar[Mapping[str, Part]] = {key: _part(position, key) for position, key in enumerate(COLUMNS)}
    searchable = True
    widget = "address"
    lake_type = (
        "struct<country: string, code: string, province: string, city: string, district: string, street: string,"
        " postcode: string, detail: string, point: struct<lat: double, lng: double>>"
    )

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        if isinstance(raw, dict):
            return _from_pieces(cast(dict[str, Any], raw), context)
        return _from_text(_tidy(raw, MAX_LINE), context.country)

    def store(self, settings: NoSettings, value: Any, record: Mapping[str, Any], context: Context) -> tuple[Any, ...]:
        return line(value), value, *(value.get(key) for key in COLUMNS)

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return columns[1]

    def sort_column(self) -> str | None:
        return "__code"

    def key(self, value: Any) -> Any:
        return line(value)

    def text(self, settings: NoSettings, value: Any, locale: str, context: Context | None = None) -> str:
        """浙江省杭州市余杭区文一西路969号 310000; elsewhere the smallest first, between commas."""
        return line(value)

    def mask(self, value: Any) -> str:
        """浙江省杭州市***"""
        return f"{value.get('province', '')}{value.get('city', '')}{MASK}"

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        province, city = (columns[self.parts[key].column] for key in ("province", "city"))
        return case((columns[0].is_not(None), func.concat(province, city, literal_column(f"'{MASK}'"))))

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        name = {"type": ["string", "null"], "maxLength": MAX_LENGTH, "pattern": TEXT_PATTERN}
        properties: dict[str, Any] = dict.fromkeys(_KEYS, name)
        properties |= {"detail": name | {"maxLength": MAX_DETAIL}, "point": _POINT.json_schema(settings)}
        pieces = {"type": "object", "additionalProperties": False, "properties": dict(sorted(properties.items()))}
        return {"anyOf": [pieces, {"type": "string", "maxLength": MAX_LINE, "pattern": TEXT_PATTERN}]}

    def sample(self, settings: NoSettings) -> Any:
        return {"province": "浙江省", "city": "杭州市", "district": "余杭区", "detail": "文一西路969号"}


def line(value: Mapping[str, Any]) -> str:
    """An address on one line, in the order that its country writes it."""
    if value.get("country") == "CN":
        written = "".join(value.get(key, "") for key in (*LEVELS, "street", "detail"))
        return f"{written} {value.get('postcode', '')}".strip()
    pieces = ("detail", "street", "district", "city", "province", "postcode", "country")
    return ", ".join(value[key] for key in pieces if key in value)


def _from_text(text: str, country: str) -> dict[str, Any] | None:
    if not text:
        return None
    if country != "CN":
        return _canonical({"detail": text}, country, None)
    found = _POSTCODE_AROUND.search(text)
    without = text if found is None else text[: found.start()] + text[found.end() :]
    place, street, detail = divisions().split(_CHINA.sub("", without))
    if place is None:
        return _canonical({"detail": text}, country, None)
    postcode = "" if found is None else found[1] or found[2]
    return _canonical({"street": street, "detail": detail, "postcode": postcode}, country, place)


def _from_pieces(raw: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    if not raw.keys() <= _KEYS:
        raise Rejected("address_shape", known=", ".join(sorted(_KEYS)))
    pieces = {key: _tidy(raw[key], MAX_DETAIL if key == "detail" else MAX_LENGTH) for key in raw.keys() - {"point"}}
    point = None if raw.get("point") in (None, "") else _POINT.parse(NoSettings(), raw["point"], context)
    country, code = pieces.pop("country", "").upper() or context.country, pieces.pop("code", "")
    if country not in _COUNTRIES:
        raise Rejected("address_country", value=country)
    pieces = {key: text for key, text in pieces.items() if text}
    if point is not None:
        pieces["point"] = point
    if not pieces and not code:
        return None
    if country != "CN":
        return _canonical(pieces | ({"code": code} if code else {}), country, None)
    return _canonical(pieces, country, _located(pieces, code))


def _located(pieces: dict[str, Any], code: str) -> Division | None:
    """The smallest division that these pieces name. Takes out of them what they say of divisions."""
    place: Division | None = None
    for level in LEVELS:
        name = pieces.get(level)
        if name is None or (place is not None and place.code not in divisions().with_parts and name != place.name):
            continue  # the lists end above: the name is kept
        del pieces[level]
        place = _child(level, name, place)
    if code:
        coded = _by_code(code)
        if place is not None and not (coded.lies_in(place) or place.lies_in(coded)):
            raise Rejected("address_not_within", value=coded.name, within=place.name)
        place = coded if place is None or coded.lies_in(place) else place
    return place


def _child(level: Level, name: str, within: Division | None) -> Division:
    """The division of a level that a name or a code means; what it lies in, where that has no such level (上海市 in 上海市)."""
    anywhere = [_by_code(name)] if _CODE.fullmatch(name) else divisions().find(level, name)
    found = [one for one in anywhere if within is None or one.lies_in(within)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Rejected("address_ambiguous", value=name)
    if within is not None and name in (within.name, short_name(within.name), *_NO_PLACE):
        return within
    if anywhere and within is not None:
        raise Rejected("address_not_within", value=name, within=within.name)
    raise Rejected("address_unknown", value=name)


def _by_code(code: str) -> Division:
    found = divisions().by_code.get(code.ljust(6, "0"))
    if found is None or not _CODE.fullmatch(code):
        raise Rejected("address_unknown", value=code)
    return found


def _canonical(pieces: Mapping[str, Any], country: str, place: Division | None) -> dict[str, Any]:
    """Everything in its order, with the official names of a division and of those above it."""
    official = {} if place is None else {"code": place.code} | {one.level: one.name for one in place.above()}
    whole: dict[str, Any] = {"country": country, **official, **pieces}
    value = {key: whole[key] for key in ("country", "code", *_NAMES, "point") if whole.get(key)}
    if country == "CN" and "postcode" in value and not _POSTCODE.fullmatch(value["postcode"]):
        raise Rejected("address_postcode")
    if len(value.get("detail", "")) > MAX_DETAIL or len(line(value)) > MAX_LINE:
        raise Rejected("value_too_long", most=MAX_DETAIL)
    return value


def _tidy(raw: Any, most: int) -> str:
    if raw is None:
        return ""
    text = " ".join(unicodedata.normalize("NFC", as_text(raw)).split())
    if len(text) > most:
        raise Rejected("value_too_long", most=most)
    return text
