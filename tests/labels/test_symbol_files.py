import io
import subprocess
import sys
from xml.etree import ElementTree

import numpy
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from labels import LabelError
from labels.pens.zpl import zpl_picture
from labels.symbol_files import MEDIA_TYPES, expected_reading, print_symbol
from labels.symbols import KINDS, symbol_of

GS1 = "(01)09521234543213(10)L1(17)261231"
CONTENTS = {
    "qr": "HTTPS://OCOP.EXAMPLE.VN/01/09521234543213/10/L1",
    "ean13": "8930000000002",
    "ean8": "89300008",
    "upca": "012345678905",
    "itf14": "18930000000009",
    "code128": "0ABCDEF1",
    "gs1-128": GS1,
    "gs1-datamatrix": GS1,
    "gs1-qr": GS1,
}


def pixels(file: bytes) -> numpy.ndarray:
    return numpy.asarray(Image.open(io.BytesIO(file)).convert("L"))


def test_every_kind_is_tried():
    assert set(CONTENTS) == set(KINDS)


@pytest.mark.parametrize("format", ["pdf", "svg", "png", "zpl"])
@pytest.mark.parametrize("kind", CONTENTS)
def test_every_kind_is_read_back_whole(kind, format):
    printed = print_symbol(kind, CONTENTS[kind], format=format, dpi=203)

    assert (printed.reading.format, printed.reading.text) == expected_reading(kind, CONTENTS[kind])
    assert (printed.media_type, printed.pages, printed.warnings) == (MEDIA_TYPES[format], 1, ())
    assert (printed.reading.quality.quiet_zone, printed.reading.quality.contrast) == (1.0, 1.0)


@pytest.mark.parametrize("dpi", [300, 600])
@pytest.mark.parametrize("kind", CONTENTS)
def test_a_zebra_gets_what_a_decoder_reads(kind, dpi):
    file = print_symbol(kind, CONTENTS[kind], format="zpl", dpi=dpi).data

    (seen,) = zxingcpp.read_barcodes(numpy.asarray(zpl_picture(file)))

    assert seen.text == expected_reading(kind, CONTENTS[kind])[1]


@pytest.mark.parametrize("kind", sorted(set(CONTENTS) - {"gs1-qr"}))
def test_a_printer_may_draw_the_symbol_itself(kind):
    file = print_symbol(kind, CONTENTS[kind], format="zpl-native").data

    assert file.startswith(b"^XA")
    assert len(file) < 200


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_quiet_zone_is_white_in_the_file_itself(kind):
    picture = pixels(print_symbol(kind, CONTENTS[kind], format="png", dpi=300, with_text=False).data)
    symbol = symbol_of(kind, CONTENTS[kind])
    dots = picture.shape[1] // symbol.columns if symbol.is_linear else None

    dark_columns = numpy.flatnonzero((picture < 128).any(axis=0))
    dark_rows = numpy.flatnonzero((picture < 128).any(axis=1))
    module = (dark_columns[-1] + 1 - dark_columns[0]) // len(symbol.rows[0])

    assert dots is None or module == dots
    assert dark_columns[0] >= symbol.quiet_left * module
    assert picture.shape[1] - 1 - dark_columns[-1] >= symbol.quiet_right * module
    assert dark_rows[0] >= max(symbol.quiet_top, 1) * module
    assert picture.shape[0] - 1 - dark_rows[-1] >= max(symbol.quiet_bottom, 1) * module


def test_the_line_for_people_stands_in_the_pdf():
    with pypdfium2.PdfDocument(print_symbol("gs1-datamatrix", GS1).data) as document:
        text = document[0].get_textpage().get_text_bounded()

    assert text.split() == ["(01)09521234543213", "(10)L1(17)261231"]


def test_without_the_line_nothing_but_the_symbol_is_there():
    root = ElementTree.fromstring(print_symbol("qr", "HTTPS://A.VN", format="svg", with_text=False).data)

    assert [element.tag.rpartition("}")[2] for element in root] == ["title", "path", "g", "path"]
    assert len(root[2]) == 0


