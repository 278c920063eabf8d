"""Rows of stars, drawn by ourselves.

The fonts have no star, and the programme's own mark is not ours to draw, so a star is five points on a
circle. Whoever calls has made sure that the rating holds today: potential five star is never drawn here.
"""

from functools import lru_cache

from markupsafe import Markup, escape

#: Width of one star and the step to the next, in the units of the drawing.
SIZE, STEP = 20, 23
MOST = 5
#: One star in a square of 20, its point up.
POINTS = "10.0,1.2 12.5,7.1 18.9,7.7 14.1,11.9 15.5,18.2 10.0,14.9 4.5,18.2 5.9,11.9 1.1,7.7 7.5,7.1"


@lru_cache(maxsize=64)
def star_row(count: int, label: str, *, out_of: int = MOST) -> Markup:
    """Return `count` full stars out of five as an inline SVG that says its label.

    Empty places are outlined, so that four of five is seen without counting.
    Raises ValueError outside 0..out_of: a sixth star is a mistake, not a drawing.

    >>> star_row(4, "4 sao").count("star-full")
    4
    """
    if not 0 <= count <= out_of:
        raise ValueError(f"{count} stars out of {out_of}")
    drawn = Markup("").join(_star(place, full=place < count) for place in range(out_of))
    width = STEP * (out_of - 1) + SIZE
    return Markup(
        '<svg class="star-row" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
    ).format(escape(label), width, SIZE, width, SIZE, drawn)


def _star(place: int, *, full: bool) -> Markup:
    """Return one star, full or outlined, at its place in the row."""
    look = "star-full" if full else "star-none"
    return Markup('<polygon class="{}" points="{}" transform="translate({} 0)"/>').format(look, POINTS, place * STEP)
