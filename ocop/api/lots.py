"""Lots over HTTP: opened, listed, read, recalled."""

from typing import Any

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.schemas.lots import LiftingIn, LotIn, LotOut, LotPage, LotPatch, LotQuery, RecallIn
from ocop.schemas.recalls import RecallOut
from ocop.services.lots import change_lot, find_lot, lot_view, lots_of, open_lot, set_lot_state
from ocop.services.products import own_product, published_product
from ocop.services.profiles import overseen_product, oversees
from ocop.services.recall_liftings import lift_lot
from ocop.services.recall_orders import lot_order_view, order_recall
from ocop.services.recall_sets import start_of_lot
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import current_actor, required_actor
from ocop.web.answers import answer, decode_cursor, list_answer, require_match
from ocop.web.idempotent import idempotent
from ocop.web.settings import now, public_base_url, today

bp = Operations("lots", words="Lô sản xuất")


@bp.post("/products/<code>/lots")
@bp.told("Mở một lô", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(LotIn)
@bp.response(201, LotOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any], code: str) -> Response:
    """Open a lot of a product that the asker writes for."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code)
        lot = open_lot(by, now(), product, **body)
        shown = lot_view(product, lot, base_url=public_base_url(), private=True)
        return answer(shown, 201, etag=lot.version, location=f"/api/v1/products/{product.code}/lots/{lot.code}")


@bp.get("/products/<code>/lots")
@bp.told("Các lô của một sản phẩm", token=True, refused=[403, 404, 422])
@bp.arguments(LotQuery, location="query")
@bp.response(200, LotPage)
def index(query: dict[str, Any], code: str) -> Response:
    """List the lots of a product by code, for its own people and offices."""
    by, after = required_actor(), decode_cursor(query.pop("cursor", None), count=1)
    with reading():
        product = overseen_product(code, by)
        lots, onward = lots_of(product, after=after[0] if after else None, **query)
        shown = [lot_view(product, lot, base_url=public_base_url(), private=True) for lot in lots]
        return list_answer(shown, (onward,) if onward else None)


@bp.get("/products/<code>/lots/<lot>")
@bp.told("Một lô", refused=[304, 404], headers=["NONE_MATCH"])
@bp.response(200, LotOut, headers=ONE)
def show(code: str, lot: str) -> Response:
    """Show a lot; how much was made only to its own people and offices."""
    by = current_actor()
    with reading():
        product = published_product(code, by)
        found = find_lot(product, lot)
        shown = lot_view(product, found, base_url=public_base_url(), private=oversees(by, product))
        return answer(shown, etag=found.version)


@bp.patch("/products/<code>/lots/<lot>")
@bp.told("Sửa một lô", token=True, refused=[*WRITES, 412, 428], headers=["MATCH"])
@bp.arguments(LotPatch)
@bp.response(200, LotOut, headers=ONE)
def update(body: dict[str, Any], code: str, lot: str) -> Response:
    """Change the fields named; the state too, but for recalls, which have their own address."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        found = find_lot(product, lot)
        require_match(found.version)
        state = body.pop("state", None)
        change_lot(by, now(), product, found, **body)
        if state:
            set_lot_state(by, now(), product, found, state)
        return answer(lot_view(product, found, base_url=public_base_url(), private=True), etag=found.version)


@bp.post("/products/<code>/lots/<lot>/recall")
@bp.told("Thu hồi một lô, hoặc xem trước việc đó", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(RecallIn)
@bp.response(200, RecallOut, headers=ONE)
@idempotent
def recall(body: dict[str, Any], code: str, lot: str) -> Response:
    """Call a lot back with everything that it went into: whoever scans one of these is told at once."""
    by = required_actor()
    with unit_of_work():
        product = overseen_product(code, by)
        found = find_lot(product, lot)
        order = order_recall(by, now(), today(), start_of_lot(product, found), base_url=public_base_url(), **body)
        return answer(lot_order_view(by, order, base_url=public_base_url()), etag=found.version)


@bp.post("/products/<code>/lots/<lot>/recall/lifting")
@bp.told("Gỡ lệnh thu hồi một lô (cơ quan)", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(LiftingIn)
@bp.response(200, LotOut, headers=ONE)
@idempotent
def lift(body: dict[str, Any], code: str, lot: str) -> Response:
    """Let a recalled lot go again."""
    by = required_actor()
    with unit_of_work():
        product = overseen_product(code, by, for_update=True)
        found = find_lot(product, lot)
        lift_lot(by, now(), today(), product, found, **body)
        shown = lot_view(product, found, base_url=public_base_url(), private=True)
        return answer(shown, etag=found.version)
