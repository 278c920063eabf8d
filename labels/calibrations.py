"""Calibration: a page that shows by how much a printer is off, and the nudge that mends it.

The page has a cross of rulers on a corner of the first label and one on a corner of the last. Printed on the label
sheet itself, the cut edges of the labels are read off the rulers: four numbers in mm, to the right and down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from labels.drawings import POINT, Drawing, Item, Page, Placement, Shape, TextLine, dot_of
from labels.papers import Nudge, Paper, rectangle
from labels.pens.pdf import write_pdf
from labels.stocks import Sheet
from labels.typefaces import Weight, shaped, width_of

#: How far the rulers reach on either side, the step of their ticks, and the length of a tick at a whole mm, in mm.
REACH, STEP, TICK = 5.0, 0.5, 1.6
HAIR, OUTLINE_GREY = 0.1, 0.6
#: Corners nearer to one another than this do not tell the scale, in mm.
LEAST_BASE = 20.0
_NUMBERS = 4.2
WORDS = (
    "Trang chỉnh máy in",
    "In trang này ở 100% lên chính tờ nhãn.",
    "Tại dấu + A và B, đọc mép nhãn nằm ở vạch nào của thước:",
    "thước ngang: số dương ở bên phải; thước dọc: số dương ở phía dưới.",
    "Bốn số ấy (mm) cho biết máy in lệch bao nhiêu.",
)


@dataclass(frozen=True)
class Mark:
    """A place on the page, in mm, whose true place a reader finds on the rulers around it."""

    name: str
    x: float
    y: float


def marks_of(sheet: Sheet) -> tuple[Mark, Mark]:
    """Return the marks of a sheet: corners of its first and last labels, inside the grid where there are any."""
    first, last = sheet.corner(1), sheet.corner(sheet.cells)
    inside_x, inside_y = sheet.columns > 1, sheet.rows > 1
    width, height = sheet.label_width, sheet.label_height
    near = Mark("A", first[0] + inside_x * width, first[1] + inside_y * height)
    far = Mark("B", last[0] + (not inside_x) * width, last[1] + (not inside_y) * height)
    return near, far


def nudge_of(sheet: Sheet, a: tuple[float, float], b: tuple[float, float]) -> Nudge:
    """Return the nudge for where the cut edges lie on the rulers of A and B, each (to the right, down) in mm.

    Raises LabelError `nudge-out-of-range`.
    """
    near, far = marks_of(sheet)
    right, scale_x = _mended(near.x, far.x, a[0], b[0])
    down, scale_y = _mended(near.y, far.y, a[1], b[1])
    return Nudge(right, down, scale_x, scale_y)


def _mended(near: float, far: float, at_near: float, at_far: float) -> tuple[float, float]:
    """Return the shift and the factor that put two places where they were read.

    >>> _mended(70, 140, 1.0, 1.7)
    (0.3, 1.01)
    """
    if far - near < LEAST_BASE:
        return round((at_near + at_far) / 2, 3), 1.0
    scale = 1 + (at_far - at_near) / (far - near)
    return round(at_near - (scale - 1) * near, 3), round(scale, 5)


def calibration_pdf(paper: Paper) -> bytes:
    """Return the page for a stock; with the nudge of a paper, the crosses lie on the edges if it is right."""
    sheet = paper.sheet
    width, height = sheet.page
    items: list[Item] = [*_outlines(sheet)]
    for mark in marks_of(sheet):
        items += _cross(mark, sheet.page)
    items += _words(sheet)
    page = Page(width, height, (Placement(0, 0, Drawing(width, height, tuple(items))),))
    return write_pdf([page], title=f"Trang chỉnh máy in: {sheet.title}", dot=dot_of(600))


def _outlines(sheet: Sheet) -> list[Item]:
    """Return the edges of every label as hairlines."""
    found: list[Item] = []
    for x, y in map(sheet.corner, range(1, sheet.cells + 1)):
        right, foot = x + sheet.label_width, y + sheet.label_height
        for box in (
            (x, y, right, y + HAIR),
            (x, foot - HAIR, right, foot),
            (x, y, x + HAIR, foot),
            (right - HAIR, y, right, foot),
        ):
            found.append(Shape(rectangle(*box), grey=OUTLINE_GREY))
    return found


def _cross(mark: Mark, page: tuple[float, float]) -> list[Item]:
    """Return two rulers that cross at a mark, in halves of a mm, whole ones numbered."""
    x, y, half = mark.x, mark.y, HAIR / 2
    items: list[Item] = [
        Shape(rectangle(x - REACH, y - half, x + REACH, y + half)),
        Shape(rectangle(x - half, y - REACH, x + half, y + REACH)),
    ]
    for step in range(-int(REACH / STEP), int(REACH / STEP) + 1):
        at = step * STEP
        reach = TICK if at == int(at) else TICK / 2
        if not step:
            continue
        items.append(Shape(rectangle(x + at - half, y - reach / 2, x + at + half, y + reach / 2)))
        items.append(Shape(rectangle(x - reach / 2, y + at - half, x + reach / 2, y + at + half)))
        if abs(at) == 4:
            items += [_number(at, x + at, y - 1.3), _number(at, x + 2.0, y + at + 0.5)]
    aside = x + REACH + 1 if x + REACH + 4 < page[0] else x - REACH - 3
    return [*items, _line(mark.name, 9, aside, y + REACH if y < REACH + 4 else y - REACH + 1.5, weight="bold")]


def _number(at: float, x: float, y: float) -> TextLine:
    words = f"{at:+g}".replace("-", "−")
    return _line(words, _NUMBERS, x - width_of(words) * _NUMBERS * POINT / 2, y)


def _line(words: str, points: float, x: float, y: float, *, weight: Weight = "regular") -> TextLine:
    return TextLine(x, y, points * POINT, shaped(words, weight))


def _words(sheet: Sheet) -> Sequence[Item]:
    """Return what to do, where a label has room for it."""
    cell = sheet.columns * (sheet.rows // 2) + sheet.columns // 2 + 1 if sheet.rows > 2 else 1
    x, y = sheet.corner(cell)
    lines = [*WORDS, sheet.title]
    widest = max(width_of(line, "bold" if not index else "regular") for index, line in enumerate(lines))
    for points in (8.0, 7.0, 6.0, 5.0, 4.4):
        size = points * POINT
        room_x, room_y = sheet.label_width - 8, sheet.label_height - 8
        if widest * size <= room_x and len(lines) * size * 1.4 <= room_y:
            return [
                _line(line, points, x + 4, y + 4 + size * (1 + 1.4 * index), weight="regular" if index else "bold")
                for index, line in enumerate(lines)
            ]
    return []
