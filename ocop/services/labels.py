"""Labels: what a product's label says today, handed to the press. The one room that knows it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from labels.contents import Barcode, LabelContent
from labels.designs import DESIGNS
from labels.press import PrintedFile, print_labels
from labels.readings import read_back
from labels.refusals import LabelError
from labels.runs import CHUNK, SerialRun, check_pages
from labels.stocks import STOCKS
from ocop.domain.addresses import is_public
from ocop.domain.product_codes import ALPHABET
from ocop.domain.refusals import BadInput, RuleBroken
from ocop.domain.serials import LENGTH
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.services.catalogue import path_of
from ocop.services.certificates import certificates_of, current_certificate
from ocop.services.lots import find_lot
from ocop.services.subjects import find_subject

__all__ = ["CHUNK", "SerialRun", "check_pages"]

SINGLE, SHEET = "single-70x37", "a4-24-70x37"
FORMATS = ("pdf", "svg", "png", "zpl")
#: The most labels of one answer; longer runs are jobs.
MOST = 1000
_CAPTION = "mã nội bộ, không phải mã GS1"


@dataclass(frozen=True)
class LabelFile:
    """A printed file, read back before it is handed over."""

    data: bytes
    media_type: str
    name: str


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
    stock: str = SINGLE,
    start: int = 1,
    count: int = 1,
    format: str = "pdf",
    dpi: int = 600,
    design: str | None = None,
) -> LabelFile:
    """Print a product's label, or `count` of one lot, on a stock from the cell `start` on.

    Stars are drawn only while a certificate is in force today; a state of potential five star draws none of
    its own. Raises NotFound `lot-unknown`, BadInput with the press's own code for a wrong choice, RuleBroken
    with it for a text that cannot be printed.
    """
    if format not in FORMATS:
        raise BadInput("format-unknown", "Chỉ in được pdf, svg, png hoặc zpl.", field="format")
    if not 1 <= count <= MOST:
        raise BadInput("count-out-of-range", "Số nhãn phải từ 1 đến %(most)s.", field="count", most=MOST)
    named_lot = find_lot(product, lot) if lot else None
    try:
        content = content_of(product, named_lot, today=today, base_url=base_url, sample=sample)
        order: dict[str, Any] = {"stock": stock, "start": start, "format": format, "dpi": dpi, "design": design}
        printed = _single(content, **order) if count == 1 else print_labels(content, count=count, **order)
    except LabelError as refusal:
        raise _as_ours(refusal) from refusal
    stem = product.gtin or product.code
    return LabelFile(
        printed.data, printed.media_type, f"nhan-{stem}{f'-{named_lot.code}' if named_lot else ''}.{format}"
    )


@lru_cache(maxsize=256)
def _single(content: LabelContent, **order: Any) -> PrintedFile:
    """Print one label; the same words give the same bytes, so that what was read back once is kept for a while."""
    return print_labels(content, **order)


#: Refusals of the press that concern a choice of the asker's, by the field to mend.
_FIELDS = {
    "design-unknown": "design",
    "design-too-large": "design",
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
    """Return the press's refusal as ours, code and words unchanged."""
    words = refusal.message.replace("%", "%%")
    if refusal.code in _FIELDS:
        return BadInput(refusal.code, words, field=_FIELDS[refusal.code])
    return RuleBroken(refusal.code, words)


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
    return LabelContent(
        qr=(base_url + path).upper(),
        barcode=Barcode.of_gtin(_shortest(product.gtin)) if product.gtin else Barcode.of_code(product.code, _CAPTION),
        name=product.name[:200],
        producer=find_subject(product.subject_id).name[:200],
        address_in_words=urlsplit(base_url).netloc + path,
        stars=in_force[0].star if in_force else None,
        lines=tuple(lines),
        specimen=sample or not is_public(base_url),
    )


def label_words(product: Product, lot: Lot | None, *, today: date, base_url: str, sample: bool) -> dict[str, Any]:
    """Return what the label says today as plain data, to be printed later as it stands."""
    return asdict(content_of(product, lot, today=today, base_url=base_url, sample=sample))


def run_of(
    words: Mapping[str, Any], *, stock: str, start: int, dpi: int, serials: bool, design: str | None = None
) -> SerialRun:
    """Lay out a run of labels with those words; with `serials` the QR of each goes on with `/21/` and a serial.

    Raises BadInput with the press's own code for a wrong choice, RuleBroken with it for what cannot be printed.
    """
    with press_refusals():
        content = LabelContent(**{**words, "lines": tuple(words["lines"]), "barcode": Barcode(**words["barcode"])})
        return SerialRun(
            content, prefix=f"{content.qr}/21/" if serials else content.qr, length=LENGTH if serials else 0,
            alphabet=ALPHABET, stock=stock, start=start, dpi=dpi, design=design,
        )  # fmt: skip


def check_order(
    words: Mapping[str, Any],
    *,
    stock: str,
    start: int,
    dpi: int,
    count: int,
    serials: bool,
    design: str | None = None,
) -> None:
    """Lay out a run and print one of its labels, to refuse what cannot be printed before it is ordered."""
    run = run_of(words, stock=stock, start=start, dpi=dpi, serials=serials, design=design)
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


def codes_read_back(data: bytes) -> list[dict[str, Any]]:
    """Return what an independent decoder reads in a PDF or picture: page, format, text and an estimate of its print.

    `quality` holds `module_px`, `module_mm`, `contrast` (0 to 1) and `quiet_zone` (0 to 1), or None.
    """
    with press_refusals():
        return [asdict(one) for one in read_back(data)]
