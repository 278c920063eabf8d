from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels import Barcode, LabelContent, LabelError
from labels.drawings import Drawing, Modules, Shape, TextLine, dot_of
from labels.layouts.side_by_side import side_by_side
from labels.symbols import QR_QUIET, linear_symbol, qr_symbol

SYLLABLES = st.lists(
    st.sampled_from(["Bánh", "tét", "nghiêng", "Ệ", "ខ្មែរ", "x" * 30, "Cuôn", "a"]), min_size=1, max_size=18
)
BARCODES = st.sampled_from(
    [
        Barcode.of_gtin("8930000000002"),
        Barcode.of_gtin("89300008"),
        Barcode.of_gtin("18930000000009"),
        Barcode.of_code("0ABCDEF1"),
    ]
)
Box = tuple[float, float, float, float]


def text_boxes(drawing: Drawing) -> Iterator[Box]:
    """Yield left, top, right and bottom of each line, from small letters' top to baseline."""
    for item in drawing.items:
        if isinstance(item, TextLine):
            width = sum(run.width for run in item.runs) * item.size
            yield item.x, item.y - 0.53 * item.size, item.x + width, item.y


def quiet_box(modules: Modules, left: int, right: int, above: int, dot: float) -> Box:
    module = modules.module_dots * dot
    width, height = len(modules.rows[0]) * module, len(modules.rows) * modules.row_dots * dot
    return (
        modules.x - left * module,
        modules.y - above * module,
        modules.x + width + right * module,
        modules.y + height + above * module,
    )


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def words(syllables: list[str], limit: int) -> str:
    return " ".join(syllables)[:limit].strip()


@settings(max_examples=150, deadline=None)
@given(
    SYLLABLES,
    SYLLABLES,
    st.lists(SYLLABLES, max_size=3),
    BARCODES,
    st.sampled_from([None, 3, 5]),
    st.sampled_from([203, 300, 600]),
)
def test_nothing_is_ever_printed_over_another(name, producer, lines, barcode, stars, dpi):
    label = LabelContent(
        qr="HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1",
        barcode=barcode,
        name=words(name, 200),
        producer=words(producer, 200),
        lines=tuple(words(line, 80) for line in lines),
        stars=stars,
        address_in_words="ocop.example.vn/t/0ABCDEF1",
    )
    drawing, dot, symbol = side_by_side(label, dpi=dpi), dot_of(dpi), linear_symbol(barcode)
    qr, bars = (item for item in drawing.items if isinstance(item, Modules) and item.row_dots != 5 * item.module_dots)
    texts = list(text_boxes(drawing))

    assert not any(overlap(one, other) for one, other in combinations(texts, 2))
    assert not any(overlap(box, quiet_box(qr, QR_QUIET, QR_QUIET, QR_QUIET, dot)) for box in texts)
    assert not any(overlap(box, quiet_box(bars, symbol.quiet_left, symbol.quiet_right, 0, dot)) for box in texts)
    assert all(left >= 1 and right <= 69 and top >= 1 and bottom <= 36 for left, top, right, bottom in texts)


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize(
    "path", ["T/0ABCDEF1", "01/08930000000002/10/L2411A/21/3ABCDEFGH7JKMNPQRSTV", "01/08930000000002/10/" + "X" * 100]
)
def test_a_qr_module_is_whole_dots_of_a_readable_size(make_label, path, dpi):
    drawing = side_by_side(make_label(qr=f"HTTPS://OCOP.EXAMPLE.VN/{path}"), dpi=dpi)

    qr = next(item for item in drawing.items if isinstance(item, Modules))

    assert 0.254 <= qr.module_dots * dot_of(dpi) <= 0.99
    assert (len(qr.rows) + 2 * QR_QUIET) * qr.module_dots * dot_of(dpi) <= 24


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("gtin", ["8930000000002", "89300008", "18930000000009"])
def test_a_bar_is_whole_dots_of_a_readable_size(make_label, gtin, dpi):
    drawing = side_by_side(make_label(barcode=Barcode.of_gtin(gtin)), dpi=dpi)

    bars = [item for item in drawing.items if isinstance(item, Modules)][1]

    assert 0.25 <= bars.module_dots * dot_of(dpi) <= 0.4


@pytest.mark.parametrize("stars", [3, 4, 5])
def test_the_stars_are_counted_in_shapes_and_words(make_label, stars):
    drawing = side_by_side(make_label(stars=stars), dpi=600)

    texts = ["".join(run.text for run in item.runs) for item in drawing.items if isinstance(item, TextLine)]

    assert sum(isinstance(item, Shape) for item in drawing.items) == stars
    assert f"OCOP {stars} sao" in texts


def test_a_label_without_stars_does_not_speak_of_them(make_label):
    drawing = side_by_side(make_label(stars=None), dpi=600)

    texts = ["".join(run.text for run in item.runs) for item in drawing.items if isinstance(item, TextLine)]

    assert not any(isinstance(item, Shape) for item in drawing.items)
    assert not any("sao" in text for text in texts)


def test_a_specimen_is_marked_beneath_everything(make_label):
    drawing = side_by_side(make_label(stars=None, specimen=True), dpi=600)

    mark = drawing.items[0]

    assert isinstance(mark, Shape)
    assert [verb for verb, _ in mark.path].count("Z") == 13
    assert all(0 <= x <= 70 for _, points in mark.path for x in points[::2])
    assert all(0 <= y <= 37 for _, points in mark.path for y in points[1::2])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"qr": "A" * 600}, "qr-too-long"),
        ({"barcode": Barcode.of_code("ABCDEFGHIJKLMNOPQRST")}, "barcode-too-long"),
        ({"address_in_words": "ocop.example.vn/" + "x" * 140}, "address-too-long"),
        ({"lines": ("x" * 60,) * 8}, "label-overfull"),
    ],
)
def test_what_does_not_fit_the_paper_is_refused(make_label, changed, code):
    with pytest.raises(LabelError) as refused:
        side_by_side(make_label(**changed), dpi=203)

    assert refused.value.code == code


def test_an_unknown_printer_is_refused(make_label):
    with pytest.raises(LabelError) as refused:
        side_by_side(make_label(), dpi=72)

    assert refused.value.code == "dpi-unknown"


def test_a_qr_of_the_longest_digital_link_still_has_room():
    assert len(qr_symbol("HTTPS://OCOP.EXAMPLE.VN/01/08930000000002/10/" + "L" * 20 + "/21/" + "S" * 20).rows) <= 41


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("length", [1, 20, 60, 150, 250])
def test_the_quiet_zone_of_a_qr_lies_on_the_label(make_label, length, dpi):
    drawing = side_by_side(make_label(qr="A" * length), dpi=dpi)
    qr = next(item for item in drawing.items if isinstance(item, Modules))

    left, top, right, _ = quiet = quiet_box(qr, QR_QUIET, QR_QUIET, QR_QUIET, dot_of(dpi))

    assert min(left, top) >= 0
    assert right < 25.8
    assert not any(overlap(box, quiet) for box in text_boxes(drawing))
