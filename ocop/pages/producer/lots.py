"""Lots of a producer's product: opened and listed."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.pages.forms import Form, done
from ocop.schemas.lots import LotIn, LotPatch
from ocop.services.catalogue import view_of
from ocop.services.entry_sources import left_of_lots
from ocop.services.lots import (
    change_lot,
    copy_last_lot,
    find_lot,
    last_lot,
    lots_of,
    next_lot,
    open_lot,
    set_lot_state,
)
from ocop.services.products import own_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, today

blueprint = Blueprint("producer-lots", __name__)
STATES = ("open", "closed", "used_up", "recalled")
LOT_FIELDS = ("code", "made_on", "best_before", "quantity", "unit")


@blueprint.get("/producer/products/<code>/lots")
def index(code: str) -> Response:
    """Show the lots and the form of the next one, made today unless said otherwise."""
    return _page(code, None)


def _page(code: str, form: Form | None) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        after = request.args.get("after", "")[:20].replace("\x00", "")
        state = request.args.get("state", "") if request.args.get("state") in STATES else ""
        lots, onward = lots_of(product, after=after, limit=50, state=state or None)
        coming = next_lot(product, today())
        form = form or Form({"code": coming["code"], "made_on": today().isoformat()})
        view = view_of(product, today(), base_url=public_base_url())
        shown: dict[str, Any] = {
            "product": view, "lots": lots, "onward": onward, "today": today(), "state": state,
            "coming": coming if last_lot(product) else None, "left": left_of_lots(product, lots),
        }  # fmt: skip
        return form.again("producer/lots.html", **shown)


@blueprint.post("/producer/products/<code>/lots/copy")
def copy(code: str) -> Response:
    """Open a lot as the last one was, made today."""
    by = required_actor()
    with unit_of_work():
        lot = copy_last_lot(by, now(), today(), own_product(by, code, for_update=True))
    return done(_("Đã mở lô %(lot)s, như lô trước.", lot=lot.code), f"/producer/products/{code}/lots")


@blueprint.post("/producer/products/<code>/lots/<lot>/state")
def set_state(code: str, lot: str) -> Response:
    """Open, close or use up a lot."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        set_lot_state(by, now(), product, find_lot(product, lot), request.form.get("state", ""))
    return done(_("Đã đổi tình trạng lô %(lot)s.", lot=lot), f"/producer/products/{code}/lots")


@blueprint.get("/producer/products/<code>/lots/<lot>/edit")
def edit(code: str, lot: str) -> Response:
    """Show what may be changed of a lot."""
    with reading():
        found = find_lot(own_product(required_actor(), code), lot)
        values = {name: getattr(found, name) for name in (*LOT_FIELDS[1:], "version")}
        if found.quantity is not None:
            values["quantity"] = f"{found.quantity.normalize():f}"
        return _edit_page(code, lot, Form(values))


def _edit_page(code: str, lot: str, form: Form) -> Response:
    product = own_product(required_actor(), code)
    view = view_of(product, today(), base_url=public_base_url())
    return form.again("producer/lot_edit.html", product=view, lot=find_lot(product, lot))


@blueprint.post("/producer/products/<code>/lots/<lot>/edit")
def update(code: str, lot: str) -> Response:
    """Change a lot's days, amount and unit."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(LotPatch(), LOT_FIELDS[1:])
        with unit_of_work():
            product = own_product(by, code, for_update=True)
            found = find_lot(product, lot)
            form.check_version(found.version, {})
            change_lot(by, now(), product, found, **fields)
        return done(_("Đã lưu lô %(lot)s.", lot=found.code), f"/producer/products/{code}/lots")
    with reading():
        return _edit_page(code, lot, form)


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
