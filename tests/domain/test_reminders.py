"""Reminders and phases: what falls on which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.certificates import CertificateFacts, renewal_window
from ocop.domain.reminders import (
    DAYS_BEFORE,
    PHASE_WORDS,
    REMINDER_WORDS,
    Phase,
    ReminderKind,
    due_on,
    kind_due,
    months_from,
    phase_on,
)

LAST = date(2027, 6, 30)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("valid_until", "days"),
    [
        (date(2027, 6, 30), ("2027-01-01", "2027-01-31", "2027-03-02", "2027-03-03")),
        (date(2028, 2, 29), ("2027-09-02", "2027-10-02", "2027-11-01", "2027-11-02")),
        (date(2028, 8, 27), ("2028-02-29", "2028-03-30", "2028-04-29", "2028-04-30")),
        (date(2027, 12, 31), ("2027-07-04", "2027-08-03", "2027-09-02", "2027-09-03")),
    ],
)
def test_each_reminder_has_its_day(valid_until, days) -> None:
    assert tuple(due_on(kind, valid_until).isoformat() for kind in ReminderKind) == days


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (181, None),
        (180, ReminderKind.WINDOW_OPENS),
        (151, ReminderKind.WINDOW_OPENS),
        (150, ReminderKind.WINDOW_HALFWAY),
        (121, ReminderKind.WINDOW_HALFWAY),
        (120, ReminderKind.WINDOW_CLOSES),
        (119, ReminderKind.WINDOW_MISSED),
        (0, ReminderKind.WINDOW_MISSED),
        (-1, None),
    ],
)
def test_only_the_newest_reminder_counts_while_it_runs(before, kind) -> None:
    assert kind_due(LAST, LAST - timedelta(days=before)) == kind


@pytest.mark.parametrize(
    ("before", "phase"),
    [
        (181, Phase.AHEAD), (180, Phase.OPEN), (120, Phase.OPEN), (119, Phase.MISSED), (0, Phase.MISSED),
        (-1, Phase.LATE), (-180, Phase.LATE), (-181, Phase.EXPIRED),
    ],
)  # fmt: skip
def test_a_certificate_goes_through_its_phases(before, phase) -> None:
    facts = CertificateFacts(star=4, issued_on=date(2024, 6, 30), valid_until=LAST)

    assert phase_on(facts, LAST - timedelta(days=before)) == phase


@pytest.mark.parametrize(("after", "phase"), [(1, Phase.EXTENDED), (60, Phase.EXTENDED), (61, Phase.EXPIRED)])
def test_an_extended_certificate_is_never_late(after, phase) -> None:
    until = LAST + timedelta(days=60)
    facts = CertificateFacts(star=4, issued_on=date(2024, 6, 30), valid_until=LAST, extended_until=until)

    assert phase_on(facts, LAST + timedelta(days=after)) == phase


@given(DAYS, st.integers(-30, 250))
def test_the_open_phase_is_the_window_and_its_reminders(valid_until, before) -> None:
    day = valid_until - timedelta(days=before)
    facts = CertificateFacts(star=3, issued_on=valid_until - timedelta(days=1096), valid_until=valid_until)
    opens, closes = renewal_window(valid_until)

    assert (phase_on(facts, day) == Phase.OPEN) == (opens <= day <= closes)
    kind = kind_due(valid_until, day)
    assert kind is None or due_on(kind, valid_until) <= day
    assert (kind is None) == (not opens <= day <= valid_until)


def test_everything_has_its_words() -> None:
    assert (set(REMINDER_WORDS), set(DAYS_BEFORE)) == (set(ReminderKind), set(ReminderKind))
    assert set(PHASE_WORDS) == set(Phase)


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2026, 11, 30), ["2026-11-01", "2026-12-01", "2027-01-01"]),
        (date(2028, 2, 29), ["2028-02-01", "2028-03-01", "2028-04-01"]),
        (date(2026, 12, 31), ["2026-12-01", "2027-01-01", "2027-02-01"]),
    ],
)
def test_months_follow_one_another(day, months) -> None:
    assert [month.isoformat() for month in months_from(day, 3)] == months
