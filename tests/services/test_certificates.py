"""Certificates and standings as the store has them."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ocop.domain.certificates import CertificateStatus
from ocop.domain.standings import standings_of
from ocop.models.database import db
from ocop.models.standings import StandingRow
from ocop.services.certificates import (
    certificates_of,
    current_certificate,
    facts_of,
    find_certificate,
    ratings_on,
    write_standings,
)
from ocop.services.work import unit_of_work
from tests.naive import naive_rating

pytestmark = pytest.mark.usefixtures("context")

R2, R3 = date(2024, 12, 20), date(2026, 10, 1)


def held(product) -> list[tuple[str, date, date | None]]:
    query = select(StandingRow).where(StandingRow.product_id == product.id).order_by(StandingRow.from_on)
    return [(one.rating, one.from_on, one.to_on) for one in db.session.scalars(query)]


def test_a_decision_writes_the_standings_of_every_day(make_product, make_decision) -> None:
    product = make_product()

    make_decision(product, star=3, signed_on=R2)
    assert held(product) == [
        ("three_star", R2, date(2027, 12, 20)),
        ("lapsed", date(2027, 12, 21), None),
    ]
    make_decision(product, star=4, signed_on=R3)
    assert held(product) == [
        ("three_star", R2, date(2026, 9, 30)),
        ("four_star", R3, date(2029, 10, 1)),
        ("lapsed", date(2029, 10, 2), None),
    ]


def test_standings_follow_an_extension_and_a_revocation(make_product, make_decision) -> None:
    product = make_product()
    make_decision(product, star=3, signed_on=R2)

    with unit_of_work():
        (certificate,) = certificates_of([product.id])[product.id]
        certificate.extended_until = date(2028, 6, 17)
        write_standings(product)
    assert held(product)[0] == ("three_star", R2, date(2028, 6, 17))
    with unit_of_work():
        certificate.revoked_on = date(2028, 1, 1)
        write_standings(product)

    assert held(product) == [("three_star", R2, date(2027, 12, 31)), ("revoked", date(2028, 1, 1), None)]


def test_a_certificate_is_found_by_its_number(make_product, make_decision) -> None:
    product = make_product()
    make_decision(product, signed_on=R3)

    assert find_certificate(f"{product.code}-2026").product_id == product.id


@pytest.mark.parametrize("number", ["", "x", "9" * 61, "9" * 5000, "a\x00b"])
def test_a_number_that_no_certificate_bears_is_not_found(number: str, make_product, make_decision, refuses) -> None:
    make_decision(make_product())

    with refuses("certificate-unknown"):
        find_certificate(number)


@pytest.mark.parametrize(
    ("day", "star", "status"),
    [
        (R2 - timedelta(days=1), None, None),
        (R2, 3, CertificateStatus.VALID),
        (R3, 4, CertificateStatus.VALID),
        (date(2029, 9, 30), 4, CertificateStatus.EXPIRING),
        (date(2029, 10, 2), 4, CertificateStatus.EXPIRED),
    ],
)
def test_the_current_certificate_is_the_newest_of_its_day(
    day: date, star: int | None, status: CertificateStatus | None, make_product, make_decision
) -> None:
    product = make_product()
    make_decision(product, star=4, signed_on=R3)
    make_decision(product, star=3, signed_on=R2)

    current = current_certificate(certificates_of([product.id])[product.id], day)

    assert (current and current[0].star, current and current[1].status(day)) == (star, status)


def test_a_rating_is_given_for_every_product_asked_for(make_product, make_decision) -> None:
    rated, unrated = make_product(), make_product()
    make_decision(rated, star=5, signed_on=R3)

    assert ratings_on([rated.id, unrated.id], R3) == {rated.id: "five_star", unrated.id: "unrated"}
    assert ratings_on([], R3) == {}
    assert certificates_of([]) == {}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from((3, 4, 5)), st.integers(0, 700)), max_size=4), st.integers(-30, 2000))
def test_what_the_store_says_of_a_day_is_what_the_rules_say(
    make_product, make_decision, decisions: list[tuple[int, int]], after: int
) -> None:
    product = make_product()
    for star, ago in decisions:
        signed_on = R3 - timedelta(days=ago)
        # Three stars in the days of the districts, five days of which had none left to decide.
        if date(2025, 7, 1) <= signed_on <= date(2025, 7, 5):
            signed_on = date(2025, 7, 6)
        make_decision(product, star=star, signed_on=signed_on)
    facts = [facts_of(one) for one in certificates_of([product.id]).get(product.id, [])]
    day = R3 - timedelta(days=700) + timedelta(days=after)

    assert ratings_on([product.id], day)[product.id] == naive_rating(day, facts)
    assert held(product) == [(one.rating, one.from_on, one.to_on) for one in standings_of(facts)]
