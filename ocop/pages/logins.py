"""The door: signing in and out, entering by a paper code, and a new producer's own account."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ocop.domain.accounts import Role
from ocop.domain.refusals import RuleBroken
from ocop.pages.forms import Form, done, see
from ocop.services.accounts import free_name, register_producer
from ocop.services.passwords import check_password, hash_password
from ocop.services.throttles import REGISTRATIONS, check_throttle, note_failure
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import current_actor
from ocop.web.gates import safe_next
from ocop.web.limits import asker_prefix
from ocop.web.settings import now
from ocop.web.sign_ins import enter_by_code, finish_sign_in, is_half_way, sign_in, sign_out
from ocop.web.step_ups import tell_left

blueprint = Blueprint("logins", __name__)


def room_of(role: Role) -> str:
    """Return the address of a role's room."""
    return "/producer" if role == Role.PRODUCER else "/office"


@blueprint.get("/login")
def login() -> Response:
    """Ask for name and password; somebody who is signed in is sent on."""
    actor = current_actor()
    if actor is not None:
        return see(safe_next(request.args.get("next"), room_of(actor.role)))
    return Form(request.args.to_dict()).again("accounts/login.html")


@blueprint.post("/login")
def enter() -> Response:
    """Sign in and go to where the person wanted to be."""
    form = Form.sent()
    with form:
        actor = sign_in(form.value("name"), form.value("password"))
        onward = safe_next(form.value("next"), room_of(actor.role))
        return _to_the_code(onward) if is_half_way() else see(onward)
    return form.again("accounts/login.html")


def _to_the_code(onward: str) -> Response:
    return see(f"/login/code?{urlencode({'next': onward})}")


@blueprint.get("/login/code")
def ask_code() -> Response:
    """Ask for the code of the second factor, where the password was right a moment ago."""
    return Form(request.args.to_dict()).again("accounts/login_code.html") if is_half_way() else see("/login")


@blueprint.post("/login/code")
def give_code() -> Response:
    """Take the code and sign in; too late, and the password is asked for again."""
    form = Form.sent()
    with form:
        actor, left = finish_sign_in(form.value("code"))
        tell_left(left)
        return see(safe_next(form.value("next"), room_of(actor.role)))
    is_over = form.is_refused("half-login-over")
    form.values.pop("code", None)
    return form.again("accounts/login.html" if is_over else "accounts/login_code.html")


@blueprint.post("/logout")
def leave() -> Response:
    """Sign out of this browser."""
    sign_out()
    return see("/")


@blueprint.get("/enter")
@blueprint.get("/enter/<code>")
def code(code: str = "") -> str:
    """Ask for the code of the paper slip, which its QR has typed already, and a password."""
    return render_template("accounts/enter.html", form=Form({"code": code[:40]}))


@blueprint.post("/enter")
def enter_with_code() -> Response:
    """Let a household in by its one-time code, with the password that it chose."""
    form = Form.sent()
    with form:
        _check_repeated(form)
        actor = enter_by_code(form.value("code"), form.value("password"))
        if is_half_way():
            return _to_the_code(room_of(actor.role))
        words = _("Xin chào! Lần sau, đăng nhập bằng tên “%(name)s” và mật khẩu vừa đặt.", name=actor.name)
        return done(words, room_of(actor.role))
    return form.again("accounts/enter.html")


@blueprint.get("/register")
def registration() -> str:
    """Ask a new producer for a name and a password."""
    return render_template("accounts/register.html", form=Form())


@blueprint.post("/register")
def register() -> Response:
    """Make a producer's account and sign it in; its subject comes next."""
    form = Form.sent()
    with form:
        _check_repeated(form)
        _register(form.value("name"), form.value("password"))
        sign_in(form.value("name"), form.value("password"))
        return see("/producer/subject/new")
    return form.again("accounts/register.html")


def _register(name: str, password: str) -> None:
    """Count the try for the asker's network, hash outside any transaction, keep the account."""
    moment, key = now(), f"register-network:{asker_prefix()}"
    check_password(password, name=name)
    with unit_of_work():
        check_throttle(key, moment)
        note_failure(key, moment, REGISTRATIONS)
    with reading():
        free_name(name)  # before the slow hash, so that a wrong name costs nobody 80 ms
    made = hash_password(password)
    with unit_of_work():
        register_producer(moment, name=name, password_hash=made)


def _check_repeated(form: Form) -> None:
    """Refuse a new password that was typed differently the second time. Raises RuleBroken `password-differs`."""
    typed: dict[str, Any] = form.values
    if typed.get("password") != typed.get("repeated"):
        raise RuleBroken("password-differs", "Hai lần gõ mật khẩu chưa giống nhau.", field="repeated")
