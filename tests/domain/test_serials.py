"""Serials that vouch for themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.product_codes import ALPHABET
from ocop.domain.refusals import NotFound
from ocop.domain.serials import LENGTH, MOST, index_of, lot_key, serials

KEY, OLD = b"k" * 32, b"o" * 32
KEYS = {"1": KEY, "0": OLD}


def one(index=0, kid="1", product="21SD1T7Z", lot="L1"):
    return serials(lot_key(KEYS[kid], product, lot), kid, index, 1)[0]


@given(st.integers(0, MOST - 1), st.sampled_from("01"))
def test_a_serial_tells_its_index_under_any_key_that_is_kept(index, kid):
    made = one(index, kid)

    assert (len(made), made[0], set(made) <= set(ALPHABET)) == (LENGTH, kid, True)
    assert index_of(made, KEYS, "21SD1T7Z", "L1") == index
    assert index_of(made.lower().replace("0", "o").replace("1", "l"), KEYS, "21SD1T7Z", "L1") == index


@given(st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_no_other_sign_passes(place, sign):
    made = one(7)
    changed = made[:place] + sign + made[place + 1 :]

    if changed != made:
        with pytest.raises(NotFound):
            index_of(changed, KEYS, "21SD1T7Z", "L1")


@pytest.mark.parametrize(
    ("serial", "product", "lot"),
    [
        (one(), "21SD1T7Z", "L2"),
        (one(), "21SD1T80", "L1"),
        (one()[:-1], "21SD1T7Z", "L1"),
        (one() + "0", "21SD1T7Z", "L1"),
        ("2" + one()[1:], "21SD1T7Z", "L1"),
        ("", "21SD1T7Z", "L1"),
        ("Đ" * LENGTH, "21SD1T7Z", "L1"),
    ],
)
def test_a_serial_of_elsewhere_is_unknown(serial, product, lot):
    with pytest.raises(NotFound) as refused:
        index_of(serial, KEYS, product, lot)

    assert refused.value.code == "serial-unknown"


def test_a_run_counts_on_without_gap_or_repeat():
    key = lot_key(KEY, "21SD1T7Z", "L1")

    run = serials(key, "1", 30, 5)

    assert run == serials(key, "1", 30, 2) + serials(key, "1", 32, 3)
    assert len(set(run)) == 5
