"""Runs: thousands of labels of one product that differ in their serial alone.

    SerialRun(content, ...)   lays the label out once
      .spans(count)           cuts the run into chunks of whole pages
      .streams(serials, at)   draws the pages of one chunk, every symbol decoded first
      .write(file, streams)   puts all pages into one PDF
    check_pages(path, ...)    renders pages of the finished file and reads them back

A chunk depends on its serials and its place alone, so that work which was interrupted goes on where it was.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy
import zxingcpp

from labels.contents import LabelContent
from labels.designs import drawing_of
from labels.drawings import Drawing, Modules, dot_of
from labels.papers import Nudge, Paper
from labels.pens.serial_pdf import SerialPdf
from labels.press import NO_NUDGE, print_labels
from labels.rasters import rendered_pages
from labels.readings import READING_DPI
from labels.refusals import LabelError
from labels.segments import MODES, narrowest
from labels.serial_qr import SerialQr, Stack
from labels.symbols import QR_QUIET

#: The most labels of one run; more is several jobs.
MOST_SERIALS = 1_000_000
#: Labels of a chunk, about: a second's work, and what is lost at most when power fails.
CHUNK = 4_800
#: Symbols that are combined and decoded at once.
_BATCH = 480
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


@dataclass(frozen=True)
class Span:
    """Labels `first` up to `end` of a run, on whole pages."""

    first: int
    end: int


class SerialRun:
    """One label printed with many serials.

    The QR says `prefix + serial`; `alphabet` and `length` are those of the serials. `content` gives everything
    else; its own `qr` and `serial` are not used. The paper is told as to `print_labels`.
    Raises LabelError: what the contents make impossible, or `label-unreadable`. Without `verify` nothing is
    read back: that is for measuring, never for labels that leave the house.
    """

    def __init__(
        self,
        content: LabelContent,
        *,
        prefix: str,
        length: int,
        alphabet: str,
        stock: str,
        start: int = 1,
        dpi: int = 600,
        design: str | None = None,
        used: Collection[int] = (),
        cut_marks: bool = False,
        nudge: Nudge = NO_NUDGE,
        verify: bool = True,
    ) -> None:
        widest = max(alphabet, key=lambda sign: MODES.index(narrowest(sign)))
        sample = replace(content, qr=prefix + widest * length, serial=widest * length)
        if verify:  # a whole label first: its bars and words, and what cannot be printed at all
            print_labels(sample, stock=stock, start=start, used=used, nudge=nudge, dpi=dpi, design=design)
        self.paper, self._verify = Paper(stock, start, tuple(used), cut_marks, nudge), verify
        sheet = self.paper.sheet
        size = {"width": sheet.label_width, "height": sheet.label_height}
        drawing, qr = _with_roles(drawing_of(sample, **size, dpi=dpi, design=design))
        self.qr = SerialQr(prefix, length, alphabet=alphabet, version=(len(qr.rows) - 17) // 4)
        title = f"Nhãn OCOP: {content.name}, {content.producer}"
        self._pen = SerialPdf(
            drawing,
            page=sheet.page,
            alphabet=alphabet,
            title=title,
            dot=dot_of(dpi),
            backdrop=self.paper.backdrop,
        )

    def spans(self, count: int, chunk: int = CHUNK) -> list[Span]:
        """Cut a run into chunks that end with a page. Raises LabelError `count-out-of-range`."""
        if not 1 <= count <= MOST_SERIALS:
            raise LabelError("count-out-of-range", f"Mỗi lần in 1 đến {MOST_SERIALS} nhãn, không in {count} nhãn.")
        cells, begun = self.paper.sheet.cells, self.paper.begun
        step = max(chunk // cells, 1) * cells
        ends = [*range(step - begun, count, step), count]
        return [Span(first, end) for first, end in zip([0, *ends], ends, strict=False)]

    def pages(self, first: int, end: int) -> list[tuple[int, int]]:
        """Return the labels of each page, from one up to another, for labels that begin a page."""
        return list(self.paper.pages(first, end))

    def streams(self, serials: Sequence[str], at: int) -> Iterator[bytes]:
        """Yield the content of each page of labels `at` and on, which begin a page; every symbol is decoded.

        Raises LabelError `label-unreadable` that names the first symbol which says something else.
        """
        symbols = _Ahead(self.qr, serials, verify=self._verify)
        for first, last in self.pages(at, at + len(serials)):
            stack = symbols.take(last - first)
            corners = [self.paper.corner(index) for index in range(first, last)]
            yield self._pen.page_stream(stack, serials[first - at : last - at], corners)

    def write(self, file: BinaryIO, streams: Iterable[bytes]) -> int:
        """Write the PDF of all pages and return how many there are."""
        return self._pen.write(file, streams)


class _Ahead:
    """Symbols made and decoded a batch ahead of the pages that take them."""

    def __init__(self, qr: SerialQr, serials: Sequence[str], *, verify: bool) -> None:
        self._qr, self._serials, self._verify, self._at = qr, serials, verify, 0
        self._rows = numpy.zeros((0, qr.size), dtype=numpy.uint64)
        self._masks = numpy.zeros(0, dtype=numpy.uint8)

    def take(self, count: int) -> Stack:
        """Return the next symbols."""
        while len(self._rows) < count:
            batch = self._serials[self._at : self._at + _BATCH]
            made = self._qr.symbols(batch)
            if self._verify:
                check_symbols(made, [f"{self._qr.prefix}{serial}{self._qr.suffix}" for serial in batch])
            self._rows = numpy.concatenate((self._rows, made.rows))
            self._masks = numpy.concatenate((self._masks, made.masks))
            self._at += len(batch)
        taken = Stack(self._rows[:count], self._masks[:count], self._qr.size)
        self._rows, self._masks = self._rows[count:], self._masks[count:]
        return taken


def check_symbols(stack: Stack, texts: Sequence[str]) -> None:
    """Decode every symbol and hold it against its text. Raises LabelError `label-unreadable`."""
    quiet = ((0, 0), (QR_QUIET, QR_QUIET), (QR_QUIET, QR_QUIET))
    pictures = numpy.pad(1 - stack.grids(), quiet, constant_values=1) * numpy.uint8(255)
    for picture, text in zip(pictures, texts, strict=True):
        seen = zxingcpp.read_barcode(picture, formats=_QR, is_pure=True)
        if seen is None or seen.text != text:
            said = f"đọc lại ra “{seen.text}”" if seen else "không đọc lại được"
            raise LabelError(
                "label-unreadable", f"Mã QR “{text}” {said}. Không giao tệp này; hãy báo người quản trị."
            )


def check_pages(path: Path, expected: dict[int, Sequence[str]]) -> None:
    """Render pages of a finished PDF, counted from 1, and hold the QR codes on them against what they should say.

    Raises LabelError `label-unreadable`.
    """
    numbers = sorted(expected)
    for number, picture in zip(numbers, rendered_pages(path, dpi=READING_DPI, numbers=numbers), strict=True):
        seen = zxingcpp.read_barcodes(numpy.asarray(picture), formats=_QR)
        wrong = {one.text for one in seen} ^ set(expected[number])
        if wrong or len(seen) != len(expected[number]):
            said = f"Trang {number} cần {len(expected[number])} mã QR, đọc lại được {len(seen)}"
            raise LabelError(
                "label-unreadable", f"{said}; sai: {', '.join(sorted(wrong)[:3])}. Hãy báo người quản trị."
            )


def _with_roles(drawing: Drawing) -> tuple[Drawing, Modules]:
    """Return the drawing and its QR, which is the only symbol of more than one row."""
    found = next(one for one in drawing.items if isinstance(one, Modules) and len(one.rows) > 1)
    marked = replace(found, role="qr")
    return replace(drawing, items=tuple(marked if one is found else one for one in drawing.items)), marked
