"""The cheapest segments of a text."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.main import QRCode
from qrcode.util import length_in_bits

from labels.segments import MODES, NUMBERS, chunks_of, narrowest, segments_of

BITS = {"numeric": (0, 4, 7), "alphanumeric": (0, 6), "byte": (0,)}


def cost(modes, version):
    """Return the bits of a text whose characters stand in those modes."""
    total, place = 0, 0
    while place < len(modes):
        end = place
        while end < len(modes) and modes[end] == modes[place]:
            end += 1
        count, mode = end - place, modes[place]
        per, bits = {"numeric": (3, 10), "alphanumeric": (2, 11), "byte": (1, 8)}[mode]
        whole, rest = divmod(count, per)
        total += 4 + length_in_bits(NUMBERS[mode], version) + whole * bits + BITS[mode][rest]
        place = end
    return total


@settings(max_examples=60, deadline=None)
@given(st.text("07A/z", max_size=7), st.sampled_from([1, 10, 27]))
def test_no_other_choice_of_modes_is_cheaper(text, version):
    narrow = [narrowest(sign) for sign in text]

    found = segments_of(tuple(narrow), version)

    chosen = [one.mode for one in found for _ in range(one.start, one.end)]
    choices = product(*(MODES[MODES.index(mode) :] for mode in narrow))
    assert cost(chosen, version) == min(cost(choice, version) for choice in choices)
    assert "".join(text[one.start : one.end] for one in found) == text


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("HTTPS://A.VN/01/09521234543213/10/L1", ["alphanumeric", "numeric", "alphanumeric"]),
        ("HTTPS://A.VN/T/0ABCDEF1", ["alphanumeric"]),
        ("https://a.vn/01/12", ["byte", "alphanumeric"]),
        ("", []),
    ],
)
def test_addresses_are_cut_where_it_pays(text, modes):
    assert [one.mode for one in segments_of(tuple(map(narrowest, text)), 4)] == modes


def test_qrcode_takes_the_segments():
    code = QRCode(version=4, border=0)
    for chunk in chunks_of("HTTPS://A.VN/01/09521234543213", 4):
        code.add_data(chunk)

    code.makeImpl(False, 0)

    assert code.modules_count == 33
