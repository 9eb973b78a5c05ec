"""Sealed texts open with the key and in the place they were sealed for, and nowhere else."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luopan.kit.keyring import Keyring, SecretUnreadable
from luopan.kit.process import SetupError
from luopan.kit.settings import load_settings

OLD, NEW = "old key of more than thirty-two characters", "new key of more than thirty-two characters"
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(plain=texts, place=texts, other=texts)
def test_what_is_sealed_opens_in_its_place_alone(plain: str, place: str, other: str) -> None:
    keyring = Keyring([OLD])
    sealed = keyring.seal(plain, place)
    assert keyring.open(sealed, place) == plain
    assert sealed != keyring.seal(plain, place), "no two seals are alike"
    assert sealed.startswith("lps1.")
    if other != place:
        with pytest.raises(SecretUnreadable):
            keyring.open(sealed, other)


def test_a_changed_seal_does_not_open() -> None:
    keyring = Keyring([OLD])
    sealed = keyring.seal("secret", "place")
    head, body = sealed.rsplit(".", 1)
    changed = [f"{head}.{body[:n]}{'A' if body[n] != 'A' else 'B'}{body[n + 1 :]}" for n in range(len(body) - 1)]
    for wrong in (*changed, head, f"{head}.", f"{head}.{body}!", f"lps2{sealed[4:]}", sealed[:-4], "", "lps1..", body):
        with pytest.raises(SecretUnreadable):
            keyring.open(wrong, "place")


def test_a_new_key_in_front_seals_and_the_old_one_still_opens_and_marks() -> None:
    before, between, after = Keyring([OLD]), Keyring([NEW, OLD]), Keyring([NEW])
    sealed = before.seal("secret", "place")
    assert between.open(sealed, "place") == "secret"
    assert before.is_newest(sealed)
    assert not between.is_newest(sealed)
    renewed = between.seal("secret", "place")
    assert after.open(renewed, "place") == "secret"
    with pytest.raises(SecretUnreadable):
        after.open(sealed, "place")
    assert before.mark("secret", "place") == between.mark("secret", "place") != after.mark("secret", "place")


@given(one=st.tuples(texts, texts), other=st.tuples(texts, texts))
def test_marks_tell_texts_and_places_apart(one: tuple[str, str], other: tuple[str, str]) -> None:
    keyring = Keyring([OLD])
    assert (keyring.mark(*one) == keyring.mark(*other)) == (one == other)


def test_keys_come_from_the_settings_and_are_not_shown(home: Path) -> None:
    settings = load_settings(home=home, secret_key=f" {NEW}, {OLD} ")
    assert Keyring.of(settings).open(Keyring([OLD]).seal("x", ""), "") == "x"
    assert NEW not in repr(settings)
    assert not home.exists(), "no key file where a key is given"
    for short in ("x" * 31, f"{NEW},short", ","):
        with pytest.raises(SetupError):
            Keyring.of(load_settings(home=home, secret_key=short))


def test_a_home_without_a_key_gets_one_whoever_is_first(home: Path) -> None:
    settings = load_settings(home=home)
    with ThreadPoolExecutor(16) as pool:
        marks = set(pool.map(lambda _: Keyring.of(settings).mark("x", ""), range(32)))
    assert len(marks) == 1
    assert [one.name for one in home.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600
    assert Keyring.of(load_settings(home=home.with_name("other"))).mark("x", "") not in marks
