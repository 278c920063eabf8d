"""GLNs and SSCCs: read and checked, never minted by us."""

from ocop.domain.gtins import check_digit
from ocop.domain.refusals import BadInput


def gln(text: str) -> str:
    """Return a GLN, spaces left out. Raises BadInput `gln-malformed`, `gln-check-digit`.

    >>> gln("952 1234 00000 6")
    '9521234000006'
    """
    digits = text.replace(" ", "")
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        raise BadInput("gln-malformed", "GLN “%(gln)s” phải gồm 13 chữ số.", field="gln", gln=text[:40])
    if check_digit(digits[:-1]) != digits[-1]:
        words = "Số kiểm tra của GLN “%(gln)s” sai: chữ số cuối phải là %(digit)s."
        raise BadInput("gln-check-digit", words, field="gln", gln=digits, digit=check_digit(digits[:-1]))
    return digits


def sscc(text: str) -> str:
    """Return an SSCC, spaces and its `(00)` left out. Raises BadInput `sscc-malformed`, `sscc-check-digit`.

    >>> sscc("(00) 095212340000000013")
    '095212340000000013'
    """
    digits = text.replace(" ", "").removeprefix("(00)")
    if len(digits) != 18 or not (digits.isascii() and digits.isdigit()):
        raise BadInput("sscc-malformed", "SSCC “%(sscc)s” phải gồm 18 chữ số.", field="box", sscc=text[:40])
    if check_digit(digits[:-1]) != digits[-1]:
        words = "Số kiểm tra của SSCC “%(sscc)s” sai: chữ số cuối phải là %(digit)s."
        raise BadInput("sscc-check-digit", words, field="box", sscc=digits, digit=check_digit(digits[:-1]))
    return digits
