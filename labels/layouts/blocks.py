"""The layout of any other size: the QR at the left or on top, words beside or below it, bars at the foot.

Sizes of type follow the label: they are tried from large to small until everything stands whole; only at the
smallest may a name end in an ellipsis. What then does not fit is refused, never printed over anything else.
"""

from dataclasses import dataclass, replace

from labels.contents import LabelContent
from labels.drawings import POINT, Drawing, Item, Shape, TextLine, dot_of
from labels.layouts.codes import digits_height, placed_bars, placed_qr, serial_line
from labels.layouts.stars import specimen_mark, star_path
from labels.paragraphs import WORDS, Paragraph, broken, fitted, fitted_address, packed
from labels.refusals import LabelError
from labels.symbols import QR_QUIET
from labels.typefaces import shaped, width_of

#: Sizes of type against the largest, from liked to borne.
STEPS = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.55, 0.5)
#: Points below which nothing is set; names stay larger.
LEAST_POINTS, LEAST_NAME = 4.4, 6.0
LEADING, GAP = 1.24, 0.32
INVITATION = "Quét xem nguồn gốc"


@dataclass(frozen=True)
class Plan:
    """How a design lays a label out.

    `qr_on_top` puts the QR above the words, else it stands at their left. `qr_share` is the QR's part of the
    height or of the width; `words` are the parts in their order; `name_points` the size of the name on a column
    100 mm wide, before it is made to fit.
    """

    words: tuple[str, ...]
    qr_on_top: bool = False
    qr_share: float = 0.4
    bars: bool = True
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
    """A paragraph, or a row of stars, and the room it takes with the gap below it."""

    paragraph: Paragraph
    stars: int = 0

    @property
    def height(self) -> float:
        return len(self.paragraph.lines) * self.paragraph.size * LEADING + GAP * self.paragraph.size


def margin_of(width: float, height: float) -> float:
    """Return the white edge of a label, in mm."""
    return min(max(0.045 * min(width, height), 1.0), 4.0)


def blocks(content: LabelContent, plan: Plan, *, width: float, height: float, dpi: int) -> Drawing:
    """Draw a label of any size by a plan.

    Raises LabelError `design-too-large`, `dpi-unknown`, `qr-too-long`, `barcode-too-long` or `label-overfull`.
    """
    dot, margin = dot_of(dpi), margin_of(width, height)
    items: list[Item] = [specimen_mark(width, height)] if content.specimen else []
    top = margin + plan.hole
    full = min(width - 2 * margin, (height - plan.hole) * plan.qr_share)
    if not plan.qr_on_top:
        full = min(height - 2 * margin - _serial_height(content, width * plan.qr_share), width * plan.qr_share)
    if full <= 6:
        raise LabelError("design-too-large", f"Nhãn {width:g} × {height:g} mm quá nhỏ cho mẫu này.")
    qr = placed_qr(content.qr, x=0, top=top, box=full, dot=dot)
    module = qr.module_dots * dot
    side = (len(qr.rows) + 2 * QR_QUIET) * module  # what the symbol really takes: modules stop growing at 0.99 mm
    column = _Box((width - side) / 2 if plan.qr_on_top else margin / 2, top, side, 0)
    items.append(replace(qr, x=column.x + QR_QUIET * module))
    below = top + (len(qr.rows) + QR_QUIET) * module
    if content.serial:
        line = _serial(content, column if not plan.qr_on_top else _Box(margin, 0, width - 2 * margin, 0), below, side)
        items.append(line)
        below += line.size * LEADING
    if plan.qr_on_top:
        box = _Box(margin, below + 0.6, width - 2 * margin, height - margin - below - 0.6)
        return Drawing(width, height, (*items, *_words_and_bars(content, plan, box, dot, (width, height))))
    under = _under_qr(content, plan, _Box(column.x, below, side, height - margin - below))
    words = tuple(word for word in plan.words if not (under and word == "address"))
    start = column.x + side + margin / 2
    box = _Box(start, top, width - margin - start, height - margin - top)
    items += [*under, *_words_and_bars(content, replace(plan, words=words), box, dot, (width, height))]
    return Drawing(width, height, tuple(items))


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
    for bars in _bar_heights(content, plan, box):
        room = box.height - bars
        for step, name_lines in (*((step, 3) for step in STEPS), (STEPS[-1], 2), (STEPS[-1], 1)):
            parts = _parts(content, plan, box.width, step, name_lines)
            if parts is not None and sum(part.height for part in parts) <= room:
                items = _set(parts, box, plan)
                if bars:
                    foot = box.y + box.height
                    items += placed_bars(
                        content.barcode, x=box.x, bottom=foot, width=box.width, height=bars - 0.8, dot=dot
                    )
                return items
    width, height = size
    raise LabelError(
        "label-overfull",
        f"Nhãn {width:g} × {height:g} mm không đủ chỗ cho nội dung; hãy bớt dòng hoặc chọn nhãn lớn hơn.",
    )


