"""Labels: what a product's label says today, handed to the press. The one room that knows it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from labels.calibrations import calibration_pdf, nudge_of
from labels.contents import Barcode, LabelContent
from labels.designs import DESIGNS, design_for, fits
from labels.drawings import POINT
from labels.logos import Logo
from labels.papers import Nudge, Paper
from labels.paragraphs import fitted
from labels.press import PrintedFile, print_labels
from labels.readings import read_back
from labels.refusals import LabelError
from labels.runs import CHUNK, SerialRun, check_pages
from labels.stocks import STOCKS, find_stock
from labels.typefaces import embeddable, missing_character, shaped
from ocop.domain.addresses import is_public
from ocop.domain.electronic_labels import ELECTRONIC_LABEL, ORIGIN, notice
from ocop.domain.product_codes import ALPHABET
from ocop.domain.refusals import BadInput, RuleBroken
from ocop.domain.serials import LENGTH
from ocop.domain.texts import folded
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.subjects import Subject
from ocop.services.catalogue import path_of
from ocop.services.certificates import certificates_of, current_certificate
from ocop.services.logos import find_logo, logo_hash, logo_of
from ocop.services.lots import find_lot
from ocop.services.subjects import find_subject
from ocop.services.units import full_name, unit_named

__all__ = ["CHUNK", "SerialRun", "check_pages"]

SINGLE, SHEET = "single-70x37", "a4-24-70x37"
FORMATS = ("pdf", "svg", "png", "zpl")
#: The most labels of one answer; longer runs are jobs.
MOST = 1000
_CAPTION = "mã nội bộ, không phải mã GS1"


@dataclass(frozen=True)
class Order:
    """On what to print, and how.

    `nudge` is what mends a printer that is off: mm to the right and down, and the factors of both directions.
    """

    stock: str = SINGLE
    start: int = 1
    used: tuple[int, ...] = ()
    cut_marks: bool = False
    nudge: tuple[float, float, float, float] | None = None
    dpi: int | None = None
    design: str | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Order":
        """Return the order that a form, a body or a job told; what it does not tell is as usual."""
        told = {one.name: said[one.name] for one in fields(cls) if said.get(one.name) is not None}
        for name in ("used", "nudge"):
            if name in told:
                told[name] = tuple(told[name])
        return cls(**told)

    def for_press(self) -> dict[str, Any]:
        """Return the order in the press's own words. Raises LabelError `nudge-out-of-range`."""
        told = {**vars(self), "nudge": Nudge(*self.nudge or ())}
        return told if self.dpi else {name: value for name, value in told.items() if name != "dpi"}


@dataclass(frozen=True)
class LabelFile:
    """A printed file, read back before it is handed over."""

    data: bytes
    media_type: str
    name: str
    warnings: tuple[str, ...] = ()


def stocks() -> dict[str, tuple[str, int]]:
    """Return the papers there are: name to title and number of cells."""
    return {name: (sheet.title, sheet.cells) for name, sheet in STOCKS.items()}


def label_of(
    product: Product,
    *,
    today: date,
    base_url: str,
    sample: bool,
    lot: str | None = None,
    count: int = 1,
    format: str = "pdf",
    order: Order | None = None,
) -> LabelFile:
    """Print a product's label, or `count` of one lot, as the order says.

    Stars are drawn only while a certificate is in force today; a state of potential five star draws none of
    its own. Raises NotFound `lot-unknown`, BadInput with the press's own code for what cannot be printed.
    """
    if format not in FORMATS:
        raise BadInput("format-unknown", "Chỉ in được pdf, svg, png hoặc zpl.", field="format")
    if not 1 <= count <= MOST:
        raise BadInput("count-out-of-range", "Số nhãn phải từ 1 đến %(most)s.", field="count", most=MOST)
    named_lot = find_lot(product, lot) if lot else None
    with press_refusals():
        content = content_of(product, named_lot, today=today, base_url=base_url, sample=sample)
        printed = _printed(content, count, format, order or Order())
    stem = product.gtin or product.code
    return LabelFile(
        printed.data,
        printed.media_type,
        f"nhan-{stem}{f'-{named_lot.code}' if named_lot else ''}.{format}",
        printed.warnings,
    )


def _printed(content: LabelContent, count: int, format: str, order: Order) -> PrintedFile:
    if count == 1:
        return _single(content, format, order)
    return print_labels(content, count=count, format=format, **order.for_press())


@lru_cache(maxsize=256)
def _single(content: LabelContent, format: str, order: Order) -> PrintedFile:
    """Print one label; the same words give the same bytes, so that what was read back once is kept for a while."""
    return print_labels(content, format=format, **order.for_press())


