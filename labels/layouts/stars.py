"""Stars and the specimen mark, drawn as outlines: the typeface has no star."""

from functools import lru_cache
from math import cos, pi, radians, sin

from labels.drawings import Shape, moved
from labels.typefaces import FAMILIES, Outline, outline, shaped

#: Inner radius of a five-pointed star over its outer one, so that opposite edges lie on one line.
INNER = cos(2 * pi / 5) / cos(pi / 5)
SPECIMEN = "BẢN MẪU"
SPECIMEN_SLOPE = 24.0


def star_path(x: float, y: float, radius: float) -> Outline:
    """Return a star that points up, centred on (x, y)."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * INNER
        angle = corner * pi / 5
        points.append((x + reach * sin(angle), y - reach * cos(angle)))
    return (("M", points[0]), *(("L", point) for point in points[1:]), ("Z", ()))


@lru_cache(maxsize=64)
def specimen_mark(width: float, height: float) -> Shape:
    """Return BẢN MẪU in pale outlined letters, rising across a label of that size.

    Pale enough that the codes printed over it are read, outlined so that a black-and-white
    printer still shows it.
    """
    runs = shaped(SPECIMEN, "bold")
    size = width * 0.86 / sum(run.width for run in runs)
    slope = radians(SPECIMEN_SLOPE)
    size = min(size, height * 0.52)
    across, up = size * cos(slope), size * sin(slope)
    length = sum(run.width for run in runs)
    # The middle of the word, half a capital above the baseline, comes to the middle of the label.
    x = width / 2 - across * length / 2 + up * -0.36
    y = height / 2 + up * length / 2 + across * 0.36
    path: list[tuple[str, tuple[float, ...]]] = []
    advance = 0.0
    for glyph in runs[0].glyphs:
        letter = outline(FAMILIES["bold"][0], glyph.gid)
        path.extend(moved(letter, across, -up, -up, -across, x + advance * across, y - advance * up))
        advance += glyph.advance
    return Shape(tuple(path), grey=0.93, line_grey=0.6, line_width=0.12)
