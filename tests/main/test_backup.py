"""A backup brings back exactly what was there: rows, extensions, files; and refuses what it cannot do safely."""

import tarfile
from pathlib import Path

import psycopg
import pytest

from luopan.kernel.files.cleanup import KEEP_LOCK
from luopan.kernel.files.store import Store
from luopan.kit.process import SetupError
from luopan.kit.settings import Settings, load_settings
from luopan.main.backup import backup, restore


@pytest.fixture
def settings(empty_database_url: str, tmp_path: Path) -> Settings:
    (tmp_path / "home" / "files" / "ab").mkdir(parents=True)
    (tmp_path / "home" / "files" / "ab" / "photo").write_bytes(b"\x00photo")
    with psycopg.connect(empty_database_url) as connection:
        connection.execute("create extension pg_trgm")
        connection.execute("create schema data")
        connection.execute("create table data.account (name text)")
        connection.execute("insert into data.account values ('罗盘科技')")
    return load_settings(home=tmp_path / "home", database_url=empty_database_url)


def test_what_was_there_comes_back_and_what_came_later_goes(settings: Settings, tmp_path: Path):
    backup(settings, tmp_path / "all.tar")
    assert (tmp_path / "all.tar").stat().st_mode & 0o077 == 0
    run(settings, "update data.account set name = 'changed'; create table later (x int); drop extension pg_trgm")
    (settings.home / "files" / "ab" / "photo").unlink()
    (settings.home / "files" / "later").write_text("later")

    restore(settings, tmp_path / "all.tar")
    restore(settings, tmp_path / "all.tar")

    assert run(settings, "select name, to_regclass('later'), similarity('ab', 'ab') from data.account") == (
        "罗盘科技",
        None,
        1.0,
    )
    assert (settings.home / "files" / "ab" / "photo").read_bytes() == b"\x00photo"
    assert not (settings.home / "files" / "later").exists()


def test_files_come_back_wherever_they_are_kept(settings: Settings, tmp_path: Path):
    elsewhere = settings.model_copy(update={"files_url": f"memory://{tmp_path.name}"})
    store = Store.of(elsewhere)
    for key in ("ab/cd/kept", "ab/cd/lost", "derived/ab/cd/kept/64.webp"):
        put(store, key)
    backup(elsewhere, tmp_path / "all.tar")
    store.remove("ab/cd/lost")
    put(store, "ab/cd/later")

    restore(elsewhere, tmp_path / "all.tar")

    assert sorted(store.list_keys()) == ["ab/cd/kept", "ab/cd/lost"]
    assert store.open("ab/cd/lost").read() == b"ab/cd/lost"
    assert store.list_keys("derived") == []
    assert (settings.home / "files" / "ab" / "photo").exists()


def test_nothing_is_cleaned_up_during_a_backup(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    held: list[object] = []

    def look(tar: tarfile.TarFile, store: Store) -> None:
        held.append(run(settings, f"select pg_try_advisory_lock({KEEP_LOCK})"))

    monkeypatch.setattr("luopan.main.backup._add_files", look)
    backup(settings, tmp_path / "all.tar")
    assert held == [(False,)]
    assert run(settings, f"select pg_try_advisory_lock({KEEP_LOCK})") == (True,)


def put(store: Store, key: str) -> None:
    with store.incoming() as file:
        file.write(key.encode())
        store.place(file, key)


def test_a_database_in_use_is_not_replaced(settings: Settings, tmp_path: Path):
    backup(settings, tmp_path / "all.tar")
    with (
        psycopg.connect(str(settings.database_url)),
        pytest.raises(SetupError, match="in use"),
    ):
        restore(settings, tmp_path / "all.tar")
    assert run(settings, "select name from data.account") == ("罗盘科技",)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/../../outside", "unknown"])
def test_an_archive_that_writes_elsewhere_is_refused(settings: Settings, tmp_path: Path, name: str):
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        tar.add(settings.home / "files" / "ab" / "photo", "database.dump")
        member = tar.gettarinfo(settings.home / "files" / "ab" / "photo")
        member.name = name
        tar.addfile(member, (settings.home / "files" / "ab" / "photo").open("rb"))
    with pytest.raises(SetupError, match="is not a backup"):
        restore(settings, tmp_path / "bad.tar")


def test_any_other_file_is_refused_in_one_line(settings: Settings):
    with pytest.raises(SetupError, match="cannot be read as a backup") as raised:
        restore(settings, Path(__file__))
    assert "\n" not in raised.value.message


def run(settings: Settings, statements: str) -> object:
    with psycopg.connect(str(settings.database_url)) as connection:
        cursor = connection.execute(statements.encode())
        return cursor.fetchone() if cursor.description else None
