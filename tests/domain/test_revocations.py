"""Revocations and extensions: which are allowed, day by day."""

from datetime import date, timedelta

import pytest

from ocop.domain.certificates import CertificateFacts
from ocop.domain.refusals import OcopError
from ocop.domain.revocations import (
    GROUND_WORDS,
    Ground,
    check_correction,
    check_extension,
    check_revocation,
    is_signed_late,
    keeper_of,
    longest_extension,
)

TODAY = date(2026, 11, 23)
ISSUED, LAST = date(2024, 3, 1), date(2027, 3, 1)
PLAIN = CertificateFacts(star=4, issued_on=ISSUED, valid_until=LAST)
OLD = CertificateFacts(star=3, issued_on=date(2023, 5, 20), valid_until=date(2026, 5, 20))


def changed(facts: CertificateFacts, **more) -> CertificateFacts:
    return CertificateFacts(**{**vars(facts), **more})


def code_of(call, *words) -> str | None:
    try:
        call(*words)
    except OcopError as refusal:
        return refusal.code
    return None


def test_there_are_six_grounds_each_with_words() -> None:
    assert len(Ground) == 6
    assert set(GROUND_WORDS) == set(Ground)


def test_the_ministry_keeps_five_stars_and_the_province_the_others() -> None:
    assert [str(keeper_of(star)) for star in (3, 4, 5)] == ["province", "province", "ministry"]


@pytest.mark.parametrize(
    ("facts", "signed_on", "concluded_on", "code"),
    [
        (PLAIN, TODAY, None, None),
        (PLAIN, ISSUED, None, None),
        (PLAIN, TODAY, TODAY, None),
        (PLAIN, TODAY, date(2026, 1, 1), None),
        (PLAIN, TODAY + timedelta(days=1), None, "dates-contradict"),
        (PLAIN, ISSUED - timedelta(days=1), None, "dates-contradict"),
        (PLAIN, TODAY, TODAY + timedelta(days=1), "dates-contradict"),
        (changed(PLAIN, revoked_on=date(2026, 1, 1)), TODAY, None, "certificate-revoked"),
        (changed(PLAIN, superseded_on=date(2026, 1, 1)), TODAY, None, "certificate-not-in-force"),
        (OLD, date(2026, 5, 20), None, None),
        (OLD, date(2026, 5, 21), None, "certificate-not-in-force"),
        (changed(OLD, extended_until=date(2026, 11, 16)), date(2026, 11, 16), None, None),
        (changed(OLD, extended_until=date(2026, 11, 16)), date(2026, 11, 17), None, "certificate-not-in-force"),
    ],
)
def test_a_revocation_is_allowed_or_refused_by_its_days(facts, signed_on, concluded_on, code) -> None:
    assert code_of(check_revocation, facts, signed_on, TODAY, concluded_on) == code


@pytest.mark.parametrize(
    ("days", "is_late"), [(0, False), (14, False), (15, False), (16, True), (400, True), (None, False)]
)
def test_a_decision_is_signed_within_fifteen_days_or_late(days, is_late) -> None:
    concluded_on = TODAY - timedelta(days=days) if days is not None else None

    assert is_signed_late(TODAY, concluded_on) is is_late


@pytest.mark.parametrize(
    ("revoked_on", "recorded_on", "code"),
    [
        (date(2026, 11, 1), TODAY, None),
        (None, None, "certificate-not-revoked"),
        (date(2026, 11, 1), TODAY - timedelta(days=1), "correction-too-late"),
        (date(2026, 11, 1), None, "correction-too-late"),
    ],
)
def test_a_revocation_is_corrected_on_its_own_day_alone(revoked_on, recorded_on, code) -> None:
    assert code_of(check_correction, revoked_on, recorded_on, TODAY) == code


@pytest.mark.parametrize(
    ("valid_until", "longest"),
    [
        (date(2027, 3, 1), date(2027, 8, 28)),
        (date(2027, 8, 31), date(2028, 2, 27)),
        (date(2027, 9, 2), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 8, 27)),
    ],
)
def test_an_extension_ends_by_the_hundred_and_eightieth_day(valid_until, longest) -> None:
    facts = CertificateFacts(star=4, issued_on=date(2025, 3, 1), valid_until=valid_until)

    assert longest_extension(valid_until) == longest
    assert code_of(check_extension, facts, longest, TODAY) is None
    assert code_of(check_extension, facts, longest + timedelta(days=1), TODAY) == "extension-too-long"


@pytest.mark.parametrize(
    ("facts", "until", "today", "code"),
    [
        (PLAIN, LAST + timedelta(days=1), TODAY, None),
        (PLAIN, LAST, TODAY, "dates-contradict"),
        (PLAIN, LAST - timedelta(days=1), TODAY, "dates-contradict"),
        (changed(PLAIN, extended_until=date(2027, 5, 1)), date(2027, 5, 1), TODAY, "dates-contradict"),
        (changed(PLAIN, extended_until=date(2027, 5, 1)), date(2027, 5, 2), TODAY, None),
        (changed(PLAIN, revoked_on=TODAY), date(2027, 5, 1), TODAY, "certificate-revoked"),
        (changed(PLAIN, superseded_on=TODAY), date(2027, 5, 1), TODAY, "certificate-not-in-force"),
        (PLAIN, LAST + timedelta(days=180), LAST + timedelta(days=180), None),
        (PLAIN, LAST + timedelta(days=180), LAST + timedelta(days=181), "certificate-not-in-force"),
        (PLAIN, LAST + timedelta(days=181), LAST, "extension-too-long"),
    ],
)
def test_an_extension_is_allowed_or_refused_by_its_days(facts, until, today, code) -> None:
    assert code_of(check_extension, facts, until, today) == code
