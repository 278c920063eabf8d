"""Runs of serial QR: what numpy combines is what `qrcode` draws, and a decoder reads it."""

from functools import lru_cache

import numpy
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.util import lost_point

from labels.penalties import WORD
from labels.refusals import LabelError
from labels.segments import ALPHANUMERICS, DIGITS
from labels.serial_qr import MASKS, SerialQr

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOWER = "abcdefgh0123XYZ~%"
ADDRESSES = st.sampled_from(
    ["HTTPS://OCOP.EXAMPLE.VN/01/09521234543213/21/", "https://a.vn/t/0ABCDEF1/21/", "A", "01"]
)


def decoded(grid):
    """Return what zxing reads in one grid, its quiet zone added."""
    picture = numpy.kron(numpy.pad(1 - grid, 4, constant_values=1), numpy.ones((3, 3), numpy.uint8)) * 255
    found = zxingcpp.read_barcodes(picture.astype(numpy.uint8))
    return [one.text for one in found]


@st.composite
def runs(draw):
    alphabet = draw(st.sampled_from([CROCKFORD, DIGITS, LOWER, ALPHANUMERICS]))
    length = draw(st.integers(1, 21))
    prefix, suffix = draw(ADDRESSES), draw(st.sampled_from(["", "/Z", "?q=ab", "7"]))
    level, roomy = draw(st.sampled_from("LMQH")), draw(st.booleans())
    run = made_once(prefix, length, alphabet=alphabet, suffix=suffix, level=level)
    if roomy and run.version < 11:
        run = made_once(prefix, length, alphabet=alphabet, suffix=suffix, level=level, version=11)
    serials = draw(st.lists(st.text(alphabet, min_size=length, max_size=length), min_size=1, max_size=3))
    return run, serials


@lru_cache(maxsize=64)
def made_once(*words, **names):
    """Return a run whose tables are made once for all examples."""
    return SerialQr(*words, **names)


@settings(max_examples=30, deadline=None)
@given(runs(), st.integers(0, MASKS - 1))
def test_every_symbol_is_bit_for_bit_what_qrcode_draws(made, mask):
    run, serials = made

    stack = run.symbols(serials, mask=mask)

    for serial, grid in zip(serials, stack.grids(), strict=True):
        assert grid.tolist() == numpy.array(run.reference(serial, mask), dtype=numpy.uint8).tolist()


@settings(max_examples=8, deadline=None)
@given(runs())
def test_the_mask_is_the_one_of_lowest_penalty(made):
    run, serials = made

    stack = run.symbols(serials)

    for serial, mask in zip(serials, stack.masks.tolist(), strict=True):
        lost = [lost_point(run.reference(serial, one)) for one in range(MASKS)]
        assert lost.index(min(lost)) == mask


@pytest.mark.parametrize("length", [1, 2, 7, 18, 19])
@pytest.mark.parametrize(("alphabet", "host"), [(CROCKFORD, "HTTPS://A.VN/"), (DIGITS, "https://a.vn/")])
def test_a_decoder_reads_the_very_text(alphabet, host, length):
    run = SerialQr(f"{host}01/09521234543213/10/L1/21/", length, alphabet=alphabet)
    serials = [(alphabet * 3)[start : start + length] for start in range(5)]

    stack = run.symbols(serials)

    assert [decoded(grid) for grid in stack.grids()] == [[run.prefix + serial] for serial in serials]


def test_rows_of_a_mask_image_are_whole_bytes():
    stack = SerialQr("A", 3, alphabet=DIGITS).symbols(["123", "456"])

    packed = stack.packed()

    assert (len(stack), packed.shape, stack.size) == (2, (2, 21, 3), 21)
    assert (numpy.unpackbits(packed, axis=2)[:, :, 21:] == 0).all()


@pytest.mark.parametrize("wrong", [["12"], ["1234"], ["123", "12A"], ["12é"], ["12", "1234"]])
def test_a_serial_of_another_kind_is_refused_by_name(wrong):
    run = SerialQr("A", 3, alphabet=DIGITS)

    with pytest.raises(LabelError) as refused:
        run.symbols(wrong)

    assert refused.value.code == "serial-malformed"


@pytest.mark.parametrize(("length", "version"), [(400, None), (19, 1), (19, 12)])
def test_what_does_not_fit_is_refused(length, version):
    with pytest.raises(LabelError) as refused:
        SerialQr("HTTPS://OCOP.EXAMPLE.VN/21/", length, alphabet=CROCKFORD, version=version)

    assert refused.value.code == "qr-too-long"
    assert WORD == 64


def test_an_alphabet_is_ascii():
    with pytest.raises(LabelError) as refused:
        SerialQr("A", 3, alphabet="abé")

    assert refused.value.code == "serial-malformed"
