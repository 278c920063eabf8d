"""Decisions: who records which star, decided by whom and when; the certificate, or the state, follows."""

from datetime import date, timedelta

import pytest

from ocop.domain.accounts import OPERATOR
from ocop.services.acts import acts_of
from ocop.services.certificates import certificates_of, ratings_on
from ocop.services.decisions import Office, decisions_of, end_potential, record_decision
from ocop.services.work import unit_of_work
from tests.factories import COMMUNE, actor

pytestmark = pytest.mark.usefixtures("context")

OWN = Office.OWN
R1, R2, R2B, R3 = date(2022, 12, 20), date(2024, 12, 20), date(2025, 12, 20), date(2026, 10, 1)
PROVINCE, MINISTRY, ELSEWHERE = actor("province"), actor("ministry"), actor("province", unit="79")
ROLES_WITHOUT = [actor(role) for role in ("producer", "commune", "assessor", "auditor", "administrator")]

_NOT_YOURS, _FORBIDS, _DATES = "star-not-yours", "regime-forbids", "dates-contradict"
#: Who records, which unit decided, how many stars, when: and the regime, or the refusal.
_MATRIX = [
    (PROVINCE, "86", 3, R3, "26/2026"),
    (PROVINCE, "86", 4, R3, "26/2026"),
    (PROVINCE, OWN, 4, R3, "26/2026"),
    (PROVINCE, "86", 4, R2B, "148+1489"),
    (PROVINCE, "86", 3, R2B, "148+1489"),
    (PROVINCE, "84", 4, R2, "148"),
    (PROVINCE, "846", 3, R2, "148"),
    (PROVINCE, "84", 3, R1, "1048"),
    (PROVINCE, "84", 4, R1, "1048"),
    (MINISTRY, None, 5, R3, "26/2026"),
    (MINISTRY, OWN, 5, R2, "148"),
    (OPERATOR, "84", 4, R2, "148"),
    (OPERATOR, "846", 3, R2, "148"),
    (OPERATOR, None, 5, R1, "1048"),
    (OPERATOR, OWN, 5, R3, "26/2026"),
    (PROVINCE, "86", 5, R3, _NOT_YOURS),
    (PROVINCE, None, 5, R3, _NOT_YOURS),
    (PROVINCE, "846", 4, R2, _NOT_YOURS),
    (PROVINCE, COMMUNE, 3, R3, _NOT_YOURS),
    (MINISTRY, None, 4, R3, _NOT_YOURS),
    (MINISTRY, "86", 4, R3, _NOT_YOURS),
    (OPERATOR, OWN, 4, R3, _NOT_YOURS),
    (ELSEWHERE, "86", 4, R3, _NOT_YOURS),
    (ELSEWHERE, "79", 4, R3, _NOT_YOURS),
    (ELSEWHERE, "84", 4, R2, _NOT_YOURS),
    *[(by, "86", 4, R3, _NOT_YOURS) for by in ROLES_WITHOUT],
    (PROVINCE, "84", 3, R2, _FORBIDS),
    (PROVINCE, "846", 3, R1, _FORBIDS),
    (OPERATOR, "84", 3, R2, _FORBIDS),
    (PROVINCE, "84", 4, date(2025, 7, 1), _DATES),
    (PROVINCE, "846", 3, date(2025, 7, 1), _DATES),
    (PROVINCE, "842", 3, R2, _DATES),
    (PROVINCE, "86", 4, R2, _DATES),
    (PROVINCE, "84", 4, date(2019, 8, 20), _DATES),
    (PROVINCE, "86", 4, date(2026, 11, 24), _DATES),
    (OPERATOR, "79", 4, R3, _DATES),
    (PROVINCE, "999", 4, R3, "unit-unknown"),
]


@pytest.mark.parametrize(
    ("by", "unit_code", "star", "signed_on", "outcome"),
    _MATRIX,
    ids=[f"{by.id}-{unit}-{star}-{day}" for by, unit, star, day, _ in _MATRIX],
)
def test_an_office_records_what_it_or_its_forerunner_decided(
    by, unit_code, star, signed_on, outcome, make_product, clock, refuses
) -> None:
    product = make_product()
    words = {"number": "2718/QĐ", "signed_on": signed_on, "star": star, "unit_code": unit_code}

    if "-" in outcome:
        with refuses(outcome):
            record_decision(by, clock(), clock.today, product, **words)
        return
    with unit_of_work():
        decision = record_decision(by, clock(), clock.today, product, **words)

    (certificate,) = certificates_of([product.id])[product.id]
    assert (decision.regime_id, decision.recorded_by) == (outcome, by.id)
    assert (certificate.star, certificate.issued_on, certificate.decision_id) == (star, signed_on, decision.id)
    assert certificate.valid_until == signed_on.replace(year=signed_on.year + 3)


