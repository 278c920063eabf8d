"""The layout of any other size: the QR at the left or on top, words beside or below it, bars at the foot.

Sizes of type follow the label: they are tried from large to small until everything stands whole; only at the
smallest may a name end in an ellipsis. What then does not fit is refused, never printed over anything else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from labels.contents import LabelContent
from labels.drawings import POINT, Drawing, Item, Modules, Picture, Shape, TextLine, dot_of
from labels.layouts.codes import (
    CODE128_FLOOR,
    EAN_FLOOR,
    bar_dots,
    digits_height,
    placed_bars,
    placed_qr,
    serial_line,
)
from labels.layouts.stars import specimen_mark, star_path
from labels.logos import Logo
from labels.paragraphs import WORDS, Paragraph, broken, fitted, fitted_address, packed
from labels.refusals import LabelError
from labels.symbols import QR_QUIET, linear_symbol
from labels.typefaces import shaped, width_of

#: Sizes of type against the largest, from liked to borne.
STEPS = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.55, 0.5)
#: Points below which nothing is set; names stay larger.
LEAST_POINTS, LEAST_NAME = 4.4, 6.0
LEADING, ASCENT, GAP = 1.24, 0.82, 0.32
#: What may end in an ellipsis; all else stands whole or not at all.
SHORTENED = ("name", "producer")
#: A logo beside the producer's name: lines of it in height, at most so much of the column, and what lies between.
LOGO_LINES, LOGO_SHARE, LOGO_GAP = 2.7, 0.3, 0.5
INVITATION = "Quét xem nguồn gốc"


@dataclass(frozen=True)
class Plan:
    """How a design lays a label out.

    `qr_on_top` puts the QR above the words, else it stands at their left. `qr_share` is the QR's part of the
    height or of the width; `words` are the parts in their order; `name_points` the size of the name on a column
    100 mm wide, before it is made to fit; `bar_mm` the module that bars have if there is room, else the usual one.
    """

    words: tuple[str, ...]
    qr_on_top: bool = False
    qr_share: float = 0.4
    bars: bool = True
    bar_mm: float | None = None
    name_points: float = 30.0
    centred: bool = False
    hole: float = 0.0


@dataclass(frozen=True)
class _Box:
    """A place for words, in mm."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class _Part:
    """A paragraph, with a row of stars or a logo before it, and the room it takes with the gap below it."""

    paragraph: Paragraph
    stars: int = 0
    logo: Logo | None = None
    logo_size: tuple[float, float] = (0.0, 0.0)

    @property
    def text_height(self) -> float:
        rows = len(self.paragraph.lines) - 1
        return self.paragraph.size * (self.ascent + rows * self.leading + self.paragraph.descent(LEADING - ASCENT))

    @property
    def leading(self) -> float:
        return self.paragraph.leading(LEADING)

    @property
    def ascent(self) -> float:
        return self.paragraph.ascent(ASCENT)

    @property
    def height(self) -> float:
        return max(self.text_height, self.logo_size[1]) + GAP * self.paragraph.size

    @property
    def before(self) -> float:
        """The room that stars or a logo take before the words."""
        size = self.paragraph.size
        stars = (self.stars * 1.1 + 0.3) * size if self.stars else 0.0
        return stars + (self.logo_size[0] + LOGO_GAP * size if self.logo else 0.0)


def margin_of(width: float, height: float) -> float:
    """Return the white edge of a label, in mm."""
    return min(max(0.045 * min(width, height), 1.0), 4.0)


def blocks(content: LabelContent, plan: Plan, *, width: float, height: float, dpi: int) -> Drawing:
    """Draw a label of any size by a plan.

    Raises LabelError `design-too-large`, `dpi-unknown`, `qr-too-long`, `barcode-too-long` or `label-overfull`.
    """
    dot, margin = dot_of(dpi), margin_of(width, height)
    items: list[Item] = [specimen_mark(width, height)] if content.specimen else []
    qr, side = _qr(content, plan, (width, height), dot)
    items.append(qr)
    left = qr.x - QR_QUIET * qr.module_dots * dot
    below = qr.y + side - QR_QUIET * qr.module_dots * dot
    if content.serial:
        place = _Box(margin, 0, width - 2 * margin, 0) if plan.qr_on_top else _Box(left, 0, side, 0)
        line = _serial(content, place, below, side)
        items.append(line)
        below += line.size * LEADING
    if plan.qr_on_top:
        box = _Box(margin, below + 0.6, width - 2 * margin, height - margin - below - 0.6)
        return Drawing(width, height, (*items, *_words_and_bars(content, plan, box, dot, (width, height))))
    under = _under_qr(content, plan, _Box(left, below, side, height - margin - below))
    words = tuple(word for word in plan.words if not (under and word == "address"))
    start, foot = left + side + margin / 2, height - margin
    for top in (qr.y, margin + plan.hole):  # level with the code if there is room, else from the edge on
        box = _Box(start, top, width - margin - start, foot - top)
        try:
            beside = _words_and_bars(content, replace(plan, words=words), box, dot, (width, height))
        except LabelError as refusal:
            if refusal.code != "label-overfull" or top == margin + plan.hole:
                raise
        else:
            break
    return Drawing(width, height, (*items, *under, *beside))


