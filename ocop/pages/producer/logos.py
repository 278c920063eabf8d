"""The mark that a producer prints on its labels."""

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _

from ocop.domain.refusals import BadInput, NotFound
from ocop.pages.forms import Form, done
from ocop.pages.producer.subjects import own_id
from ocop.pages.product_forms import sent_file
from ocop.services.labels import drawn_logo
from ocop.services.logos import logo_of, set_logo
from ocop.services.profiles import profile_of
from ocop.services.subjects import find_subject, own_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now

blueprint = Blueprint("producer-logos", __name__)


@blueprint.get("/producer/subject/logo.png")
def show() -> Response:
    """Give the mark."""
    with reading():
        logo = logo_of(own_id())
        if logo is None:
            raise NotFound("file-unknown", "Không có tệp này.")
        return Response(logo.png, mimetype="image/png", headers={"Cache-Control": "private, no-cache"})


@blueprint.post("/producer/subject/logo")
def change() -> Response:
    """Print this mark from now on."""
    form, by, data = Form(), required_actor(), sent_file("logo")
    with form:
        if not data:
            raise BadInput("photo-missing", "Xin chọn hoặc chụp một ảnh.", field="logo")
        drawn = drawn_logo(data)
        with unit_of_work():
            set_logo(by, now(), own_subject(by, own_id(), for_update=True), drawn)
        return done(_("Đã lưu logo. Nhãn in từ nay có logo."), "/producer/subject")
    with reading():
        profile = profile_of(find_subject(own_id()), by)
        page = render_template("producer/subject.html", subject=profile, logo=logo_of(own_id()), form=form)
    return make_response(page, 422)


@blueprint.post("/producer/subject/logo/removal")
def remove() -> Response:
    """Print no mark from now on."""
    by = required_actor()
    with unit_of_work():
        set_logo(by, now(), own_subject(by, own_id(), for_update=True), None)
    return done(_("Đã bỏ logo."), "/producer/subject")
