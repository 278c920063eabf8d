"""Rasters: a PDF page as pixels.

PDFium keeps global state, so one thread at a time is let in.
"""

from collections.abc import Iterator
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


def rendered_pages(pdf: bytes, *, dpi: float) -> Iterator[Image.Image]:
    """Yield each page in grey at that resolution. Raises LabelError `file-unreadable`."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise LabelError("file-unreadable", "Không mở được tệp PDF này.") from error
        count = len(document)
    try:
        for index in range(count):
            with PDFIUM:
                page = document[index]
                _check_size(page.get_width(), page.get_height(), dpi)
                image = page.render(scale=dpi / 72, grayscale=True).to_pil().copy()
                page.close()
            yield image
    finally:
        with PDFIUM:
            document.close()
