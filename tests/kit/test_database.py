"""Lists are PostgreSQL's arrays, whatever is in their texts; work in the background gives way."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from luopan.kit.database import Database
from luopan.kit.process import BACKGROUND_NICENESS

AWKWARD = ["", " ", "NULL", "null", "a,b", "{x}", "(1)", "\n", "\u3000", "华为 有限公司", "😀"]


@pytest.mark.parametrize(
    "texts", [[], ["a"], AWKWARD, [*AWKWARD, 'a"b'], [*AWKWARD, "a\\b"], ["a", None, ""], [["a", "b"], ["", "c"]]]
)
async def test_texts_come_back_as_they_went(database_url: str, texts: list[object]) -> None:
    async with Database(database_url) as database, database.session() as session:
        assert await session.fetch_value("select $1::text[]", texts) == texts


async def test_no_text_holds_a_nul(database_url: str) -> None:
    async with Database(database_url) as database, database.session() as session:
        with pytest.raises(psycopg.DataError):
            await session.fetch_value("select $1::text[]", ["a", "b\x00c"])


def weight_of_session(pid: int) -> int | None:
    """None where sessions have none: the kernel knows no such thing, or says nothing of it (a container's own group)."""
    file = Path(f"/proc/{pid}/autogroup")
    text = file.read_text() if file.exists() else ""
    return int(text.rpartition(" ")[2]) if text else None


def test_a_command_leaves_the_session_of_its_terminal_alone() -> None:
    script = "import os; from luopan.kit.process import give_way; give_way(); print(os.nice(0), end='')"
    before = weight_of_session(os.getpid())
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == str(BACKGROUND_NICENESS)
    assert weight_of_session(os.getpid()) == before


@pytest.mark.parametrize("background", [False, True])
async def test_what_the_database_does_in_the_background_gives_way(database_url: str, *, background: bool) -> None:
    async with (
        Database(database_url, background=background) as database,
        database.session() as session,
        await database.dedicated() as other,
    ):
        for connection in (session.connection, other):
            if not connection.info.host.startswith("/"):  # a process elsewhere has its own priorities
                continue
            pid, expected = connection.info.backend_pid, BACKGROUND_NICENESS if background else 0
            assert os.getpriority(os.PRIO_PROCESS, pid) == expected
            assert weight_of_session(pid) in (None, expected)
