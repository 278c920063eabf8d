import io
from collections import Counter

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from labels import Barcode, LabelError, print_labels, read_back, verify
from labels.rasters import rendered_pages


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_label_is_read_back_from_both_its_codes(make_label):
    found = read_back(print_labels(make_label()).data)

    assert {(reading.format, reading.text, reading.page) for reading in found} == {
        ("qr", "HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1", 1),
        ("ean13", "8930000000002", 1),
    }


def test_a_gtin_that_begins_with_zero_keeps_its_zero(make_label):
    found = read_back(print_labels(make_label(barcode=Barcode.of_gtin("012345678905"))).data)

    assert ("ean13", "0012345678905") in {(reading.format, reading.text) for reading in found}


def test_every_copy_on_every_page_is_read(make_label):
    printed = print_labels(make_label(), stock="a4-24-70x37", start=5, count=30)

    assert Counter((reading.format, reading.page) for reading in read_back(printed.data)) == {
        ("qr", 1): 20, ("ean13", 1): 20, ("qr", 2): 10, ("ean13", 2): 10,
    }  # fmt: skip


def test_a_smeared_code_is_not_handed_over(make_label):
    picture = Image.open(io.BytesIO(print_labels(make_label(), format="png").data))
    ImageDraw.Draw(picture).rectangle((80, 80, 320, 320), fill=255)

    with pytest.raises(LabelError, match="in 1 lần nhưng đọc lại được 0 lần") as refused:
        verify(png(picture), [make_label()])

    assert refused.value.code == "label-unreadable"


def test_a_code_that_no_one_asked_for_is_not_handed_over(make_label):
    other = make_label(qr="HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF2")

    with pytest.raises(LabelError) as refused:
        verify(print_labels(make_label()).data, [other])

    assert refused.value.code == "label-unreadable"


def test_a_missing_copy_is_not_handed_over(make_label):
    with pytest.raises(LabelError) as refused:
        verify(print_labels(make_label()).data, [make_label(), make_label()])

    assert refused.value.code == "label-unreadable"


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\nbroken", b"<svg/>"])
def test_what_is_no_picture_is_refused(file):
    with pytest.raises(LabelError) as refused:
        read_back(file)

    assert refused.value.code == "file-unreadable"


def test_a_page_too_large_for_memory_is_refused():
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(14_000, 14_000)
        file = io.BytesIO()
        document.save(file)

    with pytest.raises(LabelError) as refused:
        next(rendered_pages(file.getvalue(), dpi=300))

    assert refused.value.code == "file-unreadable"
