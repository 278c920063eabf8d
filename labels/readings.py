"""Readings: what an independent decoder sees in a finished file."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy
import zxingcpp
from PIL import Image, ImageSequence, UnidentifiedImageError

from labels.contents import LabelContent
from labels.elements import split_elements
from labels.gtins import check_digit
from labels.qualities import Frame, Grey, Quality, bars_across, quality_of
from labels.rasters import rendered_pages
from labels.refusals import LabelError

#: What a cheap office printer or a phone's camera makes of a page.
READING_DPI = 300
#: What a file is tried at first: who reads it so reads it better too, in less than half the time.
_COARSE_DPI = 200
_BARCODES = zxingcpp.BarcodeFormat
#: The decoder's word -> ours. A GTIN-13 that begins with zero is seen as the UPC-A it also is.
FORMATS = {
    _BARCODES.QRCode: "qr",
    _BARCODES.EAN13: "ean13",
    _BARCODES.UPCA: "ean13",
    _BARCODES.EAN8: "ean8",
    _BARCODES.Code128: "code128",
    _BARCODES.DataMatrix: "datamatrix",
    _BARCODES.ITF: "itf14",
}
#: What stands on every label; the others are looked for where a label has them.
USUAL = (_BARCODES.QRCode, _BARCODES.EAN13, _BARCODES.UPCA, _BARCODES.EAN8, _BARCODES.Code128)
_RARE = {"itf14": _BARCODES.ITF, "gs1-datamatrix": _BARCODES.DataMatrix, "datamatrix": _BARCODES.DataMatrix}
#: The mark of a symbol with FNC1 at its head (ISO/IEC 15424) -> our word.
GS1_FORMATS = {"]C1": "gs1-128", "]d2": "gs1-datamatrix", "]Q3": "gs1-qr"}
#: Our word -> modules across where they are always the same, and light modules at the left and the right.
_COLUMNS = {"ean13": 95, "ean8": 67, "itf14": 135}
_QUIETS = {
    "ean13": (11, 7),
    "ean8": (7, 7),
    "qr": (4, 4),
    "gs1-qr": (4, 4),
    "datamatrix": (1, 1),
    "gs1-datamatrix": (1, 1),
}
_BAR_QUIET = (10, 10)
#: Whoever sees a UPC-A cannot tell whether an EAN-13 that begins with zero was meant: what both of them need.
_UPCA_QUIET = (9, 7)
_MATRIX = {"qr", "gs1-qr", "datamatrix", "gs1-datamatrix"}


@dataclass(frozen=True)
class Reading:
    """One symbol that was read, its page, counted from 1, and an estimate of how well it stands there."""

    format: str
    text: str
    page: int
    quality: Quality | None = None


@dataclass(frozen=True)
class _Sight:
    """A page as pixels, and how many of them make an inch, if that is known."""

    picture: Grey
    dpi: float | None


def _dpi_of(picture: Image.Image) -> float | None:
    said = picture.info.get("dpi")
    return float(said[0]) if said and said[0] > 1 else None


def _pictures(file: bytes, dpi: float) -> Iterator[_Sight]:
    if file.startswith(b"%PDF"):
        for page in rendered_pages(file, dpi=dpi):
            yield _Sight(numpy.asarray(page), dpi)
        return
    try:
        picture = Image.open(io.BytesIO(file))
        for frame in ImageSequence.Iterator(picture):
            yield _Sight(numpy.asarray(_flattened(frame)), _dpi_of(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        message = "Tệp không phải PDF hay ảnh PNG, JPEG, TIFF, nên không đọc lại được mã."
        raise LabelError("file-unreadable", message) from error


def _flattened(picture: Image.Image) -> Image.Image:
    """Return a picture in grey; what is see-through lies on white paper."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        colours = picture.convert("RGBA")
        paper = Image.new("RGBA", colours.size, "white")
        return Image.alpha_composite(paper, colours).convert("L")
    return picture.convert("L")


def _said(seen: Any) -> tuple[str, str]:
    """Return the kind and the text of a symbol; what FNC1 leads is shown as an element string, right or wrong."""
    kind = GS1_FORMATS.get(seen.symbology_identifier)
    if kind is None:
        return FORMATS[seen.format], seen.text
    try:
        return kind, split_elements(bytes(seen.bytes).decode("ascii")).readable
    except (LabelError, UnicodeDecodeError):
        return kind, seen.text


def _is_sound(kind: str, text: str) -> bool:
    """Say whether a reading counts: parts of other bars pass for an ITF of some other length."""
    return kind != "itf14" or (len(text) == 14 and check_digit(text[:-1]) == int(text[-1]))


