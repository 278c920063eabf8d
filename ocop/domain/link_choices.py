"""Choosing among links of one type: by language (BCP 47 look-up), by context, by media type."""

from collections.abc import Mapping, Sequence
from typing import Any

Link = Mapping[str, Any]


def ranges_of(header: str) -> list[tuple[str, float]]:
    """Return what an Accept or Accept-Language header names, lower case, the most wanted first; faults are left out.

    >>> ranges_of("km;q=0.5, vi-VN, *;q=0.1")
    [('vi-vn', 1.0), ('km', 0.5), ('*', 0.1)]
    """
    found = []
    for part in header[:1000].split(","):
        name, *params = (piece.strip().lower() for piece in part.split(";"))
        weights = [one[2:].strip() for one in params if one.startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            continue
        if name and 0 <= weight <= 1:
            found.append((name, weight))
    return sorted(found, key=lambda one: -one[1])


def by_language(links: Sequence[Link], header: str) -> list[Link]:
    """Return the links in the language that is wanted most; without one, those that bear no language, else all.

    Each range is cut from its end until a link bears it (RFC 4647, section 3.4); one with q=0 is not wanted.
    """
    wanted = ranges_of(header)
    refused = {name for name, weight in wanted if not weight}
    for name, weight in wanted:
        if not weight or name == "*":
            continue
        tags = name.split("-")
        for length in range(len(tags), 0, -1):
            tag = "-".join(tags[:length])
            if found := [one for one in links if tag in _languages(one) and not _languages(one) & refused]:
                return found
    plain = [one for one in links if not one.get("hreflang")]
    return plain or [one for one in links if not _languages(one) & refused] or list(links)


def _languages(link: Link) -> set[str]:
    return {tag.lower() for tag in link.get("hreflang") or ()}


def by_media(links: Sequence[Link], header: str) -> list[Link]:
    """Return the links of the media type that is wanted most; all where none is wanted more than another."""
    wanted = dict(reversed(ranges_of(header)))
    if not wanted:
        return list(links)
    weights = [_weight(one.get("type"), wanted) for one in links]
    best = max(weights, default=0.0)
    return [one for one, weight in zip(links, weights, strict=True) if weight == best] if best else list(links)


def _weight(media: str | None, wanted: Mapping[str, float]) -> float:
    """Return how much a media type is wanted: by its own name, its family's, or anybody's."""
    if media is None:
        return wanted.get("*/*", 0.0)
    family = media.partition("/")[0] + "/*"
    return next((wanted[name] for name in (media.lower(), family, "*/*") if name in wanted), 0.0)


def choose(links: Sequence[Link], *, languages: str = "", media: str = "", context: str = "") -> list[Link]:
    """Return what remains of links of one type: one that fits best, or several that nothing tells apart."""
    left = by_language(links, languages)
    if context:
        left = [one for one in left if context in (one.get("context") or ())] or left
    left = by_media(left, media)
    same = {one["href"]: one for one in left}
    return list(same.values())


def wanted_form(header: str, offers: Sequence[str]) -> str | None:
    """Return the media type, of those offered, that a header names outright and wants most; None for `*/*`.

    >>> wanted_form("text/html,application/xml;q=0.9,*/*;q=0.8", ["application/json", "text/html"])
    'text/html'
    >>> wanted_form("*/*", ["text/html"]) is None
    True
    """
    named = [(name, weight) for name, weight in ranges_of(header) if weight and name in offers]
    return named[0][0] if named else None
