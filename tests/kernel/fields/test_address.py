"""Addresses as people write them, against the official divisions."""

from typing import Any

import pytest

from luopan.kernel.fields.base import NoSettings, Rejected
from luopan.kernel.fields.divisions import divisions, short_name
from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kernel.fields.types.address import line
from tests.conformance.cases import CONTEXT

ADDRESS = FIELD_TYPES["address"]


def read(raw: Any) -> dict[str, Any]:
    return ADDRESS.parse(NoSettings(), raw, CONTEXT)


def pieces(raw: Any) -> str:
    """The code, street, detail and postcode that were found."""
    value = read(raw)
    return "|".join(value.get(key, "") for key in ("code", "street", "detail", "postcode"))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("上海市浦东新区世纪大道100号", "310115||世纪大道100号|"),
        ("上海浦东世纪大道100号", "310115||世纪大道100号|"),
        ("上海市上海市浦东新区世纪大道100号", "310115||世纪大道100号|"),
        ("上海市市辖区浦东新区世纪大道100号", "310115||世纪大道100号|"),
        ("浙江省杭州市余杭区文一西路969号 310000", "330110||文一西路969号|310000"),
        ("浙江省杭州市余杭区文一西路969号（邮编：310000）", "330110||文一西路969号|310000"),
        ("310000 浙江杭州余杭区文一西路969号", "330110||文一西路969号|310000"),
        ("浙江 杭州 余杭 文一西路969号", "330110||文一西路969号|"),
        ("中国浙江省余杭区文一西路969号", "330110||文一西路969号|"),
        ("杭州市余杭区仓前街道文一西路969号", "330110|仓前街道|文一西路969号|"),
        ("昆山市花桥镇", "320583|花桥镇||"),
        ("吉林吉林市船营区北京路1号", "220204||北京路1号|"),
        ("辽宁省朝阳市朝阳县", "211321|||"),
        ("湖北省仙桃市干河街道1号", "429004|干河街道|1号|"),
        ("广东省东莞市长安镇", "441900|长安镇||"),
        ("甘肃嘉峪关市", "620200|||"),
        ("新疆乌鲁木齐天山区", "650102|||"),
        ("内蒙古呼和浩特新城区", "150102|||"),
        ("湖南湘西凤凰县", "433123|||"),
        ("香港特别行政区中环", "810000||中环|"),
        # what only looks like the name of a place stays in the detail
        ("北京路100号", "||北京路100号|"),
        ("上海黄浦江路1号", "310000||黄浦江路1号|"),
        ("朝阳区建国路1号", "||朝阳区建国路1号|"),
        ("上海市闸北区共和新路1号", "310000||闸北区共和新路1号|"),
        ("中国（上海）自由贸易试验区", "||中国（上海）自由贸易试验区|"),
        ("1600 Amphitheatre Parkway, Mountain View, CA 94043", "||1600 Amphitheatre Parkway, Mountain View, CA 94043|"),
    ],
)
def test_texts(written: str, found: str) -> None:
    assert pieces(written) == found


def test_every_division_is_found_by_its_line_its_code_and_its_names() -> None:
    for code, division in divisions().by_code.items():
        by_code = read({"code": code})
        assert by_code["code"] == division.code
        assert read(line(by_code)) == by_code
        names = {level: by_code[level] for level in ("province", "city", "district") if level in by_code}
        assert read(names) == by_code
        short = {level: short_name(name) for level, name in names.items() if level != "district"}
        assert read(names | short) == by_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({"province": "浙江省", "district": "浦东新区"}, "address_not_within"),
        ({"province": "浙江省", "city": "杭州市", "district": "昆山市"}, "address_not_within"),
        ({"city": "杭州市", "code": "310115"}, "address_not_within"),
        ({"province": "310000", "district": "330110"}, "address_not_within"),
        ({"province": "浙江省", "city": "东京"}, "address_unknown"),
        ({"code": "310199"}, "address_unknown"),
        ({"district": "朝阳区"}, "address_ambiguous"),
        ({"district": "余杭区", "postcode": "31000"}, "address_postcode"),
        ({"country": "Japan"}, "address_country"),
        ({"plz": "10115"}, "address_shape"),
    ],
)
def test_what_contradicts_itself_is_refused(written: dict[str, str], code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read(written)
    assert refusal.value.code == code


def test_another_country_writes_its_own_names() -> None:
    written = {"country": "DE", "city": "Berlin", "postcode": "10115", "detail": "Chausseestraße 5", "province": None}
    assert read(written) == {"country": "DE", "city": "Berlin", "postcode": "10115", "detail": "Chausseestraße 5"}
    assert line(read(written)) == "Chausseestraße 5, Berlin, 10115, DE"
