"""GS1 Digital Link URIs: read from what a phone asks for, byte by byte, and written for labels and linksets.

The path is read as it was sent, before any escape is undone, since a lot may itself hold a slash (`%2F`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ocop.domain.application_identifiers import IDENTIFIERS, Identifier, pairing_fault, value_fault
from ocop.domain.refusals import Unreadable

#: Where addresses without a host of their own are shown (GS1's own resolver).
CANONICAL_STEM = "https://id.gs1.org"
#: More than this is no code that anybody prints.
LONGEST = 2000
_SCHEME = re.compile(r"(https?|HTTPS?)://")
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
#: Signs that may stand in an address (RFC 3986); everything else is escaped there.
_FOREIGN = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_GTIN, _GTIN_LENGTH, _SHORT_GTINS = "01", 14, (8, 12, 13)


@dataclass(frozen=True, slots=True)
class DigitalLink:
    """What an address says: a key with its qualifiers in order, and attributes."""

    #: The key first: pairs of identifier and value.
    path: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """The identifier and value of the primary key."""
        return self.path[0]

    def value(self, ai: str) -> str | None:
        """Return what the path says of an identifier."""
        return next((value for one, value in self.path if one == ai), None)

    @property
    def address(self) -> str:
        """The path of its own address: key and qualifiers, escaped.

        >>> DigitalLink((("01", "09520123456788"), ("10", "A/1"))).address
        '/01/09520123456788/10/A%2F1'
        """
        return "".join(f"/{ai}/{escaped(value)}" for ai, value in self.path)

    @property
    def element_string(self) -> str:
        """The same as GS1 symbols carry it; `^` stands where a separator (FNC1) does."""
        said, is_open = [], True
        for ai, value in (*self.path, *self.attributes):
            said.append(("^" if is_open else "") + ai + value)
            is_open = not IDENTIFIERS[ai].is_fixed
        return "".join(said)


def _refusal(code: str, message: str, place: int, **params: Any) -> Unreadable:
    """Return a refusal that says at which sign of the address it is, counted from 1."""
    return Unreadable(code, message + " (ký tự thứ %(position)s)", field="address", position=place + 1, **params)


def unescaped(text: str, *, in_query: bool = False) -> str:
    """Undo escapes; broken ones stay as they are, every byte is one sign, and `+` is a space in a query alone.

    >>> unescaped("A%2fB+C%4g"), unescaped("A+B", in_query=True)
    ('A/B+C%4g', 'A B')
    """
    plain = text.replace("+", " ") if in_query else text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), plain) if "%" in plain else plain


def escaped(text: str, *, in_query: bool = False) -> str:
    """Escape every sign but letters, digits and `-._~`; a space is `+` in a query."""
    if _PLAIN.issuperset(text):
        return text
    signs = (
        sign if sign in _PLAIN else "+" if in_query and sign == " " else f"%{ord(sign):02X}"
        for sign in text.encode().decode("latin-1")
    )
    return "".join(signs)


def parse_uri(uri: str, *, pads_gtins: bool = False) -> DigitalLink:
    """Return what a GS1 Digital Link URI says, or raise Unreadable with the reason and the place.

    `pads_gtins` takes GTINs of 8, 12 and 13 digits too, as older labels carry them.

    >>> parse_uri("https://id.gs1.org/01/09520123456788/10/ABC1?17=180426").element_string
    '^010952012345678810ABC1^17180426'
    """
    scheme = _SCHEME.match(uri)
    host = _HOST.match(uri, scheme.end()) if scheme else None
    if scheme is None or host is None:
        raise _refusal("link-malformed", "Địa chỉ phải bắt đầu bằng https:// và tên máy chủ.", 0)
    if host.end() == len(uri) or uri[host.end()] not in "/?#":
        raise _refusal("link-malformed", "Sau tên máy chủ phải là dấu “/”.", host.end())
    return parse_target(uri[host.end() :], start=host.end(), pads_gtins=pads_gtins)


def parse_target(target: str, *, start: int = 0, pads_gtins: bool = False) -> DigitalLink:
    """Return what the path and query of an address say, as they were sent; `start` is where they begin in it."""
    if len(target) > LONGEST:
        raise _refusal("link-too-long", "Địa chỉ dài quá %(most)s ký tự.", start + LONGEST, most=LONGEST)
    if foreign := _FOREIGN.search(target):
        raise _refusal("link-malformed", "Ký tự này không được viết thẳng trong địa chỉ.", start + foreign.start())
    path, _, query = target.partition("#")[0].partition("?")
    said = _path(path, start, pads_gtins=pads_gtins)
    link = DigitalLink(said)
    if query:
        link = replace(link, attributes=tuple(_attributes(link, query, start + len(path) + 1)))
    _check_pairs(link, start)
    return link


def _segments(path: str, start: int) -> list[tuple[str, int]]:
    """Return the segments of a path, each with its place in the address."""
    found, place = [], start + 1
    for segment in path.split("/")[1:]:
        found.append((segment, place))
        place += len(segment) + 1
    return found


def _path(path: str, start: int, *, pads_gtins: bool) -> tuple[tuple[str, str], ...]:
    """Return key and qualifiers; what stands before the rightmost key is the host's own affair."""
    segments = _segments(path, start)
    for first in range(len(segments) - 2, -1, -2):
        one = IDENTIFIERS.get(segments[first][0])
        if one is not None and one.is_key:
            break
    else:
        raise _refusal("link-key-missing", "Địa chỉ không có khóa GS1 nào, ví dụ /01/ rồi GTIN.", start)
    pairs = list(zip(segments[first::2], segments[first + 1 :: 2], strict=True))
    _check_order(one, [ai for ai, _ in pairs[1:]])
    return tuple((ai, _value(ai, raw, place, pads_gtins=pads_gtins)) for (ai, _), (raw, place) in pairs)


