"""Recalls in an office: the lots that are recalled in its area, recalling, and letting go again."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.pages.forms import Form, done
from ocop.pages.recall_forms import Place, Room, asked, called, listed, recalled, shown_start
from ocop.schemas.lots import LiftingIn, RecallQuery
from ocop.services.lots import find_lot
from ocop.services.profiles import overseen_product
from ocop.services.recall_liftings import lift_chosen, lift_lot, lift_raw_lot
from ocop.services.recall_sets import find_raw_lot
from ocop.services.recalls import recalled_lots
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, today

blueprint = Blueprint("office-recalls", __name__)
_ROOM = Room("office/room.html", "/office/products", "/office/raw-lots")
_LOT = "/office/products/<code>/lots/<lot>/recall"
_RAW = "/office/raw-lots/<raw_lot>/recall"


@blueprint.get("/office/recalls")
def index() -> Response:
    """List the lots of the area that are recalled today, the newest first."""
    return _index(Form())


def _index(form: Form) -> Response:
    by, page = required_actor(), RecallQuery().checked(request.args.to_dict()).get("page") or 1
    with reading():
        found, has_more = recalled_lots(by, page=page)
        return form.again("office/recalls.html", recalls=found, has_more=has_more, page=page)


@blueprint.post("/office/recalls/lifting")
def lift_several() -> Response:
    """Let the chosen lots go again, all of them or none."""
    form, by = Form.sent(), required_actor()
    with form:
        told = form.read(LiftingIn(), ("reason",))
        with unit_of_work():
            lifted = lift_chosen(by, now(), today(), request.form.getlist("lot"), **told)
        return done(_("Đã gỡ lệnh thu hồi %(count)s lô.", count=len(lifted)), "/office/recalls")
    return _index(form)


@blueprint.get(_LOT)
def ask(code: str, lot: str) -> Response:
    """Say what a recall will do, and ask why; afterwards show whom to call."""
    return asked(Place(_ROOM, code, lot))


@blueprint.post(_LOT)
def recall(code: str, lot: str) -> Response:
    """Recall a lot with everything that it went into."""
    return recalled(Place(_ROOM, code, lot))


@blueprint.post(f"{_LOT}/calls")
def call(code: str, lot: str) -> Response:
    """Tick a receiver."""
    return called(Place(_ROOM, code, lot))


@blueprint.get(f"{_LOT}/list.<kind>")
def download(code: str, lot: str, kind: str) -> Response:
    """Hand over whom to call."""
    return listed(Place(_ROOM, code, lot), kind)


@blueprint.get(_RAW)
def ask_raw(raw_lot: str) -> Response:
    """Say what recalling a raw lot will do, and ask why; afterwards show whom to call."""
    return asked(Place(_ROOM, raw_lot))


@blueprint.post(_RAW)
def recall_raw(raw_lot: str) -> Response:
    """Recall a raw lot with everything that it went into."""
    return recalled(Place(_ROOM, raw_lot))


@blueprint.post(f"{_RAW}/calls")
def call_raw(raw_lot: str) -> Response:
    """Tick a receiver of a raw lot."""
    return called(Place(_ROOM, raw_lot))


@blueprint.get(f"{_RAW}/list.<kind>")
def download_raw(raw_lot: str, kind: str) -> Response:
    """Hand over whom to call about a raw lot."""
    return listed(Place(_ROOM, raw_lot), kind)


@blueprint.get(f"{_LOT}/lifting")
def ask_lifting(code: str, lot: str) -> Response:
    """Show what was recalled, and ask why it is let go."""
    return _lifting_page(Place(_ROOM, code, lot), Form())


@blueprint.get(f"{_RAW}/lifting")
def ask_lifting_raw(raw_lot: str) -> Response:
    """Show which raw lot was recalled, and ask why it is let go."""
    return _lifting_page(Place(_ROOM, raw_lot), Form())


def _lifting_page(place: Place, form: Form) -> Response:
    with reading():
        return form.again("office/recall_lifting.html", **shown_start(place))


@blueprint.post(f"{_LOT}/lifting")
def lift(code: str, lot: str) -> Response:
    """Let a recalled lot go again."""
    form, by = Form.sent(), required_actor()
    with form:
        told = form.read(LiftingIn(), ("reason",))
        with unit_of_work():
            product = overseen_product(code, by, for_update=True)
            lift_lot(by, now(), today(), product, find_lot(product, lot), **told)
        return done(_("Đã gỡ lệnh thu hồi lô %(lot)s.", lot=lot.upper()), "/office/recalls")
    return _lifting_page(Place(_ROOM, code, lot), form)


@blueprint.post(f"{_RAW}/lifting")
def lift_raw(raw_lot: str) -> Response:
    """Let a recalled raw lot go again; what was recalled through it stays recalled."""
    form, by = Form.sent(), required_actor()
    with form:
        told = form.read(LiftingIn(), ("reason",))
        with unit_of_work():
            found = find_raw_lot(by, raw_lot, for_update=True)
            lift_raw_lot(by, now(), today(), found, **told)
        return done(_("Đã gỡ lệnh thu hồi lô %(lot)s.", lot=found.code), "/office/recalls")
    return _lifting_page(Place(_ROOM, raw_lot), form)
