"""QR codes, made by `qrcode` out of the cheapest segments."""

from functools import lru_cache
from typing import Any

import numpy
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode
from qrcode.util import BIT_LIMIT_TABLE, MODE_8BIT_BYTE, MODE_NUMBER, QRData, length_in_bits

from labels.refusals import LabelError
from labels.segments import chunks_of
from labels.symbols.grids import Symbol, rows_of, square_symbol
from labels.symbols.masks import calmest

QR_LEVELS = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
#: Light modules around a QR (ISO/IEC 18004, 9.1).
QR_QUIET = 4
#: Versions whose segments have headers of one length (ISO/IEC 18004, table 3).
_RANGES = (range(1, 10), range(10, 27), range(27, 41))
#: More characters than the largest symbol holds of any mode.
_MOST = 7089


def check_qr_order(level: str, version: int | None) -> None:
    """Refuse a level or a version that no QR has. Raises LabelError `qr-level-unknown` or `qr-version-unknown`."""
    if level not in QR_LEVELS:
        raise LabelError("qr-level-unknown", f"Mã QR không có mức sửa lỗi “{level}”; hãy chọn L, M, Q hoặc H.")
    if version is not None and not 1 <= version <= 40:
        raise LabelError("qr-version-unknown", f"Mã QR không có phiên bản {version}; hãy chọn 1 đến 40.")


def too_long(text: str) -> LabelError:
    """Return the refusal of a text that no symbol, or not the one asked for, can hold."""
    return LabelError("qr-too-long", f"Nội dung mã QR quá dài ({len(text)} ký tự): hãy rút ngắn địa chỉ.")


def _bits(chunks: list[QRData], version: int) -> int:
    """Return the bits of all segments with their headers (7.4)."""
    total = 0
    for chunk in chunks:
        count = len(chunk)
        total += 4 + length_in_bits(chunk.mode, version)
        if chunk.mode == MODE_8BIT_BYTE:
            total += 8 * count
        elif chunk.mode == MODE_NUMBER:
            total += 10 * (count // 3) + (0, 4, 7)[count % 3]
        else:
            total += 11 * (count // 2) + 6 * (count % 2)
    return total


def _fitted(text: str, level: str, wanted: int | None) -> tuple[int, list[QRData]]:
    """Return the smallest version that holds the text, or the one wanted, and the segments that it then has."""
    limits = BIT_LIMIT_TABLE[QR_LEVELS[level]]
    for versions in _RANGES if len(text) <= _MOST else ():
        asked = [version for version in versions if wanted in (None, version)]
        if not asked:
            continue
        chunks = chunks_of(text, asked[0])
        bits = _bits(chunks, asked[0])
        for version in asked:
            if bits <= limits[version]:
                return version, chunks
    raise too_long(text)


@lru_cache(maxsize=1024)
def qr_symbol(text: str, level: str = "M", version: int | None = None) -> Symbol:
    """Return the smallest QR that says the text, or one of a version, with the mask of lowest penalty (7.8.3).

    Digits, capitals and ``$%*+-./:`` go into the narrower modes wherever that saves bits.
    Raises LabelError `qr-too-long`, `qr-level-unknown` or `qr-version-unknown`.
    """
    check_qr_order(level, version)
    number, chunks = _fitted(text, level, version)
    code: QRCode[Any] = QRCode(version=number, error_correction=QR_LEVELS[level], border=0)
    for chunk in chunks:
        code.add_data(chunk)
    code.makeImpl(False, 0)
    face = numpy.array(code.modules, dtype=bool)
    return square_symbol(rows_of(calmest(face, number, QR_LEVELS[level])), QR_QUIET, text)