def _check_order(key: Identifier, qualifiers: Sequence[tuple[str, int]]) -> None:
    """Refuse qualifiers that are not the key's, or not in its order."""
    names = [ai for ai, _ in qualifiers]
    if any(_is_within(names, alternative) for alternative in key.qualifiers or ()):
        return
    known = {ai for alternative in key.qualifiers or () for ai in alternative}
    for place, (ai, where) in enumerate(qualifiers):
        if ai in names[:place]:
            raise _refusal("link-repeated", "“%(ai)s” đứng hai lần trong địa chỉ.", where, ai=ai)
        if ai not in IDENTIFIERS:
            raise _refusal("link-ai-unknown", "GS1 không có mã nhận dạng “%(ai)s”.", where, ai=ai[:20])
        if ai not in known:
            message = "“%(ai)s” không đứng sau “%(key)s” trong đường dẫn được."
            raise _refusal("link-order", message, where, ai=ai, key=key.ai)
        if not any(_is_within(names[: place + 1], alternative) for alternative in key.qualifiers or ()):
            order = " / ".join(", ".join(alternative) for alternative in key.qualifiers or ())
            raise _refusal("link-order", "“%(ai)s” sai thứ tự; thứ tự đúng: %(order)s.", where, ai=ai, order=order)


def _is_within(names: Sequence[str], alternative: Sequence[str]) -> bool:
    """Tell whether names stand in an alternative in its order."""
    left = iter(alternative)
    return all(name in left for name in names)


def _value(ai: str, raw: str, place: int, *, pads_gtins: bool = False, in_query: bool = False) -> str:
    """Return the value behind an identifier, checked."""
    value = unescaped(raw, in_query=in_query)
    if not value:
        raise _refusal("link-value-empty", "Sau “%(ai)s” không có gì.", place, ai=ai)
    if pads_gtins and ai == _GTIN and len(value) in _SHORT_GTINS and value.isascii() and value.isdigit():
        value = value.zfill(_GTIN_LENGTH)
    fault = value_fault(ai, value)
    if fault is None:
        return value
    where = place + _raw_place(raw, fault.place)
    if fault.kind == "csum" or fault.kind == "csumalpha":
        raise _refusal("link-check-digit", "Số kiểm tra của “%(value)s” sai.", where, ai=ai, value=value[:40])
    if fault.kind == "signs":
        message = "Giá trị của “%(ai)s” có ký tự không được dùng."
        raise _refusal("link-value-malformed", message, where, ai=ai)
    if fault.kind == "length":
        raise _refusal("link-value-malformed", "Giá trị của “%(ai)s” dài hoặc ngắn quá.", where, ai=ai)
    raise _refusal("link-value-malformed", "Giá trị của “%(ai)s” không đúng dạng.", where, ai=ai)


