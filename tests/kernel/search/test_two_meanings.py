"""Whatever stands in a record is found, and the search means the same in SQL, in memory, and as a condition."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luopan.kernel.fields.base import plain_context
from luopan.kernel.fields.pinyin import syllables
from luopan.kernel.metadata.binding import bind_condition
from luopan.kernel.predicates.parse import parse_condition
from luopan.kernel.query.memory import Evaluator
from luopan.kernel.search.folding import runs
from luopan.kernel.search.terms import LONGEST_QUERY, read_query
from luopan.kernel.search.tokens import initial, readings, usual_readings
from tests.conftest import DatabaseServer
from tests.kernel.conftest import Doors, open_doors
from tests.kernel.search.conftest import Search

PLACE: dict[str, Any] = {
    "name": "place",
    "title": "name",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "about", "type": "long_text"},
        {"name": "page", "type": "rich_text"},
        {"name": "phone", "type": "phone"},
        {"name": "mail", "type": "email"},
        {"name": "site", "type": "url"},
        {"name": "labels", "type": "tags"},
        {"name": "home", "type": "address"},
        {"name": "number", "type": "autonumber", "format": "PL-{yyyy}-{00000}"},
        {"name": "staff", "type": "integer"},
    ],
}
PLACES: list[dict[str, Any]] = [
    {
        "name": "华为技术有限公司",
        "about": "重庆长安\n银行 行长",
        "phone": "13812345678",
        "mail": "Li.Lei@huawei-cloud.com",
    },
    {"name": "化伟（重庆）科技", "about": "华为的供应商", "labels": ["热", "VIP 客户"], "phone": "+1 212-555-0123"},
    {"name": "Acme GmbH & Co. KG", "site": "https://www.acme.example/shop?x=1", "phone": "021-55508251"},
    {"name": "Südbach Médizin ＡＢＣ", "home": "浙江省杭州市余杭区文一西路969号 310000", "staff": 12345},
    {"name": "OPP-2026-059189 V5000华为", "page": "<p>盛铄<b>无纺</b></p>", "mail": "info@sub.acme.example"},
    {"name": "西安 先安 Xian", "about": "乐山大佛 音乐 快乐 100% a_b \\ (x|y) [z]* ^$ .+"},
    {"name": "ひらがな カタカナ 한국어 😀 ß ﬁ ²", "about": "吕梁 绿地 女子 鄂尔多斯 阿里 嗯"},
    {"name": "長沙銀行", "about": "x" * 80 + " " + "9" * 70},
    {"name": "𠮷野家 〇一 々", "number_": None},
    {"about": "无名", "phone": "13812345679"},
]
ALPHABET = "华为技术重庆长安行乐西先安ax uawei hzjs 0125678-.@（）😀süd²\\%_|*"
TEXTS = [text for one in PLACES for text in one.values() if isinstance(text, str)]
WORDS = [word for text in TEXTS for word in text.split()]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def search(
    database_server: DatabaseServer, template_database: str, loop: asyncio.AbstractEventLoop
) -> Iterator[tuple[Doors, list[dict[str, Any]]]]:
    """A database with the places, indexed; and the records as they are."""
    with database_server.database("test_search_meanings", template_database) as url:
        opened = open_doors(url)
        doors = loop.run_until_complete(opened.__aenter__())

        async def fill() -> list[dict[str, Any]]:
            await doors.define(PLACE)
            rows = [{key: value for key, value in one.items() if key != "number_"} for one in PLACES]
            await doors.create("place", *rows)
            await Search(doors).follow()
            return (await doors.query("place", limit=100))["records"]

        yield doors, loop.run_until_complete(fill())
        loop.run_until_complete(opened.__aexit__(None, None, None))


def in_memory(doors: Doors, records: list[dict[str, Any]], condition: dict[str, Any]) -> set[str]:
    snapshot = doors.process.kernel.catalogue.current
    bound = bind_condition(parse_condition(condition), snapshot.object("place"), snapshot, plain_context())
    evaluator = Evaluator(plain_context(), lambda field, identity: None)
    return {one["id"] for one in records if evaluator.holds(bound, one)}


def asked() -> st.SearchStrategy[str]:
    """Pieces of what is there, letters of their readings, and anything else."""
    pieces = st.tuples(st.sampled_from(TEXTS + WORDS), st.integers(0, 60), st.integers(1, 14)).map(
        lambda one: one[0][one[1] : one[1] + one[2]]
    )
    read = pieces.map(lambda text: "".join(one for run in runs(text) for one in usual_readings(run)))
    initials = pieces.map(lambda text: "".join(initial(one) for run in runs(text) for one in usual_readings(run)))
    some = st.one_of(pieces, read, initials, st.text(ALPHABET, max_size=6))
    return st.lists(some, min_size=1, max_size=3).map(" ".join).filter(lambda text: bool(text.strip()))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=asked())
def test_the_search_means_the_same_everywhere(
    search: tuple[Doors, list[dict[str, Any]]], loop: asyncio.AbstractEventLoop, text: str
) -> None:
    doors, records = search
    condition = {"search": text}

    async def in_sql(where: dict[str, Any]) -> set[str]:
        return {one["id"] for one in (await doors.query("place", where=where, limit=100))["records"]}

    wanted = in_memory(doors, records, condition)
    assert loop.run_until_complete(in_sql(condition)) == wanted
    others = {one["id"] for one in records} - wanted
    assert (
        loop.run_until_complete(in_sql({"not": condition})) == others == in_memory(doors, records, {"not": condition})
    )
    answer = loop.run_until_complete(Search(doors).find(text, ["place"]))
    found = {one["id"] for one in answer["results"]}
    assert wanted <= found
    assert found == wanted or "corrected" in answer


def found_by(name: str, text: str, **values: Any) -> bool:
    """Whether the one record with this title is found, by what the tests above hold equal to SQL."""
    from luopan.kernel.search.entries import Text, entry_of

    others = [Text(key, value) for key, value in values.items()]
    lines = entry_of(Text("name", name), others).lines
    terms = read_query(text, "q").terms
    return bool(terms) and all(term.holds(lines) for term in terms)


HAN = st.text(st.sampled_from(sorted(one for one in syllables() if "一" <= one <= "龥")), min_size=2, max_size=12)


def test_letters_that_can_be_read_in_many_ways_are_found() -> None:
    assert found_by("一一丆丐亘両", "yiyihangaigenliang")
    assert found_by("安恩阿西安", "anenaxian")
    assert not found_by("一一丆丐亘両", "iyihan")


@settings(max_examples=300, deadline=None)
@given(name=HAN, data=st.data())
def test_any_run_of_a_name_is_found_by_characters_pinyin_and_initials(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    read = readings(name, usual_readings(name))[start:end]
    assert found_by(name, name[start:end])
    if all(one.isascii() for one in read) and len("".join(read)) <= 24:
        typed = "".join(read)
        for length in range(1, len(typed) + 1):
            assert found_by(name, typed[:length]), typed[:length]
    assert found_by(name, "".join(map(initial, read)))


@given(number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), length=st.integers(4, 11))
def test_any_head_and_tail_of_a_phone_is_found(number: str, length: int) -> None:
    for text in (number[:length], number[-length:], f"+86{number}", f"+86 {number[:3]} {number[3:7]} {number[7:]}"):
        assert found_by("x", text, phone=number), text


@pytest.mark.parametrize(
    "text",
    [
        "li.lei@huawei.com",
        "li.lei",
        "huawei.com",
        "@huawei.com",
        "LI",
        "opp-2026-059189",
        "059189",
        "59189",
        "OPP 2026",
    ],
)
def test_mails_and_numbers_are_found_whole_and_in_parts(text: str) -> None:
    assert found_by("OPP-2026-059189", text, mail="li.lei@huawei.com")


def test_a_query_has_limits() -> None:
    assert read_query("x" * LONGEST_QUERY, "q").terms
