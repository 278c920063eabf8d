"""Links to pages outside over HTTP: added, listed, changed, taken off."""

from typing import Any

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.schemas.links import LinkIn, LinkOut, LinkPage, LinkPatch
from ocop.services.links import add_link, change_link, find_link, link_view, links_of, remove_link
from ocop.services.products import own_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer, list_answer, require_match
from ocop.web.idempotent import idempotent
from ocop.web.settings import link_hosts, now, public_base_url

bp = Operations("links", words="Liên kết ra ngoài")


@bp.post("/products/<code>/links")
@bp.told("Thêm một liên kết", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(LinkIn)
@bp.response(201, LinkOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any], code: str) -> Response:
    """Add a link to a product that the asker writes for."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        link = add_link(by, now(), product, hosts=link_hosts(), **body)
        shown = link_view(product, link, base_url=public_base_url())
        return answer(
            shown, 201, etag=link.version, location=f"/api/v1/products/{product.code}/links/{link.id}"
        )  # fmt: skip


@bp.get("/products/<code>/links")
@bp.told("Các liên kết của một sản phẩm", token=True, refused=[403, 404])
@bp.response(200, LinkPage)
def index(code: str) -> Response:
    """List the links of a product in the order in which they were added: forty at most, so one page."""
    by = required_actor()
    with reading():
        product = own_product(by, code)
        return list_answer([link_view(product, one, base_url=public_base_url()) for one in links_of(product)], None)


@bp.get("/products/<code>/links/<link_id>")
@bp.told("Một liên kết", token=True, refused=[304, 403, 404], headers=["NONE_MATCH"])
@bp.response(200, LinkOut, headers=ONE)
def show(code: str, link_id: str) -> Response:
    """Show a link of a product."""
    by = required_actor()
    with reading():
        product = own_product(by, code)
        link = find_link(product, link_id)
        return answer(link_view(product, link, base_url=public_base_url()), etag=link.version)


@bp.patch("/products/<code>/links/<link_id>")
@bp.told("Sửa một liên kết", token=True, refused=[*WRITES, 412, 428], headers=["MATCH"])
@bp.arguments(LinkPatch)
@bp.response(200, LinkOut, headers=ONE)
def update(body: dict[str, Any], code: str, link_id: str) -> Response:
    """Change the fields named."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        link = find_link(product, link_id)
        require_match(link.version)
        change_link(by, now(), product, link, hosts=link_hosts(), **body)
        return answer(link_view(product, link, base_url=public_base_url()), etag=link.version)


@bp.delete("/products/<code>/links/<link_id>")
@bp.told("Bỏ một liên kết", token=True, refused=[403, 404])
@bp.response(204)
def remove(code: str, link_id: str) -> Response:
    """Take a link off its product."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        remove_link(by, now(), product, find_link(product, link_id))
        return answer(None, 204)
