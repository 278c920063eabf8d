"""The layout of a 70 x 37 mm label: QR and address at the left, words and bars at the right."""

from dataclasses import dataclass

from labels.contents import LabelContent
from labels.drawings import POINT, Drawing, Item, Shape, TextLine, dot_of
from labels.layouts.codes import digits_height, placed_bars, placed_qr, serial_line
from labels.layouts.stars import specimen_mark, star_path
from labels.paragraphs import Paragraph, fitted, fitted_address, packed
from labels.refusals import LabelError
from labels.symbols import QR_QUIET
from labels.typefaces import Weight, shaped, width_of

WIDTH, HEIGHT = 70.0, 37.0
#: The first row of the QR and the first capitals stand level; more than any quiet zone above them.
TOP = 3.5

#: Left column: the square of the QR with its quiet zone, and the words under it.
QR_X, QR_BOX = 0.7, 24.0
#: Between the quiet zone and the first words: accents rise above capitals, and must stay out of it.
ACCENT_ROOM = 0.55
INVITATION = "Quét xem nguồn gốc"
INVITATION_POINTS = 5.4
#: (sizes in points, lines, with the invitation or not), from what is liked to what is borne.
ADDRESS_SETTINGS = (((5.6, 5.2, 4.8), 3, True), ((4.6, 4.4), 5, False))
#: The same where the item's number takes the last line; it stands on this height, in this size.
ADDRESS_OVER_SERIAL = (((5.2, 4.8), 1, True), ((4.8, 4.6, 4.4, 4.2), 3, False))
SERIAL_Y, SERIAL_POINTS = 36.0, (4.6, 4.2, 3.8)

#: Right column: words, then bars down to the foot. The bars' right quiet zone may use the margin.
TEXT_X, TEXT_WIDTH = 25.8, 41.2
BARS_X, BARS_WIDTH, FOOT = 25.6, 43.8, 35.0
STARS_POINTS = 7.0


@dataclass(frozen=True)
class Density:
    """How tightly the words are set: sizes in points, heights in mm."""

    name: tuple[float, ...]
    name_lines: int
    producer: tuple[float, ...]
    producer_lines: int
    lines: float
    bars: float
    gap: float
    shortens: bool = False


#: From airy to tight; the first in which everything stands whole is taken; the last few may shorten.
DENSITIES = (
    Density((11.0, 10.5, 10.0, 9.5), 1, (7.0, 6.8, 6.6, 6.4), 1, 6.2, 7.5, 1.15),
    Density((10.5, 10.0, 9.5, 9.0), 2, (7.0, 6.8, 6.6, 6.4), 1, 6.2, 7.5, 1.05),
    Density((10.0, 9.5, 9.0, 8.5), 2, (6.8, 6.4, 6.0), 2, 6.0, 7.0, 0.9),
    Density((9.0, 8.5, 8.0), 2, (6.4, 6.0, 5.8), 2, 5.8, 6.5, 0.7),
    Density((8.0, 7.5, 7.0), 3, (6.2, 5.8), 2, 5.6, 6.0, 0.55),
    Density((9.0, 8.5, 8.0), 2, (6.0, 5.8, 5.6), 2, 5.2, 4.8, 0.3),
    Density((7.5, 7.0), 3, (5.8, 5.6), 2, 5.4, 6.0, 0.5, shortens=True),
    Density((7.2, 7.0), 3, (5.6, 5.4, 5.2), 2, 5.2, 5.0, 0.35, shortens=True),
    Density((7.5, 7.0), 3, (5.8, 5.6), 1, 5.4, 5.5, 0.45, shortens=True),
    Density((8.0, 7.5, 7.0), 2, (5.8, 5.4), 1, 5.2, 5.5, 0.4, shortens=True),
)
TALLEST_BARS = 11.5
#: Room above a first baseline, in em, where accents do not need more.
ASCENT = 0.76


@dataclass(frozen=True)
class Block:
    """A stack of lines with one size, and the room they take."""

    paragraph: Paragraph
    leading: float

    @property
    def height(self) -> float:
        """From the top of the first capitals to the last baseline's foot, in mm."""
        rows, size = len(self.paragraph.lines) - 1, self.paragraph.size
        return size * (self.ascent + rows * self.step + self.paragraph.descent(self.leading - ASCENT))

    @property
    def step(self) -> float:
        """From a baseline to the next, in em."""
        return self.paragraph.leading(self.leading)

    @property
    def ascent(self) -> float:
        """From the top to the first baseline, in em."""
        return self.paragraph.ascent(ASCENT)


def _words(content: LabelContent, density: Density) -> list[Block]:
    name = fitted(content.name, width=TEXT_WIDTH, sizes=density.name, lines=density.name_lines, weight="bold")
    producer = fitted(content.producer, width=TEXT_WIDTH, sizes=density.producer, lines=density.producer_lines)
    blocks = [Block(name, 1.2), Block(producer, 1.22)]
    if content.lines:
        rows = packed(content.lines, width=TEXT_WIDTH, points=density.lines, shortens=density.shortens)
        blocks.append(Block(Paragraph(tuple(rows), density.lines * POINT, "regular"), 1.26))
    return blocks


