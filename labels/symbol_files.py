"""Symbol files: one symbol on its own, with its quiet zones and its line for people, read back before it is given."""

import io
import re
from dataclasses import dataclass
from math import ceil

from labels.dimensions import Module, Use, dimension_of, module_for
from labels.drawings import POINT, Drawing, Item, Modules, Page, Placement, TextLine, dot_of
from labels.elements import parse_elements
from labels.paragraphs import broken
from labels.pens.pdf import write_pdf
from labels.pens.png import write_png
from labels.pens.svg import write_svg
from labels.pens.zpl import NativeSymbol, write_native_zpl, write_zpl, zpl_picture
from labels.readings import Reading, read_back
from labels.refusals import LabelError
from labels.symbols import Symbol, symbol_of
from labels.typefaces import missing_character, shaped, spread, width_of

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "zpl": "application/zpl",
    "zpl-native": "application/zpl",
}
#: The line for people, in points, at the target size of an EAN's modules (GS1 General Specifications, 4.14).
HRI_POINTS = 8.2
LINE_POINTS, LEADING = 7.0, 1.25
#: How narrow the lines under a small symbol may be, in mm, and how many of a plain text are shown.
NARROWEST, MOST_LINES = 28.0, 6
#: Light above and below bars, in modules; how far EAN guards reach down; least height of bars over their length.
BAR_MARGIN, GUARD_MODULES, LEAST_HEIGHT = 3, 5, 0.15
#: Kind -> (first column, digits) of each group under the bars; columns below 0 lie in the quiet zone.
EAN_GROUPS: dict[str, tuple[tuple[float, int], ...]] = {
    "ean13": ((-10.5, 1), (3, 6), (50, 6)),
    "ean8": ((3, 4), (36, 4)),
    "upca": ((-8.5, 1), (10, 5), (50, 5), (96.5, 1)),
}
#: Millimetres of a GS1-128 with its quiet zones at most (GS1 General Specifications, 5.4.4.3).
LONGEST_GS1_128 = 165.1
_ELEMENTS = re.compile(r"\(\d{2,4}\)(?:(?!\(\d{2,4}\)).)*")
_PIECES = re.compile(r"[^/ ]*[/ ]?")


@dataclass(frozen=True)
class SymbolFile:
    """A finished file, what it is, what should be said about it, and what the decoder saw in it."""

    data: bytes
    media_type: str
    reading: Reading
    module_mm: float
    warnings: tuple[str, ...] = ()
    pages: int = 1
    count: int = 1


@dataclass(frozen=True)
class _Job:
    """A symbol with its size on a printer."""

    kind: str
    symbol: Symbol
    module: Module
    dot: float
    use: Use | None
    with_text: bool

    @property
    def is_ean(self) -> bool:
        return self.kind in EAN_GROUPS

    @property
    def row_dots(self) -> int:
        """The height of a row: a module, or that of the bars, which for an EAN grows with its modules."""
        if not self.symbol.is_linear:
            return self.module.dots
        dimension = dimension_of(self.kind, self.use)
        grown = self.module.mm / dimension.target if self.is_ean else 1.0
        inked = len(self.symbol.rows[0]) * self.module.mm
        return round(max(dimension.height * grown, LEAST_HEIGHT * inked) / self.dot)


# -- drawing


def _lines(job: _Job, width: float) -> list[str]:
    """Return the lines for people: an element whole on its line if it can be, addresses broken after a slash."""
    text = " ".join(job.symbol.text.split())
    if not job.with_text or job.is_ean or missing_character(text):
        return []
    pieces = (_ELEMENTS if job.kind.startswith("gs1-") else _PIECES).findall(text)
    lines = broken([piece for piece in pieces if piece], width / (LINE_POINTS * POINT), "regular")
    if len(lines) > MOST_LINES and not job.kind.startswith("gs1-"):
        return [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + "…"]
    return lines


def _digits(job: _Job, x: float, y: float) -> list[TextLine]:
    """Return the digits under an EAN or UPC, each in the middle of its seven modules."""
    module = job.module.mm
    size = HRI_POINTS * POINT * module / dimension_of(job.kind, "retail").target
    lines, at = [], 0
    for column, count in EAN_GROUPS[job.kind]:
        digits = job.symbol.text[at : at + count]
        lines.append(TextLine(x + column * module, y + size * 0.86, size, spread(digits, 7 * module / size)))
        at += count
    return lines


def _bars_below(job: _Job, x: float, y: float) -> tuple[list[Item], float]:
    """Return what stands directly under EAN bars, and how high it is."""
    if not (job.is_ean and job.with_text):
        return [], 0.0
    dots = job.module.dots
    items: list[Item] = [Modules(x, y, (job.symbol.guards,), dots, GUARD_MODULES * dots)]
    digits = _digits(job, x, y)
    return [*items, *digits], digits[0].size * 1.05


def _bearers(job: _Job, x: float, top: int, bottom: int) -> list[Item]:
    """Return the bars above and below, which touch the others; `top` and `bottom` are the ends of those, in dots."""
    thick = job.symbol.bearer * job.module.dots
    row = "1" * len(job.symbol.rows[0])
    return [Modules(x, at * job.dot, (row,), job.module.dots, thick) for at in (top - thick, bottom)] if thick else []


