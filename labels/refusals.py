"""What the press refuses, and why.

    LabelError
      a code that programs may rely on (kebab-case, listed in CODES)
      a message in Vietnamese that a person can act on

A refusal names the value at fault. Nothing is printed after one: no box in place
of a letter, no code that a phone cannot read.
"""

from collections.abc import Sequence

#: Every code that the press may raise, with what it says to a reader of English.
CODES = {
    "address-too-long": "the address in words does not fit beside the QR",
    "barcode-character": "Code 128 carries printable ASCII only",
    "barcode-empty": "a barcode needs content",
    "barcode-too-long": "the bars would be finer than a scanner can read",
    "count-out-of-range": "the number of labels is outside what one file may hold",
    "dpi-unknown": "no printer of that resolution is known",
    "file-unreadable": "the file is neither a PDF nor a picture",
    "format-one-page": "this format holds one page; use PDF",
    "format-unknown": "no pen writes that format",
    "gs1-ai-unknown": "no application identifier of those digits is known",
    "gs1-character": "the value has a character outside its set",
    "gs1-check-digit": "a check digit of an element does not agree with the others",
    "gs1-combination": "identifiers that may not stand together, or lack their companion",
    "gs1-date": "the calendar or the clock has no such day or time",
    "gs1-length": "the value is shorter or longer than its identifier allows",
    "gs1-malformed": "this is no GS1 element string",
    "gs1-value": "the value is outside what its identifier allows",
    "gtin-check-digit": "the last digit does not agree with the others",
    "gtin-length": "a GTIN has 8, 12, 13 or 14 digits",
    "label-overfull": "the lines do not fit on the label even at the smallest size",
    "label-unreadable": "the decoder did not read back what was printed",
    "module-out-of-range": "the modules would be finer or coarser than can be printed and read",
    "logo-empty": "a logo that is white all over",
    "logo-too-large": "a logo has 2 MB and 12 million pixels at most",
    "logo-unreadable": "the logo is no whole PNG, JPEG or WebP, or far too narrow",
    "nudge-out-of-range": "a printer is off by more than can be mended here",
    "qr-character": "a QR address is printable ASCII without spaces",
    "qr-empty": "a QR needs content",
    "qr-too-long": "the modules would be finer than a phone can read",
    "qr-level-unknown": "a QR has the levels L, M, Q and H",
    "qr-version-unknown": "a QR has the versions 1 to 40",
    "serial-malformed": "a serial has another length or other characters than its run",
    "stars-out-of-range": "stars are three to five, or none",
    "table-column-unknown": "the table has no column of that name, or a field is given by none",
    "table-empty": "the table has no rows",
    "table-encoding": "the table is not written in the encoding that was said",
    "table-faults": "rows of the table cannot be printed; each is named",
    "table-malformed": "the file is no table of columns with names",
    "table-too-large": "the table has more rows than one file may hold labels",
    "start-out-of-range": "the sheet has no such cell",
    "design-too-large": "the label is too small for the design",
    "design-unknown": "no design of that name is known",
    "stock-malformed": "a grid of one's own is not written as it should be",
    "stock-too-large": "the cells do not lie on the page",
    "stock-unknown": "no stock of that name is known",
    "symbol-kind-unknown": "no symbol of that kind is known",
    "text-control-character": "a control or invisible character stands in the text",
    "text-empty": "a name, a producer or an address is missing",
    "text-missing-glyph": "no font of the press has that character",
    "text-too-long": "the text is longer than any label can carry",
}


class LabelError(Exception):
    """A label that cannot be printed so that people and phones can read it."""

    def __init__(self, code: str, message: str, *, at: int | None = None, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        #: Which of several labels it is about, counted from 0, where that is known.
        self.at = at
        #: Every fault, in words with its place, where there can be several.
        self.faults = tuple(faults)
