"""The short public code of a product and the official code that OCOP gives it.

The short code is Crockford base32 (no I, L, O, U) with a check character from the same 32, weighted
modulo 32, so that every single wrong character is caught and nearly every swap of neighbours. It is
given once to every product and never used again.
"""

import re
import secrets
from dataclasses import dataclass

from ocop.domain.refusals import BadInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Seven free characters (35 bits) and the check character.
BODY_LENGTH = 7
LENGTH = BODY_LENGTH + 1
#: Letters that people read for others (Crockford's decoding rule).
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_OFFICIAL = re.compile(r"(\d{2})-(\d{5})-(\d{1,4})-(20\d{2})", re.ASCII)
_OFFICIAL_OLD = re.compile(r"(\d{2})-(\d{3})-(\d{5})-(\d{1,4})-(20\d{2})", re.ASCII)


def check_character(body: str) -> str:
    """Return the check character of a code's body.

    Weights are the odd numbers 1, 3, 5, ...: each is a unit modulo 32, so no single wrong character
    passes; a swap of neighbours passes only if they lie 16 apart in the alphabet.

    >>> check_character("0000001")
    'D'
    """
    total = sum(ALPHABET.index(letter) * (2 * place + 1) for place, letter in enumerate(body))
    return ALPHABET[total % 32]


def new_code() -> str:
    """Return a random short code; whoever stores it makes sure that it was never given before."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
    return body + check_character(body)


def code_of(number: int) -> str:
    """Return the short code whose body is the given number (0 up to 32**7 - 1)."""
    body = "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(BODY_LENGTH)))
    return body + check_character(body)


def typed_letters(text: str) -> str:
    """Return what was typed as the alphabet has it: capitals, no hyphens, no letter that is read for another.

    >>> typed_letters(" 21sd-it7z ")
    '21SD1T7Z'
    """
    return text.strip().upper().replace("-", "").translate(_MISREAD)


def short_code(text: str) -> str:
    """Return a typed short code in its one true form.

    Raises BadInput `code-malformed` or `code-check-character`.

    >>> short_code("ooooool" + "d")
    '0000001D'
    """
    code = typed_letters(text)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        raise BadInput("code-malformed", "Mã “%(code)s” phải gồm 8 chữ và số.", field="code", code=text[:40])
    if check_character(code[:-1]) != code[-1]:
        raise BadInput(
            "code-check-character",
            "Mã “%(code)s” có ký tự gõ nhầm: ký tự kiểm tra không khớp.",
            field="code",
            code=text[:40],
        )
    return code


@dataclass(frozen=True)
class OfficialCode:
    """The product code T-X-STT-20YY (QĐ 26/2026/QĐ-TTg); `district` only in codes of before 07/2025."""

    province: str
    district: str | None
    commune: str
    serial: int
    year: int

    @property
    def is_old(self) -> bool:
        """Tell whether the code has the district of the time before 01/07/2025."""
        return self.district is not None


def official_code(text: str) -> OfficialCode:
    """Read an official product code, of today's shape or of the old one with a district.

    Raises BadInput `ocop-code-malformed`.

    >>> official_code("86-29341-01-2026").commune
    '29341'
    >>> official_code("83-829-28780-3-2022").district
    '829'
    """
    if match := _OFFICIAL.fullmatch(text):
        province, commune, serial, year = match.groups()
        return OfficialCode(province, None, commune, int(serial), int(year))
    if match := _OFFICIAL_OLD.fullmatch(text):
        province, district, commune, serial, year = match.groups()
        return OfficialCode(province, district, commune, int(serial), int(year))
    raise BadInput(
        "ocop-code-malformed",
        "Mã OCOP “%(code)s” phải có dạng tỉnh-xã-số-năm, ví dụ 86-29341-01-2026.",
        field="ocop_code",
        code=text[:40],
    )


def code_key(text: str) -> str:
    """Return an official code or alias as it is compared: no leading zeros in the serial.

    >>> code_key("86-29341-01-2026") == code_key("86-29341-1-2026")
    True
    """
    parts = text.strip().upper().split("-")
    if len(parts) >= 4 and parts[-2].isdigit():
        parts[-2] = parts[-2].lstrip("0") or "0"
    return "-".join(parts)


def spellings(text: str) -> list[str]:
    """Return the forms that papers give one official code: its serial with and without leading zeros.

    >>> spellings("86-29341-01-2026")
    ['86-29341-1-2026', '86-29341-01-2026', '86-29341-001-2026', '86-29341-0001-2026']
    """
    parts = code_key(text).split("-")
    if len(parts) < 4:
        return [text]
    forms = dict.fromkeys(parts[-2].zfill(width) for width in range(1, 5))
    return ["-".join([*parts[:-2], form, parts[-1]]) for form in forms]
