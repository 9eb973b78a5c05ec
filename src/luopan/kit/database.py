"""PostgreSQL, through one psycopg 3 pool: sessions that read, and transactions opened at the edge.

SQLAlchemy Core only compiles statements elsewhere; here they run, with numbered parameters (`$1`), in UTC, planned for their
actual values (`plan_cache_mode = force_custom_plan`).
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString, TypeAlias, TypeVar, cast

import orjson
import psycopg
from psycopg import AsyncConnection, AsyncRawCursor, AsyncRawServerCursor, IsolationLevel, errors
from psycopg.abc import Buffer
from psycopg.types.array import ListDumper
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from luopan.kit.errors import Conflict, Invalid, Unavailable
from luopan.kit.process import give_way

Row: TypeAlias = tuple[Any, ...]
Result = TypeVar("Result")

SESSION_OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "plan_cache_mode=force_custom_plan",
        "TimeZone=UTC",
        "jit=off",
        "client_min_messages=warning",
        "search_path=luopan,public",
    )
)
SNAPSHOT_STATEMENT_SECONDS = 600
_FOR_SNAPSHOTS = f"set cursor_tuple_fraction = 1; set statement_timeout = '{SNAPSHOT_STATEMENT_SECONDS}s'"
ATTEMPTS = 4
GIVE_WAY_AGAIN_SECONDS = 0.11
STATEMENT_TIMEOUT_SECONDS = 60
MAX_INDEXED_BYTES = 2_600
"""What an entry of a B-tree index can hold, with some room for the entry itself."""


class _ListDumper(ListDumper):
    """The library looks at every text of a list by itself; ids come by the thousand, and nothing in them needs care."""

    def dump(self, obj: list[Any]) -> Buffer | None:
        if set(map(type, obj)) == {str}:
            texts = "".join(obj)
            if '"' not in texts and "\\" not in texts and "\x00" not in texts:
                return b'{"' + '","'.join(obj).encode() + b'"}'
        return super().dump(obj)


psycopg.adapters.register_dumper(list, _ListDumper)
set_json_loads(orjson.loads)


class Session:
    """One connection in use: statements, COPY, and what is to be done once the transaction has been committed."""

    def __init__(self, connection: AsyncConnection[Row]) -> None:
        self.connection = connection
        self._after_commit: list[Callable[[], Awaitable[None] | None]] = []

    async def fetch(self, sql: str, *parameters: Any) -> list[Row]:
        """All rows of a statement with `$1`-style parameters."""
        return await (await self._run(sql, parameters)).fetchall()

    async def fetch_one(self, sql: str, *parameters: Any) -> Row | None:
        """The first row, or None."""
        return await (await self._run(sql, parameters)).fetchone()

    async def fetch_value(self, sql: str, *parameters: Any) -> Any:
        """The first column of the first row, or None."""
        row = await self.fetch_one(sql, *parameters)
        return None if row is None else row[0]

    async def execute(self, sql: str, *parameters: Any) -> int:
        """Runs a statement; gives the number of rows it touched."""
        return (await self._run(sql, parameters)).rowcount

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        """A nested transaction: an error inside rolls back to its start."""
        async with self.connection.transaction():
            yield

    def after_commit(self, action: Callable[[], Awaitable[None] | None]) -> None:
        """`action` is called once, after the commit. It may be lost in a crash: use it to wake others, never to tell them."""
        if action not in self._after_commit:
            self._after_commit.append(action)

    async def committed(self) -> None:
        """Runs what waited for the commit."""
        actions, self._after_commit = self._after_commit, []
        for action in actions:
            outcome = action()
            if outcome is not None:
                await outcome

    @asynccontextmanager
    async def cursor(self, sql: str, *parameters: Any) -> AsyncGenerator[Callable[[int], Awaitable[list[Row]]]]:
        """A statement whose rows stay with the database: gives what fetches the next so many. Inside a transaction only."""
        async with AsyncRawServerCursor(self.connection, "rows") as cursor:
            await cursor.execute(cast(LiteralString, sql), parameters or None)
            yield cursor.fetchmany

    async def _run(self, sql: str, parameters: Sequence[Any]) -> AsyncRawCursor[Row]:
        cursor = AsyncRawCursor(self.connection)
        await cursor.execute(cast(LiteralString, sql), parameters or None)
        return cursor


class Database:
    """The pool. Open it with `async with Database(url) as database`.

    `background`: what a PostgreSQL on this machine does for it gives way to what it does for others.
    """

    def __init__(
        self, url: str, *, max_connections: int = 10, application: str = "luopan", background: bool = False
    ) -> None:
        self.url = url
        self._background = background
        self._settings: dict[str, Any] = {
            "autocommit": True,
            "options": SESSION_OPTIONS,
            "application_name": application,
            "connect_timeout": 10,
        }
        pooled = self._settings | {"options": f"{SESSION_OPTIONS} -c statement_timeout={STATEMENT_TIMEOUT_SECONDS}s"}
        self.pool = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=max_connections,
            timeout=20,
            kwargs=pooled,
            open=False,
            max_idle=120,
            configure=self._configure,
        )

    async def __aenter__(self) -> "Database":
        await self.pool.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def session(self) -> AsyncGenerator[Session]:
        """A session without a transaction around it: each statement is its own. For reads, and for single writes."""
        with _translated():
            async with self.pool.connection() as connection:
                yield Session(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Session]:
        """One transaction: committed at the end, rolled back by any error. Opened at the edge only."""
        with _translated():
            async with self.pool.connection() as connection:
                session = Session(connection)
                async with connection.transaction():
                    yield session
            await session.committed()

    @asynccontextmanager
    async def snapshot(self) -> AsyncGenerator[Session]:
        """Everything as it is at one moment, for as long as reading takes: read only, on a connection of its own, and planned
        for whoever reads all rows of a cursor."""
        with _translated():
            async with await self.dedicated() as connection:
                await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
                await connection.set_read_only(True)
                await connection.execute(cast(LiteralString, _FOR_SNAPSHOTS))
                async with connection.transaction():
                    yield Session(connection)

    async def in_transaction(self, work: Callable[[Session], Awaitable[Result]]) -> Result:
        """Runs `work` in one transaction; again, from its beginning, where the database chose it as a deadlock's victim."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self.transaction() as session:
                    return await work(session)
            except (errors.DeadlockDetected, errors.SerializationFailure):
                if attempt == ATTEMPTS:
                    raise Conflict("busy") from None
                await asyncio.sleep(0.02 * attempt)
        raise AssertionError("unreachable")

    async def dedicated(self) -> AsyncConnection[Row]:
        """A connection of its own, outside the pool and without its time-out: for LISTEN, session locks, index builds."""
        with _translated():
            connection = await psycopg.AsyncConnection.connect(self.url, **self._settings)
            await self._configure(connection)
            return connection

    async def _configure(self, connection: AsyncConnection[Row]) -> None:
        if self._background and connection.info.host.startswith("/"):  # a socket: its process is one of this machine
            for _ in range(ATTEMPTS):
                if give_way(connection.info.backend_pid):
                    break
                await asyncio.sleep(GIVE_WAY_AGAIN_SECONDS)


class _translated:
    """Turns "the database does not answer" into an error that a client understands and may retry."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, errors.QueryCanceled):
            raise Unavailable("statement_timeout") from error
        if isinstance(error, errors.LockNotAvailable):
            raise Conflict("busy") from error
        if isinstance(error, PoolTimeout | PoolClosed):
            raise Unavailable("database_busy") from error
        if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName) and "luopan" in str(error):
            raise Unavailable("not_migrated") from error
        if isinstance(error, errors.ProgramLimitExceeded):
            raise Invalid("value_too_long_for_index", most=MAX_INDEXED_BYTES) from error
        if isinstance(error, psycopg.OperationalError) and not isinstance(
            error, errors.DeadlockDetected | errors.SerializationFailure
        ):
            raise Unavailable("database_unreachable") from error
