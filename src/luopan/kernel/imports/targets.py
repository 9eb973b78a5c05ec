"""Where a column may go: a field, a part of one, or a reference looked up by a field of what it points at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.metadata.system import WRITABLE_SYSTEM_FIELDS
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import READ

PARTS: Mapping[str, tuple[str, ...]] = {
    "money": ("currency",),
    "address": ("country", "code", "province", "city", "district", "street", "postcode", "detail"),
    "geo": ("lat", "lng"),
}
"""The keys of values that may come from columns of their own, by type."""


@dataclass(frozen=True, slots=True)
class Target:
    """A column and where it goes. `by`: the field of the referenced object that its cells are looked up by; None: ids."""

    column: int
    field: str
    by: str | None = None
    part: str | None = None

    @property
    def path(self) -> str:
        """As people write it: `account.code`, `amount.currency`."""
        return ".".join(one for one in (self.field, self.by or self.part) if one)


def writable(item: Object, rights: Rights) -> dict[str, Field]:
    """The fields that somebody may fill from a file."""
    return {
        field.name: field
        for field in item.fields.values()
        if (field.name in WRITABLE_SYSTEM_FIELDS if field.system else field.type.writable)
        and rights.access(item, field).writable
    }


def referenced(field: Field, rights: Rights) -> Object | None:
    """The object that a reference points at, where it is but one, and they may see it."""
    names = () if field.reference is None else field.reference.targets(field.settings)
    return rights.view.objects.get(names[0]) if len(names) == 1 else None


def keys_of(target: Object, rights: Rights) -> Iterator[Field]:
    """The fields that records of an object may be looked up by: its title, and those whose values are unique."""
    full = rights.full.object(target.name)
    for field in full.fields.values():
        usable = field.reference is None and field.type.unique_allowed and "eq" in field.type.operators
        if usable and (field.unique or field.name == full.title) and rights.access(full, field).always >= READ:
            yield field