#: Refusals of the press that concern a choice of the asker's, by the field to mend.
_FIELDS = {
    "design-unknown": "design",
    "design-too-large": "design",
    "logo-empty": "logo",
    "logo-too-large": "logo",
    "logo-unreadable": "logo",
    "nudge-out-of-range": "nudge",
    "stock-malformed": "stock",
    "stock-too-large": "stock",
    "stock-unknown": "stock",
    "start-out-of-range": "start",
    "count-out-of-range": "count",
    "dpi-unknown": "dpi",
    "format-unknown": "format",
    "format-one-page": "format",
}


def _as_ours(refusal: LabelError) -> BadInput | RuleBroken:
    """Return the press's refusal as ours, code and words unchanged; a failed reading is nobody's input."""
    words = refusal.message.replace("%", "%%")
    if refusal.code in ("label-unreadable", "file-unreadable"):
        return RuleBroken(refusal.code, words)
    return BadInput(refusal.code, words, field=_FIELDS.get(refusal.code))


def content_of(product: Product, lot: Lot | None, *, today: date, base_url: str, sample: bool) -> LabelContent:
    """Return what the label says today."""
    path = path_of(product) + (f"/10/{lot.code}" if lot else "")
    current = current_certificate(certificates_of([product.id]).get(product.id, []), today)
    in_force = current if current and current[1].is_in_force(today) else None
    lines = _lot_lines(lot) if lot else []
    if product.net_weight:
        lines.append(f"Khối lượng: {product.net_weight}"[:80])
    if in_force:
        lines.append(f"GCN {in_force[0].number} đến {in_force[1].last_day:%d/%m/%Y}")
    subject = find_subject(product.subject_id)
    logo = logo_of(subject.id)
    return LabelContent(
        qr=(base_url + path).upper(),
        barcode=Barcode.of_gtin(_shortest(product.gtin)) if product.gtin else Barcode.of_code(product.code, _CAPTION),
        name=product.name[:200],
        producer=subject.name[:200],
        address_in_words=urlsplit(base_url).netloc + path,
        stars=in_force[0].star if in_force else None,
        lines=tuple(lines),
        specimen=sample or not is_public(base_url),
        seat=_seat(subject)[:300],
        origin=ORIGIN,
        notice=notice({name for name in ELECTRONIC_LABEL if getattr(product, name)}),
        logo=Logo(logo.png, logo.width, logo.height) if logo else None,
    )


def _seat(subject: Subject) -> str:
    """Return where a subject is: its address, with the commune of today where that does not name it."""
    unit = unit_named(subject.unit_id)
    if subject.address and folded(unit.name) in folded(subject.address):
        return subject.address
    return ", ".join(part for part in (subject.address, full_name(unit)) if part)


def label_words(product: Product, lot: Lot | None, *, today: date, base_url: str, sample: bool) -> dict[str, Any]:
    """Return what the label says today as plain data, to be printed later as it stands; a logo goes by its hash."""
    content = content_of(product, lot, today=today, base_url=base_url, sample=sample)
    return asdict(replace(content, logo=None)) | {"logo": logo_hash(content.logo.png) if content.logo else None}


def warnings_of(product: Product, lot: Lot | None, stock: str, *, today: date) -> list[tuple[str, dict[str, Any]]]:
    """Return what whoever prints should know first: templates of words and what goes into them."""
    found: list[tuple[str, dict[str, Any]]] = []
    current = current_certificate(certificates_of([product.id]).get(product.id, []), today)
    if current is None or not current[1].is_in_force(today):
        found.append(("Nhãn in hôm nay không có sao: sản phẩm không có giấy chứng nhận đang hiệu lực.", {}))
    elif lot is not None and lot.best_before is not None and lot.best_before > current[1].last_day:
        days = {"best_before": lot.best_before, "last_day": current[1].last_day}
        found.append(
            (
                "Hạn dùng %(best_before)s sau ngày cuối của giấy chứng nhận %(last_day)s: từ hôm sau nhãn còn in sao "
                "mà sản phẩm hết được công nhận. Hãy nộp hồ sơ đánh giá lại, hoặc in ít hơn.",
                days,
            )
        )
    if stock in STOCKS and not STOCKS[stock].measured:
        found.append(("Lề của loại giấy này chưa ai đo: hãy in trang chỉnh máy in trước.", {}))
    return found


def run_of(words: Mapping[str, Any], order: Order, *, serials: bool) -> SerialRun:
    """Lay out a run of labels with those words; with `serials` the QR of each goes on with `/21/` and a serial.

    Raises BadInput with the press's own code for what cannot be printed.
    """
    logo = find_logo(words["logo"]) if words.get("logo") else None
    settled = {
        "lines": tuple(words["lines"]),
        "barcode": Barcode(**words["barcode"]),
        "logo": Logo(logo.png, logo.width, logo.height) if logo else None,
    }
    with press_refusals():
        content = LabelContent(**{**words, **settled})
        return SerialRun(
            content, prefix=f"{content.qr}/21/" if serials else content.qr, length=LENGTH if serials else 0,
            alphabet=ALPHABET, **order.for_press(),
        )  # fmt: skip


