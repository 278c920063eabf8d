"""GTINs: read and checked, never minted by us (GS1 Vietnam gives them, DESIGN section 3 of the domain)."""

from ocop.domain.refusals import BadInput

#: GTIN-8, GTIN-12 (UPC-A), GTIN-13 (EAN-13), GTIN-14.
LENGTHS = (8, 12, 13, 14)
#: The prefix that GS1 keeps for demonstrations; sample data uses no other.
DEMONSTRATION_PREFIX = "952"


def check_digit(body: str) -> str:
    """Return the modulo-10 check digit of a GTIN without its last digit.

    Weights 3 and 1 alternate from the right (GS1 General Specifications, section 7.9).

    >>> check_digit("952123454321")
    '3'
    """
    digits = body.encode()
    odd, even = digits[::-2], digits[-2::-2]
    total = 3 * sum(odd) + sum(even) - ord("0") * (3 * len(odd) + len(even))
    return str(-total % 10)


def gtin14(text: str) -> str:
    """Return a GTIN of 8, 12, 13 or 14 digits as 14 digits.

    Raises BadInput `gtin-malformed` for other shapes and `gtin-check-digit` for a wrong last digit.

    >>> gtin14("9521234543213")
    '09521234543213'
    """
    if len(text) not in LENGTHS or not (text.isascii() and text.isdigit()):
        raise BadInput(
            "gtin-malformed",
            "GTIN “%(gtin)s” phải gồm 8, 12, 13 hoặc 14 chữ số.",
            field="gtin",
            gtin=text[:40],
        )
    if check_digit(text[:-1]) != text[-1]:
        raise BadInput(
            "gtin-check-digit",
            "Số kiểm tra của GTIN “%(gtin)s” sai: chữ số cuối phải là %(digit)s.",
            field="gtin",
            gtin=text,
            digit=check_digit(text[:-1]),
        )
    if set(text) == {"0"}:
        raise BadInput("gtin-malformed", "GTIN “%(gtin)s” không thể toàn số 0.", field="gtin", gtin=text)
    return text.zfill(14)


def is_gtin(text: str) -> bool:
    """Tell whether the text has the shape of a GTIN, check digit apart."""
    return len(text) in LENGTHS and text.isascii() and text.isdigit()
