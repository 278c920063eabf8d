"""Traces over HTTP: where a lot came from, and what became of it."""

from typing import Any

from flask import Response

from ocop.api.operations import Operations
from ocop.domain.walks import Direction
from ocop.schemas.traces import TraceOut, TraceQuery
from ocop.services.lots import find_lot
from ocop.services.profiles import overseen_product
from ocop.services.trace_views import lot_trace
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.answers import answer

bp = Operations("traces", words="Truy xuất")


@bp.get("/products/<code>/lots/<lot>/trace")
@bp.told("Lô này từ đâu mà ra, đã đi đâu", token=True, refused=[403, 404, 422])
@bp.arguments(TraceQuery, location="query")
@bp.response(200, TraceOut)
def show(query: dict[str, Any], code: str, lot: str) -> Response:
    """Show the genealogy of a lot to its own people and offices."""
    by = required_actor()
    with reading():
        product = overseen_product(code, by)
        direction = Direction(query.get("direction", Direction.BOTH))
        return answer(lot_trace(by, product, find_lot(product, lot), direction))
