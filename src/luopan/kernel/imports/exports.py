"""Exports: records of one object as a file, under the rights of whoever asks, as of one moment.

`plan` reads the request and refuses what is wrong with it. `begin` starts to make the file, from one read-only snapshot, as
fast as the disk takes it; the reader follows behind (`writers/spool`), so that a slow one holds no transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, cast, get_args

import orjson
import structlog

from luopan.kernel.fields.base import Context
from luopan.kernel.fields.moments import in_zone
from luopan.kernel.imports.writers.columns import Column, columns_of, text_of
from luopan.kernel.imports.writers.csv import ENCODINGS, CsvWriter
from luopan.kernel.imports.writers.spool import Spool, in_thread
from luopan.kernel.metadata.model import Object
from luopan.kernel.query.exports import WholeShape, whole_statement
from luopan.kernel.query.requests import export_request
from luopan.kernel.records.door import Records
from luopan.kernel.records.read import Reading
from luopan.kit.actor import Actor
from luopan.kit.database import Row
from luopan.kit.errors import Invalid, LuopanError, Problem, TooLarge
from luopan.kit.i18n import LOCALES, in_locale

log = structlog.get_logger()

Format = Literal["csv", "xlsx", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
HEADERS = ("labels", "names")
KEYS = ("object", "where", "select", "sort", "format", "locale", "headers", "encoding")
AT_ONCE = 2
"""Files that one process makes at a time; others wait."""
FIRST_PAGE, LARGEST_PAGE, PAGE_BYTES = 100, 5_000, 2 * 1024 * 1024


class Ledger(Protocol):
    """Where it is written who takes what out. `end` completes the line that `begin` gave."""

    async def begin(
        self, actor_id: str | None, object_id: str, address: str | None, details: Mapping[str, Any]
    ) -> str: ...

    async def end(self, line: str, details: Mapping[str, Any]) -> None: ...


class Writer(Protocol):
    """Makes the file of a format. `write` gives how many bytes may be read by now; after `finish` it is all of them."""

    def write(self, rows: Sequence[Sequence[Any]]) -> int: ...

    def finish(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Plan:
    """An export that can be made: checked, and compiled."""

    actor: Actor
    item: Object
    columns: tuple[Column, ...]
    format: Format
    locale: str
    headers: tuple[str, ...]
    encoding: str
    context: Context
    where: Any
    sql: str
    parameters: tuple[Any, ...]

    @property
    def title(self) -> str:
        return in_locale(self.item.label, self.locale, self.item.name)

    @property
    def day(self) -> str:
        return in_zone(self.context.now, self.context.zone).date().isoformat()

    def details(self) -> dict[str, Any]:
        """What the ledger keeps of it."""
        return {
            "object": self.item.name,
            "format": self.format,
            "fields": [column.name for column in self.columns],
            "where": self.where,
        }


class Making:
    """A file that is being made. Always `close` it: that ends the work, and takes the file from the disk."""

    def __init__(self, plan: Plan, spool: Spool) -> None:
        self.plan = plan
        self.spool = spool
        self.rows = 0
        self.task: asyncio.Task[None] | None = None

    @property
    def size(self) -> int | None:
        """How long the file is, once that is known."""
        return self.spool.size if self.spool.ended else None

    async def ready(self) -> None:
        """Waits until the first piece can be sent; raises whatever went wrong before."""
        await self.spool.ready()

    def chunks(self) -> AsyncIterator[bytes]:
        """The whole file, piece by piece; raises where the rest can't be made."""
        return self.spool.chunks()

    async def close(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait([self.task])
        await self.spool.remove()


class Exports:
    """Makes files of records."""

    def __init__(self, records: Records, ledger: Ledger, folder: Path, most_megabytes: int) -> None:
        self._records = records
        self._ledger = ledger
        self._folder = folder
        self._most_megabytes = most_megabytes
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def plan(self, actor: Actor, body: Mapping[str, Any]) -> Plan:
        """Reads `{"object","where","select","sort","format","locale","headers","encoding"}`; refuses what can't be done."""

        async def work(reading: Reading) -> Plan:
            return _plan(reading, body)

        return await self._records.read(actor, work)

    async def begin(self, plan: Plan, address: str | None = None) -> Making:
        """Starts to make the file. The ledger knows of it from here on."""
        line = await self._ledger.begin(plan.actor.id, plan.item.id, address, plan.details())
        making = Making(plan, await in_thread(lambda: Spool(self._folder)))
        making.task = asyncio.create_task(self._make(making, line))
        return making

    async def _make(self, making: Making, line: str) -> None:
        error: BaseException | None = None
        outcome = "done"
        try:
            async with self._turns:
                await self._write(making)
        except asyncio.CancelledError as cancelled:
            error, outcome = cancelled, "cancelled"
            raise
        except Exception as failure:
            error, outcome = failure, "failed"
            if not isinstance(failure, LuopanError):
                log.exception("export_failed", object=making.plan.item.name, rows=making.rows)
        finally:
            try:
                await self._ledger.end(line, {"rows": making.rows, "outcome": outcome})
            except Exception as failure:  # what nobody could write down is not handed out
                log.exception("export_not_recorded", line=line)
                error = error or failure
            await making.spool.end(error)

    async def _write(self, making: Making) -> None:
        plan, spool = making.plan, making.spool
        writer = await in_thread(lambda: _writer(plan, spool.path))
        try:
            async with (
                self._records.database.snapshot() as session,
                session.cursor(plan.sql, *plan.parameters) as fetch,
            ):
                async for page in _pages(fetch):
                    size = await in_thread(lambda page=page: _write_page(writer, page))
                    making.rows += len(page)
                    self._check_size(spool.disk_use())
                    await spool.grow(size)
            await in_thread(writer.finish)
            self._check_size(spool.disk_use())
        finally:
            writer.close()

    def _check_size(self, size: int) -> None:
        if size > self._most_megabytes * 1_000_000:
            raise TooLarge("export_too_large", most=self._most_megabytes)


async def _pages(fetch: Callable[[int], Awaitable[list[Row]]]) -> AsyncIterator[list[Row]]:
    """Rows in pieces of a few megabytes; while one is worked on, the next is on its way."""
    size = FIRST_PAGE
    ahead = asyncio.ensure_future(fetch(size))
    try:
        while page := await ahead:
            weight = sum(len(text) for (text,) in page)
            size = min(LARGEST_PAGE, 4 * size, max(10, size * PAGE_BYTES // max(1, weight)))
            ahead = asyncio.ensure_future(fetch(size))
            yield page
    finally:
        ahead.cancel()
        await asyncio.wait([ahead])


def _write_page(writer: Writer, page: Sequence[Row]) -> int:
    return writer.write([list(orjson.loads(text).values()) for (text,) in page])


def _writer(plan: Plan, path: Path) -> Writer:
    match plan.format:
        case "csv":
            texts = [text_of(column, plan.locale, plan.context) for column in plan.columns]
            return CsvWriter(path, plan.headers, texts, plan.encoding)
        case "xlsx":
            from luopan.kernel.imports.writers.xlsx import XlsxWriter

            return XlsxWriter(path, plan.headers, plan.columns, plan.title, plan.locale, plan.context)
        case "parquet":
            from luopan.kernel.imports.writers.parquet import ParquetWriter

            return ParquetWriter(path, plan.headers, plan.columns)


def _plan(reading: Reading, body: Mapping[str, Any]) -> Plan:
    form, locale, headers, encoding = _manner(body, reading.actor.locale)
    item = reading.item(_object_name(body))
    reading.rights.require("export", item)
    asked = {key: body[key] for key in ("where", "select", "sort") if key in body}
    request = export_request(asked, item, reading.snapshot, reading.context)
    columns = columns_of(request.selected, locale)
    ways = reading.rights.ways("export", item)
    selected = tuple(path for _, path in request.selected)
    statement = whole_statement(reading.snapshot, WholeShape(item, request.bound.tree, selected, request.sort, ways))
    return Plan(
        actor=reading.actor,
        item=item,
        columns=columns,
        format=form,
        locale=locale,
        headers=tuple(column.label if headers == "labels" else column.name for column in columns),
        encoding=encoding,
        context=reading.context,
        where=body.get("where"),
        sql=statement.sql,
        parameters=tuple(reading.parameters(statement, request.bound)),
    )


def _object_name(body: Mapping[str, Any]) -> str:
    name = body.get("object")
    if not isinstance(name, str):
        raise Invalid("invalid_export", errors=[Problem("required", "object")])
    return name


def _manner(body: Mapping[str, Any], locale: str) -> tuple[Format, str, str, str]:
    """The format, the language, what the columns are called, and how CSV is encoded."""
    problems = [
        Problem("condition_key", key[:60], params={"known": ", ".join(KEYS)}) for key in body if key not in KEYS
    ]

    def choice(key: str, known: Sequence[str], otherwise: str) -> str:
        value = body.get(key)
        if value is None:
            return otherwise
        if value not in known:
            params = {"value": str(value)[:60], "known": ", ".join(known)}
            problems.append(Problem("grant_value", key, params=params))
        return value

    form = choice("format", FORMATS, "csv")
    found = (
        cast(Format, form),
        choice("locale", LOCALES, locale),
        choice("headers", HEADERS, "names" if form == "parquet" else "labels"),
        choice("encoding", ENCODINGS, ENCODINGS[0]),
    )
    if body.get("encoding") is not None and form != "csv":
        problems.append(Problem("export_encoding", "encoding"))
    if problems:
        raise Invalid("invalid_export", errors=problems)
    return found
