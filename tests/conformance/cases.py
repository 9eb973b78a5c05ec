"""What each field type brings to the conformance suite: settings, readings, refusals, an order, and how to make values up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from math import nan
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from luopan.kernel.fields.base import Context
from luopan.kernel.fields.currencies import CURRENCIES
from luopan.kernel.fields.divisions import divisions
from luopan.kernel.fields.types.id_number import check_character

A, B, C, D = (f"0190a1b2-c3d4-7e5f-8a9b-{number:012x}" for number in (1, 2, 3, 4))
RATES = {"USD": Decimal("7.1"), "JPY": Decimal("0.0471"), "EUR": Decimal("7.123456789")}
RECORD = {"created_at": "2026-01-05T16:30:00+00:00", "signed": "2026-02-01"}
CONTEXT = Context(
    now=datetime(2026, 3, 1, 12, tzinfo=UTC),
    zone=ZoneInfo("Asia/Shanghai"),
    me=A,
    rates=lambda currency, day: RATES.get(currency) if day >= "2026-01-01" else None,
)

OPTIONS = [
    {"value": "new", "label": {"zh-CN": "新建", "en": "New"}},
    {"value": "won", "label": {"zh-CN": "赢单", "en": "Closed, won"}, "color": "#52c41a", "category": "won"},
    "lost",
    "3",
    {"value": "yes", "label": {"zh-CN": "是", "zh-TW": "是", "en": "Yes"}},
    {"value": "在用", "label": {"en": "lost"}},
    {"value": "old", "label": {"en": "Old"}, "retired": True},
]

PIECES = """
<p> </p> <ul><li> </li></ul> <table><tr><td> </td></tr></table> <strong> </strong> <em> <h1> <h5> <pre> <br/> <hr> <span
<a </a> href='https://example.com'> href=javascript:alert(1)> <img src=/api/files/1> src=//x onerror=x> <!-- --> <![CDATA[ ]]>
<script> </script> <style> </style> <svg> </svg> <math> <mtext> <textarea> <select> <option> <button> <form> <plaintext>
&lt; &#13; &#0; &amp;lt; &nbsp; & < > " ' <noscript> <title> <template>
"""
HTML = (*PIECES.split(), "\r", "\n", " ", "\t")
"""Pieces of which hostile HTML is made."""


@dataclass(frozen=True)
class Case:
    """`good`: raw and canonical pairs. `ordered`: canonical values, as lists sort them. `raws`: values that are mostly good.

    `reads_back`: False where the text of a value does not tell all of it.
    """

    good: list[tuple[Any, Any]]
    bad: list[Any]
    ordered: list[Any] = field(default_factory=list)
    settings: Mapping[str, Any] = field(default_factory=dict)
    raws: st.SearchStrategy[Any] = field(default_factory=st.nothing)
    reads_back: bool = True


def address(
    code: str, province: str, city: str | None = None, district: str | None = None, **rest: Any
) -> dict[str, Any]:
    value = {"country": "CN", "code": code, "province": province, "city": city, "district": district}
    return {key: one for key, one in value.items() if one is not None} | rest


def money(amount: str, currency: str = "CNY") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**19), max_value=10**19, places=12).map(str)
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=60)
ids = st.uuids().map(str)

CASES: Mapping[str, Case] = {
    "text": Case(
        good=[
            ("  华为 Huawei ", "华为 Huawei"),
            ("two\nlines", "two lines"),
            ("e\u0301", "é"),
            (42, "42"),
            (1.5, "1.5"),
            (13800138000.0, "13800138000"),
            ("100%_\\sure", "100%_\\sure"),
            ("ABC", "ABC"),
            ("abc", "abc"),
            ("ＡＢＣ", "ＡＢＣ"),
            ("Ünïcode", "Ünïcode"),
            ("😀", "😀"),
            ("   ", None),
        ],
        bad=["a\x00b", "\ud800", "x" * 1_001, [], {}, True, float("inf"), 10**50],
        ordered=["10", "9", "阿里", "abc", "ABD", "ａｂｅ", "长沙", "重庆", "银行", "中兴"],
        raws=texts,
    ),
    "long_text": Case(
        good=[("a\r\nb\rc\n", "a\nb\nc"), ("  x  ", "x"), (7, "7"), ("\n", None), ("A%b_\\", "A%b_\\")],
        bad=["\x00", "\udfff", "x" * 1_000_001, [], False, float("nan")],
        raws=texts,
    ),
    "integer": Case(
        good=[
            (0, 0),
            (-7, -7),
            ("1,234,567", 1234567),
            ("１２", 12),
            (12.0, 12),
            ("1e3", 1000),
            ("-0", 0),
            (2**53 - 1, 2**53 - 1),
            ("  5 ", 5),
        ],
        bad=[2**53, "1.5", 1.5, True, "x", "1,2", [], {}, float("nan"), "1_000", "--1", "1e99"],
        ordered=[-(2**53) + 1, -1, 0, 9, 10, 2**53 - 1],
        raws=st.integers(-(2**53) + 1, 2**53 - 1),
    ),
    "decimal": Case(
        good=[
            ("10.50", "10.5"),
            (3, "3"),
            (0.1, "0.1"),
            (0.1 + 0.2, "0.3"),
            ("1,234.5", "1234.5"),
            ("-0.00", "0"),
            ("1e3", "1000"),
            ("+.5", "0.5"),
            ("12345678901234567890.123456789012", "12345678901234567890.123456789012"),
            (1e19, "10000000000000000000"),
            ("１．５", "1.5"),
            (1e-20, "0"),
        ],
        bad=["1.0000000000001", "1e20", 10**20, "NaN", "Infinity", "1_0", "12,34", True, [], {}, "0x10", "1e-400", "."],
        ordered=["-1234567890123", "-1", "-0.000000000001", "0", "0.1", "9", "10", "99999999999999999999"],
        raws=numbers,
    ),
    "percent": Case(
        good=[("45.5%", "45.5"), (45.5, "45.5"), ("45.5 ％", "45.5"), ("-3%", "-3"), ("100", "100")],
        bad=["%", "x%", "1%%", True, [], "120%", {"amount": "1"}],
        ordered=["-3", "0", "45.5", "100"],
        settings={"max": 100, "min": -100},
        raws=st.decimals(-100, 100, places=3).map(str),
    ),
    "money": Case(
        good=[
            ({"amount": "10.50", "currency": "CNY"}, money("10.5")),
            ({"amount": 12, "currency": "usd"}, money("12", "USD")),
            ({"amount": 12}, money("12")),
            ({"amount": 12, "currency": ""}, money("12")),
            ({"amount": "-1.5", "currency": "EUR"}, money("-1.5", "EUR")),
            ({"amount": None, "currency": "CNY"}, None),
            (10.5, money("10.5")),
            ("¥1,054.00", money("1054")),
            ("-¥5", money("-5")),
            ("￥ 5 元", money("5")),
            ("USD 12", money("12", "USD")),
            ("12 元", money("12")),
            ("1.2万", money("12000")),
            ("50万元人民币", money("500000")),
            ("50(万元人民币)", money("500000")),
            ("3亿美元", money("300000000", "USD")),
            ("100万元(人民币)", money("1000000")),
            ("100元整", money("100")),
            ("万人民币", None),
            ("万元", None),
            ("$71", money("71", "USD")),
            ("HK$ 8.8", money("8.8", "HKD")),
            (71, money("71")),
            ({"amount": "10", "currency": "USD"}, money("10", "USD")),
        ],
        bad=[
            "¥",
            "12 XXX",
            "万客户",
            "USD 12 EUR",
            "(5)",
            "1.2.3",
            {"amount": 1, "currency": "ABC"},
            {"amount": 1, "currency": 5},
            {"amount": 1, "currency": []},
            {"currency": "CNY"},
            {"amount": "1", "note": "x"},
            {"amount": []},
            True,
            [],
            "1e99",
            "9999999999999亿",
        ],
        ordered=[money("-1"), money("100", "JPY"), money("5"), money("1", "USD"), money("7.11"), money("1", "EUR")],
        raws=st.fixed_dictionaries({"amount": numbers, "currency": st.sampled_from(sorted(CURRENCIES))}),
    ),
    "boolean": Case(
        good=[
            (True, True),
            (False, False),
            ("是", True),
            ("否", False),
            ("YES", True),
            ("n", False),
            (1, True),
            (0, False),
            ("✓", True),
            ("×", False),
            ("Ｙ", True),
            ("不是", False),
            (" ", None),
        ],
        bad=["maybe", "x", 2, 0.5, [], {}],
        ordered=[False, True],
        raws=st.booleans(),
    ),
    "date": Case(
        good=[
            ("2026-01-05", "2026-01-05"),
            ("2026/1/5", "2026-01-05"),
            ("2026.1.5", "2026-01-05"),
            ("2026年1月5日", "2026-01-05"),
            ("2026 年 1 月 5 日", "2026-01-05"),
            ("20260105", "2026-01-05"),
            ("05.01.2026", "2026-01-05"),
            ("5-Jan-2026", "2026-01-05"),
            ("5 January 2026", "2026-01-05"),
            ("Jan. 5, 2026", "2026-01-05"),
            ("2026年1月5日 星期一", "2026-01-05"),
            ("2026-01-05 00:00:00", "2026-01-05"),
            ("2026-01-05T00:00:00.000Z", "2026-01-05"),
            ("0001-01-01", "0001-01-01"),
            ("9999-12-31", "9999-12-31"),
            ("２０２６－０１－０５", "2026-01-05"),
        ],
        bad=[
            "2026-02-30",
            "0000-01-01",
            "01/05/2026",
            46027,
            True,
            [],
            "yesterday",
            "2026-1/5",
            "2026-01-05 10:00",
            "5 Jun",
            "13/04/2026",
            "5 Customer 2026",
        ],
        ordered=["0001-01-01", "1899-12-31", "2026-01-05", "9999-12-31"],
        raws=st.dates().map(str),
    ),
    "datetime": Case(
        good=[
            ("2026-01-05T06:30:00+00:00", "2026-01-05T06:30:00+00:00"),
            ("2026-01-05T06:30:00Z", "2026-01-05T06:30:00+00:00"),
            ("2026-01-05T06:30:00.500z", "2026-01-05T06:30:00.5+00:00"),
            ("2026-01-05 14:30", "2026-01-05T06:30:00+00:00"),
            ("2026-01-05T14:30:00+08:00", "2026-01-05T06:30:00+00:00"),
            ("2026-01-05 14:30 +0800", "2026-01-05T06:30:00+00:00"),
            ("2026/1/5 14:30:15", "2026-01-05T06:30:15+00:00"),
            ("2026年1月5日 下午2:30", "2026-01-05T06:30:00+00:00"),
            ("2026年1月5日14时30分", "2026-01-05T06:30:00+00:00"),
            ("2026-01-05 2:30 PM", "2026-01-05T06:30:00+00:00"),
            ("Jan 5, 2026 2:30 PM", "2026-01-05T06:30:00+00:00"),
            ("2026-01-05", "2026-01-04T16:00:00+00:00"),
            ("2026-01-05T06:30:00.123456789Z", "2026-01-05T06:30:00.123456+00:00"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999+00:00"),
            ("1901-01-01T00:00:00", "1900-12-31T16:00:00+00:00"),
        ],
        bad=[
            1767594600,
            "2026-01-05T25:00:00Z",
            "2026-13-05T00:00:00Z",
            "0001-01-01",
            "9999-12-31T23:59:59-08:00",
            "2026-01-05T10:00:00+99:00",
            "now",
            [],
            True,
        ],
        ordered=["0001-01-01T00:00:00+00:00", "2026-01-05T06:30:00+00:00", "2026-01-05T06:30:00.000001+00:00"],
        raws=st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    ),
    "time": Case(
        good=[
            ("14:30", "14:30:00"),
            ("14:30:05.50", "14:30:05.5"),
            ("2:30 pm", "14:30:00"),
            ("下午2:30", "14:30:00"),
            ("上午12:05", "00:05:00"),
            ("12:05 AM", "00:05:00"),
            ("14时30分", "14:30:00"),
            ("14点", "14:00:00"),
            ("9:05", "09:05:00"),
            ("00:00", "00:00:00"),
            ("23:59:59.999999", "23:59:59.999999"),
        ],
        bad=["24:00", "14", "14:60", 14, "上午14:00", "noon", True, [], "1:2", "10:00Z"],
        ordered=["00:00:00", "00:00:00.000001", "09:05:00", "14:30:00", "23:59:59.999999"],
        raws=st.times().map(str),
    ),
    "duration": Case(
        good=[
            (5400, 5400),
            ("PT1H30M", 5400),
            ("1h30m", 5400),
            ("1h 30m", 5400),
            ("01:30:00", 5400),
            ("1:30", 5400),
            ("90min", 5400),
            ("1.5h", 5400),
            ("1小时30分钟", 5400),
            ("2天", 172800),
            ("P1DT1S", 86401),
            ("-1h", -3600),
            ("0s", 0),
            ("45", 45),
            ("1 week", 604800),
        ],
        bad=["1.0001s", "PT", "P", "1mo", "h", True, [], 1.5, "1h1h", 2**53, "1:75"],
        ordered=[-3600, 0, 45, 5400, 604800],
        raws=st.integers(-(2**53) + 1, 2**53 - 1),
    ),
    "email": Case(
        good=[
            ("Li.Lei@Example.COM ", "li.lei@example.com"),
            ("o'brien+crm@sub.example.co.uk", "o'brien+crm@sub.example.co.uk"),
            ("a_b%c@example.com", "a_b%c@example.com"),
            ("用户@例子.公司", "用户@例子.公司"),
            ("li＠example.com", "li@example.com"),
            ("somebody@mail.corp.local", "somebody@mail.corp.local"),
            ("Li Lei <Li.Lei@example.com>", "li.lei@example.com"),
            ("mailto:li@example.com", "li@example.com"),
            ("  ", None),
        ],
        bad=[
            "a@b",
            "a@example.com;b@example.com",
            "a@example.com <b@example.com>",
            "li@example.com>",
            "@example.com",
            "a b@example.com",
            "a@@example.com",
            "a@example..com",
            "x@" + "y" * 300 + ".com",
            True,
            [],
        ],
        ordered=["a_b%c@example.com", "li@example.com"],
        raws=st.emails(),
    ),
    "phone": Case(
        good=[
            ("13800138000", "+8613800138000"),
            ("+8613800138000", "+8613800138000"),
            ("138 0013 8000", "+8613800138000"),
            ("0086-13800138000", "+8613800138000"),
            ("１３８００１３８０００", "+8613800138000"),
            (13800138000, "+8613800138000"),
            (13800138000.0, "+8613800138000"),
            ("13800138000.0", "+8613800138000"),
            ("010-65529988", "+861065529988"),
            ("(0755) 2677 0000", "+8675526770000"),
            ("0755-26770000-8001", "+8675526770000;ext=8001"),
            ("021 58888888 转 123", "+862158888888;ext=123"),
            ("400-820-8820", "+864008208820"),
            ("+1 650-253-0000 ext. 12", "+16502530000;ext=12"),
            ("tel:+852-2123-4567", "+85221234567"),
        ],
        bad=["12345", "1380013800", "phone", "+999123", True, [], {}, "1" * 80, "138001380001"],
        ordered=["+16502530000;ext=12", "+861065529988", "+8613800138000"],
        raws=st.from_regex(r"\A1(3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}\Z"),
    ),
    "url": Case(
        good=[
            ("https://example.com", "https://example.com"),
            ("HTTP://Example.com/A?b=C#d", "http://Example.com/A?b=C#d"),
            ("example.com/x", "https://example.com/x"),
            (" www.例子.公司 ", "https://www.例子.公司"),
            ("http://localhost:8000/", "http://localhost:8000/"),
            ("http://[::1]:80/", "http://[::1]:80/"),
            ("xn--fsqu00a.xn--55qx5d", "https://xn--fsqu00a.xn--55qx5d"),
            ("https://u:p@example.com:8443/%20", "https://u:p@example.com:8443/%20"),
        ],
        bad=[
            "ftp://example.com",
            "javascript:alert(1)",
            "http://",
            "a b.com",
            "example",
            "https://" + "x" * 2_000,
            True,
            [],
            "//x.com",
        ],
        ordered=["http://Example.com/A?b=C#d", "http://localhost:8000/", "https://example.com"],
        raws=st.from_regex(r"\Ahttps?://[a-z0-9]{1,9}\.[a-z]{2,5}(/[!-~]{0,9})?\Z"),
    ),
    "select": Case(
        good=[
            ("new", "new"),
            ("新建", "new"),
            ("closed, WON", "won"),
            ("lost", "lost"),
            (" 在用 ", "在用"),
            (" ", None),
        ],
        bad=["nothing", "old", "Old", 5, True, [], {}],
        ordered=["new", "won", "lost", "3", "yes", "在用"],
        settings={"options": OPTIONS},
        raws=st.sampled_from(["new", "won", "lost", "在用"]),
    ),
    "multi_select": Case(
        good=[
            (["lost", "new"], ["new", "lost"]),
            ("新建、赢单", ["new", "won"]),
            ("won;new,new", ["new", "won"]),
            ("Closed, won", ["won"]),
            (["Closed, won", "在用"], ["won", "在用"]),
            ([], None),
            ([" "], None),
        ],
        bad=["nothing", ["old"], [5], True, {}, [["new"]], [None]],
        settings={"options": OPTIONS},
        raws=st.lists(st.sampled_from(["new", "won", "lost", "在用"])),
    ),
    "tags": Case(
        good=[
            (["VIP", "展会 "], ["VIP", "展会"]),
            ("VIP, 展会；b", ["VIP", "展会", "b"]),
            (["a,b", "a"], ["a", "b"]),
            (["VIP", "vip"], ["VIP", "vip"]),
            ('"quoted" {x}', ['"quoted" {x}']),
            (["NULL", "\\"], ["NULL", "\\"]),
            (3, ["3"]),
            ([" "], None),
        ],
        bad=["x" * 61, [str(number) for number in range(101)], [["a"]], [None], True, {}, "a\x00b"],
        raws=st.lists(texts, max_size=9),
    ),
    "reference": Case(
        good=[(A, A), (A.upper(), A), (A.replace("-", ""), A), ({"id": B, "title": "x"}, B)],
        bad=["x", 5, {}, {"name": "x"}, [A], "{" + A[1:-1] + "}", A.replace("-", "_"), "1" * 33],
        ordered=[A, B, C],
        settings={"to": "account"},
        raws=ids,
    ),
    "user": Case(
        good=[(A, A), (A.upper(), A), ({"id": B, "title": "x"}, B)],
        bad=["x", 5, {}, {"name": "x"}, [A]],
        ordered=[A, B, C],
        settings={"inverse": "looked_after"},
        raws=ids,
    ),
    "department": Case(
        good=[(A, A), (A.upper(), A), ({"id": B, "title": "x"}, B)],
        bad=["x", 5, {}, {"name": "x"}, [A]],
        ordered=[A, B, C],
        settings={"on_delete": "clear"},
        raws=ids,
    ),
    "references": Case(
        good=[([B, A], [A, B]), ([A, A.upper()], [A]), (A, [A]), ([{"id": C, "title": "x"}], [C]), ([], None)],
        bad=["x", [5], {}, [[A]], [None]],
        settings={"to": "account", "inverse": "projects"},
        raws=st.lists(ids, max_size=4),
    ),
    "any_reference": Case(
        good=[
            ({"object": "account", "id": A}, {"object": "account", "id": A}),
            ({"object": "lead", "id": B.upper(), "title": "x"}, {"object": "lead", "id": B}),
            (f"lead:{C}", {"object": "lead", "id": C}),
        ],
        bad=[A, {"id": A}, {"object": "order", "id": A}, {"object": "lead"}, {"object": [], "id": A}, 5, [], "lead:x"],
        ordered=[{"object": "lead", "id": A}, {"object": "account", "id": B}],
        settings={"to": ["account", "lead"]},
        raws=st.fixed_dictionaries({"object": st.sampled_from(["account", "lead"]), "id": ids}),
    ),
    "autonumber": Case(
        good=[("OPP-0001", "OPP-0001"), ("Q202601-0002", "Q202601-0002"), (17, "17"), (" ", None)],
        bad=["x" * 101, True, [], {}, "\x00"],
        ordered=["OPP-0009", "OPP-0010", "OPP-9999", "OPP-10000", "Q202512-0001", "Q202601-0001"],
        settings={"format": "OPP-{0000}"},
        raws=texts,
    ),
    "json": Case(
        good=[
            ({"b": [1, 2.5, None, True], "a": "x"}, {"a": "x", "b": [1, 2.5, None, True]}),
            ('{"a": {"b": [1.0]}}', {"a": {"b": [1]}}),
            ([], []),
            ({}, {}),
            ("[1e2]", [100]),
            ([1e-7, -0.0, 2**64 - 1, 1e17], [1e-7, 0, 2**64 - 1, 10**17]),
            ("  ", None),
        ],
        bad=[
            "x",
            "5",
            5,
            True,
            {"a": "\x00"},
            {"\x00": 1},
            [nan],
            [2**64],
            [1e300],
            "[" * 60 + "]" * 60,
            {"a": "x" * 200_000},
        ],
        raws=st.recursive(
            st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(-1e18, 1e18) | texts,
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
            max_leaves=8,
        ).map(lambda value: {"value": value}),
    ),
    "rating": Case(
        good=[(1, 1), ("5", 5), (3.0, 3)],
        bad=[0, 6, -1, 2.5, True, "many", [], {}],
        ordered=[1, 3, 5],
        raws=st.integers(1, 5),
    ),
    "color": Case(
        good=[("#1677FF", "#1677ff"), ("#abc", "#aabbcc"), ("1677ff", "#1677ff"), (" ", None)],
        bad=["red", "#12", "#12345g", True, [], {}],
        ordered=["#1677ff", "#aabbcc"],
        raws=st.from_regex(r"\A#[0-9a-f]{6}\Z"),
    ),
    "credit_code": Case(
        good=[
            ("91310230MA1K2QBP3B", "91310230MA1K2QBP3B"),
            (" 91310230ma1k2qbp3b", "91310230MA1K2QBP3B"),
            ("91310230MA1K2QBP3C", "91310230MA1K2QBP3C"),
            ("９１３１０２３０MA1K2QBP3B", "91310230MA1K2QBP3B"),
        ],
        bad=[
            "91310230MA1K2QBP3",
            "91310230MA1K2QBP3BB",
            "91310230MA1K2QBPIB",
            "9131O230MA1K2QBP3B",
            91310230,
            True,
            [],
        ],
        ordered=["91310230MA1K2QBP3B", "91310230MA1K2QBP3C"],
        raws=st.from_regex(r"\A91[0-9]{6}MA[0-9A-H]{8}\Z"),
    ),
    "id_number": Case(
        good=[
            ("11010519491231002X", "11010519491231002X"),
            (" 11010519491231 002x", "11010519491231002X"),
            ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
            (440106199910102011, "440106199910102011"),
            ("110105491231002", "11010519491231002X"),
            (110105491231002, "11010519491231002X"),
            ("810000199805030015", "810000199805030015"),
            ("820000200002291235", "820000200002291235"),
            ("830000197102140028", "830000197102140028"),
            ("  ", None),
        ],
        bad=[
            "1101051949123100",
            "11010519491231002XX",
            "1101051949123100AX",
            "X1010519491231002X",
            "11010549123100X",
            "110105194913310026",
            "110105190002290029",
            "110105202603020025",
            "110105187912310023",
            "110105194912310028",
            "440106199910102012",
            4.40106199910102e17,
            True,
            [],
            {},
        ],
        raws=st.builds(
            lambda region, born, order: f"{region:06}{born:%Y%m%d}{order:03}",
            st.integers(110000, 830000),
            st.dates(date(1900, 1, 1), date(2025, 12, 31)),
            st.integers(0, 999),
        ).map(lambda body: body + check_character(body)),
    ),
    "address": Case(
        good=[
            (
                "上海市浦东新区世纪大道100号",
                address("310115", "上海市", None, "浦东新区", detail="世纪大道100号"),
            ),
            (
                "浙江省杭州市余杭区文一西路969号 310000",
                address("330110", "浙江省", "杭州市", "余杭区", postcode="310000", detail="文一西路969号"),
            ),
            (
                {"province": "浙江", "city": "杭州", "district": "余杭", "detail": " 文一西路 969号 "},
                address("330110", "浙江省", "杭州市", "余杭区", detail="文一西路 969号"),
            ),
            ({"code": 310115}, address("310115", "上海市", None, "浦东新区")),
            (
                {"province": "31", "city": "3101", "district": "310115", "street": "", "point": "31.23,121.5"},
                address("310115", "上海市", None, "浦东新区", point={"lat": 31.23, "lng": 121.5}),
            ),
            (
                {"country": "CN", "city": "东莞市", "district": "松山湖"},
                address("441900", "广东省", "东莞市", district="松山湖"),
            ),
            ("中国重庆市 100%_\\", address("500000", "重庆市", detail="100%_\\")),
            (
                {
                    "country": "us",
                    "province": "CA",
                    "city": "Mountain View",
                    "postcode": "94043",
                    "detail": "1600 Amphitheatre",
                },
                {
                    "country": "US",
                    "province": "CA",
                    "city": "Mountain View",
                    "postcode": "94043",
                    "detail": "1600 Amphitheatre",
                },
            ),
            ("1 Infinite Loop", {"country": "CN", "detail": "1 Infinite Loop"}),
            ({"point": {"lat": 1, "lng": 2}}, {"country": "CN", "point": {"lat": 1, "lng": 2}}),
            ({"country": "CN", "detail": " "}, None),
            ({}, None),
            ("  ", None),
        ],
        bad=[
            {"province": "浙江省", "district": "浦东新区"},
            {"province": "上海市", "code": "330110"},
            {"province": "浙江省", "city": "310115"},
            {"district": "朝阳区"},
            {"province": "Zhejiang"},
            {"code": "999999"},
            {"code": "3101155"},
            {"country": "XX", "detail": "x"},
            {"city": "杭州市", "postcode": "3100"},
            {"detail": "x" * 301},
            {"street": ["x"]},
            {"state": "CA"},
            {"point": "x"},
            "x" * 601,
            "\x00",
            [],
            True,
        ],
        reads_back=False,
        raws=st.fixed_dictionaries(
            {"country": st.sampled_from(["CN", "US", "HK"])}, optional={"detail": texts, "street": texts}
        )
        | texts
        | st.sampled_from(sorted(divisions().by_code)).map(lambda code: {"code": code}),
    ),
    "division": Case(
        good=[(" 浙江省 ", "浙江省"), ("310115", "310115"), (310115, "310115"), ("100%_\\", "100%_\\"), (" ", None)],
        bad=["x" * 101, "\x00", [], {}, True],
        ordered=["310115", "浙江省"],
        raws=texts,
    ),
    "geo": Case(
        good=[
            ({"lat": 31.2304, "lng": 121.4737}, {"lat": 31.2304, "lng": 121.4737}),
            ("31.2304,121.4737", {"lat": 31.2304, "lng": 121.4737}),
            (" ３１.2304， 121.4737 ", {"lat": 31.2304, "lng": 121.4737}),
            ({"type": "Point", "coordinates": [116.4, 39.9]}, {"lat": 39.9, "lng": 116.4}),
            ("-33.8688 151.2093", {"lat": -33.8688, "lng": 151.2093}),
            ({"lat": "22.5431", "lng": "114.05786512"}, {"lat": 22.5431, "lng": 114.0578651}),
            ({"lat": 90, "lng": -180.0}, {"lat": 90, "lng": -180}),
            ({"lat": -90, "lng": 180}, {"lat": -90, "lng": 180}),
            ({"lat": -0.0, "lng": 0.00000001}, {"lat": 0, "lng": 0}),
            ("0.0000001,-0.05", {"lat": 1e-7, "lng": -0.05}),
            ({"lat": 31.15, "lng": 179.95}, {"lat": 31.15, "lng": 179.95}),
            ({"lat": 31.2, "lng": -179.9}, {"lat": 31.2, "lng": -179.9}),
            ({"lat": None, "lng": ""}, None),
            (" ", None),
        ],
        bad=[
            "91,0",
            "0,180.1",
            "31.2304",
            "31.2304,121.4737,5",
            "somewhere",
            {"lat": 31},
            {"lat": 31, "lng": 121, "alt": 4},
            {"lat": True, "lng": 1},
            {"lat": nan, "lng": 1},
            {"lat": 10**400, "lng": 1},
            {"type": "Point", "coordinates": [116.4]},
            {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
            [121.4737, 31.2304],
            31.2304,
            True,
            [],
            {},
        ],
        raws=st.fixed_dictionaries({"lat": st.floats(-90, 90), "lng": st.floats(-180, 180)}),
    ),
    "rich_text": Case(
        good=[
            ("<p>Hello <strong>World</strong></p>", "<p>Hello <strong>World</strong></p>"),
            ("first\r\nsecond\n\nthird & last", "<p>first<br>second</p><p>third &amp; last</p>"),
            ("<P CLASS=x STYLE='color:red'>华为</P>", "<p>华为</p>"),
            ("2 < 3", "<p>2 &lt; 3</p>"),
            ("<script>alert(1)</script>left &amp; over", "<p>left &amp; over</p>"),
            ('<img src="/api/files/0190a1b2">', '<img src="/api/files/0190a1b2">'),
            ("<pre>\n\n 100%_\\</pre>", "<pre> 100%_\\</pre>"),
            (7, "<p>7</p>"),
            ("<p><br></p>", None),
            ("<img src=x onerror=alert(1)>", None),
            (" \n ", None),
        ],
        bad=["\x00", "\udfff", "x" * 1_000_001, "<ul><li>" * 200, "<i>" * 50_000, "&" * 200_000, [], {}, True, nan],
        raws=texts | st.lists(st.sampled_from(HTML) | texts, max_size=12).map("".join),
    ),
    "secret": Case(
        good=[({"mark": mark * 43, "sealed": f"lps1.AAAAAAAA.{mark * 60}"},) * 2 for mark in "ab"],
        bad=[
            "x" * 4_001,
            "\x00",
            "••••••••",
            {"mark": "a" * 43},
            {"mark": "a" * 43, "sealed": "x"},
            {"mark": 5, "sealed": "lps1.AAAAAAAA." + "a" * 60},
            [],
            {},
            True,
        ],
        reads_back=False,
        raws=st.from_regex(r"\A[A-Za-z0-9_-]{43}\Z").map(
            lambda mark: {"mark": mark, "sealed": f"lps1.AAAAAAAA.{mark}"}
        ),
    ),
    "files": Case(
        good=[
            ([B, A], [B, A]),
            ([{"id": C, "name": "合同.pdf", "type": "application/pdf", "size": 7}, C.upper()], [C]),
            ({"id": A}, [A]),
            (f"{A}, {B}", [A, B]),
            ([C, B], [C, B]),
            ([], None),
            (" ", None),
        ],
        bad=[[A, B, C, D], ["x"], [None], {"name": "a.pdf"}, [[A]], 5, True],
        settings={"accept": ["application/pdf", "image/*"], "max_size": 1000, "max_count": 3},
        raws=st.lists(st.sampled_from([A, B, C]) | st.sampled_from([A, B, C]).map(lambda one: {"id": one}), max_size=3),
    ),
    "image": Case(
        good=[(A, A), ({"id": B.upper(), "width": 5}, B), (C.replace("-", ""), C)],
        bad=["x", {"name": "a.png"}, [A], 5, [], {}, True],
        settings={"max_pixels": 4_000_000},
        raws=ids | ids.map(lambda one: {"id": one}),
    ),
    "id": Case(good=[(A, A), (B.upper(), B)], bad=["x", 5, [], True], ordered=[A, B, C], raws=ids),
    "currency": Case(
        good=[("CNY", "CNY"), ("usd", "USD"), ("¥", "CNY"), ("美元", "USD"), (" ", None)],
        bad=["XYZ", 5, True, [], "dollars of some kind"],
        ordered=["CNY", "USD"],
        raws=st.sampled_from(sorted(CURRENCIES)),
    ),
}
