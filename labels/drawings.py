"""Drawings: plain values between a layout, which knows millimetres, and a pen, which knows a format.

Millimetres, x to the right, y downward from the top left corner. Symbols alone are in
printer dots, so that a module is a whole number of them.
"""

from dataclasses import dataclass

from labels.logos import Logo
from labels.refusals import LabelError
from labels.typefaces import Outline, Run

#: Millimetres in one point, the unit of PDF and of type sizes.
POINT = 25.4 / 72

#: Printer resolution -> millimetres of one dot. The heads sold as 203 dpi have 8 dots a millimetre.
DOTS = {600: 25.4 / 600, 300: 25.4 / 300, 203: 1 / 8}


def dot_of(dpi: int) -> float:
    """Return the size of one printer dot. Raises LabelError `dpi-unknown`."""
    if dpi not in DOTS:
        known = ", ".join(str(known) for known in sorted(DOTS))
        raise LabelError("dpi-unknown", f"Không có máy in {dpi} dpi trong danh sách; hãy chọn một trong: {known}.")
    return DOTS[dpi]


@dataclass(frozen=True)
class TextLine:
    """One line of shaped text; `y` is its baseline, `size` its em, in mm."""

    x: float
    y: float
    size: float
    runs: tuple[Run, ...]
    grey: float = 0.0
    role: str = ""


@dataclass(frozen=True)
class Modules:
    """A grid of dark (1) and light (0) modules, each a whole number of dots; `x`, `y` are snapped by the pen."""

    x: float
    y: float
    rows: tuple[str, ...]
    module_dots: int
    row_dots: int
    role: str = ""


@dataclass(frozen=True)
class Shape:
    """A closed path, filled by the non-zero rule, perhaps with a hairline around it."""

    path: Outline
    grey: float = 0.0
    line_grey: float | None = None
    line_width: float = 0.0


@dataclass(frozen=True)
class Picture:
    """A logo in a box of its own proportions."""

    x: float
    y: float
    width: float
    height: float
    logo: Logo


Item = TextLine | Modules | Shape | Picture


@dataclass(frozen=True)
class Drawing:
    """One label, ready for any pen."""

    width: float
    height: float
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Placement:
    """A drawing somewhere on a page."""

    x: float
    y: float
    drawing: Drawing


@dataclass(frozen=True)
class Page:
    """A page of paper, in mm, and the labels on it."""

    width: float
    height: float
    placements: tuple[Placement, ...]


def moved(path: Outline, a: float, b: float, c: float, d: float, x: float, y: float) -> Outline:
    """Return the path under the affine map (a b c d x y), in PDF's order of numbers."""
    return tuple(
        (
            verb,
            tuple(
                number
                for px, py in zip(points[::2], points[1::2], strict=True)
                for number in (a * px + c * py + x, b * px + d * py + y)
            ),
        )
        for verb, points in path
    )


def runs_of_dark(row: str) -> list[tuple[int, int]]:
    """Return (start, length) of each stretch of dark modules.

    >>> runs_of_dark("0110001")
    [(1, 2), (6, 1)]
    """
    stretches: list[tuple[int, int]] = []
    start = row.find("1")
    while start >= 0:
        end = row.find("0", start)
        end = len(row) if end < 0 else end
        stretches.append((start, end - start))
        start = row.find("1", end)
    return stretches
