"""Outcomes: the decisions about a product as people and programs see them, with the certificates that followed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from ocop.domain.refusals import BadInput, NotFound
from ocop.domain.standings import superseded
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.products import Product
from ocop.services.catalogue import certificate_shown
from ocop.services.certificates import certificates_of, facts_of


def list_decisions(
    product: Product, *, after: Sequence[str] | None = None, limit: int = 50
) -> tuple[list[Decision], tuple[str, str] | None]:
    """Return a page of decisions about a product, the newest first, and the key to go on from or None."""
    query = select(Decision).where(Decision.product_id == product.id)
    if after:
        query = query.where(_is_older(*after))
    query = query.order_by(Decision.signed_on.desc(), Decision.id.desc())
    found = list(db.session.scalars(query.limit(limit + 1)))
    more = len(found) > limit
    found = found[:limit]
    return found, ((found[-1].signed_on.isoformat(), found[-1].id) if more else None)


def _is_older(day: str, decision_id: str) -> ColumnElement[bool]:
    """Return the condition to come after a key of the list. Raises BadInput `cursor-malformed`."""
    try:
        signed_on = date.fromisoformat(day)
    except ValueError as fault:
        raise BadInput("cursor-malformed", "Con trỏ trang không đọc được.", field="cursor") from fault
    return or_(Decision.signed_on < signed_on, and_(Decision.signed_on == signed_on, Decision.id < decision_id))


def find_decision(product: Product, decision_id: str) -> Decision:
    """Return a decision about a product. Raises NotFound `decision-unknown`."""
    is_id = len(decision_id) <= 36 and "\x00" not in decision_id
    decision = db.session.get(Decision, decision_id) if is_id else None
    if decision is None or decision.product_id != product.id:
        raise NotFound("decision-unknown", "Sản phẩm này không có quyết định “%(id)s”.", id=decision_id[:40])
    return decision


def outcomes_of(product: Product, decisions: Sequence[Decision], day: date) -> list[dict[str, Any]]:
    """Return decisions about a product, each with its certificate as it is on a day."""
    certificates = certificates_of([product.id]).get(product.id, [])
    facts = superseded([facts_of(one) for one in certificates])
    issued = {one.decision_id: (one, known) for one, known in zip(certificates, facts, strict=True)}
    return [_outcome(product, one, issued.get(one.id), day) for one in decisions]


def _outcome(product: Product, decision: Decision, issued: Any, day: date) -> dict[str, Any]:
    return {
        "id": decision.id,
        "product": product.code,
        "number": decision.number,
        "signed_on": decision.signed_on,
        "star": decision.star,
        "potential_five_star": decision.potential_five_star,
        "potential_ended_on": decision.potential_ended_on,
        "unit_code": decision.unit_id.partition("@")[0] if decision.unit_id else None,
        "regime": decision.regime_id,
        "certificate": certificate_shown(issued[0], issued[1], day, decision) if issued else None,
    }
