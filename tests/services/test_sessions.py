"""Sessions: how long they last, and that the server alone ends them."""

from datetime import timedelta

import pytest

from ocop.domain.accounts import Role
from ocop.models.accounts import Session
from ocop.models.database import db
from ocop.services.actors import actor_of
from ocop.services.sessions import (
    end_listed_session,
    end_other_sessions,
    end_session,
    is_session,
    is_touch_due,
    open_session,
    purge_sessions,
    session_actor,
    sessions_of,
    touch_session,
)
from ocop.services.work import unit_of_work
from tests.factories import COMMUNE, NOW

pytestmark = pytest.mark.usefixtures("context")

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def opened(make_user):
    """Return a function that opens a session of a role's new account."""

    def open_one(role: str = "commune", user=None, **more):
        user = user or make_user(role)
        with unit_of_work():
            return user, open_session(actor_of(user), NOW, **more)

    return open_one


def used_until(token: str, end, step) -> None:
    """Use a session now and then until a moment."""
    moment = NOW
    while moment + step < end:
        moment += step
        session_actor(token, moment)
        with unit_of_work():
            touch_session(token, moment)


def test_a_session_is_its_account_and_kept_as_a_hash(opened) -> None:
    user, token = opened("commune", device="Chrome, Android")

    assert session_actor(token, NOW) == actor_of(user)
    held = db.session.query(Session).one()
    assert token not in (held.token_hash, held.device)
    assert is_session(token, held)


@pytest.mark.parametrize("token", ["", "nobody", "\ud800", "\x00", "x" * 5000])
def test_a_token_of_no_session_is_nobody(token: str, refuses) -> None:
    with refuses("session-ended"):
        session_actor(token, NOW)


@pytest.mark.parametrize(("role", "idle"), [("commune", 30 * MINUTE), ("producer", 12 * HOUR)])
def test_a_session_ends_when_nothing_is_asked(role: str, idle, opened, refuses) -> None:
    _, token = opened(role)

    session_actor(token, NOW + idle - MINUTE)
    with refuses("session-ended"):
        session_actor(token, NOW + idle)


@pytest.mark.parametrize(
    ("role", "life", "step"), [("province", 12 * HOUR, 20 * MINUTE), ("producer", 14 * DAY, 8 * HOUR)]
)
def test_a_session_ends_however_busy_it_is(role: str, life, step, opened, refuses) -> None:
    _, token = opened(role)

    used_until(token, NOW + life, step)

    with refuses("session-ended"):
        session_actor(token, NOW + life)


def test_use_is_written_down_once_a_minute(opened) -> None:
    user, token = opened()

    assert not is_touch_due(token, NOW + timedelta(seconds=59))
    assert is_touch_due(token, NOW + MINUTE)
    with unit_of_work():
        touch_session(token, NOW + MINUTE)
    assert [held.seen_at for held in sessions_of(user.id, NOW)] == [NOW + MINUTE]


def test_a_change_of_role_acts_at_once(opened) -> None:
    user, token = opened("province")

    with unit_of_work():
        held = db.session.merge(user)
        held.role, held.unit_id = Role.COMMUNE, COMMUNE

    assert (session_actor(token, NOW).role, session_actor(token, NOW).unit_id) == (Role.COMMUNE, COMMUNE)


def test_an_ended_session_is_over(opened, refuses) -> None:
    user, token = opened()

    with unit_of_work():
        end_session(token, NOW)
    with unit_of_work():
        touch_session(token, NOW + MINUTE)

    with refuses("session-ended"):
        session_actor(token, NOW)
    assert sessions_of(user.id, NOW) == []


def test_all_other_sessions_end_together(opened, refuses) -> None:
    user, token = opened()
    _, other = opened(user=user)
    _, stranger = opened()

    with unit_of_work():
        end_other_sessions(actor_of(user), NOW, token=token)

    assert session_actor(token, NOW).id == user.id
    session_actor(stranger, NOW)
    with refuses("session-ended"):
        session_actor(other, NOW)


def test_a_listed_session_is_ended_by_its_owner_alone(opened, refuses) -> None:
    user, token = opened()
    stranger, _ = opened()
    listed = sessions_of(user.id, NOW)[0].token_hash

    for wrong in (listed[:-1], "\x00", "x" * 99):
        with refuses("session-unknown"):
            end_listed_session(actor_of(user), NOW, token_hash=wrong)
    with refuses("session-unknown"):
        end_listed_session(actor_of(stranger), NOW, token_hash=listed)
    with unit_of_work():
        end_listed_session(actor_of(user), NOW, token_hash=listed)
    with refuses("session-ended"):
        session_actor(token, NOW)


def test_rows_of_ended_sessions_are_dropped(opened) -> None:
    _, ended = opened("commune")
    opened("commune")
    opened("producer")
    with unit_of_work():
        end_session(ended, NOW)

    with unit_of_work():
        purge_sessions(NOW + 13 * HOUR)

    assert db.session.query(Session).count() == 1
