"""Label jobs: ordered, issued, cancelled, printed again; the ledger never gives a number twice."""

import pytest

from ocop.domain.accounts import OPERATOR
from ocop.domain.label_jobs import MOST_AT_ONCE, MOST_OF_JOB, JobState
from ocop.services.acts import acts_of
from ocop.services.label_jobs import (
    cancel_job,
    claim_job,
    find_job,
    finish_job,
    is_void,
    issued,
    jobs_of,
    ledger_of,
    note_progress,
    order_labels,
    reprint_job,
    spent_jobs,
    unfinished_jobs,
    void_serials,
)
from ocop.services.labels import SHEET, Order
from ocop.services.work import unit_of_work
from tests.factories import NOW, actor

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def order(make_product, make_lot, clock):
    """Return a function that orders labels of one product and lot."""
    product = make_product()
    lot = make_lot(product, code="L1")

    def ordered(order=None, **more):
        wanted = {"count": 10, "serials": True, "lot": "L1", "base_url": "https://ocop.example.vn", "sample": False}
        return order_labels(
            OPERATOR,
            clock(),
            clock.today,
            product,
            kid="0",
            order=Order.of({"stock": SHEET} | (order or {})),
            **wanted | more,
        )

    ordered.product, ordered.lot = product, lot
    return ordered


def test_each_order_issues_the_numbers_after_the_last(order):
    with unit_of_work():
        first, second = order(), order(count=5)
        plain = order(serials=False, lot=None)

    assert [one.first_index for one in (first, second, plain)] == [0, 10, None]
    assert issued(order.lot) == 15
    ranges = [(one["first"], one["last"], one["job"]) for one in ledger_of(order.lot)["ranges"]]
    assert ranges == [(1, 10, first.id), (11, 15, second.id)]
    assert acts_of("label_job", first.id)[0].verb == "order"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"count": 0}, "count-out-of-range"),
        ({"count": MOST_OF_JOB + 1}, "count-out-of-range"),
        ({"count": 10_000_000}, "count-out-of-range"),
        ({"lot": None}, "lot-missing"),
        ({"lot": "L9"}, "lot-unknown"),
        ({"order": {"stock": "a4-99"}}, "stock-unknown"),
        ({"order": {"start": 25}}, "start-out-of-range"),
        ({"order": {"used": range(1, 25)}}, "start-out-of-range"),
        ({"order": {"nudge": (9, 0, 1, 1)}}, "nudge-out-of-range"),
        ({"order": {"design": "carton"}}, "design-too-large"),
        ({"copies": 0}, "count-out-of-range"),
        ({"count": 2, "copies": MOST_OF_JOB}, "count-out-of-range"),
        ({"order": {"dpi": 72}}, "dpi-unknown"),
    ],
)
def test_an_order_that_cannot_be_issues_nothing(order, refuses, more, code):
    with refuses(code):
        order(**more)

    assert issued(order.lot) == 0


def test_a_product_has_few_unfinished_jobs_at_once(order, refuses):
    with unit_of_work():
        for _ in range(MOST_AT_ONCE):
            order()

    with refuses("label-jobs-waiting"):
        order()


def test_a_cancelled_job_s_numbers_are_void_and_never_issued_again(order, refuses):
    with unit_of_work():
        job = order()
        cancel_job(OPERATOR, NOW, job)
        again = order()

    assert again.first_index == 10
    assert [is_void(order.lot, index) for index in (0, 9, 10)] == [True, True, False]
    with refuses("label-job-ended"):
        cancel_job(OPERATOR, NOW, job)
    with refuses("label-job-cancelled"):
        reprint_job(OPERATOR, NOW, job, order.product)


def test_a_reprint_has_the_same_words_and_numbers(order):
    with unit_of_work():
        job = order()
        again = reprint_job(OPERATOR, NOW, job, order.product)
        third = reprint_job(OPERATOR, NOW, again, order.product)

    same = ("content", "first_index", "kid", "count", "stock", "lot_code")
    assert [getattr(again, name) for name in same] == [getattr(job, name) for name in same]
    assert (issued(order.lot), again.reprint_of, third.reprint_of) == (10, job.id, job.id)


def test_spoilt_labels_are_declared_void(order, refuses):
    with unit_of_work():
        order()
        void_serials(OPERATOR, NOW, order.product, order.lot, first=3, last=4, reason="Kẹt giấy")

    assert [is_void(order.lot, index) for index in range(5)] == [False, False, True, True, False]
    assert ledger_of(order.lot)["voids"] == [{"first": 3, "last": 4, "reason": "Kẹt giấy", "voided_at": NOW}]
    for first, last in ((0, 1), (5, 4), (10, 11)):
        with refuses("serial-range"):
            void_serials(OPERATOR, NOW, order.product, order.lot, first=first, last=last, reason="x")


def test_another_s_job_is_not_found(order, make_subject, refuses):
    with unit_of_work():
        job = order()
    stranger = actor("producer", subject=make_subject())

    for wanted in (job.id, "x", "9" * 500):
        with refuses("label-job-unknown"):
            find_job(stranger, wanted)
    assert find_job(OPERATOR, job.id)[0].id == job.id


def test_who_takes_a_job_over_has_it_alone(order, clock):
    with unit_of_work():
        job = order()
    with unit_of_work():
        assert claim_job(job.id, "first", NOW) is not None
        assert claim_job(job.id, "second", NOW)["count"] == 10

    with unit_of_work():
        assert note_progress(job.id, "first", NOW, 5) is False
        assert note_progress(job.id, "second", NOW, 5) is True
        assert list(unfinished_jobs()) == [job.id]
        assert finish_job(job.id, "second", NOW, pages=1) is True
        assert claim_job(job.id, "third", NOW) is None
        assert claim_job("none", "third", NOW) is None
        assert list(unfinished_jobs()) == []

    assert [(one.state, one.done) for one in jobs_of(order.product)] == [(JobState.DONE, 5)]
    clock.advance(days=31)
    with unit_of_work():
        assert (list(spent_jobs(clock())), list(spent_jobs(clock()))) == ([job.id], [])
