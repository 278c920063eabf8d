"""Answers given again: one change per key, whoever comes second."""

from datetime import timedelta

import pytest

from ocop.domain.refusals import Conflict
from ocop.models.database import db
from ocop.models.requests import IdempotentAnswer
from ocop.services.idempotency import StoredAnswer, begin_answer, forget_answer, keep_answer, purge_answers
from ocop.services.work import unit_of_work
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("context")

ANSWER = StoredAnswer(201, '{"Location": "/x"}', b'{"id": 1}')


def begin(key: str = "k", *, body: str = "a", now=NOW, by: str = "one") -> StoredAnswer | None:
    with unit_of_work():
        return begin_answer(by, key, body, now)


def keep(now=NOW) -> None:
    with unit_of_work():
        keep_answer("one", "k", now, ANSWER)


def test_the_same_request_gets_the_same_answer() -> None:
    assert begin() is None
    keep()

    assert begin() == ANSWER
    assert begin(by="another") is None
    assert begin("other key") is None


def test_a_key_with_another_body_is_refused(refuses) -> None:
    begin()
    keep()

    with refuses("idempotency-key-reused"):
        begin_answer("one", "k", "b", NOW)


def test_a_request_still_running_is_not_run_again(refuses) -> None:
    begin()

    with refuses("idempotency-running"):
        begin_answer("one", "k", "a", NOW + timedelta(seconds=59))


def test_what_ran_for_a_minute_is_taken_over(refuses) -> None:
    begin()
    later = NOW + timedelta(seconds=60)

    assert begin(now=later) is None
    with refuses("idempotency-running"):
        keep_answer("one", "k", NOW, ANSWER)
    keep(later)
    assert begin() == ANSWER


def test_a_change_without_its_claim_is_not_kept(refuses) -> None:
    with refuses("idempotency-running"):
        keep_answer("one", "k", NOW, ANSWER)


def test_a_refused_request_gives_its_key_back() -> None:
    begin()

    with unit_of_work():
        forget_answer("one", "k", NOW)

    assert begin(body="b") is None


def test_an_answer_once_kept_is_not_given_up() -> None:
    begin()
    keep()

    with unit_of_work():
        forget_answer("one", "k", NOW)

    assert begin() == ANSWER


def test_two_claims_at_once_let_one_in() -> None:
    begin()
    db.session.rollback()

    # What a second transaction does that looked before the first one was kept.
    with pytest.raises(Conflict, match="idempotency-running"), unit_of_work():
        claim_blindly()

    assert db.session.query(IdempotentAnswer).count() == 1


def claim_blindly() -> None:
    held = db.session.get
    db.session.get = lambda *_, **__: None
    try:
        begin_answer("one", "k", "a", NOW)
    finally:
        db.session.get = held


def test_old_answers_are_dropped() -> None:
    begin()
    begin("later", now=NOW + timedelta(hours=1))

    with unit_of_work():
        purge_answers(NOW + timedelta(minutes=1))

    assert [held.key for held in db.session.query(IdempotentAnswer)] == ["later"]
