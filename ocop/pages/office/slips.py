"""Paper slips: a one-time code with which a person enters and chooses a password; shown once, printed, gone.

The page with the code answers the POST itself: a redirect would have to keep the code somewhere. Each form
carries a word that is good once, so that reloading the page makes no second code that ends the printed one.
"""

from typing import Any

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from ocop.domain.accounts import Role
from ocop.pages.forms import Form, see
from ocop.pages.once import fresh_word, is_repeated
from ocop.pages.qr_codes import qr_svg
from ocop.services.accounts import find_managed_user, invite_user
from ocop.services.entry_codes import VALID_FOR, is_reset, life_of_code, make_entry_code
from ocop.services.offices import accounts_of, area_name, suggested_name
from ocop.services.subjects import own_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url

blueprint = Blueprint("office-slips", __name__)


@blueprint.get("/office/subjects/<subject_id>/slip")
def ask(subject_id: str) -> Response:
    """Ask for the name of the household's account, suggested from its telephone."""
    return _asking(subject_id, Form())


def _asking(subject_id: str, form: Form) -> Response:
    with reading():
        subject = own_subject(required_actor(), subject_id)
        accounts = [user for user in accounts_of(subject.id) if user.is_active]
        form.values.setdefault("name", suggested_name(subject))
        shown: dict[str, Any] = {"subject": subject, "accounts": accounts, "once": fresh_word()}
        shown["resets"] = bool(accounts) and is_reset(accounts[0])
        return form.again("office/slip_form.html", days=VALID_FOR.days, **shown)


@blueprint.post("/office/subjects/<subject_id>/slip")
def make(subject_id: str) -> Response:
    """Make the account where there is none, and a code; show the slip."""
    form, by = Form.sent(), required_actor()
    if is_repeated(form):
        return see(f"/office/subjects/{subject_id}/slip")
    with form, unit_of_work():
        subject = own_subject(by, subject_id)
        held = next((user for user in accounts_of(subject.id) if user.is_active), None)
        user = held or invite_user(by, now(), name=form.value("name"), role=Role.PRODUCER, subject_id=subject.id)
        return _slip(
            make_entry_code(by, now(), user_id=user.id), user, subject.name, f"/office/subjects/{subject_id}"
        )
    return _asking(subject_id, form)


@blueprint.post("/office/users/<user_id>/slip")
def make_for_user(user_id: str) -> Response:
    """Make a code for an account that the office looks after; show the slip."""
    form, by = Form.sent(), required_actor()
    if is_repeated(form):
        return see(f"/office/users/{user_id}")
    with unit_of_work():
        user = find_managed_user(by, user_id)
        code = make_entry_code(by, now(), user_id=user.id)
        return _slip(code, user, user.full_name or user.name, f"/office/users/{user_id}")


def _slip(code: str, user: Any, whom: str, back: str) -> Response:
    """Return the page to print: code in groups, address, QR, last day."""
    address = f"{public_base_url()}/enter"
    shown: dict[str, Any] = {
        "code": code,
        "user": user,
        "whom": whom,
        "back": back,
        "address": address,
        "qr": qr_svg(f"{address}/{code}", _("Mã QR để vào sổ")),
        "expires_at": now() + life_of_code(user),
        "resets": is_reset(user),
        "office": area_name(required_actor()),
    }
    return Response(render_template("office/slip.html", **shown))