def check_order(words: Mapping[str, Any], order: Order, *, count: int, serials: bool) -> None:
    """Lay out a run and print one of its labels, to refuse what cannot be printed before it is ordered."""
    run = run_of(words, order, serials=serials)
    with press_refusals():
        run.spans(count)


@contextmanager
def press_refusals() -> Iterator[None]:
    """Turn what the press refuses inside into our own words."""
    try:
        yield
    except LabelError as refusal:
        raise _as_ours(refusal) from refusal


def _shortest(gtin: str) -> str:
    """Return a GTIN as its bars carry it: 8, 13 or 14 digits."""
    if gtin.startswith("000000"):
        return gtin[6:]
    return gtin[1:] if gtin.startswith("0") else gtin


def _lot_lines(lot: Lot) -> list[str]:
    days = [
        f"{word}: {day:%d/%m/%Y}" for word, day in (("NSX", lot.made_on), ("HSD", lot.best_before)) if day is not None
    ]
    return [f"Lô: {lot.code}", *days]


def designs() -> dict[str, str]:
    """Return the designs there are: name to title."""
    return {name: design.title for name, design in DESIGNS.items()}


@dataclass(frozen=True)
class Cells:
    """A stock as a person picks from it: size of a label in mm, cells across and down, and designs that suit."""

    width: float
    height: float
    columns: int
    rows: int
    designs: tuple[str, ...]
    usual: str


def cells_of(stock: str) -> Cells:
    """Return what a stock's labels are. Raises BadInput with the press's own code."""
    with press_refusals():
        sheet = find_stock(stock)
    width, height = sheet.label_width, sheet.label_height
    suited = tuple(name for name in DESIGNS if fits(name, width, height))
    return Cells(width, height, sheet.columns, sheet.rows, suited, design_for(width, height))


def drawn_logo(data: bytes) -> tuple[bytes, int, int]:
    """Return a logo drawn anew: PNG bytes, pixels across and down. Raises BadInput `logo-…`."""
    with press_refusals():
        logo = Logo.of_file(data)
    return logo.png, logo.width, logo.height


def calibration_page(stock: str, nudge: tuple[float, float, float, float] | None = None) -> bytes:
    """Return a PDF that shows how far a printer is off on a stock, or whether a nudge mends it."""
    with press_refusals():
        return calibration_pdf(Paper(stock, nudge=Nudge(*nudge or ())))


def nudge_read(stock: str, a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return the nudge for what was read off the rulers A and B. Raises BadInput `nudge-out-of-range`."""
    with press_refusals():
        nudge = nudge_of(find_stock(stock), a, b)
    return nudge.right, nudge.down, nudge.scale_x, nudge.scale_y


def codes_read_back(data: bytes) -> list[dict[str, Any]]:
    """Return what an independent decoder reads in a PDF or picture: page, format, text and an estimate of its print.

    `quality` holds `module_px`, `module_mm`, `contrast` (0 to 1) and `quiet_zone` (0 to 1), or None.
    """
    with press_refusals():
        return [asdict(one) for one in read_back(data)]


@dataclass(frozen=True)
class Lettering:
    """A text broken into lines and shaped, for a room that draws by itself; lengths in the unit of its width.

    A glyph is its face, the character that calls it in `face_file`, and where it stands from the start of its
    baseline: to the right and up. `ascent` and `descent` are the room above the first baseline and below the last.
    """

    lines: tuple[tuple[tuple[str, str, float, float], ...], ...]
    size: float
    leading: float
    ascent: float
    descent: float
    is_whole: bool

    @property
    def height(self) -> float:
        """The room of all lines."""
        return self.ascent + self.leading * (len(self.lines) - 1) + self.descent


def lettering(text: str, *, width: float, size: float, lines: int, bold: bool = False) -> Lettering:
    """Set a text in so many lines at most; letters that no face has are left out, what is too long ends in "…"."""
    drawable = "".join(letter for letter in text if missing_character(letter) is None)
    set_text = fitted(drawable, width=width, sizes=[size / POINT], lines=lines, weight="bold" if bold else "regular")
    return Lettering(
        lines=tuple(_glyphs(line, size, bold=bold) for line in set_text.lines),
        size=size,
        leading=set_text.leading(1.25) * size,
        ascent=set_text.ascent(0.75) * size,
        descent=set_text.descent(0.25) * size,
        is_whole=set_text.whole,
    )


def _glyphs(line: str, size: float, *, bold: bool) -> tuple[tuple[str, str, float, float], ...]:
    placed, x = [], 0.0
    for run in shaped(line, "bold" if bold else "regular"):
        for glyph in run.glyphs:
            placed.append((run.face, glyph.character, (x + glyph.x_offset) * size, glyph.y_offset * size))
            x += glyph.advance
    return tuple(placed)


def face_file(face: str) -> bytes:
    """Return the TrueType file of a face that a lettering names."""
    return embeddable(face)
