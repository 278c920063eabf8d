"""Recalling from a room: what will happen and whom it reaches, the two fields to fill in, and whom to call then."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from ocop.domain.recalls import ADVICE
from ocop.pages.forms import Form, done, see
from ocop.schemas.lots import RecallIn
from ocop.services.lots import find_lot, lot_view
from ocop.services.profiles import overseen_product
from ocop.services.recall_lists import list_file
from ocop.services.recall_orders import affected_told, order_recall
from ocop.services.recall_sets import Start, affected_by, find_raw_lot, start_of_lot, start_of_raw_lot
from ocop.services.recalls import may_lift_all, recall_reach
from ocop.services.receivers import calls_of, note_call
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, timezone, today


@dataclass(frozen=True)
class Room:
    """Where a lot is recalled: the room's template, and the addresses under which its products and raw lots lie."""

    template: str
    products: str
    raw_lots: str


@dataclass(frozen=True)
class Place:
    """What a recall's pages are about: a lot of a product, or a raw lot."""

    room: Room
    code: str
    lot: str | None = None

    def start(self) -> Start:
        """Return what the recall begins with; another's is not found."""
        by = required_actor()
        if self.lot is None:
            return start_of_raw_lot(find_raw_lot(by, self.code))
        product = overseen_product(self.code, by)
        return start_of_lot(product, find_lot(product, self.lot))


def paths_of(place: Place, start: Start, page: str = "recall") -> dict[str, str]:
    """Return where the thing lies, where its lots are listed, and the address of a page about it."""
    if start.product is None or start.lot is None:
        base = f"{place.room.raw_lots}/{place.code}"
        return {"base": base, "back": place.room.raw_lots, "path": f"{base}/{page}"}
    base = f"{place.room.products}/{start.product.code}"
    return {"base": base, "back": f"{base}/lots", "path": f"{base}/lots/{start.lot.code}/{page}"}


def shown_start(place: Place) -> dict[str, Any]:
    """Return what every page about one recall shows."""
    by, start = required_actor(), place.start()
    raw, lot, product = start.raw_lot, start.lot, start.product
    told = {"place": place.room, "may_lift": may_lift_all(by), "start": start.words, **paths_of(place, start)}
    if raw is not None:
        recall = {"on": raw.recalled_on, "reason": raw.recall_reason} if raw.state == "recalled" else None
        about = {"code": raw.code, "recall": recall, "made_on": raw.made_on}
        return told | {"product": {"name": raw.name, "code": None}, "lot": about, "reach": None}
    assert product is not None
    assert lot is not None
    return told | {
        "product": {"name": product.name, "code": product.code},
        "lot": lot_view(product, lot, base_url=public_base_url(), private=True),
        "reach": recall_reach(lot),
    }


def _with_list(place: Place) -> dict[str, Any]:
    """Add whom the recall reaches and who was spoken to."""
    start = place.start()
    shown = affected_told(required_actor(), affected_by(start))
    return {"affected": shown, "calls": calls_of(start)}


def asked(place: Place, form: Form | None = None) -> Response:
    """Say what a recall will do and whom it reaches, and ask for the reason and for what buyers should do."""
    with reading():
        shown = {**shown_start(place), **_with_list(place)}
        return (form or Form({"advice": _(ADVICE)})).again("recall.html", **shown)


def recalled(place: Place) -> Response:
    """Recall everything that the lot went into, or show the form again."""
    form, by = Form.sent(), required_actor()
    with form:
        told = form.read(RecallIn(), ("reason", "advice"))
        with unit_of_work():
            start = place.start()
            order = order_recall(by, now(), today(), start, base_url=public_base_url(), **told)
            path = paths_of(place, start)["path"]
        count = len(order.marked) + len(order.raw_lots)
        words = _("Đã thu hồi %(count)s lô. Ai quét mã cũng được báo ngay; hãy gọi các nơi dưới đây.", count=count)
        return done(words, f"{path}#receivers", draft=f"recall-{place.code}-{place.lot}")
    return asked(place, form)


def called(place: Place) -> Response:
    """Note that a receiver was spoken to, or was not after all."""
    with unit_of_work():
        start = place.start()
        receiver, is_called = request.form.get("receiver", ""), request.form.get("called") == "1"
        note_call(required_actor(), now(), start, receiver, called=is_called)
        path = paths_of(place, start)["path"]
    return see(f"{path}#receivers")


def listed(place: Place, kind: str) -> Response:
    """Hand over whom to call, as a file."""
    with reading():
        data, media, name = list_file(required_actor(), place.start(), kind, today=today(), zone=timezone())
    return Response(data, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
