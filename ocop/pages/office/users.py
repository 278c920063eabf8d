"""Accounts that an office looks after: listed, made, put out of use. Nobody here ever sees a password."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ocop.domain.accounts import ROLE_WORDS, UNIT_ROLES, Role
from ocop.domain.refusals import BadInput
from ocop.pages.forms import Form, done
from ocop.pages.once import fresh_word
from ocop.schemas.accounts import DropFactorIn, EndIn
from ocop.services.accounts import deactivate_user, find_managed_user, invite_user, managed_roles
from ocop.services.entry_codes import is_reset
from ocop.services.offices import managed_users, subject_names, unit_names
from ocop.services.second_factors import drop_factor as drop
from ocop.services.second_factors import standing_of
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now

blueprint = Blueprint("office-users", __name__)


@blueprint.get("/office/users")
def index() -> str:
    """List the accounts that the office looks after."""
    by, q = required_actor(), request.args.get("q", "")[:100]
    with reading():
        users, onward = managed_users(by, q, request.args.get("after", "")[:60])
        shown: dict[str, Any] = {
            "users": users,
            "onward": onward,
            "q": q,
            "units": unit_names([user.unit_id for user in users]),
            "subjects": subject_names([user.subject_id for user in users]),
        }
        return render_template("office/users.html", ROLE_WORDS=ROLE_WORDS, **shown)


@blueprint.get("/office/users/new")
def new() -> Response:
    """Ask for the new account."""
    return _form_page(Form())


def _form_page(form: Form) -> Response:
    by = required_actor()
    roles = [(str(role), _(ROLE_WORDS[role])) for role in managed_roles(by) if role != Role.PRODUCER]
    return form.again("office/user_form.html", roles=roles, unit_roles=UNIT_ROLES)


@blueprint.post("/office/users/new")
def create() -> Response:
    """Make an account; its owner enters by a slip and chooses the password."""
    form, by = Form.sent(), required_actor()
    with form:
        if form.value("role") not in set(Role):
            raise BadInput("role-unknown", "Xin chọn một vai trò.", field="role")
        texts = {name: form.value(name) or None for name in ("full_name", "unit_code")}
        with unit_of_work():
            user_id = invite_user(by, now(), name=form.value("name"), role=Role(form.value("role")), **texts).id
        return done(_("Đã tạo tài khoản. Giờ in phiếu để người dùng tự đặt mật khẩu."), f"/office/users/{user_id}")
    return _form_page(form)


@blueprint.get("/office/users/<user_id>")
def show(user_id: str) -> Response:
    """Show one account."""
    return _account_page(user_id, Form())


def _account_page(user_id: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        user = find_managed_user(by, user_id)
        shown: dict[str, Any] = {"units": unit_names([user.unit_id]), "subjects": subject_names([user.subject_id])}
        shown |= {"ROLE_WORDS": ROLE_WORDS, "is_own": user.id == by.id, "once": fresh_word()}
        shown |= {"standing": standing_of(user.id), "resets": is_reset(user)}
        return form.again("office/user.html", user=user, **shown)


@blueprint.post("/office/users/<user_id>/deactivation")
def deactivate(user_id: str) -> Response:
    """Put an account out of use at once."""
    why = Form.sent().read(EndIn(), ("why",))
    with unit_of_work():
        deactivate_user(required_actor(), now(), user_id=user_id, **why)
    return done(
        _("Tài khoản đã ngừng dùng; mọi phiên và mã truy cập của nó đã hết hiệu lực."), f"/office/users/{user_id}"
    )


@blueprint.post("/office/users/<user_id>/second-factor/drop")
def drop_factor(user_id: str) -> Response:
    """Drop a lost second factor, with a reason; its owner enters by the password and turns a new one on."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(DropFactorIn(), ("why",))
        with unit_of_work():
            drop(by, now(), user_id=user_id, **fields)
        return done(_("Đã bỏ lớp bảo vệ thứ hai của tài khoản; mọi phiên của nó đã hết."), f"/office/users/{user_id}")
    return _account_page(user_id, form)
