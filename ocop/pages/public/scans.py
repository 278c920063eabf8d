"""What a scanned code opens."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.gtins import gtin14
from ocop.domain.refusals import BadInput, NotFound
from ocop.domain.tools import TOOL_WORDS
from ocop.pages.public.look_ups import helping
from ocop.services.catalogue import path_of, view_of
from ocop.services.label_jobs import item_state
from ocop.services.lots import find_lot
from ocop.services.products import published_product
from ocop.services.scans import record_scan
from ocop.services.stories import story_of
from ocop.services.work import reading
from ocop.web.limits import asker_prefix
from ocop.web.settings import now, public_base_url, serial_keys, today

blueprint = Blueprint("scans", __name__)

#: Machines that fetch a page to show a preview of it; they are no scans.
_PREVIEWS = ("facebookexternalhit", "facebot", "twitterbot", "telegrambot", "whatsapp", "slackbot", "bot/", "crawler")
#: Zalo fetches previews under its name, and so does the browser inside it, which people scan with.
_ZALO, _PEOPLES = "zalo", ("iphone", "ipad", "mobile", "android")
_FAMILIES = ("edg", "samsungbrowser", "firefox", "chrome", "safari")


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


def opened(code: str, lot: str | None, serial: str | None) -> AnyResponse:
    """Return the page of a product, its scan counted before the answer, or the page that helps."""
    try:
        with reading():
            product = published_product(code)
            shown = page_of(product, lot, serial)
            product_id = product.id
    except NotFound as refusal:
        return helping(code, refusal.message)
    if is_scan():
        record_scan(
            product_id, lot=shown["lot_code"], serial=(serial or "")[:20] or None,
            now=now(), today=today(), prefix=asker_prefix(), agent=browser_family(),
        )  # fmt: skip
    response = Response(render_template("public/product.html", **shown))
    response.headers["Cache-Control"] = "private, no-store" if serial else "public, max-age=60"
    return response


def page_of(product: Any, lot: str | None, serial: str | None) -> dict[str, Any]:
    """Return what the page of a product says today."""
    view = view_of(product, today(), base_url=public_base_url())
    found, unknown_lot = None, None
    if lot is not None:
        try:
            found = find_lot(product, lot)
        except NotFound:
            unknown_lot = lot[:20]
    story = story_of(product, view, today(), base_url=public_base_url())
    return {
        "product": view,
        "lot": found,
        "lot_code": found.code if found else None,
        "unknown_lot": unknown_lot,
        "serial": serial[:24] if serial else None,
        "item": item_state(product, found, serial, serial_keys()) if found and serial else None,
        "host": public_base_url(),
        **story,
        "tools": [_(TOOL_WORDS[tool]) for tool in story["tools"]],
    }


def is_scan() -> bool:
    """Tell whether a person looks: no HEAD, no prefetch, no preview."""
    agent = request.user_agent.string.lower()
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    is_zalo_preview = _ZALO in agent and not any(one in agent for one in _PEOPLES)
    is_preview = is_zalo_preview or any(one in agent for one in _PREVIEWS)
    return request.method == "GET" and "prefetch" not in purpose and not is_preview


def browser_family() -> str:
    """Return the family of the browser, which alone goes into the day's hash."""
    agent = request.user_agent.string.lower()
    return next((family for family in _FAMILIES if family in agent), "other")
