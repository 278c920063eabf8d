"""Typed codes: what a text that was typed, pasted or read by a camera may name, without asking any store.

A text is an address (ours, or another host's GS1 Digital Link: of it only the key, the lot and the serial count,
never the host), an element string of a GS1 symbol, or words with codes among them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from ocop.domain.gtins import gtin14, is_gtin
from ocop.domain.product_codes import ALPHABET, official_code, typed_letters
from ocop.domain.refusals import BadInput
from ocop.domain.serials import LENGTH as SERIAL_LENGTH
from ocop.domain.texts import folded

#: FNC1 as scanners send it, and what programs write in its place where they show it.
_SEPARATOR = "\x1d"
_SHOWN_SEPARATORS = re.compile("\u241d|<GS>|\\{GS\\}|\\\\x1d", re.IGNORECASE)
#: What a scanner puts before an element string (ISO/IEC 15424).
_SYMBOLOGY = re.compile(r"\](?:C1|d2|Q3|e0|J1)")
#: Lengths of elements that no separator ends, identifier included, by their first two digits
#: (GS1 General Specifications, figure 7.8.5-2).
_PREDEFINED = {
    "00": 20, **dict.fromkeys(("01", "02", "03"), 16), "04": 18, **dict.fromkeys(map(str, range(11, 20)), 8),
    "20": 4, **dict.fromkeys(map(str, range(31, 37)), 10), "41": 16,
}  # fmt: skip
_BRACKETED = re.compile(r"\(\s*(\d{2,4})\s*\)")
#: A product's key in an address, and the qualifiers behind it; `gtin`, `lot` and `ser` are Digital Link 1.0's words.
_ADDRESS = re.compile(
    r"(?:^|/)(?:01|gtin|t|ocop)/(?P<code>[^/?#\s]+)(?P<more>(?:/[^/?#\s]+/[^/?#\s]+)*)", re.IGNORECASE | re.ASCII
)
_LOT_WORDS, _SERIAL_WORDS = ("10", "lot"), ("21", "ser")
#: Dashes of every kind that keyboards and papers put where a hyphen stands.
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-"))
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\x00"))
_GAPS = re.compile(r"[\s,;:|/#]+")
#: Words that stand before codes on labels; they are no part of a code.
_WORDS = {
    "ma", "so", "lo", "lot", "batch", "seri", "serial", "sn", "gtin", "ean", "upc", "ocop", "nhan", "san", "pham",
}  # fmt: skip
#: More words than this are no codes from one label.
_MOST_WORDS = 12


@dataclass(frozen=True)
class TypedCode:
    """One way to read a text: what names a product, its lot, its item; what is not said is None."""

    code: str | None = None
    lot: str | None = None
    serial: str | None = None


def readings_of(text: str) -> list[TypedCode]:
    """Return the ways to read a text, the likeliest first; empty where there is nothing to read.

    >>> readings_of("HTTPS://OCOP.EXAMPLE.VN/T/21SD1T7Z/10/L1")
    [TypedCode(code='21SD1T7Z', lot='L1', serial=None)]
    >>> readings_of("(10)L1(21)X")
    [TypedCode(code=None, lot='L1', serial='X')]
    """
    cleaned = _SHOWN_SEPARATORS.sub(_SEPARATOR, text.translate(_INVISIBLE)).translate(_DASHES)
    plain = cleaned.strip(" \t\r\n")
    if found := _in_address(plain) or _in_elements(plain):
        return [found]
    readings = dict.fromkeys(_in_words(plain.replace(_SEPARATOR, " ")))
    return [one for one in readings if one.code or one.lot or one.serial]


def _in_address(text: str) -> TypedCode | None:
    """Return what an address names, whole or from its path on; escapes are undone after it is taken apart."""
    found = _ADDRESS.search(text)
    if found is None:
        return None
    parts = found["more"].split("/")[1:]
    said = {name.lower(): unquote(value) for name, value in zip(parts[::2], parts[1::2], strict=True)}
    lot, serial = (
        next((said[word] for word in words if word in said), None) for words in (_LOT_WORDS, _SERIAL_WORDS)
    )
    return TypedCode(unquote(found["code"]), lot, serial)


def _in_elements(text: str) -> TypedCode | None:
    """Return what an element string names: in brackets, as a scanner sends it, or typed without either."""
    if text.startswith("("):
        pieces = _BRACKETED.split(text)[1:]
        said = {name: value.strip() for name, value in zip(pieces[::2], pieces[1::2], strict=True)}
        said["01"] = re.sub(r"[\s-]", "", said.get("01", ""))
    else:
        said = dict(_elements(text))
    found = TypedCode(said.get("01") or said.get("02") or None, said.get("10") or None, said.get("21") or None)
    return None if found == TypedCode() else found


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """Yield the elements of a scanner's string; nothing where the text is none.

    >>> list(_elements("]d20109521234543213172612311" + "0L1" + chr(29) + "21X"))
    [('01', '09521234543213'), ('17', '261231'), ('10', 'L1'), ('21', 'X')]
    """
    mark = _SYMBOLOGY.match(text)
    rest = text[mark.end() if mark else 0 :]
    is_marked = mark is not None or _SEPARATOR in rest
    rest = rest.strip(_SEPARATOR)
    if not is_marked and not (rest.startswith("01") and len(rest) > 15 and _holds(rest[2:16])):
        return
    while rest:
        length = _PREDEFINED.get(rest[:2])
        element, rest = (rest[:length], rest[length:]) if length else rest.partition(_SEPARATOR)[::2]
        rest = rest.removeprefix(_SEPARATOR)
        yield element[:2], element[2:]


def _holds(digits: str) -> bool:
    """Tell whether digits are a GTIN with the right check digit."""
    try:
        gtin14(digits)
    except BadInput:
        return False
    return True


def _is_official(text: str) -> bool:
    """Tell whether a text is an official code, whose digits alone can be as many as a GTIN's."""
    try:
        official_code(text)
    except BadInput:
        return False
    return True


