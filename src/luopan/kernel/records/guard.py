"""What the write door asks of an actor's rights. For those who may do everything nothing is asked, and nothing costs.

A record that the actor may not see must not be told from one that is not there: whatever is wrong with a row is said only
after it is known that they see its record, and in words that name nothing hidden.
"""

from collections.abc import Sequence

from luopan.kernel.metadata.model import Field, Object
from luopan.kernel.permissions.shown import HIDDEN, READ, WRITE, Access
from luopan.kernel.records.batch import Row
from luopan.kernel.records.reach import levels
from luopan.kernel.records.unique import refuse_taken
from luopan.kernel.records.writing import Writing
from luopan.kit.errors import Invalid, Problem

OWNERSHIP = frozenset(("owner", "department"))


class Escaping(Exception):
    """Some rows may not become what they would be; the `others` are to be written again without them."""

    def __init__(self, others: Sequence[Row]) -> None:
        self.others = others
        super().__init__()


class Guard:
    """The rights of one actor over the rows of one object."""

    def __init__(self, writing: Writing, item: Object) -> None:
        self._writing = writing
        self._item = item
        self.asks = writing.rights.policy is not None
        self.blind: frozenset[str] = frozenset(
            field.name for field in item.fields.values() if self.asks and self._level(field) < READ
        )
        """Fields that they may write perhaps, and do not see for certain."""
        self._hidden = {
            field.name for field in item.fields.values() if self.asks and self._access(field).at_most == HIDDEN
        }

    def check_key(self, key: Sequence[Field]) -> None:
        """`Invalid` where records would be matched by what the actor may not read."""
        for one in key:
            if one.name in self.blind:
                raise Invalid("invalid_records", errors=[Problem("key_not_usable", "key")])

    async def refuse_unreached(self, rows: Sequence[Row], *, key: Sequence[Field], creates: bool) -> None:
        """Records that the actor may not see are not there; those that they may only see are not theirs to change."""
        if not self.asks:
            return
        there = [row for row in rows if row.current is not None and row.id is not None]
        ids = [row.id or "" for row in there]
        seen = await self._writing.reached("read", self._item, ids)
        own = await self._writing.reached("update", self._item, ids)
        given_away = [row.id or "" for row in there if row.written and row.written <= OWNERSHIP]
        own |= await self._writing.reached("transfer", self._item, given_away)
        for row in there:
            if row.id not in seen:
                self._hide(row, key, creates=creates)
            elif row.id not in own:
                row.refuse("record_forbidden", "id")
        await self.refuse_fields(rows, was_there=True)

    async def refuse_undeletable(self, rows: Sequence[Row], key: Sequence[Field] = ()) -> None:
        """The same for what goes to the recycle bin, or comes out of it."""
        if not self.asks:
            return
        ids = [row.id for row in rows if row.id is not None]
        seen = await self._writing.reached("read", self._item, ids)
        own = await self._writing.reached("delete", self._item, ids)
        for row in rows:
            if row.id is not None and row.id not in seen:
                self._hide(row, key, creates=False)
            elif row.alive and row.id not in own:
                row.refuse("record_forbidden", "id")

    async def hide_mistakes(self, rows: Sequence[Row]) -> None:
        """What is wrong with a row is nobody's business who may not see its record."""
        failed = [row for row in rows if not row.alive and row.id is not None]
        if self.asks and failed:
            seen = await self._writing.reached("read", self._item, [row.id or "" for row in failed])
            for row in failed:
                if row.id not in seen:
                    self._hide(row, (), creates=False)

    async def refuse_transfers(self, rows: Sequence[Row]) -> None:
        """Another owner or department is a transfer, a right of its own."""
        if not self.asks:
            return
        given_away = [row for row in rows if row.alive and row.current is not None and OWNERSHIP & row.changed.keys()]
        allowed = await self._writing.reached("transfer", self._item, [row.id or "" for row in given_away])
        for row in given_away:
            if row.id not in allowed:
                row.refuse("transfer_forbidden", min(OWNERSHIP & row.changed.keys(), key=("owner", "department").index))

    async def refuse_fields(self, rows: Sequence[Row], *, was_there: bool) -> None:
        """Refuses rows that write a field which may not be written on this very record, as it is in the database now.

        Of records as they were it counts that a field is written, whatever with: a right guess must not tell itself.
        """
        asked = [row for row in rows if row.status != "failed" and (row.current is not None or not was_there)]
        names = {name for row in asked for name in row.written}
        fields = [self._item.fields[name] for name in names]
        writing = self._writing
        ids = [row.id or "" for row in asked]
        found = await levels(writing.session, writing.rights, writing.context, self._item, fields, ids)
        for row in asked:
            for name, level in found.get(row.id or "", {}).items():
                written = name in row.written if was_there else name in row.written & row.changed.keys()
                if written and level < WRITE and not self._access(self._item.fields[name]).blind:
                    row.refuse("field_forbidden", name)

    async def refuse_escaping(self, rows: Sequence[Row]) -> None:
        """Raises where a record, as it is now, lies beyond what the actor may create or change, the rest of the rows with it.

        Whoever may give a record away may give it to anybody.
        """
        if not self.asks:
            return
        created = [row.id or "" for row in rows if row.status == "created"]
        kept = [row.id or "" for row in rows if row.status == "updated" and not OWNERSHIP & row.changed.keys()]
        reached = await self._writing.reached("create", self._item, created)
        reached |= await self._writing.reached("update", self._item, kept)
        escaping = {*created, *kept} - reached
        for row in rows:
            if row.id in escaping:
                row.refuse("record_out_of_reach", "id")
        await self.refuse_fields(rows, was_there=False)
        others = [row for row in rows if row.status != "failed"]
        if len(others) < len(rows):
            raise Escaping(others)

    def hide_names(self, rows: Sequence[Row]) -> None:
        """Says what is wrong without the names of hidden fields."""
        for row in rows if self._hidden else ():
            row.problems = [self._without_names(one) for one in row.problems]

    def _without_names(self, problem: Problem) -> Problem:
        named = {(problem.field or "").partition(".")[0], *str(problem.params.get("fields", "")).split(", ")}
        if problem.code == "field_unknown" or not named & self._hidden:
            return problem
        if problem.message is not None:
            return Problem(problem.code, row=problem.row, message=problem.message)
        return Problem("refused_unsaid", row=problem.row)

    def _hide(self, row: Row, key: Sequence[Field], *, creates: bool) -> None:
        row.problems = []
        if creates:
            refuse_taken(row, [one.name for one in key] or ["id"])
        else:
            row.refuse("record_not_found", key[0].name if key else "id")

    def _access(self, field: Field) -> Access:
        return self._writing.rights.access(self._item, field)

    def _level(self, field: Field) -> int:
        return self._access(field).always
