"""Throttles: what is counted, taken back and forgotten. How long one waits is in test_logins."""

from datetime import timedelta

import pytest

from ocop.models.database import db
from ocop.models.requests import Throttle
from ocop.services.throttles import NETWORK, PAIR, check_throttle, clear, note_failure, purge_throttles, take_back
from ocop.services.work import unit_of_work
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("context")


def failed(key: str, times: int) -> None:
    with unit_of_work():
        for _ in range(times):
            note_failure(key, NOW, PAIR)


def test_a_key_waits_for_itself_alone(refuses) -> None:
    failed("one", 6)

    check_throttle("other", NOW)
    with refuses("too-many-tries"):
        check_throttle("one", NOW)
    check_throttle("one", NOW + timedelta(seconds=1))


def test_what_is_cleared_starts_anew() -> None:
    failed("one", 6)

    with unit_of_work():
        clear("one")

    check_throttle("one", NOW)


def test_taking_back_never_goes_below_nothing() -> None:
    failed("one", 1)

    with unit_of_work():
        for _ in range(3):
            take_back("one", NOW)
        take_back("never seen", NOW)

    assert db.session.get(Throttle, "one").count == 0


def test_the_quiet_are_dropped_after_a_day() -> None:
    failed("one", 1)
    with unit_of_work():
        note_failure("later", NOW + timedelta(hours=2), NETWORK)

    with unit_of_work():
        purge_throttles(NOW + timedelta(hours=25))

    assert [held.key for held in db.session.query(Throttle)] == ["later"]
