"""One-time codes: a household enters once by paper and chooses its own password."""

import re
from datetime import timedelta

import pytest

from ocop.domain.refusals import BadInput, TooMany
from ocop.models.accounts import EntryCode
from ocop.models.database import db
from ocop.services.accounts import find_user
from ocop.services.actors import actor_of
from ocop.services.acts import acts_of
from ocop.services.entry_codes import (
    begin_entry,
    check_entry,
    finish_entry,
    is_reset,
    make_entry_code,
    purge_entry_codes,
)
from ocop.services.passwords import hash_password, is_password
from ocop.services.sessions import open_session, sessions_of
from ocop.services.work import unit_of_work
from tests.factories import NOW, actor

pytestmark = pytest.mark.usefixtures("context")

HERE = "203.0.113.0/24"
GOOD = "con sáo bay qua sông 7 lần"


@pytest.fixture
def household(make_user, make_subject):
    """The account of a household of our commune."""
    return make_user("producer", name="ho-ba-tu", subject=make_subject())


@pytest.fixture
def slip(household) -> str:
    """A code on a slip of paper."""
    with unit_of_work():
        return make_entry_code(actor("commune"), NOW, user_id=household.id)


def enter(code: str, now=NOW, password_hash: str = "kept"):
    with unit_of_work():
        attempt = begin_entry(code, now, prefix=HERE)
    check_entry(attempt)
    with unit_of_work():
        return finish_entry(attempt, now, password_hash=password_hash)


def test_a_code_lets_its_household_choose_a_password(slip: str, household) -> None:
    entered = enter(slip, password_hash=hash_password(GOOD))

    assert entered.id == household.id
    assert is_password(GOOD, find_user("ho-ba-tu").password_hash)
    acts = [(act.verb, act.actor_id) for act in acts_of("user", household.id)]
    assert acts == [("make-entry-code", "commune-of-tests"), ("change-password", household.id)]


def test_a_code_is_easy_to_type_and_kept_as_a_hash(slip: str, household) -> None:
    typed = slip.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", slip)
    assert db.session.query(EntryCode).one().code_hash != slip
    assert enter(typed).id == household.id


def refused(code: str, now=NOW) -> str:
    before = find_user("ho-ba-tu").password_hash
    with pytest.raises(BadInput) as refusal:
        enter(code, now)
    assert find_user("ho-ba-tu").password_hash == before
    return refusal.value.code


def test_a_code_works_once(slip: str) -> None:
    enter(slip)

    assert refused(slip) == "entry-code-wrong"


def test_a_code_lasts_fourteen_days(slip: str, household) -> None:
    with unit_of_work():
        late = begin_entry(slip, NOW + timedelta(days=14), prefix="elsewhere")

    assert late.user_id is None
    assert enter(slip, NOW + timedelta(days=14, seconds=-1)).id == household.id


def test_a_second_code_ends_the_first(slip: str, household) -> None:
    with unit_of_work():
        second = make_entry_code(actor("province"), NOW, user_id=household.id)

    assert refused(slip) == "entry-code-wrong"
    assert enter(second).id == household.id


@pytest.mark.parametrize(
    "code", ["", "0000-0000-0000-0000", "\ud800\x00", "x" * 9999], ids=["empty", "zeros", "odd", "long"]
)
def test_a_code_that_was_never_made_is_wrong(code: str, slip: str) -> None:
    assert code != slip
    assert refused(code) == "entry-code-wrong"


def test_a_code_used_meanwhile_is_wrong(slip: str) -> None:
    with unit_of_work():
        attempt = begin_entry(slip, NOW, prefix=HERE)
    enter(slip)

    with pytest.raises(BadInput, match="entry-code-wrong"), unit_of_work():
        finish_entry(attempt, NOW, password_hash="other")

    assert find_user("ho-ba-tu").password_hash == "kept"


def test_guessing_codes_makes_a_network_wait(slip: str) -> None:
    for _ in range(101):
        with unit_of_work():
            begin_entry("0000-0000", NOW, prefix=HERE)

    with pytest.raises(TooMany):
        enter(slip)


def test_an_office_makes_codes_of_its_area_alone(household, make_user, refuses) -> None:
    with refuses("user-unknown"):
        make_entry_code(actor("commune", unit="29335"), NOW, user_id=household.id)
    gone = make_user("auditor", is_active=False)
    with refuses("user-inactive"):
        make_entry_code(actor("administrator"), NOW, user_id=gone.id)


def test_old_codes_are_dropped(slip: str) -> None:
    with unit_of_work():
        purge_entry_codes(NOW + timedelta(days=29))

    assert db.session.query(EntryCode).count() == 0


def test_a_code_for_who_has_a_password_resets_it_within_a_day(make_user, make_subject) -> None:
    user = make_user("producer", subject=make_subject(), password=GOOD)
    by = actor("commune")
    with unit_of_work():
        assert is_reset(user)
        late = make_entry_code(by, NOW, user_id=user.id)
    with unit_of_work():
        assert begin_entry(late, NOW + timedelta(hours=24), prefix="elsewhere").user_id is None

    enter(late, NOW + timedelta(hours=24, seconds=-1))

    acts = [(act.verb, act.actor_id) for act in acts_of("user", user.id)]
    assert acts == [("make-reset-code", "commune-of-tests"), ("reset-password", user.id)]


def test_a_reset_ends_every_session_of_its_account(make_user, make_subject) -> None:
    user = make_user("producer", subject=make_subject(), password=GOOD)
    with unit_of_work():
        open_session(actor_of(user), NOW)
        code = make_entry_code(actor("commune"), NOW, user_id=user.id)

    enter(code)

    assert sessions_of(user.id, NOW) == []
