"""Recalls in an office: the lots that are recalled in its area, recalling one, and letting one go again."""

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ocop.pages.forms import Form, done
from ocop.pages.recall_forms import Room, asked, recalled, shown_lot
from ocop.schemas.lots import LiftingIn, RecallQuery
from ocop.services.lots import find_lot
from ocop.services.profiles import overseen_product
from ocop.services.recalls import lift_recall, recalled_lots
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, today

blueprint = Blueprint("office-recalls", __name__)
_ROOM = Room("office/room.html", "/office/products")
_HERE = "/office/products/<code>/lots/<lot>/recall"


@blueprint.get("/office/recalls")
def index() -> str:
    """List the lots of the area that are recalled today, the newest first."""
    by, page = required_actor(), RecallQuery().checked(request.args.to_dict()).get("page") or 1
    with reading():
        found, has_more = recalled_lots(by, page=page)
    return render_template("office/recalls.html", recalls=found, has_more=has_more, page=page)


@blueprint.get(_HERE)
def ask(code: str, lot: str) -> Response:
    """Say what a recall will do, and ask why."""
    return asked(_ROOM, code, lot)


@blueprint.post(_HERE)
def recall(code: str, lot: str) -> Response:
    """Recall a lot of the area."""
    return recalled(_ROOM, code, lot)


@blueprint.get(f"{_HERE}/lifting")
def ask_lifting(code: str, lot: str) -> Response:
    """Show what was recalled, and ask why it is let go."""
    return _lifting_page(code, lot, Form())


def _lifting_page(code: str, lot: str, form: Form) -> Response:
    with reading():
        return form.again("office/recall_lifting.html", **shown_lot(_ROOM, code, lot))


@blueprint.post(f"{_HERE}/lifting")
def lift(code: str, lot: str) -> Response:
    """Let a recalled lot go again."""
    form, by = Form.sent(), required_actor()
    with form:
        told = form.read(LiftingIn(), ("reason",))
        with unit_of_work():
            product = overseen_product(code, by, for_update=True)
            lift_recall(by, now(), today(), product, find_lot(product, lot), **told)
        return done(_("Đã gỡ lệnh thu hồi lô %(lot)s.", lot=lot.upper()), "/office/recalls")
    return _lifting_page(code, lot, form)
