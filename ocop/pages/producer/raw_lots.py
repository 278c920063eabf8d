"""Raw lots of a producer: what was harvested and bought, and what is left of it."""

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from ocop.pages.forms import done
from ocop.pages.producer.origins import own, tabs_of
from ocop.services.entry_sources import left_of_raw_lots
from ocop.services.partners import partner_names
from ocop.services.raw_lots import own_raw_lot, raw_lots_of, set_raw_lot_state
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now

blueprint = Blueprint("producer-raw-lots", __name__)
_HOME = "/producer/raw-lots"
STATES = ("open", "closed", "used_up", "recalled")


@blueprint.get(_HOME)
def index() -> Response:
    """List raw lots, the newest first, with what is left of each."""
    asked = {name: request.args.get(name, "")[:60].replace("\x00", "") for name in ("state", "q", "after")}
    state = asked["state"] if asked["state"] in STATES else None
    with reading():
        subject = own()
        lots, onward = raw_lots_of(subject, state=state, q=asked["q"] or None, after=asked["after"] or None)
        shown = {
            "lots": lots, "onward": onward, "left": left_of_raw_lots(lots), "state": state or "", "q": asked["q"],
            "tabs_told": tabs_of(), "suppliers": partner_names({one.supplier_id for one in lots if one.supplier_id}),
        }  # fmt: skip
        return make_response(render_template("producer/raw_lots.html", **shown))


@blueprint.post(f"{_HOME}/<raw_lot>/state")
def set_state(raw_lot: str) -> Response:
    """Open, close or use up a raw lot."""
    by = required_actor()
    with unit_of_work():
        found = own_raw_lot(by, raw_lot)
        set_raw_lot_state(by, now(), found, request.form.get("state", ""))
    return done(_("Đã đổi tình trạng lô %(lot)s.", lot=found.code), _HOME)
