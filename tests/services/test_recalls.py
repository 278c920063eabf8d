"""Recalls: by whom, once, told at every scan and in the public history at once, lifted by offices alone."""

from datetime import timedelta

import pytest

from ocop.domain.accounts import OPERATOR
from ocop.domain.recalls import ADVICE
from ocop.domain.scan_bands import bands_of
from ocop.domain.stories import story_on
from ocop.models.database import db
from ocop.services.acts import acts_of
from ocop.services.epochs import Epochs
from ocop.services.label_jobs import order_labels
from ocop.services.labels import SHEET, Order
from ocop.services.looks import look_at, quick_look
from ocop.services.lots import find_lot, open_lot
from ocop.services.products import find_product
from ocop.services.recalls import (
    lift_recall,
    may_lift,
    may_recall,
    recall_lot,
    recall_view,
    recalled_lots,
    recalls_told,
)
from ocop.services.stories import find_story
from ocop.services.story_changes import tell_of_products
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW, actor
from tests.scans import load_now
from tests.scans import look_at as scan

pytestmark = pytest.mark.usefixtures("context")

WHY = "Phát hiện nấm mốc ở ba hũ"


@pytest.fixture
def product(make_product):
    return make_product(name="Mắm bò hóc")


@pytest.fixture
def lot(product, make_lot):
    return make_lot(product, code="L1")


def recall(product, clock, *, by=OPERATOR, code="L1", **more):
    with unit_of_work():
        found = find_product(product.code, for_update=True)
        return recall_lot(by, clock(), clock.today, found, find_lot(found, code), **{"reason": WHY, **more})


def lift(product, clock, *, by=None, reason="Kiểm nghiệm lại đạt"):
    with unit_of_work():
        found = find_product(product.code, for_update=True)
        lift_recall(by or actor("commune"), clock(), clock.today, found, find_lot(found, "L1"), reason=reason)


def history(product, clock):
    return story_on(find_story(db.engine, code=product.code), clock.today)["history"]


def test_a_recalled_lot_says_since_when_and_why(product, lot, clock):
    recall(product, clock, by=actor("producer", subject=product.subject_id), reason=f"  {WHY} ")

    found = find_lot(product, "L1")
    (_, act) = acts_of("lot", f"{product.code}/L1")
    assert (found.state, found.version, found.recalled_on) == ("recalled", 2, clock.today)
    assert (found.recall_reason, found.recall_advice, found.recalled_by) == (WHY, ADVICE, "producer-of-tests")
    assert (act.verb, act.why, act.before, act.actor_role) == ("recall", WHY, {"state": "open"}, "producer")
    assert act.after == {"state": "recalled", "on": clock.today.isoformat(), "recall_advice": ADVICE}


@pytest.mark.parametrize(
    ("role", "more", "recalls", "lifts"),
    [
        ("producer", {"subject": "own"}, None, "lifting-not-yours"),
        ("producer", {"subject": "another"}, "product-unknown", "lifting-not-yours"),
        ("commune", {}, None, None),
        ("commune", {"unit": "29302"}, "product-unknown", "product-unknown"),
        ("province", {}, None, None),
        ("province", {"unit": "01"}, "product-unknown", "product-unknown"),
        ("ministry", {}, None, None),
        ("assessor", {}, "recall-not-yours", "lifting-not-yours"),
        ("auditor", {}, "recall-not-yours", "lifting-not-yours"),
        ("administrator", {}, "recall-not-yours", "lifting-not-yours"),
    ],
)
def test_who_recalls_and_who_lifts(product, lot, make_subject, clock, refuses, role, more, recalls, lifts):
    subject = {"own": product.subject_id, "another": make_subject().id}.get(more.get("subject"))
    by = actor(role, **{**more, "subject": subject})
    with reading():
        found = find_product(product.code)
        told = may_recall(by, found), may_lift(by, found)

    if recalls:
        with refuses(recalls):
            recall(product, clock, by=by)
        recall(product, clock)
    else:
        recall(product, clock, by=by)
    if lifts:
        with refuses(lifts):
            lift(product, clock, by=by)
    else:
        lift(product, clock, by=by)

    assert told == (recalls is None, lifts is None)
    assert find_lot(product, "L1").state == ("recalled" if lifts else "open")


def test_a_recall_is_on_the_page_of_its_code_at_once(product, lot, clock, tmp_path):
    epochs = Epochs(tmp_path / "map")
    tell_of_products(epochs.tell)
    with reading():
        before = look_at(product.code, "L1", None, {}).lot["state"], epochs.of(product.id)

    recall(product, clock, advice="Đổ bỏ.")

    quick = quick_look(db.engine, product.code, "l1")
    with reading():
        slow = look_at(product.code, "L1", None, {})
    story = story_on(quick.facts, clock.today)
    assert before[0] == "open"
    assert epochs.of(product.id) != before[1]
    assert [one.lot["recall_advice"] for one in (quick, slow)] == ["Đổ bỏ."] * 2
    assert bands_of(story, lot=quick.lot)[0] == "recalled"


