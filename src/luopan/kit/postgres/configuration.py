"""`postgresql.conf` for this machine: sized by its memory, durable, on a Unix socket only."""

import os
from collections.abc import Mapping
from pathlib import Path

from luopan.kit.postgres.binaries import Binaries

MEGABYTE = 1 << 20
HEADER = """\
# Written by Luopan at every start. Put your own settings into postgresql.local.conf beside this file.
"""


def server_configuration(binaries: Binaries, socket_folder: Path, overrides: Mapping[str, str]) -> str:
    """The text of `postgresql.conf`; `overrides` win over the settings for this machine."""
    memory = memory_bytes()
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        "max_connections": "100",
        "max_locks_per_transaction": "256",  # a table an object, and partitions: a dump locks them all
        "shared_buffers": f"{min(memory // 4, 2048 * MEGABYTE) // MEGABYTE}MB",
        "effective_cache_size": f"{memory // 2 // MEGABYTE}MB",
        "maintenance_work_mem": f"{min(memory // 16, 512 * MEGABYTE) // MEGABYTE}MB",
        "work_mem": "16MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "off",  # 80 µs of processor time for each page, without lz4
        "synchronous_commit": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_line_prefix": "%m [%p] %q%a ",
    }
    if not _serves_shared_memory("/dev/shm"):
        settings["dynamic_shared_memory_type"] = "sysv"
    if binaries.has_library("pg_stat_statements"):
        settings["shared_preload_libraries"] = "pg_stat_statements"
    lines = [f"{name} = '{_escaped(value)}'" for name, value in (settings | dict(overrides)).items()]
    return HEADER + "\n".join(lines) + "\ninclude_if_exists = 'postgresql.local.conf'\n"


def memory_bytes() -> int:
    """The memory that this process may use: the machine's, or its container's limit."""
    amounts = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            amounts.append(int(Path(file).read_text()))
        except (OSError, ValueError):  # no such limit
            continue
    return min(amounts)


def _serves_shared_memory(folder: str) -> bool:
    # A container's /dev/shm is often 64 MB, too little for parallel queries, or not there for all.
    try:
        room, mode = os.statvfs(folder), os.stat(folder).st_mode
    except OSError:
        return False
    return room.f_blocks * room.f_frsize >= 256 * MEGABYTE and mode & 0o003 == 0o003


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