def test_an_itf14_has_its_bearer_bars():
    picture = pixels(print_symbol("itf14", CONTENTS["itf14"], format="png", dpi=300, with_text=False).data)
    inked = numpy.flatnonzero((picture < 128).any(axis=1))
    whole = [row for row in inked if (picture[row] < 128).sum() == 135 * 6]

    assert whole == [*range(inked[0], inked[0] + 18), *range(inked[-1] - 17, inked[-1] + 1)]


def test_bars_are_as_high_as_gs1_wants_them():
    picture = pixels(print_symbol("gs1-128", GS1, format="png", dpi=300, with_text=False).data)

    assert ((picture < 128).any(axis=1)).sum() * 25.4 / 300 == pytest.approx(31.75, abs=0.1)


@pytest.mark.parametrize("version", [1, 9, 10, 27, 40])
def test_a_qr_of_any_version_can_be_asked_for(version):
    printed = print_symbol("qr", "OCOP", version=version, level="H", dpi=203, format="png")

    assert printed.reading.text == "OCOP"


def test_a_fine_module_is_printed_with_a_warning():
    printed = print_symbol("qr", "OCOP", dpi=203, module_mm=0.375)

    assert printed.warnings == ("Ô mã rộng 0,375 mm, dưới mức GS1 tối thiểu 0,396 mm: có thể khó quét.",)


def test_a_gs1_128_longer_than_gs1_allows_is_printed_with_a_warning():
    long, short = (
        print_symbol("gs1-128", f"(01)09521234543213(10){lot}", dpi=300).warnings
        for lot in ("ABCDEFGHIJKLMNOPQRST", "L1")
    )

    assert long == (
        "Mã GS1-128 dài 201,2 mm, quá mức GS1 cho phép 165,1 mm: hãy chia thành hai mã hoặc dùng GS1 DataMatrix.",
    )
    assert short == ()


def test_a_line_that_no_font_has_is_left_out_with_a_warning():
    printed = print_symbol("qr", "mật ong 蜜", dpi=300)

    assert printed.reading.text == "mật ong 蜜"
    assert printed.warnings == ("Không in dòng chữ dưới mã: phông chữ không có ký tự “蜜” (U+871C).",)


def test_a_long_text_is_shown_in_part():
    with pypdfium2.PdfDocument(print_symbol("qr", "HTTPS://A.VN/" + "X" * 900).data) as document:
        text = document[0].get_textpage().get_text_bounded()

    assert len(text.split()) == 6
    assert text.rstrip().endswith("…")


def test_the_same_symbol_is_the_same_bytes():
    for format in MEDIA_TYPES:
        first, second = (print_symbol("ean13", CONTENTS["ean13"], format=format).data for _ in range(2))
        assert first == second


@pytest.mark.parametrize(
    ("kind", "content", "order", "code"),
    [
        ("qr", "A", {"format": "gif"}, "format-unknown"),
        ("pdf417", "A", {}, "symbol-kind-unknown"),
        ("qr", "A", {"dpi": 100}, "dpi-unknown"),
        ("qr", "A", {"level": "X"}, "qr-level-unknown"),
        ("qr", "A", {"version": 41}, "qr-version-unknown"),
        ("qr", "A" * 30, {"version": 1}, "qr-too-long"),
        ("qr", "", {}, "qr-empty"),
        ("qr", "A", {"module_mm": 0.1}, "module-out-of-range"),
        ("ean13", "8930000000003", {}, "gtin-check-digit"),
        ("gs1-128", "(01)09521234543214", {}, "gs1-check-digit"),
        ("gs1-qr", GS1, {"format": "zpl-native"}, "format-unknown"),
    ],
)
def test_what_cannot_be_printed_is_refused(kind, content, order, code):
    with pytest.raises(LabelError) as refused:
        print_symbol(kind, content, **order)

    assert refused.value.code == code


def test_zint_says_nothing_on_the_terminal():
    script = "from labels.symbols import symbol_of; symbol_of('gs1-128', '(01)09521234543213(421)000a')"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert [line for line in done.stderr.splitlines() if line.startswith(("Warning", "Error"))] == []
