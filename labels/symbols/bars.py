"""Bars: EAN, UPC and Code 128, made by `python-barcode`."""

from functools import lru_cache

from barcode.codex import Code128
from barcode.ean import EAN8, EAN13
from barcode.upc import UPCA

from labels.contents import Barcode
from labels.gtins import checked_gtin
from labels.refusals import LabelError
from labels.symbols.grids import Symbol


def _guards(bars: str, *stretches: range) -> str:
    return "".join(bar if any(place in one for one in stretches) else "0" for place, bar in enumerate(bars))


def _ean13(code: str) -> Symbol:
    # Guard patterns are 101, 01010 and 101 (ISO/IEC 15420, 4.2.2.3); quiet zones 11X and 7X.
    bars = EAN13(code).build()[0]
    return Symbol((bars,), 11, 7, _guards(bars, range(3), range(45, 50), range(92, 95)), text=code)


def _ean8(code: str) -> Symbol:
    # Quiet zones of 7X at either side (ISO/IEC 15420, table 5).
    bars = EAN8(code).build()[0]
    return Symbol((bars,), 7, 7, _guards(bars, range(3), range(31, 36), range(64, 67)), text=code)


def upca_symbol(code: str) -> Symbol:
    """Return the bars of a GTIN-12 with its check digit; quiet zones of 9X, the first and last digit reach down too.

    Raises LabelError `gtin-length` or `gtin-check-digit`.
    """
    if len(code) != 12:
        raise LabelError("gtin-length", f"Mã vạch UPC-A cần 12 chữ số, “{code}” có {len(code)} ký tự.")
    checked_gtin(code)
    bars = UPCA(code).build()[0]
    return Symbol((bars,), 9, 9, _guards(bars, range(10), range(45, 50), range(85, 95)), text=code)


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
    return Symbol((_Code128(code).build()[0],), 10, 10, text=code)


@lru_cache(maxsize=1024)
def linear_symbol(barcode: Barcode) -> Symbol:
    """Return the bars of a barcode."""
    return {"ean13": _ean13, "ean8": _ean8, "code128": _code128}[barcode.kind](barcode.code)
