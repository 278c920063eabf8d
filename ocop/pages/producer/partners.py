"""Partners of a producer: from whom it buys, to whom it delivers."""

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from ocop.pages.forms import Form, done
from ocop.pages.producer.origins import own, tabs_of
from ocop.schemas.partners import PartnerIn, PartnerPatch
from ocop.services.partners import (
    add_partner,
    change_partner,
    close_partner,
    find_partner,
    partners_of,
    reopen_partner,
)
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url

blueprint = Blueprint("producer-partners", __name__)
_HOME = "/producer/partners"
_TEXTS = ("name", "phone", "address")
_TICKS = ("supplies", "receives", "is_named")


@blueprint.get(_HOME)
def index() -> Response:
    """Show the partners and the form of another."""
    with reading():
        return _page(Form())


def _page(form: Form) -> Response:
    subject = own()
    shown = {"several": partners_of(subject), "closed": partners_of(subject, closed=True), "tabs_told": tabs_of()}
    return form.again("producer/partners.html", **shown)


def _ticks(form: Form) -> dict[str, Any]:
    return {name: form.has(name) for name in _TICKS}


@blueprint.post(_HOME)
def create() -> Response:
    """Add a partner."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(PartnerIn(), (*_TEXTS, "gln"))
        with unit_of_work():
            partner = add_partner(by, now(), own(), base_url=public_base_url(), **fields, **_ticks(form))
        return done(_("Đã thêm “%(name)s”.", name=partner.name), _HOME)
    with reading():
        return _page(form)


@blueprint.get(f"{_HOME}/<partner_id>")
def edit(partner_id: str) -> Response:
    """Show what may be changed of a partner."""
    with reading():
        partner = find_partner(own(), partner_id)
        values: dict[str, Any] = {name: getattr(partner, name) for name in (*_TEXTS, "version")}
        values |= {name: "1" for name in _TICKS if getattr(partner, name)}
        return _edit_page(partner_id, Form(values))


def _edit_page(partner_id: str, form: Form) -> Response:
    return form.again("producer/partner.html", partner=find_partner(own(), partner_id), tabs_told=tabs_of())


@blueprint.post(f"{_HOME}/<partner_id>")
def update(partner_id: str) -> Response:
    """Change a partner, unless somebody else did meanwhile."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(PartnerPatch(), _TEXTS)
        with unit_of_work():
            partner = find_partner(own(), partner_id)
            form.check_version(partner.version, {name: getattr(partner, name) for name in _TEXTS})
            change_partner(by, now(), partner, **fields, **_ticks(form))
        return done(_("Đã lưu “%(name)s”.", name=partner.name), _HOME)
    with reading():
        return _edit_page(partner_id, form)


@blueprint.post(f"{_HOME}/<partner_id>/closing")
def close(partner_id: str) -> Response:
    """Offer a partner no longer."""
    with unit_of_work():
        close_partner(required_actor(), now(), find_partner(own(), partner_id))
    return done(_("Đã cất khỏi danh sách; sổ cũ vẫn nêu tên."), _HOME)


@blueprint.post(f"{_HOME}/<partner_id>/reopening")
def reopen(partner_id: str) -> Response:
    """Offer a partner again."""
    with unit_of_work():
        reopen_partner(required_actor(), now(), find_partner(own(), partner_id))
    return done(_("Đã đưa lại vào danh sách."), _HOME)
