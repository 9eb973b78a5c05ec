"""Proving who one is: a password, a second factor where it is on, and a lock after ten failures in a row."""

import asyncio
from datetime import datetime, timedelta

from luopan.kernel.auth import second_factor
from luopan.kernel.auth.accounts import Account
from luopan.kernel.auth.passwords import MAX_LENGTH, verify_password
from luopan.kit.clock import Clock
from luopan.kit.database import Database
from luopan.kit.errors import TooManyRequests, Unauthenticated
from luopan.kit.keyring import Keyring

FAILURES_ALLOWED = 10
LOCK_TIME = timedelta(minutes=15)


class Proof:
    """Asks for proof, and counts every try before it is looked at: a thousand at once are a thousand, too."""

    def __init__(self, database: Database, keyring: Keyring, clock: Clock) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock

    async def of_both(self, account: Account | None, password: str, code: str | None) -> Account:
        """The account, proven by its password, and by a code where the second factor is on."""
        known, failures = await self._password(account, password)
        await self._second_factor(known, code, failures)
        return known

    async def of_password(self, account: Account, password: str) -> None:
        """The password alone: for somebody who is signed in. That it was right does not forgive wrong codes."""
        _, failures = await self._password(account, password)
        async with self._database.session() as session:
            await session.execute(_UNCOUNT, account.id, failures % FAILURES_ALLOWED == 0)

    async def of_code(self, account: Account, code: str | None) -> None:
        """The second factor alone, where it is on: for somebody who has shown a single-use token in place of the password."""
        if account.totp_secret is not None:
            await self._second_factor(account, code, _unless_locked(await self._count(account)))

    async def _password(self, account: Account | None, password: str) -> tuple[Account, int]:
        """The account and the number of this try.

        The same refusal after the same work for an unknown user, one without a password, and a wrong one.
        """
        counted = await self._count(account)
        stored = None if account is None else account.password_hash
        right = await asyncio.to_thread(verify_password, stored, password[:MAX_LENGTH])
        failures = _unless_locked(counted)
        if account is None or not right:
            raise Unauthenticated("sign_in_failed")
        return account, failures

    async def _second_factor(self, account: Account, code: str | None, failures: int) -> None:
        """Passes with the code or where none is needed, and only then forgets the failures.

        That no code came is no failure, but no success either: else a password alone would buy ten more guesses at the code.
        """
        async with self._database.session() as session:
            if account.totp_secret is not None:
                if code is None:
                    await session.execute(_UNCOUNT, account.id, failures % FAILURES_ALLOWED == 0)
                    raise Unauthenticated("second_factor_required")
                if not await second_factor.accepts(session, self._keyring, account, code, self._clock()):
                    raise Unauthenticated("second_factor_failed")
            await session.execute(_FORGIVE, account.id)

    async def _count(self, account: Account | None) -> int | None:
        """The number of this try, counted as a failure for now; 0 where nobody is there to count for; None where they are locked.

        Its commit does not wait for the disk: a crash may forgive a try, and nobody can tell a known mail by the time it takes.
        """
        now: datetime = self._clock()
        async with self._database.transaction() as session:
            await session.execute("set local synchronous_commit = off")
            if account is None or account.changed_at is None:
                return 0
            return await session.fetch_value(_COUNT, account.id, FAILURES_ALLOWED, now + LOCK_TIME, now)


def _unless_locked(counted: int | None) -> int:
    if counted is None:
        raise TooManyRequests("sign_in_locked", seconds=int(LOCK_TIME.total_seconds()))
    return counted


_COUNT = """
update luopan.credentials set failures = failures + 1,
    locked_until = case when (failures + 1) % $2 = 0 then $3::timestamptz end
where user_id = $1::uuid and (locked_until is null or locked_until <= $4)
returning failures
"""

_UNCOUNT = """
update luopan.credentials set failures = greatest(failures - 1, 0),
    locked_until = case when $2 then null else locked_until end
where user_id = $1::uuid
"""

_FORGIVE = "update luopan.credentials set failures = 0, locked_until = null where user_id = $1::uuid"
