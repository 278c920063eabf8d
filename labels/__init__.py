"""The label press: words in, bytes out, every code read back before a file leaves.

    contents, tables   what stands on a label, checked at the door
    symbols, elements  codes as grids of modules; GS1 element strings
    designs, layouts   where things stand, in mm
    stocks, papers     sheets and rolls; what is used up, cut, nudged
    pens               PDF, SVG, PNG, ZPL
    runs               thousands of labels that differ in their serial
    readings           an independent decoder's word on the result
    press              all of it in one call

>>> from labels import Barcode, LabelContent, print_labels
>>> honey = LabelContent(
...     qr="HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1", barcode=Barcode.of_gtin("8930000000002"),
...     name="Mật ong hoa nhãn", producer="HTX Ong Vàng", address_in_words="ocop.example.vn/t/0ABCDEF1")
>>> print_labels(honey).media_type
'application/pdf'
"""

from labels.calibrations import calibration_pdf, nudge_of
from labels.contents import Barcode, LabelContent
from labels.designs import DESIGNS
from labels.elements import parse_elements
from labels.gtins import checked_gtin
from labels.logos import Logo
from labels.papers import Nudge, Paper
from labels.press import PrintedFile, print_labels
from labels.readings import Reading, read_back, verify
from labels.refusals import LabelError
from labels.runs import SerialRun
from labels.stocks import STOCKS, Sheet
from labels.symbol_files import print_symbol
from labels.tables import read_table, rows_of

__all__ = [
    "DESIGNS",
    "STOCKS",
    "Barcode",
    "LabelContent",
    "LabelError",
    "Logo",
    "Nudge",
    "Paper",
    "PrintedFile",
    "Reading",
    "SerialRun",
    "Sheet",
    "calibration_pdf",
    "checked_gtin",
    "nudge_of",
    "parse_elements",
    "print_labels",
    "print_symbol",
    "read_back",
    "read_table",
    "rows_of",
    "verify",
]
