"""Every design at many sizes: nothing over anything else, nothing off the label, and all of it readable."""

import io
from itertools import combinations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from labels import Barcode, LabelContent, LabelError, print_labels
from labels.designs import DESIGNS, ELECTRONIC_LABEL, design_for, drawing_of, find_design, fits
from labels.drawings import Drawing, Modules, Page, Picture, Placement, Shape, TextLine, dot_of
from labels.layouts.stars import specimen_mark
from labels.logos import Logo
from labels.pens.pdf import write_pdf
from labels.rasters import rendered_pages
from labels.symbols import QR_QUIET, linear_symbol
from tests.labels.test_layouts import BARCODES, SYLLABLES, Box, overlap, quiet_box, text_boxes, words

SIZES = [
    (70, 37), (63.5, 38.1), (99.1, 38.1), (99.1, 67.7), (105, 42.3), (60, 30), (80, 40), (99, 60), (105, 148),
    (40, 40), (45, 45), (60, 60), (50, 90), (40, 70), (50, 30), (40, 30), (35.6, 16.9), (38.1, 21.2), (45.7, 25.4),
    (33, 22),
]  # fmt: skip
PLACES = [(name, *size) for name in DESIGNS for size in SIZES if fits(name, *size)]
KHMER = "ទឹកឃ្មុំព្រៃឈើធម្មជាតិពីស្រុកត្រពាំង"
LONG = "Tinh bột nghệ viên mật ong rừng nguyên chất vùng ngập mặn Duyên Hải"


def _logo() -> Logo:
    out = io.BytesIO()
    Image.new("RGB", (120, 80), "green").save(out, "PNG")
    return Logo.of_file(out.getvalue())


LOGO = _logo()


def label(**changed) -> LabelContent:
    fields = {
        "qr": "HTTPS://OCOP.EXAMPLE.VN/01/09521234543213/10/L2411A",
        "barcode": Barcode.of_gtin("9521234543213"),
        "name": "Mật ong hoa nhãn",
        "producer": "Hợp tác xã Ong Vàng",
        "seat": "Ấp Long Trị, xã Long Đức, tỉnh Vĩnh Long",
        "origin": "Xuất xứ: Việt Nam",
        "stars": 4,
        "lines": (
            "Lô: L2411A",
            "NSX: 01/11/2026",
            "HSD: 01/11/2027",
            "Khối lượng: 500 g",
            "GCN 15/2024 đến 12/12/2027",
        ),
        "notice": ELECTRONIC_LABEL,
        "address_in_words": "ocop.example.vn/01/09521234543213/10/L2411A",
    }
    return LabelContent(**fields | changed)


def drawn(content: LabelContent, place, dpi: int = 300) -> Drawing | None:
    """Return the drawing, or None where it is refused for want of room: that is right too."""
    name, width, height = place
    try:
        return drawing_of(content, width=width, height=height, dpi=dpi, design=name)
    except LabelError as refusal:
        if refusal.code not in {"label-overfull", "qr-too-long", "barcode-too-long", "address-too-long"}:
            raise
        return None


def other_boxes(drawing: Drawing) -> list[Box]:
    """Yield the boxes of stars and logos; the specimen mark lies beneath everything and is meant to."""
    found = []
    mark = specimen_mark(drawing.width, drawing.height)
    for item in drawing.items:
        if isinstance(item, Picture):
            found.append((item.x, item.y, item.x + item.width, item.y + item.height))
        elif isinstance(item, Shape) and item != mark:
            xs = [x for _, points in item.path for x in points[::2]]
            ys = [y for _, points in item.path for y in points[1::2]]
            found.append((min(xs), min(ys), max(xs), max(ys)))
    return found


