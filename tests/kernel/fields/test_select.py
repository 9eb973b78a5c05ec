"""Options: keys and labels, retired options, changes between one and several."""

import msgspec
import pytest

from luopan.kernel.fields.base import Rejected, plain_context
from luopan.kernel.fields.operators import EQ, HAS_ANY
from luopan.kernel.fields.types.multi_select import MultiSelectType
from luopan.kernel.fields.types.select import Option, SelectSettings, SelectType
from luopan.kernel.fields.types.text import TextSettings, TextType

SELECT, SEVERAL, CONTEXT = SelectType(), MultiSelectType(), plain_context()
STAGES = SelectSettings(
    (
        "new",
        Option("won", {"zh-CN": "赢单", "en": "Closed, won"}),
        Option("lost", {"en": "new"}),
        Option("old", {"en": "Old"}, retired=True),
    )
)


def refusal(settings: SelectSettings, raw: object) -> str:
    with pytest.raises(Rejected) as refused:
        SELECT.parse(settings, raw, CONTEXT)
    return refused.value.code


def test_settings_are_read_from_metadata() -> None:
    settings = msgspec.convert({"options": ["a", {"value": "b", "label": {"en": "B"}}]}, SelectSettings)
    assert list(settings.by_key) == ["a", "b"]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"options": [{"value": "b", "colour": "red"}]}, SelectSettings)


def test_keys_win_over_labels_and_text_reads_back() -> None:
    assert SELECT.parse(STAGES, "new", CONTEXT) == "new"
    assert SELECT.parse(STAGES, "赢单", CONTEXT) == "won"
    assert SELECT.text(STAGES, "lost", "en") == "lost"
    assert SELECT.text(STAGES, "won", "zh-TW") == "Closed, won"
    assert SEVERAL.text(STAGES, ["new", "won"], "en") == "new, won"


def test_a_retired_option_can_be_read_and_asked_for_but_not_set() -> None:
    assert refusal(STAGES, "old") == "option_retired"
    assert refusal(STAGES, "Old") == "option_retired"
    assert SELECT.parse_operand(STAGES, EQ, "old", CONTEXT) == "old"
    assert SEVERAL.parse_operand(STAGES, HAS_ANY, "Old", CONTEXT) == "old"
    assert SELECT.text(STAGES, "old", "en") == "Old"
    assert "old" not in SELECT.json_schema(STAGES)["enum"]
    assert SELECT.convert(STAGES, SELECT, STAGES, "old", CONTEXT) == "old"


def test_several_become_one_only_where_there_is_one() -> None:
    assert SELECT.convert(STAGES, SEVERAL, STAGES, ["won"], CONTEXT) == "won"
    assert SEVERAL.convert(STAGES, SELECT, STAGES, "won", CONTEXT) == ["won"]
    with pytest.raises(Rejected):
        SELECT.convert(STAGES, SEVERAL, STAGES, ["new", "won"], CONTEXT)


def test_text_becomes_choices_by_key_or_label() -> None:
    text = TextType()
    assert SELECT.convert(STAGES, text, TextSettings(), "Closed, won", CONTEXT) == "won"
    assert SEVERAL.convert(STAGES, text, TextSettings(), "Closed, won", CONTEXT) == ["won"]
    assert SEVERAL.convert(STAGES, text, TextSettings(), "赢单；new", CONTEXT) == ["new", "won"]
    assert text.convert(TextSettings(), SEVERAL, STAGES, ["new", "won"], CONTEXT) == "new, won"
    assert text.convert(TextSettings(), SELECT, STAGES, "won", CONTEXT) == "Closed, won"


@pytest.mark.parametrize("options", [(), ("a", "a"), (" a",), ("",), ("a\nb",), ("x" * 101,)])
def test_options_that_can_not_be_told_apart_are_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(Rejected):
        SELECT.check_settings(SelectSettings(options))


def test_a_choice_of_several_has_no_separator_in_its_key() -> None:
    SELECT.check_settings(SelectSettings(("a,b",)))
    with pytest.raises(Rejected):
        SEVERAL.check_settings(SelectSettings(("a,b",)))
