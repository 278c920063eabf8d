"""The audit trail: written with every change, in the same transaction, and only ever longer."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from ocop.domain.accounts import OPERATOR
from ocop.models.acts import Act
from ocop.models.database import db
from ocop.services.acts import acts_of, changes, record_act
from ocop.services.work import unit_of_work
from tests.factories import NOW, actor

pytestmark = pytest.mark.usefixtures("context")


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Act)) or 0


def test_an_act_says_who_did_what_when_and_why(clock) -> None:
    by = actor("province")

    with unit_of_work():
        record_act(by, NOW, "change", "product", "0000001D", before={"name": "a"}, after={"name": "b"}, why="gõ nhầm")

    (act,) = acts_of("product", "0000001D")
    assert (act.actor_id, act.actor_role, act.at) == (by.id, "province", NOW)
    assert (act.verb, act.before, act.after, act.why) == ("change", {"name": "a"}, {"name": "b"}, "gõ nhầm")


def test_days_moments_and_decimals_are_kept_as_words() -> None:
    after = {
        "on": date(2026, 11, 23),
        "at": NOW,
        "quantity": Decimal("2.50"),
    }

    with unit_of_work():
        record_act(OPERATOR, NOW, "open", "lot", "x", after=after)

    (act,) = acts_of("lot", "x")
    assert act.after == {"on": "2026-11-23", "at": NOW.isoformat(), "quantity": "2.50"}
    assert act.before is None


def test_acts_on_a_thing_are_read_in_order(clock) -> None:
    for verb in ("register", "change", "decide"):
        with unit_of_work():
            record_act(OPERATOR, clock(), verb, "product", "x")
            record_act(OPERATOR, clock(), verb, "product", "another")

    assert [act.verb for act in acts_of("product", "x")] == ["register", "change", "decide"]


def test_every_use_case_writes_one_act(make_subject, make_product, make_decision, make_lot) -> None:
    subject = make_subject()
    product = make_product(subject=subject)
    make_decision(product)
    make_lot(product)

    written = db.session.scalars(select(Act).order_by(Act.id))
    assert [(act.verb, act.noun) for act in written] == [
        ("register", "subject"),
        ("register", "product"),
        ("decide", "product"),
        ("open", "lot"),
    ]


#: Whatever else than INSERT a store knows to change rows with.
CHANGES = {
    "sqlite": "INSERT OR REPLACE INTO acts SELECT * FROM acts",
    "postgres": "TRUNCATE acts",
}


@pytest.mark.parametrize("words", ["UPDATE acts SET why = 'khác'", "DELETE FROM acts", CHANGES])
def test_the_trail_only_grows(words: str | dict[str, str], make_subject, store_kind: str) -> None:
    make_subject()
    words = words if isinstance(words, str) else words[store_kind]

    with pytest.raises(DatabaseError, match="only grows"), unit_of_work():
        db.session.execute(text(words))

    assert count() == 1


def test_changes_are_what_would_really_change(make_subject) -> None:
    subject = make_subject(name="Hộ Lành", phone="0294 000 0123")

    before, after = changes(subject, {"name": "Hộ Lành", "phone": None, "email": None})

    assert (before, after) == ({"phone": "0294 000 0123"}, {"phone": None})
