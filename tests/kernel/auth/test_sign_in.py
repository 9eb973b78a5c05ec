"""Sign-in without HTTP: what happens when many things happen at once, and when time passes."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from luopan.kernel.auth import keys, one_time, second_factor, totp
from luopan.kernel.auth.accounts import account_of, account_of_email, end_sessions, set_password
from luopan.kernel.auth.sessions import Client
from luopan.kernel.auth.sign_in import SignIn
from luopan.kit.clock import system_clock
from luopan.kit.database import Session
from luopan.kit.errors import Invalid, LuopanError, Unauthenticated
from luopan.main.setup import create_user
from luopan.main.wiring import open_process
from tests.kernel.conftest import Doors

EMAIL, PASSWORD = "li.lei@example.com", "correct horse"
HERE = Client("10.0.0.1", "pytest")


@pytest.fixture
async def sign_in(doors: Doors) -> SignIn:
    """The sign-in of a process, with a user."""
    kernel = doors.process.kernel
    await create_user(kernel.settings, EMAIL, "李雷", PASSWORD, False)
    return kernel.sign_in


@pytest.fixture
async def user_id(sign_in: SignIn, doors: Doors) -> str:
    async with doors.process.kernel.database.session() as session:
        account = await account_of_email(session, EMAIL)
    assert account is not None
    return account.id


@pytest.fixture
async def session(doors: Doors) -> AsyncIterator[Session]:
    """Statements of the test's own."""
    async with doors.process.kernel.database.session() as opened:
        yield opened


async def code_of(sign_in: SignIn, password: str = PASSWORD, code: str | None = None) -> str:
    """ "ok", or the code of the refusal."""
    try:
        await sign_in.sign_in(EMAIL, password, code, HERE)
    except LuopanError as refusal:
        return refusal.code
    return "ok"


async def test_a_hundred_tries_at_once_are_ten(sign_in: SignIn) -> None:
    tries = await asyncio.gather(*(code_of(sign_in, f"wrong {number}") for number in range(40)))
    assert tries.count("sign_in_failed") == 10
    assert tries.count("sign_in_locked") == 30
    assert await code_of(sign_in) == "sign_in_locked"


async def test_success_forgives_and_the_lock_ends(sign_in: SignIn, session: Session) -> None:
    for _ in range(9):
        assert await code_of(sign_in, "wrong") == "sign_in_failed"
    assert await code_of(sign_in) == "ok"
    for _ in range(10):
        assert await code_of(sign_in, "wrong") == "sign_in_failed"
    assert await code_of(sign_in) == "sign_in_locked"
    await session.execute("update luopan.credentials set locked_until = now() where locked_until is not null")
    assert await code_of(sign_in) == "ok"


async def test_a_password_alone_buys_no_guesses_at_the_code(sign_in: SignIn, doors: Doors, user_id: str) -> None:
    kernel = doors.process.kernel
    async with kernel.database.transaction() as session:
        pending = await second_factor.begin(session, kernel.keyring, await account_of(session, user_id), "Luopan")
        step = totp.step_of(system_clock())
        await second_factor.confirm(
            session, kernel.keyring, user_id, totp.code_at(pending.secret, step - 1), system_clock()
        )
        sealed = await session.fetch_value(
            "select totp_secret from luopan.credentials where user_id = $1::uuid", user_id
        )
        assert pending.secret not in sealed
    for _ in range(9):
        assert await code_of(sign_in, code="000000") == "second_factor_failed"
        assert await code_of(sign_in) == "second_factor_required"
    async with kernel.database.session() as session:
        account = await account_of(session, user_id)
    await sign_in.proof.of_password(account, PASSWORD)
    assert await code_of(sign_in, code="000000") == "second_factor_failed"
    assert await code_of(sign_in, code=totp.code_at(pending.secret, step + 1)) == "sign_in_locked"


