"""The page where a code is scanned, photographed or typed, and the pages that help where it leads nowhere."""

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.gtins import is_gtin
from ocop.domain.refusals import BadInput, NotFound, OcopError, TooMany
from ocop.services.catalogue import list_products, views_of
from ocop.services.look_ups import LONGEST, LookUp, best_of, look_up
from ocop.services.near_codes import products_near
from ocop.services.photo_codes import codes_in_photo
from ocop.services.throttles import PHOTOS, check_throttle, note_failure, take_back
from ocop.services.work import reading, unit_of_work
from ocop.web.limits import asker_prefix
from ocop.web.problems import status_of, words_of
from ocop.web.rate_limits import check_rate
from ocop.web.settings import now, public_base_url, serial_keys, today

blueprint = Blueprint("look_ups", __name__)

#: What is found, chosen or missed is told to whoever asked, and kept nowhere on the way.
_UNKEPT = {"Cache-Control": "no-store"}


@blueprint.get("/scan")
def by_text() -> AnyResponse:
    """Take a typed code, a pasted address, or words to where they lead."""
    typed = request.args.get("code", "").strip()[:LONGEST]
    lot = request.args.get("lot", "").strip()[:40]
    if not typed:
        return Response(render_template("public/scan.html"))
    try:
        with reading():
            return found_page(look_up(typed, serial_keys(), lot=lot), typed)
    except (NotFound, BadInput) as refusal:
        if refusal.field == "lot":
            return lot_wanted(typed, lot, words_of(refusal))
        return helping(typed, words_of(refusal))


@blueprint.post("/scan")
def by_photo() -> AnyResponse:
    """Read the codes in a photograph, which is not kept, and lead to what they name."""
    sent = request.files.get("photo")
    data = sent.read() if sent else b""
    try:
        if not data:
            raise BadInput("photo-missing", "Chưa có ảnh nào được chọn.", field="photo")
        texts = read_photo(data)
    except OcopError as refusal:
        return photo_refused(refusal)
    try:
        with reading():
            answer = found_page(best_of(texts, serial_keys()), texts[0])
    except (NotFound, BadInput) as refusal:
        return helping(texts[0].strip(), words_of(refusal))
    return answer


def read_photo(data: bytes) -> list[str]:
    """Read a photograph's codes, the try counted for the asker's network before; what could be read is no burden."""
    key, moment = f"scan-photo:{asker_prefix()}", now()
    with unit_of_work():
        check_throttle(key, moment)
        note_failure(key, moment, PHOTOS)
    texts = codes_in_photo(data)
    with unit_of_work():
        take_back(key, moment)
    return texts


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_fault: RequestEntityTooLarge) -> AnyResponse:
    """Say of a photograph that was too large to be sent what to do instead."""
    message = words_of(BadInput("photo-too-large", "Ảnh lớn hơn 6 MB."))
    return Response(render_template("public/scan.html", message=message), 413, headers=_UNKEPT)


def photo_refused(refusal: OcopError) -> Response:
    """Return the page again with what was wrong with a photograph and what helps."""
    headers = _UNKEPT | ({"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooMany) else {})
    page = render_template(
        "public/scan.html", message=words_of(refusal), is_unseen=refusal.code == "code-not-seen",
        has_to_wait=isinstance(refusal, TooMany),
    )  # fmt: skip
    return Response(page, status_of(refusal), headers=headers)


def found_page(found: LookUp, typed: str) -> AnyResponse:
    """Lead to the one product that was found; otherwise ask which of several, or of which lot."""
    if found.needs_lot:
        return lot_wanted(found.serial or typed)
    if len(found.products) == 1:
        answer = redirect(found.path(found.products[0]), 303)
        answer.headers.extend(_UNKEPT)
        return answer
    views = views_of(found.products, today(), base_url=public_base_url())
    choices = [view | {"path": found.path(one)} for view, one in zip(views, found.products, strict=True)]
    return Response(render_template("public/choices.html", choices=choices, lot=found.lot), headers=_UNKEPT)


def lot_wanted(typed: str, lot: str = "", message: str | None = None) -> Response:
    """Return the page that asks for the lot of a serial; 404 where the one given is nobody's."""
    page = render_template("public/lot_wanted.html", typed=typed, lot=lot, message=message)
    return Response(page, 404 if message else 200, headers=_UNKEPT)


def helping(code: str, message: str, status: int = 404) -> Response:
    """Return the page for a code that leads nowhere: what may have gone wrong, and what is near."""
    check_rate("OCOP_MISS_LIMITS")
    typed = code[:60].replace("\x00", "")
    with reading():
        meant = products_near(typed)
        near = [] if meant or is_gtin(typed) else list_products(today(), limit=4, filters={"q": typed})[0]
        shown = views_of(meant or near, today(), base_url=public_base_url())
    page = render_template(
        "public/unknown.html", typed=typed, message=message, near=shown, is_meant=bool(meant),
        quoted=quote(typed, safe=""), host=public_base_url(),
    )  # fmt: skip
    return Response(page, status, headers=_UNKEPT)
