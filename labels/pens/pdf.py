"""The PDF pen: embedded subset fonts, text that can be copied, modules as 1-bit image masks.

An image mask is sampled where a filled rectangle paints every dot it touches; on a
1-bit printer the mask gains under 1 % of ink, rectangles 8 to 24 %.
"""

import io
from collections.abc import Sequence
from functools import lru_cache

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from labels.drawings import POINT, Drawing, Modules, Page, Picture, Shape, TextLine, moved
from labels.typefaces import Run, embeddable, is_khmer

#: Streams stay binary: in letters (ASCII85) they are a quarter larger, and reportlab makes those in Python.
rl_config.useA85 = 0
OPERATORS = {"M": "m", "L": "l", "Q": "c", "Z": "h"}


def plain(value: float) -> str:
    """Write a number the way PDF reads it: no exponent, no needless zeros."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _font(face: str) -> TTFont:
    """Return the face as reportlab knows it, registered at first use."""
    if face not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(face, io.BytesIO(embeddable(face)), asciiReadable=False))
    return pdfmetrics.getFont(face)


def _glyph_operators(canvas: Canvas, run: Run, size: float) -> list[str]:
    """Return the operators that show a shaped run at the text position, `size` in points."""
    font = _font(run.face)
    operators: list[str] = []
    pending: list[str] = []
    chosen, slack = (-1, 0.0), 0.0
    for glyph in run.glyphs:
        subset, code = font.splitString(glyph.character, canvas._doc)[0]
        if (subset, glyph.y_offset) != chosen:
            if pending:
                operators.append(f"[{' '.join(pending)}] TJ")
                pending = []
            chosen = (subset, glyph.y_offset)
            name = font.getSubsetInternalName(subset, canvas._doc)
            operators.append(f"{name} {plain(size)} Tf {plain(glyph.y_offset * size)} Ts")
        before = slack - glyph.x_offset * 1000
        if abs(before) > 0.01:
            pending.append(plain(before))
        pending.append(f"<{code.hex()}>")
        drawn = font.face.charWidths[ord(glyph.character)]
        slack = drawn - glyph.advance * 1000 + glyph.x_offset * 1000
    if pending:
        operators.append(f"[{' '.join(pending)}] TJ")
    return operators


def _write_text(canvas: Canvas, line: TextLine, height: float) -> None:
    """Write one line; Khmer carries its own text beside the glyphs, for copying and for readers aloud."""
    size = line.size / POINT
    x = line.x / POINT
    operators = ["BT", f"{plain(line.grey)} g"]
    for run in line.runs:
        operators.append(f"1 0 0 1 {plain(x)} {plain((height - line.y) / POINT)} Tm")
        glyphs = _glyph_operators(canvas, run, size)
        if any(is_khmer(character) for character in run.text):
            actual = run.text.encode("utf-16-be").hex().upper()
            operators += [f"/Span <</ActualText <FEFF{actual}>>> BDC", *glyphs, "EMC"]
        else:
            operators += glyphs
        x += run.width * size
    operators += ["0 Ts", "ET"]
    canvas.addLiteral("\n".join(operators))


def _cubic(at: tuple[float, ...], points: tuple[float, ...]) -> tuple[float, ...]:
    """Return the cubic curve that equals a quadratic one: PDF knows no other."""
    (fx, fy), (cx, cy, x, y) = at, points
    return (fx + (cx - fx) * 2 / 3, fy + (cy - fy) * 2 / 3, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, x, y)


def _write_shape(canvas: Canvas, shape: Shape, height: float) -> None:
    canvas.addLiteral(_drawn_shape(shape, height))


@lru_cache(maxsize=512)
def _drawn_shape(shape: Shape, height: float) -> str:
    """Return the operators of a path; the same one stands on many labels."""
    operators = ["q", f"{plain(shape.grey)} g"]
    if shape.line_grey is not None:
        operators.append(f"{plain(shape.line_grey)} G {plain(shape.line_width / POINT)} w")
    at: tuple[float, ...] = ()
    for verb, points in moved(shape.path, 1 / POINT, 0, 0, -1 / POINT, 0, height / POINT):
        numbers = _cubic(at, points) if verb == "Q" else points
        operators.append(" ".join([*map(plain, numbers), OPERATORS[verb]]))
        at = points[-2:]
    operators += ["f" if shape.line_grey is None else "B", "Q"]
    return "\n".join(operators)


def _write_modules(canvas: Canvas, modules: Modules, *, x: float, y: float, page_height: float, dot: float) -> None:
    """Write a grid as an inline image mask whose corner lies on the printer's dots."""
    columns, rows = len(modules.rows[0]), len(modules.rows)
    left, top = round((x + modules.x) / dot), round((y + modules.y) / dot)
    width, height = columns * modules.module_dots, rows * modules.row_dots
    unit = dot / POINT
    stride = -(-columns // 8)
    data = b"".join((int(row, 2) << (stride * 8 - columns)).to_bytes(stride, "big") for row in modules.rows)
    foot = page_height / POINT - (top + height) * unit
    placed = " ".join(f"{number:.6f}" for number in (width * unit, 0, 0, height * unit, left * unit, foot))
    image = f"BI /W {columns} /H {rows} /BPC 1 /IM true /D [1 0] /F /AHx ID"
    canvas.addLiteral(f"q 0 g {placed} cm\n{image}\n{data.hex()}>\nEI\nQ")


def _write_picture(canvas: Canvas, picture: Picture, height: float) -> None:
    place = (picture.x / POINT, (height - picture.y - picture.height) / POINT)
    size = (picture.width / POINT, picture.height / POINT)
    canvas.drawImage(ImageReader(io.BytesIO(picture.logo.png)), *place, *size)


def write_item(canvas: Canvas, item: TextLine | Shape | Picture, height: float) -> None:
    """Write one thing that is no symbol, on a label so many mm high."""
    if isinstance(item, TextLine):
        _write_text(canvas, item, height)
    elif isinstance(item, Shape):
        _write_shape(canvas, item, height)
    else:
        _write_picture(canvas, item, height)


def _write_words(canvas: Canvas, drawing: Drawing) -> None:
    for item in drawing.items:
        if not isinstance(item, Modules):
            write_item(canvas, item, drawing.height)


def _form(canvas: Canvas, drawing: Drawing, forms: dict[int, str]) -> str:
    """Return the name of the words of a drawing, written once however often it is printed."""
    if id(drawing) not in forms:
        forms[id(drawing)] = f"label{len(forms) + 1}"
        canvas.beginForm(forms[id(drawing)], upperx=drawing.width / POINT, uppery=drawing.height / POINT)
        _write_words(canvas, drawing)
        canvas.endForm()
    return forms[id(drawing)]


def write_pdf(pages: Sequence[Page], *, title: str, dot: float, with_symbols: bool = True) -> bytes:
    """Return a PDF of the pages: the same drawings give the same bytes.

    `dot` is the printer's dot in mm, on which modules are laid. Without symbols only words
    and shapes are drawn, for a pen that lays the modules itself.
    """
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1, pageCompression=1, lang="vi")
    canvas.setTitle(title)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("PrintScaling", "None")
    forms: dict[int, str] = {}
    for page in pages:
        canvas.setPageSize((page.width / POINT, page.height / POINT))
        for placement in page.placements:
            drawing = placement.drawing
            name = _form(canvas, drawing, forms)
            canvas.saveState()
            canvas.translate(placement.x / POINT, (page.height - placement.y - drawing.height) / POINT)
            canvas.doForm(name)
            canvas.restoreState()
            for item in drawing.items if with_symbols else ():
                if isinstance(item, Modules):
                    _write_modules(canvas, item, x=placement.x, y=placement.y, page_height=page.height, dot=dot)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
