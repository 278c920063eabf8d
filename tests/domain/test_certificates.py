"""The life of one certificate, from its dates alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.certificates import (
    CertificateFacts,
    CertificateStatus,
    check_signed_on,
    last_valid_day,
    renewal_window,
)
from ocop.domain.refusals import RuleBroken

ISSUED, LAST = date(2024, 12, 20), date(2027, 12, 20)
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("issued_on", "last"),
    [
        (date(2024, 12, 20), date(2027, 12, 20)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2021, 2, 28), date(2024, 2, 28)),
        (date(2023, 1, 1), date(2026, 1, 1)),
        (date(2022, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_certificate_lives_thirty_six_months(issued_on: date, last: date) -> None:
    assert last_valid_day(issued_on) == last


@pytest.mark.parametrize(
    ("issued_on", "months", "last"),
    [
        (date(2024, 8, 31), 1, date(2024, 9, 30)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 5, 5), 0, date(2024, 5, 5)),
    ],
)
def test_a_month_without_the_day_ends_on_its_last(issued_on: date, months: int, last: date) -> None:
    assert last_valid_day(issued_on, months) == last


@given(DAYS)
def test_a_life_never_runs_over_its_month(issued_on: date) -> None:
    last = last_valid_day(issued_on)

    assert (last.year, last.month) == (issued_on.year + 3, issued_on.month)
    assert last.day == issued_on.day or (issued_on.month, issued_on.day) == (2, 29)


PLAIN = CertificateFacts(star=4, issued_on=ISSUED, valid_until=LAST)
EXTENDED = CertificateFacts(star=4, issued_on=ISSUED, valid_until=LAST, extended_until=LAST + timedelta(days=180))
REVOKED = CertificateFacts(star=4, issued_on=ISSUED, valid_until=LAST, revoked_on=date(2025, 6, 2))
SUPERSEDED = CertificateFacts(star=3, issued_on=ISSUED, valid_until=LAST, superseded_on=date(2026, 1, 15))
#: Taken back after another had taken its place already.
BOTH = CertificateFacts(
    star=3, issued_on=ISSUED, valid_until=LAST, superseded_on=date(2026, 1, 15), revoked_on=date(2026, 3, 1)
)


@pytest.mark.parametrize(
    ("facts", "day", "status"),
    [
        (PLAIN, ISSUED - timedelta(days=1), None),
        (PLAIN, ISSUED, "valid"),
        (PLAIN, LAST - timedelta(days=181), "valid"),
        (PLAIN, LAST - timedelta(days=180), "expiring"),
        (PLAIN, LAST, "expiring"),
        (PLAIN, LAST + timedelta(days=1), "expired"),
        (EXTENDED, LAST, "expiring"),
        (EXTENDED, LAST + timedelta(days=1), "extended"),
        (EXTENDED, LAST + timedelta(days=180), "extended"),
        (EXTENDED, LAST + timedelta(days=181), "expired"),
        (REVOKED, date(2025, 6, 1), "valid"),
        (REVOKED, date(2025, 6, 2), "revoked"),
        (REVOKED, LAST + timedelta(days=99), "revoked"),
        (SUPERSEDED, date(2026, 1, 14), "valid"),
        (SUPERSEDED, date(2026, 1, 15), "superseded"),
        (SUPERSEDED, LAST + timedelta(days=1), "superseded"),
        (BOTH, date(2026, 2, 28), "superseded"),
        (BOTH, date(2026, 3, 1), "revoked"),
    ],
)
def test_what_a_certificate_is_follows_from_its_days(facts: CertificateFacts, day: date, status: str | None) -> None:
    assert facts.status(day) == status
    assert facts.is_in_force(day) is (status in ("valid", "expiring", "extended"))


def test_an_extension_into_the_past_shortens_nothing() -> None:
    facts = CertificateFacts(star=3, issued_on=ISSUED, valid_until=LAST, extended_until=ISSUED)

    assert facts.last_day == LAST


@given(st.dates(ISSUED - timedelta(days=9), LAST + timedelta(days=400)))
def test_every_day_since_its_issue_has_one_status(day: date) -> None:
    assert (PLAIN.status(day) is None) is (day < ISSUED)
    assert PLAIN.status(day) in (None, *CertificateStatus)


@pytest.mark.parametrize(
    ("valid_until", "opens", "closes"),
    [
        (date(2027, 6, 30), date(2027, 1, 1), date(2027, 3, 2)),
        (date(2027, 2, 28), date(2026, 9, 1), date(2026, 10, 31)),
    ],
)
def test_a_renewal_is_filed_from_180_to_120_days_before(valid_until: date, opens: date, closes: date) -> None:
    assert renewal_window(valid_until) == (opens, closes)


def test_a_decision_of_today_may_be_recorded_and_of_tomorrow_not() -> None:
    check_signed_on(ISSUED, ISSUED)

    with pytest.raises(RuleBroken) as refused:
        check_signed_on(ISSUED + timedelta(days=1), ISSUED)

    assert (refused.value.code, refused.value.field) == ("dates-contradict", "signed_on")
