"""Subjects of an office's area: listed, shown, entered at the desk on a household's behalf, changed."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from ocop.domain.accounts import Actor, Role
from ocop.pages.forms import Form, done
from ocop.pages.subject_forms import check_is_new, place_page, subject_fields, subject_page, values_of
from ocop.schemas.offices import OfficeQuery
from ocop.services.catalogue import views_of
from ocop.services.offices import accounts_of, area_code, narrowed, overseen_subject, unconfirmed_subjects
from ocop.services.products import products_of
from ocop.services.profiles import profile_of, profiles_of
from ocop.services.subjects import acts_for, list_subjects, own_subject, register_subject, update_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, today

blueprint = Blueprint("office-subjects", __name__)
ROOM = "office/room.html"


@blueprint.get("/office/subjects")
def index() -> str:
    """List the subjects of the area, searched without marks."""
    by, asked = required_actor(), OfficeQuery().checked(request.args.to_dict())
    with reading():
        found, onward = _listed(by, asked)
        profiles = profiles_of(found, by)
        shown = {"subjects": profiles, "onward": onward, "asked": asked}
        return render_template("office/subjects.html", **shown)


def _listed(by: Actor, asked: dict[str, Any]) -> tuple[list[Any], Any]:
    if asked.get("show") == "unconfirmed":
        return unconfirmed_subjects(by), None
    after = (asked["after_name"], asked["after_id"]) if asked.get("after_id") and asked.get("after_name") else None
    return list_subjects(after=after, q=asked.get("q"), unit_code=narrowed(by, asked.get("unit_code")))


@blueprint.get("/office/subjects/<subject_id>")
def show(subject_id: str) -> str:
    """Show one subject of the area with its products and accounts."""
    by = required_actor()
    with reading():
        subject = overseen_subject(by, subject_id)
        products = [one for one in products_of(subject.id) if one.state != "draft" or acts_for(by, subject)]
        shown = {
            "subject": profile_of(subject, by),
            "products": views_of(products, today(), base_url=public_base_url()),
            "accounts": accounts_of(subject.id),
            "may_write": acts_for(by, subject),
        }
        return render_template("office/subject.html", **shown)


def _place() -> tuple[str, str | None]:
    """Return where the place page leads, and the area that it must lie in."""
    return "/office/subjects/new", area_code(required_actor())


@blueprint.get("/office/subjects/new")
def new() -> Response:
    """Ask for the commune, which a commune's officer need not be asked, then for the subject."""
    by, values = required_actor(), request.args.to_dict()
    if by.role == Role.COMMUNE:
        values["unit_code"] = by.unit_id or ""
    if not values.get("unit_code"):
        with reading():
            target, under = _place()
        return place_page(ROOM, target, under=under)
    return subject_page(Form(values), ROOM, new=True, place_path="/office/subjects/new", at_desk=True)


@blueprint.post("/office/subjects/new")
def create() -> Response:
    """Register a subject on a household's behalf."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = subject_fields(form)
        with unit_of_work():
            check_is_new(form, fields["name"], fields["unit_code"])
            subject_id = register_subject(by, now(), **fields).id
        words = _("Đã đăng ký hộ. Giờ in phiếu để chủ thể tự vào sổ.")
        return done(words, f"/office/subjects/{subject_id}/slip", draft="subject-new")
    return subject_page(form, ROOM, new=True, place_path="/office/subjects/new", at_desk=True)


@blueprint.get("/office/subjects/<subject_id>/place")
def place(subject_id: str) -> Response:
    """Ask for another commune of the area."""
    by = required_actor()
    with reading():
        own_subject(by, subject_id)
        under = area_code(by)
    return place_page(ROOM, f"/office/subjects/{subject_id}/edit", under=under)


@blueprint.get("/office/subjects/<subject_id>/edit")
def edit(subject_id: str) -> Response:
    """Show the form with what is recorded."""
    with reading():
        values = values_of(own_subject(required_actor(), subject_id)) | request.args.to_dict()
    return _edit_page(Form(values), subject_id)


def _edit_page(form: Form, subject_id: str) -> Response:
    place_path, back = f"/office/subjects/{subject_id}/place", f"/office/subjects/{subject_id}"
    return subject_page(form, ROOM, new=False, place_path=place_path, at_desk=True, back=back)


@blueprint.post("/office/subjects/<subject_id>/edit")
def update(subject_id: str) -> Response:
    """Change the subject, unless somebody else did meanwhile."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = subject_fields(form)
        with unit_of_work():
            subject = own_subject(by, subject_id, for_update=True)
            form.check_version(subject.version, values_of(subject))
            update_subject(by, now(), subject, **fields)
        return done(_("Đã lưu."), f"/office/subjects/{subject_id}")
    with reading():
        own_subject(by, subject_id)
    return make_response(_edit_page(form, subject_id))