def _height(content: LabelContent, blocks: list[Block], density: Density) -> float:
    """Return how far down the words reach, in mm."""
    stars = STARS_POINTS * POINT * 1.1 + density.gap if content.stars else 0
    return sum(block.height for block in blocks) + density.gap * (len(blocks) - 1) + stars


def _chosen(content: LabelContent) -> tuple[Density, list[Block], float]:
    """Return the airiest density in which everything stands whole, its blocks, and the height of the bars.

    Raises LabelError `label-overfull`.
    """
    room = FOOT - TOP - digits_height(content.barcode)
    for density in DENSITIES:
        blocks = _words(content, density)
        left = room - _height(content, blocks, density) - density.gap
        if (density.shortens or all(block.paragraph.whole for block in blocks)) and left >= density.bars:
            return density, blocks, min(left, TALLEST_BARS)
    message = (
        f"Nhãn 70 × 37 mm không đủ chỗ cho {len(content.lines)} dòng thông tin; hãy bớt dòng hoặc viết ngắn hơn."
    )
    raise LabelError("label-overfull", message)


def _set(block: Block, x: float, y: float) -> list[Item]:
    """Return the block's lines, `y` being the top of its first capitals."""
    paragraph = block.paragraph
    step = paragraph.size * block.step
    first = y + paragraph.size * block.ascent
    return [
        TextLine(x, first + row * step, paragraph.size, shaped(line, paragraph.weight))
        for row, line in enumerate(paragraph.lines)
    ]


def _star_row(stars: int, y: float) -> list[Item]:
    size = STARS_POINTS * POINT
    radius = size * 0.52
    middle = y + size * 0.4
    items: list[Item] = [
        Shape(star_path(TEXT_X + radius * 0.96 + index * radius * 2.2, middle, radius)) for index in range(stars)
    ]
    words_x = TEXT_X + stars * radius * 2.2 + size * 0.3
    return [*items, TextLine(words_x, y + size * 0.76, size, shaped(f"OCOP {stars} sao", "bold"))]


def _right_column(content: LabelContent, dot: float) -> list[Item]:
    density, blocks, bars = _chosen(content)
    items: list[Item] = []
    y = TOP
    for index, block in enumerate(blocks):
        items.extend(_set(block, TEXT_X, y))
        y += block.height + density.gap
        if index == 1 and content.stars:
            items.extend(_star_row(content.stars, y))
            y += STARS_POINTS * POINT * 1.1 + density.gap
    height = bars + digits_height(content.barcode)
    items.extend(placed_bars(content.barcode, x=BARS_X, bottom=FOOT, width=BARS_WIDTH, height=height, dot=dot))
    return items


def _words_under_qr(content: LabelContent, y: float) -> list[Item]:
    """Return the invitation and the address from `y` down. Raises LabelError `address-too-long`."""
    for sizes, lines, invites in ADDRESS_OVER_SERIAL if content.serial else ADDRESS_SETTINGS:
        address = fitted_address(
            content.address_in_words, width=QR_BOX - 1.6, sizes=sizes, lines=lines, cuts=not invites
        )
        if address is None:
            continue
        items: list[Item] = []
        if invites:
            size = INVITATION_POINTS * POINT
            items.append(_centred(INVITATION, size, y + size * 0.76, bold=True))
            y += size * 1.5
        for row, line in enumerate(address.lines):
            items.append(_centred(line, address.size, y + address.size * (0.76 + row * 1.22)))
        return items
    message = f"Địa chỉ in bằng chữ quá dài cho cột {QR_BOX:.0f} mm: “{content.address_in_words}”."
    raise LabelError("address-too-long", message)


def _centred(text: str, size: float, y: float, *, bold: bool = False) -> TextLine:
    weight: Weight = "bold" if bold else "regular"
    return TextLine(QR_X + (QR_BOX - width_of(text, weight) * size) / 2, y, size, shaped(text, weight))


def side_by_side(content: LabelContent, *, dpi: int) -> Drawing:
    """Draw one label of 70 x 37 mm for a printer of that resolution.

    Raises LabelError `dpi-unknown`, `qr-too-long`, `barcode-too-long`, `address-too-long` or `label-overfull`.
    """
    dot = dot_of(dpi)
    items: list[Item] = [specimen_mark(WIDTH, HEIGHT)] if content.specimen else []
    qr = placed_qr(content.qr, x=QR_X, top=TOP, box=QR_BOX, dot=dot)
    below = TOP + (len(qr.rows) + QR_QUIET) * qr.module_dots * dot + ACCENT_ROOM
    items += [qr, *_words_under_qr(content, below), *_right_column(content, dot)]
    if content.serial:
        items.append(serial_line(content.serial, x=QR_X, y=SERIAL_Y, width=QR_BOX, sizes=SERIAL_POINTS))
    return Drawing(WIDTH, HEIGHT, tuple(items))
