"""The second factor: codes that work once, recovery codes, waits that grow and end, seals."""

import threading
from datetime import timedelta

import pytest

from ocop.domain.refusals import BadInput, NotSignedIn, TooMany
from ocop.domain.second_factors import FRESH_FOR, is_fresh
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.second_factors import HalfLogin, RecoveryCode, SecondFactor
from ocop.services.accounts import deactivate_user, set_password_hash
from ocop.services.actors import actor_of
from ocop.services.acts import acts_of
from ocop.services.half_logins import begin_half_login, half_login_user, purge_half_logins, use_half_login
from ocop.services.seals import sealing_key
from ocop.services.second_factors import (
    begin_proof,
    drop_factor,
    enrol,
    finish_proof,
    is_enrolled,
    make_offer,
    offered_secret,
    renew_recovery_codes,
    standing_of,
    switch_off,
)
from ocop.services.sessions import is_proven, open_session, prove_session, session_actor
from ocop.services.throttles import check_throttle
from ocop.services.work import unit_of_work
from tests.factories import NOW, OPERATOR, actor
from tests.phones import Phone

pytestmark = pytest.mark.usefixtures("context")

KEY = sealing_key("for-the-tests-alone")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def user(make_user) -> User:
    return make_user("province")


@pytest.fixture
def phone(user, clock) -> Phone:
    """The phone of the user, whose code of this moment is used."""
    made = Phone(clock)
    with unit_of_work():
        made.recovery_codes = enrol(actor_of(user), clock(), secret=made.secret, code=made.code(), key=KEY)
    return made


def give(user: User, code: str, clock, where: str = "login", key: bytes = KEY) -> int | None:
    """Give a code as the edges do: counted first, then compared."""
    with unit_of_work():
        attempt = begin_proof(user.id, clock(), where=where)
    with unit_of_work():
        return finish_proof(attempt, clock(), code, key=key)


def refusal(user: User, code: str, clock, **more) -> str:
    with pytest.raises(BadInput) as refused:
        give(user, code, clock, **more)
    return refused.value.code


def waits(user: User, clock, where: str = "login") -> int:
    """Return how many seconds the next try has to wait."""
    try:
        check_throttle(f"factor-{where}:{user.id}", clock())
    except TooMany as refused:
        return refused.retry_after
    return 0


def fail(user: User, clock, times: int, where: str = "login") -> list[int]:
    """Give wrong codes, each as soon as it may be; return the waits that followed."""
    seen = []
    for _ in range(times):
        clock.advance(seconds=waits(user, clock, where))
        with unit_of_work():
            begin_proof(user.id, clock(), where=where)
        seen.append(waits(user, clock, where))
    return seen


def verbs(user: User) -> list[str]:
    return [act.verb for act in acts_of("user", user.id)]


# -- to enrol


def test_an_enrolled_account_keeps_no_secret_that_the_store_alone_opens(user, phone) -> None:
    held = db.session.query(SecondFactor).one()

    assert phone.secret not in held.sealed
    kept = [row.code_hash for row in db.session.query(RecoveryCode)]
    assert len(set(phone.recovery_codes)) == len(kept) == 10
    assert not set(kept) & set(phone.recovery_codes)
    assert verbs(user) == ["enrol-second-factor"]


def test_a_wrong_first_code_enrols_nobody(user, clock, refuses) -> None:
    phone = Phone(clock)

    with refuses("factor-code-wrong"):
        enrol(actor_of(user), clock(), secret=phone.secret, code=phone.code(5), key=KEY)


def test_a_factor_is_not_enrolled_over_another_unsaid(user, phone, clock, refuses) -> None:
    other = Phone(clock)

    with refuses("factor-on"):
        enrol(actor_of(user), clock(), secret=other.secret, code=other.code(), key=KEY)


def test_another_phone_ends_the_one_before_and_its_paper(user, phone, clock) -> None:
    other = Phone(clock)

    with unit_of_work():
        enrol(actor_of(user), clock(), secret=other.secret, code=other.code(), key=KEY, replaces=True)

    assert refusal(user, phone.next_code(), clock) == "factor-code-wrong"
    assert refusal(user, phone.recovery_codes[0], clock) == "factor-code-wrong"
    assert give(user, other.next_code(), clock) is None
    assert verbs(user)[-1] == "replace-second-factor"


