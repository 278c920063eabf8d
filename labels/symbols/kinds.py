"""Kinds: every symbol that the press can make, in one table."""

from collections.abc import Callable

from labels.contents import Barcode
from labels.refusals import LabelError
from labels.symbols.bars import linear_symbol, upca_symbol
from labels.symbols.grids import Symbol
from labels.symbols.gs1_codes import gs1_128_symbol, gs1_matrix_symbol, gs1_qr_symbol, itf14_symbol
from labels.symbols.qr_codes import qr_symbol


def _qr(text: str, level: str, version: int | None) -> Symbol:
    if not text:
        raise LabelError("qr-empty", "Mã QR chưa có nội dung.")
    return qr_symbol(text, level, version)


#: Kind -> what makes it of its content, a level and a version; only QR heeds the last two.
KINDS: dict[str, Callable[[str, str, int | None], Symbol]] = {
    "qr": _qr,
    "ean13": lambda code, _level, _version: linear_symbol(Barcode(kind="ean13", code=code)),
    "ean8": lambda code, _level, _version: linear_symbol(Barcode(kind="ean8", code=code)),
    "upca": lambda code, _level, _version: upca_symbol(code),
    "itf14": lambda code, _level, _version: itf14_symbol(code),
    "code128": lambda code, _level, _version: linear_symbol(Barcode(kind="code128", code=code)),
    "gs1-128": lambda text, _level, _version: gs1_128_symbol(text),
    "gs1-datamatrix": lambda text, _level, _version: gs1_matrix_symbol(text),
    "gs1-qr": gs1_qr_symbol,
}


def symbol_of(kind: str, content: str, *, level: str = "M", version: int | None = None) -> Symbol:
    """Return the symbol of a kind that says the content.

    EAN, UPC and ITF-14 take their digits with the check digit, the GS1 kinds an element string.
    Raises LabelError `symbol-kind-unknown` and what the kind itself refuses.

    >>> symbol_of("gs1-datamatrix", "(01)09521234543213(10)L1").text
    '(01)09521234543213(10)L1'
    """
    if kind not in KINDS:
        raise LabelError("symbol-kind-unknown", f"Không có loại mã “{kind}”; hãy chọn một trong: {', '.join(KINDS)}.")
    return KINDS[kind](content, level, version)
