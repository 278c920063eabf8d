"""Checks of what stands in one GS1 element: character sets, check digits, dates, codes.

Each is named as in GS1's syntax dictionary and tells where a text breaks it, or None; what is empty breaks none but
those that need a length. Lists of countries and currencies are not kept here: such codes are held to their shape.
"""

import re
from calendar import monthrange
from collections.abc import Callable

from ocop.domain.gtins import check_digit

#: GS1 character set 82, in the order that check characters count in (General Specifications, figure 7.11-1).
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
CSET39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CSET64 = "-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
#: The characters of a pair of check characters.
CSET32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "0123456789"
_VALUES = {sign: value for value, sign in enumerate(CSET82)}
_SIGNS = {name: frozenset(signs) for name, signs in (("N", _DIGITS), ("X", CSET82), ("Y", CSET39), ("Z", CSET64))}
#: A GS1 company prefix has at least so many digits.
_SHORTEST_PREFIX = 4
_MODULUS = 1021


def _first_primes(count: int) -> list[int]:
    primes: list[int] = []
    number = 2
    while len(primes) < count:
        if all(number % prime for prime in primes):
            primes.append(number)
        number += 1
    return primes


#: Weights of the signs before a pair of check characters, from the right; longer texts have no pair.
_WEIGHTS = _first_primes(97)


def first_outside(kind: str, text: str) -> int | None:
    """Return the place of the first sign outside a character set: N, X, Y or Z."""
    signs = _SIGNS[kind]
    if signs.issuperset(text):
        return None
    return next(place for place, sign in enumerate(text) if sign not in signs)


def check_pair(text: str) -> str:
    """Return the two check characters of a model reference without them (modulo 1021-32).

    >>> check_pair("1987654Ad4X4bL5ttr2310c")
    '2K'
    """
    total = sum(weight * _VALUES[sign] for weight, sign in zip(_WEIGHTS, reversed(text), strict=False)) % _MODULUS
    return CSET32[total >> 5] + CSET32[total & 31]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _csum(text: str) -> int | None:
    outside = first_outside("N", text)
    if outside is not None:
        return outside
    if not text or check_digit(text[:-1]) != text[-1]:
        return max(len(text) - 1, 0)
    return None


def _csumalpha(text: str) -> int | None:
    body, pair = text[:-2], text[-2:]
    outside = first_outside("X", body)
    if outside is not None:
        return outside
    if len(pair) < 2 or len(body) > len(_WEIGHTS) or check_pair(body) != pair:
        return len(body)
    return None


def _key(text: str) -> int | None:
    outside = first_outside("N", text[:_SHORTEST_PREFIX])
    if outside is not None:
        return outside
    return len(text) if len(text) < _SHORTEST_PREFIX else None


def _date(years: int, *, allows_no_day: bool) -> Callable[[str], int | None]:
    """Return the check of a date whose year has so many digits; day 00 is the whole month where it is allowed."""

    def check(text: str) -> int | None:
        outside = first_outside("N", text)
        if outside is not None or len(text) != years + 4:
            return outside if outside is not None else min(len(text), years + 4)
        year, month, day = int(text[:years]), int(text[years:-2]), int(text[-2:])
        if not 1 <= month <= 12:
            return years
        least = 0 if allows_no_day else 1
        return None if least <= day <= monthrange(year or 2000, month)[1] else years + 2

    return check


def _below(*limits: int) -> Callable[[str], int | None]:
    """Return the check of numbers of two digits each, every one below its limit."""

    def check(text: str) -> int | None:
        for place, limit in enumerate(limits):
            part = text[place * 2 : place * 2 + 2]
            if len(part) != 2 or not _is_digits(part) or int(part) >= limit:
                return place * 2
        return None

    return check


def _nonzero(text: str) -> int | None:
    outside = first_outside("N", text)
    return outside if outside is not None else (0 if not text.strip("0") else None)


def _pieceoftotal(text: str) -> int | None:
    half = len(text) // 2
    if not _is_digits(text) or len(text) % 2:
        return 0
    piece, total = int(text[:half]), int(text[half:])
    return None if 0 < piece <= total else 0


def _shaped(pattern: str) -> Callable[[str], int | None]:
    """Return the check of a shape; what breaks it breaks it as a whole."""
    shape = re.compile(pattern, re.ASCII)
    return lambda text: None if shape.fullmatch(text) else 0


def _pcenc(text: str) -> int | None:
    found = re.search(r"%(?![0-9A-Fa-f]{2})|%00", text)
    return found.start() if found else None


def _iban(text: str) -> int | None:
    turned = text[4:] + text[:4]
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", text, re.ASCII):
        return 0
    return None if int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1 else 2


def _angle(most: int) -> Callable[[str], int | None]:
    """Return the check of a position in ten millionths of a degree, counted from the south pole or the meridian."""
    return lambda text: None if _is_digits(text) and int(text) <= most * 10_000_000 else 0


CHECKS: dict[str, Callable[[str], int | None]] = {
    "csetnumeric": lambda text: first_outside("N", text),
    "cset82": lambda text: first_outside("X", text),
    "cset39": lambda text: first_outside("Y", text),
    "cset64": lambda text: first_outside("Z", text.rstrip("=")),
    "csum": _csum,
    "csumalpha": _csumalpha,
    "key": _key,
    "keyoff1": lambda text: None if (place := _key(text[1:])) is None else place + 1,
    "yymmdd": _date(2, allows_no_day=False),
    "yymmd0": _date(2, allows_no_day=True),
    "yyyymmdd": _date(4, allows_no_day=False),
    "hh": _below(24),
    "mi": _below(60),
    "ss": _below(60),
    "hhmi": _below(24, 60),
    "nonzero": _nonzero,
    "zero": _shaped("0"),
    "nozeroprefix": _shaped("0|[1-9][0-9]*"),
    "hasnondigit": lambda text: 0 if _is_digits(text) else None,
    "pieceoftotal": _pieceoftotal,
    "iso3166": _shaped("[0-9]{3}"),
    "iso3166999": _shaped("[0-9]{3}"),
    "iso3166alpha2": _shaped("[A-Z]{2}"),
    "iso4217": _shaped("[0-9]{3}"),
    "iso5218": _shaped("[0129]"),
    "yesno": _shaped("[01]"),
    "winding": _shaped("[019]"),
    "hyphen": _shaped("-"),
    "importeridx": _shaped("[-0-9A-Z_a-z]"),
    "packagetype": _shaped("[0-9A-Z]{1,4}"),
    "mediatype": _shaped("0[1-9]|10|[89][0-9]"),
    "posinseqslash": _shaped("([1-9])/(?:[1-9])"),
    "pcenc": _pcenc,
    "iban": _iban,
    "latitude": _angle(180),
    "longitude": _angle(360),
    "couponcode": _shaped("[0-9]{21,70}"),
    "couponposoffer": _shaped("[01][0-9]{20,69}"),
}
