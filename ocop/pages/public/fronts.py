"""The front of pages behind codes: what the short circuit shares with the application behind it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Flask

from ocop.domain.digital_links import parse_target
from ocop.domain.refusals import NotFound, Unreadable
from ocop.pages.public.code_pages import CodePages
from ocop.services.epochs import Epochs
from ocop.services.looks import quick_look, registry_engine
from ocop.services.resolutions import Asked, resolve
from ocop.services.scan_logs import ScanLog
from ocop.services.stories import find_story
from ocop.services.story_changes import tell_of_products
from ocop.web.page_caches import Offer, PageCache
from ocop.web.rate_limits import Rate, RateLimits
from ocop.web.resolver_answers import answer_headers
from ocop.web.short_circuits import Parts, ShortCircuit

_STATUSES = {"redirect": "307 Temporary Redirect", "linkset": "200 OK", "choices": "300 Multiple Choices"}


def init_front(app: Flask, *, scan_rate: int, unknown_rate: int, page_cache_mb: int) -> None:
    """Put the short circuit before the application, and give both the same limits, pages and epochs.

    Rates are codes a minute of one network, 0 for no limit; a network may ask for half a minute's codes at once.
    """
    folder = app.config["OCOP_DATA_DIR"]
    app.config.update(
        OCOP_EPOCHS=Epochs(folder / "epochs.map"),
        OCOP_PAGE_CACHE=PageCache(page_cache_mb << 20),
        OCOP_RATE_LIMITS=RateLimits(folder / "rates.map", Rate(scan_rate, scan_rate / 2)),
        OCOP_MISS_LIMITS=RateLimits(folder / "misses.map", Rate(unknown_rate, unknown_rate)),
        OCOP_CODE_PAGES=CodePages(app),
    )
    parts = Parts(
        draw=_drawing(app),
        resolve=_resolving(app),
        base_url=app.config["OCOP_PUBLIC_BASE_URL"],
        style=app.config["OCOP_CODE_PAGES"].style_hash,
        redirects=app.config["OCOP_RESOLVER_REDIRECTS"],
        is_https=app.config["OCOP_IS_HTTPS"],
        log_format=app.config["OCOP_LOG_FORMAT"],
        pages=app.config["OCOP_PAGE_CACHE"],
        epochs=app.config["OCOP_EPOCHS"],
        limits=app.config["OCOP_RATE_LIMITS"],
        hosts=frozenset(app.config["TRUSTED_HOSTS"]),
        clock=lambda: _moment(app),
        record=_recording(app),
    )
    app.wsgi_app = ShortCircuit(app.wsgi_app, parts)  # type: ignore[method-assign]
    with app.app_context():
        tell_of_products(app.config["OCOP_EPOCHS"].tell)


def _moment(app: Flask) -> datetime:
    """Return the moment on the clock where the registry lives."""
    now: datetime = app.config["OCOP_CLOCK"]()
    return now.astimezone(app.config["OCOP_TIMEZONE"])


def _drawing(app: Flask) -> Callable[[str, str | None, str], tuple[Offer, str] | None]:
    pages: CodePages = app.config["OCOP_CODE_PAGES"]
    epochs: Epochs = app.config["OCOP_EPOCHS"]
    with app.app_context():
        engine = registry_engine()

    def draw(code: str, lot: str | None, language: str) -> tuple[Offer, str] | None:
        began = epochs.newest()
        look = quick_look(engine, code, lot)
        if look is None:
            return None
        text, band = pages.draw(look, _moment(app).date(), language)
        whose = str(look.facts["id"])
        lot_code = look.lot["code"] if look.lot else None
        return Offer(whose, look.facts["unit_id"], lot_code, band, epochs.of(whose), began), text

    return draw


def _resolving(app: Flask) -> Callable[[str, str, str], tuple[Offer, str, dict[str, str], bytes] | None]:
    """Return what resolves a Digital Link without a request around; None for what is refused or asks for more."""
    epochs: Epochs = app.config["OCOP_EPOCHS"]
    base_url: str = app.config["OCOP_PUBLIC_BASE_URL"]
    hosts: Sequence[str] = app.config["OCOP_LINK_HOSTS"]
    with app.app_context():
        engine = registry_engine()

    def answer(target: str, accept: str, languages: str) -> tuple[Offer, str, dict[str, str], bytes] | None:
        began = epochs.newest()
        try:
            link = parse_target(target)
            asked = Asked(link, target.partition("?")[2], accept, languages)
            day = _moment(app).date()
            found = resolve(
                lambda gtin: find_story(engine, gtin=gtin), engine, asked, day, base_url=base_url, hosts=hosts
            )
        except (NotFound, Unreadable):
            return None
        whose = str(found.facts["id"])
        offer = Offer(whose, found.facts["unit_id"], None, "", epochs.of(whose), began)
        return offer, _STATUSES[found.kind], answer_headers(found, base_url, link), found.body

    return answer


def _recording(app: Flask) -> Callable[..., None]:
    def record(product_id: str, moment: datetime, **look: Any) -> None:
        log: ScanLog = app.config["OCOP_SCAN_LOG"]
        log.record(product_id, at=moment, on=moment.date(), **look)

    return record
