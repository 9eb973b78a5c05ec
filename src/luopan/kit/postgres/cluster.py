"""The files of an embedded database, below a home folder.

home/postgres/data        the cluster; owned by an unprivileged account where Luopan runs as root
home/postgres/run         its socket; a short folder below /tmp where that path would be too long
home/postgres/secret      from which the roles' passwords are derived (mode 0600)
home/postgres/lock        locked by the process that owns the server
home/postgres/server.log  what the server says
"""

import fcntl
import hashlib
import hmac
import os
import pwd
import re
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

from luopan.kit.postgres.binaries import Binaries, find_binaries
from luopan.kit.postgres.configuration import server_configuration
from luopan.kit.process import Account, SetupError, start_child, unprivileged_account

PORT = 5432  # only names the socket's file; nothing listens on the network
SUPERUSER = "postgres"
LONGEST_SOCKET_PATH = 107
LARGEST_LOG_BYTES = 10 << 20
HOST_RULES = "local all all scram-sha-256\n"
COMPLAINT = re.compile(r"(?:FATAL|PANIC|[Ee]rror|ERROR|^postgres): +(.+)|(cannot run .+)")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}


class Cluster:
    """Finds, makes and locks the files. Raises SetupError where the machine does not allow it."""

    def __init__(self, home: Path, binaries: Path | None = None) -> None:
        self.home = home.absolute()
        self.folder = self.home / "postgres"
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self._binaries_folder = binaries
        self._lock: IO[str] | None = None

    @property
    def socket_folder(self) -> Path:
        """Where clients find the server."""
        folder = self.folder / "run"
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET_PATH:
            return folder
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/tmp") / f"luopan-{mark}"

    def url(self, role: str, database: str) -> str:
        """The address of a database for a role, with its password."""
        folder = quote(str(self.socket_folder), safe="")
        return f"postgresql://{role}:{self.password(role)}@/{database}?host={folder}&port={PORT}"

    def password(self, role: str) -> str:
        """A role's password."""
        return hmac.new((self.folder / "secret").read_bytes(), role.encode(), hashlib.sha256).hexdigest()

    def lock(self) -> bool:
        """Takes the right to run the server, until `unlock` or the end of this process; False where another process has it."""
        if self._lock is None:
            self._prepare_folder()
            lock = (self.folder / "lock").open("w")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                return False
            self._lock = lock
        return True

    def unlock(self) -> None:
        """Gives the right back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def prepare(self, settings: Mapping[str, str]) -> tuple[Binaries, Account | None]:
        """Makes what is missing and writes the configuration; gives what to run the server with, and as whom."""
        version = self.data / "PG_VERSION"
        binaries = find_binaries(int(version.read_text()) if version.exists() else None, self._binaries_folder)
        account = None
        if os.geteuid() == 0:
            account = unprivileged_account(self.data, [self.data, self.socket_folder, binaries.folder / "postgres"])
        if not self.data.exists():
            self._make(binaries, account)
        self._prepare_socket_folder(os.geteuid() if account is None else account.uid)
        (self.data / "postgresql.conf").write_text(server_configuration(binaries, self.socket_folder, settings))
        return binaries, account

    def remove_socket_folder(self) -> None:
        """Leaves nothing below /tmp once the server has stopped; does nothing after a stop by force, which left a socket."""
        with suppress(OSError):
            self.socket_folder.rmdir()

    def open_log(self) -> IO[bytes]:
        """The server's log, to append to; begun anew once it is large."""
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LARGEST_LOG_BYTES:
                self.log.rename(self.log.with_suffix(".log.1"))
        return open(self.log, "ab", opener=_private)

    def last_complaint(self) -> str:
        """What the log says last about why the server or initdb failed."""
        lines = self.log.read_text(errors="replace").splitlines()[-50:]
        found = (COMPLAINT.search(line) for line in reversed(lines))
        return next((match[0] for match in found if match), f"see {self.log}")

    def _prepare_folder(self) -> None:
        # Root's folders stay passable for the account that the server runs under; each file in them guards itself.
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            for folder in (self.home, self.folder):
                if not folder.exists():
                    folder.mkdir(parents=True)
                    folder.chmod(mode)
            if not (self.folder / "secret").exists():
                _write_private(self.folder / "secret", secrets.token_hex(32))
            (self.folder / "secret").read_bytes()
            (self.folder / "lock").touch(mode=0o600)
        except OSError as error:
            raise SetupError(f"{error.filename} cannot be used: {error.strerror}.") from error

    def _make(self, binaries: Binaries, account: Account | None) -> None:
        # Built beside its place and then renamed, so that a half-made cluster is never taken for a whole one.
        unfinished, password_file = self.folder / "data.new", self.folder / "password.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        _write_private(password_file, self.password(SUPERUSER))
        # initdb insists on a user with a name, so it runs as nobody; the files then go to the server's own account.
        maker = None if account is None else _nobody(account)
        if maker is not None:
            os.chown(unfinished, maker.uid, maker.gid)
            os.chown(password_file, maker.uid, maker.gid)
        locale = ["--locale=C.UTF-8"]
        if binaries.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [binaries.folder / "initdb", "-D", unfinished, "-U", SUPERUSER, f"--pwfile={password_file}"]
        options = ["--encoding=UTF8", "--auth=scram-sha-256", "--no-instructions", *locale]
        with self.open_log() as log:
            failed = start_child([*command, *options], account=maker, output=log, environment=ENVIRONMENT).wait() != 0
        password_file.unlink()
        if failed:
            raise SetupError(f"The database could not be made: {self.last_complaint()}")
        (unfinished / "pg_hba.conf").write_text(HOST_RULES)
        if account is not None:
            for folder, _, files in os.walk(unfinished):
                for path in (folder, *(os.path.join(folder, file) for file in files)):
                    os.chown(path, account.uid, account.gid)
        unfinished.rename(self.data)

    def _prepare_socket_folder(self, owner: int) -> None:
        folder = self.socket_folder
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, owner, -1)
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid != owner or status.st_mode & 0o077:
            raise SetupError(f"{folder} belongs to somebody else: remove it, or set LUOPAN_HOME to a shorter path.")
        # Left by a crash, they would name a process number that may be any other program's by now.
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (folder / name).unlink(missing_ok=True)


def _nobody(account: Account) -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid, account.capability)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    with open(file, "x", opener=_private) as opened:
        opened.write(text)
