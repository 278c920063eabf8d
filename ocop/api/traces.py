"""Traces over HTTP: where a lot came from, and what became of it."""

from typing import Any

from flask import Response

from ocop.api.operations import Operations
from ocop.domain.walks import Direction
from ocop.schemas.traces import TraceOut, TraceQuery
from ocop.services.epcs import epc_of_raw_lot
from ocop.services.lot_stories import story_file
from ocop.services.lots import find_lot
from ocop.services.profiles import overseen_product
from ocop.services.recall_sets import Start, find_raw_lot, start_of_lot, start_of_raw_lot
from ocop.services.trace_views import lot_trace, thing_trace
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.answers import answer
from ocop.web.settings import now, timezone

bp = Operations("traces", words="Truy xuất")
_BINARY = {"type": "string", "format": "binary"}


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


@bp.get("/raw-lots/<raw_id>/trace")
@bp.told("Lô nguyên liệu này từ đâu mà ra, đã đi đâu", token=True, refused=[403, 404, 422])
@bp.arguments(TraceQuery, location="query")
@bp.response(200, TraceOut)
def show_raw(query: dict[str, Any], raw_id: str) -> Response:
    """Show the genealogy of a raw lot to its own people and offices."""
    by = required_actor()
    with reading():
        raw_lot = find_raw_lot(by, raw_id)
        direction = Direction(query.get("direction", Direction.BOTH))
        return answer(thing_trace(by, epc_of_raw_lot(raw_lot.id), direction))


@bp.get("/products/<code>/lots/<lot>/story.<kind>")
@bp.told("Câu chuyện của một lô (json: EPCIS 2.0, csv, pdf)", token=True, refused=[403, 404, 422])
@bp.response(200, {"type": "object"}, content_type="application/json")
@bp.response(200, {"type": "string"}, content_type="text/csv")
@bp.response(200, _BINARY, content_type="application/pdf")
def story(code: str, lot: str, kind: str) -> Response:
    """Hand over everything that is recorded of a lot, as far as its reader may know it."""
    by = required_actor()
    with reading():
        product = overseen_product(code, by)
        return _file(start_of_lot(product, find_lot(product, lot)), kind)


@bp.get("/raw-lots/<raw_id>/story.<kind>")
@bp.told("Câu chuyện của một lô nguyên liệu (json: EPCIS 2.0, csv, pdf)", token=True, refused=[403, 404, 422])
@bp.response(200, {"type": "object"}, content_type="application/json")
@bp.response(200, {"type": "string"}, content_type="text/csv")
@bp.response(200, _BINARY, content_type="application/pdf")
def raw_story(raw_id: str, kind: str) -> Response:
    """Hand over everything that is recorded of a raw lot, as far as its reader may know it."""
    with reading():
        return _file(start_of_raw_lot(find_raw_lot(required_actor(), raw_id)), kind)


def _file(start: Start, kind: str) -> Response:
    data, media, name = story_file(required_actor(), start, kind, now=now(), zone=timezone())
    return Response(data, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
