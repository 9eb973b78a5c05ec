"""Turns itself into another program that ends with its parent; started as a script by `luopan.kit.process`.

Arguments: parent pid, signal at the parent's death, uid, gid (-1 each: unchanged), kept capability (-1: none), then the command.
It is a program and not a `preexec_fn` because code between fork and exec may deadlock in a process with threads. It imports
nothing that takes time. Numbers are those of Linux' `prctl.h` and `capability.h`; elsewhere only the command is run.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP = 28, 4
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAPABILITY_VERSION_3 = 0x20080522


def main(arguments: list[str]) -> None:
    parent, death_signal, uid, gid, capability = map(int, arguments[:5])
    command = arguments[5:]
    try:
        if sys.platform == "linux" and uid >= 0:
            _become(uid, gid, capability)
        end_with(parent, death_signal)  # after the change of user, which clears it
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"cannot run {command[0]}: {error.strerror}")


def end_with(parent: int, death_signal: int) -> None:
    """Has this process get a signal when the thread ends that has started it; ends it where that has happened already."""
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            sys.exit(1)


def _become(uid: int, gid: int, capability: int) -> None:
    """Drops to another user, keeping at most one capability, for this program and the ones it starts."""
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    if capability >= 0:
        # Keeps capabilities over the change of user, and lets access(2), by which PostgreSQL looks for its own files, count them.
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setresuid(uid, uid, uid)
    if capability >= 0:
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        only = (1 << capability, 1 << capability, 1 << capability)  # effective, permitted, inheritable
        _checked(_libc.capset(header, (ctypes.c_uint32 * 6)(*only, 0, 0, 0)))
        _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def _prctl(option: int, *arguments: int) -> None:
    # Unused arguments must be zero, and all are longs in a variadic call.
    _checked(_libc.prctl(option, *(ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4])))


def _checked(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


_libc = ctypes.CDLL(None, use_errno=True)

if __name__ == "__main__":
    main(sys.argv[1:])
