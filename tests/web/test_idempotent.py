"""The same POST twice: one change, one answer."""

from datetime import timedelta

import pytest
from flask import request

from ocop.domain.accounts import Role
from ocop.domain.refusals import RuleBroken
from ocop.models.database import db
from ocop.models.requests import IdempotentAnswer, Throttle
from ocop.services.work import unit_of_work
from ocop.web.answers import answer
from ocop.web.grants import may
from ocop.web.idempotent import idempotent
from ocop.web.settings import now


def note(word: str) -> None:
    db.session.add(Throttle(key=word, count=1, first_at=now(), until=now()))
    db.session.flush()


@idempotent
def change():
    with unit_of_work():
        note(request.get_json()["word"])
        if request.get_json().get("refuse"):
            raise RuleBroken("forbidden-word", "Không được.")
        return answer({"word": request.get_json()["word"]}, 201, etag=1, location="/api/v1/words/1")


@pytest.fixture
def ask(client, add_view, token_for):
    """Return a function that posts a word with a key."""
    add_view("/api/v1/words", change, may(Role.PROVINCE), "POST")
    headers = token_for("province")

    def post(word: str = "dừa", key: str | None = "k1", **more):
        keyed = headers | ({"Idempotency-Key": key} if key is not None else {})
        return client.post("/api/v1/words", json={"word": word, **more}, headers=keyed)

    return post


@pytest.fixture
def held(app):
    """Return a function that gives the words kept so far."""

    def read() -> list[str]:
        with app.app_context():
            return [one.key for one in db.session.query(Throttle).order_by(Throttle.key)]

    return read


def test_the_same_request_changes_once_and_answers_the_same(ask, held) -> None:
    first, second = ask(), ask()

    assert (first.status_code, second.status_code, held()) == (201, 201, ["dừa"])
    assert second.data == first.data
    kept = ("Content-Type", "ETag", "Location")
    assert [second.headers[name] for name in kept] == [first.headers[name] for name in kept]
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")


def test_another_body_needs_another_key(ask, held) -> None:
    ask()

    refused = ask("keo")

    assert (refused.status_code, refused.json["code"], held()) == (422, "idempotency-key-reused", ["dừa"])
    assert ask("keo", "k2").status_code == 201


def test_a_refused_request_may_be_mended_under_its_key(ask, held) -> None:
    refused = ask(refuse=True)
    mended = ask()

    assert (refused.json["code"], mended.status_code, held()) == ("forbidden-word", 201, ["dừa"])


def test_without_a_key_every_request_counts(ask, held) -> None:
    ask("a", None)
    ask("b", None)

    assert held() == ["a", "b"]


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\tin", "dấu".encode().decode("latin-1")])
def test_a_key_is_printable_and_short(key: str, ask, held) -> None:
    refused = ask(key=key)

    assert (refused.status_code, refused.json["code"], held()) == (422, "idempotency-key-malformed", [])


def test_the_key_of_another_is_another_key(ask, held, client, token_for) -> None:
    ask("a")

    other = client.post(
        "/api/v1/words", json={"word": "b"}, headers=token_for("province") | {"Idempotency-Key": "k1"}
    )

    assert (other.status_code, held()) == (201, ["a", "b"])


@pytest.mark.parametrize(("seconds", "status"), [(59, 409), (60, 201)])
def test_what_still_runs_is_waited_for_a_minute(seconds: int, status: int, ask, app, clock, add_view) -> None:
    ask("a")
    with app.app_context(), unit_of_work():
        claimed = db.session.query(IdempotentAnswer).one()
        claimed.status, claimed.made_at = None, clock.now - timedelta(seconds=seconds)
        db.session.execute(db.delete(Throttle))

    again = ask("a")

    assert again.status_code == status
    if status == 409:
        assert again.json["code"] == "idempotency-running"


@idempotent
def change_late():
    """Change something after the claim has run out and another request has taken it."""
    with unit_of_work():
        db.session.query(IdempotentAnswer).update({"made_at": now() - timedelta(hours=1)})
    with unit_of_work():
        note("late")
        return answer({}, 201)


def test_a_change_that_was_taken_over_is_not_kept(client, add_view, token_for, held) -> None:
    add_view("/api/v1/late", change_late, may(Role.PROVINCE), "POST")

    refused = client.post("/api/v1/late", json={}, headers=token_for("province") | {"Idempotency-Key": "k1"})

    assert (refused.status_code, refused.json["code"], held()) == (409, "idempotency-running", [])


def test_a_view_that_forgets_to_answer_is_found_out(client, add_view, token_for) -> None:
    def silent():
        return "done"

    add_view("/api/v1/silent", idempotent(silent), may(Role.PROVINCE), "POST")

    with pytest.raises(RuntimeError, match="did not make its answer"):
        client.post("/api/v1/silent", headers=token_for("province") | {"Idempotency-Key": "k"})
