"""Withdrawals: a product is no longer sold, and sold again; its page says so at once."""

import pytest

from ocop.domain.stories import story_on
from ocop.models.database import db
from ocop.services.acts import acts_of
from ocop.services.products import find_product, update_product
from ocop.services.stories import find_story
from ocop.services.withdrawals import resume_product, withdraw_product
from ocop.services.work import unit_of_work
from tests.factories import actor

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def product(make_product):
    return make_product()


@pytest.fixture
def by(product):
    return actor("producer", subject=product.subject_id)


def withdraw(by, product, clock, reason="Hết nguyên liệu"):
    with unit_of_work():
        withdraw_product(by, clock(), clock.today, find_product(product.code, for_update=True), reason=reason)


def resume(by, product, clock):
    with unit_of_work():
        resume_product(by, clock(), find_product(product.code, for_update=True))


def state_told(product, clock):
    return story_on(find_story(db.engine, code=product.code), clock.today)["state"]


def test_a_withdrawn_product_says_so_until_it_is_sold_again(by, product, clock):
    withdraw(by, product, clock)
    kept = find_product(product.code)
    withdrawn = kept.state, kept.withdrawn_on, kept.withdrawal_reason, kept.version, state_told(product, clock)
    resume(by, product, clock)
    kept = find_product(product.code)

    assert withdrawn == ("withdrawn", clock.today, "Hết nguyên liệu", 2, "withdrawn")
    assert (kept.state, kept.withdrawn_on, kept.withdrawal_reason, kept.version) == ("published", None, None, 3)
    assert state_told(product, clock) == "unrated"
    acts = acts_of("product", product.code)[-2:]
    assert [(act.verb, act.why) for act in acts] == [("withdraw", "Hết nguyên liệu"), ("resume", None)]
    assert acts[1].before == {"state": "withdrawn", "withdrawn_on": clock.today.isoformat()}


def test_what_cannot_be_is_refused(by, product, make_product, clock, refuses):
    draft = make_product(draft=True)

    with refuses("product-not-withdrawn"):
        resume(by, product, clock)
    with refuses("product-draft"):
        withdraw(by, draft, clock)
    with refuses("reason-missing"):
        withdraw(by, product, clock, reason="  ")
    withdraw(by, product, clock)
    with refuses("product-withdrawn"):
        withdraw(by, product, clock)


def test_no_edit_sells_a_withdrawn_product_again(by, product, clock):
    withdraw(by, product, clock)
    with unit_of_work():
        update_product(by, clock(), find_product(product.code), draft=False, name="Tên mới")

    assert (find_product(product.code).state, find_product(product.code).name) == ("withdrawn", "Tên mới")
