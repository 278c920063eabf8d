"""The second factor of one's own account: turned on with a QR, recovery codes, step-up, turned off."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ocop.domain.refusals import OcopError, RuleBroken
from ocop.domain.second_factors import needs_factor
from ocop.pages.forms import Form, done, see
from ocop.pages.once import fresh_word, is_repeated
from ocop.pages.qr_codes import qr_svg
from ocop.services.second_factors import make_offer, offered_secret, renew_recovery_codes, standing_of
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.gates import safe_next
from ocop.web.settings import factor_key, now, public_base_url
from ocop.web.sign_ins import prove_own_password
from ocop.web.step_ups import CODE_FIELD, ask_page, enrol_own, step_up, switch_own_off, tell_left

blueprint = Blueprint("second-factors", __name__)
_HERE = "/account/second-factor"


@blueprint.get("/account/second-factor")
def show() -> Response:
    """Offer a key to who has no second factor yet; show the others how they stand."""
    form = Form(request.args.to_dict())
    return _status(form) if _is_on() else _offer(form)


def _is_on() -> bool:
    with reading():
        return standing_of(required_actor().id) is not None


def _status(form: Form, *, codes: list[str] | None = None) -> Response:
    by = required_actor()
    with reading():
        standing = standing_of(by.id)
    shown: dict[str, Any] = {"standing": standing, "codes": codes, "needed": needs_factor(by.role)}
    return form.again("accounts/second_factor.html", once=fresh_word(), **shown)


def _offer(form: Form, *, secret: str | None = None, replaces: bool = False) -> Response:
    """Return the page of a key to enrol; the same one again after a wrong code, so that nobody scans twice."""
    by = required_actor()
    host = urlsplit(public_base_url()).hostname
    offer = make_offer(by, now(), issuer=f"OCOP {host}", key=factor_key(), secret=secret)
    shown: dict[str, Any] = {
        "offer": offer,
        "qr": qr_svg(offer.uri, _("Mã QR của khóa, để ứng dụng trên điện thoại quét")),
        "replaces": replaces,
        "needed": needs_factor(by.role),
    }
    return form.again("accounts/second_factor_new.html", **shown)


@blueprint.post("/account/second-factor")
def enrol() -> Response:
    """Turn the second factor on, by the password and the first code; show the recovery codes."""
    if _is_on():
        return see(_HERE)
    return _enrolled(replaces=False)


@blueprint.get("/account/second-factor/new")
def new() -> Response:
    """Offer another key, to put in the place of the one that is on."""
    return _offer(Form(), replaces=True) if _is_on() else see(_HERE)


@blueprint.post("/account/second-factor/new")
def replace() -> Response:
    """Put another key in the place of the one that is on; show new recovery codes."""
    return _enrolled(replaces=True) if _is_on() else see(_HERE)


def _enrolled(*, replaces: bool) -> Response:
    form, by = Form.sent(), required_actor()
    secret = offered_secret(by, now(), seal=form.value("offer"), key=factor_key())
    with form:
        if secret is None:
            raise RuleBroken("factor-offer-old", "Trang đã để quá lâu. Xin quét mã mới bên dưới.")
        if not replaces:
            prove_own_password(form.value("password"))
        codes = enrol_own(secret, form.value("code"), replaces=replaces)
        return _codes_page(codes, safe_next(form.value("next"), "/account"))
    return _offer(form, secret=secret, replaces=replaces)


def _codes_page(codes: list[str], onward: str) -> Response:
    """Return the only page that ever shows these codes; no redirect, which would have to keep them somewhere."""
    name = required_actor().name
    page = render_template("accounts/recovery_codes.html", codes=codes, onward=onward, name=name, made_at=now())
    return Response(page)


@blueprint.post("/account/second-factor/recovery-codes")
def renew_codes() -> Response:
    """Make recovery codes anew and show them; reloading makes no third set."""
    form, by = Form.sent(), required_actor()
    if is_repeated(form) or not _is_on():
        return see(_HERE)
    with unit_of_work():
        codes = renew_recovery_codes(by, now())
    return _codes_page(codes, "/account")


@blueprint.post("/account/second-factor/off")
def turn_off() -> Response:
    """Turn the second factor off, with a code of it."""
    form = Form.sent()
    with form:
        switch_own_off(form.value("code"))
        return done(_("Đã tắt lớp bảo vệ thứ hai."), "/account")
    return _status(form)


@blueprint.get("/account/step-up")
def ask() -> Response:
    """Ask for a code before something that needs one; who has no second factor turns it on first."""
    return ask_page(safe_next(request.args.get("next"), "/account")) if _is_on() else see(_HERE)


@blueprint.post("/account/step-up", endpoint="step_up")
def give() -> Response:
    """Take the code and lead back to where the person was."""
    form = Form.sent()
    onward = safe_next(form.value("next"), "/account")
    try:
        tell_left(step_up(form.value(CODE_FIELD)))
    except OcopError as refusal:
        return ask_page(onward, refusal)
    return see(onward)