def test_an_offer_comes_back_to_whom_it_was_made_for_half_an_hour(user, clock) -> None:
    by = actor_of(user)
    offer = make_offer(by, NOW, issuer="OCOP tests", key=KEY)

    def back(whose=by, at=NOW, key=KEY, seal=offer.seal):
        return offered_secret(whose, at, seal=seal, key=key)

    assert "".join(offer.groups) == offer.secret == back()
    assert offer.uri.startswith(f"otpauth://totp/OCOP%20tests:{user.name}?secret={offer.secret}")
    assert back(at=NOW + timedelta(minutes=31)) is None
    assert back(whose=actor("ministry")) is None
    assert back(key=sealing_key("another")) is None
    assert [back(seal=wrong) for wrong in ("", "x", "\ud800", offer.seal[:-4])] == [None] * 4


# -- codes of the phone


@pytest.mark.parametrize("typed", ["{0}{1}", " {0}{1} ", "{0} {1}", "{0}-{1}"])
def test_a_code_is_taken_however_it_is_typed(typed: str, user, phone, clock) -> None:
    code = phone.next_code()

    assert give(user, typed.format(code[:3], code[3:]), clock) is None


def test_a_code_is_taken_once(user, phone, clock) -> None:
    code = phone.next_code()
    give(user, code, clock)

    assert refusal(user, code, clock) == "factor-code-wrong"
    assert refusal(user, code, clock, where="session") == "factor-code-wrong"


def test_the_code_that_enrolled_is_used(user, phone, clock) -> None:
    assert refusal(user, phone.code(), clock) == "factor-code-wrong"


def test_an_earlier_code_is_not_taken_after_a_later_one(user, phone, clock) -> None:
    clock.advance(minutes=2)
    give(user, phone.code(1), clock)

    assert refusal(user, phone.code(), clock) == "factor-code-wrong"


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_s_clock_may_be_one_step_off(steps: int, is_right: bool, user, phone, clock) -> None:
    clock.advance(minutes=5)

    if is_right:
        assert give(user, phone.code(steps), clock) is None
    else:
        assert refusal(user, phone.code(steps), clock) == "factor-code-wrong"


@pytest.mark.parametrize("code", ["", "1", "abc", "１２３４５６", "\ud800\x00", "9" * 9999, "-" * 20])
def test_what_is_no_code_is_wrong(code: str, user, phone, clock) -> None:
    assert refusal(user, code, clock) == "factor-code-wrong"


def test_a_code_of_somebody_else_is_wrong(make_user, user, phone, clock) -> None:
    other, theirs = make_user("ministry"), Phone(clock)
    with unit_of_work():
        codes = enrol(actor_of(other), clock(), secret=theirs.secret, code=theirs.code(), key=KEY)

    assert refusal(user, theirs.next_code(), clock) == "factor-code-wrong"
    assert refusal(user, codes[0], clock) == "factor-code-wrong"


def test_another_operator_s_secret_opens_nothing_but_paper_still_works(user, phone, clock, refuses) -> None:
    other = sealing_key("another secret")
    with unit_of_work():
        attempt = begin_proof(user.id, clock(), where="login")

    with refuses("factor-unreadable"):
        finish_proof(attempt, clock(), phone.next_code(), key=other)

    assert give(user, phone.recovery_codes[0], clock, key=other) == 9


def test_a_seal_laid_under_another_account_opens_nothing(make_user, user, phone, clock, refuses) -> None:
    other = make_user("ministry")
    with unit_of_work():
        stolen = db.session.query(SecondFactor).one()
        db.session.add(SecondFactor(user_id=other.id, sealed=stolen.sealed, enrolled_at=NOW, last_step=0))
    with unit_of_work():
        attempt = begin_proof(other.id, clock(), where="login")

    with refuses("factor-unreadable"):
        finish_proof(attempt, clock(), phone.next_code(), key=KEY)


# -- recovery codes


