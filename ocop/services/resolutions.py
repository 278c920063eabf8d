"""Resolving a GS1 Digital Link: which page, redirect, linkset or refusal a request is answered with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote_plus

import orjson
from sqlalchemy import Engine

from ocop.domain.digital_links import DigitalLink
from ocop.domain.link_choices import choose, wanted_form
from ocop.domain.link_targets import is_listed
from ocop.domain.link_types import link_type_of
from ocop.domain.linksets import (
    DEFAULT,
    DEFAULT_MULTI,
    Level,
    Named,
    default_links,
    levels_of,
    links_of_type,
    linkset_of,
    page_qualifiers,
)
from ocop.domain.refusals import NotFound
from ocop.domain.stories import story_on
from ocop.services.looks import lot_facts

#: Keys of GS1 that the registry knows things by; what it says of others is that it does not.
RESOLVED_KEYS = ("01",)
LINKSET, JSON, LD, HTML = "application/linkset+json", "application/json", "application/ld+json", "text/html"
#: What a JSON reader needs to take a linkset as linked data.
CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"
#: Values of `linkType` that ask for every link; the second is the older word.
_ALL = ("linkset", "all")


@dataclass(frozen=True)
class Asked:
    """A request for what a Digital Link names, as it was sent."""

    link: DigitalLink
    #: The query without its question mark, escapes and all.
    query: str = ""
    accept: str = ""
    languages: str = ""


@dataclass(frozen=True)
class Resolution:
    """What a request is answered with: `page` of the code, `redirect`, `linkset`, or `choices` among links."""

    kind: str
    facts: Mapping[str, Any]
    #: Where a redirect leads.
    location: str = ""
    #: The media type and body of a linkset or of choices.
    media: str = ""
    body: bytes = b""
    #: The linkset itself, for a page that shows it.
    linkset: Mapping[str, Any] | None = None


def resolve(
    find: Callable[[str], Mapping[str, Any] | None],
    engine: Engine,
    asked: Asked,
    day: date,
    *,
    base_url: str,
    redirects: bool = False,
    hosts: Sequence[str] = (),
) -> Resolution:
    """Return the answer to a request; `redirects` leads browsers on too, instead of showing them the page.

    `find` gives the story of a product by its 14-digit GTIN; producers lead to `hosts` alone.

    Raises NotFound `product-unknown` for a key that the registry does not know and `link-type-missing` for a link
    type that stands at no level.
    """
    ai, value = asked.link.key
    facts = find(value) if ai in RESOLVED_KEYS else None
    if facts is None:
        raise NotFound("product-unknown", "Sổ đăng ký không có mã GS1 (%(ai)s) %(value)s.", ai=ai, value=value[:40])
    wanted = _wanted(asked.query)
    form = wanted_form(asked.accept, (HTML, LINKSET, JSON, LD))
    if not wanted and form == HTML and not redirects:
        return Resolution("page", facts)
    if not wanted and form in (None, HTML):
        return Resolution("redirect", facts, location=with_query(_default(asked, facts, base_url), asked.query))
    levels = levels_of(_named(engine, asked.link, facts, day, base_url, hosts))
    if not wanted or wanted in _ALL:
        return _linkset(facts, levels, form)
    found = _of_type(levels, wanted, asked)
    if len(found) > 1:
        only = [Level(levels[0].anchor, {_name_of(wanted): found})]
        return _linkset(facts, only, form, kind="choices")
    return Resolution("redirect", facts, location=with_query(str(found[0]["href"]), asked.query))


def _named(
    engine: Engine, link: DigitalLink, facts: Mapping[str, Any], day: date, base_url: str, hosts: Sequence[str]
) -> Named:
    lot, knows = link.value("10"), False
    if lot:
        with engine.connect() as connection:
            knows = lot_facts(connection, facts["id"], lot) is not None
    return Named(
        link, base_url, story_on(facts, day), knows, [one for one in facts["links"] if is_listed(one["host"], hosts)]
    )


def _parameter(query: str, name: str) -> str:
    """Return the first value of a parameter."""
    for part in query.replace(";", "&").split("&"):
        found, _, value = part.partition("=")
        if found == name:
            return unquote_plus(value)
    return ""


def _wanted(query: str) -> str:
    return _parameter(query, "linkType")[:200] if "linkType=" in query else ""


def _name_of(wanted: str) -> str:
    return link_type_of(wanted) or wanted


def _default(asked: Asked, facts: Mapping[str, Any], base_url: str) -> str:
    """Return where the default link leads: to its variant in the wanted language where there is one, else plainly."""
    links = default_links(asked.link, base_url, facts["product"], page_qualifiers(asked.link))
    if asked.languages:
        context = _parameter(asked.query, "context")
        fitting = choose(links[DEFAULT_MULTI], languages=asked.languages, media=asked.accept, context=context)
        if len(fitting) == 1:
            return str(fitting[0]["href"])
    return str(links[DEFAULT][0]["href"])


def _of_type(levels: list[Level], wanted: str, asked: Asked) -> list[Mapping[str, Any]]:
    name = link_type_of(wanted)
    links = links_of_type(levels, name) if name and name != DEFAULT_MULTI else ()
    if not links:
        raise NotFound("link-type-missing", "Mã này không có liên kết kiểu “%(wanted)s”.", wanted=wanted[:60])
    context = _parameter(asked.query, "context")
    return choose(links, languages=asked.languages, media=asked.accept, context=context)


def _linkset(facts: Mapping[str, Any], levels: list[Level], form: str | None, kind: str = "linkset") -> Resolution:
    found = linkset_of(levels, facts["product"]["name"])
    media = form if form in (JSON, LD) else LINKSET
    told = {"@context": CONTEXT, **found} if media == LD else found
    return Resolution(
        kind,
        facts,
        media=HTML if form == HTML else media,
        body=orjson.dumps(told),
        linkset=found,
    )


def with_query(address: str, query: str) -> str:
    """Return an address with a raw query passed on, before its fragment.

    >>> with_query("https://a/t/X?lang=vi#history", "17=261231")
    'https://a/t/X?lang=vi&17=261231#history'
    """
    if not query:
        return address
    plain, hash_sign, fragment = address.partition("#")
    return f"{plain}{'&' if '?' in plain else '?'}{query}{hash_sign}{fragment}"
