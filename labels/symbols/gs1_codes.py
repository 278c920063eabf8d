"""GS1 codes: symbols with FNC1 at their head, and ITF-14, made by `zint`, which checks the elements once more."""

import re
from functools import lru_cache

import numpy
import zint

from labels.elements import ElementString, parse_elements
from labels.gtins import checked_gtin
from labels.refusals import LabelError
from labels.symbols.grids import Symbol, rows_of, square_symbol
from labels.symbols.qr_codes import QR_LEVELS, QR_QUIET, check_qr_order, too_long

#: The most data characters of a GS1-128, identifiers and separators counted (GS1 General Specifications, 5.4.4.6).
MOST_GS1_128 = 48
#: Light modules around a DataMatrix (ISO/IEC 16022, 7.3) and beside GS1-128 and ITF-14 (5.4.4.2, 5.3.2.2).
MATRIX_QUIET, BAR_QUIET = 1, 10
#: Bars above and below an ITF-14, so that a slanted beam does not read a part (5.3.2.4: 2X or more).
BEARER = 3
_FAULT = re.compile(r"AI \((\d+)\) position (\d+): (.+)")


def _drawn(symbol: zint.Symbol) -> tuple[str, ...]:
    """Return the modules: the library keeps them eight to a byte, the first one lowest."""
    packed = numpy.asarray(symbol.encoded_data)
    grid = numpy.unpackbits(packed, axis=1, bitorder="little")[: symbol.rows, : symbol.width]
    return rows_of(grid)


def _zint(symbology: zint.Symbology) -> zint.Symbol:
    symbol = zint.Symbol()
    symbol.symbology = symbology
    # The library only warns of a wrong check digit or month 13 unless told to fail.
    symbol.warn_level = zint.WarningLevel.FAIL_ALL
    return symbol


def _second_opinion(said: ElementString, error: RuntimeError) -> LabelError:
    """Return the refusal of what our own checks let pass, at the place where the library stumbled."""
    if "too long" in str(error).lower() or "version" in str(error):
        return LabelError("barcode-too-long", f"Chuỗi GS1 dài {len(said.raw)} ký tự không vừa mã này.")
    found = _FAULT.search(str(error))
    places = {element.code: element.start for element in said.elements}
    if found and found[1] in places:
        place = places[found[1]] + int(found[2]) - 1
        return LabelError("gs1-value", f"AI ({found[1]}), vị trí {place}: thư viện zint không nhận ({found[3]}).")
    return LabelError("gs1-malformed", f"“{said.readable[:60]}”: thư viện zint không nhận ({error}).")


def _encode(symbol: zint.Symbol, said: ElementString) -> None:
    symbol.input_mode = zint.InputMode.GS1
    # Square brackets: no value may hold one, while round ones are lawful in a lot.
    text = "".join(f"[{one.code}]{one.value}" for one in said.elements)
    try:
        symbol.encode(text)
    except RuntimeError as error:
        raise _second_opinion(said, error) from None


@lru_cache(maxsize=256)
def gs1_128_symbol(text: str) -> Symbol:
    """Return the bars of an element string. Raises LabelError `barcode-too-long` beyond 48 characters, or `gs1-…`."""
    said = parse_elements(text)
    if len(said.raw) > MOST_GS1_128:
        message = f"GS1-128 chứa nhiều nhất {MOST_GS1_128} ký tự, “{said.readable}” có {len(said.raw)}."
        raise LabelError("barcode-too-long", message)
    symbol = _zint(zint.Symbology.GS1_128)
    _encode(symbol, said)
    return Symbol(_drawn(symbol)[:1], BAR_QUIET, BAR_QUIET, text=said.readable)


@lru_cache(maxsize=256)
def gs1_matrix_symbol(text: str) -> Symbol:
    """Return the smallest square DataMatrix of an element string. Raises LabelError `gs1-…`."""
    said = parse_elements(text)
    symbol = _zint(zint.Symbology.DATAMATRIX)
    symbol.option_3 = int(zint.DataMatrixOptions.SQUARE)
    _encode(symbol, said)
    return square_symbol(_drawn(symbol), MATRIX_QUIET, said.readable)


@lru_cache(maxsize=256)
def gs1_qr_symbol(text: str, level: str = "M", version: int | None = None) -> Symbol:
    """Return the smallest QR of an element string, or one of a version.

    Raises LabelError `gs1-…`, `qr-too-long`, `qr-level-unknown` or `qr-version-unknown`.
    """
    check_qr_order(level, version)
    said = parse_elements(text)
    symbol = _zint(zint.Symbology.QRCODE)
    symbol.option_1 = 1 + list(QR_LEVELS).index(level)
    if version is not None:
        symbol.option_2 = version
    try:
        _encode(symbol, said)
    except LabelError as refusal:
        raise too_long(text) if refusal.code == "barcode-too-long" else refusal from None
    return square_symbol(_drawn(symbol), QR_QUIET, said.readable)


@lru_cache(maxsize=256)
def itf14_symbol(code: str) -> Symbol:
    """Return the bars of a GTIN-14, wide ones of three modules.

    Raises LabelError `gtin-length` or `gtin-check-digit`.
    """
    if len(code) != 14:
        raise LabelError("gtin-length", f"Mã vạch ITF-14 cần 14 chữ số, “{code}” có {len(code)} ký tự.")
    checked_gtin(code)
    symbol = _zint(zint.Symbology.ITF14)
    symbol.encode(code[:-1])
    text = f"{code[0]} {code[1:3]} {code[3:8]} {code[8:13]} {code[13]}"
    return Symbol(_drawn(symbol)[:1], BAR_QUIET, BAR_QUIET, text=text, bearer=BEARER)
