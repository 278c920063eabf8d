"""Revocations and extensions as the store keeps them: one act each, standings written again, nothing lost."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocop.domain.certificates import CertificateStatus
from ocop.domain.refusals import OcopError
from ocop.domain.revocations import Ground
from ocop.services.acts import acts_of
from ocop.services.certificate_views import certificate_history
from ocop.services.certificates import certificates_of, facts_of, find_certificate, ratings_on
from ocop.services.offices import acts_on
from ocop.services.revocations import (
    correct_revocation,
    decline_proposal,
    extend_certificate,
    keeps,
    open_proposal,
    proposals_waiting,
    propose_revocation,
    revoke_certificate,
    withdraw_proposal,
)
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW, actor
from tests.naive import naive_rating

pytestmark = pytest.mark.usefixtures("context")

TODAY = NOW.date()
PROVINCE, COMMUNE = actor("province"), actor("commune")
PAPER = {"number": "3120/QĐ-UBND", "ground": Ground.MARK_MISUSED, "why": "Dùng nhãn sai hạng."}


@pytest.fixture
def number(make_product, make_decision) -> str:
    """Return the number of a four star certificate that ends on 01/02/2027."""
    product = make_product()
    make_decision(product, star=4, signed_on=date(2024, 2, 1))
    return f"{product.code}-2024"


def held(number: str):
    return find_certificate(number, for_update=True)


def revoke(number: str, signed_on: date = TODAY) -> None:
    revoke_certificate(PROVINCE, NOW, TODAY, held(number), signed_on=signed_on, **PAPER)


def test_each_change_is_one_act_with_before_after_and_why(number):
    with unit_of_work():
        extend_certificate(PROVINCE, NOW, TODAY, held(number), extended_until=date(2027, 4, 1), why="Chờ hội đồng.")
    with unit_of_work():
        propose_revocation(COMMUNE, NOW, TODAY, held(number), ground=Ground.MARK_MISUSED, why="Nhãn sai.")
    with unit_of_work():
        revoke(number)
    with unit_of_work():
        correct_revocation(PROVINCE, NOW, TODAY, held(number), why="Nhầm số.")

    with reading():
        acts = acts_of("certificate", number)
    assert [(act.verb, act.actor_role, act.why) for act in acts] == [
        ("extend", "province", "Chờ hội đồng."),
        ("propose", "commune", "Nhãn sai."),
        ("revoke", "province", "Dùng nhãn sai hạng."),
        ("correct", "province", "Nhầm số."),
    ]
    assert acts[0].before == {"extended_until": None}
    assert acts[2].after["proposal"]
    assert acts[3].before["revocation_number"] == "3120/QĐ-UBND"


def test_the_history_tells_a_correction_between_two_revocations(number):
    with unit_of_work():
        revoke(number, TODAY - timedelta(days=3))
    with unit_of_work():
        correct_revocation(PROVINCE, NOW, TODAY, held(number), why="Nhầm số.")
    with unit_of_work():
        revoke(number, TODAY - timedelta(days=1))

    with reading():
        told = [(one["kind"], one["on"]) for one in certificate_history(find_certificate(number))]
    assert told == [
        ("issued", date(2024, 2, 1)),
        ("revoked", TODAY - timedelta(days=3)),
        ("corrected", TODAY),
        ("revoked", TODAY - timedelta(days=1)),
    ]


def test_a_sample_s_revocation_is_told_without_an_act(sample_app):
    with sample_app.app_context(), reading():
        revoked = find_certificate("S4JYKV1J-2023")
        told = certificate_history(revoked)

    assert [(one["kind"], one["number"]) for one in told] == [("issued", None), ("revoked", "2816/QĐ-UBND")]


def test_who_keeps_a_certificate(make_product, make_decision, number):
    five = make_product()
    make_decision(five, star=5, signed_on=date(2026, 11, 1))

    with reading():
        four, five = find_certificate(number), find_certificate(f"{five.code}-2026")
        roles = [PROVINCE, actor("province", unit="79"), actor("ministry"), COMMUNE, actor("administrator")]
        assert [keeps(by, four) for by in roles] == [True, False, False, False, False]
        assert [keeps(by, five) for by in roles] == [False, False, True, False, False]


def test_a_proposal_waits_in_the_offices_of_its_area(number, refuses):
    with unit_of_work():
        propose_revocation(COMMUNE, NOW, TODAY, held(number), ground=Ground.LAW_BROKEN, why="Nhãn sai.")

    with reading():
        for by, count in ((PROVINCE, 1), (actor("ministry"), 1), (actor("province", unit="79"), 0)):
            assert len(proposals_waiting(by)) == count
    for by, change in ((actor("commune", unit="26740"), withdraw_proposal), (COMMUNE, decline_proposal)):
        with refuses("star-not-yours"):
            change(by, NOW, held(number), why="x")
    with unit_of_work():
        withdraw_proposal(COMMUNE, NOW, held(number), why="Đã sửa nhãn.")
    with reading():
        assert (open_proposal(find_certificate(number)), proposals_waiting(PROVINCE)) == (None, [])


def test_the_acts_of_a_certificate_stand_among_its_product_s(make_product, make_decision):
    product = make_product()
    make_decision(product, star=4, signed_on=date(2024, 2, 1))
    with unit_of_work():
        revoke(f"{product.code}-2024")

    with reading():
        assert [act.verb for act, _ in acts_on(product)][:1] == ["revoke"]


STEPS = st.lists(
    st.tuples(st.sampled_from(("decide", "revoke", "extend", "correct")), st.integers(0, 1200), st.integers(1, 200)),
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.integers(-1300, 1700))
def test_whatever_is_done_standings_are_what_the_rules_say(make_product, make_decision, steps, after):
    product = make_product()
    day = TODAY + timedelta(days=after)
    for what, ago, more in steps:
        signed_on = TODAY - timedelta(days=ago)
        if date(2025, 7, 1) <= signed_on <= date(2025, 7, 5):
            signed_on = date(2025, 7, 6)
        try:
            if what == "decide":
                make_decision(product, star=4, signed_on=signed_on)
                continue
            with unit_of_work():
                step(product, what, signed_on, more)
        except OcopError:
            continue

    with reading():
        facts = [facts_of(one) for one in certificates_of([product.id]).get(product.id, [])]
        assert ratings_on([product.id], day)[product.id] == naive_rating(day, facts)
        for one in facts:
            assert one.revoked_on is None or one.status(one.revoked_on) == CertificateStatus.REVOKED
            assert (one.last_day - one.valid_until).days <= 180


def step(product, what: str, signed_on: date, more: int) -> None:
    """Do one thing to the product's newest certificate."""
    number = certificates_of([product.id]).get(product.id, [])[-1:]
    if not number:
        return
    certificate = held(number[0].number)
    if what == "revoke":
        revoke(certificate.number, signed_on)
    elif what == "extend":
        until = certificate.valid_until + timedelta(days=more)
        extend_certificate(PROVINCE, NOW, TODAY, certificate, extended_until=until, why="Chờ.")
    else:
        correct_revocation(PROVINCE, NOW, TODAY, certificate, why="Nhầm.")
