"""Decisions over HTTP: an office records what was decided outside, and everyone may read it."""

from typing import Any

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.schemas.decisions import DecisionIn, DecisionOut, DecisionPage, DecisionQuery, PotentialEndIn
from ocop.schemas.products import ProductOut
from ocop.services.catalogue import view_of
from ocop.services.decisions import end_potential, record_decision
from ocop.services.outcomes import find_decision, list_decisions, outcomes_of
from ocop.services.products import published_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import current_actor, required_actor
from ocop.web.answers import answer, decode_cursor, list_answer
from ocop.web.idempotent import idempotent
from ocop.web.settings import now, public_base_url, today

bp = Operations("decisions", words="Quyết định và giấy chứng nhận")


@bp.post("/products/<code>/decisions")
@bp.told("Ghi một quyết định công nhận", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(DecisionIn)
@bp.response(201, DecisionOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any], code: str) -> Response:
    """Record a decision; the certificate, or the state of potential five star, follows."""
    by = required_actor()
    with unit_of_work():
        product = published_product(code, by, for_update=True)
        decision = record_decision(by, now(), today(), product, **body)
        shown = outcomes_of(product, [decision], today())[0]
        location = f"/api/v1/products/{product.code}/decisions/{decision.id}"
        return answer(shown, 201, etag=product.version, location=location)


@bp.get("/products/<code>/decisions")
@bp.told("Các quyết định về một sản phẩm", refused=[404, 422])
@bp.arguments(DecisionQuery, location="query")
@bp.response(200, DecisionPage)
def index(query: dict[str, Any], code: str) -> Response:
    """List the decisions about a product, the newest first."""
    after = decode_cursor(query.pop("cursor", None), count=2)
    with reading():
        product = published_product(code, current_actor())
        decisions, onward = list_decisions(product, after=after, **query)
        return list_answer(outcomes_of(product, decisions, today()), onward)


@bp.get("/products/<code>/decisions/<decision_id>")
@bp.told("Một quyết định", refused=[304, 404], headers=["NONE_MATCH"])
@bp.response(200, DecisionOut, headers=ONE)
def show(code: str, decision_id: str) -> Response:
    """Show a decision with its certificate as it is today."""
    with reading():
        product = published_product(code, current_actor())
        decision = find_decision(product, decision_id)
        return answer(outcomes_of(product, [decision], today())[0], etag=product.version)


@bp.post("/products/<code>/potential-five-star/end")
@bp.told("Kết thúc trạng thái tiềm năng 5 sao", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(PotentialEndIn)
@bp.response(200, ProductOut, headers=ONE)
@idempotent
def end(body: dict[str, Any], code: str) -> Response:
    """End the state of potential five star by an officer's act."""
    by = required_actor()
    with unit_of_work():
        product = published_product(code, by, for_update=True)
        end_potential(by, now(), today(), product, **body)
        return answer(view_of(product, today(), base_url=public_base_url()), etag=product.version)
