"""A producer's own subject: registered, shown, changed, confirmed."""

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from ocop.pages.forms import Form, done, see
from ocop.pages.subject_forms import check_is_new, place_page, subject_fields, subject_page, values_of
from ocop.services.logos import logo_of
from ocop.services.profiles import profile_of
from ocop.services.subjects import confirm_subject, find_subject, own_subject, register_subject, update_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now

blueprint = Blueprint("producer-subjects", __name__)
ROOM = "producer/room.html"


def own_id() -> str:
    """Return the id of the producer's own subject, or of none."""
    return required_actor().subject_id or ""


@blueprint.get("/producer/subject")
def show() -> Response:
    """Show the subject as its offices see it."""
    if not own_id():
        return see("/producer/subject/new")
    with reading():
        profile = profile_of(find_subject(own_id()), required_actor())
        page = render_template("producer/subject.html", subject=profile, logo=logo_of(own_id()), form=Form())
        return make_response(page)


@blueprint.get("/producer/subject/new")
def new() -> Response:
    """Ask first where the producer is, then who it is."""
    if own_id():
        return see("/producer/subject")
    if not request.args.get("unit_code"):
        return place_page(ROOM, "/producer/subject/new", step=1)
    return subject_page(Form(request.args.to_dict()), ROOM, new=True, place_path="/producer/subject/new")


@blueprint.post("/producer/subject/new")
def create() -> Response:
    """Register the producer's subject, once."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = subject_fields(form)
        with unit_of_work():
            check_is_new(form, fields["name"], fields["unit_code"])
            register_subject(by, now(), **fields)
        return done(
            _("Đã đăng ký chủ thể. Giờ tới sản phẩm đầu tiên."), "/producer/products/new", draft="subject-new"
        )
    return subject_page(form, ROOM, new=True, place_path="/producer/subject/new")


@blueprint.get("/producer/subject/place")
def place() -> Response:
    """Ask for another commune."""
    return place_page(ROOM, "/producer/subject/edit")


@blueprint.get("/producer/subject/edit")
def edit() -> Response:
    """Show the form with what is recorded, and the commune that was just chosen."""
    with reading():
        values = values_of(own_subject(required_actor(), own_id())) | request.args.to_dict()
    return subject_page(Form(values), ROOM, new=False, place_path="/producer/subject/place")


@blueprint.post("/producer/subject/edit")
def update() -> Response:
    """Change the subject, unless somebody else did meanwhile."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = subject_fields(form)
        with unit_of_work():
            subject = own_subject(by, own_id(), for_update=True)
            form.check_version(subject.version, values_of(subject))
            update_subject(by, now(), subject, **fields)
        return done(_("Đã lưu."), "/producer/subject")
    return subject_page(form, ROOM, new=False, place_path="/producer/subject/place")


@blueprint.post("/producer/subject/confirmation")
def confirm() -> Response:
    """Note that the household has seen what a desk officer entered."""
    by = required_actor()
    with unit_of_work():
        confirm_subject(by, now(), own_subject(by, own_id(), for_update=True))
    return done(_("Cảm ơn bạn đã xác nhận."), "/producer")
