"""Codes on paper: a symbol given its size in whole printer dots, its bars their digits."""

from collections.abc import Sequence
from math import floor

from labels.contents import Barcode
from labels.drawings import POINT, Item, Modules, TextLine
from labels.paragraphs import shortened
from labels.refusals import LabelError
from labels.symbols import Symbol, linear_symbol, qr_symbol
from labels.typefaces import shaped, spread, width_of

#: Millimetres of one QR module: never finer (the press's own floor for office printers and phones),
#: and never coarser than GS1 allows at a till (General Specifications, 5.12.3.1: 0.396 to 0.990).
QR_FLOOR, QR_CEILING = 0.254, 0.99
#: Millimetres of one bar: EAN 80 % and 100 % (ISO/IEC 15420: 0.264 to 0.660, nominal 0.330).
EAN_FLOOR, EAN_NOMINAL = 0.264, 0.33
#: Code 128: what a hand-held scanner reads off an office printer.
CODE128_FLOOR, CODE128_NOMINAL = 0.25, 0.33
#: How far EAN guard bars reach below the others, in modules (ISO/IEC 15420, 4.3.4).
GUARD_MODULES = 5
HRI_POINTS = 8.2
#: Em that a character of a number takes: on the average, and in the widest numbers that chance brings.
USUAL, ROOMY = 0.64, 0.76
CODE128_POINTS = 7.0
CAPTION_POINTS = 4.8


def placed_qr(text: str, *, x: float, top: float, box: float, dot: float) -> Modules:
    """Return the QR as large as whole dots allow in `box` mm, quiet zone included, its first row at `top`.

    Raises LabelError `qr-too-long` when its modules would be under 0.254 mm.
    """
    symbol = qr_symbol(text)
    dots = min(floor(box / symbol.columns / dot + 1e-9), floor(QR_CEILING / dot))
    if dots * dot < QR_FLOOR - 1e-9:
        message = f"Nội dung mã QR dài {len(text)} ký tự: ô vuông sẽ nhỏ hơn {QR_FLOOR} mm, điện thoại khó đọc."
        raise LabelError("qr-too-long", message)
    margin = (box - len(symbol.rows) * dots * dot) / 2
    return Modules(x + margin, top, symbol.rows, dots, dots)


def serial_line(serial: str, *, x: float, y: float, width: float, sizes: Sequence[float]) -> TextLine:
    """Return the item's number in one line, about in the middle of a width that has room for any of its length.

    Raises LabelError `label-overfull`.
    """
    for points in sizes:
        size = points * POINT
        if ROOMY * len(serial) * size <= width:
            return TextLine(x + (width - USUAL * len(serial) * size) / 2, y, size, shaped(serial), role="serial")
    raise LabelError("label-overfull", f"Nhãn không đủ chỗ cho số “{serial}”; hãy chọn nhãn rộng hơn.")


def bar_dots(barcode: Barcode, symbol: Symbol, width: float, dot: float, module: float | None = None) -> int:
    """Return the dots of one module: the nearest to `module`, else to nominal, that the width allows.

    Raises LabelError `barcode-too-long`.
    """
    linear = barcode.kind == "code128"
    least, nominal = (CODE128_FLOOR, CODE128_NOMINAL) if linear else (EAN_FLOOR, EAN_NOMINAL)
    dots = min(round((module or nominal) / dot), floor(width / symbol.columns / dot + 1e-9))
    if dots * dot < least - 1e-9:
        message = f"Mã vạch “{barcode.code}” quá dài: vạch sẽ mảnh hơn {least} mm, máy quét khó đọc."
        raise LabelError("barcode-too-long", message)
    return dots


def digits_height(barcode: Barcode) -> float:
    """Return the room that stands under the bars, in mm."""
    if barcode.kind != "code128":
        return HRI_POINTS * POINT * 0.9
    return (CODE128_POINTS * 1.1 + (CAPTION_POINTS * 1.3 if barcode.caption else 0)) * POINT


def _ean_digits(barcode: Barcode, x: float, y: float, module: float) -> list[TextLine]:
    """Return the digits under an EAN, each in the middle of its seven modules."""
    size = HRI_POINTS * POINT
    seven = 7 * module
    half = len(barcode.code) // 2
    first, left, right = ("", barcode.code[:half], barcode.code[half:])
    if barcode.kind == "ean13":
        first, left, right = barcode.code[0], barcode.code[1:7], barcode.code[7:]
    groups = [(x + 3 * module, left), (x + (8 + 7 * len(left)) * module, right)]
    if first:
        # The first digit is not in the bars: it stands in the quiet zone, its left edge 11X before them.
        groups.insert(0, (x - 10.5 * module, first))
    return [TextLine(at, y, size, spread(digits, seven / size)) for at, digits in groups]


def _middle_line(text: str, points: float, x: float, width: float, y: float, room: float) -> TextLine:
    size = points * POINT
    shown = shortened(text, room / size, "regular")
    return TextLine(x + (width - width_of(shown) * size) / 2, y, size, shaped(shown))


def placed_bars(
    barcode: Barcode, *, x: float, bottom: float, width: float, height: float, dot: float, module: float | None = None
) -> list[Item]:
    """Return bars, digits and caption in a box `height` mm high that ends at `bottom`, quiet zones included."""
    symbol = linear_symbol(barcode)
    dots = bar_dots(barcode, symbol, width, dot, module)
    module = dots * dot
    left = x + symbol.quiet_left * module
    top = bottom - height
    bars = height - digits_height(barcode)
    items: list[Item] = [Modules(left, top, symbol.rows, dots, round(bars / dot))]
    if symbol.guards:
        baseline = top + bars + HRI_POINTS * POINT * 0.86
        items.append(Modules(left, top + bars, (symbol.guards,), dots, GUARD_MODULES * dots))
        items.extend(_ean_digits(barcode, left, baseline, module))
    else:
        inked = len(symbol.rows[0]) * module
        baseline = top + bars + CODE128_POINTS * POINT
        items.append(_middle_line(barcode.code, CODE128_POINTS, left, inked, baseline, width))
        if barcode.caption:
            below = baseline + CAPTION_POINTS * POINT * 1.3
            items.append(_middle_line(barcode.caption, CAPTION_POINTS, left, inked, below, width))
    return items
