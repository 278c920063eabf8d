"""Lots of a producer's product: opened and listed."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.pages.forms import Form, done
from ocop.schemas.lots import LotIn
from ocop.services.catalogue import view_of
from ocop.services.lots import lots_of, open_lot
from ocop.services.products import own_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, today

blueprint = Blueprint("producer-lots", __name__)
LOT_FIELDS = ("code", "made_on", "best_before", "quantity", "unit")


@blueprint.get("/producer/products/<code>/lots")
def index(code: str) -> Response:
    """Show the lots and the form of the next one, made today unless said otherwise."""
    return _page(code, None)


def _page(code: str, form: Form | None) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        lots, onward = lots_of(product, after=request.args.get("after", "")[:20].replace("\x00", ""), limit=50)
        form = form or Form({"code": _next_code(today(), [lot.code for lot in lots]), "made_on": today().isoformat()})
        view = view_of(product, today(), base_url=public_base_url())
        shown: dict[str, Any] = {"product": view, "lots": lots, "onward": onward, "today": today()}
        return form.again("producer/lots.html", **shown)


def _next_code(day: date, taken: list[str]) -> str:
    """Return a code for a lot of the day: L261123, and a letter where there is one already."""
    stem = f"L{day:%y%m%d}"
    return next(
        code for code in (stem + letter for letter in ("", *"BCDEFGHJKMNPQRSTVWXYZ", "-1")) if code not in taken
    )


@blueprint.post("/producer/products/<code>/lots")
def create(code: str) -> Response:
    """Open a lot."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(LotIn(), LOT_FIELDS)
        with unit_of_work():
            lot = open_lot(by, now(), own_product(by, code), **fields)
        return done(_("Đã mở lô %(lot)s.", lot=lot.code), f"/producer/products/{code}/lots")
    return _page(code, form)
