"""The ZPL II pen: a page as one bitmap that any Zebra prints alike, or a lone symbol in the printer's own words.

The bitmap goes as `^GFA` with `:Z64:`: zlib, then base64, then a colon and the CRC-16 of the base64 text in four
hexadecimal digits, polynomial 1021 from 0 (ZPL II Programming Guide, Alternative Data Compression Scheme). Vietnamese
and Khmer are in the bitmap: printers' fonts seldom have them. No printer has tried these files; the press decodes
them again and reads their codes.
"""

import re
import unicodedata
import zlib
from base64 import b64decode, b64encode
from binascii import crc_hqx
from collections.abc import Callable
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray
from PIL import Image

from labels.drawings import Page, Picture
from labels.elements import SEPARATOR, parse_elements
from labels.pens.png import page_picture
from labels.refusals import LabelError

#: The most bytes that one ^GF takes (Programming Guide, ^GF); a larger page goes in bands.
MOST_BYTES = 99_999
#: Grey from which a dot stays white: above the middle, so that thin strokes and accents keep their ink.
WHITE_FROM = 160
_FIELD = re.compile(rb"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})\^FS")
_SIZE = re.compile(rb"\^PW(\d+)\s*\^LL(\d+)")


def crc16(text: bytes) -> int:
    """Return the CRC-16 of XMODEM: polynomial 1021 hexadecimal, begun at 0, nothing turned about.

    >>> f"{crc16(b'123456789'):04X}"
    '31C3'
    """
    return crc_hqx(text, 0)


def z64(data: bytes) -> bytes:
    """Return data as a ^GF field takes it."""
    text = b64encode(zlib.compress(data))
    return b":Z64:%s:%04X" % (text, crc16(text))


def _comment(title: str) -> str:
    """Return a title in plain letters: a comment is read in the printer's code page, and ends at a caret."""
    letters = unicodedata.normalize("NFD", title.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in letters if " " <= sign <= "~" and sign not in "^~")


def _framed(body: bytes, *, title: str, width: int, height: int, copies: int) -> bytes:
    head = f"^XA\n^FX {_comment(title)}^FS\n^PW{width}\n^LL{height}\n^LH0,0\n".encode()
    return head + body + f"^PQ{copies}\n^XZ\n".encode()


def _inked(page: Page, picture: Image.Image, dot: float) -> NDArray[numpy.bool_]:
    """Return which dots are black: words by a threshold, logos in the dots that look like their greys."""
    inked = numpy.asarray(picture) < WHITE_FROM
    for placed in page.placements:
        for item in placed.drawing.items:
            if isinstance(item, Picture):
                left, top = round((placed.x + item.x) / dot), round((placed.y + item.y) / dot)
                box = (left, top, left + round(item.width / dot), top + round(item.height / dot))
                inked[top : box[3], left : box[2]] = ~numpy.asarray(picture.crop(box).convert("1"))
    return inked


