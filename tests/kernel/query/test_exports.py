"""Which openings of a way an export has to ask for."""

from typing import Any

from luopan.kernel.permissions.openings import CLOSED, Opening, RelationArm, ShareArm
from luopan.kernel.query.exports import needed

ANY: Any = None
RELATION = RelationArm(ANY, ANY, ANY, ())
NARROW, WIDE = Opening(owners=("own",)), Opening(owners=("own", "team"), relations=(RELATION,))
OTHER = Opening(owners=("team",), shares=(ShareArm("grantees", "read"),))


def test_a_wider_opening_adds_nothing() -> None:
    assert needed((WIDE, NARROW)) == needed((NARROW, WIDE)) == [NARROW]
    assert needed((None, NARROW)) == needed((NARROW, None)) == [NARROW]
    assert needed((None,)) == [None]


def test_nothing_that_narrows_is_left_out() -> None:
    assert needed((WIDE, OTHER)) == [WIDE, OTHER]
    assert needed((WIDE, CLOSED)) == [CLOSED]
    assert len(needed((Opening(owners=("a", "b")), Opening(owners=("b", "a"))))) == 1