async def test_a_code_used_twice_at_once_is_good_once(sign_in: SignIn, doors: Doors, user_id: str) -> None:
    kernel = doors.process.kernel
    now = system_clock()
    async with kernel.database.transaction() as session:
        pending = await second_factor.begin(session, kernel.keyring, await account_of(session, user_id), "Luopan")
        step = totp.step_of(now)
        codes = await second_factor.confirm(
            session, kernel.keyring, user_id, totp.code_at(pending.secret, step - 1), now
        )
    assert len(set(codes)) == 10
    fresh = totp.code_at(pending.secret, totp.step_of(system_clock()))
    for code in (fresh, codes[0], codes[1].upper().replace("-", " ")):
        tries = await asyncio.gather(*(code_of(sign_in, code=code) for _ in range(4)))
        assert sorted(tries) == ["ok", *["second_factor_failed"] * 3]


async def test_two_requests_at_once_turn_a_session_once(sign_in: SignIn, session: Session) -> None:
    signed_in = await sign_in.sign_in(EMAIL, PASSWORD, None, HERE)
    assert not sign_in.is_due(await sign_in.credential_of(signed_in.token))
    await session.execute("update luopan.sessions set rotated_at = now() - interval '25 hours'")
    sign_in.forget()
    credential = await sign_in.credential_of(signed_in.token)
    assert sign_in.is_due(credential)
    turned = await asyncio.gather(*(sign_in.rotate(credential, signed_in.token) for _ in range(6)))
    fresh = [one for one in turned if one is not None]
    assert len(fresh) == 1
    new, old = await sign_in.credential_of(fresh[0].token), await sign_in.credential_of(signed_in.token)
    assert new.session == old.session == credential.session
    assert not sign_in.is_due(new)
    assert old.expires_at < system_clock() + timedelta(seconds=61)
    await session.execute("update luopan.sessions set previous_until = now() - interval '1 second'")
    sign_in.forget()
    with pytest.raises(Unauthenticated):
        await sign_in.credential_of(signed_in.token)
    assert (await sign_in.credential_of(fresh[0].token)).session == new.session


@pytest.mark.parametrize("column", ["seen_at = now() - interval '7 days 1 minute'", "expires_at = now()"])
async def test_sessions_end_by_themselves(sign_in: SignIn, session: Session, column: str) -> None:
    token = (await sign_in.sign_in(EMAIL, PASSWORD, None, HERE)).token
    await session.execute(f"update luopan.sessions set {column}")
    with pytest.raises(Unauthenticated):
        await sign_in.credential_of(token)


async def test_use_is_noted_once_a_minute(sign_in: SignIn, session: Session, user_id: str) -> None:
    token = (await sign_in.sign_in(EMAIL, PASSWORD, None, HERE)).token
    key = (await keys.create(session, system_clock(), user_id, "import")).token
    uses = "select seen_at, (select used_at from luopan.api_keys where user_id = $1::uuid) from luopan.sessions"
    await session.execute("update luopan.sessions set seen_at = now() - interval '50 seconds'")
    before = await session.fetch_one(uses, user_id)
    for one in (token, key):
        await sign_in.credential_of(one)
    first = await session.fetch_one(uses, user_id)
    assert before is not None
    assert first is not None
    assert (before[0], before[1]) == (first[0], None)
    assert first[1] is not None
    await session.execute("update luopan.sessions set seen_at = now() - interval '61 seconds'")
    sign_in.forget()
    for one in (token, key):
        await sign_in.credential_of(one)
    second = await session.fetch_one(uses, user_id)
    assert second is not None
    assert second[0] > first[0]
    assert second[1] == first[1]


async def test_every_process_forgets_with_the_commit(sign_in: SignIn, doors: Doors, user_id: str) -> None:
    kernel = doors.process.kernel
    token = (await sign_in.sign_in(EMAIL, PASSWORD, None, HERE)).token
    async with kernel.database.session() as session:
        key = (await keys.create(session, system_clock(), user_id, "import")).token
    async with open_process(kernel.settings, "test") as other:
        there = other.kernel.sign_in
        for one in (token, key):
            await there.credential_of(one)
        async with kernel.database.transaction() as session:
            await end_sessions(session, user_id)
        await refused_soon(there, token)
        await there.credential_of(key)
        async with kernel.database.session() as session:
            await session.execute('update records."user" set active = false where id = $1::uuid', user_id)
        await refused_soon(there, key)
        assert await code_of(there) == "sign_in_failed"


