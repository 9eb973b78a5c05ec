"""Child processes that never outlive their parent and are not reached by its Ctrl-C.

A child's parent-death signal is tied to the *thread* that starts it: start children from the main thread only.
"""

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from luopan.kit import launch
from luopan.kit.errors import LuopanError

CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
BACKGROUND_NICENESS = 5
"""A quarter of a core that processes want which answer people; all of it where nobody else does."""


class SetupError(LuopanError):
    """The machine or a setting stands in the way; the sentence tells whoever runs the command what to do."""

    code = "setup"

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence

    def text(self, locale: str = "en") -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Account:
    """An operating-system user to run a program as; `capability` lets it pass through folders that are private to root."""

    uid: int
    gid: int
    capability: int | None = None


def command_for_child(
    command: Sequence[str | Path], *, account: Account | None = None, death_signal: signal.Signals = signal.SIGTERM
) -> list[str]:
    """The arguments that start `command` so that it gets `death_signal` when its parent dies, as `account` if one is given."""
    uid, gid, capability = (-1, -1, None) if account is None else (account.uid, account.gid, account.capability)
    numbers = (os.getpid(), int(death_signal), uid, gid, -1 if capability is None else capability)
    return [sys.executable, "-I", "-S", launch.__file__, *map(str, numbers), *map(str, command)]


def start_child(
    command: Sequence[str | Path],
    *,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    output: IO[bytes] | int | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Starts a child in its own session; `output` takes both its standard output and its errors."""
    return subprocess.Popen(
        command_for_child(command, account=account, death_signal=death_signal),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=environment,
        start_new_session=True,
    )


def signal_group(pid: int, number: signal.Signals) -> None:
    """Sends a signal to all processes of a child's group; nothing happens where it is gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def give_way(pid: int | None = None) -> bool:
    """Lets what people wait for go before this process, or before another of this machine; where that is not allowed, nothing
    changes. False: Linux has heard too many such wishes just now, and wants to be asked again in a tenth of a second."""
    pid = pid or os.getpid()
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, BACKGROUND_NICENESS)
        # Sessions are weighed against each other, and niceness counts only within one. A connection of PostgreSQL is a session of
        # its own, as our children are; a command's session is the terminal's.
        if os.getsid(pid) == pid:
            try:
                Path(f"/proc/{pid}/autogroup").write_text(str(BACKGROUND_NICENESS))
            except BlockingIOError:
                return False
    return True


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent (a zombie) does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in "ZX"


def processes_inside(folder: Path, program: str) -> list[int]:
    """The running processes of `program` whose working folder is exactly `folder`, as far as this user may see them."""
    found: list[int] = []
    for entry in os.scandir("/proc") if os.path.isdir("/proc") else ():
        if entry.name.isdigit():
            with suppress(OSError):
                if (
                    os.readlink(f"{entry.path}/cwd") == str(folder)
                    and Path(entry.path, "comm").read_text().strip() == program
                ):
                    found.append(int(entry.name))
    return found


def unprivileged_account(owned: Path, passing: Iterable[Path]) -> Account:
    """The account for a program that must not run as root, such as a database.

    It owns `owned` already, or it is one that nobody else uses. A capability is added only if a folder on the way to one of
    `passing` is closed to others. Raises SetupError where root has no such capability to give (a very restricted container).
    """
    uid = gid = _unused_uid()
    if owned.exists() and owned.stat().st_uid != 0:
        uid, gid = owned.stat().st_uid, owned.stat().st_gid
    folders = {folder for path in passing for way in (path, path.resolve()) for folder in way.parents}
    blocked = next((folder for folder in sorted(folders) if not _is_passable(folder, uid)), None)
    if blocked is None:
        return Account(uid, gid)
    permitted = _permitted_capabilities()
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if permitted >> capability & 1:
            return Account(uid, gid, capability)
    raise SetupError(f"The database cannot run below {blocked}, a private folder: set LUOPAN_HOME to another place.")


def _unused_uid() -> int:
    """A fixed number that no account of this machine has, so that nobody else can read or signal what runs under it."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    return next(uid for uid in range(59432, 60000) if uid not in taken)


def _is_passable(folder: Path, uid: int) -> bool:
    status = folder.stat()
    return bool(status.st_mode & 0o001 or (status.st_uid == uid and status.st_mode & 0o100))


def _permitted_capabilities() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapPrm:"):
            return int(line.split()[1], 16)
    return 0