def _page_of(job: _Job) -> tuple[Page, tuple[int, int]]:
    """Return a page as large as the symbol with its quiet zones and lines, and where its modules begin, in dots."""
    symbol, dots, dot = job.symbol, job.module.dots, job.dot
    margin = BAR_MARGIN * dots if symbol.is_linear else 0
    lines = _lines(job, max(symbol.columns * job.module.mm, NARROWEST))
    size = LINE_POINTS * POINT
    width = max([symbol.columns * dots, *(ceil((width_of(line) + 1) * size / dot) for line in lines)])
    left = symbol.quiet_left * dots + (width - symbol.columns * dots) // 2
    top = symbol.quiet_top * dots + margin + symbol.bearer * dots
    bottom = top + len(symbol.rows) * job.row_dots
    items: list[Item] = [Modules(left * dot, top * dot, symbol.rows, dots, job.row_dots)]
    items += _bearers(job, left * dot, top, bottom)
    below, deep = _bars_below(job, left * dot, bottom * dot)
    items += below
    y = (bottom + (symbol.bearer + symbol.quiet_bottom) * dots + margin * bool(lines or not below)) * dot + deep
    for line in lines:
        y += size * LEADING
        items.append(TextLine((width * dot - width_of(line) * size) / 2, y - size * 0.3, size, shaped(line)))
    height = ceil(y / dot) + margin * bool(below or lines)
    drawing = Drawing(width * dot, height * dot, tuple(items))
    return Page(width * dot, height * dot, (Placement(0, 0, drawing),)), (left, top)


# -- writing and reading back


def _png_of(file: bytes) -> bytes:
    out = io.BytesIO()
    zpl_picture(file).save(out, "PNG")
    return out.getvalue()


def _written(
    job: _Job, page: Page, corner: tuple[int, int], format: str, said: tuple[str, str]
) -> tuple[bytes, bytes]:
    """Return the file, and the file to read back.

    An SVG is judged by its PDF twin, a ZPL bitmap by the picture decoded from it, and what a printer is to draw
    itself by the twin that we would have drawn.
    """
    content, level = said
    title = f"{job.kind}: {content}"[:120]
    if format == "png":
        return (file := write_png(page, title=title, dot=job.dot)), file
    if format == "zpl":
        return (file := write_zpl(page, title=title, dot=job.dot)), _png_of(file)
    twin = write_pdf([page], title=title, dot=job.dot)
    if format == "svg":
        return write_svg(page, title=title, dot=job.dot), twin
    if format == "zpl-native":
        native = NativeSymbol(job.kind, content, *corner, job.module.dots, job.row_dots, level, job.with_text)
        width, height = round(page.width / job.dot), round(page.height / job.dot)
        return write_native_zpl(native, title=title, width=width, height=height), twin
    return twin, twin


def expected_reading(kind: str, content: str) -> tuple[str, str]:
    """Return the format and the text that a decoder must see: a UPC-A is an EAN-13 that begins with zero.

    >>> expected_reading("upca", "012345678905")
    ('ean13', '0012345678905')
    """
    if kind == "upca":
        return "ean13", f"0{content}"
    return kind, parse_elements(content).readable if kind.startswith("gs1-") else content


def _checked_reading(witness: bytes, kind: str, content: str) -> Reading:
    found = read_back(witness)
    wanted = expected_reading(kind, content)
    if [(one.format, one.text) for one in found] != [wanted]:
        seen = ", ".join(f"{one.format} “{one.text}”" for one in found) or "không có gì"
        message = f"Mã {kind} “{wanted[1]}” đọc lại thành {seen}. Không giao tệp này; hãy báo người quản trị."
        raise LabelError("label-unreadable", message)
    return found[0]


def _warnings(job: _Job) -> tuple[str, ...]:
    said = [job.module.warning] if job.module.warning else []
    length = job.symbol.columns * job.module.mm
    if job.kind == "gs1-128" and length > LONGEST_GS1_128:
        shown = f"{length:.1f} mm, quá mức GS1 cho phép {LONGEST_GS1_128} mm".replace(".", ",")
        said.append(f"Mã GS1-128 dài {shown}: hãy chia thành hai mã hoặc dùng GS1 DataMatrix.")
    absent = missing_character(" ".join(job.symbol.text.split())) if job.with_text else None
    if absent:
        said.append(f"Không in dòng chữ dưới mã: phông chữ không có ký tự “{absent}” (U+{ord(absent):04X}).")
    return tuple(said)


def print_symbol(
    kind: str,
    content: str,
    *,
    format: str = "pdf",
    dpi: int = 600,
    level: str = "M",
    version: int | None = None,
    module_mm: float | None = None,
    with_text: bool = True,
    use: Use | None = None,
) -> SymbolFile:
    """Return one symbol on its own, read back: pdf, svg, png, zpl (a bitmap) or zpl-native (drawn by the printer).

    Its modules are whole dots of a printer of `dpi`, nearest to GS1's target for the `use`, or to `module_mm`; what
    lies outside GS1's limits is printed with a warning. Raises LabelError: what the content or the order make
    impossible, or `label-unreadable`.
    """
    if format not in MEDIA_TYPES:
        raise LabelError(
            "format-unknown", f"Không in mã dạng “{format}”; hãy chọn một trong: {', '.join(MEDIA_TYPES)}."
        )
    symbol = symbol_of(kind, content, level=level, version=version)
    module = module_for(kind, dpi=dpi, use=use, module_mm=module_mm)
    job = _Job(kind, symbol, module, dot_of(dpi), use, with_text)
    page, corner = _page_of(job)
    file, witness = _written(job, page, corner, format, (content, level))
    reading = _checked_reading(witness, kind, content)
    return SymbolFile(file, MEDIA_TYPES[format], reading, module.mm, _warnings(job))
