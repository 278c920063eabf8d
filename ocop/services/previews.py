"""Previews: what a decision would bring about, found out by recording it and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.product_sets import RegimeRow
from ocop.models.products import Product
from ocop.services.decisions import record_decision


@dataclass(frozen=True)
class Outcome:
    """What follows from a decision: a certificate until a day, or the state of potential five star."""

    star: int | None
    issued_on: date
    valid_until: date | None
    regime: str

    @property
    def key(self) -> str:
        """What must still be true when the decision is recorded for good."""
        return f"{self.star or 'potential'} {self.issued_on} {self.valid_until}"


def preview_decision(by: Actor, now: datetime, today: date, product: Product, **fields: Any) -> Outcome:
    """Return what a decision would bring about, by the very rules that record it; nothing of it stays.

    Asked inside a unit of work. Raises what `record_decision` raises.
    """
    trial = db.session.begin_nested()
    try:
        return outcome_of(record_decision(by, now, today, product, **fields))
    finally:
        trial.rollback()


def outcome_of(decision: Decision) -> Outcome:
    """Return what a recorded decision brought about."""
    certificate = db.session.scalar(select(Certificate).where(Certificate.decision_id == decision.id))
    regime = db.session.get(RegimeRow, decision.regime_id)
    return Outcome(
        star=decision.star,
        issued_on=decision.signed_on,
        valid_until=certificate.valid_until if certificate else None,
        regime=regime.title if regime else decision.regime_id,
    )
