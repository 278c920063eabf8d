"""Outcomes: the decisions about a product as people and programs see them, with the certificates that followed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

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
        day, decision_id = date.fromisoformat(after[0]), after[1]
        is_older = (Decision.signed_on < day) | ((Decision.signed_on == day) & (Decision.id < decision_id))
        query = query.where(is_older)
    query = query.order_by(Decision.signed_on.desc(), Decision.id.desc())
    found = list(db.session.scalars(query.limit(limit + 1)))
    more = len(found) > limit
    found = found[:limit]
    return found, ((found[-1].signed_on.isoformat(), found[-1].id) if more else None)


def outcomes_of(product: Product, decisions: Sequence[Decision], day: date) -> list[dict[str, Any]]:
    """Return decisions about a product, each with its certificate as it is on a day."""
    certificates = certificates_of([product.id]).get(product.id, [])
    facts = superseded([facts_of(one) for one in certificates])
    issued = {one.decision_id: (one, known) for one, known in zip(certificates, facts, strict=True)}
    return [_outcome(product, one, issued.get(one.id), day) for one in decisions]


def _outcome(product: Product, decision: Decision, issued: Any, day: date) -> dict[str, Any]:
    return {
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