def _bar_heights(content: LabelContent, plan: Plan, box: _Box) -> tuple[float, ...]:
    """Return the heights to try for the bars, digits and all, from liked to borne."""
    if not plan.bars:
        return (0.0,)
    digits = digits_height(content.barcode)
    return tuple(digits + 0.8 + min(max(share * box.height, 4.5), 22.0) for share in (0.3, 0.24, 0.18))


def _parts(content: LabelContent, plan: Plan, width: float, step: float, name_lines: int) -> list[_Part] | None:
    """Return the parts at one size, or None if one does not stand whole and may still grow smaller."""
    name = min(plan.name_points * width / 100, 26.0) * step
    may_shorten = step == STEPS[-1]
    found: list[_Part] = []
    for word in plan.words:
        part = _part(content, word, width, max(name, LEAST_NAME), name_lines)
        if part is None:
            continue
        if not part.paragraph.whole and not may_shorten:
            return None
        found.append(part)
    return found


#: Part -> (its size against the name's, most lines).
_SCALES = {"producer": (0.64, 2), "stars": (0.7, 1), "lines": (0.56, 8), "address": (0.5, 4), "notice": (0.48, 6)}


def _part(content: LabelContent, word: str, width: float, name: float, name_lines: int) -> _Part | None:
    """Return one part of the words, or None where the label has none."""
    if word == "name":
        sizes = (name, name * 0.92, max(name * 0.85, LEAST_NAME))
        return _Part(fitted(content.name, width=width, sizes=sizes, lines=name_lines, weight="bold"))
    scale, lines = _SCALES[word]
    points = max(name * scale, LEAST_POINTS)
    if word == "stars":
        words = Paragraph((f"OCOP {content.stars} sao",), points * POINT, "bold")
        return _Part(words, content.stars) if content.stars else None
    if word == "lines":
        rows = packed(content.lines, width=width, points=points)
        return _Part(Paragraph(tuple(rows), points * POINT, "regular", len(rows) <= lines)) if rows else None
    if word == "address":
        found = fitted_address(content.address_in_words, width=width, sizes=(points,), lines=lines, cuts=True)
        return _Part(found or Paragraph(("",), points * POINT, "regular", whole=False))
    text = getattr(content, word)
    if not text:
        return None
    rows = broken(WORDS.findall(text), width / (points * POINT), "regular")
    if word == "producer":
        return _Part(fitted(text, width=width, sizes=(points,), lines=lines))
    return _Part(Paragraph(tuple(rows), points * POINT, "regular", len(rows) <= lines))


def _set(parts: list[_Part], box: _Box, plan: Plan) -> list[Item]:
    """Return the parts one under another from the top of a box."""
    items: list[Item] = []
    y = box.y
    for part in parts:
        size = part.paragraph.size
        for row, line in enumerate(part.paragraph.lines):
            baseline = y + size * (0.82 + row * LEADING)
            radius = size * 0.5
            stars = part.stars * radius * 2.2 + (size * 0.3 if part.stars else 0)
            inked = stars + width_of(line, part.paragraph.weight) * size
            x = box.x + ((box.width - inked) / 2 if plan.centred else 0)
            for index in range(part.stars):
                items.append(Shape(star_path(x + radius * (0.96 + 2.2 * index), baseline - size * 0.36, radius)))
            items.append(TextLine(x + stars, baseline, size, shaped(line, part.paragraph.weight)))
        y += part.height
    return items
