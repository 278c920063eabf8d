"""Suspicions: raised once by the looks at an item, decided by a person whom they concern."""

from datetime import date, timedelta

import pytest

from ocop.domain.accounts import Role
from ocop.domain.suspicions import Rule, Thresholds
from ocop.jobs.scans import judge_items
from ocop.services.acts import acts_of
from ocop.services.areas import Areas
from ocop.services.suspicions import (
    decide_suspicion,
    items_to_judge,
    open_suspicions,
    raise_suspicions,
    settle_items,
    suspicions_for,
)
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW, actor
from tests.scans import load_now, look_at

DAY = date(2026, 11, 23)
FEW = Thresholds(devices=4, areas=2, days=7)

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def log(app):
    """A log that knows an area for each network 10.0.n.0/24: n modulo 4."""
    made = app.config["OCOP_SCAN_LOG"]
    made.areas = Areas([(4, 0x0A000000 + (n << 8), 0x0A0000FF + (n << 8), f"A{n % 4}") for n in range(200)])
    return made


@pytest.fixture
def lot(make_product, make_lot):
    product = make_product()
    return make_lot(product, code="L1", made_on=date(2026, 11, 1))


@pytest.fixture
def my_lot(make_subject, make_product, make_lot):
    return make_lot(make_product(subject=make_subject()), code="L1")


def look(log, lot, devices, **more):
    for device in devices:
        look_at(log, lot.product_id, lot=lot.code, device=device, **{"item": 6, **more})


def judged(app, thresholds=FEW):
    """Load, judge, and return what is open as (rule, number)."""
    load_now(app)
    judge_items(NOW, DAY, thresholds)
    with reading():
        return sorted((one["rule"], one["number"]) for one in suspicions_for(actor(Role.MINISTRY)))


def test_an_item_seen_in_many_places_is_suspicious_once(app, log, lot):
    look(log, lot, range(4))
    assert judged(app) == []

    look(log, lot, range(4, 7))
    assert judged(app) == [("many_places", 7)]
    look(log, lot, range(7, 12))
    assert judged(app) == [("many_places", 7)]

    with reading():
        (one,) = suspicions_for(actor(Role.MINISTRY))
    assert one["evidence"]["devices"] == 7
    assert one["evidence"]["areas"] == {"A0": 2, "A1": 2, "A2": 2, "A3": 1}
    assert one["evidence"]["last_on"] == DAY


@pytest.mark.parametrize(
    ("devices", "days_ago"),
    [([0, 4, 8, 12, 16, 20], 0), (range(4), 0), (range(9), 7)],
    ids=["many in one area", "few in many", "many long ago"],
)
def test_what_is_not_many_in_many_places_lately_is_not_suspicious(app, log, lot, devices, days_ago):
    look(log, lot, devices, at=NOW - timedelta(days=days_ago))
    look(log, lot, [0])

    assert judged(app) == []


def test_looks_after_a_recall_at_void_labels_and_before_the_making_are_suspicious(app, log, lot):
    look(log, lot, [1], state="recalled", item=0)
    look(log, lot, [1], state="void", item=1)
    look(log, lot, [1], item=2, at=NOW - timedelta(days=25))
    look(log, lot, [1], item=3)

    assert judged(app) == [("after_recall", 1), ("before_made", 3), ("void_label", 2)]


def test_items_are_judged_again_only_when_looked_at_again(app, log, lot):
    look(log, lot, [1])
    load_now(app)
    items = items_to_judge(DAY, FEW)
    look(log, lot, [2])
    load_now(app)

    settle_items(items)
    assert len(items_to_judge(DAY, FEW)) == 1
    settle_items(items_to_judge(DAY, FEW))
    assert items_to_judge(DAY, FEW) == []


def test_a_worker_that_died_after_raising_raises_nothing_twice(app, log, lot):
    look(log, lot, [1], state="void")
    load_now(app)
    for raised in (1, 0):
        with unit_of_work():
            assert raise_suspicions(NOW, items_to_judge(DAY, FEW), FEW) == raised

    assert judged(app) == [("void_label", 7)]


def test_looks_at_lots_that_the_registry_does_not_hold_are_passed_over(app, log, lot):
    look_at(log, "p9", lot="L9", item=1, state="void")

    assert judged(app) == []
    assert items_to_judge(DAY, FEW) == []


