"""Working days: weekends, holidays of Vietnam, Saturdays worked for one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.working_days import COMMUNE_DAYS, is_working_day, working_days_after, working_days_between

#: Culture Day of 2026, Tết of 2027, and the Saturday of 22/08/2026 worked for a Monday.
EXCEPTIONS = {
    date(2026, 11, 24): False, date(2026, 8, 22): True, date(2026, 8, 31): False,
    **{date(2027, 2, day): False for day in range(4, 11)},
}  # fmt: skip


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 25)),
        (date(2026, 11, 23), COMMUNE_DAYS, date(2026, 12, 15)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 1)),
        (date(2027, 2, 3), 1, date(2027, 2, 11)),
        (date(2027, 1, 29), COMMUNE_DAYS, date(2027, 2, 26)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_days_are_counted_from_the_day_after(start, count, end):
    assert working_days_after(start, count, EXCEPTIONS) == end


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(1, 60))
def test_counting_back_finds_what_was_counted(start, count):
    end = working_days_after(start, count, EXCEPTIONS)
    assert is_working_day(end, EXCEPTIONS)
    assert working_days_between(start, end, EXCEPTIONS) == count
    assert working_days_between(end, start, EXCEPTIONS) == -count


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_a_day_counts_once(day):
    after = day + timedelta(days=1)
    assert working_days_between(day, after, EXCEPTIONS) == is_working_day(after, EXCEPTIONS)
