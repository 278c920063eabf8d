"""The label press: words in, bytes out, every code read back before a file leaves.

    contents   what stands on a label, checked at the door
    symbols    codes as grids of modules
    layouts    where things stand, in mm
    stocks     papers, in mm
    pens       PDF, SVG, PNG, one file each
    readings   an independent decoder's word on the result
    press      all of it in one call

>>> from labels import Barcode, LabelContent, print_labels
>>> honey = LabelContent(
...     qr="HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1", barcode=Barcode.of_gtin("8930000000002"),
...     name="Mật ong hoa nhãn", producer="HTX Ong Vàng", address_in_words="ocop.example.vn/t/0ABCDEF1")
>>> print_labels(honey).media_type
'application/pdf'
"""

from labels.contents import Barcode, LabelContent
from labels.gtins import checked_gtin
from labels.press import PrintedFile, print_labels
from labels.readings import Reading, read_back, verify
from labels.refusals import LabelError
from labels.stocks import STOCKS, Sheet

__all__ = [
    "STOCKS",
    "Barcode",
    "LabelContent",
    "LabelError",
    "PrintedFile",
    "Reading",
    "Sheet",
    "checked_gtin",
    "print_labels",
    "read_back",
    "verify",
]