def write_zpl(page: Page, *, title: str, dot: float, copies: int = 1) -> bytes:
    """Return one page as ZPL II, its dots the printer's."""
    rows, columns = round(page.height / dot), round(page.width / dot)
    # A renderer rounds a page up to whole pixels.
    inked = _inked(page, page_picture(page, title=title, dot=dot), dot)[:rows, :columns]
    height, width = inked.shape
    packed = numpy.packbits(inked, axis=1)
    stride = packed.shape[1]
    band = max(1, MOST_BYTES // stride)
    body = b""
    for top in range(0, height, band):
        data = packed[top : top + band].tobytes()
        body += b"^FO0,%d^GFA,%d,%d,%d,%s^FS\n" % (top, len(data), len(data), stride, z64(data))
    return _framed(body, title=title, width=width, height=height, copies=copies)


def zpl_picture(file: bytes) -> Image.Image:
    """Return what a printer makes of a bitmap file of ours. Raises LabelError `file-unreadable`."""
    size = _SIZE.search(file)
    if size is None:
        raise LabelError("file-unreadable", "Tệp ZPL không nói cỡ nhãn.")
    picture = numpy.full((int(size[2]), int(size[1])), 255, dtype=numpy.uint8)
    for left, top, _, total, stride, text, crc in _FIELD.findall(file):
        if int(crc, 16) != crc16(text):
            raise LabelError("file-unreadable", "Tệp ZPL có mã kiểm tra CRC sai.")
        data = zlib.decompress(b64decode(text))
        if len(data) != int(total):
            raise LabelError("file-unreadable", "Tệp ZPL thiếu dữ liệu ảnh.")
        grid = numpy.unpackbits(numpy.frombuffer(data, dtype=numpy.uint8).reshape(-1, int(stride)), axis=1)
        part = picture[int(top) : int(top) + len(grid), int(left) :]
        part[grid[:, : part.shape[1]] == 1] = 0
    return Image.fromarray(picture)


# -- the printer's own symbols


@dataclass(frozen=True)
class NativeSymbol:
    """A symbol for the printer to make: where it stands and how large it is, all in dots."""

    kind: str
    content: str
    x: int
    y: int
    module: int
    height: int
    level: str = "M"
    with_text: bool = True


def _escaped(text: str) -> str:
    """Return a text for ^FH: carets, tildes, underscores and all that is no ASCII in hexadecimal."""
    return "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in "^~_" else f"_{byte:02X}" for byte in text.encode()
    )


def _line(one: NativeSymbol) -> str:
    return "Y" if one.with_text else "N"


def _qr(one: NativeSymbol) -> str:
    return f"^BQN,2,{one.module}^FH_^FD{one.level}A,{_escaped(one.content)}"


def _code128(one: NativeSymbol) -> str:
    text = _escaped(one.content.replace(">", ">0"))  # a lone > begins a change of code set
    return f"^BY{one.module}^BCN,{one.height},{_line(one)},N,N,A^FH_^FD{text}"


def _gs1_128(one: NativeSymbol) -> str:
    # Mode D takes brackets and sets FNC1 by itself.
    return (
        f"^BY{one.module}^BCN,{one.height},{_line(one)},N,N,D^FH_^FD{_escaped(parse_elements(one.content).readable)}"
    )


def _gs1_matrix(one: NativeSymbol) -> str:
    # With _ as the mark of an escape, _1 is FNC1 and two of them one underscore.
    raw = parse_elements(one.content).raw.replace("_", "__").replace(SEPARATOR, "_1")
    return f"^BXN,{one.module},200,0,0,6,_,1^FD_1{raw}"


def _bars(command: str, digits: int, end: str) -> Callable[[NativeSymbol], str]:
    """Return what writes bars whose check digit the printer counts itself."""

    def written(one: NativeSymbol) -> str:
        return f"^BY{one.module},3{command}N,{one.height},{_line(one)},{end}^FD{one.content[:digits]}"

    return written


#: Kind -> what writes it; GS1 QR is not among them, for ^BQ has no FNC1, and no page of a chosen version.
NATIVE: dict[str, Callable[[NativeSymbol], str]] = {
    "qr": _qr,
    "ean13": _bars("^BE", 12, "N"),
    "ean8": _bars("^B8", 7, "N"),
    "upca": _bars("^BU", 11, "N,Y"),
    "itf14": _bars("^B2", 14, "N,N"),
    "code128": _code128,
    "gs1-128": _gs1_128,
    "gs1-datamatrix": _gs1_matrix,
}


def write_native_zpl(one: NativeSymbol, *, title: str, width: int, height: int, copies: int = 1) -> bytes:
    """Return a lone symbol in a hundred bytes that the printer makes itself.

    It picks the version, the mask and the code sets, so that nothing here can vouch for its modules.
    Raises LabelError `format-unknown` for a kind that the printer cannot make.
    """
    if one.kind not in NATIVE:
        raise LabelError("format-unknown", f"Máy in ZPL không tự vẽ được mã “{one.kind}”; hãy in dạng zpl.")
    body = f"^CI28\n^FO{one.x},{one.y}{NATIVE[one.kind](one)}^FS\n".encode("ascii")
    return _framed(body, title=title, width=width, height=height, copies=copies)
