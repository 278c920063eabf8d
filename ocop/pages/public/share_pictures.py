"""The picture that messengers show beside a shared address."""

from flask import Blueprint, Response, request

from ocop.services.products import published_product
from ocop.services.share_pictures import share_card, share_picture
from ocop.services.work import reading
from ocop.web.settings import data_dir, is_sample_loaded, public_base_url

blueprint = Blueprint("share_pictures", __name__)


@blueprint.get("/share/<code>.png")
def show(code: str) -> Response:
    """Send a product's share picture, drawn when first asked for. Raises NotFound `product-unknown`."""
    with reading():
        card = share_card(
            published_product(code), base_url=public_base_url(), is_sample=is_sample_loaded(), folder=data_dir()
        )
    response = Response(share_picture(card, data_dir()), mimetype="image/png")
    response.set_etag(card.key)
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.make_conditional(request)
    return response
