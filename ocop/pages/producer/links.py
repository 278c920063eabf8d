"""Links of a producer's product to pages outside: added, listed, taken off."""

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from ocop.domain.link_targets import is_listed
from ocop.domain.link_types import LINK_TYPE_WORDS
from ocop.pages.forms import Form, done
from ocop.schemas.links import LinkIn
from ocop.services.catalogue import view_of
from ocop.services.links import LINK_FIELDS, MOST_LINKS, add_link, find_link, link_view, links_of, remove_link
from ocop.services.products import own_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import link_hosts, now, public_base_url, today

blueprint = Blueprint("producer-links", __name__)


@blueprint.get("/producer/products/<code>/links")
def index(code: str) -> Response:
    """Show the links and the form of another."""
    return _page(code, Form())


def _page(code: str, form: Form) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        links = [link_view(product, one, base_url=public_base_url()) for one in links_of(product)]
        shown: dict[str, Any] = {
            "product": view_of(product, today(), base_url=public_base_url()),
            "several": [one | {"listed": is_listed(one["host"], link_hosts())} for one in links],
            "types": [(name, _(words)) for name, words in LINK_TYPE_WORDS.items()],
            "languages_told": [("vi", "Tiếng Việt"), ("en", "English"), ("km", "ភាសាខ្មែរ")],
            "hosts": link_hosts(),
            "most": MOST_LINKS,
        }
        return form.again("producer/links.html", **shown)


@blueprint.post("/producer/products/<code>/links")
def add(code: str) -> Response:
    """Add a link."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(LinkIn(), LINK_FIELDS)
        with unit_of_work():
            link = add_link(by, now(), own_product(by, code, for_update=True), hosts=link_hosts(), **fields)
        return done(_("Đã thêm liên kết “%(title)s”.", title=link.title), f"/producer/products/{code}/links")
    return _page(code, form)


@blueprint.post("/producer/products/<code>/links/<link_id>/removal")
def remove(code: str, link_id: str) -> Response:
    """Take a link off the product."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        remove_link(by, now(), product, find_link(product, link_id))
    return done(_("Đã bỏ liên kết."), f"/producer/products/{code}/links")