def is_serial(text: str) -> bool:
    """Tell whether a text has the shape of a serial that this registry gives.

    >>> is_serial("0-000000-ABCDEFGHJKMN"), is_serial("L2411A")
    (True, False)
    """
    letters = typed_letters(text)
    return len(letters) == SERIAL_LENGTH and all(letter in ALPHABET for letter in letters)


def _in_words(text: str) -> Iterator[TypedCode]:
    """Yield what words may name: one code, a code with its lot and serial, a lot, a serial."""
    if not text:
        return
    joined = "".join(text.split())
    digits = re.sub(r"[\s.-]", "", text)
    yield TypedCode(joined)
    if is_gtin(digits) and not _is_official(joined):
        yield TypedCode(digits)
    words = _GAPS.split(text)
    words = [word for word in words if word and folded(word) not in _WORDS]
    if not 0 < len(words) <= _MOST_WORDS:
        return
    yield TypedCode("-".join(words))  # an official code whose hyphens were typed as gaps
    for serial, rest in _serials_among(words):
        if len(rest) > 1:
            yield from (TypedCode(code, lot, serial) for code, lot in ((rest[0], rest[1]), (rest[1], rest[0])))
            yield TypedCode("".join(rest[:-1]), rest[-1], serial)
        if len(rest) == 1:
            yield TypedCode(rest[0], None, serial)
        if rest or serial:
            yield TypedCode(None, "".join(rest) or None, serial)


def _serials_among(words: list[str]) -> Iterator[tuple[str | None, list[str]]]:
    """Yield the serial that may be among words, and the others in their order: one word, none, or one in groups."""
    for size in range(1, len(words) + 1):
        for first in range(len(words) - size + 1):
            run = "".join(words[first : first + size])
            if is_serial(run):
                yield typed_letters(run), words[:first] + words[first + size :]
        if size == 1:
            yield None, words
