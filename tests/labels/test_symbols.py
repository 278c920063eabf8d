import numpy
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM

from labels import Barcode, LabelError
from labels.gtins import check_digit
from labels.symbols import Symbol, linear_symbol, qr_symbol

ADDRESS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-.:", min_size=1, max_size=90)
PRINTABLE = st.text([chr(point) for point in range(33, 127)], min_size=1, max_size=30)


def read(symbol: Symbol) -> tuple[str, str]:
    """Let an independent decoder read a grid, drawn at four pixels a module with its quiet zone."""
    quiet = symbol.quiet_left
    rows = symbol.rows * (1 if len(symbol.rows) > 1 else 30)
    dark = numpy.array([[cell == "1" for cell in row] for row in rows])
    framed = numpy.pad(~dark, ((quiet, quiet), (quiet, symbol.quiet_right)), constant_values=True)
    picture = numpy.repeat(numpy.repeat(framed.astype(numpy.uint8) * 255, 4, axis=0), 4, axis=1)
    (seen,) = zxingcpp.read_barcodes(picture)
    return str(seen.format), seen.text


@settings(max_examples=60, deadline=None)
@given(ADDRESS | PRINTABLE)
def test_every_qr_is_read_as_it_was_written(text):
    assert read(qr_symbol(text)) == ("QR Code", text)


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_ean13_is_read_as_it_was_written(body):
    code = f"{body}{check_digit(body)}"

    assert read(linear_symbol(Barcode(kind="ean13", code=code))) == ("EAN-13", code)


@settings(max_examples=40, deadline=None)
@given(st.text("0123456789", min_size=7, max_size=7))
def test_every_ean8_is_read_as_it_was_written(body):
    code = f"{body}{check_digit(body)}"

    assert read(linear_symbol(Barcode(kind="ean8", code=code)))[1] == code


@settings(max_examples=100, deadline=None)
@given(PRINTABLE | st.text("0123456789A", min_size=1, max_size=20))
def test_every_code128_is_read_as_it_was_written(text):
    assert read(linear_symbol(Barcode.of_code(text))) == ("Code 128", text)


@pytest.mark.parametrize("text", ["990", "9900", "100", "1011", "99A", "5", "5A", "55555"])
def test_leading_digits_are_never_taken_for_a_change_of_code_set(text):
    assert read(linear_symbol(Barcode.of_code(text))) == ("Code 128", text)


def test_capitals_stay_in_the_alphanumeric_mode():
    code: QRCode = QRCode()
    code.add_data("HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1", optimize=6)

    assert [part.mode for part in code.data_list] == [MODE_ALPHA_NUM]


def test_capitals_make_the_symbol_a_version_smaller():
    capitals, small = (
        len(qr_symbol(text).rows)
        for text in ("HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1", "https://ocop.example.vn/t/0abcdef1")
    )

    assert (capitals, small) == (25, 29)


@pytest.mark.parametrize(
    ("gtin", "columns", "guards"),
    [("8930000000002", 95 + 18, [0, 2, 46, 48, 92, 94]), ("89300008", 67 + 14, [0, 2, 32, 34, 64, 66])],
)
def test_an_ean_has_its_guards_and_quiet_zones(gtin, columns, guards):
    symbol = linear_symbol(Barcode.of_gtin(gtin))

    assert symbol.columns == columns
    assert [index for index, cell in enumerate(symbol.guards) if cell == "1"] == guards


def test_a_qr_beyond_the_largest_version_is_refused():
    with pytest.raises(LabelError) as refused:
        qr_symbol("a" * 3000)

    assert refused.value.code == "qr-too-long"
