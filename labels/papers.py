"""Papers: a stock as it lies in one printer: what of it is used up, where it is cut, how far the printer is off.

paper = Paper("a4-24-70x37", used=(1, 2, 3), nudge=Nudge(0.5, -1.0))
fill_pages(paper, drawings)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from labels.drawings import Drawing, Page, Placement, Shape
from labels.refusals import LabelError
from labels.stocks import Sheet, find_stock
from labels.typefaces import Outline

#: How far a printer may be off and still be worth mending: mm, and least and largest factor.
MOST_SHIFT, LEAST_SCALE, MOST_SCALE = 5.0, 0.97, 1.03
#: Cut marks: arms and thickness in mm, and how grey.
ARM, HAIR, GREY = 1.5, 0.1, 0.45


@dataclass(frozen=True)
class Nudge:
    """What to add to where a printer puts things: mm to the right and down, and factors of both directions.

    Labels move by it; they do not grow, for half a percent of a label is less than a hair.
    Raises LabelError `nudge-out-of-range`.
    """

    right: float = 0.0
    down: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    def __post_init__(self) -> None:
        shifts, scales = (self.right, self.down), (self.scale_x, self.scale_y)
        if not all(-MOST_SHIFT <= one <= MOST_SHIFT for one in shifts) or not all(
            LEAST_SCALE <= one <= MOST_SCALE for one in scales
        ):
            raise LabelError(
                "nudge-out-of-range",
                f"Chỉnh lệch máy in được tới {MOST_SHIFT:g} mm mỗi chiều, tỉ lệ từ {LEAST_SCALE:g} đến "
                f"{MOST_SCALE:g}; lệch hơn thì hãy xem lại khay giấy và tắt “vừa trang” khi in.",
            )

    def applied(self, sheet: Sheet) -> Sheet:
        """Return the sheet with its cells where this printer will put them right."""
        if self == Nudge():
            return sheet
        return replace(
            sheet,
            left=sheet.left * self.scale_x + self.right,
            top=sheet.top * self.scale_y + self.down,
            gap_x=(sheet.label_width + sheet.gap_x) * self.scale_x - sheet.label_width,
            gap_y=(sheet.label_height + sheet.gap_y) * self.scale_y - sheet.label_height,
        )


@dataclass(frozen=True)
class Paper:
    """A stock by name, from the cell `start` on but for those `used`, with cut marks or without, nudged.

    Raises LabelError `stock-unknown`, `stock-malformed`, `stock-too-large`, `start-out-of-range`.
    """

    stock: str = "single-70x37"
    start: int = 1
    used: tuple[int, ...] = ()
    cut_marks: bool = False
    nudge: Nudge = Nudge()

    def __post_init__(self) -> None:
        object.__setattr__(self, "used", tuple(sorted(set(self.used))))
        free_cells(self.sheet, self.start, self.used)

    @cached_property
    def sheet(self) -> Sheet:
        """The page of labels, nudged."""
        return self.nudge.applied(find_stock(self.stock))

    @cached_property
    def free(self) -> list[int]:
        """The free cells of the first page."""
        return free_cells(self.sheet, self.start, self.used)

    @property
    def begun(self) -> int:
        """How many cells of the first page are gone."""
        return self.sheet.cells - len(self.free)

    def corner(self, index: int) -> tuple[float, float]:
        """Return the top left corner, in mm, of a label of a run, counted from 0."""
        place = (index + self.begun) % self.sheet.cells
        is_first_page = index < len(self.free)
        return self.sheet.corner(self.free[index] if is_first_page else place + 1)

    def pages(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the labels of each page, from one up to another, for labels that begin a page."""
        cells = self.sheet.cells
        while first < end:
            last = min(first + cells - (first + self.begun) % cells, end)
            yield first, last
            first = last

    @cached_property
    def backdrop(self) -> Drawing | None:
        """What stands on every page behind the labels: cut marks, or nothing."""
        return cut_marks(self.sheet) if self.cut_marks else None


def free_cells(stock: Sheet, start: int, used: Sequence[int]) -> list[int]:
    """Return the cells of the first sheet that are free: from `start` on, but for those `used`.

    Raises LabelError `start-out-of-range`, also where nothing is left.
    """
    wrong = next((cell for cell in (start, *used) if not 1 <= cell <= stock.cells), None)
    if wrong is not None:
        raise LabelError("start-out-of-range", f"Tờ nhãn có ô 1 đến {stock.cells}, không có ô {wrong}.")
    free = [cell for cell in range(start, stock.cells + 1) if cell not in used]
    if not free:
        raise LabelError("start-out-of-range", "Tờ nhãn này không còn ô trống; hãy lấy tờ mới.")
    return free


def fill_pages(paper: Paper, drawings: Sequence[Drawing]) -> tuple[Page, ...]:
    """Lay the drawings on as many pages as they need; the first begins on what is free of a used sheet."""
    behind = (Placement(0, 0, paper.backdrop),) if paper.backdrop else ()
    return tuple(
        Page(
            *paper.sheet.page,
            (*behind, *(Placement(*paper.corner(index), drawings[index]) for index in range(first, end))),
        )
        for first, end in paper.pages(0, len(drawings))
    )


def cut_marks(sheet: Sheet) -> Drawing:
    """Return a page of small crosses, one on each corner of a label, their arms along the edges."""
    width, height = sheet.page
    corners = {
        (round(x + right, 3), round(y + down, 3))
        for x, y in map(sheet.corner, range(1, sheet.cells + 1))
        for right in (0, sheet.label_width)
        for down in (0, sheet.label_height)
    }
    bars = [
        box
        for x, y in sorted(corners)
        for box in ((x - ARM, y - HAIR / 2, x + ARM, y + HAIR / 2), (x - HAIR / 2, y - ARM, x + HAIR / 2, y + ARM))
    ]
    return Drawing(width, height, tuple(Shape(rectangle(*bar), grey=GREY) for bar in bars))


def rectangle(left: float, top: float, right: float, bottom: float) -> Outline:
    """Return a rectangle as a path."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return (("M", corners[0]), *(("L", corner) for corner in corners[1:]), ("Z", ()))