@pytest.mark.parametrize(
    "stars",
    [
        {},
        {"star": None},
        {"star": 2},
        {"star": 6},
        {"star": 0},
        {"star": 4, "potential_five_star": True},
        {"star": 5, "potential_five_star": True},
    ],
)
def test_a_decision_gives_stars_or_the_state_never_both(stars: dict, make_product, clock, refuses) -> None:
    product = make_product()

    with refuses("star-malformed"):
        record_decision(PROVINCE, clock(), clock.today, product, number="1/QĐ", signed_on=R3, **stars)


def test_a_draft_is_not_decided_about(make_product, clock, refuses) -> None:
    product = make_product(draft=True)

    with refuses("product-draft"):
        record_decision(PROVINCE, clock(), clock.today, product, number="1/QĐ", signed_on=R3, star=4)


@pytest.mark.parametrize(
    ("valid_until", "is_right"),
    [
        (R3, True),
        (date(2028, 1, 1), True),
        (date(2029, 10, 1), True),
        (date(2029, 10, 2), False),
        (R3 - timedelta(days=1), False),
    ],
)
def test_a_printed_last_day_may_shorten_a_life_alone(
    valid_until: date, is_right: bool, make_product, clock, refuses
) -> None:
    product = make_product()
    words = {"number": "1/QĐ", "signed_on": R3, "star": 4, "valid_until": valid_until}

    if is_right:
        with unit_of_work():
            record_decision(PROVINCE, clock(), clock.today, product, **words)
        assert certificates_of([product.id])[product.id][0].valid_until == valid_until
    else:
        with refuses("dates-contradict"):
            record_decision(PROVINCE, clock(), clock.today, product, **words)


def test_a_decision_is_recorded_once(make_product, make_decision, clock, refuses) -> None:
    product, other = make_product(), make_product()
    words = {"number": "1/QĐ", "signed_on": R3, "star": 4}
    make_decision(product, **words)

    with refuses("decision-recorded"):
        record_decision(PROVINCE, clock(), clock.today, product, **words | {"star": 3})
    make_decision(other, **words)
    make_decision(product, **words | {"signed_on": R2B})
    assert len(decisions_of(product.id)) == 2


def test_the_same_number_of_two_units_is_two_decisions(make_product, make_decision) -> None:
    product = make_product()
    make_decision(product, number="1/QĐ", signed_on=R2, star=4)
    make_decision(product, number="1/QĐ", signed_on=R2, star=5)

    assert {one.unit_id for one in decisions_of(product.id)} == {"84@2025-06-30", None}


def test_certificates_of_a_year_are_numbered_on(make_product, make_decision) -> None:
    product = make_product()

    for day in (R3, R3 - timedelta(days=1), R3 - timedelta(days=2), R2B):
        make_decision(product, signed_on=day)

    numbers = {one.number for one in certificates_of([product.id])[product.id]}
    assert numbers == {
        f"{product.code}-2026",
        f"{product.code}-2026-2",
        f"{product.code}-2026-3",
        f"{product.code}-2025",
    }


def test_a_decision_is_written_down_and_counts_as_a_change(make_product, clock) -> None:
    product = make_product()
    clock.advance(hours=1)

    with unit_of_work():
        record_decision(
            PROVINCE, clock(), clock.today, product, number="9/QĐ", signed_on=R3, star=4, note="Đợt 2 năm 2026"
        )

    act = acts_of("product", product.code)[-1]
    assert (act.verb, act.actor_id, act.why) == ("decide", PROVINCE.id, "Đợt 2 năm 2026")
    assert act.after == {
        "number": "9/QĐ",
        "signed_on": "2026-10-01",
        "star": 4,
        "potential_five_star": False,
        "unit_id": "86",
        "certificate": f"{product.code}-2026",
    }
    assert (product.version, product.updated_at) == (2, clock())


