"""Signing in: one message for whatever is wrong, tries that count, waits that end."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from ocop.domain.accounts import Actor
from ocop.domain.refusals import NotSignedIn, TooMany
from ocop.models.database import db
from ocop.services.logins import begin_login, finish_login, prove_login
from ocop.services.work import unit_of_work
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("context")

GOOD = "con sáo bay qua sông 7 lần"
HERE, THERE = "203.0.113.0/24", "198.51.100.0/24"


def log_in(name: str, password: str, now: datetime = NOW, prefix: str = HERE) -> Actor:
    with unit_of_work():
        attempt = begin_login(name, now, prefix=prefix)
    proven = prove_login(attempt, password)
    with unit_of_work():
        return finish_login(proven, now)


def fail(times: int, name: str = "coso", now: datetime = NOW, prefix: str = HERE) -> None:
    for _ in range(times):
        with unit_of_work():
            begin_login(name, now, prefix=prefix)


def waits(name: str = "coso", now: datetime = NOW, prefix: str = HERE) -> int:
    """Return how many seconds a try has to wait."""
    try:
        with unit_of_work():
            begin_login(name, now, prefix=prefix)
    except TooMany as refusal:
        return refusal.retry_after
    return 0


def test_the_right_password_signs_in(make_user) -> None:
    user = make_user("producer", name="coso", password=GOOD)

    assert log_in(" CoSo ", GOOD).id == user.id


@pytest.mark.parametrize(
    ("name", "password"),
    [("coso", "sai"), ("aido", GOOD), ("nghi", GOOD), ("moi", ""), ("\x00", GOOD), ("ế" * 99, "")],
)
def test_whatever_is_wrong_the_words_are_the_same(name: str, password: str, make_user) -> None:
    make_user("producer", name="coso", password=GOOD)
    make_user("producer", name="nghi", password=GOOD, is_active=False)
    make_user("producer", name="moi")

    with pytest.raises(NotSignedIn) as refused:
        log_in(name, password)

    assert (refused.value.code, refused.value.message) == ("login-wrong", "Tên đăng nhập hoặc mật khẩu không đúng.")


def test_an_account_changed_meanwhile_is_not_entered(make_user) -> None:
    user = make_user("producer", name="coso", password=GOOD)
    with unit_of_work():
        attempt = prove_login(begin_login("coso", NOW, prefix=HERE), GOOD)
    with unit_of_work():
        db.session.merge(user).is_active = False

    with pytest.raises(NotSignedIn), unit_of_work():
        finish_login(attempt, NOW)


def test_an_outdated_hash_is_made_anew(make_user) -> None:
    user = make_user("producer", name="coso", password=GOOD)
    with unit_of_work():
        old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
        db.session.merge(user).password_hash = old

    log_in("coso", GOOD)

    kept = db.session.merge(user, load=True)
    db.session.refresh(kept)
    assert kept.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    log_in("coso", GOOD)


def test_after_five_failures_the_wait_doubles() -> None:
    fail(5)
    now, seen = NOW, []

    for _ in range(13):
        fail(1, now=now)
        seen.append(waits(now=now))
        now += timedelta(seconds=seen[-1])

    assert seen == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_a_try_that_waits_counts_for_nothing() -> None:
    fail(6)

    assert [waits() for _ in range(20)] == [1] * 20


def test_failures_are_forgotten_after_a_quiet_hour() -> None:
    fail(6)

    assert waits(now=NOW + timedelta(hours=1, seconds=2)) == 0
    fail(4, now=NOW + timedelta(hours=1, seconds=2))
    assert waits(now=NOW + timedelta(hours=1, seconds=2)) == 0


def test_success_forgets_the_failures_before_it(make_user) -> None:
    make_user("producer", name="coso", password=GOOD)
    fail(4)
    log_in("coso", GOOD)

    fail(5)

    assert waits() == 0


def test_a_stranger_elsewhere_locks_nobody_out(make_user) -> None:
    make_user("producer", name="coso", password=GOOD)
    now = NOW
    for _ in range(40):
        fail(1, now=now, prefix=THERE)
        now += timedelta(minutes=15)

    assert waits(now=now - timedelta(minutes=14), prefix=HERE) == 0


def test_guesses_from_many_networks_wait_half_a_minute_at_most() -> None:
    now = NOW
    for number in range(40):
        fail(1, now=now, prefix=f"10.0.{number}.0/24")
        now += timedelta(seconds=30)

    assert waits(now=now - timedelta(seconds=30), prefix=HERE) == 30


def test_one_network_waits_after_a_hundred_failures() -> None:
    for number in range(101):
        fail(1, name=f"ai{number}")

    assert waits("nguoikhac") == 1
    assert waits("nguoikhac", prefix=THERE) == 0


def test_what_succeeds_counts_for_no_network(make_user: Callable) -> None:
    make_user("producer", name="coso", password=GOOD)
    for number in range(100):
        fail(1, name=f"ai{number}")

    log_in("coso", GOOD)

    assert waits("nguoikhac") == 1 - 1
