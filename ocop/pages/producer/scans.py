"""How often a producer's product was scanned, day by day and lot by lot."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from ocop.pages.scan_charts import drawn, stretch
from ocop.schemas.scans import STRETCHES, ScanQuery
from ocop.services.catalogue import view_of
from ocop.services.products import own_product
from ocop.services.scan_reports import product_scans
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.settings import public_base_url, today

blueprint = Blueprint("producer-scans", __name__)
#: What stands in an address for codes without a lot.
_NO_LOT = "-"


@blueprint.get("/producer/products/<code>/scans")
def show(code: str) -> str:
    """Show the scans of the last days, of the product or of one lot."""
    asked = ScanQuery().checked(request.args.to_dict())
    since, until = stretch(asked, today())
    lot = asked.get("lot")
    with reading():
        product = own_product(required_actor(), code)
        told = product_scans(product.id, since, until, lot="" if lot == _NO_LOT else lot)
        shown = {
            "product": view_of(product, today(), base_url=public_base_url()),
            "drawn": drawn(told["days"], _("Lượt xem từng ngày")),
            "lots": told["lots"],
            "lot": lot,
            "since": since,
            "until": until,
            "days": asked.get("days") or STRETCHES[0],
            "stretches": STRETCHES,
        }
        return render_template("producer/scans.html", **shown)
