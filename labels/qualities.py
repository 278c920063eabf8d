"""Qualities: how well a code stands in a picture, estimated.

What is measured is the picture that was given: for a PDF its rendering, for a scan the paper and the scanner too. It
is an estimate to find a careless layout by, **not** a grade of ISO/IEC 15415 or 15416: those need a calibrated
verifier with a known aperture and light, and measure decodability, modulation and defects besides.
"""

from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy
from numpy.typing import NDArray

Grey = NDArray[numpy.uint8]
Floats = NDArray[numpy.float64]
#: Across and down, how many points of a code are looked at for its contrast.
_POINTS = 48
#: Where along a side the quiet zone is looked at.
_ALONG = (0.08, 0.3, 0.5, 0.7, 0.92)


@dataclass(frozen=True)
class Quality:
    """An estimate, not an ISO/IEC 15415 grade.

    `module_px` is one module in pixels, `module_mm` in millimetres if the picture says how large it is; `contrast`
    the difference of light and dark from 0 to 1; `quiet_zone` the share of the light that the symbol needs at its
    sides which is there, from 0 to 1, counting what lies outside the picture as missing.
    """

    module_px: float | None
    module_mm: float | None
    contrast: float
    quiet_zone: float | None


@dataclass(frozen=True)
class Frame:
    """The corners of a code in a picture, x and y in pixels."""

    top_left: tuple[float, float]
    top_right: tuple[float, float]
    bottom_left: tuple[float, float]
    bottom_right: tuple[float, float]

    @classmethod
    def of(cls, position: Any) -> "Frame":
        """Take over the decoder's corners."""
        corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
        return cls(*((float(corner.x), float(corner.y)) for corner in corners))

    @property
    def width(self) -> float:
        """Pixels along the middle of the code."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self.top_left, self.top_right, self.bottom_left, self.bottom_right
        return hypot(bx + dx - ax - cx, by + dy - ay - cy) / 2

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """The corners in their order around the code."""
        return self.top_left, self.top_right, self.bottom_right, self.bottom_left

    def covers(self, other: "Frame") -> bool:
        """Say whether the middle of another code lies within this one, however it is turned."""
        x, y = (sum(corner[axis] for corner in other.corners) / 4 for axis in (0, 1))
        ends = (*self.corners[1:], self.corners[0])
        sides = [
            (bx - ax) * (y - ay) - (by - ay) * (x - ax) for (ax, ay), (bx, by) in zip(self.corners, ends, strict=True)
        ]
        return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)

    def points(self, across: Floats, down: Floats) -> tuple[Floats, Floats]:
        """Return the pixels at shares of the width and of the height; beyond 0 and 1 they lie outside the code."""
        corners = (self.top_left, self.top_right, self.bottom_left, self.bottom_right)
        shares = ((1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down)
        x: Floats = numpy.zeros_like(shares[0])
        y: Floats = numpy.zeros_like(shares[0])
        for share, corner in zip(shares, corners, strict=True):
            x, y = x + share * corner[0], y + share * corner[1]
        return x, y


def _seen(picture: Grey, frame: Frame, across: Floats, down: Floats) -> Floats:
    """Return the grey at shares of a frame, -1 outside the picture."""
    height, width = picture.shape
    x, y = (numpy.rint(numbers).astype(int) for numbers in frame.points(across, down))
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    grey = picture[numpy.clip(y, 0, height - 1), numpy.clip(x, 0, width - 1)]
    return numpy.where(inside, grey.astype(float), -1.0)


def levels(picture: Grey, frame: Frame) -> tuple[float, float]:
    """Return dark and light: what a twentieth of the points inside a code is darker, and lighter, than."""
    places = numpy.linspace(0.02, 0.98, _POINTS)
    across, down = numpy.meshgrid(places, places)
    inside = numpy.sort(_seen(picture, frame, across, down), axis=None)
    twentieth = inside.size // 20
    return max(0.0, float(inside[twentieth])), float(inside[-1 - twentieth])


def bars_across(picture: Grey, frame: Frame) -> int:
    """Count the dark bars along the middle of a code."""
    along = numpy.linspace(0, 1, max(3, 2 * round(frame.width)))
    middle = _seen(picture, frame, along, numpy.full_like(along, 0.5))
    inked = (middle >= 0) & (middle < sum(levels(picture, frame)) / 2)
    return int(numpy.count_nonzero(inked[1:] & ~inked[:-1])) + int(inked[0])


def _beside(modules: int, columns: int) -> tuple[Floats, Floats]:
    """Return shares in the middle of each module left of a code; for the right they are mirrored."""
    steps = -(numpy.arange(modules) + 0.5) / columns
    away, along = numpy.meshgrid(steps, numpy.array(_ALONG))
    return away, along


def quiet_share(
    picture: Grey, frame: Frame, *, columns: int, quiet: tuple[int, int], is_square: bool, middle: float
) -> float:
    """Return how much of the quiet zone is lighter than `middle`: at both sides, above and below too if square."""
    left, right = (_beside(modules, columns) for modules in quiet)
    zones = [left, (1 - right[0], right[1])]
    if is_square:
        zones += [(left[1], left[0]), (right[1], 1 - right[0])]
    seen = numpy.concatenate([_seen(picture, frame, across, down).ravel() for across, down in zones])
    return float(numpy.mean(seen > middle))


def quality_of(
    picture: Grey, frame: Frame, *, columns: int | None, quiet: tuple[int, int], is_square: bool, dpi: float | None
) -> Quality:
    """Estimate how a code stands in a picture; `columns` are its modules across, None if that is not known."""
    dark, light = levels(picture, frame)
    contrast = round(max(0.0, light - dark) / 255, 3)
    if not columns or not frame.width:
        return Quality(None, None, contrast, None)
    module = frame.width / columns
    middle = (dark + light) / 2
    share = quiet_share(picture, frame, columns=columns, quiet=quiet, is_square=is_square, middle=middle)
    millimetres = round(module * 25.4 / dpi, 3) if dpi else None
    return Quality(round(module, 2), millimetres, contrast, round(share, 3))
