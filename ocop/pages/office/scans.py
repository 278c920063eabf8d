"""How often products of an office's area were scanned, day by day and commune by commune."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from ocop.pages.scan_charts import drawn, stretch
from ocop.schemas.scans import STRETCHES, ScanQuery
from ocop.services.offices import area_code, area_name
from ocop.services.scan_reports import area_scans
from ocop.services.units import unit_named
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.settings import today

blueprint = Blueprint("office-scans", __name__)


@blueprint.get("/office/scans")
def show() -> str:
    """Show the scans of the last days in the area, or in one unit of it."""
    by, asked = required_actor(), ScanQuery().checked(request.args.to_dict())
    since, until = stretch(asked, today())
    with reading():
        told = area_scans(by, asked.get("unit_code"), since, until)
        narrower = told["unit_code"] if told["unit_code"] != area_code(by) else None
        shown = {
            "area": area_name(by),
            "narrower": unit_named(narrower) if narrower else None,
            "drawn": drawn(told["days"], _("Lượt xem từng ngày")),
            "units": told["units"],
            "since": since,
            "until": until,
            "days": asked.get("days") or STRETCHES[0],
            "stretches": STRETCHES,
        }
        return render_template("office/scans.html", **shown)
