"""A whole company in one file: a tar archive of a database dump, of the files, wherever they are kept, and of the lake.

manifest.json    what made it, and when
database.dump    pg_dump's custom format
files/…          contents by their keys
lake/…           the folder of the home
"""

import json
import os
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from luopan import __version__
from luopan.kernel.files.cleanup import KEEP_LOCK
from luopan.kernel.files.store import Store
from luopan.kit.postgres import find_client
from luopan.kit.process import SetupError
from luopan.kit.settings import Settings

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
FILES, LAKE = "files", "lake"


def backup(settings: Settings, target: Path) -> None:
    """Writes the database as of one moment, then the files that it refers to, to `target`. Nothing is cleaned up meanwhile.

    Raises SetupError where pg_dump is missing or fails.
    """
    url, major = _url(settings), _server_major(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder,
        psycopg.connect(url, autocommit=True) as keeper,
    ):
        keeper.execute("select pg_advisory_lock_shared(%s)", [KEEP_LOCK])
        dump, manifest, archive = (Path(folder) / name for name in (DUMP, MANIFEST, "archive.tar"))
        _run(find_client("pg_dump", major), url, "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        made = {
            "format": FORMAT,
            "luopan": __version__,
            "postgres": major,
            "made_at": datetime.now(UTC).isoformat(),
        }
        manifest.write_text(json.dumps(made))
        with tarfile.open(archive, "w") as tar:
            tar.add(manifest, MANIFEST)
            tar.add(dump, DUMP)
            _add_files(tar, Store.of(settings))
            if (settings.home / LAKE).exists():
                tar.add(settings.home / LAKE, LAKE)
        archive.chmod(0o600)
        archive.replace(target)


def restore(settings: Settings, source: Path) -> None:
    """Replaces the database and the files by those of a backup.

    Raises SetupError where the file is no backup of ours, somebody is still connected, or the server can't take it (made on a
    newer PostgreSQL, the disk is full); nothing has changed then.
    """
    url, major = _url(settings), _server_major(settings)
    with TemporaryDirectory(dir=settings.home, prefix=".restore-") as name:
        folder = Path(name)
        _extract(source, folder)
        contents = _run(find_client("pg_restore", major), None, "--list", str(folder / DUMP))
        # Only its owner may comment on an extension, and that may be the administrator of an external server.
        chosen, script = folder / "contents", folder / "restore.sql"
        chosen.write_text("\n".join(line for line in contents.splitlines() if "COMMENT - EXTENSION" not in line))
        epoch = _check_unused(url)
        options = ("--no-owner", "--no-privileges", f"--use-list={chosen}", f"--file={script}")
        _run(find_client("pg_restore", major), None, *options, str(folder / DUMP))
        # One transaction: what was there is dropped only where all of the backup goes in.
        once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run(find_client("psql", major), url, *once, "--command=drop owned by current_user", f"--file={script}")
        _go_beyond(url, epoch)
        Store.of(settings).replace_all(folder / FILES)
        if (folder / LAKE).exists():
            _replace(folder / LAKE, settings.home / LAKE)


def _add_files(tar: tarfile.TarFile, store: Store) -> None:
    for key in store.list_keys():
        member = tarfile.TarInfo(f"{FILES}/{key}")
        member.size, member.mode = store.size(key), 0o600
        with store.open(key) as content:
            tar.addfile(member, content)


def _url(settings: Settings) -> str:
    assert settings.database_url is not None
    return settings.database_url


def _server_major(settings: Settings) -> int:
    with psycopg.connect(_url(settings)) as connection:
        return connection.info.server_version // 10_000


def _check_unused(url: str) -> int:
    """Raises SetupError where somebody is connected; gives the epoch that is in use (0: none)."""
    with psycopg.connect(url) as connection:
        others = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchone()
        if others is not None and others[0] > 0:
            raise SetupError(f"The database is in use ({others[0]} connections): stop Luopan, then restore.")
        known = connection.execute("select to_regclass('luopan.workspace') is not null").fetchone()
        row = connection.execute("select epoch from luopan.workspace").fetchone() if known and known[0] else None
        return 0 if row is None else row[0]


def _go_beyond(url: str, epoch: int) -> None:
    """Nobody who follows the event log may take the restored end for the one that was in use."""
    with psycopg.connect(url) as connection:
        if epoch:
            connection.execute("update luopan.workspace set epoch = greatest(epoch, %s)", [epoch])


def _run(program: Path, url: str | None, *options: str) -> str:
    """Runs a client program against a database; its password goes by the environment, where no process list shows it."""
    place, environment = [], dict(os.environ)
    if url is not None:
        parts = conninfo_to_dict(url)
        environment["PGPASSWORD"] = str(parts.pop("password", ""))
        place = [f"--dbname={make_conninfo('', **parts)}"]
    done = subprocess.run([program, *place, *options], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = next((line for line in done.stderr.splitlines() if "error:" in line), f"exit code {done.returncode}")
        raise SetupError(f"{program.name} failed: {reason}")
    return done.stdout


def _extract(source: Path, folder: Path) -> None:
    """Unpacks only what a backup contains: ordinary files and folders at their places."""
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                is_expected = path.parts[0] in (MANIFEST, DUMP, FILES, LAKE) and ".." not in path.parts
                if not is_expected or not (member.isfile() or member.isdir()):
                    raise SetupError(f"{source} is not a backup: it contains {member.name}.")
                _unpack(tar, member, folder / path)
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, tarfile.TarError, ValueError) as error:
        raise SetupError(f"{source} cannot be read as a backup: {str(error).splitlines()[0]}") from None
    if manifest["format"] > FORMAT:
        raise SetupError(f"{source} was made by a newer Luopan ({manifest['luopan']}).")


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    # By hand: only newer Pythons have an extraction that ignores the modes and owners that an archive claims.
    if member.isdir():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = tar.extractfile(member)
    assert content is not None
    with content, open(target, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        shutil.copyfileobj(content, file)


def _replace(new: Path, old: Path) -> None:
    if old.is_dir():
        shutil.rmtree(old)
    new.replace(old)
