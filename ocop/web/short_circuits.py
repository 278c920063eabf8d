"""The short circuit: pages behind codes answered before Flask is asked, in plain WSGI.

Only the plain case is taken: a browser's GET of a code whose page is kept and right. Everything else falls
through, and what a view then answers is kept for the next. Headers are those that Flask's answer had; limits, the
log and the count of scans are the same.
"""

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ocop.services.epochs import Epochs
from ocop.web.languages import LANGUAGES, language_of
from ocop.web.limits import network_prefix
from ocop.web.logs import log_request
from ocop.web.looks import family_of, is_look
from ocop.web.page_caches import LONGEST, OFFER, Offer, Page, PageCache
from ocop.web.rate_limits import RateLimits

_CODES = ("/01/", "/t/", "/T/")
_QUERIES = {"": "", **{f"lang={language}": language for language in LANGUAGES}}
#: Headers of a request that ask for more than the plain page.
_UNUSUAL = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "CONTENT_LENGTH")
_OWN = ("x-request-id", "content-length", "date")
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
    #: The moment, in seconds since 1970, and the first second of the next day where the registry lives.
    clock: Callable[[], tuple[float, float]]
    record: Callable[..., None]


class ShortCircuit:
    """Stands in front of Flask's own application."""

    def __init__(self, app: App, parts: Parts) -> None:
        self._app, self._parts = app, parts

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer from memory, or let Flask answer and keep what it offers."""
        key = self._key(environ)
        if key is None:
            return self._app(environ, start_response)
        began = time.perf_counter()
        now, midnight = self._parts.clock()
        page = self._parts.pages.find(key, now, self._parts.epochs)
        if page is None:
            return self._through(key, min(midnight, now + LONGEST), environ, start_response)
        prefix = network_prefix(environ.get("REMOTE_ADDR"))
        if not self._parts.limits.takes(prefix, now):
            return self._app(environ, start_response)
        self._record(page.offer, prefix, environ)
        return self._answer(page, environ, start_response, began)

    def _key(self, environ: Environ) -> str | None:
        """Return what the page of a plain request is kept under; None for every other request."""
        path = environ["PATH_INFO"]
        if not path.startswith(_CODES) or environ["REQUEST_METHOD"] != "GET":
            return None
        wanted = _QUERIES.get(environ.get("QUERY_STRING", ""))
        if wanted is None or "text/html" not in environ.get("HTTP_ACCEPT", ""):
            return None
        if any(environ.get(name) for name in _UNUSUAL):
            return None
        if _SESSION in environ.get("HTTP_COOKIE", ""):
            return None
        if environ.get("HTTP_HOST", "").partition(":")[0].lower() not in self._parts.hosts:
            return None
        language = language_of(wanted, environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        return f"{language} {wanted} {environ.get('wsgi.url_scheme')} {path}"

    def _record(self, offer: Offer, prefix: str, environ: Environ) -> None:
        if is_look(environ):
            self._parts.record(
                product_id=offer.product_id, unit_id=offer.unit_id, lot=offer.lot, state=offer.state,
                prefix=prefix, agent=family_of(environ.get("HTTP_USER_AGENT", "")),
            )  # fmt: skip

    def _answer(self, page: Page, environ: Environ, start_response: Any, began: float) -> Iterable[bytes]:
        request_id = uuid.uuid4().hex
        headers = [*page.headers, ("X-Request-ID", request_id)]
        body = page.body
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = page.packed
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        log_request(request_id, "/code", 200, (time.perf_counter() - began) * 1000)
        start_response("200 OK", headers)
        return [body]

    def _through(self, key: str, good_until: float, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Let Flask answer; keep the page if the view offers it and nothing changed meanwhile."""
        told: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            told[:] = [status, headers]
            return lambda _: None

        answered = self._app(environ, note)
        try:
            body = b"".join(answered)
        finally:
            if close := getattr(answered, "close", None):
                close()
        status, headers = told
        offer = environ.get(OFFER)
        is_plain = not any(name.lower() == "set-cookie" for name, _ in headers)
        if isinstance(offer, Offer) and status.startswith("200") and is_plain:
            kept = [(name, value) for name, value in headers if name.lower() not in _OWN]
            page = Page(offer, good_until, kept, body)
            if self._parts.epochs.newest() == offer.began:
                self._parts.pages.keep(key, page)
            if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
                body = page.packed
                headers = [one for one in headers if one[0].lower() != "content-length"]
                headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]
