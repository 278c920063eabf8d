import io
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy
import pypdfium2
import pytest
from PIL import Image

from labels import print_labels
from labels.drawings import Modules, dot_of
from labels.layouts.side_by_side import side_by_side

KHMER = "ស្ករត្នោត"
PRINT_ONE = """
import hashlib, sys
from labels import Barcode, LabelContent, print_labels
def label(name):
    return LabelContent(qr="HTTPS://A.VN/T/1", barcode=Barcode.of_gtin("89300008"), name=name, producer="Ong",
                        address_in_words="a.vn/t/1")
for name in sys.argv[1:]:
    file = print_labels(label(name))
print(hashlib.sha256(file.data).hexdigest())
"""


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_bounded())


@pytest.mark.parametrize("format", ["pdf", "svg", "png"])
def test_the_same_label_is_the_same_bytes(make_label, format):
    first, second = (print_labels(make_label(name=f"{KHMER} Đường"), format=format) for _ in range(2))

    assert first.data == second.data


def test_what_was_printed_before_leaves_no_trace():
    fresh, used = (
        subprocess.run([sys.executable, "-c", PRINT_ONE, *names], capture_output=True, text=True, check=True).stdout
        for names in (["Mật ខ្មែរ"], ["ស្ករត្នោត", "Ỗ ữ", "Mật ខ្មែរ"])
    )

    assert fresh == used


def test_a_pdf_gives_back_its_vietnamese_and_khmer(make_label):
    text = text_of(print_labels(make_label(name=f"{KHMER} Đường thốt nốt", producer="Hộ Ễ Ữ Ẵ")).data)

    for words in (KHMER, "Đường thốt nốt", "Hộ Ễ Ữ Ẵ", "OCOP 4 sao", "NSX 01/11/2026", "ocop.example.vn"):
        assert words in text


def test_a_pdf_says_its_title_and_language(make_label):
    file = print_labels(make_label()).data
    with pypdfium2.PdfDocument(file) as document:
        title = document.get_metadata_value("Title")

    assert title == "Nhãn OCOP: Mật ong hoa nhãn, Hợp tác xã Ong Vàng"
    assert b"/Lang (vi)" in file


def test_equal_labels_share_their_words_in_a_pdf(make_label):
    one, many = (len(print_labels(make_label(), stock="a4-24-70x37", count=count).data) for count in (1, 24))

    assert many - one < 24 * 600


def test_an_svg_stands_alone(make_label):
    svg = print_labels(make_label(name="Mật <ong> & “hoa”"), format="svg").data
    root = ElementTree.fromstring(svg)

    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    attributes = {name for element in root.iter() for name in element.attrib}

    assert tags == {"svg", "title", "g", "path"}
    assert attributes <= {"width", "height", "viewBox", "role", "lang", "d", "fill", "transform", "shape-rendering"}
    assert (root.get("role"), root[0].text) == ("img", "Nhãn OCOP: Mật <ong> & “hoa”, Hợp tác xã Ong Vàng")


def test_an_svg_has_the_modules_that_the_layout_chose(make_label):
    svg = print_labels(make_label(), format="svg").data.decode()
    qr = next(item for item in side_by_side(make_label(), dpi=600).items if isinstance(item, Modules))

    drawn = re.findall(r'crispEdges"[^>]* d="([^"]+)"', svg)[0]
    area = sum(int(wide) * int(high) for wide, high in re.findall(r"h(\d+)v(\d+)h-", drawn))

    assert area == sum(row.count("1") for row in qr.rows) * qr.module_dots**2


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_png_has_its_modules_on_whole_pixels(make_label, dpi):
    picture = numpy.asarray(Image.open(io.BytesIO(print_labels(make_label(), format="png", dpi=dpi).data)))
    qr = next(item for item in side_by_side(make_label(), dpi=dpi).items if isinstance(item, Modules))
    left, top = round(qr.x / dot_of(dpi)), round(qr.y / dot_of(dpi))
    side = len(qr.rows) * qr.module_dots

    cut = picture[top : top + side, left : left + side]

    assert set(numpy.unique(cut)) == {0, 255}
    assert [
        "".join("10"[int(bool(cell))] for cell in row) for row in cut[:: qr.module_dots, :: qr.module_dots]
    ] == list(qr.rows)


def test_a_png_has_its_quiet_zone_white(make_label):
    picture = numpy.asarray(Image.open(io.BytesIO(print_labels(make_label(), format="png", dpi=600).data)))
    qr = next(item for item in side_by_side(make_label(), dpi=600).items if isinstance(item, Modules))
    left, top = round(qr.x / dot_of(600)), round(qr.y / dot_of(600))
    side, quiet = len(qr.rows) * qr.module_dots, 4 * qr.module_dots

    framed = picture[top - quiet : top + side + quiet, left - quiet : left + side + quiet].copy()
    framed[quiet:-quiet, quiet:-quiet] = 255

    assert framed.min() == 255


def test_a_specimen_is_grey_across_the_label(make_label):
    plain, specimen = (
        numpy.asarray(Image.open(io.BytesIO(print_labels(make_label(specimen=marked), format="png").data)))
        for marked in (False, True)
    )

    assert (plain > specimen).mean() > 0.08
