import pytest

from labels import STOCKS, LabelError
from labels.calibrations import calibration_pdf, marks_of, nudge_of
from labels.drawings import Drawing
from labels.papers import ARM, Nudge, Paper, cut_marks, fill_pages
from labels.rasters import rendered_pages
from labels.stocks import find_stock

LABEL = Drawing(70, 37, ())
A4 = "a4-24-70x37"


def test_used_cells_stay_empty_on_the_first_page_alone():
    paper = Paper(A4, start=3, used=(24, 4, 4))

    pages = fill_pages(paper, [LABEL] * 45)

    assert [len(page.placements) for page in pages] == [20, 24, 1]
    placed = [(one.x, one.y) for one in pages[0].placements]
    assert placed == [paper.sheet.corner(cell) for cell in range(1, 25) if cell not in (1, 2, 4, 24)]
    assert [(one.x, one.y) for one in pages[2].placements] == [paper.sheet.corner(1)]


@pytest.mark.parametrize("more", [{"used": (25,)}, {"used": (0,)}, {"used": tuple(range(1, 25))}, {"start": 0}])
def test_cells_that_are_not_there_are_refused(more):
    with pytest.raises(LabelError) as refused:
        Paper(A4, **more)

    assert refused.value.code == "start-out-of-range"


def test_a_nudge_moves_the_cells_and_stretches_what_lies_between_them():
    paper = Paper("avery-l7160", nudge=Nudge(0.5, -1, 1.01, 0.99))
    plain = find_stock("avery-l7160")

    for cell in (1, 3, 21):
        x, y = plain.corner(cell)
        assert paper.sheet.corner(cell) == pytest.approx((x * 1.01 + 0.5, y * 0.99 - 1))
    assert (paper.sheet.label_width, paper.sheet.label_height) == (plain.label_width, plain.label_height)


@pytest.mark.parametrize("numbers", [(6, 0), (0, -5.1), (0, 0, 1.1), (0, 0, 1, 0.5), (float("nan"), 0)])
def test_a_printer_that_is_far_off_is_not_mended_here(numbers):
    with pytest.raises(LabelError) as refused:
        Nudge(*numbers)

    assert refused.value.code == "nudge-out-of-range"


@pytest.mark.parametrize("stock", [A4, "avery-l7160"])
def test_cut_marks_lie_on_the_corners_and_nowhere_inside_a_label(stock):
    sheet = find_stock(stock)
    corners = {
        (round(x + dx, 3), round(y + dy, 3))
        for x, y in map(sheet.corner, range(1, sheet.cells + 1))
        for dx in (0, sheet.label_width)
        for dy in (0, sheet.label_height)
    }

    marks = cut_marks(sheet).items

    assert len(marks) == 2 * len(corners)
    for mark in marks:
        xs, ys = [p[0] for _, p in mark.path if p], [p[1] for _, p in mark.path if p]
        middle = (round((min(xs) + max(xs)) / 2, 3), round((min(ys) + max(ys)) / 2, 3))
        assert middle in corners
        assert max(max(xs) - min(xs), max(ys) - min(ys)) <= 2 * ARM + 1e-9


def test_cut_marks_are_drawn_behind_the_labels_of_every_page():
    pages = fill_pages(Paper(A4, cut_marks=True), [LABEL] * 25)

    assert [page.placements[0].drawing.width for page in pages] == [210, 210]
    assert len(fill_pages(Paper(A4), [LABEL])[0].placements) == 1


@pytest.mark.parametrize("stock", [*STOCKS, "1x1:60x40/60x40", "2x7:105x42.3"])
def test_every_stock_has_a_calibration_page(stock):
    paper = Paper(stock)

    (page,) = rendered_pages(calibration_pdf(paper), dpi=72)

    assert page.size == pytest.approx([side / 25.4 * 72 for side in paper.sheet.page], abs=1.5)
    for mark in marks_of(paper.sheet):
        assert 0 <= mark.x <= paper.sheet.page[0]
        assert 0 <= mark.y <= paper.sheet.page[1]


@pytest.mark.parametrize("stock", STOCKS)
@pytest.mark.parametrize(("right", "down", "wide", "high"), [(0.8, -1.2, 1.0, 1.0), (-0.5, 0.4, 1.004, 0.997)])
def test_what_is_read_off_the_page_puts_the_labels_right(stock, right, down, wide, high):
    """A printer puts a point p at p * wide + right; the reader sees the cut edge where the paper has it."""
    sheet = find_stock(stock)

    def seen(mark):
        # The ruler lies where the printer put it; on it, the edge stands at the difference.
        return (mark.x - (mark.x * wide + right)), (mark.y - (mark.y * high + down))

    near, far = marks_of(sheet)
    nudge = nudge_of(sheet, seen(near), seen(far))

    for mark in (near, far):
        printed = (
            (mark.x * nudge.scale_x + nudge.right) * wide + right,
            (mark.y * nudge.scale_y + nudge.down) * high + down,
        )
        loose = 0.05 if wide == 1 or (far.x - near.x >= 20 and far.y - near.y >= 20) else 0.6
        assert printed == pytest.approx((mark.x, mark.y), abs=loose)


def test_a_page_read_as_far_off_is_refused():
    with pytest.raises(LabelError) as refused:
        nudge_of(find_stock(A4), (0, 0), (5, 5))

    assert refused.value.code == "nudge-out-of-range"
