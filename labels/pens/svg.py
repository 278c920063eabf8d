"""The SVG pen: one label that looks the same everywhere, text as outlines, nothing fetched, no style attribute."""

from html import escape

from labels.drawings import Drawing, Modules, Page, Shape, TextLine, moved, runs_of_dark
from labels.typefaces import Path_, outline


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _path_data(path: Path_) -> str:
    return "".join(verb + " ".join(_number(number) for number in points) for verb, points in path)


def _grey(level: float) -> str:
    return f"#{round(level * 255):02x}" + f"{round(level * 255):02x}" * 2


def _text(line: TextLine) -> str:
    data = []
    x = line.x
    for run in line.runs:
        for glyph in run.glyphs:
            at_x, at_y = x + glyph.x_offset * line.size, line.y - glyph.y_offset * line.size
            data.append(_path_data(moved(outline(run.face, glyph.gid), line.size, 0, 0, -line.size, at_x, at_y)))
            x += glyph.advance * line.size
    return f'<path fill="{_grey(line.grey)}" d="{"".join(data)}"/>'


def _shape(shape: Shape) -> str:
    edge = ""
    if shape.line_grey is not None:
        edge = f' stroke="{_grey(shape.line_grey)}" stroke-width="{_number(shape.line_width)}"'
    return f'<path fill="{_grey(shape.grey)}"{edge} d="{_path_data(shape.path)}"/>'


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