def test_decisions_recorded_late_take_their_place_in_time(make_product, make_decision) -> None:
    product = make_product()
    make_decision(product, signed_on=R3, star=4)
    make_decision(product, signed_on=R2, star=3)

    assert [one.signed_on for one in decisions_of(product.id)] == [R3, R2]
    assert ratings_on([product.id], R3) == {product.id: "four_star"}
    assert ratings_on([product.id], R2B) == {product.id: "three_star"}


# -- potential five star


def rating(product, day: date) -> str:
    return ratings_on([product.id], day)[product.id]


def test_the_state_is_recorded_without_a_certificate(make_product, make_decision) -> None:
    product = make_product()

    decision = make_decision(product, potential_five_star=True, signed_on=R3)

    assert (decision.star, decision.potential_five_star) == (None, True)
    assert certificates_of([product.id]) == {}
    assert (rating(product, R3), rating(product, R3 - timedelta(days=1))) == ("potential_five_star", "unrated")


@pytest.mark.parametrize("by", [MINISTRY, ELSEWHERE, *ROLES_WITHOUT], ids=lambda by: by.id)
def test_only_its_province_records_the_state(by, make_product, clock, refuses) -> None:
    product = make_product()

    with refuses("star-not-yours"):
        record_decision(by, clock(), clock.today, product, number="1/QĐ", signed_on=R3, potential_five_star=True)


def test_the_state_goes_before_four_stars_and_ends_with_five(make_product, make_decision) -> None:
    product = make_product()
    make_decision(product, star=4, signed_on=R2B)
    make_decision(product, potential_five_star=True, signed_on=R3)
    make_decision(product, star=5, signed_on=R3 + timedelta(days=30))

    assert rating(product, R3 - timedelta(days=1)) == "four_star"
    assert rating(product, R3) == "potential_five_star"
    assert rating(product, R3 + timedelta(days=30)) == "five_star"


def test_a_lower_outcome_ends_the_state(make_product, make_decision) -> None:
    product = make_product()
    make_decision(product, potential_five_star=True, signed_on=R2B)
    make_decision(product, star=4, signed_on=R3, ends_potential=True)

    assert rating(product, R3 - timedelta(days=1)) == "potential_five_star"
    assert rating(product, R3) == "four_star"


def test_four_stars_alone_do_not_end_the_state(make_product, make_decision) -> None:
    product = make_product()
    make_decision(product, potential_five_star=True, signed_on=R2B)
    make_decision(product, star=4, signed_on=R3)

    assert rating(product, R3) == "potential_five_star"


@pytest.mark.parametrize("by", [PROVINCE, MINISTRY], ids=lambda by: by.id)
def test_an_officer_ends_the_state(by, make_product, make_decision, clock) -> None:
    product = make_product()
    make_decision(product, potential_five_star=True, signed_on=R2B)

    with unit_of_work():
        end_potential(by, clock(), clock.today, product, on=R3, why="Bộ trả hồ sơ")

    act = acts_of("product", product.code)[-1]
    assert (act.verb, act.after, act.why) == ("end-potential", {"on": "2026-10-01"}, "Bộ trả hồ sơ")
    assert (rating(product, R3 - timedelta(days=1)), rating(product, R3)) == ("potential_five_star", "unrated")


def test_a_state_is_not_ended_by_those_who_may_not(make_product, make_decision, clock, refuses) -> None:
    product = make_product()
    make_decision(product, potential_five_star=True, signed_on=R3)

    for by in (ELSEWHERE, *ROLES_WITHOUT):
        with refuses("star-not-yours"):
            end_potential(by, clock(), clock.today, product, on=R3, why="")
    with refuses("dates-contradict"):
        end_potential(PROVINCE, clock(), clock.today, product, on=clock.today + timedelta(days=1), why="")
    with refuses("potential-unknown"):
        end_potential(PROVINCE, clock(), clock.today, product, on=R3 - timedelta(days=1), why="")


def test_a_state_that_is_not_there_cannot_end(make_product, make_decision, clock, refuses) -> None:
    product = make_product()
    make_decision(product, star=4, signed_on=R2B)

    with refuses("potential-unknown"):
        end_potential(PROVINCE, clock(), clock.today, product, on=R3, why="")