async def test_somebody_who_comes_back_signs_in_anew(sign_in: SignIn, session: Session, user_id: str) -> None:
    token = (await sign_in.sign_in(EMAIL, PASSWORD, None, HERE)).token
    made = await one_time.make(session, system_clock(), user_id, "reset", by=None)
    await session.execute('update records."user" set deleted_at = now() where id = $1::uuid', user_id)
    await session.execute('update records."user" set deleted_at = null where id = $1::uuid', user_id)
    with pytest.raises(Unauthenticated):
        await sign_in.credential_of(token)
    with pytest.raises(Unauthenticated) as refusal:
        await sign_in.accept(made.token, "a new password", None, HERE)
    assert refusal.value.code == "token_not_valid"
    assert await code_of(sign_in) == "ok"


async def test_a_single_use_token_is_used_once_by_two_at_once(sign_in: SignIn, session: Session, user_id: str) -> None:
    made = await one_time.make(session, system_clock(), user_id, "invite", by=None)

    async def accept(number: int) -> str:
        try:
            return (await sign_in.accept(made.token, f"new password {number}", None, HERE)).token
        except Unauthenticated as refusal:
            return refusal.code

    got = await asyncio.gather(*(accept(number) for number in range(4)))
    assert got.count("token_not_valid") == 3
    (token,) = [one for one in got if one != "token_not_valid"]
    assert (await sign_in.credential_of(token)).actor.id == user_id


async def test_a_password_changed_during_sign_in_wins(sign_in: SignIn, session: Session, user_id: str) -> None:
    async def change() -> None:
        await asyncio.sleep(0.01)
        await set_password(session, user_id, "another horse")

    outcome, _ = await asyncio.gather(code_of(sign_in), change())
    left = await session.fetch_value("select count(*) from luopan.sessions where user_id = $1::uuid", user_id)
    assert (outcome, left) in {("ok", 0), ("sign_in_failed", 0)}


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("seven77", "password_length"),
        ("x" * 201, "password_length"),
        (EMAIL.upper(), "password_own_name"),
        ("woaini1314", "password_common"),
        ("A123456789", "password_common"),
        ("p@ssw0rd", "password_common"),
    ],
)
async def test_passwords_that_anybody_would_try(session: Session, user_id: str, password: str, problem: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await set_password(session, user_id, password)
    assert [one.code for one in refusal.value.errors] == [problem]


async def test_no_rules_of_composition(session: Session, sign_in: SignIn, user_id: str) -> None:
    await set_password(session, user_id, "山高月小水落石出", "zh-TW")
    signed_in = await sign_in.sign_in(EMAIL, "山高月小水落石出", None, HERE)
    assert (await sign_in.credential_of(signed_in.token)).actor.locale == "zh-TW"


async def test_unknown_inactive_and_wrong_take_the_same_time(sign_in: SignIn, session: Session) -> None:
    await session.execute(
        """insert into records."user" (id, name, email, active) values
        (gen_random_uuid(), 'Gone', 'gone@example.com', false), (gen_random_uuid(), 'New', 'new@example.com', true)"""
    )
    mails = (EMAIL, "nobody@example.com", "gone@example.com", "new@example.com")
    seconds: dict[str, list[float]] = {mail: [] for mail in mails}
    for _ in range(9):
        for mail in mails:
            started = time.perf_counter()
            with pytest.raises(Unauthenticated) as refusal:
                await sign_in.sign_in(mail, "wrong", None, HERE)
            seconds[mail].append(time.perf_counter() - started)
            assert refusal.value.code == "sign_in_failed"
    middle = {mail: statistics.median(times) for mail, times in seconds.items()}
    assert max(middle.values()) < 1.5 * min(middle.values()), middle


async def refused_soon(sign_in: SignIn, token: str) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            await sign_in.credential_of(token)
        except Unauthenticated:
            return
        await asyncio.sleep(0.01)
    pytest.fail("it is still remembered")
