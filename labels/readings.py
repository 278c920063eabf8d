"""Readings: what an independent decoder sees in a finished file."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy
import zxingcpp
from PIL import Image, UnidentifiedImageError

from labels.contents import LabelContent
from labels.rasters import rendered_pages
from labels.refusals import LabelError

#: What a cheap office printer or a phone's camera makes of a page.
READING_DPI = 300
#: The decoder's word -> ours. A GTIN-13 that begins with zero is seen as the UPC-A it also is.
FORMATS = {
    zxingcpp.BarcodeFormat.QRCode: "qr",
    zxingcpp.BarcodeFormat.EAN13: "ean13",
    zxingcpp.BarcodeFormat.UPCA: "ean13",
    zxingcpp.BarcodeFormat.EAN8: "ean8",
    zxingcpp.BarcodeFormat.Code128: "code128",
}


@dataclass(frozen=True)
class Reading:
    """One symbol that was read, and the page it stands on, counted from 1."""

    format: str
    text: str
    page: int


def _pictures(file: bytes) -> Iterator[Image.Image]:
    if file.startswith(b"%PDF"):
        yield from rendered_pages(file, dpi=READING_DPI)
        return
    try:
        picture = Image.open(io.BytesIO(file))
        yield picture.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        message = "Tệp không phải PDF hay ảnh PNG, nên không đọc lại được mã."
        raise LabelError("file-unreadable", message) from error


def read_back(file: bytes) -> list[Reading]:
    """Return every QR, EAN and Code 128 in a PDF or a picture. Raises LabelError `file-unreadable`."""
    wanted = zxingcpp.BarcodeFormats(list(FORMATS))
    return [
        Reading(FORMATS[seen.format], seen.text, number)
        for number, picture in enumerate(_pictures(file), start=1)
        for seen in zxingcpp.read_barcodes(numpy.asarray(picture), formats=wanted, try_invert=False)
    ]


def verify(file: bytes, contents: Iterable[LabelContent]) -> list[Reading]:
    """Read a file back and hold it against what was to be printed, each code as often as it stands there.

    Raises LabelError `label-unreadable` that names the first code which is missing, or was never asked for.
    """
    found = read_back(file)
    expected: Counter[tuple[str, str]] = Counter()
    for content in contents:
        expected["qr", content.qr] += 1
        expected[content.barcode.kind, content.barcode.code] += 1
    seen = Counter((reading.format, reading.text) for reading in found)
    for code in [*expected, *seen]:
        if seen[code] != expected[code]:
            message = f"Mã {code[0]} “{code[1]}” in {expected[code]} lần nhưng đọc lại được {seen[code]} lần."
            raise LabelError("label-unreadable", f"{message} Không giao tệp này; hãy báo người quản trị.")
    return found
