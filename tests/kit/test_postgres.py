"""The embedded server survives what happens to machines: crashes, leftovers, private folders, long paths."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from luopan.kit.postgres import EmbeddedPostgres, check_database, database_url, find_binaries
from luopan.kit.postgres.configuration import server_configuration
from luopan.kit.process import SetupError, is_alive
from luopan.kit.settings import load_settings

SMALL = {"shared_buffers": "16MB"}
OWNER = """
import sys, time
from pathlib import Path
from luopan.kit.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), settings={"shared_buffers": "16MB"})
server.start()
print(server.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    """A durable server: these tests kill it."""
    server = EmbeddedPostgres(home, settings=SMALL)
    yield server
    server.stop(immediately=True)


def test_a_committed_row_survives_the_death_of_the_server(server: EmbeddedPostgres):
    server.start()
    connection = psycopg.connect(server.url)
    connection.execute("create table note (body text)")
    connection.execute("insert into note values ('kept')")
    connection.commit()
    connection.execute("insert into note values ('never committed')")
    kill(server)
    connection.close()

    server.start()
    assert query(server.url, "select body from note") == "kept"


def test_a_crashed_parent_leaves_no_server_and_the_next_start_takes_over(home: Path, server: EmbeddedPostgres):
    owner = start_owner(home)
    postmaster = read_pid(owner)
    with pytest.raises(SetupError, match="already running"):
        server.start()
    owner.kill()
    owner.wait()

    server.start()
    assert not is_alive(postmaster)
    assert query(server.url, "select 1") == 1


def test_a_server_that_outlived_its_parent_is_stopped_first(home: Path, server: EmbeddedPostgres):
    """As after a start by a version, or on a system, where the parent's death was not noticed."""
    server.start()
    assert server.process is not None
    postmaster, server.process = server.process, None
    server.stop()  # gives the lock back and knows no process: the server is an orphan now
    assert is_alive(postmaster.pid)

    server.start()
    assert postmaster.wait(timeout=10) == 0
    assert query(server.url, "select 1") == 1


@pytest.mark.parametrize("who", ["zombie", "stranger"])
def test_a_stale_file_with_the_number_of_another_process_does_not_stop_a_start(
    server: EmbeddedPostgres, home: Path, who: str
):
    server.start()
    kill(server)
    server.stop()
    other = subprocess.Popen([sys.executable, "-c", "" if who == "zombie" else "import time; time.sleep(60)"])
    try:
        wait_for(lambda: who == "stranger" or not is_alive(other.pid))
        pid_file = home / "postgres" / "data" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")

        server.start(timeout=10)
        assert query(server.url, "select 1") == 1
    finally:
        other.kill()
        other.wait()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that others may not pass")
def test_root_may_keep_its_home_below_a_private_folder(home: Path):
    home.parent.chmod(0o700)
    server = EmbeddedPostgres(home, settings=SMALL)
    try:
        server.start()
        assert server.process is not None
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        assert query(server.url, "select current_setting('is_superuser')") == "off"
        assert "Uid:\t0" not in status
        assert f"CapEff:\t{1 << 2:016x}" in status  # CAP_DAC_READ_SEARCH and nothing else
    finally:
        server.stop()


def test_a_home_with_a_long_path_gets_a_short_socket(home: Path):
    server = EmbeddedPostgres(home / ("long" * 25), settings=SMALL)
    try:
        server.start()
        folder = Path(str(query(server.superuser_url, "show unix_socket_directories")))
        assert folder.parent == Path("/tmp")
        assert folder.stat().st_mode & 0o077 == 0
    finally:
        server.stop()
    assert not folder.exists()


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(server: EmbeddedPostgres):
    server.start()
    assert server.process is not None
    assert os.getpgid(server.process.pid) == server.process.pid
    assert os.getsid(server.process.pid) != os.getsid(0)


def test_what_is_promised_about_the_database(server: EmbeddedPostgres, home: Path):
    server.start()
    assert query(server.superuser_url, "show fsync") == "on"
    assert query(server.superuser_url, "show synchronous_commit") == "on"
    assert query(server.superuser_url, "show listen_addresses") == ""
    assert (
        query(server.url, "select count(*) from unnest(string_to_array('罗盘', null)) as c where c ~ '[[:alpha:]]'")
        == 2
    )
    assert (home / "postgres" / "secret").stat().st_mode & 0o777 == 0o600
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url.replace(":", ":wrong", 2).replace(":wrong//", "://"))


def test_a_command_uses_the_running_server_or_starts_one_for_itself(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("LUOPAN_DATABASE_URL", raising=False)
    settings = load_settings(home=home)
    with database_url(settings) as url:
        query(url, "create table note (body text)", fetch=False)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)

    owner = start_owner(home)
    postmaster = read_pid(owner)
    try:
        with database_url(settings) as url:
            assert query(url, "select count(*) from note") == 0
        assert query(url, "select count(*) from note") == 0  # it is not ours to stop
    finally:
        owner.kill()
        owner.wait()
        wait_for(lambda: not is_alive(postmaster))


def test_the_socket_folder_of_somebody_else_is_refused(home: Path):
    server = EmbeddedPostgres(home / ("long" * 25), settings=SMALL)
    server.start()
    server.stop()
    folder = server.socket_folder
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    try:
        with pytest.raises(SetupError, match="belongs to somebody else"):
            server.start()
    finally:
        folder.rmdir()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://nobody@/x?host=/nowhere", "The database on /nowhere cannot be used"),
        ("mysql://x", "is not the address of a PostgreSQL database"),
    ],
)
def test_an_external_database_that_does_not_answer_is_told_in_one_line(url: str, sentence: str):
    with pytest.raises(SetupError, match=sentence) as raised:
        check_database(url)
    assert "\n" not in raised.value.message


def test_settings_are_quoted_and_may_be_overridden():
    text = server_configuration(find_binaries(), Path("/it's"), {"work_mem": "1MB"})
    assert "unix_socket_directories = '/it''s'" in text
    assert "work_mem = '1MB'" in text


def query(url: str, statement: str, *, fetch: bool = True) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if fetch else None
        return row and row[0]


def kill(server: EmbeddedPostgres) -> None:
    assert server.process is not None
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()


def start_owner(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", OWNER, str(home)], stdout=subprocess.PIPE, text=True)


def read_pid(owner: subprocess.Popen[str]) -> int:
    assert owner.stdout is not None
    return int(owner.stdout.readline())


def wait_for(is_done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_done():
        assert time.monotonic() < deadline
        time.sleep(0.01)
