"""Whether records bear out what the columns of a file were taken for.

A column that is not called as a relation itself, but by a word that means much the same, and by whose values no record is
found, is another thing: 地区 with districts in it, where the regions that are kept are cities. To take it for the relation
would refuse every row.
"""

from collections.abc import Sequence
from typing import Any

from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.lists import pieces
from luopan.kernel.imports.mapping import Guess, check_mapping, values_of
from luopan.kernel.imports.reading import Recognised
from luopan.kernel.imports.targets import referenced
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.records import tables
from luopan.kernel.records.read import Reading

MOST_VALUES = 20


async def borne_out(reading: Reading, item: Object, guesses: Sequence[Guess], recognised: Recognised) -> list[Guess]:
    """The guesses; those that nothing bears out go nowhere."""
    return [
        one if await _is_borne_out(reading, item, one, recognised) else Guess(one.column, None, 0.0, None)
        for one in guesses
    ]


async def _is_borne_out(reading: Reading, item: Object, one: Guess, recognised: Recognised) -> bool:
    if one.target is None or one.reason == "name":
        return True
    mapping = {one.column.name: one.target}
    [target] = check_mapping(item, mapping, recognised.columns, reading.rights, recognised.sample, reading.context)
    field = item.fields[target.field]
    other = referenced(field, reading.rights)
    if other is None or target.by is None or other.name == item.name:  # later rows may bring what earlier ones name
        return True
    other = reading.rights.full.object(other.name)
    by = other.fields[target.by]
    cells = values_of(recognised.sample, one.column.index)
    if not cells or _may_be_made_of(reading, other, by):
        return True
    pairs = await tables.find(reading.session, other, [by], [[value] for value in _values(reading, field, by, cells)])
    return bool(await reading.reached(other, [identity for _, identity in pairs]))


def _may_be_made_of(reading: Reading, item: Object, by: Field) -> bool:
    """Whether the person may create such a record of this value alone: they may have meant that."""
    needed = (one.name for one in item.own_fields if one.required is True and one.default is None)
    return reading.rights.may("create", item) and set(needed) <= {by.name}


def _values(reading: Reading, field: Field, by: Field, cells: Sequence[str]) -> list[Any]:
    """Values to look records up by; what is none is left out."""
    many = field.reference is not None and field.reference.many
    parsed: list[Any] = []
    for text in dict.fromkeys(piece for cell in cells for piece in (pieces(cell) if many else [cell])):
        try:
            parsed.append(by.type.parse(by.settings, text, reading.context))
        except Rejected:
            continue
    return parsed[:MOST_VALUES]
