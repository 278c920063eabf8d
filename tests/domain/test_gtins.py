"""GTINs are read and checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.gtins import check_digit, gtin14, is_gtin
from ocop.domain.refusals import BadInput

#: From GS1's own examples and from demonstrations.
KNOWN = {
    "9521234543213": "09521234543213",
    "09521234543213": "09521234543213",
    "4006381333931": "04006381333931",
    "614141000036": "00614141000036",
    "96385074": "00000096385074",
    "10614141000415": "10614141000415",
    "6291041500213": "06291041500213",
    "036000291452": "00036000291452",
}


@pytest.mark.parametrize("typed", KNOWN)
def test_a_gtin_of_any_length_becomes_fourteen_digits(typed: str) -> None:
    assert gtin14(typed) == KNOWN[typed]
    assert check_digit(typed[:-1]) == typed[-1]


@given(st.sampled_from(sorted(KNOWN)), st.data())
def test_every_single_wrong_digit_is_caught(known: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(known) - 1))
    digit = data.draw(st.sampled_from("0123456789".replace(known[place], "")))

    with pytest.raises(BadInput) as refused:
        gtin14(known[:place] + digit + known[place + 1 :])

    assert refused.value.code == "gtin-check-digit"


def test_a_wrong_check_digit_names_the_right_one() -> None:
    with pytest.raises(BadInput) as refused:
        gtin14("9521234543214")

    assert refused.value.params["digit"] == "3"
    assert refused.value.field == "gtin"


@pytest.mark.parametrize(
    "typed",
    ["", "1", "123456789", "95212345432134567", "952123454321X", "952-123454321", "٩٥٢١٢٣٤٥٤٣٢١٣", "9521234543213 "],
)
def test_other_shapes_are_no_gtin(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        gtin14(typed)

    assert refused.value.code == "gtin-malformed"
    assert not is_gtin(typed)


@pytest.mark.parametrize("length", [8, 12, 13, 14])
def test_zeros_alone_are_no_gtin(length: int) -> None:
    with pytest.raises(BadInput) as refused:
        gtin14("0" * length)

    assert refused.value.code == "gtin-malformed"


def test_a_gtin_s_shape_says_nothing_of_its_check_digit() -> None:
    assert is_gtin("9521234543210")
