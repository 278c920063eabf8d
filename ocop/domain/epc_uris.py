"""EPC URIs and GS1 Digital Links in their one canonical form, as event hashes and look-ups compare them.

An EPC, EPC class or EPC pattern URI (`urn:epc:…`) says what a Digital Link says; of a Digital Link only the most
exact level counts, on GS1's own host and without its query (CBV 2.0, section 8.9).
"""

from functools import lru_cache

from ocop.domain.gtins import check_digit

_HOST = "https://id.gs1.org"
#: Signs of an EPC URI that are escaped in a Digital Link.
_ESCAPES = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "!()*+,:"})
#: Keys that a canonical link may begin with, and the qualifiers that may stand behind each, the most exact first.
_LEVELS: dict[str, tuple[str, ...]] = {
    "01": ("21", "10", "235"), "8006": ("21", "10"), "414": ("254",), "8010": ("8011",),
    **dict.fromkeys(("00", "253", "255", "401", "402", "417", "8003", "8004", "8017", "8018"), ()),
}  # fmt: skip
#: Names that Digital Links bore before they were numbers alone.
_OLD_NAMES = {
    "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017", "gsrn": "8018",
    "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004",
    "cpv": "22", "lot": "10", "ser": "21",
}  # fmt: skip
#: Digits of the whole key without its check digit, by scheme; the prefix and the reference share them.
_DIGITS = {
    "sgtin": 13, "lgtin": 13, "upui": 13, "itip": 13, "sscc": 17, "gsrn": 17, "gsrnp": 17, "gsin": 16,
    "sgln": 12, "pgln": 12, "grai": 12, "gdti": 12, "sgcn": 12,
}  # fmt: skip
#: The address of each scheme: its identifier, then that of what follows.
_ADDRESSES = {
    "sgtin": ("01", "21"), "lgtin": ("01", "10"), "upui": ("01", "235"), "sgln": ("414", "254"), "sscc": ("00", ""),
    "gsrn": ("8018", ""), "gsrnp": ("8017", ""), "gsin": ("402", ""), "pgln": ("417", ""),
}  # fmt: skip


@lru_cache(maxsize=32768)
def canonical_uri(text: str) -> str:
    """Return the canonical Digital Link of an identifier; what is none is returned as it is.

    >>> canonical_uri("urn:epc:id:sgtin:4012345.011111.9876")
    'https://id.gs1.org/01/04012345111118/21/9876'
    >>> canonical_uri("https://ocop.example.vn/01/09521234543213/10/L1/21/S1?17=261231")
    'https://id.gs1.org/01/09521234543213/21/S1'
    >>> canonical_uri("urn:uuid:1")
    'urn:uuid:1'
    """
    if text.startswith(("urn:epc:id:", "urn:epc:class:", "urn:epc:idpat:")):
        _urn, _epc, kind, scheme, *rest = text.split(":", 4)
        return (_of_epc(scheme, rest[0], is_pattern=kind == "idpat") if rest else None) or text
    if text.startswith(("https://", "http://")):
        return _of_link(text) or text
    return text


def _of_epc(scheme: str, value: str, *, is_pattern: bool) -> str | None:
    """Return the link of an EPC; None for what has not its shape."""
    prefix, _, rest = value.partition(".")
    if not (prefix.isascii() and prefix.isdigit() and 6 <= len(prefix) <= 12):
        return None
    if is_pattern:
        rest = rest.removesuffix(".*")
    if scheme in ("giai", "ginc"):
        return f"{_HOST}/{'8004' if scheme == 'giai' else '401'}/{prefix}{_written(rest)}" if rest else None
    if scheme == "cpi":
        part, dot, serial = rest.rpartition(".")
        if is_pattern or not dot:
            return f"{_HOST}/8010/{prefix}{_written(rest)}"
        return f"{_HOST}/8010/{prefix}{_written(part)}/8011/{serial}"
    digits = _DIGITS.get(scheme)
    if digits is None:
        return None
    reference, _, more = rest.partition(".")
    if len(prefix) + len(reference) != digits or not (prefix + reference).isdigit():
        return None
    return _numbered(scheme, prefix, reference, more)


def _numbered(scheme: str, prefix: str, reference: str, more: str) -> str | None:
    """Return the link of a key of digits; the first digit of a trade item or parcel goes before its prefix."""
    is_turned = scheme in ("sgtin", "lgtin", "upui", "itip", "sscc")
    body = reference[:1] + prefix + reference[1:] if is_turned else prefix + reference
    key = body + check_digit(body)
    if scheme == "grai":
        return f"{_HOST}/8003/0{key}{_written(more)}"
    if scheme in ("gdti", "sgcn"):
        return f"{_HOST}/{'253' if scheme == 'gdti' else '255'}/{key}{_written(more)}"
    if scheme == "itip":
        piece, total, *serial = more.split(".", 2)
        ending = f"/21/{_written(serial[0])}" if serial else ""
        return f"{_HOST}/8006/{key}{piece}{total}{ending}"
    ai, qualifier = _ADDRESSES[scheme]
    if scheme == "sgln" and more == "0":
        more = ""
    return f"{_HOST}/{ai}/{key}" + (f"/{qualifier}/{_written(more)}" if more and qualifier else "")


def _written(text: str) -> str:
    return text.translate(_ESCAPES)


def _of_link(text: str) -> str | None:
    """Return the canonical form of a Digital Link; None for every other address."""
    path = text.partition("#")[0].partition("?")[0]
    segments = [_OLD_NAMES.get(one, one) for one in path.split("/")[3:]]
    for first, ai in enumerate(segments[:-1]):
        value = segments[first + 1]
        if ai in _LEVELS and value[:4].isascii() and value[:4].isdigit() and len(value) >= 4:
            break
    else:
        return None
    rest = [one for one in segments[first + 2 :] if one]
    said = dict(zip(rest[::2], rest[1::2], strict=False))
    if ai == "01" and value.isdigit():
        value = value.zfill(14)
    qualifier = next((one for one in _LEVELS[ai] if one in said), "")
    return f"{_HOST}/{ai}/{value}" + (f"/{qualifier}/{said[qualifier]}" if qualifier else "")