def _raw_place(raw: str, place: int) -> int:
    """Return where the sign of a value stands in what was sent."""
    at = 0
    for _ in range(place):
        at += 3 if _ESCAPE.match(raw, at) else 1
    return min(at, max(len(raw) - 1, 0))


def _attributes(link: DigitalLink, query: str, start: int) -> Iterator[tuple[str, str]]:
    """Return the elements of a query; names that are no numbers are other people's."""
    key, placed = IDENTIFIERS[link.key[0]], [ai for ai, _ in link.path]
    usable = {
        ai
        for alternative in key.qualifiers or ()
        if _is_within(placed[1:], alternative)
        for ai in alternative
    }  # fmt: skip
    seen, place = set(placed), start
    for part in re.split("[&;]", query):
        name, equals, raw = part.partition("=")
        where = place
        place += len(part) + 1
        if not equals or not (name.isascii() and name.isdigit()):
            continue
        one = IDENTIFIERS.get(name)
        if one is None:
            raise _refusal("link-ai-unknown", "GS1 không có mã nhận dạng “%(ai)s”.", where, ai=name[:20])
        if name in seen:
            raise _refusal("link-repeated", "“%(ai)s” đứng hai lần trong địa chỉ.", where, ai=name)
        if not one.is_attribute or name in usable:
            raise _refusal("link-attribute", "“%(ai)s” không được đứng sau dấu “?”.", where, ai=name)
        seen.add(name)
        yield name, _value(name, raw, where + len(name) + 1, in_query=True)


def _check_pairs(link: DigitalLink, start: int) -> None:
    """Refuse elements that lack their company, or stand with what they exclude."""
    if len(link.path) == 1 and not link.attributes and not IDENTIFIERS[link.key[0]].needs:
        return
    placed = [ai for ai, _ in link.path]
    fault = pairing_fault([*placed, *(ai for ai, _ in link.attributes)], placed[1:])
    if fault is None:
        return
    ai, other = fault
    if other.startswith("-"):
        message = "“%(ai)s” không đứng cùng “%(other)s” được."
        raise _refusal("link-pairing", message, start, ai=ai, other=other[1:])
    raise _refusal("link-pairing", "“%(ai)s” phải đi cùng “%(other)s”.", start, ai=ai, other=other)


def build_uri(elements: Sequence[tuple[str, str]], stem: str = CANONICAL_STEM) -> str:
    """Return the address that says the elements: the first key among them, its qualifiers, the rest as attributes.

    Attributes without separator come first, otherwise all stay in their order. Raises Unreadable for what no address
    can say: `link-key-missing`, `link-repeated`, `link-attribute`, `link-pairing`, `link-value-malformed`.

    >>> build_uri([("10", "A/1"), ("01", "09520123456788"), ("17", "261231")], "https://ocop.example.vn")
    'https://ocop.example.vn/01/09520123456788/10/A%2F1?17=261231'
    """
    said: dict[str, str] = {}
    for ai, value in elements:
        if ai not in IDENTIFIERS:
            raise _refusal("link-ai-unknown", "GS1 không có mã nhận dạng “%(ai)s”.", 0, ai=ai[:20])
        if said.setdefault(ai, value) != value:
            raise _refusal("link-repeated", "“%(ai)s” có hai giá trị khác nhau.", 0, ai=ai)
    key = next((IDENTIFIERS[ai] for ai in said if IDENTIFIERS[ai].is_key), None)
    if key is None:
        raise _refusal("link-key-missing", "Không có khóa GS1 nào để lập địa chỉ.", 0)
    taken = [[ai for ai in alternative if ai in said] for alternative in key.qualifiers or ()]
    names = [key.ai, *max(taken, key=len, default=[])]
    rest = [ai for ai in said if ai not in names]
    attributes = sorted(rest, key=lambda ai: not IDENTIFIERS[ai].is_fixed)
    link = DigitalLink(tuple((ai, said[ai]) for ai in names))
    query = "&".join(f"{ai}={escaped(said[ai], in_query=True)}" for ai in attributes)
    uri = stem.rstrip("/") + link.address + (f"?{query}" if query else "")
    parse_uri(uri)
    return uri