def _columns(kind: str, seen: Any, picture: Grey, frame: Frame) -> int | None:
    """Return how many modules a symbol is wide."""
    if kind in _COLUMNS:
        return _COLUMNS[kind]
    if kind in _MATRIX:
        version = str((seen.extra or {}).get("Version", ""))
        if "x" in version:
            return int(version.rpartition("x")[2])
        return 17 + 4 * int(version) if version.isdigit() else None
    # Each character of a Code 128 has three bars in 11 modules, the last one four in 13 (ISO/IEC 15417, 4.3.3).
    bars = bars_across(picture, frame)
    return 11 * ((bars - 4) // 3) + 13 if bars > 4 and (bars - 4) % 3 == 0 else None


def _reading(seen: Any, sight: _Sight, page: int) -> Reading:
    """Return what was seen, with an estimate of its print."""
    kind, text = _said(seen)
    frame = Frame.of(seen.position)
    columns = _columns(kind, seen, sight.picture, frame)
    quiet = _UPCA_QUIET if kind == "ean13" and text[0] == "0" else _QUIETS.get(kind, _BAR_QUIET)
    quality = quality_of(sight.picture, frame, columns=columns, quiet=quiet, is_square=kind in _MATRIX, dpi=sight.dpi)
    return Reading(kind, text, page, quality)


def _seen(picture: Grey, wanted: Any, *, looks_long: bool = True) -> list[Any]:
    """Return what the decoder sees, one code at each place.

    It looks at the picture as it is first, then at smaller copies, in which about one Code 128 in two thousand
    is seen a second time as another text: what was seen first counts. Where it `looks_long` it tries those too.
    """
    found: list[Any] = []
    frames: list[Frame] = []
    mode = zxingcpp.TextMode.Plain
    for seen in zxingcpp.read_barcodes(
        picture, formats=wanted, try_invert=False, try_downscale=looks_long, text_mode=mode
    ):
        frame = Frame.of(seen.position)
        if not any(one.covers(frame) for one in frames):
            found.append(seen)
            frames.append(frame)
    return found


def _read(file: bytes, formats: Iterable[Any], *, dpi: float, is_measured: bool) -> list[Reading]:
    """Return what a file says; a PDF is rendered at a resolution, of a finer picture some lines are looked at."""
    wanted = zxingcpp.BarcodeFormats(list(formats))
    found = []
    for number, sight in enumerate(_pictures(file, dpi), start=1):
        step = 1 if is_measured or sight.dpi is None else max(1, int(sight.dpi // dpi))
        picture = numpy.ascontiguousarray(sight.picture[::step, ::step]) if step > 1 else sight.picture
        for seen in _seen(picture, wanted, looks_long=is_measured):
            found.append(_reading(seen, sight, number) if is_measured else Reading(*_said(seen), number))
    return [reading for reading in found if _is_sound(reading.format, reading.text)]


def read_back(file: bytes) -> list[Reading]:
    """Return every code of the press's kinds in a PDF or a picture (PNG, JPEG, TIFF of one page or many).

    A GS1 symbol's text is its element string in brackets. Raises LabelError `file-unreadable`.
    """
    return _read(file, FORMATS, dpi=READING_DPI, is_measured=True)


def verify(file: bytes, contents: Iterable[LabelContent], *, has_bars: bool = True) -> list[Reading]:
    """Read a file back and hold it against what was to be printed, each code as often as it stands there.

    Without `has_bars` the labels are of a design that draws none. Read coarsely first; as finely as `read_back` does
    where that was not enough.
    Raises LabelError `label-unreadable` that names the first code which is missing, or was never asked for.
    """
    expected: Counter[tuple[str, str]] = Counter()
    for content in contents:
        expected["qr", content.qr] += 1
        expected[content.barcode.kind, content.barcode.code] += has_bars
    formats = {*USUAL, *(_RARE[kind] for kind, _ in +expected if kind in _RARE)}
    for dpi in (_COARSE_DPI, READING_DPI):
        found = _read(file, formats, dpi=dpi, is_measured=False)
        seen = Counter((reading.format, reading.text) for reading in found)
        if seen == +expected:
            return found
    code = next(code for code in [*expected, *seen] if seen[code] != expected[code])
    message = f"Mã {code[0]} “{code[1]}” in {expected[code]} lần nhưng đọc lại được {seen[code]} lần."
    raise LabelError("label-unreadable", f"{message} Không giao tệp này; hãy báo người quản trị.")