def check_apart(drawing: Drawing, content: LabelContent, dpi: int) -> None:
    """Hold that no text, star, logo, QR or bar with its quiet zone lies on another, or off the label."""
    dot, symbol = dot_of(dpi), linear_symbol(content.barcode)
    grids = [item for item in drawing.items if isinstance(item, Modules)]
    guards = [item for item in grids if item.rows == (symbol.guards,)]
    (qr, *bars) = [item for item in grids if item not in guards]
    quiet = [quiet_box(qr, QR_QUIET, QR_QUIET, QR_QUIET, dot)]
    quiet += [quiet_box(one, symbol.quiet_left, symbol.quiet_right, 0, dot) for one in bars]
    boxes = [*text_boxes(drawing), *other_boxes(drawing)]

    for one, other in combinations([*boxes, *quiet], 2):
        assert not overlap(one, other), (one, other)
    for left, top, right, bottom in [*boxes, *quiet]:
        assert left >= -0.01
        assert top >= -0.01
        assert right <= drawing.width + 0.01
        assert bottom <= drawing.height + 0.01


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(map(str, place)))
@settings(max_examples=12, deadline=None)
@given(
    name=SYLLABLES, producer=SYLLABLES, seat=SYLLABLES, lines=st.lists(SYLLABLES, max_size=5), barcode=BARCODES,
    stars=st.sampled_from([None, 3, 5]), dpi=st.sampled_from([203, 300, 600]),
    serial=st.sampled_from(["", "2ABCDEFGHJKM"]),
    logo=st.sampled_from([None, LOGO]), specimen=st.booleans(),
)  # fmt: skip
def test_nothing_is_ever_printed_over_another(
    place, name, producer, seat, lines, barcode, stars, dpi, serial, logo, specimen
):
    content = label(
        name=words(name, 200),
        producer=words(producer, 200),
        seat=words(seat, 300),
        lines=tuple(words(line, 80) for line in lines),
        barcode=barcode,
        stars=stars,
        serial=serial,
        logo=logo,
        specimen=specimen,
    )

    drawing = drawn(content, place, dpi)

    if drawing is not None:
        check_apart(drawing, content, dpi)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(map(str, place)))
@pytest.mark.parametrize("name", ["Mật ong hoa nhãn", LONG, KHMER])
def test_an_everyday_label_fits_every_design(place, name):
    """All the lines of a recognised product; the smallest labels have room for name, lot and date alone."""
    _, width, height = place
    is_small = width * height < 40 * 45
    content = label(name=name, lines=("Lô: L2411A", "HSD: 01/11/2027"), stars=None if is_small else 4)

    drawing = drawn(content, place)

    assert drawing is not None
    check_apart(drawing, content, 300)


@pytest.mark.parametrize("place", [("carton", 99.1, 67.7), ("tag", 50, 90), ("square", 60, 60), ("wide", 63.5, 38.1)])
@pytest.mark.parametrize("name", [LONG, f"{KHMER} {KHMER}"])
def test_not_a_dot_of_a_line_lies_on_another(place, name):
    """The letters themselves: accents of capitals and Khmer below the line reach beyond the boxes of above."""
    drawing = drawn(label(name=name, producer=f"HTX {name}", logo=LOGO), place)
    assert drawing is not None

    inked = numpy.zeros((1, 1), dtype=int)
    for item in drawing.items:
        if isinstance(item, TextLine):
            page = Page(
                drawing.width, drawing.height, (Placement(0, 0, Drawing(drawing.width, drawing.height, (item,))),)
            )
            (picture,) = rendered_pages(write_pdf([page], title="", dot=0.1), dpi=200)
            inked = inked + (numpy.asarray(picture) < 100)

    assert inked.max() == 1


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(map(str, place)))
def test_every_design_is_printed_and_read_back(place):
    name, width, height = place
    content = label(lines=("Lô: L2411A",), stars=None)

    printed = print_labels(content, stock=f"1x1:{width}x{height}/{width}x{height}", design=name, dpi=300)

    assert printed.pages == 1


@pytest.mark.parametrize("name", ["bottle", "carton", "tag"])
def test_a_design_with_an_electronic_label_has_what_the_law_asks_for_in_words(name):
    """Name, who answers for it and where, origin, and where the rest is read (NĐ 37/2026/NĐ-CP, Điều 42)."""
    width, height = (100, 150) if name == "tag" else (105, 80)
    drawing = drawing_of(label(), width=width, height=height, dpi=300, design=name)

    said = " ".join(
        "".join(run.text for run in item.runs).strip() for item in drawing.items if isinstance(item, TextLine)
    )

    for wanted in ("Mật ong hoa nhãn", "Hợp tác xã Ong Vàng", "xã Long Đức", "Xuất xứ: Việt Nam", "thành phần"):
        assert wanted in said


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("carton", (70, 37), "design-too-large"),
        ("square", (25, 40), "design-too-large"),
        ("poster", (99, 99), "design-unknown"),
    ],
)
def test_a_design_that_does_not_suit_is_refused(name, size, code):
    with pytest.raises(LabelError) as refused:
        drawing_of(label(), width=size[0], height=size[1], dpi=300, design=name)

    assert refused.value.code == code


@pytest.mark.parametrize("size", SIZES)
def test_a_size_has_a_design_of_its_own(size):
    assert fits(design_for(*size), *size)
    assert find_design(design_for(*size)).title
