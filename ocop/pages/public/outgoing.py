"""The page at the door: it names the host outside before anybody leaves, and leads nobody there by itself."""

from flask import Blueprint, Response, make_response, render_template

from ocop.domain.link_targets import host_of, is_listed
from ocop.services.catalogue import path_of
from ocop.services.links import outgoing_link
from ocop.services.work import reading
from ocop.web.settings import link_hosts

blueprint = Blueprint("outgoing", __name__)


@blueprint.get("/out/<link_id>")
def show(link_id: str) -> Response:
    """Show where a link of a producer leads; a host that is no longer on the list gets no link."""
    with reading():
        link, product = outgoing_link(link_id)
        host = host_of(link.href)
        page = render_template(
            "public/outgoing.html",
            link=link,
            host=host,
            listed=is_listed(host, link_hosts()),
            product=product,
            product_path=path_of(product),
        )
    return make_response(page)
