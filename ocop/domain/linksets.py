"""Linksets: every link of what a Digital Link names, level by level, from the story of a product (RFC 9264).

A level is a subset of the qualifiers; links of each stand under an anchor of their own, the most exact first. What
stands in them follows from the story on the day: a certificate is told of while it is in force.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ocop.domain.digital_links import DigitalLink, escaped
from ocop.domain.link_types import GS1_VOCABULARY

#: Qualifier sets whose links a request sees, the most exact first (GS1-Conformant Resolver, 2.5.9).
_LEVELS = (("10", "21"), ("21",), ("22", "10"), ("10",), ("235",), ("22",), ())
#: Titles of what the registry itself says, by link type and language.
_PAGE_TITLES = {"vi": "Thông tin sản phẩm", "en": "Product information", "km": "ព័ត៌មានផលិតផល"}
_TITLES = {
    "certificationInfo": "Giấy chứng nhận OCOP %(star)s sao số %(number)s",
    "recallStatus": "Tình trạng thu hồi",
    "traceability": "Nguồn gốc của lô",
    "epcis": "Sự kiện truy xuất của lô (EPCIS)",
    "verificationService": "Kiểm tra mã này",
    "leaveReview": "Báo vấn đề về sản phẩm",
    "masterData": "Dữ liệu của sản phẩm",
}
#: Qualifiers that pages of codes have in their addresses.
_OF_PAGES = frozenset(("10", "21"))
_GS1 = "https://id.gs1.org"
_PAGE, _JSON = "text/html", "application/json"
#: Link types that only the resolver itself follows.
DEFAULT, DEFAULT_MULTI = "defaultLink", "defaultLinkMulti"


@dataclass(frozen=True)
class Level:
    """Links of one anchor, by the name of their type in GS1's vocabulary."""

    anchor: str
    links: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Named:
    """What a request names: the address as it is written here, the product's story on the day, what is known."""

    link: DigitalLink
    base_url: str
    story: Mapping[str, Any]
    knows_lot: bool
    #: What the producer leads to, as stories keep it.
    targets: Sequence[Mapping[str, Any]] = ()


def levels_of(named: Named) -> list[Level]:
    """Return the levels that a request sees, the most exact first; the last is the product's own."""
    said = dict(named.link.path[1:])
    found = []
    for names in _LEVELS:
        if not all(name in said for name in names):
            continue
        own = _own_links(named, names)
        links = own | _targets(named, names, own)
        if links:
            path = DigitalLink((named.link.key, *((ai, said[ai]) for ai in names)))
            found.append(Level(named.base_url + path.address, links))
    return found


