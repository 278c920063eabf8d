"""Labels over HTTP: printed on the spot, a single one or a sheet."""

from typing import Any

from flask import Response

from ocop.api.operations import Operations
from ocop.schemas.labels import LabelQuery
from ocop.services.labels import Order, label_of
from ocop.services.products import published_product
from ocop.services.work import reading
from ocop.web.actors import current_actor
from ocop.web.settings import is_sample_loaded, public_base_url, today

bp = Operations("labels", words="Nhãn")

_BINARY = {"type": "string", "format": "binary"}


@bp.get("/products/<code>/label.<any(pdf, svg, png, zpl):format>")
@bp.told("Nhãn của một sản phẩm hoặc một lô", refused=[404, 422])
@bp.arguments(LabelQuery, location="query")
@bp.response(200, _BINARY, content_type="application/pdf")
@bp.response(200, {"type": "string"}, content_type="image/svg+xml")
@bp.response(200, _BINARY, content_type="image/png")
@bp.response(200, _BINARY, content_type="application/zpl")
def show(query: dict[str, Any], code: str, format: str) -> Response:
    """Print the label of a published product; its codes are read back before it is handed over."""
    with reading():
        product = published_product(code, current_actor())
        day, base_url = today(), public_base_url()
        order = Order.of(query | {"dpi": int(query["dpi"]) if "dpi" in query else None})
        file = label_of(
            product, lot=query.get("lot"), count=query["count"], order=order, format=format, today=day,
            base_url=base_url, sample=is_sample_loaded(),
        )  # fmt: skip
    named = {"Content-Disposition": f'inline; filename="{file.name}"'}
    return Response(file.data, mimetype=file.media_type, headers=named)
