"""Places of a producer: fields, houses, stores."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from ocop.pages.forms import Form, done
from ocop.pages.producer.origins import own, tabs_of
from ocop.schemas.partners import SiteIn, SitePatch
from ocop.services.places import commune_words
from ocop.services.sites import add_site, change_site, close_site, find_site, reopen_site, sites_of
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url

blueprint = Blueprint("producer-sites", __name__)
_HOME = "/producer/sites"


@blueprint.get(_HOME)
def index() -> Response:
    """Show the places and the form of another."""
    with reading():
        return _page(Form())


def _page(form: Form) -> Response:
    subject = own()
    several = sites_of(subject)
    shown = {
        "several": several, "closed": sites_of(subject, closed=True), "tabs_told": tabs_of(),
        "communes": commune_words({one.unit_id for one in several} | {subject.unit_id}), "home_unit": subject.unit_id,
    }  # fmt: skip
    return form.again("producer/sites.html", **shown)


@blueprint.post(_HOME)
def create() -> Response:
    """Add a place."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(SiteIn(), ("name", "unit_code", "gln"))
        with unit_of_work():
            site = add_site(by, now(), own(), base_url=public_base_url(), **fields)
        return done(_("Đã thêm “%(name)s”.", name=site.name), _HOME)
    with reading():
        return _page(form)


@blueprint.post(f"{_HOME}/<site_id>")
def update(site_id: str) -> Response:
    """Call a place by another name."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(SitePatch(), ("name",))
        with unit_of_work():
            change_site(by, now(), find_site(own(), site_id), **fields)
        return done(_("Đã đổi tên."), _HOME)
    with reading():
        return _page(form)


@blueprint.post(f"{_HOME}/<site_id>/closing")
def close(site_id: str) -> Response:
    """Offer a place no longer."""
    with unit_of_work():
        close_site(required_actor(), now(), find_site(own(), site_id))
    return done(_("Đã cất khỏi danh sách; sổ cũ vẫn nêu tên."), _HOME)


@blueprint.post(f"{_HOME}/<site_id>/reopening")
def reopen(site_id: str) -> Response:
    """Offer a place again."""
    with unit_of_work():
        reopen_site(required_actor(), now(), find_site(own(), site_id))
    return done(_("Đã đưa lại vào danh sách."), _HOME)