def test_a_recovery_code_works_once_and_tells_how_many_are_left(user, phone, clock) -> None:
    code = phone.recovery_codes[3]

    assert give(user, code.lower().replace("-", " ").replace("0", "o").replace("1", "l"), clock) == 9
    assert refusal(user, code, clock) == "factor-code-wrong"
    assert give(user, phone.recovery_codes[4], clock) == 8
    assert standing_of(user.id).codes_left == 8
    assert verbs(user).count("use-recovery-code") == 2


def test_new_recovery_codes_end_the_old_ones(user, phone, clock) -> None:
    with unit_of_work():
        made = renew_recovery_codes(actor_of(user), clock())

    assert refusal(user, phone.recovery_codes[0], clock) == "factor-code-wrong"
    assert give(user, made[0], clock) == 9


def test_who_has_no_factor_gets_no_recovery_codes(user, refuses) -> None:
    with refuses("factor-off"):
        renew_recovery_codes(actor_of(user), NOW)


@pytest.mark.parametrize("kind", ["phone", "paper"])
def test_a_code_given_eight_times_at_once_is_taken_once(kind: str, app, user, phone, clock) -> None:
    with unit_of_work():
        attempt = begin_proof(user.id, clock(), where="login")
    code, outcome = phone.next_code() if kind == "phone" else phone.recovery_codes[0], []

    def give_it() -> None:
        try:
            with app.app_context(), unit_of_work():
                finish_proof(attempt, clock(), code, key=KEY)
            outcome.append("taken")
        except BadInput as refused:
            outcome.append(refused.code)

    threads = [threading.Thread(target=give_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome) == ["factor-code-wrong"] * 7 + ["taken"]


# -- waits


def test_waits_grow_to_a_quarter_of_an_hour_and_no_further(user, phone, clock) -> None:
    seen = fail(user, clock, 20)

    assert seen == [0] * 5 + [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] + [900] * 5


def test_after_any_number_of_failures_the_right_code_enters_once_the_wait_is_over(user, phone, clock) -> None:
    fail(user, clock, 60)
    clock.advance(seconds=waits(user, clock))

    assert give(user, phone.next_code(), clock) is None
    assert fail(user, clock, 5) == [0] * 5


def test_failures_at_the_door_make_nobody_wait_who_is_in(user, phone, clock) -> None:
    fail(user, clock, 12)

    assert waits(user, clock) == 64
    assert give(user, phone.next_code(), clock, where="session") is None


def test_a_try_that_waits_is_not_compared(user, phone, clock) -> None:
    fail(user, clock, 11)

    with pytest.raises(TooMany):
        give(user, phone.code(1), clock)


def test_failures_are_forgotten_after_a_quiet_day(user, phone, clock) -> None:
    fail(user, clock, 8)
    clock.advance(hours=23)
    assert fail(user, clock, 1) == [8]

    clock.advance(hours=24, seconds=9)

    assert fail(user, clock, 5) == [0] * 5


# -- proofs of sessions


def test_a_proof_is_fresh_for_five_minutes() -> None:
    assert [is_fresh(NOW, NOW + FRESH_FOR + timedelta(seconds=more)) for more in (-1, 0, 1)] == [True, True, False]
    assert not is_fresh(None, NOW)
    assert not is_fresh(NOW + MINUTE, NOW)


def test_a_session_is_proven_under_a_new_token(user, refuses) -> None:
    with unit_of_work():
        token = open_session(actor_of(user), NOW)
    assert not is_proven(token, NOW)

    with unit_of_work():
        renewed = prove_session(token, NOW + MINUTE)

    assert session_actor(renewed, NOW + MINUTE).id == user.id
    assert (is_proven(renewed, NOW + 6 * MINUTE), is_proven(renewed, NOW + 7 * MINUTE)) == (True, False)
    with refuses("session-ended"):
        session_actor(token, NOW + MINUTE)
    with refuses("session-ended"):
        prove_session(token, NOW + MINUTE)


def test_a_proof_of_the_phone_before_counts_no_longer(user, phone, clock) -> None:
    with unit_of_work():
        token = open_session(actor_of(user), NOW, is_proven=True)
    other = Phone(clock)

    with unit_of_work():
        enrol(actor_of(user), clock(), secret=other.secret, code=other.code(), key=KEY, replaces=True)

    assert not is_proven(token, NOW)


# -- half-logins


def test_a_half_login_waits_five_minutes_and_is_used_once(user) -> None:
    with unit_of_work():
        token = begin_half_login(actor_of(user), NOW)
    assert half_login_user(token, NOW + 5 * MINUTE - timedelta(seconds=1)).id == user.id
    with pytest.raises(NotSignedIn, match="half-login-over"):
        half_login_user(token, NOW + 5 * MINUTE)

    with unit_of_work():
        use_half_login(token, NOW)

    with pytest.raises(NotSignedIn, match="half-login-over"), unit_of_work():
        use_half_login(token, NOW)
    assert token not in db.session.query(HalfLogin).one().token_hash


@pytest.mark.parametrize("token", ["", "nobody", "\ud800", "\x00", "x" * 5000])
def test_a_half_login_that_never_began_is_over(token: str, refuses) -> None:
    with refuses("half-login-over"):
        half_login_user(token, NOW)


@pytest.mark.parametrize("change", ["password", "end", "drop"])
def test_a_half_login_ends_with_what_it_began_from(change: str, user, phone, refuses) -> None:
    with unit_of_work():
        token = begin_half_login(actor_of(user), NOW)

    with unit_of_work():
        if change == "password":
            set_password_hash(actor_of(user), NOW, user_id=user.id, password_hash="another")
        elif change == "end":
            deactivate_user(OPERATOR, NOW, user_id=user.id)
        else:
            drop_factor(OPERATOR, NOW, user_id=user.id, why="mất máy")

    with refuses("half-login-over"):
        half_login_user(token, NOW)


def test_rows_of_half_logins_that_are_over_are_dropped(user) -> None:
    with unit_of_work():
        begin_half_login(actor_of(user), NOW)
        begin_half_login(actor_of(user), NOW + 4 * MINUTE)

    with unit_of_work():
        purge_half_logins(NOW + 6 * MINUTE)

    assert db.session.query(HalfLogin).count() == 1


# -- off, and lost


@pytest.mark.parametrize("role", ["commune", "province", "ministry", "administrator"])
def test_who_must_have_a_factor_cannot_switch_it_off(role: str, make_user, clock, refuses) -> None:
    user, phone = make_user(role), Phone(clock)
    with unit_of_work():
        enrol(actor_of(user), clock(), secret=phone.secret, code=phone.code(), key=KEY)

    with refuses("factor-needed"):
        switch_off(actor_of(user), clock())


@pytest.mark.parametrize("role", ["producer", "assessor", "auditor"])
def test_who_need_not_have_a_factor_switches_it_off(role: str, make_user, clock) -> None:
    user, phone = make_user(role), Phone(clock)
    with unit_of_work():
        enrol(actor_of(user), clock(), secret=phone.secret, code=phone.code(), key=KEY)

    with unit_of_work():
        switch_off(actor_of(user), clock())

    assert not is_enrolled(user.id)
    assert db.session.query(RecoveryCode).count() == 0
    assert verbs(user) == ["enrol-second-factor", "switch-off-second-factor"]


def test_the_tier_above_drops_a_lost_factor_and_all_sessions_end(user, phone, refuses) -> None:
    with unit_of_work():
        token = open_session(actor_of(user), NOW, is_proven=True)

    with unit_of_work():
        drop_factor(actor("ministry"), NOW, user_id=user.id, why="mất điện thoại")

    assert standing_of(user.id) is None
    with refuses("session-ended"):
        session_actor(token, NOW)
    act = acts_of("user", user.id)[-1]
    assert (act.verb, act.actor_id, act.why) == ("drop-second-factor", "ministry-of-tests", "mất điện thoại")


def test_nobody_else_drops_a_factor(user, phone, refuses) -> None:
    for by in (actor("province"), actor("commune"), actor("auditor"), actor("producer")):
        with refuses("user-unknown"):
            drop_factor(by, NOW, user_id=user.id, why="x")


def test_nobody_drops_his_own_or_what_is_not_there(make_user, refuses) -> None:
    admin, other = make_user("administrator"), make_user("auditor")

    with refuses("user-is-you"):
        drop_factor(actor_of(admin), NOW, user_id=admin.id, why="x")
    with refuses("factor-off"):
        drop_factor(actor_of(admin), NOW, user_id=other.id, why="x")
