"""Stocks: the papers that labels are printed on, as data in mm, named as their packets name them."""

from collections.abc import Sequence
from dataclasses import dataclass

from labels.drawings import Drawing, Page, Placement
from labels.refusals import LabelError

A4 = (210.0, 297.0)


@dataclass(frozen=True)
class Sheet:
    """A page of equal labels. `gap_x`, `gap_y` lie between labels; cells are counted from 1, row by row."""

    title: str
    columns: int = 1
    rows: int = 1
    label_width: float = 70
    label_height: float = 37
    left: float = 0
    top: float = 0
    gap_x: float = 0
    gap_y: float = 0
    page: tuple[float, float] = A4

    @property
    def cells(self) -> int:
        """How many labels one page holds."""
        return self.columns * self.rows

    def corner(self, cell: int) -> tuple[float, float]:
        """Return the top left corner of a cell.

        >>> Sheet("two by two", columns=2, rows=2, top=1).corner(4)
        (70, 38)
        """
        row, column = divmod(cell - 1, self.columns)
        x = self.left + column * (self.label_width + self.gap_x)
        return x, self.top + row * (self.label_height + self.gap_y)


A4_24 = Sheet("A4, 24 labels of 70 x 37", columns=3, rows=8, label_width=70, label_height=37, left=0, top=0.5)
SINGLE = Sheet("One label of 70 x 37", page=(70.0, 37.0))

#: Name on the command line -> stock. `a4-24-70x37` is Avery Zweckform 3474 and its many likenesses.
STOCKS = {"single-70x37": SINGLE, "a4-24-70x37": A4_24}


def find_stock(name: str) -> Sheet:
    """Return a stock by its name. Raises LabelError `stock-unknown`."""
    if name not in STOCKS:
        raise LabelError("stock-unknown", f"Không có loại giấy “{name}”; hãy chọn một trong: {', '.join(STOCKS)}.")
    return STOCKS[name]


def fill_pages(stock: Sheet, drawings: Sequence[Drawing], start: int = 1) -> tuple[Page, ...]:
    """Lay the drawings on as many pages as they need; the first begins at cell `start` of a used sheet.

    Raises LabelError `start-out-of-range`.
    """
    if not 1 <= start <= stock.cells:
        raise LabelError("start-out-of-range", f"Tờ nhãn có ô 1 đến {stock.cells}, không có ô {start}.")
    pages: list[list[Placement]] = []
    for index, drawing in enumerate(drawings, start=start - 1):
        sheet, cell = divmod(index, stock.cells)
        if sheet == len(pages):
            pages.append([])
        pages[sheet].append(Placement(*stock.corner(cell + 1), drawing))
    return tuple(Page(*stock.page, tuple(placements)) for placements in pages)
