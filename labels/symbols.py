"""Symbols: codes as plain grids of modules, without quiet zone, size or ink.

The packages `qrcode` and `python-barcode` choose the modules; everything after this room
sees strings of 0 and 1.
"""

from dataclasses import dataclass
from functools import lru_cache

from barcode.codex import Code128
from barcode.ean import EAN8, EAN13
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from labels.contents import Barcode
from labels.refusals import LabelError

QR_LEVELS = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
#: Light modules around a QR (ISO/IEC 18004, 9.1).
QR_QUIET = 4


@dataclass(frozen=True)
class Symbol:
    """A grid of modules and the light modules it needs at its left and right.

    `guards` are the columns of bars that reach down between the digits (EAN), as a row.
    """

    rows: tuple[str, ...]
    quiet_left: int
    quiet_right: int
    guards: str = ""

    @property
    def columns(self) -> int:
        """Modules across, with both quiet zones."""
        return len(self.rows[0]) + self.quiet_left + self.quiet_right


@lru_cache(maxsize=1024)
def qr_symbol(text: str, level: str = "M") -> Symbol:
    """Return the smallest QR that says the text, with the mask of lowest penalty (ISO/IEC 18004, 7.8.3).

    Capitals, digits and ``$%*+-./:`` go into alphanumeric mode, in stretches of six or more.
    Raises LabelError `qr-too-long`.
    """
    code: QRCode = QRCode(error_correction=QR_LEVELS[level], border=0)
    code.add_data(text, optimize=6)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise LabelError(
            "qr-too-long", f"Nội dung mã QR quá dài ({len(text)} ký tự): hãy rút ngắn địa chỉ."
        ) from error
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in code.modules)
    return Symbol(rows, QR_QUIET, QR_QUIET)


def _ean13(code: str) -> Symbol:
    # Guard patterns are 101, 01010 and 101 (ISO/IEC 15420, 4.2.2.3); quiet zones 11X and 7X.
    bars = EAN13(code).build()[0]
    return Symbol((bars,), 11, 7, "".join(bars[i] if i < 3 or 45 <= i < 50 or i >= 92 else "0" for i in range(95)))


def _ean8(code: str) -> Symbol:
    bars = EAN8(code).build()[0]
    return Symbol((bars,), 7, 7, "".join(bars[i] if i < 3 or 31 <= i < 36 or i >= 64 else "0" for i in range(67)))


class _Code128(Code128):
    """Code 128 that keeps a leading pair of digits.

    python-barcode 0.16 takes the pairs 99, 100 and 101 at the head of a text for a change
    of code set, and drops them: “990” would be read as “0”.
    """

    def _try_to_optimize(self, encoded: list[int]) -> list[int]:
        begins_with_pair = len(self.code) > 1 and self.code[:2].isdigit()
        return encoded if begins_with_pair else super()._try_to_optimize(encoded)


def _code128(code: str) -> Symbol:
    # Quiet zones of 10X at either side (ISO/IEC 15417, 4.3.6).
    return Symbol((_Code128(code).build()[0],), 10, 10)


@lru_cache(maxsize=1024)
def linear_symbol(barcode: Barcode) -> Symbol:
    """Return the bars of a barcode."""
    return {"ean13": _ean13, "ean8": _ean8, "code128": _code128}[barcode.kind](barcode.code)