def _qr(content: LabelContent, plan: Plan, size: tuple[float, float], dot: float) -> tuple[Modules, float]:
    """Return the QR in its place and its side with the quiet zones, which lie whole on the label."""
    width, height = size
    margin = margin_of(width, height)
    if plan.qr_on_top:
        full = min(width - 2 * margin, (height - plan.hole) * plan.qr_share)
    else:
        beside = width - 2 * margin - _least_bars(content, dot) - 0.05 if plan.bars else width
        full = min(
            height - 2 * margin - _serial_height(content, width * plan.qr_share), width * plan.qr_share, beside
        )
    if full <= 6:
        raise LabelError("design-too-large", f"Nhãn {width:g} × {height:g} mm quá nhỏ cho mẫu này.")
    placed = placed_qr(content.qr, x=0, top=0, box=full, dot=dot)
    quiet = QR_QUIET * placed.module_dots * dot
    side = len(placed.rows) * placed.module_dots * dot + 2 * quiet  # modules stop growing at 0.99 mm
    left = (width - side) / 2 if plan.qr_on_top else margin / 2
    return replace(placed, x=left + quiet, y=max(margin, quiet) + plan.hole), side


def _least_bars(content: LabelContent, dot: float) -> float:
    """Return the width that bars of the finest modules take, quiet zones included."""
    floor = CODE128_FLOOR if content.barcode.kind == "code128" else EAN_FLOOR
    return linear_symbol(content.barcode).columns * ceil(floor / dot - 1e-9) * dot


def _serial(content: LabelContent, place: _Box, below: float, side: float) -> TextLine:
    """Return the line with the item's number under the QR."""
    largest = _serial_height(content, side) / LEADING
    sizes = tuple(step * largest / POINT for step in (1.0, 0.9, 0.8, 0.7, 0.6))
    return serial_line(content.serial, x=place.x, y=below + 0.8 * largest, width=place.width, sizes=sizes)


def _under_qr(content: LabelContent, plan: Plan, box: _Box) -> list[Item]:
    """Return the invitation and the address under the QR where they have room, else nothing."""
    if "address" not in plan.words:
        return []
    for points in (7.5, 6.5, 5.6, 5.0):
        size = points * POINT
        address = fitted_address(content.address_in_words, width=box.width - 1.2, sizes=(points * 0.9,), lines=4)
        invited = width_of(INVITATION, "bold") * size <= box.width
        if address is not None and invited and size * LEADING * (1.3 + 0.9 * len(address.lines)) <= box.height:
            parts = [_Part(Paragraph((INVITATION,), size, "bold")), _Part(address)]
            return _set(parts, replace(box, y=box.y + 0.2 * size), replace(plan, centred=True))
    return []


def _serial_height(content: LabelContent, side: float) -> float:
    """Return the room of the line with the item's number, in mm."""
    if not content.serial:
        return 0.0
    return min(max(side / (0.76 * len(content.serial)), 1.35), 2.6) * LEADING


def _words_and_bars(
    content: LabelContent, plan: Plan, box: _Box, dot: float, size: tuple[float, float]
) -> list[Item]:
    """Return the words of a box and, if the plan has bars and room, the bars at its foot."""
    width, height = size
    for step, bars, name_lines, shortens in _settings(_bar_heights(content, plan, box)):
        parts = _parts(content, plan, box.width, step, name_lines, shortens=shortens)
        if parts is not None and sum(part.height for part in parts) <= box.height - bars:
            return _set(parts, box, plan) + (_bars(content, plan, box, bars, dot, width) if bars else [])
    raise LabelError(
        "label-overfull",
        f"Nhãn {width:g} × {height:g} mm không đủ chỗ cho nội dung; hãy bớt dòng hoặc chọn nhãn lớn hơn.",
    )


def _settings(bars: tuple[float, ...]) -> Iterator[tuple[float, float, int, bool]]:
    """Yield size of type, height of bars, lines of the name and whether it may be shortened, from liked to borne.

    Lower bars are borne before much smaller type, both before a name that is not whole.
    """
    whole = [(place + 2.5 * row, step, height) for place, step in enumerate(STEPS) for row, height in enumerate(bars)]
    for _, step, height in sorted(whole, key=lambda one: one[0]):
        yield step, height, 3, False
    for lines in (3, 2, 1):
        for height in bars:
            yield STEPS[-1], height, lines, True


def _bars(content: LabelContent, plan: Plan, box: _Box, room: float, dot: float, width: float) -> list[Item]:
    """Return the bars at the foot of a box; alone in their row, they stand in the middle of the label."""
    x, across = box.x, box.width
    if plan.qr_on_top:
        across = width - 1.0  # the quiet zones may use the white edge
        symbol = linear_symbol(content.barcode)
        x = (width - symbol.columns * bar_dots(content.barcode, symbol, across, dot, plan.bar_mm) * dot) / 2
    foot = box.y + box.height
    return placed_bars(
        content.barcode, x=x, bottom=foot, width=across, height=room - 0.8, dot=dot, module=plan.bar_mm
    )


