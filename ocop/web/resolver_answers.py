"""What the resolver's answers carry besides their bodies: who may read them, how long, where the linkset is."""

from ocop.domain.digital_links import DigitalLink
from ocop.services.resolutions import CONTEXT as LINKSET_CONTEXT
from ocop.services.resolutions import LINKSET, Resolution

#: Pages of other sites may read what the resolver says: it is the same for everybody.
CROSS_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language",
    "Access-Control-Expose-Headers": "Link, Location",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
#: A link may lead elsewhere tomorrow: answers are kept for a moment only.
_KEPT = "public, max-age=30"
_VARY = "Accept, Accept-Language"


def linkset_link(base_url: str, link: DigitalLink) -> str:
    """Return the header that tells where the linkset of an address is."""
    return f'<{base_url}{link.address}?linkType=linkset>; rel="linkset"; type="{LINKSET}"'


def plain_link(path: str) -> DigitalLink:
    """Return the Digital Link of a page's own path, in which a GTIN of any length is written with 14 digits."""
    parts = path.split("/")[1:]
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    return DigitalLink(((pairs[0][0], pairs[0][1].zfill(14)), *pairs[1:]))


def answer_headers(found: Resolution, base_url: str, link: DigitalLink) -> dict[str, str]:
    """Return the headers of a redirect, a linkset or choices."""
    headers = {**CROSS_SITE, "Cache-Control": _KEPT, "Vary": _VARY}
    if found.kind == "redirect":
        return headers | {"Location": found.location, "Link": linkset_link(base_url, link)}
    context = f'<{LINKSET_CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    return headers | {"Content-Type": found.media, "Link": f"{context}, {linkset_link(base_url, link)}"}


__all__ = ["CROSS_SITE", "LINKSET_CONTEXT", "answer_headers", "linkset_link"]
