"""What is wrong with the number of an identity card is said."""

import pytest

from luopan.kernel.fields.base import NoSettings, Rejected
from luopan.kernel.fields.registry import FIELD_TYPES
from tests.conformance.cases import CONTEXT


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1101051949123100", "id_number_length"),
        ("11010519491231002XX", "id_number_length"),
        ("11010519491231002A", "id_number_characters"),
        ("01010519491231002X", "id_number_characters"),
        ("11010519490229002X", "id_number_date"),
        ("110105490229002", "id_number_date"),
        ("11010520260302002X", "id_number_date"),
        ("110105194912310021", "id_number_check"),
        ("11010519491231020X", "id_number_check"),
    ],
)
def test_the_refusal_names_the_fault(written: str, code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        FIELD_TYPES["id_number"].parse(NoSettings(), written, CONTEXT)
    assert refusal.value.code == code
