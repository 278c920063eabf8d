"""Codes of the next lot."""

from datetime import date

import pytest

from ocop.domain.lot_codes import code_of_day, following, next_code, raw_code
from ocop.domain.lots import lot_code

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("last", "after"),
    [("L2411A", "L2411B"), ("L2411Z", "L2411Z-2"), ("L09", "L10"), ("L99", "L100"), ("L261123-1", "L261123-2"),
     ("XOAI", "XOAI-2"), ("A", "A-2"), ("9" * 20, "1" + "0" * 19), ("ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJKLMNOPQR-2")],
)  # fmt: skip
def test_the_next_lot_goes_one_further(last, after):
    assert (following(last), lot_code(following(last))) == (after, after)


def test_a_code_that_is_taken_is_passed_over():
    assert next_code("L2411A", {"L2411B", "L2411C"}) == "L2411D"


def test_a_first_lot_is_called_by_its_day():
    many = {"L261123", *(f"L261123{letter}" for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ")}

    assert [code_of_day(DAY, ()), code_of_day(DAY, {"L261123"}), code_of_day(DAY, many)] == [
        "L261123",
        "L261123B",
        "L261123-2",
    ]


def test_raw_lots_count_within_a_day():
    assert [raw_code("H", DAY, ()), raw_code("M", DAY, {"M-261123-1"})] == ["H-261123-1", "M-261123-2"]
