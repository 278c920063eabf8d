"""What a scanned code opens."""

import re
from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, render_template, request
from flask_babel import get_locale
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.gtins import gtin14, is_gtin
from ocop.domain.refusals import BadInput, NotFound, TooMany
from ocop.pages.contexts import shown_actor
from ocop.pages.public.code_pages import CodePages
from ocop.services.catalogue import list_products, path_of, views_of
from ocop.services.looks import look_at
from ocop.services.near_codes import products_near
from ocop.services.products import published_product
from ocop.services.scans import record_scan
from ocop.services.work import reading
from ocop.web.actors import current_actor
from ocop.web.languages import language_asked
from ocop.web.limits import asker_prefix
from ocop.web.looks import family_of, is_look
from ocop.web.page_caches import PAGE_HEADERS
from ocop.web.problems import words_of
from ocop.web.rate_limits import RateLimits
from ocop.web.settings import now, public_base_url, serial_keys, today

blueprint = Blueprint("scans", __name__)

#: The code, and a lot if any, in an address that was scanned or pasted whole, of this site or another's label.
_ADDRESS = re.compile(r"/(?:01|t|ocop)/([^/?#\s]{1,60})(?:/10/([^/?#\s]{1,20}))?", re.IGNORECASE | re.ASCII)


@blueprint.get("/01/<gtin>")
@blueprint.get("/01/<gtin>/10/<lot>")
@blueprint.get("/01/<gtin>/21/<serial>")
@blueprint.get("/01/<gtin>/10/<lot>/21/<serial>")
def by_gtin(gtin: str, lot: str | None = None, serial: str | None = None) -> AnyResponse:
    """Open what a GS1 Digital Link names."""
    try:
        gtin14(gtin[:20])
    except BadInput as refusal:
        return helping(gtin, words_of(refusal))
    return opened(gtin, lot, serial)


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


@blueprint.get("/scan")
def look_up() -> AnyResponse:
    """Take a typed code, a pasted address, or words to where they lead."""
    typed = request.args.get("code", "").strip()[:200]
    if not typed:
        return Response(render_template("public/scan.html"))
    code, lot = code_in(typed)
    try:
        with reading():
            path = path_of(published_product(code))
    except NotFound as refusal:
        return helping(typed, words_of(refusal))
    kept = f"?lang={language_asked()}" if "lang" in request.args else ""
    return redirect((f"{path}/10/{quote(lot)}" if lot else path) + kept, 303)


def code_in(typed: str) -> tuple[str, str | None]:
    """Return the code, and the lot if there is one, in what was typed: the code itself or a label's whole address.

    >>> code_in("HTTPS://OCOP.EXAMPLE.VN/T/21SD1T7Z/10/L1"), code_in("952 1234 543213")
    (('21SD1T7Z', 'L1'), ('9521234543213', None))
    """
    if found := _ADDRESS.search(typed):
        return found[1], found[2]
    return "".join(typed.split()), None


def opened(code: str, lot: str | None, serial: str | None) -> AnyResponse:
    """Return the page of a product, its scan counted before the answer, or the page that helps."""
    _check_rate("OCOP_RATE_LIMITS")
    pages: CodePages = current_app.config["OCOP_CODE_PAGES"]
    try:
        with reading():
            look = look_at(code, lot, serial, serial_keys())
            page, _band = pages.draw(look, today(), str(get_locale()), actor=shown_actor(current_actor()))
    except NotFound as refusal:
        return helping(code, words_of(refusal))
    if look.item == "unknown":
        _check_rate("OCOP_MISS_LIMITS")
    facts, found = look.facts, look.lot["code"] if look.lot else None
    if is_look(request.environ):
        record_scan(
            facts["id"], lot=found, serial=look.serial[:20] if look.serial else None, now=now(), today=today(),
            prefix=asker_prefix(), agent=family_of(request.user_agent.string),
        )  # fmt: skip
    response = Response(page, headers=PAGE_HEADERS)
    if serial:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _check_rate(name: str) -> None:
    """Refuse a network that asks too often. Raises TooMany `too-many-requests`."""
    limits: RateLimits = current_app.config[name]
    if not limits.takes(asker_prefix(), now().timestamp()):
        raise TooMany(
            "too-many-requests",
            "Mạng của bạn tra quá nhiều mã trong một phút; xin chờ rồi thử lại.",
            retry_after=limits.wait(),
        )


def helping(code: str, message: str) -> Response:
    """Return the page for a code that leads nowhere: what may have gone wrong, and what is near."""
    _check_rate("OCOP_MISS_LIMITS")
    typed = code[:60].replace("\x00", "")
    with reading():
        meant = products_near(typed)
        near = [] if meant or is_gtin(typed) else list_products(today(), limit=4, filters={"q": typed})[0]
        shown = views_of(meant or near, today(), base_url=public_base_url())
    page = render_template(
        "public/unknown.html", typed=typed, message=message, near=shown, is_meant=bool(meant),
        quoted=quote(typed), host=public_base_url(),
    )  # fmt: skip
    return Response(page, 404, headers={"Cache-Control": "no-store"})
