"""UUID version 7 (RFC 9562): sorted by time, so that indexes grow at their right end."""

import os
import threading
from datetime import datetime
from time import time_ns
from uuid import UUID

_lock = threading.Lock()
_last = [0]


def new_ids(count: int) -> list[str]:
    """`count` fresh ids in canonical text, each greater than all that this process made before.

    The 12 bits after the millisecond and the 14 that follow are one counter (RFC 9562, method 1 and 3 combined): it starts at
    the fraction of the millisecond and rises by one an id, so order holds within a batch too.
    """
    with _lock:
        first = max(_ticks(), _last[0] + 1)
        _last[0] = first + count - 1
    noise = os.urandom(6 * count)
    return [_text(first + index, noise[6 * index : 6 * index + 6]) for index in range(count)]


def new_id() -> str:
    """One fresh id."""
    return new_ids(1)[0]


def first_id_at(moment: datetime) -> UUID:
    """The smallest version-7 id of that millisecond: a bound for time ranges over id columns."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)


def _ticks() -> int:
    """Milliseconds since 1970 in the upper bits, 26 bits of fraction below."""
    nanoseconds = time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    return milliseconds << 26 | rest * (1 << 26) // 1_000_000


def _text(tick: int, noise: bytes) -> str:
    digits = f"{tick >> 26:012x}7{tick >> 14 & 0xFFF:03x}{0x8000 | tick & 0x3FFF:04x}{noise.hex()}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
