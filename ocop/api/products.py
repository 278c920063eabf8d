"""Products over HTTP: registered, listed, read, changed."""

from typing import Any

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.schemas.products import AsOf, ProductIn, ProductOut, ProductPage, ProductPatch, ProductQuery
from ocop.services.catalogue import list_products, view_of, views_of
from ocop.services.products import own_product, published_product, register_product, update_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import current_actor, required_actor
from ocop.web.answers import answer, decode_cursor, list_answer, require_match
from ocop.web.idempotent import idempotent
from ocop.web.settings import now, public_base_url, today

bp = Operations("products", words="Sản phẩm")


@bp.post("/products")
@bp.told("Đăng ký một sản phẩm", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(ProductIn)
@bp.response(201, ProductOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any]) -> Response:
    """Register a product of a subject that the asker acts for."""
    by = required_actor()
    with unit_of_work():
        product = register_product(by, now(), **body)
        shown = view_of(product, today(), base_url=public_base_url())
        return answer(shown, 201, etag=product.version, location=f"/api/v1/products/{product.code}")


@bp.get("/products")
@bp.told("Danh sách sản phẩm", refused=[422])
@bp.arguments(ProductQuery, location="query")
@bp.response(200, ProductPage)
def index(query: dict[str, Any]) -> Response:
    """List published products by name, as they stand on a day."""
    day, limit, after = (
        query.pop("as_of", today()),
        query.pop("limit"),
        decode_cursor(query.pop("cursor", None), count=2),
    )
    with reading():
        products, onward = list_products(day, after=after, limit=limit, filters=query)
        return list_answer(views_of(products, day, base_url=public_base_url()), onward)


@bp.get("/products/<code>")
@bp.told("Một sản phẩm, theo mã ngắn, GTIN hoặc mã OCOP", refused=[304, 404, 422], headers=["NONE_MATCH"])
@bp.arguments(AsOf, location="query")
@bp.response(200, ProductOut, headers=ONE)
def show(query: dict[str, Any], code: str) -> Response:
    """Show a product as it stands on a day."""
    with reading():
        product = published_product(code, current_actor())
        shown = view_of(product, query.get("as_of", today()), base_url=public_base_url())
        return answer(shown, etag=product.version)


@bp.patch("/products/<code>")
@bp.told("Sửa một sản phẩm", token=True, refused=[*WRITES, 412, 428], headers=["MATCH"])
@bp.arguments(ProductPatch)
@bp.response(200, ProductOut, headers=ONE)
def update(body: dict[str, Any], code: str) -> Response:
    """Change the fields named."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        require_match(product.version)
        update_product(by, now(), product, **body)
        return answer(view_of(product, today(), base_url=public_base_url()), etag=product.version)
