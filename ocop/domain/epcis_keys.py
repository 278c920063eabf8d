"""GS1 keys inside EPC URNs and Digital Link URIs: their lengths and check digits.

The one seam to whoever reads such addresses in full: `key_fault` says what is wrong with one, or nothing.
"""

import re
from typing import Final

from ocop.domain.gtins import check_digit

#: Digits of company prefix and reference together, by the scheme of the URN (EPC Tag Data Standard 2.0, section 6).
#: A URN bears no check digit, so that its length is all there is to check.
_URN_DIGITS: Final = {
    "id:sgtin": 13,
    "id:sscc": 17,
    "id:sgln": 12,
    "id:pgln": 12,
    "id:grai": 12,
    "id:gdti": 12,
    "id:gsrn": 17,
    "id:gsrnp": 17,
    "class:lgtin": 13,
    "idpat:sgtin": 13,
}
_SCHEME: Final = re.compile(rf"urn:epc:({'|'.join(_URN_DIGITS)}):")
_URN: Final = re.compile(_SCHEME.pattern + r"([0-9]{6,12})\.([0-9]*)(?:\.(.+))?")
#: Schemes whose URN ends with the serial or lot that tells one from another.
_WITH_SERIAL: Final = frozenset({"id:sgtin", "id:sgln", "id:grai", "id:gdti", "class:lgtin", "idpat:sgtin"})

#: Primary keys of GS1 Digital Link that hold a check digit: how many digits it closes (General Specifications, 7.9).
_LINK_DIGITS: Final = {
    "01": 14,
    "00": 18,
    "253": 13,
    "255": 13,
    "402": 17,
    "414": 13,
    "417": 13,
    "8003": 14,
    "8006": 14,
    "8017": 18,
    "8018": 18,
}
#: Where the host of a link begins, at the soonest; the key lies behind it.
_HOST_AT: Final = len("http://")
_LINK: Final = re.compile(r"/(01|00|253|255|402|414|417|8003|8006|8017|8018)/([0-9]+)")
#: Shorter GTINs that a link of an early release may bear.
_SHORT_GTINS: Final = (8, 12, 13)
_GS1: Final = ("https://id.gs1.org/", "http://id.gs1.org/")
#: Keys whose value goes on with a serial after the check digit.
_WITH_TAIL: Final = frozenset({"253", "255", "8003", "8006"})
#: Keys that are judged on any host; `/8003/…` on another's may be anything.
_JUDGED_ANYWHERE: Final = frozenset({"00", "01", "414", "417"})


def _urn_fault(text: str) -> tuple[str, str] | None:
    found = _URN.fullmatch(text)
    if found is None or (found[4] is None) == (found[1] in _WITH_SERIAL):
        scheme = _SCHEME.match(text)
        return ("key-form", f"“{text[:80]}” không đúng cách viết của urn:epc:{scheme[1]}.") if scheme else None
    digits = _URN_DIGITS[found[1]]
    if len(found[2]) + len(found[3]) != digits:
        return "key-length", f"“{text[:80]}”: tiền tố và số tham chiếu phải đủ {digits} chữ số."
    return None


def _link_fault(text: str) -> tuple[str, str] | None:
    found = _LINK.search(text, _HOST_AT)
    if found is None:
        return None
    identifier, digits = found.groups()
    end = _LINK_DIGITS[identifier]
    if len(digits) == end and check_digit(digits[:-1]) == digits[-1]:
        return None
    if identifier == "01" and len(digits) in _SHORT_GTINS:
        end = len(digits)
    before, is_gs1 = text[: found.start()], text.startswith(_GS1)
    if "?" in before or "#" in before or not (is_gs1 or identifier in _JUDGED_ANYWHERE):
        return None
    if len(digits) < end or (len(digits) > end and identifier not in _WITH_TAIL):
        return ("key-length", f"“{text[:80]}”: khóa ({identifier}) phải đủ {end} chữ số.") if is_gs1 else None
    right = check_digit(digits[: end - 1])
    if right == digits[end - 1]:
        return None
    return "key-check-digit", f"“{text[:80]}”: số kiểm tra của khóa ({identifier}) phải là {right}."


def key_fault(text: str | None) -> tuple[str, str] | None:
    """Return the code and words of what is wrong with the GS1 key in an address; None where nothing is.

    On hosts other than GS1's own only what looks wholly like a common key is judged: `/00/123` may be anything.

    >>> key_fault("https://id.gs1.org/01/09521234543214/10/T05")[0]
    'key-check-digit'
    """
    if not text:
        return None
    if text.startswith("urn:epc:"):
        return _urn_fault(text)
    if text.startswith("http"):
        return _link_fault(text)
    return None


def is_one_thing(text: str) -> bool:
    """Tell whether an address names an item or a lot, and not a whole class of goods.

    >>> is_one_thing("https://id.gs1.org/01/09521234543213"), is_one_thing("urn:epc:class:lgtin:9521234.054321.T05")
    (False, True)
    """
    if "/10/" in text or "/21/" in text:
        return True
    if text.startswith("urn:"):
        return not text.startswith("urn:epc:idpat:")
    found = _LINK.search(text, _HOST_AT)
    return found is None or found[1] != "01" or found.end() < len(text.rstrip("/"))