def _own_links(named: Named, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what the registry itself says at a level: pages of ours, each at an address of its own."""
    if not _OF_PAGES.issuperset(names):
        return {}
    if names == ("21",) and named.link.value("10"):
        return {}  # the item is told of with its lot
    said, product = dict(named.link.path[1:]), named.story["product"]
    defaults = default_links(named.link, named.base_url, product, names)
    page, languages = defaults[DEFAULT][0]["href"], defaults[DEFAULT_MULTI]
    query = "".join(f"&{word}={escaped(said[ai])}" for ai, word in (("10", "lot"), ("21", "serial")) if ai in names)
    report = f"{named.base_url}/reports/new?code={product['code']}{query}"
    links = {
        **defaults,
        "pip": [{"href": page, "title": product["name"], "type": _PAGE}, *languages],
        "leaveReview": [_page_link("leaveReview", report)],
    }
    if not names:
        links |= _of_product(named, page)
    elif "21" in names:
        links["verificationService"] = [_page_link("verificationService", page)]
    elif named.knows_lot:
        lot = f"{named.base_url}/api/v1/products/{product['code']}/lots/{escaped(said['10'])}"
        links["recallStatus"] = [_page_link("recallStatus", page)]
        links["traceability"] = [_page_link("traceability", f"{page}#trace")]
        links["epcis"] = [_events_link(named.base_url, product, said["10"])]
        links["masterData"] = [{"href": lot, "title": _TITLES["masterData"], "type": _JSON}]
    return links


def _events_link(base_url: str, product: Mapping[str, Any], lot: str) -> dict[str, Any]:
    """Return where the events of a lot are asked for, by the name that events know it by."""
    gtin = product["gtin"]
    start = f"{_GS1}/01/{gtin.zfill(14)}" if gtin else f"{base_url}/t/{product['code']}"
    name = quote(f"{start}/10/{escaped(lot)}", safe="")
    href = f"{base_url}/epcis/events?MATCH_anyEPCClass={name}"
    return {"href": href, "title": _TITLES["epcis"], "type": "application/ld+json"}


def default_links(
    link: DigitalLink, base_url: str, product: Mapping[str, Any], names: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the default link of a level, the page of exactly that code, and its variants by language."""
    said = dict(link.path)
    page = f"{base_url}/t/{product['code']}" + "".join(f"/{ai}/{escaped(said[ai])}" for ai in names)
    languages = [
        {"href": f"{page}?lang={tag}", "title": title, "hreflang": [tag], "type": _PAGE}
        for tag, title in _PAGE_TITLES.items()
    ]
    return {DEFAULT: [{"href": page, "title": product["name"]}], DEFAULT_MULTI: languages}


def page_qualifiers(link: DigitalLink) -> list[str]:
    """Return the qualifiers that the page of a code takes."""
    return [ai for ai, _ in link.path[1:] if ai in _OF_PAGES]


def _of_product(named: Named, page: str) -> dict[str, list[dict[str, Any]]]:
    """Return what is told of a product alone; its certificate while it is in force."""
    code, certificate = named.story["product"]["code"], named.story["certificate"]
    data = {"href": f"{named.base_url}/api/v1/products/{code}", "title": _TITLES["masterData"], "type": _JSON}
    links = {
        "masterData": [data],
        "recallStatus": [_page_link("recallStatus", f"{page}#history")],
        "verificationService": [_page_link("verificationService", f"{named.base_url}/scan")],
    }
    if certificate and named.story["in_force"]:
        title = _TITLES["certificationInfo"] % certificate
        links["certificationInfo"] = [{"href": f"{page}#vouch", "title": title, "type": _PAGE}]
    return links


def _page_link(name: str, href: str) -> dict[str, Any]:
    return {"href": href, "title": _TITLES[name], "type": _PAGE}


def _targets(named: Named, names: Sequence[str], own: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return where the producer leads at a level, by way of the page that names the host."""
    said = dict(named.link.path[1:])
    wanted = {
        word: said[ai] if ai in names else None for ai, word in (("22", "cpv"), ("10", "lot"), ("21", "serial"))
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for one in named.targets:
        if any(one[word] != value for word, value in wanted.items()) or one["type"] in own:
            continue
        more = {"hreflang": [one["hreflang"]] if one["hreflang"] else None, "type": one["media"]}
        link = {"href": named.base_url + one["out"], "title": one["title"]}
        found.setdefault(one["type"], []).append(link | {name: value for name, value in more.items() if value})
    return found


def linkset_of(levels: Sequence[Level], description: str, only: str | None = None) -> dict[str, Any]:
    """Return levels as a linkset; `only` is the link type whose links are wanted."""
    found = []
    for level in levels:
        links = {
            f"{GS1_VOCABULARY}{name}": list(several) for name, several in level.links.items() if only in (None, name)
        }
        if links:
            found.append({"anchor": level.anchor, "itemDescription": description, **links})
    return {"linkset": found}


def links_of_type(levels: Sequence[Level], name: str) -> Sequence[Mapping[str, Any]]:
    """Return the links of a type at the most exact level that has any."""
    return next(_of_type(levels, name), ())


def _of_type(levels: Sequence[Level], name: str) -> Iterator[Sequence[Mapping[str, Any]]]:
    return (level.links[name] for level in levels if name in level.links)
