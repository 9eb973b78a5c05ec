"""Our fast pinyin is pypinyin's, and texts sort by it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from luopan.kernel.fields.pinyin import pinyin, plain, syllables, unusual_beginnings
from luopan.kernel.fields.types.text import SORT_KEY_LENGTH, sort_key

PLACES = "重庆长沙银行行长厦门大厦单于曾经会计朝阳乐清音乐 Abc123（）、·"


@pytest.mark.parametrize("text", ["重庆银行长沙分行", "ABC公司", "公司 (北京)", "", "Ünïcode", "一1二2", "中、国"])
def test_examples(text: str) -> None:
    assert pinyin(text) == lazy_pinyin(text, style=Style.TONE3)


@given(st.text(st.sampled_from(PLACES), max_size=20))
def test_any_text_reads_as_with_pypinyin(text: str) -> None:
    assert pinyin(text) == lazy_pinyin(text, style=Style.TONE3)


@given(st.text())
def test_a_sort_key_is_short_and_always_there(text: str) -> None:
    assert len(sort_key(text)) <= SORT_KEY_LENGTH


def test_case_and_width_do_not_matter() -> None:
    assert sort_key("ＡＢＣ公司") == sort_key("abc公司")
    assert sort_key("HUAWEI") == sort_key("huawei")


@settings(deadline=None)
@given(st.text(PLACES.replace(" Abc123（）、·", "") + "公司技术有限科深圳华为行乐", min_size=2, max_size=12))
def test_without_an_unusual_phrase_every_character_has_its_usual_syllable(text: str) -> None:
    if unusual_beginnings().isdisjoint(text[place : place + 2] for place in range(len(text))):
        assert [plain(one) for one in pinyin(text)] == [syllables()[one] for one in text]


def test_some_phrases_are_unusual() -> None:
    assert {"重庆", "长沙", "银行", "音乐"} & unusual_beginnings() >= {"重庆", "音乐"}
    assert "公司" not in unusual_beginnings()
