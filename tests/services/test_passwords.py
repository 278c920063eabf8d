"""Passwords: which are refused, how they are kept, and that a stranger's name costs the same time."""

import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.refusals import RuleBroken
from ocop.services.passwords import check_password, hash_password, is_outdated, is_password, make_password

GOOD = "con sáo bay qua sông 7 lần"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("1234567", "password-too-short"),
        ("ngắn", "password-too-short"),
        ("x" * 1025, "password-too-long"),
        ("tám chữ\x00 dài", "password-unreadable"),
        ("password", "password-too-common"),
        ("Mật khẩu 123", "password-too-common"),
        ("AnhYeuEm2024", "password-too-common"),
        ("vietnam1975", "password-too-common"),
        ("12345678", "password-too-common"),
        ("87654321", "password-too-common"),
        ("0912345678", "password-too-common"),
        ("30041975", "password-too-common"),
        ("aaaaaaaa", "password-too-common"),
        ("abcdefgh", "password-too-common"),
        ("testtest", "password-too-common"),
        ("htx-dua-sap", "password-too-common"),
        ("htx-dua-sap2026", "password-too-common"),
    ],
)
def test_what_anybody_would_try_is_no_password(password: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_password(password, name="htx-dua-sap")

    assert (refused.value.code, refused.value.field) == (code, "password")


@pytest.mark.parametrize("password", [GOOD, "tám chữ nè", "x7 y" * 16, "đường thốt nốt " * 60])
def test_any_other_words_are_a_password(password: str) -> None:
    check_password(password, name="htx-dua-sap")


@given(st.integers(0, 3))
def test_a_made_password_is_good_enough(group: int) -> None:
    made = make_password()

    check_password(made)
    assert len(made.split("-")[group]) == 4


def test_a_letter_typed_in_two_ways_is_one_letter() -> None:
    kept = hash_password(unicodedata.normalize("NFC", GOOD))

    assert is_password(unicodedata.normalize("NFD", GOOD), kept)
    assert not is_password(GOOD.upper(), kept)


@pytest.mark.parametrize("tried", ["", "x" * 5000, "\ud800", "\x00"])
def test_what_can_be_no_password_is_a_wrong_one(tried: str) -> None:
    assert not is_password(tried, hash_password(GOOD))


@pytest.mark.parametrize("kept", [None, "", "no hash at all"])
def test_an_account_without_a_password_takes_none(kept: str | None) -> None:
    assert not is_password(GOOD, kept)


def test_a_hash_of_other_parameters_is_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD))
    assert not is_outdated(hash_password(GOOD))
