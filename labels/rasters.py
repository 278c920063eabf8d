"""Rasters: a PDF page as pixels.

PDFium keeps global state, so one thread at a time is let in.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock

import pypdfium2
from PIL import Image

from labels.refusals import LabelError

PDFIUM = Lock()


#: The most pixels of a page that are worth holding in memory: A2 at 300 dpi.
MOST_PIXELS = 40_000_000


def _check_size(width: float, height: float, dpi: float) -> None:
    if width * height * (dpi / 72) ** 2 > MOST_PIXELS:
        raise LabelError("file-unreadable", "Trang giấy trong tệp quá lớn để đọc lại.")


def rendered_pages(pdf: bytes | Path, *, dpi: float, numbers: Sequence[int] | None = None) -> Iterator[Image.Image]:
    """Yield each page in grey at that resolution, or those of the numbers, counted from 1.

    Raises LabelError `file-unreadable`.
    """
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise LabelError("file-unreadable", "Không mở được tệp PDF này.") from error
        wanted = range(1, len(document) + 1) if numbers is None else numbers
    try:
        for number in wanted:
            with PDFIUM:
                page = document[number - 1]
                _check_size(page.get_width(), page.get_height(), dpi)
                image = page.render(scale=dpi / 72, grayscale=True).to_pil().copy()
                page.close()
            yield image
    finally:
        with PDFIUM:
            document.close()
