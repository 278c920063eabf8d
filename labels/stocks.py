"""Stocks: the papers that labels are printed on, as data in mm, named as their packets name them."""

import re
from dataclasses import dataclass

from labels.refusals import LabelError

A4 = (210.0, 297.0)
#: The smallest and the largest label, and the largest page, that a grid of one's own may have, in mm.
LEAST, MOST, MOST_PAGE = 8.0, 400.0, 600.0
#: The most cells of one page.
MOST_CELLS = 400


@dataclass(frozen=True)
class Sheet:
    """A page of equal labels. `gap_x`, `gap_y` lie between labels; cells are counted from 1, row by row.

    `measured` is false where makers and shops disagree about the margins: print a calibration page first.
    """

    title: str
    columns: int = 1
    rows: int = 1
    label_width: float = 70
    label_height: float = 37
    left: float = 0
    top: float = 0
    gap_x: float = 0
    gap_y: float = 0
    page: tuple[float, float] = A4
    measured: bool = True

    @property
    def cells(self) -> int:
        """How many labels one page holds."""
        return self.columns * self.rows

    def corner(self, cell: int) -> tuple[float, float]:
        """Return the top left corner of a cell.

        >>> Sheet("two by two", columns=2, rows=2, top=1).corner(4)
        (70, 38)
        """
        row, column = divmod(cell - 1, self.columns)
        x = self.left + column * (self.label_width + self.gap_x)
        return x, self.top + row * (self.label_height + self.gap_y)


def _sheet(
    maker: str, label: tuple[float, float], grid: tuple[int, int], left: float, top: float, pitch: tuple[float, float]
) -> Sheet:
    """Return an A4 sheet from the numbers of its packet: label, columns and rows, margins, pitch."""
    width, height = label
    columns, rows = grid
    return Sheet(
        f"{maker}: A4, {columns * rows} nhãn {width:g} × {height:g} mm", columns, rows, width, height, left, top,
        round(pitch[0] - width, 3), round(pitch[1] - height, 3),
    )  # fmt: skip


def _roll(width: float, height: float, across: int = 1, page_width: float | None = None) -> Sheet:
    """Return a roll of labels, `across` of them side by side on a web of so many mm."""
    web = page_width or width * across
    gap = (web - across * width) / across
    page = (web, height)
    beside = f", {across} nhãn một hàng" if across > 1 else ""
    return Sheet(f"Cuộn {width:g} × {height:g} mm{beside}", across, 1, width, height, gap / 2, 0, gap, 0, page)


