"""The SVG pen: one label that looks the same everywhere, text as outlines, nothing fetched, no style attribute."""

from base64 import b64encode
from functools import cache
from html import escape

from labels.drawings import Drawing, Modules, Page, Picture, Shape, TextLine, moved, runs_of_dark
from labels.typefaces import Outline, outline

#: Units to the em in which letters are written.
EM = 1000


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _path_data(path: Outline) -> str:
    return "".join(verb + " ".join(_number(number) for number in points) for verb, points in path)


def _grey(level: float) -> str:
    return f"#{round(level * 255):02x}" + f"{round(level * 255):02x}" * 2


@cache
def _glyph(face: str, gid: int) -> tuple[tuple[int, int], str, tuple[int, int]]:
    """Return where a glyph begins, its path by relative steps from there, and where it ends, in whole units."""
    path = moved(outline(face, gid), EM, 0, 0, EM, 0, 0)
    at = start = begin = (round(path[0][1][0]), round(path[0][1][1])) if path else (0, 0)
    written = []
    for place, (verb, points) in enumerate(path):
        whole = [round(number) for number in points]
        steps = [number - at[index % 2] for index, number in enumerate(whole)]
        if place:
            written.append(verb.lower() + " ".join(map(str, steps)).replace(" -", "-"))
        at = (whole[-2], whole[-1]) if whole else start
        start = at if verb == "M" else start
    return begin, "".join(written), at


def _text(line: TextLine) -> str:
    """Write a line as one path, in thousandths of an em, by relative steps, which is half as long."""
    data, at, advance = [], (0, 0), 0.0
    for run in line.runs:
        for glyph in run.glyphs:
            x, y = round((advance + glyph.x_offset) * EM), round(glyph.y_offset * EM)
            advance += glyph.advance
            begin, steps, end = _glyph(run.face, glyph.gid)
            if steps:
                data.append(f"m{x + begin[0] - at[0]} {y + begin[1] - at[1]}{steps}".replace(" -", "-"))
                at = (x + end[0], y + end[1])
    scale = f"{line.size / EM:.8f}"
    placed = f"translate({_number(line.x)} {_number(line.y)}) scale({scale} -{scale})"
    return f'<path fill="{_grey(line.grey)}" transform="{placed}" d="{"".join(data)}"/>'


def _shape(shape: Shape) -> str:
    edge = ""
    if shape.line_grey is not None:
        edge = f' stroke="{_grey(shape.line_grey)}" stroke-width="{_number(shape.line_width)}"'
    return f'<path fill="{_grey(shape.grey)}"{edge} d="{_path_data(shape.path)}"/>'


def _picture(picture: Picture) -> str:
    box = " ".join(f'{name}="{_number(getattr(picture, name))}"' for name in ("x", "y", "width", "height"))
    return f'<image {box} href="data:image/png;base64,{b64encode(picture.logo.png).decode()}"/>'


def _modules(modules: Modules, x: float, y: float, dot: float) -> str:
    wide, high = modules.module_dots, modules.row_dots
    data = "".join(
        f"M{start * wide} {index * high}h{length * wide}v{high}h-{length * wide}z"
        for index, row in enumerate(modules.rows)
        for start, length in runs_of_dark(row)
    )
    left, top = round((x + modules.x) / dot), round((y + modules.y) / dot)
    moved_to = f"scale({dot:.9f}) translate({left} {top})"
    return f'<path fill="#000000" shape-rendering="crispEdges" transform="{moved_to}" d="{data}"/>'


def _drawn(drawing: Drawing, x: float, y: float, dot: float) -> str:
    words, symbols = [], []
    for item in drawing.items:
        if isinstance(item, TextLine):
            words.append(_text(item))
        elif isinstance(item, Shape):
            words.append(_shape(item))
        elif isinstance(item, Picture):
            words.append(_picture(item))
        else:
            symbols.append(_modules(item, x, y, dot))
    placed = f'<g transform="translate({_number(x)} {_number(y)})">{"".join(words)}</g>'
    return placed + "".join(symbols)


def write_svg(page: Page, *, title: str, dot: float) -> bytes:
    """Return one page as SVG, in mm."""
    width, height = _number(page.width), _number(page.height)
    body = "".join(_drawn(placed.drawing, placed.x, placed.y, dot) for placed in page.placements)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" role="img" lang="vi"><title>{escape(title)}</title>'
        f'<path fill="#ffffff" d="M0 0h{width}v{height}h-{width}z"/>{body}</svg>\n'
    ).encode()
