"""The short circuit: pages behind codes answered before Flask is asked, in plain WSGI.

Only the plain case is taken: a browser's GET of a product's or a lot's code that is in the registry. Its page is
kept for the next, or drawn anew. Everything else falls through to Flask, whose view draws the same page with the same
headers; limits, the log and the count of scans are the same.
"""

import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from ocop.services.epochs import Epochs
from ocop.web.headers import policy_with, security_headers
from ocop.web.languages import LANGUAGES, language_of
from ocop.web.limits import network_prefix
from ocop.web.logs import request_logger
from ocop.web.looks import looking_browser
from ocop.web.page_caches import LONGEST, PAGE_HEADERS, Offer, Page, PageCache
from ocop.web.rate_limits import RateLimits
from ocop.web.resolver_answers import CROSS_SITE, linkset_link, plain_link

_CODES = ("/01/", "/t/", "/T/")
_QUERIES = {"": "", **{f"lang={language}": language for language in LANGUAGES}}
#: Headers of a request that ask for more than the plain page.
_UNUSUAL = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "CONTENT_LENGTH")
#: A code as labels carry it; what is written otherwise is Flask's to understand.
_PATH = re.compile(r"/(?:01|[tT])/([0-9A-Za-z]{8,14})(?:/10/([0-9A-Za-z.-]{1,20}))?", re.ASCII)
#: A Digital Link that may be read without its escapes: it has none.
_DIGITAL_LINK = re.compile(r"/01/[0-9]{14}(?:/(?:10|21|22)/[0-9A-Za-z._-]{1,20}){0,3}", re.ASCII)
_GTINS = "/01/"
_LONGEST_QUESTION = 400
#: The end of the name of the session's cookie, plain or `__Host-`: who has one is greeted by name.
_SESSION = "ocop="

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


@dataclass(frozen=True)
class Parts:
    """What the short circuit shares with the rest of the application."""

    pages: PageCache
    epochs: Epochs
    limits: RateLimits
    hosts: frozenset[str]
    #: The moment on the clock where the registry lives.
    clock: Callable[[], datetime]
    record: Callable[..., None]
    #: Draws the page of a plain code in a language: whose it is, and the page; None leaves it to Flask.
    draw: Callable[[str, str | None, str], tuple[Offer, str] | None]
    #: Resolves a plain Digital Link for a program: whose it is, status, headers and body; None leaves it to Flask.
    resolve: Callable[[str, str, str], tuple[Offer, str, dict[str, str], bytes] | None]
    base_url: str
    #: The hash of the style that pages bring along.
    style: str
    #: Whether browsers are led on from a Digital Link as programs are.
    redirects: bool
    is_https: bool
    log_format: str


class ShortCircuit:
    """Stands in front of Flask's own application."""

    def __init__(self, app: App, parts: Parts) -> None:
        self._app, self._parts = app, parts
        self._log = request_logger(parts.log_format)
        #: Where browsers are shown the page itself.
        self._codes = tuple(one for one in _CODES if one != _GTINS or not parts.redirects)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer from memory or from a row, or let Flask answer."""
        began = time.perf_counter()
        key = self._key(environ)
        make = self._drawn
        if key is None:
            key, make = self._question(environ), self._resolved
        if key is None:
            return self._app(environ, start_response)
        moment = self._parts.clock()
        now = moment.timestamp()
        page = self._parts.pages.find(key, now, self._parts.epochs) or make(key, moment)
        if page is None:
            return self._app(environ, start_response)
        prefix = network_prefix(environ.get("REMOTE_ADDR"))
        if not self._parts.limits.takes(prefix, now):
            return self._app(environ, start_response)
        if page.offer.state:
            self._record(page.offer, moment, prefix, environ)
        return self._answer(page, environ, start_response, began)

    def _key(self, environ: Environ) -> tuple[str, str] | None:
        """Return the language and path of a plain request; None for every other request."""
        path = environ["PATH_INFO"]
        if not path.startswith(self._codes) or environ["REQUEST_METHOD"] != "GET":
            return None
        wanted = _QUERIES.get(environ.get("QUERY_STRING", ""))
        if wanted is None or "text/html" not in environ.get("HTTP_ACCEPT", ""):
            return None
        if any(environ.get(name) for name in _UNUSUAL) or _SESSION in environ.get("HTTP_COOKIE", ""):
            return None
        if environ.get("HTTP_HOST", "").partition(":")[0].lower() not in self._parts.hosts:
            return None
        return language_of(wanted, environ.get("HTTP_ACCEPT_LANGUAGE", "")), path

    def _question(self, environ: Environ) -> tuple[str, str] | None:
        """Return what a program asks of a plain Digital Link, and how it wants it; None for every other request."""
        path, accept = environ["PATH_INFO"], environ.get("HTTP_ACCEPT", "")
        if not path.startswith(_GTINS) or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "text/html" in accept:
            return None
        if not _DIGITAL_LINK.fullmatch(path) or any(environ.get(name) for name in _UNUSUAL):
            return None
        if environ.get("HTTP_HOST", "").partition(":")[0].lower() not in self._parts.hosts:
            return None
        query, languages = environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")
        if len(query) + len(accept) + len(languages) > _LONGEST_QUESTION:
            return None
        return f"{accept}\n{languages}", f"{path}?{query}" if query else path

    def _drawn(self, key: tuple[str, str], moment: datetime) -> Page | None:
        """Draw the page of a plain code, and keep it unless something changed meanwhile."""
        found = _PATH.fullmatch(key[1])
        drawn = self._parts.draw(found[1], found[2], key[0]) if found else None
        if drawn is None:
            return None
        offer, text = drawn
        headers = {"Content-Type": "text/html; charset=utf-8", **PAGE_HEADERS}
        if key[1].startswith(_GTINS):
            headers |= CROSS_SITE | {"Link": linkset_link(self._parts.base_url, plain_link(key[1]))}
        headers["Content-Security-Policy"] = policy_with(self._parts.style)
        return self._kept(key, moment, offer, "200 OK", headers, text.encode())

    def _resolved(self, key: tuple[str, str], moment: datetime) -> Page | None:
        """Resolve a plain Digital Link for a program, and keep the answer unless something changed meanwhile."""
        found = self._parts.resolve(key[1], *key[0].split("\n"))
        return self._kept(key, moment, *found) if found else None

    def _kept(
        self, key: tuple[str, str], moment: datetime, offer: Offer, status: str, headers: dict[str, str], body: bytes
    ) -> Page:
        midnight = datetime.combine(moment.date() + timedelta(days=1), time_of_day.min, moment.tzinfo)
        good_until = min(midnight.timestamp(), moment.timestamp() + LONGEST)
        headers = security_headers(key[1].partition("?")[0], is_https=self._parts.is_https) | headers
        page = Page(offer, good_until, list(headers.items()), body, status)
        if self._parts.epochs.newest() == offer.began:
            self._parts.pages.keep(key, page)
        return page

    def _record(self, offer: Offer, moment: datetime, prefix: str, environ: Environ) -> None:
        if family := looking_browser(environ):
            self._parts.record(
                offer.product_id, moment, unit_id=offer.unit_id, lot=offer.lot, state=offer.state, prefix=prefix,
                family=family,
            )  # fmt: skip

    def _answer(self, page: Page, environ: Environ, start_response: Any, began: float) -> Iterable[bytes]:
        request_id = os.urandom(16).hex()
        headers = [*page.headers, ("X-Request-ID", request_id)]
        body = page.body
        if body and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = page.packed
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        self._log(request_id, "/code", int(page.status[:3]), (time.perf_counter() - began) * 1000)
        start_response(page.status, headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []
