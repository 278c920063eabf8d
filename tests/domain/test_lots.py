"""A lot's code and its days."""

from datetime import date

import pytest

from ocop.domain.lots import check_days, lot_code
from ocop.domain.refusals import BadInput, RuleBroken

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("L2411A", "L2411A"), (" l2411a ", "L2411A"), ("1", "1"), ("2026.11-B", "2026.11-B"), ("A" * 20, "A" * 20)],
)
def test_a_lot_s_code_is_kept_in_capitals(typed: str, code: str) -> None:
    assert lot_code(typed) == code


@pytest.mark.parametrize("typed", ["", " ", "A" * 21, "-1", ".1", "LÔ1", "A/B", "A B", "A\x00", "A%2F", "LO\nT"])
def test_what_a_label_could_not_carry_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        lot_code(typed)

    assert (refused.value.code, refused.value.field) == ("lot-malformed", "code")


@pytest.mark.parametrize(
    ("made_on", "best_before"), [(None, None), (DAY, None), (None, DAY), (DAY, DAY), (DAY, date(2027, 1, 1))]
)
def test_a_lot_s_days_may_follow_one_another(made_on: date | None, best_before: date | None) -> None:
    check_days(made_on, best_before)


def test_a_lot_is_not_stale_before_it_is_made() -> None:
    with pytest.raises(RuleBroken) as refused:
        check_days(DAY, date(2026, 11, 19))

    assert (refused.value.code, refused.value.field) == ("dates-contradict", "best_before")
