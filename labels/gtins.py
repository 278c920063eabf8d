"""GTINs: lengths, check digits, and the symbol that each may wear."""

from labels.refusals import LabelError

LENGTHS = (8, 12, 13, 14)


def check_digit(body: str) -> int:
    """Return the GS1 check digit of the digits before it (GS1 General Specifications, 7.9.1).

    From the right, digits weigh 3 and 1 in turn.

    >>> check_digit("893000000000")
    2
    """
    weighted = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(body)))
    return -weighted % 10


def checked_gtin(text: str) -> str:
    """Return the digits of a GTIN as the shortest of 8, 13 or 14 that says the same.

    A GTIN-12 is a GTIN-13 with a leading zero; so is a GTIN-14 whose first digit is zero
    (and a GTIN-8 when six zeros lead it).
    Raises LabelError `gtin-length` or `gtin-check-digit`.

    >>> checked_gtin("08930000000002"), checked_gtin("012345678905"), checked_gtin("00000089300008")
    ('8930000000002', '0012345678905', '89300008')
    """
    if len(text) not in LENGTHS or not (text.isascii() and text.isdigit()):
        raise LabelError("gtin-length", f"GTIN “{text}” phải gồm 8, 12, 13 hoặc 14 chữ số.")
    expected = check_digit(text[:-1])
    if int(text[-1]) != expected:
        raise LabelError("gtin-check-digit", f"GTIN {text} sai số kiểm tra: chữ số cuối phải là {expected}.")
    padded = text.zfill(14)
    if padded[0] != "0":
        return padded
    return padded[6:] if padded.startswith("000000") else padded[1:]
