"""Stories: what the page behind a code tells of a product beyond its row in the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from ocop.domain.certificates import CertificateFacts, CertificateStatus
from ocop.domain.ratings import Rating
from ocop.domain.standings import superseded
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.products import Product
from ocop.services.catalogue import list_products, views_of
from ocop.services.certificate_views import changes_told
from ocop.services.certificates import certificates_of, current_certificate, facts_of
from ocop.services.issuers import issuer_words
from ocop.services.scans import scans_of
from ocop.services.subjects import find_subject
from ocop.services.units import address_words

#: How many other products of the maker stand on the page.
_SIBLINGS = 4
#: What the status band says of each certificate, where the rating says no more.
_STATES = {
    CertificateStatus.VALID: "valid",
    CertificateStatus.EXTENDED: "extended",
    CertificateStatus.EXPIRING: "expiring",
    CertificateStatus.EXPIRED: "expired",
    CertificateStatus.REVOKED: "revoked",
    CertificateStatus.SUPERSEDED: "superseded",
}


def story_of(product: Product, view: Mapping[str, Any], day: date, *, base_url: str) -> dict[str, Any]:
    """Return the state of the band, certificate, history, place, maker, its other products and scans."""
    certificates = certificates_of([product.id]).get(product.id, [])
    current = current_certificate(certificates, day)
    siblings = list_products(day, limit=_SIBLINGS + 1, filters={"subject_id": product.subject_id})[0]
    others = [one for one in siblings if one.id != product.id][:_SIBLINGS]
    decisions = _decisions(product, day)
    return {
        "state": state_of(view),
        "in_force": bool(current and current[1].is_in_force(day)),
        "certificate": _certificate(*current, day) if current else None,
        "potential": next((one for one in decisions if one["kind"] == "potential" and one["holds"]), None),
        "history": _history(decisions, certificates, day),
        **address_words(product.unit_id, product.former_unit_id),
        "tools": [one["tool"] for one in view["tools"] if one["since_on"] <= day],
        "subject": find_subject(product.subject_id),
        "others": views_of(others, day, base_url=base_url),
        "others_more": len(siblings) > _SIBLINGS,
        "scans": scans_of(product.id),
    }


def state_of(view: Mapping[str, Any]) -> str:
    """Return the word of the status band: potential five star before the certificate, which goes before nothing."""
    if view["rating"] == Rating.POTENTIAL_FIVE_STAR:
        return "potential"
    certificate = view["certificate"]
    return _STATES[certificate["status"]] if certificate else "unrated"


def _certificate(certificate: Certificate, facts: CertificateFacts, day: date) -> dict[str, Any]:
    decision = db.session.get(Decision, certificate.decision_id)
    assert decision is not None
    return {
        "number": certificate.number,
        "star": certificate.star,
        "issued_on": certificate.issued_on,
        "valid_until": certificate.valid_until,
        "extended_until": certificate.extended_until,
        "last_day": facts.last_day,
        "days_left": (facts.last_day - day).days,
        "revoked_on": certificate.revoked_on,
        "revocation_number": certificate.revocation_number,
        "revocation_reason": certificate.revocation_reason,
        "decision_number": decision.number,
        "issuer": issuer_words(decision.unit_id, decision.signed_on),
    }


def _decisions(product: Product, day: date) -> list[dict[str, Any]]:
    """Return what was decided by a day, the newest first; `holds` tells of a state that has not ended."""
    query = select(Decision).where(Decision.product_id == product.id, Decision.signed_on <= day)
    return [
        {
            "kind": "potential" if one.potential_five_star else "star",
            "id": one.id,
            "on": one.signed_on,
            "number": one.number,
            "star": one.star,
            "ended_on": one.potential_ended_on,
            "holds": one.potential_ended_on is None or day < one.potential_ended_on,
            "issuer": issuer_words(one.unit_id, one.signed_on),
        }
        for one in db.session.scalars(query.order_by(Decision.signed_on.desc(), Decision.id.desc()))
    ]


def _history(
    decisions: Sequence[Mapping[str, Any]], certificates: Sequence[Certificate], day: date
) -> list[dict[str, Any]]:
    """Return decisions, extensions, revocations and corrections, the newest first.

    Each decision comes with what its certificate is on the day.
    """
    ordered = sorted(certificates, key=lambda one: (one.issued_on, one.id))
    known = dict(
        zip((one.decision_id for one in ordered), superseded([facts_of(one) for one in ordered]), strict=True)
    )
    events: list[dict[str, Any]] = []
    for one in decisions:
        facts = known.get(one["id"])
        status = facts.status(day) if facts else None
        events.append({**one, "status": status, "last_day": facts.last_day if facts else None})
    events = [one for one in reversed(changes_told(ordered)) if one["on"] <= day] + events
    return sorted(events, key=lambda event: event["on"], reverse=True)
