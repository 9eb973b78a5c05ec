"""Every refusal and warning has its sentence in every language, and docs/fields.md says what the registry says."""

import re
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

import luopan.kernel.fields
from luopan.kernel.fields.base import FieldType, Rejected
from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kit import errors
from luopan.kit.errors import LuopanError, Problem
from luopan.kit.i18n import LOCALES, catalogue

FOLDER = Path(luopan.kernel.fields.__file__).parent
GUIDE = Path(__file__).parents[3] / "docs" / "fields.md"
SOURCES = [path for room in ("fields", "predicates", "imports") for path in (FOLDER.parent / room).rglob("*.py")]
CALLS = re.compile(r'(?:Rejected|Problem|Invalid|refused|at_cell|_fail)\(\s*"([a-z_]+)"')
DEFINABLE = {name: one for name, one in FIELD_TYPES.items() if not one.internal}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_a_sentence(locale: str) -> None:
    codes = {code for path in SOURCES for code in CALLS.findall(path.read_text(encoding="utf-8"))}
    codes |= {"money_no_rate", "credit_code_check", "cell_error", "cell_digits_lost"}
    codes |= {one.code for one in vars(errors).values() if isinstance(one, type) and issubclass(one, LuopanError)}
    codes |= {f"status_{status}" for status in (400, 401, 403, 404, 409, 412, 413, 422, 429, 500, 503)}
    assert len(codes) > 80
    assert not codes - set(catalogue(locale))


def test_sentences_have_the_same_parameters_in_every_language() -> None:
    for code, sentence in catalogue("en").items():
        for locale in LOCALES:
            translated = catalogue(locale).get(code)
            assert translated is not None, (locale, code)
            assert placeholders(translated) == placeholders(sentence), (locale, code)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_code_is_used_for_two_things(locale: str) -> None:
    """YAML takes the last of equal keys, and says nothing."""
    codes = re.findall(r"^(\w+):", files("luopan.kit.i18n").joinpath(f"{locale}.yaml").read_text("utf-8"), re.M)
    assert sorted(set(codes)) == sorted(codes)


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence.replace("{{", "").replace("}}", "")))


def test_a_refusal_reads_as_a_sentence() -> None:
    problem = Problem("number_range", field="stars", params={"least": 1, "most": 5})
    assert problem.text("zh-CN") == "应在 1 到 5 之间。"
    assert problem.text("en") == "This must be from 1 to 5."


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("text", {"max_length": 0}),
        ("text", {"max_length": 2_001}),
        ("long_text", {"max_length": 1_000_001}),
        ("integer", {"min": 2**53}),
        ("integer", {"min": 2, "max": 1}),
        ("decimal", {"scale": 13}),
        ("decimal", {"max": 1e20}),
        ("percent", {"min": 5.5, "max": 5}),
        ("money", {"currency": "XXX"}),
        ("money", {"scale": -1}),
        ("rating", {"max": 11}),
        ("files", {"accept": ["*.pdf"]}),
        ("files", {"max_count": 101}),
        ("files", {"max_size": 0}),
        ("image", {"max_pixels": 0}),
        ("any_reference", {"to": []}),
        ("any_reference", {"to": ["account", "account"]}),
    ],
)
def test_settings_that_make_no_sense_are_refused_with_a_sentence(name: str, settings: dict[str, object]) -> None:
    field_type = FIELD_TYPES[name]
    with pytest.raises(Rejected) as refusal:
        field_type.check_settings(msgspec.convert(settings, field_type.Settings))
    for locale in LOCALES:
        catalogue(locale)[refusal.value.code].format(**refusal.value.params)


@pytest.mark.parametrize("field_type", FIELD_TYPES.values(), ids=FIELD_TYPES)
def test_settings_know_their_names(field_type: FieldType) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"to": "a", "options": ["a"], "colour": 1}, field_type.Settings)


def rows(heading: str) -> dict[str, list[str]]:
    """The cells of a table of the guide by the name in its first column."""
    section = GUIDE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {cells[0].strip().strip("`"): [cell.strip() for cell in cells[1:]] for cells in lines}


def test_the_guide_lists_every_type() -> None:
    assert set(rows("What each type takes")) == set(DEFINABLE)


def test_the_guide_lists_operators_and_aggregates() -> None:
    written = rows("Operators, sorting, grouping, sums")
    assert set(written) == set(DEFINABLE)
    for name, field_type in DEFINABLE.items():
        operators, _, _, _, measures = written[name]
        assert set(operators.split()) == set(field_type.operators), name
        assert set(measures.replace("–", "").split()) == field_type.measures, name
        flags = [cell == "yes" for cell in written[name][1:4]]
        assert flags == [field_type.sortable, field_type.groupable, field_type.unique_allowed], name


def test_the_guide_lists_changes_of_type() -> None:
    written = rows("Changing a field's type")
    for name, field_type in DEFINABLE.items():
        sources = set(written[name][0].replace("–", "").split()) if name in written else set[str]()
        assert sources == field_type.converts_from, name
