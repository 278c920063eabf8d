"""The press: contents in, a file out that has already been read back."""

import io
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from labels.contents import LabelContent
from labels.designs import drawing_of
from labels.dimensions import dimension_of
from labels.drawings import Drawing, Modules, Page, dot_of
from labels.papers import Nudge, Paper, fill_pages
from labels.pens.pdf import write_pdf
from labels.pens.png import write_png
from labels.pens.svg import write_svg
from labels.pens.zpl import write_zpl, zpl_picture
from labels.readings import verify
from labels.refusals import LabelError

Thing = TypeVar("Thing")
NO_NUDGE = Nudge()
#: The most labels in one file; more than that is a job for pieces.
MOST_LABELS = 10_000

#: What a printer is taken for where nobody says: office printers for documents, a label printer for its own words.
USUAL_DPI, FINEST_DPI = {"png": 300, "zpl": 203}, 600
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "zpl": "application/zpl",
}
ONE_PAGE_PENS: dict[str, Callable[..., bytes]] = {"svg": write_svg, "png": write_png, "zpl": write_zpl}


@dataclass(frozen=True)
class PrintedFile:
    """A finished file: what to send, what it is, how much of it there is, and what should be said about it."""

    data: bytes
    media_type: str
    pages: int
    count: int
    warnings: tuple[str, ...] = ()


def _check_order(format: str, count: int) -> None:
    if format not in MEDIA_TYPES:
        raise LabelError(
            "format-unknown", f"Không in được dạng “{format}”; hãy chọn một trong: {', '.join(MEDIA_TYPES)}."
        )
    if not 1 <= count <= MOST_LABELS:
        raise LabelError("count-out-of-range", f"Mỗi tệp in 1 đến {MOST_LABELS} nhãn, không in {count} nhãn.")


def _written(pages: Sequence[Page], format: str, *, title: str, dot: float) -> tuple[bytes, bytes]:
    """Return the file, and the file to read back: an SVG is judged by its PDF twin, ZPL by its dots."""
    if format == "pdf":
        pdf = write_pdf(pages, title=title, dot=dot)
        return pdf, pdf
    if len(pages) > 1:
        raise LabelError("format-one-page", f"Dạng {format} chỉ chứa một trang; {len(pages)} trang thì hãy in PDF.")
    file = ONE_PAGE_PENS[format](pages[0], title=title, dot=dot)
    if format == "svg":
        return file, write_pdf(pages, title=title, dot=dot)
    return file, _png_of(file, 25.4 / dot) if format == "zpl" else file


def _png_of(zpl: bytes, dpi: float) -> bytes:
    """Return what a printer makes of a ZPL file, as a picture."""
    written = io.BytesIO()
    zpl_picture(zpl).save(written, "PNG", dpi=(dpi, dpi))
    return written.getvalue()


def copied(things: Sequence[Thing], count: int, *, collate: bool) -> Iterable[Thing]:
    """Return each thing so many times in a row, or all of them so many times.

    >>> "".join(copied("abc", 2, collate=False)), "".join(copied("abc", 2, collate=True))
    ('aabbcc', 'abcabc')
    """
    return [*things] * count if collate else [thing for thing in things for _ in range(count)]


def _drawn(contents: Sequence[LabelContent], draw: Callable[[LabelContent], Drawing]) -> dict[LabelContent, Drawing]:
    """Return each label's drawing; a refusal says which label it is about."""
    drawn: dict[LabelContent, Drawing] = {}
    for index, content in enumerate(contents):
        if content not in drawn:
            try:
                drawn[content] = draw(content)
            except LabelError as refusal:
                raise LabelError(refusal.code, refusal.message, at=index) from refusal
    return drawn


def print_labels(
    contents: LabelContent | Sequence[LabelContent],
    *,
    stock: str = "single-70x37",
    start: int = 1,
    count: int = 1,
    collate: bool = False,
    format: str = "pdf",
    dpi: int | None = None,
    design: str | None = None,
    used: Collection[int] = (),
    cut_marks: bool = False,
    nudge: Nudge = NO_NUDGE,
) -> PrintedFile:
    """Print labels and read every code back before handing the file over.

    `contents` is one label or several; each is printed `count` times in a row, or, to `collate`, all of them
    one after another and then all again. `start` is the first cell to use on a sheet already begun, `used` are
    cells that are gone; `dpi` is the printer's, 203, 300 or 600 (`USUAL_DPI` of the format if left out). Without a
    `design` the label's size chooses one.
    Raises LabelError: what the contents or the order make impossible, or `label-unreadable`.
    """
    dpi = dpi or USUAL_DPI.get(format, FINEST_DPI)
    asked = [contents] if isinstance(contents, LabelContent) else list(contents)
    _check_order(format, len(asked) * count)
    paper = Paper(stock, start, tuple(used), cut_marks, nudge)
    sheet, dot = paper.sheet, dot_of(dpi)
    size = {"width": sheet.label_width, "height": sheet.label_height}
    drawn = _drawn(asked, lambda content: drawing_of(content, **size, dpi=dpi, design=design))
    every = list(copied(asked, count, collate=collate))
    pages = fill_pages(paper, [drawn[content] for content in every])
    title = f"Nhãn OCOP: {asked[0].name}, {asked[0].producer}"
    file, witness = _written(pages, format, title=title, dot=dot)
    verify(witness, every, has_bars=has_bars(drawn[asked[0]]))
    warnings = tuple(dict.fromkeys(words for one in drawn.values() for words in warnings_of(one, dot)))
    return PrintedFile(file, MEDIA_TYPES[format], len(pages), len(every), warnings)


def warnings_of(drawing: Drawing, dot: float) -> list[str]:
    """Return what GS1 would not like about a label: a QR finer than tills are asked to read."""
    least = dimension_of("qr", "retail").minimum
    modules = [item.module_dots * dot for item in drawing.items if isinstance(item, Modules) and len(item.rows) > 1]
    return [
        f"Ô mã QR rộng {module:.3f} mm, dưới mức GS1 {least:g} mm cho quầy tính tiền".replace(".", ",")
        + ": điện thoại vẫn đọc, máy quét ở quầy có thể khó; nhãn lớn hơn thì tốt hơn."
        for module in modules
        if module < least - 1e-9
    ]


def has_bars(drawing: Drawing) -> bool:
    """Tell whether a label has bars: symbols of a single row."""
    return any(isinstance(item, Modules) and len(item.rows) == 1 for item in drawing.items)
