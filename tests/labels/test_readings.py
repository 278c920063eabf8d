import io
from collections import Counter

import numpy
import pypdfium2
import pytest
import zint
from PIL import Image, ImageDraw, ImageOps

from labels import Barcode, LabelError, print_labels, read_back, verify
from labels.rasters import rendered_pages
from labels.symbol_files import print_symbol

GS1 = "(01)09521234543213(10)L1(17)261231"


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


def saved(pictures: list[Image.Image], format: str) -> bytes:
    file = io.BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}
    pictures[0].save(file, format, dpi=(300, 300), **more)
    return file.getvalue()


def symbol_picture(kind: str, content: str, **order) -> Image.Image:
    return Image.open(io.BytesIO(print_symbol(kind, content, format="png", dpi=300, **order).data)).convert("L")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP"])
def test_any_picture_is_read(format):
    found = read_back(saved([symbol_picture("gs1-128", GS1)], format))

    assert [(one.format, one.text) for one in found] == [("gs1-128", GS1)]


def test_every_page_of_a_tiff_is_read():
    pages = [symbol_picture("qr", "OCOP"), symbol_picture("ean8", "89300008"), symbol_picture("gs1-datamatrix", GS1)]

    found = read_back(saved(pages, "TIFF"))

    assert [(one.format, one.text, one.page) for one in found] == [
        ("qr", "OCOP", 1), ("ean8", "89300008", 2), ("gs1-datamatrix", GS1, 3),
    ]  # fmt: skip


def test_what_is_see_through_lies_on_white_paper():
    code = symbol_picture("qr", "OCOP")
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=code.point(lambda grey: 255 - grey))

    assert [one.text for one in read_back(png(clear))] == ["OCOP"]


@pytest.mark.parametrize(("elements", "text"), [("[10]L1", "(10)L1"), ("[05]1", "051")])
def test_a_gs1_symbol_that_breaks_a_rule_is_shown_as_it_is(elements, text):
    symbol = zint.Symbol()
    symbol.symbology, symbol.input_mode = zint.Symbology.GS1_128, zint.InputMode.GS1 | zint.InputMode.GS1NOCHECK
    symbol.encode(elements)
    bits = numpy.unpackbits(numpy.asarray(symbol.encoded_data), axis=1, bitorder="little")[:1, : symbol.width]
    grey = numpy.pad(255 * (1 - bits.repeat(60, axis=0)), 12, constant_values=255).repeat(3, axis=1)

    (found,) = read_back(png(Image.fromarray(grey.astype(numpy.uint8))))

    assert (found.format, found.text) == ("gs1-128", text)


@pytest.mark.parametrize("text", ["a\nb", "x\x1dy", " a ", "mật ong"])
def test_a_text_is_read_to_the_last_character(text):
    assert [one.text for one in read_back(print_symbol("qr", text, dpi=300).data)] == [text]


@pytest.mark.parametrize(
    ("kind", "content", "module"),
    [
        ("qr", "OCOP", 0.508), ("ean13", "8930000000002", 0.339), ("upca", "012345678905", 0.339),
        ("ean8", "89300008", 0.339), ("itf14", "18930000000009", 0.508), ("code128", "0ABCDEF1", 0.339),
        ("gs1-128", GS1, 0.508), ("gs1-datamatrix", GS1, 0.508), ("gs1-qr", GS1, 0.508),
    ],
)  # fmt: skip
def test_the_module_and_the_quiet_zone_are_estimated(kind, content, module):
    quality = print_symbol(kind, content, format="png", dpi=300).reading.quality

    assert quality.module_mm == pytest.approx(module, rel=0.02)
    assert quality.module_px == pytest.approx(module * 300 / 25.4, rel=0.02)
    assert (quality.contrast, quality.quiet_zone) == (1.0, 1.0)


@pytest.mark.parametrize("text", ["@Y(A}?-jkfi", ".TlKKN)ln"])
def test_one_code_is_never_read_as_two(text):
    found = read_back(saved([symbol_picture("code128", text)], "PNG"))

    assert [one.text for one in found] == [text]


def test_codes_side_by_side_on_a_turned_page_are_all_read():
    sheet = Image.new("L", (1000, 900), 255)
    for place, text in enumerate(("LONG-CODE-NUMBER-1", "LONG-CODE-NUMBER-2", "LONG-CODE-NUMBER-3")):
        sheet.paste(symbol_picture("code128", text, module_mm=0.25).resize((800, 200)), (100, 40 + 240 * place))
    turned = sheet.rotate(10, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)

    assert sorted(one.text[-1] for one in read_back(png(turned))) == ["1", "2", "3"]


def test_a_faint_code_has_little_contrast():
    faint = symbol_picture("qr", "OCOP").point(lambda grey: 120 + grey * 80 // 255)

    (found,) = read_back(png(faint))

    assert found.quality.contrast == pytest.approx(80 / 255, abs=0.01)
    assert found.quality.module_mm is None


@pytest.mark.parametrize(("kind", "content", "left"), [("qr", "OCOP", 4), ("ean13", "8930000000002", 29)])
def test_a_cut_quiet_zone_is_seen(kind, content, left):
    whole = symbol_picture(kind, content, with_text=False)
    box = ImageOps.invert(whole).getbbox()
    cut = whole.crop((box[0] - left, box[1] - left, box[2] + left, box[3] + left))

    (found,) = read_back(png(ImageOps.expand(cut, 60, 0)))

    assert found.text == content
    assert found.quality.quiet_zone < 0.85


def test_a_turned_code_is_measured_along_its_own_side():
    turned = symbol_picture("qr", "OCOP").rotate(20, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)

    (found,) = read_back(png(turned))

    assert found.quality.module_px == pytest.approx(6, rel=0.05)
    assert found.quality.quiet_zone == 1.0


def test_a_code_on_paper_of_unknown_size_has_no_millimetres():
    (found,) = read_back(png(symbol_picture("qr", "OCOP")))

    assert found.quality.module_mm is None
