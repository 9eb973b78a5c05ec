"""How much one user, one address, one mail may ask: token buckets in the memory of the process."""

from collections import OrderedDict
from ipaddress import IPv6Address
from math import ceil

from luopan.kit.clock import Clock
from luopan.kit.errors import TooManyRequests
from luopan.kit.settings import Settings

MOST_BUCKETS = 50_000
ROUNDING = 1e-6
NETWORK = 64
"""Bits of an IPv6 address that one customer of a provider shares: the rest is theirs to choose."""


class Buckets:
    """A bucket for each key. It holds `burst` at first and fills again at `per_minute`; the longest unused give way to new ones.

    What is stored is the moment at which the bucket will be full again: one number, and nothing to do while nobody asks.
    """

    def __init__(self, clock: Clock, per_minute: float, burst: float, most: int = MOST_BUCKETS) -> None:
        self._clock = clock
        self._interval = 60 / per_minute
        self._window = self._interval * max(burst, 1)
        self._most = most
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str) -> None:
        """One request; `TooManyRequests` where the bucket is empty."""
        now = self._clock().timestamp()
        # Never later than an emptied bucket would be: the clock may have been set back.
        full_at = min(max(self._full_at.get(key, now), now), now + self._window)
        wait = full_at + self._interval - now - self._window
        self._full_at[key] = full_at if wait > ROUNDING else full_at + self._interval
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._most:
            self._full_at.popitem(last=False)
        if wait > ROUNDING:
            raise TooManyRequests(seconds=ceil(wait))

    def __len__(self) -> int:
        return len(self._full_at)


class Limits:
    """The limits of one process."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        rate, tries = settings.requests_per_minute, settings.sign_ins_per_minute
        self._users = Buckets(clock, rate, rate / 10)
        self._strangers = Buckets(clock, rate / 10, rate / 100)
        self._tries = Buckets(clock, tries, tries)
        self._tries_of_mails = Buckets(clock, tries / 2, tries / 2)

    def user(self, user_id: str) -> None:
        """A request of somebody who is signed in."""
        self._users.take(user_id)

    def stranger(self, address: str) -> None:
        """A request of nobody in particular."""
        self._strangers.take(_network(address))

    def sign_in(self, address: str, email: str | None = None) -> None:
        """A try to sign in, to get a link, or to use one."""
        self._tries.take(_network(address))
        if email is not None:
            self._tries_of_mails.take(email.strip().lower()[:254])


def _network(address: str) -> str:
    if ":" not in address:
        return address
    try:
        return str(int(IPv6Address(address.partition("%")[0])) >> NETWORK)
    except ValueError:
        return address
