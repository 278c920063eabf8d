"""Lots of a product of an office's area."""

from flask import Blueprint, render_template, request

from ocop.services.lots import lots_of
from ocop.services.profiles import overseen_product
from ocop.services.recalls import may_recall
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.settings import today

blueprint = Blueprint("office-lots", __name__)


@blueprint.get("/office/products/<code>/lots")
def index(code: str) -> str:
    """List the lots of a product by code, with what can be done about them."""
    by, after = required_actor(), request.args.get("after", "")[:20].replace("\x00", "")
    with reading():
        product = overseen_product(code, by)
        lots, onward = lots_of(product, after=after, limit=50)
        may = may_recall(by, product)
        return render_template(
            "office/lots.html", product=product, lots=lots, onward=onward, may_recall=may, today=today()
        )
