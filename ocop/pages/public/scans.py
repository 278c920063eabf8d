"""What a scanned code opens, and the page where a code is typed."""

import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.gtins import gtin14, is_gtin
from ocop.domain.refusals import BadInput, NotFound
from ocop.domain.scans import browser_family, is_look
from ocop.domain.tools import TOOL_WORDS
from ocop.services.catalogue import list_products, path_of, view_of, views_of
from ocop.services.label_jobs import item_state
from ocop.services.lots import find_lot
from ocop.services.near_codes import products_near
from ocop.services.products import published_product
from ocop.services.stories import story_of
from ocop.services.work import reading
from ocop.web.limits import asker_prefix
from ocop.web.settings import now, public_base_url, scan_log, serial_keys, today

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
    try:
        with reading():
            product = published_product(code)
            shown = page_of(product, lot, serial)
            product_id, unit_id = product.id, product.unit_id
    except NotFound as refusal:
        return helping(code, refusal.message)
    agent = request.user_agent.string
    if is_look(request.method, agent, asked_ahead()):
        scan_log().record(
            product_id, at=now(), on=today(), state=state_shown(shown), prefix=asker_prefix(),
            family=browser_family(agent), unit_id=unit_id, lot=shown["lot_code"], item=item_shown(shown),
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


def state_shown(shown: dict[str, Any]) -> str:
    """Return the word for what a page shows, as a scan notes it: a recall before a void label before the band."""
    if shown["lot"] is not None and shown["lot"].state == "recalled":
        return "recalled"
    return "void" if shown["item"] and shown["item"][0] == "void" else str(shown["state"])


def item_shown(shown: dict[str, Any]) -> int | None:
    """Return the index of the item that a page is about, or None where no key vouched for its serial."""
    number = shown["item"][1] if shown["item"] else None
    return number - 1 if number else None


def asked_ahead() -> str:
    """Return what the headers say by which a browser tells that nobody looks yet."""
    return " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))


def helping(code: str, message: str) -> Response:
    """Return the page for a code that leads nowhere: what may have gone wrong, and what is near."""
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
