import re
from pathlib import Path

import pytest

import labels
from labels import Barcode, LabelError, print_labels, read_back
from labels.refusals import CODES

LONGEST = (
    "Bánh tét ba màu nhân đậu xanh trứng muối Trà Cuôn truyền thống gói lá chuối hấp củi đặc biệt loại thượng hạng"
)


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("format", ["pdf", "svg", "png"])
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"specimen": True},
        {"stars": None, "lines": ()},
        {"name": "ស្ករត្នោត Đường thốt nốt"},
        {"name": LONGEST, "producer": LONGEST},
        {"barcode": Barcode.of_gtin("89300008")},
        {"barcode": Barcode.of_gtin("18930000000009")},
        {"barcode": Barcode.of_code("0ABCDEF1")},
        {"barcode": Barcode.of_code("0ABCDEF1", caption="")},
        {"name": "ស្ករ\u200bត្នោត", "address_in_words": "ocop.example.vn/01/08930000000002/10/L2411A/21/3ABCDEFGH7JK"},
        {"qr": "https://ocop.example.vn/01/08930000000002/10/L2411A/21/3abcdefgh7jkmnpqrstv"},
    ],
    ids=[
        "plain",
        "specimen",
        "bare",
        "khmer",
        "long",
        "ean8",
        "gtin14",
        "code128",
        "no-caption",
        "serial",
        "small-letters",
    ],
)
def test_every_label_is_read_back_in_every_format(make_label, changed, format, dpi):
    printed = print_labels(make_label(**changed), format=format, dpi=dpi)

    assert (printed.count, printed.pages, len(printed.data) > 1000) == (1, 1, True)


@pytest.mark.parametrize(
    ("format", "media_type", "start"),
    [("pdf", "application/pdf", b"%PDF"), ("svg", "image/svg+xml", b"<svg"), ("png", "image/png", b"\x89PNG")],
)
def test_a_file_says_what_it_is(make_label, format, media_type, start):
    printed = print_labels(make_label(), format=format)

    assert (printed.media_type, printed.data[:4]) == (media_type, start)


def test_several_labels_follow_one_another(make_label):
    two = [make_label(), make_label(qr="HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF2")]

    printed = print_labels(two, count=2)

    order = [reading.text[-1] for reading in read_back(printed.data) if reading.format == "qr"]
    assert (printed.count, printed.pages, order) == (4, 4, ["1", "1", "2", "2"])


@pytest.mark.parametrize("format", ["svg", "png"])
def test_a_whole_sheet_fits_one_picture(make_label, format):
    printed = print_labels(make_label(), stock="a4-24-70x37", count=24, format=format, dpi=300)

    assert (printed.pages, printed.count) == (1, 24)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"format": "bmp"}, "format-unknown"),
        ({"stock": "a5"}, "stock-unknown"),
        ({"stock": "a4-24-70x37", "start": 25}, "start-out-of-range"),
        ({"count": 0}, "count-out-of-range"),
        ({"count": 10_001}, "count-out-of-range"),
        ({"dpi": 72}, "dpi-unknown"),
        ({"format": "png", "count": 2}, "format-one-page"),
        ({"format": "svg", "count": 2}, "format-one-page"),
    ],
)
def test_an_order_that_cannot_be_printed_is_refused(make_label, order, code):
    with pytest.raises(LabelError) as refused:
        print_labels(make_label(), **order)

    assert refused.value.code == code


def test_an_order_of_no_labels_is_refused():
    with pytest.raises(LabelError) as refused:
        print_labels([])

    assert refused.value.code == "count-out-of-range"


def test_every_refusal_is_listed_with_its_meaning():
    source = "".join(file.read_text() for file in Path(labels.__file__).parent.rglob("*.py"))

    assert set(re.findall(r'(?:LabelError|_refusal|_Fault)\(\s*"([a-z0-9-]+)"', source)) == set(CODES)


def test_a_qr_finer_than_tills_read_is_printed_with_a_warning(make_label):
    (warning,) = print_labels(
        make_label(lines=(), qr="HTTPS://OCOP.EXAMPLE.VN/01/08930000000002/10/L2411A/21/" + "X" * 19),
        stock="avery-l4732",
        design="minimal",
        dpi=300,
    ).warnings

    assert "dưới mức GS1 0,396 mm" in warning
    assert print_labels(make_label()).warnings == ()
