"""Papers: A4 documents for signing and filing, with Vietnamese and Khmer in their own typefaces.

    paper = Paper(_("Biên bản họp hội đồng"), foot="HS-2026-000123")
    paper.nation("UBND TỈNH VĨNH LONG", "HỘI ĐỒNG ĐÁNH GIÁ")
    paper.title("BIÊN BẢN", "họp hội đồng ngày 23/11/2026")
    paper.table(["STT", "Thành viên", "Điểm"], rows, widths=(12, 120, 28))
    data = paper.pdf()

Lengths are millimetres. Words are plain text: nothing in them is read as markup. The same content
gives the same bytes.
"""

import io
import math
import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import Any

import fontpkg_be_vietnam_pro
import fontpkg_noto_sans_khmer
from fontTools.ttLib import TTFont as FontFile
from fontTools.varLib.instancer import instantiateVariableFont
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing, Polygon
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepInFrame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

_INK, _SOFT, _LINE, _WASH, _LEAF, _STAR, _STOP = (
    HexColor(code) for code in ("#17201b", "#4f5a52", "#9aa39c", "#eef1ea", "#14563c", "#b8700c", "#a0182a")
)
#: A stamp across the page is seen through.
_FAINT = 0.16
_KHMER = re.compile(r"[\u1780-\u17ff\u19e0-\u19ff\u200b-\u200d]+(?:[ ]+[\u1780-\u17ff\u19e0-\u19ff\u200b-\u200d]+)*")
#: What XML and PDF text cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FACES = {"OcopText": ("Regular", 400), "OcopText-Bold": ("SemiBold", 600), "OcopText-Italic": ("Italic", 400)}


@cache
def _fonts() -> None:
    """Let reportlab know the typefaces, once in a process; the Khmer one is cut out of a variable font."""
    for name, (cut, _) in _FACES.items():
        path = fontpkg_be_vietnam_pro.ROOT / "files" / f"BeVietnamPro-{cut}.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))
    source = fontpkg_noto_sans_khmer.ROOT / "files" / "NotoSansKhmer[wdth,wght].ttf"
    for name, weight in (("OcopKhmer", 400), ("OcopKhmer-Bold", 600)):
        held = instantiateVariableFont(FontFile(source), {"wdth": 100, "wght": weight})
        packed = io.BytesIO()
        held.save(packed)
        packed.seek(0)
        pdfmetrics.registerFont(TTFont(name, packed))


def _style(size: float, *, bold: bool = False, italic: bool = False, **more: Any) -> ParagraphStyle:
    face = "OcopText-Bold" if bold else "OcopText-Italic" if italic else "OcopText"
    look: dict[str, Any] = {"textColor": _INK, "leading": size * 1.42, "shaping": 1} | more
    return ParagraphStyle(f"{face}-{size}", fontName=face, fontSize=size, **look)


_TEXT = _style(10)
_SMALL = _style(8.5)
_STYLES = {
    "text": _TEXT,
    "note": _style(8.5, italic=True, textColor=_SOFT),
    "center": _style(10, alignment=TA_CENTER),
    "large-center": _style(13, alignment=TA_CENTER),
    "large-bold-center": _style(13, bold=True, alignment=TA_CENTER),
    "center-italic": _style(10, italic=True, alignment=TA_CENTER),
    "bold": _style(10, bold=True),
    "bold-center": _style(10, bold=True, alignment=TA_CENTER),
    "title": _style(15, bold=True, alignment=TA_CENTER),
    "under-title": _style(10.5, alignment=TA_CENTER, textColor=_SOFT),
    "heading": _style(11.5, bold=True, textColor=_LEAF, spaceBefore=3 * mm, spaceAfter=1 * mm),
    "cell": _SMALL,
    "cell-bold": _style(8.5, bold=True),
    "cell-right": _style(8.5, alignment=TA_RIGHT),
    "cell-center": _style(8.5, alignment=TA_CENTER),
    "stop-center": _style(12, bold=True, alignment=TA_CENTER, textColor=_STOP),
    "great": _style(26, bold=True, alignment=TA_CENTER, textColor=_LEAF),
    "name": _style(20, bold=True, alignment=TA_CENTER),
}


