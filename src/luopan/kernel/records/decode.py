"""From what a client sends to canonical values: each problem at its row and field, and nothing of a good row is lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from luopan.kernel.fields.base import Context, Rejected
from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.metadata.system import WRITABLE_SYSTEM_FIELDS
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.permissions.shown import HIDDEN, READ, Access
from luopan.kernel.records.batch import Lookup, Row
from luopan.kit.errors import Problem

SYSTEM_MAY_WRITE = frozenset(("created_at", "created_by", "updated_at"))
"""System fields that the system's own actor may write: imports and the demo keep when something really happened."""


class Decoder:
    """Reads rows of one object. `privileged`: the system's own actor writes, or an undo puts back what was.

    What the actor may not see is unknown to them, what they may only see is not theirs to write.
    """

    def __init__(
        self,
        item: Object,
        rights: Rights,
        context: Context,
        *,
        privileged: bool,
        extras: frozenset[str] = frozenset(),
    ) -> None:
        self._item = item
        self._rights = rights
        self._context = context
        self._extras = extras
        self._known: dict[str, dict[str, Any]] = defaultdict(dict)
        """Values of a field by the text they were read from: options, places, days come again and again in a batch."""
        self._keys: dict[tuple[str, str], Field] = {}
        self._writable: dict[str, Field] = {}
        for field in item.fields.values():
            by_the_system = field.system and field.name not in WRITABLE_SYSTEM_FIELDS
            allowed = (
                privileged and field.name in SYSTEM_MAY_WRITE if by_the_system else field.type.writable or privileged
            )
            access = rights.access(item, field)
            if allowed and access.writable:
                self._writable[field.name] = field

    def rows(self, raw: Sequence[Any]) -> list[Row]:
        """One `Row` for each raw row, in order."""
        return [self._row(index, one) for index, one in enumerate(raw)]

    def _row(self, index: int, raw: Any) -> Row:
        row = Row(index)
        if not isinstance(raw, dict):
            row.refuse("row_not_an_object")
            return row
        given = row.given
        for name, value in cast(dict[str, Any], raw).items():
            field = self._writable.get(name)
            if field is None:
                self._special(row, name, value)
            elif value is None or value == "":
                given[name] = None
            else:
                known = self._known[name]
                try:
                    if type(value) is not str:
                        given[name] = self._value(row, field, value)
                    elif value in known:
                        given[name] = known[value]
                    else:
                        given[name] = known[value] = self._value(row, field, value)
                except Rejected as rejected:
                    row.refuse(rejected.code, name, **rejected.params)
        row.written = frozenset(given)
        return row

    def _value(self, row: Row, field: Field, value: Any) -> Any:
        if field.reference is None:
            return field.type.parse(field.settings, value, self._context)
        return self._many(row, field, value) if field.reference.many else self._one(row, field, value, None)

    def _special(self, row: Row, name: str, value: Any) -> None:
        if name == "id":
            try:
                row.id = None if value is None else self._item.fields["id"].type.parse(None, value, self._context)
            except Rejected as rejected:
                row.refuse(rejected.code, "id", **rejected.params)
        elif name == "version":
            if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
                row.refuse("number_not_whole", "version")
            else:
                row.expected_version = value
        elif name in self._extras:
            row.extras[name] = value
        elif name in self._item.fields and self._access(self._item, name).at_most > HIDDEN:
            forbidden = not self._access(self._item, name).writable
            row.refuse("field_forbidden" if forbidden else "field_not_writable", name)
        else:
            row.refuse("field_unknown", str(name)[:60], object=self._item.name, field=str(name)[:60])

    def _access(self, item: Object, name: str) -> Access:
        return self._rights.access(item, item.fields[name])

    def _many(self, row: Row, field: Field, value: Any) -> Any:
        values = cast(list[Any], value) if isinstance(value, list) else [value]
        found = [self._one(row, field, one, position) for position, one in enumerate(values)]
        return found if any(one is None for one in found) else sorted(set(found))

    def _one(self, row: Row, field: Field, value: Any, position: int | None) -> Any:
        """The canonical reference; None where it must be looked up first."""
        assert field.reference is not None
        if isinstance(value, dict) and "id" not in value:
            row.lookups.append(self._lookup(field, cast(dict[str, Any], value), position))
            return None
        if field.reference.many:
            parsed = field.type.parse(field.settings, [value], self._context)
            return parsed[0] if parsed else None
        return field.type.parse(field.settings, value, self._context)

    def _lookup(self, field: Field, written: Mapping[str, Any], position: int | None) -> Lookup:
        assert field.reference is not None
        targets = field.reference.targets(field.settings)
        name = written.get("object", targets[0] if len(targets) == 1 else None)
        if name not in targets:
            raise Rejected("reference_object", known=", ".join(targets))
        pairs = [pair for pair in written.items() if pair[0] != "object"]
        if len(pairs) != 1:
            raise Rejected("reference_lookup")
        [(by, wanted)] = pairs
        key = self._key(name, by)
        if wanted is None or wanted == "":
            raise Rejected("reference_lookup")
        value = key.type.parse(key.settings, wanted, self._context)
        return Lookup(field.name, name, by, value, position, field.reference.polymorphic)

    def _key(self, name: str, by: str) -> Field:
        """The field of another object that its records are looked up by."""
        known = self._keys.get((name, by))
        if known is not None:
            return known
        target = self._rights.full.object(name)
        key = target.fields.get(by)
        usable = key is not None and key.reference is None and key.type.unique_allowed and "eq" in key.type.operators
        if key is None or not usable or self._rights.access(target, key).always < READ:
            raise Rejected("field_unknown", object=name, field=str(by)[:60])
        self._keys[name, by] = key
        return key


def refused(rows: Sequence[Row]) -> list[Problem]:
    """All problems of a batch, in order."""
    return [problem for row in rows for problem in row.problems]
