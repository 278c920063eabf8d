"""Recalling a lot from a room: what will happen, how far the lot has come, and the two fields to fill in."""

from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_babel import gettext as _

from ocop.domain.recalls import ADVICE
from ocop.pages.forms import Form, done
from ocop.schemas.lots import RecallIn
from ocop.services.lots import find_lot, lot_view
from ocop.services.profiles import overseen_product
from ocop.services.recalls import may_lift, recall_lot, recall_reach
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, today


@dataclass(frozen=True)
class Room:
    """Where a lot is recalled: the room's template, and the address under which its products lie."""

    template: str
    products: str


def shown_lot(room: Room, code: str, lot: str) -> dict[str, Any]:
    """Return what every page about one lot shows; another's product is not found."""
    by = required_actor()
    product = overseen_product(code, by)
    found = find_lot(product, lot)
    here = f"{room.products}/{product.code}"
    return {
        "place": room,
        "product": {"name": product.name, "code": product.code},
        "lot": lot_view(product, found, base_url=public_base_url(), private=True),
        "reach": recall_reach(found),
        "may_lift": may_lift(by, product),
        "base": here,
        "path": f"{here}/lots/{found.code}/recall",
    }


def asked(room: Room, code: str, lot: str, form: Form | None = None) -> Response:
    """Say what a recall will do, and ask for the reason and for what buyers should do."""
    with reading():
        return (form or Form({"advice": _(ADVICE)})).again("recall.html", **shown_lot(room, code, lot))


def recalled(room: Room, code: str, lot: str) -> Response:
    """Recall the lot, or show the form again."""
    form, by = Form.sent(), required_actor()
    with form:
        told = form.read(RecallIn(), ("reason", "advice"))
        with unit_of_work():
            product = overseen_product(code, by, for_update=True)
            recall_lot(by, now(), today(), product, find_lot(product, lot), **told)
        words = _("Đã thu hồi lô %(lot)s. Ai quét mã của lô cũng được báo ngay.", lot=lot.upper())
        return done(words, f"{room.products}/{code}/lots", draft=f"recall-{code}-{lot}")
    return asked(room, code, lot, form)