def _marked(words: Any, *, bold: bool) -> str:
    """Return plain words as reportlab's markup: signs escaped, Khmer in its own typeface.

    Khmer that touches other letters is set a hair apart: a word is shaped by one typeface alone.
    """
    plain = escape(_UNPRINTABLE.sub("", str(words)), quote=False).replace("\n", "<br/>")
    face = "OcopKhmer-Bold" if bold else "OcopKhmer"
    hair = f'<font name="{face}" size="0.5"> </font>'

    def set_apart(found: re.Match[str]) -> str:
        before, after = plain[: found.start()][-1:], plain[found.end() :][:1]
        return (
            (hair if before.strip() else "")
            + f'<font name="{face}">{found.group()}</font>'
            + (hair if after.strip() else "")
        )

    return _KHMER.sub(set_apart, plain)


def _paragraph(words: Any, style: str) -> Paragraph:
    look = _STYLES[style]
    return Paragraph(_marked(words, bold="Bold" in look.fontName), look)


class Paper:
    """One document, written from top to bottom."""

    def __init__(self, title: str, *, foot: str = "", is_landscape: bool = False, margin: float = 18) -> None:
        _fonts()
        self._title, self._foot, self._margin = title, foot, margin * mm
        self._size = landscape(A4) if is_landscape else A4
        self._flow: list[Any] = []
        self._frame: str | None = None
        self._stamp: str | None = None
        self._is_fitted = False

    @property
    def width(self) -> float:
        """The width between the margins, in millimetres."""
        return float((self._size[0] - 2 * self._margin) / mm)

    def say(self, words: Any, style: str = "text") -> None:
        """Add a paragraph in a style of this module."""
        self._flow.append(_paragraph(words, style))

    def gap(self, height: float) -> None:
        """Leave room."""
        self._flow.append(Spacer(1, height * mm))

    def frame(self, colour: str = "#14563c") -> None:
        """Draw a double frame around every page, as certificates have."""
        self._frame = colour

    def fit(self) -> None:
        """Keep everything on one page, drawn smaller where it has to be."""
        self._is_fitted = True

    def stamp(self, words: str) -> None:
        """Write words faintly from corner to corner of every page, behind what it says."""
        self._stamp = words

    def stars(self, count: int, *, size: float = 11) -> None:
        """Add a row of drawn stars, in the middle."""
        radius, step = size / 2 * mm, size * 1.25 * mm
        drawing = Drawing(step * count, size * mm)
        for place in range(count):
            points: list[float] = []
            for corner in range(10):
                reach = radius * (1 if corner % 2 == 0 else 0.4)
                angle = math.radians(90 + 36 * corner)
                points += [step * (place + 0.5) + reach * math.cos(angle), radius + reach * math.sin(angle)]
            drawing.add(Polygon(points, fillColor=_STAR, strokeColor=None))
        drawing.hAlign = "CENTER"
        self._flow.append(drawing)

    def beside(self, parts: Sequence["Paper"], shares: Sequence[float]) -> None:
        """Add what other papers hold, side by side; `shares` are widths in millimetres."""
        widths = [share * mm for share in shares]
        look = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
        self._flow.append(Table([[part._flow for part in parts]], colWidths=widths, style=look))

    def nation(self, office: str, under: str = "") -> None:
        """Add the head of an official paper: the office at the left, the nation at the right."""
        left = [_paragraph(office, "bold-center"), _paragraph(under, "center")]
        right = [
            _paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "bold-center"),
            _paragraph("Độc lập - Tự do - Hạnh phúc", "bold-center"),
        ]
        self._grid([[left, right]], (self.width * 0.44, self.width * 0.56), lines=False)
        self.gap(5)

    def title(self, words: str, under: str = "") -> None:
        """Add the name of the paper, and what it is about."""
        self.say(words, "title")
        if under:
            self.say(under, "under-title")
        self.gap(4)

    def heading(self, words: str) -> None:
        """Add a heading."""
        self.say(words, "heading")

    def facts(self, pairs: Iterable[tuple[str, Any]], *, large: bool = False) -> None:
        """Add names with their values; what is empty is left to be filled in by hand."""
        looks = ("text", "bold") if large else ("cell", "cell-bold")
        rows = [[name, "…………………………" if value in (None, "") else value] for name, value in pairs]
        body = [[_paragraph(name, looks[0]), _paragraph(value, looks[1])] for name, value in rows]
        self._grid(body, (self.width * 0.34, self.width * 0.66), lines=False)

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        widths: Sequence[float],
        right: Sequence[int] = (),
        strong: Sequence[int] = (),
    ) -> None:
        """Add a table whose head is said again on every page.

        `widths` are shares; `right` the columns of numbers, `strong` the rows that stand out.
        """
        body = [[_paragraph(name, "cell-bold") for name in head]]
        for place, row in enumerate(rows):
            looks = ["cell-right" if column in right else "cell" for column in range(len(row))]
            if place in strong:
                looks = ["cell-bold"] * len(row)
            body.append([_paragraph(cell, look) for cell, look in zip(row, looks, strict=True)])
        whole = sum(widths)
        self._grid(body, [self.width * share / whole for share in widths], lines=True)
        self.gap(3)

    def _grid(self, body: list[list[Any]], widths: Sequence[float], *, lines: bool) -> None:
        above, below = (2.4, 3) if lines else (1, 1.4)
        look: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), above)]
        look += [("BOTTOMPADDING", (0, 0), (-1, -1), below)]
        if lines:
            look += [("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE), ("BACKGROUND", (0, 0), (-1, 0), _WASH)]
        else:
            look += [("LEFTPADDING", (0, 0), (-1, -1), 0)]
        columns = [width * mm for width in widths]
        self._flow.append(Table(body, colWidths=columns, repeatRows=int(lines), style=look))

    def signatures(self, signers: Sequence[tuple[str, str]], *, dated: str = "") -> None:
        """Add places to sign, side by side: what of, and by whom (or nothing); the last one under place and day."""
        cells: list[list[Any]] = []
        for of, name in signers:
            is_last = len(cells) == len(signers) - 1
            cells.append([
                _paragraph(dated if is_last else "", "center-italic"), _paragraph(of, "bold-center"),
                _paragraph("(ký, ghi rõ họ tên)" if of else "", "center"), Spacer(1, 18 * mm),
                _paragraph(name, "bold-center"),
            ])  # fmt: skip
        share = self.width / len(cells) * mm
        look = [("VALIGN", (0, 0), (-1, -1), "TOP")]
        block = Table([cells], colWidths=[share] * len(cells), style=look)
        self._flow += [Spacer(1, 5 * mm), KeepTogether([block])]

    def symbol(self, address: str, *, size: float = 30) -> None:
        """Add a QR code of an address, in the middle."""
        widget = QrCodeWidget(address, barLevel="M")
        left, bottom, right, _ = widget.getBounds()
        scale = size * mm / (right - left)
        drawing = Drawing(size * mm, size * mm, transform=[scale, 0, 0, scale, -left * scale, -bottom * scale])
        drawing.add(widget)
        drawing.hAlign = "CENTER"
        self._flow.append(drawing)

    def next_page(self) -> None:
        """Go on on a new page."""
        self._flow.append(PageBreak())

    def pdf(self) -> bytes:
        """Return the document."""
        out = io.BytesIO()
        template = BaseDocTemplate(
            out, pagesize=self._size, invariant=1, title=self._title, author="OCOP", lang="vi",
            leftMargin=self._margin, rightMargin=self._margin, topMargin=self._margin, bottomMargin=self._margin,
        )  # fmt: skip
        frame = Frame(
            self._margin, self._margin, self._size[0] - 2 * self._margin, self._size[1] - 2 * self._margin,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        template.addPageTemplates([PageTemplate(frames=[frame], onPage=self._around)])
        flow = list(self._flow) or [Spacer(1, 1)]
        if self._is_fitted:
            width, height = (length - 2 * self._margin for length in self._size)
            flow = [KeepInFrame(width, height - 1, flow, mode="shrink", vAlign="MIDDLE")]
        template.build(flow)
        return out.getvalue()

    def _around(self, canvas: Canvas, _: Any) -> None:
        width, height = self._size
        if self._stamp:
            self._stamped(canvas, self._stamp)
        if self._frame:
            canvas.setStrokeColor(HexColor(self._frame))
            for inset, line in ((8 * mm, 1.6), (10 * mm, 0.5)):
                canvas.setLineWidth(line)
                canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
            canvas.setFont("OcopText", 7.5)
            canvas.setFillColor(_SOFT)
            canvas.drawCentredString(width / 2, 12 * mm, self._foot)
            return
        canvas.setFont("OcopText", 7.5)
        canvas.setFillColor(_SOFT)
        canvas.drawString(self._margin, 10 * mm, self._foot)
        canvas.drawRightString(width - self._margin, 10 * mm, f"Trang {canvas.getPageNumber()}")

    def _stamped(self, canvas: Canvas, words: str) -> None:
        width, height = self._size
        size = 0.72 * math.hypot(width, height) / pdfmetrics.stringWidth(words, "OcopText-Bold", 1)
        canvas.saveState()
        canvas.translate(width / 2, height / 2)
        canvas.rotate(math.degrees(math.atan2(height, width)))
        canvas.setFillColor(_STOP, alpha=_FAINT)
        canvas.setFont("OcopText-Bold", min(size, 90))
        canvas.drawCentredString(0, -size / 3, words)
        canvas.restoreState()