def _bar_heights(content: LabelContent, plan: Plan, box: _Box) -> tuple[float, ...]:
    """Return the heights to try for the bars, digits and all, from liked to borne."""
    if not plan.bars:
        return (0.0,)
    digits = digits_height(content.barcode)
    return tuple(digits + 0.8 + min(max(share * box.height, 4.5), 22.0) for share in (0.3, 0.24, 0.18))


def _parts(
    content: LabelContent, plan: Plan, width: float, step: float, name_lines: int, *, shortens: bool
) -> list[_Part] | None:
    """Return the parts at one size, or None if one does not stand whole that has to."""
    name = min(plan.name_points * width / 100, 26.0) * step
    found: list[_Part] = []
    for word in plan.words:
        part = _part(content, word, width, max(name, LEAST_NAME), name_lines)
        if part is None:
            continue
        if not part.paragraph.whole and not (shortens and word in SHORTENED):
            return None
        found.append(part)
    return found


#: Part -> (its size against the name's, most lines).
_SCALES = {
    "producer": (0.64, 2), "stars": (0.7, 1), "lines": (0.56, 8), "address": (0.5, 4), "notice": (0.48, 6),
    "seat": (0.5, 4), "origin": (0.5, 2),
}  # fmt: skip


def _part(content: LabelContent, word: str, width: float, name: float, name_lines: int) -> _Part | None:
    """Return one part of the words, or None where the label has none."""
    if word == "name":
        sizes = (name, name * 0.92, max(name * 0.85, LEAST_NAME))
        return _Part(fitted(content.name, width=width, sizes=sizes, lines=name_lines, weight="bold"))
    scale, lines = _SCALES[word]
    points = max(name * scale, LEAST_POINTS)
    if word == "stars":
        return _stars(content.stars, width, points) if content.stars else None
    if word == "lines":
        rows = packed(content.lines, width=width, points=points)
        return _Part(Paragraph(tuple(rows), points * POINT, "regular", len(rows) <= lines)) if rows else None
    if word == "address":
        found = fitted_address(content.address_in_words, width=width, sizes=(points,), lines=lines, cuts=True)
        return _Part(found or Paragraph(("",), points * POINT, "regular", whole=False))
    text = getattr(content, word)
    if not text:
        return None
    if word == "producer":
        return _producer(content, width, points, lines)
    rows = broken(WORDS.findall(text), width / (points * POINT), "regular")
    return _Part(Paragraph(tuple(rows), points * POINT, "regular", len(rows) <= lines))


def _stars(stars: int, width: float, points: float) -> _Part:
    """Return the row of stars with its words, fewer words where the column is narrow."""
    for words in (f"OCOP {stars} sao", f"{stars} sao"):
        for size in (points * POINT, max(points * 0.8, LEAST_POINTS) * POINT):
            part = _Part(Paragraph((words,), size, "bold"), stars)
            if part.before + width_of(words, "bold") * size <= width:
                return part
    return _Part(Paragraph(("",), points * POINT, "bold", whole=False))


def _producer(content: LabelContent, width: float, points: float, lines: int) -> _Part:
    """Return the producer's name, with the logo before it if there is one."""
    size, logo = points * POINT, content.logo
    if logo is None:
        return _Part(fitted(content.producer, width=width, sizes=(points,), lines=lines))
    across = min(LOGO_LINES * size * logo.width / logo.height, LOGO_SHARE * width)
    words = fitted(content.producer, width=width - across - LOGO_GAP * size, sizes=(points,), lines=lines)
    return _Part(words, logo=logo, logo_size=(across, across * logo.height / logo.width))


def _set(parts: list[_Part], box: _Box, plan: Plan) -> list[Item]:
    """Return the parts one under another from the top of a box."""
    items: list[Item] = []
    y = box.y
    for part in parts:
        items += _set_part(part, replace(box, y=y), is_centred=plan.centred)
        y += part.height
    return items


def _set_part(part: _Part, box: _Box, *, is_centred: bool) -> list[Item]:
    """Return one part at the top of a box; what has a logo is one block, whose lines begin together."""
    size, weight = part.paragraph.size, part.paragraph.weight
    widths = [part.before + width_of(line, weight) * size for line in part.paragraph.lines]
    if part.logo is not None:
        widths = [max(widths)] * len(widths)
    starts = [box.x + ((box.width - width) / 2 if is_centred else 0) for width in widths]
    items: list[Item] = []
    if part.logo is not None:
        middle = box.y + max(part.text_height - part.logo_size[1], 0) / 2
        items.append(Picture(starts[0], middle, *part.logo_size, part.logo))
    top = box.y + max(part.logo_size[1] - part.text_height, 0) / 2
    for row, (line, x) in enumerate(zip(part.paragraph.lines, starts, strict=True)):
        baseline, radius = top + size * (part.ascent + row * part.leading), size * 0.5
        for index in range(part.stars):
            items.append(Shape(star_path(x + radius * (0.96 + 2.2 * index), baseline - size * 0.36, radius)))
        items.append(TextLine(x + part.before, baseline, size, shaped(line, weight)))
    return items
