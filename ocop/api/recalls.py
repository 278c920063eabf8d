"""Recalls over HTTP: of raw lots, and the lists of whom to call."""

from typing import Any

from flask import Response

from ocop.api.operations import ONE, WRITES, Operations
from ocop.schemas.lots import LiftingIn, RecallIn
from ocop.schemas.recalls import RawLiftingOut, RawRecallOut
from ocop.services.lots import find_lot
from ocop.services.profiles import overseen_product
from ocop.services.recall_liftings import lift_raw_lot, raw_lot_view
from ocop.services.recall_lists import list_file
from ocop.services.recall_orders import order_recall, raw_lot_order_view
from ocop.services.recall_sets import Start, find_raw_lot, start_of_lot, start_of_raw_lot
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer
from ocop.web.idempotent import idempotent
from ocop.web.settings import now, public_base_url, timezone, today

bp = Operations("recalls", words="Thu hồi")
_BINARY = {"type": "string", "format": "binary"}


@bp.post("/raw-lots/<raw_id>/recall")
@bp.told("Thu hồi một lô nguyên liệu và mọi lô làm từ nó", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(RecallIn)
@bp.response(200, RawRecallOut, headers=ONE)
@idempotent
def recall(body: dict[str, Any], raw_id: str) -> Response:
    """Call a raw lot back with everything that it went into."""
    by = required_actor()
    with unit_of_work():
        start = start_of_raw_lot(find_raw_lot(by, raw_id))
        order = order_recall(by, now(), today(), start, base_url=public_base_url(), **body)
        shown = raw_lot_order_view(by, order)
        return answer(shown, etag=shown["version"])


@bp.post("/raw-lots/<raw_id>/recall/lifting")
@bp.told("Gỡ lệnh thu hồi một lô nguyên liệu (cơ quan)", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(LiftingIn)
@bp.response(200, RawLiftingOut, headers=ONE)
@idempotent
def lift(body: dict[str, Any], raw_id: str) -> Response:
    """Let a raw lot go again; what was recalled through it stays recalled."""
    by = required_actor()
    with unit_of_work():
        found = find_raw_lot(by, raw_id, for_update=True)
        lift_raw_lot(by, now(), today(), found, **body)
        return answer(raw_lot_view(found), etag=found.version)


@bp.get("/products/<code>/lots/<lot>/recall/list.<format>")
@bp.told("Danh sách nơi nhận của một lô để gọi thu hồi (csv, pdf)", token=True, refused=[403, 404])
@bp.response(200, _BINARY, content_type="application/pdf")
@bp.response(200, {"type": "string"}, content_type="text/csv")
def lot_list(code: str, lot: str, format: str) -> Response:
    """Hand over whom to call about a lot, recalled or not."""
    by = required_actor()
    with reading():
        product = overseen_product(code, by)
        return _file(start_of_lot(product, find_lot(product, lot)), format)


@bp.get("/raw-lots/<raw_id>/recall/list.<format>")
@bp.told("Danh sách nơi nhận của một lô nguyên liệu để gọi thu hồi (csv, pdf)", token=True, refused=[403, 404])
@bp.response(200, _BINARY, content_type="application/pdf")
@bp.response(200, {"type": "string"}, content_type="text/csv")
def raw_lot_list(raw_id: str, format: str) -> Response:
    """Hand over whom to call about a raw lot, recalled or not."""
    with reading():
        return _file(start_of_raw_lot(find_raw_lot(required_actor(), raw_id)), format)


def _file(start: Start, kind: str) -> Response:
    data, media, name = list_file(required_actor(), start, kind, today=today(), zone=timezone())
    return Response(data, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