#: Name -> (maker and part, label, columns and rows, left, top, pitch). Numbers of the makers' templates, in mm.
_PARTS = {
    "avery-l7160": ("Avery L7160", (63.5, 38.1), (3, 7), 7.48, 15.49, (66.04, 38.1)),
    "avery-l7161": ("Avery L7161", (63.6, 46.74), (3, 6), 7.41, 8.11, (65.93, 46.74)),
    "avery-l7162": ("Avery L7162", (99.1, 33.9), (2, 8), 3.99, 12.98, (102.48, 33.9)),
    "avery-l7163": ("Avery L7163", (99.1, 38.1), (2, 7), 3.35, 15.17, (103.01, 38.1)),
    "avery-l7164": ("Avery L7164", (63.5, 71.98), (3, 4), 7.35, 3.53, (66.0, 71.98)),
    "avery-l7165": ("Avery L7165", (99.1, 67.7), (2, 4), 4.67, 13.04, (101.64, 67.73)),
    "avery-l7651": ("Avery L7651", (38.1, 21.2), (5, 13), 4.7, 10.9, (40.6, 21.2)),
    "avery-l7654": ("Avery L7654, L4770", (45.7, 25.4), (4, 10), 10, 22, (48.5, 25.4)),
    "avery-l4730": ("Avery L4730", (17.8, 10), (10, 27), 6, 13, (20.3, 10)),
    "avery-l4732": ("Avery L4732", (35.6, 16.9), (5, 16), 11, 13, (38.1, 16.9)),
    "zweckform-3474": ("Avery Zweckform 3474", (70, 37), (3, 8), 0, 0.5, (70, 37)),
    "zweckform-3475": ("Avery Zweckform 3475", (70, 36), (3, 8), 0, 4.43, (70, 36.03)),
    "herma-4606": ("Herma 4606", (38, 21.2), (5, 13), 9.5, 10.5, (38, 21.2)),
    "herma-4677": ("Herma 4677", (63.5, 38.1), (3, 7), 6.75, 15.5, (66.5, 38.1)),
    "herma-4346": ("Herma 4346", (45.7, 21.2), (4, 12), 10, 22, (48.7, 21.2)),
    "herma-4625": ("Herma 4625", (105, 42.3), (2, 7), 0, 0, (105, 42.3)),
}
#: Sheets whose margins nobody has measured for us: sources contradict one another; the grid is centred.
_TOMY_145 = Sheet(
    "Tomy 145: A4, 65 nhãn 38 × 21 mm (lề chưa đo)", 5, 13, 38, 21, 10, 12, 0, 0, measured=False,
)  # fmt: skip
_TOMY_103 = Sheet(
    "Tomy 103: 12 nhãn 62 × 36 mm (lề chưa đo)", 3, 4, 62, 36, 4, 5.5, 4, 2.5, (202.0, 162.0), measured=False
)
#: Name on the command line -> stock. `a4-24-70x37` is Avery Zweckform 3474 and its many likenesses.
STOCKS = {
    "single-70x37": Sheet("Một nhãn 70 × 37 mm", page=(70.0, 37.0)),
    "a4-24-70x37": Sheet(
        "A4, 24 nhãn 70 × 37 mm", columns=3, rows=8, label_width=70, label_height=37, left=0, top=0.5
    ),
    **{name: _sheet(*numbers) for name, numbers in _PARTS.items()},
    "tomy-145": _TOMY_145,
    "tomy-103": _TOMY_103,
    "roll-50x30": _roll(50, 30),
    "roll-40x30": _roll(40, 30),
    "roll-72x22": _roll(35, 22, 2, 72),
    "roll-104x22": _roll(33, 22, 3, 104),
}
_NUMBER = r"(\d{1,3}(?:\.\d{1,3})?)"
_GRID = re.compile(
    rf"(\d{{1,2}})x(\d{{1,2}}):{_NUMBER}x{_NUMBER}(?:@{_NUMBER},{_NUMBER})?(?:\+{_NUMBER},{_NUMBER})?"
    rf"(?:/{_NUMBER}x{_NUMBER})?"
)


def find_stock(name: str) -> Sheet:
    """Return a stock by its name, or the grid that a name spells out.

    A grid of one's own is `COLUMNSxROWS:WIDTHxHEIGHT[@LEFT,TOP][+GAP,GAP][/PAGExPAGE]`, all in mm, on A4 unless
    the page is named: `3x8:70x37@0,0.5`. Raises LabelError `stock-unknown`, `stock-malformed`, `stock-too-large`.
    """
    if name in STOCKS:
        return STOCKS[name]
    if ":" not in name:
        raise LabelError(
            "stock-unknown", f"Không có loại giấy “{name[:40]}”; hãy chọn một trong: {', '.join(STOCKS)}."
        )
    match = _GRID.fullmatch(name)
    if match is None:
        raise LabelError(
            "stock-malformed", f"Lưới “{name[:60]}” cần dạng CỘTxHÀNG:RỘNGxCAO@TRÁI,TRÊN+HỞ,HỞ/TRANGxTRANG (mm)."
        )
    columns, rows, width, height, left, top, gap_x, gap_y, page_width, page_height = match.groups()
    page = (float(page_width), float(page_height)) if page_width else A4
    sheet = Sheet(
        name, int(columns), int(rows), float(width), float(height), float(left or 0), float(top or 0),
        float(gap_x or 0), float(gap_y or 0), page,
    )  # fmt: skip
    _check_grid(sheet)
    return sheet


def _check_grid(sheet: Sheet) -> None:
    """Raise LabelError `stock-too-large` where a grid does not lie on its page, or is none."""
    right, foot = (
        corner + side
        for corner, side in zip(sheet.corner(sheet.cells), (sheet.label_width, sheet.label_height), strict=True)
    )
    is_sound = (
        1 <= sheet.cells <= MOST_CELLS
        and min(sheet.label_width, sheet.label_height) >= LEAST
        and max(sheet.label_width, sheet.label_height) <= MOST
        and max(sheet.page) <= MOST_PAGE
        and right <= sheet.page[0] + 0.01
        and foot <= sheet.page[1] + 0.01
    )
    if not is_sound:
        width, height = sheet.page
        raise LabelError(
            "stock-too-large",
            f"Lưới “{sheet.title}” rộng tới {right:g} mm, cao tới {foot:g} mm, không nằm trọn trên trang "
            f"{width:g} × {height:g} mm; nhãn từ {LEAST:g} mm, nhiều nhất {MOST_CELLS} ô.",
        )