def test_more_items_than_fit_are_judged_all(app, log, lot):
    for item in range(5):
        look(log, lot, [1], state="void", item=item)
    load_now(app)
    assert len(items_to_judge(DAY, FEW, limit=2)) == 2

    assert len(judged(app)) == 5


def test_a_suspicion_concerns_its_producer_and_the_offices_of_its_area(
    app, log, make_subject, make_product, make_lot
):
    mine = make_subject()
    make_lot(make_product(subject=mine), code="L1")
    lot = make_lot(make_product(subject=mine), code="L2")
    look(log, lot, [1], state="void")
    judged(app)

    with reading():
        for who, count in (
            (actor(Role.PRODUCER, subject=mine), 1),
            (actor(Role.PRODUCER, subject=make_subject()), 0),
            (actor(Role.COMMUNE), 1),
            (actor(Role.PROVINCE), 1),
            (actor(Role.PROVINCE, unit="79"), 0),
            (actor(Role.MINISTRY), 1),
        ):
            assert (len(suspicions_for(who)), open_suspicions(who)) == (count, count), who


@pytest.mark.parametrize("role", [Role.PRODUCER, Role.COMMUNE, Role.PROVINCE])
@pytest.mark.parametrize("outcome", ["dismissed", "confirmed"])
def test_a_person_decides_with_words_and_an_act(
    app, log, make_subject, make_product, make_lot, refuses, role, outcome
):
    mine = make_subject()
    product = make_product(subject=mine)
    look(log, make_lot(product, code="L1"), [1], state="void")
    judged(app)
    by = actor(role, subject=mine if role == Role.PRODUCER else None)
    with reading():
        (one,) = suspicions_for(by)

    with unit_of_work():
        decide_suspicion(by, NOW, one["id"], outcome=outcome, why="Tem này dán thử.")

    with reading():
        assert (suspicions_for(by), open_suspicions(by)) == ([], 0)
        (decided,) = suspicions_for(by, is_open=False)
        raised, act = acts_of("product", decided["code"])[-2:]
    assert (decided["state"], decided["why"]) == (outcome, "Tem này dán thử.")
    assert (decided["decided_role"], decided["decided_at"]) == (role, NOW)
    assert (raised.verb, act.verb, act.actor_id, act.why) == (
        "suspect",
        "judge",
        by.id,
        "Tem này dán thử.",
    )
    assert act.after == {"lot": "L1", "item": 7, "rule": Rule.VOID_LABEL, "outcome": outcome}
    with refuses("suspicion-decided"):
        decide_suspicion(by, NOW, one["id"], outcome="dismissed", why="lần nữa")


def test_a_whole_lot_is_decided_at_once(app, log, my_lot):
    for item in range(4):
        look(log, my_lot, [1], state="recalled", item=item)
    look(log, my_lot, [1], state="void", item=0)
    judged(app)
    by = actor(Role.COMMUNE)
    with reading():
        listed = suspicions_for(by)
    assert {one["rule"]: one["alike"] for one in listed} == {"after_recall": 4, "void_label": 1}
    one = next(one for one in listed if one["rule"] == "after_recall")

    with unit_of_work():
        decided = decide_suspicion(by, NOW, one["id"], outcome="dismissed", why="Hàng đã thu về.", whole_lot=True)

    assert decided == 4
    with reading():
        assert [one["rule"] for one in suspicions_for(by)] == ["void_label"]
        assert {one["why"] for one in suspicions_for(by, is_open=False)} == {"Hàng đã thu về."}
        assert acts_of("product", one["code"])[-1].after["item"] == [1, 2, 3, 4]


def test_a_list_costs_the_same_queries_at_one_and_at_three(app, log, my_lot, query_count):
    counts = []
    for items in ([0], [1, 2]):
        for item in items:
            look(log, my_lot, [1], state="void", item=item)
        judged(app)
        with query_count() as asked, reading():
            suspicions_for(actor(Role.COMMUNE))
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("wanted", ["", "x" * 65, "\x00", "none", "theirs"])
def test_anothers_suspicion_is_not_there(app, log, lot, refuses, make_subject, wanted):
    look(log, lot, [1], state="void")
    judged(app)
    with reading():
        (one,) = suspicions_for(actor(Role.MINISTRY))
    stranger = actor(Role.PRODUCER, subject=make_subject())

    with refuses("suspicion-unknown"):
        decide_suspicion(stranger, NOW, one["id"] if wanted == "theirs" else wanted, outcome="dismissed", why="x")
