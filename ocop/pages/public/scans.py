"""What a scanned code opens."""

from flask import Blueprint, Response, current_app, redirect, request
from flask_babel import get_locale
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.refusals import NotFound
from ocop.pages.contexts import shown_actor
from ocop.pages.public.code_pages import CodePages
from ocop.pages.public.look_ups import helping
from ocop.services.catalogue import path_of
from ocop.services.looks import look_at
from ocop.services.products import published_product
from ocop.services.work import reading
from ocop.web.actors import current_actor
from ocop.web.headers import policy_with
from ocop.web.limits import asker_prefix
from ocop.web.looks import looking_browser
from ocop.web.page_caches import PAGE_HEADERS
from ocop.web.problems import words_of
from ocop.web.rate_limits import check_rate
from ocop.web.settings import now, scan_log, serial_keys, today

blueprint = Blueprint("scans", __name__)


@blueprint.get("/t/<code>")
@blueprint.get("/t/<code>/10/<lot>")
@blueprint.get("/t/<code>/21/<serial>")
@blueprint.get("/t/<code>/10/<lot>/21/<serial>")
@blueprint.get("/T/<code>")
@blueprint.get("/T/<code>/10/<lot>")
@blueprint.get("/T/<code>/21/<serial>")
@blueprint.get("/T/<code>/10/<lot>/21/<serial>")
def by_code(code: str, lot: str | None = None, serial: str | None = None) -> AnyResponse:
    """Open what a short code names, whether or not the product has a GTIN by now."""
    return opened(code, lot, serial)


@blueprint.get("/ocop/<code>")
def by_official_code(code: str) -> AnyResponse:
    """Lead from an official code, or one of before, to the product."""
    try:
        with reading():
            return redirect(path_of(published_product(code)), 301)
    except NotFound as refusal:
        return helping(code, words_of(refusal))


def opened(code: str, lot: str | None, serial: str | None) -> AnyResponse:
    """Return the page of a product, its scan counted before the answer, or the page that helps."""
    check_rate("OCOP_RATE_LIMITS")
    pages: CodePages = current_app.config["OCOP_CODE_PAGES"]
    try:
        with reading():
            look = look_at(code, lot, serial, serial_keys())
            page, band = pages.draw(look, today(), str(get_locale()), actor=shown_actor(current_actor()))
    except NotFound as refusal:
        return helping(code, words_of(refusal))
    if look.item == "unknown":
        check_rate("OCOP_MISS_LIMITS")
    facts, found = look.facts, look.lot["code"] if look.lot else None
    if family := looking_browser(request.environ):
        scan_log().record(
            facts["id"], at=now(), on=today(), state=band, prefix=asker_prefix(),
            family=family, unit_id=facts["unit_id"], lot=found,
            item=look.number - 1 if look.number else None,
        )  # fmt: skip
    response = Response(page, headers=PAGE_HEADERS | {"Content-Security-Policy": policy_with(pages.style_hash)})
    if serial:
        response.headers["Cache-Control"] = "private, no-store"
    return response
