import pytest

from labels import STOCKS, LabelError
from labels.drawings import Drawing
from labels.papers import Paper, fill_pages
from labels.stocks import find_stock

LABEL = Drawing(70, 37, ())


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_every_cell_lies_on_the_page(stock):
    corners = [stock.corner(cell) for cell in range(1, stock.cells + 1)]

    assert len(set(corners)) == stock.cells
    assert max(x for x, _ in corners) + stock.label_width <= stock.page[0]
    assert max(y for _, y in corners) + stock.label_height <= stock.page[1]


@pytest.mark.parametrize(
    ("start", "count", "on_each_page"), [(1, 24, [24]), (5, 3, [3]), (5, 24, [20, 4]), (24, 26, [1, 24, 1])]
)
def test_labels_fill_the_sheet_from_the_first_free_cell(start, count, on_each_page):
    paper = Paper("a4-24-70x37", start)

    pages = fill_pages(paper, [LABEL] * count)

    assert [len(page.placements) for page in pages] == on_each_page
    assert (pages[0].placements[0].x, pages[0].placements[0].y) == paper.sheet.corner(start)


@pytest.mark.parametrize("start", [0, 25, -1])
def test_a_cell_that_the_sheet_has_not_is_refused(start):
    with pytest.raises(LabelError) as refused:
        Paper("a4-24-70x37", start)

    assert refused.value.code == "start-out-of-range"


def test_an_unknown_stock_is_refused_with_those_known():
    with pytest.raises(LabelError, match="a4-24-70x37") as refused:
        find_stock("a5")

    assert refused.value.code == "stock-unknown"
