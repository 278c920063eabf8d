"""Symbols: codes as plain grids of modules, without size or ink.

    grids      what a symbol is, whoever made it
    qr_codes   QR, by `qrcode`, in the cheapest segments and with the calmest mask
    bars       EAN, UPC and Code 128, by `python-barcode`
    gs1_codes  GS1-128, GS1 DataMatrix, GS1 QR and ITF-14, by `zint`
    kinds      all of them in one table

Everything after this room sees strings of 0 and 1.
"""

from labels.symbols.bars import linear_symbol
from labels.symbols.grids import Symbol
from labels.symbols.kinds import KINDS, symbol_of
from labels.symbols.qr_codes import QR_LEVELS, QR_QUIET, qr_symbol

__all__ = ["KINDS", "QR_LEVELS", "QR_QUIET", "Symbol", "linear_symbol", "qr_symbol", "symbol_of"]
