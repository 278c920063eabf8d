"""Structured data: what a page tells searchers (schema.org as JSON-LD) and messengers (Open Graph).

Both are made of the view of a product (`catalogue.view_of`) and its story (`stories.story_of`), so they can say no
more than the page does: no telephone and no street ever stands here. JSON-LD goes with the page and names
the certificate while it is in force; what Open Graph says is kept by messengers for years, so it names none.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import orjson

from ocop.services.share_pictures import SIZE

#: The languages of pages, as Open Graph writes them.
LOCALES = {"vi": "vi_VN", "en": "en_US", "km": "km_KH"}
#: What cannot stand inside a script element or a line of JavaScript, as JSON may write it instead.
_ESCAPES = [(sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029"]
#: Letters of a description that messengers show.
_DESCRIPTION = 200


class LotTold(Protocol):
    """What is told of a lot."""

    code: str
    made_on: date | None
    best_before: date | None


def share_picture_url(code: str, base_url: str) -> str:
    """Return the whole address of a product's share picture."""
    return f"{base_url}/share/{code}.png"


def product_data(
    view: Mapping[str, Any], story: Mapping[str, Any], *, base_url: str, lot: LotTold | None = None
) -> dict[str, Any]:
    """Return a schema.org Product; what is not known is left out.

    The maker is an Organization whatever its kind: schema.org lets no Person make a product. Addresses are whole,
    below the base address alone; `lot` adds its day of production, its code and its last good day.
    """
    subject = view["subject"]
    maker = {"@type": "Organization", "name": subject["name"], "url": f"{base_url}/subjects/{subject['id']}"}
    photo = view["photo_url"]
    told = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": view["url"],
        "url": view["url"],
        "name": view["name"],
        "description": view["description"],
        "image": [address for address in (photo, share_picture_url(view["code"], base_url)) if address],
        "sku": view["code"],
        "gtin14": view["gtin"].zfill(14) if view["gtin"] else None,
        "category": view["product_set_name"],
        "brand": {"@type": "Brand", "name": subject["name"]},
        "manufacturer": maker,
        "countryOfOrigin": {"@type": "Country", "name": "Việt Nam", "identifier": "VN"},
        "hasCertification": _certification(story),
        **_lot_data(lot),
    }
    return {name: value for name, value in told.items() if value}


def _certification(story: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the certificate in force, or None: one that lapsed or was revoked vouches for nothing."""
    certificate = story["certificate"]
    if not (story["in_force"] and certificate):
        return None
    return {
        "@type": "Certification",
        "name": f"OCOP {certificate['star']} sao",
        "certificationIdentification": certificate["number"],
        "issuedBy": {"@type": "Organization", "name": certificate["issuer"]},
        "validFrom": _iso(certificate["issued_on"]),
        "expires": _iso(certificate["last_day"]),
        "certificationStatus": "https://schema.org/CertificationActive",
        "certificationRating": {"@type": "Rating", "ratingValue": certificate["star"], "bestRating": 5},
    }


def _lot_data(lot: LotTold | None) -> dict[str, Any]:
    """Return what schema.org has words for, the rest under GS1's application identifiers of a lot."""
    if lot is None:
        return {}
    told = [("10", "Lô", lot.code), ("15", "Hạn dùng", _iso(lot.best_before))]
    return {
        "productionDate": _iso(lot.made_on),
        "additionalProperty": [
            {"@type": "PropertyValue", "propertyID": f"GS1 AI ({identifier})", "name": name, "value": value}
            for identifier, name, value in told
            if value
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def script_json(data: Mapping[str, Any]) -> str:
    """Return data as JSON that is safe inside `<script type="application/ld+json">`; mark it safe in a template.

    >>> script_json({"name": "</script>&"})
    '{"name":"\\\\u003c/script\\\\u003e\\\\u0026"}'
    """
    text = orjson.dumps(data).decode()
    for sign, written in _ESCAPES:
        text = text.replace(sign, written)
    return text


def open_graph(
    view: Mapping[str, Any],
    story: Mapping[str, Any],
    *,
    base_url: str,
    site_name: str,
    locale: str = "vi",
    others: Sequence[str] = tuple(LOCALES),
) -> list[tuple[str, str]]:
    """Return the properties and contents of `<meta property>`, in the order that Open Graph asks for.

    `locale` is the language of the page, `others` those that it can be read in (of `LOCALES`). The address is the
    product's own, so that shares of all its lots and languages count together.
    """
    described = f"{view['name']} – {view['subject']['name']}"
    place = story["place"]
    about = [view["subject"]["name"], place[:1].upper() + place[1:]]
    width, height = SIZE
    spoken = LOCALES.get(locale, LOCALES["vi"])
    told = [
        ("og:type", "product"),
        ("og:site_name", site_name),
        ("og:title", view["name"]),
        ("og:description", ". ".join(about)[:_DESCRIPTION]),
        ("og:url", view["url"]),
        ("og:image", share_picture_url(view["code"], base_url)),
        ("og:image:type", "image/png"),
        ("og:image:width", str(width)),
        ("og:image:height", str(height)),
        ("og:image:alt", described),
        ("og:locale", spoken),
    ]
    alternates = [LOCALES[one] for one in others if LOCALES[one] != spoken]
    return told + [("og:locale:alternate", one) for one in alternates]
