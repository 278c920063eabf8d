"""What a scanned code opens."""

import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.gtins import gtin14, is_gtin
from ocop.domain.ratings import STAR_OF_RATING
from ocop.domain.refusals import BadInput, NotFound, TooMany
from ocop.domain.scan_bands import bands_of
from ocop.domain.stories import story_on
from ocop.domain.tools import TOOL_WORDS
from ocop.services.catalogue import list_products, path_of, views_of
from ocop.services.looks import Look, look_at
from ocop.services.near_codes import products_near
from ocop.services.products import published_product
from ocop.services.scans import record_scan, scans_of
from ocop.services.work import reading
from ocop.web.actors import current_actor
from ocop.web.languages import LANGUAGES, UNREVIEWED
from ocop.web.limits import asker_prefix
from ocop.web.looks import family_of, is_look
from ocop.web.page_caches import epochs, offer_page
from ocop.web.rate_limits import RateLimits
from ocop.web.settings import now, public_base_url, serial_keys, today

blueprint = Blueprint("scans", __name__)

#: The code, and a lot if any, in an address that was scanned or pasted whole, of this site or another's label.
_ADDRESS = re.compile(r"/(?:01|t|ocop)/([^/?#\s]{1,60})(?:/10/([^/?#\s]{1,20}))?", re.IGNORECASE | re.ASCII)
_VARY = "Accept, Accept-Language, Accept-Encoding"


@blueprint.get("/01/<gtin>")
@blueprint.get("/01/<gtin>/10/<lot>")
@blueprint.get("/01/<gtin>/21/<serial>")
@blueprint.get("/01/<gtin>/10/<lot>/21/<serial>")
def by_gtin(gtin: str, lot: str | None = None, serial: str | None = None) -> AnyResponse:
    """Open what a GS1 Digital Link names."""
    try:
        gtin14(gtin[:20])
    except BadInput as refusal:
        return helping(gtin, refusal.message)
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
        return helping(code, refusal.message)


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
        return helping(typed, refusal.message)
    return redirect(f"{path}/10/{quote(lot)}" if lot else path, 303)


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
    began = epochs().newest()
    try:
        with reading():
            look = look_at(code, lot, serial, serial_keys())
            shown = page_of(look)
            page = render_template("public/product.html", **shown)
    except NotFound as refusal:
        return helping(code, refusal.message)
    if look.item == "unknown":
        _check_rate("OCOP_MISS_LIMITS")
    facts, found = look.facts, look.lot["code"] if look.lot else None
    if is_look(request.environ):
        record_scan(
            facts["id"], lot=found, serial=look.serial[:20] if look.serial else None, now=now(), today=today(),
            prefix=asker_prefix(), agent=family_of(request.user_agent.string),
        )  # fmt: skip
    response = Response(page)
    response.headers["Cache-Control"] = "private, no-store" if serial else "public, max-age=30"
    response.headers["Vary"] = _VARY
    if not serial and current_actor() is None:
        offer_page(facts["id"], facts["unit_id"], found, shown["bands"][0], began)
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


def page_of(look: Look) -> dict[str, Any]:
    """Return what the page of a look says today."""
    story, base = story_on(look.facts, today(), look.made_on), public_base_url()
    looks = look.seen["visitors"] if look.seen else 0
    bands = bands_of(story, lot=look.lot, is_lot_unknown=look.unknown_lot is not None, item=look.item, looks=looks)
    product, photo = story["product"], look.facts["photo"]
    lot_code = look.lot["code"] if look.lot else None
    path = product["path"] + (f"/10/{quote(lot_code, safe='')}" if lot_code else "")
    return {
        **story,
        "bands": bands,
        "lot": look.lot,
        "unknown_lot": look.unknown_lot,
        "serial": look.serial,
        "item": look.item,
        "number": look.number,
        "seen": look.seen,
        "base": base,
        "path": path,
        "photo_url": f"{base}/media/{photo}" if photo else None,
        "report_url": _report_url(product["code"], lot_code, look.serial),
        "tools": [_(TOOL_WORDS[tool]) for tool in story["tools"]],
        "others": [one | {"stars": STAR_OF_RATING.get(one["rating"])} for one in story["others"]],
        "scans": scans_of(look.facts["id"]),
        **languages_of(path, look.serial),
    }


def languages_of(path: str, serial: str | None) -> dict[str, Any]:
    """Return the language of the page and the way to the others: an address each, no cookie."""
    here = f"{path}/21/{quote(serial, safe='')}" if serial else path
    return {
        "lang": str(get_locale()),
        "unreviewed": UNREVIEWED,
        "languages_told": list(LANGUAGES),
        "languages": [(code, name, f"{here}?lang={code}") for code, name in LANGUAGES.items()],
    }


def _report_url(code: str, lot: str | None, serial: str | None) -> str:
    """Return the address of the form that reports what is wrong with the thing at hand."""
    parts = {"code": code, "lot": lot, "serial": serial}
    return "/reports/new?" + "&".join(f"{name}={quote(text, safe='')}" for name, text in parts.items() if text)


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