def test_the_public_history_tells_of_recall_and_lifting(product, lot, make_product, make_lot, clock):
    other = make_product()
    make_lot(other, code="L1")
    recall(product, clock)
    recalled = history(product, clock)
    clock.advance(days=2)
    lift(product, clock)

    day = clock.today
    assert recalled == [{"kind": "recalled", "on": day - timedelta(days=2), "lot": "L1", "why": WHY, **UNSET}]
    assert [(one["kind"], one["on"], one["why"]) for one in history(product, clock)] == [
        ("recall_lifted", day, "Kiểm nghiệm lại đạt"),
        ("recalled", day - timedelta(days=2), WHY),
    ]
    assert history(other, clock) == []
    assert list(recalls_told([product.id, other.id])) == [product.id]


#: Days that other events of the history have.
UNSET = {"ended_on": None, "until": None, "entered_on": None}


@pytest.mark.parametrize("state", ["open", "closed", "used_up"])
def test_a_lifted_lot_is_what_it_was(product, lot, clock, state):
    with unit_of_work():
        find_lot(product, "L1").state = state
    recall(product, clock)
    lift(product, clock)

    found, act = find_lot(product, "L1"), acts_of("lot", f"{product.code}/L1")[-1]
    assert (found.state, found.version) == (state, 3)
    assert (found.recalled_on, found.recall_reason, found.recall_advice, found.recalled_by) == (None,) * 4
    assert (act.verb, act.why, act.before["recall_reason"]) == ("lift-recall", "Kiểm nghiệm lại đạt", WHY)


def test_a_lot_is_recalled_again_after_it_was_lifted(product, lot, clock):
    recall(product, clock)
    lift(product, clock)
    recall(product, clock, reason="Lần nữa")

    assert find_lot(product, "L1").recall_reason == "Lần nữa"
    assert [one["kind"] for one in history(product, clock)] == ["recalled", "recall_lifted", "recalled"]


def test_a_lot_without_its_act_is_open_once_it_is_lifted(product, lot, clock):
    with unit_of_work():
        find_lot(product, "L1").state = "recalled"
    lift(product, clock)

    assert find_lot(product, "L1").state == "open"


def test_what_cannot_be_is_refused_and_nothing_kept(product, lot, clock, refuses):
    with refuses("reason-missing"):
        recall(product, clock, reason=" \n ")
    with refuses("lot-unknown"):
        recall(product, clock, code="L2")
    with refuses("lot-not-recalled"):
        lift(product, clock)
    recall(product, clock)
    with refuses("lot-recalled"):
        recall(product, clock)
    with refuses("reason-missing"):
        lift(product, clock, reason="")

    assert [act.verb for act in acts_of("lot", f"{product.code}/L1")] == ["open", "recall"]


def test_a_dry_run_says_how_far_a_lot_has_come_and_changes_nothing(app, product, lot, clock):
    with unit_of_work():
        found = find_product(product.code)
        order_labels(
            OPERATOR, NOW, clock.today, found, kid=next(iter(app.config["OCOP_SERIAL_KEYS"]())),
            base_url="http://localhost", count=7, serials=True, lot="L1", sample=False,
            order=Order.of({"stock": SHEET}),
        )  # fmt: skip
    for device in (1, 1, 2):
        scan(app.config["OCOP_SCAN_LOG"], product.id, device=device, lot="L1")
    scan(app.config["OCOP_SCAN_LOG"], product.id, device=3, lot="L2")
    load_now(app)

    tried = recall(product, clock, dry_run=True)

    assert tried.reach == {"labels": 0, "serials": 7, "scans": 3, "visitors": 2}
    view = recall_view(product, find_lot(product, "L1"), tried, base_url="https://ocop.example")
    assert (view["state"], view["dry_run"], view["version"]) == ("recalled", True, 1)
    assert view["recall"] == {"on": clock.today, "reason": WHY, "advice": ADVICE}
    assert find_lot(product, "L1").state == "open"
    assert history(product, clock) == []


def test_an_office_lists_the_recalled_lots_of_its_area(make_product, make_subject, make_lot, clock):
    far = make_product(subject=make_subject(unit_code="29302"))
    near = [make_product(), make_product()]
    for one in (far, *near):
        make_lot(one, code="L1")
        make_lot(one, code="L2")
        recall(one, clock)
        clock.advance(days=1)

    def listed(by, **more):
        found, has_more = recalled_lots(by, **more)
        return [one["code"] for one in found], has_more

    newest_first = [near[1].code, near[0].code]
    assert listed(actor("commune")) == (newest_first, False)
    assert listed(actor("ministry")) == ([*newest_first, far.code], False)
    assert listed(actor("commune"), limit=1) == (newest_first[:1], True)
    assert listed(actor("commune"), limit=1, page=2) == (newest_first[1:], False)
    assert recalled_lots(actor("commune"))[0][0] == {
        "product": near[1].name, "code": near[1].code, "subject": recalled_lots(actor("ministry"))[0][0]["subject"],
        "lot": "L1", "on": clock.today - timedelta(days=1), "reason": WHY, "advice": ADVICE,
    }  # fmt: skip


def test_a_new_lot_of_the_same_product_is_not_touched(product, lot, clock):
    recall(product, clock)
    with unit_of_work():
        open_lot(OPERATOR, clock(), find_product(product.code), code="L2")

    assert find_lot(product, "L2").state == "open"
    assert look_at(product.code, "L2", None, {}).lot["recalled_on"] is None
