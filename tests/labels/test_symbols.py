import numpy
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM

from labels import Barcode, LabelError
from labels.gtins import check_digit
from labels.readings import FORMATS
from labels.symbols import QR_LEVELS, Symbol, linear_symbol, qr_symbol, symbol_of

ADDRESS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-.:", min_size=1, max_size=90)
PRINTABLE = st.text([chr(point) for point in range(33, 127)], min_size=1, max_size=30)


def read(symbol: Symbol) -> tuple[str, str]:
    """Let an independent decoder read a grid, drawn at four pixels a module with its quiet zone."""
    quiet = symbol.quiet_left
    rows = symbol.rows * (1 if len(symbol.rows) > 1 else 30)
    dark = numpy.array([[cell == "1" for cell in row] for row in rows])
    framed = numpy.pad(~dark, ((quiet, quiet), (quiet, symbol.quiet_right)), constant_values=True)
    picture = numpy.repeat(numpy.repeat(framed.astype(numpy.uint8) * 255, 4, axis=0), 4, axis=1)
    # In smaller copies of the picture the decoder mistakes a bar now and then.
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(list(FORMATS)), try_downscale=False)
    # Parts of other bars pass for an ITF of some other length: the decoder cannot know better.
    (seen,) = [one for one in found if one.format != zxingcpp.BarcodeFormat.ITF or len(one.text) == 14]
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


GS1 = "(01)09521234543213(10)L1(17)261231"


@settings(max_examples=20, deadline=None)
@given(ADDRESS | PRINTABLE, st.sampled_from("LMQH"))
def test_every_level_is_read_as_it_was_written(text, level):
    assert read(qr_symbol(text, level)) == ("QR Code", text)


@pytest.mark.parametrize("version", [1, 6, 7, 9, 10, 26, 27, 40])
def test_a_version_asked_for_is_kept(version):
    symbol = qr_symbol("0ABCDEF1", "H", version)

    assert len(symbol.rows) == 17 + 4 * version
    assert read(symbol) == ("QR Code", "0ABCDEF1")


@settings(max_examples=30, deadline=None)
@given(st.text("AB019/:xy", min_size=1, max_size=250), st.sampled_from("LMQH"))
def test_no_smaller_version_holds_the_text(text, level):
    version = (len(qr_symbol(text, level).rows) - 17) // 4
    code: QRCode = QRCode(error_correction=QR_LEVELS[level], border=0)
    code.add_data(text)

    assert version <= code.best_fit()
    if version > 1:
        with pytest.raises(LabelError) as refused:
            qr_symbol(text, level, version - 1)
        assert refused.value.code == "qr-too-long"


def test_the_fullest_symbols_are_read():
    for text, level in (("9" * 7089, "L"), ("Z" * 1852, "H"), ("z" * 1663, "Q")):
        symbol = qr_symbol(text, level)
        assert (len(symbol.rows), read(symbol)) == (177, ("QR Code", text))


@pytest.mark.parametrize(
    ("kind", "content", "quiet"),
    [
        ("qr", "OCOP", (4, 4, 4, 4)),
        ("ean13", "8930000000002", (11, 7, 0, 0)),
        ("ean8", "89300008", (7, 7, 0, 0)),
        ("upca", "012345678905", (9, 9, 0, 0)),
        ("itf14", "18930000000009", (10, 10, 0, 0)),
        ("code128", "0ABCDEF1", (10, 10, 0, 0)),
        ("gs1-128", GS1, (10, 10, 0, 0)),
        ("gs1-datamatrix", GS1, (1, 1, 1, 1)),
        ("gs1-qr", GS1, (4, 4, 4, 4)),
    ],
)
def test_every_kind_is_read_with_just_its_quiet_zone(kind, content, quiet):
    symbol = symbol_of(kind, content)

    assert (symbol.quiet_left, symbol.quiet_right, symbol.quiet_top, symbol.quiet_bottom) == quiet
    assert read(symbol)[1] == {"upca": "0012345678905"}.get(kind, content)


@settings(max_examples=25, deadline=None)
@given(lot=st.text("ABCxyz0189-/_+()%", min_size=1, max_size=20), kind=st.sampled_from(["128", "datamatrix", "qr"]))
def test_every_lot_is_read_with_its_fnc1(lot, kind):
    text = f"(01)09521234543213(17)261231(10){lot}"
    symbol = symbol_of(f"gs1-{kind}", text)

    assert symbol.text == text
    assert read(symbol)[1] == text


@settings(max_examples=25, deadline=None)
@given(st.text("0123456789", min_size=13, max_size=13))
def test_every_itf14_is_read_as_it_was_written(body):
    code = f"{body}{check_digit(body)}"

    assert read(symbol_of("itf14", code)) == ("ITF", code)


@settings(max_examples=25, deadline=None)
@given(st.text("0123456789", min_size=11, max_size=11))
def test_every_upca_has_the_bars_of_its_ean13(body):
    code = f"{body}{check_digit(body)}"

    assert symbol_of("upca", code).rows == symbol_of("ean13", f"0{code}").rows


@pytest.mark.parametrize("version", [3, 10, 40])
def test_a_gs1_qr_of_a_version_is_kept(version):
    symbol = symbol_of("gs1-qr", GS1, level="Q", version=version)

    assert (len(symbol.rows), read(symbol)[1]) == (17 + 4 * version, GS1)


@pytest.mark.parametrize(
    ("kind", "content", "order", "code"),
    [
        ("aztec", "A", {}, "symbol-kind-unknown"),
        ("qr", "", {}, "qr-empty"),
        ("qr", "A", {"level": "Z"}, "qr-level-unknown"),
        ("qr", "A", {"version": 0}, "qr-version-unknown"),
        ("gs1-qr", GS1, {"version": 99}, "qr-version-unknown"),
        ("gs1-qr", GS1, {"version": 1}, "qr-too-long"),
        ("upca", "8930000000002", {}, "gtin-length"),
        ("upca", "012345678904", {}, "gtin-check-digit"),
        ("itf14", "8930000000002", {}, "gtin-length"),
        ("itf14", "18930000000008", {}, "gtin-check-digit"),
        ("ean13", "89300008", {}, "gtin-length"),
        ("gs1-128", f"(01)09521234543213(10){'X' * 20}(21){'Y' * 20}", {}, "barcode-too-long"),
        ("gs1-128", "(01)09521234543213(421)000A", {}, "gs1-value"),
        ("gs1-datamatrix", "(401)AB", {}, "gs1-value"),
    ],
)
def test_a_symbol_that_cannot_be_is_refused(kind, content, order, code):
    with pytest.raises(LabelError) as refused:
        symbol_of(kind, content, **order)

    assert refused.value.code == code


def test_the_second_opinion_names_the_place_too():
    with pytest.raises(LabelError, match=r"^AI \(421\), vị trí 24: thư viện zint không nhận"):
        symbol_of("gs1-128", "(01)09521234543213(421)000A")
